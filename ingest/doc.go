// Package ingest reads files: platforms' order exports and the department's own tables become Arrow records.
//
// What goes in: the bytes of one file ([Source]) and what is known of shops and
// codes ([Options]). What comes out: a sequence of [Part]s, each an order.Batch
// or a dept.Batch, and as the last one a [Report] that says for every table of
// the file how many records and how much money were accepted, skipped and
// quarantined.
//
// Example: ExportOrderDetailList202608111558.csv (GB18030) yields batches of
// 16,384 order lines each in file order and a report {Platform: "taobao",
// Profile: "taobao-item", Records: 20000, Accepted: 19997, Quarantined: 3,
// RecordsFen: 51200000 …}.
//
// What it refuses, as a [*Refusal] with file, sheet, line and column: an unknown
// header (with the nearest formats and a mapping to start from), a missing
// must-have column, a file without a shop, order numbers whose digits are lost,
// two columns that claim one field, a view that joins items in one row, a total
// row that disagrees, more than 1 % bad rows, and what ingest/table refuses.
// Parts that were handed out before a refusal belong to the same refused file:
// the receiver rolls them back.
//
// # Why
//
// Blocks of a file are worked out by several workers and handed on in file
// order, so that neither the number of workers nor their speed shows in the
// result; numbers like order_id#n are given after the blocks are in order again.
// A file whose name carries no time stamp is read twice, first only for its
// newest event: every record must carry the export's time, or an older export
// could undo a newer one. Records counted and their sums come from the cells
// before any rule is applied, so that a row lost on the way shows. Which of two
// versions of a row holds is decided by transform: only the database knows all.
package ingest
