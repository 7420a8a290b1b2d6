package view

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhiwei/forecast/plan"
)

// queueLimit is the most findings that one morning is asked to look at.
const queueLimit = 20

// Finding is one row of the queue: what it costs, what happened, who, and where to look.
type Finding struct {
	Fen            int64
	Money, BarPct  string
	Late           bool
	Tag            Tag
	What, Say, Who string
	Link, LinkText string
	Data           bool // What is a name from data, in the data's own language
}

type overdueRow struct {
	SKU      string    `sql:"sku"`
	Name     string    `sql:"name"`
	Unit     string    `sql:"unit"`
	PO       string    `sql:"po_no"`
	Promised time.Time `sql:"promised"`
	Days     int       `sql:"overdue_days"`
	Qty      int64     `sql:"open_qty"`
	Fen      int64     `sql:"open_fen"`
}

type stockoutRow struct {
	SKU     string    `sql:"sku"`
	Name    string    `sql:"name"`
	Unit    string    `sql:"unit"`
	Days    int       `sql:"days_out"`
	First   time.Time `sql:"first_out"`
	Last    time.Time `sql:"last_out"`
	SoldOut float64   `sql:"sold_out"`
	SoldIn  float64   `sql:"sold_in"`
	Price   int64     `sql:"list_price_fen"`
}

type weakRow struct {
	SKU   string  `sql:"sku"`
	Name  string  `sql:"name"`
	Unit  string  `sql:"unit"`
	WAPE  float64 `sql:"wape"`
	Hand  float64 `sql:"hand_wape"`
	Price int64   `sql:"list_price_fen"`
	Ahead float64 `sql:"ahead"`
}

// queueData are the findings' sources beside the plan and the targets.
type queueData struct {
	overdue   []overdueRow
	stockouts []stockoutRow
	weak      []weakRow
}

// stockoutDays is how far back days without stock are looked for.
const stockoutDays = 28

func readQueue(r *reader, h Header) queueData {
	return queueData{
		overdue:   read[overdueRow](r, "page_home_overdue"),
		stockouts: read[stockoutRow](r, "page_home_stockouts", addDays(h.AsOf, 1-stockoutDays), h.AsOf, stockoutDays),
		weak:      read[weakRow](r, "page_home_weak", h.RunID),
	}
}

// queue ranks every finding by its money and writes the page's title from the same list.
func (d *homeData) queue(home *Home) {
	all := slices.Concat(d.planFindings(), d.targetFindings(), d.dataFindings(), d.overdueFindings(), d.stockoutFindings(), d.weakFindings())
	all = slices.DeleteFunc(all, func(x Finding) bool { return x.Fen < minimumFen })
	slices.SortStableFunc(all, func(a, b Finding) int { return cmp.Or(cmp.Compare(b.Fen, a.Fen), strings.Compare(a.What, b.What)) })
	all = all[:min(len(all), queueLimit)]
	home.Title, home.Lede = d.f.T("page.home-calm"), d.f.T("page.home-calm-lede")
	if len(all) == 0 {
		return
	}
	var sum, three int64
	for i := range all {
		x := &all[i]
		sum += x.Fen
		if i < 3 {
			three += x.Fen
		}
		x.Money = d.f.Money(x.Fen)
		x.BarPct = px(float64(x.Fen) / float64(all[0].Fen) * 100)
	}
	key := "page.home-title"
	if len(all) <= 3 {
		key = "page.home-title-few"
	}
	home.Title = d.f.T(key, "N", len(all), "Money", d.f.Money(sum), "Share", d.f.Percent(float64(three)/float64(sum)))
	home.Lede = d.f.T("page.home-lede", "Kind", all[0].Tag.Text, "What", all[0].What)
	home.Queue, home.QueueSum = all, d.f.Money(sum)
	home.QueueCount = d.f.T("page.queue-total", "N", len(all))
}

