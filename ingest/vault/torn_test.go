package vault_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/ingest/vault"
)

// TestATornWriteIsNoEntry: what a power cut leaves behind, a temporary file, is never read, and Put goes on beside it.
func TestATornWriteIsNoEntry(t *testing.T) {
	dir := t.TempDir()
	torn := filepath.Join(dir, ".put-123")
	if err := os.WriteFile(torn, []byte("ZWV1half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Get(dir, key, ".put-123"); !errors.Is(err, vault.ErrName) {
		t.Errorf("a temporary file was read: %v", err)
	}
	name, err := vault.Put(dir, key, []byte("whole"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := vault.Get(dir, key, name); err != nil || string(got) != "whole" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := os.Stat(torn); err != nil {
		t.Errorf("what another process may be writing was touched: %v", err)
	}
}

// TestEntriesAreForTheOwnerAlone: raw exports hold names and addresses.
func TestEntriesAreForTheOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "vault")
	name, err := vault.Put(dir, key, []byte("1"))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]fs.FileMode{dir: 0o700, filepath.Join(dir, name): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has %o, want %o", path, got, want)
		}
	}
}

// TestEntriesMayNotChangePlaces: a good entry under another good name is a changed file.
func TestEntriesMayNotChangePlaces(t *testing.T) {
	dir := t.TempDir()
	a, err := vault.Put(dir, key, []byte("a"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := vault.Put(dir, key, []byte("b"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, a), filepath.Join(dir, b)); err != nil {
		t.Fatal(err)
	}
	if got, err := vault.Get(dir, key, b); !errors.Is(err, vault.ErrDamaged) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := vault.Get(dir, key, a); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the entry that is gone: %v", err)
	}
}

// TestTwoKeysTwoVaults: the same bytes under two keys have one name, different stored bytes, and neither key reads the other's.
func TestTwoKeysTwoVaults(t *testing.T) {
	other := bytes.Repeat([]byte{9}, vault.KeySize)
	rapid.Check(t, func(rt *rapid.T) {
		one, two := t.TempDir(), t.TempDir()
		data := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(rt, "data")
		a, errA := vault.Put(one, key, data)
		b, errB := vault.Put(two, other, data)
		if errA != nil || errB != nil || a != b {
			rt.Fatalf("%s %s %v %v", a, b, errA, errB)
		}
		x, _ := os.ReadFile(filepath.Join(one, a))
		y, _ := os.ReadFile(filepath.Join(two, b))
		if bytes.Equal(x, y) || len(data) > 8 && bytes.Contains(x, data) {
			rt.Fatalf("stored bytes tell the content")
		}
		if _, err := vault.Get(one, other, a); !errors.Is(err, vault.ErrDamaged) {
			rt.Fatalf("the other key: %v", err)
		}
	})
}

// TestManyAtOnce puts the same and different files from several goroutines: each is there once and whole.
func TestManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wait sync.WaitGroup
	names := make([]string, 24)
	for i := range names {
		wait.Go(func() {
			name, err := vault.Put(dir, key, bytes.Repeat([]byte{byte(i % 4)}, 1000))
			if err != nil {
				t.Error(err)
			}
			names[i] = name
		})
	}
	wait.Wait()
	for i, name := range names {
		if got, err := vault.Get(dir, key, name); err != nil || !bytes.Equal(got, bytes.Repeat([]byte{byte(i % 4)}, 1000)) {
			t.Errorf("%d: %v", i, err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 4 {
		t.Errorf("%d entries, want 4: %v", len(entries), err)
	}
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the owner of everything may write everywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Put(dir, key, []byte("x")); err == nil || !strings.HasPrefix(err.Error(), "store ") {
		t.Errorf("got %v", err)
	}
}
