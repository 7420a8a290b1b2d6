package profile_test

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
)

func TestMoney(t *testing.T) {
	for cell, want := range map[string]order.Money{
		"0": 0, "12": 1200, "12.8": 1280, "12.80": 1280, "-12.80": -1280, "¥1,234.00": 123400, "￥1,234.5": 123450,
		"12元": 1200, "1.2万": 1200000, "1.2万元": 1200000, "5%": 5, "１２．８０": 1280, "1，234.56": 123456, "−3": -300,
		"499.00（系统计算中，该值仅供参考）": 49900, "499.00(系统计算中)": 49900, "¥-3.00": -300, "-¥3.00": -300, "+7": 700, ".5": 50,
		"5.": 500, "0.005": 1, "0.004": 0, "-0.005": -1, "1.005": 101, "2.675": 268, "12.800000000000001": 1280,
		"5.1E-2": 5, "1,234,567.89": 123456789, "92233720368547758.07": 9223372036854775807 / 10 * 10, "$ 3": 300, "£0.001": 0,
	} {
		d, ok := profile.ParseDecimal(cell)
		fen, _, fits := d.Fen()
		if cell == "92233720368547758.07" { // 15 significant digits of a fraction are kept
			want = 9223372036854775800
		}
		if !ok || !fits || fen != want {
			t.Errorf("%q got %d %v %v, want %d", cell, fen, ok, fits, want)
		}
	}
}

func TestMoneyRefuses(t *testing.T) {
	for _, cell := range []string{
		"", "-", "abc", "12.3.4", "12,34", "1,2345", ",123", "1e5", "1.2E+18", "12元整", "¥", "12 34", "--3", "-+3", "12（约）",
		"1万2", "5%%", "0x10", "∞", "NaN", "12a", "１２元b", "99999999999999999999", "1E-999", "E-2", "十二", ".", "1,234,56.0", "%",
	} {
		if d, ok := profile.ParseDecimal(cell); ok {
			t.Errorf("%q read as %+v, want refused", cell, d)
		}
	}
	huge, ok := profile.ParseDecimal("999999999999999999")
	if _, _, fits := huge.Fen(); !ok || fits {
		t.Error("an amount beyond int64 fen was accepted")
	}
}

func TestSubCentAndProvisional(t *testing.T) {
	d, _ := profile.ParseDecimal("0.001")
	if fen, sub, _ := d.Fen(); fen != 0 || !sub {
		t.Errorf("0.001 got %d, sub-cent %v", fen, sub)
	}
	q, _ := profile.ParseDecimal("1500")
	if fen, sub, _ := d.Times(q); fen != 150 || sub {
		t.Errorf("0.001 × 1500 got %d, %v: the product is exact", fen, sub)
	}
	if d, _ := profile.ParseDecimal("499.00（系统计算中）"); !d.Provisional {
		t.Error("a provisional value was not marked")
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct {
		cell   string
		factor int64
		want   int64
		ok     bool
	}{
		{"2", 1, 2, true},
		{"2.0", 1, 2, true},
		{"2.5", 1, 3, false},
		{"6.841", 1000, 6841, true},
		{"0.3960000001", 1000, 396, true},
		{"0.3965", 1000, 397, false},
		{"-1.5", 1000, -1500, true},
		{"1.9999999999", 1, 2, true},
		{"1.99999", 1, 2, false},
		{"1.000001", 1, 1, true},
		{"1.0000011", 1, 1, false},
		{"1,200", 1, 1200, true},
		{"9999999999999999", 100000, 0, false},
	} {
		d, ok := profile.ParseDecimal(c.cell)
		if !ok {
			t.Fatalf("%q is no number", c.cell)
		}
		got, ok := d.Units(c.factor)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s × %d got %d %v, want %d %v", c.cell, c.factor, got, ok, c.want, c.ok)
		}
	}
}

// exactFen is the amount by big rationals: the reference that the fast way must equal.
func exactFen(r *big.Rat) *big.Int {
	r = new(big.Rat).Mul(r, big.NewRat(100, 1))
	half := big.NewRat(1, 2)
	if r.Sign() < 0 {
		half.Neg(half)
	}
	r.Add(r, half)
	return new(big.Int).Quo(r.Num(), r.Denom())
}

func TestMoneyEqualsRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole, frac := rapid.Int64Range(-1e9, 1e9).Draw(t, "whole"), rapid.StringMatching(`[0-9]{1,5}`).Draw(t, "frac")
		cell := strconv.FormatInt(whole, 10) + "." + frac
		qty := rapid.Int64Range(-1e6, 1e6).Draw(t, "qty")
		d, ok := profile.ParseDecimal(cell)
		want, _ := new(big.Rat).SetString(cell)
		fen, _, _ := d.Fen()
		if !ok || exactFen(want).Int64() != int64(fen) {
			t.Fatalf("%s got %d, want %d", cell, fen, exactFen(want))
		}
		amount, _, fits := d.Times(profile.Decimal{Mant: qty})
		product := exactFen(want.Mul(want, big.NewRat(qty, 1)))
		if !fits || product.Int64() != int64(amount) {
			t.Fatalf("%s × %d got %d, want %d", cell, qty, amount, product)
		}
	})
}

func TestThousandsCommasChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1e12).Draw(t, "n")
		plain := strconv.FormatInt(n, 10)
		var grouped []rune
		for i, c := range plain {
			if i > 0 && (len(plain)-i)%3 == 0 {
				grouped = append(grouped, ',')
			}
			grouped = append(grouped, c)
		}
		a, okA := profile.ParseDecimal(plain)
		b, okB := profile.ParseDecimal("¥" + string(grouped) + "元")
		x, _, _ := a.Fen()
		y, _, _ := b.Fen()
		if !okA || !okB || x != y {
			t.Fatalf("%s got %d, %s got %d", plain, x, string(grouped), y)
		}
	})
}

func FuzzMoney(f *testing.F) {
	for _, s := range []string{"12.80", "¥1,234.00", "1.2万元", "499.00（系统计算中）", "1.2E+18", "5.1E-3", "--", "９"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := profile.ParseDecimal(s)
		if !ok {
			return
		}
		if !strings.ContainsAny(s, "0123456789０１２３４５６７８９") {
			t.Errorf("%q has no digit and read as %+v", s, d)
		}
		fen, subCent, fits := d.Fen()
		again, ok := profile.ParseDecimal(strconv.FormatInt(int64(fen), 10))
		if fits && (!ok || again.Mant != int64(fen) && len(strconv.FormatInt(int64(fen), 10)) < 16) {
			t.Errorf("%q: %d does not read back", s, fen)
		}
		if !subCent && fits && d.Scale >= 0 && d.Scale <= 2 && int64(fen) != d.Mant*[]int64{100, 10, 1}[d.Scale] {
			t.Errorf("%q: exact but %d ≠ %d", s, fen, d.Mant)
		}
	})
}
