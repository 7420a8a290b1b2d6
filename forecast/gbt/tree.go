package gbt

import "math"

// node is a split; a child ≥ 0 is another node, a child < 0 is leaf ^child.
type node struct {
	cut
	left, right int32
}

// tree is nodes in the order they were split, the root first, and leaf values in raw-score units.
type tree struct {
	nodes  []node
	values []float64
}

// row follows one row of values to its leaf.
func (t *tree) row(cuts [][]float64, x []float64) float64 {
	if len(t.nodes) == 0 {
		return t.values[0]
	}
	at := int32(0)
	for at >= 0 {
		n := &t.nodes[at]
		at = n.right
		if n.goesLeft(cuts[n.feature], x[n.feature]) {
			at = n.left
		}
	}
	return t.values[^at]
}

// goesLeft compares the value itself: x ≤ the upper bound of the last bin on the left.
func (c cut) goesLeft(cuts []float64, x float64) bool {
	if math.IsNaN(x) {
		return c.shift == 0
	}
	return c.bin > 0 && x <= cuts[c.bin-1]
}

// add adds the tree's value to score for every row of a matrix in rows; it parts the rows from node to node, which has no
// chain of dependent loads and no unpredictable branch. spare has the length of rows.
func (t *tree) add(score []float64, cols [][]uint8, rows, spare []uint32, at int32) {
	if len(rows) == 0 {
		return
	}
	if at < 0 || len(t.nodes) == 0 {
		v := t.values[max(^at, 0)]
		for _, r := range rows {
			score[r] += v
		}
		return
	}
	n := &t.nodes[at]
	k := divide(rows, spare, rows, cols[n.feature], n.cut)
	copy(rows[k:], spare)
	t.add(score, cols, rows[:k], spare[:k], n.left)
	t.add(score, cols, rows[k:], spare[k:], n.right)
}
