package forecast

import (
	"errors"
	"runtime"
)

// Options steer a run; the zero value is the default of each field.
type Options struct {
	Horizon  int      // days ahead; 56
	Origins  int      // backtest origins, a week apart, the last one a week before the as-of; 8
	Seed     uint64   // run seed
	Threads  int      // workers; all cores
	Calendar Calendar // days, festivals, promotions as known at the as-of
	Hand     Hand     // weights of the department's formula; 0.1, 0.2, 0.7
	Sample   int      // series that class-wide losses and intervals are learnt from; 128
}

// Hand are the weights of the department's weekly formula.
type Hand struct{ LastYear, LastWeek, FourWeeks float64 }

// The errors of a run.
var (
	// ErrGrain says that a series is not daily; long-format files of other grains go to package backtest.
	ErrGrain = errors.New("series is not daily")
	// ErrValue says that a history holds an infinite value or one beyond ±1e15.
	ErrValue = errors.New("value outside the range that can be forecast")
	// ErrEmpty says that a series has no value.
	ErrEmpty = errors.New("series is empty")
)

const week = 7

func (o Options) withDefaults() Options {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&o.Horizon, 8*week)
	set(&o.Origins, 8)
	set(&o.Threads, runtime.GOMAXPROCS(0))
	set(&o.Sample, 128)
	if o.Hand == (Hand{}) {
		o.Hand = Hand{LastYear: 0.1, LastWeek: 0.2, FourWeeks: 0.7}
	}
	return o
}

// back is the number of days before the as-of that are scored.
func (o Options) back() int { return o.Origins * week }
