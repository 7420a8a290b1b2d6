package profile

import (
	"strings"
	"time"

	"zhiwei/ingest/order"
	"zhiwei/ingest/table"
)

// Verdict is what became of a row.
type Verdict uint8

// The verdicts on a row.
const (
	Blank       Verdict = iota // nothing stands in it: no record
	Accepted                   // Head, Line or both are filled
	Skipped                    // a rule of the profile says it is no order line
	Total                      // the platform's own total row
	Quarantined                // Problem says why
	Refused                    // Fault says why the whole file cannot be read
)

// Outcome is one row worked out. Its pointers are valid until the next row.
type Outcome struct {
	Verdict Verdict
	Head    *order.Head
	Line    *order.Line
	Problem order.Problem
	Fault   *Fault
	Rule    string      // rule that skipped the row
	Amount  order.Money // the row's amount as the cells say, before anything is decided
	Counted order.Money // the amount as it was stored
	SubCent bool
}

// Word is something that a row said and that people must hear of.
type Word struct {
	Code   string // unknown-refund, unconfirmed-status, unconfirmed-refund, error-value, provisional
	Column string
	Value  string
}

// number is one money or quantity cell: Decimal when ok, nothing when empty.
type number struct {
	Decimal
	text  string
	ok    bool
	empty bool
}

// Reader works out the rows of a binding, one at a time. Each worker has its own.
type Reader struct {
	*Binding
	head  order.Head
	line  order.Line
	cells []string
	src   int
	off   int64
	nums  []number
	marks [2]mixed // running hashes of head and line
	codes []string
	bad   *order.Problem
	fault *Fault

	// Sums are the totals of each money (fen) or quantity (base units) column over the rows that are no total rows.
	Sums []int64
	// Words counts what people must hear of.
	Words map[Word]int64
	// First and Last are the earliest and the latest event (created, paid, shipped, completed) seen.
	First, Last time.Time
	// SubCents counts rounded cells per column of Sums.
	SubCents []int64
}

// NewReader returns a reader for one worker.
func NewReader(b *Binding) *Reader {
	n := 0
	for _, c := range b.columns {
		if c.num >= 0 {
			n++
		}
	}
	return &Reader{Binding: b, nums: make([]number, n), Sums: make([]int64, n), SubCents: make([]int64, n), Words: map[Word]int64{}}
}

// Row works one row out.
func (r *Reader) Row(row table.Row) Outcome {
	r.src, r.off, r.bad, r.fault = row.Line, row.Offset, nil, nil
	if row.Err != nil {
		return r.quarantine(&order.Problem{Code: order.BadQuote, Counts: true}, 0)
	}
	if len(row.Cells) > r.width {
		for _, c := range row.Cells[r.width:] {
			if clean(c) != "" {
				return r.quarantine(&order.Problem{Code: order.LongRow, Counts: true}, 0)
			}
		}
	}
	if r.load(row.Cells) {
		return Outcome{}
	}
	if r.isTotal() {
		return Outcome{Verdict: Total, Rule: "total-row"}
	}
	r.numbers()
	out := Outcome{Amount: r.amount()}
	if done := r.firstRules(&out); done {
		return out
	}
	r.fill()
	if r.fault == nil && r.bad == nil {
		r.finish()
	}
	switch {
	case r.fault != nil:
		return Outcome{Verdict: Refused, Fault: r.fault}
	case r.bad != nil:
		return r.quarantine(r.bad, out.Amount)
	}
	return r.accept(out)
}

func (r *Reader) accept(out Outcome) Outcome {
	out.Verdict = Accepted
	if r.heads {
		out.Head = &r.head
		out.Counted = r.head.OrderPaid
	}
	if r.lines {
		out.Line = &r.line
		out.SubCent = r.line.SubCent
		out.Counted = r.line.LinePaid
		if r.profile.Amount == "line_amount" {
			out.Counted = r.line.LineAmount
		}
	}
	return out
}

// load cleans the cells that are bound or tested, pads a short row, and tells whether the row is blank.
func (r *Reader) load(cells []string) (blank bool) {
	r.cells = r.cells[:0]
	blank = true
	for _, c := range cells[:min(len(cells), r.width)] {
		c = clean(c)
		if c != "" {
			blank = false
			if c[0] == '#' || c[0] == '=' {
				c = r.special(c)
			}
			if c != "" && r.first[c[0]] && r.profile.nulls[c] {
				c = ""
			}
		}
		r.cells = append(r.cells, c)
	}
	for len(r.cells) < r.width {
		r.cells = append(r.cells, "")
	}
	return blank
}

