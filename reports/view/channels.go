package view

import (
	"cmp"
	"slices"
	"strings"
)

// shownCategories is how many categories have a column of their own.
const shownCategories = 4

// nearPace is how far behind the booking curve a channel may be and still be near.
const nearPace = 0.10

// channelTable is last week's money per channel and category, and this month against its target.
func (d *homeData) channelTable() ChannelTable {
	cats := d.topCategories()
	t := ChannelTable{Note: d.f.T("page.ch-note", "Week", d.f.Week(d.week)), Categories: cats}
	month := d.monthTargets()
	for _, m := range month {
		t.HasTarget = t.HasTarget || m.Channel != ""
	}
	channels := slices.Clone(d.channels)
	slices.SortStableFunc(channels, func(a, b channelRow) int {
		return cmp.Or(cmp.Compare(b.GMV, a.GMV), strings.Compare(a.Channel, b.Channel))
	})
	sums, total, orders := make([]int64, len(cats)+1), int64(0), int64(0)
	for _, c := range channels {
		row, cells := d.channelRow(c, cats)
		if t.HasTarget {
			d.channelTarget(&row, c, month)
		}
		for i, v := range cells {
			sums[i] += v
		}
		total, orders = total+c.GMV, orders+c.Orders
		t.Rows = append(t.Rows, row)
	}
	t.Total = ChannelRow{Channel: d.f.T("common.total"), Sum: d.f.Fen(total), Orders: d.f.Int(orders)}
	for _, v := range sums {
		t.Total.Cells = append(t.Total.Cells, d.f.Fen(v))
	}
	if done, want := reached(month, d.monthly); want > 0 {
		t.Total.Month, t.Total.Target, t.Total.Reached = d.f.Fen(done), d.f.Fen(want), d.f.Percent(float64(done)/float64(want))
	}
	return t
}

func (d *homeData) topCategories() []string {
	sums := map[string]int64{}
	for _, c := range d.weekly {
		if c.Category != "" {
			sums[c.Category] += c.GMV
		}
	}
	var cats []string
	for c := range sums {
		cats = append(cats, c)
	}
	slices.SortFunc(cats, func(a, b string) int { return cmp.Or(cmp.Compare(sums[b], sums[a]), strings.Compare(a, b)) })
	return cats[:min(len(cats), shownCategories)]
}

// channelRow fills a channel's cells; the last holds what belongs to no shown category, so that the row adds up.
func (d *homeData) channelRow(c channelRow, cats []string) (ChannelRow, []int64) {
	cells, rest := make([]int64, len(cats)+1), c.GMV
	for _, w := range d.weekly {
		if i := slices.Index(cats, w.Category); i >= 0 && w.Channel == c.Channel {
			cells[i] += w.GMV
			rest -= w.GMV
		}
	}
	cells[len(cats)] = rest
	row := ChannelRow{Channel: c.Channel, Sum: d.f.Fen(c.GMV), Orders: d.f.Int(c.Orders)}
	for _, v := range cells {
		row.Cells = append(row.Cells, d.f.Fen(v))
	}
	return row, cells
}

func onlyChannel(cells []cellRow, channel string) []cellRow {
	return slices.DeleteFunc(slices.Clone(cells), func(m cellRow) bool { return m.Channel != channel })
}

// ofChannel picks a channel's money of the month, and of the targets those of channels that it counts towards.
func (d *homeData) ofChannel(channel string, month []targetRow) (mine []targetRow, cells []cellRow) {
	cells = onlyChannel(d.monthly, channel)
	for _, t := range month {
		if t.Channel != "" && slices.ContainsFunc(cells, t.matches) {
			mine = append(mine, t)
		}
	}
	return mine, cells
}

// channelPace is the share that a channel's booking curve expects by now.
func (d *homeData) channelPace(channel string, targets []targetRow) (float64, bool) {
	return pace(targets, onlyChannel(d.monthPast, channel), onlyChannel(d.monthWhole, channel))
}

// channelTarget compares a channel's month with its target and says where it stands against the booking curve.
func (d *homeData) channelTarget(row *ChannelRow, c channelRow, month []targetRow) {
	mine, cells := d.ofChannel(c.Channel, month)
	done, want := reached(mine, cells)
	if want == 0 {
		row.Month, row.Target, row.Reached = Dash, Dash, Dash
		return
	}
	share := float64(done) / float64(want)
	at, ok := d.channelPace(c.Channel, mine)
	if !ok {
		at = float64(d.h.AsOf.Day()) / float64(d.monthEnd().Day())
	}
	row.Month, row.Target, row.Reached = d.f.Fen(done), d.f.Fen(want), d.f.Percent(share)
	switch {
	case share >= at:
		row.State = Tag{Kind: "good", Shape: ShapeTick, Text: d.f.T("page.ch-ahead")}
	case share >= at-nearPace:
		row.State = Tag{Text: d.f.T("page.ch-near")}
	default:
		row.State = Tag{Kind: "warn", Shape: ShapeDown, Text: d.f.T("page.ch-behind")}
	}
}
