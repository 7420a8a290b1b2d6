package plan

import "slices"

// Pack is a gift pack or a bundle idea, for the legality gate (2.18g).
type Pack struct {
	Main        string   // 月饼 or 粽子; other packs pass the gate of contents
	Others      []string // what else is inside
	OtherPrice  float64  // of the dearest other product
	MainPrice   float64  // of the 粽子 inside
	Layers      int
	Price       float64 // of the whole pack, yuan
	PackingCost float64
}

// Violations of GB 23350-2021, amendment 1.
const (
	MixedPack   = "混装"
	TooManyWrap = "层数"
	CostlyWrap  = "包装成本"
)

// keepers may lie beside mooncakes: they keep them and are no product.
var keepers = []string{"脱氧剂", "冰袋"}

const (
	maxLayers    = 3
	cheapPack    = 100 // yuan; up to and including it the larger share of packing cost is allowed
	cheapShare   = 0.20
	dearShare    = 0.15
	moneyEpsilon = 1e-9
)

// Violations are the clauses that a pack breaks, in the order contents, layers, cost; none = lawful. Exactly 100 yuan
// is taken for the side of 20 %: to be confirmed in the standard's text.
func (p Pack) Violations() []string {
	var out []string
	if p.mixed() {
		out = append(out, MixedPack)
	}
	if p.Layers > maxLayers {
		out = append(out, TooManyWrap)
	}
	share := cheapShare
	if p.Price > cheapPack {
		share = dearShare
	}
	if p.PackingCost > share*p.Price+moneyEpsilon {
		out = append(out, CostlyWrap)
	}
	return out
}

func (p Pack) mixed() bool {
	foreign := slices.ContainsFunc(p.Others, func(o string) bool { return !slices.Contains(keepers, o) })
	switch p.Main {
	case "月饼":
		return foreign
	case "粽子":
		return foreign && p.OtherPrice > p.MainPrice
	}
	return false
}
