package transform

import (
	"context"
	"time"

	"zhiwei/ingest/order"
	"zhiwei/transform/warehouse"
)

// ShopEntry is a row of the channels table: a shop that may appear in files.
type ShopEntry struct {
	Channel  order.Channel
	Kind     string
	Platform string // as the table writes it, which may be the Chinese name
	Shop     order.Shop
}

// ShopBook reads the channels in the version that holds on the day after asof,
// before any model has run. Empty: shops are registered on first sight.
func ShopBook(ctx context.Context, db *warehouse.DB, asof time.Time) ([]ShopEntry, error) {
	return read(ctx, db, `
		SELECT channel, COALESCE(kind, ''), COALESCE(platform, ''), COALESCE(shop, '')
		FROM in_channels
		WHERE valid_from = (SELECT COALESCE(max(CASE WHEN valid_from <= after(CAST(? AS DATE), 1) THEN valid_from END), min(valid_from)) FROM in_channels)
		ORDER BY channel, platform, shop`, func(c *cursor) ShopEntry {
		return ShopEntry{Channel: order.Channel(c.text()), Kind: c.text(), Platform: c.text(), Shop: order.Shop(c.text())}
	}, asof)
}

// CodeEntry maps a platform's code to a SKU. Platform and Shop are empty for the SKUs themselves.
type CodeEntry struct {
	Platform string // as the table writes it, which may be the Chinese name
	Shop     order.Shop
	Code     string
	SKU      order.SKU
	Qty      int64 // base units of the SKU per platform unit
}

// CodeBook reads the platform mapping and the codes of the product table and
// the bundles, each in the version that holds on the day after asof. Empty: there
// is no product table, and each code is its own SKU.
func CodeBook(ctx context.Context, db *warehouse.DB, asof time.Time) ([]CodeEntry, error) {
	return read(ctx, db, `
		WITH today AS (SELECT after(CAST(? AS DATE), 1) AS day)
		SELECT platform, shop, code, sku, qty FROM (
			SELECT COALESCE(platform, '') AS platform, COALESCE(shop, '') AS shop, platform_code AS code, sku, qty
			FROM in_platform_mapping
			WHERE valid_from = (SELECT COALESCE(max(CASE WHEN valid_from <= today.day THEN valid_from END), min(valid_from)) FROM in_platform_mapping, today)
			UNION ALL
			SELECT '', '', sku, sku, 1 FROM in_products
			WHERE valid_from = (SELECT COALESCE(max(CASE WHEN valid_from <= today.day THEN valid_from END), min(valid_from)) FROM in_products, today)
			UNION
			SELECT '', '', bundle_sku, bundle_sku, 1 FROM in_bundles
			WHERE valid_from = (SELECT COALESCE(max(CASE WHEN valid_from <= today.day THEN valid_from END), min(valid_from)) FROM in_bundles, today)
		) AS book
		ORDER BY platform, shop, code, sku`, func(c *cursor) CodeEntry {
		return CodeEntry{Platform: c.text(), Shop: order.Shop(c.text()), Code: c.text(), SKU: order.SKU(c.text()), Qty: c.whole(1)}
	}, asof)
}
