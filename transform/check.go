package transform

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"zhiwei/transform/warehouse"
)

//go:embed checks/*.sql
var checkFiles embed.FS

// DefaultUnmappedShare is the share of the last 28 days' money on unknown codes above which the chain stops.
const DefaultUnmappedShare = 0.01

// CheckOptions name the run and its limits.
type CheckOptions struct {
	RunID         string
	UnmappedShare float64 // 0 = DefaultUnmappedShare
}

// Severity is what a failed check means.
type Severity string

// The severities.
const (
	Stop Severity = "stop" // the chain ends with exit 1
	Warn Severity = "warn"
	Info Severity = "info"
)

// Check is a row of fct_check: one finding, or the word that a check found nothing.
type Check struct {
	Code     string
	Subject  string
	Severity Severity
	Passed   bool
	Count    int64
	Amount   int64 // fen
	Detail   string
}

// Stops are the findings that end the chain.
func Stops(checks []Check) []Check {
	var out []Check
	for _, c := range checks {
		if !c.Passed && c.Severity == Stop {
			out = append(out, c)
		}
	}
	return out
}

const (
	insertFinding = `INSERT INTO fct_check (run_id, code, subject, severity, passed, count, amount_fen, detail)
		SELECT CAST(? AS VARCHAR), CAST(? AS VARCHAR), subject, CAST(? AS VARCHAR), FALSE, count, amount_fen, COALESCE(detail, '') FROM (<query>) AS found`
	insertPassed = `INSERT INTO fct_check VALUES (?, ?, '', ?, TRUE, 0, 0, '')`
)

// Checks runs every data check over the models of the last Run, keeps the
// findings in fct_check in the place of an earlier look of the same run, and
// returns them sorted by code and money.
func Checks(ctx context.Context, db *warehouse.DB, opt CheckOptions) ([]Check, error) {
	names, err := fs.Glob(checkFiles, "checks/*.sql")
	if err != nil {
		return nil, err
	}
	err = db.Write(ctx, func(w *warehouse.Writer) error {
		if err := w.Begin(ctx); err != nil {
			return err
		}
		if _, err := w.Exec(ctx, `DELETE FROM fct_check WHERE run_id = ?`, opt.RunID); err != nil {
			return err
		}
		for _, name := range names {
			if err := look(ctx, w, name, opt); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return w.Commit(ctx)
	})
	if err != nil {
		return nil, err
	}
	return read(ctx, db, `SELECT code, subject, severity, passed, count, amount_fen, detail FROM fct_check
		WHERE run_id = ? ORDER BY code, amount_fen DESC, count DESC, subject`, func(c *cursor) Check {
		return Check{Code: c.text(), Subject: c.text(), Severity: Severity(c.text()), Passed: c.flag(), Count: c.whole(0), Amount: c.whole(0), Detail: c.text()}
	}, opt.RunID)
}

func look(ctx context.Context, w *warehouse.Writer, name string, opt CheckOptions) error {
	text, err := fs.ReadFile(checkFiles, name)
	if err != nil {
		return err
	}
	code := strings.TrimSuffix(path.Base(name), ".sql")
	severity := ""
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "-- severity:"); ok {
			severity = strings.TrimSpace(rest)
		}
	}
	args := []any{opt.RunID, code, severity}
	if strings.Contains(string(text), "?") {
		share := opt.UnmappedShare
		if share == 0 {
			share = DefaultUnmappedShare
		}
		args = append(args, share*1_000_000)
	}
	found, err := w.Exec(ctx, warehouse.Statement(insertFinding, "<query>", string(text)), args...)
	if err != nil || found > 0 {
		return err
	}
	_, err = w.Exec(ctx, insertPassed, opt.RunID, code, severity)
	return err
}
