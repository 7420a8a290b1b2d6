package dept

import (
	"context"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// Batch is one table of a file. The receiver releases Record.
type Batch struct {
	Table     string // products: goes into in_products
	ValidFrom time.Time
	Record    arrow.Record
	Problems  []order.Problem
}

// Env is what the rows of a table share.
type Env struct {
	File       string
	SHA        string
	Alloc      memory.Allocator
	ImportDay  time.Time // valid_from when neither file nor sheet name a day
	PlatformOf func(string) string
}

// Counts are physical records: Records = Accepted + Skipped + Quarantined.
type Counts struct{ Records, Accepted, Skipped, Quarantined int64 }

// reader fills one record.
type reader struct {
	*definition
	env      Env
	match    Match
	sheet    string
	from     time.Time
	builder  *array.RecordBuilder
	keys     map[string]bool
	values   []any // of the row, by column; nil is null
	problems []order.Problem
	counts   Counts
}

// Read reads a whole table. An error is the grid's own, or ctx's.
func Read(ctx context.Context, g table.Grid, m Match, env Env) (Batch, Counts, error) {
	r := &reader{
		definition: m.def, env: env, match: m, sheet: g.Sheet, from: env.ImportDay, keys: map[string]bool{},
		builder: array.NewRecordBuilder(env.Alloc, m.def.schema), values: make([]any, len(m.def.columns)),
	}
	defer r.builder.Release()
	if day, ok := ValidFrom(env.File); ok {
		r.from = day
	} else if day, ok := ValidFrom(g.Sheet); ok {
		r.from = day
	}
	for block, err := range g.Blocks() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return Batch{}, Counts{}, err
		}
		for row := range block.Rows() {
			if row.Line > m.Line {
				r.row(row)
			}
		}
	}
	return Batch{Table: m.Table, ValidFrom: r.from, Record: r.builder.NewRecord(), Problems: r.problems}, r.counts, nil
}

func (r *reader) row(row table.Row) {
	if row.Err == nil && !slices.ContainsFunc(row.Cells, func(c string) bool { return clean(c) != "" }) {
		return
	}
	r.counts.Records++
	first := ""
	if len(row.Cells) > 0 {
		first = clean(row.Cells[0])
	}
	if row.Err == nil && (first == "合计" || first == "总计") {
		r.counts.Skipped++
		return
	}
	if p := r.parse(row); p != nil {
		p.Origin = order.Origin{File: r.env.File, Sheet: r.sheet, Line: row.Line}
		p.Offset, p.Counts = row.Offset, true
		r.problems = append(r.problems, *p)
		r.counts.Quarantined++
		return
	}
	r.counts.Accepted++
	r.store(row.Line)
}

func clean(s string) string { return strings.Trim(s, " \t\r\n\u00a0\u3000\ufeff\u200b") }

// parse fills values, or says what is wrong with the row.
func (r *reader) parse(row table.Row) *order.Problem {
	if row.Err != nil {
		return &order.Problem{Code: order.BadQuote}
	}
	if len(row.Cells) > r.match.width && slices.ContainsFunc(row.Cells[r.match.width:], func(c string) bool { return clean(c) != "" }) {
		return &order.Problem{Code: order.LongRow}
	}
	key, keyed := "", false
	for i := range r.columns {
		c := &r.columns[i]
		s := ""
		if at := r.match.cells[i]; at >= 0 && at < len(row.Cells) {
			s = strings.Clone(clean(row.Cells[at]))
		}
		if s == "" && c.required {
			return &order.Problem{Code: order.MissingValue, Column: c.name}
		}
		v, code := c.value(s)
		if code != "" {
			return &order.Problem{Code: code, Column: c.name, Value: profile.Redact(s)}
		}
		if c.field == "platform" && r.env.PlatformOf != nil && s != "" {
			v = r.env.PlatformOf(s)
		}
		r.values[i] = v
		if c.key {
			key, keyed = key+"\x00"+s, true
		}
	}
	if keyed && r.keys[key] {
		return &order.Problem{Code: order.DuplicateKey, Value: profile.Redact(strings.Trim(strings.ReplaceAll(key, "\x00", " "), " "))}
	}
	r.keys[key] = true
	return nil
}

// value types one cell. Empty text is "", anything else empty is null.
func (c *column) value(s string) (any, order.Code) {
	if s == "" {
		if c.kind == "text" || c.kind == "enum" {
			return "", ""
		}
		return nil, ""
	}
	switch c.kind {
	case "enum":
		if w, ok := c.words[s]; ok {
			return w, ""
		}
		return nil, order.UnknownValue
	case "date", "datetime":
		t, ok := profile.ParseTime(s, nil, nil)
		if !ok {
			return nil, order.BadTime
		}
		return t, ""
	case "integer", "decimal", "money":
		return c.number(s)
	default:
		return s, ""
	}
}

func (c *column) number(s string) (any, order.Code) {
	d, ok := profile.ParseDecimal(s)
	switch {
	case c.kind == "integer":
		n, whole := d.Units(1)
		if !ok || !whole {
			return nil, order.BadQty
		}
		return n, ""
	case c.kind == "money":
		fen, _, fits := d.Fen()
		if !ok || !fits {
			return nil, order.BadMoney
		}
		return int64(fen), ""
	case !ok:
		return nil, order.BadQty
	}
	if strings.HasSuffix(s, "%") && strings.HasSuffix(c.header, "(%)") {
		d.Scale -= 2 // the column is in percent already
	}
	return quotient(d), ""
}

// quotient is the nearest float64 of a decimal; no money passes here.
func quotient(d profile.Decimal) float64 {
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(d.Scale, -d.Scale))), nil)
	v := new(big.Rat).SetInt64(d.Mant)
	if d.Scale >= 0 {
		v.Quo(v, new(big.Rat).SetInt(ten))
	} else {
		v.Mul(v, new(big.Rat).SetInt(ten))
	}
	f, _ := v.Float64()
	return f
}

func (r *reader) store(line int) {
	for i, v := range r.values {
		r.put(i, v)
	}
	n := len(r.values)
	r.put(n, r.from)
	r.put(n+1, r.env.SHA)
	r.put(n+2, r.sheet)
	r.put(n+3, int64(line))
}

func (r *reader) put(i int, v any) {
	switch b := r.builder.Field(i).(type) {
	case *array.StringBuilder:
		b.Append(v.(string))
	case *array.Int64Builder:
		appendOr(b, b.Append, v)
	case *array.Float64Builder:
		appendOr(b, b.Append, v)
	case *array.Date32Builder:
		if t, ok := v.(time.Time); ok && !t.IsZero() {
			b.Append(arrow.Date32FromTime(t))
		} else {
			b.AppendNull()
		}
	case *array.TimestampBuilder:
		if t, ok := v.(time.Time); ok && !t.IsZero() {
			b.Append(arrow.Timestamp(t.UnixMicro()))
		} else {
			b.AppendNull()
		}
	}
}

func appendOr[T any](b array.Builder, add func(T), v any) {
	if n, ok := v.(T); ok {
		add(n)
		return
	}
	b.AppendNull()
}
