// Package over is a snapshot.Store at the other end of a stream: what a client's machine keeps its snapshots in when the
// server has them.
//
// Store is the client's side, Serve the other. Each request is answered before the next on its stream; a Store uses as many streams
// at a time as it is allowed, and opens them as they are needed. What a broken line left undone is done again by asking: objects
// never change, and [snapshot.Archive.Take] begun anew brings only what is not there (Has).
//
// Neither end trusts the other. Both hold at most one frame beyond what their caller gave them; what was not asked for, is longer
// than was said, in no order, or of another kind, ends the stream (ErrProtocol). Store does not check content: names are checked
// by the archive, which reads everything so. Serve removes nothing: only the server's own tidying does.
package over

import (
	"bufio"
	"context"
	"errors"
	"io"

	"surety/internal/fault"
	"surety/internal/snapshot"
	"surety/internal/wire"
)

// Faults of a store over a stream.
var (
	ErrProtocol = fault.New(fault.Unavailable, "snapshot_protocol", "the other end of the stream does not keep to its form")
	ErrLine     = fault.New(fault.Unavailable, "snapshot_line", "the line to the store is broken")
	ErrRefused  = fault.New(fault.Unavailable, "snapshot_refused", "the store refuses")
	ErrRemove   = fault.New(fault.Denied, "snapshot_remove", "what the server keeps is removed by the server")
	// ErrQuota is told by a store that has no room left for this case, or at all.
	ErrQuota = fault.New(fault.TooLarge, "snapshot_quota", "there is no more room for snapshots")
)

// told are the faults that have one code on both ends.
var told = []*fault.Fault{fault.ErrAbsent, fault.ErrInvalid, fault.ErrConflict, fault.ErrDiskFull, snapshot.ErrMisnamed, snapshot.ErrTooLarge, snapshot.ErrDiskFull, snapshot.ErrLost, ErrQuota}

// Store is the store at the other end. It is safe for concurrent use.
type Store struct {
	open  func(context.Context) (io.ReadWriteCloser, error)
	slots chan struct{}
	idle  chan *line
}

// line is one stream.
type line struct {
	io.ReadWriteCloser
	frames *wire.FrameReader
	out    []byte
}

// New makes a store that opens at most so many streams, each already a snapshot stream.
func New(open func(context.Context) (io.ReadWriteCloser, error), streams int) *Store {
	return &Store{open: open, slots: make(chan struct{}, max(streams, 1)), idle: make(chan *line, max(streams, 1))}
}

// Close ends the streams that nobody is using.
func (s *Store) Close() error {
	for {
		select {
		case l := <-s.idle:
			_ = l.Close() // nothing was under way on it
		default:
			return nil
		}
	}
}

// call does one request on a stream of its own. A refusal leaves the stream as it is; everything else that goes wrong ends it.
func (s *Store) call(ctx context.Context, do func(*line) error) error {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	l, err := s.line(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = l.Close() }) // it wakes who waits for an answer
	err = do(l)
	whole := stop()
	var r refusal
	switch {
	case errors.As(err, &r):
		err = r.error
	case err != nil:
		whole = false
	}
	if whole {
		s.idle <- l // it has room for all that slots let in
		return err
	}
	_ = l.Close()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && !errors.Is(err, ErrProtocol) && !errors.As(err, &r):
		return ErrLine.Because(err)
	}
	return err
}

// refusal is an answer that says no.
type refusal struct{ error }

func (s *Store) line(ctx context.Context) (*line, error) {
	select {
	case l := <-s.idle:
		return l, nil
	default:
	}
	stream, err := s.open(ctx)
	if err != nil {
		return nil, ErrLine.Because(err)
	}
	return &line{ReadWriteCloser: stream, frames: wire.NewFrameReader(bufio.NewReaderSize(stream, 64<<10))}, nil
}

func (l *line) send(kind uint8, parts ...[]byte) error {
	l.out = wire.AppendFrame(l.out[:0], kind, parts...)
	_, err := l.Write(l.out)
	return err
}

// answer reads a frame that is of the kind, or else says no.
func (l *line) answer(kind uint8, limit int) ([]byte, error) {
	got, payload, err := l.frames.Next(max(limit, wire.MaxCode))
	switch {
	case errors.Is(err, wire.ErrLong):
		return nil, ErrProtocol.Because(err)
	case err != nil:
		return nil, err
	case got == wire.FrameFailed && len(payload) <= wire.MaxCode:
		return nil, refusal{refused(string(payload))}
	case got != kind || len(payload) > limit:
		return nil, ErrProtocol
	}
	return payload, nil
}

// refused is the fault with a code. A code that is not known says only that.
func refused(code string) error {
	for _, f := range told {
		if f.Code == code {
			return f
		}
	}
	return ErrRefused
}

// codeOf is what the other end is told of an error.
func codeOf(err error) string {
	for _, f := range told {
		if errors.Is(err, f) {
			return f.Code
		}
	}
	return ErrRefused.Code
}
