package forecast

import (
	"cmp"
	"math"
	"slices"
)

// Row is one line of the backtest table.
type Row struct {
	Class                        Class  // "all" pools the classes
	Band                         string // lead weeks: "all", "1" … "4", "5-8"
	Model                        string
	Series, Windows, Days        int
	WAPE, Bias, MASE, RMSSE      float64
	SMAPE, WQL, Cover80, Cover95 float64
	Explosions                   int
}

// All is the class of the pooled lines.
const All Class = "all"

type band struct {
	name     string
	from, to int // lead weeks from 0, to excluded
}

var bands = []band{{"all", 0, math.MaxInt}, {"1", 0, 1}, {"2", 1, 2}, {"3", 2, 3}, {"4", 3, 4}, {"5-8", 4, 8}}

// classes in the table's order.
var classes = []Class{All, YearRound, Seasonal, Intermittent, New, Dead}

// Backtest holds the tallies of a run's series and makes its table.
type Backtest struct{ tallies []*Tally }

// Add takes a series' tally; the table's sums follow the order of adding.
func (b *Backtest) Add(t *Tally) {
	if t != nil {
		b.tallies = append(b.tallies, t)
	}
}

// Rows are the lines per class, lead band and model: benchmarks, the candidates and the chosen combination.
func (b *Backtest) Rows() []Row {
	var out []Row
	for _, c := range classes {
		for _, l := range bands {
			for _, m := range b.modelsOf(c) {
				if r, ok := b.row(c, l, m); ok {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// Leads is one model's line over the lead weeks from … to, counted from 1, both included.
func (b *Backtest) Leads(c Class, model string, from, to int) (Row, bool) {
	return b.row(c, band{"", from - 1, to}, model)
}

// modelsOf is the models of a class: the chosen first, the benchmarks, then the candidates by name.
// In class "all" only those that every class has.
func (b *Backtest) modelsOf(c Class) []string {
	var out []string
	for _, t := range b.tallies {
		for _, m := range t.models {
			if (t.class == c || c == All && fixedModel(m)) && !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	slices.SortFunc(out, func(x, y string) int { return cmp.Or(cmp.Compare(modelRank(x), modelRank(y)), cmp.Compare(x, y)) })
	return out
}

func fixedModel(m string) bool { return modelRank(m) <= len(benchmarks) }

func modelRank(m string) int {
	if m == Chosen {
		return 0
	}
	if i := slices.Index(benchmarks, m); i >= 0 {
		return i + 1
	}
	return len(benchmarks) + 1
}

// row pools a window over its series, then averages WAPE, bias and WQL over windows; MASE and RMSSE are means over series.
func (b *Backtest) row(c Class, l band, model string) (Row, bool) {
	r := Row{Class: c, Band: l.name, Model: model}
	var perWindow []sums
	var mase, rmsse mean
	var pooled sums
	for _, t := range b.tallies {
		m := slices.Index(t.models, model)
		if m < 0 || c != All && t.class != c {
			continue
		}
		if perWindow == nil {
			perWindow = make([]sums, t.origins)
		}
		own := t.pool(m, l, perWindow)
		if own.days == 0 {
			continue
		}
		r.Series++
		r.Explosions += t.exploded[m]
		pooled.add(own)
		mase.add(own.absolute / float64(own.days) / t.scale)
		rmsse.add(math.Sqrt(own.square / float64(own.days) / t.stepSize))
	}
	if pooled.days == 0 {
		return r, false
	}
	r.fill(pooled, perWindow)
	r.MASE, r.RMSSE = mase.value(), rmsse.value()
	return r, true
}

// pool adds a model's cells of a band to the windows and returns their sum.
func (t *Tally) pool(m int, l band, windows []sums) sums {
	var own sums
	for k := range t.origins {
		for lead := l.from; lead < min(l.to, t.origins-k); lead++ {
			c := *t.at(m, k, lead)
			windows[k].add(c)
			own.add(c)
		}
	}
	return own
}

func (r *Row) fill(pooled sums, windows []sums) {
	var wape, bias, wql mean
	for _, w := range windows {
		if w.days == 0 {
			continue
		}
		r.Windows++
		if w.actual > 0 {
			wape.add(w.absolute / w.actual)
			bias.add(w.signed / w.actual)
			wql.add(w.pinball / w.actual)
		}
	}
	days := float64(pooled.days)
	r.Days = pooled.days
	r.WAPE, r.Bias, r.WQL = wape.value(), bias.value(), wql.value()
	r.SMAPE, r.Cover80, r.Cover95 = pooled.smape/days, float64(pooled.inside80)/days, float64(pooled.inside95)/days
}

// mean averages finite values; without one it is NaN.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(x float64) {
	if !math.IsNaN(x) && !math.IsInf(x, 0) {
		m.sum += x
		m.n++
	}
}

func (m *mean) value() float64 { return m.sum / float64(m.n) }

// rank orders scores: the chosen combination first, then by WAPE, undefined ones last.
func rank(s []Score) []Score {
	key := func(x Score) (int, float64) {
		switch {
		case x.Model == Chosen:
			return 0, 0
		case math.IsNaN(x.WAPE) || math.IsInf(x.WAPE, 0):
			return 2, 0
		default:
			return 1, x.WAPE
		}
	}
	slices.SortStableFunc(s, func(a, b Score) int {
		ka, wa := key(a)
		kb, wb := key(b)
		return cmp.Or(cmp.Compare(ka, kb), cmp.Compare(wa, wb))
	})
	return s
}
