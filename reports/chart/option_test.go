package chart_test

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/reports/chart"
)

func weeks() chart.WeeksData {
	return chart.WeeksData{
		Labels: []string{"W33", "W34"}, This: []float64{100, 188}, Before: []float64{90, 150}, ThisName: "今年", LastName: "去年", ThisEnd: "今年 188", LastEnd: "去年 150",
		Festival: "端午", FestivalAt: "W33", Season: "中秋季", SeasonFrom: "W33",
	}
}

func seasons() chart.SeasonsData {
	return chart.SeasonsData{
		Labels: []string{"2", "1", "0"}, AxisName: "节前", Older: []float64{1, 2, 3}, OlderName: "2024", Before: []float64{2, 3, 4}, BeforeName: "2025",
		This: []float64{3, nan, nan}, ThisName: "2026", P50: []float64{nan, 4, 5}, P50Name: "P50", Today: 1, TodayName: "今天", Festival: 2, Name: "中秋",
	}
}

// specs draws each chart once.
func specs(t *testing.T) map[string]chart.Spec {
	t.Helper()
	out := map[string]chart.Spec{}
	var err error
	for name, draw := range map[string]func() (chart.Spec, error){
		"fan":     func() (chart.Spec, error) { return chart.Fan("c-fan", fan()) },
		"weeks":   func() (chart.Spec, error) { return chart.Weeks("c-home", weeks()) },
		"seasons": func() (chart.Spec, error) { return chart.Seasons("c-lun", seasons()) },
	} {
		if out[name], err = draw(); err != nil {
			t.Fatal(name, err)
		}
	}
	return out
}

// walk visits every value of a tree of JSON.
func walk(path string, v any, visit func(path string, v any)) {
	visit(path, v)
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			walk(path+"."+k, v[k], visit)
		}
	case []any:
		for i, x := range v {
			walk(path+"["+strconv.Itoa(i)+"]", x, visit)
		}
	}
}

func TestOptionsAreJSONThatReadsBack(t *testing.T) {
	for name, s := range specs(t) {
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(name, err)
		}
		var back map[string]any
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff([]string{"narrow", "option"}, slices.Sorted(maps.Keys(back))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		walk(name, back, func(path string, v any) {
			text, ok := v.(string)
			if !ok {
				return
			}
			if strings.Contains(text, "__f__") || strings.Contains(text, "function") {
				t.Errorf("%s holds code: %q", path, text)
			}
			colour := strings.HasSuffix(path, ".color") || strings.HasSuffix(path, "Color")
			if colour && !strings.HasPrefix(text, "@") {
				t.Errorf("%s is the colour %q and no token", path, text)
			}
			if strings.HasSuffix(path, ".formatter") && strings.HasPrefix(text, "fmt:") && !slices.Contains([]string{"fmt:int", "fmt:short", "fmt:nday"}, text) {
				t.Errorf("%s is the unknown format %q", path, text)
			}
		})
	}
}

// A narrow page has the same points as a wide one: only labels at the ends are left away.
func TestNarrowHasTheSamePoints(t *testing.T) {
	for name, s := range specs(t) {
		wide, narrow := s.Option["series"].([]any), s.Narrow["series"].([]any)
		if len(wide) != len(narrow) {
			t.Fatalf("%s has %d lines and %d on a phone", name, len(wide), len(narrow))
		}
		for i := range wide {
			if diff := cmp.Diff(values(t, wide[i].(map[string]any)), values(t, narrow[i].(map[string]any))); diff != "" {
				t.Errorf("%s, line %d: %s", name, i, diff)
			}
		}
		if s.Narrow["xAxis"].([]any)[0].(map[string]any)["axisLabel"].(map[string]any)["interval"] == s.Option["xAxis"].([]any)[0].(map[string]any)["axisLabel"].(map[string]any)["interval"] {
			t.Errorf("%s has as many labels on a phone", name)
		}
	}
}

