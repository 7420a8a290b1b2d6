package transform

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"zhiwei/transform/warehouse"
)

// RunRow is the row of a run: what it stands on and what state its forecast is in.
type RunRow struct {
	ID          string
	AsOf        time.Time
	Today       time.Time
	Version     string
	Seed        uint64
	SettingsSHA string
	InputsSHA   string
	State       string // draft until a version is published
	Company     string
	GeneratedAt time.Time // wall clock in Beijing
}

// SaveRun writes the row of a run in the place of an earlier one of the same id.
func SaveRun(ctx context.Context, db *warehouse.DB, r RunRow) error {
	return db.Write(ctx, func(w *warehouse.Writer) error {
		if err := w.Begin(ctx); err != nil {
			return err
		}
		if _, err := w.Exec(ctx, `DELETE FROM run WHERE run_id = ?`, r.ID); err != nil {
			return fmt.Errorf("save run: %w", err)
		}
		_, err := w.Exec(ctx, `INSERT INTO run (run_id, as_of, today, version, seed, settings_sha, inputs_sha, state, company, generated_at)
			VALUES (?, CAST(? AS DATE), CAST(? AS DATE), ?, ?, ?, ?, ?, ?, ?)`,
			r.ID, r.AsOf, r.Today, r.Version, int64(r.Seed), r.SettingsSHA, r.InputsSHA, r.State, r.Company, r.GeneratedAt)
		if err != nil {
			return fmt.Errorf("save run: %w", err)
		}
		return w.Commit(ctx)
	})
}

// SaveResults puts the records of a run into their tables, in the place of earlier rows of the same run, in one
// transaction. The records must have been made with the database's allocator; they are not released.
func SaveResults(ctx context.Context, db *warehouse.DB, runID string, tables []string, records []arrow.Record) error {
	for i, t := range tables {
		if !slices.Contains(Tables(), t) {
			return fmt.Errorf("save results: %s: %w", t, ErrTable)
		}
		if err := stageRecords(ctx, db, t, []arrow.Record{records[i]}); err != nil {
			return err
		}
	}
	err := db.Write(ctx, func(w *warehouse.Writer) error {
		if err := w.Begin(ctx); err != nil {
			return err
		}
		for _, t := range tables {
			name, err := warehouse.Name(t)
			if err != nil {
				return err
			}
			if _, err := w.Exec(ctx, warehouse.Statement(`DELETE FROM <table> WHERE run_id = ?`, "<table>", name), runID); err != nil {
				return fmt.Errorf("save %s: %w", t, err)
			}
			if _, err := w.Exec(ctx, warehouse.Statement(`INSERT INTO <table> BY NAME SELECT * FROM stage.<table>`, "<table>", name)); err != nil {
				return fmt.Errorf("save %s: %w", t, err)
			}
		}
		if err := w.Commit(ctx); err != nil {
			return err
		}
		return w.Checkpoint(ctx)
	})
	if err != nil {
		return err
	}
	return db.Unstage(ctx, tables...)
}

// LatestRun is the newest run for an as-of day, "" when there is none.
func LatestRun(ctx context.Context, db *warehouse.DB, asof time.Time) (string, error) {
	ids, err := read(ctx, db, `SELECT run_id FROM run WHERE as_of = CAST(? AS DATE) ORDER BY generated_at DESC, run_id DESC LIMIT 1`,
		func(c *cursor) string { return c.text() }, asof)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}
