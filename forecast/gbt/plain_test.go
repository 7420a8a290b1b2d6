package gbt_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/gbt"
)

// plain grows one tree the obvious way: float sums over row lists, every split of every leaf tried anew, nothing kept.
type plain struct {
	x            *gbt.Matrix
	g, h         []float64
	lambda       float64
	minRows, cap int
}

type plainSplit struct {
	gain        float64
	feature     int
	bin         int
	lostLeft    bool
	left, right []int
}

func (p plain) score(rows []int) float64 {
	g, h := p.sums(rows)
	return g * g / (h + p.lambda)
}

func (p plain) sums(rows []int) (g, h float64) {
	for _, r := range rows {
		g += p.g[r]
		h += p.h[r]
	}
	return g, h
}

// try parts rows at a bin, missing values to the named side.
func (p plain) try(rows []int, f, bin int, lost string) plainSplit {
	s := plainSplit{feature: f, bin: bin, lostLeft: lost == "left"}
	for _, r := range rows {
		b := int(p.x.At(f, r))
		if b == 0 && s.lostLeft || b > 0 && b <= bin {
			s.left = append(s.left, r)
		} else {
			s.right = append(s.right, r)
		}
	}
	if len(s.left) >= p.minRows && len(s.right) >= p.minRows {
		s.gain = 0.5 * (p.score(s.left) + p.score(s.right) - p.score(rows))
	}
	return s
}

func (p plain) best(rows []int) plainSplit {
	var best plainSplit
	for f := range p.x.Binner().Features() {
		lost := 0
		for _, r := range rows {
			if p.x.At(f, r) == 0 {
				lost++
			}
		}
		for bin := range p.x.Binner().Bins(f) - 1 {
			sides := []string{"right", "left"} // of equals, missing values go right
			if bin == 0 {
				sides = []string{"left"} // missing values alone on the left
			}
			for _, side := range sides {
				s := p.try(rows, f, bin, side)
				if lost == 0 {
					s.lostLeft = len(s.left) >= len(s.right) // none seen: with the most
				}
				if s.gain > best.gain {
					best = s
				}
			}
		}
	}
	return best
}

func (p plain) grow(rows []int) (splits []gbt.Split, leaves [][]int) {
	type open struct {
		rows  []int
		best  plainSplit
		point *int
	}
	splits = make([]gbt.Split, 0, p.cap)
	root := 0
	all := []open{{rows, p.best(rows), &root}}
	for len(all) < p.cap {
		at := 0
		for i := range all {
			if all[i].best.gain > all[at].best.gain {
				at = i
			}
		}
		s := all[at].best
		if s.gain <= 0 {
			break
		}
		*all[at].point = len(splits)
		splits = append(splits, gbt.Split{Feature: s.feature, Bin: s.bin, LostLeft: s.lostLeft})
		n := &splits[len(splits)-1]
		all[at] = open{s.left, p.best(s.left), &n.Left}
		all = append(all, open{s.right, p.best(s.right), &n.Right})
	}
	for i, l := range all {
		*l.point = ^i
		leaves = append(leaves, l.rows)
	}
	return splits, leaves
}

// exactCase draws a table whose sums are exact in float64: whole targets whose mean is exact too.
func exactCase(t *rapid.T) (x *gbt.Matrix, y []float64) {
	n := 1 << rapid.IntRange(1, 7).Draw(t, "log2 rows")
	cols := make([][]float64, rapid.IntRange(1, 5).Draw(t, "features"))
	for f := range cols {
		cols[f] = values(t, fmt.Sprint("col ", f), n)
	}
	y = wholes(t, "y", 0, 12, n)
	return mustMatrix(t, cols, gbt.BinOptions{Bins: rapid.IntRange(3, 20).Draw(t, "bins")}), y
}

func wholes(t *rapid.T, label string, lo, hi, n int) []float64 {
	return rapid.SliceOfN(rapid.Map(rapid.IntRange(lo, hi), func(i int) float64 { return float64(i) }), n, n).Draw(t, label)
}

func rowNumbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func fit(t fataler, x *gbt.Matrix, y, w, offset []float64, opt gbt.Options) *gbt.Model {
	m, err := gbt.Fit(context.Background(), x, y, w, offset, opt)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The first tree has the splits of the plain path, ties included, for losses whose gradients are whole numbers.
func TestFirstTreeEqualsPlain(t *testing.T) {
	for _, loss := range []gbt.Loss{gbt.L2, gbt.L1} {
		t.Run(fmt.Sprint("loss ", loss), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { firstTree(t, loss) })
		})
	}
}

