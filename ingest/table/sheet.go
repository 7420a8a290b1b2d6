package table

import (
	"archive/zip"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"sync/atomic"
)

// sheet is one worksheet, read anew by every call.
type sheet struct {
	book *workbook
	part *zip.File
	name string
	// merges are the merged ranges once they are known, untouched by readers.
	merges atomic.Pointer[mergeSet]
}

const (
	blockRows  = 2048
	blockCells = 1 << 16
)

func (sh *sheet) head(n int) ([]Row, error) { return headOf(sh.blocks(), n) }

// sheetBlock holds rows that are already read.
type sheetBlock []Row

// Rows yields the rows; empty rows of the sheet are left out.
func (b sheetBlock) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for _, r := range b {
			if !yield(r) {
				return
			}
		}
	}
}

// blocks reads the part to its end. Whatever is wrong with it ends the
// sequence with an error: a sheet is whole or refused.
func (sh *sheet) blocks() iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) {
		s, merges, part, err := sh.prepare()
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = part.Close() }() // the checksum was compared at the end of the part
		s.plain = sh.book.src.opt.plain
		lim := sh.book.src.opt.Limits
		rr := &rowReader{s: s, book: sh.book, lim: lim, merges: merges, name: sh.name}
		stopped := false
		err = rr.read(func(b sheetBlock) bool {
			stopped = !yield(b, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(nil, sh.refused(err, rr.row))
		}
	}
}

func (sh *sheet) refused(err error, row int) error {
	err = sh.book.damage(sh.part, err)
	if known, ok := errors.AsType[*RefusedError](err); ok {
		known.Line = row
	}
	return err
}

// rowReader turns the tokens of a worksheet into rows.
type rowReader struct {
	s      *scanner
	book   *workbook
	lim    Limits
	name   string
	merges *mergeSet

	row     int    // last row number seen
	number  []byte // the same in digits
	cells   int    // placed so far
	text    []byte
	slots   []slot  // cells of the block
	lines   []place // rows of the block
	scratch []byte
	stopped bool
}

// slot is one cell of the block being read: text[from:to], or a shared string.
type slot struct {
	from, to int
	shared   int // index + 1, 0 for own text
}

// place is one row of the block being read: slots[from:to].
type place struct {
	line, from, to int
	err            *CellError
}

// rowWalk is the row being read: its last column so far, and its last filled one.
type rowWalk struct {
	place
	col, filled int
}

