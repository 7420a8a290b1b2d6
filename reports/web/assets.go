package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed static
var staticFiles embed.FS

// asset is an embedded file with its hash and its compressed form.
type asset struct {
	name, kind, hash string
	data             []byte
	zipped           func() []byte
}

// kinds are the content types of the assets by the end of their names.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
}

var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		panic("web: the embedded assets are missing: " + err.Error())
	}
	for _, e := range entries {
		data, err := fs.ReadFile(staticFiles, "static/"+e.Name())
		if err != nil {
			panic("web: an embedded asset cannot be read: " + err.Error())
		}
		sum := sha256.Sum256(data)
		name := e.Name()
		all[name] = asset{
			name: name, kind: kinds[name[strings.LastIndexByte(name, '.'):]], hash: hex.EncodeToString(sum[:6]), data: data,
			zipped: sync.OnceValue(func() []byte { return compress(data) }),
		}
	}
	return all
})

// assetNames lists the assets in the order in which they are written.
func assetNames() []string { return slices.Sorted(maps.Keys(assets())) }

func compress(data []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic("web: " + err.Error()) // the level is a constant
	}
	if _, err := w.Write(data); err != nil {
		panic("web: " + err.Error()) // a buffer takes everything
	}
	if err := w.Close(); err != nil {
		panic("web: " + err.Error())
	}
	return b.Bytes()
}

// runStyle is the foot of a printed page, which names the run; text goes in as CSS escapes only.
func runStyle(asof, page, of, end string) []byte {
	return fmt.Appendf(nil, "@page {\n  @bottom-left { content: %s; font-size: 8pt; }\n  @bottom-right { content: %s counter(page) %s counter(pages) %s; font-size: 8pt; }\n}\n",
		cssText(asof), cssText(page+" "), cssText(" "+of+" "), cssText(" "+end))
}

// cssText is a string of CSS in which every character but letters, digits and blanks is an escape.
func cssText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r == ' ' || r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\%06x ", r) // the blank ends the escape and is no text
		}
	}
	b.WriteByte('"')
	return b.String()
}
