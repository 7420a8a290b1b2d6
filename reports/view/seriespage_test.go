package view_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

// of picks the rows of an item by their day.
func of(rows []row, sku string) map[string]row {
	out := map[string]row{}
	for _, r := range rows {
		if r["sku"] == sku {
			out[r["day"]] = r
		}
	}
	return out
}

// The fan begins on the Monday eight weeks back and goes on for 56 days: each number is the recorded one, rounded.
func TestFanIsTheForecast(t *testing.T) {
	p := newTape(t)
	sold, ahead := of(p.rows("page_series_history-total"), "GD1003"), of(p.rows("page_series_days-total"), "GD1003")
	page := p.series(zh, "GD1003", "")
	if len(page.FanRows) != 112 || page.FanRows[0].Day != "06-29" || page.FanRows[56].Day != "08-24" || page.FanRows[56].Before != "32" {
		t.Fatalf("%d days from %s", len(page.FanRows), page.FanRows[0].Day)
	}
	for i, r := range page.FanRows {
		date := day("2026-06-29").AddDate(0, 0, i).Format(time.DateOnly)
		want := view.FanRow{Day: date[5:], Before: r.Before}
		if i < 56 {
			want.Actual = zh.Round(number(t, sold[date]["qty"]))
		} else {
			x := ahead[date]
			want.P10, want.P50, want.P90 = zh.Round(number(t, x["p10"])), zh.Round(number(t, x["p50"])), zh.Round(number(t, x["p90"]))
		}
		if diff := cmp.Diff(want, r); diff != "" {
			t.Errorf("%s: %s", date, diff)
		}
	}
}

// A day that sold nothing is 0, and a day that is not in the forecast is blank.
func TestFanTellsZeroFromUnknown(t *testing.T) {
	p := newTape(t)
	p.set("page_series_history-total", slices.DeleteFunc(p.rows("page_series_history-total"), func(r row) bool { return r["sku"] == "GD1003" && r["day"] == "2026-08-23" })...)
	p.set("page_series_days-total", slices.DeleteFunc(p.rows("page_series_days-total"), func(r row) bool { return r["day"] > "2026-08-30" })...)
	page := p.series(zh, "GD1003", "")
	if got := page.FanRows[55]; got.Actual != "0" {
		t.Errorf("a day without orders shows %q", got.Actual)
	}
	if got := page.FanRows[63]; got.P50 != "" || got.Actual != "" || page.FanRows[62].P50 == "" {
		t.Errorf("the day after the horizon shows %+v", got)
	}
}

// Row 32 is today: 2024-08-16 and 2025-09-04 lie as far before their Mid-Autumns.
func TestSeasonsAreAlignedOnTheFestival(t *testing.T) {
	p := newTape(t)
	sold, ahead := of(p.rows("page_series_history-total"), "LH1001"), of(p.rows("page_series_days-total"), "LH1001")
	page := p.series(zh, "LH1001", "")
	var names []string
	for _, y := range page.SeasonYears {
		names = append(names, y.Name)
	}
	if diff := cmp.Diff([]string{"2024", "2025", "2026 实际", "2026 P50"}, names); diff != "" {
		t.Error(diff)
	}
	text := func(r row, column string) string { return zh.Round(number(t, r[column])) }
	for _, want := range []view.SeasonRow{
		{Before: "33", Cells: []string{text(sold["2024-08-15"], "qty"), text(sold["2025-09-03"], "qty"), text(sold["2026-08-23"], "qty"), ""}},
		{Before: "32", Cells: []string{text(sold["2024-08-16"], "qty"), text(sold["2025-09-04"], "qty"), "", text(ahead["2026-08-24"], "p50")}},
		{Before: "11", Cells: []string{text(sold["2024-09-06"], "qty"), text(sold["2025-09-25"], "qty"), "", text(ahead["2026-09-14"], "p50")}},
		{Before: "0", Cells: []string{text(sold["2024-09-17"], "qty"), text(sold["2025-10-06"], "qty"), "", text(ahead["2026-09-25"], "p50")}},
	} {
		i := slices.IndexFunc(page.SeasonRows, func(r view.SeasonRow) bool { return r.Before == want.Before })
		if i < 0 {
			t.Fatalf("no row %s", want.Before)
		}
		if diff := cmp.Diff(want, page.SeasonRows[i]); diff != "" {
			t.Error(diff)
		}
	}
	if len(page.SeasonRows) != 61 || page.SeasonRows[0].Before != "60" {
		t.Errorf("%d rows from %s", len(page.SeasonRows), page.SeasonRows[0].Before)
	}
}