func TestFanBeginsAtTheLastActualDay(t *testing.T) {
	d := fan()
	spec, err := chart.Fan("c", d)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]any{
		"P10": {"-", 12.0, 8.0, 7.0}, "P50": {"-", 12.0, 11.0, 12.0}, "P90": {"-", 12.0, 15.0, 19.0}, "区间": {"-", 0.0, 7.0, 12.0}, "实际": {10.0, 12.0, "-", "-"},
	} {
		if diff := cmp.Diff(want, values(t, series(t, spec.Option, name))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if !math.IsNaN(d.P10[1]) || !math.IsNaN(d.P90[1]) {
		t.Error("drawing changed the caller's points")
	}
	d.Actual[1] = nan // out of stock: not known, so there is nothing to begin at
	if spec, err = chart.Fan("c", d); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{"-", "-", 7.0, 12.0}, values(t, series(t, spec.Option, "区间"))); diff != "" {
		t.Errorf("after a day out: %s", diff)
	}
}

// The interval is P90 − P10, never below 0, and P10 with it ends at P90.
func TestIntervalIsP90LessP10(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 40).Draw(t, "days")
		today := rapid.IntRange(0, n-1).Draw(t, "today")
		d := chart.FanData{ActualName: "实际", RawName: "原始值", WidthName: "区间", TodayName: "今天", Today: today, Festival: -1}
		for i := range n {
			lo := rapid.Float64Range(0, 1e6).Draw(t, "p10")
			hi := lo + rapid.Float64Range(0, 1e6).Draw(t, "width")
			actual := nan
			if i < today {
				lo, hi, actual = nan, nan, lo
			}
			d.Labels = append(d.Labels, strconv.Itoa(i))
			d.Actual, d.P10, d.P50, d.P90 = append(d.Actual, actual), append(d.P10, lo), append(d.P50, (lo+hi)/2), append(d.P90, hi)
		}
		spec, err := chart.Fan("c", d)
		if err != nil {
			t.Fatal(err)
		}
		drawn := map[string][]any{}
		for _, s := range spec.Option["series"].([]any) {
			m := s.(map[string]any)
			for _, p := range m["data"].([]any) {
				name := m["name"].(string)
				drawn[name] = append(drawn[name], p.(map[string]any)["value"])
			}
		}
		for i := range n {
			width, known := drawn["区间"][i].(float64)
			if known != (i >= today-1) {
				t.Fatalf("day %d of today %d: interval %v", i, today, drawn["区间"][i])
			}
			if !known {
				continue
			}
			lo, hi := drawn["P10"][i].(float64), drawn["P90"][i].(float64)
			if width < 0 || math.Abs(lo+width-hi) > .002 || i == today-1 && width != 0 {
				t.Fatalf("day %d: %v to %v, drawn %v wide", i, lo, hi, width)
			}
		}
	})
}

// Points are cut to three decimals, so that options stay small.
func TestPointsAreShort(t *testing.T) {
	d := weeks()
	d.This = []float64{1.23456789, 1e9 + 1.0/3}
	spec, err := chart.Weeks("c", d)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{1.235, 1000000000.333}, values(t, series(t, spec.Option, "今年"))); diff != "" {
		t.Error(diff)
	}
}

