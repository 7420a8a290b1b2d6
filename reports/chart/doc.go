// Package chart makes the options of the pages' charts.
//
// In: the points of one chart, already in the order of its axis, with NaN where a value is missing, and
// names that a person wrote. Out: a [Spec], plain data for the page's one script: colours as tokens
// ("@c-p50"), number formats by name ("fmt:int").
//
//	spec, err := chart.Fan("c-fan", chart.FanData{Labels: days, Actual: sold, P10: lo, P50: mid, P90: hi})
//
// It refuses a name with the marker that go-echarts turns into code, series of unequal length, and
// whatever makes go-echarts panic; the refusal is an error.
//
// # Why
//
// go-echarts writes options into a page unescaped, and its marker runs as code. So it only makes the
// option tree; the tree leaves as data, html/template escapes it, and one constant script draws it.
// What go-echarts has no field for (labels at a line's end, dash patterns, the tooltip's format) is set
// on the finished tree. The interval is two lines and an area stacked between them, because a canvas
// has no band of its own; the area keeps out of the tooltip.
package chart
