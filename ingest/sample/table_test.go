package sample_test

import (
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"zhiwei/ingest/sample"
)

// columns are the Chinese headers of each table as the contract of the department's tables has them.
func columns(t *testing.T) map[string][]string {
	t.Helper()
	f, err := os.Open("../dept/columns.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, row := range rows[1:] {
		table := strings.TrimSuffix(row[0], ".csv")
		out[table] = append(out[table], row[2])
	}
	return out
}

func TestTablesHaveTheDepartmentsHeaders(t *testing.T) {
	want := columns(t)
	seen := map[string]bool{}
	for f, err := range small().Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		header, ok := want[string(f.Kind)]
		if !ok {
			continue
		}
		seen[string(f.Kind)] = true
		if got := parse(t, f).header; !slices.Equal(got, header) {
			t.Errorf("%s: %q, the template says %q", f.Name, got, header)
		}
		if !strings.Contains(f.Name, "_20260823.") {
			t.Errorf("%s has no date from which it holds", f.Name)
		}
	}
	for _, table := range []string{
		"products", "bundles", "suppliers", "supplier_items", "warehouses", "channels", "platform_mapping", "channel_rules",
		"stock_lots", "purchase_orders", "promotions", "targets",
	} {
		if !seen[table] {
			t.Errorf("no table %s", table)
		}
	}
}

func one(t *testing.T, w *sample.World, kind string) sheet {
	t.Helper()
	return every(t, w, kind)[0]
}

func TestCatalogue(t *testing.T) {
	w := full()
	s := one(t, w, "products")
	skus, lives, categories := map[string]bool{}, map[string]int{}, map[string]int{}
	for _, row := range s.rows {
		sku := s.cell(row, "商品编码")
		if skus[sku] {
			t.Errorf("%s twice", sku)
		}
		skus[sku] = true
		categories[s.cell(row, "类目")]++
		if life := s.cell(row, "保质期(天)"); s.cell(row, "类目") == "糕点" && s.cell(row, "节令") == "常年" {
			switch n := atoi(t, life); {
			case n >= 3 && n <= 30:
				lives["short"]++
			case n >= 60 && n <= 180:
				lives["long"]++
			}
		}
	}
	if len(skus) < 110 || len(skus) > 135 {
		t.Errorf("%d products", len(skus))
	}
	if lives["short"] < 15 || lives["long"] < 15 {
		t.Errorf("pastries by shelf life: %v", lives)
	}
	for _, c := range []string{"糕点", "粽子", "月饼", "礼盒", "包材", "干货", "赠品"} {
		if categories[c] == 0 {
			t.Errorf("nothing in %s", c)
		}
	}
	checkBundles(t, w, skus)
}

func checkBundles(t *testing.T, w *sample.World, skus map[string]bool) {
	t.Helper()
	s := one(t, w, "bundles")
	kinds := map[string]map[string]int{}
	for _, row := range s.rows {
		box, part, kind := s.cell(row, "礼盒编码"), s.cell(row, "组件编码"), s.cell(row, "类型")
		if !skus[box] || !skus[part] {
			t.Errorf("%s holds %s: one of them is no product", box, part)
		}
		if kinds[box] == nil {
			kinds[box] = map[string]int{}
		}
		kinds[box][kind]++
		if kind == "食品" && strings.HasPrefix(box, "LH") != strings.HasPrefix(part, "YB") {
			t.Errorf("%s: mooncakes may not be mixed with %s", box, part)
		}
	}
	all := map[string]bool{}
	for box, k := range kinds {
		if k["食品"] == 0 || k["盒"] != 1 {
			t.Errorf("%s: %v", box, k)
		}
		for kind := range k {
			all[kind] = true
		}
	}
	if len(all) != 4 {
		t.Errorf("kinds of parts: %v", all)
	}
}

func TestStockShowsTheDaysWithoutStock(t *testing.T) {
	w := full()
	s := one(t, w, "stock_lots")
	empty, stocked, centres := map[string]bool{}, map[string]bool{}, map[string]int{}
	for _, row := range s.rows {
		k := key(s.cell(row, "商品编码"), s.cell(row, "日期"))
		centres[s.cell(row, "仓库")]++
		if atoi(t, s.cell(row, "数量")) == 0 {
			empty[k] = true
		} else {
			stocked[k] = true
		}
	}
	if len(centres) != 2 {
		t.Errorf("centres: %v", centres)
	}
	lostDays, from := 0, asOf.AddDate(0, 0, -56)
	for _, d := range truthOf(w).Sales {
		evening := key(d.SKU, d.Day.AddDate(0, 0, -1).Format(time.DateOnly))
		if d.Day.Before(from) || d.Day.After(asOf) || strings.HasPrefix(d.SKU, "L") || d.SKU == "TS1001" {
			continue
		}
		switch {
		case d.Lost > 0:
			lostDays++
			if !empty[evening] || stocked[evening] {
				t.Errorf("%s lost %d on %s, but there was stock the evening before", d.SKU, d.Lost, d.Day.Format(time.DateOnly))
			}
			if d.Sold > 0 {
				t.Errorf("%s sold %d on %s with empty shelves", d.SKU, d.Sold, d.Day.Format(time.DateOnly))
			}
		case d.Sold > 0 && empty[evening] && !stocked[evening]:
			t.Errorf("%s sold on %s after an evening without stock", d.SKU, d.Day.Format(time.DateOnly))
		}
	}
	if lostDays < 10 {
		t.Errorf("only %d days of lost demand in eight weeks", lostDays)
	}
}

