package snapshot

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/text/unicode/norm"
)

// spotOut is a folder that is being written. It is held by what is still to happen in it; when nothing is, it gets its mode,
// times and owner, or is removed when that is its fate.
type spotOut struct {
	r      *restorer
	above  *spotOut
	top    *spotOut // the named folder
	entry  *Entry   // as it should be in the end; nil when only passed through
	label  string   // of a named folder
	name   string
	path   string
	root   *os.Root // nil when nothing is to happen below
	folded bool     // names that differ only in case are one here
	doomed bool     // to be removed when it is empty
	closed bool     // what is in it was not kept, so nothing in it is removed
	then   func()   // after it was, or could not be
	holds  atomic.Int32

	mu   sync.Mutex
	self *os.File        // the folder's own handle, once asked for
	seen map[string]bool // folded names that were put here
}

func (p *spotOut) hold() *spotOut { p.holds.Add(1); return p }

func (p *spotOut) release() {
	if p.holds.Add(-1) > 0 {
		return
	}
	if p.root != nil {
		p.finish()
	}
	if p.then != nil {
		p.then()
	}
	if p.above != nil {
		p.above.release()
	}
}

func (p *spotOut) finish() {
	if p.entry != nil {
		p.settle()
	}
	if p.self != nil {
		_ = p.self.Close() // only a handle, as is the next
	}
	_ = p.root.Close()
	if !p.doomed {
		return
	}
	if err := p.above.root.Remove(p.name); err != nil {
		p.r.problem(p.top.label, p.path, "not_removed", err)
		return
	}
	p.r.count(func(o *Outcome) { o.Removed++ })
}

// settle gives the folder what the entry says, through its handle.
func (p *spotOut) settle() {
	f, err := p.open()
	if err != nil {
		p.r.problem(p.entry.Folder, p.path, "not_settled", err)
		return
	}
	p.r.dress(f, f, ".", p.entry)
}

// open returns the folder's own handle, which it closes itself.
func (p *spotOut) open() (_ *os.File, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.self == nil {
		p.self, err = p.root.Open(".")
	}
	return p.self, err
}

// enter opens a folder below, or makes it. What is not a real folder, or was swapped meanwhile, is in the way.
func (p *spotOut) enter(name string, writable bool) (*os.Root, error) {
	looked, err := p.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		if err = p.root.Mkdir(name, 0o700); err == nil {
			looked, err = p.root.Lstat(name)
		}
	}
	if err != nil {
		return nil, err
	}
	if !looked.IsDir() {
		return nil, errInTheWay
	}
	root, err := p.root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	info, err := root.Stat(".")
	if err == nil && !os.SameFile(looked, info) {
		err = errInTheWay
	}
	if err == nil && writable && info.Mode()&0o700 != 0o700 {
		err = openUp(root, info)
	}
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return root, nil
}

// openUp lets us write in a folder until it gets its mode back.
func openUp(root *os.Root, info fs.FileInfo) error {
	f, err := root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(info.Mode()|0o700), f.Close())
}

var (
	errInTheWay  = errors.New("something else has the name")
	errCollision = errors.New("another name that differs only in case or form was put here")
	errName      = errors.New("this system cannot hold such a name")
	errSince     = errors.New("it changed after the snapshot that was taken first")
)

// admit refuses a name that this place cannot hold beside what was put here.
func (p *spotOut) admit(name string) error {
	if impossible(name) {
		return errName
	}
	if !p.top.folded {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	key := fold(name)
	if p.seen[key] {
		return errCollision
	}
	p.seen[key] = true
	return nil
}

// fold is what names have in common that one file system takes for the same: case, and composed or decomposed letters.
func fold(name string) string { return strings.ToLower(strings.ToUpper(norm.NFC.String(name))) }

// folds finds out whether a folder takes names that differ only in case for the same.
func folds(root *os.Root) bool {
	name := tempName()
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false
	}
	_, err = root.Lstat(strings.ToUpper(name))
	_, _ = f.Close(), root.Remove(name) // a probe
	return err == nil
}

// tempName is a name under which something is written before it gets its own.
func tempName() string { return ".surety-" + strings.ToLower(rand.Text()) }

// windowsName tells whether Windows can hold a name: no reserved one, none with characters that mean something else there,
// none whose end it would drop.
// https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
func windowsName(name string) bool {
	if strings.ContainsAny(name, `<>:"/\|?*`) || strings.ContainsFunc(name, func(r rune) bool { return r < 0x20 }) {
		return false
	}
	if strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
		return false
	}
	stem, _, _ := strings.Cut(name, ".")
	switch stem = strings.ToUpper(strings.TrimRight(stem, " ")); stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return false
	}
	port, number := strings.CutPrefix(stem, "COM")
	if !number {
		port, number = strings.CutPrefix(stem, "LPT")
	}
	return !number || !strings.Contains("0 1 2 3 4 5 6 7 8 9 ¹ ² ³", port) || port == "" || port == " "
}

// impossible tells whether this system cannot hold a name.
func impossible(name string) bool {
	return !goodName(name) || filepath.Separator == '\\' && !windowsName(name)
}
