// Package reports holds the questions that pages and workbooks ask of the results of a run, and how
// their answers become Go values.
//
// In: a [Querier], which runs SQL over the tables of a run and answers in Arrow, and the name of a
// query. Out: one struct per row.
//
//	type head struct {
//		Run  string    `sql:"run_id"`
//		Asof time.Time `sql:"asof"`
//	}
//	rows, err := reports.Rows[head](ctx, q, "page_header", "")
//	// rows[0].Run == "R20260824-1a2b3c"
//
// Every query is a file of its own in sql/, plain SQL with its values by `?`: page_*.sql are those of
// pages, book_*.sql those of workbooks. No text of SQL is made in Go.
//
// It refuses a column that has no field, a field that has no column, and a value that its field cannot
// hold: a renamed column is an error in the first test and never an empty cell. A NULL is the zero
// value of its field, and NaN in a float.
//
// # Why
//
// The consumer declares the interface, so that reports never sees the database and builds without cgo;
// tests give recorded Arrow instead of a store. Answers are read into structs and not handed on as
// Arrow, because a page holds hundreds of rows and not millions, and a struct is what a view can be
// tested with.
package reports
