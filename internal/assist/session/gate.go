package session

import (
	"errors"
	"slices"
	"sync"
	"time"

	"surety/internal/assist/power"
	"surety/internal/clock"
	"surety/internal/wire"
)

// Why the gate refuses.
var (
	errPaused = errors.New("session: paused")
	errOver   = errors.New("session: over")
	// ErrHeld says that the session stays paused: somebody else paused it, and only they may lift that.
	ErrHeld = errors.New("session: paused by somebody else")
)

// holder is who holds a pause. here is the client at this machine: no word of the server's lifts that.
type holder string

const (
	here   holder = "here"
	client holder = "client" // in the portal
)

var holders = map[wire.Party]holder{wire.Client: client, wire.Specialist: "specialist", wire.Lead: "lead", wire.Server: "server"}

// Deed is something that was done, as the client is shown it.
type Deed struct {
	Kind string `json:"kind"` // fetched, sent, removed, made, moved, tunnel, terminal, screen, refused
	Name string `json:"name"`
	Size uint64 `json:"size"`
}

// Done counts what was done.
type Done struct {
	Terminals, Screens, Typed, Fetched, Sent, Changed, Tunnels int
	Bytes                                                      uint64 // of files and tunnels
}

const lastDeeds = 6

// gate stands between the powers and the recording. It is the recorder that powers see.
type gate struct {
	power.Recorder
	clock   clock.Clock
	changed func()

	mu     sync.Mutex
	paused map[holder]bool
	over   bool
	input  time.Time
	seen   map[uint32]wire.Kind
	deeds  []Deed
	done   Done
}

var _ power.Recorder = (*gate)(nil)

func newGate(record power.Recorder, c clock.Clock, changed func()) *gate {
	return &gate{Recorder: record, clock: c, changed: changed, paused: map[holder]bool{}, input: c.Now(), seen: map[uint32]wire.Kind{}}
}

// Ready is nil when something may be typed, sent, opened or moved now.
func (g *gate) Ready() error {
	if err := g.held(); err != nil {
		return err
	}
	return g.Recorder.Ready()
}

func (g *gate) held() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.over:
		return errOver
	case len(g.paused) > 0:
		return errPaused
	}
	return nil
}

// Append records, unless it is input and there may be none.
func (g *gate) Append(kind wire.Kind, stream uint32, payload []byte) error {
	return g.pass(g.Recorder.Append, kind, stream, payload)
}

// Note records like Append what nobody waits for.
func (g *gate) Note(kind wire.Kind, stream uint32, payload []byte) error {
	return g.pass(g.Recorder.Note, kind, stream, payload)
}

// Typed records what was typed.
func (g *gate) Typed(stream uint32, typed []byte, echo bool) error {
	if err := g.held(); err != nil {
		return err
	}
	if err := g.Recorder.Typed(stream, typed, echo); err != nil {
		return err
	}
	g.count(wire.Input, stream, nil)
	return nil
}

func (g *gate) pass(how func(wire.Kind, uint32, []byte) error, kind wire.Kind, stream uint32, payload []byte) error {
	if kind == wire.Input || kind == wire.Masked || kind == wire.Ran {
		if err := g.held(); err != nil {
			return err
		}
	}
	if err := how(kind, stream, payload); err != nil {
		return err
	}
	g.count(kind, stream, payload)
	return nil
}

