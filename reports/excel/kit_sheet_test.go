package excel_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"zhiwei/reports/excel"
)

// styleOf is a bare style with a number format.
func styleOf(format string) *excelize.Style { return &excelize.Style{CustomNumFmt: &format} }

// kitSheet is a workbook of one sheet that a test writes on.
func kitSheet(t *testing.T, write func(s *excel.KitSheet)) book {
	t.Helper()
	k := excel.NewKit(kitMeta)
	s := k.Sheet("页", []float64{10, 20.5, 30})
	write(s)
	data, err := k.Finish()
	return bookFrom(t, data, err)
}

// TestPutKeepsTheKind writes each kind of value as that kind.
func TestPutKeepsTheKind(t *testing.T) {
	b := kitSheet(t, func(s *excel.KitSheet) {
		for i, v := range []any{int64(7), 7, 7.25, "7", true, false, time.Date(2026, 8, 24, 0, 0, 0, 0, time.UTC), nil, "", math.MaxInt32, -0.125, 1e15} {
			s.Body(i+1, 1, v)
		}
	})
	for row, want := range map[int][2]string{
		1: {"", "7"}, 2: {"", "7"}, 3: {"", "7.25"}, 4: {"s", ""}, 5: {"b", "1"}, 6: {"b", "0"}, 7: {"", "46258"}, 10: {"", "2147483647"}, 11: {"", "-0.125"}, 12: {"", "1000000000000000"},
	} {
		for _, c := range b.part("页").Rows[row-1].Cells {
			if c.Ref != "A"+strconv.Itoa(row) {
				continue
			}
			if c.Type != want[0] || want[1] != "" && c.Value != want[1] {
				t.Errorf("row %d is of type %q with the value %q, want %q", row, c.Type, c.Value, want)
			}
		}
	}
	b.wants("页", map[string]string{"A4": "7", "A8": "", "A9": ""})
}

// TestPutRefuses keeps a workbook from being made of what is no cell.
func TestPutRefuses(t *testing.T) {
	for name, v := range map[string]any{
		"infinity": math.Inf(1), "no number": math.NaN(), "the zero day": time.Time{}, "a slice": []string{"a"}, "a pointer": new(int), "a number of a small kind": int32(1), "bytes": []byte("x"),
	} {
		k := excel.NewKit(kitMeta)
		k.Sheet("页", nil).Body(3, 2, v)
		if _, err := k.Finish(); err == nil || !strings.Contains(err.Error(), "B3") || !strings.Contains(err.Error(), "页") {
			t.Errorf("%s: the error %v does not name the cell", name, err)
		}
	}
}

func TestNumberOf(t *testing.T) {
	for _, c := range []struct {
		v    any
		want float64
		ok   bool
	}{
		{1, 1, true},
		{int64(-2), -2, true},
		{0.5, 0.5, true},
		{math.NaN(), 0, false},
		{math.Inf(-1), 0, false},
		{"1", 0, false},
		{nil, 0, false},
		{true, 0, false},
		{time.Time{}, 0, false},
		{time.Date(2026, 8, 24, 12, 0, 0, 0, time.UTC), 46258.5, true},
	} {
		if got, ok := excel.NumberOf(c.v); ok != c.ok || ok && got != c.want {
			t.Errorf("%v is the number %g (%v), want %g (%v)", c.v, got, ok, c.want, c.ok)
		}
	}
}

// TestSerialOfAnyDay counts one day for each day, in any zone, with the hours as its part.
func TestSerialOfAnyDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 80000).Draw(t, "days")
		seconds := rapid.IntRange(0, 86399).Draw(t, "seconds")
		zone := time.FixedZone("x", rapid.IntRange(-12, 14).Draw(t, "zone")*3600)
		day := time.Date(1900, 3, 1, 0, 0, seconds, 0, zone).AddDate(0, 0, n)
		if got := excel.Serial(day); math.Floor(got) != float64(61+n) || math.Abs((got-math.Floor(got))*86400-float64(seconds)) > 1e-3 {
			t.Fatalf("%s is %v, want day %d and %d seconds", day, got, 61+n, seconds)
		}
	})
}

