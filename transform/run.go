package transform

import (
	"context"
	"fmt"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/transform/warehouse"
)

// RunOptions say for which day the models are built.
type RunOptions struct {
	AsOf time.Time // the last day of data, midnight UTC
}

// Run rebuilds every model in the order of their needs and runs their checks,
// in one transaction: if a check fails, the tables of the last run remain.
func Run(ctx context.Context, db *warehouse.DB, opt RunOptions) error {
	models, err := Models()
	if err != nil {
		return err
	}
	return db.Write(ctx, func(w *warehouse.Writer) error {
		if err := w.Begin(ctx); err != nil {
			return err
		}
		if err := setAsOf(ctx, w, opt.AsOf); err != nil {
			return err
		}
		for i := range models {
			if err := build(ctx, w, &models[i]); err != nil {
				return err
			}
		}
		if err := w.Commit(ctx); err != nil {
			return err
		}
		return w.Checkpoint(ctx)
	})
}

func setAsOf(ctx context.Context, w *warehouse.Writer, day time.Time) error {
	if _, err := w.Exec(ctx, `DELETE FROM model_as_of`); err != nil {
		return err
	}
	_, err := w.Exec(ctx, `INSERT INTO model_as_of VALUES (CAST(? AS DATE))`, day)
	return err
}

func build(ctx context.Context, w *warehouse.Writer, m *Model) error {
	if _, err := w.Exec(ctx, m.SQL); err != nil {
		return fmt.Errorf("model %s: %w", m.Name, err)
	}
	for _, check := range m.Checks {
		if err := assert(ctx, w, m, check); err != nil {
			return err
		}
	}
	return nil
}

// LoadCalendar puts the days and occasions in the place of those held; the
// records are not released.
func LoadCalendar(ctx context.Context, db *warehouse.DB, days, occasions arrow.Record) error {
	for name, record := range map[string]arrow.Record{"cal_day": days, "cal_occasion": occasions} {
		if err := stageRecords(ctx, db, name, []arrow.Record{record}); err != nil {
			return err
		}
	}
	err := db.Write(ctx, func(w *warehouse.Writer) error {
		if err := w.Begin(ctx); err != nil {
			return err
		}
		for _, text := range []string{
			`DELETE FROM cal_day`, `INSERT INTO cal_day BY NAME SELECT * FROM stage.cal_day`,
			`DELETE FROM cal_occasion`, `INSERT INTO cal_occasion BY NAME SELECT * FROM stage.cal_occasion`,
		} {
			if _, err := w.Exec(ctx, text); err != nil {
				return fmt.Errorf("load calendar: %w", err)
			}
		}
		return w.Commit(ctx)
	})
	if err != nil {
		return err // whatever failed, the stage is emptied by the next one
	}
	return db.Unstage(ctx, "cal_day", "cal_occasion")
}

// stageRecords stages records of one schema; they are not released.
func stageRecords(ctx context.Context, db *warehouse.DB, name string, records []arrow.Record) error {
	reader, err := array.NewRecordReader(records[0].Schema(), records)
	if err != nil {
		return fmt.Errorf("stage %s: %w", name, err)
	}
	defer reader.Release()
	return db.Stage(ctx, name, reader)
}
