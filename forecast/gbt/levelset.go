package gbt

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"zhiwei/forecast/dist"
)

// LevelOptions of NewLevelSet. The zero value means the defaults in brackets, from forecasting_recipes §1.2.
type LevelOptions struct {
	Bins  int     // bins of equal row count along the prediction (30); fewer when they would fall under Cell rows
	Cell  int     // a cell with fewer rows uses its whole bin (50)
	Floor float64 // a smaller prediction counts as this (0.001)
}

func (o LevelOptions) withDefaults() LevelOptions {
	if o.Bins == 0 {
		o.Bins = 30
	}
	if o.Cell == 0 {
		o.Cell = 50
	}
	if o.Floor == 0 {
		o.Floor = 0.001
	}
	return o
}

// LevelBins is the number of bins for out-of-sample rows: one per 700, between 4 and 60 (forecasting_recipes §1.2).
func LevelBins(rows int) int { return min(max(rows/700, 4), 60) }

// A bin of a level set has its quantiles as a whole and by tercile of the dispersion.
const (
	whole   = 3 // index of the whole bin after the terciles 0, 1, 2
	perBin  = whole + 1
	borders = 2 // between terciles
)

// LevelSet turns a prediction into quantiles: rows whose predictions are alike share the empirical distribution of the
// ratio actual/predicted. It is read-only and safe for concurrent use.
type LevelSet struct {
	floor  float64
	edges  []float64 // upper bounds of all bins but the last, in prediction units
	thirds []float64 // two borders of the dispersion a bin
	ratios []float64 // per bin: perBin rows of len(dist.Levels) quantiles of y/mu
}

// NewLevelSet pools rows with predictions mu, actuals y and dispersions d (nil: bins are not split by it). NaN in d puts
// a row in its whole bin only. Other lengths panic; a mu or y that is not finite is ErrValue, fewer rows than one cell
// ErrTooShort. O(n log n).
func NewLevelSet(mu, y, d []float64, opt LevelOptions) (*LevelSet, error) {
	opt = opt.withDefaults()
	if len(mu) != len(y) || d != nil && len(d) != len(y) {
		panic(fmt.Sprintf("gbt: level set of %d predictions, %d actuals, %d dispersions", len(mu), len(y), len(d)))
	}
	if opt.Bins < 1 || opt.Bins > maxLevelBins || opt.Cell < 1 || !(opt.Floor > 0) || math.IsInf(opt.Floor, 0) {
		return nil, fmt.Errorf("level set of %d bins, cells of %d, floor %v: %w", opt.Bins, opt.Cell, opt.Floor, ErrOption)
	}
	if len(mu) < opt.Cell {
		return nil, fmt.Errorf("level set of %d rows, cells of %d: %w", len(mu), opt.Cell, ErrTooShort)
	}
	for i := range mu {
		if !finite(mu[i]) || !finite(y[i]/max(mu[i], opt.Floor)) {
			return nil, fmt.Errorf("row %d: prediction %v, actual %v: %w", i, mu[i], y[i], ErrValue)
		}
	}
	s := &LevelSet{floor: opt.Floor, edges: levelEdges(mu, opt)}
	rows := s.group(mu)
	s.thirds = make([]float64, borders*len(rows))
	s.ratios = make([]float64, 0, len(rows)*perBin*len(dist.Levels))
	for b, members := range rows {
		s.pool(b, members, mu, y, d, opt.Cell)
	}
	return s, nil
}

// maxLevelBins bounds the table in memory and in its encoding.
const maxLevelBins = 1 << 12

// levelEdges cuts the sorted predictions into bins of equal count. Equal predictions are never parted, so bins may be
// fewer and differ in size.
func levelEdges(mu []float64, opt LevelOptions) []float64 {
	sorted := slices.Clone(mu)
	for i, v := range sorted {
		sorted[i] = max(v, opt.Floor)
	}
	slices.Sort(sorted)
	n := len(sorted)
	bins := min(opt.Bins, max(n/opt.Cell, 1))
	var edges []float64
	for b := 1; b < bins; b++ {
		e := sorted[(b*n+bins-1)/bins-1]
		if e < sorted[n-1] && (len(edges) == 0 || e > edges[len(edges)-1]) {
			edges = append(edges, e)
		}
	}
	return edges
}

