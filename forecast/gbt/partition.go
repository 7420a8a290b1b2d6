package gbt

// divide writes the rows that go left to left and the others to right, in order, and gives the number of the former. It
// has no branch that depends on the data. left may be rows itself.
func divide(left, right, rows []uint32, col []uint8, c cut) int {
	right = right[:len(rows)]
	nl, nr := 0, 0
	for _, r := range rows {
		left[nl] = r
		right[nr] = r
		b := c.right(col[r])
		nr += b
		nl += 1 - b
	}
	return nl
}

// rowSet is the row numbers of a tree, each leaf's in one piece and in rising order, and room to part them.
type rowSet struct {
	rows        []uint32
	left, right []uint32
	counts      []int // rows of a chunk that went left
	starts      []int // how many rows before a chunk went left
}

func newRowSet(n int) *rowSet {
	return &rowSet{
		rows: make([]uint32, n), left: make([]uint32, n), right: make([]uint32, n),
		counts: make([]int, chunks(n)), starts: make([]int, chunks(n)),
	}
}

// part rearranges rows lo to hi into those that part sends left and the others, order kept, chunk by chunk, and gives
// the border.
func (s *rowSet) part(threads, lo, hi int, part func(left, right, rows []uint32) int) int {
	n := hi - lo
	k := chunks(n)
	each(threads, k, func(i int) {
		a, b := bounds(i, n)
		a, b = a+lo, b+lo
		s.counts[i] = part(s.left[a:b], s.right[a:b], s.rows[a:b])
	})
	border := lo
	for i := range k {
		s.starts[i] = border - lo
		border += s.counts[i]
	}
	each(threads, k, func(i int) {
		a, b := bounds(i, n)
		copy(s.rows[lo+s.starts[i]:], s.left[lo+a:lo+a+s.counts[i]])
		copy(s.rows[border+a-s.starts[i]:], s.right[lo+a:lo+b-s.counts[i]])
	})
	return border
}

// reset numbers the rows from 0 again.
func (s *rowSet) reset(threads int) {
	each(threads, chunks(len(s.rows)), func(i int) {
		lo, hi := bounds(i, len(s.rows))
		for r := lo; r < hi; r++ {
			s.rows[r] = uint32(r)
		}
	})
}
