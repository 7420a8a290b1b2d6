package chart

import "math"

// WeeksData are the weeks of this year and, on the same distance to the festival, of the year before.
type WeeksData struct {
	Labels             []string
	This, Before       []float64
	ThisName, LastName string
	ThisEnd, LastEnd   string // labels at the lines' ends
	Festival           string // name of a festival inside the weeks, "" for none
	FestivalAt         string // its label on the axis
	Season             string // name of the season that runs at the end, "" for none
	SeasonFrom         string
}

// Weeks is the money per week of two years.
func Weeks(id string, d WeeksData) (Spec, error) {
	if err := onAxis(id, min(len(d.Labels), len(d.This), len(d.Before)), len(d.Labels)-1); err != nil {
		return Spec{}, err
	}
	this := line{name: d.ThisName, data: d.This, color: "@c-actual", width: 2.5, dots: true, end: d.ThisEnd, z: 4}
	if d.Festival != "" {
		this.marks = []mark{{d.FestivalAt, d.Festival, "@c-fest"}}
	}
	if d.Season != "" {
		this.bands = []band{{from: d.SeasonFrom, to: d.Labels[len(d.Labels)-1], name: d.Season, color: "@paper-2"}}
	}
	before := line{name: d.LastName, data: d.Before, color: "@c-ly", width: 2, dash: []int{7, 4}, end: d.LastEnd, z: 3}
	if n := len(d.This) - 1; n >= 0 && math.Abs(d.This[n]-d.Before[n]) < highest(d.This, d.Before)*.08 {
		this.lift, before.lift = -8, 8
		if d.This[n] < d.Before[n] {
			this.lift, before.lift = 8, -8
		}
	}
	p := plot{id: id, axis: axis{labels: d.Labels, every: 1, valueForm: "fmt:short"}, lines: []line{this, before}}
	return p.spec(frame{"52", "100", "28", "44"}, frame{"44", "20", "28", "44"})
}
