package native

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/crypto/ssh"

	"surety/internal/far"
	"surety/internal/wire"
)

const (
	interrupt = 3 // Ctrl-C
	endOfText = 4 // Ctrl-D
)

// wide is the terminal of a command whose output goes into a file: no line is broken that need not be.
var wide = wire.Size{Cols: wire.MaxSide, Rows: 24}

// session is one channel of that type.
type session struct {
	server *Server
	ssh.Channel
	ctx context.Context

	size  wire.Size
	pty   bool
	plain lines // of a command without a terminal

	mu   sync.Mutex
	term *far.Terminal
}

func (n *Server) serveSession(ctx context.Context, asked ssh.NewChannel) {
	ch, requests, err := asked.Accept()
	if err != nil {
		return
	}
	ctx, end := context.WithCancel(ctx)
	s := &session{server: n, Channel: ch, ctx: ctx, size: wide}
	var running sync.WaitGroup
	for begun := false; ; {
		r, more := <-requests
		if !more {
			break
		}
		do := s.program(r)
		if do == nil || begun {
			_ = r.Reply(do == nil && s.setting(r), nil)
			continue
		}
		begun = true
		_ = r.Reply(true, nil)
		running.Go(func() { s.exit(do()); ch.Close() })
	}
	end()
	running.Wait()
	ch.Close()
}

// program is what a request starts, nil if it starts nothing.
func (s *session) program(r *ssh.Request) func() uint32 {
	var of struct{ Text string }
	switch r.Type {
	case "shell":
		return s.shell
	case "exec":
		if ssh.Unmarshal(r.Payload, &of) == nil {
			return func() uint32 { return s.exec(of.Text) }
		}
	case "subsystem":
		if ssh.Unmarshal(r.Payload, &of) == nil && of.Text == "sftp" {
			return s.sftp
		}
	}
	return nil
}

// setting takes what concerns a terminal: its size. Environment, agents, X11 and signals are not.
func (s *session) setting(r *ssh.Request) bool {
	var of struct{ Cols, Rows, Width, Height uint32 }
	switch r.Type {
	case "pty-req":
		var pty struct {
			Term                      string
			Cols, Rows, Width, Height uint32
			Modes                     string
		}
		if ssh.Unmarshal(r.Payload, &pty) != nil {
			return false
		}
		s.pty, s.size = true, sized(pty.Cols, pty.Rows)
		return true
	case "window-change":
		if ssh.Unmarshal(r.Payload, &of) != nil {
			return false
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.size = sized(of.Cols, of.Rows); s.term != nil {
			_ = s.term.Resize(s.size)
		}
		return true
	}
	return false
}

// sized is a size that a terminal can have; 0 stands for the usual.
func sized(cols, rows uint32) wire.Size {
	side := func(n, usual uint32) uint16 {
		if n == 0 {
			n = usual
		}
		return uint16(min(n, wire.MaxSide))
	}
	return wire.Size{Cols: side(cols, 80), Rows: side(rows, 24)}
}

func (s *session) exit(code uint32) {
	_, _ = s.SendRequest("exit-status", false, ssh.Marshal(struct{ Code uint32 }{code}))
}

func (s *session) say(text string) { fmt.Fprintf(s.Stderr(), "surety: %s\r\n", text) }

// Show, Again and Refused make the channel a far.Viewer.
func (s *session) Show(b []byte)     { _, _ = s.Write(s.plain.take(b)) }
func (s *session) Again()            {} // what follows clears the screen and draws it
func (s *session) Refused(err error) { s.say(words(err)) }

// shell shows a terminal: to type in where that was granted, else to look on.
func (s *session) shell() uint32 {
	power := wire.TerminalType
	if !s.server.granted(power) && s.server.granted(wire.TerminalView) {
		power = wire.TerminalView
		s.say("the client granted looking on; Ctrl-C leaves")
	}
	term, err := s.open(power)
	if err != nil {
		s.say(words(err))
		return 1
	}
	go s.input(term, power == wire.TerminalView)
	return s.run(term, power == wire.TerminalType)
}

// open goes on with a shell whose window was closed, or starts one.
func (s *session) open(power wire.Purpose) (*far.Terminal, error) {
	for power == wire.TerminalType {
		number, ok := s.server.unleave()
		if !ok {
			break
		}
		term, err := s.server.session.Terminal(s.ctx, power, number, s.size, s)
		if !errors.Is(err, wire.NotFound) {
			return s.have(term), err
		}
	}
	term, err := s.server.session.Terminal(s.ctx, power, 0, s.size, s)
	return s.have(term), err
}

func (s *session) have(term *far.Terminal) *far.Terminal {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.term = term
	return term
}

// failed is what ssh itself says of a connection that failed.
const failed = 255

// run shows it to its end. A shell whose window closes goes on, and the next window shows it again.
func (s *session) run(term *far.Terminal, keep bool) uint32 {
	code, err := term.Run(s.ctx)
	switch {
	case err == nil:
		return uint32(code)
	case s.ctx.Err() == nil:
		s.say(words(err))
	case keep:
		s.server.leave(term.Number())
	}
	return failed
}

func (n *Server) leave(number uint32) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.left = append(n.left, number)
}

func (n *Server) unleave() (number uint32, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.left) == 0 {
		return 0, false
	}
	number, n.left = n.left[len(n.left)-1], n.left[:len(n.left)-1]
	return number, true
}

// input types what a person types. Who only looks on leaves with Ctrl-C or Ctrl-D.
func (s *session) input(term *far.Terminal, looking bool) {
	for buf := make([]byte, 4096); ; {
		n, err := s.Read(buf)
		if err != nil {
			return
		}
		if !looking {
			_ = term.Type(buf[:n]) // while the line is lost nothing is kept for later
		} else if strings.ContainsAny(string(buf[:n]), string([]byte{interrupt, endOfText})) {
			s.Close()
			return
		}
	}
}
