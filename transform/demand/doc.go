// Package demand holds the clean demand that transform hands to forecast.
//
// What goes in: sparse sums per SKU, channel, centre and day. What comes out: a
// [Series], regular and without gaps, whose stock-out days are censored, never
// zero, and whose regressors are known ahead of the origin.
//
// Example: GD1001 on 天猫旗舰店 sold 12, 0 and 9 pieces on 21–23 August and was
// out of stock on the 22nd: Y = [12 0 9], Censored = [false true false].
//
// What it refuses: a series whose parts differ in length (Check).
//
// # Why
//
// It is a leaf in pure Go, so that forecast and reports can name demand without
// linking the database. Days before the first sale are left out of the series
// instead of being zeros, because an item that did not exist had no demand.
package demand
