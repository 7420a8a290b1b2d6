package vault_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/ingest/vault"
)

var key = bytes.Repeat([]byte{7}, vault.KeySize)

func TestPutGet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "vault")
	data := []byte("订单编号,收货人姓名\r\n1,某某某\r\n")
	name, err := vault.Put(dir, key, data)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(data); name != hex.EncodeToString(sum[:]) {
		t.Errorf("name got %s, want the SHA-256 of the content", name)
	}
	stored, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(stored, []byte("某某某")) || bytes.Contains(stored, []byte("订单编号")) {
		t.Error("the stored file holds plain text")
	}
	got, err := vault.Get(dir, key, name)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("Get got %q, %v", got, err)
	}
	if ok, err := vault.Has(dir, name); !ok || err != nil {
		t.Errorf("Has got %v, %v", ok, err)
	}
	if ok, err := vault.Has(dir, "ff"); ok || err != nil {
		t.Errorf("Has of nothing got %v, %v", ok, err)
	}
}

func TestPutTwiceIsOnce(t *testing.T) {
	dir := t.TempDir()
	name, err := vault.Put(dir, key, []byte("a"))
	if err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(filepath.Join(dir, name))
	if _, err := vault.Put(dir, key, []byte("a")); err != nil {
		t.Fatal(err)
	}
	after, _ := os.ReadFile(filepath.Join(dir, name))
	if !bytes.Equal(before, after) {
		t.Error("a second Put changed the entry")
	}
	names, _ := os.ReadDir(dir)
	if len(names) != 1 {
		t.Errorf("got %d files, want 1: no temporary file may stay", len(names))
	}
}

func TestPutMendsACutEntry(t *testing.T) {
	dir := t.TempDir()
	name, _ := vault.Put(dir, key, []byte("whole"))
	if err := os.WriteFile(filepath.Join(dir, name), []byte("ZW"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Put(dir, key, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	if got, err := vault.Get(dir, key, name); err != nil || string(got) != "whole" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestGetRefusesEveryChangedByte(t *testing.T) {
	dir := t.TempDir()
	name, _ := vault.Put(dir, key, []byte("12.80"))
	path := filepath.Join(dir, name)
	whole, _ := os.ReadFile(path)
	for i := range whole {
		bad := bytes.Clone(whole)
		bad[i] ^= 1
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.Get(dir, key, name); !errors.Is(err, vault.ErrDamaged) {
			t.Fatalf("byte %d changed: got %v, want ErrDamaged", i, err)
		}
	}
	for n := range whole {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.Get(dir, key, name); !errors.Is(err, vault.ErrDamaged) {
			t.Fatalf("cut to %d bytes: got %v, want ErrDamaged", n, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	name, _ := vault.Put(dir, key, []byte("x"))
	if _, err := vault.Put(dir, key[:16], nil); !errors.Is(err, vault.ErrKey) {
		t.Errorf("short key: got %v", err)
	}
	if _, err := vault.Get(dir, nil, name); !errors.Is(err, vault.ErrKey) {
		t.Errorf("no key: got %v", err)
	}
	if _, err := vault.Get(dir, bytes.Repeat([]byte{8}, 32), name); !errors.Is(err, vault.ErrDamaged) {
		t.Errorf("other key: got %v", err)
	}
	for _, bad := range []string{"", "../" + name, "ZZ", name[:10], "A" + name[1:]} {
		if _, err := vault.Get(dir, key, bad); !errors.Is(err, vault.ErrName) && !errors.Is(err, os.ErrNotExist) {
			t.Errorf("name %q: got %v", bad, err)
		}
	}
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Put(blocked, key, []byte("y")); err == nil {
		t.Error("a folder that cannot be made was accepted")
	}
}

func TestAnyBytesComeBack(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOf(rapid.Byte()).Draw(t, "data")
		name, err := vault.Put(dir, key, data)
		if err != nil {
			t.Fatal(err)
		}
		got, err := vault.Get(dir, key, name)
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("got %d bytes, %v", len(got), err)
		}
	})
}
