package sample

import (
	"math/rand/v2"
	"slices"
)

// addSpecials adds the listings that nobody searches for: gifts, and codes that no mapping knows.
func (s *shop) addSpecials() {
	if s.platform == "taobao" || s.platform == "douyin" {
		for _, sku := range []string{"ZP1001", "ZP1002"} {
			l := s.offer(s.w.index[sku], 1, 0)
			l.price, l.title = 0, "【赠品】"+l.title
			s.listings = append(s.listings, l)
		}
	}
	switch s.chinese {
	case "天猫":
		s.listings = append(s.listings, listing{item: -1, pack: 1, code: "TM-TRY-01", title: "新品试吃装", spec: "规格:3枚", price: 990})
	case "抖音":
		s.listings = append(s.listings, listing{item: -1, pack: 1, code: "DY-TRY-09", title: "直播间试吃装", spec: "规格:2枚", price: 690})
	}
}

// giftListing is one of the shop's gifts, or −1.
func (s *shop) giftListing() int {
	if s.platform != "taobao" && s.platform != "douyin" {
		return -1
	}
	n := s.rng.IntN(2)
	for i, l := range s.listings {
		if l.item >= 0 && s.w.items[l.item].group == gift {
			return i + n
		}
	}
	return -1
}

// triedOrder sells, now and then, something whose code the department never mapped.
func (s *shop) triedOrder(d int) {
	last := len(s.listings) - 1
	if s.listings[last].item >= 0 || s.rng.Float64() > 0.3*min(1, s.w.opt.Scale) {
		return
	}
	u := []unit{{last, 1 + s.rng.IntN(2)}}
	if o, ok := s.newOrder(d, u); ok {
		s.add(o, u)
	}
}

// bulkOrder adds a group purchase in the weeks before a festival.
func (s *shop) bulkOrder(d int) {
	if s.chinese != "天猫" && s.chinese != "京东" && s.chinese != "有赞" {
		return
	}
	want := mooncakeBox
	off, _ := s.w.cal.offset(midAutumn, d)
	if db, _ := s.w.cal.offset(dragonBoat, d); abs(db) < abs(off) {
		off, want = db, zongziBox
	}
	if off < -40 || off > -8 || s.rng.Float64() > 0.25 {
		return
	}
	choice := s.choose(func(l listing) bool {
		return l.item >= 0 && s.w.items[l.item].group == want && !s.w.outOfStock(l.item, d) && s.w.selling(l.item, d)
	})
	if choice < 0 {
		return
	}
	u := []unit{{choice, bulkFrom + 10*s.rng.IntN(25)}}
	if o, ok := s.newOrder(d, u); ok {
		o.fate, o.closed = kept, 0
		if o.shipped == 0 {
			o.shipped = o.paid + 86_400
		}
		s.add(o, u)
	}
}

func (s *shop) choose(fits func(listing) bool) int {
	var out []int
	for i, l := range s.listings {
		if fits(l) {
			out = append(out, i)
		}
	}
	if out == nil {
		return -1
	}
	return out[s.rng.IntN(len(out))]
}

// unpaidOrders adds orders that nobody paid, one for about thirty units sold.
func (s *shop) unpaidOrders(d int, units []unit) {
	if s.platform == "pinduoduo" || s.platform == "wholesale" || len(units) == 0 {
		return
	}
	for range poisson(s.rng, 0.035*float64(len(units))) {
		u := units[s.rng.IntN(len(units)):][:1]
		o := purchase{deliver: far, place: pickPlace(s.rng), buyer: s.rng.Uint32(), fate: unpaid}
		o.created = int64(d)*86_400 + dayTime(s.rng)
		o.closed = o.created + 86_400
		s.add(o, u)
		s.lines[len(s.lines)-1].refund = 0
	}
}

// badDays are the days on which somebody orders in bad faith.
func (s *shop) badDays() []int {
	count := map[string]int{"天猫": 12, "拼多多": 8, "抖音": 10}[s.chinese]
	var out []int
	for range count {
		out = append(out, max(0, s.w.cal.days-6-s.rng.IntN(190)))
	}
	slices.Sort(out)
	return out
}

// maliciousOrder is a paid order of many pieces to an address that does not exist; it counts as demand until it is audited.
func (s *shop) maliciousOrder(d int) {
	n := s.choose(func(l listing) bool {
		return l.item >= 0 && l.pack == 1 && s.w.items[l.item].group == keep && !s.w.outOfStock(l.item, d)
	})
	if n < 0 {
		return
	}
	u := []unit{{n, 20 + s.rng.IntN(40)}}
	o := purchase{deliver: far, place: 0, buyer: 4_404_404, malicious: true}
	o.paid = int64(d)*86_400 + dayTime(s.rng)
	o.created = max(int64(d)*86_400, o.paid-5)
	o.shipped, o.done = o.paid+20*3600, o.paid+5*86_400
	s.add(o, u)
	s.rows = append(s.rows, wanted{listing: n, day: d, latent: int64(u[0].qty)})
}

// places are provinces and cities; the first ones are the shop's neighbours.
var places = [][2]string{
	{"浙江省", "杭州市"},
	{"浙江省", "宁波市"},
	{"浙江省", "嘉兴市"},
	{"上海市", "上海市"},
	{"江苏省", "苏州市"},
	{"江苏省", "南京市"},
	{"安徽省", "合肥市"},
	{"福建省", "福州市"},
	{"山东省", "济南市"},
	{"广东省", "广州市"},
	{"北京市", "北京市"},
	{"湖北省", "武汉市"},
	{"四川省", "成都市"},
	{"河南省", "郑州市"},
}

func pickPlace(r *rand.Rand) int {
	x := r.Float64()
	return int(float64(len(places)) * x * x)
}
