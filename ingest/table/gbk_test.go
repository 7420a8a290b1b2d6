package table_test

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"zhiwei/ingest/table"
)

// TestGBKEveryCodePoint compares the decoder with the library over every code point.
func TestGBKEveryCodePoint(t *testing.T) {
	enc := simplifiedchinese.GB18030.NewEncoder()
	n := 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		raw, err := enc.String(string(r))
		if err != nil {
			continue
		}
		want, err := simplifiedchinese.GB18030.NewDecoder().String(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := table.DecodeGBK(raw); got != want {
			t.Fatalf("%U (% x) = %q, want %q", r, raw, got, want)
		}
		if r != utf8.RuneError && want == string(r) && !table.ValidGB18030([]byte(raw)) {
			t.Fatalf("%U (% x) is refused", r, raw)
		}
		n++
	}
	if n < 1_000_000 {
		t.Errorf("only %d code points compared", n)
	}
}

// TestGBKEveryPair compares validity with the library over every two bytes.
func TestGBKEveryPair(t *testing.T) {
	for lead := range 256 {
		for trail := range 256 {
			raw := []byte{byte(lead), byte(trail)}
			want, _ := simplifiedchinese.GB18030.NewDecoder().String(string(raw))
			valid := true
			for _, r := range want {
				valid = valid && r != utf8.RuneError
			}
			if got := table.ValidGB18030(raw); got != valid {
				t.Fatalf("% x valid %v, want %v", raw, got, valid)
			}
			if valid && table.DecodeGBK(string(raw)) != want {
				t.Fatalf("% x = %q, want %q", raw, table.DecodeGBK(string(raw)), want)
			}
		}
	}
	if got := table.DecodeGBK("\x80"); got != "€" {
		t.Errorf("0x80 = %q, want €", got)
	}
}
