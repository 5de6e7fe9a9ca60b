// Package recording makes, keeps, sends, checks and reads the recording of a remote session.
//
// It is made on the client's machine: neither the relay nor the specialist can leave something out. Events gather in chunks
// of at most 64 KiB or one second, compressed, sealed each under a key of its own ([ratchet]), chained by SHA-256, signed by the
// session's key and acknowledged by the server. docs/design/recording.md has the format and says what it proves.
//
// Invariants. W2: [Recorder.Append] returns only when the event lies in the spool, on the client's disk; what is shown is
// shown after that. It fails closed: no acknowledgement for [Patience], and [Recorder.Ready] refuses, so that nothing more is
// typed; [Recorder.Append] refuses input by itself. After [Limit], or when the spool cannot be written, every call fails for
// good, and the session ends. What was typed while the machine showed nothing is recorded by its length alone.
//
// Nothing is held whole: recorder, upload, reader, search and exports keep a chunk, a line, a window.
//
// It refuses a recording of which any chunk was cut, swapped, spliced, flipped, replayed or is missing, and names the
// first such chunk ([Bad]). It knows no network and no store but the spool.
package recording

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"surety/internal/vault/ratchet"
	"surety/internal/wire"
)

const (
	// MaxChunk is the most bytes of events in a chunk, before compression.
	MaxChunk = 64 << 10
	// Gather is how long an event may wait that nobody is shown.
	Gather = time.Second
	// Patience is how long a chunk may wait for its acknowledgement before input stops.
	Patience = 30 * time.Second
	// Behind is how long a chunk may wait before what is recorded in bulk (copies of files) waits too.
	Behind = 3 * time.Second
	// Limit is how long it may wait before the recording, and with it the session, ends.
	Limit = 5 * time.Minute
)

// Why a recorder refuses.
var (
	ErrUnacknowledged = errors.New("recording: the server has not acknowledged for 30 s: no input")
	ErrLost           = errors.New("recording: the server has not acknowledged for 5 min: the session ends")
	ErrSpool          = errors.New("recording: the spool cannot be written: the session ends")
	ErrFull           = errors.New("recording: the spool has reached its limit")
	ErrEnded          = errors.New("recording: it has ended")
	// ErrForked says that what the server has and what was recorded here are not the same recording.
	ErrForked = errors.New("recording: the server's record and this one have parted")
)

// Key is the key of the first chunk. The vault derives it for one session.
type Key = [ratchet.KeySize]byte

// Sealed is a chunk as it is stored and sent.
type Sealed struct {
	Header    wire.Header
	Record    []byte // header and sealed bytes
	Signature []byte // Ed25519, over head
}

// Digest is the SHA-256 of the record.
func (s Sealed) Digest() wire.Digest { return sha256.Sum256(s.Record) }

// Signed reports whether the session's key signed the chunk, in its place.
func (s Sealed) Signed(public ed25519.PublicKey) bool {
	return len(public) == ed25519.PublicKeySize && ed25519.Verify(public, head(s.Header, s.Digest()), s.Signature)
}

// Ack is what the server answers once it has stored the chunk.
func (s Sealed) Ack() wire.Ack { return wire.Ack{Number: s.Header.Number, Digest: s.Digest()} }

const headUse = "surety recording head 1\x00"

// head is what is signed: the use, the session, the number, the digest.
func head(h wire.Header, d wire.Digest) []byte {
	b := append([]byte(headUse), h.Session[:]...)
	b = binary.BigEndian.AppendUint64(b, h.Number)
	return append(b, d[:]...)
}

// Source gives the chunks of a recording in their order, then io.EOF. A chunk is good until the next.
type Source interface{ Next() (Sealed, error) }

// stream reads records, each followed by its signature: the form of spools and of exported recordings.
type stream struct {
	r   io.Reader
	buf []byte
}

// NewStream reads the chunks that Export wrote. One that is cut off is io.ErrUnexpectedEOF; hand it a buffered reader.
func NewStream(r io.Reader) Source {
	return &stream{r: r, buf: make([]byte, wire.MaxRecord+wire.SignatureSize)}
}

func (s *stream) Next() (Sealed, error) {
	if _, err := io.ReadFull(s.r, s.buf[:wire.RecordHead]); err != nil {
		return Sealed{}, err
	}
	h, err := wire.DecodeHeader(s.buf[:wire.RecordHead])
	if err != nil {
		return Sealed{}, err
	}
	n := wire.RecordHead + int(h.Sealed)
	if _, err := io.ReadFull(s.r, s.buf[wire.RecordHead:n+wire.SignatureSize]); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return Sealed{}, err
	}
	return Sealed{h, s.buf[:n:n], s.buf[n : n+wire.SignatureSize]}, nil
}
