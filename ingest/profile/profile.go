package profile

import (
	"regexp"
	"time"

	"zhiwei/ingest/order"
)

// Level says what one row of a file is.
type Level string

// The levels of formats/README.md §2, and the hand-kept daily grid.
const (
	LevelOrder Level = "order" // one row per order
	LevelLine  Level = "line"  // one row per item
	LevelBoth  Level = "both"  // item rows that also carry order cells
	LevelDaily Level = "daily" // one row per item and day, without order numbers
)

// Profile declares one export format. Its YAML is strict: an unknown key is an error with line and column.
type Profile struct {
	// Name is unique among profiles, such as taobao-item.
	Name string `yaml:"name"`
	// Title is what people call the file.
	Title string `yaml:"title"`
	// Extends names an embedded profile whose settings hold where this one says nothing; status words are added to its own.
	Extends string `yaml:"extends"`
	// Platform is the short name stored with each row.
	Platform order.Platform `yaml:"platform"`
	// Names are the platform's names in the department's tables, such as 天猫.
	Names []string `yaml:"names"`
	// Version is the export's version, shown in reports.
	Version string `yaml:"version"`
	// Level is what one row is.
	Level Level `yaml:"level"`
	// Detect is the set of column names by which the format is known.
	Detect Detect `yaml:"detect"`
	// Headers name literal header files of the embedded folder headers/; their names are known, not new.
	Headers []string `yaml:"headers"`
	// Stamp reads the time of the export from the file's name.
	Stamp Stamp `yaml:"stamp"`
	// Shop is the shop of a file that no column, option or folder names.
	Shop string `yaml:"shop"`
	// Zone is the IANA zone of the times; Currency the ISO 4217 code of the money.
	Zone     string `yaml:"zone"`
	Currency string `yaml:"currency"`
	// Nulls are the words that mean an empty cell, besides the empty text.
	Nulls []string `yaml:"nulls"`
	// Layouts are time layouts in Go's notation, tried before the built-in ones.
	Layouts []string `yaml:"layouts"`
	// Columns bind names to fields, in any order.
	Columns []Column `yaml:"columns"`
	// Drop are columns that are known and left out.
	Drop []string `yaml:"drop"`
	// LineID says where the line's number comes from.
	LineID LineID `yaml:"line_id"`
	// PaidFrom is the time that stands in for a payment time that the platform does not write: created or shipped.
	PaidFrom string `yaml:"paid_from"`
	// DateFromID is the layout of a date that begins the order number, used when all times are empty.
	DateFromID string `yaml:"date_from_id"`
	// PaidIsAmount takes the line's amount as what the buyer paid for it.
	PaidIsAmount bool `yaml:"paid_is_amount"`
	// Amount is the money field that is reconciled: order_paid, line_paid or line_amount.
	Amount string `yaml:"amount"`
	// Words is the platform's name in status.csv; Status and Refund add words to it.
	Words  string            `yaml:"words"`
	Status map[string]string `yaml:"status"`
	Refund map[string]string `yaml:"refund"`
	// DefaultStatus holds for formats without a status column.
	DefaultStatus string `yaml:"default_status"`
	// ShippedWords are beginnings of an order status that prove a shipment.
	ShippedWords []string `yaml:"shipped_words"`
	// TotalWords mark a total row when they stand in one of its first cells.
	TotalWords []string `yaml:"total_words"`
	// Rules decide about single rows.
	Rules []Rule `yaml:"rules"`

	zone     *time.Location
	stamp    *regexp.Regexp
	statuses map[string]statusWord
	refunds  map[string]refundWord
	closes   map[string]string
	known    map[string]bool
	nulls    map[string]bool
}

// Detect is a set of folded column names.
type Detect struct {
	All  []string `yaml:"all"`  // each must be there
	Any  []string `yaml:"any"`  // at least one, when the list is not empty
	None []string `yaml:"none"` // none may be there
}

// Stamp is a pattern on the file's name whose groups, joined, are a time in Layout.
type Stamp struct {
	Pattern string `yaml:"pattern"`
	Layout  string `yaml:"layout"`
}

// Column binds the first filled of several columns to a field.
type Column struct {
	Field string `yaml:"field"`
	// From are the candidate names, best first.
	From []string `yaml:"from"`
	// Level is order for an order's cell on an item row; empty is the profile's own level.
	Level Level `yaml:"level"`
	// Required refuses a file that has none of the candidates.
	Required bool `yaml:"required"`
	// Prefer lets the first filled candidate win in silence; otherwise money, quantity and time candidates must agree.
	Prefer bool `yaml:"prefer"`
	// Unit and Factor turn a quantity into whole base units: kg and 1000 for grams.
	Unit   string `yaml:"unit"`
	Factor int64  `yaml:"factor"`
	// Yes are the words of a flag column that mean yes.
	Yes []string `yaml:"yes"`
}

// LineID is the rule for the number of a line.
type LineID string

// The rules for line numbers.
const (
	LineIDColumn LineID = "column" // the platform's own number
	LineIDOrder  LineID = "order"  // one line per order: the order's number
	LineIDCount  LineID = "count"  // order_id#n in file order
	LineIDRow    LineID = "row"    // no natural key: file and row, replacing whole periods
)

// Rule applies Then to the rows for which each condition of When holds.
type Rule struct {
	Name string `yaml:"name"`
	Then Action `yaml:"then"`
	When []Cond `yaml:"when"`
}

// Action is what a rule does with a row.
type Action string

// The actions of rules.
const (
	Skip    Action = "skip"    // no order line: counted as skipped under the rule's name
	Exclude Action = "exclude" // kept, but no demand: the rule's name becomes ExcludeReason
	Gift    Action = "gift"    // IsGift
	Presale Action = "presale" // IsPresale
	Return  Action = "return"  // a credit line: its amount and pieces become a refund, its quantity zero
	Refuse  Action = "refuse"  // this view of the platform cannot be read: the file is refused
)

// Cond is a test on the text of a field or of a column that is bound to nothing. All parts that are given must hold.
type Cond struct {
	Field    string   `yaml:"field"`
	Column   string   `yaml:"column"`
	In       []string `yaml:"in"`
	Starts   []string `yaml:"starts"`
	Contains []string `yaml:"contains"`
	Match    string   `yaml:"match"`
	Below    string   `yaml:"below"`   // the cell is a number below this one
	AtMost   string   `yaml:"at_most"` // the cell is a number up to this one
	Empty    *bool    `yaml:"empty"`
}
