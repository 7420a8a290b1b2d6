package gbt

import (
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

const (
	chunk = 8192 // rows of one task; the grid of chunks does not depend on the number of threads
	block = 512  // rows whose scores are gathered at once: three such arrays fit the first cache
)

// each runs f(0) … f(n−1) on the given number of goroutines. Tasks write to places of their own.
func each(threads, n int, f func(i int)) {
	if threads <= 1 || n <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var group errgroup.Group
	group.SetLimit(threads)
	for range min(threads, n) {
		group.Go(func() error {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
			return nil
		})
	}
	_ = group.Wait() // no task fails
}

// chunks is the number of chunks of n rows.
func chunks(n int) int { return (n + chunk - 1) / chunk }

// bounds are the rows of chunk i of n.
func bounds(i, n int) (lo, hi int) { return i * chunk, min((i+1)*chunk, n) }
