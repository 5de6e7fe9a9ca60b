package far

import (
	"context"
	"crypto/sha256"
	"hash"
	"io"
	"math"

	"surety/internal/channel"
	"surety/internal/wire"
)

// everything is a length past the end of any file.
const everything = 1<<53 - 1

// Fetch writes a file, from a byte on, to to and tells what it is from there. have, which may be nil, are the bytes from there that are
// here already: their hash is compared with that of the same bytes there, and only what follows is written. A lost line is
// waited for and gone on from in the same way. What is written counts only when Fetch returns nil. Faults: refusals;
// ErrChanged; ErrMismatch; what to says, which ends it.
func (s *Session) Fetch(ctx context.Context, at Place, from uint64, have io.Reader, to io.Writer) (wire.Sum, error) {
	a, err := at.of(wire.Fetch)
	if err != nil || from > everything {
		return wire.Sum{}, ErrName
	}
	f := &fetching{ctx: ctx, ask: a, from: from, to: to, whole: sha256.New()}
	if have != nil {
		n, err := io.Copy(f.whole, have)
		if err != nil {
			return wire.Sum{}, err
		}
		f.count = uint64(n)
	}
	if err := s.ask(ctx, wire.FilesFetch, f.run); err != nil {
		return wire.Sum{}, err
	}
	return f.have(), nil
}

// fetching is a file on its way here.
type fetching struct {
	ctx   context.Context
	ask   wire.Ask
	from  uint64 // byte
	to    io.Writer
	whole hash.Hash // of what came since from
	count uint64    // of that
}

func (f *fetching) have() wire.Sum {
	s := wire.Sum{Count: f.count}
	f.whole.Sum(s.SHA256[:0])
	return s
}

func (f *fetching) run(c *talk) error {
	if f.count > 0 {
		if err := f.compare(c); err != nil {
			return err
		}
	}
	f.ask.Deed, f.ask.Offset, f.ask.Length = wire.Fetch, f.from+f.count, everything
	if err := c.send(wire.FrameAsk, f.ask.Encode()); err != nil {
		return err
	}
	part := f.whole // of what comes now; all there is, where nothing was here before
	if f.count > 0 {
		part = sha256.New()
	}
	for begun := f.count; ; {
		kind, payload, err := c.next(f.ctx)
		if err != nil {
			return err
		}
		if kind != wire.FrameData {
			return agree(kind, payload, f.count-begun, part)
		}
		if f.count+uint64(len(payload)) > everything {
			return channel.ErrProtocol
		}
		n, err := f.to.Write(payload)
		f.whole.Write(payload[:n])
		if part != f.whole {
			part.Write(payload[:n])
		}
		f.count += uint64(n)
		if err != nil {
			return err
		}
	}
}

// agree holds what came against what the other end says it sent.
func agree(kind uint8, payload []byte, count uint64, h hash.Hash) error {
	told, err := sum(kind, wire.FrameDone, payload)
	if err != nil {
		return err
	}
	got := wire.Sum{Count: count}
	h.Sum(got.SHA256[:0])
	if told != got {
		return ErrMismatch
	}
	return nil
}

// compare asks whether the file there begins with what is here.
func (f *fetching) compare(c *talk) error {
	f.ask.Deed, f.ask.Offset, f.ask.Length = wire.Hash, f.from, f.count
	if err := c.send(wire.FrameAsk, f.ask.Encode()); err != nil {
		return err
	}
	kind, payload, err := c.next(f.ctx)
	if err != nil {
		return err
	}
	told, err := sum(kind, wire.FrameDone, payload)
	if err == nil && told != f.have() {
		err = ErrChanged
	}
	return err
}

// File is a file to be sent. SHA256 is of all its Size bytes: the client's end gives it its name only when it has those.
type File struct {
	io.ReaderAt
	Size   uint64 // bytes
	SHA256 wire.Digest
}

// Measure reads a file of that size for its hash.
func Measure(from io.ReaderAt, size uint64) (File, error) {
	if size > math.MaxInt64 {
		return File{}, ErrMismatch
	}
	f, h := File{ReaderAt: from, Size: size}, sha256.New()
	n, err := io.CopyBuffer(h, io.NewSectionReader(from, 0, int64(size)), make([]byte, wire.MaxData))
	if err == nil && uint64(n) != size {
		err = io.ErrUnexpectedEOF
	}
	h.Sum(f.SHA256[:0])
	return f, err
}

// Send puts a file at a place; replace says that a plain file there may be replaced. What a try before left there is gone on with where its
// hash is that of our own bytes; so is a lost line. Faults: refusals, ErrMismatch when it is not what the client's end has in the end.
func (s *Session) Send(ctx context.Context, at Place, file File, replace bool) error {
	a, err := at.of(wire.Send)
	if err != nil {
		return err
	}
	a.Size, a.SHA256, a.Replace = file.Size, file.SHA256, replace
	return s.ask(ctx, wire.FilesSend, func(c *talk) error {
		if err := c.send(wire.FrameAsk, a.Encode()); err != nil {
			return err
		}
		kind, payload, err := c.next(ctx)
		if err != nil {
			return err
		}
		there, err := sum(kind, wire.FrameState, payload)
		if err != nil {
			return err
		}
		from, err := file.begin(there)
		if err != nil {
			return err
		}
		if err := c.send(wire.FrameFrom, wire.EncodeFrom(from)); err != nil {
			return err
		}
		return file.push(ctx, c, from)
	})
}

// begin tells where to go on: after what is there, if that is ours.
func (f File) begin(there wire.Sum) (uint64, error) {
	if there.Count == 0 || there.Count > f.Size {
		return 0, nil
	}
	ours, err := Measure(f.ReaderAt, there.Count)
	if err != nil || ours.SHA256 != there.SHA256 {
		return 0, err
	}
	return there.Count, nil
}

// push sends the bytes. The other end answers once: when it has all, or when it wants no more.
func (f File) push(ctx context.Context, c *talk, from uint64) error {
	answered, answer := make(chan struct{}), error(nil)
	go func() {
		defer close(answered)
		kind, payload, err := c.next(ctx)
		if answer = err; err == nil {
			var told wire.Sum
			if told, answer = sum(kind, wire.FrameDone, payload); answer == nil && told != f.sum() {
				answer = ErrMismatch
			}
		}
	}()
	err := f.data(c, from, answered)
	if err == nil {
		err = c.send(wire.FrameDone, f.sum().Encode())
	}
	if err != nil {
		c.stream.Close()
	}
	<-answered
	if _, refused := Refused(answer); refused || err == nil {
		return answer
	}
	return err
}

func (f File) sum() wire.Sum { return wire.Sum{Count: f.Size, SHA256: f.SHA256} }

func (f File) data(c *talk, from uint64, answered <-chan struct{}) error {
	in, buf := io.NewSectionReader(f, int64(from), int64(f.Size-from)), make([]byte, wire.MaxData)
	for {
		select {
		case <-answered:
			return nil
		default:
		}
		n, err := in.Read(buf)
		if n > 0 {
			if err := c.send(wire.FrameData, buf[:n]); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
