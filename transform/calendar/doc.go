// Package calendar knows the trade's days: lunar dates 1900–2100, festivals,
// public holidays and make-up workdays, platform promotions, courier stops, and
// the signed distance of a day to each festival (节前第 N 天).
//
// What goes in: a day (midnight UTC stands for the platform's own day), and the
// user's rows of the 节令历 table through [Calendar.With]. What comes out: its
// lunar date, its kind of day, and its offset to the nearest occurrence of each
// [Festival]; negative before the festival, 0 on it.
//
// Example: 2026-08-24 is lunar 2026年七月十二 and 32 days before Mid-Autumn
// 2026-09-25: Offset = -32. [Window] of Mid-Autumn is 21 days before to 3 after.
//
// What it refuses: years outside 1900–2100 ([ErrRange]), lunar days that do not
// exist ([ErrLunar]), and to guess a holiday list: [Calendar.Year] says
// [NotYetPublished] for 2027, whose days then go by the weekday alone until the
// user enters the notice.
//
// # Why
//
// The lunar table is data (202 words), not astronomy: it is short, fast, and
// proven for each of its 73,414 days against an independent program, leap 11 of
// 2033 included, where a public Go library is wrong. On a tie [Offset] points to
// the coming festival, since the trade plans forward. [Nearest] looks at the four
// festivals with a selling window only: in late August 中秋 matters, not 七夕 just
// gone. Promotion windows change each year and are announced late, so only the
// name's own day is certain; windows carry their source and 待核对.
//
// Holidays come from npm chinese-days 1.5.7, lunar dates and Qingming are compared
// with npm lunar-javascript 1.7.7; both have the MIT licence. testdata/oracle has
// the script that made the lists.
package calendar