// TestLiterallyComesBack writes any text, opened again it is the same.
func TestLiterallyComesBack(t *testing.T) {
	some := rapid.StringOfN(rapid.SampledFrom([]rune("_x0041FfgG月 =&<\"'")), 0, 24, -1)
	var texts []string
	for seed := range 200 {
		texts = append(texts, some.Example(seed))
	}
	b := kitSheet(t, func(s *excel.KitSheet) {
		for i, text := range texts {
			s.Body(i+1, 1, text)
			s.Calc(i+1, 2, "A"+strconv.Itoa(i+1)+`&""`, text)
		}
	})
	for i, text := range texts {
		if got := b.raw("页", "A"+strconv.Itoa(i+1)); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
	}
}

// TestPrintableAnyText keeps heads and feet within their room, and every & of a name a letter.
func TestPrintableAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab&月𠮷&LPN")), 0, 80, -1).Draw(t, "text")
		room := rapid.IntRange(2, 60).Draw(t, "room")
		got := excel.Printable(text, room)
		if n := len(utf16.Encode([]rune(got))); n > room {
			t.Fatalf("%q takes %d of %d", got, n, room)
		}
		if bare := strings.ReplaceAll(got, "&&", ""); strings.Contains(bare, "&") {
			t.Fatalf("%q begins a code", got)
		}
		whole := strings.ReplaceAll(got, "&&", "&")
		if cut, ok := strings.CutSuffix(whole, "…"); ok && !strings.HasPrefix(text, cut) || !ok && whole != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

// TestSheetNamesOfAnyText are names that Excel takes, each once, whatever they are made of.
func TestSheetNamesOfAnyText(t *testing.T) {
	runes := []rune("abAB月饼𠮷:\\/?*[]' ()2\x00\x1f\ufffe\uffff\ufffd")
	rapid.Check(t, func(t *rapid.T) {
		k := excel.NewKit(kitMeta)
		seen := map[string]bool{}
		for range rapid.IntRange(1, 12).Draw(t, "sheets") {
			name := k.SheetName(rapid.StringOfN(rapid.SampledFrom(runes), 0, 50, -1).Draw(t, "name"))
			if n := len(utf16.Encode([]rune(name))); n == 0 || n > 31 || strings.ContainsAny(name, ":\\/?*[]'\x00\x1f\ufffe\uffff\ufffd") || strings.TrimSpace(name) != name {
				t.Fatalf("the name %q of %d units", name, n)
			}
			if seen[strings.ToLower(name)] {
				t.Fatalf("%q is there twice", name)
			}
			seen[strings.ToLower(name)] = true
		}
	})
}

// TestCutName keeps whole characters and counts as Excel does.
func TestCutName(t *testing.T) {
	for _, c := range []struct {
		text string
		room int
		want string
	}{{"月饼礼盒", 2, "月饼"}, {"𠮷𠮷", 3, "𠮷"}, {"𠮷", 1, ""}, {" a ", 9, "a"}, {"ab cd", 3, "ab"}, {"", 5, ""}} {
		if got := excel.CutName(c.text, c.room); got != c.want {
			t.Errorf("%q cut to %d is %q, want %q", c.text, c.room, got, c.want)
		}
	}
}

func TestReferences(t *testing.T) {
	for got, want := range map[string]string{
		excel.Ref("摘要", 5, 3, 16, 3):    "'摘要'!$C$5:$C$16",
		excel.Ref("a'b", 1, 1, 1, 1):    "'a''b'!$A$1",
		excel.Ref("x", 2, 26, 2, 28):    "'x'!$Z$2:$AB$2",
		excel.Spanned(1, 1, 3, 16384):   "A1:XFD3",
		excel.ColumnName(702):           "ZZ",
		excel.ColumnName(0):             "#0",
		excel.Literal(`甲"乙`):            `"甲""乙"`,
		excel.Decimal(123456):           "1234.56",
		excel.Decimal(5):                "0.05",
		excel.Decimal(-5):               "-0.05",
		excel.Decimal(-12345):           "-123.45",
		excel.Decimal(1_000_000_000_01): "1000000000.01",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := excel.Pixels(10, 8.8, 1.6); got != 143 {
		t.Errorf("three columns are %d pixels wide", got)
	}
}

// TestWrapHeightGrows never shrinks with more text or a narrower column, and has room for at least one line.
func TestWrapHeightGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab 月饼，")), 0, 120, -1).Draw(t, "text")
		width, size := rapid.Float64Range(1, 80).Draw(t, "width"), rapid.Float64Range(8, 12).Draw(t, "size")
		h := excel.WrapHeight(text, width, size)
		if h < 1.5*size+5-1e-9 || excel.WrapHeight(text+"月", width, size) < h || excel.WrapHeight(text, width+5, size) > h {
			t.Fatalf("%q in %g at %g is %g points high", text, width, size, h)
		}
	})
}

