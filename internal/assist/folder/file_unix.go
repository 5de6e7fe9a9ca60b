//go:build linux || darwin

package folder

import (
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// readFlags keep an open from waiting, should a pipe have taken a file's name, and from taking a terminal.
const readFlags = os.O_RDONLY | unix.O_NONBLOCK | unix.O_NOCTTY

// links is how many names a file has.
func links(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Nlink)
	}
	return 0
}
