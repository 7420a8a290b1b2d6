package forecast

import (
	"zhiwei/forecast/dist"
	"zhiwei/transform/demand"
)

// Class is the demand class that routes a series to its candidate models.
type Class string

// The classes, in routing order: event items first, so that a festival item is never taken for an intermittent one.
const (
	Seasonal     Class = "seasonal"     // sold in a festival season
	Dead         Class = "dead"         // no demand for a long time
	New          Class = "new"          // too short a history for its own model
	Intermittent Class = "intermittent" // mean interval between demands above 1.32
	YearRound    Class = "year-round"   // everything else
)

// Score is a model's backtest on one series (pooled over its windows).
type Score struct {
	Model                        string
	WAPE, Bias, MASE, RMSSE, WQL float64
	Cover80, Cover95             float64
	Windows, Days                int
}

// Reason is the one sentence on a forecast, as a code and its arguments; the words stand in reports/locale.
type Reason struct {
	Code string
	Args map[string]string
}

// Result is the forecast of one series.
type Result struct {
	demand.Key
	demand.Attr
	Class  Class
	Model  string // spec in the literature's notation, e.g. "ETS(A,Ad,N)" or "0.5·Theta+0.5·EQ(40d)"
	Dist   dist.Dist
	Scores []Score // best first; the benchmarks "sNaive(7)", "LunarNaive", "Hand" are always among them
	Why    Reason
	Drop   []string // members dropped by the guard against explosions

	History, Censored int     // days of history, and stock-out days among them
	Mean28            float64 // mean of the last 28 days that were in stock
}
