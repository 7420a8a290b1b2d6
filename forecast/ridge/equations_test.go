package ridge_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/ridge"
)

// eliminate solves A·X = B by Gauss with pivots; A is n × n, B n × h.
func eliminate(a, b [][]float64) [][]float64 {
	n := len(a)
	for c := range n {
		p := c
		for r := c; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[p][c]) {
				p = r
			}
		}
		a[c], a[p], b[c], b[p] = a[p], a[c], b[p], b[c]
		for r := range n {
			if r == c {
				continue
			}
			f := a[r][c] / a[c][c]
			for j := range a[r] {
				a[r][j] -= f * a[c][j]
			}
			for j := range b[r] {
				b[r][j] -= f * b[c][j]
			}
		}
	}
	for r := range n {
		for j := range b[r] {
			b[r][j] /= a[r][r]
		}
	}
	return b
}

// direct is the definition: (X'WX + λ·Σw·var·I)·B = X'WZ, the intercept not penalised.
func direct(x, z, w []float64, k, h int, lambda float64) [][]float64 {
	p := k + 1
	a, b := make([][]float64, p), make([][]float64, p)
	for i := range a {
		a[i], b[i] = make([]float64, p), make([]float64, h)
	}
	sum, mean, square := 0.0, make([]float64, k), make([]float64, k)
	for r, weight := range w {
		sum += weight
		row := x[r*p : r*p+p]
		for i := range p {
			for j := range p {
				a[i][j] += weight * row[i] * row[j]
			}
			for j := range h {
				b[i][j] += weight * row[i] * z[r*h+j]
			}
			if i < k {
				mean[i] += weight * row[i]
				square[i] += weight * row[i] * row[i]
			}
		}
	}
	variance := 0.0
	for i := range k {
		variance += (square[i]/sum - mean[i]/sum*mean[i]/sum) / float64(k)
	}
	for i := range k {
		a[i][i] += lambda*sum*variance + 1e-12*sum
	}
	return eliminate(a, b)
}

// TestSolveIsTheDefinition compares the Cholesky solution with Gauss on the written-out equations, for any weights.
func TestSolveIsTheDefinition(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k, h := rapid.IntRange(1, 5).Draw(rt, "k"), rapid.IntRange(1, 3).Draw(rt, "h")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		lambda := rapid.Float64Range(0.001, 1).Draw(rt, "lambda")
		var x, z, w []float64
		for range 30 {
			for range k {
				x = append(x, rng.NormFloat64())
			}
			x = append(x, 1)
			for range h {
				z = append(z, rng.NormFloat64())
			}
			w = append(w, 0.1+rng.Float64())
		}
		got, err := ridge.Solve(x, z, w, ridge.Options{K: k, H: h, Lambda: lambda})
		if err != nil {
			rt.Fatal(err)
		}
		for i, row := range direct(x, z, w, k, h, lambda) {
			for j, want := range row {
				if math.Abs(got[i*h+j]-want) > 1e-9*(1+math.Abs(want)) {
					rt.Fatalf("coefficient %d of horizon %d: %v, want %v", i, j, got[i*h+j], want)
				}
			}
		}
	})
}

// TestFitIsThreeSolutions: a fit is an unweighted solution and two with the weights of the last residuals.
func TestFitIsThreeSolutions(t *testing.T) {
	history := waves(12, 60, 7)
	opt := ridge.Options{K: 7, H: 3, Ref: 7}
	m, err := ridge.Fit(history, opt)
	if err != nil {
		t.Fatal(err)
	}
	x, z := ridge.Rows(history, opt)
	w := slices.Repeat([]float64{1}, len(x)/8)
	var b []float64
	for round := range 3 {
		rows := direct(x, z, w, 7, 3, 0.01)
		b = slices.Concat(rows...)
		if round == 2 {
			break
		}
		var residual []float64
		for r := range w {
			e := 0.0
			for j := range 3 {
				fit := 0.0
				for i := range 8 {
					fit += x[r*8+i] * rows[i][j]
				}
				e += math.Abs(z[r*3+j]-fit) / 3
			}
			residual = append(residual, e)
		}
		sorted := slices.Sorted(slices.Values(residual))
		for r, e := range residual {
			w[r] = 1 / max(e, sorted[len(sorted)/2]/2)
		}
	}
	for i, got := range m.Coefficients() {
		if math.Abs(got-b[i]) > 1e-6*(1+math.Abs(b[i])) {
			t.Errorf("coefficient %d: %v, want %v", i, got, b[i])
		}
	}
}

