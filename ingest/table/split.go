package table

import "bytes"

// maxRecord caps the length of a quoted field: a quote that stays open longer is unclosed.
const maxRecord = 1 << 20

// span is one field in its block; escaped says that it holds doubled quotes.
type span struct {
	from, to int
	escaped  bool
}

// fault is what is wrong with a record: the field, and the byte where it shows.
type fault struct {
	code  string
	field int
	at    int
	reach int // end of the last line the broken record may have run into
}

// record cuts the record at pos. On a fault the record is its first physical
// line, cut literally, and reach says how far the broken one was followed.
// spans may be nil for the cutter, which needs ends only.
func (d *dialect) record(b []byte, pos int, spans []span) ([]span, int, fault) {
	end, next := d.line(b, pos)
	if bytes.IndexByte(b[pos:end], '"') < 0 {
		if spans == nil {
			return nil, next, fault{}
		}
		if d.tooMany(b[pos:end]) {
			return append(spans[:0], span{from: pos, to: end}), next, fault{code: CodeTooLarge, field: d.most, at: pos}
		}
		spans = d.plain(b, pos, end, spans[:0])
		return spans, next, d.control(b, spans)
	}
	w := walker{d: d, b: b, limit: min(len(b), pos+maxRecord), keep: spans != nil, spans: spans[:0]}
	last, bad := w.walk(pos)
	if bad.code != "" {
		bad.reach = d.lineAfter(b, bad.at)
		if spans == nil {
			return nil, next, bad
		}
		if d.tooMany(b[pos:end]) {
			bad = fault{code: CodeTooLarge, field: d.most, at: pos, reach: bad.reach}
			return append(w.spans[:0], span{from: pos, to: end}), next, bad
		}
		return d.plain(b, pos, end, w.spans[:0]), next, bad
	}
	if spans == nil {
		return nil, last, fault{}
	}
	return w.spans, last, d.control(b, w.spans)
}

// tooMany tells that a line cut literally would have too many fields; only one of that many bytes is counted.
func (d *dialect) tooMany(line []byte) bool {
	return len(line) >= d.most && bytes.Count(line, []byte{d.delim}) >= d.most
}

// line gives the end of the physical line at pos, without its terminator, and the start of the next.
func (d *dialect) line(b []byte, pos int) (end, next int) {
	k := bytes.IndexByte(b[pos:], d.eol)
	if k < 0 {
		end, next = len(b), len(b)
	} else {
		end, next = pos+k, pos+k+1
	}
	for d.eol == '\n' && end > pos && b[end-1] == '\r' {
		end--
	}
	return end, next
}

func (d *dialect) lineAfter(b []byte, at int) int {
	if at >= len(b) {
		return len(b)
	}
	_, next := d.line(b, at)
	return next
}

func (d *dialect) plain(b []byte, pos, end int, spans []span) []span {
	for {
		k := bytes.IndexByte(b[pos:end], d.delim)
		if k < 0 {
			return append(spans, span{from: pos, to: end})
		}
		spans = append(spans, span{from: pos, to: pos + k})
		pos += k + 1
	}
}

// control finds what no line may hold outside quotes: a lone CR; and NUL anywhere.
func (d *dialect) control(b []byte, spans []span) fault {
	if !d.crs && !d.nuls {
		return fault{}
	}
	for i, s := range spans {
		quoted := s.from > 0 && b[s.from-1] == '"'
		if k := bytes.IndexByte(b[s.from:s.to], '\r'); d.crs && k >= 0 && !quoted {
			return fault{code: CodeStrayCR, field: i, at: s.from + k}
		}
		if k := bytes.IndexByte(b[s.from:s.to], 0); d.nuls && k >= 0 {
			return fault{code: CodeNULByte, field: i, at: s.from + k}
		}
	}
	return fault{}
}

// walker is the strict state machine for records with quotes.
type walker struct {
	d     *dialect
	b     []byte
	limit int
	keep  bool
	spans []span
	field int
}

func (w *walker) put(s span) {
	if w.keep {
		w.spans = append(w.spans, s)
	}
	w.field++
}

func (w *walker) walk(i int) (next int, bad fault) {
	for {
		var ended bool
		if i < len(w.b) && w.b[i] == '"' {
			i, ended, bad = w.quoted(i)
		} else {
			i, ended, bad = w.bare(i)
		}
		if w.field > w.d.most && bad.code == "" {
			return i, fault{code: CodeTooLarge, field: w.d.most, at: min(i, len(w.b))}
		}
		if ended || bad.code != "" {
			return i, bad
		}
	}
}

// quoted reads the field whose opening quote stands at i.
func (w *walker) quoted(i int) (next int, ended bool, bad fault) {
	escaped, j := false, i+1
	for {
		k := -1
		if j < w.limit {
			k = bytes.IndexByte(w.b[j:w.limit], '"')
		}
		if k < 0 {
			return 0, false, fault{code: CodeUnclosedQuote, field: w.field, at: w.limit}
		}
		j += k + 1
		if j >= len(w.b) || w.b[j] != '"' {
			break
		}
		escaped = true
		j++
	}
	f := w.field
	w.put(span{from: i + 1, to: j - 1, escaped: escaped})
	next, ended, ok := w.after(j)
	if !ok {
		return 0, false, fault{code: CodeTextAfterQuote, field: f, at: j}
	}
	return next, ended, fault{}
}

// after expects a separator or the end of the line at j.
func (w *walker) after(j int) (next int, ended, ok bool) {
	if j >= len(w.b) {
		return j, true, true
	}
	switch w.b[j] {
	case w.d.delim:
		return j + 1, false, true
	case w.d.eol:
		return j + 1, true, true
	}
	if w.b[j] != '\r' {
		return 0, false, false
	}
	for j < len(w.b) && w.b[j] == '\r' {
		j++
	}
	if j == len(w.b) {
		return j, true, true
	}
	return j + 1, true, w.b[j] == w.d.eol
}

// bare reads an unquoted field; ="123", Excel's wrapper of a code, is the one place where it may hold quotes.
func (w *walker) bare(i int) (next int, ended bool, bad fault) {
	if end := w.wrapper(i); end > 0 {
		if next, ended, ok := w.after(end); ok {
			w.put(span{from: i, to: end})
			return next, ended, fault{}
		}
	}
	for j := i; j < len(w.b); j++ {
		switch w.b[j] {
		case '"':
			return 0, false, fault{code: CodeBareQuote, field: w.field, at: j}
		case w.d.delim:
			w.put(span{from: i, to: j})
			return j + 1, false, fault{}
		case w.d.eol:
			end, next := w.d.line(w.b, i)
			w.put(span{from: i, to: end})
			return next, true, fault{}
		}
	}
	end, next := w.d.line(w.b, i)
	w.put(span{from: i, to: end})
	return next, true, fault{}
}

// wrapper is the end of a field of the form ="…" on one line, 0 when there is none.
func (w *walker) wrapper(i int) int {
	if i+2 >= len(w.b) || w.b[i] != '=' || w.b[i+1] != '"' {
		return 0
	}
	for j := i + 2; j < len(w.b); j++ {
		switch w.b[j] {
		case '"':
			return j + 1
		case w.d.eol, w.d.delim:
			return 0
		}
	}
	return 0
}
