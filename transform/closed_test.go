package transform_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/transform"
)

func TestGaps(t *testing.T) {
	run := func(spans ...[2]int64) (days []int64) {
		for _, s := range spans {
			for d := s[0]; d <= s[1]; d++ {
				days = append(days, d)
			}
		}
		return days
	}
	var every3 []int64
	for d := int64(0); d < 300; d += 3 {
		every3 = append(every3, d)
	}
	for name, c := range map[string]struct{ days, want []int64 }{
		"no sale":                           {nil, nil},
		"no gap":                            {run([2]int64{5, 90}), nil},
		"one day shut":                      {run([2]int64{0, 40}, [2]int64{42, 90}), []int64{41}},
		"half a year without an export":     {run([2]int64{0, 40}, [2]int64{44, 90}), []int64{41, 42, 43}},
		"too few days to tell":              {run([2]int64{0, 10}, [2]int64{12, 27}), nil},
		"just enough days":                  {run([2]int64{0, 10}, [2]int64{12, 28}), []int64{11}},
		"a channel that sells now and then": {every3, nil},
	} {
		if diff := cmp.Diff(c.want, transform.Gaps(c.days)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestShutDaysAreUnknown: A and B sell in one channel, A every second day; the day on which neither sold is no zero. The
// other channel hardly sells: its days without a sale are.
func TestShutDaysAreUnknown(t *testing.T) {
	db := fresh(t)
	fill(t, db, "in_products", []byte("sku,name,category,season,list_price,on_sale_from\nA,桂花糕,糕点,常年,1680,2026-01-01\nB,绿豆糕,糕点,常年,1480,2026-01-01\n"))
	fill(t, db, "in_channels", []byte("channel,platform,shop,kind\n天猫,taobao,S,零售\n小店,taobao,T,零售\n"))
	var rows strings.Builder
	rows.WriteString("order_id,line_id,platform,shop,sku,qty,line_paid,status,paid_at\n")
	line := func(shop, sku string, day int) {
		fmt.Fprintf(&rows, "%s%s%d,1,taobao,%s,%s,2,100,shipped,2026-%02d-%02d 10:00:00\n", shop, sku, day, shop, sku, 6+day/30, 1+day%30)
	}
	const shut = 35
	for day := range 60 {
		if day == shut {
			continue
		}
		line("S", "B", day)
		if day%2 == 0 {
			line("S", "A", day)
		}
		if day%10 == 0 {
			line("T", "A", day)
		}
	}
	fill(t, db, "raw_order_line", []byte(rows.String()))
	run(t, db)
	series, err := transform.DemandSeries(t.Context(), db, transform.SeriesOptions{})
	if err != nil || len(series) != 3 {
		t.Fatalf("%d series, %v", len(series), err)
	}
	for _, s := range series {
		unknown := 0
		for i, y := range s.Y[:60] {
			if math.IsNaN(y) {
				unknown++
				if i != shut {
					t.Errorf("%s: day %d is unknown", s.String(), i)
				}
			}
		}
		want := 1
		if s.Channel == "小店" {
			want = 0
		}
		if unknown != want {
			t.Errorf("%s: %d days unknown, want %d", s.String(), unknown, want)
		}
	}
}
