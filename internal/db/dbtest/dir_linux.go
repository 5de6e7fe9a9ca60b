package dbtest

import "syscall"

// freeBytes are those that an ordinary user can still write there; 0 when nobody knows.
func freeBytes(path string) uint64 {
	var s syscall.Statfs_t
	if syscall.Statfs(path, &s) != nil {
		return 0
	}
	return s.Bavail * uint64(s.Bsize)
}
