package excel

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/view"
)

// The rows of the ladder on 准确率, which the front page reads: naive, lunar naive, hand formula, model.
const (
	ladderFirst = 5
	deadZone    = 0.5 // points of WAPE that are no difference
	scoreFirst  = 27
)

// rivals are the models in the order of the ladder; the last one is what the forecast uses.
var rivals = []string{"sNaive(7)", "LunarNaive", "Hand", view.Chosen}

// weekStep is a step of the ladder.
type weekStep struct {
	name, how string
	wape      float64 // NaN = not in the backtest
}

// score is the pooled error of a model, NaN where the backtest does not have it.
func (w *weekWork) score(model string) float64 { return w.scoreOf("all", "all", model).WAPE }

func (w *weekWork) scoreOf(class, lead, model string) view.WeekScore {
	for _, s := range w.v.Backtest {
		if s.Class == class && s.Lead == lead && s.Model == model {
			return s
		}
	}
	return view.WeekScore{WAPE: math.NaN(), Bias: math.NaN(), Cover80: math.NaN()}
}

func (w *weekWork) ladderSteps() {
	for i, m := range rivals {
		w.ladder = append(w.ladder, weekStep{w.t(fmt.Sprintf("step-%d", i)), w.t(fmt.Sprintf("how-%d", i)), w.score(m)})
	}
}

func (w *weekWork) accuracySheet() {
	widths := []float64{4.6, 26, 11, 11, 13, 11, 11, 10, 12, 9}
	s := w.sheet(weekAccuracy, widths, page{fitHeight: 1})
	s.top(w.t("accuracy-title"), w.t("accuracy-sub", "N", w.scoreOf("all", "all", view.Chosen).Windows))
	s.height(3, 6)
	w.ladderTable(s)
	s.put(ladderFirst+4, 2, w.t("hand-note"), st(subhead, ""))
	s.height(ladderFirst+5, 6)
	head := ladderFirst + 6
	s.put(head, 1, w.t("ladder-chart"), st(section, ""))
	s.put(head, 7, w.t("reading"), st(section, ""))
	s.height(head, 20)
	s.chart(at(head+1, 1), figure{
		kind: excelize.Bar, width: pixels(widths[:6]...) - 10, height: 240, labels: fmtPct, bare: true, reverse: true, gap: 40, low: number64(0), alt: w.t("ladder-chart"),
		curves: []curve{{
			name: ref(weekAccuracy, ladderFirst-1, 3, ladderFirst-1, 3), colour: series1,
			cats: ref(weekAccuracy, ladderFirst, 2, ladderFirst+3, 2), vals: ref(weekAccuracy, ladderFirst, 3, ladderFirst+3, 3),
		}},
	})
	s.merge(head+1, 7, head+12, 10, w.reading(), style{look: note, size: 10, colour: ink})
	last := w.scoreTable(s)
	s.freeze(ladderFirst-1, 2)
	s.repeat(1, 2, 0)
	s.area(last, 10)
}

func (w *weekWork) ladderTable(s *sheet) {
	s.heads(ladderFirst-1, w.words("no", "step", "wape", "fva", "than-hand", "verdict"), 20)
	s.merge(ladderFirst-1, 7, ladderFirst-1, 10, w.t("how"), st(head, ""))
	signed := `+0.0;-0.0;0.0`
	hand := w.ladder[2].wape
	for i, step := range w.ladder {
		row := ladderFirst + i
		s.serial(row, i+1)
		s.put(row, 2, step.name, st(body, ""))
		s.share(row, 3, orDash(step.wape))
		gain := math.NaN()
		value, verdict := any(view.Dash), any(w.t("base"))
		if i > 0 {
			f := points(at(row-1, 3), at(row, 3), w.ladder[i-1].wape, zeroNaN(step.wape))
			value = f
			if v, ok := f.value.(float64); ok {
				gain = v
			}
			verdict = w.verdict(row, gain)
		}
		s.put(row, 4, value, st(body, signed).right())
		s.put(row, 5, points(fmt.Sprintf("C$%d", ladderFirst+2), at(row, 3), hand, zeroNaN(step.wape)), st(body, signed).right())
		s.put(row, 6, verdict, st(body, "").centre())
		s.merge(row, 7, row, 10, step.how, style{look: body, size: 9, colour: grey, indent: 1})
		s.height(row, 17)
	}
	cells, first := span(ladderFirst+1, 6, ladderFirst+3, 6), at(ladderFirst+1, 4)
	s.mark(cells, fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s<-%[2]g)", first, deadZone), markColours{red, white})
	s.mark(cells, fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s>%[2]g)", first, deadZone), markColours{green, white})
}

// zeroNaN is a value as a base: what is not known is nothing to compare with.
func zeroNaN(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}

