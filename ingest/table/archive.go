package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
)

// archive is an opened zip with its limits; spent counts the bytes really unzipped.
type archive struct {
	src   source
	zip   *zip.Reader
	parts map[string]*zip.File // by lower-case cleaned name
	spent int64
}

func openArchive(src source) ([]Grid, error) {
	a, err := newArchive(src)
	if err != nil {
		return nil, err
	}
	code, detail, err := a.identify()
	if err != nil {
		return nil, err
	}
	switch code {
	case kindZip:
		return a.members()
	case kindWorkbook:
		return openWorkbook(a)
	default:
		return nil, refuse(code, src.name, detail)
	}
}

func newArchive(src source) (*archive, error) {
	lim := src.opt.Limits
	if int64(len(src.data)) > lim.Input {
		return nil, refuse(CodeTooLarge, src.name, fmt.Sprintf("%d bytes", len(src.data)))
	}
	z, err := zip.NewReader(bytes.NewReader(src.data), int64(len(src.data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, refuse(CodeDamagedZip, src.name, err.Error())
	}
	z.RegisterDecompressor(zip.Deflate, flate.NewReader) // half the time of the standard library's
	if len(z.File) > lim.Entries {
		return nil, refuse(CodeTooLarge, src.name, fmt.Sprintf("%d members", len(z.File)))
	}
	a := &archive{src: src, zip: z, parts: make(map[string]*zip.File, len(z.File)), spent: src.spent}
	var total uint64
	for _, f := range z.File {
		if total += f.UncompressedSize64; total > uint64(lim.Unzipped) || f.UncompressedSize64 > uint64(lim.Unzipped) {
			return nil, refuse(CodeZipBomb, src.name, "unzips to more than the limit")
		}
		if err := ratio(lim, f); err != nil {
			return nil, refuse(CodeZipBomb, src.name, err.Error())
		}
		key := strings.ToLower(cleanName(memberName(f)))
		if _, twice := a.parts[key]; !twice {
			a.parts[key] = f
		}
	}
	return a, nil
}

func ratio(lim Limits, f *zip.File) error {
	if f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/max(f.CompressedSize64, 1) > uint64(lim.Ratio) {
		return fmt.Errorf("member %q unzips to %d times its size", f.Name, f.UncompressedSize64/max(f.CompressedSize64, 1))
	}
	return nil
}

const kindWorkbook = "workbook"

// identify tells a workbook from a binary one, OpenDocument, other office packages and a plain zip.
func (a *archive) identify() (kind, detail string, err error) {
	has := func(name string) bool { return a.parts[name] != nil }
	switch {
	case has("mimetype") && has("content.xml"), has("content.xml") && has("meta-inf/manifest.xml"):
		return CodeODS, "an OpenDocument file: save it as .xlsx", nil
	case has("encryptedpackage"):
		return CodeEncryptedWorkbook, "a workbook with a password: save it as .xlsx without one", nil
	case !has("[content_types].xml"):
		return kindZip, "", nil
	}
	skim := func(s *scanner) error { return each(s, func(string) error { return nil }) }
	if err := a.scan(a.parts["[content_types].xml"], skim); err != nil {
		return "", "", err
	}
	name, err := a.officeDocument()
	switch {
	case err != nil:
		return "", "", err
	case strings.HasSuffix(name, ".bin"):
		return CodeXLSB, "a binary workbook: save it as .xlsx", nil
	case strings.Contains(name, "workbook"), has("xl/workbook.xml"):
		return kindWorkbook, "", nil
	}
	return CodeNotWorkbook, "an office file without sheets", nil
}

// officeDocument is the package's main part, in lower case.
func (a *archive) officeDocument() (string, error) {
	rels, err := a.relations("_rels/.rels", "")
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			return strings.ToLower(r.target), nil
		}
	}
	return "", nil
}

// members opens every member of a plain zip; one level of nesting is allowed to a workbook, none to another zip.
func (a *archive) members() ([]Grid, error) {
	var grids []Grid
	for _, f := range a.zip.File {
		name := cleanName(memberName(f))
		if f.FileInfo().IsDir() || strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(path.Base(name), "._") {
			continue
		}
		data, err := a.read(f)
		if err != nil {
			return nil, err
		}
		sub := source{name: a.src.name + "/" + name, member: name, data: data, opt: a.src.opt, spent: a.spent}
		if a.src.member != "" {
			return nil, refuse(CodeNestedZip, a.src.name, "an archive inside an archive")
		}
		g, err := open(sub)
		if err != nil {
			return nil, err
		}
		grids = append(grids, g...)
	}
	if len(grids) == 0 {
		return nil, refuse(CodeEmptyFile, a.src.name, "an archive without files")
	}
	return grids, nil
}

// memberName decodes a name that is not marked as UTF-8: valid UTF-8 stays, the rest is GBK.
func memberName(f *zip.File) string {
	if !f.NonUTF8 || utf8.ValidString(f.Name) {
		return f.Name
	}
	return string(gbk().decode(nil, f.Name))
}

// cleanName makes a relative path out of whatever a member calls itself.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		if r == '\\' {
			return '/'
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	if len(name) > 1 && name[1] == ':' {
		name = name[2:]
	}
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	for len(name) > 200 {
		_, size := utf8.DecodeRuneInString(name)
		name = name[size:]
	}
	return name
}

// read unzips a member whole, counting the bytes really read.
func (a *archive) read(f *zip.File) ([]byte, error) {
	r, err := a.reader(f)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // the checksum was compared at the end of the part
	data, err := io.ReadAll(r)
	a.spent += int64(len(data))
	if err != nil {
		return nil, a.damage(f, err)
	}
	return data, nil
}

// reader opens a member behind the byte limit.
func (a *archive) reader(f *zip.File) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, refuse(CodeEncryptedZip, a.src.name+"/"+cleanName(memberName(f)), "the member has a password")
	}
	r, err := f.Open()
	if err != nil {
		return nil, a.damage(f, err)
	}
	allowed := min(a.src.opt.Limits.Unzipped-a.spent, int64(f.UncompressedSize64))
	return &bounded{ReadCloser: r, left: allowed}, nil
}

var errOverLimit = errors.New("unzips to more bytes than declared or allowed")

// bounded fails instead of ending when more bytes come than allowed.
type bounded struct {
	io.ReadCloser
	left int64
}

// Read passes bytes on until the allowance is spent.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errOverLimit
	}
	return n, err
}

// damage names the member an error comes from.
func (a *archive) damage(f *zip.File, err error) error {
	if _, known := errors.AsType[*RefusedError](err); known {
		return err
	}
	name := a.src.name + "/" + cleanName(memberName(f))
	switch {
	case errors.Is(err, errOverLimit):
		return refuse(CodeZipBomb, name, err.Error())
	case errors.Is(err, errDoctype):
		return refuse(CodeDoctype, name, err.Error())
	case errors.Is(err, errTooLarge):
		return refuse(CodeTooLarge, name, err.Error())
	case a.parts["[content_types].xml"] == nil:
		return refuse(CodeDamagedZip, name, err.Error())
	}
	return refuse(CodeDamagedWorkbook, name, err.Error())
}