// planFindings are the suggestions that lose money when nobody acts, and those that cannot be ordered.
func (d *homeData) planFindings() []Finding {
	var out []Finding
	for _, l := range d.plan {
		x := Finding{
			Fen: l.LostFen, What: joinWords(d.f, l.Name, l.SKU), Data: true, Who: d.f.T("page.who-clerk"),
			Link: "purchase.html#L" + strconv.Itoa(l.Line), LinkText: d.f.T("page.go-line"),
		}
		args := []any{
			"Cover", d.f.Decimal(l.CoverBefore, 1), "Lead", l.Lead, "Qty", d.f.Int(l.Qty), "Unit", d.f.Unit(l.Unit), "Money", d.f.Money(l.LostFen),
			"Day", d.f.Day(l.LatestOrder), "N", daysBetween(l.LatestOrder, d.h.Today), "MOQ", d.f.Int(l.MOQ), "Cap", d.f.Int(l.ShelfCap),
		}
		switch {
		case l.Exception == plan.ShelfBelowMOQ:
			x.Tag, x.Say = Tag{Shape: ShapeCross, Text: d.f.T("page.kind-shelf")}, d.f.T("page.find-shelf", args...)
		case l.Urgency == string(plan.PastDue):
			x.Late, x.Tag = true, Tag{Kind: "late", Shape: ShapeDiamond, Text: d.f.T("page.kind-past")}
			x.Say = d.f.T("page.find-past", args...)
		case l.Urgency == string(plan.Today):
			x.Late, x.Tag = true, Tag{Kind: "late", Shape: ShapeDot, Text: d.f.T("page.kind-today")}
			x.Say = d.f.T("page.find-today", args...)
		case l.Urgency == string(plan.ThisWeek):
			x.Tag, x.Say = Tag{Kind: "warn", Shape: ShapeBar, Text: d.f.T("page.kind-week")}, d.f.T("page.find-week", args...)
		default:
			continue
		}
		out = append(out, x)
	}
	return out
}

// targetFindings are the channels whose month, carried on along the booking curve, ends below its target.
func (d *homeData) targetFindings() []Finding {
	var out []Finding
	for _, t := range d.monthTargets() {
		at, known := pace([]targetRow{t}, d.monthPast, d.monthWhole)
		if !known {
			continue
		}
		done, want := reached([]targetRow{t}, d.monthly)
		expected := int64(math.Round(float64(done) / at))
		if done == 0 || expected >= want {
			continue
		}
		name := joinWords(d.f, t.Channel, t.Category)
		if name == "" {
			name = d.f.T("page.all-channels")
		}
		out = append(out, Finding{
			Fen: want - expected, Tag: Tag{Kind: "warn", Shape: ShapeDown, Text: d.f.T("page.kind-target")}, Who: d.f.T("page.who-lead"),
			What: d.f.T("page.find-target-what", "Name", name, "Month", d.f.T("page.month-"+strconv.Itoa(int(d.month.Month())))),
			Say:  d.f.T("page.find-target", "Target", d.f.Money(want), "Expected", d.f.Money(expected), "Done", d.f.Money(done), "Share", d.f.Percent(at)),
			Link: "#h-m", LinkText: d.f.T("page.go-channels"),
		})
	}
	return out
}

func (d *homeData) dataFindings() []Finding {
	if d.h.ToHandle() == 0 {
		return nil
	}
	return []Finding{{
		Fen: d.h.HeldFen + d.h.UnmappedFen, Tag: Tag{Shape: ShapeBox, Text: d.f.T("page.kind-data")}, Who: d.f.T("page.who-clerk"),
		What: d.f.T("page.find-data-what", "N", d.h.ToHandle()),
		Say:  d.f.T("page.find-data", "Held", d.f.Int(d.h.Held), "Unmapped", d.f.Int(d.h.Unmapped)),
		Link: "health.html", LinkText: d.f.T("page.go-health"),
	}}
}