// An item younger than a season has no line for it.
func TestSeasonsOfAYoungItem(t *testing.T) {
	p := newTape(t)
	p.set("page_series_history-total", slices.DeleteFunc(p.rows("page_series_history-total"), func(r row) bool { return r["sku"] == "LH1001" && r["day"] < "2025-09-20" })...)
	page := p.series(zh, "LH1001", "")
	if len(page.SeasonYears) != 3 || page.SeasonYears[0].Name != "2025" {
		t.Fatalf("seasons %v", page.SeasonYears)
	}
	for _, r := range page.SeasonRows {
		if blank := r.Cells[0] == ""; blank != (len(r.Before) == 2 && r.Before > "16") {
			t.Errorf("row %s of 2025, first sold 16 days before, shows %q", r.Before, r.Cells[0])
		}
	}
}

// An item of another festival is laid over its own: rice dumplings on Dragon Boat, 2027-06-09.
func TestSeasonsFollowTheItemsOwnFestival(t *testing.T) {
	page := newTape(t).series(zh, "ZZ1001", "")
	if page.SeasonsTitle != "三季按端午前天数对齐" || page.SeasonYears[0].Name != "2025" || page.SeasonYears[1].Name != "2026" {
		t.Errorf("%s: %v", page.SeasonsTitle, page.SeasonYears)
	}
	if page.FanRows[0].Before != "345" {
		t.Errorf("2026-06-29 is %s days before 2027-06-09", page.FanRows[0].Before)
	}
}

func TestWeeklyTable(t *testing.T) {
	p := newTape(t)
	sold := of(p.rows("page_series_history-total"), "GD1003")
	sum := func(from string) string {
		total := 0.0
		for i := range 7 {
			total += number(t, sold[day(from).AddDate(0, 0, i).Format(time.DateOnly)]["qty"])
		}
		return zh.Round(total)
	}
	page := p.series(zh, "GD1003", "")
	rows := map[string][]string{}
	for _, m := range page.Measures {
		for _, c := range m.Cells {
			rows[m.Name] = append(rows[m.Name], c.Text)
		}
	}
	if w := page.Weeks[4]; w.Week != "W35" || w.Monday != "08-24" || !w.Future || !w.First || page.Weeks[3].Future || w.Before != "节前 32–26" || page.Weeks[11].Before != "节后 17–23" {
		t.Errorf("the first forecast week is %+v", w)
	}
	for name, want := range map[string]map[int]string{
		"去年同期（公历）": {3: sum("2025-08-18"), 4: sum("2025-08-25"), 11: sum("2025-10-13")},
		"去年同期（农历）": {3: sum("2025-08-28"), 4: sum("2025-09-04"), 11: sum("2025-10-23")},
		"实际（不含大单）": {0: sum("2026-07-27"), 3: sum("2026-08-17"), 4: ""},
	} {
		for at, text := range want {
			if got := rows[name][at]; got != text {
				t.Errorf("%s, column %d: %q, want %q", name, at, got, text)
			}
		}
	}
	weeks := slices.DeleteFunc(p.rows("page_series_weeks-total"), func(r row) bool { return r["sku"] != "GD1003" })
	for i, r := range weeks {
		for name, column := range map[string]string{"均值": "mean", "P10": "p10", "P50": "p50", "P90": "p90"} {
			if got, want := rows[name][4+i], zh.Round(number(t, r[column])); got != want {
				t.Errorf("%s of %s: %q, want %q", name, r["from_day"], got, want)
			}
		}
	}
}

func score(model string, rank int, wape string) row {
	return row{"sku": "GD1001", "model": model, "rank": whole(rank), "wape": wape, "bias": "-0.02", "mase": "1.005", "cover80": "", "windows": "8", "days": "448"}
}

