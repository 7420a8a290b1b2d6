package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"zhiwei/ingest"
	"zhiwei/reports/locale"
)

// The exit codes of design.md §4.
const (
	exitDone        = 0
	exitAttention   = 1
	exitUsage       = 2
	exitLocked      = 3
	exitRefused     = 4
	exitFault       = 5
	exitInterrupted = 130
)

// UsageError is wrong use of the command line or of the settings.
type UsageError struct{ Err error }

// Error gives the cause.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *UsageError) Unwrap() error { return e.Err }

// AttentionError says that the verb is done but left something for a person: exit code 1.
// Its details were printed already.
type AttentionError struct{ Key string }

// Error names what needs attention.
func (e *AttentionError) Error() string { return "needs attention: " + e.Key }

// RefusedError says that at least one file was refused; its details were printed already.
type RefusedError struct{ Files int }

// Error counts the refused files.
func (e *RefusedError) Error() string { return fmt.Sprintf("%d file(s) refused", e.Files) }

// fail prints an error in its three parts (what, why, what to do next) and gives the exit code.
func (a *App) fail(ctx context.Context, err error) int {
	if err == nil {
		return exitDone
	}
	f := explain(err)
	if ctx.Err() != nil && f.exit == exitFault {
		f = fault{exit: exitInterrupted, code: "E-INTERRUPTED", key: "interrupted"}
	}
	if f.key != "" {
		_, _ = fmt.Fprintln(a.Stderr, a.render(f))
	}
	if a.cli.Debug {
		_, _ = fmt.Fprintf(a.Stderr, "%+v\n", err)
	}
	return f.exit
}

// fault is an error as people see it.
type fault struct {
	exit int
	code string // stable, the same in every language
	key  string // cli.error-<key>; empty when all was said already
	args map[string]any
}

// render writes a fault in the language of the invocation: the text, the way out, the code.
func (a *App) render(f fault) string {
	if f.key == "refused" {
		f.args = a.place(f.args)
	}
	return locale.T(a.lang, "cli.error-"+f.key, f.args) + " [" + f.code + "]"
}

// place turns the parts of a refusal into words: where it stands, why, what to do next.
func (a *App) place(args map[string]any) map[string]any {
	code, _ := args["Code"].(string)
	reason := locale.Or(a.lang, "problem."+code, code, nil)
	if share, first, value := firstBad(args); share != "" {
		args["Value"] = value
		reason = locale.Or(a.lang, "problem."+first, first, nil) + " (" + share + ") " + reason
	}
	var where strings.Builder
	for _, part := range []string{"Sheet", "Line", "Column", "Value"} {
		if v := args[part]; v != "" && v != 0 {
			where.WriteString(locale.T(a.lang, "cli.where-"+strings.ToLower(part), args))
		}
	}
	next := ""
	if args["Nearest"] != "" {
		next = locale.T(a.lang, "cli.nearest", args)
	}
	args["Where"], args["Reason"] = where.String(), reason
	args["Next"] = next + locale.Or(a.lang, "problem."+code+"-next", "", nil)
	return args
}

// firstBad takes the value of a file with too many bad rows apart: their share, the code and the value of the first one.
func firstBad(args map[string]any) (share, code, value string) {
	text, _ := args["Value"].(string)
	parts := strings.SplitN(text, " ", 3)
	if args["Code"] != string(ingest.TooManyBad) || len(parts) < 2 {
		return "", "", ""
	}
	return parts[0], parts[1], strings.Join(parts[2:], " ")
}

// silent tells whether the details of an error stand on the screen already.
func silent(err error) (fault, bool) {
	if _, ok := errors.AsType[*AttentionError](err); ok {
		return fault{exit: exitAttention}, true
	}
	if _, ok := errors.AsType[*RefusedError](err); ok {
		return fault{exit: exitRefused}, true
	}
	return fault{}, false
}