func (d *homeData) overdueFindings() []Finding {
	var out []Finding
	for _, o := range d.overdue {
		link, text := "purchase.html", d.f.T("page.go-purchase")
		for _, l := range d.plan {
			if l.SKU == o.SKU {
				link, text = "purchase.html#L"+strconv.Itoa(l.Line), d.f.T("page.go-line")
				break
			}
		}
		out = append(out, Finding{
			Fen: o.Fen, Tag: Tag{Shape: ShapeRhomb, Text: d.f.T("page.kind-overdue")}, Who: d.f.T("page.who-clerk"), Data: true,
			What: o.Name + " " + d.f.Int(o.Qty) + unitGap(d.f, o.Unit),
			Say:  d.f.T("page.find-overdue", "PO", o.PO, "Day", d.f.Day(o.Promised), "N", o.Days), Link: link, LinkText: text,
		})
	}
	return out
}

// stockoutFindings value the pieces that days without stock did not sell, at the pace of the days with stock.
func (d *homeData) stockoutFindings() []Finding {
	var out []Finding
	for _, s := range d.stockouts {
		missed := s.missed()
		if missed <= 0 {
			continue
		}
		out = append(out, Finding{
			Fen: missed * s.Price, Tag: Tag{Shape: ShapeRing, Text: d.f.T("page.kind-stockout")}, Who: d.f.T("page.who-lead"), Data: true,
			What: joinWords(d.f, s.Name, s.SKU), Link: SeriesPath(s.SKU), LinkText: d.f.T("page.go-series"),
			Say: d.f.T("page.find-stockout", "From", d.f.Day(s.First), "To", d.f.Day(s.Last), "N", s.Days, "Qty", d.f.Int(missed), "Unit", d.f.Unit(s.Unit)),
		})
	}
	return out
}

// missed are the pieces that the days without stock did not sell, at the pace of the other days; none where there is no other day.
func (s stockoutRow) missed() int64 {
	if s.Days >= stockoutDays {
		return 0
	}
	return whole(s.SoldIn/float64(stockoutDays-s.Days)*float64(s.Days) - s.SoldOut)
}

// weakFindings are items whose forecast did worse in the backtest than the hand formula; the money is the extra error.
func (d *homeData) weakFindings() []Finding {
	var out []Finding
	for _, w := range d.weak {
		out = append(out, Finding{
			Fen: int64(math.Round((w.WAPE - w.Hand) * w.Ahead * float64(w.Price))), Tag: Tag{Kind: "warn", Shape: ShapeUp, Text: d.f.T("page.kind-weak")},
			Who: d.f.T("page.who-lead"), Data: true, What: joinWords(d.f, w.Name, w.SKU), Link: SeriesPath(w.SKU), LinkText: d.f.T("page.go-series"),
			Say: d.f.T("page.find-weak", "WAPE", d.f.Percent(w.WAPE), "Hand", d.f.Percent(w.Hand), "Qty", d.f.Round(w.Ahead), "Unit", d.f.Unit(w.Unit)),
		})
	}
	return out
}

// SeriesPath is the page of an item's forecast; bytes that have a meaning in paths are written as ~ and two hex digits.
func SeriesPath(sku string) string {
	return "series/" + url.PathEscape(Slug(sku)) + ".html"
}

// longestCode is the longest code that is a file name as it stands; a longer one keeps its head and gets a hash.
const longestCode = 64

// Slug is a code as a file name: ASCII letters, digits, - and _ stay, every other byte becomes ~ and two hex digits.
func Slug(code string) string {
	if len(code) > longestCode {
		sum := sha256.Sum256([]byte(code))
		return Slug(code[:longestCode/2]) + "-" + hex.EncodeToString(sum[:8])
	}
	var b strings.Builder
	for i := range len(code) {
		c := code[i]
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-' || c == '_' {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('~')
		b.WriteString(strings.ToUpper(hex.EncodeToString([]byte{c})))
	}
	return b.String()
}
