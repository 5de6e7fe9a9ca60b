package keeper

import (
	"bufio"
	"io"
	"sync"
	"time"

	"surety/internal/wire"
)

// frameBeat is the one kind of frame that Line keeps for itself.
const frameBeat uint8 = 0

// queue is how many frames wait for the other end at most.
const queue = 64

// Line carries frames between keeper and worker. Send never waits: the keeper must not hang with its worker.
type Line struct {
	frames *wire.FrameReader
	heard  func()
	in     io.Closer
	send   chan []byte
	once   sync.Once
	over   chan struct{}
}

func newLine(in io.ReadCloser, out io.WriteCloser) *Line {
	l := &Line{frames: wire.NewFrameReader(bufio.NewReader(in)), heard: func() {}, in: in, send: make(chan []byte, queue), over: make(chan struct{})}
	go l.write(out)
	return l
}

func (l *Line) write(out io.WriteCloser) {
	defer out.Close()
	for {
		select {
		case frame := <-l.send:
			if _, err := out.Write(frame); err != nil {
				return
			}
		case <-l.over:
			return
		}
	}
}

// Send gives the other end a frame of a kind above 0, or returns ErrHung when too many wait there already.
func (l *Line) Send(kind uint8, payload []byte) error {
	select {
	case l.send <- wire.AppendFrame(nil, kind, payload):
		return nil
	default:
		return ErrHung
	}
}

// Next waits for a frame of the other end; it is good until the next call. io.EOF says that the other end is gone.
func (l *Line) Next() (kind uint8, payload []byte, err error) {
	for {
		kind, payload, err = l.frames.Next(wire.MaxFrame)
		if err == nil {
			l.heard()
		}
		if err != nil || kind != frameBeat {
			return kind, payload, err
		}
	}
}

// Close ends the line. The other end notices.
func (l *Line) Close() {
	l.once.Do(func() { close(l.over); l.in.Close() })
}

// Attach is the worker's first act. It waits for the keeper's first beat, before which the system may not yet hold the
// worker fast, and from then on calls lost, once, when no beat came for Patience. Next must be called without
// pause: beats are read there. A worker ends on lost and on every error of Next: End.
func Attach(in io.ReadCloser, out io.WriteCloser, lost func()) (*Line, error) {
	l := newLine(in, out)
	if kind, _, err := l.frames.Next(wire.MaxFrame); err != nil || kind != frameBeat {
		l.Close()
		return nil, io.ErrUnexpectedEOF
	}
	if err := inherit(); err != nil {
		l.Close()
		return nil, err
	}
	timer := time.AfterFunc(Patience, lost)
	l.heard = func() { timer.Reset(Patience) }
	return l, nil
}
