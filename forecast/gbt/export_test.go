package gbt

// Exp and Log are the package's own.
var (
	Exp = exp
	Log = log
)

// Gradients are those of the loss of opt.
func Gradients(opt Options, g, h, f, y []float64) {
	opt.withDefaults().objective().gradients(g, h, f, y)
}

// Base is the start value of the loss of opt.
func Base(opt Options, y, w, offset []float64) float64 {
	return opt.withDefaults().objective().base(y, w, offset)
}

// Cuts are those of feature f.
func (b *Binner) Cuts(f int) []float64 { return b.cuts[f] }

// WeightedQuantile is that of leaves.
func WeightedQuantile(r []float64, w []int64, tau float64) float64 {
	rs := make([]residual, len(r))
	for i := range rs {
		rs[i] = residual{r: r[i], w: w[i]}
	}
	return weightedQuantile(rs, tau)
}

// Split is a node: rows with NaN, or with a bin up to Bin, go left as LostLeft and Bin say.
type Split struct {
	Feature, Bin int
	LostLeft     bool
	Left, Right  int // ≥ 0 a node, < 0 the leaf ^child
}

// Tree gives the nodes and leaf values of tree k.
func (m *Model) Tree(k int) ([]Split, []float64) {
	t := m.trees[k]
	out := make([]Split, len(t.nodes))
	for i, n := range t.nodes {
		out[i] = Split{int(n.feature), int(n.bin), n.shift == 0, int(n.left), int(n.right)}
	}
	return out, t.values
}

// StartScore is the base score.
func (m *Model) StartScore() float64 { return m.base }

// DrawFeatures are the features of tree k.
func DrawFeatures(seed uint64, k int, usable []int, share float64) []int {
	return drawFeatures(newStream(seed, k, forFeatures), usable, share)
}

// Reseal gives b with the checksum that belongs to all but its last four bytes.
func Reseal(b []byte) []byte {
	if len(b) < 4 {
		return b
	}
	body := append([]byte(nil), b[:len(b)-4]...)
	return seal(body, 0)
}

// DrawRows are the rows in the bag of tree k and those out of it.
func DrawRows(opt Options, k, n int) (bag, out []uint32) {
	opt = opt.withDefaults()
	f := newFitter((&Binner{}).NewMatrix(n), make([]float64, n), nil, opt)
	b := f.drawRows(k)
	return f.set.rows[:b], f.set.rows[b:]
}

// Part parts rows lo to hi of 0 … n−1 by goesLeft, and gives all rows and the border.
func Part(threads, n, lo, hi int, goesLeft func(r uint32) bool) (rows []uint32, border int) {
	s := newRowSet(n)
	s.reset(threads)
	border = s.part(threads, lo, hi, func(left, right, rows []uint32) int {
		nl, nr := 0, 0
		for _, r := range rows {
			if goesLeft(r) {
				left[nl] = r
				nl++
			} else {
				right[nr] = r
				nr++
			}
		}
		return nl
	})
	return s.rows, border
}

// Each runs tasks as the package does.
var Each = each
