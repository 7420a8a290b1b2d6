package gbt

// leaf is an open leaf: its rows in the bag and out of it, their sum, its histograms and its best split.
type leaf struct {
	lo, hi       int // rows of the bag
	outLo, outHi int // rows out of the bag
	sum          bucket
	hists        []hist
	best         split
	parent       int32 // node and side that point here; −1 for the root
	isRight      bool
}

// small is the number of rows below which threads cost more than they save.
const small = 4096

// grow grows one tree leaf by leaf on the gradients in f.gh, and leaves the rows parted by leaf.
func (f *fitter) grow(bag int) (tree, []leaf) {
	root := leaf{hi: bag, outLo: bag, outHi: f.x.rows, sum: f.total, parent: -1}
	leaves := append(make([]leaf, 0, f.opt.Leaves), root)
	var t tree
	if f.opt.Leaves > 1 && bag >= 2*f.opt.MinRows {
		leaves[0].hists = f.takeHists()
		f.fill(leaves[0].hists, f.set.rows[:bag], f.sorted[:bag])
		f.look(&leaves[0])
	}
	for len(leaves) < f.opt.Leaves {
		i := widest(leaves)
		if leaves[i].best.gain <= 0 {
			break
		}
		t.attach(&leaves[i], int32(len(t.nodes)))
		t.nodes = append(t.nodes, node{cut: leaves[i].best.cut})
		f.gain[leaves[i].best.feature] += leaves[i].best.gain + f.opt.MinGain
		l, r := f.cleave(leaves[i], int32(len(t.nodes)-1), f.opt.Leaves-len(leaves)-1)
		leaves[i] = l
		leaves = append(leaves, r)
	}
	for i := range leaves {
		t.attach(&leaves[i], ^int32(i))
		f.giveHists(leaves[i].hists)
		leaves[i].hists = nil
	}
	return t, leaves
}

// widest is the leaf with the largest gain, the first of equals.
func widest(leaves []leaf) int {
	at := 0
	for i := range leaves {
		if leaves[i].best.gain > leaves[at].best.gain {
			at = i
		}
	}
	return at
}

// attach makes the node above l point to child.
func (t *tree) attach(l *leaf, child int32) {
	switch {
	case l.parent < 0:
	case l.isRight:
		t.nodes[l.parent].right = child
	default:
		t.nodes[l.parent].left = child
	}
}

// cleave parts the rows of p by its best split, which is node at. Histograms are made only when another split can
// follow: with leaves to spare and a child large enough.
func (f *fitter) cleave(p leaf, at int32, spare int) (l, r leaf) {
	col := f.x.cols[p.best.feature]
	part := func(left, right, rows []uint32) int { return divide(left, right, rows, col, p.best.cut) }
	mid := f.set.part(f.opt.Threads, p.lo, p.hi, part)
	outMid := f.set.part(f.opt.Threads, p.outLo, p.outHi, part)
	l = leaf{lo: p.lo, hi: mid, outLo: p.outLo, outHi: outMid, sum: p.best.left, parent: at}
	r = leaf{lo: mid, hi: p.hi, outLo: outMid, outHi: p.outHi, sum: p.sum.minus(p.best.left), parent: at, isRight: true}
	if spare > 0 && max(mid-p.lo, p.hi-mid) >= 2*f.opt.MinRows {
		less, rest := &l, &r
		if p.hi-mid < mid-p.lo {
			less, rest = &r, &l
		}
		less.hists, rest.hists = f.takeHists(), p.hists
		f.fill(less.hists, f.set.rows[less.lo:less.hi], f.gather(less.lo, less.hi))
		subtract(rest.hists, less.hists)
		both := [2]*leaf{&l, &r}
		each(f.opt.Threads, len(both), func(i int) { f.look(both[i]) })
	} else {
		f.giveHists(p.hists)
	}
	return l, r
}

// gather lays the gradients of rows lo to hi side by side.
func (f *fitter) gather(lo, hi int) []bucket {
	rows, out := f.set.rows[lo:hi], f.sorted[:hi-lo]
	each(f.threadsFor(len(rows)), chunks(len(rows)), func(i int) {
		a, b := bounds(i, len(rows))
		for j := a; j < b; j++ {
			out[j] = f.gh[rows[j]]
		}
	})
	return out
}

// fill makes the histograms of the tree's features over rows: four columns a task, then the odd ones.
func (f *fitter) fill(hists []hist, rows []uint32, gh []bucket) {
	fours := len(f.features) / 4
	each(f.threadsFor(len(rows)), fours+len(f.features)%4, func(i int) {
		if i >= fours {
			k := 4*fours + i - fours
			clear(hists[k][:])
			addOne(&hists[k], f.x.cols[f.features[k]], rows, gh)
			return
		}
		k, h := f.features[4*i:], (*[4]hist)(hists[4*i:])
		clear(h[:])
		c := f.x.cols
		addFour(h, [4][]uint8{c[k[0]], c[k[1]], c[k[2]], c[k[3]]}, rows, gh)
	})
}

func (f *fitter) threadsFor(rows int) int {
	if rows < small {
		return 1
	}
	return f.opt.Threads
}

func (f *fitter) look(l *leaf) {
	l.best = f.scan.best(l.hists, f.features, f.x.binner.Bins, l.sum)
}

// takeHists is room for the histograms of one leaf.
func (f *fitter) takeHists() []hist {
	if k := len(f.pool); k > 0 {
		h := f.pool[k-1]
		f.pool = f.pool[:k-1]
		return h
	}
	return make([]hist, len(f.features))
}

func (f *fitter) giveHists(h []hist) {
	if h != nil {
		f.pool = append(f.pool, h)
	}
}
