package workspace

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

//go:embed zhiwei.yaml
var defaultYAML []byte

// ErrSettings says that a settings layer could not be used; the text quotes line and column.
var ErrSettings = errors.New("settings")

// Settings are the values that steer a workspace. Each key is documented in zhiwei.yaml.
type Settings struct {
	Company          string  `yaml:"company"`
	Lang             string  `yaml:"lang"`
	Horizon          int     `yaml:"horizon"`
	ServiceLevel     float64 `yaml:"service_level"`
	ReviewDays       int     `yaml:"review_days"`
	UnsoldShare      float64 `yaml:"unsold_share"`
	Budget           float64 `yaml:"budget"`
	MaxBadShare      float64 `yaml:"max_bad_share"`
	MaxUnmappedShare float64 `yaml:"max_unmapped_share"`
	Seed             uint64  `yaml:"seed"`
	Clock            string  `yaml:"clock"`
	Threads          int     `yaml:"threads"`
	MemoryLimit      string  `yaml:"memory_limit"`
	Listen           string  `yaml:"listen"`
}

// Value is one setting as doctor prints it.
type Value struct {
	Key    string
	Text   string
	Origin string // default, file, environment or flag
}

// Layer is one source of settings: a YAML mapping with some of the keys.
type Layer struct {
	Origin string
	Name   string // file name or variable names, for messages
	YAML   []byte
}

// Resolve lays the layers over the defaults, later ones winning, and tells the origin of each value.
func Resolve(layers ...Layer) (Settings, []Value, error) {
	all := append([]Layer{{Origin: "default", Name: "default", YAML: defaultYAML}}, layers...)
	var s Settings
	origin := map[string]string{}
	text := map[string]string{}
	for _, l := range all {
		if err := lay(&s, l, origin, text); err != nil {
			return Settings{}, nil, err
		}
	}
	if err := s.check(); err != nil {
		return Settings{}, nil, err
	}
	return s, listValues(origin, text), nil
}

func lay(s *Settings, l Layer, origin, text map[string]string) error {
	if len(bytes.TrimSpace(l.YAML)) == 0 { // an empty document would reset every field
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(l.YAML), yaml.Strict())
	if err := dec.Decode(s); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %s: %s", ErrSettings, l.Name, strings.TrimSpace(err.Error()))
	}
	if err := dec.Decode(new(Settings)); !errors.Is(err, io.EOF) { // what stands behind a line of dashes would be lost
		return fmt.Errorf("%w: %s: more than one document", ErrSettings, l.Name)
	}
	var keys map[string]any
	if err := yaml.Unmarshal(l.YAML, &keys); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrSettings, l.Name, err)
	}
	for k, v := range keys {
		if v == nil { // a key without a value leaves the setting as it is
			continue
		}
		if f, ok := v.(float64); ok && kinds[k] != reflect.Float64 && f != math.Trunc(f) { // the decoder would cut it
			return fmt.Errorf("%w: %s: %s: %v is not a whole number", ErrSettings, l.Name, k, v)
		}
		origin[k], text[k] = l.Origin, fmt.Sprint(v)
	}
	return nil
}

// kinds are the kinds of the settings by their key.
var kinds = func() map[string]reflect.Kind {
	out := map[string]reflect.Kind{}
	for t, i := reflect.TypeFor[Settings](), 0; i < t.NumField(); i++ {
		out[t.Field(i).Tag.Get("yaml")] = t.Field(i).Type.Kind()
	}
	return out
}()

func listValues(origin, text map[string]string) []Value {
	out := make([]Value, 0, len(origin))
	for k, o := range origin {
		out = append(out, Value{Key: k, Text: text[k], Origin: o})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Key < out[j].Key })
	return out
}

// check holds each value to its range; what is not a number lies in none.
func (s *Settings) check() error {
	share := func(v float64) bool { return v >= 0 && v <= 1 }
	switch {
	case s.Lang != "zh" && s.Lang != "en":
		return fmt.Errorf("%w: lang: %q is neither zh nor en", ErrSettings, s.Lang)
	case s.Horizon < 7 || s.Horizon > 366:
		return fmt.Errorf("%w: horizon: %d is not within 7 and 366 days", ErrSettings, s.Horizon)
	case !(s.ServiceLevel > 0.5 && s.ServiceLevel < 1):
		return fmt.Errorf("%w: service_level: %v is not between 0.5 and 1", ErrSettings, s.ServiceLevel)
	case !share(s.MaxBadShare) || !share(s.MaxUnmappedShare) || !share(s.UnsoldShare):
		return fmt.Errorf("%w: shares lie between 0 and 1", ErrSettings)
	case !(s.Budget >= 0 && s.Budget <= MaxBudget) || s.ReviewDays < 1 || s.Threads < 0:
		return fmt.Errorf("%w: budget, review_days and threads must not be negative", ErrSettings)
	case s.MemoryLimit != "" && !memory.MatchString(s.MemoryLimit):
		return fmt.Errorf("%w: memory_limit: %q is not written like 2GB", ErrSettings, s.MemoryLimit)
	}
	_, err := s.FixedClock()
	return err
}

// MaxBudget is the largest budget in yuan; its fen are whole in a float.
const MaxBudget = 1e12

// memory is how the database writes an amount of memory.
var memory = regexp.MustCompile(`(?i)^[0-9]+(\.[0-9]+)? *([kmgt]i?b|%)$`)

// FixedClock is the day the clock is fixed to; the zero time means the real clock.
func (s *Settings) FixedClock() (time.Time, error) {
	if s.Clock == "real" || s.Clock == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, s.Clock)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: clock: %q is neither real nor YYYY-MM-DD", ErrSettings, s.Clock)
	}
	return t, nil
}

// Environment collects the ZHIWEI_… variables as one layer. A variable that names no setting is an error,
// except ZHIWEI_NIGHTLY, which belongs to the tests.
func Environment(environ []string) (Layer, error) {
	var b strings.Builder
	for _, kv := range environ {
		name, value, _ := strings.Cut(kv, "=")
		key, ok := strings.CutPrefix(name, "ZHIWEI_")
		if !ok || key == "NIGHTLY" {
			continue
		}
		key = strings.ToLower(key)
		quoted, err := yaml.Marshal(map[string]any{key: scalar(kinds[key], value)})
		if err != nil {
			return Layer{}, fmt.Errorf("%w: %s: %w", ErrSettings, name, err)
		}
		b.Write(quoted)
	}
	return Layer{Origin: "environment", Name: "ZHIWEI_…", YAML: []byte(b.String())}, nil
}

// scalar reads a variable as YAML would, so that numbers stay numbers; of a text setting every character counts.
func scalar(kind reflect.Kind, text string) any {
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); kind == reflect.String || err != nil || v == nil {
		return text
	}
	return v
}

// File reads zhiwei.yaml as one layer; a missing file is an empty layer.
func File(path string) (Layer, error) {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return Layer{}, fmt.Errorf("read settings: %w", err)
	}
	return Layer{Origin: "file", Name: "zhiwei.yaml", YAML: bytes.TrimPrefix(data, []byte("\ufeff"))}, nil
}
