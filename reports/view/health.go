package view

import (
	"context"
	"strconv"
	"time"

	"zhiwei/reports"
	"zhiwei/reports/locale"
)

// Health is the page on the data itself: whether it can be used, what waits for a person, and the proof of each file.
type Health struct {
	Title, Lede string
	Held        []HeldReason
	HeldSum     string
	HeldRows    string
	HeldNote    string
	Unmapped    []UnmappedCode
	UnmappedSum string
	UnmappedRow string
	Files       []FileProof
	FilesTotal  FileProof
	FilesRead   string
	Checks      []Check
	ChecksNote  string
	Shops       []ShopState
}

// HeldReason are the rows held back for one reason in one file.
type HeldReason struct {
	Money, Rows, Reason, Code, Next string
	File, Place, Value              string
	Lines                           []HeldLine
}

// HeldLine is one row held back.
type HeldLine struct{ File, Line, Column, Value, Money string }

// UnmappedCode is a code in accepted lines that is no product yet.
type UnmappedCode struct{ Money, Rows, Code, Channel, Title, File, Place string }

// FileProof is where every record and every fen of a file went; Diff is what is missing.
type FileProof struct {
	Name, Note                                                 string
	Records, Accepted, Duplicate, Superseded, Skipped, Held    string
	Money, AcceptedMoney, DoubleMoney, SkippedMoney, HeldMoney string
	RowDiff, Diff                                              string
	State                                                      Tag
}

// Check is one data check with its outcome.
type Check struct {
	Name, Found, Detail string
	State               Tag
}

// ShopState is how fresh a channel's orders are.
type ShopState struct {
	Channel, Last, Days string
	State               Tag
}

type fileRow struct {
	Name       string `sql:"name"`
	Part       string `sql:"part"`
	Profile    string `sql:"profile"`
	Platform   string `sql:"platform"`
	Shop       string `sql:"shop"`
	Level      string `sql:"level"`
	Records    int64  `sql:"records"`
	Accepted   int64  `sql:"accepted"`
	Duplicate  int64  `sql:"duplicate"`
	Superseded int64  `sql:"superseded"`
	Skipped    int64  `sql:"skipped"`
	Held       int64  `sql:"quarantined"`
	Fen        int64  `sql:"records_fen"`
	AcceptFen  int64  `sql:"accepted_fen"`
	DupFen     int64  `sql:"duplicate_fen"`
	SuperFen   int64  `sql:"superseded_fen"`
	SkipFen    int64  `sql:"skipped_fen"`
	HeldFen    int64  `sql:"quarantined_fen"`
	Waiting    int64  `sql:"waiting"`
}

type heldRow struct {
	Code   string `sql:"code"`
	Name   string `sql:"name"`
	Sheet  string `sql:"sheet"`
	Line   int64  `sql:"src_line"`
	Shop   string `sql:"shop"`
	Column string `sql:"column_name"`
	Value  string `sql:"value_text"`
	Fen    int64  `sql:"amount_fen"`
}

type unmappedRow struct {
	Channel string `sql:"channel"`
	Code    string `sql:"sku_code"`
	Title   string `sql:"title"`
	Rows    int64  `sql:"rows_found"`
	Fen     int64  `sql:"gmv_fen"`
	File    string `sql:"file_name"`
	Sheet   string `sql:"sheet"`
	Line    int64  `sql:"src_line"`
}

type checkRow struct {
	Code     string `sql:"code"`
	Subject  string `sql:"subject"`
	Severity string `sql:"severity"`
	Passed   bool   `sql:"passed"`
	Found    int64  `sql:"found"`
	Fen      int64  `sql:"amount_fen"`
	Detail   string `sql:"detail"`
}

type shopRow struct {
	Channel string    `sql:"channel"`
	Last    time.Time `sql:"last_day"`
	Days    int64     `sql:"days_with_orders"`
}

// LoadHealth makes the data page of a run.
func LoadHealth(ctx context.Context, q reports.Querier, f Format, h Header) (Health, error) {
	r := reader{ctx: ctx, q: q}
	files := read[fileRow](&r, "page_health_files")
	held := read[heldRow](&r, "page_health_held")
	unmapped := read[unmappedRow](&r, "page_health_unmapped")
	checks := read[checkRow](&r, "page_health_checks", h.RunID)
	shops := read[shopRow](&r, "page_health_shops", addDays(h.AsOf, -27), h.AsOf)
	if r.err != nil {
		return Health{}, r.err
	}
	p := Health{}
	wrong := p.proofs(f, files)
	p.held(f, h, held)
	p.unmapped(f, h, unmapped)
	p.checks(f, checks)
	p.shops(f, h, shops)
	p.title(f, h, wrong)
	return p, nil
}

