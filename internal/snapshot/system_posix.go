//go:build linux || darwin

package snapshot

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// openFlags keep an open from waiting, should a FIFO have taken a file's name.
const openFlags = os.O_RDONLY | unix.O_NONBLOCK | unix.O_NOFOLLOW

// stable tells whether the system has an inode and a time of change that programs cannot set, by which a file that did not
// change is known without reading it.
const stable = true

// look is what the system says of a file beyond fs.FileInfo.
func look(info fs.FileInfo) identity {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return identity{}
	}
	second, nanos := changedAt(st)
	return identity{device: uint64(st.Dev), inode: st.Ino, links: uint64(st.Nlink), uid: st.Uid, gid: st.Gid, second: second, nanos: nanos, allocated: allocated(st)}
}

func control(f *os.File, do func(fd int) error) error {
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if err := c.Control(func(fd uintptr) { inner = do(int(fd)) }); err != nil {
		return err
	}
	return inner
}

// setLinkTime sets the time of what stands under a name, which is not followed.
func setLinkTime(dir *os.File, name string, t time.Time) error {
	return control(dir, func(fd int) error { return unix.UtimesNanoAt(fd, name, times(t), unix.AT_SYMLINK_NOFOLLOW) })
}

func isFull(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }

func syncDirectory(f *os.File) error { return f.Sync() }

// written are the stretches of a file that hold data; nil and no error where the file system does not say.
func written(f *os.File, size int64) (out []extent, err error) {
	err = control(f, func(fd int) error {
		for at := int64(0); at < size; {
			from, err := unix.Seek(fd, at, unix.SEEK_DATA)
			if err == unix.ENXIO {
				return nil
			}
			if err != nil {
				return err
			}
			to, err := unix.Seek(fd, from, unix.SEEK_HOLE)
			if err != nil {
				return err
			}
			out, at = append(out, extent{from, min(to, size)}), to
		}
		return nil
	})
	return joined(out), err
}

// attributes reads the extended attributes of an open file, sorted by name.
func attributes(f *os.File) (out []Attribute, err error) {
	err = control(f, func(fd int) error {
		names, err := grown(func(b []byte) (int, error) { return xattrList(fd, b) })
		if err != nil || len(names) == 0 {
			return err
		}
		for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
			value, one := grown(func(b []byte) (int, error) { return xattrGet(fd, name, b) })
			if one != nil {
				err = errors.Join(err, one)
				continue
			}
			out = append(out, Attribute{name, value})
		}
		return err
	})
	slices.SortFunc(out, func(a, b Attribute) int { return strings.Compare(a.Name, b.Name) })
	if slices.ContainsFunc(noAttributes, func(e error) bool { return errors.Is(err, e) }) {
		err = nil
	}
	return out, err
}

// grown calls read with room that grows until it is enough.
func grown(read func([]byte) (int, error)) ([]byte, error) {
	for room := 256; ; room *= 4 {
		b := make([]byte, room)
		n, err := read(b)
		if err == nil {
			return b[:n:n], nil
		}
		if err != unix.ERANGE || room > maxValue {
			return nil, err
		}
	}
}

// setAttributes makes a file's attributes those that are wanted, as far as the system lets us. What systems add by
// themselves is left.
func setAttributes(f *os.File, want []Attribute) error {
	return control(f, func(fd int) (err error) {
		names, _ := grown(func(b []byte) (int, error) { return xattrList(fd, b) }) // none where there are no attributes
		for name := range strings.SplitSeq(string(names), "\x00") {
			wanted := slices.ContainsFunc(want, func(x Attribute) bool { return x.Name == name })
			if name != "" && !wanted && !strings.HasPrefix(name, "security.") && !strings.HasPrefix(name, "com.apple.") {
				err = errors.Join(err, unix.Fremovexattr(fd, name))
			}
		}
		for _, x := range want {
			err = errors.Join(err, xattrSet(fd, x.Name, x.Value))
		}
		return err
	})
}

// setOwner gives an open file its owner, if it has another.
func setOwner(f *os.File, uid, gid uint32) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if now := look(info); now.uid == uid && now.gid == gid {
		return nil
	}
	return f.Chown(int(uid), int(gid))
}

// setLinkOwner does the same for a symlink.
func setLinkOwner(dir *os.Root, name string, uid, gid uint32) error {
	info, err := dir.Lstat(name)
	if err != nil {
		return err
	}
	if now := look(info); now.uid == uid && now.gid == gid {
		return nil
	}
	return dir.Lchown(name, int(uid), int(gid))
}
