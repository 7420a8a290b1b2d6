package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	errDoctype  = errors.New("a document type is declared")
	errTooLarge = errors.New("over the limit")
	errXML      = errors.New("malformed XML")
	errToken    = fmt.Errorf("%w: one token of more than %d bytes", errTooLarge, maxToken)
)

type tokenKind byte

const (
	tokenEOF tokenKind = iota
	tokenStart
	tokenEnd
	tokenText
)

type attr struct{ name, value []byte }

// maxToken caps one tag or one run of text.
const maxToken = 8 << 20

// scanner reads XML as a stream of tokens out of one sliding window. It checks
// nesting, attribute syntax and depth and refuses a DOCTYPE; names lose their
// prefix, attribute names keep it. Slices are valid until the next token.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	rerr     error // why no more bytes come; io.EOF when the part is whole
	max      int   // depth
	plain    bool  // no short ways
	stack    [][]byte
	depth    int // of the element just started or holding the text
	rooted   bool
	closing  bool // a self-closed element still owes its end
	name     []byte
	attrs    []attr
	text     []byte
	cdata    bool
}

func newScanner(r io.Reader, depth int) *scanner {
	return &scanner{r: r, buf: make([]byte, 64<<10), max: depth}
}

// scannerOf reads a part that is in memory as a whole, where it is.
func scannerOf(part []byte, depth int) *scanner {
	return &scanner{buf: part, end: len(part), rerr: io.EOF, max: depth}
}

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errXML}, args...)...)
}

