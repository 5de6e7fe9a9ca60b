package recording

import (
	"errors"
	"io"
	"time"

	"surety/internal/vault/ratchet"
	"surety/internal/wire"
)

// Reader reads the events of a recording and checks every chunk before it gives anything of it.
type Reader struct {
	claim   Claim
	src     Source
	opener  ratchet.Opener
	current Position // of the chunk being read
	tail    Tail
	bytes   int64
	events  uint64
	at      time.Duration
	why     string // the word of the end
	packed  []byte
	plain   []byte
	content *wire.Decoder
	left    uint32 // events of the chunk that are not read yet
	last    bool   // it is the last chunk
	given   int    // events of the chunk that Next has given
	files   *copying
	kept    *Kept // that the last event completed
	err     error
}

// Open reads a recording from its start.
func (c Claim) Open(src Source) *Reader { return c.OpenAt(src, Position{}) }

// OpenAt reads from a position that an index gave; src begins there. The chain before it is taken on trust.
func (c Claim) OpenAt(src Source, p Position) *Reader {
	r := &Reader{claim: c, src: src, tail: Tail{Next: p.Chunk, Previous: p.Previous}, at: p.At, content: wire.NewDecoder(nil), plain: make([]byte, 0, MaxChunk)}
	if c.Key != nil {
		r.opener = ratchet.NewOpener(*c.Key)
		r.opener.Skip(p.Chunk)
	}
	return r
}

// Chunk is the number of the chunk of which Next gave the last event.
func (r *Reader) Chunk() uint64 { return r.current.Chunk }

// Next returns the next event, whose payload is good until the call after, and io.EOF after the last; a *Bad for the first
// chunk that is not as it was recorded, at which reading stops. Without a key there are no events, only the check.
func (r *Reader) Next() (wire.Event, error) {
	for r.err == nil && r.left == 0 {
		r.err = r.chunk()
	}
	if r.err != nil {
		return wire.Event{}, r.err
	}
	e := r.content.Event()
	r.left--
	if !r.follows(e) {
		r.err = &Bad{r.current.Chunk, WrongContent}
		return wire.Event{}, r.err
	}
	r.at = e.At
	r.events++
	r.given++
	if r.files != nil {
		var why Why
		if r.kept, why = r.files.event(e, r.spot(e)); why != "" {
			r.err = &Bad{r.current.Chunk, why}
			return wire.Event{}, r.err
		}
	}
	return e, nil
}

// spot is where the event stands that Next gave last.
func (r *Reader) spot(e wire.Event) Spot { return Spot{r.current, r.given - 1, e.Stream} }

// follows reports whether the event may stand where it does: time goes on, and the end is the last event of the last chunk.
func (r *Reader) follows(e wire.Event) bool {
	final := r.left == 0
	if r.content.Err() != nil || final && r.content.Done() != nil || e.At < r.at {
		return false
	}
	if e.Kind == wire.End {
		r.why = string(e.Payload)
	}
	return (e.Kind == wire.End) == (final && r.last)
}

// chunk reads, checks and opens the next chunk.
func (r *Reader) chunk() error {
	s, err := r.src.Next()
	if err == io.EOF {
		return r.finish()
	}
	if err != nil {
		return unread(r.tail.Next, err)
	}
	if err := r.claim.Check(s, r.tail); err != nil {
		return err
	}
	return r.open(s)
}

// unread makes a *Bad of what stream or wire found wrong, and leaves other failures as they are.
func unread(chunk uint64, err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Bad{chunk, Torn}
	case errors.Is(err, wire.ErrUnknown), errors.Is(err, wire.ErrForm), errors.Is(err, wire.ErrLong), errors.Is(err, wire.ErrShort), errors.Is(err, wire.ErrTrailing):
		return &Bad{chunk, Malformed}
	}
	return err
}

// finish is the end of the source.
func (r *Reader) finish() error {
	if !r.tail.Ended && !r.claim.Abandoned || r.claim.Stored != nil && r.tail.Next <= r.claim.Stored.Number {
		return &Bad{r.tail.Next, MissingEnd}
	}
	return io.EOF
}

// open makes the events of a checked chunk ready.
func (r *Reader) open(s Sealed) error {
	r.current = Position{Chunk: r.tail.Next, Previous: r.tail.Previous}
	r.tail = s.Tail()
	r.bytes += int64(len(s.Record) + len(s.Signature))
	r.given = 0
	if r.claim.Key == nil {
		return nil
	}
	var err error
	if r.packed, err = r.opener.Open(r.packed[:0], s.Record[wire.RecordHead:], s.Record[:wire.RecordHead]); err != nil {
		return &Bad{r.current.Chunk, DoesNotOpen}
	}
	plain, err := unpack().DecodeAll(r.packed, r.plain[:0])
	if err != nil || s.Header.Events == 0 {
		return &Bad{r.current.Chunk, WrongContent}
	}
	r.content, r.left, r.last = wire.NewDecoder(plain), s.Header.Events, s.Header.Last
	return nil
}

// Summary is what a checked recording holds.
type Summary struct {
	Chunks, Events uint64
	Bytes          int64 // sealed
	Duration       time.Duration
	Last           wire.Digest // of the last chunk
	Ended          bool        // by an end that was recorded; otherwise it was abandoned
	Why            string      // the word of that end; empty without a key
}

// Verify reads a recording to its end, copies of files too, and returns what it holds, or the first bad chunk as a *Bad.
func Verify(src Source, c Claim) (Summary, error) {
	r := c.Open(src)
	r.files = &copying{}
	for {
		if _, err := r.Next(); err == io.EOF {
			return r.summary(), nil
		} else if err != nil {
			return r.summary(), err
		}
	}
}

func (r *Reader) summary() Summary {
	return Summary{Chunks: r.tail.Next, Events: r.events, Bytes: r.bytes, Duration: r.at, Last: r.tail.Previous, Ended: r.tail.Ended, Why: r.why}
}
