package backup

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// What lies in the folders:
//
//	DATA/sets/NAME/manifest   what the set is, signed
//	DATA/sets/NAME/rows.age   the rows, sealed
//	DATA/sets/NAME/blobs      names, sizes and hashes of the blobs that they name
//	DATA/blobs/               the blobs of all sets, as a blob store
//	DATA/blobs.index          the hashes of those copied
//	KEYS/NAME.keys.age        a key set
//	KEYS/life                 what opens key sets, and what was destroyed
const (
	setsFolder   = "sets"
	blobsFolder  = "blobs"
	indexFile    = "blobs.index"
	manifestFile = "manifest"
	rowsFile     = "rows.age"
	listFile     = "blobs"
	lifeFile     = "life"
	keysEnding   = ".keys.age"
	lockFile     = "lock"    // held while a backup is made or removed there
	readFile     = "reading" // shared by all who restore from there
	unfinished   = ".unfinished-"
	removed      = ".removed-"
)

// setName is a moment and some letters, so that names sort by time.
var setName = regexp.MustCompile(`^\d{8}T\d{6}Z-[a-z2-7]{4}$`)

func newName(at time.Time) string {
	return at.UTC().Format("20060102T150405Z") + "-" + strings.ToLower(rand.Text()[:4])
}

// hold makes the folder and keeps other runs out of it until the file is closed.
func hold(folder string) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	return holdFile(folder, lockFile)
}

func holdFile(folder, name string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(folder, name), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrBusy, f.Close())
	}
	return f, nil
}

// reading keeps what lies in the folder there until the file is closed, however many read. A folder that cannot be written to, such as
// one on a disk that is only read, needs no such file; nil stands for none.
func reading(folder string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(folder, readFile), os.O_CREATE|os.O_RDONLY, 0o600)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // none is needed
	}
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrBusy, f.Close())
	}
	return f, nil
}

// sweep removes what a run left that did not come to its end.
func sweep(folder string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), unfinished) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(folder, e.Name())))
		}
	}
	return err
}

// replace writes a whole file in the place of another; whoever reads sees the one or the other.
func replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), unfinished+"*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// part is a file of a set, with what it must be.
type part struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// counting writes a file and knows what it wrote.
type counting struct {
	file *os.File
	hash hash.Hash
	n    int64
}

func create(path string) (*counting, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	return &counting{file: f, hash: sha256.New()}, err
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.file.Write(p)
	c.hash.Write(p[:n])
	c.n += int64(n)
	return n, err
}

// Close returns when the file is on disk.
func (c *counting) Close() error { return errors.Join(c.file.Sync(), c.file.Close()) }

func (c *counting) part() part { return part{c.n, hex.EncodeToString(c.hash.Sum(nil))} }

// check reads a whole file and compares. Fault: backup_damaged.
func (p part) check(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrDamaged.With("file", filepath.Base(path))
	}
	if err != nil {
		return err
	}
	defer f.Close()
	h := newHashing(f)
	if _, err := io.Copy(io.Discard, h); err != nil {
		return err
	}
	if h.part() != p {
		return ErrDamaged.With("file", filepath.Base(path))
	}
	return nil
}

// hashing knows what was read through it.
type hashing struct {
	io.Reader
	hash hash.Hash
	n    int64
}

func newHashing(r io.Reader) *hashing { return &hashing{Reader: r, hash: sha256.New()} }

func (h *hashing) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	h.hash.Write(p[:n])
	h.n += int64(n)
	return n, err
}

func (h *hashing) part() part { return part{h.n, hex.EncodeToString(h.hash.Sum(nil))} }
