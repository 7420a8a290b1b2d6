// Package plan turns forecast distributions into purchase suggestions.
//
// What goes in: for each SKU, supplier and centre the sample paths of demand, the
// stock lots, the supply on the way and the supplier's terms. What comes out: a
// [Row] with the suggested quantity, every [Step] of its calculation, its dates,
// and the time-phased projection.
//
// What it refuses: a quantity that would break the shelf-life cap or the
// supplier's minimum is an exception on the row, never a silent order.
//
// Quantities are whole base units, money is fen, time is days; a stock figure is
// the close of its day; today is the day after the as-of.
package plan
