package profile

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// mixed is a running 64-bit hash of cells, the same on every machine: the last tie-break between two versions of a row.
// It multiplies 8-byte words to 128 bits and folds them (the step of wyhash); it need not withstand an adversary.
type mixed uint64

const (
	mixA = 0xa0761d6478bd642f
	mixB = 0xe7037ed1a0b428db
)

// text adds one cell and its place, so that moved text changes the hash.
func (m *mixed) text(place slot, s string) {
	h := uint64(*m) ^ uint64(place)<<56 ^ uint64(len(s))
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	for len(b) >= 8 {
		h = fold(h^binary.LittleEndian.Uint64(b), mixA)
		b = b[8:]
	}
	var tail uint64
	for i := range b {
		tail |= uint64(b[i]) << (8 * i)
	}
	*m = mixed(fold(h^tail, mixB))
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^mixB, b)
	return hi ^ lo ^ a
}
