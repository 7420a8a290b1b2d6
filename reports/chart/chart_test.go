package chart_test

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/reports/chart"
)

var nan = math.NaN()

func fan() chart.FanData {
	return chart.FanData{
		Labels: []string{"a", "b", "c", "d"}, Actual: []float64{10, 12, nan, nan}, Raw: []float64{nan, 4, nan, nan},
		P10: []float64{nan, nan, 8, 7}, P50: []float64{nan, nan, 11, 12}, P90: []float64{nan, nan, 15, 19},
		ActualName: "实际", RawName: "原始值", WidthName: "区间", TodayName: "今天", Today: 2, Festival: 3, FestivalName: "中秋",
		Promotions: []chart.Span{{From: 2, To: 3, Name: "大促"}}, Outs: []chart.Span{{From: 1, To: 1, Name: "断货 1 天"}},
	}
}

// series finds a series of an option by its name.
func series(t *testing.T, option map[string]any, name string) map[string]any {
	t.Helper()
	list, _ := option["series"].([]any)
	for _, s := range list {
		if m, ok := s.(map[string]any); ok && m["name"] == name {
			return m
		}
	}
	t.Fatalf("no series %q among %d", name, len(list))
	return nil
}

func values(t *testing.T, s map[string]any) []any {
	t.Helper()
	var out []any
	for _, p := range s["data"].([]any) {
		out = append(out, p.(map[string]any)["value"])
	}
	return out
}

func TestFan(t *testing.T) {
	spec, err := chart.Fan("c-fan", fan())
	if err != nil {
		t.Fatal(err)
	}
	width := series(t, spec.Option, "区间")
	if diff := cmp.Diff([]any{"-", 0.0, 7.0, 12.0}, values(t, width)); diff != "" {
		t.Errorf("the area between P10 and P90: %s", diff)
	}
	if width["stack"] != "fan" || series(t, spec.Option, "P10")["stack"] != "fan" {
		t.Error("the area does not stand on P10")
	}
	if diff := cmp.Diff(map[string]any{"show": false}, width["tooltip"]); diff != "" {
		t.Errorf("the area is in the tooltip: %s", diff)
	}
	for _, name := range []string{"P10", "P50", "P90"} {
		if series(t, spec.Option, name)["tooltip"] != nil {
			t.Errorf("%s is not in the tooltip", name)
		}
	}
	if series(t, spec.Option, "P90")["stack"] != nil {
		t.Error("P90 is stacked, so its tooltip would show a sum")
	}
	actual := series(t, spec.Option, "实际")
	if n := len(actual["markLine"].(map[string]any)["data"].([]any)); n != 2 {
		t.Errorf("%d lines, want today and the festival", n)
	}
	if n := len(actual["markArea"].(map[string]any)["data"].([]any)); n != 2 {
		t.Errorf("%d bands, want the promotion and the days out", n)
	}
}

func TestOptionsHoldNoCodeAndNoColour(t *testing.T) {
	spec, err := chart.Fan("c-fan", fan())
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"function", "#", "rgb", "toolbox", "go-echarts", "http"} {
		if strings.Contains(string(data), bad) {
			t.Errorf("the option holds %q", bad)
		}
	}
	if !strings.Contains(string(data), `"@c-p50"`) || !strings.Contains(string(data), `"fmt:int"`) {
		t.Error("the option names no token or format")
	}
	again, err := chart.Fan("c-fan", fan())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(spec, again); diff != "" {
		t.Errorf("the same points gave another option: %s", diff)
	}
}

func TestWeeks(t *testing.T) {
	d := chart.WeeksData{
		Labels: []string{"W33", "W34"}, This: []float64{100, 188}, Before: []float64{90, 187}, ThisName: "今年", LastName: "去年", ThisEnd: "今年 188", LastEnd: "去年 187",
		Festival: "端午", FestivalAt: "W33", Season: "中秋季", SeasonFrom: "W33",
	}
	spec, err := chart.Weeks("c", d)
	if err != nil {
		t.Fatal(err)
	}
	this, last := series(t, spec.Option, "今年"), series(t, spec.Option, "去年")
	up, down := this["endLabel"].(map[string]any)["offset"], last["endLabel"].(map[string]any)["offset"]
	if diff := cmp.Diff([]any{[]float64{0, -8}, []float64{0, 8}}, []any{up, down}); diff != "" {
		t.Errorf("two labels at nearly one height do not keep apart: %s", diff)
	}
	if series(t, spec.Narrow, "今年")["endLabel"] != nil {
		t.Error("a phone has no room for labels at the end")
	}
	d.This[1] = 400
	if spec, err = chart.Weeks("c", d); err != nil {
		t.Fatal(err)
	}
	if got := series(t, spec.Option, "今年")["endLabel"].(map[string]any)["offset"]; !cmp.Equal(got, []float64{0, 0}) {
		t.Errorf("labels far apart are moved by %v", got)
	}
}

func TestSeasonsWithoutPast(t *testing.T) {
	spec, err := chart.Seasons("c-lun", chart.SeasonsData{
		Labels: []string{"1", "0"}, This: []float64{1, nan}, ThisName: "2026", P50: []float64{nan, 2}, P50Name: "P50", Today: -1, Festival: 1, Name: "中秋", AxisName: "节前",
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(spec.Option["series"].([]any)); n != 2 {
		t.Errorf("%d lines, want this season and its forecast only", n)
	}
	if n := len(series(t, spec.Option, "2026")["markLine"].(map[string]any)["data"].([]any)); n != 1 {
		t.Errorf("%d marks, want the festival only", n)
	}
}

func TestRefusals(t *testing.T) {
	for what, edit := range map[string]func(*chart.FanData){
		"a promotion":  func(d *chart.FanData) { d.Promotions[0].Name = "x__f__alert(1)__f__" },
		"a label":      func(d *chart.FanData) { d.Labels[0] = "__f__" },
		"a series":     func(d *chart.FanData) { d.RawName = "__f__x" },
		"a festival":   func(d *chart.FanData) { d.FestivalName = "__f__x" },
		"a word":       func(d *chart.FanData) { d.TodayName = "a__f__" },
		"days without": func(d *chart.FanData) { d.Outs[0].Name = "__f__" },
	} {
		d := fan()
		edit(&d)
		if _, err := chart.Fan("c", d); !errors.Is(err, chart.ErrCode) {
			t.Errorf("%s with the marker of a function: %v", what, err)
		}
	}
	d := fan()
	d.Raw = d.Raw[:2]
	if _, err := chart.Fan("c", d); err == nil || !strings.Contains(err.Error(), "2 points on an axis of 4") {
		t.Errorf("a short series: %v", err)
	}
	if _, err := chart.Fan("c__f__", fan()); !errors.Is(err, chart.ErrCode) {
		t.Errorf("an id with the marker: %v", err)
	}
}

// The axis always ends on a grid line at or above the highest point.
func TestAxisHoldsEveryPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := fan()
		d.P90[3] = rapid.Float64Range(0, 1e7).Draw(t, "high")
		spec, err := chart.Fan("c", d)
		if err != nil {
			t.Fatal(err)
		}
		y := spec.Option["yAxis"].([]any)[0].(map[string]any)
		top, step := y["max"].(float64), y["interval"].(float64)
		if top < d.P90[3] || math.Abs(math.Round(top/step)-top/step) > 1e-9 || top/step > 6 {
			t.Fatalf("axis to %s in steps of %s for %v", strconv.FormatFloat(top, 'f', -1, 64), strconv.FormatFloat(step, 'f', -1, 64), d.P90[3])
		}
	})
}
