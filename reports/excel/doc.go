// Package excel writes the workbooks: 采购计划 for the stock clerk, 周报 for management, and
// the plain table of a query ([WriteTable]).
//
// What goes in: view models of zhiwei/reports/view, whose numbers are already
// rounded. What comes out: .xlsx files with native charts, formulas that show
// their working, print set-up, and a 校验 sheet whose formulas prove the totals.
//
// Example: PurchasePlan(ctx, q, "reports/2026-08-24", Options{Generated: now}) writes
// 示例食品电商_采购计划_20260824_R20260824-1a2b3c.xlsx, whose first sheet carries a
// banner that is green while all checks hold and turns red as soon as one cell is
// changed.
//
// What it refuses: to replace an older workbook by one that, opened again, does
// not agree with the database ([ErrVerify]); a value that is no cell.
//
// # Why
//
// Data are written by one method that never makes a formula of a text, so a title
// that begins with "=" stays a title. Every formula is written together with its
// value, because viewers that do not calculate show the cached one; the library
// marks all of these as text, so the package is rewritten with their real types,
// with charts that have a size of their own, and with its parts in a fixed order, so that the same run gives the same
// bytes.
package excel
