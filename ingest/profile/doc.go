// Package profile reads platforms' exports by declaration: a YAML file per format, never Go code.
//
// What goes in: the rows of a grid as text, and the [Profile]s that may fit.
// [Find] looks for a header among the first 20 rows, [Bind] ties the profile to
// the grid's columns, and a [Reader] works out one row after another. What comes
// out of each row: an order.Head, an order.Line or both, or an order.Problem, or
// the name of the rule that skipped it.
//
// Example, of platforms/pinduoduo.yaml:
//
//   - {field: paid_at, from: [支付时间, 拼单成功时间, 订单成交时间], prefer: true, required: true}
//
// says: the payment time is the first filled of three columns; they may differ;
// one of them must be in the header. The row "260531-1", 已收货, with all times
// empty becomes a head and a line paid on 2026-05-31, marked PaidFromID.
//
// What it refuses: a YAML file with an unknown key, field or word (with line
// and column); a personal column bound to a stored field; and in a file a
// missing must-have column, two columns that claim one field with different
// values, a number whose digits a spreadsheet has dropped, and the view of a
// platform that joins several items in one row.
//
// The schema is the doc comments of [Profile] and the types it holds; folder
// examples holds four mapping files with comments.
//
// # Why
//
// Platforms rename columns without notice, so a header is a set of names and
// every field has an ordered list of candidates. Rules are lists of plain
// conditions rather than an expression language: a clerk can read them, and
// they cannot fail while a file is being read. Status words come from one table
// for all platforms (status.csv); a word that is not in it is never guessed.
// Money is read as an exact decimal and stored as integer fen.
package profile