func TestStateOfTheDay(t *testing.T) {
	w := full()
	today := asOf.AddDate(0, 0, 1).Format(time.DateOnly)
	s := one(t, w, "stock_lots")
	var expired, near, spoken, damaged int
	for _, row := range s.rows {
		if s.cell(row, "日期") != asOf.Format(time.DateOnly) {
			continue
		}
		switch expires := s.cell(row, "到期日期"); {
		case expires != "" && expires < today:
			expired++
		case expires != "" && expires < asOf.AddDate(0, 0, 6).Format(time.DateOnly):
			near++
		}
		if s.cell(row, "库存类型") != "正品" {
			damaged++
		}
		if s.cell(row, "已占用数量") != "0" {
			spoken++
		}
	}
	if expired == 0 || near == 0 || spoken == 0 || damaged == 0 {
		t.Errorf("lots: %d expired, %d near, %d allocated, %d damaged", expired, near, spoken, damaged)
	}
	p := one(t, w, "purchase_orders")
	var dueToday, overdue, later int
	for _, row := range p.rows {
		if p.cell(row, "状态") == "完成" {
			continue
		}
		switch due := p.cell(row, "承诺到货日期"); {
		case due == today:
			dueToday++
		case due < today:
			overdue++
		default:
			later++
		}
	}
	if dueToday != 2 || overdue < 3 || later < 5 {
		t.Errorf("purchases: %d due today, %d overdue, %d later", dueToday, overdue, later)
	}
	i := one(t, w, "supplier_items")
	cut := map[string]bool{}
	for _, row := range i.rows {
		if d := i.cell(row, "截单日期"); d != "" {
			cut[d] = true
		}
	}
	if !cut[today] || !cut[asOf.AddDate(0, 0, -3).Format(time.DateOnly)] || !cut["2026-09-08"] {
		t.Errorf("cut-off days: %v", cut)
	}
}

func TestPromotionsAreKnownAhead(t *testing.T) {
	s := one(t, full(), "promotions")
	ids, ahead, past := map[string]bool{}, 0, 0
	for _, row := range s.rows {
		id := s.cell(row, "活动编号")
		if ids[id] {
			t.Errorf("%s twice", id)
		}
		ids[id] = true
		if (s.cell(row, "商品编码") == "") == (s.cell(row, "类目") == "") {
			t.Errorf("%s needs a product or a category", id)
		}
		if s.cell(row, "开始日期") > s.cell(row, "结束日期") {
			t.Errorf("%s ends before it starts", id)
		}
		if s.cell(row, "开始日期") > asOf.Format(time.DateOnly) {
			ahead++
			if s.cell(row, "报名状态") == "已通过" {
				t.Errorf("%s is settled although it has not begun", id)
			}
		} else {
			past++
		}
	}
	if ahead < 5 || past < 100 {
		t.Errorf("%d promotions ahead, %d past", ahead, past)
	}
}

func TestEveryCodeOfAShopIsMappedOrKnown(t *testing.T) {
	w := small()
	codes := map[string]bool{}
	products := one(t, w, "products")
	for _, row := range products.rows {
		codes[products.cell(row, "商品编码")] = true
	}
	mapping := one(t, w, "platform_mapping")
	for _, row := range mapping.rows {
		codes[mapping.cell(row, "平台商品编码")] = true
		if !codes[mapping.cell(row, "商品编码")] {
			t.Errorf("%s leads to no product", mapping.cell(row, "平台商品编码"))
		}
	}
	unknown := map[string]bool{}
	for _, h := range readLines(t, w) {
		if !codes[h.code] {
			unknown[h.code] = true
		}
	}
	if len(unknown) != 2 {
		t.Errorf("codes that no table knows: %v", unknown)
	}
	for _, s := range truthOf(w).Shops {
		if s.UnmappedFen*100 > s.GMVFen {
			t.Errorf("%s: unmapped money %d of %d", s.Shop, s.UnmappedFen, s.GMVFen)
		}
	}
}

func TestTargetsAskForEveryMonth(t *testing.T) {
	s := one(t, full(), "targets")
	months, seasons := map[string]bool{}, 0
	for _, row := range s.rows {
		if amount, ok := fen(s.cell(row, "销售额目标(元)")); !ok || amount <= 0 {
			t.Errorf("target %q", row)
		}
		switch s.cell(row, "期间类型") {
		case "月":
			months[s.cell(row, "期间")] = true
		case "季节":
			seasons++
		}
	}
	if len(months) != 12 || seasons != 2 {
		t.Errorf("%d months, %d seasons", len(months), seasons)
	}
}
