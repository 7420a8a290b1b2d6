package transform_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest/order"
	"zhiwei/transform"
)

// onSheet puts a line onto a sheet of a workbook.
func onSheet(l order.Line, sheet string, row int) order.Line {
	l.Sheet, l.Line = sheet, row
	return l
}

// load brings rows as they are, without the helpers that stamp them anew.
func load(t *testing.T, info transform.FileInfo, lines []order.Line, problems []order.Problem, parts ...transform.PartReport) (transform.Outcome, error) {
	t.Helper()
	db := fresh(t)
	l, err := transform.NewLoad(t.Context(), db, info)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Abort()
	b := order.NewLineBuilder(db.Allocator())
	defer b.Release()
	for i := range lines {
		b.Append(&lines[i])
	}
	if err := l.Add(t.Context(), order.Batch{Lines: b.Record(), Problems: problems}); err != nil {
		t.Fatal(err)
	}
	out, err := l.Finish(t.Context(), parts)
	if err == nil {
		held := grid(t, db, `SELECT part, records, accepted, quarantined, records_fen, accepted_fen FROM raw_file ORDER BY part`)
		for i, p := range out.Parts {
			if held[i][0] != p.Part {
				t.Errorf("ledger %v, want part %q", held[i], p.Part)
			}
		}
	} else if rows := grid(t, db, `SELECT 1 FROM raw_file UNION ALL SELECT 1 FROM raw_order_line UNION ALL SELECT 1 FROM quarantine`); len(rows) != 0 {
		t.Errorf("a refused file left %d rows", len(rows))
	}
	return out, err
}

// TestEachSheetHasItsOwnLedger settles a workbook of two sheets: each sheet balances by itself.
func TestEachSheetHasItsOwnLedger(t *testing.T) {
	lines := []order.Line{
		onSheet(line("1-1", order.Paid, 100), "一月", 2), onSheet(line("1-2", order.Paid, 50), "一月", 3), onSheet(line("2-1", order.Paid, 7), "二月", 2),
	}
	problems := []order.Problem{{Code: order.BadMoney, Origin: order.Origin{Sheet: "二月", Line: 3}, Amount: 5, Counts: true}}
	info := transform.FileInfo{SHA: "a", Name: "账.xlsx"}
	parts := []transform.PartReport{
		{Part: "一月", Records: 2, RecordsFen: 150}, {Part: "二月", Records: 4, RecordsFen: 32, Skipped: 2, SkippedFen: 20},
	}
	out, err := load(t, info, lines, problems, parts...)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := out.Parts[0], out.Parts[1]; a.Accepted != 2 || a.AcceptedFen != 150 || b.Accepted != 1 || b.AcceptedFen != 7 || b.Quarantined != 1 || b.QuarantinedFen != 5 {
		t.Errorf("ledgers %+v", out.Parts)
	}
	swapped := []transform.PartReport{{Part: "一月", Records: 3, RecordsFen: 150}, {Part: "二月", Records: 3, RecordsFen: 32, Skipped: 2, SkippedFen: 20}}
	_, err = load(t, info, lines, problems, swapped...)
	var wrong *transform.ReconcileError
	if !errors.As(err, &wrong) || wrong.Part != "一月" || wrong.Read != 3 || wrong.Settled != 2 || wrong.Unit != "records" || wrong.Name != "账.xlsx" {
		t.Errorf("a record of one sheet counted on the other: %v", err)
	}
	if err != nil && !strings.Contains(err.Error(), `账.xlsx: part "一月": 3 records read, 2 accounted for`) {
		t.Errorf("the error says %v", err)
	}
}

// TestWarningsAreNotHeldBack: an unknown refund word is a warning on a row that was accepted; its row is not counted twice.
func TestWarningsAreNotHeldBack(t *testing.T) {
	l := onSheet(line("1-1", order.Paid, 100), "", 2)
	out, err := load(t, transform.FileInfo{SHA: "a", Name: "a.csv"}, []order.Line{l},
		[]order.Problem{{Code: order.UnknownRefund, Origin: order.Origin{Line: 2}, Amount: 100}}, transform.PartReport{Records: 1, RecordsFen: 100, Warnings: 1})
	if err != nil {
		t.Fatal(err)
	}
	if p := out.Parts[0]; p.Accepted != 1 || p.Quarantined != 0 || p.Warnings != 1 {
		t.Errorf("ledger %+v", p)
	}
}

