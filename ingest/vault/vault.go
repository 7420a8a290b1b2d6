package vault

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// KeySize is the length of the workspace key in bytes: AES-256.
const KeySize = 32

var (
	// ErrKey says that the key does not have KeySize bytes.
	ErrKey = errors.New("vault key must have 32 bytes")
	// ErrName says that a name is no SHA-256 in lower-case hex.
	ErrName = errors.New("vault name is no SHA-256")
	// ErrDamaged says that a stored file was changed, cut, or written with another key.
	ErrDamaged = errors.New("vault entry is damaged or of another key")
)

// magic marks the layout: version 1, nonce from content, then the sealed bytes.
var magic = []byte("ZWV1")

// Put stores data and returns its name. Stored is what Get could read after a power cut:
// written to a temporary file, synced, renamed, the folder synced. An entry that is there and whole stays as it is.
func Put(dir string, key, data []byte) (string, error) {
	seal, err := newSeal(key)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:])
	nonce := nonceOf(key, sum[:])
	sealed := seal.Seal(append(bytes.Clone(magic), nonce...), nonce, data, sum[:])
	path := filepath.Join(dir, name)
	if held, err := os.ReadFile(path); err == nil && bytes.Equal(held, sealed) {
		return name, nil
	}
	if err := write(dir, path, sealed); err != nil {
		return "", fmt.Errorf("store %s in the vault: %w", name, err)
	}
	return name, nil
}

// Get returns the bytes stored under name after checking them against it.
func Get(dir string, key []byte, name string) ([]byte, error) {
	seal, err := newSeal(key)
	if err != nil {
		return nil, err
	}
	sum, err := hex.DecodeString(name)
	if err != nil || len(sum) != sha256.Size || hex.EncodeToString(sum) != name {
		return nil, fmt.Errorf("read %q: %w", name, ErrName)
	}
	sealed, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("read the vault: %w", err)
	}
	head := len(magic) + seal.NonceSize()
	if len(sealed) < head || !bytes.Equal(sealed[:len(magic)], magic) {
		return nil, fmt.Errorf("read %s: %w", name, ErrDamaged)
	}
	data, err := seal.Open(nil, sealed[len(magic):head], sealed[head:], sum)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, ErrDamaged)
	}
	if sha256.Sum256(data) != [sha256.Size]byte(sum) {
		return nil, fmt.Errorf("read %s: %w", name, ErrDamaged)
	}
	return data, nil
}

// Has tells whether an entry of that name exists; it does not open it.
func Has(dir, name string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, filepath.Base(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func newSeal(key []byte) (cipher.AEAD, error) {
	if len(key) != KeySize {
		return nil, ErrKey
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("open the vault: %w", err)
	}
	return cipher.NewGCM(block)
}

func nonceOf(key, sum []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("zhiwei vault nonce 1"))
	mac.Write(sum)
	return mac.Sum(nil)[:12]
}

func write(dir, path string, sealed []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, ".put-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(sealed)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
