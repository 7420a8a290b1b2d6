package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zhiwei/ingest/table"
)

// HeaderRows is how many rows from the top may hold the header.
const HeaderRows = 20

// Match is a profile that fits a grid, and where its header stands.
type Match struct {
	Profile *Profile
	Line    int      // physical line of the header
	Names   []string // its cells as written
}

// Find looks for the header of one of the profiles among the first rows of a grid. Of several profiles that fit the
// first listed wins; the embedded ones are disjoint (a test holds that).
func Find(rows []table.Row, profiles []*Profile) (Match, bool) {
	for _, row := range rows {
		names := folded(row.Cells)
		for _, p := range profiles {
			if p.fits(names) {
				return Match{Profile: p, Line: row.Line, Names: slices.Clone(row.Cells)}, true
			}
		}
	}
	return Match{}, false
}

func folded(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = Fold(c)
	}
	return out
}

func (p *Profile) fits(names []string) bool {
	has := func(n string) bool { return slices.Contains(names, Fold(n)) }
	return !slices.ContainsFunc(p.Detect.None, has) &&
		!slices.ContainsFunc(p.Detect.All, func(n string) bool { return !has(n) }) &&
		(len(p.Detect.Any) == 0 || slices.ContainsFunc(p.Detect.Any, has))
}

// Nearest names up to three profiles that share most column names with a header, nearest first.
func Nearest(names []string, profiles []*Profile) []string {
	type near struct {
		title string
		share float64
	}
	var all []near
	for _, p := range profiles {
		if n := p.share(folded(names)); n > 0 {
			all = append(all, near{p.Name, n})
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Compare(b.share, a.share) })
	out := make([]string, 0, 3)
	for _, n := range all[:min(3, len(all))] {
		out = append(out, n.title)
	}
	return out
}

// share is the part of names that p knows, plus the part of its detection set that is there.
func (p *Profile) share(names []string) float64 {
	known, detected := 0, 0
	for _, n := range names {
		if p.known[n] {
			known++
		}
	}
	for _, n := range p.Detect.All {
		if slices.Contains(names, Fold(n)) {
			detected++
		}
	}
	if known+detected == 0 {
		return 0
	}
	return float64(known)/float64(max(len(names), 1)) + float64(detected)/float64(len(p.Detect.All))
}

// Template is the text of a mapping file to start from for a header that no profile knows. Personal columns are left out.
func Template(names []string) string {
	var b strings.Builder
	b.WriteString("name: my-format\nplatform: my-platform\nversion: \"1\"\nlevel: line\nzone: Asia/Shanghai\ncurrency: CNY\namount: line_paid\nline_id: row\n")
	var shown []string
	for _, n := range names {
		if Fold(n) != "" && !Personal(n) {
			shown = append(shown, n)
		}
	}
	fmt.Fprintf(&b, "detect:\n  all: [%s]\ncolumns:\n", joinQuoted(shown[:min(4, len(shown))]))
	for _, n := range shown {
		fmt.Fprintf(&b, "  # - {field: ?, from: [%s]}\n", strconv.Quote(n))
	}
	b.WriteString("# fields:")
	for _, f := range fieldTable[:] {
		b.WriteString(" " + f.name)
	}
	b.WriteString("\n")
	return b.String()
}

func joinQuoted(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strconv.Quote(n)
	}
	return strings.Join(out, ", ")
}
