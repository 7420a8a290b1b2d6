package pipeline

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"zhiwei/ingest/dept"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// sourceFile is one file to import.
type sourceFile struct {
	path   string
	name   string // shown to people: the base name
	folder string // folder below the inbox
	table  bool   // one of the department's own tables
}

// NoFilesError says that a path holds nothing to import.
type NoFilesError struct{ Path string }

// Error names the path.
func (e *NoFilesError) Error() string { return "nothing to import in " + e.Path }

// collect walks the paths and lists the files, the department's tables first, then by path.
func (s *Session) collect(paths []string) ([]sourceFile, error) {
	var out []sourceFile
	for _, p := range paths {
		before := len(out)
		root := p
		if info, err := os.Stat(p); err == nil && info.IsDir() { // WalkDir would take a link for a file
			root = resolved(p)
		}
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != root && (skipped(d.Name()) || d.Name() == "__MACOSX"):
				return fs.SkipDir
			case d.IsDir() || skipped(d.Name()) || folderLink(path, d):
				return nil
			}
			f, err := s.source(path)
			out = append(out, f)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("look for files: %w", err)
		}
		if len(out) == before {
			return nil, &NoFilesError{Path: p}
		}
	}
	slices.SortStableFunc(out, func(a, b sourceFile) int {
		if a.table != b.table {
			if a.table {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.path, b.path)
	})
	return out, nil
}

// skipped are names that no export has: hidden files, the locks of office programs, mapping files, notes.
func skipped(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") ||
		slices.Contains([]string{".yaml", ".yml", ".md"}, strings.ToLower(filepath.Ext(name)))
}

// resolved follows links as far as that can be done.
func resolved(path string) string {
	if to, err := filepath.EvalSymlinks(path); err == nil {
		return to
	}
	return path
}

// folderLink tells a link to a folder, which is not followed: it may lead back to where it stands.
func folderLink(path string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func (s *Session) source(path string) (sourceFile, error) {
	f := sourceFile{path: path, name: baseName(path)}
	abs, err := filepath.Abs(path)
	if err != nil {
		return f, fmt.Errorf("look for files: %w", err)
	}
	if rel, err := filepath.Rel(resolved(s.WS.Path("inbox")), abs); err == nil && !strings.HasPrefix(rel, "..") {
		if folder, _, below := strings.Cut(filepath.ToSlash(rel), "/"); below {
			f.folder = strings.ToValidUTF8(folder, "\uFFFD")
		}
	}
	f.table, err = isTable(path, f.name)
	return f, err
}

// tableLimit is the size above which a file is not looked at as a table of the department.
const tableLimit = 8 << 20

// isTable tells whether a file holds the department's own tables. What cannot be opened is left to the import to refuse.
func isTable(path, name string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, fmt.Errorf("look for files: %w", err)
	}
	if info.Size() > tableLimit {
		return false, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return false, fmt.Errorf("look for files: %w", err)
	}
	grids, err := table.Open(name, data, table.Options{})
	if err != nil {
		return false, nil //nolint:nilerr // the import refuses it with its reason
	}
	for _, g := range grids {
		rows, err := g.Head(profile.HeaderRows)
		if err != nil {
			return false, nil //nolint:nilerr // as above
		}
		if _, ok := dept.Find(rows, name, g.Sheet); ok {
			return true, nil
		}
	}
	return false, nil
}

// ownProfiles lists the workspace's own profile files.
func (s *Session) ownProfiles() ([]string, error) {
	paths, err := filepath.Glob(s.WS.Path("profiles", "*.yaml"))
	if err != nil {
		return nil, fmt.Errorf("look for profiles: %w", err)
	}
	slices.Sort(paths)
	return paths, nil
}

// baseName is the file's name; what is not UTF-8 in it, as in archives unpacked from GBK, is shown as U+FFFD.
func baseName(path string) string {
	return strings.ToValidUTF8(filepath.Base(filepath.Clean(path)), "\uFFFD")
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
