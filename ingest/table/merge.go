package table

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
)

// mergeRange is a merged range of more than one row: its first column and rows.
type mergeRange struct{ col, first, last int }

// mergeSet is the merged ranges of a sheet in row order and those the current row lies in.
type mergeSet struct {
	all    int // ranges of the part, one-row ones too
	ranges []mergeRange
	active []activeMerge
}

type activeMerge struct {
	mergeRange
	text   []byte
	shared int
}

func (m *mergeSet) count() int {
	if m == nil {
		return 0
	}
	return m.all
}

// heldPart is the size up to which a part is held unzipped instead of being unzipped twice.
const heldPart = 128 << 20

// prepare opens the part, with its merged ranges where they are to be filled.
// A part lists them after its rows: so it is searched for their tag first and
// then read, from memory or, when it is very long or its ranges are known from
// another reading, unzipped again.
func (sh *sheet) prepare() (*scanner, *mergeSet, io.Closer, error) {
	r, err := sh.book.reader(sh.part)
	if err != nil {
		return nil, nil, nil, err
	}
	depth := sh.book.src.opt.Limits.Depth
	known := sh.merges.Load()
	if sh.book.src.opt.KeepMerged || known != nil {
		return newScanner(r, depth), known.again(), r, nil
	}
	defer func() { _ = r.Close() }() // the checksum was compared at the end of the part
	m := &mergeSet{}
	var held []byte
	if sh.part.UncompressedSize64 <= heldPart {
		if held, err = whole(r, int(sh.part.UncompressedSize64)); err == nil {
			m.searchHeld(held)
		}
	} else {
		err = m.search(r)
	}
	if err != nil {
		return nil, nil, nil, sh.book.damage(sh.part, err)
	}
	slices.SortFunc(m.ranges, func(a, b mergeRange) int { return a.first - b.first })
	sh.merges.Store(m.again())
	if held != nil {
		return scannerOf(held, depth), m, io.NopCloser(nil), nil
	}
	again, err := sh.book.reader(sh.part)
	if err != nil {
		return nil, nil, nil, err
	}
	return newScanner(again, depth), m, again, nil
}

// whole reads a part of known size and the end behind it, where its checksum is compared.
func whole(r io.Reader, size int) ([]byte, error) {
	part := make([]byte, size)
	if _, err := io.ReadFull(r, part); err != nil {
		return nil, err
	}
	var more [1]byte
	if n, err := io.ReadFull(r, more[:]); n > 0 || !errors.Is(err, io.EOF) {
		return nil, cmp.Or(err, errOverLimit)
	}
	return part, nil
}

// again is the set as it is before the first row.
func (m *mergeSet) again() *mergeSet {
	if m == nil {
		return nil
	}
	return &mergeSet{all: m.all, ranges: m.ranges}
}

// mergeWindow is how much is searched for the tag at once.
const mergeWindow = 128 << 10

// search scans for mergeCell tags in a window that keeps a tag's length.
func (m *mergeSet) search(r io.Reader) error {
	buf := make([]byte, 0, mergeWindow)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		done := errors.Is(err, io.EOF)
		if err != nil && !done {
			return err
		}
		limit := mergeReach
		if done {
			limit = 0
		}
		used := m.find(buf, limit)
		buf = append(buf[:0], buf[used:]...)
		if done {
			return nil
		}
	}
}

// searchHeld does the same where the part lies in memory.
func (m *mergeSet) searchHeld(part []byte) {
	for len(part) > mergeWindow {
		part = part[m.find(part[:mergeWindow], mergeReach):]
	}
	m.find(part, 0)
}

const (
	mergeTag   = "mergeCell"
	mergeReach = 4 << 10
)

// find adds the tags of a window and tells how much of it is done with; a tag
// that has not ended within patience bytes is none.
func (m *mergeSet) find(buf []byte, patience int) int {
	pos := 0
	for {
		k := bytes.Index(buf[pos:], []byte(mergeTag))
		if k < 0 {
			return max(pos, len(buf)-len(mergeTag)-1)
		}
		at := pos + k
		end := bytes.IndexByte(buf[at:], '>')
		if end < 0 && len(buf)-at < patience {
			return max(at-1, 0)
		}
		pos = at + len(mergeTag)
		if end > 0 && at > 0 && (buf[at-1] == '<' || buf[at-1] == ':') && buf[pos] != 's' {
			m.add(buf[pos : at+end])
			pos = at + end
		}
	}
}

func (m *mergeSet) add(tag []byte) {
	m.all++
	k := bytes.Index(tag, []byte("ref="))
	if k < 0 || k+5 > len(tag) {
		return
	}
	ref, _, _ := bytes.Cut(tag[k+5:], tag[k+4:k+5])
	a, b, _ := bytes.Cut(ref, []byte(":"))
	col, first, ok := cellRef(a)
	_, last, ok2 := cellRef(b)
	if ok && ok2 && last > first {
		m.ranges = append(m.ranges, mergeRange{col, first, last})
	}
}

// fillDown writes the text of a merged range's first cell into the empty cells
// below it. Columns to its right stay empty: a total over three merged cells
// is one total.
func (r *rowReader) fillDown(p place) error {
	m := r.merges
	m.active = slices.DeleteFunc(m.active, func(a activeMerge) bool { return a.last < p.line })
	for _, a := range m.active {
		if i := p.from + a.col - 1; i < len(r.slots) && (r.slots[i].shared > 0 || r.slots[i].to > r.slots[i].from) {
			continue
		}
		from := len(r.text)
		r.text = append(r.text, a.text...)
		if err := r.put(p, a.col, slot{from: from, to: len(r.text), shared: a.shared}); err != nil {
			return err
		}
	}
	for len(m.ranges) > 0 && m.ranges[0].first <= p.line {
		next := m.ranges[0]
		m.ranges = m.ranges[1:]
		if i := p.from + next.col - 1; next.first == p.line && i < len(r.slots) {
			s := r.slots[i]
			m.active = append(m.active, activeMerge{next, bytes.Clone(r.text[s.from:s.to]), s.shared})
		}
	}
	if len(m.active) > r.lim.Columns {
		return fmt.Errorf("%w: %d merged ranges over one row", errTooLarge, len(m.active))
	}
	return nil
}
