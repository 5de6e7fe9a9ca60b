package snapshot

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"
)

const openFlags = os.O_RDONLY

// stable: programs may set every time that this system tells, so every file is read anew.
const stable = false

func look(fs.FileInfo) identity { return identity{} }

func mount(*os.File) uint64 { return 0 }

// setTime sets when a file open for writing was modified. Folders are open for reading, which is not enough here.
func setTime(_, f *os.File, _ string, t time.Time) error {
	at := syscall.NsecToFiletime(t.UnixNano())
	return syscall.SetFileTime(syscall.Handle(f.Fd()), nil, nil, &at)
}

// setLinkTime: the time of a symlink cannot be set here without following it.
func setLinkTime(*os.File, string, time.Time) error { return errors.ErrUnsupported }

// isFull: ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL and ERROR_DISK_QUOTA_EXCEEDED of Windows.
func isFull(err error) bool {
	return errors.Is(err, syscall.Errno(112)) || errors.Is(err, syscall.Errno(39)) || errors.Is(err, syscall.Errno(1295))
}

// syncDirectory: a folder cannot be synced here; the file system keeps its own journal.
func syncDirectory(*os.File) error { return nil }

func flush(*os.File) error { return nil }

func written(*os.File, int64) ([]extent, error) { return nil, errors.ErrUnsupported }

func attributes(*os.File) ([]Attribute, error) { return nil, nil }

func setAttributes(_ *os.File, want []Attribute) error {
	if len(want) == 0 {
		return nil
	}
	return errors.ErrUnsupported
}

func setOwner(*os.File, uint32, uint32) error { return nil }

func setLinkOwner(*os.Root, string, uint32, uint32) error { return nil }
