package folder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

// fileCost is what a file costs of the quota beside its bytes: many empty ones fill a disk too.
const fileCost = 4096

// arrival is a file on its way to its place.
type arrival struct {
	f    *Folders
	s    *power.Stream
	ask  wire.Ask
	dir  *os.Root // where it will lie; held, so that no swap leads elsewhere
	base string   // its name there
	part string   // its name until it is complete
	file *os.File
	sum  hash.Hash // of what is there
	size uint64    // of what is there
}

// send takes a file.
func (f *Folders) send(ctx context.Context, s *power.Stream, a wire.Ask) error {
	var ok bool
	if a.Path, ok = written(a.Path, windows); !ok || a.Size > math.MaxInt64 {
		return wire.BadName
	}
	if _, err := f.name(a); err != nil {
		return err
	}
	dir, err := f.roots[a.Folder].root.OpenRoot(filepath.FromSlash(path.Dir(a.Path)))
	if err != nil {
		return refusal(err)
	}
	defer dir.Close()
	to := &arrival{f: f, s: s, ask: a, dir: dir, base: path.Base(a.Path), sum: sha256.New()}
	to.part = partial + to.mark()
	if _, err := to.place(); err != nil {
		return err
	}
	if !f.hold(to.key()) {
		return wire.TooMany
	}
	defer f.release(to.key())
	return to.run(ctx)
}

// mark tells one announced file from another, so that only the same one is gone on with.
func (to *arrival) mark() string {
	h := sha256.Sum256(append(wire.Sum{Count: to.ask.Size, SHA256: to.ask.SHA256}.Encode(), to.base...))
	return hex.EncodeToString(h[:12])
}

func (to *arrival) key() string {
	return to.f.roots[to.ask.Folder].path + "\x00" + path.Join(path.Dir(to.ask.Path), to.part)
}

func (f *Folders) hold(key string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.busy[key] {
		return false
	}
	f.busy[key] = true
	return true
}

func (f *Folders) release(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.busy, key)
}

// spend takes bytes off the quota.
func (f *Folders) spend(n uint64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n > f.quota {
		return wire.OverQuota
	}
	f.quota -= n
	return nil
}

// place looks at what has the name already and returns it, or nil.
func (to *arrival) place() (fs.FileInfo, error) {
	info, err := to.dir.Lstat(to.base)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, refusal(err)
	case !info.Mode().IsRegular():
		return nil, wire.Special
	case links(info) > 1:
		return nil, wire.Linked
	case !to.ask.Replace:
		return nil, wire.Exists
	}
	return info, nil
}

func (to *arrival) run(ctx context.Context) error {
	if err := to.begin(); err != nil {
		return err
	}
	defer to.file.Close()
	have := wire.Sum{Count: to.size}
	to.sum.Sum(have.SHA256[:0])
	if err := to.s.Send(wire.FrameState, have.Encode()); err != nil {
		return err
	}
	if err := to.from(have.Count); err != nil {
		return err
	}
	for ctx.Err() == nil {
		kind, payload, err := to.s.Next(wire.MaxData)
		if err != nil {
			return err
		}
		switch kind {
		case wire.FrameData:
			err = to.take(payload)
		case wire.FrameDone:
			return to.finish(ctx, payload)
		default:
			err = power.ErrProtocol
		}
		if err != nil {
			return to.stop(err)
		}
	}
	return ctx.Err()
}

// stop tells the refusal at once and reads what the other end had on its way up to its FrameDone, so that the stream can go
// on.
func (to *arrival) stop(why error) error {
	var refusal wire.Refusal
	if !errors.As(why, &refusal) {
		return why
	}
	if err := to.f.refuse(to.s, to.ask, refusal); err != nil {
		return err
	}
	for {
		switch kind, _, err := to.s.Next(wire.MaxData); {
		case err != nil:
			return err
		case kind == wire.FrameDone:
			return nil
		case kind != wire.FrameData:
			return power.ErrProtocol
		}
	}
}

// begin makes the growing file, or opens the one that is there, and reads it.
func (to *arrival) begin() (err error) {
	if to.ask.Size > to.f.left() {
		return wire.OverQuota
	}
	to.file, err = to.dir.OpenFile(to.part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		to.f.remember(to)
		err = to.f.spend(fileCost)
	} else if errors.Is(err, fs.ErrExist) {
		err = to.again()
	}
	if err != nil && to.file != nil {
		to.file.Close()
	}
	return refusal(err)
}

