package excel

// The internals of the weekly report that its tests look at.
var (
	WeekABC  = weekABC
	NiceStep = niceStep
	Grouped  = grouped
)

// Compared is the cached value of each comparison of a with b.
func Compared(a, b float64) (ratio, difference, share any) {
	return growth("A1", "B1", a, b).value, points("A1", "B1", a, b).value, quotient("A1", "B1", a, b).value
}
