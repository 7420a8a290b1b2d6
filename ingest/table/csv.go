package table

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"strings"
)

// csvFile is a text file ready to be cut.
type csvFile struct {
	text
	dialect
	name  string
	block int
}

func openText(src source) (Grid, error) {
	t, err := decodeFile(src.name, src.data, src.opt.Encoding)
	if err != nil {
		return Grid{}, err
	}
	d := sniffDialect(t, src.opt.Delimiter)
	if !guardPipes(&t, &d) {
		return Grid{}, refuse(CodeBinaryFile, src.name, "every control character is in use")
	}
	d.most = src.opt.Limits.Fields
	f := &csvFile{text: t, dialect: d, name: src.name, block: src.opt.BlockSize}
	return Grid{Sheet: src.member, Kind: CSV, Encoding: t.name, Head: f.head, Blocks: f.blocks}, nil
}

func (f *csvFile) head(n int) ([]Row, error) {
	small := *f
	small.block = min(f.block, 64<<10)
	return headOf(small.blocks(), n)
}

// headOf clones the first n rows of a sequence of blocks.
func headOf(blocks iter.Seq2[Block, error], n int) ([]Row, error) {
	var rows []Row
	if n <= 0 {
		return nil, nil
	}
	for b, err := range blocks {
		if err != nil {
			return rows, err
		}
		for r := range b.Rows() {
			r.Cells = cloneCells(r.Cells)
			if rows = append(rows, r); len(rows) == n {
				return rows, nil
			}
		}
	}
	return rows, nil
}

func cloneCells(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.Clone(c)
	}
	return out
}

// blocks cuts the raw bytes at record ends. No cut falls into the lines a
// broken record has run over, so that blocks of any size hold the same rows.
func (f *csvFile) blocks() iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) {
		line, offset := 1, f.base
		for pos := 0; pos < len(f.body); {
			end, wide := f.cut(pos)
			raw := f.body[pos:end]
			k := &csvBlock{f: f, raw: raw, line: line, offset: offset}
			if wide || f.mayBeWide(raw) {
				if err := k.tooWide(); err != nil {
					yield(nil, err)
					return
				}
			}
			if !yield(k, nil) {
				return
			}
			line += bytes.Count(raw, []byte{f.eol})
			offset += f.rawLen(raw)
			pos = end
		}
	}
}

// cut finds the first record end at or after pos + block, and whether a quoted
// record has too many fields. Only lines with a quote are walked.
func (f *csvFile) cut(pos int) (end int, wide bool) {
	goal, reach := pos+f.block, 0
	for pos < len(f.body) && (pos < goal || pos < reach) {
		q := bytes.IndexByte(f.body[pos:], '"')
		stop := max(goal, reach)
		if q < 0 || pos+q >= stop {
			_, next := f.line(f.body, min(stop, len(f.body))-1)
			if q < 0 || next <= pos+q {
				return next, wide
			}
		}
		if start := 1 + bytes.LastIndexByte(f.body[pos:pos+q], f.eol); start > 0 {
			pos += start
			continue
		}
		_, next, bad := f.record(f.body, pos, nil)
		wide = wide || bad.code == CodeTooLarge
		pos, reach = next, max(reach, bad.reach)
	}
	return pos, wide
}

// mayBeWide finds a line with separators for more fields than allowed. It looks
// for a line end before each place that many bytes further on, so that
// ordinary lines cost next to nothing.
func (f *csvFile) mayBeWide(raw []byte) bool {
	for len(raw) >= f.most {
		next := 1 + bytes.LastIndexByte(raw[:f.most], f.eol)
		if next == 0 {
			var end int
			if end, next = f.line(raw, 0); f.tooMany(raw[:end]) {
				return true
			}
		}
		raw = raw[next:]
	}
	return false
}

