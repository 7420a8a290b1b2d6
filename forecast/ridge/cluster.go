package ridge

import (
	"math"
	"math/rand/v2"
)

// starts is the number of k-means starts; the seed is fixed.
const starts = 4

// Clusters assigns each point to one of k clusters by k-means: four starts by k-means++ from a fixed seed, 40 rounds
// at most, the start with the least squared distance. Fewer points than 20 a cluster get fewer clusters.
func Clusters(points [][]float64, k int) []int {
	k = max(min(k, len(points)/20), 1)
	best, bestLoss := make([]int, len(points)), math.Inf(1)
	if k == 1 {
		return best
	}
	for s := range starts {
		rng := rand.New(rand.NewPCG(uint64(s)+1, 20261123))
		assign, loss := lloyd(points, spreadOut(points, k, rng))
		if loss < bestLoss {
			best, bestLoss = assign, loss
		}
	}
	return best
}

// spreadOut draws centres far from each other (Arthur & Vassilvitskii 2007).
func spreadOut(points [][]float64, k int, rng *rand.Rand) [][]float64 {
	centres := [][]float64{append([]float64(nil), points[rng.IntN(len(points))]...)}
	gap := make([]float64, len(points))
	for i := range gap {
		gap[i] = math.Inf(1)
	}
	for len(centres) < k {
		sum := 0.0
		for i, p := range points {
			gap[i] = min(gap[i], distance(p, centres[len(centres)-1]))
			sum += gap[i]
		}
		u, at := rng.Float64()*sum, 0
		for at < len(points)-1 && u > gap[at] {
			u -= gap[at]
			at++
		}
		centres = append(centres, append([]float64(nil), points[at]...))
	}
	return centres
}

func lloyd(points, centres [][]float64) (assign []int, loss float64) {
	assign = make([]int, len(points))
	for range 40 {
		moved := false
		loss = 0
		for i, p := range points {
			near, least := 0, math.Inf(1)
			for c, centre := range centres {
				if d := distance(p, centre); d < least {
					near, least = c, d
				}
			}
			moved = moved || near != assign[i]
			assign[i] = near
			loss += least
		}
		if !moved {
			break
		}
		recentre(points, centres, assign)
	}
	return assign, loss
}

// recentre moves the centres to the means of their points; an empty cluster keeps its centre.
func recentre(points, centres [][]float64, assign []int) {
	count := make([]float64, len(centres))
	for i := range points {
		count[assign[i]]++
	}
	for c := range centres {
		if count[c] > 0 {
			clear(centres[c])
		}
	}
	for i, p := range points {
		for j, v := range p {
			centres[assign[i]][j] += v / count[assign[i]]
		}
	}
}

func distance(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		d := a[i] - b[i]
		sum += d * d
	}
	return sum
}

// ACF is the sample autocorrelation of x at lag k; 0 when it is undefined.
func ACF(x []float64, k int) float64 {
	if k >= len(x) {
		return 0
	}
	mu, all, sum := 0.0, 0.0, 0.0
	for _, v := range x {
		mu += v / float64(len(x))
	}
	for i, v := range x {
		all += (v - mu) * (v - mu)
		if i >= k {
			sum += (v - mu) * (x[i-k] - mu)
		}
	}
	if all <= 0 {
		return 0
	}
	return sum / all
}
