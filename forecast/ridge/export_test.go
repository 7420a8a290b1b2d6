package ridge

// Rows are the scaled rows of x, each with a 1 at its end, and of z.
func Rows(series [][]float64, opt Options) (x, z []float64) {
	return gather(series, opt.withDefaults())
}

// Solve fits given rows with given weights, once.
func Solve(x, z, w []float64, opt Options) ([]float64, error) {
	m := &Model{opt: opt.withDefaults()}
	err := m.solve(x, z, w)
	return m.b, err
}

// Reweight gives the weights after a fit.
func Reweight(b, x, z []float64, opt Options) []float64 {
	m := &Model{opt: opt.withDefaults(), b: b}
	w := make([]float64, len(x)/(opt.K+1))
	m.reweight(x, z, w)
	return w
}

// Coefficients are a model's.
func (m *Model) Coefficients() []float64 { return m.b }
