package recording

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"time"

	"surety/internal/vault/ratchet"
	"surety/internal/wire"
)

// Why is what is wrong with a chunk; a stable code.
type Why string

const (
	Torn           Why = "torn"            // cut off inside
	Malformed      Why = "malformed"       // no record, or none of this version
	WrongNumber    Why = "wrong_number"    // missing, moved or sent twice
	OtherSession   Why = "other_session"   // from another recording
	BrokenChain    Why = "broken_chain"    // does not follow the one before
	WrongSignature Why = "wrong_signature" // not what the session's key signed: changed
	DoesNotOpen    Why = "does_not_open"   // not what was sealed at this place
	WrongContent   Why = "wrong_content"   // opens to what no recorder writes
	AfterEnd       Why = "after_end"       // follows the end
	MissingEnd     Why = "missing_end"     // the recording stops before its end
	NotOnRecord    Why = "not_on_record"   // not what the server acknowledged
)

// Bad names the first chunk that is not as it was recorded.
type Bad struct {
	Chunk uint64
	Why   Why
}

func (b *Bad) Error() string { return fmt.Sprintf("recording: chunk %d: %s", b.Chunk, b.Why) }

// Claim is what a recording is held to.
type Claim struct {
	Session wire.Session
	Public  ed25519.PublicKey // the session's key of the client's end, from the record
	Key     *Key              // of chunk 0; nil to check chain and signatures alone
	// Abandoned says that the server has marked the end as abandoned: the last chunk need not be an end.
	Abandoned bool
	// Stored is the last chunk on the server's record, if it is known: the recording must reach it, by the same digest.
	Stored *wire.Ack
}

// Position is a place to begin reading from: the start of a chunk.
type Position struct {
	Chunk    uint64
	Previous wire.Digest
	At       time.Duration // the time of its first event
}

// Reader reads the events of a recording and checks every chunk before it gives anything of it.
type Reader struct {
	claim   Claim
	src     Source
	opener  ratchet.Opener
	current Position // of the chunk being read
	here    Position // of the chunk that is read next
	bytes   int64
	events  uint64
	at      time.Duration
	why     string // the word of the end
	ended   bool
	packed  []byte
	plain   []byte
	content *wire.Decoder
	left    uint32 // events of the chunk that are not read yet
	last    bool   // it is the last chunk
	err     error
}

// Open reads a recording from its start.
func (c Claim) Open(src Source) *Reader { return c.OpenAt(src, Position{}) }

// OpenAt reads from a position that an index gave; src begins there. The chain before it is taken on trust.
func (c Claim) OpenAt(src Source, p Position) *Reader {
	r := &Reader{claim: c, src: src, here: p, at: p.At, content: wire.NewDecoder(nil), plain: make([]byte, 0, MaxChunk)}
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
	return e, nil
}

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
	if err == nil {
		if why := r.check(s); why != "" {
			return &Bad{r.here.Chunk, why}
		}
		return r.open(s)
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Bad{r.here.Chunk, Torn}
	case errors.Is(err, wire.ErrUnknown), errors.Is(err, wire.ErrForm), errors.Is(err, wire.ErrLong), errors.Is(err, wire.ErrShort), errors.Is(err, wire.ErrTrailing):
		return &Bad{r.here.Chunk, Malformed}
	}
	return err
}

// finish is the end of the source.
func (r *Reader) finish() error {
	if !r.ended && !r.claim.Abandoned || r.claim.Stored != nil && r.here.Chunk <= r.claim.Stored.Number {
		return &Bad{r.here.Chunk, MissingEnd}
	}
	return io.EOF
}

// check holds a chunk to its place.
func (r *Reader) check(s Sealed) Why {
	switch {
	case r.ended:
		return AfterEnd
	case s.Header.Session != r.claim.Session:
		return OtherSession
	case s.Header.Number != r.here.Chunk:
		return WrongNumber
	case s.Header.Previous != r.here.Previous:
		return BrokenChain
	case !s.Signed(r.claim.Public):
		return WrongSignature
	case r.claim.Stored != nil && r.claim.Stored.Number == s.Header.Number && r.claim.Stored.Digest != s.Digest():
		return NotOnRecord
	}
	return ""
}

// open makes the events of a checked chunk ready.
func (r *Reader) open(s Sealed) error {
	n := r.here.Chunk
	r.current = r.here
	r.here = Position{Chunk: n + 1, Previous: s.Digest()}
	r.bytes += int64(len(s.Record) + len(s.Signature))
	r.ended = s.Header.Last
	if r.claim.Key == nil {
		return nil
	}
	var err error
	if r.packed, err = r.opener.Open(r.packed[:0], s.Record[wire.RecordHead:], s.Record[:wire.RecordHead]); err != nil {
		return &Bad{n, DoesNotOpen}
	}
	plain, err := unpack().DecodeAll(r.packed, r.plain[:0])
	if err != nil || s.Header.Events == 0 {
		return &Bad{n, WrongContent}
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

// Verify reads a recording to its end and returns what it holds, or the first bad chunk as a *Bad.
func Verify(src Source, c Claim) (Summary, error) {
	r := c.Open(src)
	for {
		if _, err := r.Next(); err == io.EOF {
			return r.summary(), nil
		} else if err != nil {
			return r.summary(), err
		}
	}
}

func (r *Reader) summary() Summary {
	return Summary{Chunks: r.here.Chunk, Events: r.events, Bytes: r.bytes, Duration: r.at, Last: r.here.Previous, Ended: r.ended, Why: r.why}
}
