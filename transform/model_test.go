package transform_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhiwei/transform"
	"zhiwei/transform/calendar"
)

// model is a file of a model that needs others.
func model(name, needs string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("-- " + name + ": a table.\n-- grain:  n\n-- needs:  " + needs + "\n-- check:  unique grain\n" +
		"CREATE OR REPLACE TABLE " + name + " AS SELECT 1 AS n;\n")}
}

func names(models []transform.Model) string {
	var out []string
	for _, m := range models {
		out = append(out, m.Name)
	}
	return strings.Join(out, " ")
}

func TestModelsFollowTheirNeeds(t *testing.T) {
	models, err := transform.ReadModels(fstest.MapFS{"sql/a.sql": model("a", "c"), "sql/b.sql": model("b", ""), "sql/c.sql": model("c", "b")})
	if err != nil {
		t.Fatal(err)
	}
	if got := names(models); got != "b c a" {
		t.Errorf("order %q", got)
	}
	if got := models[0]; got.Summary != "a table." || got.Grain[0] != "n" || got.Checks[0] != "unique grain" {
		t.Errorf("head %+v", got)
	}
}

func TestModelsRefused(t *testing.T) {
	_, err := transform.ReadModels(fstest.MapFS{"sql/a.sql": model("a", "c"), "sql/b.sql": model("b", "a"), "sql/c.sql": model("c", "b")})
	var circle *transform.CycleError
	if !errors.As(err, &circle) || len(circle.Models) != 4 || !strings.Contains(err.Error(), "a -> c -> b -> a") {
		t.Errorf("circle: %v", err)
	}
	for name, file := range map[string]*fstest.MapFile{
		"unknown need": model("a", "nowhere"), "other table": model("b", ""),
		"no grain": {Data: []byte("-- a: x\nCREATE OR REPLACE TABLE a AS SELECT 1")}, "no head": {Data: []byte("SELECT 1")},
	} {
		if _, err := transform.ReadModels(fstest.MapFS{"sql/a.sql": file}); !errors.Is(err, transform.ErrHead) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryModelIsAsItSays(t *testing.T) {
	models, err := transform.Models()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		for _, check := range m.Checks {
			if _, err := transform.CheckQuery(&m, check); err != nil {
				t.Errorf("%s: %v", m.Name, err)
			}
		}
		if strings.Contains(strings.ToLower(m.SQL), "qualify") || strings.Contains(m.SQL, "//") || strings.Contains(m.SQL, "list(") {
			t.Errorf("%s leaves the portable subset", m.Name)
		}
	}
}

// TestFailedCheckKeepsTheOldTables breaks a check by its data and looks at the tables afterwards.
func TestFailedCheckKeepsTheOldTables(t *testing.T) {
	db := fresh(t)
	fill(t, db, "raw_order_line", []byte("order_id,line_id,sku,qty,line_paid,status,paid_at\n1,1,A,2,100,shipped,2026-08-01 10:00:00\n"))
	run(t, db)
	fill(t, db, "in_bundles", []byte("bundle_sku,component_sku,qty,kind\nLH1,A,-4,食品\n"))
	err := transform.Run(t.Context(), db, transform.RunOptions{AsOf: asof.AddDate(0, -2, 0)})
	var failed *transform.CheckError
	if !errors.As(err, &failed) || failed.Model != "bom_span" || failed.Check != "none qty <= 0" || len(failed.Rows) != 1 {
		t.Fatalf("error %v", err)
	}
	if !strings.Contains(err.Error(), "component_sku=A") {
		t.Errorf("the error does not show the row: %v", err)
	}
	want := [][]string{{"2026-08-23", "1"}}
	if diff := cmp.Diff(want, grid(t, db, `SELECT as_of()::VARCHAR, (SELECT count(*) FROM stg_line)::VARCHAR`)); diff != "" {
		t.Errorf("the last run's tables are gone:\n%s", diff)
	}
}

func TestLoadCalendarReplaces(t *testing.T) {
	db := fresh(t)
	days := calendar.DayRecord(db.Allocator(), []calendar.DayRow{{Day: asof, ISOWeek: "2026-W34", Festival: calendar.MidAutumn, Offset: -33}})
	defer days.Release()
	occasions := calendar.OccasionRecord(db.Allocator(), nil)
	defer occasions.Release()
	for range 2 {
		if err := transform.LoadCalendar(t.Context(), db, days, occasions); err != nil {
			t.Fatal(err)
		}
	}
	if got := grid(t, db, `SELECT day::VARCHAR, festival_offset FROM cal_day`); len(got) != 1 || got[0][0] != "2026-08-23" || got[0][1] != "-33" {
		t.Errorf("calendar %v", got)
	}
	if err := transform.LoadCalendar(t.Context(), db, occasions, occasions); err == nil {
		t.Error("occasions were taken for days")
	}
}

func TestSeriesAreRegular(t *testing.T) {
	db := fresh(t)
	fill(t, db, "in_products", []byte("sku,name,category,season,list_price,on_sale_from\nA,桂花糕,糕点,常年,1680,2026-08-05\nB,绿豆糕,糕点,,1480,2020-01-01\n"))
	fill(t, db, "raw_order_line", []byte(`order_id,line_id,sku,qty,line_paid,status,paid_at,warehouse
1,1,A,2,100,shipped,2026-08-07 10:00:00,杭州
2,2,A,3,100,shipped,2026-08-07 11:00:00,嘉兴
3,3,A,4,100,shipped,2026-08-23 11:00:00,嘉兴
4,4,B,1,100,shipped,2026-08-01 11:00:00,嘉兴
`))
	fill(t, db, "in_stock_lots", []byte("day,warehouse,sku,lot,qty,kind\n2026-08-09,杭州,A,L,0,正品\n"))
	run(t, db)
	series, err := transform.DemandSeries(t.Context(), db, transform.SeriesOptions{})
	if err != nil || len(series) != 2 {
		t.Fatalf("%d series: %v", len(series), err)
	}
	a := series[0]
	if err := a.Check(0); err != nil {
		t.Error(err)
	}
	if !a.Start.Equal(at(5, 0)) || len(a.Y) != 19 || a.Y[0] != 0 || a.Y[2] != 5 || a.Y[18] != 4 || a.Name != "桂花糕" || a.Price != 1680 {
		t.Errorf("series %+v", a)
	}
	if !a.Censored[5] || a.Censored[4] || a.Censored[6] {
		t.Errorf("censored %v", a.Censored)
	}
	if b := series[1]; b.SKU != "B" || !b.Start.Equal(at(1, 0)) || len(b.Y) != 23 {
		t.Errorf("a product on sale before the data begin starts with its first sale: %+v", b)
	}
	centres, err := transform.DemandSeries(t.Context(), db, transform.SeriesOptions{Split: transform.ByCentre})
	if err != nil || len(centres) != 3 || centres[0].Centre != "嘉兴" {
		t.Errorf("by centre: %v %v", len(centres), err)
	}
	together, err := transform.DemandSeries(t.Context(), db, transform.SeriesOptions{Split: transform.Together})
	if err != nil || len(together) != 2 || together[0].Channel != "" || !together[0].Censored[5] {
		t.Errorf("together: %v %v", len(together), err)
	}
}

func TestReadersAndBooks(t *testing.T) {
	db := fresh(t)
	fill(t, db, "in_products", []byte("sku,name,valid_from\nA,桂花糕,2026-08-24\nOLD,旧,2026-08-01\nNEXT,新,2026-08-25\n"))
	fill(t, db, "in_platform_mapping", []byte("platform,shop,platform_code,sku,qty\n天猫,旗舰店,TM-A-2,A,2\n"))
	fill(t, db, "in_channels", []byte("channel,kind,platform,shop\n天猫旗舰店,平台零售,天猫,旗舰店\n"))
	fill(t, db, "in_suppliers", []byte("supplier,name,lead_days\nG1,甲,1\nG2,乙,1\n"))
	fill(t, db, "in_supplier_items", []byte("supplier,sku,moq,price,price_from_qty\nG1,A,1,900,1\nG2,A,1,910,1\n"))
	fill(t, db, "in_stock_lots", []byte("day,warehouse,sku,lot,qty,kind,expires\n2026-08-20,杭州,A,L2,5,正品,\n2026-08-20,杭州,A,L1,-5,正品,2026-09-01\n"))
	fill(t, db, "in_purchase_orders", []byte("po_no,supplier,sku,warehouse,promised,qty,received\nP1,G1,A,杭州,2026-08-22,10,0\n"))
	fill(t, db, "raw_order_line", []byte("shop,order_id,line_id,sku,sku_code,qty,line_paid,status,paid_at\n旗舰店,1,1,A,,1,97,shipped,2026-08-20 10:00:00\n旗舰店,2,2,,X9,1,3,shipped,2026-08-20 10:00:00\n旗舰店,3,3,A,,1,50,shipped,\n"))
	codes, err := transform.CodeBook(t.Context(), db, asof)
	want := []transform.CodeEntry{{Code: "A", SKU: "A", Qty: 1}, {Platform: "天猫", Shop: "旗舰店", Code: "TM-A-2", SKU: "A", Qty: 2}}
	if diff := cmp.Diff(want, codes); diff != "" || err != nil {
		t.Errorf("codes %v\n%s", err, diff)
	}
	shops, err := transform.ShopBook(t.Context(), db, asof)
	if diff := cmp.Diff([]transform.ShopEntry{{Channel: "天猫旗舰店", Kind: "平台零售", Platform: "天猫", Shop: "旗舰店"}}, shops); diff != "" || err != nil {
		t.Errorf("shops %v\n%s", err, diff)
	}
	run(t, db)
	items, err := transform.PlanItems(t.Context(), db)
	if err != nil || len(items) != 2 || items[0].Supplier != "G1" || items[0].ShelfDays != -1 || items[0].LeadDays != 1 || items[0].Name != "桂花糕" || items[0].CentreShare != 1 {
		t.Errorf("items %+v: %v", items, err)
	}
	lots, err := transform.PlanLots(t.Context(), db)
	if err != nil || len(lots) != 2 || lots[0].Lot != "L1" || !lots[1].Expires.IsZero() {
		t.Errorf("lots %+v: %v", lots, err)
	}
	supply, err := transform.PlanSupplies(t.Context(), db)
	if err != nil || len(supply) != 1 || supply[0].Valid || supply[0].OverdueDays != 2 || supply[0].Open != 10 {
		t.Errorf("supply %+v: %v", supply, err)
	}
	findings(t, db)
}
