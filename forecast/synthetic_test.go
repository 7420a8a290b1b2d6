package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"zhiwei/forecast"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// world is generated demand with known structure: levels that drift, weekdays, a lunar season, promotions.
type world struct {
	asOf   time.Time
	days   int
	series []demand.Series
	cal    forecast.Calendar
	rng    *rand.Rand
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

var asOf = day(2026, 8, 23)

// newWorld makes n series of each kind up to asOf.
func newWorld(n int, asOf time.Time) *world {
	w := &world{asOf: asOf, days: 1090, rng: rand.New(rand.NewPCG(7, 9))}
	full := calendar.Default()
	start := asOf.AddDate(0, 0, 1-w.days)
	var err error
	w.cal, err = forecast.NewCalendar(full, start, asOf.AddDate(0, 0, 80), w.promotions(start))
	if err != nil {
		panic(err)
	}
	for i := range n {
		w.series = append(w.series,
			w.item(fmt.Sprintf("GX%03d", i), "糕点", 0.8+8*w.rng.Float64()),
			w.item(fmt.Sprintf("MX%03d", i), "干货", 0.1+0.2*w.rng.Float64()),
			w.season(fmt.Sprintf("YB%03d", i)))
	}
	return w
}

func (w *world) promotions(start time.Time) []forecast.Promotion {
	var out []forecast.Promotion
	for d := 30; d < w.days+60; d += 45 {
		out = append(out, forecast.Promotion{Kind: "直降", From: start.AddDate(0, 0, d), To: start.AddDate(0, 0, d+5), Category: "糕点"})
	}
	return out
}

var weekdays = []float64{0.85, 0.9, 0.9, 0.95, 1.1, 1.2, 1.1}

func (w *world) item(sku, category string, level float64) demand.Series {
	s := w.blank(sku, category)
	drift := 0.0
	for t := range s.Y {
		drift = 0.98*drift + 0.05*w.rng.NormFloat64()
		mu := level * math.Exp(drift) * weekdays[(int(s.Date(t).Weekday())+6)%7]
		for _, p := range w.cal.Promotions {
			if d := s.Date(t); p.Category == category && !d.Before(p.From) && !d.After(p.To) {
				mu *= 1.8
			} else if p.Category == category && d.After(p.To) && !d.After(p.To.AddDate(0, 0, 3)) {
				mu *= 0.7
			}
		}
		s.Y[t] = w.poisson(mu)
	}
	return s
}

func (w *world) blank(sku, category string) demand.Series {
	return demand.Series{
		Key: demand.Key{SKU: demand.SKU(sku), Channel: "天猫"}, Attr: demand.Attr{Category: category},
		Start: w.asOf.AddDate(0, 0, 1-w.days), Grain: demand.Day, Y: make([]float64, w.days), Censored: make([]bool, w.days),
	}
}

func (w *world) season(sku string) demand.Series {
	s := w.blank(sku, "月饼")
	s.Season = "中秋"
	size, growth := 4+26*w.rng.Float64(), 1.0
	seen := time.Time{}
	for t := range s.Y {
		feast := w.next(s.Date(t))
		if !feast.Equal(seen) {
			seen, growth = feast, growth*math.Exp(0.15*w.rng.NormFloat64())
		}
		off := float64(int(s.Date(t).Sub(feast).Hours() / 24))
		mu := 0.0
		if off >= -62 && off <= 1 {
			z := (off + 10) / 15
			mu = size * growth * (math.Exp(-z*z/2) + 0.03) * weekdays[(int(s.Date(t).Weekday())+6)%7]
		}
		s.Y[t] = w.poisson(mu)
	}
	return s
}

// next is the Mid-Autumn on or after a day.
func (w *world) next(d time.Time) time.Time {
	for _, o := range w.cal.Occasions {
		if o.Festival == calendar.MidAutumn && !o.Day.Before(d) {
			return o.Day
		}
	}
	return w.asOf.AddDate(1, 0, 0)
}

func (w *world) poisson(mu float64) float64 {
	if mu > 60 {
		return math.Max(0, math.Round(mu+math.Sqrt(mu)*w.rng.NormFloat64()))
	}
	limit, p, k := math.Exp(-mu), 1.0, -1.0
	for p > limit {
		p *= w.rng.Float64()
		k++
	}
	return max(k, 0)
}
