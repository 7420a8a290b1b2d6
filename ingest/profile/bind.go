package profile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhiwei/ingest/order"
)

// Shops resolves a shop's name as a file or a user writes it. False means that the channels table does not know it.
type Shops interface {
	Shop(platform order.Platform, name string) (order.Shop, bool)
}

// Codes resolves the codes of an item, best first, to a SKU and its base units per platform unit; an empty SKU is unknown.
type Codes interface {
	SKU(platform order.Platform, shop order.Shop, codes []string) (order.SKU, int64)
}

// Env is what a file's rows share besides the profile.
type Env struct {
	File       string // name shown to people
	SHA        string // hex SHA-256 of the file's bytes
	Sheet      string
	Part       int // number of the grid in the file, part of the key of rows without a natural one
	ExportedAt time.Time
	Shop       string // name of the file's shop, for files without a shop column
	Shops      Shops
	Codes      Codes
}

// Fault is a place that refuses the whole file.
type Fault struct {
	Code   order.Code
	Line   int
	Column string
	Value  string
}

// MissingColumn says that none of the names of a column that a profile needs is in the header.
const MissingColumn order.Code = "missing-column"

// MissingShop says that neither a column nor the caller named the shop.
const MissingShop order.Code = "missing-shop"

// Error names the place and the fault.
func (f *Fault) Error() string {
	return fmt.Sprintf("%s at line %d, column %q: %q", f.Code, f.Line, f.Column, f.Value)
}

// Binding is a profile tied to the columns of one grid. It may be shared by workers.
type Binding struct {
	profile *Profile
	env     Env
	width   int
	line    int // of the header
	names   []string
	columns []bound
	rules   []compiledRule
	refs    [fieldCount]int // position in columns + 1, 0 when unbound
	first   [256]bool       // first bytes of null words
	heads   bool
	lines   bool
	base    struct {
		head order.Head
		line order.Line
	}
	// Unknown are the names that the profile does not know, as written. Their cells are dropped.
	Unknown []string
}

type bound struct {
	field
	spec   *Column
	name   string
	cells  []int
	factor int64
	toHead bool
	toLine bool
	num    int // position among the numbers of a row, -1 for other kinds
}

// Bind ties a match to a file. A *Fault names a missing column or shop.
func Bind(m Match, env Env) (*Binding, error) {
	p := m.Profile
	b := &Binding{profile: p, env: env, width: len(m.Names), line: m.Line, names: m.Names}
	b.heads = p.Level == LevelOrder || p.Level == LevelBoth
	b.lines = p.Level != LevelOrder
	for w := range p.nulls {
		if w != "" {
			b.first[w[0]] = true
		}
	}
	at := positions(m.Names)
	nums := 0
	for i := range p.Columns {
		c := b.column(&p.Columns[i], at)
		if len(c.cells) == 0 {
			if c.spec.Required {
				return nil, &Fault{Code: MissingColumn, Line: m.Line, Column: c.spec.From[0]}
			}
			continue
		}
		c.num = -1
		if c.kind == kindMoney || c.kind == kindQty {
			c.num, nums = nums, nums+1
		}
		b.columns = append(b.columns, c)
		b.refs[c.slot] = len(b.columns)
	}
	for _, n := range m.Names {
		if f := Fold(n); f != "" && !p.known[f] {
			b.Unknown = append(b.Unknown, n)
		}
	}
	if err := b.bindRules(at); err != nil {
		return nil, err
	}
	if err := b.bindBase(m.Line); err != nil {
		return nil, err
	}
	return b, nil
}

// positions maps folded names to their first column.
func positions(names []string) map[string]int {
	at := make(map[string]int, len(names))
	for i, n := range names {
		if f := Fold(n); f != "" {
			if _, twice := at[f]; !twice {
				at[f] = i
			}
		}
	}
	return at
}

func (b *Binding) column(spec *Column, at map[string]int) bound {
	c := bound{field: fieldByName[spec.Field], spec: spec, factor: max(spec.Factor, 1)}
	for _, n := range spec.From {
		if i, ok := at[Fold(n)]; ok && !slices.Contains(c.cells, i) {
			if len(c.cells) == 0 {
				c.name = b.names[i]
			}
			c.cells = append(c.cells, i)
		}
	}
	level := spec.Level
	if level == "" {
		level = b.profile.Level
	}
	shared := b.profile.Level == LevelBoth && isShared(c.slot)
	c.toHead = b.heads && (level == LevelOrder || shared)
	c.toLine = b.lines && (level != LevelOrder || isShared(c.slot))
	return c
}

