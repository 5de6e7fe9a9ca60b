package snapshot

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

func changedAt(st *syscall.Stat_t) (second, nanos int64) { return st.Ctimespec.Sec, st.Ctimespec.Nsec }

// mount is not told here; the device decides.
func mount(*os.File) uint64 { return 0 }

// setTime sets when an open file was modified; here by its name, because by the file only microseconds can be set.
func setTime(dir, _ *os.File, name string, t time.Time) error { return setLinkTime(dir, name, t) }

// flush writes f to its disk; the rest follows when the system wants.
func flush(f *os.File) error { return f.Sync() }

func xattrList(fd int, buf []byte) (int, error)             { return unix.Flistxattr(fd, buf) }
func xattrGet(fd int, name string, buf []byte) (int, error) { return unix.Fgetxattr(fd, name, buf) }
func xattrSet(fd int, name string, value []byte) error      { return unix.Fsetxattr(fd, name, value, 0) }

var noAttributes = []error{unix.ENOTSUP, unix.ENOSYS, unix.EPERM}

func allocated(st *syscall.Stat_t) int64 { return st.Blocks * 512 }

// times are what utimensat takes: last read, last modified.
func times(t time.Time) []unix.Timespec {
	at := unix.Timespec{Sec: t.Unix(), Nsec: int64(t.Nanosecond())}
	return []unix.Timespec{at, at}
}
