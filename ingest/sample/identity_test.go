package sample_test

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhiwei/ingest/sample"
)

// balance finds what is wrong with one row of the truth.
func balance(d sample.DayTruth) string {
	switch {
	case d.Latent != d.Sold+d.Lost:
		return "what was wanted is not what was sold and lost"
	case d.Counted != d.Sold-d.Cancelled:
		return "what counts is not what was sold less what was called off"
	case min(d.Latent, d.Lost, d.Sold, d.Cancelled, d.Gift, d.Bulk, d.Counted) < 0:
		return "a negative number"
	case d.Cancelled > d.Sold:
		return "more was called off than sold"
	case d.Latent+d.Gift+d.Bulk+d.Sold == 0 && !strings.HasPrefix(d.SKU, "ZP"): // a gift that was called off leaves its day
		return "nothing in it"
	}
	return ""
}

// worlds are small departments of any seed, length and as-of day; ZHIWEI_NIGHTLY draws many.
func worlds(t *testing.T) map[string]*sample.World {
	t.Helper()
	n := 5
	if os.Getenv("ZHIWEI_NIGHTLY") != "" {
		n = 100
	}
	choice := rapid.Custom(func(t *rapid.T) sample.Options {
		opt := options(rapid.Float64Range(0.005, 0.02).Draw(t, "scale"))
		opt.Seed = rapid.Uint64().Draw(t, "seed")
		opt.Years = rapid.IntRange(1, 3).Draw(t, "years")
		opt.AsOf = asOf.AddDate(0, 0, -rapid.IntRange(0, 60).Draw(t, "earlier"))
		return opt
	})
	out := map[string]*sample.World{}
	for i := range n {
		opt := choice.Example(i)
		w, err := sample.Generate(opt)
		if err != nil {
			t.Fatal(err)
		}
		out[fmt.Sprintf("seed %d, %d years to %s, scale %.3f", opt.Seed, opt.Years, opt.AsOf.Format(time.DateOnly), opt.Scale)] = w
	}
	return out
}

// TestEveryDayBalances: per product, channel and day, as sold and taken apart, in worlds of any options.
func TestEveryDayBalances(t *testing.T) {
	all := worlds(t)
	all["the demo, a tenth"] = small()
	for name, w := range all {
		truth := w.Truth()
		if len(truth.Sales) == 0 || len(truth.Demand) == 0 {
			t.Fatalf("%s: no sales", name)
		}
		for label, rows := range map[string][]sample.DayTruth{"sales": truth.Sales, "demand": truth.Demand} {
			for i, d := range rows {
				if fault := balance(d); fault != "" {
					t.Fatalf("%s, %s: %s: %+v", name, label, fault, d)
				}
				if d.Day.After(asOf.AddDate(0, 0, 2)) {
					t.Fatalf("%s, %s: demand beyond the days that are ordered ahead: %+v", name, label, d)
				}
				if i > 0 && rows[i-1].SKU == d.SKU && rows[i-1].Channel == d.Channel && !d.Day.After(rows[i-1].Day) {
					t.Fatalf("%s, %s: rows out of order or twice: %+v", name, label, d)
				}
			}
		}
	}
}

// billsOf reads the bills of materials from the table file.
func billsOf(t *testing.T, w *sample.World) map[string]map[string]int64 {
	t.Helper()
	bills := map[string]map[string]int64{}
	s := one(t, w, "bundles")
	for _, row := range s.rows {
		box := s.cell(row, "礼盒编码")
		if bills[box] == nil {
			bills[box] = map[string]int64{}
		}
		bills[box][s.cell(row, "组件编码")] += atoi(t, s.cell(row, "数量"))
	}
	return bills
}

// TestBoxesAreTakenApart: the demand is the sales with each box replaced by its parts, to the piece and in every
// column; no box is left in it.
func TestBoxesAreTakenApart(t *testing.T) {
	w := small()
	bills := billsOf(t, w)
	want := map[string][7]int64{}
	for _, d := range truthOf(w).Sales {
		parts := bills[d.SKU]
		if parts == nil {
			parts = map[string]int64{d.SKU: 1}
		}
		for sku, n := range parts {
			k := key(sku, d.Channel, d.Day)
			v := want[k]
			for i, x := range [7]int64{d.Latent, d.Lost, d.Sold, d.Cancelled, d.Gift, d.Bulk, d.Counted} {
				v[i] += n * x
			}
			want[k] = v
		}
	}
	got := map[string][7]int64{}
	for _, d := range truthOf(w).Demand {
		if bills[d.SKU] != nil {
			t.Fatalf("a box in the demand: %+v", d)
		}
		got[key(d.SKU, d.Channel, d.Day)] = [7]int64{d.Latent, d.Lost, d.Sold, d.Cancelled, d.Gift, d.Bulk, d.Counted}
	}
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if got[k] != want[k] {
			t.Fatalf("%s: %v, the bills give %v", k, got[k], want[k])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d rows of demand, the bills give %d", len(got), len(want))
	}
}

// TestPackagingIsOnlyDemandedThroughBoxes: nobody orders an empty box.
func TestPackagingIsOnlyDemandedThroughBoxes(t *testing.T) {
	packing := func(sku string) bool { return sku[:2] == "BC" || sku[:2] == "BD" || sku[:2] == "FJ" }
	for _, d := range truthOf(small()).Sales {
		if packing(d.SKU) {
			t.Fatalf("sold: %+v", d)
		}
	}
	wanted := map[string]int64{}
	for _, d := range truthOf(small()).Demand {
		if packing(d.SKU) {
			wanted[d.SKU] += d.Latent + d.Bulk
		}
	}
	if len(wanted) < 12 {
		t.Errorf("only %d kinds of packaging are used: %v", len(wanted), wanted)
	}
}

