// Package terminal lets the specialist see a terminal on the client's machine, or type into one.
//
// W1: looking on and typing are two handlers; the one for looking on has no path to the keyboard. W2: what a terminal shows
// is recorded before it is handed on, what is typed before it is passed to the shell; nothing is passed while the recording
// is not ready. Passwords: what is typed while the machine does not show it (ICANON without ECHO) is recorded by its length. The
// moment is that of typing: what is typed ahead of a prompt is recorded as it was shown. A ConPTY does not tell its echo, so
// that on Windows all that is typed is recorded.
//
// Output is handed on raw: the viewer's end filters it (escape). Who attaches gets the picture first, then what follows. A viewer that
// does not read holds the shell's output back, and with it the shell, never memory.
//
// A command that is run by itself has a terminal of its own like a shell, and is on the recording as what it is (wire.Ran): nobody has to read it off the
// screen. How a shell or a command ended is there too.
//
// A shell outlives the stream on which it was opened, for a lost connection; who comes to type and names none gets the one that was left. It ends by itself, by
// Close, or with the worker.
package terminal

import (
	"context"
	"errors"
	"os/exec"
	"sync"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

// MaxShells is how many shells of one session may run at once.
const MaxShells = 8

// Terminals are the shells of one session.
type Terminals struct {
	record  power.Recorder
	command func(text string) (*exec.Cmd, error)
	taking  sync.Mutex // one after another finds or starts a shell to type in

	mu     sync.Mutex
	shells map[uint32]*Shell
	newest uint32
	closed bool
}

// New begins without a shell. Each is the user's login shell in a clean environment, which also runs the commands.
func New(record power.Recorder) *Terminals {
	return &Terminals{record: record, command: login, shells: map[uint32]*Shell{}}
}

// Start starts a shell under a number of the recording that nothing else has, or, where there is one, a command by itself. Faults: wire.TooMany, wire.Failed, and what
// the recorder says.
func (t *Terminals) Start(number uint32, size wire.Size, command string) (*Shell, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.shells) >= MaxShells || t.closed {
		return nil, wire.TooMany
	}
	cmd, err := t.command(command)
	if err != nil {
		return nil, errors.Join(wire.Failed, err)
	}
	s, err := start(t.record, number, cmd, size, command)
	if err != nil {
		return nil, err
	}
	t.shells[number], t.newest = s, number
	go func() {
		<-s.over
		t.mu.Lock()
		delete(t.shells, number)
		t.mu.Unlock()
	}()
	return s, nil
}

// find returns a running shell; 0 is the newest.
func (t *Terminals) find(number uint32) (*Shell, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if number == 0 {
		number = t.newest
	}
	if s := t.shells[number]; s != nil {
		return s, nil
	}
	return nil, wire.NotFound
}

// Close ends all shells. What they started elsewhere is the keeper's.
func (t *Terminals) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	for _, s := range t.shells {
		s.Close()
	}
}

// View is the handler of terminal.view: it shows a shell that runs.
func (t *Terminals) View(ctx context.Context, stream *power.Stream, argument []byte) error {
	open, err := wire.DecodeTerminalOpen(argument)
	if err != nil {
		return err
	}
	s, err := t.find(open.Stream)
	if err != nil {
		return err
	}
	return attend(ctx, stream, s, func(uint8, []byte) error { return power.ErrProtocol })
}

// Type is the handler of terminal.type: it goes on with a shell, named or left, or starts one, shows it, and types what comes.
func (t *Terminals) Type(ctx context.Context, stream *power.Stream, argument []byte) error {
	open, err := wire.DecodeTerminalOpen(argument)
	if err != nil {
		return err
	}
	s, err := t.take(stream.Number, open)
	if err != nil {
		return err
	}
	defer s.typists.Add(-1)
	return attend(ctx, stream, s, func(kind uint8, payload []byte) error { return s.take(stream, kind, payload) })
}

// take finds the shell that somebody wants to type in. A shell in which nobody types any more, because the program of who typed was killed, is taken up
// before another is begun: it would go on where nobody sees it, and the work in it be lost.
func (t *Terminals) take(number uint32, open wire.TerminalOpen) (s *Shell, err error) {
	t.taking.Lock()
	defer t.taking.Unlock()
	switch {
	case open.Stream != 0:
		s, err = t.find(open.Stream)
	case open.Command == "":
		s = t.left()
	}
	if err == nil && s != nil {
		err = s.Resize(open.Size)
	} else if err == nil {
		s, err = t.Start(number, open.Size, open.Command)
	}
	if err == nil {
		s.typists.Add(1)
	}
	return s, err
}

// left is the newest shell or command in which nobody types; nil if there is none.
func (t *Terminals) left() (s *Shell) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, other := range t.shells {
		if other.typists.Load() == 0 && (s == nil || other.number > s.number) {
			s = other
		}
	}
	return s
}

// take does what a frame of the typing end says. Input that is refused is answered; the stream goes on.
func (s *Shell) take(stream *power.Stream, kind uint8, payload []byte) (err error) {
	switch kind {
	case wire.FrameType:
		err = s.Type(payload)
	case wire.FrameResize:
		var size wire.Size
		if size, err = wire.DecodeSize(payload); err == nil {
			err = s.Resize(size)
		}
	default:
		return power.ErrProtocol
	}
	var refusal wire.Refusal
	if errors.As(err, &refusal) {
		return stream.Send(wire.FrameRefused, refusal.Encode())
	}
	return err
}

// attend shows the shell on the stream and hands its frames to take, until one of them ends.
func attend(ctx context.Context, stream *power.Stream, s *Shell, take func(uint8, []byte) error) error {
	if err := stream.Send(wire.FrameOpened, wire.EncodeStream(s.number)); err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go func() {
		for {
			kind, payload, err := stream.Next(wire.MaxPayload)
			if err == nil {
				err = take(kind, payload)
			}
			if err != nil {
				stop(err)
				return
			}
		}
	}()
	if err := s.Watch(ctx, func(b []byte) error { return stream.Send(wire.FrameShow, b) }); err != nil {
		return err
	}
	return stream.Send(wire.FrameExit, wire.EncodeExit(s.exit))
}
