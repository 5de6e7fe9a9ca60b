package far

import (
	"context"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	"surety/internal/channel"
	"surety/internal/escape"
	"surety/internal/wire"
)

// MaxEntries is how many things of one folder are read.
const MaxEntries = 100_000

// Place is where something lies: one of the client's folders, counted from 0, and a path in it, parted by slashes, "." for the
// folder itself.
type Place struct {
	Folder uint16
	Path   string
}

// of makes a request of a place that is one. The path of wire.Ask is io/fs.ValidPath; DecodeAsk is the one that knows.
func (p Place) of(deed wire.Deed) (wire.Ask, error) {
	a := wire.Ask{Deed: deed, Folder: p.Folder, Path: p.Path}
	if _, err := wire.DecodeAsk(a.Encode()); err != nil {
		return wire.Ask{}, ErrName
	}
	return a, nil
}

// Folders tells which folders the client named, by their real paths, as a power over files (wire.FilesFetch, wire.FilesSend) is told.
func (s *Session) Folders(ctx context.Context, power wire.Purpose) (names []string, err error) {
	all, err := s.entries(ctx, power, wire.Ask{Deed: wire.Folders, Path: "."})
	for _, e := range all {
		names = append(names, e.Name)
	}
	return names, err
}

// List tells what lies in a folder. A name that is not that of one thing in it, or that deceives who reads it, comes as wire.Nameless
// with a likeness: it can be shown and not asked for.
func (s *Session) List(ctx context.Context, at Place) ([]wire.Entry, error) {
	a, err := at.of(wire.List)
	if err != nil {
		return nil, err
	}
	all, err := s.entries(ctx, wire.FilesFetch, a)
	for i := range all {
		if !single(all[i].Name) {
			all[i].Form, all[i].Name = wire.Nameless, likeness(all[i].Name)
		}
	}
	return all, err
}

// Stat tells what stands at a place, without following a symbolic link there.
func (s *Session) Stat(ctx context.Context, power wire.Purpose, at Place) (wire.Entry, error) {
	a, err := at.of(wire.Stat)
	if err != nil {
		return wire.Entry{}, err
	}
	all, err := s.entries(ctx, power, a)
	if err != nil {
		return wire.Entry{}, err
	}
	if len(all) != 1 {
		return wire.Entry{}, channel.ErrProtocol
	}
	return all[0], nil
}

func (s *Session) entries(ctx context.Context, power wire.Purpose, a wire.Ask) (all []wire.Entry, err error) {
	err = s.ask(ctx, power, func(c *talk) error {
		all = nil
		if err := c.send(wire.FrameAsk, a.Encode()); err != nil {
			return err
		}
		for {
			kind, payload, err := c.next(ctx)
			if err != nil || kind == wire.FrameDone {
				return err
			}
			e, err := wire.DecodeEntry(payload)
			if kind != wire.FrameEntry || err != nil {
				return channel.ErrProtocol.Because(err)
			}
			if len(all) == MaxEntries {
				return ErrTooMany
			}
			all = append(all, e)
		}
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// single reports whether a name from the client's machine is that of one thing in a folder, there and on this machine: programs here
// make files of such names.
func single(name string) bool {
	return name != "" && name != "." && name != ".." && len(name) <= 255 && !strings.ContainsAny(name, "/\x00") && filepath.IsLocal(name) &&
		(runtime.GOOS != "windows" || !strings.ContainsAny(name, `\:`)) && !strings.ContainsFunc(name, acts)
}

func acts(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) || escape.Deceives(r) }

func likeness(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '/' || acts(r) {
			return utf8.RuneError
		}
		return r
	}, name)
}
