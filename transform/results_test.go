package transform_test

import (
	"errors"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/go-cmp/cmp"

	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// texts is a record of text columns; the engine casts them.
func texts(db *warehouse.DB, columns []string, rows ...[]string) arrow.Record {
	var fields []arrow.Field
	for _, c := range columns {
		fields = append(fields, arrow.Field{Name: c, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	b := array.NewRecordBuilder(db.Allocator(), arrow.NewSchema(fields, nil))
	defer b.Release()
	for _, row := range rows {
		for i, cell := range row {
			b.Field(i).(*array.StringBuilder).Append(cell)
		}
	}
	return b.NewRecord()
}

func save(t *testing.T, db *warehouse.DB, run string, tables []string, records ...arrow.Record) error {
	t.Helper()
	defer func() {
		for _, r := range records {
			r.Release()
		}
	}()
	return transform.SaveResults(t.Context(), db, run, tables, records)
}

var seriesColumns = []string{"run_id", "sku", "channel", "model", "mean_28"}

func TestResultsReplaceTheirOwnRun(t *testing.T) {
	db := fresh(t)
	first := []string{"R1", "A", "天猫", "sNaive(7)", "1.5"}
	if err := save(t, db, "R1", []string{"fct_series"}, texts(db, seriesColumns, first, []string{"R1", "B", "天猫", "zhiwei", "2"})); err != nil {
		t.Fatal(err)
	}
	if err := save(t, db, "R2", []string{"fct_series"}, texts(db, seriesColumns, []string{"R2", "A", "天猫", "zhiwei", "3"})); err != nil {
		t.Fatal(err)
	}
	if err := save(t, db, "R1", []string{"fct_series"}, texts(db, seriesColumns, []string{"R1", "A", "天猫", "Hand", "4"})); err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"R1", "A", "Hand", "4"}, {"R2", "A", "zhiwei", "3"}}
	if diff := cmp.Diff(want, grid(t, db, `SELECT run_id, sku, model, mean_28 FROM fct_series ORDER BY ALL`)); diff != "" {
		t.Errorf("a run again replaces its own rows, all of them, and no others:\n%s", diff)
	}
}

// TestResultsAreSavedWhole breaks the second of two tables: the first keeps what it had.
func TestResultsAreSavedWhole(t *testing.T) {
	db := fresh(t)
	if err := save(t, db, "R1", []string{"fct_series"}, texts(db, seriesColumns, []string{"R1", "A", "天猫", "zhiwei", "1"})); err != nil {
		t.Fatal(err)
	}
	bad := texts(db, []string{"run_id", "no_such_column"}, []string{"R1", "x"})
	if err := save(t, db, "R1", []string{"fct_series", "fct_plan_line"}, texts(db, seriesColumns, []string{"R1", "A", "天猫", "zhiwei", "2"}), bad); err == nil {
		t.Fatal("a column that the table does not have was taken")
	}
	if got := grid(t, db, `SELECT mean_28 FROM fct_series`); len(got) != 1 || got[0][0] != "1" {
		t.Errorf("half a save: %v", got)
	}
	if err := save(t, db, "R1", []string{"fct_nothing"}, texts(db, seriesColumns)); !errors.Is(err, transform.ErrTable) {
		t.Errorf("a table that is none: %v", err)
	}
	if err := save(t, db, "R1", []string{"stg_line; DROP TABLE run"}, texts(db, seriesColumns)); !errors.Is(err, transform.ErrTable) {
		t.Errorf("a name with a statement in it: %v", err)
	}
	if err := save(t, db, "R3", []string{"fct_series"}, texts(db, seriesColumns, []string{"R3", "A", "", "zhiwei", "9"})); err != nil {
		t.Errorf("after a refused save: %v", err)
	}
}

func TestRunsAreReplacedAndTheLatestIsFound(t *testing.T) {
	db := fresh(t)
	if id, err := transform.LatestRun(t.Context(), db, asof); err != nil || id != "" {
		t.Errorf("no run: %q %v", id, err)
	}
	row := func(id string, day time.Time, hour int) transform.RunRow {
		return transform.RunRow{ID: id, AsOf: day, Today: day.AddDate(0, 0, 1), Version: "v", Seed: 1<<63 + 7, State: "draft", Company: "某某食品", GeneratedAt: at(24, hour)}
	}
	for _, r := range []transform.RunRow{
		row("R20260824-000001", asof, 8), row("R20260824-000003", asof, 9), row("R20260824-000002", asof, 9), row("R20260823-000009", asof.AddDate(0, 0, -1), 23),
	} {
		if err := transform.SaveRun(t.Context(), db, r); err != nil {
			t.Fatal(err)
		}
	}
	for day, want := range map[time.Time]string{asof: "R20260824-000003", asof.AddDate(0, 0, -1): "R20260823-000009", asof.AddDate(0, 0, 1): ""} {
		if id, err := transform.LatestRun(t.Context(), db, day); err != nil || id != want {
			t.Errorf("%s: %q %v, want %q", day.Format("2006-01-02"), id, err, want)
		}
	}
	again := row("R20260824-000001", asof, 10)
	again.State = "published"
	if err := transform.SaveRun(t.Context(), db, again); err != nil {
		t.Fatal(err)
	}
	if id, err := transform.LatestRun(t.Context(), db, asof); err != nil || id != again.ID {
		t.Errorf("run again: %q %v", id, err)
	}
	want := [][]string{{"R20260824-000001", "2026-08-24", "published", "某某食品", "2026-08-24 10:00:00"}}
	got := grid(t, db, `SELECT run_id, today::VARCHAR, state, company, generated_at::VARCHAR FROM run WHERE run_id = ?`, again.ID)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestSeedsAboveTheSignedRange come back bit by bit.
func TestSeedsAboveTheSignedRange(t *testing.T) {
	db := fresh(t)
	const seed = uint64(1<<63 + 7)
	if err := transform.SaveRun(t.Context(), db, transform.RunRow{ID: "R", AsOf: asof, Today: asof, Seed: seed, GeneratedAt: asof}); err != nil {
		t.Fatal(err)
	}
	if got := grid(t, db, `SELECT seed::VARCHAR FROM run`); got[0][0] != "-9223372036854775801" {
		t.Errorf("seed %v", got)
	}
}

func TestInputReaders(t *testing.T) {
	db := fresh(t)
	fill(t, db, "in_promotions", []byte(`promo_id,name,platform,from_day,to_day,sku,category,mechanic,net_price,state
P2,双11,天猫,2026-11-01,2026-11-11,,月饼,满减,,计划
P1,开学,,2026-09-01,2026-09-03,A,,直降,1280,已通过
P3,叫停,,2026-09-05,2026-09-06,A,,直降,100,取消
`))
	fill(t, db, "in_channels", []byte("channel,kind,platform,shop\n天猫旗舰店,平台零售,天猫,旗舰店\n批发,批发,批发,\n"))
	fill(t, db, "in_channel_rules", []byte("channel,category,accept_age_pct,ban_days,warn_days\n天猫旗舰店,,33.3,3,7\n天猫旗舰店,糕点,,,\n"))
	fill(t, db, "in_calendar", []byte("from_day,to_day,kind,name,platform,scope,source,valid_from\n2026-10-01,2026-10-07,放假,国庆,,,国务院,2026-08-01\n2026-10-01,,放假,旧,,,,2026-07-01\n2026-12-01,,节日,将来,,,,2026-09-01\n"))
	fill(t, db, "raw_file", []byte("file_sha,part\nb,二\na,\nb,一\n"))
	if err := db.Exec(t.Context(), `UPDATE in_channel_rules SET category = COALESCE(category, '')`); err != nil { // as ingest stores it
		t.Fatal(err)
	}
	run(t, db)
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }
	promotions, err := transform.Promotions(t.Context(), db)
	wantPromotions := []transform.Promotion{
		{ID: "P1", Name: "开学", From: day(9, 1), To: day(9, 3), SKU: "A", Mechanic: "直降", NetPrice: 1280},
		{ID: "P2", Name: "双11", Platform: "天猫", From: day(11, 1), To: day(11, 11), Category: "月饼", Mechanic: "满减"},
	}
	if diff := cmp.Diff(wantPromotions, promotions); diff != "" || err != nil {
		t.Errorf("promotions %v\n%s", err, diff)
	}
	channels, err := transform.Channels(t.Context(), db)
	wantChannels := []transform.ChannelEntry{{Channel: "天猫旗舰店", Kind: "平台零售", Platform: "taobao"}, {Channel: "批发", Kind: "批发", Platform: "wholesale"}}
	if diff := cmp.Diff(wantChannels, channels); diff != "" || err != nil {
		t.Errorf("channels %v\n%s", err, diff)
	}
	rules, err := transform.LifeRules(t.Context(), db)
	wantRules := []transform.LifeRule{{Channel: "天猫旗舰店", AcceptPct: 33.3, BanDays: 3, WarnDays: 7}, {Channel: "天猫旗舰店", Category: "糕点"}}
	if diff := cmp.Diff(wantRules, rules); diff != "" || err != nil {
		t.Errorf("rules %v\n%s", err, diff)
	}
	entries, err := transform.CalendarEntries(t.Context(), db, asof)
	wantEntries := []transform.Entry{{From: day(10, 1), To: day(10, 7), Kind: "放假", Name: "国庆", Source: "国务院"}}
	if diff := cmp.Diff(wantEntries, entries); diff != "" || err != nil {
		t.Errorf("calendar %v\n%s", err, diff)
	}
	files, err := transform.Files(t.Context(), db)
	if diff := cmp.Diff([]string{"a", "b"}, files); diff != "" || err != nil {
		t.Errorf("files %v\n%s", err, diff)
	}
}

func TestBooksHoldTheVersionOfTheDay(t *testing.T) {
	db := fresh(t)
	fill(t, db, "in_channels", []byte("channel,kind,platform,shop,valid_from\n旧渠道,平台零售,天猫,店,2026-08-01\n今日渠道,平台零售,天猫,店,2026-08-24\n明日渠道,平台零售,天猫,店,2026-08-25\n"))
	fill(t, db, "in_bundles", []byte("bundle_sku,component_sku,qty,kind,valid_from\nLH1,A,4,食品,2026-08-01\nLH1,B,4,食品,2026-08-01\nLH9,A,4,食品,2026-09-01\n"))
	for day, want := range map[int]inForce{22: {"旧渠道", "LH1"}, 23: {"今日渠道", "LH1"}, 24: {"明日渠道", "LH1"}, 1: {"旧渠道", "LH1"}} {
		shops, err := transform.ShopBook(t.Context(), db, at(day, 0))
		if err != nil || len(shops) != 1 || string(shops[0].Channel) != want.channel {
			t.Errorf("data to the %d: shops %v %v, want %s", day, shops, err, want.channel)
		}
		codes, err := transform.CodeBook(t.Context(), db, at(day, 0))
		if err != nil || len(codes) != 1 || codes[0].Code != want.bundle || codes[0].Qty != 1 {
			t.Errorf("data to the %d: codes %v %v, want %s once", day, codes, err, want.bundle)
		}
	}
	if codes, err := transform.CodeBook(t.Context(), db, at(31, 0)); err != nil || codes[0].Code != "LH9" {
		t.Errorf("the later bill: %v %v", codes, err)
	}
}

type inForce struct{ channel, bundle string }
