// Package replay answers the queries of reports from recorded answers, for tests that have no database.
//
// In: a folder of CSV files, one an answer, named by its query (page_header.csv, or
// page_series_days-total.csv where a query was recorded with several sets of values), whose first line
// holds name:type of each column, and args.json with the values that each was recorded with. Out: a
// reports.Querier whose readers are Arrow.
//
//	q, err := replay.Open(os.DirFS("../testdata/replay"))
//	rows, err := reports.Rows[row](ctx, q, "page_header", "")
//
// An answer recorded for every item (” as the value) gives only the rows of the item that is asked for.
// It refuses SQL that is none of reports' own, and a query that nobody recorded.
//
// # Why
//
// The recordings are made by reports/testdata/record.py from the very files in reports/sql on the
// database that production uses, so a test of a page runs on what that query really answers.
package replay