func (f *Folders) left() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.quota
}

// again opens what is there already, if it is the plain file of one name that was made here and nobody's link to another.
func (to *arrival) again() (err error) {
	if to.file, err = to.dir.OpenFile(to.part, os.O_RDWR|readFlags, 0); err != nil {
		return err
	}
	opened, err := to.file.Stat()
	if err != nil {
		return err
	}
	seen, err := to.dir.Lstat(to.part)
	if err != nil || !opened.Mode().IsRegular() || links(opened) > 1 || !os.SameFile(opened, seen) {
		return wire.Special
	}
	if uint64(opened.Size()) > to.ask.Size {
		return to.file.Truncate(0)
	}
	sum, err := pass(context.Background(), to.file, 0, to.ask.Size, func(b []byte) error { to.sum.Write(b); return nil })
	to.size = sum.Count
	return err
}

// from learns where the data begins: where what is there ends, or at the beginning.
func (to *arrival) from(have uint64) error {
	kind, payload, err := to.s.Next(16)
	if err != nil {
		return err
	}
	offset, err := wire.DecodeFrom(payload)
	if kind != wire.FrameFrom || err != nil || offset != 0 && offset != have {
		return power.ErrProtocol
	}
	if offset == 0 {
		to.size = 0
		to.sum.Reset()
		return refusal(to.file.Truncate(0))
	}
	return nil
}

// take writes a piece.
func (to *arrival) take(b []byte) error {
	if to.f.record.Ready() != nil {
		return wire.NotReady
	}
	if uint64(len(b)) > to.ask.Size-to.size {
		return wire.Mismatch
	}
	if err := to.f.spend(uint64(len(b))); err != nil {
		return err
	}
	if _, err := to.file.WriteAt(b, int64(to.size)); err != nil {
		return refusal(err)
	}
	to.sum.Write(b)
	to.size += uint64(len(b))
	return nil
}

// finish gives the file its name, if it is the one that was announced.
func (to *arrival) finish(ctx context.Context, payload []byte) error {
	told, err := wire.DecodeSum(payload)
	if err != nil {
		return err
	}
	got, want := wire.Sum{Count: to.size}, wire.Sum{Count: to.ask.Size, SHA256: to.ask.SHA256}
	to.sum.Sum(got.SHA256[:0])
	if got != want || told != want {
		to.f.forget(to)
		return wire.Mismatch
	}
	old, err := to.place()
	if err != nil {
		return err
	}
	if old != nil {
		err = to.file.Chmod(old.Mode().Perm())
	}
	if err := refusal(errors.Join(err, to.file.Sync())); err != nil {
		return err
	}
	copied, err := to.f.recordCopy(ctx, to.s, to.file, 0, got.Count, got.Count)
	if err == nil && copied != want {
		err = wire.Mismatch
	}
	if err != nil {
		return err
	}
	if err := to.f.tell(to.s, to.ask, wire.Sent, got); err != nil {
		return err
	}
	if err := to.rename(old != nil); err != nil {
		return refusal(err)
	}
	to.f.forget(to)
	return to.s.Send(wire.FrameDone, got.Encode())
}

// rename puts the file in its place. Where nothing was, nothing that came since is replaced: a second name fails if there is
// one. Where the file system knows no second names, a rename must do.
func (to *arrival) rename(replace bool) error {
	if windows { // an open file keeps its name there
		to.file.Close()
	}
	if !replace {
		if err := to.dir.Link(to.part, to.base); err == nil {
			return to.dir.Remove(to.part)
		} else if errors.Is(err, fs.ErrExist) {
			return wire.Exists
		}
	}
	return to.dir.Rename(to.part, to.base)
}

// remember notes what is to be taken away if it is never complete.
func (f *Folders) remember(to *arrival) {
	root, name := f.roots[to.ask.Folder].root, filepath.FromSlash(path.Join(path.Dir(to.ask.Path), to.part))
	f.mu.Lock()
	defer f.mu.Unlock()
	f.growing[to.key()] = func() { _ = root.Remove(name) }
}

// forget takes the growing file away, if it still has its name.
func (f *Folders) forget(to *arrival) {
	_ = to.dir.Remove(to.part)
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.growing, to.key())
}
