//go:build !race

package table_test

// slowdown is by how much the race detector stretches times.
const slowdown = 1
