package gbt

import (
	"encoding/binary"
	"slices"

	"zhiwei/forecast/dist"
)

const levelMagic = "zwls"

// AppendBinary appends the table's encoding, which is the same for equal tables. It never fails.
func (s *LevelSet) AppendBinary(b []byte) ([]byte, error) {
	from := len(b)
	b = append(b, levelMagic...)
	b = append(b, version)
	b = binary.LittleEndian.AppendUint32(b, uint32(s.Bins()))
	b = appendReals(b, []float64{s.floor})
	b = appendReals(b, s.edges)
	b = appendReals(b, s.thirds)
	return seal(appendReals(b, s.ratios), from), nil
}

// MarshalBinary is AppendBinary to a new slice.
func (s *LevelSet) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary replaces the table by an encoded one. Anything but an intact encoding is ErrEncoding, and the table is
// left as it was.
func (s *LevelSet) UnmarshalBinary(b []byte) error {
	r, err := open(b, levelMagic)
	if err != nil {
		return err
	}
	bins := int(r.u32())
	r.must("number of bins", bins >= 1 && bins <= maxLevelBins)
	var got LevelSet
	got.floor = r.real("floor")
	r.must("floor", got.floor > 0)
	got.edges = r.reals(bins-1, "edges")
	r.must("order of edges", rising(got.edges))
	got.thirds = r.reals(borders*bins, "terciles")
	got.ratios = r.reals(bins*perBin*len(dist.Levels), "ratios")
	if err := r.done(); err != nil {
		return err
	}
	for q := range slices.Chunk(got.ratios, len(dist.Levels)) {
		r.must("order of quantiles", slices.IsSorted(q))
	}
	for t := range slices.Chunk(got.thirds, borders) {
		r.must("order of terciles", slices.IsSorted(t))
	}
	if r.err != nil {
		return r.err
	}
	*s = got
	return nil
}