func firstTree(t *rapid.T, loss gbt.Loss) {
	x, y := exactCase(t)
	p := plain{
		x: x, lambda: float64(rapid.IntRange(1, 4).Draw(t, "lambda")),
		minRows: rapid.IntRange(1, 4).Draw(t, "min rows"), cap: rapid.IntRange(1, 9).Draw(t, "leaves"),
	}
	if x.Rows() < 2*p.minRows {
		t.Skip("too short")
	}
	opt := gbt.Options{
		Loss: loss, Trees: 1, Rate: 0.5, Leaves: p.cap, MinRows: p.minRows, Lambda: p.lambda, Features: 1, Rows: 1,
	}
	m := fit(t, x, y, nil, nil, opt)
	p.g, p.h = make([]float64, len(y)), make([]float64, len(y))
	start := make([]float64, len(y))
	for i := range start {
		start[i] = m.StartScore()
	}
	gbt.Gradients(opt, p.g, p.h, start, y)
	want, leaves := p.grow(rowNumbers(len(y)))
	got, leafValues := m.Tree(0)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("splits (-plain +got):\n%s", d)
	}
	for i, rows := range leaves {
		if v := p.value(opt, rows, y, m.StartScore()); math.Abs(leafValues[i]-v) > 1e-12*(1+math.Abs(v)) {
			t.Fatalf("leaf %d is %v, plain %v", i, leafValues[i], v)
		}
	}
}

// value is a leaf of the plain path: −G/(H+λ), or the lower median of the residuals.
func (p plain) value(opt gbt.Options, rows []int, y []float64, start float64) float64 {
	if opt.Loss != gbt.L1 {
		g, h := p.sums(rows)
		return -opt.Rate * g / (h + p.lambda)
	}
	r, w := make([]float64, len(rows)), make([]int64, len(rows))
	for i, k := range rows {
		r[i], w[i] = y[k]-start, 1
	}
	return opt.Rate * gbt.WeightedQuantile(r, w, 0.5)
}

// Equal gains: missing values go right, and of two leaves the first is split.
func TestTies(t *testing.T) {
	opt := gbt.Options{Loss: gbt.L2, Trees: 1, Rate: 1, Leaves: 2, MinRows: 1, Features: 1, Rows: 1, Lambda: -1}
	lost := mustMatrix(t, [][]float64{{1, nan, 3}}, gbt.BinOptions{})
	if splits, _ := fit(t, lost, []float64{0, 4, 8}, nil, nil, opt).Tree(0); len(splits) != 1 || splits[0].LostLeft {
		t.Errorf("splits %+v, want missing values on the right", splits)
	}
	opt.Leaves = 3
	halves := mustMatrix(t, [][]float64{{0, 0, 1, 1}, {0, 1, 0, 1}}, gbt.BinOptions{})
	splits, _ := fit(t, halves, []float64{0, 2, 100, 102}, nil, nil, opt).Tree(0)
	if len(splits) != 2 || splits[0].Feature != 0 || splits[0].Left != 1 || splits[1].Feature != 1 {
		t.Errorf("splits %+v, want the left half split next", splits)
	}
}

// Every tree of a boosted model is as good as the plain path on the gradients it met: same gain at every split, up to
// the rounding of fixed point, which may break ties otherwise.
func TestEveryTreeIsPlain(t *testing.T) {
	p := newPanel(5, 400, 5)
	x := mustMatrix(t, p.cols, gbt.BinOptions{Bins: 20})
	opt := gbt.Options{Trees: 8, Rate: 0.3, Leaves: 7, MinRows: 15, Lambda: 1, Features: 1, Rows: 1}
	m := fit(t, x, p.y, nil, p.offset, opt)
	score := make([]float64, len(p.y))
	for i := range score {
		score[i] = p.offset[i] + m.StartScore()
	}
	for k := range opt.Trees {
		q := plain{x: x, g: make([]float64, len(score)), h: make([]float64, len(score)), lambda: 1, minRows: 15, cap: 7}
		gbt.Gradients(opt, q.g, q.h, score, p.y)
		splits, leafValues := m.Tree(k)
		want, leaves := q.grow(rowNumbers(len(score)))
		if d := cmp.Diff(want, splits); d != "" {
			t.Fatalf("tree %d (-plain +got):\n%s", k, d)
		}
		for i, rows := range leaves {
			g, h := q.sums(rows)
			near(t, "leaf value", leafValues[i], -0.3*g/(h+1), 1e-6)
			for _, r := range rows {
				score[r] += leafValues[i]
			}
		}
	}
	got := make([]float64, len(score))
	m.Raw(got, x, p.offset, 1)
	if d := cmp.Diff(score, got); d != "" {
		t.Errorf("raw scores after all trees (-plain +got):\n%s", d)
	}
}
