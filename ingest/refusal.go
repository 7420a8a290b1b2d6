package ingest

import (
	"errors"
	"fmt"
	"strings"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// The codes of refusals that are not those of order, profile or table.
const (
	UnknownHeader order.Code = "unknown-header"
	TotalMismatch order.Code = "total-mismatch"
	TooManyBad    order.Code = "too-many-bad"
	Unbalanced    order.Code = "unbalanced"
)

// Refusal says that nothing of a file may be stored, and where the reason stands.
type Refusal struct {
	Code     order.Code
	File     string
	Sheet    string
	Line     int
	Column   string
	Value    string
	Nearest  []string // profiles that share most names, for UnknownHeader
	Template string   // mapping file to start from, for UnknownHeader
	Cause    error    // what lies beneath, such as a *table.RefusedError
}

// Error names the place and the code; the words for people stand in the locale catalogues.
func (r *Refusal) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "read %s", r.File)
	if r.Sheet != "" {
		fmt.Fprintf(&b, ", sheet %s", r.Sheet)
	}
	if r.Line > 0 {
		fmt.Fprintf(&b, ", line %d", r.Line)
	}
	if r.Column != "" {
		fmt.Fprintf(&b, ", column %s", r.Column)
	}
	fmt.Fprintf(&b, ": %s", r.Code)
	if r.Value != "" {
		fmt.Fprintf(&b, " (%s)", r.Value)
	}
	return b.String()
}

// Unwrap is the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// refusal turns what stopped a grid into a Refusal; a broken machine stays an ordinary error.
func refusal(src Source, sheet string, err error) error {
	var fault *profile.Fault
	var refused *table.RefusedError
	switch {
	case errors.As(err, &fault):
		return &Refusal{Code: fault.Code, File: src.Name, Sheet: sheet, Line: fault.Line, Column: fault.Column, Value: fault.Value}
	case errors.As(err, &refused):
		return &Refusal{Code: order.Code(refused.Code), File: src.Name, Sheet: sheet, Line: refused.Line, Value: refused.Detail, Cause: refused}
	}
	return err
}
