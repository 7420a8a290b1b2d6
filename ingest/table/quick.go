package table

import (
	"bytes"
	"unicode/utf8"
)

// glance is how far the short way looks ahead; a longer cell is read token by token.
const glance = 1 << 20

// What a byte is inside a text of the common shape.
const (
	stops byte = 1 << iota // ends the text or needs the general reader
	high                   // part of a character beyond ASCII
	mark                   // may begin _xHHHH_
)

var classes = func() (t [256]byte) {
	for c := range t {
		switch {
		case c < ' ' && c != '\t' && c != '\n', c == '<', c == '&':
			t[c] = stops
		case c >= 0x80:
			t[c] = high
		case c == '_':
			t[c] = mark
		}
	}
	return t
}()

// quick reads cells of the shape that nearly all programs write, byte by byte
// and without tokens:
//
//	<c r="A1" s="1" t="inlineStr"><is><t>…</t></is></c>
//	<c r="A1" s="1" t="s"><v>…</v></c>
//
// It stops before the first thing of another shape, the end of the window and
// anything that is a fault, and takes nothing of it: the general reader goes
// on there. So it can only be faster, never more lenient.
func (r *rowReader) quick(w *rowWalk) {
	s := r.s
	if s.plain || s.closing || s.depth+3 > s.max {
		return
	}
	b := s.buf[s.pos:min(s.end, s.pos+glance)]
	at := 0
	for {
		n := r.quickCell(b[at:], w)
		if n == 0 {
			s.pos += at
			return
		}
		at += n
	}
}

// quickCell reads one cell and gives its length, 0 when it is of another shape.
func (r *rowReader) quickCell(b []byte, w *rowWalk) int {
	if len(b) < 8 || b[0] != '<' || b[1] != 'c' {
		return 0
	}
	h := cellHead{col: w.col + 1}
	i := r.quickHead(b, &h)
	if i == 0 {
		return 0
	}
	if b[i] == '/' {
		w.col = h.col
		return i + 2
	}
	at := w.from + h.col - 1
	if at < len(r.slots) || h.col > r.lim.Columns {
		return 0
	}
	from, cell := len(r.text), slot{}
	switch h.kind {
	case "":
		i = r.quickNumber(b, i+1, h.date)
	case "s":
		i, cell.shared = r.quickShared(b, i+1)
	case "str":
		i = r.quickText(b, i+1, valueTag, valueEnd)
	default:
		if at := i + 1; hasPrefix(b[at:], inlineTag) {
			i = r.quickText(b, at, inlineTag, inlineEnd)
		} else {
			i = r.quickText(b, at, keptTag, inlineEnd)
		}
	}
	if i == 0 {
		r.text = r.text[:from]
		return 0
	}
	if cell.shared == 0 {
		cell.from, cell.to = from, len(r.text)
	}
	if w.col = h.col; cell.shared < 0 { // an empty string of the table
		return i
	}
	for len(r.slots) < at {
		r.slots = append(r.slots, slot{})
	}
	r.slots = append(r.slots, cell)
	w.filled = max(w.filled, h.col)
	return i
}

// quickHead reads the tag of a cell up to its ">" or "/>".
func (r *rowReader) quickHead(b []byte, h *cellHead) int {
	i := 2
	for i+4 < len(b) && b[i] == ' ' && b[i+2] == '=' && b[i+3] == '"' {
		name := b[i+1]
		i += 4
		n := 0
		switch name {
		case 'r':
			n = r.quickRef(b[i:], h)
		case 's':
			n = r.quickStyle(b[i:], h)
		case 't':
			n = quickKind(b[i:], h)
		}
		if n == 0 {
			return 0
		}
		i += n
	}
	if i+1 < len(b) && (b[i] == '>' || b[i] == '/' && b[i+1] == '>') {
		return i
	}
	return 0
}

// quickRef reads a reference in capitals whose row is the row being read.
func (r *rowReader) quickRef(b []byte, h *cellHead) int {
	i, col := 0, 0
	for i < len(b) && i < 3 && b[i] >= 'A' && b[i] <= 'Z' {
		col = 26*col + int(b[i]-'A') + 1
		i++
	}
	end := i + len(r.number)
	if i == 0 || end >= len(b) || b[end] != '"' || !bytes.Equal(b[i:end], r.number) {
		return 0
	}
	h.col = col
	return end + 1
}

// quickDigits reads up to nine digits and gives the number and its length, 0 when there are none or more.
func quickDigits(b []byte) (n, size int) {
	for size < len(b) && size < 10 && b[size] >= '0' && b[size] <= '9' {
		n = 10*n + int(b[size]-'0')
		size++
	}
	if size == 10 {
		size = 0
	}
	return n, size
}

