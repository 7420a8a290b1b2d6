package chart

// finish sets what go-echarts has no field for and takes away the parts that a page never shows.
func (p plot) finish(tree map[string]any, every int) {
	for _, part := range []string{"title", "legend", "toolbox", "color"} {
		delete(tree, part)
	}
	tree["tooltip"] = map[string]any{"valueFormatter": "fmt:int"}
	if x := first(tree["xAxis"]); x != nil {
		x["boundaryGap"] = false
		x["nameTextStyle"] = text("@c-axis")
		label := object(x, "axisLabel")
		label["interval"] = every - 1
		if p.axis.format != "" {
			label["formatter"] = p.axis.format
		}
	}
	if y := first(tree["yAxis"]); y != nil {
		y["axisTick"] = map[string]any{"show": false}
		object(y, "axisLabel")["formatter"] = p.axis.valueForm
		if p.axis.step > 0 {
			y["interval"] = p.axis.step
			object(y, "axisLabel")["showMaxLabel"] = false
		}
	}
	series, _ := tree["series"].([]any)
	for i, l := range p.lines {
		if s, ok := series[i].(map[string]any); ok {
			l.finish(s)
		}
	}
}

func (l line) finish(s map[string]any) {
	s["z"] = l.z
	if len(l.dash) > 0 {
		object(s, "lineStyle")["type"] = l.dash
	}
	if l.width == 0 {
		s["lineStyle"] = map[string]any{"width": 0, "opacity": 0}
	}
	if l.area != "" {
		s["areaStyle"] = map[string]any{"color": l.area, "opacity": 1}
	}
	if l.quiet {
		s["tooltip"] = map[string]any{"show": false}
	}
	if l.end != "" {
		end := text(l.color)
		end["show"], end["formatter"], end["distance"] = true, l.end, 8
		end["offset"] = []float64{0, l.lift}
		s["endLabel"] = end
	}
	if len(l.marks) > 0 {
		s["markLine"] = markLine(l.marks)
	}
	if len(l.bands) > 0 {
		s["markArea"] = markArea(l.bands)
	}
}

func markLine(marks []mark) map[string]any {
	data := make([]any, len(marks))
	for i, m := range marks {
		label := text(m.color)
		label["formatter"], label["position"] = m.name, "end"
		data[i] = map[string]any{
			"xAxis": m.at, "label": label,
			"lineStyle": map[string]any{"color": m.color, "type": "solid", "width": 1.5},
		}
	}
	return map[string]any{"silent": true, "symbol": "none", "animation": false, "data": data}
}

func markArea(bands []band) map[string]any {
	data := make([]any, len(bands))
	for i, b := range bands {
		label := text("@ink")
		label["position"] = "insideTop"
		style := map[string]any{"color": b.color}
		from := map[string]any{"name": b.name, "xAxis": b.from, "itemStyle": style, "label": label}
		to := map[string]any{"xAxis": b.to}
		if b.high != 0 {
			from["yAxis"], to["yAxis"] = b.low, b.high
			style["borderColor"], style["borderWidth"] = "@rule-2", 1
			label["position"] = "inside"
		}
		data[i] = []any{from, to}
	}
	return map[string]any{"silent": true, "data": data}
}

func text(color string) map[string]any {
	return map[string]any{"color": color, "fontSize": 12}
}

// object is the map under a key, made when it is missing.
func object(parent map[string]any, key string) map[string]any {
	if m, ok := parent[key].(map[string]any); ok {
		return m
	}
	m := map[string]any{}
	parent[key] = m
	return m
}

// first is the only element of a list of axes.
func first(v any) map[string]any {
	list, _ := v.([]any)
	if len(list) == 0 {
		return nil
	}
	m, _ := list[0].(map[string]any)
	return m
}
