package far

import (
	"bufio"
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"surety/internal/channel"
	"surety/internal/escape"
	"surety/internal/wire"
)

// resetWait is how long is waited before a stream is opened again that the other end cut; each further time twice as long, up to resetMost.
const (
	resetWait = 500 * time.Millisecond
	resetMost = 15 * time.Second
)

// Viewer is what a terminal is shown on. It is called by one goroutine, and what follows waits until it has returned.
type Viewer interface {
	// Show shows what may be drawn; the bytes are good until it returns.
	Show(b []byte)
	// Again tells that the line was lost and is there again: what follows draws the whole screen anew.
	Again()
	// Refused tells that something typed, or a size, was not taken.
	Refused(err error)
}

// Terminal is a terminal of the client's machine. Its shell lives there and outlives a lost line.
type Terminal struct {
	session *Session
	power   wire.Purpose
	view    Viewer
	number  uint32
	command string // that it was opened for, if it was

	sending sync.Mutex // one frame after another

	mu     sync.Mutex
	stream *channel.Stream
	size   wire.Size
	filter *escape.Filter
}

// Terminal opens a terminal: with wire.TerminalType a new shell, or the one of that number; with wire.TerminalView to look on, at the
// newest where number is 0. Run shows it. Faults: a refusal of the client's end, those of the line.
func (s *Session) Terminal(ctx context.Context, power wire.Purpose, number uint32, size wire.Size, v Viewer) (*Terminal, error) {
	t := &Terminal{session: s, power: power, view: v, number: number, size: size}
	if err := t.attach(ctx); err != nil {
		return nil, err
	}
	return t, nil
}

// Command runs a command by itself, in a terminal of its own that ends with it; Run shows it and tells its exit code. It is on the recording as a command. Its
// text is UTF-8, without NUL and at most wire.MaxCommand bytes (ErrCommand). The power is wire.TerminalType.
func (s *Session) Command(ctx context.Context, text string, size wire.Size, v Viewer) (*Terminal, error) {
	if _, err := wire.DecodeCommand([]byte(text)); err != nil {
		return nil, ErrCommand
	}
	t := &Terminal{session: s, power: wire.TerminalType, view: v, command: text, size: size}
	if err := t.attach(ctx); err != nil {
		return nil, err
	}
	return t, nil
}

// Number is the terminal's number on the recording, by which another may look on.
func (t *Terminal) Number() uint32 { return t.number }

// attach opens the terminal's stream. What it shows begins with a picture, so the filter begins anew too.
func (t *Terminal) attach(ctx context.Context) error {
	t.mu.Lock()
	o := wire.TerminalOpen{Stream: t.number, Size: t.size}
	if t.number == 0 {
		o.Command = t.command
	}
	t.mu.Unlock()
	stream, err := t.session.open(ctx, channel.Interactive, t.power, o.Encode())
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stream, t.number = stream, stream.Number
	t.filter = escape.NewFilter(int(t.size.Cols), int(t.size.Rows))
	return nil
}

// Run shows the terminal until its shell ends, and tells the exit code. A lost line is waited for. When ctx ends the terminal is left, and
// its shell goes on. Faults: that the shell is gone, or the power, or the session; ctx's.
func (t *Terminal) Run(ctx context.Context) (exit uint16, err error) {
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.stream.Close()
	}()
	for {
		exit, err = t.show(ctx)
		if err == nil || !t.session.lost(err) {
			return exit, err
		}
		if err = t.again(ctx, err); err != nil {
			return 0, err
		}
		t.view.Again()
	}
}

func (t *Terminal) again(ctx context.Context, why error) error {
	for wait := resetWait; t.session.lost(why) || returning(why); {
		if errors.Is(why, channel.ErrStreamReset) || returning(why) {
			if err := t.session.pause(ctx, &wait); err != nil {
				return err
			}
		}
		why = t.attach(ctx)
	}
	return why
}

// show hands on what one stream shows.
func (t *Terminal) show(ctx context.Context) (exit uint16, err error) {
	t.mu.Lock()
	stream := t.stream
	t.mu.Unlock()
	defer context.AfterFunc(ctx, func() { stream.Close() })()
	frames, buf := wire.NewFrameReader(bufio.NewReaderSize(stream, 16<<10)), []byte(nil)
	for {
		kind, payload, err := frames.Next(wire.MaxPayload)
		if err != nil {
			return 0, unended(ctx, err)
		}
		switch kind {
		case wire.FrameShow:
			if buf = t.harmless(buf[:0], payload); len(buf) > 0 {
				t.view.Show(buf)
			}
		case wire.FrameRefused:
			t.view.Refused(read(payload))
		case wire.FrameExit:
			return wire.DecodeExit(payload)
		default:
			return 0, channel.ErrProtocol
		}
	}
}

// unended tells why reading failed where the other end should have said its last word first.
func unended(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, wire.ErrLong):
		return channel.ErrProtocol.Because(err)
	}
	return err
}

func (t *Terminal) harmless(dst, src []byte) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.filter.Append(dst, src)
}

// Type sends what a person typed. While the line is lost it is a fault, and nothing is kept for later. Faults: ErrViewOnly, those of the
// line; a refusal comes by Viewer.Refused.
func (t *Terminal) Type(b []byte) error {
	for len(b) > 0 {
		n := min(len(b), wire.MaxPayload)
		if err := t.send(wire.FrameType, b[:n]); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// Resize tells the size of the viewer, within what wire.Size allows.
func (t *Terminal) Resize(size wire.Size) error {
	if _, err := wire.DecodeSize(size.Encode()); err != nil {
		return err
	}
	t.mu.Lock()
	t.size = size
	t.filter.Resize(int(size.Cols), int(size.Rows))
	t.mu.Unlock()
	if t.power == wire.TerminalView {
		return nil // who looks on sees the other's size
	}
	return t.send(wire.FrameResize, size.Encode())
}

func (t *Terminal) send(kind uint8, payload []byte) error {
	if t.power == wire.TerminalView {
		return ErrViewOnly
	}
	t.mu.Lock()
	stream := t.stream
	t.mu.Unlock()
	t.sending.Lock()
	defer t.sending.Unlock()
	_, err := stream.Write(wire.AppendFrame(nil, kind, payload))
	return err
}
