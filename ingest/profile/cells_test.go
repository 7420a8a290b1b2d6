package profile_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
)

// spell writes an amount of fen in one of the ways that platforms and people use.
func spell(t *rapid.T, fen int64) string {
	sign, n := "", fen
	if fen < 0 {
		sign, n = "-", -fen
	}
	whole, cents := strconv.FormatInt(n/100, 10), fmt.Sprintf("%02d", n%100)
	if rapid.Bool().Draw(t, "groups") {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	text := whole + "." + cents
	if n%100 == 0 && rapid.Bool().Draw(t, "whole") {
		text = whole
	}
	text = sign + rapid.SampledFrom([]string{"", "¥", "￥", "¥ "}).Draw(t, "mark") + text + rapid.SampledFrom([]string{"", "元", " 元", "（系统计算中）"}).Draw(t, "unit")
	if rapid.Bool().Draw(t, "wide") {
		text = strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r == '.' || r == '-' || r == ',' {
				return r - '!' + '！'
			}
			return r
		}, text)
	}
	return text
}

func TestEverySpellingIsTheSameAmount(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		fen := rapid.Int64Range(-1e12, 1e12).Draw(rt, "fen")
		text := spell(rt, fen)
		d, ok := profile.ParseDecimal(text)
		got, sub, fits := d.Fen()
		if !ok || !fits || sub || int64(got) != fen {
			rt.Fatalf("%q got %d (%v %v %v), want %d", text, got, ok, fits, sub, fen)
		}
	})
}

// TestRoundingIsSymmetric: half away from zero on both sides, and never more than half a fen off.
func TestRoundingIsSymmetric(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		mant, scale := rapid.Int64Range(0, 1e14).Draw(rt, "mant"), rapid.IntRange(0, 9).Draw(rt, "scale")
		plus, subPlus, okPlus := profile.Decimal{Mant: mant, Scale: scale}.Fen()
		minus, subMinus, okMinus := profile.Decimal{Mant: -mant, Scale: scale}.Fen()
		if okPlus != okMinus || subPlus != subMinus || plus != -minus {
			rt.Fatalf("%de-%d: %d and %d", mant, scale, plus, minus)
		}
		if scale <= 2 && subPlus {
			rt.Fatalf("%de-%d has no part of a fen", mant, scale)
		}
	})
}

func TestDecimalTable(t *testing.T) {
	for _, c := range []struct {
		cell string
		want profile.Decimal
	}{
		{"0", profile.Decimal{}},
		{"007", profile.Decimal{Mant: 7}},
		{"12.50", profile.Decimal{Mant: 1250, Scale: 2}},
		{"-0.5", profile.Decimal{Mant: -5, Scale: 1}},
		{"+12.5", profile.Decimal{Mant: 125, Scale: 1}},
		{"12万", profile.Decimal{Mant: 12, Scale: -4}},
		{"1.25万元", profile.Decimal{Mant: 125, Scale: -2}},
		{"37.5%", profile.Decimal{Mant: 375, Scale: 3}},
		{"1,234", profile.Decimal{Mant: 1234}},
		{"€12", profile.Decimal{Mant: 12}},
		{"CNY 12", profile.Decimal{Mant: 12}},
		{"RMB12元", profile.Decimal{Mant: 12}},
		{"5.1E-3", profile.Decimal{Mant: 51, Scale: 4}},
		{"1E-2", profile.Decimal{Mant: 1, Scale: 2}},
		{"0.30000000000000004", profile.Decimal{Mant: 3, Scale: 1}},
		{"12。5", profile.Decimal{Mant: 125, Scale: 1}},
		{"　12　", profile.Decimal{Mant: 12}},
		{"- 12", profile.Decimal{Mant: -12}},
		{"499（系统计算中，该值仅供参考）", profile.Decimal{Mant: 499, Provisional: true}},
	} {
		if got, ok := profile.ParseDecimal(c.cell); !ok || got != c.want {
			t.Errorf("%q got %+v %v, want %+v", c.cell, got, ok, c.want)
		}
	}
}

