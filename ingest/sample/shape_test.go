package sample_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"zhiwei/ingest/sample"
)

// daily is the latent demand of the products whose code begins with prefix, summed over retail shops, by day of history.
func daily(w *sample.World, prefix string) []float64 {
	start := asOf.AddDate(-3, 0, 1)
	out := make([]float64, int(asOf.Sub(start).Hours()/24)+1)
	for _, d := range truthOf(w).Sales {
		if i := int(d.Day.Sub(start).Hours() / 24); strings.HasPrefix(d.SKU, prefix) && i < len(out) && d.Channel != "批发客户" {
			out[i] += float64(d.Latent)
		}
	}
	return out
}

func dayNumber(s string) int { return int(day(s).Sub(asOf.AddDate(-3, 0, 1)).Hours() / 24) }

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

func TestSeasonsFollowTheLunarDay(t *testing.T) {
	cases := []struct {
		prefix string
		feasts [2]string
	}{{"YB", [2]string{"2024-09-17", "2025-10-06"}}, {"ZZ", [2]string{"2024-06-10", "2025-05-31"}}, {"LH", [2]string{"2024-09-17", "2025-10-06"}}}
	for _, c := range cases {
		y := daily(full(), c.prefix)
		var curve [2][]float64
		for i, f := range c.feasts {
			n := dayNumber(f)
			season := y[n-45 : n+2]
			for k := range season {
				curve[i] = append(curve[i], season[k]/sum(season))
			}
		}
		if d := distance(curve[0], curve[1]); d > 0.2 {
			t.Errorf("%s: the two seasons differ by %.2f at equal offsets", c.prefix, d)
		}
		shifted := slices.Clone(y[dayNumber(c.feasts[0])-45+364:][:47]) // the same days of the year, one year later
		for k := range shifted {
			shifted[k] /= max(1, sum(y[dayNumber(c.feasts[1])-45:dayNumber(c.feasts[1])+2]))
		}
		if distance(curve[0], shifted) < 2*distance(curve[0], curve[1]) {
			t.Errorf("%s: the solar calendar explains the season as well as the lunar one", c.prefix)
		}
		if first, second := sum(y[dayNumber(c.feasts[0])-45:][:47]), sum(y[dayNumber(c.feasts[1])-45:][:47]); second < first {
			t.Errorf("%s: the trade shrank from %.0f to %.0f", c.prefix, first, second)
		}
	}
}

func distance(a, b []float64) float64 {
	d := 0.0
	for i := range a {
		d += math.Abs(a[i] - b[i])
	}
	return d / 2
}

func TestWeekdaysAndPromotionsShow(t *testing.T) {
	y := daily(full(), "G")
	var week [7]float64
	for i, v := range y {
		week[asOf.AddDate(-3, 0, 1+i).Weekday()] += v
	}
	if week[time.Saturday] < 1.15*week[time.Tuesday] {
		t.Errorf("Saturday %.0f, Tuesday %.0f", week[time.Saturday], week[time.Tuesday])
	}
	for _, year := range []string{"2023", "2024", "2025"} {
		fair := sum(y[dayNumber(year+"-11-08"):][:4]) / 4
		calm := sum(y[dayNumber(year+"-10-18"):][:14]) / 14
		after := sum(y[dayNumber(year+"-11-12"):][:5]) / 5
		weekdays := (sum(y[dayNumber(year+"-10-22"):][:5]) + sum(y[dayNumber(year+"-10-15"):][:5])) / 10 // the same days of the week
		if fair < 1.8*calm || after > 0.95*weekdays {
			t.Errorf("Double 11 of %s: %.0f a day in the fair, %.0f before, then %.0f instead of %.0f", year, fair, calm, after, weekdays)
		}
	}
	feast := dayNumber("2025-01-29")
	if sum(y[feast-1:feast+4])/5 > 0.5*sum(y[feast-40:feast-26])/14 {
		t.Error("couriers work over New Year")
	}
}

