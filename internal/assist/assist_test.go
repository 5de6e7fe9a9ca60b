package assist

import (
	"context"
	"errors"
	"net"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/assist/assisttest"
	"surety/internal/assist/power"
	"surety/internal/recording"
	"surety/internal/wire"
)

func dial(t *testing.T, s *Session) *assisttest.Far {
	t.Helper()
	return assisttest.Dial(t, func(ctx context.Context, c net.Conn) error { return s.Serve(ctx, c) })
}

var _ power.Recorder = (*recording.Recorder)(nil) // the real one fits

// offered are the powers that this machine has.
var offered = []wire.Purpose{wire.TerminalView, wire.TerminalType, wire.ScreenView, wire.ScreenControl, wire.FilesFetch, wire.FilesSend, wire.Port}

// TestW1ASessionHasThePowersGrantedAndNoOther tries every power on sessions of every grant.
func TestW1ASessionHasThePowersGrantedAndNoOther(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(r *rapid.T) {
		g := Grant{Powers: rapid.SliceOfDistinct(rapid.SampledFrom(offered), func(c wire.Purpose) wire.Purpose { return c }).Draw(r, "powers")}
		if slices.Contains(g.Powers, wire.FilesFetch) || slices.Contains(g.Powers, wire.FilesSend) {
			g.Folders = []string{dir}
		}
		if slices.Contains(g.Powers, wire.Port) {
			g.Ports = []string{"127.0.0.1:9"}
		}
		if slices.Contains(g.Powers, wire.ScreenView) || slices.Contains(g.Powers, wire.ScreenControl) {
			g.Screen = "127.0.0.1:9"
		}
		rec := assisttest.NewRecorder()
		s, err := Start(t.Context(), rec, g)
		if err != nil {
			r.Fatal(err)
		}
		defer s.Close()
		for _, code := range wire.Powers {
			granted := slices.Contains(g.Powers, code) || code == wire.TerminalView && slices.Contains(g.Powers, wire.TerminalType) ||
				code == wire.ScreenView && slices.Contains(g.Powers, wire.ScreenControl)
			if rec.Has(wire.Power, "+"+string(code)) != granted {
				r.Errorf("%s stands on the recording wrongly", code)
			}
			if !granted {
				dial(t, s).Refused(code, nil, wire.NotGranted)
			}
		}
		if n := len(rec.Events(wire.Mark)); n != len(wire.Powers)-len(rec.Events(wire.Power)) {
			r.Errorf("%d refusals are on the recording", n)
		}
	})
}

func TestW1WhatIsGrantedWorks(t *testing.T) {
	rec := assisttest.NewRecorder()
	s, err := Start(t.Context(), rec, Grant{Powers: offered, Folders: []string{t.TempDir()}, Ports: []string{"127.0.0.1:9"}, Screen: "127.0.0.1:9"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	dial(t, s).Opened(wire.FilesFetch, nil)
	dial(t, s).Opened(wire.FilesSend, nil)
	dial(t, s).Refused(wire.Port, []byte("127.0.0.1:10"), wire.NotNamed)
	dial(t, s).Refused(wire.TerminalView, wire.TerminalOpen{Size: wire.Size{Cols: 80, Rows: 24}}.Encode(), wire.NotFound)
	if err := s.Take(wire.FilesSend); err != nil {
		t.Fatal(err)
	}
	dial(t, s).Refused(wire.FilesSend, nil, wire.NotGranted)
}

func TestW1AGrantThatDoesNotHoldTogetherIsRefused(t *testing.T) {
	dir := t.TempDir()
	for name, g := range map[string]Grant{
		"files without folders":  {Powers: []wire.Purpose{wire.FilesFetch}},
		"folders without files":  {Powers: []wire.Purpose{wire.TerminalView}, Folders: []string{dir}},
		"port without pairs":     {Powers: []wire.Purpose{wire.Port}},
		"pairs without port":     {Ports: []string{"127.0.0.1:9"}},
		"screen without address": {Powers: []wire.Purpose{wire.ScreenView}},
		"address without screen": {Screen: "127.0.0.1:5900"},
		"unknown":                {Powers: []wire.Purpose{"everything"}},
		"twice":                  {Powers: []wire.Purpose{wire.TerminalView, wire.TerminalView}},
	} {
		rec := assisttest.NewRecorder()
		if _, err := Start(t.Context(), rec, g); !errors.Is(err, ErrGrant) || len(rec.Events(wire.Power)) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, folder := range []string{"relative", dir + "/missing", ""} {
		if _, err := Start(t.Context(), assisttest.NewRecorder(), Grant{Powers: []wire.Purpose{wire.FilesFetch}, Folders: []string{folder}}); err == nil {
			t.Errorf("folder %q was taken", folder)
		}
	}
}
