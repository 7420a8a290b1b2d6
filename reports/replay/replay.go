package replay

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"zhiwei/reports"
)

// Store holds the recorded answers.
type Store struct {
	fsys   fs.FS
	byText map[string]string   // text of a query → its name
	asked  map[string][]string // recording → the values it was made with
	// Edit, when set, may change a cell before it is given: the way to plant hostile text in every field.
	Edit func(query, column, cell string) string
}

// Open reads what was recorded in a folder.
func Open(fsys fs.FS) (*Store, error) {
	data, err := fs.ReadFile(fsys, "args.json")
	if err != nil {
		return nil, fmt.Errorf("read the recordings: %w", err)
	}
	s := &Store{fsys: fsys, byText: map[string]string{}}
	if err := json.Unmarshal(data, &s.asked); err != nil {
		return nil, fmt.Errorf("read args.json: %w", err)
	}
	for _, name := range reports.Names() {
		text, err := reports.SQL(name)
		if err != nil {
			return nil, err
		}
		s.byText[text] = name
	}
	return s, nil
}

// Query answers with the recording of the query whose values come nearest to those asked for.
func (s *Store) Query(_ context.Context, sql string, args ...any) (array.RecordReader, error) {
	name, ok := s.byText[sql]
	if !ok {
		return nil, fmt.Errorf("no query of reports has this text: %.60s", sql)
	}
	file, err := s.nearest(name, args)
	if err != nil {
		return nil, err
	}
	head, rows, err := s.read(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	rows = keepItem(head, rows, s.asked[file], args)
	return s.build(name, head, rows)
}

func (s *Store) nearest(name string, args []any) (string, error) {
	best, most := "", -1
	for _, file := range slices.Sorted(maps.Keys(s.asked)) {
		if file != name && !strings.HasPrefix(file, name+"-") {
			continue
		}
		equal := 0
		for i, a := range args {
			if i < len(s.asked[file]) && s.asked[file][i] == textOf(a) {
				equal++
			}
		}
		if equal > most {
			best, most = file, equal
		}
	}
	if best == "" {
		return "", fmt.Errorf("query %s was not recorded", name)
	}
	return best, nil
}

func textOf(a any) string {
	if t, ok := a.(time.Time); ok {
		return t.Format(time.DateOnly)
	}
	return fmt.Sprint(a)
}

type column struct{ name, kind string }

func (s *Store) read(file string) ([]column, [][]string, error) {
	data, err := fs.ReadFile(s.fsys, file+".csv")
	if err != nil {
		return nil, nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, nil, fmt.Errorf("not a recording: %w", err)
	}
	var head []column
	for _, h := range rows[0] {
		name, kind, _ := strings.Cut(h, ":")
		head = append(head, column{name, kind})
	}
	return head, rows[1:], nil
}

// keepItem drops the rows of other items when the recording was made for all of them.
func keepItem(head []column, rows [][]string, asked []string, args []any) [][]string {
	at := slices.IndexFunc(head, func(c column) bool { return c.name == "sku" })
	for i, a := range args {
		want := textOf(a)
		if at >= 0 && i < len(asked) && asked[i] == "" && want != "" {
			rows = slices.DeleteFunc(rows, func(r []string) bool { return r[at] != want })
		}
	}
	return rows
}

var kinds = map[string]arrow.DataType{
	"text": arrow.BinaryTypes.String, "int": arrow.PrimitiveTypes.Int64, "int32": arrow.PrimitiveTypes.Int32,
	"float": arrow.PrimitiveTypes.Float64, "day": arrow.FixedWidthTypes.Date32, "flag": arrow.FixedWidthTypes.Boolean,
}

func (s *Store) build(query string, head []column, rows [][]string) (array.RecordReader, error) {
	fields := make([]arrow.Field, len(head))
	for i, c := range head {
		kind, ok := kinds[c.kind]
		if !ok {
			return nil, fmt.Errorf("column %s has the unknown type %q", c.name, c.kind)
		}
		fields[i] = arrow.Field{Name: c.name, Type: kind, Nullable: true}
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for n, row := range rows {
		for i, cell := range row {
			if s.Edit != nil && head[i].kind == "text" {
				cell = s.Edit(query, head[i].name, cell)
			}
			if err := put(b.Field(i), cell); err != nil {
				return nil, fmt.Errorf("%s row %d, %s: %w", query, n+1, head[i].name, err)
			}
		}
	}
	rec := b.NewRecord()
	defer rec.Release()
	return array.NewRecordReader(schema, []arrow.Record{rec})
}

func put(b array.Builder, cell string) error {
	if text, ok := b.(*array.StringBuilder); ok {
		text.Append(cell)
		return nil
	}
	if cell == "" {
		b.AppendNull()
		return nil
	}
	switch b := b.(type) {
	case *array.Int64Builder:
		v, err := strconv.ParseInt(cell, 10, 64)
		b.Append(v)
		return err
	case *array.Int32Builder:
		v, err := strconv.ParseInt(cell, 10, 32)
		b.Append(int32(v))
		return err
	case *array.Float64Builder:
		v, err := strconv.ParseFloat(cell, 64)
		b.Append(v)
		return err
	case *array.BooleanBuilder:
		b.Append(cell == "true")
		return nil
	case *array.Date32Builder:
		t, err := time.Parse(time.DateOnly, cell)
		b.Append(arrow.Date32FromTime(t))
		return err
	default:
		return fmt.Errorf("no way to fill a %s", b.Type())
	}
}
