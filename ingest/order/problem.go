package order

// Code names the kind of a problem; its words stand in reports/locale under "problem.<code>".
type Code string

// The reason codes of quarantine and refusal.
const (
	BadMoney       Code = "bad-money"
	BadTime        Code = "bad-time"
	BadQty         Code = "bad-qty"
	BadQuote       Code = "bad-quote"
	LongRow        Code = "long-row"
	DamagedID      Code = "damaged-id"
	EmptyID        Code = "empty-id"
	UnknownStatus  Code = "unknown-status"
	UnknownRefund  Code = "unknown-refund"
	UnknownShop    Code = "unknown-shop"
	UnknownValue   Code = "unknown-value"
	MissingValue   Code = "missing-value"
	DuplicateKey   Code = "duplicate-key"
	FieldsDisagree Code = "fields-disagree"
	OrderViewFile  Code = "order-view"
)

// Problem is one row (or file) that could not be used, in a form that holds no personal data.
type Problem struct {
	Code   Code
	Origin Origin
	Offset int64  // byte offset of the row in the file, -1 when unknown
	Column string // header of the column at fault, empty for the whole row
	Value  string // the cell as it stands; empty when the column is personal
	Text   string // the row's non-personal cells, for the quarantine table
	Amount Money  // the row's amount as far as readable, for reconciliation
	Counts bool   // counts towards the share of bad rows that refuses a file
}
