package sample_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"zhiwei/ingest/sample"
)

// window is the mean a day of the days from … to of a feast's offset.
func window(y []float64, feast string, from, to int) float64 {
	n := dayNumber(feast)
	return sum(y[n+from:n+to+1]) / float64(to-from+1)
}

// TestPeaksMoveWithTheLunarDay: Mid-Autumn of 2025 is 19 days later than that of 2024; so is the peak, and so are the
// first and the last sales.
func TestPeaksMoveWithTheLunarDay(t *testing.T) {
	for _, tt := range []struct {
		prefix string
		feasts []string
		slack  int
	}{
		{"YB", []string{"2023-09-29", "2024-09-17", "2025-10-06"}, 6},
		{"LH", []string{"2023-09-29", "2024-09-17", "2025-10-06"}, 7},
		{"ZZ", []string{"2024-06-10", "2025-05-31", "2026-06-19"}, 6},
		{"QT", []string{"2024-04-04", "2025-04-04", "2026-04-05"}, 5},
	} {
		y := daily(full(), tt.prefix)
		var peaks []int
		for _, f := range tt.feasts {
			n := dayNumber(f)
			best, at := 0.0, 0
			for off := -35; off <= 5; off++ {
				if n+off < 3 || n+off+4 > len(y) {
					continue
				}
				if v := sum(y[n+off-3 : n+off+4]); v > best {
					best, at = v, off
				}
			}
			peaks = append(peaks, at)
		}
		if slices.Max(peaks)-slices.Min(peaks) > tt.slack {
			t.Errorf("%s: the weeks of the peak lie at %v from the feast", tt.prefix, peaks)
		}
	}
}

// TestSeasonsEndWithTheFeast: what cannot arrive in time is not ordered, and nothing is left a week later.
func TestSeasonsEndWithTheFeast(t *testing.T) {
	for _, tt := range []struct{ prefix, feast string }{
		{"YB", "2024-09-17"}, {"YB", "2025-10-06"}, {"LH", "2024-09-17"}, {"LH", "2025-10-06"}, {"QT", "2025-04-04"}, {"LZ", "2025-05-31"},
	} {
		y := daily(full(), tt.prefix)
		high := window(y, tt.feast, -16, -6)
		for name, c := range map[string][2]float64{
			"the last three days": {window(y, tt.feast, -2, 0), 0.75 * high},
			"the week after":      {window(y, tt.feast, 4, 10), 0.01 * high},
			"ten weeks before":    {window(y, tt.feast, -75, -66), 0.01 * high},
		} {
			if c[0] > c[1] && (tt.prefix != "QT" || name != "the last three days") {
				t.Errorf("%s before %s: %s sold %.1f a day, at its height %.1f", tt.prefix, tt.feast, name, c[0], high)
			}
		}
	}
}

// TestZongziAreSoldAllYear, a little, beside their season.
func TestZongziAreSoldAllYear(t *testing.T) {
	y := daily(full(), "ZZ")
	quiet, high := sum(y[dayNumber("2024-11-20"):dayNumber("2025-02-01")])/73, window(y, "2025-05-31", -14, -4)
	if quiet == 0 || quiet > 0.2*high {
		t.Errorf("%.1f a day in winter, %.1f in season", quiet, high)
	}
}

// TestSpringFestivalStopsTheCouriers: year-round pastry rises before New Year and nearly stops over it.
func TestSpringFestivalStopsTheCouriers(t *testing.T) {
	y := daily(full(), "G")
	for _, feast := range []string{"2024-02-10", "2025-01-29", "2026-02-17"} {
		before, rush, shut, back := window(y, feast, -50, -30), window(y, feast, -17, -8), window(y, feast, -1, 3), window(y, feast, 14, 27)
		if rush < 1.2*before || shut > 0.3*before || back < 0.6*before {
			t.Errorf("New Year %s: %.0f a day, then %.0f, %.0f over it, %.0f after", feast, before, rush, shut, back)
		}
	}
}

