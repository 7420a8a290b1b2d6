package excel_test

import (
	"encoding/xml"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/excel"
)

type xmlVal struct {
	Val string `xml:"val,attr"`
}

type xmlSeries struct {
	Name   string `xml:"tx>strRef>f"`
	Cats   string `xml:"cat>strRef>f"`
	Values string `xml:"val>numRef>f"`
	Fill   xmlVal `xml:"spPr>solidFill>srgbClr"`
	Line   struct {
		Width int    `xml:"w,attr"`
		Fill  xmlVal `xml:"solidFill>srgbClr"`
		Dash  xmlVal `xml:"prstDash"`
	} `xml:"spPr>ln"`
	Marker xmlVal `xml:"marker>symbol"`
	Label  xmlVal `xml:"dLbls>showVal"`
	Ink    xmlVal `xml:"dLbls>txPr>p>pPr>defRPr>solidFill>srgbClr"`
}

type xmlAxis struct {
	Min   *xmlVal `xml:"scaling>min"`
	Max   *xmlVal `xml:"scaling>max"`
	Order xmlVal  `xml:"scaling>orientation"`
	Gone  xmlVal  `xml:"delete"`
	Grid  *xmlVal `xml:"majorGridlines"`
	Step  *xmlVal `xml:"majorUnit"`
	Title string  `xml:"title>tx>rich>p>r>t"`
	Ink   xmlVal  `xml:"txPr>p>pPr>defRPr>solidFill>srgbClr"`
	Face  struct {
		Name string `xml:"typeface,attr"`
	} `xml:"txPr>p>pPr>defRPr>ea"`
	Number struct {
		Code   string `xml:"formatCode,attr"`
		Linked bool   `xml:"sourceLinked,attr"`
	} `xml:"numFmt"`
}

type xmlGroup struct {
	Direction xmlVal      `xml:"barDir"`
	Grouping  xmlVal      `xml:"grouping"`
	Gap       xmlVal      `xml:"gapWidth"`
	Overlap   xmlVal      `xml:"overlap"`
	Series    []xmlSeries `xml:"ser"`
}

// xmlChart is a chart as the file has it.
type xmlChart struct {
	Bars   []xmlGroup `xml:"chart>plotArea>barChart"`
	Lines  []xmlGroup `xml:"chart>plotArea>lineChart"`
	Cats   []xmlAxis  `xml:"chart>plotArea>catAx"`
	Values []xmlAxis  `xml:"chart>plotArea>valAx"`
	Legend *struct {
		Pos xmlVal `xml:"legendPos"`
	} `xml:"chart>legend"`
	Title *struct{} `xml:"chart>title"`
}

// placed is a chart on its sheet.
type placed struct {
	xmlChart
	sheet         string
	col, row      int // of its first cell, from 0
	width, height int // pixels
	alternative   string
}

// charts finds every chart of a workbook with its place.
func (b book) charts() []placed {
	b.t.Helper()
	var out []placed
	names := parts(b.t, b.data)
	for i, sheet := range b.GetSheetList() {
		rels := fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", i+1)
		if !slices.Contains(names, rels) {
			continue
		}
		for _, r := range relationsOf(b.t, b.data, rels).List {
			if strings.HasSuffix(r.Kind, "/drawing") {
				out = append(out, b.drawn(sheet, path.Join("xl/worksheets", r.Target))...)
			}
		}
	}
	return out
}

