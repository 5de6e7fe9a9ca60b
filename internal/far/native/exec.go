package native

import (
	"context"
	"io"
	"strings"
	"time"

	"surety/internal/far"
	"surety/internal/wire"
)

// interruptedWithin is how long a command has to end that was interrupted. Who leaves at once takes the interrupt along.
const interruptedWithin = 3 * time.Second

// exec runs a command by itself. It has a terminal at the client's end, where everything is seen as it happens; who asked for none here gets lines that end as a
// pipe's do. Without its program here a command is interrupted: nobody would see it go on.
func (s *session) exec(command string) uint32 {
	if strings.HasPrefix(command, "scp ") {
		s.say("the old scp protocol is not spoken; leave out -O")
		return 1
	}
	if !s.server.granted(wire.TerminalType) {
		s.say("the client did not grant typing, and a command is as good as typed")
		return 1
	}
	s.plain.on = !s.pty
	term, err := s.server.session.Command(s.ctx, command, s.size, s)
	if err != nil {
		s.say(words(err))
		return 1
	}
	s.have(term)
	ctx, leave := context.WithCancel(context.WithoutCancel(s.ctx))
	defer leave()
	defer context.AfterFunc(s.ctx, func() {
		_ = term.Type([]byte{interrupt})
		time.AfterFunc(interruptedWithin, leave)
	})()
	go s.feed(term)
	code, err := term.Run(ctx)
	if err == nil {
		return uint32(code)
	}
	if ctx.Err() == nil {
		s.say(words(err))
	}
	return failed
}

// feed types what the command is given, and its end.
func (s *session) feed(term *far.Terminal) {
	for buf := make([]byte, 4096); ; {
		n, err := s.Read(buf)
		if n > 0 {
			_ = term.Type(buf[:n])
		}
		if err == io.EOF && s.ctx.Err() == nil && !s.pty {
			_ = term.Type([]byte{endOfText})
		}
		if err != nil {
			return
		}
	}
}

// lines makes the lines of a terminal (CR LF) those of a pipe (LF), where it is on.
type lines struct {
	on   bool
	held bool // a CR of which it is not known what follows
	out  []byte
}

func (l *lines) take(b []byte) []byte {
	if !l.on {
		return b
	}
	l.out = l.out[:0]
	for _, c := range b {
		if l.held && c != '\n' {
			l.out = append(l.out, '\r')
		}
		if l.held = c == '\r'; !l.held {
			l.out = append(l.out, c)
		}
	}
	return l.out
}
