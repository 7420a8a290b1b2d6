package warehouse

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	// ErrPath says that the driver would cut the path short and open another file.
	ErrPath = errors.New("the path of a database may not contain ? # or %")
	// ErrOpen says that this process already holds the file.
	ErrOpen = errors.New("the database is already open in this process")
	// ErrDead says that the engine met a fatal fault; Reopen, then verify.
	ErrDead = errors.New("the database handle is dead after a fatal fault")
	// ErrName says that a table name is not made of lower-case letters, digits and underscores.
	ErrName = errors.New("not a table name")
	// ErrSchema says that records of one schema came to an inflow of another, or of none.
	ErrSchema = errors.New("no inflow of that schema")
	// ErrTransaction says that Begin was called inside a transaction, or Commit outside of one.
	ErrTransaction = errors.New("wrong place for this transaction statement")
)

// LockedError says that another process holds the file.
type LockedError struct {
	PID     int    // 0 when the engine does not say
	Program string // empty when the engine does not say
	Cause   error
}

// Error names the holder.
func (e *LockedError) Error() string {
	return fmt.Sprintf("the database is held by %s (PID %d)", e.Program, e.PID)
}

// Unwrap gives the engine's own words.
func (e *LockedError) Unwrap() error { return e.Cause }

var holder = regexp.MustCompile(`held in (.*?) \(PID (\d+)\)`)

// openError turns the engine's lock conflict into a LockedError.
func openError(err error) error {
	if !strings.Contains(err.Error(), "lock on file") {
		return err
	}
	locked := &LockedError{Cause: err}
	if m := holder.FindStringSubmatch(err.Error()); m != nil {
		locked.Program = m[1]
		locked.PID, _ = strconv.Atoi(m[2])
	}
	return locked
}

// fatal tells whether the engine has given up on the whole instance.
func fatal(err error) bool {
	text := err.Error()
	return strings.Contains(text, "FATAL Error") || strings.Contains(text, "database has been invalidated")
}