// verdict says whether a step of the ladder was of use.
func (w *weekWork) verdict(row int, gain float64) formula {
	good, bad, none := w.t("useful"), w.t("worse"), w.t("no-difference")
	value := none
	switch {
	case math.IsNaN(gain):
		value = view.Dash
	case gain > deadZone:
		value = good
	case gain < -deadZone:
		value = bad
	}
	return formula{fmt.Sprintf(`IF(NOT(ISNUMBER(D%[1]d)),"—",IF(D%[1]d>%[5]g,%[2]s,IF(D%[1]d<-%[5]g,%[3]s,%[4]s)))`, row, literal(good), literal(bad), literal(none), deadZone), value}
}

// reading says in words what the ladder and the coverage tell.
func (w *weekWork) reading() string {
	model, hand, lunar := w.ladder[3].wape, w.ladder[2].wape, w.ladder[1].wape
	if math.IsNaN(model) {
		return w.t("reading-none")
	}
	text := w.t("reading-model", "WAPE", w.f.Percent(model))
	if !math.IsNaN(hand) {
		text += w.t(lessOrMore(model, hand, "reading-hand-less", "reading-hand-more"), "N", w.f.Decimal(math.Abs(hand-model)*100, 1))
	}
	if !math.IsNaN(lunar) {
		text += w.t(lessOrMore(model, lunar, "reading-lunar-less", "reading-lunar-more"), "N", w.f.Decimal(math.Abs(lunar-model)*100, 1))
	}
	s := w.scoreOf("all", "all", view.Chosen)
	if !math.IsNaN(s.Cover80) {
		text += w.t("reading-cover", "Cover", w.f.Percent(s.Cover80), "Series", s.Series, "N", s.Windows)
	}
	if !math.IsNaN(s.Bias) {
		text += w.t(lessOrMore(s.Bias, 0, "reading-low", "reading-high"), "Bias", w.f.Percent(math.Abs(s.Bias)))
	}
	return text
}

func lessOrMore(a, b float64, less, more string) string {
	if a <= b {
		return less
	}
	return more
}

// scoreGroup is a class and a lead band of the backtest.
type scoreGroup struct{ class, lead string }

var (
	classOrder = []string{"all", "year-round", "seasonal", "intermittent", "new", "dead"}
	leadOrder  = []string{"all", "1", "2", "3", "4", "5-8"}
)

// scoreGroups are the groups that the backtest has an error of, by class and lead.
func (w *weekWork) scoreGroups() []scoreGroup {
	var out []scoreGroup
	for _, s := range w.v.Backtest {
		if g := (scoreGroup{s.Class, s.Lead}); !math.IsNaN(s.WAPE) && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	rank := func(list []string, v string) int {
		if i := slices.Index(list, v); i >= 0 {
			return i
		}
		return len(list)
	}
	slices.SortFunc(out, func(a, b scoreGroup) int {
		return cmp.Or(cmp.Compare(rank(classOrder, a.class), rank(classOrder, b.class)), cmp.Compare(rank(leadOrder, a.lead), rank(leadOrder, b.lead)),
			cmp.Compare(a.class, b.class), cmp.Compare(a.lead, b.lead))
	})
	return out
}

// scoreTable is every group of the backtest with all models side by side; it gives its last row.
func (w *weekWork) scoreTable(s *sheet) int {
	s.put(scoreFirst-2, 1, w.t("groups"), st(section, ""))
	s.height(scoreFirst-2, 20)
	heads := w.words("no", "group")
	for i := range rivals {
		heads = append(heads, w.t(fmt.Sprintf("model-%d", i)))
	}
	s.heads(scoreFirst-1, append(heads, w.words("than-hand", "bias", "cover80", "series")...), 32)
	row := scoreFirst - 1
	for i, g := range w.scoreGroups() {
		row++
		s.serial(row, i+1)
		l := st(body, "")
		l.bold, l.indent = g.lead == "all", 1
		if g.lead == "all" {
			l.indent = 0
		}
		s.put(row, 2, w.groupName(g), l)
		for j, m := range rivals {
			cell := st(body, fmtPct).right()
			cell.bold = m == view.Chosen
			s.put(row, 3+j, orDash(w.scoreOf(g.class, g.lead, m).WAPE), cell)
		}
		hand, mine := w.scoreOf(g.class, g.lead, "Hand"), w.scoreOf(g.class, g.lead, view.Chosen)
		s.put(row, 7, points(at(row, 5), at(row, 6), hand.WAPE, zeroNaN(mine.WAPE)), st(body, `+0.0;-0.0;0.0`).right())
		s.put(row, 8, orDash(mine.Bias), st(body, `+0.0%;-0.0%;0.0%`).right())
		s.share(row, 9, orDash(mine.Cover80))
		s.count(row, 10, int64(mine.Series))
		s.height(row, 16)
	}
	s.mark(span(scoreFirst, 7, max(row, scoreFirst), 7), fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s<-%[2]g)", at(scoreFirst, 7), deadZone), markColours{red, white})
	s.put(row+1, 2, w.t("groups-note"), st(subhead, ""))
	return row + 1
}

func (w *weekWork) groupName(g scoreGroup) string {
	class := w.f.T("page.class-" + g.class)
	if g.class == "all" {
		class = w.t("all-classes")
	}
	if g.lead == "all" {
		return class
	}
	return w.t("class-lead", "Class", class, "Lead", g.lead)
}
