package sample

import (
	"fmt"
	"strings"
)

// group is what an item is to the department; it decides its curve and its share of the trade.
type group int

const (
	fresh group = iota // year-round pastry, 3–30 days
	keep               // year-round pastry, 60–180 days
	zongzi
	mooncake
	qingtuan
	mooncakeBox
	zongziBox
	springBox
	slow // intermittent
	brandNew
	gone    // discontinued
	gift    // given away
	packing // boxes, bags, cards: bought, never sold alone
	groups
)

// share is the part of the retail lines that a group gets.
var share = [groups]float64{
	fresh: 0.235, keep: 0.285, zongzi: 0.15, mooncake: 0.135, qingtuan: 0.02, mooncakeBox: 0.085, zongziBox: 0.035,
	springBox: 0.015, slow: 0.016, brandNew: 0.012, gone: 0.012,
}

// festival is the feast whose offset a group follows; empty means the whole year.
var festival = [groups]string{
	zongzi: dragonBoat, mooncake: midAutumn, qingtuan: qingming, mooncakeBox: midAutumn, zongziBox: dragonBoat,
	springBox: springFestival,
}

// part is one row of a bill of materials.
type part struct {
	item int
	sku  string
	qty  int
	kind string // 食品, 盒, 袋, 附件
}

// item is a row of the product master and what drives its demand.
type item struct {
	sku, name, spec, category, unit string
	group                           group
	caseSize                        int
	volume                          float64
	cost, list                      int // fen
	shelf                           int // days, 0 does not expire
	from, to                        int // day on sale, far = open
	season, substitute              string
	parts                           []part
	weight                          float64 // popularity within the group
	growth                          float64 // per year
	level                           []float64
	seasonal                        []float64 // factor of each season of its festival
}

// family is a run of items that differ by name only.
type family struct {
	prefix, category, unit, spec, season string
	group                                group
	names                                string
	caseSize                             int
	volume                               float64
	cost, step                           int // fen of the first, and how much the next is dearer
	margin                               float64
	shelf                                []int
}

var families = []family{
	{"GX", "糕点", "盒", "6枚/盒", "常年", fresh, "鲜肉酥饼 蛋黄酥 老婆饼 鲜花饼 榴莲酥 海苔肉松小贝 红豆面包 芋泥麻薯 奶香吐司 椰蓉餐包 牛舌饼 玫瑰酥 抹茶大福 豆乳盒子 芝士蛋糕 蜂蜜小蛋糕 枣泥糕 定胜糕 龙井茶酥 梅干菜饼 葱油桃酥 千层糕", 24, 0.9, 780, 55, 2.1, []int{3, 7, 15, 30, 20}},
	{"GD", "糕点", "盒", "200g/盒", "常年", keep, "桂花糕 绿豆糕 核桃酥 杏仁饼 芝麻酥糖 花生酥 凤梨酥 山楂糕 麻糖 云片糕 椒盐酥 香糕 藕粉糕 薄荷糕 琥珀桃仁 玉米酥 紫薯酥 米花糖 柠檬饼干 海盐苏打 燕麦酥 芡实糕 茯苓糕 南瓜子酥", 24, 0.6, 620, 40, 2.2, []int{60, 90, 120, 180}},
	{"ZZ", "粽子", "袋", "6只/600g", "端午", zongzi, "蛋黄鲜肉粽 大肉粽 豆沙粽 蜜枣粽 栗子肉粽 紫米粽 八宝粽 梅干菜肉粽 咸蛋黄粽 碱水粽 火腿粽 红豆粽 香菇肉粽 排骨粽 花生粽 迷你粽", 24, 1.1, 1680, 60, 1.95, []int{180, 150, 120}},
	{"YB", "月饼", "枚", "80g/枚", "中秋", mooncake, "五仁月饼 莲蓉蛋黄月饼 豆沙月饼 枣泥月饼 流心奶黄月饼 椰蓉月饼 黑芝麻月饼 玫瑰月饼 榨菜鲜肉月饼 火腿月饼 茶香月饼 紫薯月饼 双黄莲蓉月饼 桂花月饼 百果月饼 陈皮豆沙月饼 板栗月饼 冰皮月饼", 40, 0.2, 520, 18, 2.2, []int{60, 60, 45, 90}},
	{"QT", "糕点", "盒", "8枚/盒", "清明", qingtuan, "豆沙青团 咸蛋黄肉松青团", 20, 0.8, 1100, 200, 2.1, []int{7, 10}},
	{"MX", "干货", "罐", "500g/罐", "常年", slow, "西湖藕粉 黑芝麻糊 山药薏米粉 核桃粉 桂圆干 枸杞茶 糖桂花 龙井茶饼 手工红糖 陈皮梅", 12, 1.4, 2200, 180, 1.9, []int{365, 540, 270}},
	{"XP", "糕点", "盒", "4枚/盒", "常年", brandNew, "生椰拿铁酥 话梅绿豆冰糕 黑金流沙酥", 24, 0.7, 980, 90, 2.1, []int{30, 60, 45}},
	{"TS", "糕点", "盒", "200g/盒", "常年", gone, "老式蛋烘糕", 24, 0.6, 700, 0, 2.1, []int{30}},
	{"ZP", "赠品", "份", "30g/份", "常年", gift, "桂花糕体验装 茶包体验装", 100, 0.1, 120, 40, 1, []int{90, 365}},
}

