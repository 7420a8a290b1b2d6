package excel_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/view"
)

// TestLadderVerdicts says at the edge of the dead zone whether a step was of use.
func TestLadderVerdicts(t *testing.T) {
	for _, c := range []struct {
		naive, lunar, hand, model float64
		want                      [3]string
	}{
		{0.5, 0.494, 0.4905, 0.4956, [3]string{"有用", "不明显", "变差"}},
		{0.2, 0.2, 0.2, 0.2, [3]string{"不明显", "不明显", "不明显"}},
		{0.5, math.NaN(), 0.4, 0.3, [3]string{"—", "—", "有用"}},
		{math.NaN(), 0.3, 0.4, math.NaN(), [3]string{"—", "变差", "—"}},
	} {
		v := weeklyView(t, "weekly")
		v.Backtest = nil
		for model, wape := range map[string]float64{"sNaive(7)": c.naive, "LunarNaive": c.lunar, "Hand": c.hand, view.Chosen: c.model} {
			v.Backtest = append(v.Backtest, view.WeekScore{Class: "all", Lead: "all", Model: model, WAPE: wape, Bias: math.NaN(), Cover80: math.NaN(), Windows: 8, Series: 3})
		}
		b := weeklyFrom(t, v)
		for i, want := range c.want {
			if got := b.raw("准确率", "F"+strconv.Itoa(6+i)); got != want {
				t.Errorf("%+v: step %d is %q, want %q", c, i+2, got, want)
			}
		}
		b.holds()
	}
}

// TestAccuracyGroups lists the groups of the backtest by class and lead, the whole of a class bold, and no empty one.
func TestAccuracyGroups(t *testing.T) {
	v := weeklyView(t, "weekly")
	v.Backtest = nil
	for _, g := range [][2]string{{"new", "2"}, {"all", "all"}, {"seasonal", "5-8"}, {"year-round", "all"}, {"seasonal", "1"}, {"odd", "9"}, {"all", "1"}} {
		v.Backtest = append(v.Backtest, view.WeekScore{Class: g[0], Lead: g[1], Model: view.Chosen, WAPE: 0.2, Bias: 0.1, Cover80: 0.8, Series: 3, Windows: 8})
	}
	v.Backtest = append(v.Backtest, view.WeekScore{Class: "dead", Lead: "all", Model: "Hand", WAPE: math.NaN()})
	b := weeklyFrom(t, v)
	var got []string
	for row := 27; b.raw("准确率", "A"+strconv.Itoa(row)) != ""; row++ {
		got = append(got, b.raw("准确率", "B"+strconv.Itoa(row)))
	}
	if want := []string{"全部", "全部 · 提前 1 周", "常年", "节令 · 提前 1 周", "节令 · 提前 5-8 周"}; len(got) != 7 || !slices.Equal(got[:5], want) {
		t.Errorf("the groups are %q", got)
	}
	if !b.style("准确率", "B27").Font.Bold || b.style("准确率", "B28").Font.Bold || b.style("准确率", "B28").Alignment.Indent != 1 {
		t.Error("the whole is not bold, or a part is, or it is not set in")
	}
	b.wants("准确率", map[string]string{"C27": "—", "E27": "—", "F27": "20.0%", "G27": "—", "H27": "+10.0%", "I27": "80.0%", "J27": "3"})
	b.holds()
}

// TestAccuracyReading says in words how the model stands to its rivals.
func TestAccuracyReading(t *testing.T) {
	v := weeklyView(t, "weekly")
	reading := func(model, hand, bias float64) string {
		v.Backtest = []view.WeekScore{
			{Class: "all", Lead: "all", Model: view.Chosen, WAPE: model, Bias: bias, Cover80: 0.8, Series: 3, Windows: 8}, {Class: "all", Lead: "all", Model: "Hand", WAPE: hand, Bias: bias},
		}
		return weeklyFrom(t, v).raw("准确率", "G12")
	}
	for _, c := range []struct {
		model, hand, bias float64
		want              []string
	}{{0.2, 0.3, -0.05, []string{"20.0%", "少 10.0 点", "低估 5.0%", "80.0%"}}, {0.3, 0.25, 0.05, []string{"多 5.0 点", "高估 5.0%"}}, {math.NaN(), 0.25, 0, []string{"还没有回测结果"}}} {
		got := reading(c.model, c.hand, c.bias)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%+v reads %q, which does not say %q", c, got, want)
			}
		}
	}
}
