package order

import "time"

// SKU is the department's own code of a product (商品编码).
type SKU string

// Platform is the short name of a platform: taobao, jd, pinduoduo, douyin, youzan, wholesale.
type Platform string

// Shop is the name of a shop on a platform, as the channels table writes it.
type Shop string

// Channel is the department's sales channel (渠道): one shop, or a wholesale stream.
type Channel string

// Centre is a storage centre (仓库); empty means all of them.
type Centre string

// Money is an amount in integer hundredths of its currency (fen for CNY).
type Money int64

// Origin says where a record stands in the file it came from.
type Origin struct {
	File  string // name shown to people, never a path
	Sheet string // empty for text files
	Line  int    // 1-based physical line or sheet row
}

// Head is one order: what a platform says once per order.
type Head struct {
	Platform      Platform
	Shop          Shop
	OrderID       string
	Status        Status
	Refund        RefundStatus
	CloseReason   string    // normalised word of formats/status.csv, empty if none
	CreatedAt     time.Time // wall clock of Zone; zero means empty
	PaidAt        time.Time
	PaidMark      PaidMark
	ShippedAt     time.Time
	CompletedAt   time.Time
	PromisedShip  time.Time
	DeliverOn     time.Time // day the buyer wants the goods
	OrderPaid     Money     // paid by the buyer, freight included as the platform has it
	OrderTotal    Money     // payable before payment, 总金额
	Freight       Money
	RefundAmount  Money
	HasTracking   bool // a tracking number was filled; the number itself is not kept
	IsPresale     bool
	ExcludeReason string // rule that says this order is no demand: split-parent, trial, brushing
	Province      string
	City          string
	Warehouse     Centre
	Currency      string // ISO 4217
	Zone          string // IANA name the times are in
	Export
}

// Line is one item of an order.
type Line struct {
	Platform       Platform
	Shop           Shop
	OrderID        string
	LineID         string
	SKUCode        string // the merchant's code as written
	ItemCode       string
	PlatformItemID string
	PlatformSKUID  string
	Title          string
	Spec           string
	SKU            SKU   // after mapping; empty when the code is unknown
	Qty            int64 // platform units, in base units when the profile names a unit
	SKUQty         int64 // base units of SKU per platform unit, 0 when SKU is empty
	UnitPrice      Money
	LineAmount     Money // before discounts
	LinePaid       Money // what the buyer paid for this line
	HasLinePaid    bool  // false: the platform gives only the order's money, to be shared out
	DiscShop       Money
	DiscPlatform   Money
	DiscOther      Money
	RefundAmount   Money
	RefundQty      int64
	Status         Status // Unknown when the file has none: the head's status decides
	Refund         RefundStatus
	CreatedAt      time.Time
	PaidAt         time.Time
	PaidMark       PaidMark
	ShippedAt      time.Time
	PromisedShip   time.Time
	DeliverOn      time.Time
	HasTracking    bool
	IsGift         bool
	IsPresale      bool
	BundleCode     string
	ExcludeReason  string // service-link, reship, trial, brushing, cancelled-before-payment …
	Warehouse      Centre
	Currency       string
	Zone           string
	SubCent        bool // an amount had more than two decimals and was rounded
	PeriodKeyed    bool // no natural key: rows replace whole periods per shop and day
	Export
}

// Export is what a record knows of the export it came in; it decides which of two versions holds.
type Export struct {
	ExportedAt time.Time // from the file name, else the latest event time inside
	StatusRank int       // further along is larger
	RefundRank int
	RowHash    uint64 // hash of the stored cells: the last tie-break
	FileSHA    string // hex SHA-256 of the file's bytes
	Origin
}

// PaidMark says how a payment time came about when the file did not state one.
type PaidMark uint8

// The payment marks; the zero value is a time as the platform wrote it.
const (
	PaidAsWritten PaidMark = iota // the file's own payment time
	PaidNone                      // never paid
	PaidIsCreated                 // platform without payment time: created time
	PaidIsShipped                 // file with a shipping time only
	PaidFromID                    // date in the order number (Pinduoduo with all times empty)
)
