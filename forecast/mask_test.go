package forecast_test

import (
	"math"
	"slices"
	"testing"

	"zhiwei/forecast"
	"zhiwei/transform/demand"
)

// starved is a series of a known level that was out of stock on the days given, sold 0 or a part of it then.
func starved(level float64, n int, out func(t int) (sold float64, censored bool)) *demand.Series {
	s := ramp(n, func(int) float64 { return level })
	s.Censored = make([]bool, n)
	for t := range n {
		if sold, censored := out(t); censored {
			s.Y[t], s.Censored[t] = sold, true
		}
	}
	return s
}

// TestRecoveredLevel: with any pattern of stock-outs the level is that of the days in stock, for each class.
func TestRecoveredLevel(t *testing.T) {
	never := func(int) (float64, bool) { return 0, false }
	for name, out := range map[string]func(t int) (float64, bool){
		"every second day":   func(t int) (float64, bool) { return 0, t%2 == 0 },
		"the last two weeks": func(t int) (float64, bool) { return 0, t >= 286 },
		"the last six weeks": func(t int) (float64, bool) { return 0, t >= 258 },
		"a day in five":      func(t int) (float64, bool) { return 0, t%5 == 0 },
		"sold out at noon":   func(t int) (float64, bool) { return 5, t%3 == 0 },
		"the whole spring":   func(t int) (float64, bool) { return 0, t > 100 && t < 200 },
		"all but a fortnight in each month": func(t int) (float64, bool) {
			return 1, t%30 >= 14
		},
	} {
		whole, _ := run(t, []demand.Series{*starved(10, 300, never)}, forecast.Options{Threads: 1})
		res, _ := run(t, []demand.Series{*starved(10, 300, out)}, forecast.Options{Threads: 1})
		got := res[0]
		if got.Class != forecast.YearRound {
			t.Errorf("%s: class %s", name, got.Class)
		}
		for h, m := range got.Dist.Mean {
			if math.Abs(m-whole[0].Dist.Mean[h]) > 0.5 {
				t.Errorf("%s, day %d: mean %.2f, in stock %.2f", name, h, m, whole[0].Dist.Mean[h])
				break
			}
		}
		if want := map[bool]float64{true: 0, false: 10}[name == "the last six weeks"]; got.Mean28 != want {
			t.Errorf("%s: mean of the last stocked days %v, want %v", name, got.Mean28, want)
		}
	}
}

// TestStockOutsAreNotScored: a day out of stock is in no cell of the backtest, of ours or the benchmarks.
func TestStockOutsAreNotScored(t *testing.T) {
	s := starved(10, 300, func(t int) (float64, bool) { return 0, t >= 290 })
	_, table := run(t, []demand.Series{*s}, forecast.Options{Threads: 1})
	open, _ := run(t, []demand.Series{*starved(10, 300, func(int) (float64, bool) { return 0, false })}, forecast.Options{Threads: 1})
	for _, m := range []string{forecast.Chosen, forecast.SNaive, forecast.HandName} {
		r, ok := table.Leads(forecast.YearRound, m, 1, 8)
		if !ok || r.Days != 46+39+32+25+18+11+4 {
			t.Errorf("%s: %d days scored, want 175 of 252", m, r.Days)
		}
		if m == forecast.Chosen && r.WAPE > 0.01 {
			t.Errorf("WAPE %.3f: stock-outs were scored as zeros", r.WAPE)
		}
	}
	if open[0].Scores[0].Days != 252 {
		t.Errorf("in stock %d days are scored, want 252", open[0].Scores[0].Days)
	}
}

// TestMissingIsNoZero: days without a record are as little a zero as days out of stock.
func TestMissingIsNoZero(t *testing.T) {
	s := ramp(300, func(t int) float64 {
		if t%3 == 1 {
			return math.NaN()
		}
		return 12
	})
	res, _ := run(t, []demand.Series{*s}, forecast.Options{Threads: 1})
	for h, m := range res[0].Dist.Mean {
		if math.Abs(m-12) > 0.6 {
			t.Fatalf("day %d: mean %.2f, want 12", h, m)
		}
	}
	if res[0].Class != forecast.YearRound {
		t.Errorf("class %s", res[0].Class)
	}
}

