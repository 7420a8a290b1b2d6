package backtest

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// The faults of a long-format file.
var (
	// ErrDuplicate says that a series has two rows of one ds.
	ErrDuplicate = errors.New("two rows of one ds")
	// ErrOrder says that the rows of a series do not rise by ds.
	ErrOrder = errors.New("ds does not rise within the series")
	// ErrRange says that a value is infinite or beyond ±1e15.
	ErrRange = errors.New("value out of range")
	// ErrGap says that a ds lies before its series' first step, or that two files have different kinds of ds.
	ErrGap = errors.New("ds off the grid of the frequency")
	// ErrNoRows says that there is nothing to forecast.
	ErrNoRows = errors.New("no rows")
	// ErrUnscored says that a test row lies in no window: it would be left out of the figures silently.
	ErrUnscored = fmt.Errorf("test row in no window of the horizon: %w", ErrGap)
	// ErrModel says that a model is not known.
	ErrModel = errors.New("unknown model")
)

// Long is a long-format table: series in order of first appearance, rows rising by ds.
type Long struct {
	Dated  bool     // DS are days since 1970-01-01; otherwise integer steps
	Names  []string // covariate columns
	Series []Rows
}

// Rows are one series' rows.
type Rows struct {
	ID     string
	Line   int   // line (CSV) or row (Parquet) of the first one, from 1
	Lines  []int // of each one; nil = they follow each other
	DS     []int64
	Y      []float64
	X      [][]float64 // one slice a covariate
	Window []int32     // nil = 1
}

// line is where the file has a row.
func (s *Rows) line(t int) int {
	if s.Lines == nil {
		return s.Line + t
	}
	return s.Lines[t]
}

// largest is the magnitude beyond which a value is a fault.
const largest = 1e15

// Check reports the first fault of a table, with series and line.
func (l *Long) Check() error {
	for i := range l.Series {
		s := &l.Series[i]
		for t, ds := range s.DS {
			fault := error(nil)
			switch {
			case t > 0 && ds == s.DS[t-1]:
				fault = ErrDuplicate
			case t > 0 && ds < s.DS[t-1]:
				fault = ErrOrder
			case math.IsInf(s.Y[t], 0) || math.Abs(s.Y[t]) > largest:
				fault = ErrRange
			}
			if fault != nil {
				return fmt.Errorf("series %q, line %d, ds %d: %w", s.ID, s.line(t), ds, fault)
			}
		}
	}
	if len(l.Series) == 0 {
		return ErrNoRows
	}
	return nil
}

// Freq is the length of a step between rows.
type Freq string

// The frequencies; Steps means integer ds of an unknown length.
const (
	Hourly    Freq = "H"
	Daily     Freq = "D"
	Weekly    Freq = "W"
	Monthly   Freq = "M"
	Quarterly Freq = "Q"
	Yearly    Freq = "Y"
	Steps     Freq = ""
)

// grid is the steps of a table: by frequency when ds are dates, else the ds themselves.
type grid struct {
	freq  Freq
	dated bool
}

// slot turns a ds into a step number of the frequency.
func (g grid) slot(ds int64) int64 {
	if !g.dated {
		return ds
	}
	switch g.freq {
	case Weekly:
		return floorDiv(ds, 7)
	case Monthly:
		return month(ds)
	case Quarterly:
		return floorDiv(month(ds), 3)
	case Yearly:
		return floorDiv(month(ds), 12)
	default:
		return ds
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// month counts months from year 0 by the civil-calendar algorithm of Hinnant.
func month(days int64) int64 {
	z := days + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	m, y := mp+3, yoe+era*400
	if m > 12 {
		m, y = m-12, y+1
	}
	return y*12 + m - 1
}

// ahead is the ds n steps after another.
func (g grid) ahead(ds int64, n int) int64 {
	if !g.dated {
		return ds + int64(n)
	}
	at := time.Unix(ds*86400, 0).UTC()
	switch g.freq {
	case Weekly:
		return ds + 7*int64(n)
	case Monthly:
		return monthsAhead(at, n)
	case Quarterly:
		return monthsAhead(at, 3*n)
	case Yearly:
		return monthsAhead(at, 12*n)
	default:
		return ds + int64(n)
	}
}

// monthsAhead keeps the day of the month, or the last day of a shorter month.
func monthsAhead(at time.Time, n int) int64 {
	first := time.Date(at.Year(), at.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	end := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(at.Day(), end)-1).Unix() / 86400
}
