package ingest

import (
	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
)

// ShopRow is one row of the channels table, as far as shops go. Platform may be a Chinese name.
type ShopRow struct{ Channel, Platform, Shop string }

// ShopBook knows the shops of the channels table. A nil book knows none and takes every shop on first sight.
type ShopBook struct {
	byName map[shopName]order.Shop
}

type shopName struct {
	platform order.Platform
	name     string
}

// NewShopBook returns the book of a channels table. A name is looked up among 渠道 first, then among 店铺; what is stored
// is 店铺, or 渠道 where the row has none. Own mappings tell which platform a name such as 批发 means.
func NewShopBook(rows []ShopRow, own ...*profile.Profile) *ShopBook {
	b := &ShopBook{byName: map[shopName]order.Shop{}}
	add := func(platform order.Platform, name string, shop order.Shop) {
		key := shopName{platform, name}
		if _, held := b.byName[key]; !held && name != "" {
			b.byName[key] = shop
		}
	}
	for _, r := range rows {
		add(profile.PlatformOf(r.Platform, own...), r.Channel, r.shop())
	}
	for _, r := range rows {
		add(profile.PlatformOf(r.Platform, own...), r.Shop, r.shop())
	}
	return b
}

func (r ShopRow) shop() order.Shop {
	if r.Shop != "" {
		return order.Shop(r.Shop)
	}
	return order.Shop(r.Channel)
}

// Shop resolves a name. A row without a platform holds for all of them.
func (b *ShopBook) Shop(platform order.Platform, name string) (order.Shop, bool) {
	if b == nil {
		return order.Shop(name), true
	}
	if shop, ok := b.byName[shopName{platform, name}]; ok {
		return shop, true
	}
	shop, ok := b.byName[shopName{"", name}]
	return shop, ok
}

// CodeRow is one row of the platform mapping (平台映射). An empty shop means all shops of the platform.
type CodeRow struct {
	Platform, Shop, Code string
	SKU                  order.SKU
	Qty                  int64
}

// CodeBook knows which SKU a platform's code means. A nil book takes each code as its own SKU.
type CodeBook struct {
	mapped map[codeKey]CodeRow
	known  map[string]bool
}

type codeKey struct {
	platform order.Platform
	shop     order.Shop
	code     string
}

// NewCodeBook returns the book of a platform mapping and of the codes (商品编码 and 礼盒编码) that are SKUs themselves.
// With no codes at all, that is without a product table, each code is its own SKU.
func NewCodeBook(rows []CodeRow, codes []string, own ...*profile.Profile) *CodeBook {
	b := &CodeBook{mapped: map[codeKey]CodeRow{}}
	for _, r := range rows {
		b.mapped[codeKey{profile.PlatformOf(r.Platform, own...), order.Shop(r.Shop), r.Code}] = r
	}
	if len(codes) > 0 {
		b.known = make(map[string]bool, len(codes))
		for _, c := range codes {
			b.known[c] = true
		}
	}
	return b
}

// SKU tries the codes in their order, each in the mapping first, then as a SKU itself.
func (b *CodeBook) SKU(platform order.Platform, shop order.Shop, codes []string) (order.SKU, int64) {
	own := ""
	for _, code := range codes {
		if code == "" {
			continue
		}
		if own == "" {
			own = code
		}
		if b == nil {
			break
		}
		if r, ok := b.mapped[codeKey{platform, shop, code}]; ok {
			return r.SKU, r.Qty
		}
		if r, ok := b.mapped[codeKey{platform, "", code}]; ok {
			return r.SKU, r.Qty
		}
		if b.known[code] {
			return order.SKU(code), 1
		}
	}
	if own == "" || b != nil && b.known != nil {
		return "", 0
	}
	return order.SKU(own), 1
}
