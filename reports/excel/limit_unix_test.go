//go:build unix

package excel_test

import "syscall"

func init() {
	limitFiles = func(room uint64) error {
		var limit syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			return err
		}
		limit.Cur = room
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
	}
}
