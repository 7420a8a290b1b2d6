package gbt

import (
	"encoding/binary"
	"math"
)

const modelMagic = "zwgb"

// AppendBinary appends the model's encoding, which is the same for equal models: loss, power, tau, base; per feature its
// gain and cuts; per tree its nodes (8 bytes each) and leaf values. It never fails.
func (m *Model) AppendBinary(b []byte) ([]byte, error) {
	from := len(b)
	b = append(b, modelMagic...)
	b = append(b, version, uint8(m.obj.loss))
	b = appendReals(b, []float64{m.obj.p, m.obj.tau, m.base})
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m.binner.cuts)))
	b = appendReals(b, m.gain)
	for _, cuts := range m.binner.cuts {
		b = append(b, uint8(len(cuts)))
		b = appendReals(b, cuts)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m.trees)))
	for i := range m.trees {
		b = m.trees[i].append(b)
	}
	return seal(b, from), nil
}

// MarshalBinary is AppendBinary to a new slice.
func (m *Model) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// append writes a node as feature (16 bits), bin, shift and two children (16 bits each, leaves as −1, −2 …). NewBinner
// keeps feature numbers within 16 bits.
func (t *tree) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(len(t.values)))
	for _, n := range t.nodes {
		b = binary.LittleEndian.AppendUint16(b, uint16(n.feature))
		b = append(b, n.bin, n.shift)
		b = binary.LittleEndian.AppendUint16(b, uint16(n.left))
		b = binary.LittleEndian.AppendUint16(b, uint16(n.right))
	}
	return appendReals(b, t.values)
}

// UnmarshalBinary replaces the model by an encoded one. Anything but an intact encoding is ErrEncoding, and the model is
// left as it was.
func (m *Model) UnmarshalBinary(b []byte) error {
	r, err := open(b, modelMagic)
	if err != nil {
		return err
	}
	var got Model
	got.obj = readObjective(r)
	got.base = r.real("base")
	features := int(r.u32())
	r.must("number of features", features <= maxFeatures)
	got.gain = r.reals(features, "gain")
	got.binner = readBinner(r, len(got.gain))
	for range readCount(r, 10, "number of trees") {
		got.trees = append(got.trees, readTree(r, got.binner))
		if r.err != nil {
			return r.err
		}
	}
	if err := r.done(); err != nil {
		return err
	}
	*m = got
	return nil
}

// readCount is a number of things of at least size bytes each.
func readCount(r *reader, size int, what string) int {
	n := int(r.u32())
	if n > len(r.b)/size {
		r.fail("%s %d is too large", what, n)
		return 0
	}
	return n
}

func readObjective(r *reader) objective {
	o := objective{loss: Loss(r.u8()), p: r.real("power"), tau: r.real("tau")}
	r.must("loss", o.loss <= Pinball)
	r.must("power", o.loss != Tweedie || o.p > 1 && o.p < 2)
	r.must("tau", !o.refits() || o.tau > 0 && o.tau < 1)
	return o
}

func readBinner(r *reader, features int) *Binner {
	b := &Binner{cuts: make([][]float64, features)}
	for f := range b.cuts {
		n := int(r.u8())
		r.must("number of cuts", n <= MaxBins-2)
		b.cuts[f] = r.reals(n, "cuts")
		r.must("order of cuts", rising(b.cuts[f]))
		if r.err != nil {
			return b
		}
	}
	return b
}

func readTree(r *reader, b *Binner) tree {
	n := int(r.u16())
	r.must("number of leaves", n >= 1 && n <= maxLeaves)
	if r.err != nil || (n-1)*8 > len(r.b) {
		r.fail("truncated tree")
		return tree{}
	}
	t := tree{nodes: make([]node, n-1)}
	for i := range t.nodes {
		c := cut{feature: int32(r.u16()), bin: r.u8(), shift: r.u8()}
		t.nodes[i] = node{cut: c, left: int32(int16(r.u16())), right: int32(int16(r.u16()))}
		checkCut(r, c, b)
	}
	t.values = r.reals(n, "leaf values")
	if r.err == nil {
		r.must("shape of a tree", t.sound())
	}
	return t
}

// checkCut wants at least one bin of values, or the missing ones alone, on each side.
func checkCut(r *reader, c cut, b *Binner) {
	if int(c.feature) >= len(b.cuts) {
		r.fail("feature %d of %d", c.feature, len(b.cuts))
		return
	}
	k := len(b.cuts[c.feature]) + 1 // bins of values
	r.must("split bin", c.shift <= 1 && c.bin >= c.shift && int(c.bin) < k)
}

// sound says whether every node but the root, and every leaf, hangs on exactly one earlier node.
func (t *tree) sound() bool {
	seen := make([]bool, len(t.nodes)+len(t.values))
	mark := func(at int, child int32) bool {
		k := int(child)
		if child < 0 {
			k = len(t.nodes) + int(^child)
		} else if k <= at || k >= len(t.nodes) {
			return false
		}
		if k >= len(seen) || seen[k] {
			return false
		}
		seen[k] = true
		return true
	}
	for i, n := range t.nodes {
		if !mark(i, n.left) || !mark(i, n.right) {
			return false
		}
	}
	return true // 2·(n−1) marks, none twice, none on the root: all others are marked
}

// maxFeatures is what a node's 16 bits can name.
const maxFeatures = math.MaxUint16
