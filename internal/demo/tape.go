package demo

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"surety/internal/wire"
)

// tape is what is recorded of a session.
type tape struct {
	Prompt string `json:"prompt"`
	Beats  []beat `json:"beats"`
}

// beat is one thing that happens; the first that is set says which.
type beat struct {
	Wait     float64   `json:"wait"`     // seconds before it
	Terminal uint32    `json:"terminal"` // 0: the first
	Size     [2]uint16 `json:"size"`     // columns and rows: a terminal that opens, or changes

	Run  string   `json:"run"`  // typed, and shown as it is
	Mask string   `json:"mask"` // the machine's question; what is typed is not shown, and not kept
	Show []string `json:"show"` // what the machine answers, piece by piece
	Exit int      `json:"exit"`

	File string `json:"file"` // its text
	Name string `json:"name"`
	Sent bool   `json:"sent"` // to the client's machine

	Port    string `json:"port"`
	In, Out uint64 // bytes

	Paused float64 `json:"paused"` // seconds, by the client
}

const (
	keyTime    = 70 * time.Millisecond  // between two keys
	pieceTime  = 450 * time.Millisecond // between two pieces of an answer
	passLength = 14                     // of what is typed unseen
)

// readTape reads a file of world/tape.
func readTape(name string) (t tape, err error) {
	text, err := files.ReadFile("world/tape/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(text, &t)
	}
	return t, err
}

// play records the tape of the session.
func (m *machine) play(ctx context.Context) error {
	t, err := readTape(m.Tape)
	if err != nil {
		return err
	}
	for i, b := range t.Beats {
		b.Terminal = max(b.Terminal, 1)
		m.Clock.Advance(seconds(b.Wait))
		if err := m.beat(ctx, t.Prompt, b); err != nil {
			return fmt.Errorf("tape %s, beat %d: %w", m.Tape, i+1, err)
		}
	}
	m.Clock.Advance(3 * time.Second)
	return nil
}

func seconds(n float64) time.Duration { return time.Duration(math.Round(n*1e6)) * time.Microsecond }

func (m *machine) beat(ctx context.Context, prompt string, b beat) error {
	switch {
	case b.Size[0] > 0:
		if err := m.store(ctx, wire.Resized, b.Terminal, wire.Size{Cols: b.Size[0], Rows: b.Size[1]}.Encode()); err != nil {
			return err
		}
		return m.shows(ctx, b.Terminal, b.Show...)
	case b.Run != "":
		return m.runs(ctx, prompt, b)
	case b.File != "":
		return m.files(ctx, b)
	case b.Port != "":
		return m.reaches(ctx, b)
	case b.Paused > 0:
		return m.pauses(ctx, seconds(b.Paused))
	}
	return fmt.Errorf("nothing happens in it")
}

// runs types a command at a prompt whose shell marks what it runs (OSC 133), as many shells do.
func (m *machine) runs(ctx context.Context, prompt string, b beat) error {
	if err := m.shows(ctx, b.Terminal, "\x1b]133;A\a"+prompt+"\x1b]133;B\a"); err != nil {
		return err
	}
	for _, key := range b.Run {
		m.Clock.Advance(keyTime)
		typed := utf8.AppendRune(nil, key)
		if err := m.recorder.Note(wire.Input, b.Terminal, typed); err != nil {
			return err
		}
		if err := m.recorder.Note(wire.Output, b.Terminal, typed); err != nil {
			return err
		}
	}
	m.Clock.Advance(5 * keyTime)
	if err := m.store(ctx, wire.Input, b.Terminal, []byte("\r")); err != nil {
		return err
	}
	if err := m.shows(ctx, b.Terminal, "\r\n\x1b]133;C\a"); err != nil {
		return err
	}
	if b.Mask != "" {
		if err := m.asks(ctx, b); err != nil {
			return err
		}
	}
	return m.shows(ctx, b.Terminal, append(b.Show, fmt.Sprintf("\x1b]133;D;%d\a", b.Exit))...)
}

// asks for something that is typed unseen: only its length is kept.
func (m *machine) asks(ctx context.Context, b beat) error {
	if err := m.shows(ctx, b.Terminal, b.Mask); err != nil {
		return err
	}
	m.Clock.Advance(passLength * keyTime)
	if err := m.store(ctx, wire.Masked, b.Terminal, wire.EncodeCount(passLength)); err != nil {
		return err
	}
	return m.shows(ctx, b.Terminal, "\r\n")
}

func (m *machine) shows(ctx context.Context, terminal uint32, pieces ...string) error {
	for i, p := range pieces {
		if i > 0 {
			m.Clock.Advance(pieceTime)
		}
		if err := m.store(ctx, wire.Output, terminal, []byte(p)); err != nil {
			return err
		}
	}
	return nil
}

// Streams of what is no terminal.
const (
	fileStream = 8
	portStream = 9
)

func (m *machine) files(ctx context.Context, b beat) error {
	f := wire.File{Direction: wire.Fetched, Name: b.Name, Size: uint64(len(b.File)), SHA256: sha256.Sum256([]byte(b.File))}
	if b.Sent {
		f.Direction = wire.Sent
	}
	return m.store(ctx, wire.Filed, fileStream, f.Encode())
}

// reaches opens an address, and tells twice what has gone through it.
func (m *machine) reaches(ctx context.Context, b beat) error {
	if err := m.store(ctx, wire.Tunnel, portStream, wire.Transfer{Address: b.Port, In: b.In / 3, Out: b.Out / 3}.Encode()); err != nil {
		return err
	}
	m.Clock.Advance(20 * time.Second)
	return m.store(ctx, wire.Tunnel, portStream, wire.Transfer{Address: b.Port, In: b.In, Out: b.Out, Finished: true}.Encode())
}

// pauses has the client pause the session, and let it go on.
func (m *machine) pauses(ctx context.Context, d time.Duration) error {
	turns := []struct {
		kind wire.Kind
		step wire.Step
	}{{wire.Paused, wire.Pause}, {wire.Resumed, wire.Resume}}
	for i, t := range turns {
		if i > 0 {
			m.Clock.Advance(d)
		}
		if err := m.Remote.Turn(ctx, m.client, m.id, t.step, ""); err != nil {
			return err
		}
		if err := m.store(ctx, t.kind, 0, []byte("client")); err != nil {
			return err
		}
	}
	return nil
}
