package workspace_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/cmd/zhiwei/workspace"
)

// file is a zhiwei.yaml of that text as a layer.
func file(text string) workspace.Layer {
	return workspace.Layer{Origin: "file", Name: "zhiwei.yaml", YAML: []byte(text)}
}

// A fault in the file is named with file, line and column, so that it can be found.
func TestSettingsNameTheirPlace(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"an unknown key":          {"company: 甲\n\n# note\nhorizont: 5\n", "[4:1] unknown field"},
		"a key of another case":   {"Company: 甲\n", "[1:1] unknown field"},
		"a key twice":             {"lang: zh\ncompany: 甲\nlang: en\n", "[3:1]"},
		"a text for a number":     {"company: 甲\nhorizon: viele\n", "[2:10]"},
		"a list for a text":       {"company: [甲, 乙]\n", "[1:10]"},
		"a map for a number":      {"budget:\n  yuan: 5\n", "[2:"},
		"a negative seed":         {"seed: -1\n", "[1:7]"},
		"a list at the top":       {"- lang\n", "[1:1]"},
		"a bracket left open":     {"lang: zh\ncompany: [\n", "[2:10]"},
		"half a step":             {"horizon: 27.5\n", "horizon: 27.5 is not a whole number"},
		"half a thread":           {"threads: 0.5\n", "threads: 0.5 is not a whole number"},
		"a second document":       {"lang: en\n---\nlang: zh\n", "more than one document"},
		"a bad second document":   {"lang: en\n---\nlangg: zh\n", "more than one document"},
		"a text instead of a map": {"lang\n", "[1:1]"},
	} {
		_, _, err := workspace.Resolve(file(c.text))
		if !errors.Is(err, workspace.ErrSettings) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "zhiwei.yaml") {
			t.Errorf("%s: %v, want the place %q", name, err, c.says)
		}
	}
}

// Each value has a range; its ends are allowed or not as the comment in zhiwei.yaml says, and no range holds a NaN.
func TestSettingsRanges(t *testing.T) {
	for line, good := range map[string]bool{
		"lang: zh": true, "lang: en": true, "lang: fr": false, "lang: ''": false,
		"horizon: 7": true, "horizon: 366": true, "horizon: 6": false, "horizon: 367": false, "horizon: 28.0": true,
		"service_level: 0.51": true, "service_level: 0.999": true, "service_level: 0.5": false, "service_level: 1": false, "service_level: .nan": false,
		"unsold_share: 0": true, "unsold_share: 1": true, "unsold_share: -0.01": false, "unsold_share: 1.5": false, "unsold_share: .nan": false,
		"max_bad_share: 0": true, "max_bad_share: 1": true, "max_bad_share: -1": false, "max_bad_share: 2": false, "max_bad_share: .nan": false,
		"max_unmapped_share: 0": true, "max_unmapped_share: 1.01": false, "max_unmapped_share: .nan": false,
		"budget: 0": true, "budget: 220000.50": true, "budget: -1": false, "budget: .inf": false, "budget: .nan": false, "budget: 1e13": false,
		"review_days: 1": true, "review_days: 0": false, "threads: 0": true, "threads: -1": false,
		"memory_limit: 2GB": true, "memory_limit: 512MiB": true, "memory_limit: 1.5 gb": true, "memory_limit: 80%": true, "memory_limit: ''": true,
		"memory_limit: lots": false, "memory_limit: GB": false, "memory_limit: -1GB": false, "memory_limit: '2GB; SET x'": false,
		"clock: real": true, "clock: 2026-08-24": true, "clock: ''": true, "clock: 2026-02-30": false, "clock: 24.08.2026": false,
	} {
		_, _, err := workspace.Resolve(file(line + "\n"))
		if (err == nil) != good || err != nil && !errors.Is(err, workspace.ErrSettings) {
			t.Errorf("%s: %v, want it taken: %v", line, err, good)
		}
	}
}

// Whatever a layer sets, a later layer may set again; origins and values follow the last.
func TestTheLastLayerWins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		origins := []string{"file", "environment", "flag"}
		want, from := 56, "default"
		var layers []workspace.Layer
		for _, o := range origins {
			l := workspace.Layer{Origin: o, Name: o}
			if rapid.Bool().Draw(t, o) {
				want, from = rapid.IntRange(7, 366).Draw(t, o+" horizon"), o
				text, err := yaml.Marshal(map[string]any{"horizon": want})
				if err != nil {
					t.Fatal(err)
				}
				l.YAML = text
			}
			layers = append(layers, l)
		}
		s, values, err := workspace.Resolve(layers...)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			if v.Key == "horizon" && v.Origin != from || v.Key != "horizon" && v.Origin != "default" {
				t.Fatalf("%s comes from %s, want %s", v.Key, v.Origin, from)
			}
		}
		if s.Horizon != want {
			t.Fatalf("horizon %d, want %d", s.Horizon, want)
		}
	})
}

