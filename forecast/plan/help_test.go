package plan_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"zhiwei/transform/demand"
)

func d(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

// yuan reads an amount with two decimals.
func yuan(text string) demand.Money {
	n, err := strconv.ParseInt(strings.Replace(text, ".", "", 1), 10, 64)
	if err != nil {
		panic(err)
	}
	return demand.Money(n)
}

func normalPaths(n, days int, mean, sd float64, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, days)
		for t := range out[i] {
			out[i][t] = mean + sd*r.NormFloat64()
		}
	}
	return out
}

// poissonPaths are whole demands by counting exponential gaps.
func poissonPaths(n, days int, mean float64, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 2))
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, days)
		for t := range out[i] {
			for sum := r.ExpFloat64(); sum < mean; sum += r.ExpFloat64() {
				out[i][t]++
			}
		}
	}
	return out
}

func flatPaths(n, days int, mean float64) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, days)
		for t := range out[i] {
			out[i][t] = mean
		}
	}
	return out
}