// tooWide refuses the file for a row of too many fields.
func (k *csvBlock) tooWide() error {
	for r := range k.Rows() {
		if at, ok := errors.AsType[*CellError](r.Err); ok && at.Code == CodeTooLarge {
			e := refuse(CodeTooLarge, k.f.name, fmt.Sprintf("a row of more than %d fields", k.f.most))
			e.Line = r.Line
			return e
		}
	}
	return nil
}

// csvBlock is a run of whole records.
type csvBlock struct {
	f      *csvFile
	raw    []byte
	line   int
	offset int64
}

// Rows yields the block's rows; a blank line is a row without cells.
func (k *csvBlock) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		c := cells{f: k.f, raw: k.raw, all: string(k.raw)}
		spans := make([]span, 0, 64)
		line, offset, reach := k.line, k.offset, 0
		for pos := 0; pos < len(k.raw); {
			var next int
			var bad fault
			spans, next, bad = k.f.record(k.raw, pos, spans)
			row := Row{Line: line, Offset: offset, Cells: c.of(spans)}
			if len(spans) == 1 && spans[0].from == spans[0].to && k.raw[pos] != '"' {
				row.Cells = row.Cells[:0]
			}
			if bad.code == "" && pos < reach && len(row.Cells) != 0 && len(spans) != k.f.width {
				bad = fault{code: CodeOrphanLine, at: pos}
			}
			if bad.code != "" {
				row.Err = k.cellError(bad, line, pos)
			}
			if !yield(row) {
				return
			}
			reach = max(reach, bad.reach)
			if next-pos > 0 {
				line += bytes.Count(k.raw[pos:next], []byte{k.f.eol})
			}
			offset += k.f.rawLen(k.raw[pos:next])
			pos = next
		}
	}
}

func (k *csvBlock) cellError(bad fault, line, pos int) *CellError {
	e := &CellError{Line: line, Column: bad.field + 1, Code: bad.code}
	switch bad.code {
	case CodeOrphanLine:
		e.Column = 0
	case CodeUnclosedQuote:
		bad.at = pos
	default:
		e.Line += bytes.Count(k.raw[pos:min(bad.at, len(k.raw))], []byte{k.f.eol})
	}
	e.Text = k.excerpt(bad.at)
	return e
}

// excerpt shows up to twelve characters from a place on.
func (k *csvBlock) excerpt(at int) string {
	end, _ := k.f.line(k.raw, min(at, len(k.raw)))
	s := string(k.raw[min(at, end):min(end, at+48)])
	if k.f.gbk {
		s = string(gbk().decode(nil, s))
	}
	if r := []rune(s); len(r) > 12 {
		s = string(r[:12])
	}
	return strings.ToValidUTF8(s, "")
}

// cells turns spans into strings: parts of the block where the bytes allow,
// decoded once per distinct value where not.
type cells struct {
	f    *csvFile
	raw  []byte
	all  string
	out  []string
	memo map[string]string
	buf  []byte
}

// memoLimit bounds the memo of a block: repeated names and titles, not notes.
const memoLimit = 1 << 13

func (c *cells) of(spans []span) []string {
	c.out = c.out[:0]
	for _, s := range spans {
		c.out = append(c.out, c.one(s))
	}
	return c.out
}

func (c *cells) one(s span) string {
	v := c.all[s.from:s.to]
	if c.f.gbk && !isASCII(c.raw[s.from:s.to]) {
		v = c.decoded(v)
	}
	if s.escaped {
		v = strings.ReplaceAll(v, `""`, `"`)
	}
	if c.f.swap != 0 && strings.IndexByte(v, c.f.delim) >= 0 {
		v = strings.ReplaceAll(v, string(rune(c.f.delim)), string(rune(c.f.swap)))
	}
	return v
}

func (c *cells) decoded(raw string) string {
	if v, ok := c.memo[raw]; ok {
		return v
	}
	c.buf = gbk().decode(c.buf[:0], raw)
	v := string(c.buf)
	if c.memo == nil {
		c.memo = make(map[string]string, 256)
	}
	if len(c.memo) < memoLimit {
		c.memo[raw] = v
	}
	return v
}
