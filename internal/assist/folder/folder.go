// Package folder lets the specialist fetch files out of the folders that the client named, and send files into them.
//
// W1: fetching and sending are two handlers, each with its own table of deeds. Every path goes through os.Root of the folder
// named: no "..", no symbolic link and no swap of one in between leads out of it. Only plain files are opened; devices, pipes
// and sockets never are. A file with more than one name may lie outside the folder too: it is not replaced, and that one was
// fetched stands on the recording.
//
// W2: what leaves is on the recording, by name, size and SHA-256, before its first byte leaves: the file is read twice. If it changed in
// between, what really went is recorded too. What comes takes effect (its name) after it is recorded.
//
// A file that is sent grows under a name of ours beside its place and takes its name in one step when all its bytes are the ones
// announced. After a lost connection it is gone on with, where both ends agree on what is there. The bytes of a session are
// bounded.
package folder

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf8"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

// MaxFolders is how many folders one grant may name.
const MaxFolders = 32

// ErrFolder says that what the client named is not a folder that can be named.
var ErrFolder = errors.New("folder: not a folder with a readable name")

// Folders are the folders of one grant.
type Folders struct {
	record power.Recorder
	roots  []named

	mu      sync.Mutex
	quota   uint64            // bytes that may still be written
	copied  uint64            // bytes of which the recording was given a copy
	busy    map[string]bool   // growing files that a stream writes
	growing map[string]func() // how to take away what was not sent to its end
}

type named struct {
	path string // as the client is shown it
	root *os.Root
}

// Open opens what the client named: absolute paths of folders. Symbolic links in them are resolved now, and Names are what
// they led to: what the client is shown. The specialist may write quota bytes.
func Open(record power.Recorder, paths []string, quota uint64) (*Folders, error) {
	f := &Folders{record: record, quota: quota, busy: map[string]bool{}, growing: map[string]func(){}}
	if len(paths) > MaxFolders {
		return nil, ErrFolder
	}
	for _, path := range paths {
		real, err := filepath.EvalSymlinks(path)
		if err == nil && (!filepath.IsAbs(path) || !utf8.ValidString(real) || strings.ContainsFunc(real, bad) || len(real) > wire.MaxName/2) {
			err = ErrFolder
		}
		var root *os.Root
		if err == nil {
			root, err = os.OpenRoot(real)
		}
		if err != nil {
			f.Close()
			return nil, err
		}
		f.roots = append(f.roots, named{filepath.ToSlash(real), root})
	}
	return f, nil
}

// Names are the folders' real paths.
func (f *Folders) Names() (out []string) {
	for _, r := range f.roots {
		out = append(out, r.path)
	}
	return out
}

// Close takes away what was not sent to its end and lets go of the folders.
func (f *Folders) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, remove := range f.growing {
		remove()
	}
	clear(f.growing)
	for _, r := range f.roots {
		r.root.Close()
	}
}

// deed does what was asked and answers it. A wire.Refusal is told to the other end, which may go on; other errors end the stream.
type deed func(ctx context.Context, s *power.Stream, a wire.Ask) error

// Fetch is the handler of files.fetch.
func (f *Folders) Fetch(ctx context.Context, s *power.Stream, _ []byte) error {
	return f.serve(ctx, s, map[wire.Deed]deed{wire.Folders: f.folders, wire.List: f.list, wire.Stat: f.stat, wire.Hash: f.hash, wire.Fetch: f.fetch})
}

// Send is the handler of files.send: files come, folders are made, things are renamed, removed, and get rights and times. It tells what stands under one
// name, not what names there are.
func (f *Folders) Send(ctx context.Context, s *power.Stream, _ []byte) error {
	return f.serve(ctx, s, map[wire.Deed]deed{wire.Folders: f.folders, wire.Stat: f.stat, wire.Send: f.send, wire.Make: f.make, wire.Remove: f.remove, wire.Move: f.move,
		wire.SetMode: f.setMode, wire.SetTime: f.setTime})
}

func (f *Folders) serve(ctx context.Context, s *power.Stream, deeds map[wire.Deed]deed) error {
	if err := s.Opened(); err != nil {
		return err
	}
	for {
		a, err := readAsk(s)
		if err != nil {
			return err
		}
		err = f.do(ctx, s, a, deeds[a.Deed])
		var refusal wire.Refusal
		if errors.As(err, &refusal) {
			err = f.refuse(s, a, refusal)
		}
		if err != nil {
			return err
		}
	}
}

func (f *Folders) do(ctx context.Context, s *power.Stream, a wire.Ask, d deed) error {
	switch {
	case d == nil:
		return wire.NotGranted
	case f.record.Ready() != nil:
		return wire.NotReady
	case int(a.Folder) >= len(f.roots):
		return wire.NotFound
	case !allReadable(a.Path, windows):
		return wire.BadName
	}
	return d(ctx, s, a)
}

