package profile_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// grid is a header with one row below it, and where the header stands.
type sheet struct {
	profile *profile.Profile
	names   []string
	row     []string
	above   int // title rows before the header
}

// outcome is what must happen to a mutated header.
type outcome int

const (
	same    outcome = iota // the row reads as before, without a warning
	warned                 // it reads as before but for the column, and the name is reported
	missing                // the file is refused: a needed column is named
	unknown                // no profile fits; the right one is the nearest
)

// mutation changes a sheet and says what must come of it; column is the name that must be reported.
type mutation struct {
	name   string
	change func(s *sheet, rng *rand.Rand) (want outcome, column string)
}

// known are the columns that the profile reads.
func known(p *profile.Profile) map[string]profile.Column {
	out := map[string]profile.Column{}
	for _, c := range p.Columns {
		for _, n := range c.From {
			out[profile.Fold(n)] = c
		}
	}
	return out
}

// indexes lists the positions of columns for which keep holds.
func (s *sheet) indexes(keep func(folded string, c profile.Column, bound bool) bool) []int {
	cols := known(s.profile)
	var out []int
	for i, n := range s.names {
		c, bound := cols[profile.Fold(n)]
		if keep(profile.Fold(n), c, bound) {
			out = append(out, i)
		}
	}
	return out
}

func (s *sheet) detects(folded string) bool {
	return slices.ContainsFunc(s.profile.Detect.All, func(n string) bool { return profile.Fold(n) == folded })
}

// only tells whether no other candidate of the column stands in the header.
func (s *sheet) only(c profile.Column, but string) bool {
	return !slices.ContainsFunc(c.From, func(n string) bool {
		return profile.Fold(n) != but && slices.ContainsFunc(s.names, func(h string) bool { return profile.Fold(h) == profile.Fold(n) })
	})
}

func (s *sheet) decorate(f func(name string) string) (outcome, string) {
	for i, n := range s.names {
		s.names[i] = f(n)
	}
	return same, ""
}

var mutations = []mutation{
	{"swap two columns", func(s *sheet, rng *rand.Rand) (outcome, string) {
		at := s.indexes(func(n string, _ profile.Column, _ bool) bool { return n != "" })
		i, j := at[rng.IntN(len(at))], at[rng.IntN(len(at))]
		if slices.Equal(s.names, dedupe(s.names)) { // a name that stands twice means its first place
			s.names[i], s.names[j] = s.names[j], s.names[i]
			s.row[i], s.row[j] = s.row[j], s.row[i]
		}
		return same, ""
	}},
	{"byte-order mark", func(s *sheet, _ *rand.Rand) (outcome, string) { s.names[0] = "\ufeff" + s.names[0]; return same, "" }},
	{"blanks around", func(s *sheet, _ *rand.Rand) (outcome, string) {
		return s.decorate(func(n string) string { return " \t" + n + "\u3000" })
	}},
	{"zero-width blanks", func(s *sheet, _ *rand.Rand) (outcome, string) {
		return s.decorate(func(n string) string { return "\u200b" + n + "\u200c" })
	}},
	{"full-width brackets", func(s *sheet, _ *rand.Rand) (outcome, string) {
		return s.decorate(func(n string) string { return strings.NewReplacer("(", "（", ")", "）").Replace(n) })
	}},
	{"half-width brackets", func(s *sheet, _ *rand.Rand) (outcome, string) {
		return s.decorate(func(n string) string { return strings.NewReplacer("（", "(", "）", ")").Replace(n) })
	}},
	{"a blank inside a name", func(s *sheet, _ *rand.Rand) (outcome, string) {
		return s.decorate(func(n string) string { c := []rune(n); return string(c[:1]) + " " + string(c[1:]) })
	}},
	{"title rows above", func(s *sheet, rng *rand.Rand) (outcome, string) { s.above = 1 + rng.IntN(18); return same, "" }},
	{"title rows beyond the search", func(s *sheet, _ *rand.Rand) (outcome, string) { s.above = profile.HeaderRows; return unknown, "" }},
	{"a column twice at the end", func(s *sheet, rng *rand.Rand) (outcome, string) {
		i := rng.IntN(len(s.names))
		s.names, s.row = append(s.names, s.names[i]), append(s.row, canary)
		return same, ""
	}},
	{"an empty column at the end", func(s *sheet, _ *rand.Rand) (outcome, string) {
		s.names, s.row = append(s.names, "", " "), append(s.row, "", "")
		return same, ""
	}},
	{"a new column", func(s *sheet, rng *rand.Rand) (outcome, string) {
		i := rng.IntN(len(s.names) + 1)
		s.names, s.row = slices.Insert(s.names, i, "自算毛利"), slices.Insert(s.row, i, canary)
		return warned, "自算毛利"
	}},
	{"a renamed column that nobody reads", func(s *sheet, rng *rand.Rand) (outcome, string) {
		at := s.indexes(func(_ string, c profile.Column, bound bool) bool {
			return bound && !c.Required && (c.Field == "spec" || c.Field == "close_reason" || c.Field == "completed_at")
		})
		at = slices.DeleteFunc(at, func(i int) bool { return s.detects(profile.Fold(s.names[i])) })
		if len(at) == 0 {
			return same, ""
		}
		i := at[rng.IntN(len(at))]
		s.names[i], s.row[i] = s.names[i]+"新", ""
		return warned, s.names[i]
	}},
	{"a needed column dropped", func(s *sheet, rng *rand.Rand) (outcome, string) {
		at := s.indexes(func(n string, c profile.Column, bound bool) bool {
			return bound && c.Required && !s.detects(n) && s.only(c, n)
		})
		if len(at) == 0 {
			return same, ""
		}
		i := at[rng.IntN(len(at))]
		column := known(s.profile)[profile.Fold(s.names[i])].From[0]
		s.names, s.row = slices.Delete(s.names, i, i+1), slices.Delete(s.row, i, i+1)
		return missing, column
	}},
	{"a needed column renamed", func(s *sheet, rng *rand.Rand) (outcome, string) {
		at := s.indexes(func(n string, c profile.Column, bound bool) bool {
			return bound && c.Required && !s.detects(n) && s.only(c, n)
		})
		if len(at) == 0 {
			return same, ""
		}
		i := at[rng.IntN(len(at))]
		column := known(s.profile)[profile.Fold(s.names[i])].From[0]
		s.names[i] += "_2"
		return missing, column
	}},
	{"a column of the detection set dropped", func(s *sheet, rng *rand.Rand) (outcome, string) {
		at := s.indexes(func(n string, _ profile.Column, _ bool) bool { return s.detects(n) })
		i := at[rng.IntN(len(at))]
		s.names, s.row = slices.Delete(s.names, i, i+1), slices.Delete(s.row, i, i+1)
		return unknown, ""
	}},
	{"the letter case of a name", func(s *sheet, _ *rand.Rand) (outcome, string) {
		i := slices.IndexFunc(s.names, func(n string) bool { return s.detects(profile.Fold(n)) && strings.ToLower(n) != strings.ToUpper(n) })
		if i < 0 {
			return same, ""
		}
		if upper := strings.ToUpper(s.names[i]); upper != s.names[i] {
			s.names[i] = upper
		} else {
			s.names[i] = strings.ToLower(s.names[i])
		}
		return unknown, ""
	}},
}