func TestSlowAndDiscontinuedItems(t *testing.T) {
	slow := map[string]int{}
	last := map[string]time.Time{}
	for _, d := range truthOf(full()).Sales {
		if strings.HasPrefix(d.SKU, "MX") && d.Latent > 0 {
			slow[key(d.SKU, d.Channel)]++
		}
		if d.Latent > 0 && d.Day.After(last[d.SKU]) {
			last[d.SKU] = d.Day
		}
	}
	for k, n := range slow {
		if share := float64(n) / 1096; share > 0.6 || share < 0.02 {
			t.Errorf("%s sells on %.0f %% of the days", k, 100*share)
		}
	}
	if len(slow) < 8 {
		t.Errorf("%d slow series", len(slow))
	}
	if last["TS1001"].After(asOf.AddDate(0, 0, -140)) {
		t.Errorf("the discontinued item sold on %v", last["TS1001"])
	}
	if last["XP1003"].Before(asOf.AddDate(0, 0, -7)) {
		t.Errorf("the new item last sold on %v", last["XP1003"])
	}
}

// series is the counted demand of one product on one channel by day.
func series(w *sample.World, keep func(sku string) bool) map[string][]float64 {
	start := asOf.AddDate(-3, 0, 1)
	out := map[string][]float64{}
	for _, d := range truthOf(w).Demand {
		i := int(d.Day.Sub(start).Hours() / 24)
		if !keep(d.SKU) || i >= 1096 || d.Channel == "批发客户" {
			continue
		}
		k := key(d.SKU, d.Channel)
		if out[k] == nil {
			out[k] = make([]float64, 1096)
		}
		out[k][i] += float64(d.Counted)
	}
	return out
}

// TestHistoryRewardsBetterForecasts holds the plainest sensible forecasts against the benchmarks of the design at
// leads of one to four weeks: were these not better, no model could show its worth on the sample.
func TestHistoryRewardsBetterForecasts(t *testing.T) {
	w := full()
	classes := map[string]func(string) bool{
		"year-round":   func(s string) bool { return strings.HasPrefix(s, "G") },
		"seasonal":     func(s string) bool { return strings.HasPrefix(s, "YB") },
		"intermittent": func(s string) bool { return strings.HasPrefix(s, "MX") },
	}
	for class, keep := range classes {
		var naive, hand, good, actual float64
		for _, y := range series(w, keep) {
			for origin := 1096 - 56; origin+28 <= 1096; origin += 7 {
				for h := range 28 {
					truth := y[origin+h]
					actual += truth
					naive += math.Abs(truth - y[origin-7+h%7])
					hand += math.Abs(truth - handFormula(y, origin, h))
					good += math.Abs(truth - plainModel(y, class, origin, h))
				}
			}
		}
		t.Logf("%s: WAPE seasonal naive %.3f, hand formula %.3f, plain model %.3f", class, naive/actual, hand/actual, good/actual)
		if good >= naive || good >= hand {
			t.Errorf("%s: a sensible forecast is no better", class)
		}
	}
}

// handFormula is the department's own: a tenth of last year, a fifth of last week, the rest the mean of four weeks.
func handFormula(y []float64, origin, h int) float64 {
	week := h / 7
	lastYear := sum(y[origin+7*week-364:][:7])
	level := 0.1*lastYear + 0.2*sum(y[origin-7:origin]) + 0.7*sum(y[origin-28:origin])/4
	var share, all float64
	for k := 1; k <= 8; k++ {
		share += y[origin-7*k+h%7]
		all += sum(y[origin-7*k : origin-7*k+7])
	}
	if all == 0 {
		return level / 7
	}
	return level * share / all
}

// plainModel is a level of eight weeks by weekday, for mooncakes last season at the same offset times growth.
func plainModel(y []float64, class string, origin, h int) float64 {
	if class == "seasonal" {
		shift := dayNumber("2026-09-25") - dayNumber("2025-10-06")
		before := dayNumber("2025-10-06") - dayNumber("2024-09-17")
		at := origin + h - shift
		return 0.6*1.15*smooth(y, at) + 0.4*1.3*smooth(y, at-before)
	}
	if class == "intermittent" {
		return 0.45 * sum(y[origin-112:origin]) / 112 // towards the median, which absolute errors ask for
	}
	level := sum(y[origin-56:origin]) / 56
	var same, all float64
	for k := 1; k <= 20; k++ {
		same += y[origin-7*k+h%7] * 7
		all += sum(y[origin-7*k : origin-7*k+7])
	}
	if all == 0 {
		return level
	}
	return level * (0.3 + 0.7*same/all)
}

func smooth(y []float64, at int) float64 { return sum(y[at-3:at+4]) / 7 }
