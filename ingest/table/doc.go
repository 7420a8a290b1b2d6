// Package table reads raw grids: text files and workbooks as rows of strings.
//
// What goes in: the bytes of one file. What comes out: its [Grid]s (one for a
// text file, one a sheet for a workbook, those of each member for a zip), each
// a sequence of [Block]s that workers may parse side by side, each block a run
// of [Row]s that know their physical line. No type is guessed: a cell is text.
//
// # Example
//
// A GB18030 file of 33 bytes, `订单号,标题⏎1,5"寸⏎2,"五仁⏎双黄"⏎`:
//
//	Line 1  Offset 0   订单号 | 标题
//	Line 2  Offset 12  1 | 5"寸         Err: bare-quote at line 2, column 2
//	Line 3  Offset 19  2 | 五仁⏎双黄
//
// A blank line is a row without cells, so that rows + newlines inside fields =
// lines always holds. After a broken quote the record is its first physical
// line, reading goes on with the next one, and lines the broken record had run
// over must have the header's width or are marked orphan-line themselves.
//
// In a workbook a date is a cell whose style shows one: "2026-08-23 01:00:00",
// "2026-08-23" at midnight, "06:00:00" below one day. Other numbers are the
// shortest text of their value; from 10¹⁵ on with an exponent
// ("1.23456789012346E+18"), so that a code which has lost its digits is
// recognised. A formula nobody has calculated stands as "=…". Rows without a
// filled cell are left out; Line is the sheet's row.
//
// What it refuses with a [RefusedError]: mixed encodings, encrypted and damaged
// workbooks, .xls, .xlsb, .ods, pages, archives in archives, a DOCTYPE, a row
// of text of more than 16,384 fields, anything else over its [Limits]. What it marks with a [CellError], line and column:
// stray and unclosed quotes, lone carriage returns, NUL bytes, a number cell
// without a number.
//
// # Why
//
// Own readers, because a known workbook library drops decoder errors and ends a
// damaged sheet in silence (1,000 rows became 449 without an error), and a
// lenient CSV reader made 12 records of 1,001 lines.
//
// Text is cut on raw bytes: no byte of a GB18030 character is a comma, a quote
// or a line end, and only text that is not ASCII is decoded, once per distinct
// value and block. The separator '|' can be half a character and is therefore
// replaced before cutting.
//
// A part of a workbook is streamed, but merged ranges stand behind the rows:
// the part is searched for them first, held in memory up to 128 MiB and
// unzipped twice above; the ranges are kept, so that reading again after
// [Grid.Head] only streams. A range is filled down its first column only, so
// that a total over three merged cells stays one total. Filling in [Row]s later
// was rejected, as it would have put sheets back into one piece.
//
// Cells of the one shape that nearly all programs write are read byte by byte,
// everything else token by token; the short way takes nothing that the general
// one would read otherwise or refuse, and tests hold one against the other.
// Most of what is left is unzipping, by a library that takes half the time of the
// standard one. Both run in the caller's goroutine: no row may be handed on
// before the search for merged ranges has ended.
package table
