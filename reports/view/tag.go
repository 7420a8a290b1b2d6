package view

import (
	"cmp"
	"slices"
	"strings"
)

// The shapes of tags: every coloured word has its own, so that colour is never alone.
const (
	ShapeDiamond = "diamond" // past due
	ShapeDot     = "dot"     // today
	ShapeBar     = "bar"     // this week, check it
	ShapeUp      = "up"      // jumped
	ShapeDown    = "down"    // short
	ShapeHalf    = "half"    // deadline
	ShapeBox     = "box"     // data, draft
	ShapeRing    = "ring"    // watch
	ShapeRhomb   = "rhomb"   // overdue
	ShapeCross   = "cross"   // conflict
	ShapeTick    = "tick"    // done
)

// minimumFen is the money below which a finding goes to the weekly list and not to the queue.
const minimumFen = 50_000

// Tag is a word with its shape and the class of its colour: late, warn, good or none.
type Tag struct {
	Kind, Shape, Text string
}

// joinWords sets the words that are not empty side by side.
func joinWords(f Format, words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), f.T("common.sep"))
}

// unitGap is a unit behind a number, set off as the language does.
func unitGap(f Format, unit string) string {
	if unit == "" {
		return ""
	}
	return " " + f.Unit(unit)
}

func containsWord(list, word string) bool {
	return slices.Contains(strings.Fields(list), word)
}

// sortByMoney puts the dearest first and keeps the order of equals.
func sortByMoney[T any](list []T, fen func(T) int64) {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(fen(b), fen(a)) })
}