// count keeps what the client is shown, and when something was last done.
func (g *gate) count(kind wire.Kind, stream uint32, payload []byte) {
	g.mu.Lock()
	first := g.seen[stream] == 0 && (kind == wire.Resized || kind == wire.Screen)
	if first {
		g.seen[stream] = kind
	}
	told := true
	switch kind {
	case wire.Input, wire.Masked:
		g.input, told = g.clock.Now(), g.done.Typed == 0
		g.done.Typed++
	case wire.Ran:
		g.input = g.clock.Now()
		g.deed(Deed{Kind: "ran", Name: string(payload)})
	case wire.Filed:
		g.filed(payload)
	case wire.Tunnel:
		g.tunnelled(payload)
	case wire.Resized:
		if first {
			g.done.Terminals++
			g.deed(Deed{Kind: "terminal"})
		}
	case wire.Screen:
		if told = first; first {
			g.done.Screens++
			g.deed(Deed{Kind: "screen"})
		}
	case wire.Mark:
		g.deed(Deed{Kind: "refused", Name: string(payload)})
	default:
		told = false
	}
	g.mu.Unlock()
	if told {
		g.changed()
	}
}

var filedAs = map[wire.Direction]string{wire.Fetched: "fetched", wire.Sent: "sent", wire.Removed: "removed", wire.Made: "made", wire.Moved: "moved",
	wire.ModeSet: "mode", wire.TimeSet: "time"}

func (g *gate) filed(payload []byte) {
	f, err := wire.DecodeFile(payload)
	if err != nil || filedAs[f.Direction] == "" {
		return
	}
	g.input = g.clock.Now()
	switch f.Direction {
	case wire.Fetched:
		g.done.Fetched++
		g.done.Bytes += f.Size
	case wire.Sent:
		g.done.Sent++
		g.done.Bytes += f.Size
	default:
		g.done.Changed++
	}
	g.deed(Deed{filedAs[f.Direction], f.Name, f.Size})
}

func (g *gate) tunnelled(payload []byte) {
	t, err := wire.DecodeTransfer(payload)
	if err != nil {
		return
	}
	g.input = g.clock.Now()
	switch {
	case t.Finished:
		g.done.Bytes += t.In + t.Out
	case t.In+t.Out == 0:
		g.done.Tunnels++
		g.deed(Deed{Kind: "tunnel", Name: t.Address})
	}
}

func (g *gate) deed(d Deed) {
	g.deeds = append(g.deeds, d)
	if len(g.deeds) > lastDeeds {
		g.deeds = slices.Delete(g.deeds, 0, len(g.deeds)-lastDeeds)
	}
}

func (g *gate) lastInput() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.input
}

// pause stops everything but what is shown, and stands on the recording.
func (g *gate) pause(by holder) error {
	g.mu.Lock()
	again := g.paused[by]
	g.paused[by] = true
	g.mu.Unlock()
	if again {
		return nil
	}
	return g.Recorder.Append(wire.Paused, 0, []byte(by))
}

// resume lifts the pauses of these, and none else's: ErrHeld says that one remains.
func (g *gate) resume(by ...holder) error {
	for _, h := range by {
		g.mu.Lock()
		was := g.paused[h]
		g.mu.Unlock()
		if !was {
			continue
		}
		if err := g.Recorder.Append(wire.Resumed, 0, []byte(h)); err != nil {
			return err
		}
		g.mu.Lock()
		delete(g.paused, h)
		g.input = g.clock.Now()
		g.mu.Unlock()
	}
	if g.held() != nil {
		return ErrHeld
	}
	return nil
}

// holds tells whether a pause of this holder stands.
func (g *gate) holds(h holder) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.paused[h]
}

// shut ends it for good.
func (g *gate) shut() {
	g.mu.Lock()
	g.over = true
	g.mu.Unlock()
}

// watch returns what tells once that the recording has become ready, or no longer is.
func (g *gate) watch() func() {
	was := true
	return func() {
		if is := g.Recorder.Ready() == nil; is != was {
			was = is
			g.changed()
		}
	}
}

func (g *gate) state() State {
	ready := g.Recorder.Ready() == nil
	g.mu.Lock()
	defer g.mu.Unlock()
	s := State{Ready: ready, Deeds: slices.Clone(g.deeds), Done: g.done}
	for h := range g.paused {
		s.Paused = append(s.Paused, string(h))
	}
	slices.Sort(s.Paused)
	return s
}
