package plan

// Sources of a step's value.
const (
	Entered  = "entered"  // 手工: a person or a table of the department
	Rule     = "rule"     // 规则: follows from other steps
	Learned  = "learned"  // 学习: from past receipts or sales
	Default  = "default"  // 缺省: nothing better was known
	Forecast = "forecast" // the sample paths
	OfStock  = "stock"    // the stock snapshot
	OfSupply = "supply"   // open purchase orders
)

// Exceptions of a row; each has its words in reports/locale as plan.exception-<code>.
const (
	NoSupplier    = "no-supplier"         // nothing is known of a supplier: the need only, no dates, no order
	NoStock       = "no-stock"            // no stock snapshot: the need cannot be netted
	NoDemand      = "no-demand"           // no sample paths
	ShelfBelowMOQ = "moq-over-shelf-life" // 起订与保质期冲突
	MaxBelowMOQ   = "moq-over-maximum"    // the supplier's maximum is below its minimum
	PastCutoff    = "past-cutoff"         // after the factory's cut-off: sell down only
	SupplierShut  = "supplier-closed"     // no order day within 120 days
	Capped        = "capped"              // less than the need: shelf life or the supplier's maximum
	OverBudget    = "over-budget"         // less than the need: the budget
	Alternative   = "alternative"         // another supplier has the order for this SKU and centre
)