func dedupe(names []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		if f := profile.Fold(n); !seen[f] {
			seen[f] = true
			out = append(out, n)
		}
	}
	return out
}

func (s *sheet) rows() []table.Row {
	var rows []table.Row
	for i := range s.above {
		rows = append(rows, table.Row{Cells: []string{"导出说明", "导出说明"}, Line: i + 1})
	}
	rows = append(rows, table.Row{Cells: s.names, Line: s.above + 1})
	return rows[:min(len(rows), profile.HeaderRows)]
}

// plain is the unchanged sheet of a case under one of its headers.
func plain(t *testing.T, c platformCase, header string) *sheet {
	t.Helper()
	names, err := profile.Header(header)
	if err != nil {
		t.Fatal(err)
	}
	return &sheet{profile: named(t, c.profile), names: slices.Clone(names), row: rowOf(names, c.cells)}
}

// TestHeaderMutations (F16) changes every literal header in every way of the list and looks at what comes of it.
func TestHeaderMutations(t *testing.T) {
	seeds := 3
	if os.Getenv("ZHIWEI_NIGHTLY") != "" {
		seeds = 60
	}
	for _, c := range platformCases {
		for header := range c.headers {
			before := plain(t, c, header)
			want := factsOf(apply(bindTo(t, before.profile, before.names), before.row...))
			for i, m := range mutations {
				for seed := range seeds {
					s := plain(t, c, header)
					expect, column := m.change(s, rand.New(rand.NewPCG(uint64(seed), uint64(i))))
					t.Run(header+"/"+m.name+"/"+strconv.Itoa(seed), func(t *testing.T) { check(t, s, expect, column, want) })
				}
			}
		}
	}
}

