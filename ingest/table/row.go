package table

import (
	"iter"
	"strconv"
)

// Row is one record of a grid.
type Row struct {
	Cells  []string
	Line   int   // 1-based physical line of its first byte, or sheet row
	Offset int64 // byte offset in the file, -1 for workbooks
	Err    error // a *CellError when this row is malformed; Cells then hold what was read
}

// Block is a run of consecutive rows. Blocks of one grid may be parsed at the same time.
type Block interface {
	// Rows yields the block's rows in file order. Cells are valid until the next iteration unless cloned.
	Rows() iter.Seq[Row]
}

// Grid is one table of a file.
type Grid struct {
	Sheet    string // sheet name, or the member's name inside a zip; empty for a plain text file
	Kind     Kind
	Hidden   bool   // a sheet the workbook hides
	Encoding string // "UTF-8", "UTF-8 BOM", "GB18030", "UTF-16LE" …; empty for workbooks
	// Head returns the first n rows (fewer when the grid is shorter), for finding the header.
	Head func(n int) ([]Row, error)
	// Blocks yields every block from the grid's first row; an error ends the sequence.
	Blocks func() iter.Seq2[Block, error]
}

// Kind is what a file is by its bytes, whatever its name says.
type Kind string

// The kinds that are read.
const (
	CSV  Kind = "csv"
	XLSX Kind = "xlsx"
	Zip  Kind = "zip"
)

// CellError is a malformed place in a file.
type CellError struct {
	Sheet  string
	Line   int
	Column int // 1-based field number, 0 when the whole line is meant
	Code   string
	Text   string // what stands there, shortened
}

// Error names the place and the fault.
func (e *CellError) Error() string {
	return e.Code + " at line " + strconv.Itoa(e.Line) + ", column " + strconv.Itoa(e.Column)
}