// special nulls a spreadsheet's error values and picture formulas, and reports them.
func (r *Reader) special(c string) string {
	switch c {
	case "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!":
		r.Words[Word{Code: "error-value", Value: c}]++
		return ""
	}
	if strings.HasPrefix(c, "=DISPIMG(") || strings.HasPrefix(c, "=_xlfn.DISPIMG(") {
		r.Words[Word{Code: "error-value", Value: "DISPIMG"}]++
		return ""
	}
	return c
}

// clean takes blanks of every kind off both ends.
func clean(s string) string {
	if s == "" || solid(s[0]) && solid(s[len(s)-1]) {
		return s
	}
	return strings.Trim(s, " \t\r\n\u00a0\u3000\ufeff\u200b")
}

// solid tells that a byte cannot begin or end one of the blanks that clean takes off.
func solid(c byte) bool {
	switch c {
	case 0xC2, 0xE2, 0xE3, 0xEF, 0xA0, 0x80, 0x8B, 0xBF:
		return false
	}
	return c > ' '
}

// unwrap takes ="…", ', ` and @ off an id.
func unwrap(s string) string {
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		return s
	}
	if rest, ok := strings.CutPrefix(s, `="`); ok && strings.HasSuffix(rest, `"`) {
		s = clean(rest[:len(rest)-1])
	}
	return clean(strings.TrimLeft(s, "'`@’"))
}

// isTotal looks for a total word in the first cells; the order number of a total row is such a word or empty.
func (r *Reader) isTotal() bool {
	if len(r.profile.TotalWords) == 0 {
		return false
	}
	seen := 0
	for _, c := range r.cells {
		if c == "" {
			continue
		}
		for _, w := range r.profile.TotalWords {
			if rest, ok := strings.CutPrefix(c, w); ok && strings.Trim(rest, ":：") == "" {
				return true
			}
		}
		if seen++; seen == 2 {
			break
		}
	}
	return false
}

// Totals returns the number cells of a total row: per column of Sums the value, and whether it is given.
func (r *Reader) Totals(row table.Row) (values []int64, given []bool) {
	values, given = make([]int64, len(r.Sums)), make([]bool, len(r.Sums))
	r.load(row.Cells)
	for i := range r.columns {
		c := &r.columns[i]
		if c.num < 0 || len(c.cells) > 1 {
			continue
		}
		if d, ok := ParseDecimal(r.cells[c.cells[0]]); ok {
			values[c.num], _, given[c.num] = c.total(d)
		}
	}
	return values, given
}

// Times looks at a row's event times only, for dating an export whose name does not.
func (r *Reader) Times(row table.Row) {
	if row.Err != nil || r.load(row.Cells) {
		return
	}
	for i := range r.columns {
		switch c := &r.columns[i]; c.slot {
		case fCreated, fPaid, fShipped, fCompleted:
			for _, at := range c.cells {
				if t, ok := ParseTime(r.cells[at], r.profile.Layouts, r.profile.zone); ok {
					r.event(t)
				}
			}
		default:
		}
	}
}

// NumberNames are the names of the columns of Sums.
func (b *Binding) NumberNames() []string {
	var out []string
	for _, c := range b.columns {
		if c.num >= 0 {
			out = append(out, c.name)
		}
	}
	return out
}

func (c *bound) total(d Decimal) (n int64, subCent, ok bool) {
	if c.kind == kindQty {
		n, ok = d.Units(c.factor)
		return n, false, ok
	}
	fen, subCent, ok := d.Fen()
	return int64(fen), subCent, ok
}

// numbers reads every money and quantity cell once and adds it up.
func (r *Reader) numbers() {
	for i := range r.columns {
		c := &r.columns[i]
		if c.num < 0 {
			continue
		}
		n := &r.nums[c.num]
		n.text = r.pick(c)
		n.empty, n.ok = n.text == "", false
		if n.empty {
			continue
		}
		n.Decimal, n.ok = ParseDecimal(n.text)
		if !n.ok {
			continue
		}
		if n.Provisional {
			r.Words[Word{Code: "provisional", Column: c.name}]++
		}
		v, subCent, ok := c.total(n.Decimal)
		if n.ok = ok; ok {
			r.Sums[c.num] += v
		}
		if subCent {
			r.SubCents[c.num]++
		}
	}
}

