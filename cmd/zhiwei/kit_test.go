package main_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/ingest/sample"
	"zhiwei/transform"
)

// result is what a process left.
type result struct {
	code           int
	stdout, stderr string
}

// zhiweiIn runs the program as a process of its own, with extra variables before the arguments' own.
func zhiweiIn(ctx context.Context, environ []string, args ...string) (result, error) {
	cmd := exec.CommandContext(ctx, "zhiwei", args...)
	cmd.Env = append(os.Environ(), environ...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	r := result{stdout: out.String(), stderr: said.String()}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		r.code, err = exit.ExitCode(), nil
	}
	return r, err
}

// runZhiwei runs the program and checks its exit code.
func runZhiwei(t *testing.T, want int, args ...string) result {
	t.Helper()
	r, err := zhiweiIn(t.Context(), nil, args...)
	if err != nil {
		t.Fatal(err)
	}
	if r.code != want {
		t.Fatalf("zhiwei %s exited %d, want %d\n%s%s", strings.Join(args, " "), r.code, want, r.stdout, r.stderr)
	}
	return r
}

// stateQuery gives count and hash of each table that an import writes; which file said a thing first is left out.
func stateQuery() string {
	var parts []string
	for _, table := range transform.Tables() {
		if table == "raw_file" || strings.HasPrefix(table, "fct_") || table == "run" || strings.HasPrefix(table, "cal_") || table == "schema_version" {
			continue
		}
		parts = append(parts, "SELECT '"+table+"' AS t, count(*) AS n, CAST(COALESCE(sum(hash(x) % 1000003), 0) AS BIGINT) AS h FROM "+table+" AS x")
	}
	return strings.Join(parts, " UNION ALL ") + " ORDER BY t"
}

// stateOf is the state of a workspace's store as text.
func stateOf(t *testing.T, dir string) string {
	t.Helper()
	return runZhiwei(t, 0, "-C", dir, "--json", "sql", stateQuery()).stdout
}

// newWorkspace makes an empty workspace whose clock stands on the sample's today.
func newWorkspace(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "店铺")
	if err := workspace.Create(dir); err != nil {
		t.Fatal(err)
	}
	if err := workspace.FixClock(dir, pipeline.SampleDay.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// smallScale is a department of some thousand order lines.
const smallScale = 0.01

// smallWorld is the small department, made once.
var smallWorld = sync.OnceValues(func() (*sample.World, error) { return pipeline.SampleWorld(smallScale) })

// fillWorkspace makes a workspace with the small department's files in its inbox.
func fillWorkspace(dir string) error {
	w, err := smallWorld()
	if err != nil {
		return err
	}
	inbox := filepath.Join(dir, "inbox")
	if err := errors.Join(workspace.Create(dir), workspace.FixClock(dir, pipeline.SampleDay.AddDate(0, 0, 1)), w.Write(inbox)); err != nil {
		return err
	}
	settings := filepath.Join(dir, "zhiwei.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	// The rows planted to be bad are as many as in the full sample, so their share is larger.
	text = bytes.ReplaceAll(text, []byte("max_bad_share: 0.01"), []byte("max_bad_share: 0.1"))
	return errors.Join(os.WriteFile(settings, text, 0o600),
		os.Rename(filepath.Join(inbox, "wholesale.yaml"), filepath.Join(dir, "profiles", "wholesale.yaml")))
}

// toGB18030 encodes a text as the platforms' exports are.
func toGB18030(text string) ([]byte, error) {
	data, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return data, nil
}

// toXLSX makes a workbook of text cells from a CSV; a password encrypts it.
func toXLSX(text, password string) ([]byte, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return nil, fmt.Errorf("name cell: %w", err)
			}
			if err := book.SetCellStr("Sheet1", at, cell); err != nil {
				return nil, fmt.Errorf("write cell: %w", err)
			}
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out, excelize.Options{Password: password}); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return out.Bytes(), nil
}

// manyLines repeats a line, %d being its number.
func manyLines(n int, line string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(line, "%d", fmt.Sprintf("%06d", i+1)))
		b.WriteByte('\n')
	}
	return b.String()
}