// drawn reads the charts of a drawing.
func (b book) drawn(sheet, part string) []placed {
	b.t.Helper()
	var d struct {
		Anchors []struct {
			Col    int `xml:"from>col"`
			Row    int `xml:"from>row"`
			Extent struct {
				X int `xml:"cx,attr"`
				Y int `xml:"cy,attr"`
			} `xml:"ext"`
			Frame struct {
				Descr string `xml:"descr,attr"`
			} `xml:"graphicFrame>nvGraphicFramePr>cNvPr"`
			Chart struct {
				ID string `xml:"id,attr"`
			} `xml:"graphicFrame>graphic>graphicData>chart"`
		} `xml:"oneCellAnchor"`
		Stretched []struct{} `xml:"twoCellAnchor"`
	}
	if err := xml.Unmarshal([]byte(partOf(b.t, b.data, part)), &d); err != nil {
		b.t.Fatalf("%s: %v", part, err)
	}
	if len(d.Stretched) > 0 {
		b.t.Errorf("%s: %d charts hang on a second cell", sheet, len(d.Stretched))
	}
	rels := relationsOf(b.t, b.data, path.Join(path.Dir(part), "_rels", path.Base(part)+".rels"))
	var out []placed
	for _, a := range d.Anchors {
		for _, r := range rels.List {
			if r.ID != a.Chart.ID {
				continue
			}
			p := placed{sheet: sheet, col: a.Col, row: a.Row, width: a.Extent.X / 9525, height: a.Extent.Y / 9525, alternative: a.Frame.Descr}
			if err := xml.Unmarshal([]byte(partOf(b.t, b.data, path.Join(path.Dir(part), r.Target))), &p.xmlChart); err != nil {
				b.t.Fatal(err)
			}
			out = append(out, p)
		}
	}
	return out
}

// cellsOf lists the cells of a chart's reference.
func cellsOf(t *testing.T, refers string) (sheet string, cells []string) {
	t.Helper()
	m := reference.FindStringSubmatch(refers)
	if len(m) < 2 || m[1] == "" {
		t.Fatalf("a chart reads %q", refers)
	}
	for _, c := range readBy(t, "", refers) {
		cells = append(cells, c[1])
	}
	return m[1], cells
}

func (c placed) series() []xmlSeries {
	var out []xmlSeries
	for _, g := range slices.Concat(c.Bars, c.Lines) {
		out = append(out, g.Series...)
	}
	return out
}

// TestChartsReadNumbers has every series name a head, categories and as many numbers, all of them cells of the workbook.
func TestChartsReadNumbers(t *testing.T) {
	want := map[string]int{"plan": 3, "budget": 3, "plan-en": 3, "need": 1, "weekly": 7, "weekly-en": 7, "bare": 7}
	for name, b := range eachBook(t) {
		charts := b.charts()
		if len(charts) != want[name] {
			t.Errorf("%d charts, want %d", len(charts), want[name])
		}
		for _, c := range charts {
			for _, s := range c.series() {
				sheet, head := cellsOf(t, s.Name)
				if len(head) != 1 || b.raw(sheet, head[0]) == "" {
					t.Errorf("%s: a series is named by %s, which says nothing", c.sheet, s.Name)
				}
				catSheet, cats := cellsOf(t, s.Cats)
				valSheet, values := cellsOf(t, s.Values)
				if len(cats) != len(values) {
					t.Errorf("%s: %d categories for %d values", c.sheet, len(cats), len(values))
				}
				for i := range values {
					if text := b.raw(valSheet, values[i]); text != "—" {
						b.number(valSheet, values[i])
					}
					if b.raw(catSheet, cats[i]) == "" {
						t.Errorf("%s: the category in %s!%s is empty", c.sheet, catSheet, cats[i])
					}
				}
			}
		}
	}
}

// TestChartsStandWhereThereIsRoom has every chart within the printed area and over empty cells only.
func TestChartsStandWhereThereIsRoom(t *testing.T) {
	for _, b := range eachBook(t) {
		for _, c := range b.charts() {
			_, area, _ := strings.Cut(b.names("_xlnm.Print_Area")[c.sheet], ":")
			lastCol, lastRow, err := excelize.CellNameToCoordinates(strings.ReplaceAll(area, "$", ""))
			if err != nil {
				t.Fatal(err)
			}
			col, row := c.col, c.row
			for x := 0.0; x+2 < float64(c.width); col++ {
				w, err := b.GetColWidth(c.sheet, excel.ColumnName(col+1))
				if err != nil {
					t.Fatal(err)
				}
				x += w*7 + 5
			}
			for y := 0.0; y+2 < float64(c.height); row++ {
				h, err := b.GetRowHeight(c.sheet, row+1)
				if err != nil {
					t.Fatal(err)
				}
				y += h * 96 / 72
			}
			if col > lastCol || row > lastRow {
				t.Errorf("%s: a chart of %d×%d at %s ends at %s%d, beyond the printed %s", c.sheet, c.width, c.height, excel.ColumnName(c.col+1)+strconv.Itoa(c.row+1), excel.ColumnName(col), row, area)
			}
			for r := c.row + 1; r <= row; r++ {
				for k := c.col + 1; k <= col; k++ {
					if cell := excel.ColumnName(k) + strconv.Itoa(r); b.raw(c.sheet, cell) != "" {
						t.Errorf("%s: a chart covers %s, which says %q", c.sheet, cell, b.raw(c.sheet, cell))
					}
				}
			}
		}
	}
}

