package sample

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// gbkTable holds the two-byte code of every character that has one, built once from x/text.
var gbkTable = sync.OnceValue(func() *[1 << 16]uint16 {
	var table [1 << 16]uint16
	enc := simplifiedchinese.GB18030.NewEncoder()
	for r := rune(0x80); r < 1<<16; r++ {
		if r >= 0xD800 && r < 0xE000 {
			continue
		}
		if b, err := enc.Bytes(utf8.AppendRune(nil, r)); err == nil && len(b) == 2 {
			table[r] = uint16(b[0])<<8 | uint16(b[1])
		}
	}
	return &table
})

// toGB18030 writes UTF-8 text in GB18030; the sample uses only characters with a two-byte code.
func toGB18030(text []byte) []byte {
	table := gbkTable()
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			out = append(out, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		code := table[r&0xFFFF]
		out = append(out, byte(code>>8), byte(code))
		i += n
	}
	return out
}