// TestIntermittentLevel: a rare item's rate is per open day.
func TestIntermittentLevel(t *testing.T) {
	rate := func(s *demand.Series) float64 {
		res, _ := run(t, []demand.Series{*s}, forecast.Options{Threads: 1})
		if res[0].Class != forecast.Intermittent {
			t.Fatalf("class %s", res[0].Class)
		}
		return res[0].Dist.WindowMean(0, 56) / 56
	}
	open := ramp(400, func(t int) float64 { return float64(3 * max(0, 1-t%6)) })
	half := ramp(400, func(t int) float64 { return float64(3 * max(0, 1-t%6)) })
	half.Censored = make([]bool, 400)
	for i := range half.Censored {
		if (i/12)%2 == 1 {
			half.Y[i], half.Censored[i] = 0, true
		}
	}
	a, b := rate(open), rate(half)
	if math.Abs(a-0.5) > 0.1 || math.Abs(b-0.5) > 0.12 {
		t.Errorf("%.3f a day in stock, %.3f with half the days out of stock; want 0.5", a, b)
	}
}

// TestAllCensored: a history wholly out of stock still gives a forecast, of nothing learnt.
func TestAllCensored(t *testing.T) {
	s := starved(4, 120, func(int) (float64, bool) { return 2, true })
	res, _ := run(t, []demand.Series{*s}, forecast.Options{Threads: 1})
	if err := res[0].Dist.Check(); err != nil {
		t.Fatal(err)
	}
	if m := res[0].Dist.Mean[0]; m < 0 || m > 12 {
		t.Errorf("mean %v of a history that sold 2 a day while out of stock", m)
	}
	if res[0].Censored != 120 || res[0].Mean28 != 0 {
		t.Errorf("%d days out of stock, mean of stocked days %v", res[0].Censored, res[0].Mean28)
	}
}

// TestMembersFollow: after a rise the short memories are above the long ones, and all lie between the levels.
func TestMembersFollow(t *testing.T) {
	s := ramp(300, func(t int) float64 {
		if t >= 270 {
			return 30
		}
		return 10
	})
	b := learn(t, []demand.Series{*s}, forecast.Options{})
	at := map[string]float64{}
	for _, name := range forecast.MemberNames(forecast.YearRound) {
		got := b.MemberForecast(s, name, 1, 300, 14)
		if got == nil {
			t.Fatalf("%s cannot forecast", name)
		}
		at[name] = got.Means()[6]
		if at[name] < 9 || at[name] > 36 {
			t.Errorf("%s: %v outside the levels 10 and 30", name, at[name])
		}
		for j, row := 1, got.Row(6); j < len(row); j++ {
			if row[j] < row[j-1] {
				t.Errorf("%s: quantiles cross: %v", name, row)
			}
		}
	}
	if !(at["SES(10d)×EQ"] > at["SES(30d)×EQ"] && at["EQ(28d)"] > at["EQ(90d)"]) {
		t.Errorf("short memories must follow faster: %v", at)
	}
}

// TestMembersNeedHistory: with less than two or three weeks some members cannot forecast, and say so.
func TestMembersNeedHistory(t *testing.T) {
	s := ramp(60, func(int) float64 { return 5 })
	b := learn(t, []demand.Series{*s}, forecast.Options{})
	for _, c := range []struct {
		name string
		o    int
		can  bool
	}{{"EQ(28d)", 7, true}, {"SES(10d)×EQ", 20, false}, {"SES(10d)×EQ", 21, true}, {"Theta", 60, true}} {
		if got := b.MemberForecast(s, c.name, 1, c.o, 7); (got != nil) != c.can {
			t.Errorf("%s from day %d: %v, want %v", c.name, c.o, got != nil, c.can)
		}
	}
	if b.MemberForecast(s, "Theta", 0, 4, 7) != nil {
		t.Error("Theta was fitted on four days")
	}
}

// TestChosenSeesOrigins: the backtest has eight origins a week apart, each to the end of the history.
func TestChosenSeesOrigins(t *testing.T) {
	s := ramp(300, func(int) float64 { return 5 })
	got := learn(t, []demand.Series{*s}, forecast.Options{}).ChosenBefore(s)
	var lengths []int
	for _, m := range got {
		lengths = append(lengths, len(m))
	}
	if !slices.Equal(lengths, []int{56, 49, 42, 35, 28, 21, 14, 7}) {
		t.Errorf("days forecast at each origin: %v", lengths)
	}
	short := ramp(30, func(int) float64 { return 5 })
	if got := learn(t, []demand.Series{*short}, forecast.Options{}).ChosenBefore(short); len(got) != 4 {
		t.Errorf("30 days have %d origins with a week before them, want 4", len(got))
	}
}