// The file that init writes documents every setting and says nothing but the defaults.
func TestTheWrittenFileIsTheDefaults(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(made(t), "zhiwei.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := workspace.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	got, values, err := workspace.Resolve(file(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-default +file):\n%s", diff)
	}
	if n := reflect.TypeFor[workspace.Settings]().NumField(); len(values) != n {
		t.Errorf("%d of %d settings are listed", len(values), n)
	}
	for i, v := range values {
		if v.Origin != "file" || i > 0 && v.Key <= values[i-1].Key {
			t.Errorf("value %d is %+v after %q", i, v, values[max(i-1, 0)].Key)
		}
		before, _, found := strings.Cut(string(text), "\n"+v.Key+":")
		if !found || !strings.HasPrefix(before[strings.LastIndex(before, "\n")+1:], "#") {
			t.Errorf("%s has no comment above it", v.Key)
		}
	}
}

// A text setting is taken letter by letter; a number stays a number.
func TestEnvironmentTexts(t *testing.T) {
	for _, text := range []string{"甲: 乙", "[甲]", "甲 # 乙", "123", "007", "1e3", "true", "null", "~", "- 甲", "'甲", `a"b`, "a\nb", " 甲 ", "*甲", "&a", "{{.}}", "%x"} {
		env, err := workspace.Environment([]string{"ZHIWEI_COMPANY=" + text})
		if err != nil {
			t.Fatal(err)
		}
		s, values, err := workspace.Resolve(env)
		if err != nil || s.Company != text {
			t.Errorf("company %q became %q, %v", text, s.Company, err)
			continue
		}
		for _, v := range values {
			if v.Key == "company" && (v.Text != text || v.Origin != "environment") {
				t.Errorf("doctor would show %+v for %q", v, text)
			}
		}
	}
}

func TestEnvironmentTextsOfAnyKind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aB甲0 1.:#[]{}'\"&*!|>%@-,~"))).Draw(t, "text")
		env, err := workspace.Environment([]string{"ZHIWEI_COMPANY=" + text, "ZHIWEI_SEED=7"})
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := workspace.Resolve(env)
		if err != nil || s.Company != text || s.Seed != 7 {
			t.Fatalf("company %q became %q with seed %d, %v", text, s.Company, s.Seed, err)
		}
	})
}

func TestEnvironmentNumbers(t *testing.T) {
	for kv, good := range map[string]bool{
		"ZHIWEI_HORIZON=35": true, "ZHIWEI_HORIZON=35.5": false, "ZHIWEI_HORIZON=viele": false, "ZHIWEI_HORIZON=": false, "ZHIWEI_HORIZON=0x23": true,
		"ZHIWEI_BUDGET=1e5": true, "ZHIWEI_BUDGET=[1]": false, "ZHIWEI_THREADS=true": false, "ZHIWEI_CLOCK=2026-08-24": true, "ZHIWEI_CLOCK=": true,
		"ZHIWEI_LANG=no": false, "ZHIWEI_=1": false, "ZHIWEI_COMPANY": true, "zhiwei_horizon=3": true, "XZHIWEI_HORIZON=3": true,
	} {
		env, err := workspace.Environment([]string{kv})
		if err == nil {
			_, _, err = workspace.Resolve(env)
		}
		if (err == nil) != good {
			t.Errorf("%s: %v, want it taken: %v", kv, err, good)
		}
	}
}

// A file that an editor saved with a byte-order mark or Windows line ends reads like any other.
func TestFileOfAnotherEditor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "zhiwei.yaml")
	write(t, path, "\ufeffcompany: 甲\r\nhorizon: 28\r\n", 0o600)
	l, err := workspace.File(path)
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := workspace.Resolve(l)
	if err != nil || s.Company != "甲" || s.Horizon != 28 {
		t.Errorf("%+v, %v", s, err)
	}
	if l, err = workspace.File(filepath.Join(t.TempDir(), "none")); err != nil || len(l.YAML) != 0 {
		t.Errorf("a missing file: %+v, %v", l, err)
	}
	if _, err = workspace.File(t.TempDir()); err == nil {
		t.Error("a folder was read as settings")
	}
}

// A key without a value leaves the default, and doctor's list says so.
func TestKeysWithoutValues(t *testing.T) {
	want, all, err := workspace.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	got, values, err := workspace.Resolve(file("company:\nclock: ~\nhorizon: null\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(all, values); diff != "" {
		t.Error(diff)
	}
}

func TestClockOfADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Unix(rapid.Int64Range(0, math.MaxInt32).Draw(t, "at"), 0).UTC().Truncate(24 * time.Hour)
		s := workspace.Settings{Clock: day.Format(time.DateOnly)}
		got, err := s.FixedClock()
		if err != nil || !got.Equal(day) {
			t.Fatalf("%s reads as %v, %v", s.Clock, got, err)
		}
	})
}
