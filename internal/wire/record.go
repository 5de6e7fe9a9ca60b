package wire

import "encoding/binary"

// Session names a remote session in everything its ends sign and seal.
type Session [16]byte

// Digest is the SHA-256 of a record.
type Digest [32]byte

// A record is a chunk of a recording as it is stored and sent: a header, then the sealed bytes.
const (
	recordMagic   = "SREC"
	recordVersion = 1
	// RecordHead is the length of a record's header.
	RecordHead = 4 + 1 + 1 + 16 + 8 + 32 + 4 + 4
	// MaxSealed is the most sealed bytes of a record.
	MaxSealed = 80 << 10
	// MaxRecord is the most bytes of a record.
	MaxRecord = RecordHead + MaxSealed
	// MaxEvents is the most events of a chunk.
	MaxEvents = 1 << 14
)

// Header is what a record tells without its key.
type Header struct {
	Last     bool // the recording ended in this chunk
	Session  Session
	Number   uint64 // from 0, without gaps
	Previous Digest // of the record before; zeros for the first
	Events   uint32
	Sealed   uint32 // length of the sealed bytes
}

// AppendHeader appends the header.
func AppendHeader(dst []byte, h Header) []byte {
	var flags byte
	if h.Last {
		flags = 1
	}
	dst = append(append(dst, recordMagic...), recordVersion, flags)
	dst = append(dst, h.Session[:]...)
	dst = binary.BigEndian.AppendUint64(dst, h.Number)
	dst = append(dst, h.Previous[:]...)
	dst = binary.BigEndian.AppendUint32(dst, h.Events)
	return binary.BigEndian.AppendUint32(dst, h.Sealed)
}

// DecodeHeader reads a header, which is exactly RecordHead bytes long.
func DecodeHeader(b []byte) (Header, error) {
	d := NewDecoder(b)
	magic, version, flags := string(d.Raw(4)), d.Uint8(), d.Uint8()
	h := Header{Last: flags == 1}
	d.Copy(h.Session[:])
	h.Number = d.Uint64()
	d.Copy(h.Previous[:])
	h.Events, h.Sealed = d.Uint32(), d.Uint32()
	switch {
	case d.err == nil && (magic != recordMagic || version != recordVersion):
		d.fail(ErrUnknown)
	case flags > 1:
		d.fail(ErrForm)
	case h.Events > MaxEvents || h.Sealed > MaxSealed:
		d.fail(ErrLong)
	}
	if err := d.Done(); err != nil {
		return Header{}, err
	}
	return h, nil
}

// Ack says that the server has stored the chunk of this number, which had this digest, and all before it.
type Ack struct {
	Number uint64
	Digest Digest
}

// Encode is the payload of an acknowledgement's frame.
func (a Ack) Encode() []byte {
	return append(binary.BigEndian.AppendUint64(nil, a.Number), a.Digest[:]...)
}

// DecodeAck reads an acknowledgement.
func DecodeAck(b []byte) (Ack, error) {
	d := NewDecoder(b)
	a := Ack{Number: d.Uint64()}
	d.Copy(a.Digest[:])
	if err := d.Done(); err != nil {
		return Ack{}, err
	}
	return a, nil
}

// Frames of the record stream. Assist sends FramePut (a record and its signature); the server answers with FrameAck,
// and begins each connection with FrameStored: its last stored chunk as an Ack, or nothing.
const (
	FramePut    uint8 = 1
	FrameAck    uint8 = 2
	FrameStored uint8 = 3
)

// SignatureSize is the length of an Ed25519 signature.
const SignatureSize = 64

// DecodePut parts a FramePut's payload into the record's header, the record and its signature, which lie in the payload.
func DecodePut(b []byte) (h Header, record, signature []byte, err error) {
	if len(b) < RecordHead+SignatureSize {
		return Header{}, nil, nil, ErrShort
	}
	if h, err = DecodeHeader(b[:RecordHead]); err != nil {
		return Header{}, nil, nil, err
	}
	n := RecordHead + int(h.Sealed)
	switch {
	case len(b) < n+SignatureSize:
		return Header{}, nil, nil, ErrShort
	case len(b) > n+SignatureSize:
		return Header{}, nil, nil, ErrTrailing
	}
	return h, b[:n:n], b[n:], nil
}

// DecodeStored reads a FrameStored: the last stored chunk, or nil when there is none.
func DecodeStored(b []byte) (*Ack, error) {
	if len(b) == 0 {
		return nil, nil
	}
	a, err := DecodeAck(b)
	if err != nil {
		return nil, err
	}
	return &a, nil
}
