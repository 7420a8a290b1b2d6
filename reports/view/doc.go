// Package view turns the answers of queries into what pages, workbooks and the terminal show.
//
// In: a Querier over the results of a run. Out: view models whose fields are already text, or numbers
// with the one rule that formats them. Nothing behind this package rounds or formats.
//
//	f := view.Format{Lang: locale.Zh}
//	f.Money(3450000)        →  "¥34,500.00"
//	f.ShortFen(193_900_000) →  "193.9万"
//	f.Percent(0.202)        →  "20.2%"
//
// It refuses to guess: a value that cannot exist is "—", never 0 and never NaN.
//
// # Why
//
// A page, a workbook and a terminal that each round for themselves disagree in the last digit sooner
// or later. Here a figure is rounded once, from integer fen or from the stored float, so the three
// cannot differ.
package view
