package sample

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
)

// Truth is what an import of the sample must arrive at.
type Truth struct {
	Shops   []ShopTruth
	Files   []FileTruth // order files in the order of World.Files, the wholesale sheet last
	Sales   []DayTruth  // by product as it is sold
	Demand  []DayTruth  // boxes taken apart
	Planted []Planted
}

// ShopTruth are the totals of one shop after all files, in fen. A line is sold when it is paid, even if it was called
// off later.
type ShopTruth struct {
	Shop, Platform string
	Orders, Lines  int // all that the files hold, unpaid ones included
	PaidOrders     int
	PaidLines      int
	GMVFen         int64 // money of all paid lines, freight apart
	CancelledFen   int64 // the part of it that was refunded before shipping
	RefundFen      int64 // refunds as the platform's files let them be known, those before shipping included
	FreightFen     int64 // of paid orders
	UnmappedFen    int64 // money of paid lines whose code no table knows
}

// FileTruth says what becomes of the rows of one file when the files come in the order of World.Files.
type FileTruth struct {
	Name           string
	Kind           Kind
	Shop, Platform string
	Orders         int
	Accepted       int
	Duplicate      int // rows repeated inside the file, or the whole of a copy
	Superseded     int // rows of an older export than the one already read
	Skipped        int // split parents, total rows
	Quarantined    int
	CopyOf         string // a file with the same bytes, which is known by its hash
}

// Records is the number of data rows in the file.
func (f FileTruth) Records() int {
	return f.Accepted + f.Duplicate + f.Superseded + f.Skipped + f.Quarantined
}

// DayTruth is one product on one channel and demand day, in base units.
type DayTruth struct {
	SKU, Channel string
	Day          time.Time
	Latent       int64 // wanted by retail or wholesale buyers
	Lost         int64 // part of it that found the shelf empty
	Sold         int64 // paid, called-off lines included, gifts and group purchases apart
	Cancelled    int64 // called off before shipping
	Gift, Bulk   int64 // not called off
	Counted      int64 // Sold − Cancelled: what fct_demand_day.qty must be
}

// Planted is something put in on purpose.
type Planted struct {
	Kind, Shop, OrderID, File string
}

// lastExport is the moment of the newest file that holds the orders of a day.
func (w *World) lastExport(d int) int64 {
	at := exportMoment(w.cal.days)
	for _, p := range w.periods() {
		if d >= p[0] && d <= p[1] {
			at = exportMoment(p[1] + 1)
		}
	}
	return at
}

// Truth works the truth out anew.
func (w *World) Truth() Truth {
	var t Truth
	var sales, demand tally
	for i, s := range w.shops {
		t.Shops = append(t.Shops, s.totalTruth())
		s.count(i, &sales, &demand)
		t.Planted = append(t.Planted, s.malicious()...)
	}
	t.Sales, t.Demand = w.rows(sales), w.rows(demand)
	for _, p := range w.plan {
		t.Files = append(t.Files, p.count())
		t.Planted = append(t.Planted, p.plantedRows()...)
	}
	s := w.wholesale()
	t.Files = append(t.Files, FileTruth{
		Name: wholesaleFile(w), Kind: "wholesale", Shop: s.name, Platform: s.platform, Orders: len(s.orders), Accepted: len(s.lines), Skipped: 1,
	})
	return t
}

func (s *shop) totalTruth() ShopTruth {
	t := ShopTruth{Shop: s.name, Platform: s.platform, Orders: len(s.orders), Lines: len(s.lines)}
	for n := range s.orders {
		o := &s.orders[n]
		if o.paid == 0 {
			continue
		}
		t.PaidOrders++
		t.PaidLines += o.n
		t.FreightFen += int64(o.freight)
		at := s.w.lastExport(o.day())
		for i := range o.n {
			l := &s.lines[o.first+i]
			t.GMVFen += int64(l.paid)
			if o.stateAt(at) == calledOff {
				t.CancelledFen += int64(l.paid)
			}
			switch s.platform {
			case "wholesale":
			case "jd": // refunds are in another export; a deleted order that was paid is money returned all the same
				if o.stateAt(at) == calledOff {
					t.RefundFen += int64(l.paid)
				}
			default:
				t.RefundFen += int64(o.refundAt(l, at))
			}
			if s.listings[l.listing].item < 0 {
				t.UnmappedFen += int64(l.paid)
			}
		}
	}
	return t
}

// entry is an addition to one product, channel and day.
type entry struct {
	key                                       uint64
	latent, lost, sold, cancelled, gift, bulk int64
}

type tally []entry

func (t *tally) add(item, channel, d int, e entry) {
	e.key = uint64(item)<<40 | uint64(channel)<<32 | uint64(d)
	*t = append(*t, e)
}

