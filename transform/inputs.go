package transform

import (
	"context"
	"time"

	"zhiwei/ingest/order"
	"zhiwei/transform/warehouse"
)

// Files are the hashes of all imported files, sorted: what a run stands on.
func Files(ctx context.Context, db *warehouse.DB) ([]string, error) {
	return read(ctx, db, `SELECT DISTINCT file_sha FROM raw_file ORDER BY file_sha`, func(c *cursor) string { return c.text() })
}

// Promotion is a row of the promotion calendar in force, without those called off.
type Promotion struct {
	ID       string
	Name     string
	Platform string // empty = all
	From, To time.Time
	SKU      order.SKU // one of SKU and Category, both empty = all goods
	Category string
	Mechanic string
	NetPrice order.Money // 0 = none given
}

// Promotions reads the promotion calendar, first day first.
func Promotions(ctx context.Context, db *warehouse.DB) ([]Promotion, error) {
	return read(ctx, db, `
		SELECT promo_id, name, COALESCE(platform, ''), from_day, to_day, COALESCE(sku, ''), COALESCE(category, ''), COALESCE(mechanic, ''), net_price
		FROM cur_promotions
		WHERE COALESCE(state, '') <> '取消'
		ORDER BY from_day, promo_id, platform, sku, category`, func(c *cursor) Promotion {
		return Promotion{
			ID: c.text(), Name: c.text(), Platform: c.text(), From: c.day(), To: c.day(), SKU: order.SKU(c.text()),
			Category: c.text(), Mechanic: c.text(), NetPrice: order.Money(c.whole(0)),
		}
	})
}

// ChannelEntry is a sales channel and the platform it sells on.
type ChannelEntry struct {
	Channel  order.Channel
	Kind     string
	Platform string
}

// Channels reads dim_channel in the order of names.
func Channels(ctx context.Context, db *warehouse.DB) ([]ChannelEntry, error) {
	return read(ctx, db, `SELECT DISTINCT channel, kind, platform FROM dim_channel ORDER BY channel, kind, platform`, func(c *cursor) ChannelEntry {
		return ChannelEntry{Channel: order.Channel(c.text()), Kind: c.text(), Platform: c.text()}
	})
}

// LifeRule is the shelf-life rule of a channel and category in force; an empty category means all.
type LifeRule struct {
	Channel   order.Channel
	Category  string
	AcceptPct float64 // 0 = not given
	BanDays   int64
	WarnDays  int64
}

// LifeRules reads cur_channel_rules.
func LifeRules(ctx context.Context, db *warehouse.DB) ([]LifeRule, error) {
	return read(ctx, db, `
		SELECT channel, COALESCE(category, ''), COALESCE(accept_age_pct, 0), ban_days, warn_days
		FROM cur_channel_rules ORDER BY channel, category`, func(c *cursor) LifeRule {
		return LifeRule{Channel: order.Channel(c.text()), Category: c.text(), AcceptPct: c.number(), BanDays: c.whole(0), WarnDays: c.whole(0)}
	})
}

// Entry is a user's rows of the event calendar in the version in force.
type Entry struct {
	From, To time.Time
	Kind     string
	Name     string
	Platform string
	Scope    string
	Source   string
}

// CalendarEntries reads the department's own event calendar (节令历).
func CalendarEntries(ctx context.Context, db *warehouse.DB, asof time.Time) ([]Entry, error) {
	return read(ctx, db, `
		SELECT from_day, to_day, kind, name, COALESCE(platform, ''), COALESCE(scope, ''), COALESCE(source, '')
		FROM in_calendar
		WHERE valid_from = (SELECT COALESCE(max(CASE WHEN valid_from <= after(CAST(? AS DATE), 1) THEN valid_from END), min(valid_from)) FROM in_calendar)
		ORDER BY from_day, kind, name, platform`, func(c *cursor) Entry {
		return Entry{From: c.day(), To: c.day(), Kind: c.text(), Name: c.text(), Platform: c.text(), Scope: c.text(), Source: c.text()}
	}, asof)
}
