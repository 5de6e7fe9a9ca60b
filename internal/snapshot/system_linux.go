package snapshot

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

func changedAt(st *syscall.Stat_t) (second, nanos int64) {
	return int64(st.Ctim.Sec), int64(st.Ctim.Nsec)
}

// mount tells which mount a folder lies on, where the kernel can (5.8).
func mount(f *os.File) (id uint64) {
	var st unix.Statx_t
	err := control(f, func(fd int) error { return unix.Statx(fd, "", unix.AT_EMPTY_PATH, unix.STATX_MNT_ID, &st) })
	if err != nil || st.Mask&unix.STATX_MNT_ID == 0 {
		return 0
	}
	return st.Mnt_id
}

// setTime sets when an open file was modified. name is that of the file in dir, for kernels before 5.8.
func setTime(dir, f *os.File, name string, t time.Time) error {
	at := times(t)
	err := control(f, func(fd int) error { return unix.UtimesNanoAt(fd, "", at, unix.AT_EMPTY_PATH) })
	if err == unix.EINVAL || err == unix.ENOENT {
		return setLinkTime(dir, name, t)
	}
	return err
}

// flush writes all of the file system of f to its disk.
func flush(f *os.File) error { return control(f, unix.Syncfs) }

func xattrList(fd int, buf []byte) (int, error)             { return unix.Flistxattr(fd, buf) }
func xattrGet(fd int, name string, buf []byte) (int, error) { return unix.Fgetxattr(fd, name, buf) }
func xattrSet(fd int, name string, value []byte) error      { return unix.Fsetxattr(fd, name, value, 0) }

var noAttributes = []error{unix.ENOTSUP, unix.ENOSYS}

func allocated(st *syscall.Stat_t) int64 { return st.Blocks * 512 }

// times are what utimensat takes: last read, last modified.
func times(t time.Time) []unix.Timespec {
	return []unix.Timespec{{Nsec: unix.UTIME_OMIT}, {Sec: t.Unix(), Nsec: int64(t.Nanosecond())}}
}
