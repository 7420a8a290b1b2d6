package plan_test

import (
	"fmt"
	"strconv"
	"testing"

	"zhiwei/forecast/plan"
	"zhiwei/transform/demand"
)

// BenchmarkBuild plans items with 500 paths of 56 days each.
func BenchmarkBuild(b *testing.B) {
	paths := poissonPaths(500, 56, 20, 1)
	for _, n := range []int{10, 1000} {
		var in plan.Input
		for i := range n {
			item := mooncake()
			item.SKU, item.Paths, item.ShelfDays = demand.SKU(fmt.Sprintf("S%04d", i)), paths, 60
			in.Items = append(in.Items, item)
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := plan.Build(in, plan.Options{Today: d(today)}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
