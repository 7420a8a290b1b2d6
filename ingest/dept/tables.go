package dept

import (
	_ "embed" // columns.csv and index.csv
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"

	"zhiwei/ingest/profile"
)

//go:embed columns.csv
var columnsCSV string

//go:embed index.csv
var indexCSV string

// column is one column of a table.
type column struct {
	header   string // folded, with its unit
	bare     string // folded, without the unit in brackets
	name     string // as people write it
	field    string // in in_<table>
	kind     string // text, integer, decimal, money, date, datetime, enum
	words    map[string]string
	required bool
	key      bool
}

// definition is one table.
type definition struct {
	name    string // products
	chinese string // 商品主数据
	columns []column
	schema  *arrow.Schema
}

// reserved are the field names that SQL keeps for itself.
var reserved = map[string]string{
	"from": "from_day", "to": "to_day", "date": "day", "at": "at_time", "next": "next_day", "option": "option_code", "role": "staff_role",
}

// tables are the definitions in the order of index.csv.
var tables = sync.OnceValues(func() ([]*definition, error) {
	index, err := csv.NewReader(strings.NewReader(indexCSV)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read index of tables: %w", err)
	}
	rows, err := csv.NewReader(strings.NewReader(columnsCSV)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read columns of tables: %w", err)
	}
	var out []*definition
	byFile := map[string]*definition{}
	for _, r := range index[1:] {
		d := &definition{name: strings.TrimSuffix(r[0], ".csv"), chinese: r[1]}
		byFile[r[0]] = d
		out = append(out, d)
	}
	for _, r := range rows[1:] {
		d := byFile[r[0]]
		if d == nil {
			return nil, fmt.Errorf("table %s is not in the index", r[0])
		}
		d.columns = append(d.columns, newColumn(r))
	}
	for _, d := range out {
		d.schema = schemaOf(d)
	}
	return out, nil
})

func newColumn(r []string) column {
	c := column{
		name: r[2], header: profile.Fold(r[2]), field: r[3], kind: r[4], required: r[6] == "yes", key: r[7] == "yes",
	}
	c.bare, _, _ = strings.Cut(c.header, "(")
	if to, ok := reserved[c.field]; ok {
		c.field = to
	}
	if c.kind == "enum" {
		c.words = enum(r[5])
	}
	return c
}

// enum reads 正品/残次 or ZP/CC: the words of the second list stand for those of the first.
func enum(list string) map[string]string {
	words := map[string]string{}
	first, second, two := strings.Cut(list, " or ")
	names := strings.Split(first, "/")
	for _, w := range names {
		words[w] = w
	}
	if two {
		for i, w := range strings.Split(second, "/") {
			words[w] = names[i]
		}
	}
	return words
}

func schemaOf(d *definition) *arrow.Schema {
	var fields []arrow.Field
	add := func(name string, t arrow.DataType) {
		fields = append(fields, arrow.Field{Name: name, Type: t, Nullable: true})
	}
	for _, c := range d.columns {
		switch c.kind {
		case "integer", "money":
			add(c.field, arrow.PrimitiveTypes.Int64)
		case "decimal":
			add(c.field, arrow.PrimitiveTypes.Float64)
		case "date":
			add(c.field, arrow.FixedWidthTypes.Date32)
		case "datetime":
			add(c.field, &arrow.TimestampType{Unit: arrow.Microsecond})
		default:
			add(c.field, arrow.BinaryTypes.String)
		}
	}
	add("valid_from", arrow.FixedWidthTypes.Date32)
	add("file_sha", arrow.BinaryTypes.String)
	add("sheet", arrow.BinaryTypes.String)
	add("src_line", arrow.PrimitiveTypes.Int64)
	return arrow.NewSchema(fields, nil)
}

// Schema is the Arrow schema of in_<table>; false when there is no such table.
func Schema(name string) (*arrow.Schema, bool) {
	all, err := tables()
	if err != nil {
		return nil, false
	}
	for _, d := range all {
		if d.name == name {
			return d.schema, true
		}
	}
	return nil, false
}

// Names lists the tables in the order of index.csv.
func Names() []string {
	all, err := tables()
	if err != nil {
		return nil
	}
	out := make([]string, len(all))
	for i, d := range all {
		out[i] = d.name
	}
	return out
}
