package plan

import (
	"math"

	"zhiwei/forecast/dist"
)

// OneShot are the economics of an item bought once for a season (2.11), in one money unit per piece.
type OneShot struct {
	Price    float64 // p_net: what remains of the price after commission, shipping and expected refunds
	Cost     float64 // c: landed, with box and filling
	Salvage  float64 // s: best contracted disposal value; negative when disposal costs money
	Goodwill float64 // g: loss per piece short beyond the margin
}

// Under is Cu = p − c + g, the loss on a piece short.
func (o OneShot) Under() float64 { return o.Price - o.Cost + o.Goodwill }

// Over is Co = c − s, the loss on a piece left over.
func (o OneShot) Over() float64 { return o.Cost - o.Salvage }

// CriticalRatio is Cu/(Cu + Co), kept between 0 (not worth selling) and 1 (a left-over piece costs nothing).
func (o OneShot) CriticalRatio() float64 {
	switch {
	case o.Under() <= 0:
		return 0
	case o.Over() <= 0:
		return 1
	}
	return o.Under() / (o.Under() + o.Over())
}

// Best is Q*: the smallest sampled season total q with F(q) ≥ CR; 0 when the item is not worth selling.
func (o OneShot) Best(totals []float64) float64 {
	ratio := o.CriticalRatio()
	if ratio == 0 || len(totals) == 0 {
		return 0
	}
	return Quantile(totals, ratio)
}

// Outcome is what a quantity is expected to bring.
type Outcome struct{ Short, Sales, Over, Profit float64 }

// Expect is the outcome of quantity q over the season totals.
func (o OneShot) Expect(q float64, totals []float64) Outcome {
	short := make([]float64, len(totals))
	for i, d := range totals {
		short[i] = math.Max(0, d-q)
	}
	return o.outcome(q, Mean(totals), Mean(short))
}

// ExpectNormal is the outcome of quantity q under normal demand.
func (o OneShot) ExpectNormal(q, mean, sd float64) Outcome {
	return o.outcome(q, mean, sd*loss((q-mean)/sd))
}

func (o OneShot) outcome(q, mean, short float64) Outcome {
	sales := mean - short
	over := q - sales
	return Outcome{Short: short, Sales: sales, Over: over, Profit: o.Price*sales + o.Salvage*over - o.Cost*q - o.Goodwill*short}
}

// BestNormal is Q* under normal demand, the continuous solution μ + σ·z(CR).
func (o OneShot) BestNormal(mean, sd float64) float64 {
	return mean + sd*dist.NormalQuantile(o.CriticalRatio())
}

// Marginal is Δ of 2.13: the expected profit of the units from+1 … from+n, where below(u) = P(D < u).
func (o OneShot) Marginal(from, n int64, below func(u float64) float64) float64 {
	terms := make([]float64, n)
	for i := range terms {
		p := below(float64(from + int64(i) + 1))
		terms[i] = o.Under()*(1-p) - o.Over()*p
	}
	return sum(terms)
}

// MarginalOf is the expected profit of raising the stock from a to b over demand samples: [OneShot.Marginal] in closed
// form.
func (o OneShot) MarginalOf(a, b float64, totals []float64) float64 {
	sold := make([]float64, len(totals))
	for i, d := range totals {
		sold[i] = math.Min(d, b) - math.Min(d, a)
	}
	used := Mean(sold)
	return o.Under()*used - o.Over()*(b-a-used)
}

// Newsvendor is the cost form of the same question: h per unit over, p per unit short.
type Newsvendor struct{ Holding, Penalty float64 }

// Normal is the best stock and its cost under normal demand; with a lead time the moments are those of lead+1 periods.
func (v Newsvendor) Normal(mean, sd float64, lead int) (stock, cost float64) {
	periods := float64(lead + 1)
	z := dist.NormalQuantile(v.Penalty / (v.Holding + v.Penalty))
	sd *= math.Sqrt(periods)
	return mean*periods + sd*z, (v.Holding + v.Penalty) * sd * density(z)
}

// CostAt is the cost of a stock under normal demand.
func (v Newsvendor) CostAt(stock, mean, sd float64) float64 {
	short := sd * loss((stock-mean)/sd)
	return v.Holding*(stock-mean+short) + v.Penalty*short
}

// Poisson is the smallest whole stock with F(S) ≥ CR under Poisson demand, and its cost.
func (v Newsvendor) Poisson(mean float64) (stock int, cost float64) {
	ratio := v.Penalty / (v.Holding + v.Penalty)
	pmf, cdf := math.Exp(-mean), math.Exp(-mean)
	for cdf < ratio {
		stock++
		pmf *= mean / float64(stock)
		cdf += pmf
	}
	// E[(S−D)+] = Σ_{d<S} (S−d)·pmf(d); E[(D−S)+] = μ − S + E[(S−D)+].
	over, p := 0.0, math.Exp(-mean)
	for d := range stock {
		over += float64(stock-d) * p
		p *= mean / float64(d+1)
	}
	return stock, v.Holding*over + v.Penalty*(mean-float64(stock)+over)
}

// Belief is a season total with its uncertainty on the log scale (2.12).
type Belief struct{ Median, LogSD float64 }

// Signal is the total that sales x to date point to, when share of a season is usually sold by then.
func Signal(x, share, logSD float64) Belief { return Belief{Median: x / share, LogSD: logSD} }

// Combine weighs two beliefs by inverse variance on logs.
func (b Belief) Combine(other Belief) Belief {
	w0, w1 := 1/(b.LogSD*b.LogSD), 1/(other.LogSD*other.LogSD)
	mean := (math.Log(b.Median)*w0 + math.Log(other.Median)*w1) / (w0 + w1)
	return Belief{Median: math.Exp(mean), LogSD: math.Sqrt(1 / (w0 + w1))}
}

// Totals are n equally likely totals of the belief, rising.
func (b Belief) Totals(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = b.Median * math.Exp(b.LogSD*dist.NormalQuantile((float64(i)+0.5)/float64(n)))
	}
	return out
}

// SecondShot is q2 of 2.12: what to reorder once the booking curve is visible; 0 after the last-order date.
func (o OneShot) SecondShot(posterior Belief, committed float64, daysToLastOrder int) float64 {
	if daysToLastOrder < 0 {
		return 0
	}
	return math.Max(0, o.Best(posterior.Totals(beliefSamples))-committed)
}

// beliefSamples is how finely a belief is read off.
const beliefSamples = 2000

// Markdown is a price cut under constant elasticity (2.19).
type Markdown struct {
	Price      float64 // today's
	Elasticity float64 // below 0
	Daily      float64 // demand a day at today's price
	Days       float64
	Stock      float64
}

// Clearing is the price that sells the stock in the days left.
type Clearing struct {
	Price, Zhe         float64 // Zhe: tenths of the old price, 8.66 折
	Revenue, Unchanged float64 // with the cut, and without
	Pays               bool    // the cut brings more than leaving the price
}

// Clear is p_clear = p0·(I/(λ0·T))^(1/ε). With |ε| < 1 a cut loses money: Pays is false and the caller refuses it
// unless disposal costs money.
func (m Markdown) Clear() Clearing {
	usual := m.Daily * m.Days
	price := m.Price * math.Pow(m.Stock/usual, 1/m.Elasticity)
	c := Clearing{Price: price, Zhe: 10 * price / m.Price, Revenue: price * m.Stock, Unchanged: m.Price * math.Min(usual, m.Stock)}
	c.Pays = c.Revenue > c.Unchanged
	return c
}
