package table

import "strconv"

// The codes of a [RefusedError]. They are stable: words belong to the locale catalogues.
const (
	CodeEmptyFile         = "empty-file"         // no byte at all, or nothing but a byte order mark
	CodeEncryptedWorkbook = "encrypted-workbook" // an OLE container with an encrypted package
	CodeOldXLS            = "old-xls"            // BIFF, in a container or bare
	CodeUnknownOLE        = "unknown-ole"        // an OLE container without a workbook
	CodeXLSB              = "xlsb"               // a binary workbook
	CodeODS               = "ods"                // an OpenDocument file
	CodeNotWorkbook       = "not-a-workbook"     // an office package without sheets: a document, a presentation
	CodeHTMLTable         = "html-table"         // a page under whatever name
	CodeXMLFile           = "xml-file"           // an XML file, flat spreadsheets among them
	CodeArchive           = "archive"            // gzip, 7z, rar
	CodeBinaryFile        = "binary-file"        // a picture, a PDF, anything full of NUL bytes
	CodeMixedEncoding     = "mixed-encoding"     // neither all UTF-8 nor all GB18030, or both by turns
	CodeZipBomb           = "zip-bomb"           // unzipped size or ratio over the limit
	CodeNestedZip         = "nested-zip"         // an archive inside an archive inside an archive
	CodeEncryptedZip      = "encrypted-zip"      // a member with a password
	CodeDamagedZip        = "damaged-zip"        // the archive cannot be read to its end
	CodeDamagedWorkbook   = "damaged-workbook"   // a part is missing, malformed or contradicts itself
	CodeDoctype           = "doctype"            // an XML part declares a document type
	CodeTooLarge          = "too-large"          // more bytes, entries, depth, rows, columns, fields or cells than allowed
)

// The codes of a [CellError].
const (
	CodeTextAfterQuote = "text-after-quote" // text stands between a closing quote and the separator
	CodeBareQuote      = "bare-quote"       // a quote inside a field that does not begin with one
	CodeUnclosedQuote  = "unclosed-quote"   // a quote opens and never closes
	CodeOrphanLine     = "orphan-line"      // what is left of a record that broke off before
	CodeStrayCR        = "stray-cr"         // a carriage return inside a line that ends otherwise
	CodeNULByte        = "nul-byte"         // a NUL inside text
	CodeBadNumber      = "bad-number"       // a number cell of a workbook that holds no number
)

// RefusedError says that a file is not read, and why.
type RefusedError struct {
	Code   string // one of the constants of this package
	Name   string // file name, with the member's or the part's name after a slash
	Detail string // what was found, for the log
	Line   int    // physical line or sheet row, 0 when the whole file is meant
}

// Error names the file, the place and the code.
func (e *RefusedError) Error() string {
	s := "read " + e.Name
	if e.Line > 0 {
		s += ", line " + strconv.Itoa(e.Line)
	}
	s += ": " + e.Code
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

func refuse(code, name, detail string) *RefusedError {
	return &RefusedError{Code: code, Name: name, Detail: detail}
}
