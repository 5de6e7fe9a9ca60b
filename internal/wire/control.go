package wire

import (
	"encoding/binary"
	"slices"
)

// Frames of the control stream, which assist opens on its interactive lane. The server sends FrameJoin and FrameGone,
// assist answers FrameJoin with FrameJoined. FrameTurn goes both ways: from the server it is what somebody with the right did
// there; from assist what is so now, done there or here, and the server keeps that. FrameEnd of the session is a Turn too: after it
// the stream is closed.
const (
	FrameJoin   uint8 = 40 // a Peer: a specialist's end wants to come
	FrameJoined uint8 = 41 // a Peer: the key that assist made for it, under the same number
	FrameGone   uint8 = 42 // a number, as EncodeStream: that end is gone
	FrameTurn   uint8 = 43 // a Turn
)

// MaxControl is the most bytes of a frame of the control stream.
const MaxControl = 1 << 10

// Peer is one specialist's end that comes to a session: Number tells those apart that come one after another or at a time; Pin is the
// SHA-256 of its public key.
type Peer struct {
	Number uint32
	Pin    Digest
	Name   string // who, where the server tells assist
}

// Encode is the payload of FrameJoin and FrameJoined.
func (e Peer) Encode() []byte {
	return AppendBytes(append(EncodeStream(e.Number), e.Pin[:]...), e.Name)
}

// DecodePeer reads the payload of FrameJoin and FrameJoined.
func DecodePeer(b []byte) (Peer, error) {
	d := NewDecoder(b)
	e := Peer{Number: uint32(d.Uvarint(MaxStreams))}
	d.Copy(e.Pin[:])
	e.Name = d.Text(maxLabel)
	return e, d.Done()
}

// Step is a turn that a session takes while it runs.
type Step uint8

// The steps. Their numbers are part of the protocol.
const (
	Pause  Step = 1 // nothing may be typed, sent, opened or moved; what is shown goes on
	Resume Step = 2 // only who paused may: a client's pause is lifted by the client
	Take   Step = 3 // a power back; Power names it
	Finish Step = 4 // the session
)

// Party is who made a turn.
type Party uint8

// The parties.
const (
	Client     Party = 1
	Specialist Party = 2
	Lead       Party = 3
	Server     Party = 4 // a limit, a lost right, a complaint: Why is its code
)

// Turn is a step and who took it. Why is a code of small letters, digits and underscores, which the reader's own program
// turns into words.
type Turn struct {
	Step  Step
	By    Party
	Power Purpose
	Why   string
}

// Encode is the payload of FrameTurn.
func (t Turn) Encode() []byte {
	return AppendBytes(AppendBytes([]byte{byte(t.Step), byte(t.By)}, string(t.Power)), t.Why)
}

// DecodeTurn reads the payload of FrameTurn.
func DecodeTurn(b []byte) (Turn, error) {
	d := NewDecoder(b)
	t := Turn{Step: Step(d.Uint8()), By: Party(d.Uint8()), Power: Purpose(d.Text(maxPurpose)), Why: d.Text(64)}
	switch err := d.Done(); {
	case err != nil:
		return Turn{}, err
	case t.Step < Pause || t.Step > Finish || t.By < Client || t.By > Server:
		return Turn{}, ErrUnknown
	case (t.Step == Take) != slices.Contains(Powers, t.Power) || t.Step != Take && t.Power != "" || !isCode(t.Why):
		return Turn{}, ErrForm
	}
	return t, nil
}

func isCode(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// Frames of a snapshot stream, which assist opens on its bulk lane, as many as it likes at a time: one request after another,
// each answered before the next. The requests are the calls of snapshot.Store but Remove, which is the server's own.
const (
	FrameHas     uint8 = 50 // an Object without a length, then names of 32 bytes: answered by FrameHad
	FrameKeep    uint8 = 51 // an Object; FrameBytes follow, Length in all: answered by FrameKept
	FrameGet     uint8 = 52 // an Object, Offset and Length, or ToEnd: answered by FrameBytes, Length in all, then FrameKept
	FrameList    uint8 = 53 // an Object whose name is the one to go on after, Length the most to tell: answered by FrameListed
	FrameHad     uint8 = 54 // for each name 0 or 1
	FrameKept    uint8 = 55 // empty
	FrameListed  uint8 = 56 // Listed, one after another
	FrameBytes   uint8 = 57 // at most MaxData
	FrameFailed  uint8 = 58 // in the place of any answer: a code; the stream goes on
	MaxNames           = 1000
	MaxListed          = 1000      // that one answer tells
	MaxCode            = 64        // bytes of a code
	ToEnd              = 1<<53 - 1 // as the Length of a FrameGet: as much as there is
	MaxStoreHead       = 1 + 32 + 2*binary.MaxVarintLen64
)

// Object names an object of a snapshot store: its kind, its name, and for some requests where and how much.
type Object struct {
	Kind   uint8
	Name   Digest
	Offset uint64 // bytes
	Length uint64 // bytes
}

// Encode is the form of an object in a request.
func (o Object) Encode() []byte {
	b := append([]byte{o.Kind}, o.Name[:]...)
	return binary.AppendUvarint(binary.AppendUvarint(b, o.Offset), o.Length)
}

// DecodeObject reads the payload of FrameKeep, FrameGet and FrameList.
func DecodeObject(b []byte) (Object, error) {
	d := NewDecoder(b)
	o := d.object()
	return o, d.Done()
}

func (d *Decoder) object() Object {
	o := Object{Kind: d.Uint8()}
	d.Copy(o.Name[:])
	o.Offset, o.Length = d.Uvarint(maxCount), d.Uvarint(maxCount)
	return o
}

// EncodeNames is the payload of FrameHas.
func EncodeNames(kind uint8, names []Digest) []byte {
	b := append([]byte(nil), kind)
	for _, n := range names {
		b = append(b, n[:]...)
	}
	return b
}

// DecodeNames reads the payload of FrameHas.
func DecodeNames(b []byte) (kind uint8, names []Digest, err error) {
	d := NewDecoder(b)
	kind = d.Uint8()
	if len(d.rest)%len(Digest{}) != 0 {
		d.fail(ErrShort)
	}
	if len(d.rest) > MaxNames*len(Digest{}) {
		d.fail(ErrLong)
	}
	for d.err == nil && len(d.rest) > 0 {
		var n Digest
		d.Copy(n[:])
		names = append(names, n)
	}
	return kind, names, d.Done()
}

// Listed tells of one object: its size in bytes and when it was written, in seconds since 1970.
type Listed struct {
	Name    Digest
	Size    uint64
	Written int64
}

// AppendListed appends one to the payload of FrameListed.
func AppendListed(b []byte, l Listed) []byte {
	b = binary.AppendUvarint(append(b, l.Name[:]...), l.Size)
	return binary.BigEndian.AppendUint64(b, uint64(l.Written))
}

// DecodeListed reads the payload of FrameListed.
func DecodeListed(b []byte) (all []Listed, err error) {
	d := NewDecoder(b)
	for d.err == nil && len(d.rest) > 0 {
		var l Listed
		d.Copy(l.Name[:])
		l.Size, l.Written = d.Uvarint(maxCount), int64(d.Uint64())
		all = append(all, l)
	}
	return all, d.Done()
}