// TestShopTotalsAreConsistent: parts never exceed their whole, and the sums by product fit.
func TestShopTotalsAreConsistent(t *testing.T) {
	truth := truthOf(small())
	for _, s := range truth.Shops {
		for _, c := range []struct {
			name        string
			part, whole int64
		}{
			{"paid orders", int64(s.PaidOrders), int64(s.Orders)},
			{"paid lines", int64(s.PaidLines), int64(s.Lines)},
			{"orders and lines", int64(s.Orders), int64(s.Lines)},
			{"paid orders and lines", int64(s.PaidOrders), int64(s.PaidLines)},
			{"called-off money", s.CancelledFen, s.GMVFen},
			{"refunds", s.RefundFen, s.GMVFen},
			{"unmapped money", s.UnmappedFen, s.GMVFen},
			{"freight", s.FreightFen, int64(s.PaidOrders) * 800},
		} {
			if c.part < 0 || c.part > c.whole {
				t.Errorf("%s: %s %d of %d", s.Shop, c.name, c.part, c.whole)
			}
		}
		switch {
		case s.Platform == "wholesale":
			if s.RefundFen != 0 || s.CancelledFen != 0 {
				t.Errorf("%s: %d given back, %d called off", s.Shop, s.RefundFen, s.CancelledFen)
			}
		case s.CancelledFen == 0 || s.RefundFen < s.CancelledFen:
			t.Errorf("%s: %d called off, but only %d given back", s.Shop, s.CancelledFen, s.RefundFen)
		}
	}
}

// TestStreamsAreApart: gifts come from the shops that give them, group purchases are of a hundred pieces and more and
// of boxes, wholesale has neither.
func TestStreamsAreApart(t *testing.T) {
	gifts, bulk := map[string]int64{}, map[string]int64{}
	for _, d := range truthOf(full()).Sales {
		gifts[d.Channel] += d.Gift
		bulk[d.Channel] += d.Bulk
		if d.Bulk > 0 && d.Bulk < 100 {
			t.Errorf("a group purchase of %d: %+v", d.Bulk, d)
		}
		if d.Gift > 0 && !strings.HasPrefix(d.SKU, "ZP") {
			t.Errorf("a gift of %s", d.SKU)
		}
		if strings.HasPrefix(d.SKU, "ZP") && d.Sold > 0 {
			t.Errorf("a gift was sold: %+v", d)
		}
	}
	for _, s := range truthOf(full()).Shops {
		if gives := s.Platform == "taobao" || s.Platform == "douyin"; gives != (gifts[s.Shop] > 0) {
			t.Errorf("%s gave %d gifts", s.Shop, gifts[s.Shop])
		}
		groups := slices.Contains([]string{"天猫旗舰店", "京东旗舰店", "有赞微商城"}, s.Shop)
		if groups != (bulk[s.Shop] > 0) {
			t.Errorf("%s sold %d to groups", s.Shop, bulk[s.Shop])
		}
	}
}

// TestFilesAccountForTheirRows: per file, what is accepted, repeated, superseded, skipped and broken is all there is.
func TestFilesAccountForTheirRows(t *testing.T) {
	records := map[string]int{}
	for _, f := range filesOf(t, small()) {
		records[f.Name] = f.Records
	}
	first := map[string]bool{}
	for _, f := range truthOf(small()).Files {
		if f.Records() != records[f.Name] {
			t.Errorf("%s: %d rows are accounted for, the file has %d", f.Name, f.Records(), records[f.Name])
		}
		if f.CopyOf != "" && (!first[f.CopyOf] || f.Accepted != 0 || f.Duplicate != f.Records()) {
			t.Errorf("%s is a copy of %s: %+v", f.Name, f.CopyOf, f)
		}
		if f.Superseded > 0 && (f.Accepted != 0 || f.Platform != "pinduoduo") {
			t.Errorf("%s is an older export: %+v", f.Name, f)
		}
		first[f.Name] = true
	}
}

// TestLostIsLostOnlyWithoutStock: a product that loses demand loses all of that day's on that channel.
func TestLostIsLostOnlyWithoutStock(t *testing.T) {
	partly := map[string]int{}
	for _, d := range truthOf(full()).Sales {
		if d.Lost > 0 && d.Sold > 0 {
			partly[d.SKU]++
		}
	}
	for sku, n := range partly {
		t.Errorf("%s sold on %d days without stock", sku, n)
	}
}

// TestGrowthAndScale: twice the scale is twice the trade, and products are as popular as before.
func TestGrowthAndScale(t *testing.T) {
	sold := func(w *sample.World) (lines int, top string) {
		best := map[string]int64{}
		for _, s := range truthOf(w).Shops {
			lines += s.Lines
		}
		for _, d := range truthOf(w).Sales {
			best[d.SKU[:2]] += d.Sold
		}
		keys := slices.SortedFunc(maps.Keys(best), func(a, b string) int { return cmp.Compare(best[b], best[a]) })
		return lines, strings.Join(keys[:3], " ")
	}
	one, first := sold(small())
	ten, second := sold(full())
	if r := float64(ten) / float64(one); r < 8.5 || r > 11 {
		t.Errorf("%d lines and %d with ten times the scale", one, ten)
	}
	if first != second {
		t.Errorf("the largest families are %s, with ten times the scale %s", first, second)
	}
}
