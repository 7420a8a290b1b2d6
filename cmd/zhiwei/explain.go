package main

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/forecast/backtest"
	"zhiwei/ingest"
	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// explain turns an error into what people see: what happened, why, what to do next, and the exit code.
func explain(err error) fault {
	if f, ok := silent(err); ok {
		return f
	}
	for _, try := range []func(error) (fault, bool){explainUse, explainLock, explainRefusal, explainSeries, explainChain} {
		if f, ok := try(err); ok {
			return f
		}
	}
	return fault{exit: exitFault, code: "E-INTERNAL", key: "internal", args: map[string]any{"Error": err.Error()}}
}

func explainUse(err error) (fault, bool) {
	var usage *UsageError
	var mapping *pipeline.MappingError
	var none *pipeline.NoFilesError
	said := map[string]any{"Error": err.Error()}
	switch {
	case errors.Is(err, workspace.ErrSettings):
		return fault{exitUsage, "E-SETTINGS", "settings", said}, true
	case errors.Is(err, workspace.ErrNotWorkspace):
		return fault{exitUsage, "E-NO-WORKSPACE", "no-workspace", said}, true
	case errors.Is(err, workspace.ErrPath), errors.Is(err, warehouse.ErrPath):
		return fault{exitUsage, "E-PATH", "path", said}, true
	case errors.Is(err, workspace.ErrKey):
		return fault{exitUsage, "E-KEY", "key", said}, true
	case errors.Is(err, pipeline.ErrAsOf):
		return fault{exitUsage, "E-ASOF", "asof", said}, true
	case errors.As(err, &mapping):
		return fault{exitUsage, "E-MAPPING", "mapping", map[string]any{"File": mapping.Name, "Error": mapping.Err.Error()}}, true
	case errors.As(err, &none):
		return fault{exitUsage, "E-NO-FILES", "no-files", map[string]any{"Path": none.Path}}, true
	case errors.As(err, &usage):
		return fault{exitUsage, "E-USAGE", "usage", map[string]any{"Error": usage.Err.Error()}}, true
	}
	return fault{}, false
}

func explainLock(err error) (fault, bool) {
	if locked, ok := errors.AsType[*workspace.LockedError](err); ok {
		return fault{exitLocked, "E-LOCKED", "locked", map[string]any{"Dir": locked.Dir, "PID": locked.PID}}, true
	}
	if held, ok := errors.AsType[*warehouse.LockedError](err); ok {
		return fault{exitLocked, "E-LOCKED", "locked", map[string]any{"Dir": "zhiwei.duckdb", "PID": held.PID}}, true
	}
	return fault{}, false
}

// explainRefusal names file, sheet, line, column and value of a refused file; the words of its code stand under
// problem.<code>.
func explainRefusal(err error) (fault, bool) {
	if r, ok := errors.AsType[*ingest.Refusal](err); ok {
		code, value := string(r.Code), r.Value
		if code == "damaged-zip" && strings.EqualFold(filepath.Ext(r.File), ".xlsx") {
			code = "damaged-workbook" // a workbook is a zip inside; people know it as a workbook
		}
		if r.Line == 0 && r.Column == "" {
			value = "" // no cell: what stands there is the library's own words
		}
		return fault{exitRefused, "E-" + strings.ToUpper(code), "refused", map[string]any{
			"File": r.File, "Sheet": r.Sheet, "Line": r.Line, "Column": r.Column, "Value": value, "Code": code,
			"Nearest": strings.Join(r.Nearest, ", "),
		}}, true
	}
	if u, ok := errors.AsType[*transform.ReconcileError](err); ok {
		return fault{exitRefused, "E-UNBALANCED", "unbalanced", map[string]any{
			"File": u.Name, "Part": u.Part, "Unit": u.Unit, "Read": u.Read, "Settled": u.Settled,
		}}, true
	}
	return fault{}, false
}

// explainSeries covers faults of long-format files: they name series, line and ds themselves.
func explainSeries(err error) (fault, bool) {
	if errors.Is(err, backtest.ErrModel) {
		return fault{exitUsage, "E-MODEL", "model", map[string]any{"Error": err.Error(), "Models": strings.Join(backtest.Names(), ", ")}}, true
	}
	for _, known := range []error{
		backtest.ErrDuplicate, backtest.ErrOrder, backtest.ErrRange, backtest.ErrGap, backtest.ErrNoRows, longfile.ErrColumn, longfile.ErrCell,
	} {
		if errors.Is(err, known) {
			return fault{exitRefused, "E-SERIES", "series", map[string]any{"Error": err.Error()}}, true
		}
	}
	for _, path := range []error{fs.ErrNotExist, fs.ErrPermission, fs.ErrExist, syscall.EISDIR, syscall.ENOTDIR} { // the path is another than was meant
		if errors.Is(err, path) {
			return fault{exitUsage, "E-FILE", "file", map[string]any{"Error": err.Error()}}, true
		}
	}
	return fault{}, false
}

func explainChain(err error) (fault, bool) {
	var stop *pipeline.StopError
	switch {
	case errors.As(err, &stop):
		f := stop.Findings[0]
		return fault{exitAttention, "E-CHECK-" + strings.ToUpper(f.Code), "stopped", map[string]any{
			"Count": len(stop.Findings), "Check": f.Code, "Subject": f.Subject, "Detail": f.Detail,
		}}, true
	case errors.Is(err, pipeline.ErrNoDemand):
		return fault{exitAttention, "E-NO-DEMAND", "no-demand", nil}, true
	case errors.Is(err, pipeline.ErrNoRun):
		return fault{exitUsage, "E-NO-RUN", "no-run", nil}, true
	case errors.Is(err, context.Canceled):
		return fault{exitInterrupted, "E-INTERRUPTED", "interrupted", nil}, true
	}
	return fault{}, false
}

// templateOf is the mapping to start from that a refusal carries.
func templateOf(err error) string {
	if r, ok := errors.AsType[*ingest.Refusal](err); ok {
		return r.Template
	}
	return ""
}
