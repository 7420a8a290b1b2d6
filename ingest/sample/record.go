package sample

import (
	"embed"
	"slices"
	"strconv"
	"strings"
)

//go:embed headers/*.txt
var headerFiles embed.FS

// header is the literal header row of an embedded format; trailing blanks of names are real.
func header(format string) []string {
	data, err := headerFiles.ReadFile("headers/" + format + ".txt")
	if err != nil {
		panic(err) // the name is a constant of this package
	}
	return strings.Split(strings.TrimRight(string(data), "\r\n"), "\n")
}

// dialect is how a platform writes a row.
type dialect struct {
	null       string // what stands in an empty cell
	end        string // after every cell's value (Pinduoduo: TAB)
	quote      bool   // every filled cell in quotes
	trim       bool   // empty cells at the end of a row are left out
	terminator string
}

// record gathers the cells of one row and appends them in column order; it is reused for the whole file.
type record struct {
	dialect
	spans [][2]int
	buf   []byte
	at    map[string]int
}

func newRecord(names []string, d dialect) *record {
	r := &record{dialect: d, spans: make([][2]int, len(names)), at: map[string]int{}}
	for i, name := range slices.Backward(names) { // of a name that occurs twice the first holds
		r.at[name] = i
	}
	return r
}

// col is the position of a column.
func (r *record) col(name string) int {
	i, ok := r.at[name]
	if !ok {
		panic("sample: no column " + name)
	}
	return i
}

// cols are the positions of several columns, in the order asked for.
func (r *record) cols(names ...string) []int {
	out := make([]int, len(names))
	for i, n := range names {
		out[i] = r.col(n)
	}
	return out
}

func (r *record) reset() {
	r.buf = r.buf[:0]
	clear(r.spans)
}

func (r *record) close(col, from int) { r.spans[col] = [2]int{from, len(r.buf)} }

// text sets a cell, made of pieces.
func (r *record) text(col int, pieces ...string) {
	from := len(r.buf)
	for _, p := range pieces {
		r.buf = append(r.buf, p...)
	}
	r.close(col, from)
}

// money sets a cell to yuan with two decimals.
func (r *record) money(col, fen int) {
	from := len(r.buf)
	r.buf = appendYuan(r.buf, fen)
	r.close(col, from)
}

// whole sets a cell to an integer.
func (r *record) whole(col, n int) {
	from := len(r.buf)
	r.buf = strconv.AppendInt(r.buf, int64(n), 10)
	r.close(col, from)
}

// moment sets a cell to a time after a prefix; 0 leaves it empty.
func (r *record) moment(col int, c *calendar, t int64, prefix string) {
	if t == 0 {
		return
	}
	from := len(r.buf)
	r.buf = append(r.buf, prefix...)
	r.buf = c.appendTime(r.buf, t)
	r.close(col, from)
}

// appendTo adds the row to a file's bytes.
func (r *record) appendTo(out []byte) []byte {
	for i, s := range r.filled() {
		if i > 0 {
			out = append(out, ',')
		}
		if s[0] == s[1] && r.end == "" {
			out = append(out, r.null...)
			continue
		}
		if r.quote {
			out = append(out, '"')
		}
		out = append(out, r.buf[s[0]:s[1]]...)
		out = append(out, r.end...)
		if r.quote {
			out = append(out, '"')
		}
	}
	return append(out, r.terminator...)
}

// filled are the cells to write.
func (r *record) filled() [][2]int {
	n := len(r.spans)
	for r.trim && n > 1 && r.spans[n-1][0] == r.spans[n-1][1] {
		n--
	}
	return r.spans[:n]
}

// appendHeader adds the header row.
func appendHeader(out []byte, names []string, d dialect) []byte {
	for i, n := range names {
		if i > 0 {
			out = append(out, ',')
		}
		if d.quote {
			out = append(append(append(out, '"'), n...), '"')
		} else {
			out = append(out, n...)
		}
	}
	return append(out, d.terminator...)
}

func appendYuan(out []byte, fen int) []byte {
	if fen < 0 {
		out = append(out, '-')
		fen = -fen
	}
	out = strconv.AppendInt(out, int64(fen/100), 10)
	return append(out, '.', byte('0'+fen/10%10), byte('0'+fen%10))
}

// appendTime writes 2006-01-02 15:04:05.
func (c *calendar) appendTime(out []byte, t int64) []byte {
	day := t / 86_400
	rest := int(t - day*86_400)
	out = append(out, c.date(int(day))...)
	out = append(out, ' ')
	for i, n := range [3]int{rest / 3600, rest / 60 % 60, rest % 60} {
		if i > 0 {
			out = append(out, ':')
		}
		out = append(out, byte('0'+n/10), byte('0'+n%10))
	}
	return out
}

// number is a decimal of n padded with zeros to width digits.
func number(n int64, width int) string {
	s := strconv.FormatInt(n, 10)
	if len(s) >= width {
		return s
	}
	return strings.Repeat("0", width-len(s)) + s
}

// masked are inventions in the shape of masked personal data; they name nobody.
var maskedNames = []string{"张*", "王*", "李**", "陈*", "赵**", "周*", "吴*", "郑**"}

func maskedName(buyer uint32) string { return maskedNames[int(buyer)%len(maskedNames)] }

func maskedPhone(buyer uint32) string { return "138****" + number(int64(buyer%10_000), 4) }

// ordersBetween are the positions of the orders created on the days from … to.
func (s *shop) ordersBetween(from, to int) (first, end int) {
	before := func(o purchase, day int) int {
		if o.day() < day {
			return -1
		}
		return 1
	}
	first, _ = slices.BinarySearchFunc(s.orders, from, before)
	end, _ = slices.BinarySearchFunc(s.orders, to+1, before)
	return first, end
}
