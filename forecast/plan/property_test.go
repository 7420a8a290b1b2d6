package plan_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/plan"
	"zhiwei/transform/demand"
)

// anyItem draws an item with whole demand, lots with and without expiry, supply, orders and terms.
func anyItem(t *rapid.T, sku string) plan.Item {
	item := plan.Item{
		SKU: demand.SKU(sku), Supplier: "S", Centre: "C", Unit: "盒",
		Paths:     poissonPaths(40, 42, rapid.Float64Range(0.2, 30).Draw(t, "mean"), rapid.Uint64().Draw(t, "seed")),
		ShelfDays: rapid.SampledFrom([]int{0, 10, 30, 180}).Draw(t, "shelf"),
		Backorder: rapid.Int64Range(0, 20).Draw(t, "backorder"),
		NetPrice:  demand.Money(rapid.IntRange(0, 20000).Draw(t, "net")),
		Orders:    rapid.SliceOfN(rapid.Float64Range(0, 40), 0, 10).Draw(t, "orders"),
		Terms: &plan.Terms{
			MOQ: rapid.Int64Range(0, 200).Draw(t, "moq"), Case: rapid.Int64Range(0, 30).Draw(t, "case"),
			Max: rapid.SampledFrom([]int64{0, 90, 500}).Draw(t, "max"), Price: demand.Money(rapid.IntRange(0, 9000).Draw(t, "price")),
			Lead: plan.Lead{Receipts: rapid.SliceOfN(rapid.IntRange(1, 12), 0, 8).Draw(t, "receipts"), Declared: rapid.IntRange(0, 9).Draw(t, "lead")},
		},
	}
	for range rapid.IntRange(0, 4).Draw(t, "lots") {
		lot := plan.Lot{Qty: rapid.Int64Range(0, 300).Draw(t, "qty"), Sellable: rapid.Bool().Draw(t, "sellable")}
		lot.Allocated = rapid.Int64Range(0, lot.Qty).Draw(t, "allocated")
		if n := rapid.IntRange(-3, 40).Draw(t, "life"); n < 30 {
			lot.Expires = d(today).AddDate(0, 0, n)
		}
		item.Lots = append(item.Lots, lot)
	}
	if rapid.Bool().Draw(t, "supply") {
		item.Supply = []plan.Supply{{Promised: d(today).AddDate(0, 0, rapid.IntRange(-5, 30).Draw(t, "promised")), Qty: rapid.Int64Range(1, 200).Draw(t, "on order"), Valid: rapid.Bool().Draw(t, "valid")}}
	}
	return item
}

func mustBuild(t *rapid.T, items ...plan.Item) []plan.Row {
	out, err := plan.Build(plan.Input{Items: items}, plan.Options{Today: d(today), Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	return out.Rows
}

func TestRowProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := anyItem(t, "A")
		r := mustBuild(t, item)[0]
		box := max(item.Terms.Case, 1)
		if r.Qty < 0 || r.Qty%box != 0 || r.Qty != r.Cases*box {
			t.Fatalf("quantity %d in cases of %d", r.Qty, box)
		}
		if r.Qty > 0 && (r.Qty < item.Terms.MOQ || r.Need <= 0 || (r.ShelfCap >= 0 && r.Qty > r.ShelfCap) || (item.Terms.Max > 0 && r.Qty > item.Terms.Max)) {
			t.Fatalf("quantity %d breaks a limit: need %v, MOQ %d, cap %d, max %d", r.Qty, r.Need, item.Terms.MOQ, r.ShelfCap, item.Terms.Max)
		}
		if (float64(r.Qty) < r.Need) != (r.Exception != "") {
			t.Fatalf("quantity %d of need %v without a word, exception %q", r.Qty, r.Need, r.Exception)
		}
		if r.OrderUpTo-r.WindowMean != r.SafetyStock || r.OrderUpTo-float64(r.Position) != r.Need {
			t.Fatalf("S %v, mean %v, SS %v, IP %d, need %v", r.OrderUpTo, r.WindowMean, r.SafetyStock, r.Position, r.Need)
		}
		for _, p := range []float64{r.StockoutProb, r.LeftoverProb} {
			if p < 0 || p > 1 {
				t.Fatalf("probability %v", p)
			}
		}
		checkProjection(t, r)
	})
}

