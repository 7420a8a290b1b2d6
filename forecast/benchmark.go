package forecast

// The benchmarks of every backtest.
const (
	SNaive     = "sNaive(7)"
	LunarNaive = "LunarNaive"
	HandName   = "Hand"
	Chosen     = "zhiwei"
)

var benchmarks = []string{SNaive, LunarNaive, HandName}

// benchmark writes benchmark b's forecast of days o … o+len(dst)−1 from the history before o.
func (v *view) benchmark(b string, o int, dst []float64) {
	switch b {
	case SNaive:
		v.seasonalNaive(o, dst)
	case LunarNaive:
		v.lunarNaive(o, dst)
	default:
		v.hand(o, dst)
	}
}

// seasonalNaive repeats the last week as it was sold.
func (v *view) seasonalNaive(o int, dst []float64) {
	for i := range dst {
		t := o - week + i%week
		dst[i] = v.sold(t)
	}
}

// lunarNaive repeats, inside the festival windows, the same offset of the festival one lunar year earlier.
func (v *view) lunarNaive(o int, dst []float64) {
	v.seasonalNaive(o, dst)
	for i := range dst {
		day, ok := v.table.YearBefore(v.d0 + o + i)
		if t := day - v.d0; ok && t >= 0 && t < o {
			dst[i] = v.sold(t)
		}
	}
}

// hand is the department's weekly formula, spread by the weekday shares of the last 8 weeks (design §7).
func (v *view) hand(o int, dst []float64) {
	lastWeek, four := v.total(o-week, o), v.total(o-4*week, o)/4
	shares := v.weekdayShares(o)
	for i := 0; i < len(dst); i += week {
		w := v.opt.Hand
		year, from := 0.0, o+i-364
		if from < 0 {
			w.FourWeeks, w.LastYear = w.FourWeeks+w.LastYear, 0
		} else {
			year = v.total(from, from+week)
		}
		if o < week {
			w.FourWeeks, w.LastWeek = w.FourWeeks+w.LastWeek, 0
		}
		units := w.LastYear*year + w.LastWeek*lastWeek + w.FourWeeks*four
		for j := i; j < min(i+week, len(dst)); j++ {
			dst[j] = units * shares[weekday(v.d0+o+j)]
		}
	}
}

func (v *view) weekdayShares(o int) [week]float64 {
	var shares [week]float64
	sum := 0.0
	for t := max(0, o-8*week); t < o; t++ {
		shares[weekday(v.d0+t)] += v.sold(t)
		sum += v.sold(t)
	}
	for i := range shares {
		if sum > 0 {
			shares[i] /= sum
		} else {
			shares[i] = 1.0 / week
		}
	}
	return shares
}

// sold is the day's sales as the department sees them, stock-outs and all; 0 before the first sale.
func (v *view) sold(t int) float64 {
	if t < 0 || t >= v.n {
		return 0
	}
	return v.y[t]
}

// total sums sold over [from, to).
func (v *view) total(from, to int) float64 {
	sum := 0.0
	for t := max(from, 0); t < min(to, v.n); t++ {
		sum += v.y[t]
	}
	return sum
}
