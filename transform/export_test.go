package transform

// What the tests of this package see of its inside.
var (
	ReadModels = readModels
	CheckQuery = checkQuery
)
