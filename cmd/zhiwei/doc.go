// Command zhiwei (知味) turns the order exports of e-commerce platforms into sales
// forecasts, purchase plans and reports.
//
// What goes in: a verb, its flags and a workspace folder (-C DIR). What comes
// out: the verb's result on stdout, messages and progress on stderr, and an exit
// code: 0 done, 1 done but with rows to look at, 2 wrong use, 3 the workspace is
// held by another process, 4 input refused, 5 internal fault, 130 interrupted.
//
// Example:
//
//	zhiwei demo            # sample exports, the whole chain, the pages
//	zhiwei -C 店铺数据 import 天猫导出/ExportOrderList202608231558.csv
//
// # Why
//
// This package only wires: one file a verb, each a struct whose fields are its
// flags. The order of the stages stands in cmd/zhiwei/pipeline, what belongs to
// no stage in cmd/zhiwei/workspace. The clock is read here and nowhere else.
package main