// bin is the first bin whose upper bound is not below mu; what is below the floor falls in the first.
func (s *LevelSet) bin(mu float64) int { return sort.SearchFloat64s(s.edges, mu) }

// group lists the rows of every bin, in order.
func (s *LevelSet) group(mu []float64) [][]int {
	bins := make([]int32, len(mu))
	counts := make([]int, len(s.edges)+1)
	for i, v := range mu {
		b := s.bin(v)
		bins[i] = int32(b)
		counts[b]++
	}
	rows := make([][]int, len(counts))
	for b, c := range counts {
		rows[b] = make([]int, 0, c)
	}
	for i, b := range bins {
		rows[b] = append(rows[b], i)
	}
	return rows
}

// pool computes the borders and quantiles of bin b.
func (s *LevelSet) pool(b int, members []int, mu, y, d []float64, cell int) {
	var ratios [perBin][]float64
	thirds := s.thirds[borders*b : borders*(b+1)]
	if d != nil {
		setThirds(thirds, members, d)
	}
	for _, i := range members {
		r := y[i] / max(mu[i], s.floor)
		ratios[whole] = append(ratios[whole], r)
		if di := at(d, i, math.NaN()); !math.IsNaN(di) {
			t := tercile(thirds, di)
			ratios[t] = append(ratios[t], r)
		}
	}
	slices.Sort(ratios[whole])
	for t := range ratios {
		rs := ratios[t]
		if len(rs) < cell {
			rs = ratios[whole]
		}
		slices.Sort(rs)
		for _, tau := range dist.Levels {
			s.ratios = append(s.ratios, sortedQuantile(rs, tau))
		}
	}
}

// setThirds puts the borders at the last row of the first and of the second third by dispersion.
func setThirds(dst []float64, members []int, d []float64) {
	sorted := make([]float64, 0, len(members))
	for _, i := range members {
		if v := d[i]; !math.IsNaN(v) {
			sorted = append(sorted, min(max(v, -math.MaxFloat64), math.MaxFloat64))
		}
	}
	slices.Sort(sorted)
	for k := range dst {
		if n := len(sorted); n > 0 {
			dst[k] = sorted[((k+1)*n+2)/3-1]
		}
	}
}

func tercile(thirds []float64, d float64) int {
	switch {
	case d <= thirds[0]:
		return 0
	case d <= thirds[1]:
		return 1
	default:
		return 2
	}
}

// sortedQuantile is the empirical quantile with linear interpolation (Hyndman & Fan 1996, doi:10.2307/2684934, type 7).
func sortedQuantile(sorted []float64, tau float64) float64 {
	x := float64(tau * float64(len(sorted)-1))
	k := int(x)
	if k+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[k] + float64((x-float64(k))*(sorted[k+1]-sorted[k]))
}

// Quantiles writes the quantiles at dist.Levels for prediction mu and dispersion d: mu times the ratios of their cell.
// NaN in d takes the whole bin; NaN in mu gives NaN. dst must have the length of dist.Levels.
func (s *LevelSet) Quantiles(dst []float64, mu, d float64) {
	dst = dst[:len(dist.Levels)]
	row, scale := s.row(mu, d), max(mu, s.floor)
	for i := range dst {
		dst[i] = scale * row[i]
	}
}

func (s *LevelSet) row(mu, d float64) []float64 {
	b, t := s.bin(mu), whole
	if !math.IsNaN(d) {
		t = tercile(s.thirds[borders*b:], d)
	}
	k := (b*perBin + t) * len(dist.Levels)
	return s.ratios[k : k+len(dist.Levels)]
}

// Bins is the number of bins.
func (s *LevelSet) Bins() int { return len(s.edges) + 1 }

// AverageQuantiles writes the mean, level by level, of what several tables give: of an in-sample table, which is too
// narrow on small sets, and one of out-of-sample rows.
func AverageQuantiles(dst []float64, mu, d float64, tables ...*LevelSet) {
	dst = dst[:len(dist.Levels)]
	clear(dst)
	scale := 1 / float64(len(tables))
	for _, s := range tables {
		row, m := s.row(mu, d), max(mu, s.floor)
		for i := range dst {
			dst[i] += float64(float64(m*row[i]) * scale)
		}
	}
}
