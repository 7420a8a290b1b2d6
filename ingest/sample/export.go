package sample

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// Kind says which format a file is in: a name of formats/headers, "wholesale", "mapping", or a table of columns.csv.
type Kind string

// fault is what is wrong with a planted row; the words are those of order.Code.
type fault string

// The faults that are planted, one row each, in one export of every format.
var plantedFaults = []fault{"bad-money", "bad-time", "bad-qty", "unknown-status", "long-row"}

// faults are the columns in which a format can be broken; −1 has none.
type faults struct {
	ids                      []int
	money, when, qty, status int
}

func (f faults) column(kind fault) int {
	switch kind {
	case "bad-money":
		return f.money
	case "bad-time":
		return f.when
	case "bad-qty":
		return f.qty
	case "unknown-status":
		return f.status
	default:
		return f.ids[0]
	}
}

var faultyText = map[fault]string{"bad-money": "叁拾元整", "bad-time": "2026-02-30 25:61:00", "bad-qty": "两盒", "unknown-status": "订单云游中"}

// exportPlan is one file that a shop will have exported.
type exportPlan struct {
	shop       *shop
	kind       Kind
	name       string
	from, to   int // days of creation
	first, end int // positions of the orders
	at         int64
	repeat     int  // rows written a second time
	broken     bool // one row of each planted fault
	older      bool // exported before another file that holds the same orders
	copyOf     string
	render     func(exportPlan) []byte
	whole      bool // one row per order, else per line
}

// overlap is by how many days an export reaches back into the one before, longer than an order's life.
const overlap = 20

// periods are the first and last days of the exports: whole years, then the last eight weeks apart.
func (w *World) periods() [][2]int {
	var out [][2]int
	from := 0
	for y := w.opt.Years - 1; y > 0; y-- {
		to := w.cal.days - 1 - 365*y
		out = append(out, [2]int{max(0, from-overlap), to})
		from = to + 1
	}
	split := w.cal.days - 1 - 55
	return append(out, [2]int{max(0, from-overlap), split}, [2]int{split + 1 - overlap, w.cal.days - 1})
}

// planExports lists every order file in the order of its path.
func (w *World) planExports() []exportPlan {
	var out []exportPlan
	for _, s := range w.shops {
		if s.platform == "wholesale" {
			continue
		}
		out = append(out, s.planned()...)
	}
	slices.SortFunc(out, func(a, b exportPlan) int { return cmp.Compare(a.name, b.name) })
	return out
}

func (s *shop) planned() []exportPlan {
	var out []exportPlan
	periods := s.w.periods()
	for i, p := range periods {
		for _, f := range s.formats() {
			f.from, f.to = p[0], p[1]
			f.broken = i == min(1, len(periods)-1)
			if i == len(periods)-1 && f.kind != "jd_order_2018" && s.platform != "youzan" {
				f.repeat = 7
			}
			out = append(out, s.dated(f, i))
		}
	}
	switch s.platform {
	case "pinduoduo":
		f := s.formats()[0]
		f.from, f.to, f.older = s.w.cal.days-85, s.w.cal.days-70, true
		out = append(out, s.dated(f, 15))
	case "youzan":
		f := out[1]
		f.copyOf = f.name
		f.name = strings.TrimSuffix(f.name, ".csv") + "_副本.csv"
		out = append(out, f)
	}
	return out
}

// formats are the kinds of file a shop exports.
func (s *shop) formats() []exportPlan {
	switch s.platform {
	case "taobao":
		return []exportPlan{
			{kind: "taobao_order_2022", render: s.taobaoOrders, whole: true},
			{kind: "taobao_item_2022", render: s.taobaoItems},
		}
	case "jd":
		return []exportPlan{{kind: "jd_order_2018", render: s.jdOrders}}
	case "pinduoduo":
		return []exportPlan{{kind: "pinduoduo_order_2026", render: s.pinduoduoOrders, whole: true}}
	case "douyin":
		return []exportPlan{{kind: "douyin_order_2026", render: s.douyinOrders}}
	default:
		return []exportPlan{
			{kind: "youzan_order_2026", render: s.youzanOrders, whole: true},
			{kind: "youzan_item_2018", render: s.youzanItems},
		}
	}
}

// dated sets the moment of the export, the orders in it, and the name the platform gives it.
func (s *shop) dated(p exportPlan, n int) exportPlan {
	p.shop = s
	p.at = exportMoment(p.to + 1)
	p.first, p.end = s.ordersBetween(p.from, p.to)
	day := s.w.cal.compact(p.to + 1)
	switch p.kind {
	case "taobao_order_2022":
		p.name = "ExportOrderList" + day + "0830.csv"
	case "taobao_item_2022":
		p.name = "ExportOrderDetailList" + day + "0830.csv"
	case "jd_order_2018":
		p.name = "京东订单_" + day + "083000.csv"
	case "pinduoduo_order_2026":
		h := fnv.New64a()
		h.Write([]byte(s.name + day))
		p.name = fmt.Sprintf("%x%031xorders_export%s-08-30-00.csv", n, h.Sum64(), s.w.cal.date(p.to+1))
	case "douyin_order_2026":
		p.name = "抖店订单_" + day + "083000.csv"
	case "youzan_order_2026":
		p.name = "订单_" + day + "083000.csv"
	default:
		p.name = "商品明细_" + day + "083000.csv"
	}
	p.name = s.name + "/" + p.name
	return p
}

// wholeOrders yields each order of the export once.
func (s *shop) wholeOrders(p exportPlan) func(func(n, i int) bool) {
	return func(yield func(n, i int) bool) {
		for n := p.first; n < p.end; n++ {
			if !yield(n, 0) {
				return
			}
		}
	}
}

// everyLine yields each line of each order of the export.
func (s *shop) everyLine(p exportPlan) func(func(n, i int) bool) {
	return func(yield func(n, i int) bool) {
		for n := p.first; n < p.end; n++ {
			for i := range s.orders[n].n {
				if !yield(n, i) {
					return
				}
			}
		}
	}
}

// writeRows writes header, rows, the repeated rows and the broken ones.
func (s *shop) writeRows(p exportPlan, rec *record, names []string, rows func(func(n, i int) bool), fill func(n, i int), f faults) []byte {
	out := make([]byte, 0, 4096+(p.end-p.first)*400)
	out = appendHeader(out, names, rec.dialect)
	for n, i := range rows {
		fill(n, i)
		out = rec.appendTo(out)
	}
	for n := p.first; n < min(p.first+p.repeat, p.end); n++ {
		fill(n, 0)
		out = rec.appendTo(out)
	}
	for i, kind := range p.faults(f) {
		fill(p.first+i, 0)
		for _, c := range f.ids {
			rec.text(c, s.brokenID(p, i))
		}
		if word, ok := faultyText[kind]; ok {
			rec.text(f.column(kind), word)
			out = rec.appendTo(out)
			continue
		}
		rec.text(len(names)-1, "0")
		out = rec.appendTo(out)
		out = append(out[:len(out)-len(rec.terminator)], `,"多出一格"`+rec.terminator...)
	}
	return out
}

// faults are the planted faults that the format can have.
func (p exportPlan) faults(f faults) []fault {
	if !p.broken || p.end-p.first < len(plantedFaults) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(plantedFaults), func(k fault) bool { return f.column(k) < 0 })
}

// brokenID is an order number that no real order has.
func (s *shop) brokenID(p exportPlan, i int) string {
	id := number(880_000_000_000_000+int64(p.to)*10+int64(i), 15)
	if s.platform == "pinduoduo" {
		return s.w.cal.compact(p.to)[2:] + "-" + id
	}
	return id
}