// checkProjection holds the identity of 2.8 on every day.
func checkProjection(t *rapid.T, r plan.Row) {
	for i, day := range r.Days {
		end := day.Start + day.Scheduled + day.Planned - day.Net - day.Orders - day.Expiry
		if math.Abs(end-day.End) > 1e-9 || (i > 0 && day.Start != r.Days[i-1].End) || day.Net < 0 || day.Promise < 0 {
			t.Fatalf("day %d: %+v", i, day)
		}
	}
	planned, released := 0.0, 0.0
	for _, day := range r.Days {
		planned += day.Planned
		released += day.Release
	}
	if planned != released {
		t.Fatalf("planned %v, released %v", planned, released)
	}
}

func TestOrderUpToIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := poissonPaths(200, 30, rapid.Float64Range(0.1, 20).Draw(t, "mean"), rapid.Uint64().Draw(t, "seed"))
		lead := func(n int) []int { return slices.Repeat([]int{n}, len(paths)) }
		a, b := rapid.Float64Range(0.5, 0.99).Draw(t, "alpha"), rapid.Float64Range(0.5, 0.99).Draw(t, "beta")
		w, v := rapid.IntRange(1, 40).Draw(t, "lead"), rapid.IntRange(1, 40).Draw(t, "longer")
		low, _ := plan.OrderUpTo(paths, 7, lead(min(w, v)), min(a, b))
		moreService, _ := plan.OrderUpTo(paths, 7, lead(min(w, v)), max(a, b))
		moreLead, _ := plan.OrderUpTo(paths, 7, lead(max(w, v)), min(a, b))
		if moreService < low || moreLead < low {
			t.Fatalf("S %v; with more service %v, with more lead %v", low, moreService, moreLead)
		}
	})
}

// All demand × k makes S × k, before rounding.
func TestDemandScalesOrderUpTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := poissonPaths(100, 30, 5, rapid.Uint64().Draw(t, "seed"))
		k := rapid.Float64Range(0.1, 50).Draw(t, "k")
		scaled := make([][]float64, len(paths))
		for i, p := range paths {
			for _, x := range p {
				scaled[i] = append(scaled[i], k*x)
			}
		}
		leads := plan.LeadTime{Sample: []int{2, 5, 9}}.Draw(len(paths), 3)
		s, mean := plan.OrderUpTo(paths, 7, leads, 0.9)
		ks, kmean := plan.OrderUpTo(scaled, 7, leads, 0.9)
		if math.Abs(ks-k*s) > 1e-9*ks || math.Abs(kmean-k*mean) > 1e-9*kmean {
			t.Fatalf("k %v: S %v and %v, mean %v and %v", k, s, ks, mean, kmean)
		}
	})
}

func TestSeasonQuantityIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		totals := poissonPaths(1, 400, 60, rapid.Uint64().Draw(t, "seed"))[0]
		draw := func(name string) float64 { return rapid.Float64Range(0, 50).Draw(t, name) }
		o := plan.OneShot{Price: 60 + draw("p"), Cost: 20 + draw("c"), Salvage: draw("s") - 40, Goodwill: draw("g")}
		q := o.Best(totals)
		more := o
		more.Price += draw("dp")
		more.Goodwill += draw("dg")
		more.Salvage += draw("ds")
		less := o
		less.Cost += draw("dc")
		if more.Best(totals) < q || less.Best(totals) > q {
			t.Fatalf("Q* %v; richer %v, dearer %v", q, more.Best(totals), less.Best(totals))
		}
		for test := 0.0; test < 130; test++ { // a grid search over all quantities finds nothing better
			if o.Expect(test, totals).Profit > o.Expect(q, totals).Profit+1e-6 {
				t.Fatalf("%v brings more than Q* %v", test, q)
			}
		}
	})
}

