package sample_test

import (
	"archive/zip"
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"zhiwei/ingest/sample"
)

func TestPoissonAndGammaHaveTheirMoments(t *testing.T) {
	r := sample.Rand(3)
	for _, mean := range []float64{0, 0.2, 1, 7.5, 30, 90} {
		const n = 40_000
		sum, squares := 0.0, 0.0
		for range n {
			x := float64(sample.Poisson(r, mean))
			sum += x
			squares += x * x
		}
		m := sum / n
		v := squares/n - m*m
		if math.Abs(m-mean) > 0.03*mean+0.001 || math.Abs(v-mean) > 0.06*mean+0.001 {
			t.Errorf("Poisson(%v): mean %.3f, variance %.3f", mean, m, v)
		}
	}
	for _, shape := range []float64{1, 9, 16} {
		const n = 40_000
		sum, squares := 0.0, 0.0
		for range n {
			x := sample.Gamma(r, shape)
			sum += x
			squares += x * x
		}
		m := sum / n
		if v := squares/n - m*m; math.Abs(m-1) > 0.02 || math.Abs(v-1/shape) > 0.1/shape {
			t.Errorf("gamma of shape %v: mean %.3f, variance %.4f", shape, m, v)
		}
	}
}

func TestGB18030EqualsTheReferenceForEveryTwoByteCharacter(t *testing.T) {
	enc := simplifiedchinese.GB18030.NewEncoder()
	n := 0
	for r := rune(1); r < 0x10000; r++ {
		if r >= 0xD800 && r < 0xE000 {
			continue
		}
		text := utf8.AppendRune(nil, r)
		want, err := enc.Bytes(text)
		if err != nil || len(want) > 2 {
			continue
		}
		n++
		if got := sample.ToGB18030(text); !bytes.Equal(got, want) {
			t.Fatalf("%q: % x, reference % x", r, got, want)
		}
	}
	if n < 21_000 {
		t.Errorf("only %d characters compared", n)
	}
}

func TestEveryTextOfTheSampleHasATwoByteCode(t *testing.T) {
	for _, s := range every(t, small(), "taobao_order_2022", "taobao_item_2022", "jd_order_2018") {
		if !utf8.Valid(bytes.Join([][]byte{[]byte(strings.Join(s.header, ""))}, nil)) {
			t.Errorf("%s: header %q", s.file.Name, s.header)
		}
		for _, row := range s.rows {
			for _, c := range row {
				if strings.ContainsAny(c, "\x00\uFFFD") {
					t.Fatalf("%s: cell %q was not written whole", s.file.Name, c)
				}
			}
		}
	}
}

func TestRowsInEachDialect(t *testing.T) {
	names := []string{"订单号", "数量", "时间", "订单号"}
	cells := map[string]string{"订单号": "1", "时间": "x"}
	for platform, want := range map[string]string{
		"pinduoduo": "\"1\t\",\"\t\",\"x\t\",\"\t\"\r\n",
		"douyin":    "\"1\",-,\"x\",-\r\n",
		"youzan":    "1,——,x\r\n",
		"taobao":    "1,,x,\r\n",
	} {
		if got := sample.Row(platform, names, cells); got != want {
			t.Errorf("%s: %q, want %q", platform, got, want)
		}
	}
}

func TestYuanIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1<<40).Draw(t, "fen")
		text := string(sample.AppendYuan(nil, n))
		if got, ok := fen(text); !ok || got != int64(n) {
			t.Fatalf("%d became %s", n, text)
		}
	})
	if got := string(sample.AppendYuan(nil, -105)); got != "-1.05" {
		t.Errorf("-105 fen became %s", got)
	}
	if got := sample.Number(7, 4) + sample.Number(12345, 4); got != "000712345" {
		t.Errorf("padded %s", got)
	}
}

func TestMomentsAreWallClockTimes(t *testing.T) {
	w := small()
	start := asOf.AddDate(-3, 0, 1)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Int64Range(0, int64(w.Days())*86_400).Draw(t, "second")
		if got, want := w.Moment(at), start.Add(time.Duration(at)*time.Second).Format(time.DateTime); got != want {
			t.Fatalf("second %d is %s, not %s", at, got, want)
		}
	})
}

func TestOffsetsAreSigned(t *testing.T) {
	w := small()
	if n := w.Days(); n != 1096 {
		t.Fatalf("%d days of history", n)
	}
	for day, want := range map[int]int{1095: -33, dayNumber("2025-10-06"): 0, dayNumber("2025-10-08"): 2, dayNumber("2024-08-18"): -30} {
		if got := w.Offset("中秋", day); got != want {
			t.Errorf("day %d is at %d of Mid-Autumn, want %d", day, got, want)
		}
	}
}

func TestCurvesRiseAndEnd(t *testing.T) {
	for name, peak := range map[string]int{"mooncake": -10, "box": -16, "zongzi": -8, "qingtuan": -6, "spring": -15} {
		best := slices.MaxFunc(offsets(), func(a, b int) int { return sign(sample.Curve(name, a) - sample.Curve(name, b)) })
		if best != peak {
			t.Errorf("%s peaks at %d", name, best)
		}
		if c := sample.Curve(name, 20); c > 0.05 {
			t.Errorf("%s sells %.2f of its peak when the feast is over", name, c)
		}
	}
	if sample.Curve("keep", -10) != 1 || sample.Curve("mooncake", -70) != 0 {
		t.Error("a pastry has no season, a mooncake none ten weeks ahead")
	}
}

