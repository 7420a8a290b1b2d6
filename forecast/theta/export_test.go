package theta

// Solve is the closed form of DOTM for one α.
func Solve(y []float64, alpha float64) (l0, kappa, loss float64) { return newKernel(y).solve(alpha) }

// Objective is the loss in α alone.
func Objective(y []float64) func(alpha float64) float64 { return newKernel(y).loss }