// isShared tells whether a cell of an item row belongs to its order as well.
func isShared(s slot) bool {
	switch s {
	case fOrderID, fShop, fProvince, fCity, fAddress, fWarehouse, fCreated, fPaid, fShipped, fCompleted, fPromised,
		fDeliver, fStatus, fPresale, fTracking, fCloseReason:
		return true
	default:
		return false
	}
}

func (b *Binding) bindRules(at map[string]int) error {
	for i := range b.profile.Rules {
		r := compiledRule{Rule: &b.profile.Rules[i]}
		for j := range r.When {
			t, err := compileCond(&r.When[j])
			if err != nil {
				return err
			}
			if c := r.When[j].Column; c != "" {
				if n, ok := at[Fold(c)]; ok {
					t.cells = []int{n}
				}
			} else if ref := b.refs[fieldByName[r.When[j].Field].slot]; ref > 0 {
				t.cells = b.columns[ref-1].cells
			}
			r.tests = append(r.tests, t)
		}
		b.rules = append(b.rules, r)
	}
	return nil
}

func (b *Binding) bindBase(line int) error {
	p := b.profile
	name := b.env.Shop
	if name == "" {
		name = p.Shop
	}
	b.env.Shop = name
	shop := order.Shop("")
	if name != "" {
		shop, _ = b.env.Shops.Shop(p.Platform, name) // an unknown shop stays empty: its rows go into quarantine
	} else if b.refs[fShop] == 0 {
		return &Fault{Code: MissingShop, Line: line}
	}
	status := order.StatusUnknown
	if p.DefaultStatus != "" {
		status, _ = order.ParseStatus(p.DefaultStatus) // checked when the profile was loaded
	}
	export := order.Export{ExportedAt: b.env.ExportedAt, FileSHA: b.env.SHA, Origin: order.Origin{File: b.env.File, Sheet: b.env.Sheet}}
	b.base.head = order.Head{Platform: p.Platform, Shop: shop, Currency: p.Currency, Zone: p.Zone, Status: status, Export: export}
	b.base.line = order.Line{
		Platform: p.Platform, Shop: shop, Currency: p.Currency, Zone: p.Zone, Status: status, Export: export,
		PeriodKeyed: p.LineID == LineIDRow,
	}
	return nil
}

// HasTimes tells whether a column says when something happened, so that the file's newest event can date it.
func (b *Binding) HasTimes() bool {
	return b.refs[fCreated]+b.refs[fPaid]+b.refs[fShipped]+b.refs[fCompleted] > 0
}

// SetExportedAt dates every row of the grid.
func (b *Binding) SetExportedAt(t time.Time) {
	b.base.head.ExportedAt, b.base.line.ExportedAt = t, t
}

// Shop is the shop of the whole grid, empty when a column names it.
func (b *Binding) Shop() order.Shop { return b.base.line.Shop }

// Heads and Lines tell which records rows become.
func (b *Binding) Heads() bool { return b.heads }

// Lines tells whether rows become items.
func (b *Binding) Lines() bool { return b.lines }

// HeaderLine is the physical line of the header; rows up to it are no data.
func (b *Binding) HeaderLine() int { return b.line }

// Profile is the profile that was bound.
func (b *Binding) Profile() *Profile { return b.profile }

func (b *Binding) rowKey(line int) string {
	var buf [64]byte
	sha := b.env.SHA[:min(16, len(b.env.SHA))]
	key := append(buf[:0], sha...)
	if b.env.Part > 0 {
		key = append(append(key, '.'), strconv.Itoa(b.env.Part)...)
	}
	return string(strconv.AppendInt(append(key, '#'), int64(line), 10))
}

// MissingNames lists the columns of the profile's nearest literal header that the file lacks. The nearest is the one that
// differs least in both directions: an older, shorter version would otherwise hide what is gone from a newer one.
func (b *Binding) MissingNames() []string {
	have := positions(b.names)
	var best []string
	least := 0
	for i, h := range b.profile.Headers {
		names, err := Header(h)
		if err != nil {
			continue
		}
		var gone []string
		lacking := 0
		for _, n := range names {
			if _, ok := have[Fold(n)]; ok {
				continue
			}
			lacking++
			if !Personal(n) {
				gone = append(gone, strings.TrimSpace(n))
			}
		}
		if distance := 2*lacking - len(names); i == 0 || distance < least {
			best, least = gone, distance
		}
	}
	return best
}
