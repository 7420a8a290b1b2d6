package forecast

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// spec is the combination in the literature's notation: "0.61·EQ(28d)+0.39·SES(10d)×EQ".
func spec(names []string, weight []float64) string {
	sum := 0.0
	for _, w := range weight {
		sum += w
	}
	var parts []string
	for m, name := range names {
		if len(weight) > m && weight[m] > 0 {
			if weight[m] == sum {
				return name
			}
			parts = append(parts, fmt.Sprintf("%.2f·%s", weight[m]/sum, name))
		}
	}
	if len(parts) == 0 {
		return "level"
	}
	return strings.Join(parts, "+")
}

// why is the one sentence on a forecast, as a code of reports/locale with its arguments.
func (v *view) why(r *Result) Reason {
	args := map[string]string{"Model": r.Model, "History": strconv.Itoa(v.n)}
	if to := v.s.OnSale.To; !to.IsZero() {
		args["Until"] = to.Format("2006-01-02")
	}
	if len(r.Scores) > 0 && !math.IsNaN(r.Scores[0].WAPE) && !math.IsInf(r.Scores[0].WAPE, 0) {
		args["WAPE"] = percent(r.Scores[0].WAPE)
		for _, s := range r.Scores {
			if s.Model == HandName && !math.IsNaN(s.WAPE) && !math.IsInf(s.WAPE, 0) {
				args["Hand"] = percent(s.WAPE)
			}
		}
	}
	return Reason{Code: v.whyCode(args), Args: args}
}

func percent(x float64) string { return strconv.FormatFloat(100*x, 'f', 1, 64) + "%" }

// whyCode picks the sentence and adds what only it needs.
func (v *view) whyCode(args map[string]string) string {
	code := "forecast.why-" + string(v.class)
	switch v.class {
	case Seasonal:
		args["Festival"] = string(v.season)
		_, offset, ok := v.table.Align(v.season, v.d0+v.n)
		if !ok {
			return code + "-unknown"
		}
		args["Days"] = strconv.Itoa(-offset)
		args["Season"] = strconv.FormatFloat(v.seasonTotal(v.n), 'f', 0, 64)
		if offset > 0 {
			args["Days"] = strconv.Itoa(offset)
			code += "-after"
		}
	case Dead:
		if args["Until"] != "" {
			return code + "-off-sale"
		}
	case Intermittent:
		args["Interval"] = strconv.FormatFloat(v.interval(), 'f', 1, 64)
	default:
	}
	if _, ok := args["WAPE"]; !ok {
		return code + "-unscored"
	}
	return code
}
