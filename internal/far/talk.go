package far

import (
	"bufio"
	"context"
	"sync"

	"surety/internal/channel"
	"surety/internal/wire"
)

const (
	maxIdle   = 2 // streams of a power that are kept for the next request
	maxResets = 3 // of one request's streams, before it is given up
)

// talk is a stream of files: one request after another.
type talk struct {
	stream   *channel.Stream
	frames   *wire.FrameReader
	out      []byte
	answered bool // the request, with more than a refusal
}

func (c *talk) send(kind uint8, payload []byte) error {
	c.out = wire.AppendFrame(c.out[:0], kind, payload)
	_, err := c.stream.Write(c.out)
	return err
}

// next reads a frame of an answer; a refusal is a fault.
func (c *talk) next(ctx context.Context) (kind uint8, payload []byte, err error) {
	kind, payload, err = c.frames.Next(wire.MaxData)
	if err != nil {
		return 0, nil, unended(ctx, err)
	}
	if kind == wire.FrameRefused {
		return 0, nil, read(payload)
	}
	c.answered = true
	return kind, payload, nil
}

// sum reads the payload of a frame that ends an answer, or of the state of a file.
func sum(kind, want uint8, payload []byte) (wire.Sum, error) {
	s, err := wire.DecodeSum(payload)
	if kind != want || err != nil {
		return wire.Sum{}, channel.ErrProtocol.Because(err)
	}
	return s, nil
}

// idle keeps streams for the next request.
type idle struct {
	mu sync.Mutex
	by map[wire.Purpose][]*talk
}

func (i *idle) take(power wire.Purpose) *talk {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := i.by[power]
	if len(all) == 0 {
		return nil
	}
	i.by[power] = all[:len(all)-1]
	return all[len(all)-1]
}

func (i *idle) put(power wire.Purpose, c *talk) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.by[power]) >= maxIdle {
		return false
	}
	if i.by == nil {
		i.by = map[wire.Purpose][]*talk{}
	}
	i.by[power] = append(i.by[power], c)
	return true
}

// ask asks on a stream of the power, and again on another where the first was lost. A request under way, which is one whose stream was lost or that has begun to be
// answered, waits while the client's end refuses for now; one that is new is refused. answer reads the answer to its end, unless it fails. A stream on which something
// else went wrong than a refusal is not used again.
func (s *Session) ask(ctx context.Context, power wire.Purpose, answer func(c *talk) error) error {
	for resets, under, wait := 0, false, resetWait; ; {
		c, err := s.talk(ctx, power)
		if err == nil {
			c.answered = false
			stop := context.AfterFunc(ctx, func() { c.stream.Close() })
			err = answer(c)
			under = under || c.answered
			if _, refused := Refused(err); !stop() || err != nil && !refused || !s.idle.put(power, c) {
				c.stream.Close()
			}
		}
		if under && returning(err) {
			if err := s.pause(ctx, &wait); err != nil {
				return err
			}
			continue
		}
		if resets++; !s.lost(err) || resets > maxResets && s.standing() {
			return err
		}
		under = true
	}
}

// standing reports whether the bulk lane is there: then it is not the line that ends streams.
func (s *Session) standing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lanes[channel.Bulk]
	return l != nil && l.mux != nil && l.mux.Err() == nil
}

func (s *Session) talk(ctx context.Context, power wire.Purpose) (*talk, error) {
	if c := s.idle.take(power); c != nil {
		return c, nil
	}
	stream, err := s.open(ctx, channel.Bulk, power, nil)
	if err != nil {
		return nil, err
	}
	return &talk{stream: stream, frames: wire.NewFrameReader(bufio.NewReaderSize(stream, 32<<10))}, nil
}