// The closed form of a marginal profit is the sum over its units, and the difference of two outcomes.
func TestMarginalIsTheDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		totals := poissonPaths(1, 200, 30, rapid.Uint64().Draw(t, "seed"))[0]
		o := plan.OneShot{Price: 128, Cost: 62, Salvage: -2, Goodwill: 10}
		from, n := rapid.Int64Range(0, 40).Draw(t, "from"), rapid.Int64Range(1, 24).Draw(t, "n")
		below := func(u float64) float64 {
			count := 0
			for _, x := range totals {
				if x < u {
					count++
				}
			}
			return float64(count) / float64(len(totals))
		}
		a, b := float64(from), float64(from+n)
		closed := o.MarginalOf(a, b, totals)
		if math.Abs(closed-o.Marginal(from, n, below)) > 1e-6 || math.Abs(closed-(o.Expect(b, totals).Profit-o.Expect(a, totals).Profit)) > 1e-6 {
			t.Fatalf("from %d by %d: %v", from, n, closed)
		}
	})
}

func TestSecondShotPays(t *testing.T) {
	o := plan.OneShot{Price: 128, Cost: 62, Salvage: -2, Goodwill: 10}
	prior := plan.Belief{Median: 12000, LogSD: 0.2}
	if q := o.SecondShot(prior, 0, -1); q != 0 {
		t.Errorf("after the last-order date %v are ordered", q)
	}
	one, two := 0.0, 0.0
	first := math.Round(o.Best(prior.Totals(2000)) * 0.6)
	all := o.Best(prior.Totals(2000))
	for _, total := range prior.Totals(400) {
		posterior := prior.Combine(plan.Signal(total*0.3, 0.3, 0.1))
		q := first + o.SecondShot(posterior, first, 5)
		one += o.Expect(all, []float64{total}).Profit
		two += o.Expect(q, []float64{total}).Profit
	}
	if two <= one {
		t.Errorf("two shots bring %v, one brings %v", two, one)
	}
}

func TestSpreadKeepsTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(-5000, 5000).Draw(t, "total")
		weights := rapid.SliceOfN(rapid.Float64Range(0, 100), 1, 20).Draw(t, "weights")
		all := 0.0
		for _, w := range weights {
			all += w
		}
		got := int64(0)
		for i, n := range plan.Spread(total, weights) {
			got += n
			if all > 0 && math.Abs(float64(n)-float64(total)*weights[i]/all) >= 1+1e-6 {
				t.Fatalf("share %d is %d, exact %v", i, n, float64(total)*weights[i]/all)
			}
		}
		if got != total {
			t.Fatalf("shares add up to %d, want %d", got, total)
		}
	})
	if got := plan.Spread(2, []float64{0, 0, 0}); !slices.Equal(got, []int64{1, 1, 0}) {
		t.Errorf("even share = %v", got)
	}
	if got := plan.Spread(5, nil); got != nil {
		t.Errorf("share among nobody = %v", got)
	}
}

func TestTransfersConserve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 6).Draw(t, "sites")
		box := rapid.Int64Range(1, 24).Draw(t, "case")
		var sites []plan.Site
		for i := range n {
			sites = append(sites, plan.Site{
				Centre: demand.Centre(rune('A' + i)), OnHand: rapid.Int64Range(0, 900).Draw(t, "on hand"),
				Daily: rapid.Float64Range(0, 30).Draw(t, "daily"), SafetyStock: rapid.Float64Range(0, 60).Draw(t, "ss"),
				Moveable: rapid.Int64Range(-1, 400).Draw(t, "moveable"),
			})
		}
		refuse := func(m plan.Move) bool { return m.Qty > 2*box }
		for _, worth := range []func(plan.Move) bool{nil, refuse} {
			stock := map[demand.Centre]int64{}
			sent := map[demand.Centre]int64{}
			for _, m := range plan.Transfers(sites, 14, box, worth) {
				stock[m.From] -= m.Qty
				stock[m.To] += m.Qty
				sent[m.From] += m.Qty
				if m.Qty <= 0 || m.Qty%box != 0 || m.From == m.To || (worth != nil && !worth(m)) {
					t.Fatalf("move %+v", m)
				}
			}
			for _, s := range sites {
				after := s
				after.OnHand += stock[s.Centre]
				if s.Gap(14) >= 0 && after.Gap(14) < -1e-9 || s.Gap(14) < 0 && after.Gap(14) > 1e-9 {
					t.Fatalf("%s had a gap of %v and has %v", s.Centre, s.Gap(14), after.Gap(14))
				}
				if s.Moveable != plan.NoLimit && sent[s.Centre] > s.Moveable {
					t.Fatalf("%s sent %d of %d moveable", s.Centre, sent[s.Centre], s.Moveable)
				}
			}
		}
	})
}

