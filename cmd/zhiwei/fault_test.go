package main_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"zhiwei/cmd/zhiwei/workspace"
)

// orderFiles are the files of the small department as paths, the order exports apart from the tables.
func orderFiles(t *testing.T, dir string) (tables, orders []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(dir, "inbox"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if rel, _ := filepath.Rel(filepath.Join(dir, "inbox"), path); filepath.Dir(rel) == "." || strings.HasPrefix(rel, "部门") {
			tables = append(tables, path)
		} else {
			orders = append(orders, path)
		}
		return nil
	})
	if err != nil || len(orders) == 0 {
		t.Fatalf("%d files of orders, %v", len(orders), err)
	}
	return tables, orders
}

// filled is a workspace with the small department's files, nothing imported.
func filled(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "店铺")
	if err := fillWorkspace(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// imported is one file of an import's JSON.
type imported struct {
	SHA     string `json:"sha256"`
	Name    string `json:"name"`
	Known   bool   `json:"known"`
	Changed int64  `json:"changed"`
}

// importJSON imports paths and reads what became of each file. Rows planted to be bad make the exit code 1.
func importJSON(t *testing.T, dir string, paths ...string) []imported {
	t.Helper()
	r, err := zhiweiIn(t.Context(), nil, append([]string{"-C", dir, "--json", "--quiet", "import"}, paths...)...)
	if err != nil {
		t.Fatal(err)
	}
	if r.code > 1 {
		t.Fatalf("import exited %d: %s", r.code, r.stderr)
	}
	var got struct {
		Result []imported `json:"result"`
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
		t.Fatal(err)
	}
	return got.Result
}

// acknowledged are the hashes of the files that the run ledger calls done.
func acknowledged(t *testing.T, dir string) map[string]bool {
	t.Helper()
	w, err := workspace.Peek(dir)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := w.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, e := range entries {
		if sha, ok := e.Detail["sha256"].(string); ok && e.Kind == "import" && e.Outcome == "done" {
			out[sha] = true
		}
	}
	return out
}

// TestFaultKill kills imports at random moments: what was acknowledged is there, and going on ends in the state of an
// import that nobody disturbed. Each workspace is killed five times, over different files.
func TestFaultKill(t *testing.T) {
	kills := 50
	if testing.Short() {
		kills = 5
	}
	if os.Getenv("ZHIWEI_NIGHTLY") != "" {
		kills = 1000
	}
	reference := filled(t)
	start := time.Now()
	importJSON(t, reference, filepath.Join(reference, "inbox"))
	full := time.Since(start)
	want := stateOf(t, reference)
	tables, orders := orderFiles(t, reference)
	perFile := full / time.Duration(len(tables)+len(orders))
	rng := rand.New(rand.NewPCG(20260823, 1))
	landed, tries, seen := 0, 0, 0
	for landed < kills && tries < 4*kills {
		dir := filled(t)
		tables, orders := orderFiles(t, dir)
		rng.Shuffle(len(orders), func(i, j int) { orders[i], orders[j] = orders[j], orders[i] })
		fresh := tables
		for some := range slices.Chunk(orders, 4) {
			fresh = slices.Concat(fresh, some)
			tries++
			seen = max(seen, len(acknowledged(t, dir)))
			if killed(t, dir, time.Duration(rng.Int64N(int64(perFile)*int64(len(fresh)+3))), fresh) {
				landed++
				continue
			}
			fresh = nil
		}
		goneOn(t, dir, want)
	}
	t.Logf("%d kills of a running import in %d tries, up to %d files acknowledged before one; an undisturbed import takes %v", landed, tries, seen, full)
	if landed < kills {
		t.Errorf("only %d of %d kills hit a running import", landed, kills)
	}
}

// goneOn imports everything after kills: what was acknowledged is known, the state is the wanted one.
func goneOn(t *testing.T, dir, want string) {
	t.Helper()
	acked := acknowledged(t, dir)
	for _, f := range importJSON(t, dir, filepath.Join(dir, "inbox")) {
		if acked[f.SHA] && !f.Known {
			t.Errorf("%s was acknowledged and is lost (%d rows came in again)", f.Name, f.Changed)
		}
	}
	if got := stateOf(t, dir); got != want {
		t.Fatalf("state after kills:\n%s\nwithout:\n%s", got, want)
	}
}

// killed starts an import and kills it after a while; it tells whether the import was still running.
func killed(t *testing.T, dir string, after time.Duration, paths []string) bool {
	t.Helper()
	cmd := exec.Command("zhiwei", append([]string{"-C", dir, "--quiet", "import"}, paths...)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	timer.Stop()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// TestFaultOrder imports the files in random orders and calls: the state is the same.
func TestFaultOrder(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 2
	}
	if os.Getenv("ZHIWEI_NIGHTLY") != "" {
		rounds = 200
	}
	first := filled(t)
	tables, orders := orderFiles(t, first)
	importJSON(t, first, tables...)
	rng := rand.New(rand.NewPCG(20260823, 2))
	want := ""
	for range rounds {
		dir := filepath.Join(t.TempDir(), "店铺")
		if err := os.CopyFS(dir, os.DirFS(first)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(dir, "key"), 0o600); err != nil {
			t.Fatal(err)
		}
		rng.Shuffle(len(orders), func(i, j int) { orders[i], orders[j] = orders[j], orders[i] })
		for chunk := range slices.Chunk(orders, 1+len(orders)/3) {
			importJSON(t, dir, inboxOf(t, first, dir, chunk)...)
		}
		got := stateOf(t, dir)
		if want == "" {
			want = got
		}
		if got != want {
			t.Fatalf("state depends on the order of files %v:\n%s\nwant\n%s", orders, got, want)
		}
	}
	t.Logf("%d files in %d orders, three calls each: one state", len(orders), rounds)
}

// inboxOf names files of one workspace's inbox as they stand in its copy.
func inboxOf(t *testing.T, from, to string, paths []string) []string {
	t.Helper()
	out := make([]string, len(paths))
	for i, p := range paths {
		rel, err := filepath.Rel(from, p)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = filepath.Join(to, rel)
	}
	return out
}

// TestFaultInterrupt presses Ctrl-C: 130 within two seconds, a word about what was kept, and the rest comes in later.
func TestFaultInterrupt(t *testing.T) {
	dir := filled(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "zhiwei", "-C", dir, "run")
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, filepath.Join(dir, "zhiwei.duckdb"))
	time.Sleep(200 * time.Millisecond)
	pressed := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	took := time.Since(pressed)
	if got := exitText(err); got != "130" {
		t.Fatalf("exited %s, want 130: %s", got, said.String())
	}
	if !strings.Contains(said.String(), "E-INTERRUPTED") || !strings.Contains(said.String(), "已中断") {
		t.Errorf("says %q", said.String())
	}
	if took > 2*time.Second {
		t.Errorf("took %v", took)
	}
	reference := filled(t)
	importJSON(t, reference, filepath.Join(reference, "inbox"))
	importJSON(t, dir, filepath.Join(dir, "inbox"))
	if got, want := stateOf(t, dir), stateOf(t, reference); got != want {
		t.Errorf("state after an interrupt:\n%s\nwant\n%s", got, want)
	}
	t.Logf("stopped %v after Ctrl-C", took)
}

// waitFor waits until a file is there.
func waitFor(t *testing.T, path string) {
	t.Helper()
	for range 1000 {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s did not appear", path)
}

// TestFaultSecondProcess holds the workspace in one process; every other verb exits 3, names it and changes nothing.
func TestFaultSecondProcess(t *testing.T) {
	dir := filled(t)
	tables, _ := orderFiles(t, dir)
	importJSON(t, dir, tables...)
	before := stateOf(t, dir)
	holder := exec.Command("zhiwei", "-C", dir, "serve", "--listen", "127.0.0.1:0")
	said, err := holder.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 256)
	if n, err := said.Read(line); err != nil || !strings.Contains(string(line[:n]), "http://127.0.0.1:") {
		t.Fatalf("serve says %q, %v", line[:n], err)
	}
	pid := strconv.Itoa(holder.Process.Pid)
	for _, args := range [][]string{{"import", filepath.Join(dir, "inbox")}, {"check"}, {"forecast"}, {"plan"}, {"report"}, {"run"}, {"sql", "SELECT 1"}} {
		for lang, want := range map[string]string{"zh": "正被进程 " + pid + " 使用", "en": "is held by process " + pid} {
			r := runZhiwei(t, 3, append([]string{"-C", dir, "--lang", lang}, args...)...)
			if !strings.Contains(r.stderr, want) || !strings.Contains(r.stderr, "E-LOCKED") || r.stdout != "" {
				t.Errorf("%v in %s says %q and prints %q", args, lang, r.stderr, r.stdout)
			}
		}
	}
	if err := holder.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := holder.Wait(); err != nil && exitText(err) != "130" {
		t.Errorf("serve ended with %v", err)
	}
	if after := stateOf(t, dir); after != before {
		t.Errorf("refused verbs changed the store:\n%s\nwant\n%s", after, before)
	}
}

// TestFaultAtOnce starts many imports of the same files at once: rows come in once, who finds the door shut exits 3.
func TestFaultAtOnce(t *testing.T) {
	const processes = 20
	dir := filled(t)
	codes := make([]int, processes)
	var wg sync.WaitGroup
	for i := range processes {
		wg.Go(func() {
			r, err := zhiweiIn(t.Context(), nil, "-C", dir, "--quiet", "import", filepath.Join(dir, "inbox"))
			if err != nil {
				t.Error(err)
			}
			codes[i] = r.code
		})
	}
	wg.Wait()
	in := 0
	for _, c := range codes {
		switch c {
		case 0, 1:
			in++
		case 3:
		default:
			t.Errorf("exit codes %v", codes)
		}
	}
	if in == 0 {
		t.Fatalf("nobody came in: %v", codes)
	}
	reference := filled(t)
	importJSON(t, reference, filepath.Join(reference, "inbox"))
	if got, want := stateOf(t, dir), stateOf(t, reference); got != want {
		t.Errorf("state of %d imports at once:\n%s\nwant\n%s", in, got, want)
	}
	t.Logf("%d of %d came in, the others exited 3", in, processes)
}
