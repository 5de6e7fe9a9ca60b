// Package wire is the form in which the ends of a remote session speak to each other: frames on a stream, and the
// messages inside them.
//
// Invariants. A value has exactly one form: what decodes is encoded again to the same bytes (numbers are as short as they
// can be, text is valid UTF-8, nothing follows the last field). Every length is checked against a published limit before
// anything of that size is made, so that a stranger's message costs no more memory than it has bytes. Decoders keep
// nothing of the buffer they read from unless their documentation says so.
//
// Refused: unknown kinds, longer than allowed, cut short, followed by more. It knows no network, no cipher and no clock.
package wire

import (
	"encoding/binary"
	"errors"
	"unicode/utf8"
)

// What a decoder found wrong. The words never quote what was refused.
var (
	ErrShort    = errors.New("wire: cut short")
	ErrLong     = errors.New("wire: longer than allowed")
	ErrForm     = errors.New("wire: not in its one form")
	ErrUnknown  = errors.New("wire: of an unknown kind")
	ErrTrailing = errors.New("wire: followed by more")
)

// Decoder reads fields one after another out of one message. The first failure stays; everything read after it is zero,
// so that a decoder of a message may read all its fields and ask once.
type Decoder struct {
	rest []byte
	err  error
}

// NewDecoder reads from b, which the decoder does not change.
func NewDecoder(b []byte) *Decoder { return &Decoder{rest: b} }

// Err tells the first failure.
func (d *Decoder) Err() error { return d.err }

// Done tells the first failure, and ErrTrailing if something is left.
func (d *Decoder) Done() error {
	if d.err == nil && len(d.rest) > 0 {
		d.err = ErrTrailing
	}
	return d.err
}

func (d *Decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.rest = nil
}

// Raw reads n bytes and returns them where they lie; they are only good as long as the message.
func (d *Decoder) Raw(n int) []byte {
	if n < 0 || n > len(d.rest) {
		d.fail(ErrShort)
		return nil
	}
	b := d.rest[:n:n]
	d.rest = d.rest[n:]
	return b
}

// Copy fills dst.
func (d *Decoder) Copy(dst []byte) { copy(dst, d.Raw(len(dst))) }

// Uint8 reads one byte.
func (d *Decoder) Uint8() uint8 {
	if b := d.Raw(1); b != nil {
		return b[0]
	}
	return 0
}

// Uint16, Uint32 and Uint64 read numbers of fixed width, the highest byte first.
func (d *Decoder) Uint16() uint16 {
	if b := d.Raw(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (d *Decoder) Uint32() uint32 {
	if b := d.Raw(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (d *Decoder) Uint64() uint64 {
	if b := d.Raw(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// Uvarint reads a number of seven bits a byte, the lowest first, of at most limit. A number longer than needed is
// refused.
func (d *Decoder) Uvarint(limit uint64) uint64 {
	v, n := binary.Uvarint(d.rest)
	switch {
	case n == 0:
		d.fail(ErrShort)
	case n < 0 || n > 1 && d.rest[n-1] == 0:
		d.fail(ErrForm)
	case v > limit:
		d.fail(ErrLong)
	default:
		d.rest = d.rest[n:]
		return v
	}
	return 0
}

// Bytes reads a length and that many bytes, at most limit, and returns them where they lie.
func (d *Decoder) Bytes(limit int) []byte { return d.Raw(int(d.Uvarint(uint64(limit)))) }

// Text reads like Bytes and refuses what is not UTF-8.
func (d *Decoder) Text(limit int) string {
	b := d.Bytes(limit)
	if !utf8.Valid(b) {
		d.fail(ErrForm)
		return ""
	}
	return string(b)
}

// AppendBytes appends b with its length before it.
func AppendBytes[T string | []byte](dst []byte, b T) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(b))), b...)
}