// more slides the window and reads on; false at the end of the input or on an error.
func (s *scanner) more() bool {
	if s.rerr != nil {
		return false
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxToken {
			s.rerr = errToken
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n, err := s.r.Read(s.buf[s.end:])
	s.end += n
	s.rerr = err
	return n > 0 || err == nil
}

// next gives the next token.
func (s *scanner) next() (tokenKind, error) {
	if s.closing {
		s.closing = false
		s.depth--
		return tokenEnd, nil
	}
	for {
		for s.pos == s.end {
			if !s.more() {
				return s.finish()
			}
		}
		if s.buf[s.pos] != '<' {
			return s.textToken()
		}
		kind, err := s.markup()
		if err != nil || kind != tokenEOF {
			return kind, err
		}
	}
}

func (s *scanner) finish() (tokenKind, error) {
	switch {
	case !errors.Is(s.rerr, io.EOF):
		return tokenEOF, s.rerr
	case s.depth != 0:
		return tokenEOF, malformed("ends inside <%s>", s.stack[s.depth-1])
	case !s.rooted:
		return tokenEOF, malformed("no element")
	}
	return tokenEOF, nil
}

// index finds c at or after pos+from, reading on as needed; -1 when the input ends first.
func (s *scanner) index(from int, c byte) int {
	for {
		if k := bytes.IndexByte(s.buf[s.pos+from:s.end], c); k >= 0 {
			if from+k >= maxToken {
				s.rerr = errToken
				return -1
			}
			return from + k
		}
		from = s.end - s.pos
		if !s.more() {
			return -1
		}
	}
}

func (s *scanner) textToken() (tokenKind, error) {
	k := s.index(0, '<')
	if k < 0 {
		if !errors.Is(s.rerr, io.EOF) {
			return tokenEOF, s.rerr
		}
		k = s.end - s.pos
	}
	s.text, s.cdata = s.buf[s.pos:s.pos+k], false
	s.pos += k
	if s.depth == 0 && len(trimLeft(bytes.TrimPrefix(s.text, []byte(bomUTF8)))) > 0 {
		return tokenEOF, malformed("text outside the root element")
	}
	return tokenText, nil
}

// markup reads what begins with "<"; tokenEOF means: skipped, go on.
func (s *scanner) markup() (tokenKind, error) {
	k := s.index(1, '>')
	if k < 0 {
		return tokenEOF, s.cut("a tag")
	}
	switch s.buf[s.pos+1] {
	case '/':
		return s.endTag(k)
	case '?':
		return tokenEOF, s.instruction()
	case '!':
		return s.declaration()
	}
	name, rest := splitName(s.buf[s.pos+1 : s.pos+k])
	selfClosed, ok, err := s.attributes(rest)
	if err == nil && !ok { // ">" inside an attribute value
		if k = s.tagEnd(k); k < 0 {
			return tokenEOF, s.cut("a tag")
		}
		name, rest = splitName(s.buf[s.pos+1 : s.pos+k])
		if selfClosed, ok, err = s.attributes(rest); err == nil && !ok {
			err = malformed("a bad attribute in a tag")
		}
	}
	if err != nil {
		return tokenEOF, err
	}
	return tokenStart, s.push(name, k, selfClosed)
}

// tagEnd finds the ">" outside quotes, the first ">" of all being at k; it looks at every byte once.
func (s *scanner) tagEnd(k int) int {
	for from := 1; ; {
		q := bytes.IndexAny(s.buf[s.pos+from:s.pos+k], `"'`)
		if q < 0 {
			return k
		}
		if from = s.index(from+q+1, s.buf[s.pos+from+q]) + 1; from == 0 {
			return -1
		}
		if from > k {
			if k = s.index(from, '>'); k < 0 {
				return -1
			}
		}
	}
}

func (s *scanner) cut(what string) error {
	if errors.Is(s.rerr, io.EOF) {
		return malformed("ends inside %s", what)
	}
	return s.rerr
}

// push enters the element whose tag ends at k.
func (s *scanner) push(name []byte, k int, selfClosed bool) error {
	if len(name) == 0 || !nameStart(name[0]) {
		return malformed("a tag without a name")
	}
	if s.depth == 0 && s.rooted {
		return malformed("a second root element")
	}
	if s.depth >= s.max {
		return fmt.Errorf("%w: elements nested deeper than %d", errTooLarge, s.max)
	}
	s.rooted = true
	if s.depth == len(s.stack) {
		s.stack = append(s.stack, nil)
	}
	s.stack[s.depth] = append(s.stack[s.depth][:0], name...)
	s.depth++
	s.name = local(name)
	s.closing = selfClosed
	s.pos += k + 1
	return nil
}

func (s *scanner) endTag(k int) (tokenKind, error) {
	name := trimRight(s.buf[s.pos+2 : s.pos+k])
	if s.depth == 0 || !bytes.Equal(name, s.stack[s.depth-1]) {
		return tokenEOF, malformed("</%s> closes nothing", name)
	}
	s.depth--
	s.name = local(name)
	s.pos += k + 1
	return tokenEnd, nil
}

func splitName(tag []byte) (name, rest []byte) {
	for i, c := range tag {
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '/' {
			return tag[:i], tag[i:]
		}
	}
	return tag, nil
}

func blankByte(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func trimLeft(b []byte) []byte {
	for len(b) > 0 && blankByte(b[0]) {
		b = b[1:]
	}
	return b
}

func trimRight(b []byte) []byte {
	for len(b) > 0 && blankByte(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func attrName(b []byte) bool {
	for _, c := range b {
		if blankByte(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == '/' {
			return false
		}
	}
	return true
}

func local(name []byte) []byte {
	if _, after, ok := bytes.Cut(name, []byte{':'}); ok {
		return after
	}
	return name
}

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

// attributes reads the inside of a tag; ok is false when a value is still open.
func (s *scanner) attributes(b []byte) (selfClosed, ok bool, err error) {
	s.attrs = s.attrs[:0]
	for {
		n := len(b)
		b = trimLeft(b)
		switch {
		case len(b) == 0:
			return false, true, nil
		case len(b) == 1 && b[0] == '/':
			return true, true, nil
		case len(b) == n || !nameStart(b[0]):
			return false, false, malformed("a bad attribute in a tag")
		}
		eq := bytes.IndexByte(b, '=')
		if eq < 0 {
			return false, false, malformed("an attribute without a value")
		}
		name := trimRight(b[:eq])
		b = trimLeft(b[eq+1:])
		if len(b) == 0 {
			return false, false, nil
		}
		if b[0] != '"' && b[0] != '\'' || !attrName(name) {
			return false, false, malformed("a bad attribute in a tag")
		}
		q := bytes.IndexByte(b[1:], b[0])
		if q < 0 {
			if bytes.IndexByte(b, '<') >= 0 {
				return false, false, malformed("a tag inside an attribute")
			}
			return false, false, nil
		}
		value := b[1 : q+1]
		if bytes.IndexByte(value, '<') >= 0 {
			return false, false, malformed("a tag inside an attribute")
		}
		s.attrs = append(s.attrs, attr{name, value})
		b = b[q+2:]
	}
}

// instruction skips <?…?>; the first may declare an encoding.
func (s *scanner) instruction() error {
	k := s.until("?>")
	if k < 0 {
		return s.cut("a processing instruction")
	}
	pi := strings.ToLower(string(s.buf[s.pos:min(s.pos+k, s.pos+256)]))
	s.pos += k + 2
	if !s.rooted && strings.HasPrefix(pi, "<?xml ") && strings.Contains(pi, "encoding") &&
		!strings.Contains(pi, "utf-8") && !strings.Contains(pi, "utf8") && !strings.Contains(pi, "ascii") {
		return malformed("an encoding other than UTF-8")
	}
	return nil
}

// until finds a closing mark, reading on as needed.
func (s *scanner) until(mark string) int {
	from := 2
	for {
		k := s.index(from, mark[len(mark)-1])
		if k < 0 {
			return -1
		}
		if k+1 >= len(mark) && string(s.buf[s.pos+k+1-len(mark):s.pos+k+1]) == mark {
			return k + 1 - len(mark)
		}
		from = k + 1
	}
}

// declaration reads <!--…-->, <![CDATA[…]]> and refuses <!DOCTYPE.
func (s *scanner) declaration() (tokenKind, error) {
	for s.end-s.pos < 9 && s.more() {
		continue
	}
	head := s.buf[s.pos:s.end]
	switch {
	case hasPrefix(head, "<!--"):
		k := s.until("-->")
		if k < 0 {
			return tokenEOF, s.cut("a comment")
		}
		s.pos += k + 3
		return tokenEOF, nil
	case hasPrefix(head, "<![CDATA[") && s.depth > 0:
		k := s.until("]]>")
		if k < 9 {
			return tokenEOF, s.cut("a CDATA section")
		}
		s.text, s.cdata = s.buf[s.pos+9:s.pos+k], true
		s.pos += k + 3
		return tokenText, nil
	case hasPrefix(bytes.ToUpper(head[:min(len(head), 9)]), "<!DOCTYPE"):
		return tokenEOF, errDoctype
	}
	return tokenEOF, malformed("an unknown declaration")
}

// attribute is the value of an attribute with its entities resolved, "" when absent.
func (s *scanner) attribute(name string) (string, error) {
	for _, a := range s.attrs {
		if string(a.name) == name {
			v, err := unescape(nil, a.value)
			return string(v), err
		}
	}
	return "", nil
}

// skip reads to the end of the element just started.
func (s *scanner) skip() error {
	for depth := s.depth; ; {
		kind, err := s.next()
		if err != nil {
			return err
		}
		if kind == tokenEnd && s.depth < depth {
			return nil
		}
		if kind == tokenText {
			if err := s.checkText(); err != nil {
				return err
			}
		}
	}
}

// checkText finds what is wrong with a text nobody reads.
func (s *scanner) checkText() error {
	if len(s.text) < 64 && len(trimLeft(s.text)) == 0 {
		return nil
	}
	_, err := s.appendText(nil)
	return err
}

// appendText appends the token's text, entities resolved.
func (s *scanner) appendText(dst []byte) ([]byte, error) {
	if s.cdata {
		return appendChars(dst, s.text)
	}
	return unescape(dst, s.text)
}

// unescape resolves entities and checks characters.
func unescape(dst, raw []byte) ([]byte, error) {
	for {
		k := bytes.IndexByte(raw, '&')
		if k < 0 {
			return appendChars(dst, raw)
		}
		var err error
		if dst, err = appendChars(dst, raw[:k]); err != nil {
			return dst, err
		}
		semi := bytes.IndexByte(raw[k:min(len(raw), k+12)], ';')
		if semi < 0 {
			return dst, malformed("an entity without its end")
		}
		r, ok := entity(string(raw[k+1 : k+semi]))
		if !ok {
			return dst, malformed("unknown entity &%s;", raw[k+1:k+semi])
		}
		dst = utf8.AppendRune(dst, r)
		raw = raw[k+semi+1:]
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return 0, false
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	r := rune(n)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(r) || r < 0x20 && r != '\t' && r != '\n' && r != '\r' {
		return 0, false
	}
	return r, true
}

// appendChars checks raw characters and turns line ends into LF.
func appendChars(dst, raw []byte) ([]byte, error) {
	high, entry := false, len(dst)
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c >= 0x20 {
			high = high || c >= 0x80
			continue
		}
		switch c {
		case '\t', '\n':
		case '\r':
			dst = append(append(dst, raw[:i]...), '\n')
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
			raw, i = raw[i+1:], -1
		default:
			return dst, malformed("control character 0x%02x", c)
		}
	}
	dst = append(dst, raw...)
	if high && !utf8.Valid(dst[entry:]) {
		return dst[:entry], malformed("text that is not UTF-8")
	}
	return dst, nil
}
