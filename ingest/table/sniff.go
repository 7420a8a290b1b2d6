package table

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

const (
	kindText = "text"
	kindZip  = "zip"
)

// magics lists what begins with fixed bytes and is no table of ours.
var magics = []struct{ prefix, code, detail string }{
	{"\x1f\x8b", CodeArchive, "a gzip file: unpack it first"},
	{"7z\xbc\xaf\x27\x1c", CodeArchive, "a 7z archive: unpack it first"},
	{"Rar!\x1a\x07", CodeArchive, "a rar archive: unpack it first"},
	{"%PDF-", CodeBinaryFile, "a PDF"},
	{"\x89PNG\r\n", CodeBinaryFile, "a picture"},
	{"\xff\xd8\xff", CodeBinaryFile, "a picture"},
	{"\x09\x08\x10\x00\x00\x06\x05\x00", CodeOldXLS, "a bare BIFF8 stream: save it as .xlsx"},
	{"\x09\x08\x08\x00\x00\x05\x05\x00", CodeOldXLS, "a bare BIFF5 stream: save it as .xlsx"},
	{"\x09\x04\x06\x00\x00\x00\x10\x00", CodeOldXLS, "a bare BIFF4 stream: save it as .xlsx"},
	{"\x09\x02\x06\x00\x00\x00\x10\x00", CodeOldXLS, "a bare BIFF3 stream: save it as .xlsx"},
	{"\x09\x00\x04\x00", CodeOldXLS, "a bare BIFF2 stream: save it as .xlsx"},
	{"PAR1", CodeBinaryFile, "a Parquet file"},
}

const (
	bomUTF8    = "\xef\xbb\xbf"
	bomUTF16LE = "\xff\xfe"
	bomUTF16BE = "\xfe\xff"
)

// identify tells text, zip or a code of refusal by the first bytes.
func identify(data []byte) (kind, detail string) {
	switch {
	case len(data) == 0 || string(data) == bomUTF8 || string(data) == bomUTF16LE || string(data) == bomUTF16BE:
		return CodeEmptyFile, "the file is empty"
	case hasPrefix(data, "PK\x03\x04"), hasPrefix(data, "PK\x05\x06"):
		return kindZip, ""
	case hasPrefix(data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return identifyOLE(data)
	}
	for _, m := range magics {
		if hasPrefix(data, m.prefix) {
			return m.code, m.detail
		}
	}
	if hasPrefix(data, bomUTF16LE) || hasPrefix(data, bomUTF16BE) {
		return kindText, ""
	}
	if nulls := bytes.Count(data[:min(len(data), 4096)], []byte{0}); nulls*10 > min(len(data), 4096) {
		return CodeBinaryFile, "more than one byte in ten is NUL"
	}
	return identifyMarkup(data)
}

func hasPrefix(data []byte, prefix string) bool {
	return len(data) >= len(prefix) && string(data[:len(prefix)]) == prefix
}

// identifyMarkup tells pages and XML from text that merely begins with "<".
func identifyMarkup(data []byte) (kind, detail string) {
	head := bytes.TrimPrefix(data, []byte(bomUTF8))
	head = bytes.TrimLeft(head, " \t\r\n")
	head = bytes.ToLower(head[:min(len(head), 2048)])
	if len(head) < 2 || head[0] != '<' {
		return kindText, ""
	}
	for _, tag := range []string{"<html", "<!doctype html", "<table", "<head", "<body", "<meta", "<style", "<div"} {
		if hasPrefix(head, tag) {
			return CodeHTMLTable, "an HTML page: open it and save it as .xlsx"
		}
	}
	switch {
	case hasPrefix(head, "<?xml") && bytes.Contains(head, []byte("<html")):
		return CodeHTMLTable, "an XHTML page: open it and save it as .xlsx"
	case bytes.Contains(head, []byte("opendocument")):
		return CodeODS, "a flat OpenDocument file: save it as .xlsx"
	case hasPrefix(head, "<?xml"), hasPrefix(head, "<!"), hasPrefix(head, "<workbook"):
		return CodeXMLFile, "an XML file: open it and save it as .xlsx"
	}
	return kindText, ""
}

// identifyOLE reads the directory of a compound file: entries of 128 bytes on
// 128-byte bounds, a UTF-16 name of up to 32 units and its length in bytes
// with the final zero at offset 64.
func identifyOLE(data []byte) (code, detail string) {
	code, detail = CodeUnknownOLE, "an OLE container without a workbook"
	for at := 512; at+128 <= len(data); at += 128 {
		switch strings.ToLower(oleName(data[at : at+128])) {
		case "encryptedpackage", "encryptioninfo":
			return CodeEncryptedWorkbook, "a workbook with a password: save it as .xlsx without one"
		case "workbook", "book":
			code, detail = CodeOldXLS, "an .xls workbook: save it as .xlsx"
		}
	}
	return code, detail
}

func oleName(entry []byte) string {
	n := int(binary.LittleEndian.Uint16(entry[64:]))
	if n < 4 || n > 64 || n%2 != 0 || entry[66] > 5 {
		return ""
	}
	units := make([]uint16, n/2-1)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(entry[2*i:])
	}
	return string(utf16.Decode(units))
}
