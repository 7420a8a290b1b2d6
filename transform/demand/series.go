package demand

import (
	"errors"
	"fmt"
	"time"

	"zhiwei/ingest/order"
)

// The words of the order vocabulary that forecast and reports may use.
type (
	// SKU is order.SKU.
	SKU = order.SKU
	// Channel is order.Channel.
	Channel = order.Channel
	// Centre is order.Centre.
	Centre = order.Centre
	// Money is order.Money.
	Money = order.Money
)

// ErrShape says that the parts of a series differ in length.
var ErrShape = errors.New("series parts differ in length")

// Key names a series. An empty Channel or Centre means all of them.
type Key struct {
	SKU     SKU
	Channel Channel
	Centre  Centre
}

// String is the key's canonical text, used for ordering and for seeds.
func (k Key) String() string {
	return string(k.SKU) + "\x1f" + string(k.Channel) + "\x1f" + string(k.Centre)
}

// Grain is the length of one period.
type Grain string

// The grains; Step is an integer ds without a calendar.
const (
	Hour    Grain = "H"
	Day     Grain = "D"
	Week    Grain = "W"
	Month   Grain = "M"
	Quarter Grain = "Q"
	Year    Grain = "Y"
	Step    Grain = "S"
)

// Attr is what the product master says of a series' SKU.
type Attr struct {
	Name     string
	Category string
	Season   string // 中秋, 端午, 春节, 清明, 常年 or empty
	OnSale   Span   // first and last day of sale; zero = open
	Price    Money  // list price, for ranking by money
}

// Span is a range of days, both ends included; a zero time is open.
type Span struct{ From, To time.Time }

// Regressors are columns known ahead: each has len(Y)+h values, NaN when unknown.
type Regressors struct {
	Names []string
	Cols  [][]float64
}

// Series is one regular demand history.
type Series struct {
	Key
	Attr
	Start    time.Time // first period (midnight UTC stands for the platform's own day); zero with Grain Step
	First    int64     // first ds when Grain is Step
	Grain    Grain
	Y        []float64 // base units per period
	Censored []bool    // true: demand was at least Y (out of stock, delisted); nil = none
	X        Regressors
}

// Check reports ErrShape when the parts of s do not fit together.
func (s *Series) Check(horizon int) error {
	if s.Censored != nil && len(s.Censored) != len(s.Y) {
		return fmt.Errorf("series %q: %d values, %d censoring marks: %w", s.Key, len(s.Y), len(s.Censored), ErrShape)
	}
	for i, c := range s.X.Cols {
		if len(c) < len(s.Y)+horizon {
			return fmt.Errorf("series %q: regressor %s has %d of %d values: %w", s.Key, s.X.Names[i], len(c), len(s.Y)+horizon, ErrShape)
		}
	}
	return nil
}

// Date is the day of period i of a daily series.
func (s *Series) Date(i int) time.Time { return s.Start.AddDate(0, 0, i) }
