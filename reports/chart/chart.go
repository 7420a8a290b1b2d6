package chart

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Spec is a chart as data: the option for a wide page and the one for a narrow page.
type Spec struct {
	ID     string         `json:"-"`
	Option map[string]any `json:"option"`
	Narrow map[string]any `json:"narrow"`
}

// ErrCode is the refusal of a name that go-echarts would turn into code.
var ErrCode = errors.New("a name holds the marker of a function")

// marker is what go-echarts unwraps into JavaScript.
const marker = "__f__"

// ErrPlace is the refusal of a place that is not on the axis.
var ErrPlace = errors.New("a place is outside the axis")

// onAxis holds that every place is one of an axis of n.
func onAxis(id string, n int, places ...int) error {
	for _, at := range places {
		if at < 0 || at >= n {
			return fmt.Errorf("chart %s: %w: %d of %d", id, ErrPlace, at, n)
		}
	}
	return nil
}

// line is one series of a plot.
type line struct {
	name  string
	data  []float64
	color string
	width float32
	dash  []int   // pattern of a dashed line
	stack string  // lines of one stack are added up
	area  string  // fill below, token; the line itself is then not drawn
	end   string  // label at the line's end
	lift  float64 // how far the label stands off the line, so that two labels keep apart
	z     int
	dots  bool
	step  bool
	quiet bool // kept out of the tooltip
	marks []mark
	bands []band
}

// mark is a vertical line with a name.
type mark struct{ at, name, color string }

// band is an area between two labels of the axis, over the whole height or between two values.
type band struct {
	from, to, name, color string
	low, high             float64 // both 0: the whole height
}

// axis is what a plot's axes need.
type axis struct {
	labels    []string
	every     int // a label at each n-th point
	name      string
	format    string // of the labels below
	valueForm string // of the labels at the side
	max, step float64
}

// frame is the room around a plot.
type frame struct{ left, right, top, bottom string }

type plot struct {
	id    string
	axis  axis
	lines []line
}

// spec draws the plot for a wide and a narrow page.
func (p plot) spec(wide, narrow frame) (Spec, error) {
	p.lines = slices.DeleteFunc(p.lines, func(l line) bool { return l.data == nil })
	if err := p.check(); err != nil {
		return Spec{}, fmt.Errorf("chart %s: %w", p.id, err)
	}
	option, err := p.option(wide, p.axis.every)
	if err != nil {
		return Spec{}, err
	}
	slim, err := p.withoutEnds().option(narrow, 2*p.axis.every)
	if err != nil {
		return Spec{}, err
	}
	return Spec{ID: p.id, Option: option, Narrow: slim}, nil
}

func (p plot) check() error {
	texts := append([]string{p.id, p.axis.name}, p.axis.labels...)
	for _, l := range p.lines {
		if len(l.data) != len(p.axis.labels) {
			return fmt.Errorf("series %q has %d points on an axis of %d", l.name, len(l.data), len(p.axis.labels))
		}
		texts = append(texts, l.name, l.end)
		for _, m := range l.marks {
			texts = append(texts, m.name, m.at)
		}
		for _, b := range l.bands {
			texts = append(texts, b.name, b.from, b.to)
		}
	}
	for _, t := range texts {
		if strings.Contains(t, marker) {
			return fmt.Errorf("%w: %q", ErrCode, t)
		}
	}
	return nil
}

// withoutEnds drops the labels at the lines' ends, for which a phone has no room.
func (p plot) withoutEnds() plot {
	lines := make([]line, len(p.lines))
	for i, l := range p.lines {
		l.end = ""
		lines[i] = l
	}
	p.lines = lines
	return p
}

// option makes the tree by go-echarts and sets on it what go-echarts has no field for.
func (p plot) option(f frame, every int) (tree map[string]any, err error) {
	defer func() {
		if r := recover(); r != nil {
			tree, err = nil, fmt.Errorf("chart %s: %v", p.id, r)
		}
	}()
	c := charts.NewLine()
	c.ChartID = p.id
	c.SetGlobalOptions(
		charts.WithXAxisOpts(p.xAxis()),
		charts.WithYAxisOpts(p.yAxis()),
		charts.WithGridOpts(opts.Grid{Left: f.left, Right: f.right, Top: f.top, Bottom: f.bottom}),
	)
	c.SetXAxis(p.axis.labels)
	for _, l := range p.lines {
		c.AddSeries(l.name, points(l.data), l.options()...)
	}
	c.Validate()
	if tree, err = plain(c.JSON()); err != nil {
		return nil, fmt.Errorf("chart %s: %w", p.id, err)
	}
	p.finish(tree, every)
	return tree, nil
}

func points(data []float64) []opts.LineData {
	out := make([]opts.LineData, len(data))
	for i, v := range data {
		out[i] = opts.LineData{Value: "-"} // how ECharts writes a value that is missing
		if !math.IsNaN(v) {
			out[i].Value = math.Round(v*1000) / 1000
		}
	}
	return out
}

func (p plot) xAxis() opts.XAxis {
	return opts.XAxis{
		Type: "category", Name: p.axis.name, NameLocation: "middle", NameGap: 28,
		AxisTick:  &opts.AxisTick{Show: opts.Bool(false)},
		AxisLine:  &opts.AxisLine{LineStyle: &opts.LineStyle{Color: "@c-axis"}},
		AxisLabel: &opts.AxisLabel{Color: "@c-axis", FontSize: 12, HideOverlap: opts.Bool(true)},
	}
}

func (p plot) yAxis() opts.YAxis {
	y := opts.YAxis{
		Type:      "value",
		AxisLine:  &opts.AxisLine{Show: opts.Bool(false)},
		SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "@c-grid"}},
		AxisLabel: &opts.AxisLabel{Color: "@c-axis", FontSize: 12},
	}
	if p.axis.max > 0 {
		y.Max = p.axis.max
	}
	return y
}

func (l line) options() []charts.SeriesOpts {
	return []charts.SeriesOpts{
		charts.WithLineStyleOpts(opts.LineStyle{Color: l.color, Width: l.width}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: l.color}),
		charts.WithSeriesOpts(func(s *charts.SingleSeries) {
			s.Stack = l.stack
			s.ShowSymbol = opts.Bool(l.dots)
			if l.dots {
				s.Symbol, s.SymbolSize = "circle", 5
			}
			if l.step {
				s.Step = "end"
			}
		}),
	}
}

// plain turns the typed options into a tree of plain values.
func plain(v any) (map[string]any, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	err = json.Unmarshal(data, &tree)
	return tree, err
}
