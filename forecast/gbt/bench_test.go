package gbt_test

import (
	"context"
	"fmt"
	"testing"

	"zhiwei/forecast/gbt"
)

// bench sizes: a small panel, and the size of forecasting §6.
var sizes = []struct{ rows, trees int }{{20_000, 50}, {1_360_000, 200}}

const benchFeatures = 43

func BenchmarkFitPredict(b *testing.B) {
	for _, s := range sizes {
		for _, loss := range []struct {
			name string
			loss gbt.Loss
		}{{"tweedie", gbt.Tweedie}, {"l1", gbt.L1}} {
			var p panel
			var x *gbt.Matrix
			for _, threads := range []int{1, 2} {
				b.Run(fmt.Sprintf("%s/rows=%d/threads=%d", loss.name, s.rows, threads), func(b *testing.B) {
					if x == nil {
						p = newPanel(1, s.rows, benchFeatures)
						x = mustMatrix(b, p.cols, gbt.BinOptions{})
					}
					fitPredict(b, x, p, gbt.Options{Loss: loss.loss, Trees: s.trees, Threads: threads})
				})
			}
		}
	}
}

func fitPredict(b *testing.B, x *gbt.Matrix, p panel, opt gbt.Options) {
	b.Helper()
	dst := make([]float64, len(p.y))
	var w, offset []float64
	if opt.Loss == gbt.L1 {
		w = p.sc
	} else {
		offset = p.offset
	}
	var predict float64
	b.ReportAllocs()
	for b.Loop() {
		m, err := gbt.Fit(context.Background(), x, p.y, w, offset, opt)
		if err != nil {
			b.Fatal(err)
		}
		at := b.Elapsed()
		m.Predict(dst, x, offset, opt.Threads)
		predict += (b.Elapsed() - at).Seconds()
	}
	b.ReportMetric(float64(len(p.y)*opt.Trees*b.N)/b.Elapsed().Seconds()/1e6, "Mrows·trees/s")
	b.ReportMetric(predict/float64(b.N), "predict-s/op")
}

func BenchmarkBin(b *testing.B) {
	p := newPanel(1, 100_000, 8)
	b.ReportAllocs()
	for b.Loop() {
		mustMatrix(b, p.cols, gbt.BinOptions{})
	}
	b.ReportMetric(float64(8*100_000*b.N)/b.Elapsed().Seconds()/1e6, "Mvalues/s")
}

func BenchmarkPredictRow(b *testing.B) {
	p := newPanel(1, 20_000, benchFeatures)
	m := fit(b, mustMatrix(b, p.cols, gbt.BinOptions{}), p.y, nil, p.offset, gbt.Options{})
	rows := make([][]float64, 1000)
	for i := range rows {
		for f := range p.cols {
			rows[i] = append(rows[i], p.cols[f][i])
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, row := range rows {
			m.PredictRow(row, 0)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/row")
}

func BenchmarkLevelSet(b *testing.B) {
	mu, y, d := levelRows(1_000_000)
	b.ReportAllocs()
	for b.Loop() {
		mustLevels(b, mu, y, d, gbt.LevelOptions{Bins: 60})
	}
}
