package longfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// cells reads the records of a UTF-8 CSV, with or without a byte order mark.
func cells(r io.Reader) *csv.Reader {
	b := bufio.NewReaderSize(r, 1<<20)
	if head, _ := b.Peek(len(mark)); string(head) == mark { // a shorter file is left to the reader
		_, _ = b.Discard(len(mark))
	}
	c := csv.NewReader(b)
	c.ReuseRecord = true
	return c
}

// mark is the byte order mark that spreadsheets put before UTF-8.
const mark = "\ufeff"

// readCSV reads a UTF-8 CSV with a header.
func readCSV(r io.Reader) (*table, error) {
	c := cells(r)
	header, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	t := &table{first: 2}
	kinds, err := t.header(header)
	if err != nil {
		return nil, err
	}
	index := map[string]int32{}
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, fmt.Errorf("csv: %w", err)
		}
		line, _ := c.FieldPos(0)
		if err := t.record(record, kinds, index); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		t.stands(line)
	}
}

// header names the columns; kinds gives each column's role, covariates counted from 0.
func (t *table) header(header []string) (kinds []int, err error) {
	seen := map[string]bool{}
	for _, name := range header {
		seen[name] = true
		kinds = append(kinds, t.role(name))
	}
	for _, want := range []string{"unique_id", "ds", "y"} {
		if !seen[want] {
			return nil, fmt.Errorf("column %s: %w", want, ErrColumn)
		}
	}
	return kinds, nil
}

// Roles of columns; covariates count upwards from 0.
const (
	roleID     = -1
	roleDS     = -2
	roleY      = -3
	roleWindow = -4
)

func (t *table) role(name string) int {
	switch name {
	case "unique_id":
		return roleID
	case "ds":
		return roleDS
	case "y":
		return roleY
	case "window":
		return roleWindow
	}
	t.names = append(t.names, strings.Clone(name))
	t.x = append(t.x, nil)
	return len(t.names) - 1
}

func (t *table) record(record []string, kinds []int, index map[string]int32) error {
	for i, cell := range record {
		var err error
		switch kinds[i] {
		case roleID:
			t.addID(cell, index)
		case roleDS:
			err = t.addDS(cell)
		case roleY:
			t.y, err = appendNumber(t.y, cell)
		case roleWindow:
			var w int
			w, err = strconv.Atoi(cell)
			t.window = append(t.window, int32(w))
		default:
			c := kinds[i]
			t.x[c], err = appendNumber(t.x[c], cell)
			if err != nil { // a text covariate is kept as missing
				t.x[c], err = append(t.x[c], math.NaN()), nil
			}
		}
		if err != nil {
			return fmt.Errorf("column %d, %q: %w", i+1, cell, ErrCell)
		}
	}
	return nil
}

func (t *table) addID(id string, index map[string]int32) {
	at, ok := index[id]
	if !ok {
		id = strings.Clone(id)
		at = int32(len(t.ids))
		index[id] = at
		t.ids = append(t.ids, id)
	}
	t.id = append(t.id, at)
}

// addDS reads a step or a date; one file holds one kind.
func (t *table) addDS(cell string) error {
	step, err := strconv.ParseInt(cell, 10, 64)
	dated := err != nil
	if dated {
		day, err := time.Parse(time.DateOnly, cell[:min(len(cell), 10)])
		if err != nil {
			return fmt.Errorf("ds %q: %w", cell, ErrCell)
		}
		step = day.Unix() / 86400
	}
	if len(t.ds) > 0 && dated != t.dated {
		return fmt.Errorf("ds %q: dates and steps in one file: %w", cell, ErrCell)
	}
	t.dated = dated
	t.ds = append(t.ds, step)
	return nil
}

func appendNumber(dst []float64, cell string) ([]float64, error) {
	if cell == "" || cell == "NaN" || cell == "nan" {
		return append(dst, math.NaN()), nil
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return dst, fmt.Errorf("number %q: %w", cell, ErrCell)
	}
	return append(dst, v), nil
}