func TestBacktestTable(t *testing.T) {
	p := newTape(t).set("page_series_scores-total", score("zhiwei", 0, "0.2"), score("LunarNaive", 1, "0.4"), score("Hand", 2, "0.1"), score("sNaive(7)", 3, ""), score("Theta", 4, "0.3"))
	page := p.series(zh, "GD1001", "")
	want := []view.Score{
		{Name: "所选预测", Note: "0.5·Theta+0.5·ETS(A,N,A)", WAPE: "20.0%", Bar: "50.0", Bias: "−2.0%", MASE: "1.01", Cover: "—", Chosen: true},
		{Name: "农历朴素", Note: "去年同一节前天数", WAPE: "40.0%", Bar: "100.0", Bias: "−2.0%", MASE: "1.01", Cover: "—"},
		{Name: "手工公式", Note: "同比×0.1 + 环比×0.2 + 近 4 周×0.7", WAPE: "10.0%", Bar: "25.0", Bias: "−2.0%", MASE: "1.01", Cover: "—"},
		{Name: "季节朴素（7 天）", Note: "上一周的同一天", WAPE: "—", Bias: "−2.0%", MASE: "1.01", Cover: "—"},
		{Name: "Theta", WAPE: "30.0%", Bar: "75.0", Bias: "−2.0%", MASE: "1.01", Cover: "—"},
	}
	if diff := cmp.Diff(want, page.Scores); diff != "" {
		t.Error(diff)
	}
	if page.ScoreTitle != "回测：8 个滚动窗口" || page.ScoreRead != "在同样的窗口里，所选预测的误差小于：农历朴素、Theta。" {
		t.Errorf("%s %s", page.ScoreTitle, page.ScoreRead)
	}
	p.set("page_series_scores-total", score("zhiwei", 0, "0.2"), score("Hand", 1, "0.2"))
	if page = p.series(en, "GD1001", ""); !strings.Contains(page.ScoreRead, en.T("page.score-none")) {
		t.Errorf("a tie is sold as a win: %s", page.ScoreRead)
	}
	if page = p.set("page_series_scores-total").series(zh, "GD1001", ""); page.ScoreTitle != "" || page.ScoreRead != "" || page.Scores != nil {
		t.Errorf("a series that was never tested has a score: %+v", page.Scores)
	}
}

