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

// Shelf is what the other end is served from: a snapshot.Store whose objects need not lie in memory as they come and go.
type Shelf interface {
	Has(ctx context.Context, kind snapshot.Kind, names []snapshot.Name) ([]bool, error)
	List(ctx context.Context, kind snapshot.Kind, after snapshot.Name, limit int) ([]snapshot.Info, error)
	// Keep keeps an object of so many bytes, which it reads from r, but need not where it refuses. Faults: those of Put.
	Keep(ctx context.Context, kind snapshot.Kind, name snapshot.Name, size int64, r io.Reader) error
	// Send writes length bytes from offset on, −1 meaning to the end. Faults: those of Get, before the first byte.
	Send(ctx context.Context, kind snapshot.Kind, name snapshot.Name, offset int64, length int, w io.Writer) error
}

// Serve answers requests until the stream ends (nil), the other end departs from the form (ErrProtocol), or ctx is over. It holds a
// frame each way.
func Serve(ctx context.Context, stream io.ReadWriteCloser, shelf Shelf) error {
	defer context.AfterFunc(ctx, func() { _ = stream.Close() })() // it wakes who waits
	s := &server{ctx: ctx, shelf: shelf, frames: wire.NewFrameReader(bufio.NewReaderSize(stream, 64<<10)), out: bufio.NewWriterSize(stream, 64<<10)}
	for {
		kind, payload, err := s.frames.Next(wire.MaxNames*len(wire.Digest{}) + 1)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case isForm(err):
			return ErrProtocol.Because(err)
		case err != nil:
			return err
		}
		if err := s.request(kind, payload); err != nil {
			return err
		}
		if err := s.out.Flush(); err != nil {
			return err
		}
	}
}

// isForm reports whether an error says that a frame was no frame.
func isForm(err error) bool {
	for _, e := range []error{wire.ErrLong, wire.ErrForm, wire.ErrUnknown, wire.ErrShort, wire.ErrTrailing} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

type server struct {
	ctx    context.Context
	shelf  Shelf
	frames *wire.FrameReader
	out    *bufio.Writer
	buf    []byte
}

func (s *server) send(kind uint8, payload []byte) error {
	s.buf = wire.AppendFrame(s.buf[:0], kind, payload)
	_, err := s.out.Write(s.buf)
	return err
}

func (s *server) failed(err error) error { return s.send(wire.FrameFailed, []byte(codeOf(err))) }

func (s *server) request(kind uint8, payload []byte) error {
	if kind == wire.FrameHas {
		return s.has(payload)
	}
	o, err := wire.DecodeObject(payload)
	if err != nil || !known(o.Kind) {
		return ErrProtocol.Because(err)
	}
	switch kind {
	case wire.FrameKeep:
		return s.keep(o)
	case wire.FrameGet:
		return s.get(o)
	case wire.FrameList:
		return s.list(o)
	}
	return ErrProtocol
}

func known(kind uint8) bool {
	return kind >= uint8(snapshot.Pack) && kind <= uint8(snapshot.Record)
}

func (s *server) has(payload []byte) error {
	kind, asked, err := wire.DecodeNames(payload)
	if err != nil || !known(kind) {
		return ErrProtocol.Because(err)
	}
	names := make([]snapshot.Name, len(asked))
	for i, n := range asked {
		names[i] = snapshot.Name(n)
	}
	has, err := s.shelf.Has(s.ctx, snapshot.Kind(kind), names)
	if err != nil {
		return s.failed(err)
	}
	out := make([]byte, len(has))
	for i, h := range has {
		if h {
			out[i] = 1
		}
	}
	return s.send(wire.FrameHad, out)
}

// keep takes an object in as it comes. What was refused before its end is read and thrown away, since it is under way already.
func (s *server) keep(o wire.Object) error {
	if o.Length == 0 || o.Length > snapshot.MaxObject || o.Offset != 0 {
		return ErrProtocol
	}
	in := &incoming{frames: s.frames, left: int64(o.Length)}
	err := s.shelf.Keep(s.ctx, snapshot.Kind(o.Kind), snapshot.Name(o.Name), in.left, in)
	if in.err == nil {
		_, _ = io.Copy(io.Discard, in) // in.err tells
	}
	switch {
	case in.err != nil && !errors.Is(in.err, io.EOF):
		return in.err
	case err != nil:
		return s.failed(err)
	}
	return s.send(wire.FrameKept, nil)
}

// incoming is the bytes of the frames that follow.
type incoming struct {
	frames *wire.FrameReader
	left   int64 // bytes that have not come yet
	rest   []byte
	err    error
}

func (i *incoming) Read(p []byte) (int, error) {
	if len(i.rest) == 0 && i.err == nil {
		i.err = i.more()
	}
	if len(i.rest) == 0 {
		return 0, i.err
	}
	n := copy(p, i.rest)
	i.rest = i.rest[n:]
	return n, nil
}

func (i *incoming) more() error {
	if i.left == 0 {
		return io.EOF
	}
	kind, payload, err := i.frames.Next(wire.MaxData)
	switch {
	case isForm(err):
		return ErrProtocol.Because(err)
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	case err != nil:
		return err
	case kind != wire.FrameBytes || len(payload) == 0 || int64(len(payload)) > i.left:
		return ErrProtocol
	}
	i.rest, i.left = payload, i.left-int64(len(payload))
	return nil
}

func (s *server) get(o wire.Object) error {
	length := int(o.Length)
	switch {
	case o.Length == wire.ToEnd:
		length = -1
	case o.Length > snapshot.MaxObject:
		return s.failed(fault.ErrInvalid)
	}
	if o.Offset > snapshot.MaxObject {
		return s.failed(fault.ErrInvalid)
	}
	w := &outgoing{s: s}
	err := s.shelf.Send(s.ctx, snapshot.Kind(o.Kind), snapshot.Name(o.Name), int64(o.Offset), length, w)
	switch {
	case err != nil && w.err != nil:
		return w.err
	case err != nil:
		return s.failed(err)
	}
	return s.send(wire.FrameKept, nil)
}

// outgoing sends what is written in frames.
type outgoing struct {
	s   *server
	err error
}

func (o *outgoing) Write(p []byte) (n int, err error) {
	for n < len(p) {
		step := min(len(p)-n, wire.MaxData)
		if o.err = o.s.send(wire.FrameBytes, p[n:n+step]); o.err != nil {
			return n, o.err
		}
		n += step
	}
	return n, nil
}

func (s *server) list(o wire.Object) error {
	all, err := s.shelf.List(s.ctx, snapshot.Kind(o.Kind), snapshot.Name(o.Name), int(min(o.Length, wire.MaxListed)))
	if err != nil {
		return s.failed(err)
	}
	var b []byte
	for _, i := range all {
		b = wire.AppendListed(b, wire.Listed{Name: wire.Digest(i.Name), Size: uint64(i.Size), Written: i.Written.Unix()})
	}
	return s.send(wire.FrameListed, b)
}
