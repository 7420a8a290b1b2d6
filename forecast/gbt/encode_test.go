package gbt_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/gbt"
)

// smallModel has four trees over features with missing values.
func smallModel(t fataler) *gbt.Model {
	p := newPanel(1, 300, 4)
	x := mustMatrix(t, p.cols, gbt.BinOptions{Bins: 8})
	return fit(t, x, p.y, nil, p.offset, gbt.Options{Trees: 4, MinRows: 20, Leaves: 5})
}

func TestModelRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, y, opt := drawn(t)
		x := mustMatrix(t, cols, gbt.BinOptions{Bins: 10})
		m := fit(t, x, y, nil, nil, opt)
		b := encoded(t, m)
		var got gbt.Model
		if err := got.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b, encoded(t, &got)) {
			t.Fatal("other bytes after a round trip")
		}
		fa, fb := make([]float64, len(y)), make([]float64, len(y))
		m.Predict(fa, x, nil, 1)
		got.Predict(fb, x, nil, 1) // equal cuts: the matrix still fits
		if !slices.Equal(fa, fb) || !slices.Equal(m.Importance(), got.Importance()) || got.Loss() != m.Loss() {
			t.Fatal("another model after a round trip")
		}
	})
}

func TestAppendBinaryAppends(t *testing.T) {
	m := smallModel(t)
	want := encoded(t, m)
	got, err := m.AppendBinary([]byte("before"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, append([]byte("before"), want...)) {
		t.Error("what stood before changed the encoding")
	}
}

func TestModelIsCompact(t *testing.T) {
	m := smallModel(t)
	leaves := 0
	for k := range m.Trees() {
		_, v := m.Tree(k)
		leaves += len(v)
	}
	cuts := 0
	for f := range m.Binner().Features() {
		cuts += len(m.Binner().Cuts(f))
	}
	const frame = 4 + 1 + 1 + 3*8 + 4 + 4 + 4 // letters, version, loss, parameters, two counts, checksum
	want := frame + 4*(8+1) + 8*cuts + m.Trees()*2 + 8*leaves + 8*(leaves-m.Trees())
	if got := len(encoded(t, m)); got != want {
		t.Errorf("%d bytes, want %d: 8 a cut, a node and a leaf", got, want)
	}
}

// Every cut-off and every changed byte is an error, and leaves the model as it was.
func TestDamagedModel(t *testing.T) {
	b := encoded(t, smallModel(t))
	m := smallModel(t)
	refuse := func(what string, at int, damaged []byte) {
		t.Helper()
		if err := m.UnmarshalBinary(damaged); !errors.Is(err, gbt.ErrEncoding) {
			t.Fatalf("%s at %d: %v", what, at, err)
		}
	}
	for i := range b {
		refuse("truncated", i, b[:i])
		refuse("truncated and sealed", i, gbt.Reseal(b[:i]))
		changed := bytes.Clone(b)
		changed[i] ^= 0x10
		refuse("changed", i, changed)
	}
	refuse("one byte more", len(b), append(bytes.Clone(b), 0))
	refuse("one byte more, sealed", len(b), gbt.Reseal(append(bytes.Clone(b), 0)))
	if !bytes.Equal(b, encoded(t, m)) {
		t.Error("a refused encoding changed the model")
	}
}

// Encodings with a right checksum that no model could have are refused for what they say.
func TestImpossibleModel(t *testing.T) {
	b := encoded(t, smallModel(t))
	m := smallModel(t)
	firstCuts := 4 + 1 + 1 + 3*8 + 4 + 4*8
	trees := firstCuts
	for f := range 4 {
		trees += 1 + 8*len(m.Binner().Cuts(f))
	}
	root := trees + 4 + 2 // first node of the first tree
	for _, c := range []struct {
		name string
		at   int
		with []byte
	}{
		{"other letters", 0, []byte("zwls")},
		{"later version", 4, []byte{2}},
		{"unknown loss", 5, []byte{7}},
		{"power 0", 6, make([]byte, 8)},
		{"NaN power", 6, bytes.Repeat([]byte{0xff}, 8)},
		{"infinite base", 22, []byte{0, 0, 0, 0, 0, 0, 0xf0, 0x7f}},
		{"four billion features", 30, bytes.Repeat([]byte{0xff}, 4)},
		{"more cuts than bins", firstCuts, []byte{254}},
		{"cuts that fall", firstCuts + 1 + 8, bytes.Repeat([]byte{0xfe}, 8)},
		{"four billion trees", trees, bytes.Repeat([]byte{0xff}, 4)},
		{"one tree less", trees, []byte{3}},
		{"no leaf", trees + 4, []byte{0, 0}},
		{"65,535 leaves", trees + 4, []byte{0xff, 0xff}},
		{"unknown feature", root, []byte{4, 0}},
		{"bin beyond the cuts", root + 2, []byte{200}},
		{"shift 2", root + 3, []byte{2}},
		{"missing values right of no bin", root + 2, []byte{0, 1}},
		{"a node below itself", root + 4, []byte{0, 0}},
		{"both sides on one leaf", root + 4, []byte{0xff, 0xff, 0xff, 0xff}},
		{"a leaf that is not there", root + 4, []byte{0x00, 0x80}},
		{"a node that is not there", root + 4, []byte{0x40, 0}},
	} {
		damaged := bytes.Clone(b)
		copy(damaged[c.at:], c.with)
		if err := m.UnmarshalBinary(gbt.Reseal(damaged)); !errors.Is(err, gbt.ErrEncoding) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := m.UnmarshalBinary(gbt.Reseal(b)); err != nil {
		t.Errorf("the model itself: %v", err)
	}
}

// A count is checked against the bytes that are there before memory is taken for it.
func TestHugeCountsTakeNoMemory(t *testing.T) {
	b := encoded(t, smallModel(t))[:30]
	b = binary.LittleEndian.AppendUint32(b, 65_535)
	b = gbt.Reseal(append(b, 0, 0, 0, 0))
	var m gbt.Model
	if got := testing.AllocsPerRun(5, func() { _ = m.UnmarshalBinary(b) }); got > 20 {
		t.Errorf("%v allocations for a model that is not there", got)
	}
}

// What can be read is written back byte for byte, and predicts without trouble; the rest is ErrEncoding.
func FuzzModel(f *testing.F) {
	b := encoded(f, smallModel(f))
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, b := range [][]byte{b, gbt.Reseal(b)} {
			var m gbt.Model
			if err := m.UnmarshalBinary(b); err != nil {
				if !errors.Is(err, gbt.ErrEncoding) {
					t.Fatal(err)
				}
				continue
			}
			if !bytes.Equal(b, encoded(t, &m)) {
				t.Fatal("other bytes after a round trip")
			}
			row := make([]float64, m.Binner().Features())
			m.PredictRow(row, 0)
			x := m.Binner().NewMatrix(3)
			m.Predict(make([]float64, 3), x, nil, 1)
		}
	})
}
