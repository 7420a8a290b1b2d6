package gbt_test

import (
	"math"

	"zhiwei/forecast/gbt"
)

// The generator of testdata/oracle/make.py, number for number: SplitMix64 of (seed, row, place), sums and products only.

func uniform(seed uint64, row, place int) float64 {
	x := seed + uint64(row*64+place+1)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return float64((x^x>>31)>>11) / (1 << 53)
}

// feature is one of four kinds: continuous, weekday, skewed with missing values, half zeros.
func feature(seed uint64, row, f int) float64 {
	u := uniform(seed, row, f)
	switch f % 4 {
	case 0:
		return u
	case 1:
		return math.Floor(u * 7)
	case 2:
		if u < 0.15 {
			return math.NaN()
		}
		return float64(u*u) * 100
	default:
		if u < 0.5 {
			return 0
		}
		return u * 20
	}
}

// level is the scale of a row's series, from 0.05 to 8.
func level(seed uint64, row int) float64 {
	u := uniform(seed, row, 60)
	return 0.05 + float64(float64(u*u)*float64(u*u))*8
}

// demand is a count with many zeros and a heavy tail whose mean depends on the first features.
func demand(seed uint64, row int) float64 {
	x := func(f int) float64 { return feature(seed, row, f) }
	m := float64(level(seed, row) * (0.4 + float64(1.2*x(0))))
	if x(1) >= 5 {
		m *= 1.5
	}
	if v := x(2); v != v {
		m *= 0.7
	} else {
		m *= 1 + float64(0.004*v)
	}
	if x(3) > 0 {
		m *= 1.3
	}
	m *= 1 + float64(x(4)*x(0))
	if uniform(seed, row, 61) < 0.4 {
		return 0
	}
	return math.Floor(float64(m*(0.9/(uniform(seed, row, 62)+0.1))) + uniform(seed, row, 63))
}

// panel is a synthetic table in columns.
type panel struct {
	cols   [][]float64
	y, sc  []float64
	offset []float64
}

func newPanel(seed uint64, rows, features int) panel {
	p := panel{cols: make([][]float64, features), y: make([]float64, rows), sc: make([]float64, rows)}
	p.offset = make([]float64, rows)
	for f := range p.cols {
		p.cols[f] = make([]float64, rows)
		for i := range p.cols[f] {
			p.cols[f][i] = feature(seed, i, f)
		}
	}
	for i := range rows {
		p.y[i], p.sc[i] = demand(seed, i), level(seed, i)
		p.offset[i] = math.Log(p.sc[i])
	}
	return p
}

// fataler is a test, a benchmark, a fuzz target or a property.
type fataler interface{ Fatal(args ...any) }

func mustMatrix(t fataler, cols [][]float64, opt gbt.BinOptions) *gbt.Matrix {
	m, err := gbt.NewMatrix(cols, opt)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