func readAsk(s *power.Stream) (wire.Ask, error) {
	kind, payload, err := s.Next(2*wire.MaxName + 256)
	if err != nil {
		return wire.Ask{}, err
	}
	if kind != wire.FrameAsk {
		return wire.Ask{}, power.ErrProtocol
	}
	return wire.DecodeAsk(payload)
}

var deedNames = map[wire.Deed]string{wire.Folders: "folders", wire.List: "list", wire.Stat: "stat", wire.Hash: "hash", wire.Fetch: "fetch", wire.Send: "send", wire.Make: "make", wire.Remove: "remove", wire.Move: "move", wire.SetMode: "mode", wire.SetTime: "time"}

// refuse records the refusal and tells it. That something does not exist, or exists, is no event.
func (f *Folders) refuse(s *power.Stream, a wire.Ask, why wire.Refusal) error {
	if why != wire.NotFound && why != wire.Exists {
		if err := power.Refused(f.record, s.Number, deedNames[a.Deed]+" "+a.Path, why); err != nil {
			return err
		}
	}
	return s.Send(wire.FrameRefused, why.Encode())
}

// name is the whole path of what was asked for, as the recording has it.
func (f *Folders) name(a wire.Ask) (string, error) {
	name := strings.TrimSuffix(f.roots[a.Folder].path, "/") + "/" + a.Path
	if len(name) > wire.MaxName {
		return "", wire.BadName
	}
	return name, nil
}

// refusal is what the other end is told of an error of the system's: no paths, no reasons.
func refusal(err error) error {
	if err == nil || errors.As(err, new(wire.Refusal)) {
		return err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return wire.NotFound
	}
	return wire.Failed
}

func (f *Folders) folders(_ context.Context, s *power.Stream, _ wire.Ask) error {
	for _, r := range f.roots {
		if err := s.Send(wire.FrameEntry, wire.Entry{Form: wire.Directory, Name: r.path}.Encode()); err != nil {
			return err
		}
	}
	return s.Send(wire.FrameDone, wire.Sum{}.Encode())
}

func (f *Folders) stat(_ context.Context, s *power.Stream, a wire.Ask) error {
	info, err := f.roots[a.Folder].root.Lstat(filepath.FromSlash(a.Path))
	if err != nil {
		return refusal(err)
	}
	if err := s.Send(wire.FrameEntry, entry(info).Encode()); err != nil {
		return err
	}
	return s.Send(wire.FrameDone, wire.Sum{}.Encode())
}

// list tells what lies in a folder, in the system's order and a piece at a time.
func (f *Folders) list(ctx context.Context, s *power.Stream, a wire.Ask) error {
	dir, err := f.open(a, fs.ModeDir)
	if err != nil {
		return err
	}
	defer dir.Close()
	for ctx.Err() == nil {
		infos, err := dir.Readdir(256)
		for _, info := range infos {
			if err := s.Send(wire.FrameEntry, entry(info).Encode()); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return s.Send(wire.FrameDone, wire.Sum{}.Encode())
		}
		if err != nil {
			return refusal(err)
		}
	}
	return ctx.Err()
}

// open opens what has the form wanted, looking before, so that a device is not touched, and after, should it have been swapped.
func (f *Folders) open(a wire.Ask, form fs.FileMode) (*os.File, error) {
	root, path := f.roots[a.Folder].root, filepath.FromSlash(a.Path)
	info, err := root.Stat(path)
	if err != nil {
		return nil, refusal(err)
	}
	if info.Mode().Type() != form {
		return nil, wire.Special
	}
	file, err := root.OpenFile(path, readFlags, 0)
	if err != nil {
		return nil, refusal(err)
	}
	if info, err = file.Stat(); err != nil || info.Mode().Type() != form {
		file.Close()
		return nil, wire.Special
	}
	return file, nil
}

func entry(info fs.FileInfo) wire.Entry {
	e := wire.Entry{Name: info.Name(), Modified: info.ModTime().Unix(), Mode: uint32(info.Mode().Perm())}
	switch info.Mode().Type() {
	case 0:
		e.Form, e.Size, e.Links = wire.PlainFile, uint64(max(info.Size(), 0)), links(info)
	case fs.ModeDir:
		e.Form = wire.Directory
	case fs.ModeSymlink:
		e.Form = wire.Symlink
	default:
		e.Form = wire.SpecialFile
	}
	if !utf8.ValidString(e.Name) {
		e.Form, e.Name = wire.Nameless, strings.ToValidUTF8(e.Name, "\uFFFD")
	}
	return e
}