// TestChartsAreOfTheHouse has no title inside, the house's face and ink, a text for those who do not see it.
func TestChartsAreOfTheHouse(t *testing.T) {
	for _, b := range eachBook(t) {
		for _, c := range b.charts() {
			if c.Title != nil || c.alternative == "" || c.width < 200 || c.height < 60 {
				t.Errorf("%s: a chart of %d×%d has a title %v and says %q", c.sheet, c.width, c.height, c.Title != nil, c.alternative)
			}
			if n := len(c.series()); n > 1 && (c.Legend == nil || c.Legend.Pos.Val != "t") {
				t.Errorf("%s: %d series without a legend on top", c.sheet, n)
			}
			for i, a := range slices.Concat(c.Cats, c.Values) {
				if a.Ink.Val != "37424A" || a.Face.Name != "微软雅黑" {
					t.Errorf("%s: axis %d is written in %s of %s", c.sheet, i, a.Ink.Val, a.Face.Name)
				}
			}
			for i, s := range c.series() {
				if s.Ink.Val != "37424A" {
					t.Errorf("%s: the labels of series %d have the ink %s", c.sheet, i, s.Ink.Val)
				}
				if s.Fill.Val == "" && s.Line.Fill.Val == "" {
					t.Errorf("%s: series %d has no colour of its own", c.sheet, i)
				}
			}
			if len(c.Values) > 0 && c.Values[0].Number.Linked {
				t.Errorf("%s: the axis takes its format from the cells", c.sheet)
			}
		}
	}
}

// TestChartsOfTheWeek holds each chart of the weekly report: kind, what it reads, how its axes are written.
func TestChartsOfTheWeek(t *testing.T) {
	charts := bookOf(t, "weekly").charts()
	for i, want := range []struct {
		sheet, kind, grouping string
		values                []string
		formats               []string
		colours               []string
	}{
		{"给总经理看", "line", "standard", []string{"'趋势'!$D$5:$D$17", "'趋势'!$E$5:$E$17"}, []string{`0\.0,`}, []string{"1D5B66", "C77A1F"}},
		{"给总经理看", "col", "clustered", []string{"'渠道'!$L$10:$L$15", "'渠道'!$M$10:$M$15", "'渠道'!$N$10:$N$15"}, []string{`0\.0,`, "0%"}, []string{"1D5B66", "C9D2D6", "C77A1F"}},
		{"给总经理看", "bar", "stacked", []string{"'渠道'!$C$10:$C$15", "'渠道'!$D$10:$D$15", "'渠道'!$E$10:$E$15", "'渠道'!$G$10:$G$15"}, []string{`0\.0,`}, []string{"1D5B66", "C77A1F", "5B97A3", "8A5A78"}},
		{"商品", "col", "clustered", []string{"'商品'!$E$5:$E$24", "'商品'!$H$5:$H$24"}, []string{`0\.0,`, "0%"}, []string{"1D5B66", "C77A1F"}},
		{"渠道", "col", "clustered", []string{"'渠道'!$L$10:$L$15", "'渠道'!$M$10:$M$15"}, []string{`0\.0,`}, []string{"1D5B66", "C9D2D6"}},
		{"库存", "bar", "stacked", []string{"'库存'!$C$5:$C$9", "'库存'!$D$5:$D$9", "'库存'!$E$5:$E$9", "'库存'!$G$5:$G$9"}, []string{`0\.0,`}, []string{"1D5B66", "C77A1F", "5B97A3", "8A5A78"}},
		{"准确率", "bar", "clustered", []string{"'准确率'!$C$5:$C$8"}, []string{"General"}, []string{"1D5B66"}},
	} {
		c := charts[i]
		kind, groups := "line", c.Lines
		if len(c.Bars) > 0 {
			kind, groups = c.Bars[0].Direction.Val, c.Bars
		}
		var values, colours []string
		for _, s := range c.series() {
			values, colours = append(values, s.Values), append(colours, s.Fill.Val+s.Line.Fill.Val)
		}
		var formats []string
		for _, a := range c.Values {
			formats = append(formats, a.Number.Code)
		}
		if c.sheet != want.sheet || kind != want.kind || groups[0].Grouping.Val != want.grouping {
			t.Errorf("chart %d on %s is a %s %s", i, c.sheet, groups[0].Grouping.Val, kind)
		}
		if overlap := groups[0].Overlap.Val; len(c.Bars) > 0 && (overlap == "100") != (want.grouping == "stacked") {
			t.Errorf("chart %d is %s and overlaps by %q", i, want.grouping, overlap)
		}
		if !slices.Equal(values, want.values) || !slices.Equal(colours, want.colours) {
			t.Errorf("chart %d reads %q in %q", i, values, colours)
		}
		if !slices.Equal(formats, want.formats) {
			t.Errorf("chart %d writes its axes %q, want %q", i, formats, want.formats)
		}
	}
}

