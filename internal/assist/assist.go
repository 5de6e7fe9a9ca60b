// Package assist is the client's program in a remote session: what it lets in, what it records, and how it ends.
//
// Its parts know no network: each power speaks on a stream and to a recorder (power.Recorder). keeper parts the program in two, so
// that the client's stop needs nobody. terminal, folder and port are the powers. Here the powers of one session are made from
// what the client granted.
//
// W1: Start makes a handler for each power granted, out of the folders and addresses granted with it, and there is no other way to one.
// W2 and W3 are kept by the parts; docs/design/assist.md says where.
//
// It imports neither db nor web.
package assist

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"

	"surety/internal/assist/folder"
	"surety/internal/assist/port"
	"surety/internal/assist/power"
	"surety/internal/assist/screen"
	"surety/internal/assist/terminal"
	"surety/internal/wire"
)

// Grant is what the client consented to.
type Grant struct {
	Powers  []wire.Purpose
	Folders []string // absolute; for files.fetch and files.send
	Ports   []string // host:port; for port
	Screen  string   // address:port of a VNC server on this machine; for the screen's powers
	Quota   uint64   // bytes that may be sent to the machine
	// Resolver has found the addresses of ports before, so that they lead where the client was shown; nil for the system's.
	Resolver port.Resolver
}

// ErrGrant says that a grant does not hold together: a power twice, one that this machine does not offer, or folders,
// ports and a screen without the power that they are for.
var ErrGrant = errors.New("assist: not a grant that can be kept")

// Session is what one grant made possible.
type Session struct {
	*power.Set
	Terminals *terminal.Terminals // nil without a terminal's power
	Folders   *folder.Folders     // nil without a power over files
	Ports     *port.Ports         // nil without that power
	Screen    *screen.Screen      // nil without a power over the screen
}

// makers make the handlers of powers. What is not here is not offered by this machine.
var makers = map[wire.Purpose]func(*Session) power.Handler{
	wire.TerminalView:  func(s *Session) power.Handler { return s.Terminals.View },
	wire.TerminalType:  func(s *Session) power.Handler { return s.Terminals.Type },
	wire.ScreenView:    func(s *Session) power.Handler { return s.Screen.View },
	wire.ScreenControl: func(s *Session) power.Handler { return s.Screen.Control },
	wire.FilesFetch:    func(s *Session) power.Handler { return s.Folders.Fetch },
	wire.FilesSend:     func(s *Session) power.Handler { return s.Folders.Send },
	wire.Port:          func(s *Session) power.Handler { return s.Ports.Open },
}

// implied are the powers that come with another: who types or controls sees what happens.
var implied = map[wire.Purpose]wire.Purpose{wire.TerminalType: wire.TerminalView, wire.ScreenControl: wire.ScreenView}

// Implied tells which powers come with which other: not a map that anybody may change.
func Implied() map[wire.Purpose]wire.Purpose { return maps.Clone(implied) }

// Start makes the powers of a grant. Faults: ErrGrant, what folder.Open and port.New find wrong with what was named, and
// what the recorder says.
func Start(ctx context.Context, record power.Recorder, g Grant) (*Session, error) {
	codes, err := g.codes()
	if err != nil {
		return nil, err
	}
	s := &Session{}
	if err = s.open(ctx, record, g, slices.Contains(codes, wire.TerminalView)); err == nil {
		handlers := map[wire.Purpose]power.Handler{}
		for _, code := range codes {
			handlers[code] = makers[code](s)
		}
		s.Set, err = power.New(record, handlers)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// open opens what the powers are over.
func (s *Session) open(ctx context.Context, record power.Recorder, g Grant, shells bool) (err error) {
	if shells {
		s.Terminals = terminal.New(record)
	}
	if len(g.Folders) > 0 {
		s.Folders, err = folder.Open(record, g.Folders, g.Quota)
	}
	if len(g.Ports) > 0 && err == nil {
		s.Ports, err = port.New(ctx, record, cmp.Or[port.Resolver](g.Resolver, net.DefaultResolver), g.Ports)
	}
	if g.Screen != "" && err == nil {
		s.Screen, err = screen.New(record, g.Screen)
	}
	return err
}

// codes are the powers granted and implied.
func (g Grant) codes() (codes []wire.Purpose, err error) {
	for _, code := range g.Powers {
		if makers[code] == nil || count(g.Powers, code) > 1 {
			return nil, fmt.Errorf("%w: %q", ErrGrant, code)
		}
		codes = append(codes, code)
		if also := implied[code]; also != "" && !slices.Contains(g.Powers, also) {
			codes = append(codes, also)
		}
	}
	files := slices.Contains(codes, wire.FilesFetch) || slices.Contains(codes, wire.FilesSend)
	if files != (len(g.Folders) > 0) || slices.Contains(codes, wire.Port) != (len(g.Ports) > 0) || slices.Contains(codes, wire.ScreenView) != (g.Screen != "") {
		return nil, ErrGrant
	}
	return codes, nil
}

func count(codes []wire.Purpose, code wire.Purpose) (n int) {
	for _, c := range codes {
		if c == code {
			n++
		}
	}
	return n
}

// Close ends the powers with their streams, and shells, and takes away what was not sent to its end.
func (s *Session) Close() {
	if s.Set != nil {
		s.Set.End()
	}
	if s.Terminals != nil {
		s.Terminals.Close()
	}
	if s.Folders != nil {
		s.Folders.Close()
	}
}
