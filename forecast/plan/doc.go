// Package plan turns forecast distributions into purchase suggestions.
//
// What goes in: for each SKU, supplier and centre the sample paths of demand, the
// stock lots, the supply on the way and the supplier's terms ([Item]). What comes
// out of [Build]: a [Row] with the suggested quantity, every [Step] of its
// calculation, its dates, its risk in yuan, and the time-phased projection
// ([Day]); [Sentence] says the row in one sentence, [Records] holds it in Arrow.
//
// Example: 7 days between orders and 5 days' lead make a window of 12 days that
// should sell 480; 600 are enough in 95 of 100 paths, so the safety stock is 120.
// 210 sellable + 96 on the way − 36 allocated are a position of 270; 330 are
// needed, 336 in cases of 24. The 6 more last 0.15 days.
//
// Beside it stand the formulas of the department's planning page, each under its
// own name: parametric safety stock and fill rate ([Stationary]), expiry ([FEFO],
// [ShelfCap], [LifeRule]), the season's one shot and its reorder ([OneShot],
// [Belief]), transfers, ABC, cover, amounts in words.
//
// What it refuses: a quantity that would break the shelf-life cap or the
// supplier's minimum is an exception on the row, never a silent order. Overdue
// supply counts nothing, expired stock is not sellable, a supplier nobody knows
// gives a need without order and without dates, and a season's cut-off ends all
// orders. Ragged paths, negative terms and an item given twice are [ErrInput].
//
// Quantities are whole base units, money is fen, time is days; a stock figure is
// the close of its day; today is the day after the as-of and day 0 of a path.
//
// # Why
//
// S is the quantile of the window's total over the paths, with lead times drawn
// from past receipts: the sum of daily quantiles asks for a third more (2.3), and
// daily errors are not independent. The window's mean is rounded to whole units,
// so that mean + safety stock = target holds in what people read. The quantile is
// an order statistic, not interpolated: whole demand gives whole S, and S scales
// with demand. Stock that will expire unsold inside the window is taken off the
// position (Broekmeulen and van Donselaar 2009, Computers & Operations Research
// 36(11):3013–3018); the simulation in the tests shows what it is worth. The cap takes the γ-quantile with
// γ = 1 − tolerated unsold share. Where several suppliers offer one SKU for one
// centre, the cheapest that can deliver gets the order and the others stay as
// alternatives: two orders for one need would be worse than a wrong choice.
package plan
