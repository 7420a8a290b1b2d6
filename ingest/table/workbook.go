package table

import (
	"archive/zip"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// workbook is what all sheets share.
type workbook struct {
	*archive
	path    string
	base    dateBase
	shared  []string
	dates   []bool // by cell style: shows a date or a time
	strings *zip.File
	styles  *zip.File
}

// relation is one line of a .rels part, its target resolved to a part name.
type relation struct{ id, kind, target string }

// sheetRef is one sheet of the workbook part.
type sheetRef struct {
	name   string
	rel    string
	hidden bool
}

func openWorkbook(a *archive) ([]Grid, error) {
	w := &workbook{archive: a, path: "xl/workbook.xml"}
	main, err := a.officeDocument()
	if err != nil {
		return nil, err
	}
	if a.parts[main] != nil {
		w.path = main
	}
	if a.parts[w.path] == nil {
		return nil, refuse(CodeDamagedWorkbook, a.src.name, "no workbook part")
	}
	sheets, err := w.sheets()
	if err != nil {
		return nil, err
	}
	dir, file := path.Split(w.path)
	rels, err := a.relations(dir+"_rels/"+file+".rels", dir)
	if err != nil {
		return nil, err
	}
	grids, err := w.grids(sheets, rels)
	if err != nil {
		return nil, err
	}
	if err := w.load(rels); err != nil {
		return nil, err
	}
	return grids, nil
}

// load reads styles and shared strings, in that order.
func (w *workbook) load(rels []relation) error {
	for _, r := range rels {
		f := w.parts[strings.ToLower(r.target)]
		switch {
		case strings.HasSuffix(r.kind, "/styles"):
			w.styles = f
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			w.strings = f
		}
	}
	if w.styles != nil {
		if err := w.scan(w.styles, w.readStyles); err != nil {
			return err
		}
	}
	if w.strings != nil {
		return w.scan(w.strings, w.readShared)
	}
	return nil
}

// scan runs a reader over one part to its end.
func (a *archive) scan(f *zip.File, read func(*scanner) error) error {
	r, err := a.reader(f)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // the checksum was compared at the end of the part
	before := a.spent
	s := newScanner(r, a.src.opt.Limits.Depth)
	s.plain = a.src.opt.plain
	if err := read(s); err != nil {
		return a.damage(f, err)
	}
	a.spent = before + int64(f.UncompressedSize64)
	return nil
}

// each calls visit for every start of an element, to the end of the part.
func each(s *scanner, visit func(name string) error) error {
	for {
		kind, err := s.next()
		if err != nil || kind == tokenEOF {
			return err
		}
		if kind != tokenStart {
			continue
		}
		if err := visit(string(s.name)); err != nil {
			return err
		}
	}
}

// relations reads a .rels part; a missing one is empty.
func (a *archive) relations(name, dir string) ([]relation, error) {
	f := a.parts[strings.ToLower(name)]
	if f == nil {
		return nil, nil
	}
	var rels []relation
	err := a.scan(f, func(s *scanner) error {
		return each(s, func(name string) error {
			if name != "Relationship" {
				return nil
			}
			var v [3]string
			for i, key := range []string{"Id", "Type", "Target"} {
				var err error
				if v[i], err = s.attribute(key); err != nil {
					return err
				}
			}
			rels = append(rels, relation{v[0], v[1], resolve(dir, v[2])})
			return nil
		})
	})
	return rels, err
}

func resolve(dir, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if strings.HasPrefix(target, "/") {
		dir = ""
	}
	return strings.TrimPrefix(path.Clean("/"+dir+target), "/")
}

// sheets reads the workbook part: names, order, hidden ones, date base.
func (w *workbook) sheets() ([]sheetRef, error) {
	var refs []sheetRef
	err := w.scan(w.parts[w.path], func(s *scanner) error {
		return each(s, func(name string) error {
			switch {
			case name == "workbookPr":
				v, err := s.attribute("date1904")
				if v == "1" || v == "true" || v == "on" {
					w.base = base1904
				}
				return err
			case name == "sheet" && s.depth == 3:
				ref, err := sheetOf(s)
				refs = append(refs, ref)
				return err
			}
			return nil
		})
	})
	return refs, err
}

func sheetOf(s *scanner) (sheetRef, error) {
	var ref sheetRef
	for _, a := range s.attrs {
		v, err := unescape(nil, a.value)
		if err != nil {
			return ref, err
		}
		switch name := string(a.name); {
		case name == "name":
			ref.name = string(v)
		case name == "state":
			ref.hidden = strings.HasPrefix(strings.ToLower(string(v)), "h") || strings.HasPrefix(string(v), "veryH")
		case strings.HasSuffix(name, ":id"):
			ref.rel = string(v)
		}
	}
	return ref, nil
}

// grids makes a grid of each worksheet; chart and macro sheets have no rows and are left out.
func (w *workbook) grids(refs []sheetRef, rels []relation) ([]Grid, error) {
	byID := make(map[string]relation, len(rels))
	for _, r := range rels {
		byID[r.id] = r
	}
	var grids []Grid
	for _, ref := range refs {
		r, ok := byID[ref.rel]
		if ok && !strings.HasSuffix(r.kind, "/worksheet") {
			continue
		}
		f := w.parts[strings.ToLower(r.target)]
		if f == nil {
			return nil, refuse(CodeDamagedWorkbook, w.src.name, fmt.Sprintf("sheet %q has no part", ref.name))
		}
		name := ref.name
		if w.src.member != "" {
			name = w.src.member + "/" + name
		}
		sh := &sheet{book: w, part: f, name: name}
		grids = append(grids, Grid{Sheet: name, Kind: XLSX, Hidden: ref.hidden, Head: sh.head, Blocks: sh.blocks})
	}
	if len(grids) == 0 {
		return nil, refuse(CodeDamagedWorkbook, w.src.name, "no worksheet")
	}
	return grids, nil
}

// readShared reads the shared strings into one backing string.
func (w *workbook) readShared(s *scanner) error {
	var buf []byte
	var ends []int
	for {
		buf, ends = quickStrings(s, buf, ends)
		kind, err := s.next()
		if err != nil {
			return err
		}
		if kind == tokenEOF {
			break
		}
		if kind != tokenStart || string(s.name) != "si" || s.depth != 2 {
			continue
		}
		if buf, err = richText(s, buf); err != nil {
			return err
		}
		ends = append(ends, len(buf))
	}
	all, from := string(buf), 0
	w.shared = make([]string, len(ends))
	for i, end := range ends {
		w.shared[i] = all[from:end]
		from = end
	}
	return nil
}

// richText appends the text of the <si> or <is> just started: its <t> and
// those of its runs, without the phonetic guides.
func richText(s *scanner, dst []byte) ([]byte, error) {
	entry, depth, inside := len(dst), s.depth, false
	for {
		kind, err := s.next()
		if err != nil {
			return dst, err
		}
		switch kind {
		case tokenStart:
			if name := string(s.name); name == "rPh" || name == "rPr" {
				if err := s.skip(); err != nil {
					return dst, err
				}
				continue
			}
			inside = string(s.name) == "t"
		case tokenEnd:
			inside = false
			if s.depth < depth {
				return unescapeX(dst, entry), nil
			}
		case tokenText:
			if !inside {
				err = s.checkText()
			} else {
				dst, err = s.appendText(dst)
			}
			if err != nil {
				return dst, err
			}
		case tokenEOF:
			return dst, malformed("a string without its end")
		}
	}
}

// unescapeX resolves Excel's _xHHHH_ in dst[from:].
func unescapeX(dst []byte, from int) []byte {
	out := from
	for i := from; i < len(dst); {
		if dst[i] == '_' && i+7 <= len(dst) && dst[i+1] == 'x' && dst[i+6] == '_' {
			if n, err := strconv.ParseUint(string(dst[i+2:i+6]), 16, 16); err == nil && (n < 0xD800 || n > 0xDFFF) {
				out += copy(dst[out:], string(rune(n)))
				i += 7
				continue
			}
		}
		dst[out] = dst[i]
		out++
		i++
	}
	return dst[:out]
}

// readStyles finds which cell styles show a date.
func (w *workbook) readStyles(s *scanner) error {
	custom := map[int]bool{}
	var ids []int
	inXfs := false
	err := each(s, func(name string) error {
		if s.depth == 2 {
			inXfs = name == "cellXfs"
		}
		switch {
		case name == "numFmt" && s.depth == 3:
			id, err := s.attribute("numFmtId")
			if err != nil {
				return err
			}
			code, err := s.attribute("formatCode")
			if n, bad := strconv.Atoi(id); bad == nil {
				custom[n] = dateFormat(code)
			}
			return err
		case name == "xf" && inXfs && s.depth == 3:
			id, err := s.attribute("numFmtId")
			n, bad := strconv.Atoi(id)
			if bad != nil {
				n = 0
			}
			ids = append(ids, n)
			return err
		}
		return nil
	})
	for _, id := range ids {
		date, own := custom[id]
		if !own {
			date = builtinDate(id)
		}
		w.dates = append(w.dates, date)
	}
	return err
}
