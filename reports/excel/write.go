package excel

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"github.com/xuri/excelize/v2"
)

// ErrVerify says that a workbook, opened again, did not hold what the database says; the old file stays.
var ErrVerify = errors.New("workbook does not agree with the database")

// finish adds the checks, fills the banner and gives the workbook's bytes: the same workbook, the same bytes.
func (b *book) finish() ([]byte, error) {
	b.writeChecks()
	if b.banner != nil {
		b.banner.write(b.passed, len(b.checks))
	}
	return b.pack()
}

// pack gives the bytes of what was written.
func (b *book) pack() ([]byte, error) {
	b.fault(b.file.SetDocProps(&excelize.DocProperties{
		Title: b.meta.Report, Subject: b.meta.Period, Creator: b.meta.Dept, Description: b.meta.RunID,
		Created: b.meta.Generated.Format(time.RFC3339), Modified: b.meta.Generated.Format(time.RFC3339),
	}))
	full := true
	b.fault(b.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full}))
	if b.err != nil {
		return nil, errors.Join(b.err, b.file.Close())
	}
	var raw bytes.Buffer
	if _, err := b.file.WriteTo(&raw); err != nil {
		return nil, errors.Join(fmt.Errorf("write workbook: %w", err), b.file.Close())
	}
	paths := b.sheetPaths()
	if err := b.file.Close(); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return b.settle(raw.Bytes(), paths)
}

// sheetPaths maps each part of the package to its sheet's name.
func (b *book) sheetPaths() map[string]string {
	out := map[string]string{}
	for id, name := range b.file.GetSheetMap() {
		out[fmt.Sprintf("xl/worksheets/sheet%d.xml", id)] = name
	}
	return out
}

// settle rewrites the package: parts in order of their names with a fixed time, content types sorted (excelize
// writes them in random order), charts with a size of their own, and cached values of formulas with their real type
// (excelize marks all as text).
func (b *book) settle(raw []byte, paths map[string]string) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	parts := slices.Clone(in.File)
	slices.SortFunc(parts, func(a, c *zip.File) int { return strings.Compare(a.Name, c.Name) })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		if err := b.copyPart(w, p, paths[p.Name]); err != nil {
			return nil, fmt.Errorf("write workbook part %s: %w", p.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return out.Bytes(), nil
}

func (b *book) copyPart(w *zip.Writer, p *zip.File, sheetName string) error {
	r, err := p.Open()
	if err != nil {
		return err
	}
	data, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return err
	}
	switch {
	case p.Name == "[Content_Types].xml":
		data = sortTypes(data)
	case strings.HasPrefix(p.Name, "xl/drawings/drawing"):
		data = anchor.ReplaceAll(data, []byte(`<xdr:oneCellAnchor>$1<xdr:ext cx="$2" cy="$3"></xdr:ext>$4</xdr:oneCellAnchor>`))
	case sheetName != "":
		data = bytes.Replace(data, []byte(` filterMode="true"`), nil, 1) // the library's mark of a filter that hides rows; none does
		if data, err = retype(data, b.cached[sheetName]); err != nil {
			return err
		}
	}
	part, err := w.CreateHeader(&zip.FileHeader{Name: p.Name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		return err
	}
	_, err = part.Write(data)
	return err
}

// anchor is where a chart stands. The library gives its size as the end's distance from the chart's own first cell, of
// which Excel keeps no more than that cell's width and height; so it is written as a size.
var anchor = regexp.MustCompile(`<xdr:twoCellAnchor editAs="oneCell">(<xdr:from>.*?</xdr:from>)<xdr:to><xdr:col>\d+</xdr:col><xdr:colOff>(\d+)</xdr:colOff>` +
	`<xdr:row>\d+</xdr:row><xdr:rowOff>(\d+)</xdr:rowOff></xdr:to>(.*?)</xdr:twoCellAnchor>`)

var typeEntry = regexp.MustCompile(`<(Default|Override) [^>]*?(/>|></(Default|Override)>)`)

// sortTypes puts the entries of [Content_Types].xml in order.
func sortTypes(data []byte) []byte {
	entries := typeEntry.FindAll(data, -1)
	if len(entries) == 0 {
		return data
	}
	first := bytes.Index(data, entries[0])
	tail := data[bytes.LastIndex(data, []byte("</Types>")):]
	slices.SortFunc(entries, bytes.Compare)
	out := slices.Clone(data[:first])
	out = append(out, bytes.Join(entries, nil)...)
	return append(out, tail...)
}

var formulaCell = regexp.MustCompile(`<c r="([A-Z]+[0-9]+)"([^>]*) t="str"([^>]*)>(<f[^>]*>[^<]*</f>)<v>[^<]*</v>`)

// retype gives cached formula values their real type: numbers lose the mark of text, truths are t="b", texts are put in.
func retype(data []byte, cached map[string]result) ([]byte, error) {
	var fault error
	out := formulaCell.ReplaceAllFunc(data, func(m []byte) []byte {
		g := formulaCell.FindSubmatch(m)
		r, ok := cached[string(g[1])]
		if !ok {
			fault = fmt.Errorf("%w: formula in %s without a value", errSheet, g[1])
			return m
		}
		var b bytes.Buffer
		b.WriteString(`<c r="` + string(g[1]) + `"` + string(g[2]) + r.mark() + string(g[3]) + `>` + string(g[4]) + `<v>`)
		if err := xml.EscapeText(&b, []byte(r.text)); err != nil {
			fault = err
		}
		b.WriteString(`</v>`)
		return b.Bytes()
	})
	return out, fault
}

// save writes the workbook atomically: bytes, opened again and verified, temp file, sync, rename.
func save(file string, data []byte, verify func(*excelize.File) error) error {
	again, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("open %s again: %w", path.Base(file), err)
	}
	if verify != nil {
		err = verify(again)
	}
	if err = errors.Join(err, again.Close()); err != nil {
		return fmt.Errorf("verify %s: %w", path.Base(file), err)
	}
	if err := renameio.WriteFile(file, data, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path.Base(file), err)
	}
	return nil
}
