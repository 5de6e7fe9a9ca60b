package terminal

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/charmbracelet/x/xpty"

	"surety/internal/assist/power"
	"surety/internal/escape"
	"surety/internal/wire"
)

// readBytes is the most that is read from a shell at once, and waiting the most reads that wait for a viewer.
const (
	readBytes = 16 << 10
	waiting   = 4
)

// Shell is one shell in a terminal of its own.
type Shell struct {
	number uint32
	record power.Recorder
	pty    xpty.Pty
	cmd    *exec.Cmd
	over   chan struct{} // it has ended and all its output is handed on
	exit   uint16        // its exit code, once over

	typing  sync.Mutex   // one piece of input after another
	typists atomic.Int32 // streams on which it may be typed in

	mu      sync.Mutex
	picture *escape.Screen // what is to be seen now
	viewers map[*viewer]bool
	first   *viewer // of a command: waits for who asked for it, who gets what it shows and no picture
	size    wire.Size
}

// viewer is somebody who looks on.
type viewer struct {
	output  chan []byte
	gone    chan struct{}
	waiting atomic.Int32 // pieces in output or on their way out of it, and the picture: nothing may overtake them
	direct  func([]byte) error
	failed  chan error // of direct, once
}

func start(record power.Recorder, number uint32, cmd *exec.Cmd, size wire.Size, command string) (*Shell, error) {
	if err := record.Append(wire.Resized, number, size.Encode()); err != nil {
		return nil, err
	}
	if command != "" {
		if err := record.Append(wire.Ran, number, []byte(command)); err != nil {
			return nil, errors.Join(wire.NotReady, err)
		}
	}
	pty, err := xpty.NewPty(int(size.Cols), int(size.Rows))
	if err != nil {
		return nil, errors.Join(wire.Failed, err)
	}
	if err := waking(pty); err != nil {
		pty.Close()
		return nil, errors.Join(wire.Failed, err)
	}
	s := &Shell{number: number, record: record, pty: pty, cmd: cmd, over: make(chan struct{}), size: size,
		picture: escape.NewScreen(int(size.Cols), int(size.Rows)), viewers: map[*viewer]bool{}}
	if command != "" {
		s.first = s.view()
	}
	started := make(chan error)
	go s.live(started)
	if err := <-started; err != nil {
		pty.Close()
		return nil, errors.Join(wire.Failed, err)
	}
	return s, nil
}

// live starts the shell, hands its output on and sees it end. It keeps one thread: a PDEATHSIG comes when the thread dies that
// started the process.
func (s *Shell) live(started chan<- error) {
	runtime.LockOSThread()
	s.cmd.SysProcAttr = attributes()
	if err := s.pty.Start(s.cmd); err != nil {
		started <- err
		return
	}
	letGo(s.pty)
	started <- nil
	drained := make(chan struct{})
	go func() { s.pump(); close(drained) }()
	_ = xpty.WaitProcess(context.Background(), s.cmd)
	s.exit = uint16(s.cmd.ProcessState.ExitCode())
	hangUp(s.pty)
	<-drained
	_ = s.record.Append(wire.Exited, s.number, wire.EncodeExit(s.exit)) // a recording that is over needs it no more
	s.pty.Close()
	close(s.over)
}

// pump hands output on until there is none. What cannot be recorded is shown to nobody, and the shell ends.
func (s *Shell) pump() {
	for buf := make([]byte, readBytes); ; {
		n, err := s.pty.Read(buf)
		if n > 0 {
			if s.record.Append(wire.Output, s.number, buf[:n]) != nil {
				s.Close()
				return
			}
			s.show(append([]byte(nil), buf[:n]...))
		}
		if err != nil {
			return
		}
	}
}

// show gives the output to everybody who looked on when it became part of the picture. To who waits for it it goes directly: a key's echo need not be
// handed from one goroutine to another.
func (s *Shell) show(b []byte) {
	s.mu.Lock()
	s.picture.Write(b)
	all := make([]*viewer, 0, len(s.viewers))
	for v := range s.viewers {
		all = append(all, v)
	}
	s.mu.Unlock()
	for _, v := range all {
		if v.waiting.Load() == 0 {
			if err := v.direct(b); err != nil {
				v.failed <- err
				s.forget(v)
			}
			continue
		}
		v.waiting.Add(1)
		select {
		case v.output <- b:
		case <-v.gone:
		}
	}
}

func (s *Shell) forget(v *viewer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.viewers, v)
}

// Watch gives show the picture as it is and then all output (who asked for a command gets all output alone), until the shell ends (nil), ctx does, or show fails.
func (s *Shell) Watch(ctx context.Context, show func([]byte) error) error {
	v, picture := s.attach()
	v.direct = show
	defer close(v.gone)
	defer s.forget(v)
	err := inPieces(picture, show)
	for v.waiting.Add(-1); err == nil; v.waiting.Add(-1) {
		select {
		case b := <-v.output:
			err = show(b)
		case err = <-v.failed:
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.over:
			return rest(v, show)
		}
	}
	return err
}

// attach adds a viewer, and tells the picture that it is to be shown first.
func (s *Shell) attach() (v *viewer, picture []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, s.first = s.first, nil; v == nil {
		v, picture = s.view(), s.picture.Picture(nil)
	}
	return v, picture
}

func (s *Shell) view() *viewer {
	v := &viewer{output: make(chan []byte, waiting), gone: make(chan struct{}), failed: make(chan error, 1)}
	v.waiting.Store(1)
	s.viewers[v] = true
	return v
}

// rest is what still waits once the shell is over.
func rest(v *viewer, show func([]byte) error) error {
	for {
		select {
		case b := <-v.output:
			if err := show(b); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

func inPieces(b []byte, show func([]byte) error) error {
	for len(b) > 0 {
		n := min(len(b), readBytes)
		if err := show(b[:n]); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// Type passes input to the shell once it is recorded. Faults: wire.NotReady (nothing was passed), wire.Failed (the shell takes no
// more).
func (s *Shell) Type(b []byte) error {
	s.typing.Lock()
	defer s.typing.Unlock()
	if err := s.record.Ready(); err != nil {
		return errors.Join(wire.NotReady, err)
	}
	if err := s.record.Typed(s.number, b, echoes(s.pty)); err != nil {
		return errors.Join(wire.NotReady, err)
	}
	if err := write(s.pty, b); err != nil {
		return errors.Join(wire.Failed, err)
	}
	return nil
}

// Resize sets the terminal's size.
func (s *Shell) Resize(size wire.Size) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if size == s.size {
		return nil
	}
	if err := s.record.Append(wire.Resized, s.number, size.Encode()); err != nil {
		return errors.Join(wire.NotReady, err)
	}
	if err := s.pty.Resize(int(size.Cols), int(size.Rows)); err != nil {
		return errors.Join(wire.Failed, err)
	}
	s.size = size
	s.picture.Resize(int(size.Cols), int(size.Rows))
	return nil
}

// Number is the stream of the recording.
func (s *Shell) Number() uint32 { return s.number }

// Over is closed when the shell has ended.
func (s *Shell) Over() <-chan struct{} { return s.over }

// Close ends the shell.
func (s *Shell) Close() { _ = s.cmd.Process.Kill() }
