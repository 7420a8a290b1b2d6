package sample

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// centres are the two storage centres; the first ships two thirds.
var centres = [2]string{"杭州中心仓", "嘉兴分仓"}

// tableFolder is where the department's own tables lie in the inbox.
const tableFolder = "部门表"

// deptTable is one of the department's tables.
type deptTable struct {
	kind   Kind   // name in columns.csv
	name   string // Chinese name
	xlsx   bool
	header string
	rows   func(add func(cells ...any))
}

func (w *World) deptTables() []deptTable {
	return []deptTable{
		{"products", "商品主数据", true, "商品编码,品名,规格,类目,单位,箱规,体积(升),成本价(元),标价(元),保质期(天),上架日期,下架日期,节令,替代商品编码,短保", w.productRows},
		{"bundles", "组合装", false, "礼盒编码,组件编码,数量,类型,包装层数,包装成本(元),外体积(毫升)", w.bundleRows},
		{"suppliers", "供应商", false, "供应商编码,供应商名称,合作方式,到货周期(天),下单日,最小起订金额(元),账期(天),停工开始,停工结束", w.supplierRows},
		{"supplier_items", "供应商商品", false, "供应商编码,商品编码,供应商货号,最小起订量,起订倍数,数量自,含税单价(元),到货周期(天),最大可供量,截单日期,可退比例(%)", w.supplierItemRows},
		{"warehouses", "仓库", false, "仓库,所在省,所在市,容量(立方米),默认调拨天数,默认调拨费用(元/箱),最小调拨量(箱)", w.warehouseRows},
		{"channels", "渠道", false, "渠道,类型,平台,店铺,佣金(%),结算天数,大单起点", w.channelRows},
		{"platform_mapping", "平台映射", false, "平台,店铺,平台商品编码,平台规格名,商品编码,数量", w.mappingRows},
		{"channel_rules", "渠道效期规则", false, "渠道,类目,禁收已过比例(%),禁收已过天数,禁售剩余天数,临期剩余天数,承诺剩余天数", w.ruleRows},
		{"stock_lots", "库存快照", false, "日期,仓库,商品编码,批号,生产日期,到期日期,数量,库存类型,已占用数量", w.stockRows},
		{"purchase_orders", "在途采购", true, "采购单号,供应商编码,商品编码,收货仓,下单日期,承诺到货日期,订购数量,已到数量,预付金额(元),状态", w.orderedRows},
		{"promotions", "促销日历", true, "活动编号,活动名称,平台,开始日期,结束日期,商品编码,类目,活动机制,到手价(元),预估销量,报名状态,负责人", w.promotionRows},
		{"targets", "目标", false, "期间类型,期间,渠道,类目,销售额目标(元),销量目标", w.targetRows},
	}
}

// tableJobs make the tables; the date in a name is the day from which its version holds.
func (w *World) tableJobs() []job {
	var jobs []job
	for _, t := range w.deptTables() {
		name := tableFolder + "/" + t.name + "_" + w.cal.compact(w.cal.days-1)
		if t.xlsx {
			name += ".xlsx"
		} else {
			name += ".csv"
		}
		jobs = append(jobs, job{name, func() (File, error) {
			data, n, err := w.table(t)
			return File{Name: name, Data: data, Kind: t.kind, Records: n}, err
		}})
	}
	return jobs
}

// table renders one table, as a workbook or as CSV with a byte-order mark so that Excel opens it.
func (w *World) table(t deptTable) (data []byte, n int, err error) {
	if !t.xlsx {
		data = append([]byte("\xef\xbb\xbf"), t.header+"\r\n"...)
		t.rows(func(cells ...any) {
			n++
			for i, c := range cells {
				if i > 0 {
					data = append(data, ',')
				}
				data = append(data, w.plain(c)...)
			}
			data = append(data, '\r', '\n')
		})
		return data, n, nil
	}
	data, err = sheetOf(t.name, func(yield func([]any) bool) {
		var head []any
		for h := range strings.SplitSeq(t.header, ",") {
			head = append(head, h)
		}
		yield(head)
		t.rows(func(cells ...any) {
			n++
			row := make([]any, len(cells))
			for i, c := range cells {
				row[i] = w.sheetCell(c)
			}
			yield(row)
		})
	})
	return data, n, err
}

// fen is an amount of a table, date a day of the calendar, far an empty one.
type (
	fen  int
	date int
)

func (w *World) plain(c any) string {
	switch v := c.(type) {
	case nil:
		return ""
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case fen:
		return string(appendYuan(nil, int(v)))
	case date:
		if v == far {
			return ""
		}
		return w.cal.date(int(v))
	default:
		return fmt.Sprint(v)
	}
}

func (w *World) sheetCell(c any) any {
	switch v := c.(type) {
	case fen:
		return yuan(int(v))
	case date:
		if v == far {
			return nil
		}
		return day(int(w.cal.start.Sub(spreadsheetEpoch)/(24*time.Hour)) + int(v))
	default:
		return c
	}
}

var spreadsheetEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

