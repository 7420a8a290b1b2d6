package chart

// SeasonsData are the seasons of one item on the days before the festival.
type SeasonsData struct {
	Labels     []string // days before, falling
	AxisName   string
	Older      []float64
	OlderName  string
	Before     []float64
	BeforeName string
	This       []float64
	ThisName   string
	P50        []float64
	P50Name    string
	Today      int // index of today, -1 when outside
	TodayName  string
	Festival   int // index of the festival
	Name       string
}

// Seasons lays three seasons over each other by their distance to the festival.
func Seasons(id string, d SeasonsData) (Spec, error) {
	if err := onAxis(id, len(d.Labels), d.Festival, max(d.Today, 0)); err != nil {
		return Spec{}, err
	}
	top, step := nice(highest(d.Older, d.Before, d.This, d.P50) * 1.08)
	this := line{name: d.ThisName, data: d.This, color: "@c-actual", width: 2.5, z: 6}
	this.marks = []mark{{d.Labels[d.Festival], d.Name, "@c-fest"}}
	if d.Today >= 0 {
		this.marks = append(this.marks, mark{d.Labels[d.Today], d.TodayName, "@c-axis"})
	}
	p := plot{id: id, axis: axis{labels: d.Labels, every: 10, name: d.AxisName, format: "fmt:nday", valueForm: "fmt:int", max: top, step: step}, lines: []line{
		{name: d.OlderName, data: d.Older, color: "@c-ly2", width: 1.8, dash: []int{2, 2}, z: 3},
		{name: d.BeforeName, data: d.Before, color: "@c-ly", width: 2, dash: []int{7, 3}, z: 4},
		{name: d.P50Name, data: d.P50, color: "@c-p50", width: 2.2, z: 5},
		this,
	}}
	return p.spec(frame{"48", "40", "22", "48"}, frame{"44", "40", "22", "48"})
}