// TestWeekdaysByShop: Youzan's customers order for the weekend, JD's do not care, the clerk does not work on Sundays.
func TestWeekdaysByShop(t *testing.T) {
	week := map[string]*[7]float64{}
	for _, d := range truthOf(full()).Sales {
		if d.SKU[0] != 'G' {
			continue
		}
		if week[d.Channel] == nil {
			week[d.Channel] = &[7]float64{}
		}
		week[d.Channel][d.Day.Weekday()] += float64(d.Latent)
	}
	for _, tt := range []struct {
		shop   string
		lo, hi float64 // Saturday over Tuesday
	}{
		{"天猫旗舰店", 1.3, 1.8},
		{"淘宝心意店", 1.2, 1.8},
		{"京东旗舰店", 0.85, 1.15},
		{"拼多多官方店", 1.05, 1.4},
		{"抖音食品店", 1.4, 2},
		{"有赞微商城", 2, 3.2},
		{"批发客户", 0, 0.35},
	} {
		w := week[tt.shop]
		if r := w[time.Saturday] / w[time.Tuesday]; r < tt.lo || r > tt.hi {
			t.Errorf("%s: Saturday is %.2f of Tuesday, want %.2f to %.2f", tt.shop, r, tt.lo, tt.hi)
		}
	}
	if w := week["批发客户"]; w[time.Sunday] > 0.1*w[time.Monday] {
		t.Errorf("wholesale: %.0f on Sundays, %.0f on Mondays", w[time.Sunday], w[time.Monday])
	}
}

// TestSingleItemPromotions: over all of them the item sells more in its days on that platform and less in the week
// after, and elsewhere nothing is felt.
func TestSingleItemPromotions(t *testing.T) {
	w := full()
	bySeries := map[string][]float64{}
	for _, d := range truthOf(w).Sales {
		k := d.SKU + " " + d.Channel
		if bySeries[k] == nil {
			bySeries[k] = make([]float64, w.Days()+3)
		}
		bySeries[k][dayNumber(d.Day.Format(time.DateOnly))] += float64(d.Latent)
	}
	shops := map[string]string{"天猫": "天猫旗舰店", "京东": "京东旗舰店", "拼多多": "拼多多官方店", "抖音": "抖音食品店"}
	var during, after, calm, elsewhere, elsewhereCalm float64
	n := 0
	p := one(t, w, "promotions")
	for _, row := range p.rows {
		sku, shop := p.cell(row, "商品编码"), shops[p.cell(row, "平台")]
		y := bySeries[sku+" "+shop]
		from, to := dayNumber(p.cell(row, "开始日期")), dayNumber(p.cell(row, "结束日期"))
		if sku == "" || sku[0] != 'G' || y == nil || from < 21 || to+21 >= w.Days() {
			continue
		}
		n++
		days := float64(to - from + 1)
		during += sum(y[from:to+1]) / days
		after += sum(y[to+1:to+6]) / 5
		calm += sum(y[from-18:from-4]) / 14
		if other := bySeries[sku+" 有赞微商城"]; other != nil {
			elsewhere += sum(other[from:to+1]) / days
			elsewhereCalm += sum(other[from-18:from-4]) / 14
		}
	}
	if n < 60 {
		t.Fatalf("only %d promotions", n)
	}
	if during < 1.5*calm || after > 0.97*calm {
		t.Errorf("%d promotions: %.2f a day before, %.2f during, %.2f after", n, calm, during, after)
	}
	if r := elsewhere / elsewhereCalm; math.Abs(r-1) > 0.2 {
		t.Errorf("on a shop without the promotion %.2f times as much is sold", r)
	}
}

// TestNewAndDiscontinuedItems: first and last days are the master's; a new item climbs.
func TestNewAndDiscontinuedItems(t *testing.T) {
	w := full()
	p := one(t, w, "products")
	from, to := map[string]string{}, map[string]string{}
	for _, row := range p.rows {
		if p.cell(row, "节令") == "常年" { // a season's goods have the dates of this year's season
			from[p.cell(row, "商品编码")], to[p.cell(row, "商品编码")] = p.cell(row, "上架日期"), p.cell(row, "下架日期")
		}
	}
	for _, d := range truthOf(w).Sales {
		day := d.Day.Format(time.DateOnly)
		if f := from[d.SKU]; f != "" && day < f {
			t.Fatalf("%s sold on %s, it came on sale on %s", d.SKU, day, f)
		}
		if e := to[d.SKU]; e != "" && day > e {
			t.Fatalf("%s sold on %s, it was taken off on %s", d.SKU, day, e)
		}
	}
	y := daily(w, "XP1001")
	start := dayNumber(from["XP1001"])
	if first, later := sum(y[start:start+5])/5, sum(y[start+25:start+46])/21; first > 0.8*later {
		t.Errorf("the new item sold %.1f a day in its first days, %.1f later", first, later)
	}
}