// count adds what was wanted and what was ordered, as sold and taken apart.
func (s *shop) count(channel int, sales, demand *tally) {
	both := func(item, d int, e entry) {
		sales.add(item, channel, d, e)
		s.w.explode(item, func(part, qty int) {
			q := int64(qty)
			demand.add(part, channel, d, entry{0, e.latent * q, e.lost * q, e.sold * q, e.cancelled * q, e.gift * q, e.bulk * q})
		})
	}
	for _, r := range s.rows {
		if n := s.listings[r.listing].item; n >= 0 && r.latent != 0 {
			both(n, r.day, entry{latent: r.latent, lost: r.lost})
		}
	}
	for n := range s.orders {
		o := &s.orders[n]
		if o.paid == 0 {
			continue
		}
		off := o.stateAt(s.w.lastExport(o.day())) == calledOff
		for _, l := range s.lines[o.first : o.first+o.n] {
			if offer := s.listings[l.listing]; offer.item >= 0 {
				both(offer.item, o.demandDay(), s.sold(l, int64(l.qty*offer.pack), off))
			}
		}
	}
}

// sold sorts the pieces of a paid line into its stream.
func (s *shop) sold(l line, pieces int64, off bool) (e entry) {
	switch {
	case l.gift && !off:
		e.gift = pieces
	case l.gift:
	case pieces >= bulkFrom && s.platform != "wholesale":
		e.bulk = pieces
	case off:
		e.sold, e.cancelled = pieces, pieces
	default:
		e.sold = pieces
	}
	return e
}

// rows adds the entries of each key up.
func (w *World) rows(t tally) []DayTruth {
	slices.SortFunc(t, func(a, b entry) int { return cmp.Compare(a.key, b.key) })
	var out []DayTruth
	for i, e := range t {
		if i == 0 || e.key != t[i-1].key {
			out = append(out, DayTruth{
				SKU: w.items[e.key>>40].sku, Channel: w.shops[e.key>>32&0xFF].name, Day: w.cal.at(int(e.key & 0xFFFF_FFFF)),
			})
		}
		d := &out[len(out)-1]
		d.Latent += e.latent
		d.Lost += e.lost
		d.Sold += e.sold
		d.Cancelled += e.cancelled
		d.Gift += e.gift
		d.Bulk += e.bulk
		d.Counted = d.Sold - d.Cancelled
	}
	return out
}

func (s *shop) malicious() []Planted {
	var out []Planted
	for n := range s.orders {
		if !s.orders[n].malicious {
			continue
		}
		id := strconv.FormatInt(s.taobaoID(n), 10)
		switch s.platform {
		case "pinduoduo":
			id = s.pddID(n)
		case "douyin":
			id = strconv.FormatInt(douyinID(n), 10)
		}
		out = append(out, Planted{Kind: "malicious", Shop: s.name, OrderID: id})
	}
	return out
}

// plantedRows are the broken rows of one file.
func (p exportPlan) plantedRows() []Planted {
	var out []Planted
	for i, kind := range p.faults(faults{ids: []int{0}, qty: p.quantityColumn(), when: p.timeColumn()}) {
		out = append(out, Planted{Kind: string(kind), Shop: p.shop.name, OrderID: p.shop.brokenID(p, i), File: p.name})
	}
	return out
}

// WriteCSV writes the truth as four tables one after the other, each with its header, for people who look into a failure.
func (t Truth) WriteCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	rows := [][]string{{"shop", "platform", "orders", "lines", "paid_orders", "paid_lines", "gmv_fen", "cancelled_fen", "refund_fen", "freight_fen", "unmapped_fen"}}
	for _, s := range t.Shops {
		rows = append(rows, texts(s.Shop, s.Platform, s.Orders, s.Lines, s.PaidOrders, s.PaidLines, s.GMVFen, s.CancelledFen, s.RefundFen, s.FreightFen, s.UnmappedFen))
	}
	rows = append(rows, []string{"file", "orders", "accepted", "duplicate", "superseded", "skipped", "quarantined"})
	for _, f := range t.Files {
		rows = append(rows, texts(f.Name, f.Orders, f.Accepted, f.Duplicate, f.Superseded, f.Skipped, f.Quarantined))
	}
	rows = append(rows, []string{"sku", "channel", "day", "latent", "lost", "sold", "cancelled", "gift", "bulk", "counted"})
	for _, d := range t.Demand {
		rows = append(rows, texts(d.SKU, d.Channel, d.Day.Format(time.DateOnly), d.Latent, d.Lost, d.Sold, d.Cancelled, d.Gift, d.Bulk, d.Counted))
	}
	rows = append(rows, []string{"planted", "shop", "order", "file"})
	for _, p := range t.Planted {
		rows = append(rows, []string{p.Kind, p.Shop, p.OrderID, p.File})
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("write truth: %w", err)
	}
	return nil
}

func texts(cells ...any) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = fmt.Sprint(c)
	}
	return out
}
