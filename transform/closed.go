package transform

import (
	"context"
	"fmt"
	"slices"

	"zhiwei/ingest/order"
	"zhiwei/transform/warehouse"
)

// The rule of closed days: a channel that sells on nearly every day has days without any sale because it was shut or
// because an export is missing. Which of the two cannot be told, but neither is a day on which nobody wanted anything.
const (
	shortGap  = 2   // days; longer gaps do not count against the channel
	openShare = 0.9 // of the days of sale and those in short gaps
	fewDays   = 28  // days of sale below which nothing is concluded
)

const soldDaysQuery = `
SELECT channel, list(DISTINCT apart(CAST('1970-01-01' AS DATE), day)) AS days
FROM fct_demand_day
WHERE day <= as_of() AND (qty > 0 OR bulk_qty > 0 OR gift_qty > 0 OR cancelled_qty > 0)
GROUP BY channel`

// closedDays are the days since 1970 on which each channel was shut, or nothing is known of it, between its first and
// last day of sale; rising.
func closedDays(ctx context.Context, db *warehouse.DB) (map[order.Channel][]int64, error) {
	type sold struct {
		channel order.Channel
		days    []int64
	}
	all, err := read(ctx, db, soldDaysQuery, func(c *cursor) sold {
		return sold{order.Channel(c.text()), slices.Sorted(slices.Values(c.wholes()))}
	})
	if err != nil {
		return nil, fmt.Errorf("read days of sale: %w", err)
	}
	out := map[order.Channel][]int64{}
	for _, s := range all {
		if shut := gaps(s.days); len(shut) > 0 {
			out[s.channel] = shut
		}
	}
	return out, nil
}

// gaps are the days between days of sale, where those are so dense that a gap means something.
func gaps(days []int64) (between []int64) {
	short := 0
	for i := 1; i < len(days); i++ {
		n := days[i] - days[i-1] - 1
		if n <= shortGap {
			short += int(n)
		}
		for d := days[i-1] + 1; d < days[i]; d++ {
			between = append(between, d)
		}
	}
	if len(days) < fewDays || float64(len(days)) < openShare*float64(len(days)+short) {
		return nil
	}
	return between
}