// pick returns the first filled candidate. Numbers and times of two candidates must agree unless the profile prefers one.
func (r *Reader) pick(c *bound) string {
	s := r.cells[c.cells[0]]
	if len(c.cells) == 1 {
		return s
	}
	for _, at := range c.cells[1:] {
		other := r.cells[at]
		switch {
		case s == "":
			s = other
		case other == "" || other == s || c.spec.Prefer:
		case c.num >= 0 || c.kind == kindTime:
			if !r.same(c, s, other) {
				r.fault = &Fault{Code: order.FieldsDisagree, Line: r.src, Column: r.names[at], Value: Redact(s + " ≠ " + other)}
			}
		}
	}
	return s
}

func (r *Reader) same(c *bound, a, b string) bool {
	if c.kind == kindTime {
		x, okX := ParseTime(a, r.profile.Layouts, r.profile.zone)
		y, okY := ParseTime(b, r.profile.Layouts, r.profile.zone)
		return okX && okY && x.Equal(y)
	}
	x, okX := ParseDecimal(a)
	y, okY := ParseDecimal(b)
	return okX && okY && compare(x, y) == 0
}

// amount is the row's reconciled amount straight from its cells; what cannot be read is nothing.
func (r *Reader) amount() order.Money {
	f := fieldByName[r.profile.Amount].slot
	if f == fLinePaid && r.refs[f] == 0 {
		f = fLineAmount
	}
	if n := r.numberOf(f); n != nil {
		if !n.ok {
			return 0
		}
		fen, _, _ := n.Fen()
		return fen
	}
	price, qty := r.numberOf(fUnitPrice), r.numberOf(fQty)
	if f != fLineAmount || price == nil || qty == nil || !price.ok || !qty.ok {
		return 0
	}
	fen, _, _ := price.Times(qty.Decimal)
	return fen
}

func (r *Reader) numberOf(s slot) *number {
	if r.refs[s] == 0 {
		return nil
	}
	return &r.nums[r.columns[r.refs[s]-1].num]
}

// firstRules applies the rules that end the work on a row.
func (r *Reader) firstRules(out *Outcome) bool {
	for i := range r.rules {
		rule := &r.rules[i]
		if rule.Then != Skip && rule.Then != Refuse || !r.holds(rule) {
			continue
		}
		out.Verdict, out.Rule = Skipped, rule.Name
		if rule.Then == Refuse {
			out.Verdict = Refused
			out.Fault = &Fault{Code: order.Code(rule.Name), Line: r.src, Column: r.ruleColumn(rule)}
		}
		return true
	}
	return false
}

func (r *Reader) ruleColumn(rule *compiledRule) string {
	if len(rule.tests[0].cells) == 0 {
		return ""
	}
	return r.names[rule.tests[0].cells[0]]
}

func (r *Reader) holds(rule *compiledRule) bool {
	for i := range rule.tests {
		t := &rule.tests[i]
		cell := ""
		for _, at := range t.cells {
			if cell = r.cells[at]; cell != "" {
				break
			}
		}
		if len(t.cells) == 0 || !t.holds(cell) {
			return false
		}
	}
	return true
}

// quarantine completes a problem with what may be shown of the row.
func (r *Reader) quarantine(p *order.Problem, amount order.Money) Outcome {
	p.Origin = order.Origin{File: strings.Clone(r.env.File), Sheet: r.env.Sheet, Line: r.src}
	p.Offset, p.Amount = r.off, amount
	if p.Code != order.BadQuote && p.Code != order.LongRow {
		p.Text = r.shown()
	}
	p.Value = strings.Clone(p.Value)
	return Outcome{Verdict: Quarantined, Problem: *p, Amount: amount}
}

// shown is the text of the row's stored columns, masked, at most 400 bytes. Malformed rows show nothing: their cells
// may stand under the wrong names.
func (r *Reader) shown() string {
	var b strings.Builder
	for i := range r.columns {
		c := &r.columns[i]
		s := r.cells[c.cells[0]]
		if !c.stored() || s == "" || Personal(c.name) && c.slot != fProvince && c.slot != fCity {
			continue
		}
		if c.kind != kindID && c.kind != kindCode {
			s = Redact(s)
		}
		if b.Len()+len(c.name)+len(s) > 400 {
			break
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(c.name + "=" + s)
	}
	return b.String()
}
