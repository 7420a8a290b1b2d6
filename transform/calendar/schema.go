package calendar

import (
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// DaySchema is the Arrow schema of the table cal_day.
var DaySchema = arrow.NewSchema([]arrow.Field{
	{Name: "day", Type: arrow.FixedWidthTypes.Date32},
	{Name: "iso_week", Type: arrow.BinaryTypes.String},
	{Name: "weekday", Type: arrow.PrimitiveTypes.Int32},
	{Name: "lunar_year", Type: arrow.PrimitiveTypes.Int32},
	{Name: "lunar_month", Type: arrow.PrimitiveTypes.Int32},
	{Name: "lunar_leap", Type: arrow.FixedWidthTypes.Boolean},
	{Name: "lunar_day", Type: arrow.PrimitiveTypes.Int32},
	{Name: "day_kind", Type: arrow.BinaryTypes.String},
	{Name: "holiday", Type: arrow.BinaryTypes.String},
	{Name: "festival", Type: arrow.BinaryTypes.String},
	{Name: "festival_day", Type: arrow.FixedWidthTypes.Date32},
	{Name: "festival_offset", Type: arrow.PrimitiveTypes.Int32},
	{Name: "courier_stop", Type: arrow.FixedWidthTypes.Boolean},
}, nil)

// OccasionSchema is the Arrow schema of the table cal_occasion.
var OccasionSchema = arrow.NewSchema([]arrow.Field{
	{Name: "kind", Type: arrow.BinaryTypes.String},
	{Name: "name", Type: arrow.BinaryTypes.String},
	{Name: "platform", Type: arrow.BinaryTypes.String},
	{Name: "from_day", Type: arrow.FixedWidthTypes.Date32},
	{Name: "to_day", Type: arrow.FixedWidthTypes.Date32},
	{Name: "source", Type: arrow.BinaryTypes.String},
}, nil)

// DayRecord holds the rows as one record of [DaySchema]; the caller releases it.
func DayRecord(alloc memory.Allocator, rows []DayRow) arrow.Record {
	b := array.NewRecordBuilder(alloc, DaySchema)
	defer b.Release()
	for _, r := range rows {
		b.Field(0).(*array.Date32Builder).Append(date(r.Day))
		b.Field(1).(*array.StringBuilder).Append(r.ISOWeek)
		for _, c := range [][2]int{{2, r.Weekday}, {3, r.Lunar.Year}, {4, r.Lunar.Month}, {6, r.Lunar.Day}, {11, r.Offset}} {
			b.Field(c[0]).(*array.Int32Builder).Append(int32(c[1]))
		}
		b.Field(5).(*array.BooleanBuilder).Append(r.Lunar.Leap)
		b.Field(7).(*array.StringBuilder).Append(string(r.Kind))
		b.Field(8).(*array.StringBuilder).Append(r.Holiday)
		b.Field(9).(*array.StringBuilder).Append(string(r.Festival))
		b.Field(10).(*array.Date32Builder).Append(date(r.FestivalDay))
		b.Field(12).(*array.BooleanBuilder).Append(r.CourierStop)
	}
	return b.NewRecord()
}

// OccasionRecord holds the rows as one record of [OccasionSchema]; the caller releases it.
func OccasionRecord(alloc memory.Allocator, rows []OccasionRow) arrow.Record {
	b := array.NewRecordBuilder(alloc, OccasionSchema)
	defer b.Release()
	for _, r := range rows {
		b.Field(0).(*array.StringBuilder).Append(string(r.Kind))
		b.Field(1).(*array.StringBuilder).Append(r.Name)
		b.Field(2).(*array.StringBuilder).Append(r.Platform)
		b.Field(3).(*array.Date32Builder).Append(date(r.From))
		b.Field(4).(*array.Date32Builder).Append(date(r.To))
		b.Field(5).(*array.StringBuilder).Append(r.Source)
	}
	return b.NewRecord()
}

func date(day time.Time) arrow.Date32 { return arrow.Date32(dayNumber(day)) }