// boxes are gift boxes: name, food parts (SKU×pieces), packing SKUs.
var boxes = []struct {
	sku, name, spec, season string
	group                   group
	list                    int
	parts                   string
}{
	{"LH1001", "中秋团圆月饼礼盒", "8枚/640g", "中秋", mooncakeBox, 12800, "YB1001×4 YB1002×4 BC1001盒1 BD1001袋1"},
	{"LH1002", "花好月圆月饼礼盒", "8枚/640g", "中秋", mooncakeBox, 13800, "YB1003×4 YB1005×4 BC1002盒1 BD1001袋1"},
	{"LH1003", "流心奶黄月饼礼盒", "6枚/480g", "中秋", mooncakeBox, 15800, "YB1005×6 BC1003盒1 BD1001袋1 FJ1001附件1"},
	{"LH1004", "杭式百果月饼礼盒", "10枚/800g", "中秋", mooncakeBox, 16800, "YB1015×5 YB1001×5 BC1004盒1 BD1002袋1"},
	{"LH1005", "双黄臻选月饼礼盒", "6枚/480g", "中秋", mooncakeBox, 19800, "YB1013×6 BC1005盒1 BD1002袋1 FJ1001附件1"},
	{"LH1006", "茶香月饼礼盒", "8枚/640g", "中秋", mooncakeBox, 14800, "YB1011×4 YB1014×4 BC1006盒1 BD1001袋1"},
	{"LH1007", "四季月饼小礼盒", "4枚/320g", "中秋", mooncakeBox, 6800, "YB1003×1 YB1004×1 YB1006×1 YB1008×1 BC1007盒1"},
	{"LH1008", "企业定制月饼礼盒", "12枚/960g", "中秋", mooncakeBox, 23800, "YB1002×6 YB1013×6 BC1008盒1 BD1002袋1 FJ1001附件1"},
	{"LZ1001", "端午安康粽子礼盒", "12只/1.2kg", "端午", zongziBox, 11800, "ZZ1001×1 ZZ1003×1 BC2001盒1 BD1001袋1"},
	{"LZ1002", "龙舟粽子礼盒", "18只/1.8kg", "端午", zongziBox, 16800, "ZZ1001×1 ZZ1002×1 ZZ1004×1 BC2002盒1 BD1001袋1"},
	{"LZ1003", "五谷粽子礼盒", "12只/1.2kg", "端午", zongziBox, 10800, "ZZ1006×1 ZZ1007×1 BC2003盒1"},
	{"LN1001", "年货糕点礼盒", "5盒/1kg", "春节", springBox, 9800, "GD1001×1 GD1003×2 GD1007×2 BC3001盒1 BD1002袋1"},
	{"LN1002", "福满堂糕点礼盒", "8盒/1.6kg", "春节", springBox, 15800, "GD1002×2 GD1005×2 GD1007×2 GD1015×2 BC3002盒1 BD1002袋1"},
}

