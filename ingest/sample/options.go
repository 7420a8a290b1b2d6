package sample

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"
)

// Occasion is one day of a festival, named as transform/calendar names it (中秋, 端午, 春节, 清明).
type Occasion struct {
	Festival string
	Day      time.Time // midnight UTC
}

// Options says what to generate; zero values take the defaults named beside them.
type Options struct {
	Seed      uint64
	AsOf      time.Time  // last day of data, midnight UTC; required
	Occasions []Occasion // festival days of every year touched; required
	Years     int        // years of history to AsOf, 3
	Scale     float64    // 1 = about 425,000 order lines
}

// wantLines is the number of order lines aimed at with Scale 1 and three years.
const wantLines = 425_000

// World is a finished department: every order, its products and its stock.
type World struct {
	opt    Options
	cal    calendar
	items  []item
	index  map[string]int // SKU → position in items
	spells [][]bool       // by item: day is out of stock
	promos []promotion
	shops  []*shop
	plan   []exportPlan
}

// Generate draws a department. The same options give the same world.
func Generate(opt Options) (*World, error) {
	if opt.AsOf.IsZero() {
		return nil, errors.New("sample: no as-of day")
	}
	if opt.Years == 0 {
		opt.Years = 3
	}
	if opt.Scale == 0 {
		opt.Scale = 1
	}
	cal, err := newCalendar(opt)
	if err != nil {
		return nil, err
	}
	w := &World{opt: opt, cal: cal, items: catalogue(cal), index: map[string]int{}}
	for i, it := range w.items {
		w.index[it.sku] = i
	}
	w.linkBundles()
	w.drawLevels()
	w.drawSpells()
	w.drawPromotions()
	w.shops = openShops(w)
	if err := w.trade(); err != nil {
		return nil, err
	}
	w.plan = w.planExports()
	return w, nil
}

// trade draws the demand of all shops and turns it into orders, one shop per goroutine.
func (w *World) trade() error {
	if err := w.eachShop((*shop).intensities); err != nil {
		return err
	}
	w.calibrate()
	return w.eachShop((*shop).open)
}

func (w *World) eachShop(do func(*shop)) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, s := range w.shops {
		g.Go(func() error {
			do(s)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	return nil
}
