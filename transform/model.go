package transform

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed sql/*.sql
var modelFiles embed.FS

// Model is one SQL file: the table it makes and what its head says of it.
type Model struct {
	Name    string
	Summary string
	Grain   []string
	Needs   []string // other models that must run before
	Checks  []string
	SQL     string
}

// ErrHead says that the head of a model's file is not as it should be.
var ErrHead = errors.New("model head")

// CycleError names models that need each other in a circle.
type CycleError struct{ Models []string }

// Error lists the circle.
func (e *CycleError) Error() string {
	return "models need each other: " + strings.Join(e.Models, " -> ")
}

// Models are the embedded models in an order in which each follows those it needs.
func Models() ([]Model, error) { return readModels(modelFiles) }

func readModels(files fs.FS) ([]Model, error) {
	names, err := fs.Glob(files, "sql/*.sql")
	if err != nil {
		return nil, err
	}
	var models []Model
	for _, n := range names {
		text, err := fs.ReadFile(files, n)
		if err != nil {
			return nil, err
		}
		m, err := parseModel(strings.TrimSuffix(path.Base(n), ".sql"), string(text))
		if err != nil {
			return nil, err
		}
		models = append(models, m)
	}
	return inOrder(models)
}

// parseModel reads the comment lines at the head of a file.
func parseModel(name, text string) (Model, error) {
	m := Model{Name: name, SQL: text}
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "--")
		if !ok {
			break
		}
		m.head(strings.TrimSpace(rest))
	}
	switch {
	case m.Summary == "":
		return m, fmt.Errorf("%s: no line that begins with %q: %w", name, "-- "+name+":", ErrHead)
	case len(m.Grain) == 0:
		return m, fmt.Errorf("%s: no grain: %w", name, ErrHead)
	case !strings.Contains(text, strings.Join([]string{makes, name, "AS"}, " ")):
		return m, fmt.Errorf("%s: does not make the table of its name: %w", name, ErrHead)
	}
	return m, nil
}

// makes is how every model file begins its statement.
const makes = "CREATE OR REPLACE TABLE"

func (m *Model) head(line string) {
	word, rest, _ := strings.Cut(line, ":")
	rest = strings.TrimSpace(rest)
	switch word {
	case m.Name:
		m.Summary = rest
	case "grain":
		m.Grain = list(rest)
	case "needs":
		m.Needs = list(rest)
	case "check":
		m.Checks = append(m.Checks, rest)
	}
}

// inOrder sorts models so that each follows those it needs; ties by name.
func inOrder(models []Model) ([]Model, error) {
	slices.SortFunc(models, func(a, b Model) int { return strings.Compare(a.Name, b.Name) })
	s := sorter{all: map[string]*Model{}, state: map[string]int{}}
	for i := range models {
		s.all[models[i].Name] = &models[i]
	}
	for i := range models {
		if err := s.visit(models[i].Name, nil); err != nil {
			return nil, err
		}
	}
	return s.out, nil
}

type sorter struct {
	all   map[string]*Model
	state map[string]int // 1 being visited, 2 done
	out   []Model
}

func (s *sorter) visit(name string, trail []string) error {
	trail = append(trail, name)
	switch s.state[name] {
	case 1:
		return &CycleError{Models: trail[slices.Index(trail, name):]}
	case 2:
		return nil
	}
	m := s.all[name]
	if m == nil {
		return fmt.Errorf("%s needs %s, which no file makes: %w", trail[max(0, len(trail)-2)], name, ErrHead)
	}
	s.state[name] = 1
	for _, need := range m.Needs {
		if err := s.visit(need, trail); err != nil {
			return err
		}
	}
	s.state[name] = 2
	s.out = append(s.out, *m)
	return nil
}
