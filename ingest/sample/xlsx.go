package sample

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheetOf writes rows into a workbook of one sheet. Cells are strings, ints, float64s, time.Times or nil.
func sheetOf(name string, rows iterRows) ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // nothing was opened on disk
	if err := book.SetSheetName("Sheet1", name); err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	layout := "yyyy-mm-dd"
	date, err := book.NewStyle(&excelize.Style{CustomNumFmt: &layout})
	if err != nil {
		return nil, fmt.Errorf("date style: %w", err)
	}
	stream, err := book.NewStreamWriter(name)
	if err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	line := 0
	for row := range rows {
		line++
		if err := stream.SetRow(fmt.Sprintf("A%d", line), styled(row, date)); err != nil {
			return nil, fmt.Errorf("sheet %s row %d: %w", name, line, err)
		}
	}
	if err := stream.Flush(); err != nil {
		return nil, fmt.Errorf("sheet %s: %w", name, err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return steady(out.Bytes())
}

// iterRows yields rows of cells.
type iterRows func(func([]any) bool)

// day marks a cell as a date, in days since the epoch of spreadsheets.
type day int

func styled(row []any, date int) []any {
	out := make([]any, len(row))
	for i, v := range row {
		out[i] = v
		if d, ok := v.(day); ok {
			out[i] = excelize.Cell{StyleID: date, Value: int(d)}
		}
	}
	return out
}

var contentType = regexp.MustCompile(`<(?:Default|Override) [^>]*?(?:/>|></(?:Default|Override)>)`)

// steady rewrites a workbook so that the same content is the same bytes: parts by name, content types sorted.
func steady(book []byte) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		return nil, fmt.Errorf("reopen workbook: %w", err)
	}
	parts := slices.Clone(in.File)
	slices.SortFunc(parts, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		if err := copyPart(z, p); err != nil {
			return nil, fmt.Errorf("rewrite %s: %w", p.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("rewrite workbook: %w", err)
	}
	return out.Bytes(), nil
}

func copyPart(z *zip.Writer, p *zip.File) error {
	if p.Name != "[Content_Types].xml" {
		return z.Copy(p)
	}
	r, err := p.Open()
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // read from memory
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	w, err := z.Create(p.Name)
	if err != nil {
		return err
	}
	_, err = w.Write(sortedTypes(text))
	return err
}

// sortedTypes puts the entries of [Content_Types].xml in order.
func sortedTypes(text []byte) []byte {
	entries := contentType.FindAllString(string(text), -1)
	if len(entries) == 0 {
		return text
	}
	first := bytes.Index(text, []byte(entries[0]))
	last := 0
	for _, e := range entries {
		last = max(last, bytes.Index(text, []byte(e))+len(e))
	}
	slices.Sort(entries)
	return slices.Concat(text[:first], []byte(strings.Join(entries, "")), text[last:])
}
