//go:build unix

package blob

import (
	"os"
	"syscall"
)

// tryLock locks a file for as long as it is open, in this and every other process.
func tryLock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
