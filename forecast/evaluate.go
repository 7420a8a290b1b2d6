package forecast

import (
	"hash/fnv"

	"zhiwei/forecast/dist"
)

// worker is the scratch memory of one goroutine.
type worker struct {
	b      *Broadcast
	point  []float64
	factor []float64
	chosen block
	blocks [8]block
	cast   map[Class][]member // each class's members, whose memory is used again
}

// members are the class's candidates.
func (w *worker) members(c Class) []member {
	if w.cast == nil {
		w.cast = map[Class][]member{}
	}
	if w.cast[c] == nil {
		w.cast[c] = members(c)
	}
	return w.cast[c]
}

// watcher sees every chosen forecast of the backtest before it is calibrated; nil sees nothing.
type watcher func(k, o int, v *view, b *block)

// outcome is what evaluate learns of a series.
type outcome struct {
	tally  *Tally
	final  block // calibrated forecast from the as-of
	names  []string
	weight []float64
	drop   []string
}

// evaluate backtests a series and forecasts it from the as-of. Parameters and day factors are fitted once on what
// was known before the first origin and only updated at later origins; for the as-of they are fitted again.
func (w *worker) evaluate(v *view, watch watcher) *outcome {
	ms := w.members(v.class)
	out := &outcome{}
	for _, m := range ms {
		out.names = append(out.names, m.name())
	}
	models := append(append([]string{Chosen}, benchmarks...), out.names...)
	out.tally = newTally(v, models)
	w.factor = resize(w.factor, v.n+v.opt.Horizon)
	v.factor = w.factor
	learnt := w.b.Learnt[v.class]
	for k := 0; k <= v.opt.Origins; k++ {
		o := v.cutoff(0) + k*week
		if k == v.opt.Origins {
			o = v.n
		}
		if k == 0 || k == v.opt.Origins {
			v.prepare(w.b, ms, min(k, 1))
		}
		if o < week || o > v.n {
			continue
		}
		w.origin(v, ms, learnt, k, o, out, watch)
	}
	if out.final.mean == nil {
		w.zeros(v, out)
	}
	return out
}

// prepare readies factors and members for a cut: 0 before the first origin, anything later at the as-of.
func (v *view) prepare(b *Broadcast, ms []member, cut int) {
	v.factors(b, int8(cut), v.factor)
	v.ready = v.ready[:0]
	for _, m := range ms {
		v.ready = append(v.ready, m.prepare(v, b, int8(cut)))
	}
}

// origin forecasts from day o, scores inside the history, and keeps the last one.
func (w *worker) origin(v *view, ms []member, learnt Learnt, k, o int, out *outcome, watch watcher) {
	final := k == v.opt.Origins
	h := v.opt.Horizon
	if !final {
		h = min(h, v.n-o)
	}
	usable, blocks := make([]bool, len(ms)), make([]*block, len(ms))
	some := false
	for i, m := range ms {
		blocks[i] = w.blocks[i].reset(h)
		made := v.ready[i] && m.predict(o, blocks[i])
		usable[i] = made && guard(v, o, blocks[i])
		if made && !usable[i] && final {
			out.drop = append(out.drop, m.name())
		}
		some = some || usable[i]
		if usable[i] && !final {
			out.tally.score(1+len(benchmarks)+i, k, v, o, blocks[i])
		}
	}
	if !some {
		return
	}
	weight, pool := learnt.weights(out.tally, k, out.names, usable)
	chosen := w.chosen.reset(h)
	combine(chosen, blocks, weight, pool)
	if watch != nil && !final {
		watch(k, o, v, chosen)
	}
	learnt.calibrate(k, chosen)
	v.close(o, chosen)
	if final {
		out.weight = weight
		out.final = block{append([]float64(nil), chosen.mean...), append([]float64(nil), chosen.q...)}
		return
	}
	out.tally.score(0, k, v, o, chosen)
	w.benchmarks(v, k, o, h, out.tally)
}

func (w *worker) benchmarks(v *view, k, o, h int, t *Tally) {
	w.point = resize(w.point, h)
	for i, name := range benchmarks {
		v.benchmark(name, o, w.point)
		t.scorePoint(1+i, k, v, o, w.point)
	}
}

// close zeroes the days on which the item is not on sale.
func (v *view) close(o int, b *block) {
	for i := range b.mean {
		if !v.open(o + i) {
			b.mean[i] = 0
			clear(b.row(i))
		}
	}
}

// zeros is the forecast of a series without any usable member: nothing is known, nothing is promised.
func (w *worker) zeros(v *view, out *outcome) {
	b := w.chosen.reset(v.opt.Horizon)
	level := 0.0
	for t := range v.n {
		level += v.y[t] / float64(v.n)
	}
	for i := range b.mean {
		b.mean[i] = level
		for j, tau := range dist.Levels {
			b.row(i)[j] = 2 * level * tau
		}
	}
	v.close(v.n, b)
	out.final = block{append([]float64(nil), b.mean...), append([]float64(nil), b.q...)}
	out.weight = make([]float64, len(out.names))
}

// seedOf is the hash of run seed, key and origin that a series' paths are drawn from.
func seedOf(seed uint64, key string, origin int) uint64 {
	h := fnv.New64a()
	var b [16]byte
	for i := range 8 {
		b[i] = byte(seed >> (8 * i))
		b[8+i] = byte(uint64(origin) >> (8 * i))
	}
	_, _ = h.Write(b[:])
	_, _ = h.Write([]byte(key))
	return h.Sum64()
}