// Every reason that a forecast can give is said in words with all of its numbers, in both languages.
func TestEveryReasonIsSaid(t *testing.T) {
	for _, lang := range locale.Languages() {
		folder := map[locale.Lang]string{locale.Zh: "zh-Hans", locale.En: "en"}[lang]
		words, err := locale.Load(os.DirFS(filepath.Join("..", "locale")), folder)
		if err != nil {
			t.Fatal(err)
		}
		f := view.Format{Lang: lang}
		codes := map[string]string{} // item → reason
		p := newTape(t)
		var list []row
		for _, key := range slices.Sorted(maps.Keys(words)) {
			code, ok := strings.CutPrefix(key, "forecast.why-")
			if !ok {
				continue
			}
			args := map[string]string{}
			for _, name := range locale.Placeholders(words[key].Other) {
				args[name] = "⟨" + name + "⟩"
			}
			data, err := json.Marshal(args)
			if err != nil {
				t.Fatal(err)
			}
			sku := "WHY" + whole(len(list))
			codes[sku] = key
			list = append(list, p.rows("page_series_list")[0].with("sku", sku, "channel", "", "why_code", code, "why_args", string(data), "censored_days", "0"))
		}
		if len(list) < 12 {
			t.Fatalf("%s has only %d reasons", lang, len(list))
		}
		s := p.set("page_series_list", list...).store()
		book, err := view.LoadBook(t.Context(), s, header(t, s), "", "")
		if err != nil {
			t.Fatal(err)
		}
		for sku, key := range codes {
			page, _, err := book.Page(f, sku, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range locale.Placeholders(words[key].Other) {
				if !strings.Contains(page.Why, "⟨"+name+"⟩") {
					t.Errorf("%s in %s does not say its %s: %s", key, lang, name, page.Why)
				}
			}
			if strings.Contains(page.Why, "{{") || strings.Contains(page.Why, "forecast.") {
				t.Errorf("%s in %s: %s", key, lang, page.Why)
			}
		}
	}
}

func TestReasonThatCannotBeRead(t *testing.T) {
	p := newTape(t).each("page_series_list", func(r row) { r["why_args"] = "{broken" })
	if why := p.series(zh, "GD1001", "").Why; !strings.Contains(why, "{{.Model}}") {
		t.Errorf("a hole is filled with something: %s", why)
	}
	p.each("page_series_list", func(r row) { r["why_code"], r["why_args"] = "of-tomorrow", "{}" })
	if why := p.series(zh, "GD1001", "").Why; why != "需求类型：常年；模型 0.5·Theta+0.5·ETS(A,N,A)；历史 790 天。其中断货 3 天，按不知道处理，不当作零。" {
		t.Errorf("an unknown reason: %s", why)
	}
	p.each("page_series_list", func(r row) { r["why_code"], r["why_args"] = "seasonal-unknown", `{"Festival":"中秋"}` })
	if why := p.series(en, "GD1001", "").Why; !strings.Contains(why, "Mid-Autumn") || strings.Contains(why, "中秋") {
		t.Errorf("the festival is not in the page's language: %s", why)
	}
}

func TestChannelIsItsOwnPage(t *testing.T) {
	p := newTape(t)
	one, all := p.series(zh, "GD1001", "天猫旗舰店"), p.series(zh, "GD1001", "")
	if one.Channel != "天猫旗舰店" || len(one.Channels) != 0 || len(all.Channels) != 6 {
		t.Errorf("channel %q lists %d channels", one.Channel, len(one.Channels))
	}
	if one.FanRows[56].P50 != "35" || all.FanRows[56].P50 != "92" || !strings.Contains(one.Title, "1,023 盒") {
		t.Errorf("P50 of the first day: %s of %s; %s", one.FanRows[56].P50, all.FanRows[56].P50, one.Title)
	}
	for _, c := range all.Channels {
		if c.Channel == "天猫旗舰店" && (c.Next4 != "1,023" || c.WAPE != "21.2%") {
			t.Errorf("%+v", c)
		}
	}
}

func TestItemWithoutForecast(t *testing.T) {
	page := newTape(t).set("page_series_weeks-total").set("page_series_days-total").series(zh, "GD1001", "")
	if page.Title != "桂花糕：还没有预测" || page.Lede != "" || len(page.Weeks) != 4 {
		t.Errorf("%s %s, %d weeks", page.Title, page.Lede, len(page.Weeks))
	}
}

// Overlapping spans of one promotion are drawn once; that of another item or category is not drawn at all.
func TestPromotionsAreTheItemsOwn(t *testing.T) {
	if p := newTape(t).series(zh, "GD1003", ""); p.HasPromos || p.HasOuts {
		t.Error("mung bean cake has a promotion of moon cakes, or days out of another")
	}
	if p := newTape(t).series(zh, "YB1001", ""); !p.HasPromos {
		t.Error("moon cakes have lost their promotion")
	}
}

func TestListOfUntestedItems(t *testing.T) {
	p := newTape(t).each("page_series_list", func(r row) { r["wape"], r["hand_wape"] = "", "" })
	s := p.store()
	l, err := view.LoadList(t.Context(), s, en, header(t, s))
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range l.Rows {
		if r.WAPE != view.Dash || r.Better.Text != "" {
			t.Errorf("%s: %s %s", r.SKU, r.WAPE, r.Better.Text)
		}
		if i > 0 && fen(t, r.Value) > fen(t, l.Rows[i-1].Value) {
			t.Errorf("%s is dearer than the item before", r.SKU)
		}
	}
	s = p.set("page_series_list").store()
	if l, err = view.LoadList(t.Context(), s, zh, header(t, s)); err != nil || l.Title != "还没有预测" || len(l.Rows) != 0 {
		t.Errorf("an empty list: %v %q", err, l.Title)
	}
}