// TestNothingIsGuessed adds one strange character to a number at any place: it is refused, or it is not a number at all any more.
func TestNothingIsGuessed(t *testing.T) {
	for _, number := range []string{"1280", "12.80", "1,280.00", "¥12.80", "12.80元", "-3"} {
		runes := []rune(number)
		for at := range len(runes) + 1 {
			for _, strange := range []rune{'a', 'O', '十', '?', '"', ';', '~', '/', '*', '\u0660'} {
				text := string(runes[:at]) + string(strange) + string(runes[at:])
				if d, ok := profile.ParseDecimal(text); ok {
					t.Errorf("%q read as %+v", text, d)
				}
			}
		}
	}
}

func TestTimesOfEveryDayOfTheYears(t *testing.T) {
	for day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2028; day = day.AddDate(0, 0, 1) {
		serial := strconv.Itoa(int(day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24))
		for _, cell := range []string{day.Format("2006-01-02"), day.Format("2006/1/2"), day.Format("2006.1.2"), day.Format("2006年1月2日"), day.Format("20060102"), serial} {
			if got, ok := profile.ParseTime(cell, nil, nil); !ok || !got.Equal(day) {
				t.Fatalf("%q got %v %v, want %v", cell, got, ok, day)
			}
		}
	}
}

// TestDaysThatAreNone: the day after the last of a month is an error in every layout, never the first of the next.
func TestDaysThatAreNone(t *testing.T) {
	for month := time.January; month <= time.December; month++ {
		last := time.Date(2026, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
		for _, layout := range []string{"2026-%d-%d", "2026/%02d/%02d", "2026.%d.%d", "2026年%d月%d日", "2026-%02d-%02d 00:00:00", "2026%02d%02d"} {
			if _, ok := profile.ParseTime(fmt.Sprintf(layout, month, last), nil, nil); !ok {
				t.Errorf("the last day as "+layout+" was refused", month, last)
			}
			if got, ok := profile.ParseTime(fmt.Sprintf(layout, month, last+1), nil, nil); ok {
				t.Errorf("%s read as %v", fmt.Sprintf(layout, month, last+1), got)
			}
		}
	}
}

// TestOffsetsMoveTheClockNotTheMoment: what a zone's wall showed at that moment, also across midnight and the change to summer time.
func TestOffsetsMoveTheClockNotTheMoment(t *testing.T) {
	for _, c := range []struct{ cell, zone, want string }{
		{"2026-08-23T16:00:00Z", "Asia/Shanghai", "2026-08-24 00:00:00"},
		{"2026-08-23T15:59:59Z", "Asia/Shanghai", "2026-08-23 23:59:59"},
		{"2026-08-24T00:30:00+09:00", "Asia/Shanghai", "2026-08-23 23:30:00"},
		{"2026-03-29T00:59:59Z", "Europe/London", "2026-03-29 00:59:59"},
		{"2026-03-29T01:00:00Z", "Europe/London", "2026-03-29 02:00:00"},
		{"2024-05-01 03:04:05 -0700", "America/Los_Angeles", "2024-05-01 03:04:05"},
		{"2026-08-23 23:59:59", "America/Los_Angeles", "2026-08-23 23:59:59"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := profile.ParseTime(c.cell, nil, zone); !ok || got.Format("2006-01-02 15:04:05") != c.want || got.Location() != time.UTC {
			t.Errorf("%s in %s got %v %v, want %s", c.cell, c.zone, got, ok, c.want)
		}
	}
}

// TestNullWords puts each null word of a platform into every column that may be empty: nothing stands there then.
func TestNullWords(t *testing.T) {
	for _, c := range platformCases {
		p := named(t, c.profile)
		for header, without := range c.headers {
			names, err := profile.Header(header)
			if err != nil {
				t.Fatal(err)
			}
			cols := known(p)
			for name, cell := range c.cells {
				col, bound := cols[name]
				if !bound || col.Required || cell == "" || len(col.From) > 1 || len(without) > 2 {
					continue
				}
				blank := maps.Clone(c.cells)
				blank[name] = ""
				want := factsOf(apply(bindTo(t, p, names), rowOf(names, blank)...))
				for _, null := range p.Nulls {
					for _, spelling := range []string{null, " " + null + "\t"} {
						blank[name] = spelling
						out := apply(bindTo(t, p, names), rowOf(names, blank)...)
						if got := factsOf(out); out.Verdict != profile.Accepted || !maps.Equal(got, want) {
							t.Errorf("%s %s = %q: %+v, want as if it were empty", header, name, spelling, out.Problem)
						}
					}
				}
			}
		}
	}
}

// TestBadCells damages one cell of a good row: the row is held back, and the fault names the column and shows the cell.
func TestBadCells(t *testing.T) {
	tried := map[order.Code]int{}
	for _, c := range platformCases {
		p := named(t, c.profile)
		for header := range c.headers {
			names, err := profile.Header(header)
			if err != nil {
				t.Fatal(err)
			}
			for _, col := range p.Columns {
				code, cell := damage(col)
				at := slices.IndexFunc(names, func(n string) bool { return profile.Fold(n) == profile.Fold(col.From[0]) })
				if code == "" || at < 0 || len(col.From) > 1 {
					continue
				}
				row := rowOf(names, c.cells)
				row[at] = cell
				out := apply(bindTo(t, p, names), row...)
				if out.Verdict != profile.Quarantined || out.Problem.Code != code || profile.Fold(out.Problem.Column) != profile.Fold(col.From[0]) ||
					out.Problem.Value != cell || !out.Problem.Counts || out.Problem.Offset != 10 {
					t.Errorf("%s, %s = %q: %+v, want %s", header, col.From[0], cell, out.Problem, code)
				}
				if strings.Contains(out.Problem.Text, "1391234") || strings.Contains(out.Problem.Text, "金丝雀") {
					t.Errorf("%s: the quarantine holds a cell that nobody asked for: %s", header, out.Problem.Text)
				}
				tried[code]++
			}
		}
	}
	if tried[order.BadMoney] < 20 || tried[order.BadTime] < 15 || tried[order.BadQty] < 8 || tried[order.UnknownStatus] < 8 {
		t.Errorf("too few cells tried: %v", tried)
	}
}

func damage(c profile.Column) (order.Code, string) {
	switch c.Field {
	case "unit_price", "line_amount", "line_paid", "order_paid", "order_total", "freight", "refund_amount", "disc_shop", "disc_platform", "disc_other":
		return order.BadMoney, "12.8o"
	case "qty":
		return order.BadQty, "2.5"
	case "created_at", "paid_at", "shipped_at", "completed_at", "promised_ship_at", "deliver_on":
		return order.BadTime, "2026-02-30"
	case "status":
		return order.UnknownStatus, "飞走了"
	}
	return "", ""
}

// TestDamagedNumbersRefuseTheFile: an order number that a spreadsheet has rounded cannot be mended, whatever the platform.
func TestDamagedNumbersRefuseTheFile(t *testing.T) {
	for _, c := range platformCases {
		p := named(t, c.profile)
		for header := range c.headers {
			names, err := profile.Header(header)
			if err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(names, func(n string) bool { return profile.Fold(n) == profile.Fold(p.Columns[0].From[0]) })
			for _, id := range []string{"1.2E+18", "3.01234E+17", "6.9e+17"} {
				row := rowOf(names, c.cells)
				row[at] = id
				out := apply(bindTo(t, p, names), row...)
				if out.Verdict != profile.Refused || out.Fault.Code != order.DamagedID || out.Fault.Line != 2 || out.Fault.Value != id {
					t.Errorf("%s %s: %+v", header, id, out)
				}
			}
		}
	}
}
