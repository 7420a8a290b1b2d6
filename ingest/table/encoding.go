package table

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// text is a whole file as bytes that can be cut: UTF-8, or GB18030 as it came.
type text struct {
	body []byte
	base int64 // bytes of the file before body
	name string
	gbk  bool // body is GB18030
	wide bool // the file is UTF-16, body its UTF-8 form
}

// decodeFile decides the encoding over all bytes: byte order mark, strict UTF-8, strict GB18030.
func decodeFile(name string, data []byte, declared string) (text, error) {
	switch {
	case hasPrefix(data, bomUTF8):
		body := data[len(bomUTF8):]
		if at := invalidUTF8(body); at >= 0 {
			return text{}, mixed(name, body, at, "a UTF-8 byte order mark, but this is not UTF-8")
		}
		return text{body: body, base: 3, name: "UTF-8 BOM"}, nil
	case hasPrefix(data, bomUTF16LE):
		return decodeWide(name, data, binary.LittleEndian)
	case hasPrefix(data, bomUTF16BE):
		return decodeWide(name, data, binary.BigEndian)
	}
	bad := invalidUTF8(data)
	if bad < 0 && declared != "GB18030" {
		return text{body: data, name: "UTF-8"}, nil
	}
	badGB := gbk().invalidGB18030(data)
	switch {
	case bad < 0 && badGB >= 0:
		return text{body: data, name: "UTF-8"}, nil
	case badGB >= 0:
		return text{}, mixed(name, data, max(bad, badGB), "neither UTF-8 nor GB18030 throughout")
	case bad >= 0:
		if at := utf8Line(data); at >= 0 {
			return text{}, mixed(name, data, max(at, bad), "lines of UTF-8 and lines of GB18030")
		}
	}
	return text{body: data, name: "GB18030", gbk: true}, nil
}

func mixed(name string, data []byte, at int, detail string) error {
	line := 1 + bytes.Count(data[:at], []byte{'\n'})
	e := refuse(CodeMixedEncoding, name, detail+", byte "+strconv.Itoa(at))
	e.Line = line
	return e
}

// invalidUTF8 is the offset of the first byte that is not UTF-8, -1 when all is.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	const step = 1 << 16
	at := 0
	for at < len(data) {
		end := min(at+step, len(data))
		for end < len(data) && !utf8.RuneStart(data[end]) && end < at+step+4 {
			end++
		}
		if utf8.Valid(data[at:end]) {
			at = end
			continue
		}
		for at < end {
			r, size := utf8.DecodeRune(data[at:])
			if r == utf8.RuneError && size == 1 {
				return at
			}
			at += size
		}
	}
	return -1
}

// utf8Line finds a line of UTF-8 in a file that as a whole passes for
// GB18030: valid, with at least six three-byte characters. GBK text of twelve
// and more characters is practically never valid UTF-8 (4 characters: 0.05 %,
// 8: 0 of 200,000 tried).
func utf8Line(data []byte) int {
	for at := 0; at < len(data); {
		end := bytes.IndexByte(data[at:], '\n')
		if end < 0 {
			end = len(data)
		} else {
			end += at + 1
		}
		if line := data[at:end]; !isASCII(line) && utf8.Valid(line) && threeBytes(line) >= 6 {
			return at
		}
		at = end
	}
	return -1
}

func threeBytes(line []byte) int {
	n := 0
	for _, c := range line {
		if c >= 0xE0 && c < 0xF0 {
			n++
		}
	}
	return n
}

// decodeWide turns UTF-16 into UTF-8 at once; half a pair or half a unit is refused.
func decodeWide(name string, data []byte, order binary.ByteOrder) (text, error) {
	label := "UTF-16LE"
	if order == binary.BigEndian {
		label = "UTF-16BE"
	}
	units := data[2:]
	body := make([]byte, 0, len(units)/2+len(units)/8)
	for i := 0; i < len(units); i += 2 {
		if i+2 > len(units) {
			return text{}, mixed(name, body, len(body), label+" with half a unit at its end")
		}
		r := rune(order.Uint16(units[i:]))
		if utf16.IsSurrogate(r) {
			low := utf8.RuneError
			if i+4 <= len(units) {
				low = rune(order.Uint16(units[i+2:]))
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return text{}, mixed(name, body, len(body), label+" with half a pair")
			}
			i += 2
		}
		body = utf8.AppendRune(body, r)
	}
	return text{body: body, base: 2, name: label, wide: true}, nil
}

// rawLen is the length in the file of a stretch of the body.
func (t text) rawLen(body []byte) int64 {
	if !t.wide {
		return int64(len(body))
	}
	var n int64
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		n += 2
		if r > 0xFFFF {
			n += 2
		}
		body = body[size:]
	}
	return n
}

// asciiWord tells whether the first eight bytes are ASCII.
func asciiWord(b []byte) bool {
	return binary.LittleEndian.Uint64(b)&0x8080808080808080 == 0
}

func isASCII(b []byte) bool {
	for len(b) >= 8 {
		if !asciiWord(b) {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