// TestListSetUp freezes, filters and repeats a list, also one without rows.
func TestListSetUp(t *testing.T) {
	for last, filter := range map[int]string{1: "$A$1:$C$2", 2: "$A$1:$C$2", 9: "$A$1:$C$9"} {
		b := kitSheet(t, func(s *excel.KitSheet) {
			s.Body(1, 1, "头")
			s.List(1, last, 2, 3)
		})
		s := b.part("页")
		if s.Filter.Ref != filter || s.View.Pane.X != 2 || s.View.Pane.Y != 1 || s.View.Pane.Top != "C2" || s.View.Pane.State != "frozen" {
			t.Errorf("a list down to row %d is filtered over %s and frozen at %+v", last, s.Filter.Ref, s.View.Pane)
		}
		if got := b.names("_xlnm.Print_Titles")["页"]; got != "$A:$B,$1:$1" {
			t.Errorf("it repeats %s", got)
		}
		if !s.Props.SetUp.Fit || s.Props.Tab.RGB != "1D5B66" && s.Props.Tab.RGB != "FF1D5B66" {
			t.Errorf("the filter took the sheet's fit %v or colour %q", s.Props.SetUp.Fit, s.Props.Tab.RGB)
		}
	}
}

// TestSheetSetUp is A4, upright, one page wide, without gridlines, with the widths that were asked for.
func TestSheetSetUp(t *testing.T) {
	s := kitSheet(t, func(s *excel.KitSheet) { s.Body(1, 1, int64(1)) }).part("页")
	if s.Setup.Paper != 9 || s.Setup.Facing != "portrait" || s.Setup.Wide != "1" || s.View.Grid != "0" && s.View.Grid != "false" {
		t.Errorf("set-up %+v, gridlines %q", s.Setup, s.View.Grid)
	}
	if s.Edges.Left != 0.45 || s.Edges.Right != 0.45 || s.Edges.Top != 0.72 || s.Edges.Bottom != 0.68 {
		t.Errorf("margins %+v", s.Edges)
	}
	var widths []float64
	for _, c := range s.Cols {
		widths = append(widths, c.Width)
	}
	if !slices.Equal(widths, []float64{10, 20.5, 30}) {
		t.Errorf("widths %v", widths)
	}
	if want := `&L&"微软雅黑,Regular"&8 甲&&乙公司 · 电子商务部&C&"微软雅黑,Regular"&8 试表 · 页&R&"微软雅黑,Regular"&8 2026-08-24`; s.Head != want {
		t.Errorf("head %q, want %q", s.Head, want)
	}
	if want := `&L&"微软雅黑,Regular"&8 制表：甲　审核：乙&C&"微软雅黑,Regular"&8 第 &P 页 / 共 &N 页&R&"微软雅黑,Regular"&8 生成 2026-08-24 07:40 · R20260824-3f9a1c`; s.Foot != want {
		t.Errorf("foot %q, want %q", s.Foot, want)
	}
}

// TestParseCell reads what a cell holds; an empty one is nothing, a word is refused.
func TestParseCell(t *testing.T) {
	for text, want := range map[string]float64{"": 0, "12.5": 12.5, "-3": -3, "1E+15": 1e15} {
		if got, err := excel.ParseCell(text); err != nil || got != want {
			t.Errorf("%q is %g (%v)", text, got, err)
		}
	}
	for _, text := range []string{"—", "1,234", "x"} {
		if _, err := excel.ParseCell(text); err == nil {
			t.Errorf("%q was read as a number", text)
		}
	}
}