func (w *World) productRows(add func(cells ...any)) {
	next := w.cal.next(midAutumn, w.cal.days)
	for _, it := range w.items {
		from, to := date(it.from), date(it.to)
		if it.season == "中秋" && it.group != packing {
			from, to = date(next-62), date(next)
		}
		var list, shelf, spec any = fen(it.list), it.shelf, it.spec
		if it.group == packing {
			list, shelf, spec = nil, nil, nil
		}
		short := "否"
		if it.shelf > 0 && it.shelf <= 3 {
			short = "是"
		}
		add(it.sku, it.name, spec, it.category, it.unit, it.caseSize, it.volume, fen(it.cost), list, shelf, from, to, it.season, it.substitute, short)
	}
}

func (w *World) bundleRows(add func(cells ...any)) {
	for _, it := range w.items {
		packCost := 0
		for _, p := range it.parts {
			if p.kind != "食品" {
				packCost += w.items[p.item].cost * p.qty
			}
		}
		for _, p := range it.parts {
			if p.kind == "盒" {
				add(it.sku, p.sku, p.qty, p.kind, 3, fen(packCost), 7072)
				continue
			}
			add(it.sku, p.sku, p.qty, p.kind, nil, nil, nil)
		}
	}
}

// maker is a supplier.
type maker struct {
	code, name, terms, weekdays  string
	lead, minValue, credit, back int
	closed                       bool
}

var makers = []maker{
	{"GY01", "湖墅烘焙坊", "经销", "周一、周三、周五", 2, 80_000, 15, 0, false},
	{"GY02", "运河糕点加工厂", "代销", "周一、周四", 4, 150_000, 45, 20, true},
	{"GY03", "西溪食品厂", "经销", "周一、周四", 7, 300_000, 30, 0, true},
	{"GY04", "嘉禾粽业", "经销", "周二、周五", 5, 200_000, 30, 0, false},
	{"GY05", "湖滨包装印刷", "经销", "周二", 18, 800_000, 60, 0, true},
	{"GY06", "江南干货行", "代销", "周三", 12, 100_000, 45, 50, false},
}

func makerOf(g group) maker {
	switch g {
	case fresh:
		return makers[0]
	case mooncake:
		return makers[2]
	case zongzi:
		return makers[3]
	case packing, gift:
		return makers[4]
	case slow:
		return makers[5]
	default:
		return makers[1]
	}
}

func (w *World) supplierRows(add func(cells ...any)) {
	holiday := w.cal.dayOf(w.opt.AsOf.Year(), time.October, 1)
	for _, m := range makers {
		from, to := date(far), date(far)
		if m.closed {
			from, to = date(holiday), date(holiday+6)
		}
		add(m.code, m.name, m.terms, m.lead, m.weekdays, fen(m.minValue), m.credit, from, to)
	}
}

// supplierItemRows gives what is bought its price steps; the season's goods have a cut-off, some of them today or past.
func (w *World) supplierItemRows(add func(cells ...any)) {
	for _, it := range w.items {
		if it.parts != nil || it.group == gone {
			continue
		}
		m := makerOf(it.group)
		moq := it.caseSize * 10
		if it.group == fresh {
			moq = it.caseSize * 2
		}
		most, cutoff := any(nil), date(w.cutoff(it))
		if it.season == "中秋" {
			most = 60_000
		}
		code := m.code[2:] + "-" + it.sku
		for _, step := range [][2]int{{1, 100}, {moq * 5, 96}, {moq * 25, 92}} {
			if it.group == slow && step[0] > 1 {
				continue
			}
			add(m.code, it.sku, code, moq, it.caseSize, step[0], fen(it.cost*step[1]/100), m.lead, most, cutoff, m.back)
		}
	}
}

// cutoff is the factory's last day for orders of the season, far without one.
func (w *World) cutoff(it item) int {
	if it.season != "中秋" {
		return far
	}
	today := w.cal.days
	switch it.sku {
	case "BC1003", "BC1005":
		return today - 4
	case "YB1005", "YB1013":
		return today
	case "YB1001", "BC1001":
		return today + 3
	}
	return w.cal.next(midAutumn, today) - 17
}

func (w *World) warehouseRows(add func(cells ...any)) {
	add(centres[0], "浙江", "杭州", 900, 1, fen(250), 5)
	add(centres[1], "浙江", "嘉兴", 400, 1, fen(300), 5)
}

func (w *World) channelRows(add func(cells ...any)) {
	terms := map[string][2]int{"天猫": {5, 10}, "淘宝": {3, 10}, "京东": {8, 30}, "拼多多": {2, 15}, "抖音": {5, 15}, "有赞": {1, 7}}
	for _, s := range w.shops {
		if s.platform == "wholesale" {
			add(s.name, "批发", s.chinese, s.name, 0, 45, nil)
			continue
		}
		add(s.name, "平台零售", s.chinese, s.name, terms[s.chinese][0], terms[s.chinese][1], bulkFrom)
	}
}

func (w *World) mappingRows(add func(cells ...any)) {
	for _, s := range w.shops {
		for _, l := range s.listings {
			if l.item >= 0 && (l.code != w.items[l.item].sku || l.pack != 1) {
				add(s.chinese, s.name, l.code, l.title+l.spec, w.items[l.item].sku, l.pack)
			}
		}
	}
}

func (w *World) ruleRows(add func(cells ...any)) {
	for _, s := range w.shops {
		if s.platform == "wholesale" {
			add(s.name, nil, 33.3, nil, 10, 15, nil)
			continue
		}
		add(s.name, nil, 50, nil, 3, nil, 7)
		add(s.name, "月饼", nil, 20, 5, 15, 15)
	}
}
