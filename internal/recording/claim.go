package recording

import (
	"crypto/ed25519"
	"fmt"
	"time"

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
	WrongCopy      Why = "wrong_copy"      // holds a file's copy, or the end of one, that is not the file told of
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

// Tail is how far a recording has come: where the next chunk must follow. The zero Tail is the start.
type Tail struct {
	Next     uint64
	Previous wire.Digest
	Ended    bool
}

// Tail is how far a recording has come with this chunk.
func (s Sealed) Tail() Tail {
	return Tail{Next: s.Header.Number + 1, Previous: s.Digest(), Ended: s.Header.Last}
}

// Check holds a chunk to its place after t: number, chain, signature, and the record if that is known. It is what the
// server asks before it stores. The fault is a *Bad with the number that was due.
func (c Claim) Check(s Sealed, t Tail) error {
	why := Why("")
	switch {
	case t.Ended:
		why = AfterEnd
	case s.Header.Session != c.Session:
		why = OtherSession
	case s.Header.Number != t.Next:
		why = WrongNumber
	case s.Header.Previous != t.Previous:
		why = BrokenChain
	case !s.Signed(c.Public):
		why = WrongSignature
	case c.Stored != nil && c.Stored.Number == s.Header.Number && c.Stored.Digest != s.Digest():
		why = NotOnRecord
	default:
		return nil
	}
	return &Bad{t.Next, why}
}