// TestLambda: without a penalty a linear recurrence is found exactly; with a huge one only the mean is left.
func TestLambda(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	var x, z, w []float64
	for range 50 {
		a, b := rng.NormFloat64(), rng.NormFloat64()
		x, z, w = append(x, a, b, 1), append(z, 2*a-3*b+5), append(w, 1)
	}
	got, err := ridge.Solve(x, z, w, ridge.Options{K: 2, H: 1, Lambda: 1e-12})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{2, -3, 5} {
		if math.Abs(got[i]-want) > 1e-6 {
			t.Errorf("coefficient %d: %v, want %v", i, got[i], want)
		}
	}
	got, err = ridge.Solve(x, z, w, ridge.Options{K: 2, H: 1, Lambda: 1e9})
	if err != nil {
		t.Fatal(err)
	}
	mean := 0.0
	for _, v := range z {
		mean += v / 50
	}
	if math.Abs(got[0]) > 1e-6 || math.Abs(got[1]) > 1e-6 || math.Abs(got[2]-mean) > 1e-5 {
		t.Errorf("penalised beyond measure: %v, want 0, 0 and the mean %v", got, mean)
	}
}

// TestRowsByHand: the newest value first, less the reference, over the mean step; a window a step back each.
func TestRowsByHand(t *testing.T) {
	y := []float64{1, 3, 7, 5, 9}
	x, z := ridge.Rows([][]float64{y}, ridge.Options{K: 2, H: 1})
	// before the 9: 5 and 7, the last two steps 3 on the mean; before the 5: 7 and 3, again 3; before the 7: 3 and 1, one step of 2
	wantX := []float64{0, 2 / 3.0, 1, 0, -4 / 3.0, 1, 0, -1, 1}
	wantZ := []float64{4 / 3.0, -2 / 3.0, 2}
	if !slices.Equal(x, wantX) || !slices.Equal(z, wantZ) {
		t.Errorf("x %v, z %v; want %v, %v", x, z, wantX, wantZ)
	}
	x, z = ridge.Rows([][]float64{y}, ridge.Options{K: 2, H: 1, Ref: 2, Span: 3, Windows: 1})
	if unit := (2.0 + 4 + 2) / 3; len(x) != 3 || math.Abs(x[0]+1/unit) > 1e-12 || math.Abs(x[1]-1/unit) > 1e-12 {
		t.Errorf("around the mean of two: %v", x)
	}
	if len(z) != 1 || math.Abs(z[0]-(9-6)/((2.0+4+2)/3)) > 1e-12 {
		t.Errorf("one window: z %v", z)
	}
	if x, _ := ridge.Rows([][]float64{y}, ridge.Options{K: 2, H: 1, Every: 2}); len(x) != 6 {
		t.Errorf("every second origin: %d values, want two rows", len(x))
	}
	x, z = ridge.Rows([][]float64{y}, ridge.Options{K: 2, H: 1, Diff: true})
	// origin 4: differences −2 and 4, unit of the last two steps 3; origin 3: 4 and 2, unit 3
	if !slices.Equal(x, []float64{-2 / 3.0, 4 / 3.0, 1, 4 / 3.0, 2 / 3.0, 1}) || !slices.Equal(z, []float64{4 / 3.0, -2 / 3.0}) {
		t.Errorf("differences: x %v, z %v", x, z)
	}
}

// TestRowsLeaveOut: constant windows and, under the logarithm, histories that are not positive make no rows.
func TestRowsLeaveOut(t *testing.T) {
	flat := []float64{4, 4, 4, 4, 4, 4, 9}
	x, z := ridge.Rows([][]float64{flat}, ridge.Options{K: 3, H: 1})
	if len(x) != 0 || len(z) != 0 {
		t.Errorf("constant windows made rows %v %v", x, z)
	}
	x, _ = ridge.Rows([][]float64{{1, 2, 0, 4, 5, 6}}, ridge.Options{K: 2, H: 1, Log: true})
	if len(x) != 0 {
		t.Errorf("a zero has a logarithm: %v", x)
	}
	jump := []float64{1, 2, 1, 2, 1, 1e9}
	_, z = ridge.Rows([][]float64{jump}, ridge.Options{K: 3, H: 1})
	if slices.Max(z) != 60 {
		t.Errorf("a jump of 10⁹ is not clipped to 60: %v", z)
	}
	_, z = ridge.Rows([][]float64{jump}, ridge.Options{K: 3, H: 1, Diff: true})
	if slices.Max(z) != 11 {
		t.Errorf("a jump of 10⁹ is not clipped to 10 and the step: %v", z)
	}
}