func check(t *testing.T, s *sheet, expect outcome, column string, want map[string]string) {
	t.Helper()
	all := embedded(t)
	m, ok := profile.Find(s.rows(), all)
	if ok && m.Profile.Name != s.profile.Name {
		t.Fatalf("taken for %s", m.Profile.Name)
	}
	if ok == (expect == unknown) {
		t.Fatalf("found %v", ok)
	}
	if !ok {
		if near := profile.Nearest(s.names, all); len(near) == 0 || !slices.Contains(near, s.profile.Name) {
			t.Errorf("nearest %v, want %s among them", near, s.profile.Name)
		}
		return
	}
	b, err := profile.Bind(m, env(nil))
	var fault *profile.Fault
	if expect == missing {
		if !errors.As(err, &fault) || fault.Code != profile.MissingColumn || fault.Column != column {
			t.Errorf("got %v, want %s named", err, column)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if unknownNames := b.Unknown; (expect == warned) != slices.Equal(unknownNames, []string{column}) && len(unknownNames) > 0 {
		t.Errorf("unknown names %q, want %q", unknownNames, column)
	}
	got := factsOf(profile.NewReader(b).Row(table.Row{Cells: s.row, Line: s.above + 2}))
	expected := maps.Clone(want)
	if expect == warned && strings.HasSuffix(column, "新") {
		for _, f := range []string{"line.Spec", "head.CloseReason", "head.CompletedAt"} {
			if _, held := got[f]; !held {
				delete(expected, f)
			}
		}
	}
	if d := cmp.Diff(expected, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestRenamedColumnsAreNamedWithWhatIsMissing: people must see both ends of a rename.
func TestRenamedColumnsAreNamedWithWhatIsMissing(t *testing.T) {
	for _, c := range []struct{ profile, header, old string }{
		{"taobao-item", "taobao_item_2022", "商品属性"},
		{"jd-order", "jd_order_2018", "商品名称"},
		{"douyin-order", "douyin_order_2026", "商家优惠"},
		{"pinduoduo-order", "pinduoduo_order_2026", "商品规格"},
		{"youzan-item", "youzan_item_36", "商品发货时间"},
		{"youzan-order", "youzan_order_2026", "应收订单金额"},
		{"taobao-order", "taobao_order_2022", "发货时间"},
		{"taobao-order", "taobao_order_2016", "总金额"},
	} {
		names, err := profile.Header(c.header)
		if err != nil {
			t.Fatal(err)
		}
		names = slices.Clone(names)
		at := slices.IndexFunc(names, func(n string) bool { return profile.Fold(n) == c.old })
		if at < 0 {
			t.Fatalf("%s has no %s", c.header, c.old)
		}
		names[at] = "改名后的列"
		m, _ := profile.Find([]table.Row{{Cells: names, Line: 1}}, embedded(t))
		b, err := profile.Bind(m, env(nil))
		if err != nil {
			t.Errorf("%s: %v", c.header, err)
			continue
		}
		if gone := b.MissingNames(); !slices.Equal(b.Unknown, []string{"改名后的列"}) || !slices.Contains(gone, c.old) {
			t.Errorf("%s: new %q, gone %q, want %s", c.header, b.Unknown, gone, c.old)
		}
	}
}

// TestTotalRows: a total row is known by its word in one of the first cells; a product of that name is none.
func TestTotalRows(t *testing.T) {
	for _, c := range platformCases {
		for header := range c.headers {
			s := plain(t, c, header)
			r := bindTo(t, s.profile, s.names)
			for _, word := range s.profile.TotalWords {
				for _, cell := range []string{word, word + "：", word + ":", " " + word + " "} {
					row := make([]string, len(s.names))
					row[0], row[len(row)-1] = cell, "9"
					if out := apply(r, row...); out.Verdict != profile.Total || out.Rule != "total-row" {
						t.Errorf("%s %q: %+v", header, cell, out)
					}
				}
			}
			row := slices.Clone(s.row)
			i := slices.IndexFunc(s.names, func(n string) bool { return known(s.profile)[profile.Fold(n)].Field == "order_id" })
			row[i] = "合计月饼"
			if out := apply(r, row...); out.Verdict == profile.Total {
				t.Errorf("%s: an order number that begins with the word was taken for a total", header)
			}
		}
	}
}

// TestShortAndLongRows: cells that are not there are empty; a filled cell beyond the header is a fault, an empty one is none.
func TestShortAndLongRows(t *testing.T) {
	for _, c := range platformCases {
		for header := range c.headers {
			s := plain(t, c, header)
			r := bindTo(t, s.profile, s.names)
			if out := apply(r, append(slices.Clone(s.row), "", " ", "\t")...); out.Verdict != profile.Accepted {
				t.Errorf("%s: empty cells beyond the header: %+v", header, out.Problem)
			}
			out := apply(r, append(slices.Clone(s.row), canary)...)
			if out.Verdict != profile.Quarantined || out.Problem.Code != order.LongRow || strings.Contains(out.Problem.Text+out.Problem.Value, "金丝雀") {
				t.Errorf("%s: a filled cell beyond the header: %+v", header, out)
			}
			if out := apply(r, s.row[:1]...); out.Verdict == profile.Blank || out.Verdict == profile.Refused {
				t.Errorf("%s: one cell alone: %+v", header, out)
			}
			if out := apply(r, make([]string, len(s.names))...); out.Verdict != profile.Blank {
				t.Errorf("%s: an empty row: %+v", header, out)
			}
		}
	}
}
