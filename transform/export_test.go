package transform

import (
	"github.com/apache/arrow/go/v17/arrow"

	"zhiwei/ingest/order"
)

// What the tests of this package see of its inside.
var (
	ReadModels = readModels
	CheckQuery = checkQuery
	Gaps       = gaps
)

// SeenOfLines is what a feed of lines makes of the keys of one record, which it does not release.
func SeenOfLines(r arrow.Record) (twice, periodic bool) {
	f := newFeed(paidLines, order.LineSchema)
	r.Retain()
	f.add(r)
	f.drop()
	return f.seen.twice, f.seen.periodic
}
