package plan

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"zhiwei/forecast/dist"
)

// Stationary is demand of one item described by its moments, for when no sample paths can be had (2.4).
type Stationary struct {
	Daily     float64 // mean demand a day
	ErrorSD   float64 // sd of the daily forecast error, not of sales
	Lead      float64 // mean lead time, days
	LeadSD    float64
	Review    float64 // days between orders
	ServiceAt float64 // cycle service: P(no shortage in a cycle)
}

// gammaCV is the coefficient of variation of the window's demand above which the normal gives way to the gamma.
const gammaCV = 0.5

// density and loss are φ and G of the standard normal.
func density(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }

func loss(k float64) float64 { return density(k) - k*dist.NormalCDF(-k) }

// WindowSD is σ_W = sqrt((L+R)·σ_e² + d²·σ_L²).
func (s Stationary) WindowSD() float64 {
	return math.Sqrt((s.Lead+s.Review)*s.ErrorSD*s.ErrorSD + s.Daily*s.Daily*s.LeadSD*s.LeadSD)
}

// WindowMean is d·(L+R).
func (s Stationary) WindowMean() float64 { return s.Daily * (s.Lead + s.Review) }

// SafetyStock is S − d·(L+R).
func (s Stationary) SafetyStock() float64 { return s.OrderUpTo() - s.WindowMean() }

// OrderUpTo is S: the quantile of the window's demand, normal, or gamma when its coefficient of variation is
// above 0.5.
func (s Stationary) OrderUpTo() float64 {
	mean, sd := s.WindowMean(), s.WindowSD()
	if sd == 0 || mean <= 0 {
		return mean
	}
	if sd/mean > gammaCV {
		return distuv.Gamma{Alpha: mean * mean / (sd * sd), Beta: mean / (sd * sd)}.Quantile(s.ServiceAt)
	}
	return mean + dist.NormalQuantile(s.ServiceAt)*sd
}

// Fill is the fill rate that a safety stock gives (2.5).
type Fill struct {
	K             float64 // safety stock in units of σ_W
	G             float64 // standard loss at K
	ShortPerCycle float64
	Rate          float64 // share of the pieces served from stock
	Service       float64 // share of the cycles without shortage
	SafetyStock   float64
}

// FillRate is the fill rate of the safety stock for the cycle service: β = 1 − σ_W·G(k)/(d·R).
func (s Stationary) FillRate() Fill {
	return fillAt(dist.NormalQuantile(s.ServiceAt), s.WindowSD(), s.Daily*s.Review)
}

func fillAt(k, sd, cycle float64) Fill {
	f := Fill{K: k, G: loss(k), Service: dist.NormalCDF(k), SafetyStock: k * sd}
	f.ShortPerCycle = sd * f.G
	f.Rate = 1 - f.ShortPerCycle/cycle
	return f
}

// SafetyForFill solves G(k) = (1−β)·d·R/σ_W for k by bisection; cycle is d·R.
func SafetyForFill(sd, cycle, beta float64) Fill {
	want := (1 - beta) * cycle / sd
	low, high := -40.0, 40.0 // G falls from 40 to 0 between them
	for range 200 {
		middle := (low + high) / 2
		if loss(middle) > want {
			low = middle
		} else {
			high = middle
		}
	}
	return fillAt((low+high)/2, sd, cycle)
}
