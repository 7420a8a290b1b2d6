package backtest

import (
	"fmt"
	"math"

	"zhiwei/forecast/naive"
)

// history is one series before an origin.
type history struct {
	id     string
	first  int64     // slot of y[0]
	y      []float64 // NaN = no row
	filled []float64 // carried forward
	x      [][]float64
	actual []float64 // H values, NaN = not scored
	ds     []int64   // ds of the scored steps
}

// panel is a set before an origin.
type panel struct {
	opt    Options
	dated  bool
	series []history
}

// NoRow is the ds of a horizon step that the test table has no row for.
const NoRow = math.MinInt64

// source is the rows of one series from both files.
type source struct {
	id          string
	train, test *Rows
}

// join pairs the series of both tables in order of first appearance.
func join(train, test *Long) []source {
	index := map[string]int{}
	var out []source
	for i := range train.Series {
		index[train.Series[i].ID] = len(out)
		out = append(out, source{id: train.Series[i].ID, train: &train.Series[i]})
	}
	for i := range test.Series {
		s := &test.Series[i]
		at, ok := index[s.ID]
		if !ok {
			at = len(out)
			index[s.ID] = at
			out = append(out, source{id: s.ID})
		}
		out[at].test = s
	}
	return out
}

// windows is the number of windows in a test table.
func windows(test *Long) int {
	n := int32(1)
	for i := range test.Series {
		for _, w := range test.Series[i].Window {
			n = max(n, w)
		}
	}
	return int(n)
}

// lastSlot is the last step of the set.
func lastSlot(test *Long, f Freq) int64 {
	last := int64(math.MinInt64)
	for i := range test.Series {
		if ds := test.Series[i].DS; len(ds) > 0 {
			last = max(last, grid{f, test.Dated}.slot(ds[len(ds)-1]))
		}
	}
	return last
}

// grid is the panel's steps.
func (p *panel) grid() grid { return grid{p.opt.Freq, p.dated} }

// build makes the panel of window w (1 … all); all 0 = the test table is no test part but covariates ahead, and each
// series' own end is the origin.
func build(train, test *Long, w, all int, opt Options) (*panel, error) {
	p := &panel{opt: opt, dated: train.Dated}
	last := lastSlot(test, opt.Freq)
	columns := pick(train.Names, test.Names, opt.Covariates)
	for _, s := range join(train, test) {
		h, err := s.history(w, all, last, columns, p)
		if err != nil {
			return nil, err
		}
		p.series = append(p.series, h)
	}
	return p, nil
}

// pick gives for each wanted covariate its places in the two tables.
func pick(train, test, want []string) [][2]int {
	var out [][2]int
	for _, name := range want {
		place := [2]int{-1, -1}
		for i, n := range train {
			if n == name {
				place[0] = i
			}
		}
		for i, n := range test {
			if n == name {
				place[1] = i
			}
		}
		out = append(out, place)
	}
	return out
}

// origin is a series' first step ahead. Several windows have one for all series. With one window it follows the
// series' last training row, or, when rows are missing before the test part, lies a horizon before its last test row;
// a series without training rows has the set's, moved as far as its test rows need.
func (s *source) origin(set int64, all int, p *panel) int64 {
	if all > 1 {
		return set
	}
	origin := set
	trained := s.train != nil && len(s.train.DS) > 0
	if trained {
		origin = p.grid().slot(s.train.DS[len(s.train.DS)-1]) + 1
	}
	if all == 0 || s.test == nil || len(s.test.DS) == 0 {
		return origin
	}
	if !trained {
		origin = min(origin, p.grid().slot(s.test.DS[0]))
	}
	return max(origin, p.grid().slot(s.test.DS[len(s.test.DS)-1])-int64(p.opt.Horizon)+1)
}

func (s *source) history(w, all int, last int64, columns [][2]int, p *panel) (history, error) {
	opt := &p.opt
	origin := s.origin(last-int64(opt.Horizon)*int64(all-w+1)+1, all, p)
	first := origin
	if s.train != nil && len(s.train.DS) > 0 {
		first = p.grid().slot(s.train.DS[0])
	} else if s.test != nil && len(s.test.DS) > 0 {
		first = min(origin, p.grid().slot(s.test.DS[0]))
	}
	n := int(origin - first)
	if n < 0 || n > 1<<24 {
		n = 0
		first = origin
	}
	h := history{id: s.id, first: first, y: nans(n), actual: nans(opt.Horizon), ds: make([]int64, opt.Horizon)}
	for t := range h.ds {
		h.ds[t] = NoRow
	}
	for range columns {
		h.x = append(h.x, nans(n+opt.Horizon))
	}
	for i, rows := range []*Rows{s.train, s.test} {
		if rows == nil {
			continue
		}
		for t, ds := range rows.DS {
			at := p.grid().slot(ds) - first
			err := h.put(rows, t, at, columns, i)
			if err == nil && i == 1 && w == 1 && all > 0 && at < int64(n) {
				err = ErrUnscored
			}
			if err != nil {
				return h, fmt.Errorf("series %q, line %d, ds %d: %w", s.id, rows.line(t), ds, err)
			}
		}
	}
	h.filled = make([]float64, n)
	naive.Fill(h.filled, h.y)
	return h, nil
}

// put places one row: before the origin into the history, within the horizon into the actual values.
func (h *history) put(rows *Rows, t int, at int64, columns [][2]int, file int) error {
	n := int64(len(h.y))
	switch {
	case at < 0:
		return ErrGap
	case at < n:
		if !math.IsNaN(h.y[at]) {
			return ErrDuplicate // two rows in one slot, or one row in both files
		}
		h.y[at] = rows.Y[t]
	case at < n+int64(len(h.actual)) && file == 1:
		h.actual[at-n] = rows.Y[t]
		h.ds[at-n] = rows.DS[t]
	default:
		return nil
	}
	for c, place := range columns {
		if place[file] >= 0 {
			h.x[c][at] = rows.X[place[file]][t]
		}
	}
	return nil
}

func nans(n int) []float64 {
	s := make([]float64, n)
	for i := range s {
		s[i] = math.NaN()
	}
	return s
}

// before is the panel as it was back steps earlier: what was then ahead is its horizon.
func (p *panel) before(back int) *panel {
	out := &panel{opt: p.opt, dated: p.dated, series: make([]history, len(p.series))}
	for i := range p.series {
		h := &p.series[i]
		n := max(len(h.y)-back, 0)
		out.series[i] = history{id: h.id, first: h.first, y: h.y[:n], filled: h.filled[:n], actual: nans(p.opt.Horizon)}
		copy(out.series[i].actual, h.y[n:])
		for _, c := range h.x {
			out.series[i].x = append(out.series[i].x, c[:min(n+p.opt.Horizon, len(c))])
		}
	}
	return out
}