func (r *rowReader) read(yield func(sheetBlock) bool) error {
	merged := 0
	for !r.stopped {
		kind, err := r.s.next()
		if err != nil {
			return err
		}
		switch {
		case kind == tokenEOF:
			if merged != r.merges.count() && r.merges != nil {
				return malformed("merged ranges cannot be told")
			}
			r.flush(yield)
			return nil
		case kind == tokenText:
			err = r.s.checkText()
		case kind != tokenStart:
			continue
		case r.s.depth == 1 && string(r.s.name) != "worksheet":
			return malformed("a sheet of kind <%s>", r.s.name)
		case r.s.depth == 2 && string(r.s.name) == "sheetData":
			err = r.sheetData(yield)
		case r.s.depth == 3 && string(r.s.name) == "mergeCell":
			merged++
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *rowReader) sheetData(yield func(sheetBlock) bool) error {
	for !r.stopped {
		kind, err := r.s.next()
		switch {
		case err != nil:
			return err
		case kind == tokenEnd:
			return nil
		case kind == tokenText:
			err = r.blank()
		case string(r.s.name) == "row":
			if err = r.readRow(); err == nil && (len(r.lines) >= blockRows || len(r.slots) >= blockCells) {
				r.flush(yield)
			}
		default:
			err = r.s.skip()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *rowReader) blank() error {
	for _, c := range r.s.text {
		if c > ' ' || c < '\t' {
			return malformed("text outside a cell")
		}
	}
	return nil
}

// flush hands the rows read so far on as a block; all their texts are parts of one string.
func (r *rowReader) flush(yield func(sheetBlock) bool) {
	if len(r.lines) == 0 || r.stopped {
		return
	}
	all := string(r.text)
	cells := make([]string, len(r.slots))
	for i, s := range r.slots {
		if s.shared > 0 {
			cells[i] = r.book.shared[s.shared-1]
		} else {
			cells[i] = all[s.from:s.to]
		}
	}
	rows := make(sheetBlock, len(r.lines))
	for i, p := range r.lines {
		rows[i] = Row{Cells: cells[p.from:p.to:p.to], Line: p.line, Offset: -1}
		if p.err != nil {
			rows[i].Err = p.err
		}
	}
	r.text, r.slots, r.lines = r.text[:0], r.slots[:0], r.lines[:0]
	r.stopped = !yield(rows)
}

func (r *rowReader) readRow() error {
	line := r.row + 1
	for _, a := range r.s.attrs {
		if string(a.name) == "r" {
			n, ok := digits(a.value)
			if !ok || n <= r.row {
				return malformed("row %q after row %d", a.value, r.row)
			}
			line = n
		}
	}
	if line > r.lim.Rows {
		return fmt.Errorf("%w: row %d", errTooLarge, line)
	}
	r.row = line
	r.number = strconv.AppendInt(r.number[:0], int64(line), 10)
	w := rowWalk{place: place{line: line, from: len(r.slots)}}
	for {
		r.quick(&w)
		kind, err := r.s.next()
		switch {
		case err != nil:
			return err
		case kind == tokenEnd:
			return r.endRow(w.place, w.filled)
		case kind == tokenText:
			err = r.blank()
		case string(r.s.name) == "c":
			if w.col, err = r.readCell(&w.place, w.col); err == nil && r.filled(w.place, w.col) {
				w.filled = max(w.filled, w.col)
			}
		default:
			err = r.s.skip()
		}
		if err != nil {
			return err
		}
	}
}

func (r *rowReader) filled(p place, col int) bool {
	i := p.from + col - 1
	return i < len(r.slots) && (r.slots[i].to > r.slots[i].from || r.slots[i].shared > 0)
}

// endRow drops empty cells behind the last filled one, and rows without any.
func (r *rowReader) endRow(p place, filled int) error {
	r.slots = r.slots[:min(len(r.slots), p.from+filled)]
	if r.merges != nil {
		if err := r.fillDown(p); err != nil {
			return err
		}
	}
	p.to = len(r.slots)
	if r.cells += p.to - p.from; r.cells > r.lim.Cells {
		return fmt.Errorf("%w: more than %d cells", errTooLarge, r.lim.Cells)
	}
	if p.to > p.from || p.err != nil {
		r.lines = append(r.lines, p)
	}
	return nil
}

// put places a cell into its row.
func (r *rowReader) put(p place, col int, s slot) error {
	if s.to == s.from && s.shared == 0 {
		return nil
	}
	if col > r.lim.Columns {
		return fmt.Errorf("%w: column %d", errTooLarge, col)
	}
	for len(r.slots) < p.from+col {
		r.slots = append(r.slots, slot{})
	}
	if at := &r.slots[p.from+col-1]; at.to > at.from || at.shared > 0 {
		return malformed("cell %d of row %d twice", col, p.line)
	}
	r.slots[p.from+col-1] = s
	return nil
}

// head of a cell as its attributes give it.
type cellHead struct {
	col  int
	kind string
	date bool
}

func (r *rowReader) cellHead(prev int) (cellHead, error) {
	h := cellHead{col: prev + 1}
	for _, a := range r.s.attrs {
		switch string(a.name) {
		case "r":
			col, row, ok := cellRef(a.value)
			if !ok || row != r.row {
				return h, malformed("cell %q in row %d", a.value, r.row)
			}
			h.col = col
		case "s":
			if n, ok := digits(a.value); ok && n < len(r.book.dates) {
				h.date = r.book.dates[n]
			}
		case "t":
			h.kind = cellKind(a.value)
		}
	}
	return h, nil
}

// cellKind interns the type of a cell.
func cellKind(b []byte) string {
	switch string(b) {
	case "s":
		return "s"
	case "n", "":
		return ""
	case "str":
		return "str"
	case "inlineStr":
		return "inlineStr"
	case "b":
		return "b"
	case "e":
		return "e"
	case "d":
		return "d"
	}
	return "?"
}

// readCell reads one cell and gives its column.
func (r *rowReader) readCell(p *place, prev int) (int, error) {
	h, err := r.cellHead(prev)
	if err != nil {
		return prev, err
	}
	if h.kind == "?" {
		return prev, malformed("a cell of unknown type")
	}
	from, value, formula := len(r.text), false, false
	for {
		kind, err := r.s.next()
		switch {
		case err != nil:
			return prev, err
		case kind == tokenEnd:
			if formula && !value { // nobody has calculated it: it stands as its text
				r.text, h.kind = append(append(r.text, '='), r.scratch...), "str"
			}
			return h.col, r.endCell(p, h, from)
		case kind == tokenText:
			err = r.blank()
		case string(r.s.name) == "v" && h.kind == "inlineStr" && value:
			err = r.s.skip() // the string itself has been read
		case string(r.s.name) == "v":
			value = true
			err = r.value(p, h)
		case string(r.s.name) == "is":
			value = true
			r.text, err = richText(r.s, r.text[:from])
		case string(r.s.name) == "f":
			formula = true
			err = r.formula()
		default:
			err = r.s.skip()
		}
		if err != nil {
			return prev, err
		}
	}
}

// endCell places what was read.
func (r *rowReader) endCell(p *place, h cellHead, from int) error {
	if h.kind != "s" || len(r.text) == from {
		return r.put(*p, h.col, slot{from: from, to: len(r.text)})
	}
	n, ok := digits(r.text[from:])
	if !ok || n >= len(r.book.shared) {
		return malformed("shared string %q of %d", r.text[from:], len(r.book.shared))
	}
	r.text = r.text[:from]
	if r.book.shared[n] == "" {
		return nil
	}
	return r.put(*p, h.col, slot{shared: n + 1})
}

func (r *rowReader) formula() error {
	var err error
	r.scratch, err = r.inner(r.scratch[:0])
	return err
}

// inner appends the text of an element that holds nothing else.
func (r *rowReader) inner(dst []byte) ([]byte, error) {
	for {
		kind, err := r.s.next()
		switch {
		case err != nil:
			return dst, err
		case kind == tokenEnd:
			return dst, nil
		case kind == tokenText:
			dst, err = r.s.appendText(dst)
		default:
			err = malformed("<%s> inside a value", r.s.name)
		}
		if err != nil {
			return dst, err
		}
	}
}

// value reads <v> by the type of its cell.
func (r *rowReader) value(p *place, h cellHead) error {
	from := len(r.text)
	if h.kind == "s" || h.kind == "e" || h.kind == "str" {
		var err error
		if r.text, err = r.inner(r.text); err == nil && h.kind == "str" {
			r.text = unescapeX(r.text, from)
		}
		return err
	}
	var err error
	if r.scratch, err = r.inner(r.scratch[:0]); err != nil || len(r.scratch) == 0 {
		return err
	}
	ok := true
	switch {
	case h.kind == "b":
		r.text = appendBool(r.text, r.scratch)
	case h.kind == "d":
		r.text = appendISO(r.text, r.scratch)
	case h.kind == "inlineStr":
		r.text = append(r.text, r.scratch...)
	case h.date:
		r.text, ok = appendDate(r.text, r.scratch, r.book.base)
	default:
		r.text, ok = appendNumber(r.text, r.scratch)
	}
	if !ok && p.err == nil {
		p.err = &CellError{Sheet: r.name, Line: p.line, Column: h.col, Code: CodeBadNumber, Text: strconv.Quote(string(r.scratch[:min(len(r.scratch), 24)]))}
	}
	return nil
}

func appendBool(dst, raw []byte) []byte {
	switch string(raw) {
	case "1", "true":
		return append(dst, "TRUE"...)
	case "0", "false":
		return append(dst, "FALSE"...)
	}
	return append(dst, raw...)
}

// digits reads a short run of decimal digits.
func digits(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}

// cellRef reads "AB12", dollar signs and lower case allowed.
func cellRef(b []byte) (col, row int, ok bool) {
	i := 0
	for ; i < len(b); i++ {
		c := b[i] &^ 0x20
		if b[i] == '$' {
			continue
		}
		if c < 'A' || c > 'Z' {
			break
		}
		if col = 26*col + int(c-'A') + 1; col > 1<<20 {
			return 0, 0, false
		}
	}
	row, ok = digits(b[i:])
	return col, row, ok && col > 0
}
