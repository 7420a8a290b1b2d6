package backtest_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhiwei/forecast/backtest"
	"zhiwei/forecast/dist"
)

// ended is a panel without test rows: each series' own end is its origin.
func ended(t *testing.T, opt backtest.Options, s ...backtest.Rows) *backtest.Panel {
	t.Helper()
	p, err := backtest.Build(panelOf(s...), &backtest.Long{}, 1, 1, opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBuildByHand(t *testing.T) {
	train := panelOf(backtest.Rows{ID: "a", DS: []int64{2, 3, 5}, Y: []float64{4, 5, 6}}, steps("b", 9, 1))
	test := panelOf(backtest.Rows{ID: "a", DS: []int64{6, 8}, Y: []float64{7, 8}}, steps("c", 8, 3, 3, 3))
	p, err := backtest.Build(train, test, 1, 1, backtest.Options{Horizon: 3})
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	for i, want := range [][3][]float64{
		{{4, 5, nan, 6}, {4, 5, 5, 6}, {7, nan, 8}},
		{{1}, {1}, {nan, nan, nan}},
		{{}, {}, {3, 3, 3}}, // the set ends at 10: its horizon is 8 to 10
	} {
		y, filled, actual := p.History(i)
		if diff := cmp.Diff(want, [3][]float64{y, filled, actual}, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("series %s: %s", p.ID(i), diff)
		}
	}
}

// TestPastIsThePanelThen: steps earlier the last values are what was to come, and nothing more is known.
func TestPastIsThePanelThen(t *testing.T) {
	p := ended(t, backtest.Options{Horizon: 2}, steps("a", 1, 1, 2, 3, 4, 5), steps("b", 5, 9))
	q := p.Past(2)
	y, filled, actual := q.History(0)
	if !slices.Equal(y, []float64{1, 2, 3}) || !slices.Equal(filled, y) || !slices.Equal(actual, []float64{4, 5}) {
		t.Errorf("a: %v, %v, ahead %v", y, filled, actual)
	}
	if y, _, actual := q.History(1); len(y) != 0 || actual[0] != 9 || !math.IsNaN(actual[1]) {
		t.Errorf("b: %v, ahead %v", y, actual)
	}
	if _, _, actual := p.Past(4).History(0); !slices.Equal(actual, []float64{2, 3}) {
		t.Errorf("four steps back the horizon is %v, want 2 and 3", actual)
	}
}

func TestSampleIsSpread(t *testing.T) {
	var all []backtest.Rows
	for i := range 10 {
		all = append(all, steps(strconv.Itoa(i), 1, 1, 2))
	}
	p := ended(t, backtest.Options{Horizon: 1}, all...)
	q := p.Sampled(4)
	var ids []string
	for i := range q.Size() {
		ids = append(ids, q.ID(i))
	}
	if !slices.Equal(ids, []string{"0", "2", "5", "7"}) || p.Sampled(10) != p {
		t.Errorf("sampled %v", ids)
	}
}

// TestUnits: the mean absolute step of the last part, never 0.
func TestUnits(t *testing.T) {
	p := ended(t, backtest.Options{Horizon: 1}, steps("a", 1, 1, 3, 2, 6), steps("flat", 1, 5, 5, 5), steps("one", 1, 5))
	got := p.Units()
	if math.Abs(got[0]-7.0/3) > 1e-12 || got[1] != 1e-9 || got[2] != 1e-9 {
		t.Errorf("units %v", got)
	}
}

// TestContexts: days by the weekday, other frequencies by the place in the season; any positive flag is a promotion.
func TestContexts(t *testing.T) {
	monday := date(2026, 8, 17).Unix() / 86400
	s := backtest.Rows{ID: "a", DS: []int64{monday, monday + 1, monday + 5}, Y: []float64{1, 1, 1}, X: [][]float64{{0, 2, math.NaN()}}}
	p, err := backtest.Build(&backtest.Long{Dated: true, Names: []string{"promo"}, Series: []backtest.Rows{s}}, &backtest.Long{Dated: true}, 1, 1,
		backtest.Options{Horizon: 2, Freq: backtest.Daily, Season: 7, Covariates: []string{"promo"}})
	if err != nil {
		t.Fatal(err)
	}
	want := [][3]int{{0, 0, 0}, {1, 0, 1}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}, {5, 1, 0}, {6, 1, 0}, {0, 0, 0}}
	if diff := cmp.Diff(want, p.Contexts(0)); diff != "" {
		t.Error(diff)
	}
	q := ended(t, backtest.Options{Horizon: 4, Season: 4, Freq: backtest.Quarterly}, steps("a", 1, 1, 2, 3, 4))
	c := q.Contexts(0)
	for i := range 4 {
		if c[i] != c[i+4] || c[i] == c[(i+1)%4] {
			t.Errorf("quarters %v", c)
		}
	}
}

// TestChoosesHalfLife: a level that jumps wants a short memory, noise about one level a long one.
func TestChoosesHalfLife(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 3))
	var jumps, noise []backtest.Rows
	for i := range 20 {
		var a, b []float64
		level := 50.0
		for d := range 400 {
			if d%20 == 0 {
				level = 20 + 80*rng.Float64()
			}
			a, b = append(a, level+rng.NormFloat64()), append(b, 50+15*rng.NormFloat64())
		}
		jumps, noise = append(jumps, steps(strconv.Itoa(i), 1, a...)), append(noise, steps(strconv.Itoa(i), 1, b...))
	}
	life := func(s []backtest.Rows) float64 {
		life, _, _, err := ended(t, backtest.Options{Horizon: 7, Season: 7, Freq: backtest.Daily}, s...).Kernel(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return life
	}
	if short, long := life(jumps), life(noise); short > 15 || long < 60 {
		t.Errorf("half-life %v days for jumps, %v for noise", short, long)
	}
}

