package forecast

import (
	"math"
	"slices"

	"zhiwei/forecast/dist"
)

// repeatMember is the seasonal naive as a candidate: the last week as it was wanted, with the spread of the changes
// from week to week. It wins where nothing but the latest week holds, and is then not given up.
type repeatMember struct {
	v       *view
	changes []float64
}

const (
	repeatDays  = 182 // days of changes behind the spread
	repeatLeast = 28  // changes below which the member is not used
)

func (m *repeatMember) name() string { return SNaive + "+e" }

func (m *repeatMember) prepare(v *view, _ *Broadcast, _ int8) bool {
	m.v = v
	return true
}

func (m *repeatMember) predict(o int, out *block) bool {
	m.changes = m.changes[:0]
	for t := max(week, o-repeatDays); t < o; t++ {
		if m.v.w[t] > 0 && m.v.w[t-week] > 0 {
			m.changes = append(m.changes, m.v.y[t]-m.v.y[t-week])
		}
	}
	if len(m.changes) < repeatLeast {
		return false
	}
	slices.Sort(m.changes)
	for i := range out.mean {
		last, ok := m.last(o, i)
		if !ok {
			return false
		}
		out.mean[i] = last
		row, wide := out.row(i), math.Sqrt(float64(i/week+1))
		for j, tau := range dist.Levels {
			row[j] = last
			if j != medianAt {
				row[j] += wide * dist.SampleQuantile(m.changes, tau)
			}
		}
		order(row)
	}
	return true
}

// last is the newest open day of the target's weekday before o, within four weeks.
func (m *repeatMember) last(o, i int) (y float64, ok bool) {
	for t := o - week + i%week; t >= max(0, o-4*week); t -= week {
		if m.v.w[t] > 0 {
			return m.v.y[t], true
		}
	}
	return 0, false
}
