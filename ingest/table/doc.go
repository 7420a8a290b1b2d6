// Package table reads raw grids: text files and workbooks as rows of strings.
//
// What goes in: the bytes of one file. What comes out: its [Grid]s (one for a
// text file, one a sheet for a workbook, those of each member for a zip), each
// a sequence of [Block]s that workers may parse side by side, each block a run
// of [Row]s that know their physical line.
//
// What it refuses, with the line and column: a stray quote, an unclosed quote,
// a mixed encoding, a damaged or oversized workbook, an encrypted one, .xls,
// .xlsb and .ods. No type is guessed here: a cell is text.
package table
