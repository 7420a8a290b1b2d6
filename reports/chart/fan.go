package chart

import (
	"math"
	"slices"
)

// FanData are the days of one series: what was sold and what is expected.
type FanData struct {
	Labels             []string // two lines: the date, and the days to the festival
	Actual             []float64
	Raw                []float64 // as sold, where cleaning changed it
	P10, P50, P90      []float64
	ActualName         string
	RawName, WidthName string
	Today              int    // index of the first forecast day
	TodayName          string // word at its line
	Festival           int    // index of the festival, -1 when outside
	FestivalName       string
	Promotions         []Span
	Outs               []Span // days without stock
}

// Span is a stretch of the axis with a name; both ends belong to it.
type Span struct {
	From, To int
	Name     string
}

// Fan is the history of a series with the interval of its forecast, always drawn.
func Fan(id string, d FanData) (Spec, error) {
	places := []int{d.Today, max(d.Festival, 0)}
	for _, s := range slices.Concat(d.Promotions, d.Outs) {
		places = append(places, s.From, s.To)
	}
	if err := onAxis(id, min(len(d.Labels), len(d.Actual), len(d.P10), len(d.P50), len(d.P90)), places...); err != nil {
		return Spec{}, err
	}
	d.join()
	top, step := nice(highest(d.Actual, d.P90, d.Raw) * 1.18)
	actual := line{name: d.ActualName, data: d.Actual, color: "@c-actual", width: 2.5, z: 6}
	actual.marks = []mark{{d.Labels[d.Today], d.TodayName, "@c-axis"}}
	if d.Festival >= 0 {
		actual.marks = append(actual.marks, mark{d.Labels[d.Festival], d.FestivalName, "@c-fest"})
	}
	for _, s := range d.Promotions {
		actual.bands = append(actual.bands, band{d.Labels[s.From], d.Labels[s.To], s.Name, "@c-promo", top * .9, top})
	}
	for _, s := range d.Outs {
		actual.bands = append(actual.bands, band{d.Labels[s.From], d.Labels[s.To], s.Name, "@c-out", 0, top * .22})
	}
	width := make([]float64, len(d.P10))
	for i := range min(len(d.P10), len(d.P90)) {
		width[i] = d.P90[i] - d.P10[i]
	}
	p := plot{id: id, axis: axis{labels: d.Labels, every: 14, valueForm: "fmt:int", max: top, step: step}, lines: []line{
		{name: "P90", data: d.P90, color: "@c-edge", width: 1, z: 3},
		{name: "P50", data: d.P50, color: "@c-p50", width: 2.2, z: 5},
		{name: "P10", data: d.P10, color: "@c-edge", width: 1, stack: "fan", z: 3},
		{name: d.WidthName, data: width, color: "@c-fan", area: "@c-fan", stack: "fan", quiet: true, z: 2},
		actual,
		{name: d.RawName, data: d.Raw, color: "@c-raw", dots: true, z: 4},
	}}
	return p.spec(frame{"48", "16", "22", "48"}, frame{"44", "16", "22", "48"})
}

// join lets the interval begin on the last actual day, where it has no width, so that no gap is left at today.
func (d *FanData) join() {
	last := d.Today - 1
	if last < 0 || math.IsNaN(d.Actual[last]) || math.IsNaN(d.P50[d.Today]) {
		return
	}
	for _, q := range []*[]float64{&d.P10, &d.P50, &d.P90} {
		*q = slices.Clone(*q)
		(*q)[last] = d.Actual[last]
	}
}

func highest(series ...[]float64) float64 {
	top := 0.0
	for _, s := range series {
		for _, v := range s {
			if !math.IsNaN(v) {
				top = max(top, v)
			}
		}
	}
	return top
}

// nice is the smallest round number at or above v, and the distance of its four or five grid lines.
func nice(v float64) (top, step float64) {
	if v <= 4 {
		return 4, 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(v/4)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if step = m * unit; step*5 >= v && (step >= 1) {
			break
		}
	}
	return math.Ceil(v/step) * step, step
}
