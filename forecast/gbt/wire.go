package gbt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
)

// Every encoding is: four letters that say what it is, a version byte, the body, and the CRC-32C of all before. Numbers
// are little-endian and of fixed width, so each content has exactly one encoding.

const version = 1

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal appends the checksum of b[from:].
func seal(b []byte, from int) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b[from:], castagnoli))
}

// open checks the frame and gives the body.
func open(b []byte, magic string) (*reader, error) {
	if len(b) < len(magic)+1+4 || !bytes.HasPrefix(b, []byte(magic)) {
		return nil, fmt.Errorf("%d bytes do not start with %q: %w", len(b), magic, ErrEncoding)
	}
	if v := b[len(magic)]; v != version {
		return nil, fmt.Errorf("version %d, not %d: %w", v, version, ErrEncoding)
	}
	end := len(b) - 4
	if crc32.Checksum(b[:end], castagnoli) != binary.LittleEndian.Uint32(b[end:]) {
		return nil, fmt.Errorf("checksum differs: %w", ErrEncoding)
	}
	return &reader{b: b[len(magic)+1 : end]}, nil
}

// reader takes numbers off a body. After the first error all numbers are 0.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format+": %w", append(args, ErrEncoding)...)
	}
}

// must fails unless everything about the thing holds.
func (r *reader) must(what string, hold ...bool) {
	if slices.Contains(hold, false) {
		r.fail("%s is out of range", what)
	}
}

func (r *reader) take(n int) []byte {
	if r.err != nil || n > len(r.b) {
		r.fail("truncated")
		return make([]byte, 8)
	}
	p := r.b[:n]
	r.b = r.b[n:]
	return p
}

func (r *reader) u8() uint8   { return r.take(1)[0] }
func (r *reader) u16() uint16 { return binary.LittleEndian.Uint16(r.take(2)) }
func (r *reader) u32() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }

// real is a finite number.
func (r *reader) real(what string) float64 {
	v := math.Float64frombits(binary.LittleEndian.Uint64(r.take(8)))
	r.must(what, finite(v))
	return v
}

// reals are n finite numbers; n is checked against what is left before memory is taken.
func (r *reader) reals(n int, what string) []float64 {
	if r.err != nil || n > len(r.b)/8 {
		r.fail("truncated %s", what)
		return nil
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = r.real(what)
	}
	return out
}

// done fails when bytes are left.
func (r *reader) done() error {
	if r.err == nil && len(r.b) > 0 {
		r.fail("%d bytes too many", len(r.b))
	}
	return r.err
}

func appendReals(b []byte, vs []float64) []byte {
	for _, v := range vs {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// rising says whether vs is strictly increasing.
func rising(vs []float64) bool {
	for i := 1; i < len(vs); i++ {
		if !(vs[i-1] < vs[i]) {
			return false
		}
	}
	return true
}
