package profile

import (
	"cmp"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// test is one compiled condition on a cell of the row.
type test struct {
	cells []int // positions in the row, first filled counts
	cond  *Cond
	match *regexp.Regexp
	below *Decimal
	most  *Decimal
}

type compiledRule struct {
	*Rule
	tests []test
}

func (p *Profile) prepareRules() error {
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Name == "" || len(r.When) == 0 || !slices.Contains([]Action{Skip, Exclude, Gift, Presale, Return, Refuse}, r.Then) {
			return fmt.Errorf("profile %s: rule %q needs name, when and one of skip, exclude, gift, presale, return, refuse", p.Name, r.Name)
		}
		for j := range r.When {
			if err := p.checkCond(&r.When[j]); err != nil {
				return fmt.Errorf("profile %s: rule %s: %w", p.Name, r.Name, err)
			}
		}
	}
	return nil
}

func (p *Profile) checkCond(c *Cond) error {
	if c.Column != "" {
		p.known[Fold(c.Column)] = true
	} else if !slices.ContainsFunc(p.Columns, func(col Column) bool { return col.Field == c.Field }) {
		return fmt.Errorf("field %q is bound to no column", c.Field)
	}
	_, err := compileCond(c)
	return err
}

func compileCond(c *Cond) (t test, err error) {
	t.cond = c
	if len(c.In)+len(c.Starts)+len(c.Contains)+len(c.Match)+len(c.Below)+len(c.AtMost) == 0 && c.Empty == nil {
		return t, fmt.Errorf("condition on %s%s tests nothing", c.Field, c.Column)
	}
	if c.Match != "" {
		if t.match, err = regexp.Compile(c.Match); err != nil {
			return t, err
		}
	}
	if t.below, err = limit(c.Below); err != nil {
		return t, err
	}
	t.most, err = limit(c.AtMost)
	return t, err
}

func limit(s string) (*Decimal, error) {
	if s == "" {
		return nil, nil
	}
	d, ok := ParseDecimal(s)
	if !ok {
		return nil, fmt.Errorf("%q is no number", s)
	}
	return &d, nil
}

func (t *test) holds(cell string) bool {
	c := t.cond
	if c.Empty != nil && *c.Empty != (cell == "") {
		return false
	}
	if len(c.In) > 0 && !slices.Contains(c.In, cell) ||
		len(c.Starts) > 0 && !slices.ContainsFunc(c.Starts, func(s string) bool { return strings.HasPrefix(cell, s) }) ||
		len(c.Contains) > 0 && !slices.ContainsFunc(c.Contains, func(s string) bool { return strings.Contains(cell, s) }) ||
		t.match != nil && !t.match.MatchString(cell) {
		return false
	}
	if t.below == nil && t.most == nil {
		return true
	}
	d, ok := ParseDecimal(cell)
	return ok && (t.below == nil || compare(d, *t.below) < 0) && (t.most == nil || compare(d, *t.most) <= 0)
}

// compare orders two decimals.
func compare(a, b Decimal) int {
	scale := max(a.Scale, b.Scale, 0)
	x, _, okX := scaled(a.Mant, 1, a.Scale-scale)
	y, _, okY := scaled(b.Mant, 1, b.Scale-scale)
	if okX && okY {
		return cmp.Compare(x, y)
	}
	return a.exact().Cmp(b.exact())
}

// exact is the number itself, however large.
func (d Decimal) exact() *big.Rat {
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(d.Scale, -d.Scale))), nil)
	if d.Scale < 0 {
		return new(big.Rat).SetInt(ten.Mul(ten, big.NewInt(d.Mant)))
	}
	return new(big.Rat).SetFrac(big.NewInt(d.Mant), ten)
}
