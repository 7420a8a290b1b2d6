package forecast

import (
	"fmt"
	"math"
	"strings"

	"zhiwei/forecast/empirical"
	"zhiwei/forecast/festival"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// view is one series made ready: cleaned values, masks, contexts and codes of each day of history and horizon.
type view struct {
	s      *demand.Series
	opt    *Options
	table  *festival.Table
	d0, n  int // day number of y[0]; length of history
	y, w   []float64
	ctx    []empirical.Context
	code   []promoCode
	class  Class
	season calendar.Festival
	// level-one factors of a cutoff, filled by factors; see effects.go.
	factor []float64
	ready  []bool // members usable at the cut
}

// promoCode is a day's place in a promotion: which effect group and which phase; phase 0 is no promotion near.
type promoCode struct {
	kind  int16 // index into the run's promotion kinds
	phase int8
}

// Phases of a promotion; the trough after it is pulled-forward demand.
const (
	phaseNone   int8 = iota
	phaseFirst       // its first day
	phaseWithin      // later days
	phaseAfter       // 1–3 days after
	phaseLater       // 4–10 days after
	phaseAhead       // 3 days before: buyers wait
	phases
)

// scene is what all series of a run share before anything is learnt.
type scene struct {
	opt   Options
	table *festival.Table
	kinds []string // promotion kinds in order of first use
	index map[string]int16
}

func newScene(opt Options, from, to int) *scene {
	sc := &scene{opt: opt, table: festival.NewTable(opt.Calendar.Occasions, from, to), index: map[string]int16{}}
	for _, p := range opt.Calendar.Promotions {
		if _, ok := sc.index[p.Kind]; !ok {
			sc.index[p.Kind] = int16(len(sc.kinds))
			sc.kinds = append(sc.kinds, p.Kind)
		}
	}
	return sc
}

// largest is the magnitude beyond which a value is a fault of the data.
const largest = 1e15

// view checks a series and makes it ready; horizon days lie behind its history.
func (sc *scene) view(s *demand.Series) (*view, error) {
	if err := check(s); err != nil {
		return nil, err
	}
	v := &view{s: s, opt: &sc.opt, table: sc.table, d0: dayNumber(s.Start), n: len(s.Y)}
	all := v.n + sc.opt.Horizon
	block := make([]float64, 2*v.n)
	v.y, v.w = block[:v.n], block[v.n:]
	for t, y := range s.Y {
		switch {
		case math.IsNaN(y):
		case len(s.Censored) > t && s.Censored[t]:
			v.y[t] = max(y, 0)
		default:
			v.y[t], v.w[t] = max(y, 0), 1
		}
	}
	v.ctx = make([]empirical.Context, all)
	for t := range v.ctx {
		v.ctx[t].Weekday = weekday(v.d0 + t)
		v.ctx[t].Class = sc.opt.Calendar.class(v.d0 + t)
	}
	v.markPromotions(sc, all)
	v.classify()
	return v, nil
}

func check(s *demand.Series) error {
	name := strings.ReplaceAll(s.String(), "\x1f", "/")
	switch {
	case s.Grain != demand.Day && s.Grain != "":
		return fmt.Errorf("series %s, grain %s: %w", name, s.Grain, ErrGrain)
	case len(s.Y) == 0:
		return fmt.Errorf("series %s: %w", name, ErrEmpty)
	}
	if err := s.Check(0); err != nil {
		return fmt.Errorf("series %s: %w", name, err)
	}
	for i, y := range s.Y {
		if math.Abs(y) > largest {
			return fmt.Errorf("series %s, %s, value %g: %w", name, s.Date(i).Format("2006-01-02"), y, ErrValue)
		}
	}
	return nil
}

// markPromotions writes the promotion code of each day; a day within a promotion is never overwritten by the
// neighbourhood of another.
func (v *view) markPromotions(sc *scene, all int) {
	v.code = make([]promoCode, all)
	for i := range sc.opt.Calendar.Promotions {
		p := &sc.opt.Calendar.Promotions[i]
		if !p.applies(v.s) {
			continue
		}
		kind, from, to := sc.index[p.Kind], dayNumber(p.From)-v.d0, dayNumber(p.To)-v.d0
		for t := max(from-3, 0); t <= min(to+10, all-1); t++ {
			c := promoCode{kind, phaseOf(t, from, to)}
			if old := v.code[t].phase; old == phaseNone || old > phaseWithin && c.phase < old {
				v.code[t] = c
				v.ctx[t].Promo = promoState(c.phase)
			}
		}
	}
}

func phaseOf(t, from, to int) int8 {
	switch {
	case t < from:
		return phaseAhead
	case t == from:
		return phaseFirst
	case t <= to:
		return phaseWithin
	case t <= to+3:
		return phaseAfter
	default:
		return phaseLater
	}
}

func promoState(phase int8) int8 {
	switch phase {
	case phaseFirst, phaseWithin:
		return 1
	default:
		return 0
	}
}

// plain says whether a day is ordinary: open, no promotion near, no festival window.
func (v *view) plain(t int) bool {
	return v.w[t] > 0 && v.code[t].phase == phaseNone && v.table.At(v.d0+t).Festival < 0
}

// open says whether the item may be sold on day t of history or horizon.
func (v *view) open(t int) bool {
	from, to := v.s.OnSale.From, v.s.OnSale.To
	if !to.IsZero() && v.d0+t > dayNumber(to) {
		return false
	}
	return from.IsZero() || t < v.n || v.d0+t >= dayNumber(from)
}
