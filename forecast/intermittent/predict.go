package intermittent

import "zhiwei/forecast/dist"

// Name is the method, with "-NB" when the shape is the negative binomial.
func (f *Fitted) Name() string {
	name := [...]string{SBA: "SBA", Croston: "Croston", TSB: "TSB", ADIDA: "ADIDA", IMAPA: "IMAPA"}[f.opt.Method]
	if f.opt.Shape == NegBinomial {
		return name + "-NB"
	}
	return name
}

// Rate is the mean demand a period.
func (f *Fitted) Rate() float64 { return f.rate }

// Predict is the forecast of h steps: all of them alike, because nothing is known of which period a demand falls in.
func (f *Fitted) Predict(h int) dist.Dist {
	d := dist.New(h)
	d.Whole = f.whole
	if h == 0 {
		return d
	}
	row := f.row()
	for i := range d.Q {
		d.Mean[i] = f.rate
		copy(d.Q[i], row)
	}
	return d
}

func (f *Fitted) row() []float64 {
	if f.opt.Shape == NegBinomial {
		return f.negBinomial()
	}
	values := make([]float64, len(f.sizes)+1)
	weights := make([]float64, len(f.sizes)+1)
	weights[0] = 1 - f.occurrence
	for i, s := range f.sizes {
		values[i+1] = s * f.stretch
		weights[i+1] = f.wts[i] * f.occurrence
	}
	row := make([]float64, len(dist.Levels))
	dist.FromWeighted(row, values, weights)
	return row
}

// negBinomial keeps the history's ratio of variance to mean at the forecast's rate.
func (f *Fitted) negBinomial() []float64 {
	v := 0.0
	if f.meanY > 0 {
		v = f.varY / f.meanY * f.rate
	}
	d := dist.FromNegativeBinomial([]float64{f.rate}, []float64{dist.NegBinSize(f.rate, v)})
	return d.Q[0]
}

// Residuals are the one-step errors, oldest first, from the first demand on (the rates before it are 0).
func (f *Fitted) Residuals() []float64 {
	first := 0
	for first < len(f.y) && f.y[first] == 0 {
		first++
	}
	if first == len(f.y) {
		return nil
	}
	r := make([]float64, 0, len(f.y)-first-1)
	for t := first + 1; t < len(f.y); t++ {
		r = append(r, f.y[t]-f.fit[t])
	}
	return r
}
