// Package calendar knows the trade's days: lunar dates 1900–2100, festivals,
// public holidays and make-up workdays, platform promotions, courier stops, and
// the signed distance of a day to each festival (节前第 N 天).
//
// What goes in: a day. What comes out: its lunar date, its kind of day, and its
// offset to the nearest occurrence of each [Festival]; negative before the
// festival, 0 on it.
//
// Example: 2026-08-24 is 32 days before Mid-Autumn 2026-09-25: Offset = -32.
//
// What it refuses: years outside 1900–2100; and it says "not yet published"
// for the holiday list of a year that the embedded data does not hold.
package calendar
