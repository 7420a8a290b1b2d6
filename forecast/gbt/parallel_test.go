package gbt_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"zhiwei/forecast/gbt"
)

// Every task runs once, whatever the number of goroutines, and none of them stays behind.
func TestEachRunsEveryTaskOnce(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, threads := range []int{0, 1, 2, 7, 100} {
		for _, n := range []int{0, 1, 2, 50} {
			ran := make([]atomic.Int32, n)
			gbt.Each(threads, n, func(i int) { ran[i].Add(1) })
			for i := range ran {
				if got := ran[i].Load(); got != 1 {
					t.Errorf("%d threads: task %d of %d ran %d times", threads, i, n, got)
				}
			}
		}
	}
}

// Rows are parted in order, others stay where they are, over any number of chunks and threads.
func TestPartKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40_000).Draw(t, "n")
		lo := rapid.IntRange(0, n).Draw(t, "lo")
		hi := rapid.IntRange(lo, n).Draw(t, "hi")
		divisor := uint32(rapid.IntRange(1, 9).Draw(t, "divisor"))
		goesLeft := func(r uint32) bool { return r%divisor == 0 || r%1000 < 300 }
		want := make([]uint32, 0, n)
		var right []uint32
		for r := range uint32(n) {
			inside := int(r) >= lo && int(r) < hi
			if int(r) == hi {
				want, right = append(want, right...), nil
			}
			if inside && !goesLeft(r) {
				right = append(right, r)
			} else {
				want = append(want, r)
			}
		}
		want = append(want, right...)
		got, border := gbt.Part(rapid.IntRange(1, 4).Draw(t, "threads"), n, lo, hi, goesLeft)
		if !slices.Equal(got, want) {
			t.Fatal("rows are not in the order of the plain path")
		}
		for i := lo; i < hi; i++ {
			if goesLeft(got[i]) != (i < border) {
				t.Fatalf("row %d at %d, border %d", got[i], i, border)
			}
		}
	})
}

// One model and one level set serve any number of goroutines at once.
func TestModelIsSharedSafely(t *testing.T) {
	p := newPanel(1, 2000, 5)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	m := fit(t, x, p.y, nil, nil, gbt.Options{Trees: 10})
	want := make([]float64, len(p.y))
	m.Predict(want, x, nil, 1)
	s := mustLevels(t, want, p.y, nil, gbt.LevelOptions{})
	q := quantiles(s, 3, 0.5)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			got := make([]float64, len(p.y))
			m.Predict(got, x, nil, 2)
			row := []float64{p.cols[0][7], p.cols[1][7], p.cols[2][7], p.cols[3][7], p.cols[4][7]}
			if !slices.Equal(got, want) || m.PredictRow(row, 0) != want[7] || !slices.Equal(quantiles(s, 3, 0.5), q) {
				t.Error("other predictions side by side")
			}
		})
	}
	wg.Wait()
}