// TestChoosesKernels: where weekdays tell a lot, other weekdays weigh little; the same for promotions.
func TestChoosesKernels(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 5))
	panel := func(swing float64) *backtest.Panel {
		l := &backtest.Long{Dated: true}
		for i := range 15 {
			s := backtest.Rows{ID: strconv.Itoa(i), Line: 1}
			for d := range 300 {
				s.DS, s.Y = append(s.DS, 20000+int64(d)), append(s.Y, 50+swing*float64(d%7)+3*rng.NormFloat64())
			}
			l.Series = append(l.Series, s)
		}
		p, err := backtest.Build(l, &backtest.Long{Dated: true}, 1, 1, backtest.Options{Horizon: 14, Season: 7, Freq: backtest.Daily})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	_, strong, _, err := panel(20).Kernel(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	_, none, _, err := panel(0).Kernel(context.Background())
	if err != nil || strong != 0.2 || none < 0.7 {
		t.Errorf("other weekdays weigh %v where they differ, %v where they do not (%v)", strong, none, err)
	}
}

// TestRidgeShare: the family that lost the last training windows by more than 15 % is left out.
func TestRidgeShare(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 7))
	var alike []backtest.Rows // a pattern that only the panel shows: each value is minus the one five steps ago
	for i := range 60 {
		y := []float64{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
		for d := 5; d < 70; d++ {
			y = append(y, -y[d-5]+0.02*rng.NormFloat64())
		}
		for d := range y {
			y[d] = 100 + 20*y[d]
		}
		alike = append(alike, steps(strconv.Itoa(i), 1, y...))
	}
	share, err := ended(t, backtest.Options{Horizon: 4, Season: 1, Freq: backtest.Yearly}, alike...).RidgeShare(context.Background())
	if err != nil || share != 1 {
		t.Errorf("share of the ridge %v, want 1 (%v)", share, err)
	}
	short := ended(t, backtest.Options{Horizon: 2, Season: 1, Freq: backtest.Yearly}, steps("a", 1, 1, 2, 3, 4, 5, 6), steps("b", 1, 5, 5, 6, 6, 7, 7))
	if share, err := short.RidgeShare(context.Background()); err != nil || share != 0.5 {
		t.Errorf("two series that no ridge can be fitted on: share %v, want half (%v)", share, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := short.RidgeShare(ctx); err == nil {
		t.Error("a cancelled run chose a share")
	}
}

func TestMixByHand(t *testing.T) {
	l, r := [][]float64{{10, 20}, {0, 0}}, [][]float64{{20, 40}, {8, 4}}
	if diff := cmp.Diff([][]float64{{12.5, 25}, {2, 1}}, backtest.Mix(l, r, 0.25)); diff != "" {
		t.Error(diff)
	}
	if l[0][0] != 10 || r[0][0] != 20 {
		t.Error("the parts were changed")
	}
}

// TestLoss: the seasonal naive has loss 1, a perfect forecast 0.
func TestLoss(t *testing.T) {
	train := panelOf(steps("a", 1, 1, 3, 2, 5, 4), steps("b", 1, 9, 7, 8, 8, 10))
	p, err := backtest.Build(train, panelOf(steps("a", 6, 6, 7), steps("b", 6, 11, 9)), 1, 1, backtest.Options{Horizon: 2, Season: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Loss([][]float64{{4, 4}, {10, 10}}); math.Abs(got-1) > 1e-12 {
		t.Errorf("naive: %v", got)
	}
	if got := p.Loss([][]float64{{6, 7}, {11, 9}}); got != 0 {
		t.Errorf("perfect: %v", got)
	}
}

// TestConformalByHand: the errors of the last training window, in units of each series' steps, go round the points.
func TestConformalByHand(t *testing.T) {
	var s []backtest.Rows
	var f, pastF [][]float64
	for i := range 99 {
		y := []float64{0, 1, 0, 1, 0, 1} // mean step 1
		s = append(s, steps(strconv.Itoa(i), 1, y...))
		f = append(f, []float64{10})
		pastF = append(pastF, []float64{1 - float64(i-49)/49}) // errors −1 … 1 about the last value
	}
	p := ended(t, backtest.Options{Horizon: 1, Season: 1}, s...)
	row := p.Conformal(f, p.Past(1), pastF)[0]
	for j, tau := range dist.Levels {
		if want := 10 + 2*(tau-0.5); math.Abs(row[j]-want) > 0.05 {
			t.Errorf("level %v: %v, want %v", tau, row[j], want)
		}
	}
	empty := ended(t, backtest.Options{Horizon: 1, Season: 1}, steps("a", 1, 5))
	if row := empty.Conformal([][]float64{{5}}, empty.Past(1), [][]float64{{math.NaN()}})[0]; len(row) != len(dist.Levels) {
		t.Errorf("one value: %v", row)
	}
}

// TestGroups: series of two shapes fall into two clusters; those too short for a shape are told apart.
func TestGroups(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	var s []backtest.Rows
	for i := range 60 {
		var y []float64
		for d := range 60 {
			v := 100 + 3*float64(d) + rng.NormFloat64()
			if i%2 == 1 {
				v = 100 + 30*float64(d%2) + rng.NormFloat64()
			}
			y = append(y, v)
		}
		s = append(s, steps(strconv.Itoa(i), 1, y...))
	}
	s = append(s, steps("short", 1, 1, 2))
	known, assign := ended(t, backtest.Options{Horizon: 2, Season: 1, Freq: backtest.Yearly}, s...).Groups(2)
	for i := range 60 {
		if !known[i] || assign[i] != assign[i%2] {
			t.Errorf("series %d is in cluster %d, its kind in %d", i, assign[i], assign[i%2])
		}
	}
	if known[60] || assign[0] == assign[1] {
		t.Errorf("short %v, kinds in clusters %d and %d", known[60], assign[0], assign[1])
	}
}

func TestStandardise(t *testing.T) {
	points := [][]float64{{1, 10, 5, 0}, {3, 30, 5, 0}}
	backtest.Standardise(points)
	if diff := cmp.Diff([][]float64{{-1, -1.5, 0, 0}, {1, 1.5, 0, 0}}, points); diff != "" {
		t.Error(diff)
	}
	backtest.Standardise(nil)
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		freq         backtest.Freq
		season, want int
	}{{backtest.Weekly, 1, 400}, {backtest.Yearly, 1, 300}, {backtest.Daily, 7, 1000}, {backtest.Hourly, 24, 1000}} {
		if got := backtest.Limit(c.freq, c.season); got != c.want {
			t.Errorf("%s, season %d: %d points, want %d", c.freq, c.season, got, c.want)
		}
	}
}

// TestHorizonOf: without one, the longest run of test rows in a window, on the steps of the frequency.
func TestHorizonOf(t *testing.T) {
	week := func(n int) int64 { return date(2026, 8, 2).AddDate(0, 0, 7*n).Unix() / 86400 }
	for name, c := range map[string]struct {
		l    *backtest.Long
		opt  backtest.Options
		want int
	}{
		"given":    {panelOf(steps("a", 1, 1, 2, 3)), backtest.Options{Horizon: 9}, 9},
		"steps":    {panelOf(steps("a", 1, 1, 2, 3), steps("b", 1, 1)), backtest.Options{}, 3},
		"no rows":  {panelOf(backtest.Rows{ID: "a"}), backtest.Options{}, 1},
		"weeks":    {&backtest.Long{Dated: true, Series: []backtest.Rows{{ID: "a", DS: []int64{week(0), week(3)}, Y: []float64{1, 2}}}}, backtest.Options{Freq: backtest.Weekly}, 4},
		"windows":  {panelOf(backtest.Rows{ID: "a", DS: []int64{1, 2, 3, 4, 5}, Y: repeat(1, 5), Window: []int32{1, 1, 2, 2, 2}}), backtest.Options{}, 3},
		"with gap": {panelOf(backtest.Rows{ID: "a", DS: []int64{1, 7}, Y: repeat(1, 2), Window: []int32{1, 1}}), backtest.Options{}, 7},
	} {
		if got := backtest.HorizonOf(c.l, c.opt); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if got := backtest.Slot(backtest.Weekly, time.Unix(week(1)*86400, 0).UTC()) - backtest.Slot(backtest.Weekly, time.Unix(week(0)*86400, 0).UTC()); got != 1 {
		t.Errorf("a week is %d steps", got)
	}
}
