package profile_test

import (
	"slices"
	"testing"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// open knows every shop under its own name and takes each code as its own SKU.
type open struct{ only []string }

func (o open) Shop(_ order.Platform, name string) (order.Shop, bool) {
	return order.Shop(name), len(o.only) == 0 || slices.Contains(o.only, name)
}

func (open) SKU(_ order.Platform, _ order.Shop, codes []string) (order.SKU, int64) {
	for _, c := range codes {
		if c != "" {
			return order.SKU(c), 1
		}
	}
	return "", 0
}

func env(shops []string) profile.Env {
	return profile.Env{File: "f.csv", SHA: "0123456789abcdef0123", Shop: "旗舰店", Shops: open{shops}, Codes: open{}}
}

// reader binds a profile to a header.
func reader(tb testing.TB, p *profile.Profile, shops []string, names ...string) *profile.Reader {
	tb.Helper()
	m, ok := profile.Find([]table.Row{{Cells: names, Line: 1}}, []*profile.Profile{p})
	if !ok {
		tb.Fatalf("%s does not fit %q", p.Name, names)
	}
	b, err := profile.Bind(m, env(shops))
	if err != nil {
		tb.Fatal(err)
	}
	return profile.NewReader(b)
}

func apply(r *profile.Reader, cells ...string) profile.Outcome {
	return r.Row(table.Row{Cells: cells, Line: 2, Offset: 10})
}

// example loads one of the mapping files that ship.
func example(tb testing.TB, name string) *profile.Profile {
	tb.Helper()
	data, err := profile.Example(name)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := profile.Load(name, data)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}