// TestSnapshotsByDay: every day of the last sixteen weeks, two centres, no product twice on an ordinary evening, no lot
// made after its day, and what is spoken for lies on the shelf.
func TestSnapshotsByDay(t *testing.T) {
	s := one(t, full(), "stock_lots")
	days, seen := map[string]bool{}, map[string]bool{}
	last := asOf.Format(time.DateOnly)
	for _, row := range s.rows {
		day, sku := s.cell(row, "日期"), s.cell(row, "商品编码")
		days[day] = true
		k := key(day, sku, s.cell(row, "仓库"), s.cell(row, "批号"), s.cell(row, "库存类型"))
		if seen[k] {
			t.Fatalf("twice: %s", k)
		}
		seen[k] = true
		qty, spoken := atoi(t, s.cell(row, "数量")), atoi(t, s.cell(row, "已占用数量"))
		if qty < 0 || spoken < 0 || spoken > qty {
			t.Fatalf("%s: %d pieces, %d spoken for", k, qty, spoken)
		}
		made, expires := s.cell(row, "生产日期"), s.cell(row, "到期日期")
		if (made == "") != (expires == "") || made > day || made > expires {
			t.Fatalf("%s: made on %q, good until %q", k, made, expires)
		}
		if packaging := strings.HasPrefix(sku, "B") || strings.HasPrefix(sku, "FJ"); packaging != (made == "") {
			t.Fatalf("%s: made on %q", k, made)
		}
		if strings.HasPrefix(sku, "L") {
			t.Fatalf("a box is kept in stock: %s", k)
		}
		if day != last && spoken != 0 {
			t.Fatalf("%s: spoken for on a past evening", k)
		}
	}
	if len(days) != 113 || !days[last] || !days[asOf.AddDate(0, 0, -112).Format(time.DateOnly)] {
		t.Errorf("snapshots of %d days", len(days))
	}
}

// TestEmptyShelvesToday: the two products without stock on the as-of evening, in both centres.
func TestEmptyShelvesToday(t *testing.T) {
	s := one(t, small(), "stock_lots")
	left := map[string]int64{}
	for _, row := range s.rows {
		if s.cell(row, "日期") == asOf.Format(time.DateOnly) {
			left[s.cell(row, "商品编码")] += atoi(t, s.cell(row, "数量"))
		}
	}
	for _, sku := range []string{"GX1004", "GD1009"} {
		if n, listed := left[sku]; !listed || n != 0 {
			t.Errorf("%s: %d pieces, listed %v", sku, n, listed)
		}
	}
	if len(left) < 80 {
		t.Errorf("%d products in stock", len(left))
	}
}

// refers says that each filled cell of one table's column is a key of another.
type refers struct{ table, column, to, key string }

// TestTablesReferToOneAnother: no code leads nowhere.
func TestTablesReferToOneAnother(t *testing.T) {
	w := small()
	for _, r := range []refers{
		{"bundles", "礼盒编码", "products", "商品编码"},
		{"bundles", "组件编码", "products", "商品编码"},
		{"supplier_items", "商品编码", "products", "商品编码"},
		{"supplier_items", "供应商编码", "suppliers", "供应商编码"},
		{"stock_lots", "商品编码", "products", "商品编码"},
		{"stock_lots", "仓库", "warehouses", "仓库"},
		{"purchase_orders", "商品编码", "products", "商品编码"},
		{"purchase_orders", "供应商编码", "suppliers", "供应商编码"},
		{"purchase_orders", "收货仓", "warehouses", "仓库"},
		{"promotions", "商品编码", "products", "商品编码"},
		{"promotions", "类目", "products", "类目"},
		{"platform_mapping", "商品编码", "products", "商品编码"},
		{"platform_mapping", "店铺", "channels", "店铺"},
		{"channel_rules", "渠道", "channels", "渠道"},
		{"channel_rules", "类目", "products", "类目"},
		{"targets", "渠道", "channels", "渠道"},
		{"targets", "类目", "products", "类目"},
		{"products", "替代商品编码", "products", "商品编码"},
	} {
		keys := map[string]bool{"": true}
		to := one(t, w, r.to)
		for _, row := range to.rows {
			keys[to.cell(row, r.key)] = true
		}
		s := one(t, w, r.table)
		filled := 0
		for _, row := range s.rows {
			c := s.cell(row, r.column)
			if c != "" {
				filled++
			}
			if !keys[c] {
				t.Errorf("%s: %s %q is not in %s", r.table, r.column, c, r.to)
			}
		}
		if filled == 0 {
			t.Errorf("%s: %s is empty", r.table, r.column)
		}
	}
}

