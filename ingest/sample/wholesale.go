package sample

import (
	_ "embed"
	"time"
)

// wholesaleMap tells the import how to read the hand-kept sheet.
//
//go:embed wholesale.yaml
var wholesaleMap []byte

func wholesaleFile(w *World) string {
	return wholesaleShop + "/批发登记_" + w.cal.compact(w.cal.days) + "083000.xlsx"
}

func (w *World) wholesale() *shop { return w.shops[len(w.shops)-1] }

// wholesaleMapping is the mapping file as it ships beside the sheet.
func (w *World) wholesaleMapping() (File, error) {
	return File{Name: "wholesale.yaml", Data: wholesaleMap, Kind: "mapping", Shop: w.wholesale().name}, nil
}

// wholesaleSheet is what the clerk keeps by hand: a title, a header on row 2, one row per item, a total below.
func (w *World) wholesaleSheet() (File, error) {
	s := w.wholesale()
	at := exportMoment(w.cal.days)
	epoch := int(w.cal.start.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
	data, err := sheetOf("批发", func(yield func([]any) bool) {
		yield([]any{"批发客户登记表"})
		yield([]any{"单号", "下单日期", "客户代号", "商品编码", "品名", "数量", "单价(元)", "金额(元)", "状态", "备注"})
		pieces, sum := 0, 0
		for n := range s.orders {
			o := &s.orders[n]
			for i := range o.n {
				l := &s.lines[o.first+i]
				offer := s.listings[l.listing]
				pieces += l.qty
				sum += l.paid
				yield([]any{
					s.wholesaleID(n), day(epoch + o.day()), "K" + number(int64(o.buyer%60), 3), offer.code, offer.title,
					l.qty, yuan(l.paid) / float64(l.qty), yuan(l.paid), wholesaleWord(o.stateAt(at)), nil,
				})
			}
		}
		yield([]any{"合计", nil, nil, nil, nil, pieces, nil, yuan(sum)})
	})
	return File{Name: wholesaleFile(w), Data: data, Kind: "wholesale", Shop: s.name, Records: len(s.lines) + 1}, err
}

func (s *shop) wholesaleID(n int) string {
	return "PF" + s.w.cal.compact(s.orders[n].day()) + "-" + number(int64(n%1000), 3)
}

func wholesaleWord(st state) string {
	switch st {
	case completed:
		return "已完成"
	case shipped:
		return "已发货"
	default:
		return "待发货"
	}
}

func yuan(fen int) float64 { return float64(fen) / 100 }
