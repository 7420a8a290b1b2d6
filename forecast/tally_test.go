package forecast_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/forecast"
	"zhiwei/forecast/dist"
)

// TestScoreByHand: median by absolute error, mean by bias, nine deciles by pinball loss, and days inside two intervals.
func TestScoreByHand(t *testing.T) {
	s := ramp(100, func(t int) float64 { return float64(t % 10) })
	s.Censored = make([]bool, 100)
	s.Censored[91] = true
	v := view(t, s, forecast.Options{})
	q := make([]float64, len(dist.Levels))
	for j, tau := range dist.Levels {
		q[j] = 10 * tau
	}
	tally := forecast.TallyOf(forecast.YearRound, 8, 1, 1, "m")
	mean := slices.Repeat([]float64{6}, 14)
	tally.Judge(v, 0, 90, forecast.NewBlock(mean, q...)) // days 90 … 99 sell 0 … 9, day 91 is out of stock
	days, absolute, signed, pinball, in80, in95 := tally.Cell(0, 0, 0)
	if days != 6 || in80 != 5 || in95 != 5 { // 0 2 3 4 5 6; 0 lies below 0.25
		t.Errorf("%d days, %d and %d inside; want 6, 5, 5", days, in80, in95)
	}
	near(t, "absolute", absolute, 5+3+2+1+0+1)
	near(t, "signed", signed, 6*6-20)
	loss := 0.0
	for _, y := range []float64{0, 2, 3, 4, 5, 6} {
		for d := 1; d <= 9; d++ {
			tau := float64(d) / 10
			e := y - 10*tau
			loss += 2 * max(tau*e, (tau-1)*e) / 9
		}
	}
	near(t, "pinball", pinball, loss)
	if days, _, _, _, _, _ := tally.Cell(0, 0, 1); days != 3 { // 97, 98, 99; behind the history nothing is scored
		t.Errorf("second week: %d days, want 3", days)
	}
	if tally.ExplodedOf(0) != 0 {
		t.Error("6 of 9 is no explosion")
	}
	tally.Judge(v, 1, 97, forecast.NewBlock([]float64{92}, 1))
	if tally.ExplodedOf(0) != 1 {
		t.Error("92 is more than ten times 9 and one")
	}
}

// TestPointsByHand: a point forecast's pinball loss is its absolute error.
func TestPointsByHand(t *testing.T) {
	v := view(t, ramp(100, func(int) float64 { return 4 }), forecast.Options{})
	tally := forecast.TallyOf(forecast.YearRound, 8, 1, 1, "m")
	tally.JudgePoint(v, 2, 93, []float64{1, 2, 3, 4, 5, 6, 7, 8})
	days, absolute, signed, pinball, _, _ := tally.Cell(0, 2, 0)
	if days != 7 || absolute != 12 || signed != 0 || pinball != absolute {
		t.Errorf("%d days, %v, %v, %v", days, absolute, signed, pinball)
	}
}

// TestScalesByHand: MASE by the seasonal naive of a week, RMSSE by steps from the first sale on; stock-outs left out.
func TestScalesByHand(t *testing.T) {
	s := ramp(20, func(t int) float64 {
		return float64([]int{0, 0, 1, 3, 3, 3, 3, 3, 3, 5, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}[t])
	})
	v := view(t, s, forecast.Options{})
	scale, step := v.ScalesOf(14)
	// pairs a week apart: 7–0 … 13–6: 3 3 4 0 0 0 0 → 10/7
	near(t, "scale", scale, 10.0/7)
	near(t, "steps", step, (4+0+0+0+0+0+4+4+0+0+0)/11.0)
	s.Censored = make([]bool, 20)
	s.Censored[9] = true
	scale, step = view(t, s, forecast.Options{}).ScalesOf(14)
	near(t, "scale without the stock-out", scale, 6.0/6)
	near(t, "steps without it", step, 4.0/9)
	if scale, _ := v.ScalesOf(5); !math.IsNaN(scale) {
		t.Errorf("scale of five days %v, want none", scale)
	}
}

// TestScoresByHand: one series' figures pooled over its windows; chosen first, then by WAPE, undefined last.
func TestScoresByHand(t *testing.T) {
	tally := forecast.TallyOf(forecast.YearRound, 8, 2, 4, "worse", forecast.Chosen, "never", "better")
	for k := range 3 {
		tally.Put(0, k, 0, 7, 10, 7, 6)
		tally.Put(1, k, 0, 7, 10, 8, 9)
		tally.Put(3, k, 0, 7, 10, 11, 10)
	}
	got := tally.ScoresOf()
	var names []string
	for _, s := range got {
		names = append(names, s.Model)
	}
	if diff := cmp.Diff([]string{forecast.Chosen, "better", "worse", "never"}, names); diff != "" {
		t.Error(diff)
	}
	want := forecast.Score{Model: "worse", WAPE: 0.3, Bias: -0.4, MASE: 1.5, RMSSE: 2, WQL: 0.3, Windows: 3, Days: 21}
	if diff := cmp.Diff(want, got[2]); diff != "" {
		t.Error(diff)
	}
	if !math.IsNaN(got[3].WAPE) || got[3].Windows != 0 {
		t.Errorf("a model without a forecast scored %+v", got[3])
	}
}

