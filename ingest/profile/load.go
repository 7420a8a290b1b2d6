package profile

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones of profiles must not depend on the machine

	"github.com/goccy/go-yaml"

	"zhiwei/ingest/order"
)

//go:embed platforms/*.yaml headers/*.txt examples/*.yaml
var files embed.FS

// Embedded returns the platforms' own profiles in order of their names. They are shared and must not be changed.
var Embedded = sync.OnceValues(func() ([]*Profile, error) {
	paths, err := fs.Glob(files, "platforms/*.yaml")
	if err != nil {
		return nil, err
	}
	out := make([]*Profile, 0, len(paths))
	for _, name := range paths {
		p, err := loadFile(name)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
})

// Example returns the text of one mapping file that ships as an example, by its name without .yaml.
func Example(name string) ([]byte, error) { return files.ReadFile("examples/" + name + ".yaml") }

// Examples lists the names of the mapping files that ship as examples.
func Examples() []string {
	paths, _ := fs.Glob(files, "examples/*.yaml") // the pattern is constant, so it cannot fail
	for i, p := range paths {
		paths[i] = strings.TrimSuffix(path.Base(p), ".yaml")
	}
	return paths
}

func loadFile(name string) (*Profile, error) {
	data, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return decode(name, data, &Profile{})
}

// Load reads a profile that a user wrote. Faults name the line and column.
func Load(name string, data []byte) (*Profile, error) {
	var head struct {
		Extends string `yaml:"extends"`
	}
	if err := yaml.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("read mapping %s: %w", name, err)
	}
	if head.Extends == "" {
		return decode(name, data, &Profile{})
	}
	known, err := Embedded()
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(known, func(p *Profile) bool { return p.Name == head.Extends })
	if at < 0 {
		return nil, fmt.Errorf("read mapping %s: extends unknown profile %q", name, head.Extends)
	}
	base := *known[at]
	base.Status, base.Refund = nil, nil
	p, err := decode(name, data, &base)
	if err != nil {
		return nil, err
	}
	for w, s := range known[at].Status {
		if _, ok := p.Status[w]; !ok {
			if err := p.addWord("order_status_raw", w, s, false); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

func decode(name string, data []byte, into *Profile) (*Profile, error) {
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(into); err != nil {
		return nil, fmt.Errorf("read mapping %s: %w", name, err)
	}
	if err := into.prepare(); err != nil {
		return nil, fmt.Errorf("read mapping %s: %w", name, err)
	}
	return into, nil
}

// prepare checks what the YAML schema cannot and compiles what rows need.
func (p *Profile) prepare() error {
	if p.Name == "" || p.Platform == "" || p.Currency == "" || len(p.Detect.All) == 0 {
		return fmt.Errorf("profile %q needs name, platform, currency and detect.all", p.Name)
	}
	if !slices.Contains([]Level{LevelOrder, LevelLine, LevelBoth, LevelDaily}, p.Level) {
		return fmt.Errorf("profile %s: level %q is none of order, line, both, daily", p.Name, p.Level)
	}
	var err error
	if p.zone, err = time.LoadLocation(p.Zone); err != nil || p.Zone == "" {
		return fmt.Errorf("profile %s: zone %q is unknown", p.Name, p.Zone)
	}
	if p.stamp, err = regexp.Compile(p.Stamp.Pattern); err != nil {
		return fmt.Errorf("profile %s: stamp: %w", p.Name, err)
	}
	if !slices.Contains([]string{"order_paid", "line_paid", "line_amount"}, p.Amount) {
		return fmt.Errorf("profile %s: amount %q is none of order_paid, line_paid, line_amount", p.Name, p.Amount)
	}
	if !slices.Contains([]string{"", "created", "shipped"}, p.PaidFrom) {
		return fmt.Errorf("profile %s: paid_from %q is none of created, shipped", p.Name, p.PaidFrom)
	}
	if !slices.Contains([]LineID{LineIDColumn, LineIDOrder, LineIDCount, LineIDRow}, p.LineID) && p.Level != LevelOrder {
		return fmt.Errorf("profile %s: line_id %q is none of column, order, count, row", p.Name, p.LineID)
	}
	if _, err := order.ParseStatus(p.DefaultStatus); p.DefaultStatus != "" && err != nil {
		return fmt.Errorf("profile %s: default_status: %w", p.Name, err)
	}
	if err := p.prepareColumns(); err != nil {
		return err
	}
	if err := p.prepareRules(); err != nil {
		return err
	}
	return p.loadWords()
}

func (p *Profile) prepareColumns() error {
	p.known, p.nulls = map[string]bool{}, map[string]bool{"": true}
	for _, n := range p.Nulls {
		p.nulls[n] = true
	}
	for i := range p.Columns {
		c := &p.Columns[i]
		f, ok := fieldByName[c.Field]
		if !ok || len(c.From) == 0 {
			return fmt.Errorf("profile %s: column field %q is unknown or has no names", p.Name, c.Field)
		}
		if c.Factor < 0 || c.Factor != 0 && f.kind != kindQty {
			return fmt.Errorf("profile %s: factor of %s", p.Name, c.Field)
		}
		for _, name := range c.From {
			if f.stored() && Personal(name) {
				return fmt.Errorf("profile %s: column %q looks personal and is never stored as %s", p.Name, name, c.Field)
			}
			p.known[Fold(name)] = true
		}
	}
	for _, name := range p.Drop {
		p.known[Fold(name)] = true
	}
	for _, h := range p.Headers {
		names, err := Header(h)
		if err != nil {
			return fmt.Errorf("profile %s: %w", p.Name, err)
		}
		for _, name := range names {
			p.known[Fold(name)] = true
		}
	}
	return nil
}

// Header returns the literal names of one embedded header file.
func Header(name string) ([]string, error) {
	data, err := files.ReadFile("headers/" + name + ".txt")
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n"), nil
}

// ExportedAt reads the time of the export from a file's name.
func (p *Profile) ExportedAt(name string) (time.Time, bool) {
	if p.Stamp.Pattern == "" {
		return time.Time{}, false
	}
	m := p.stamp.FindStringSubmatch(name)
	if m == nil {
		return time.Time{}, false
	}
	t, err := time.Parse(p.Stamp.Layout, strings.Join(m[1:], ""))
	return t, err == nil
}

// PlatformOf turns a name of the department's tables (天猫, 京东, 批发, taobao) into the platform's short name. Own
// mappings are asked first, then the embedded profiles and examples; an unknown name stays.
func PlatformOf(name string, own ...*Profile) order.Platform {
	for _, p := range own {
		if string(p.Platform) == name || slices.Contains(p.Names, name) {
			return p.Platform
		}
	}
	names, err := platformNames()
	if short, ok := names[name]; ok && err == nil {
		return short
	}
	return order.Platform(name)
}

var platformNames = sync.OnceValues(func() (map[string]order.Platform, error) {
	known, err := Embedded()
	if err != nil {
		return nil, err
	}
	for _, e := range Examples() {
		p, err := loadFile("examples/" + e + ".yaml")
		if err != nil {
			return nil, err
		}
		known = append(slices.Clip(known), p)
	}
	names := map[string]order.Platform{}
	for _, p := range known {
		names[string(p.Platform)] = p.Platform
		for _, n := range p.Names {
			names[n] = p.Platform
		}
	}
	return names, nil
})