func (p *Health) title(f Format, h Header, wrong int) {
	switch {
	case wrong > 0:
		p.Title = f.T("page.hea-wrong", "N", wrong)
	case h.ToHandle() > 0:
		p.Title = f.T("page.hea-todo", "Files", h.Files, "N", f.Int(h.ToHandle()), "Money", f.Money(h.HeldFen+h.UnmappedFen))
	default:
		p.Title = f.T("page.hea-good", "Files", h.Files)
	}
	p.Lede = f.T("page.hea-lede", "N", f.Int(h.ToHandle()), "Held", f.Int(h.Held), "Unmapped", f.Int(h.Unmapped))
}

// proofs lists each file with its differences and gives how many do not add up.
func (p *Health) proofs(f Format, files []fileRow) int {
	var all fileRow
	wrong, skippedLevel := 0, false
	for _, x := range files {
		row := proof(f, x)
		if row.State.Kind == "late" {
			wrong++
		}
		p.Files = append(p.Files, row)
		all.Records, all.Accepted, all.Duplicate = all.Records+x.Records, all.Accepted+x.Accepted, all.Duplicate+x.Duplicate
		all.Superseded, all.Skipped, all.Held = all.Superseded+x.Superseded, all.Skipped+x.Skipped, all.Held+x.Held
		if x.Level == "line" && hasOrderFile(files, x) {
			skippedLevel = true // the same money as its order file
			continue
		}
		all.Fen, all.AcceptFen, all.DupFen = all.Fen+x.Fen, all.AcceptFen+x.AcceptFen, all.DupFen+x.DupFen
		all.SuperFen, all.SkipFen, all.HeldFen = all.SuperFen+x.SuperFen, all.SkipFen+x.SkipFen, all.HeldFen+x.HeldFen
	}
	p.FilesTotal = proof(f, all)
	p.FilesTotal.Name, p.FilesTotal.Note = f.T("common.total"), ""
	if skippedLevel {
		p.FilesTotal.Note = f.T("page.rec-once")
	}
	return wrong
}

// tableLevel is the level of the department's own tables, whose rows carry no money.
const tableLevel = "table"

func hasOrderFile(files []fileRow, item fileRow) bool {
	for _, x := range files {
		if x.Level == "order" && x.Platform == item.Platform && x.Shop == item.Shop {
			return true
		}
	}
	return false
}

func proof(f Format, x fileRow) FileProof {
	rows := x.Records - x.Accepted - x.Duplicate - x.Superseded - x.Skipped - x.Held
	fen := x.Fen - x.AcceptFen - x.DupFen - x.SuperFen - x.SkipFen - x.HeldFen
	p := FileProof{
		Name: x.Name, Note: joinWords(f, x.Shop, firstWord(f, x.Profile, "page.kindof-"+x.Level, "page.kindof-"+x.Profile), x.Part),
		Records: f.Int(x.Records), Accepted: f.Int(x.Accepted), Duplicate: f.Int(x.Duplicate), Superseded: f.Int(x.Superseded),
		Skipped: f.Int(x.Skipped), Held: f.Int(x.Held), RowDiff: f.T("page.rec-rows", "N", f.Int(rows)),
		Money: f.Fen(x.Fen), AcceptedMoney: f.Fen(x.AcceptFen), DoubleMoney: f.Fen(x.DupFen + x.SuperFen), SkippedMoney: f.Fen(x.SkipFen), HeldMoney: f.Fen(x.HeldFen), Diff: f.Fen(fen),
		State: Tag{Kind: "good", Shape: ShapeTick, Text: f.T("page.rec-even")},
	}
	if x.Level == tableLevel {
		p.Money, p.AcceptedMoney, p.DoubleMoney, p.SkippedMoney, p.HeldMoney, p.Diff = Dash, Dash, Dash, Dash, Dash, Dash
	}
	if rows != 0 || fen != 0 {
		p.State = Tag{Kind: "late", Shape: ShapeCross, Text: f.T("page.rec-uneven")}
	}
	return p
}

