package pipeline

import (
	"bufio"
	"bytes"
	"strconv"
	"strings"
)

// peakMB is the process's peak resident memory in MiB as the kernel counts it; 0 where it does not say.
func peakMB(read func(string) ([]byte, error)) float64 {
	data, err := read("/proc/self/status")
	if err != nil {
		return 0
	}
	sc := bufio.NewScanner(bytes.NewReader(data))
	for sc.Scan() {
		rest, ok := strings.CutPrefix(sc.Text(), "VmHWM:")
		if !ok {
			continue
		}
		kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
		if err != nil {
			return 0
		}
		return kb / 1024
	}
	return 0
}
