package chart_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/reports/chart"
)

// marked gives the places and names of a series' lines, and the places and names of its bands.
func marked(t *testing.T, s map[string]any) (lines, bands [][]any) {
	t.Helper()
	if m, ok := s["markLine"].(map[string]any); ok {
		for _, x := range m["data"].([]any) {
			l := x.(map[string]any)
			lines = append(lines, []any{l["xAxis"], l["label"].(map[string]any)["formatter"]})
		}
		if m["silent"] != true || m["symbol"] != "none" {
			t.Error("a line takes the pointer or has an arrow")
		}
	}
	if m, ok := s["markArea"].(map[string]any); ok {
		for _, x := range m["data"].([]any) {
			ends := x.([]any)
			from, to := ends[0].(map[string]any), ends[1].(map[string]any)
			bands = append(bands, []any{from["xAxis"], to["xAxis"], from["name"], from["itemStyle"].(map[string]any)["color"]})
		}
	}
	return lines, bands
}

func TestMarksOfTheFan(t *testing.T) {
	spec, err := chart.Fan("c", fan())
	if err != nil {
		t.Fatal(err)
	}
	for name, option := range map[string]map[string]any{"wide": spec.Option, "narrow": spec.Narrow} {
		lines, bands := marked(t, series(t, option, "实际"))
		if diff := cmp.Diff([][]any{{"c", "今天"}, {"d", "中秋"}}, lines); diff != "" {
			t.Errorf("%s: lines: %s", name, diff)
		}
		if diff := cmp.Diff([][]any{{"c", "d", "大促", "@c-promo"}, {"b", "b", "断货 1 天", "@c-out"}}, bands); diff != "" {
			t.Errorf("%s: bands: %s", name, diff)
		}
	}
	d := fan()
	d.Festival, d.Promotions, d.Outs = -1, nil, nil
	if spec, err = chart.Fan("c", d); err != nil {
		t.Fatal(err)
	}
	if lines, bands := marked(t, series(t, spec.Option, "实际")); len(lines) != 1 || bands != nil {
		t.Errorf("nothing but today is to be marked: %v %v", lines, bands)
	}
}

func TestMarksOfWeeksAndSeasons(t *testing.T) {
	for name, c := range map[string]struct {
		spec         chart.Spec
		line         string
		lines, bands [][]any
	}{
		"weeks":   {specs(t)["weeks"], "今年", [][]any{{"W33", "端午"}}, [][]any{{"W33", "W34", "中秋季", "@paper-2"}}},
		"seasons": {specs(t)["seasons"], "2026", [][]any{{"0", "中秋"}, {"1", "今天"}}, nil},
	} {
		lines, bands := marked(t, series(t, c.spec.Option, c.line))
		if diff := cmp.Diff(c.lines, lines); diff != "" {
			t.Errorf("%s: lines: %s", name, diff)
		}
		if diff := cmp.Diff(c.bands, bands); diff != "" {
			t.Errorf("%s: bands: %s", name, diff)
		}
	}
	d := weeks()
	d.Festival, d.Season = "", ""
	spec, err := chart.Weeks("c", d)
	if err != nil {
		t.Fatal(err)
	}
	if lines, bands := marked(t, series(t, spec.Option, "今年")); lines != nil || bands != nil {
		t.Errorf("weeks without a festival are marked: %v %v", lines, bands)
	}
}

// Of two labels at one height the higher line's stands above.
func TestEndLabelsStandOnTheirLines(t *testing.T) {
	for last, want := range map[float64][]any{149: {[]float64{0, 8}, []float64{0, -8}}, 151: {[]float64{0, -8}, []float64{0, 8}}, 300: {[]float64{0, 0}, []float64{0, 0}}} {
		d := weeks()
		d.This[1] = last
		spec, err := chart.Weeks("c", d)
		if err != nil {
			t.Fatal(err)
		}
		var got []any
		for _, name := range []string{"今年", "去年"} {
			got = append(got, series(t, spec.Option, name)["endLabel"].(map[string]any)["offset"])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v against 150: %s", last, diff)
		}
	}
}