// TestTableByHand: errors are pooled in a window, WAPE is the mean over windows; MASE is the mean over series.
func TestTableByHand(t *testing.T) {
	a := forecast.TallyOf(forecast.YearRound, 8, 1, 1, forecast.Chosen, forecast.HandName, "EQ(28d)")
	b := forecast.TallyOf(forecast.YearRound, 8, 4, 1, forecast.Chosen, forecast.HandName, "EQ(28d)")
	c := forecast.TallyOf(forecast.Seasonal, 8, 0, 0, forecast.Chosen, forecast.HandName, "LunarLast×growth")
	a.Put(0, 0, 0, 7, 10, 12, 13) // window 1, week 1
	a.Put(0, 6, 1, 7, 10, 10, 10) // window 7, week 2
	b.Put(0, 0, 0, 7, 30, 20, 30) // window 1, week 1
	c.Put(0, 0, 5, 7, 5, 10, 10)  // window 1, week 6
	table := &forecast.Backtest{}
	table.Add(nil)
	for _, x := range []*forecast.Tally{a, b, c} {
		table.Add(x)
	}
	rows := map[string]forecast.Row{}
	var order []string
	for _, r := range table.Rows() {
		key := string(r.Class) + " " + r.Band + " " + r.Model
		rows[key] = r
		order = append(order, key)
	}
	if diff := cmp.Diff([]string{
		"all all zhiwei", "all 1 zhiwei", "all 2 zhiwei", "all 5-8 zhiwei",
		"year-round all zhiwei", "year-round 1 zhiwei", "year-round 2 zhiwei", "seasonal all zhiwei", "seasonal 5-8 zhiwei",
	}, order); diff != "" {
		t.Errorf("lines without a scored day are left out, the rest is in order: %s", diff)
	}
	first := rows["year-round 1 zhiwei"]
	near(t, "WAPE of week 1", first.WAPE, (14.0+70)/(70+210))
	near(t, "bias of week 1", first.Bias, 21.0/280)
	near(t, "MASE of week 1", first.MASE, (2.0/1+10.0/4)/2)
	if first.Series != 2 || first.Windows != 1 || first.Days != 14 {
		t.Errorf("week 1: %+v", first)
	}
	whole := rows["year-round all zhiwei"]
	near(t, "WAPE of all weeks", whole.WAPE, (84.0/280+0)/2)
	if whole.Windows != 2 || whole.Days != 21 {
		t.Errorf("all weeks: %+v", whole)
	}
	near(t, "MASE of a: half its days miss by 2", whole.MASE, (1.0+2.5)/2)
	season := rows["seasonal all zhiwei"]
	if !math.IsNaN(season.MASE) {
		t.Errorf("MASE without a scale is %v", season.MASE)
	}
	near(t, "pooled sMAPE", season.SMAPE, 200*5.0/15)
	pooled := rows["all all zhiwei"]
	near(t, "all classes: window 1 pools three series", pooled.WAPE, ((14.0+70+35)/(70+210+35)+0)/2)
	if pooled.Series != 3 {
		t.Errorf("all classes: %+v", pooled)
	}
	if l, ok := table.Leads(forecast.YearRound, forecast.Chosen, 2, 4); !ok || l.Days != 7 || l.WAPE != 0 {
		t.Errorf("weeks 2 to 4: %+v, %v", l, ok)
	}
	if _, ok := table.Leads(forecast.Dead, forecast.Chosen, 1, 8); ok {
		t.Error("a class without series has a line")
	}
}

// TestTableModels: the pooled class holds only what every class has; a class also its own candidates, benchmarks first.
func TestTableModels(t *testing.T) {
	w := newWorld(4, asOf)
	_, table := run(t, w.series, forecast.Options{Calendar: w.cal})
	models := map[forecast.Class][]string{}
	bands := map[string]bool{}
	for _, r := range table.Rows() {
		bands[r.Band] = true
		if r.Band == "all" {
			models[r.Class] = append(models[r.Class], r.Model)
		}
	}
	fixed := []string{forecast.Chosen, forecast.SNaive, forecast.LunarNaive, forecast.HandName}
	if diff := cmp.Diff(fixed, models[forecast.All]); diff != "" {
		t.Errorf("all classes: %s", diff)
	}
	for _, c := range []forecast.Class{forecast.YearRound, forecast.Seasonal, forecast.Intermittent} {
		own := slices.Sorted(slices.Values(forecast.MemberNames(c)))
		if diff := cmp.Diff(append(slices.Clone(fixed), own...), models[c]); diff != "" {
			t.Errorf("%s: %s", c, diff)
		}
	}
	if len(bands) != 6 {
		t.Errorf("lead bands %v, want all, 1 to 4 and 5-8", bands)
	}
}

