package table

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

const (
	gbkLeads  = 126 // 0x81 … 0xFE
	gbkTrails = 192 // 0x40 … 0xFF
)

// gbkTable holds the UTF-8 form of every two-byte code: its bytes from the
// lowest byte up, their number in the highest; 0 where no character is.
type gbkTable [gbkLeads * gbkTrails]uint32

var gbk = sync.OnceValue(func() *gbkTable {
	var t gbkTable
	dec := simplifiedchinese.GB18030.NewDecoder()
	var out [8]byte
	for i := range t {
		pair := [2]byte{byte(0x81 + i/gbkTrails), byte(0x40 + i%gbkTrails)}
		n, used, err := dec.Transform(out[:], pair[:], true)
		r, size := utf8.DecodeRune(out[:n])
		if err != nil || used != 2 || size != n || r == utf8.RuneError {
			continue
		}
		t[i] = uint32(n) << 24
		for k := range n {
			t[i] |= uint32(out[k]) << (8 * k)
		}
	}
	return &t
})

// gbkRune decodes the non-ASCII character at the head of b; size 0 means that none stands there.
func (t *gbkTable) rune(b string, out *[8]byte) (n, size int) {
	lead := b[0]
	switch {
	case lead == 0x80:
		return copy(out[:], "€"), 1
	case lead == 0xFF || len(b) < 2:
		return 0, 0
	}
	if trail := b[1]; trail >= 0x40 {
		v := t[int(lead-0x81)*gbkTrails+int(trail-0x40)]
		if v == 0 {
			return 0, 0
		}
		out[0], out[1], out[2], out[3] = byte(v), byte(v>>8), byte(v>>16), 0
		return int(v >> 24), 2
	}
	return fourByte(b, out)
}

// fourByte decodes the four-byte codes of GB18030, rare in exports.
func fourByte(b string, out *[8]byte) (n, size int) {
	if len(b) < 4 {
		return 0, 0
	}
	n, used, err := simplifiedchinese.GB18030.NewDecoder().Transform(out[:], []byte(b[:4]), true)
	if err != nil || used != 4 {
		return 0, 0
	}
	if r, w := utf8.DecodeRune(out[:n]); w != n || r == utf8.RuneError && b[:4] != "\x84\x31\xa4\x37" {
		return 0, 0
	}
	return n, 4
}

// decode appends the UTF-8 form of s to dst. s has passed invalidGB18030; what is not valid becomes U+FFFD.
func (t *gbkTable) decode(dst []byte, s string) []byte {
	var out [8]byte
	for i := 0; i < len(s); {
		c := s[i]
		if c < 0x80 {
			dst = append(dst, c)
			i++
			continue
		}
		n, size := t.rune(s[i:], &out)
		if size == 0 {
			dst = append(dst, "\uFFFD"...)
			i++
			continue
		}
		dst = append(dst, out[:n]...)
		i += size
	}
	return dst
}

// invalidGB18030 is the offset of the first byte that begins no character, -1 when all do.
func (t *gbkTable) invalidGB18030(data []byte) int {
	var out [8]byte
	for i := 0; i < len(data); {
		if i+8 <= len(data) && asciiWord(data[i:]) {
			i += 8
			continue
		}
		c := data[i]
		if c < 0x80 {
			i++
			continue
		}
		if c > 0x80 && c < 0xFF && i+1 < len(data) && data[i+1] >= 0x40 {
			if t[int(c-0x81)*gbkTrails+int(data[i+1]-0x40)] == 0 {
				return i
			}
			i += 2
			continue
		}
		_, size := t.rune(string(data[i:min(i+4, len(data))]), &out)
		if size == 0 {
			return i
		}
		i += size
	}
	return -1
}