func (r *rowReader) quickStyle(b []byte, h *cellHead) int {
	n, i := quickDigits(b)
	if i == 0 || i >= len(b) || b[i] != '"' {
		return 0
	}
	if n < len(r.book.dates) {
		h.date = r.book.dates[n]
	}
	return i + 1
}

// quickKind reads the types that are read here: numbers, shared, computed and inline strings.
func quickKind(b []byte, h *cellHead) int {
	switch {
	case hasPrefix(b, `s"`):
		h.kind = "s"
		return 2
	case hasPrefix(b, `n"`):
		h.kind = ""
		return 2
	case hasPrefix(b, `inlineStr"`):
		h.kind = "inlineStr"
		return 10
	case hasPrefix(b, `str"`):
		h.kind = "str"
		return 4
	}
	return 0
}

const (
	valueTag  = "<v>"
	valueEnd  = "</v></c>"
	inlineTag = "<is><t>"
	keptTag   = `<is><t xml:space="preserve">`
	inlineEnd = "</t></is></c>"
)

// quickNumber reads the value at i and gives the end of its cell.
func (r *rowReader) quickNumber(b []byte, i int, date bool) int { //nolint:revive // the flag is the cell's style
	if !hasPrefix(b[i:], valueTag) {
		return 0
	}
	i += len(valueTag)
	from := i
	for i < len(b) && (b[i] >= '0' && b[i] <= '9' || b[i] == '.' || b[i] == '-' || b[i] == '+' || b[i]|0x20 == 'e') {
		i++
	}
	raw := b[from:i]
	if !hasPrefix(b[i:], valueEnd) {
		return 0
	}
	var ok bool
	if date {
		r.text, ok = appendDate(r.text, raw, r.book.base)
	} else {
		r.text, ok = appendNumber(r.text, raw)
	}
	if !ok {
		return 0
	}
	return i + len(valueEnd)
}

// quickShared reads the index at i: the end of its cell, and the index + 1, or -1 for an empty string.
func (r *rowReader) quickShared(b []byte, i int) (end, shared int) {
	if !hasPrefix(b[i:], valueTag) {
		return 0, 0
	}
	i += len(valueTag)
	n, size := quickDigits(b[i:])
	if size == 0 || !hasPrefix(b[i+size:], valueEnd) || n >= len(r.book.shared) {
		return 0, 0
	}
	if end = i + size + len(valueEnd); r.book.shared[n] == "" {
		return end, -1
	}
	return end, n + 1
}

// quickText reads the text between two marks at i and gives the end of its cell.
func (r *rowReader) quickText(b []byte, i int, before, after string) int {
	if !hasPrefix(b[i:], before) {
		return 0
	}
	i += len(before)
	text, ok := quickChars(b[i:])
	if !ok || len(text) == 0 || !hasPrefix(b[i+len(text):], after) {
		return 0
	}
	r.text = append(r.text, text...)
	return i + len(text) + len(after)
}

// quickChars gives the characters up to the next "<" when they stand for themselves.
func quickChars(b []byte) ([]byte, bool) {
	var seen byte
	i := 0
	for ; i < len(b); i++ {
		k := classes[b[i]]
		if k&stops != 0 {
			break
		}
		seen |= k
	}
	text := b[:i]
	if seen&mark != 0 && bytes.Contains(text, []byte("_x")) || seen&high != 0 && !utf8.Valid(text) {
		return nil, false
	}
	return text, true
}

// quickStrings reads shared strings of one run, <si><t>…</t></si>, and stops as [rowReader.quick] does.
func quickStrings(s *scanner, dst []byte, ends []int) ([]byte, []int) {
	if s.plain || s.closing || s.depth != 1 || s.max < 3 {
		return dst, ends
	}
	b := s.buf[s.pos:min(s.end, s.pos+glance)]
	at := 0
	for {
		from := at
		switch {
		case hasPrefix(b[at:], "<si><t>"):
			from += len("<si><t>")
		case hasPrefix(b[at:], `<si><t xml:space="preserve">`):
			from += len(`<si><t xml:space="preserve">`)
		}
		text, ok := quickChars(b[from:])
		if end := from + len(text); !ok || from == at || !hasPrefix(b[end:], "</t></si>") {
			s.pos += at
			return dst, ends
		}
		dst = append(dst, text...)
		ends = append(ends, len(dst))
		at = from + len(text) + len("</t></si>")
	}
}