func offsets() []int {
	var out []int
	for o := -80; o <= 30; o++ {
		out = append(out, o)
	}
	return out
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

func TestPromotionPullsForward(t *testing.T) {
	own, price := sample.Feel(20, 24, 2, true, 60)
	if own[10] != 1 || own[18] >= 1 || own[22] != 2 || own[20] <= 2 || own[26] >= 0.8 || own[40] != 1 {
		t.Errorf("effect by day: %.2f", own[10:41])
	}
	if price[19] != 1 || price[20] != 0.9 || price[24] != 0.9 || price[25] != 1 {
		t.Errorf("price by day: %.2f", price[18:27])
	}
	neighbour, same := sample.Feel(20, 24, 2, false, 60)
	if neighbour[22] != 0.94 || neighbour[26] != 1 || same[22] != 1 {
		t.Errorf("neighbour: %.2f at %.2f", neighbour[18:28], same[22])
	}
	if cut, _ := sample.Feel(-3, 70, 2, true, 30); slices.Contains(cut, 1) {
		t.Error("a promotion that overlaps the history at both ends is felt on each of its days")
	}
}

func TestAnOrdersLifeInExports(t *testing.T) {
	const d = 86_400
	for name, c := range map[string]struct {
		got, want any
	}{
		"kept": {
			sample.States(sample.Kept, 1, 2, d, 4*d, 0, 10, d, 3*d, 5*d),
			sample.States(sample.Partial, 1, 2, d, 4*d, 2*d, 10, d, 3*d, 5*d),
		},
		"unpaid":    {sample.States(sample.Unpaid, 1, 0, 0, 0, d, 10, d), states(sample.Waiting, sample.Dropped)},
		"cancelled": {sample.States(sample.Cancelled, 1, 2, 0, 0, d, 10, d), states(sample.Paid, sample.CalledOff)},
		"returned":  {sample.States(sample.Returned, 1, 2, d, 0, 5*d, 10, d, 6*d), states(sample.Paid, sample.Shipped, sample.SentBack)},
		"completed": {sample.States(sample.Kept, 1, 2, d, 4*d, 0, 10, d, 4*d), states(sample.Paid, sample.Shipped, sample.Completed)},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func states[S any](s ...S) []S { return s }

func TestFatesAndTimesOfAllOrders(t *testing.T) {
	longest := int64(0)
	fates := full().Fates(func(created, paid, shipped, done, closed int64) {
		if paid != 0 && (created > paid || created/86_400 != paid/86_400) || shipped != 0 && shipped < paid || done != 0 && done < shipped {
			t.Fatalf("created %d, paid %d, shipped %d, done %d, closed %d", created, paid, shipped, done, closed)
		}
		longest = max(longest, done-created, closed-created)
	})
	if longest >= 20*86_400 {
		t.Errorf("an order lives %d days, longer than exports overlap", longest/86_400)
	}
	for shop, f := range fates {
		all := 0
		for _, n := range f {
			all += n
		}
		if shop == "批发客户" {
			if f[sample.Kept] != all {
				t.Errorf("wholesale orders end otherwise: %v", f)
			}
			continue
		}
		if off := float64(f[sample.Cancelled]) / float64(all); off < 0.015 || off > 0.035 {
			t.Errorf("%s: %.3f of the orders were called off", shop, off)
		}
		if shop != "京东旗舰店" && f[sample.Returned] == 0 {
			t.Errorf("%s: nothing was sent back", shop)
		}
	}
}

func TestExportsOverlapAndCoverAllDays(t *testing.T) {
	w := small()
	periods := w.Periods()
	if periods[0][0] != 0 || periods[len(periods)-1][1] != w.Days()-1 {
		t.Errorf("periods %v of %d days", periods, w.Days())
	}
	for i := 1; i < len(periods); i++ {
		if back := periods[i-1][1] - periods[i][0]; back != 19 {
			t.Errorf("export %d reaches %d days into the one before", i, back+1)
		}
	}
}

func TestWorkbooksAreSteady(t *testing.T) {
	var parts []string
	for _, f := range filesOf(t, small()) {
		if f.Kind != "products" {
			continue
		}
		again, err := sample.Steady(f.Data)
		if err != nil || !bytes.Equal(again, f.Data) {
			t.Errorf("%s changes when it is rewritten: %v", f.Name, err)
		}
		z, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range z.File {
			parts = append(parts, p.Name)
		}
	}
	if !slices.IsSorted(parts) || len(parts) < 8 {
		t.Errorf("parts %v", parts)
	}
	a := `<Types><Override PartName="/b" ContentType="x"/><Default Extension="xml" ContentType="y"/></Types>`
	want := `<Types><Default Extension="xml" ContentType="y"/><Override PartName="/b" ContentType="x"/></Types>`
	if got := string(sample.SortedTypes([]byte(a))); got != want {
		t.Errorf("sorted: %s", got)
	}
	if _, err := sample.Steady([]byte("no workbook")); err == nil {
		t.Error("a text was taken for a workbook")
	}
}

func TestBillOfMaterialsFields(t *testing.T) {
	for field, want := range map[string][3]any{
		"YB1001×4": {"YB1001", "食品", 4}, "BC1001盒1": {"BC1001", "盒", 1}, "BD1002袋2": {"BD1002", "袋", 2}, "FJ1001附件12": {"FJ1001", "附件", 12},
	} {
		sku, kind, qty := sample.ReadPart(field)
		if got := [3]any{sku, kind, qty}; got != want {
			t.Errorf("%s: %v", field, got)
		}
	}
}
