package transform_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"

	"zhiwei/ingest/order"
	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// many are n lines of as many orders, from the first number on; two row groups of them flow in before the end.
func many(first, n int, fen order.Money) []order.Line {
	lines := make([]order.Line, n)
	for i := range lines {
		lines[i] = line(strconv.Itoa(1_000_000+first+i), order.Shipped, fen)
	}
	return lines
}

// flowIn begins a load of a file and brings its lines in as batches of a real reader: none is a whole row group.
func flowIn(t *testing.T, db *warehouse.DB, e *export) *transform.Load {
	t.Helper()
	sha := fmt.Sprintf("%064x", len(e.name)+int(e.at.Unix()))
	load, err := transform.NewLoad(t.Context(), db, transform.FileInfo{SHA: sha, Name: e.name})
	if err != nil {
		t.Fatal(err)
	}
	for from := 0; from < len(e.lines); from += 10_007 {
		b := order.NewLineBuilder(db.Allocator())
		for i := from; i < min(len(e.lines), from+10_007); i++ {
			l := e.lines[i]
			l.Export = order.Export{
				ExportedAt: e.at, StatusRank: l.Status.Rank(), RowHash: uint64(l.LinePaid), FileSHA: sha, Origin: order.Origin{Line: i + 2},
			}
			b.Append(&l)
		}
		err := load.Add(t.Context(), order.Batch{Lines: b.Record()})
		b.Release()
		if err != nil {
			t.Fatal(err)
		}
	}
	return load
}

func TestBigFilesFlowInWhole(t *testing.T) {
	db := fresh(t)
	first := export{name: "a.csv", at: at(1, 8), lines: many(0, 260_000, 100)}
	first.lines = append(first.lines, many(5, 3, 100)...) // three rows of the first group once more, in the last one
	for _, e := range []export{first, {name: "b.csv", at: at(2, 8), lines: many(259_990, 130_000, 120)}} {
		load := flowIn(t, db, &e)
		out, err := load.Finish(t.Context(), []transform.PartReport{e.report()})
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%s: accepted %d duplicate %d superseded %d changed %d", e.name,
			out.Parts[0].Accepted, out.Parts[0].Duplicate, out.Parts[0].Superseded, out.Changed)
		want := map[string]string{
			"a.csv": "a.csv: accepted 260000 duplicate 3 superseded 0 changed 260000",
			"b.csv": "b.csv: accepted 130000 duplicate 0 superseded 0 changed 130000",
		}[e.name]
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	rows := grid(t, db, `SELECT CAST(count(*) AS VARCHAR), CAST(count(DISTINCT order_id) AS VARCHAR), CAST(sum(line_paid) AS VARCHAR) FROM raw_order_line`)
	if got, want := fmt.Sprint(rows), fmt.Sprint([][]string{{"389990", "389990", strconv.Itoa(259_990*100 + 130_000*120)}}); got != want {
		t.Errorf("rows, orders, fen %s, want %s", got, want)
	}
}

func TestAbortAfterRowsFlowed(t *testing.T) {
	db := fresh(t)
	mustBring(t, db, export{name: "a.csv", at: at(1, 8), lines: []order.Line{line("1", order.Shipped, 100)}})
	before := state(t, db)
	e := export{name: "b.csv", at: at(2, 8), lines: append(many(0, 130_000, 100), line("1", order.Shipped, 900))}
	for range 2 {
		load := flowIn(t, db, &e)
		load.Abort()
		if after := state(t, db); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Fatalf("%d rows after an abort, want %d", len(after), len(before))
		}
	}
	wrong := e.report()
	wrong.RecordsFen++
	load := flowIn(t, db, &e)
	if _, err := load.Finish(t.Context(), []transform.PartReport{wrong}); err == nil {
		t.Fatal("sums that differ were taken")
	}
	if after := state(t, db); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Fatalf("%d rows after sums that differ, want %d", len(after), len(before))
	}
	if out, err := flowIn(t, db, &e).Finish(t.Context(), []transform.PartReport{e.report()}); err != nil || out.Changed != 130_001 {
		t.Errorf("after all that: %+v, %v", out, err)
	}
}

// TestKeysSeenTwice holds the filter against a set of the keys themselves: it may be wrong in one direction only.
func TestKeysSeenTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOf(rapid.StringMatching(`[ab]{0,3}`)).Draw(t, "ids")
		seen, twice, periodic := map[string]bool{}, false, false
		b := order.NewLineBuilder(memory.DefaultAllocator)
		defer b.Release()
		for i, id := range ids {
			l := line(id, order.Paid, 1)
			l.LineID = rapid.StringMatching(`[ab]{0,2}`).Draw(t, "line")
			if l.PeriodKeyed = i%5 == 4; l.PeriodKeyed {
				periodic = true
			} else {
				key := fmt.Sprintf("%s|%s", l.OrderID, l.LineID)
				twice = twice || seen[key]
				seen[key] = true
			}
			b.Append(&l)
		}
		if len(ids) == 0 {
			return
		}
		r := b.Record()
		defer r.Release()
		gotTwice, gotPeriodic := transform.SeenOfLines(r)
		if gotTwice != twice || gotPeriodic != periodic {
			t.Errorf("twice %v periodic %v, want %v %v of %q", gotTwice, gotPeriodic, twice, periodic, ids)
		}
	})
}

// TestRowsOfOtherDays holds what the feed knows of days and shops against what the database finds without it: rows held
// long before, on the edge days, without a day, of another shop, in a file of two shops.
func TestRowsOfOtherDays(t *testing.T) {
	when := func(id string, day int, shop order.Shop) order.Line {
		l := line(id, order.Shipped, 100)
		l.Shop, l.CreatedAt = shop, time.Time{}
		if day > 0 {
			l.CreatedAt = at(day, 12)
		}
		return l
	}
	base := []order.Line{when("long ago", 1, "A"), when("day before", 9, "A"), when("same", 10, "A"), when("undated", 0, "A"), when("other shop", 10, "B")}
	for name, c := range map[string]struct {
		lines []order.Line
		want  string
	}{
		"one shop, dated":  {[]order.Line{when("same", 10, "A"), when("day before", 10, "A"), when("undated", 10, "A"), when("new", 11, "A")}, "accepted 1 duplicate 3"},
		"undated in file":  {[]order.Line{when("long ago", 0, "A"), when("same", 10, "A")}, "accepted 0 duplicate 2"},
		"two shops":        {[]order.Line{when("same", 10, "A"), when("other shop", 10, "B"), when("same", 10, "B")}, "accepted 1 duplicate 2"},
		"the other shop":   {[]order.Line{when("same", 10, "B")}, "accepted 1 duplicate 0"},
		"a span of a year": {[]order.Line{when("long ago", 1, "A"), when("new", 20, "A")}, "accepted 1 duplicate 1"},
	} {
		db := fresh(t)
		put := func(file string, day int, lines []order.Line) transform.Outcome {
			e := export{name: file, at: at(day, 8), lines: lines}
			out, err := flowIn(t, db, &e).Finish(t.Context(), []transform.PartReport{e.report()})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return out
		}
		put("base.csv", 21, base)
		out := put("second.csv", 21, c.lines)
		if got := fmt.Sprintf("accepted %d duplicate %d", out.Parts[0].Accepted, out.Parts[0].Duplicate); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