// TestChartsOfThePlan holds the charts of the purchase plan.
func TestChartsOfThePlan(t *testing.T) {
	charts := bookOf(t, "plan").charts()
	risk, days := charts[0], charts[1]
	if s := risk.series(); risk.sheet != "摘要" || len(s) != 1 || s[0].Cats != "'摘要'!$B$18:$B$25" || s[0].Values != "'摘要'!$E$18:$E$25" {
		t.Errorf("the chart of risks on %s reads %+v", risk.sheet, s)
	}
	if risk.Cats[0].Order.Val != "maxMin" || risk.Values[0].Gone.Val != "1" || risk.Bars[0].Gap.Val != "45" {
		t.Errorf("the chart of risks has its first line below, or a value axis: %+v", risk.Cats[0])
	}
	var values []string
	for _, s := range days.series() {
		values = append(values, s.Values)
	}
	if want := []string{"'进销存推演'!$C$7:$J$7", "'进销存推演'!$C$11:$J$11", "'进销存推演'!$C$12:$J$12", "'进销存推演'!$C$13:$J$13"}; !slices.Equal(values, want) {
		t.Errorf("the projection reads %q, want %q", values, want)
	}
	if end, safety := days.Lines[0].Series[0], days.Lines[0].Series[1]; end.Marker.Val != "circle" || safety.Line.Dash.Val != "dash" || safety.Line.Width != 19050 {
		t.Errorf("the projection's lines: %+v, %+v", end, safety)
	}
}

// TestAxesOfShares run from nothing to all, or as far as the highest share needs, in steps that meet the end.
func TestAxesOfShares(t *testing.T) {
	for highest, want := range map[int64]float64{0: 1.2, 60: 1.2, 104: 1.2, 105: 1.8, 150: 1.8, 157: 2.4} {
		v := weeklyView(t, "weekly")
		for i := range v.Channels {
			v.Channels[i].Want, v.Channels[i].Done = 100_00, highest*100/2
		}
		v.Channels[0].Done = highest * 100
		share := weeklyFrom(t, v).charts()[1].Values[1]
		top, err := strconv.ParseFloat(share.Max.Val, 64)
		if err != nil {
			t.Fatal(err)
		}
		step, err := strconv.ParseFloat(share.Step.Val, 64)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(top-want) > 1e-9 || math.Abs(step*3-want) > 1e-9 || share.Min.Val != "0" {
			t.Errorf("shares up to %d%% end at %v in steps of %v, want %v", highest, top, step, want)
		}
	}
}

// TestStackedChartsLeaveOutWhatIsNotThere draws no series for a category that a department does not have.
func TestStackedChartsLeaveOutWhatIsNotThere(t *testing.T) {
	v := weeklyView(t, "weekly")
	for i := range v.Products {
		v.Products[i].Category = "别的"
	}
	for i := range v.Channels {
		c := &v.Channels[i]
		c.Cells = [5]int64{4: c.GMV}
	}
	v.Categories = [4]string{}
	charts := weeklyFrom(t, v).charts()
	for _, i := range []int{2, 5} {
		if n := len(charts[i].series()); n != 1 || charts[i].Legend != nil && charts[i].Legend.Pos.Val != "" {
			t.Errorf("chart %d has %d series and the legend %+v", i, n, charts[i].Legend)
		}
	}
}