func place(f Format, sheet string, line int64, column string) string {
	text := f.T("page.place-line", "N", f.Int(line))
	if sheet != "" {
		text = joinWords(f, sheet, text)
	}
	if column != "" {
		text = joinWords(f, text, f.T("page.place-column", "Name", column))
	}
	return text
}

// held groups the rows by reason, file and column; the rows come dearest first within a reason.
func (p *Health) held(f Format, h Header, rows []heldRow) {
	type group struct {
		HeldReason
		fen, n int64
	}
	var groups []*group
	at := map[string]*group{}
	for _, r := range rows {
		key := r.Code + "\x00" + r.Name + "\x00" + r.Column
		g, ok := at[key]
		if !ok {
			g = &group{HeldReason: HeldReason{
				Reason: firstWord(f, r.Code, "problem."+r.Code), Code: r.Code,
				Next: locale.Or(f.Lang, "problem."+r.Code+"-next", f.T("page.next-other"), nil),
				File: r.Name, Place: place(f, r.Sheet, r.Line, r.Column), Value: r.Value,
			}}
			at[key] = g
			groups = append(groups, g)
		}
		g.fen, g.n = g.fen+r.Fen, g.n+1
		g.Lines = append(g.Lines, HeldLine{r.Name, joinWords(f, r.Sheet, f.Int(r.Line)), r.Column, r.Value, f.Fen(r.Fen)})
	}
	sortByMoney(groups, func(g *group) int64 { return g.fen })
	for _, g := range groups {
		g.Money, g.Rows = f.Fen(g.fen), strconv.FormatInt(g.n, 10)
		p.Held = append(p.Held, g.HeldReason)
	}
	p.HeldSum, p.HeldRows = f.Fen(h.HeldFen), f.Int(h.Held)
	if h.Rows > 0 {
		p.HeldNote = f.T("page.held-total", "Rows", f.Int(h.Rows), "Share", f.Decimal(float64(h.Held)/float64(h.Rows)*1e4, 1))
	}
}

func (p *Health) unmapped(f Format, h Header, rows []unmappedRow) {
	for _, r := range rows {
		code := r.Code
		if code == "" {
			code = f.T("page.no-code")
		}
		p.Unmapped = append(p.Unmapped, UnmappedCode{
			Money: f.Fen(r.Fen), Rows: f.Int(r.Rows), Code: code, Channel: r.Channel, Title: r.Title, File: r.File, Place: place(f, r.Sheet, r.Line, ""),
		})
	}
	p.UnmappedSum, p.UnmappedRow = f.Fen(h.UnmappedFen), f.Int(h.Unmapped)
}

func (p *Health) checks(f Format, rows []checkRow) {
	open := 0
	for _, r := range rows {
		c := Check{
			Name: firstWord(f, r.Code, "check."+r.Code), Found: f.Int(r.Found), Detail: joinWords(f, r.Subject, r.Detail),
			State: Tag{Kind: "good", Shape: ShapeTick, Text: f.T("page.check-ok")},
		}
		if r.Fen > 0 {
			c.Detail = joinWords(f, c.Detail, f.Money(r.Fen))
		}
		if !r.Passed {
			open++
			c.State = Tag{Kind: "warn", Shape: ShapeBar, Text: f.T("page.check-look")}
			if r.Severity == "stop" || r.Severity == "error" {
				c.State = Tag{Kind: "late", Shape: ShapeCross, Text: f.T("page.check-stop")}
			}
		}
		p.Checks = append(p.Checks, c)
	}
	p.ChecksNote = f.T("page.checks-note", "N", open)
}

// dailyFrom is on how many of 28 days a channel must have had orders to be expected every day.
const dailyFrom = 20

func (p *Health) shops(f Format, h Header, rows []shopRow) {
	for _, r := range rows {
		late := daysBetween(r.Last, h.AsOf)
		s := ShopState{
			Channel: r.Channel, Last: f.Date(r.Last), Days: f.T("page.shop-days", "N", f.Int(r.Days)),
			State: Tag{Kind: "good", Shape: ShapeTick, Text: f.T("page.shop-fresh")},
		}
		switch {
		case late > 0 && r.Days >= dailyFrom:
			s.State = Tag{Kind: "warn", Shape: ShapeBar, Text: f.T("page.shop-late", "N", late)}
		case late > 0:
			s.State = Tag{Text: f.T("page.shop-rare")}
		}
		p.Shops = append(p.Shops, s)
	}
}
