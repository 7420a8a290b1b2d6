package dept

import (
	"regexp"
	"strings"
	"time"

	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// Match is a table whose header was found in a grid.
type Match struct {
	Table   string   // products
	Line    int      // physical line of the header
	Unknown []string // columns that the table does not have; their cells are dropped

	def   *definition
	cells []int // per column of the table its position in the grid, -1 when absent
	width int
}

// Find looks for the header of a table among a grid's first rows. All required columns must be there. Of several tables
// that fit, the one whose name the sheet or the file carries wins, then the one that knows most of the columns.
func Find(rows []table.Row, file, sheet string) (Match, bool) {
	all, err := tables()
	if err != nil {
		return Match{}, false
	}
	best, bestScore := Match{}, 0
	for _, row := range rows {
		for _, d := range all {
			m, score := d.match(row)
			if score == 0 {
				continue
			}
			if d.namedBy(file, sheet) {
				score += 1000
			} else if len(m.Unknown) >= score/2 {
				continue // mostly other columns: some other list that happens to have these names
			}
			if score > bestScore {
				best, bestScore = m, score
			}
		}
		if bestScore > 0 {
			return best, true
		}
	}
	return Match{}, false
}

// namedBy tells whether sheet or file begin with the table's name in either language.
func (d *definition) namedBy(file, sheet string) bool {
	for _, n := range []string{sheet, file} {
		base := n[strings.LastIndexAny(n, "/\\")+1:]
		for _, own := range []string{d.name, d.chinese} {
			if rest, ok := strings.CutPrefix(base, own); ok && (rest == "" || strings.ContainsAny(rest[:1], "._- 0123456789")) {
				return true
			}
		}
	}
	return false
}

// match returns two points for each column of the table that is there, less one for each strange one; 0 without a
// required column.
func (d *definition) match(row table.Row) (Match, int) {
	m := Match{Table: d.name, Line: row.Line, def: d, cells: make([]int, len(d.columns)), width: len(row.Cells)}
	used := make([]bool, len(row.Cells))
	points := 0
	for i, c := range d.columns {
		m.cells[i] = -1
		for j, cell := range row.Cells {
			name := profile.Fold(cell)
			if !used[j] && (name == c.header || name == c.bare) {
				m.cells[i], used[j] = j, true
				points += 2
				break
			}
		}
		if m.cells[i] < 0 && c.required {
			return m, 0
		}
	}
	for j, cell := range row.Cells {
		if !used[j] && profile.Fold(cell) != "" {
			m.Unknown = append(m.Unknown, strings.Clone(cell))
		}
	}
	return m, max(0, points-len(m.Unknown))
}

var dateInName = regexp.MustCompile(`(?:^|[^0-9])(20[0-9]{2})[-_.]?([01][0-9])[-_.]?([0-3][0-9])(?:[^0-9]|$)`)

// ValidFrom reads the day in a file's name: 20260801 or 2026-08-01.
func ValidFrom(name string) (time.Time, bool) {
	m := dateInName.FindStringSubmatch(name)
	if m == nil {
		return time.Time{}, false
	}
	t, err := time.Parse("20060102", m[1]+m[2]+m[3])
	return t, err == nil
}
