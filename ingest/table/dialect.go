package table

import "bytes"

// dialect is how one text file is cut.
type dialect struct {
	delim byte
	eol   byte
	swap  byte // stands for the separator in body where '|' could be half a GBK character, else 0
	width int  // fields of the header line
	most  int  // fields a row may have
	crs   bool // carriage returns occur that end no line
	nuls  bool
}

const (
	sniffLines = 20
	delimiters = ",\t;|"
)

// sniffDialect takes the separator from the header: of the first lines the
// one that first comes near the separator's largest count. Data lines do not
// vote, as their cells may each end in a TAB.
func sniffDialect(t text, declared byte) dialect {
	d := dialect{eol: '\n', delim: declared}
	lf := bytes.Count(t.body, []byte{'\n'})
	if cr := bytes.Count(t.body, []byte{'\r'}); lf == 0 && cr > 0 {
		d.eol = '\r'
	} else {
		d.crs = cr > bytes.Count(t.body, []byte("\r\n"))
	}
	d.nuls = bytes.IndexByte(t.body, 0) >= 0
	lines := firstLines(t, d.eol)
	if d.delim == 0 {
		d.delim = bestDelimiter(lines)
	}
	d.width = 1 + usual(lines, d.delim)
	return d
}

// usual is the commonest number of separators of the lines that have any: a broken line must not widen the table.
func usual(lines [][]byte, delim byte) int {
	seen, best := map[int]int{}, 0
	for _, line := range lines {
		if n := countOutside(line, delim); n > 0 {
			seen[n]++
		}
	}
	for _, line := range lines {
		if n := countOutside(line, delim); seen[n] > seen[best] {
			best = n
		}
	}
	return best
}

func firstLines(t text, eol byte) [][]byte {
	head := t.body[:min(len(t.body), 1<<20)]
	lines := bytes.SplitN(head, []byte{eol}, sniffLines+1)
	lines = lines[:min(len(lines), sniffLines)]
	if t.gbk {
		for i, line := range lines {
			lines[i] = gbk().decode(nil, string(line))
		}
	}
	return lines
}

// bestDelimiter prefers the separator whose largest count comes first in the file.
func bestDelimiter(lines [][]byte) byte {
	var most, first [len(delimiters)]int
	for k := range delimiters {
		for _, line := range lines {
			most[k] = max(most[k], countOutside(line, delimiters[k]))
		}
		for first[k] = range lines {
			if n := countOutside(lines[first[k]], delimiters[k]); 5*n >= 4*most[k] {
				break
			}
		}
	}
	top := max(most[0], most[1], most[2], most[3])
	best := -1
	for k := range delimiters {
		if most[k] == 0 || 2*most[k] <= top && most[k] < top && !holds(lines[first[k]+1:], delimiters[k], most[k]) {
			continue
		}
		if best < 0 || first[k] < first[best] || first[k] == first[best] && most[k] > most[best] {
			best = k
		}
	}
	return delimiters[max(best, 0)]
}

// holds tells a separator from a character of a title: it stands in the next line and as often in most of the others.
func holds(below [][]byte, delim byte, most int) bool {
	lines, same, next := 0, 0, 0
	for _, line := range below {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		n := countOutside(line, delim)
		if lines++; lines == 1 {
			next = n
		}
		if 5*n >= 4*most {
			same++
		}
	}
	return next > 0 && 2*same >= lines
}

// countOutside counts a separator outside quotes.
func countOutside(line []byte, delim byte) int {
	n, quoted := 0, false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == delim && !quoted:
			n++
		}
	}
	return n
}

// guardPipes rewrites the separator '|' of a GB18030 body, because 0x7C may
// be the second byte of a character: real separators become an unused control
// character of the same length. It reports false when none is unused.
func guardPipes(t *text, d *dialect) bool {
	if !t.gbk || d.delim != '|' {
		return true
	}
	for c := byte(0x1F); c >= 0x1C; c-- {
		if bytes.IndexByte(t.body, c) >= 0 {
			continue
		}
		body := bytes.Clone(t.body)
		for i := 0; i < len(body); i++ {
			switch {
			case body[i] > 0x80:
				i++
			case body[i] == '|':
				body[i] = c
			}
		}
		t.body, d.delim, d.swap = body, c, '|'
		return true
	}
	return false
}
