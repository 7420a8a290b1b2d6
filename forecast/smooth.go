package forecast

import (
	"math"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/ets"
	"zhiwei/forecast/intermittent"
	"zhiwei/forecast/theta"
)

// recursion is a model of another package that is fitted once a cut and then moved on.
type recursion interface {
	Predict(h int) dist.Dist
	Update(y []float64)
}

// smoothMember runs a recursion on the factor-free series: fitted before the first origin, moved on by what was
// sold from origin to origin with its parameters held, fitted again at the as-of.
type smoothMember struct {
	label string
	fit   func(x []float64) (recursion, error)
	x     []float64
	v     *view
	model recursion
	at    int // origin of the model
}

// recursionDays is how many of the last days a recursion is fitted on.
const recursionDays = 365

func dampedMember() *smoothMember {
	return &smoothMember{label: "ETS(A,Ad,N)", fit: func(x []float64) (recursion, error) { return ets.FitDamped(x, ets.Options{Limit: recursionDays}) }}
}

func thetaMember() *smoothMember {
	return &smoothMember{label: "Theta", fit: func(x []float64) (recursion, error) { return theta.Fit(x, theta.Options{Limit: recursionDays}) }}
}

func countMember() *smoothMember {
	return &smoothMember{label: "TSB", fit: func(x []float64) (recursion, error) {
		return intermittent.Fit(x, intermittent.Options{Method: intermittent.TSB, Alpha: 0.1, Beta: 0.05})
	}}
}

func (m *smoothMember) name() string { return m.label }

func (m *smoothMember) prepare(v *view, _ *Broadcast, cut int8) bool {
	m.v, m.x, m.at = v, resize(m.x, v.n), v.cutoff(cut)
	for t := range m.x {
		m.x[t] = math.NaN()
		if v.w[t] > 0 {
			m.x[t] = v.y[t] / v.factor[t]
		}
	}
	if m.at < 2*week {
		return false
	}
	model, err := m.fit(m.x[max(0, m.at-recursionDays):m.at])
	m.model = model
	return err == nil
}

func (m *smoothMember) predict(o int, out *block) bool {
	if o > m.at {
		m.model.Update(m.x[m.at:o])
		m.at = o
	}
	d := m.model.Predict(len(out.mean))
	for i := range out.mean {
		k := m.v.factor[o+i]
		out.mean[i] = k * max(d.Mean[i], 0)
		row := out.row(i)
		for j := range row {
			row[j] = k * max(d.Q[i][j], 0)
		}
	}
	return true
}