// TestDaysAndSubCentOfALedger: the first and the last day are those of payment, else of creation.
func TestDaysAndSubCentOfALedger(t *testing.T) {
	a, b, c := line("1-1", order.Paid, 1), line("2-1", order.Paid, 1), line("3-1", order.Unpaid, 1)
	a.PaidAt, b.PaidAt = at(5, 23), at(9, 1)
	c.PaidAt, c.CreatedAt = time.Time{}, at(12, 8)
	a.SubCent, c.SubCent = true, true
	out, err := load(t, transform.FileInfo{SHA: "a", Name: "a.csv"}, []order.Line{a, b, c}, nil, transform.PartReport{Records: 3, RecordsFen: 3})
	if err != nil {
		t.Fatal(err)
	}
	if p := out.Parts[0]; !p.FirstDay.Equal(at(5, 0)) || !p.LastDay.Equal(at(12, 0)) || p.SubCent != 2 {
		t.Errorf("ledger %+v", p)
	}
}

// TestSeriesLeaveOutWhatIsNotForecast: presale of days to come, bulk lines, gifts and returns of pieces are no history.
func TestSeriesLeaveOutWhatIsNotForecast(t *testing.T) {
	db := fresh(t)
	fill(t, db, "in_channels", []byte("channel,kind,platform,shop,bulk_from\n天猫,平台零售,天猫,天猫,100\n"))
	fill(t, db, "raw_order_line", []byte(`order_id,line_id,sku,qty,line_paid,status,paid_at,is_presale,promised_ship_at,is_gift
1,1,A,2,100,shipped,2026-08-20 10:00:00,,,
2,2,A,9,100,paid,2026-08-20 10:00:00,true,2026-09-20 00:00:00,
3,3,A,100,100,shipped,2026-08-21 10:00:00,,,
4,4,A,1,0,shipped,2026-08-22 10:00:00,,,true
5,5,A,-3,100,shipped,2026-08-22 10:00:00,,,
6,6,B,100,100,shipped,2026-08-20 10:00:00,,,
7,7,C,4,100,paid,2026-08-23 10:00:00,true,2026-08-24 00:00:00,
`))
	run(t, db)
	series, err := transform.DemandSeries(t.Context(), db, transform.SeriesOptions{})
	if err != nil || len(series) != 1 {
		t.Fatalf("%d series, want that of A alone: %v", len(series), err)
	}
	if diff := cmp.Diff([]float64{2, 0, 0, 0}, series[0].Y); diff != "" || series[0].SKU != "A" {
		t.Errorf("%s: %s", series[0].SKU, diff)
	}
}

// TestSeriesSplitKeepsTheSum: by channel, by centre or together, no piece is lost.
func TestSeriesSplitKeepsTheSum(t *testing.T) {
	db := fresh(t)
	fill(t, db, "raw_order_line", []byte(`platform,shop,order_id,line_id,sku,qty,line_paid,status,paid_at,warehouse
taobao,天猫,1,1,A,2,100,shipped,2026-08-20 10:00:00,杭州
taobao,天猫,2,2,A,3,100,shipped,2026-08-21 10:00:00,嘉兴
jd,京东,3,3,A,5,100,shipped,2026-08-22 10:00:00,
jd,京东,4,4,B,7,100,shipped,2026-08-23 10:00:00,杭州
`))
	run(t, db)
	for split, want := range map[transform.Split]string{transform.ByChannel: "A/京东/ A/天猫/ B/京东/", transform.Together: "A// B//", transform.ByCentre: "A/京东/ A/天猫/嘉兴 A/天猫/杭州 B/京东/杭州"} {
		series, err := transform.DemandSeries(t.Context(), db, transform.SeriesOptions{Split: split})
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		total := 0.0
		for i := range series {
			s := &series[i]
			keys = append(keys, string(s.SKU)+"/"+string(s.Channel)+"/"+string(s.Centre))
			for _, y := range s.Y {
				total += y
			}
			if last := s.Date(len(s.Y) - 1); !last.Equal(asof) || s.Check(0) != nil {
				t.Errorf("%s ends on %v: %v", s.Key, last, s.Check(0))
			}
		}
		if got := strings.Join(keys, " "); got != want || total != 17 {
			t.Errorf("split %d: %s with %v pieces, want %s with 17", split, got, total, want)
		}
	}
}
