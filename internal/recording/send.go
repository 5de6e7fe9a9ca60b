package recording

import (
	"context"
	"errors"
	"io"

	"surety/internal/wire"
)

// ErrProtocol says that the other end sent a frame that has no place here.
var ErrProtocol = errors.New("recording: a frame out of place")

// Send uploads over one connection until the server has everything up to the recording's end: nil. When the connection or ctx
// ends before, so does Send; call it again on the next one, there is no gap. ErrForked is for good: the session ends.
// It closes the connection.
func (s *Spool) Send(ctx context.Context, line io.ReadWriteCloser) error {
	over, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	context.AfterFunc(over, func() { line.Close() }) // neither reading nor writing waits longer
	frames := wire.NewFrameReader(line)
	stored, err := readStored(frames)
	if err != nil {
		return err
	}
	u, err := s.Upload(stored)
	if err != nil {
		return err
	}
	defer u.Close()
	go func() { stop(u.answers(frames)) }()
	if err := u.puts(over, line); err != nil {
		return errors.Join(err, context.Cause(over))
	}
	if s.arrived() {
		return nil
	}
	<-over.Done()
	if s.arrived() {
		return nil
	}
	return context.Cause(over)
}

func readStored(frames *wire.FrameReader) (*wire.Ack, error) {
	kind, payload, err := frames.Next(wire.RecordHead)
	if err != nil {
		return nil, err
	}
	if kind != wire.FrameStored {
		return nil, ErrProtocol
	}
	return wire.DecodeStored(payload)
}

// arrived reports whether the recording has ended and the server has all of it.
func (s *Spool) arrived() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended && s.first == s.next
}

// answers takes acknowledgements until the last, or a failure.
func (u *Upload) answers(frames *wire.FrameReader) error {
	for !u.spool.arrived() {
		kind, payload, err := frames.Next(wire.RecordHead)
		if err != nil {
			return err
		}
		if kind != wire.FrameAck {
			return ErrProtocol
		}
		a, err := wire.DecodeAck(payload)
		if err != nil {
			return err
		}
		if err := u.Acknowledge(a); err != nil {
			return err
		}
	}
	return nil
}

// puts sends chunks until the last: those that are there go together.
func (u *Upload) puts(ctx context.Context, line io.Writer) error {
	for frames := []byte(nil); ; frames = frames[:0] {
		for more := true; more; more = len(frames) < together && u.ready() {
			c, err := u.Next(ctx)
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			frames = wire.AppendFrame(frames, wire.FramePut, c.Record, c.Signature)
		}
		if _, err := line.Write(frames); err != nil {
			return err
		}
	}
}

// Receive is the server's side of Send: it says how far it has come, and for every chunk checks its place, has it stored, and
// acknowledges. It returns nil when the recording has ended, a *Bad for a chunk that is not the one due (nothing more is
// taken from this connection), or what store said. store must have made the chunk durable when it returns; the chunk is good
// until then.
func (c Claim) Receive(line io.ReadWriter, t Tail, store func(Sealed) error) error {
	if _, err := line.Write(wire.AppendFrame(nil, wire.FrameStored, t.stored())); err != nil {
		return err
	}
	frames, answer := wire.NewFrameReader(line), []byte(nil)
	for !t.Ended {
		s, err := readPut(frames, t.Next)
		if err != nil {
			return err
		}
		if err := c.Check(s, t); err != nil {
			return err
		}
		if err := store(s); err != nil {
			return err
		}
		t = s.Tail()
		answer = wire.AppendFrame(answer[:0], wire.FrameAck, s.Ack().Encode())
		if _, err := line.Write(answer); err != nil {
			return err
		}
	}
	return nil
}

func readPut(frames *wire.FrameReader, due uint64) (Sealed, error) {
	kind, payload, err := frames.Next(wire.MaxRecord + wire.SignatureSize)
	if err != nil {
		return Sealed{}, err
	}
	if kind != wire.FramePut {
		return Sealed{}, ErrProtocol
	}
	h, record, signature, err := wire.DecodePut(payload)
	if err != nil {
		return Sealed{}, unread(due, err)
	}
	return Sealed{h, record, signature}, nil
}

// stored is the last chunk as an acknowledgement, or nothing.
func (t Tail) stored() []byte {
	if t.Next == 0 {
		return nil
	}
	return wire.Ack{Number: t.Next - 1, Digest: t.Previous}.Encode()
}
