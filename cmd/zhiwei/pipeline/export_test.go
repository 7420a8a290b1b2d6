package pipeline

// PeakMB reads the process's peak memory from what read gives.
var PeakMB = peakMB
