package gbt

import (
	"errors"
	"fmt"
	"math"
)

// Sentinels of this package.
var (
	// ErrTooShort says that there are too few rows for one split, or for one cell of a level set.
	ErrTooShort = errors.New("too few rows")
	// ErrValue says that a target, weight, offset or prediction is one the method is not defined for.
	ErrValue = errors.New("value is not allowed")
	// ErrOption says that an option is outside its range.
	ErrOption = errors.New("option is out of range")
	// ErrDiverged says that gradients stopped being finite during boosting.
	ErrDiverged = errors.New("boosting diverged")
	// ErrEncoding says that bytes are not a model or a level set, or are damaged.
	ErrEncoding = errors.New("damaged encoding")
)

// Loss is the objective that the trees reduce.
type Loss uint8

// The losses. Tweedie and Poisson have a log link: their raw score F is the logarithm of the mean.
const (
	Tweedie Loss = iota // deviance with variance ∝ mean^Power, 1 < Power < 2
	Poisson             // deviance with variance = mean
	L2                  // squared error
	L1                  // absolute error; leaves are weighted medians
	Pinball             // absolute error tilted to level Tau; leaves are weighted quantiles
)

// Options of Fit. The zero value means the defaults in brackets, which are those of forecasting_recipes §1.1.
type Options struct {
	Loss     Loss
	Power    float64 // Tweedie's power p (1.4)
	Tau      float64 // level of Pinball (0.5)
	Trees    int     // number of trees (200)
	Rate     float64 // learning rate (0.06)
	Leaves   int     // at most so many leaves a tree (31)
	MinRows  int     // at least so many rows a leaf (200)
	Lambda   float64 // ridge on leaf values (5); negative means none
	MinGain  float64 // a split must gain more than this (0)
	Features float64 // share of the features that a tree may use (0.6)
	Rows     float64 // share of the rows that a tree is grown on (0.7)
	Seed     uint64  // of the two draws above
	Threads  int     // goroutines (1); the bytes of the model do not depend on it
}

const (
	maxLeaves = math.MaxInt16 // leaves and nodes are encoded in 16 bits
	maxTrees  = 1 << 20
)

func (o Options) withDefaults() Options {
	or := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	orInt := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	or(&o.Power, 1.4)
	or(&o.Tau, 0.5)
	or(&o.Rate, 0.06)
	or(&o.Lambda, 5)
	or(&o.Features, 0.6)
	or(&o.Rows, 0.7)
	orInt(&o.Trees, 200)
	orInt(&o.Leaves, 31)
	orInt(&o.MinRows, 200)
	o.Lambda = max(o.Lambda, 0)
	o.Threads = max(o.Threads, 1)
	return o
}

// check reports the first option outside its range. NaN is outside every range.
func (o Options) check() error {
	ranges := []struct {
		name string
		ok   bool
		got  any
	}{
		{"loss", o.Loss <= Pinball, o.Loss},
		{"power", o.Loss != Tweedie || o.Power > 1 && o.Power < 2, o.Power},
		{"tau", o.Loss != Pinball || o.Tau > 0 && o.Tau < 1, o.Tau},
		{"trees", o.Trees > 0 && o.Trees <= maxTrees, o.Trees},
		{"rate", o.Rate > 0 && o.Rate <= 1, o.Rate},
		{"leaves", o.Leaves > 0 && o.Leaves <= maxLeaves, o.Leaves},
		{"min rows", o.MinRows > 0, o.MinRows},
		{"lambda", o.Lambda >= 0 && !math.IsInf(o.Lambda, 0), o.Lambda},
		{"min gain", o.MinGain >= 0 && !math.IsInf(o.MinGain, 0), o.MinGain},
		{"features", o.Features > 0 && o.Features <= 1, o.Features},
		{"rows", o.Rows > 0 && o.Rows <= 1, o.Rows},
	}
	for _, r := range ranges {
		if !r.ok {
			return fmt.Errorf("%s %v: %w", r.name, r.got, ErrOption)
		}
	}
	return nil
}