// A FEFO roll-forward loses nothing: stock = sold + expired + what is still sellable, and demand = sold + short.
func TestFEFOConserves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Float64Range(0, 30), 20, 20).Draw(t, "demand")
		var lots []plan.AgedLot
		stock, soon := 0.0, 0.0
		for range rapid.IntRange(0, 5).Draw(t, "lots") {
			l := plan.AgedLot{Qty: rapid.Float64Range(0, 200).Draw(t, "qty"), Days: rapid.IntRange(-1, 20).Draw(t, "days")}
			lots = append(lots, l)
			stock += l.Qty
			if l.Days <= 0 {
				soon += l.Qty
			}
		}
		r := plan.FEFO(lots, want)
		total := func(xs []float64) (s float64) {
			for _, x := range xs {
				s += x
			}
			return s
		}
		sold := total(want) - total(r.Short)
		if math.Abs(stock-sold-total(r.Leftover)) > 1e-6 || math.Abs(total(r.Expiry)+soon-total(r.Leftover)) > 1e-6 {
			t.Fatalf("stock %v, sold %v, left %v, expired %v + %v", stock, sold, total(r.Leftover), total(r.Expiry), soon)
		}
		risk := plan.ExpiryRisk(lots, [][]float64{want})
		if math.Abs(risk.Mean-total(r.Leftover)) > 1e-6 || risk.P50 != risk.P90 {
			t.Fatalf("risk %+v of one path, left %v", risk, total(r.Leftover))
		}
	})
}

func TestNetNeverExceedsGross(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gross := rapid.SliceOfN(rapid.Float64Range(0, 100), 8, 8).Draw(t, "gross")
		orders := rapid.SliceOfN(rapid.Float64Range(0, 200), 8, 8).Draw(t, "orders")
		early, late := rapid.IntRange(0, 3).Draw(t, "early"), rapid.IntRange(0, 3).Draw(t, "late")
		eaten, booked := 0.0, 0.0
		for i, n := range plan.Net(gross, orders, early, late) {
			if n < 0 || n > gross[i] {
				t.Fatalf("net %v of gross %v", n, gross[i])
			}
			eaten += gross[i] - n
			booked += orders[i]
		}
		if eaten > booked+1e-9 {
			t.Fatalf("orders of %v ate %v", booked, eaten)
		}
	})
}

// Input rows in another order give the same rows, byte for byte.
func TestOrderOfItemsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := []plan.Item{anyItem(t, "A"), anyItem(t, "B"), anyItem(t, "C")}
		text := func(rows []plan.Row) string {
			tables := plan.Records(memory.DefaultAllocator, "R20260824-0a1b2c", rows)
			defer tables.Release()
			var b strings.Builder
			for _, r := range []interface{ MarshalJSON() ([]byte, error) }{tables.Lines, tables.Steps, tables.Days} {
				raw, err := r.MarshalJSON()
				if err != nil {
					t.Fatal(err)
				}
				b.Write(raw)
			}
			return b.String()
		}
		want := text(mustBuild(t, items...))
		slices.Reverse(items)
		if got := text(mustBuild(t, items...)); got != want {
			t.Fatal(cmp.Diff(want, got))
		}
	})
}
