package backtest

import (
	"fmt"
	"math"
)

// mostSteps bounds horizon × windows: no history is longer.
const mostSteps = 1 << 24

// Cut makes training and test rows of one table by the protocol of Evaluate: the test rows are the last
// horizon × windows steps of the calendar, numbered by window from 1. With several windows they end on the last
// step of the set, with one on each series' own last step. A step is the least distance between two rows of a
// series, as a frequency. A series without a row before its first window stays whole in the training rows; when no
// series can be cut the error is ErrNoRows. The parts share memory with the table.
func Cut(train *Long, horizon, windows int) (history, test *Long, err error) {
	if horizon < 1 || windows < 1 || horizon > mostSteps/windows {
		return nil, nil, fmt.Errorf("%d windows of %d steps: %w", windows, horizon, ErrRange)
	}
	if err := train.Check(); err != nil {
		return nil, nil, err
	}
	c := cutter{steps: grid{train.step(), train.Dated}, horizon: int64(horizon), windows: int64(windows)}
	history = &Long{Dated: train.Dated, Names: train.Names, Series: make([]Rows, 0, len(train.Series))}
	test = &Long{Dated: train.Dated, Names: train.Names}
	first := c.starts(train.Series)
	for i := range train.Series {
		s := &train.Series[i]
		at := c.split(s, first[i])
		history.Series = append(history.Series, s.slice(0, at))
		if at < len(s.DS) {
			tail := s.slice(at, len(s.DS))
			tail.Window = c.numbers(tail.DS, first[i])
			test.Series = append(test.Series, tail)
		}
	}
	if len(test.Series) == 0 {
		return nil, nil, fmt.Errorf("%d windows of %d steps leave no series a history: %w", windows, horizon, ErrNoRows)
	}
	return history, test, nil
}

// cutter is the steps of a cut.
type cutter struct {
	steps            grid
	horizon, windows int64
}

// none is the first test step of a series that is not cut.
const none = math.MaxInt64

// starts gives each series' first test step.
func (c *cutter) starts(series []Rows) []int64 {
	first := make([]int64, len(series))
	if c.windows == 1 {
		for i := range series {
			first[i] = none
			if from, last, ok := c.reach(&series[i]); ok && from <= last-c.horizon {
				first[i] = last - c.horizon + 1
			}
		}
		return first
	}
	for dropped := true; dropped; { // without a series that is too short the set may end earlier
		dropped = c.align(series, first)
	}
	return first
}

// align puts the windows of the series still cut before the last step of any of them, and drops those that are too short.
func (c *cutter) align(series []Rows, first []int64) (dropped bool) {
	end := int64(math.MinInt64)
	for i := range series {
		if _, last, ok := c.reach(&series[i]); ok && first[i] != none {
			end = max(end, last)
		}
	}
	for i := range series {
		if first[i] == none {
			continue
		}
		first[i] = end - c.horizon*c.windows + 1
		if from, _, ok := c.reach(&series[i]); !ok || from >= first[i] {
			first[i], dropped = none, true
		}
	}
	return dropped
}

// reach is the first and the last step of a series.
func (c *cutter) reach(s *Rows) (from, last int64, ok bool) {
	if len(s.DS) == 0 {
		return 0, 0, false
	}
	return c.steps.slot(s.DS[0]), c.steps.slot(s.DS[len(s.DS)-1]), true
}

// split is the place of the first row at or after a step.
func (c *cutter) split(s *Rows, first int64) int {
	at := len(s.DS)
	for at > 0 && c.steps.slot(s.DS[at-1]) >= first {
		at--
	}
	return at
}

func (c *cutter) numbers(ds []int64, first int64) []int32 {
	out := make([]int32, len(ds))
	for t, d := range ds {
		out[t] = int32((c.steps.slot(d)-first)/c.horizon) + 1
	}
	return out
}

// slice takes rows from … to−1, without windows.
func (s *Rows) slice(from, to int) Rows {
	out := Rows{ID: s.ID, Line: s.Line + from, DS: s.DS[from:to:to], Y: s.Y[from:to:to]}
	if s.Lines != nil {
		out.Lines = s.Lines[from:to:to]
		if from < to {
			out.Line = s.Lines[from]
		}
	}
	for _, x := range s.X {
		out.X = append(out.X, x[from:to:to])
	}
	return out
}

// step is the frequency of a dated table by the least distance of two rows.
func (l *Long) step() Freq {
	if !l.Dated {
		return Steps
	}
	least := int64(math.MaxInt64)
	for i := range l.Series {
		ds := l.Series[i].DS
		for t := 1; t < len(ds); t++ {
			least = min(least, ds[t]-ds[t-1])
		}
	}
	switch {
	case least == math.MaxInt64 || least < 7:
		return Daily
	case least < 28:
		return Weekly
	case least < 89:
		return Monthly
	case least < 365:
		return Quarterly
	default:
		return Yearly
	}
}