// TestReweightByHand: one over the mean absolute residual, at least half its median.
func TestReweightByHand(t *testing.T) {
	x := []float64{0, 1, 0, 1, 0, 1}
	z := []float64{0.1, 0.1, 2, 2, 4, 4} // two horizons; the fit is 0
	w := ridge.Reweight([]float64{0, 0, 0, 0}, x, z, ridge.Options{K: 1, H: 2})
	for i, want := range []float64{1, 0.5, 0.25} {
		if math.Abs(w[i]-want) > 1e-12 {
			t.Errorf("row %d weighs %v, want %v", i, w[i], want)
		}
	}
}

// TestOutliersCountLess: a few wild series do not carry the map away.
func TestOutliersCountLess(t *testing.T) {
	clean := waves(30, 80, 12)
	wild := waves(30, 80, 12)
	rng := rand.New(rand.NewPCG(5, 5))
	for i := range 3 {
		for t := range wild[i] {
			wild[i][t] += 300 * float64(rng.IntN(2))
		}
	}
	opt := ridge.Options{K: 13, H: 3, Ref: 12}
	a, err := ridge.Fit(clean, opt)
	if err != nil {
		t.Fatal(err)
	}
	b, err := ridge.Fit(wild, opt)
	if err != nil {
		t.Fatal(err)
	}
	for i := 5; i < 15; i++ {
		x, _ := a.Predict(clean[i])
		y, _ := b.Predict(clean[i])
		for h := range x {
			if math.Abs(x[h]-y[h]) > 8 {
				t.Errorf("series %d, step %d: %v, with wild neighbours %v", i, h, x[h], y[h])
			}
		}
	}
}

// TestOrderOfSeries: the same histories in another order give the same map up to rounding; the same order, the same bits.
func TestOrderOfSeries(t *testing.T) {
	history := waves(20, 70, 12)
	opt := ridge.Options{K: 13, H: 4, Log: true}
	a, err := ridge.Fit(history, opt)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ridge.Fit(history, opt)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Coefficients(), again.Coefficients()) {
		t.Error("the same panel has two maps")
	}
	slices.Reverse(history)
	back, err := ridge.Fit(history, opt)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range a.Coefficients() {
		if math.Abs(x-back.Coefficients()[i]) > 1e-7 {
			t.Fatalf("coefficient %d: %v and %v", i, x, back.Coefficients()[i])
		}
	}
}

// TestClustersAreDeterministic: any points get the same clusters again, within the number asked for, nearest to their mean.
func TestClustersAreDeterministic(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n, k := rapid.IntRange(0, 200).Draw(rt, "n"), rapid.IntRange(1, 6).Draw(rt, "k")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		points := make([][]float64, n)
		for i := range points {
			points[i] = []float64{rng.NormFloat64(), rng.NormFloat64() * 3}
		}
		a := ridge.Clusters(points, k)
		if !slices.Equal(a, ridge.Clusters(points, k)) {
			rt.Fatal("two runs, two clusters")
		}
		if len(a) != n || n > 0 && (slices.Min(a) < 0 || slices.Max(a) >= max(1, min(k, n/20))) {
			rt.Fatalf("%d points in clusters %v", n, a)
		}
	})
	same := make([][]float64, 60)
	for i := range same {
		same[i] = []float64{1, 1}
	}
	if got := ridge.Clusters(same, 3); len(got) != 60 {
		t.Errorf("equal points: %v", got)
	}
}

// TestClustersAreNearest: at the end each point is with the mean it lies nearest to.
func TestClustersAreNearest(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	var points [][]float64
	for i := range 160 {
		points = append(points, []float64{float64(i%4)*8 + rng.NormFloat64(), float64(i%2)*8 + rng.NormFloat64()})
	}
	a := ridge.Clusters(points, 4)
	mean, count := make([][2]float64, 4), make([]float64, 4)
	for i, c := range a {
		mean[c][0] += points[i][0]
		mean[c][1] += points[i][1]
		count[c]++
	}
	for i, c := range a {
		gap := func(k int) float64 {
			return math.Hypot(points[i][0]-mean[k][0]/count[k], points[i][1]-mean[k][1]/count[k])
		}
		for k := range 4 {
			if count[k] > 0 && gap(k) < gap(c)-1e-9 {
				t.Fatalf("point %d is in cluster %d, but nearer to %d", i, c, k)
			}
		}
	}
}