// TestPricesAndTerms: a larger order is never dearer, orders come in cases, and what is sold costs less than it brings.
func TestPricesAndTerms(t *testing.T) {
	w := small()
	s := one(t, w, "supplier_items")
	lastSKU, lastQty, lastPrice := "", int64(0), int64(0)
	for _, row := range s.rows {
		sku, from := s.cell(row, "商品编码"), atoi(t, s.cell(row, "数量自"))
		price, ok := fen(s.cell(row, "含税单价(元)"))
		if !ok || price <= 0 {
			t.Errorf("%s from %d: price %q", sku, from, s.cell(row, "含税单价(元)"))
		}
		if sku == lastSKU && (from <= lastQty || price > lastPrice) {
			t.Errorf("%s: %d fen from %d pieces, %d from %d", sku, lastPrice, lastQty, price, from)
		}
		if moq, lot := atoi(t, s.cell(row, "最小起订量")), atoi(t, s.cell(row, "起订倍数")); moq%lot != 0 {
			t.Errorf("%s: at least %d in lots of %d", sku, moq, lot)
		}
		lastSKU, lastQty, lastPrice = sku, from, price
	}
	p := one(t, w, "products")
	for _, row := range p.rows {
		cost, ok := fen(p.cell(row, "成本价(元)"))
		list, priced := fen(p.cell(row, "标价(元)"))
		if !ok || !priced || cost <= 0 || p.cell(row, "类目") != "赠品" && list > 0 && list <= cost {
			t.Errorf("%s costs %q and brings %q", p.cell(row, "商品编码"), p.cell(row, "成本价(元)"), p.cell(row, "标价(元)"))
		}
	}
	o := one(t, w, "purchase_orders")
	for _, row := range o.rows {
		qty, in := atoi(t, o.cell(row, "订购数量")), atoi(t, o.cell(row, "已到数量"))
		if o.cell(row, "下单日期") > o.cell(row, "承诺到货日期") || o.cell(row, "下单日期") > asOf.Format(time.DateOnly) {
			t.Errorf("%s ordered on %s for %s", o.cell(row, "采购单号"), o.cell(row, "下单日期"), o.cell(row, "承诺到货日期"))
		}
		switch o.cell(row, "状态") {
		case "完成":
			if in != qty {
				t.Errorf("%s is done with %d of %d", o.cell(row, "采购单号"), in, qty)
			}
		case "已下单":
			if in != 0 {
				t.Errorf("%s is only ordered, but %d came", o.cell(row, "采购单号"), in)
			}
		default:
			if in >= qty {
				t.Errorf("%s came in part: %d of %d", o.cell(row, "采购单号"), in, qty)
			}
		}
	}
}

// TestWorldsOfOneYear have all tables and all files too.
func TestWorldsOfOneYear(t *testing.T) {
	opt := options(0.02)
	opt.Years = 1
	w := must(sample.Generate(opt))
	kinds := map[string]int{}
	for _, f := range filesOf(t, w) {
		kinds[string(f.Kind)]++
		if f.Records == 0 && f.Kind != "mapping" {
			t.Errorf("%s is empty", f.Name)
		}
	}
	for _, k := range append(slices.Clone(orderKinds), "wholesale", "mapping", "products", "stock_lots", "targets") {
		if kinds[k] == 0 {
			t.Errorf("no file of %s", k)
		}
	}
	if w.Days() != 365 {
		t.Errorf("%d days", w.Days())
	}
}
