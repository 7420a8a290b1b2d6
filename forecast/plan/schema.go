package plan

import (
	"math"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

var (
	text = arrow.BinaryTypes.String
	i32  = arrow.PrimitiveTypes.Int32
	i64  = arrow.PrimitiveTypes.Int64
	f64  = arrow.PrimitiveTypes.Float64
	date = arrow.FixedWidthTypes.Date32
)

// column is one field of a table with the value that a row of T has for it; nil is NULL.
type column[T any] struct {
	name  string
	kind  arrow.DataType
	value func(T) any
}

// numbered is a row's part with the run and the line that it belongs to.
type numbered[T any] struct {
	run  string
	line int
	n    int // 1-based inside the line
	part T
}

var lineColumns = []column[numbered[Row]]{
	{"run_id", text, func(r numbered[Row]) any { return r.run }},
	{"line", i32, func(r numbered[Row]) any { return r.line }},
	{"sku", text, func(r numbered[Row]) any { return string(r.part.SKU) }},
	{"supplier", text, func(r numbered[Row]) any { return r.part.Supplier }},
	{"centre", text, func(r numbered[Row]) any { return string(r.part.Centre) }},
	{"urgency", text, func(r numbered[Row]) any { return string(r.part.Urgency) }},
	{"on_hand", i64, func(r numbered[Row]) any { return r.part.OnHand }},
	{"allocated", i64, func(r numbered[Row]) any { return r.part.Allocated }},
	{"on_order_valid", i64, func(r numbered[Row]) any { return r.part.OnOrderValid }},
	{"on_order_overdue", i64, func(r numbered[Row]) any { return r.part.OnOrderOverdue }},
	{"no_sell", i64, func(r numbered[Row]) any { return r.part.NoSell }},
	{"daily_7", f64, func(r numbered[Row]) any { return r.part.Daily7 }},
	{"daily_28", f64, func(r numbered[Row]) any { return r.part.Daily28 }},
	{"week_1", f64, func(r numbered[Row]) any { return r.part.WeekMean[0] }},
	{"week_2", f64, func(r numbered[Row]) any { return r.part.WeekMean[1] }},
	{"week_3", f64, func(r numbered[Row]) any { return r.part.WeekMean[2] }},
	{"week_4", f64, func(r numbered[Row]) any { return r.part.WeekMean[3] }},
	{"week_5", f64, func(r numbered[Row]) any { return r.part.WeekMean[4] }},
	{"week_6", f64, func(r numbered[Row]) any { return r.part.WeekMean[5] }},
	{"week_7", f64, func(r numbered[Row]) any { return r.part.WeekMean[6] }},
	{"week_8", f64, func(r numbered[Row]) any { return r.part.WeekMean[7] }},
	{"review_days", i32, func(r numbered[Row]) any { return r.part.Review }},
	{"lead_days", i32, func(r numbered[Row]) any { return r.part.Lead }},
	{"window_mean", f64, func(r numbered[Row]) any { return r.part.WindowMean }},
	{"safety_stock", f64, func(r numbered[Row]) any { return r.part.SafetyStock }},
	{"order_up_to", f64, func(r numbered[Row]) any { return r.part.OrderUpTo }},
	{"stock_position", i64, func(r numbered[Row]) any { return r.part.Position }},
	{"need", f64, func(r numbered[Row]) any { return r.part.Need }},
	{"moq", i64, func(r numbered[Row]) any { return r.part.MOQ }},
	{"case_size", i64, func(r numbered[Row]) any { return r.part.Case }},
	{"shelf_cap", i64, func(r numbered[Row]) any { return r.part.ShelfCap }},
	{"qty", i64, func(r numbered[Row]) any { return r.part.Qty }},
	{"cases", i64, func(r numbered[Row]) any { return r.part.Cases }},
	{"excess", i64, func(r numbered[Row]) any { return r.part.Excess }},
	{"cover_before", f64, func(r numbered[Row]) any { return r.part.CoverBefore }},
	{"cover_after", f64, func(r numbered[Row]) any { return r.part.CoverAfter }},
	{"need_date", date, func(r numbered[Row]) any { return r.part.NeedDate }},
	{"latest_order", date, func(r numbered[Row]) any { return r.part.LatestOrder }},
	{"arrives", date, func(r numbered[Row]) any { return r.part.Arrives }},
	{"life_at_arrival", i32, func(r numbered[Row]) any { return r.part.LifeAtArrival }},
	{"price_fen", i64, func(r numbered[Row]) any { return int64(r.part.Price) }},
	{"amount_fen", i64, func(r numbered[Row]) any { return int64(r.part.Amount) }},
	{"profit_per_yuan", f64, func(r numbered[Row]) any { return r.part.ProfitPerYuan }},
	{"stockout_prob", f64, func(r numbered[Row]) any { return r.part.StockoutProb }},
	{"leftover_prob", f64, func(r numbered[Row]) any { return r.part.LeftoverProb }},
	{"lost_fen", i64, func(r numbered[Row]) any { return int64(r.part.LostMoney) }},
	{"exception", text, func(r numbered[Row]) any { return r.part.Exception }},
}

var stepColumns = []column[numbered[Step]]{
	{"run_id", text, func(s numbered[Step]) any { return s.run }},
	{"line", i32, func(s numbered[Step]) any { return s.line }},
	{"step", i32, func(s numbered[Step]) any { return s.n }},
	{"code", text, func(s numbered[Step]) any { return s.part.Code }},
	{"amount", f64, func(s numbered[Step]) any { return s.part.Value }},
	{"unit", text, func(s numbered[Step]) any { return s.part.Unit }},
	{"source", text, func(s numbered[Step]) any { return s.part.Source }},
}

var dayColumns = []column[numbered[Day]]{
	{"run_id", text, func(d numbered[Day]) any { return d.run }},
	{"line", i32, func(d numbered[Day]) any { return d.line }},
	{"day", date, func(d numbered[Day]) any { return d.part.Date }},
	{"start_qty", f64, func(d numbered[Day]) any { return d.part.Start }},
	{"gross", f64, func(d numbered[Day]) any { return d.part.Gross }},
	{"orders", f64, func(d numbered[Day]) any { return d.part.Orders }},
	{"net", f64, func(d numbered[Day]) any { return d.part.Net }},
	{"scheduled", f64, func(d numbered[Day]) any { return d.part.Scheduled }},
	{"expiry", f64, func(d numbered[Day]) any { return d.part.Expiry }},
	{"planned", f64, func(d numbered[Day]) any { return d.part.Planned }},
	{"end_qty", f64, func(d numbered[Day]) any { return d.part.End }},
	{"safety_stock", f64, func(d numbered[Day]) any { return d.part.SafetyStock }},
	{"promise", f64, func(d numbered[Day]) any { return d.part.Promise }},
	{"release_qty", f64, func(d numbered[Day]) any { return d.part.Release }},
}

// The Arrow schemas of the tables fct_plan_line, fct_plan_step and fct_plan_day.
var (
	LineSchema = schemaOf(lineColumns)
	StepSchema = schemaOf(stepColumns)
	DaySchema  = schemaOf(dayColumns)
)

// Tables are a plan's rows as Arrow records; the caller releases them.
type Tables struct{ Lines, Steps, Days arrow.Record }

// Release gives the records back.
func (t Tables) Release() {
	t.Lines.Release()
	t.Steps.Release()
	t.Days.Release()
}

// Records holds the rows of a run as records of [LineSchema], [StepSchema] and [DaySchema].
func Records(alloc memory.Allocator, runID string, rows []Row) Tables {
	var lines []numbered[Row]
	var steps []numbered[Step]
	var days []numbered[Day]
	for _, r := range rows {
		lines = append(lines, numbered[Row]{run: runID, line: r.Line, part: r})
		for i, s := range r.Steps {
			steps = append(steps, numbered[Step]{run: runID, line: r.Line, n: i + 1, part: s})
		}
		for _, d := range r.Days {
			days = append(days, numbered[Day]{run: runID, line: r.Line, part: d})
		}
	}
	return Tables{
		Lines: record(alloc, LineSchema, lineColumns, lines),
		Steps: record(alloc, StepSchema, stepColumns, steps),
		Days:  record(alloc, DaySchema, dayColumns, days),
	}
}

func schemaOf[T any](columns []column[T]) *arrow.Schema {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = arrow.Field{Name: c.name, Type: c.kind, Nullable: true}
	}
	return arrow.NewSchema(fields, nil)
}

func record[T any](alloc memory.Allocator, schema *arrow.Schema, columns []column[T], rows []T) arrow.Record {
	b := array.NewRecordBuilder(alloc, schema)
	defer b.Release()
	b.Reserve(len(rows))
	for i, c := range columns {
		for _, r := range rows {
			put(b.Field(i), c.value(r))
		}
	}
	return b.NewRecord()
}

// put appends a value; a zero day and a number that is not finite are NULL.
func put(b array.Builder, value any) {
	switch b := b.(type) {
	case *array.StringBuilder:
		b.Append(value.(string))
	case *array.Int32Builder:
		b.Append(int32(value.(int)))
	case *array.Int64Builder:
		b.Append(value.(int64))
	case *array.Float64Builder:
		if x := value.(float64); !math.IsNaN(x) && !math.IsInf(x, 0) {
			b.Append(x)
			return
		}
		b.AppendNull()
	case *array.Date32Builder:
		if day := value.(time.Time); !day.IsZero() {
			b.Append(arrow.Date32FromTime(day))
			return
		}
		b.AppendNull()
	}
}