var packings = []struct {
	sku, name, season string
	cost              int
}{
	{"BC1001", "团圆礼盒空盒", "中秋", 1150},
	{"BC1002", "花好月圆空盒", "中秋", 1180},
	{"BC1003", "流心空盒", "中秋", 1320},
	{"BC1004", "百果空盒", "中秋", 1260},
	{"BC1005", "臻选空盒", "中秋", 1650},
	{"BC1006", "茶香空盒", "中秋", 1180},
	{"BC1007", "四季小空盒", "中秋", 520},
	{"BC1008", "企业定制空盒", "中秋", 1980},
	{"BC2001", "端午安康空盒", "端午", 820},
	{"BC2002", "龙舟空盒", "端午", 980},
	{"BC2003", "五谷空盒", "端午", 760},
	{"BC3001", "年货空盒", "春节", 690},
	{"BC3002", "福满堂空盒", "春节", 920},
	{"BD1001", "手提袋小号", "常年", 120},
	{"BD1002", "手提袋大号", "常年", 160},
	{"FJ1001", "刀叉贺卡套装", "常年", 85},
}

// catalogue is the product master, in SKU families.
func catalogue(cal calendar) []item {
	var out []item
	for _, f := range families {
		for i, name := range strings.Fields(f.names) {
			out = append(out, f.member(cal, i, name))
		}
	}
	for i, b := range boxes {
		out = append(out, item{
			sku: b.sku, name: b.name, spec: b.spec, category: "礼盒", unit: "盒", group: b.group, caseSize: 6, volume: 6.5,
			list: b.list, shelf: 60, from: far, to: far, season: b.season, weight: 1 / (1 + 0.25*float64(i%8)),
		})
	}
	for _, p := range packings {
		out = append(out, item{
			sku: p.sku, name: p.name, category: "包材", unit: "套", group: packing, caseSize: 30, volume: 3,
			cost: p.cost, from: far, to: far, season: p.season,
		})
	}
	return out
}

func (f family) member(cal calendar, i int, name string) item {
	cost := f.cost + i*f.step
	it := item{
		sku: fmt.Sprintf("%s%d", f.prefix, 1001+i), name: name, spec: f.spec, category: f.category, unit: f.unit,
		group: f.group, caseSize: f.caseSize, volume: f.volume, cost: cost, list: int(float64(cost)*f.margin)/100*100 + 80,
		shelf: f.shelf[i%len(f.shelf)], from: far, to: far, season: f.season, weight: 1 / (1 + 0.22*float64(i)),
	}
	switch f.group {
	case brandNew:
		it.from = cal.days - []int{60, 38, 20}[i]
	case gone:
		it.to = cal.days - 145
		it.substitute = "GD1004"
	case slow:
		it.weight = 1 / (1 + 0.08*float64(i))
	default:
	}
	return it
}

// linkBundles reads the bills of materials and prices the boxes by them.
func (w *World) linkBundles() {
	for _, b := range boxes {
		box := &w.items[w.index[b.sku]]
		for field := range strings.FieldsSeq(b.parts) {
			p := readPart(field)
			p.item = w.index[p.sku]
			box.parts = append(box.parts, p)
			box.cost += p.qty * w.items[p.item].cost
		}
	}
}

// readPart reads YB1001×4 or BC1001盒1.
func readPart(field string) part {
	p := part{sku: field[:6], kind: "食品"}
	rest := field[6:]
	if n, ok := strings.CutPrefix(rest, "×"); ok {
		rest = n
	} else {
		for _, kind := range []string{"盒", "袋", "附件"} {
			if n, ok := strings.CutPrefix(rest, kind); ok {
				p.kind, rest = kind, n
			}
		}
	}
	for _, c := range rest {
		p.qty = p.qty*10 + int(c-'0')
	}
	return p
}