func TestWeeksAndSeasonsRefuseCode(t *testing.T) {
	const bad = "x__f__alert(1)__f__"
	for what, edit := range map[string]func(*chart.WeeksData){
		"a label": func(d *chart.WeeksData) { d.Labels[0] = bad }, "a name": func(d *chart.WeeksData) { d.ThisName = bad }, "an end": func(d *chart.WeeksData) { d.LastEnd = bad },
		"a festival": func(d *chart.WeeksData) { d.Festival = bad }, "its place": func(d *chart.WeeksData) { d.FestivalAt = bad },
		"a season": func(d *chart.WeeksData) { d.Season = bad }, "its begin": func(d *chart.WeeksData) { d.SeasonFrom = bad },
	} {
		d := weeks()
		edit(&d)
		if _, err := chart.Weeks("c", d); !errors.Is(err, chart.ErrCode) {
			t.Errorf("%s of the weeks: %v", what, err)
		}
	}
	for what, edit := range map[string]func(*chart.SeasonsData){
		"a label": func(d *chart.SeasonsData) { d.Labels[1] = bad }, "an axis": func(d *chart.SeasonsData) { d.AxisName = bad }, "a year": func(d *chart.SeasonsData) { d.OlderName = bad },
		"a festival": func(d *chart.SeasonsData) { d.Name = bad }, "today": func(d *chart.SeasonsData) { d.TodayName = bad }, "P50": func(d *chart.SeasonsData) { d.P50Name = bad },
	} {
		d := seasons()
		edit(&d)
		if _, err := chart.Seasons("c", d); !errors.Is(err, chart.ErrCode) {
			t.Errorf("%s of the seasons: %v", what, err)
		}
	}
}

// What does not fit its axis is an error, and never a panic.
func TestMisfitsAreRefused(t *testing.T) {
	for what, edit := range map[string]func(*chart.FanData){
		"today behind the axis":    func(d *chart.FanData) { d.Today = 4 },
		"today before the axis":    func(d *chart.FanData) { d.Today = -1 },
		"a festival behind it":     func(d *chart.FanData) { d.Festival = 9 },
		"a promotion behind it":    func(d *chart.FanData) { d.Promotions[0].To = 4 },
		"days out before it":       func(d *chart.FanData) { d.Outs[0].From = -1 },
		"no P90":                   func(d *chart.FanData) { d.P90 = nil },
		"a short P10":              func(d *chart.FanData) { d.P10 = d.P10[:3] },
		"a long P50":               func(d *chart.FanData) { d.P50 = append(d.P50, 1) },
		"a short P50 up to today":  func(d *chart.FanData) { d.P50 = d.P50[:2] },
		"no days":                  func(d *chart.FanData) { *d = chart.FanData{Festival: -1} },
		"a short day of the seven": func(d *chart.FanData) { d.Raw = d.Raw[:1] },
	} {
		d := fan()
		edit(&d)
		if _, err := chart.Fan("c", d); err == nil {
			t.Errorf("%s was drawn", what)
		}
	}
	w := weeks()
	w.Before = w.Before[:1]
	if _, err := chart.Weeks("c", w); err == nil {
		t.Error("a short year before was drawn")
	}
	if _, err := chart.Weeks("c", chart.WeeksData{Season: "x"}); !errors.Is(err, chart.ErrPlace) {
		t.Errorf("no weeks: %v", err)
	}
	s := seasons()
	s.Festival = 3
	if _, err := chart.Seasons("c", s); !errors.Is(err, chart.ErrPlace) {
		t.Errorf("a festival behind the axis: %v", err)
	}
	s = seasons()
	s.Older = s.Older[:2]
	if _, err := chart.Seasons("c", s); err == nil {
		t.Error("a short season was drawn")
	}
}

// Without sales or forecast the axis still stands.
func TestNothingSold(t *testing.T) {
	d := fan()
	d.Actual, d.P10, d.P50, d.P90, d.Raw = []float64{0, 0, nan, nan}, []float64{nan, nan, 0, 0}, []float64{nan, nan, 0, 0}, []float64{nan, nan, 0, 0}, nil
	spec, err := chart.Fan("c", d)
	if err != nil {
		t.Fatal(err)
	}
	if y := spec.Option["yAxis"].([]any)[0].(map[string]any); y["max"] != 4.0 || y["interval"] != 1.0 {
		t.Errorf("an axis to %v by %v", y["max"], y["interval"])
	}
	if n := len(spec.Option["series"].([]any)); n != 5 {
		t.Errorf("%d lines: the raw values are drawn though there are none", n)
	}
}
