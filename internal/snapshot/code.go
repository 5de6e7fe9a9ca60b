package snapshot

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// errCode says that bytes are not in the form they should be in.
var errCode = errors.New("bytes that this package would not have written")

// decoder reads what the append functions below wrote, and nothing else: numbers have one form, lengths have limits. After
// the first error everything reads as empty; done tells.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) fail() { d.b, d.bad = nil, true }

// number reads an unsigned number of at most limit.
func (d *decoder) number(limit uint64) uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 || n != max(1, (bits.Len64(v)+6)/7) || v > limit {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) signed() int64 {
	v := d.number(1<<64 - 1)
	return int64(v>>1) ^ -int64(v&1)
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.b)) {
		d.fail()
		return nil
	}
	out := d.b[:n:n]
	d.b = d.b[n:]
	return out
}

// text reads a length of at most limit and so many bytes.
func (d *decoder) text(limit uint64) string { return string(d.take(d.number(limit))) }

func (d *decoder) array() (out [32]byte) {
	copy(out[:], d.take(32))
	return out
}

// count reads how many things follow that take at least size bytes each.
func (d *decoder) count(size int) int { return int(d.number(uint64(len(d.b) / size))) }

// done tells whether all was read and was well.
func (d *decoder) done() error {
	if d.bad || len(d.b) > 0 {
		return errCode
	}
	return nil
}

func appendSigned(b []byte, v int64) []byte {
	return binary.AppendUvarint(b, uint64(v)<<1^uint64(v>>63))
}

func appendText[T ~string | ~[]byte](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