// TestTableBands: the weeks of the lead bands add up to all weeks, in every class and model.
func TestTableBands(t *testing.T) {
	w := newWorld(5, asOf)
	_, table := run(t, w.series, forecast.Options{Calendar: w.cal})
	days := map[string]int{}
	for _, r := range table.Rows() {
		key := string(r.Class) + " " + r.Model
		if r.Band == "all" {
			days[key] -= r.Days
		} else {
			days[key] += r.Days
		}
		if r.WAPE < 0 || r.SMAPE < 0 || r.SMAPE > 200 || r.Cover80 > r.Cover95 || r.Cover95 > 1 {
			t.Errorf("impossible figures %+v", r)
		}
	}
	for key, left := range days {
		if left != 0 {
			t.Errorf("%s: %d days between the bands and their sum", key, left)
		}
	}
}

// TestMeasure: the mean of the last 28 days that were in stock.
func TestMeasure(t *testing.T) {
	s := ramp(60, func(t int) float64 { return float64(t) })
	s.Censored = make([]bool, 60)
	for i := 40; i < 60; i++ {
		s.Censored[i] = true
	}
	s.Y[33] = math.NaN()
	var r forecast.Result
	r.Measure(s)
	if r.History != 60 || r.Censored != 20 {
		t.Errorf("%d days, %d out of stock", r.History, r.Censored)
	}
	near(t, "mean of days 32 and 34 to 39", r.Mean28, (32.0+34+35+36+37+38+39)/7)
	r = forecast.Result{}
	r.Measure(ramp(3, func(int) float64 { return 6 }))
	near(t, "mean of three days", r.Mean28, 6)
	for i := range s.Censored {
		s.Censored[i] = true
	}
	r = forecast.Result{}
	r.Measure(s)
	near(t, "mean of nothing", r.Mean28, 0)
}

// TestWhyByHand: each class has its sentence, with what it needs to say.
func TestWhyByHand(t *testing.T) {
	cal := newWorld(0, asOf).cal
	scored := []forecast.Score{{Model: forecast.Chosen, WAPE: 0.25}, {Model: forecast.HandName, WAPE: 0.5}}
	season := ramp(800, func(int) float64 { return 1 })
	season.Season = "中秋"
	old := ramp(800, func(int) float64 { return 1 })
	old.Season = "端午"
	gone := ramp(300, func(int) float64 { return 1 })
	gone.OnSale.To = asOf.AddDate(0, 0, -2)
	for code, c := range map[string]struct {
		v    *forecast.View
		r    forecast.Result
		args map[string]string
	}{
		"forecast.why-seasonal": {view(t, season, forecast.Options{Calendar: cal}), forecast.Result{Scores: scored}, map[string]string{"Days": "32", "Festival": "中秋", "WAPE": "25.0%", "Hand": "50.0%"}},
		"forecast.why-seasonal-unscored": {
			view(t, season, forecast.Options{Calendar: cal}),
			forecast.Result{Scores: []forecast.Score{{Model: forecast.Chosen, WAPE: math.NaN()}}},
			map[string]string{"Days": "32", "Festival": "中秋"},
		},
		"forecast.why-seasonal-unknown":    {view(t, old, forecast.Options{}), forecast.Result{Scores: scored}, map[string]string{"Festival": "端午"}},
		"forecast.why-dead-off-sale":       {view(t, gone, forecast.Options{}), forecast.Result{Scores: scored}, map[string]string{"Until": "2026-08-21"}},
		"forecast.why-new-unscored":        {view(t, ramp(9, func(int) float64 { return 1 }), forecast.Options{}), forecast.Result{Model: "EQ(14d)"}, map[string]string{"Model": "EQ(14d)", "History": "9"}},
		"forecast.why-intermittent":        {view(t, ramp(200, func(t int) float64 { return float64(max(0, 1-t%4)) }), forecast.Options{}), forecast.Result{Scores: scored}, map[string]string{"Interval": "4.0"}},
		"forecast.why-year-round":          {view(t, ramp(200, func(int) float64 { return 1 }), forecast.Options{}), forecast.Result{Scores: scored}, map[string]string{"History": "200"}},
		"forecast.why-year-round-unscored": {view(t, ramp(60, func(int) float64 { return 1 }), forecast.Options{}), forecast.Result{Scores: []forecast.Score{{WAPE: math.Inf(1)}}}, nil},
	} {
		got := c.v.WhyOf(&c.r)
		if got.Code != code {
			t.Errorf("code %s, want %s", got.Code, code)
		}
		for k, want := range c.args {
			if got.Args[k] != want {
				t.Errorf("%s: %s = %q, want %q", code, k, got.Args[k], want)
			}
		}
	}
	after := from(day(2024, 6, 1), 860, func(int) float64 { return 1 }) // ends on 2026-10-08, 14 days after Mid-Autumn
	after.Season = "中秋"
	got := view(t, after, forecast.Options{Calendar: cal}).WhyOf(&forecast.Result{Scores: scored})
	if got.Code != "forecast.why-seasonal-after" || got.Args["Days"] != "14" {
		t.Errorf("after the festival: %+v", got)
	}
}
