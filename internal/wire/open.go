package wire

import "encoding/binary"

// Purpose is what a stream of a channel is for.
type Purpose uint8

// The purposes. Their numbers are part of the format and never change. The first four run between an end and the server;
// the others are the powers, and run inside a relay stream, sealed from end to end.
const (
	ForControl  Purpose = 1 // messages about the session
	ForRecord   Purpose = 2 // chunks of the recording up, acknowledgements down
	ForSnapshot Purpose = 3 // packs of a snapshot
	ForRelay    Purpose = 4 // what the server only copies; Target names the other end

	ViewTerminal  Purpose = 16 // Target names the terminal
	TypeTerminal  Purpose = 17
	ViewScreen    Purpose = 18 // Target names the screen
	ControlScreen Purpose = 19
	FetchFile     Purpose = 20 // Target is the file's name on the client's machine, From the byte to go on at
	SendFile      Purpose = 21
	ReachPort     Purpose = 22 // Target is host:port as the client named it
)

// Known reports whether the purpose is one of the above.
func (p Purpose) Known() bool {
	return p >= ForControl && p <= ForRelay || p >= ViewTerminal && p <= ReachPort
}

// Frames that every stream of a channel begins with: whoever opens it sends FrameOpen, and the other end answers with
// FrameOpened (empty) or with FrameRefused (a code). What follows FrameOpened is the stream's own.
const (
	FrameOpen    uint8 = 16
	FrameOpened  uint8 = 17
	FrameRefused uint8 = 18
)

const (
	// MaxOpen is the most bytes of an Open.
	MaxOpen = 1 + 2 + MaxName + binary.MaxVarintLen64
	// MaxCode is the most bytes of a code.
	MaxCode = 64
)

// Open says what a new stream is for, and where to go on: From counts the bytes that the opener has already, so that after
// a lost connection a stream is opened anew where the old one ended. It is 0 for what has no such place.
type Open struct {
	Purpose Purpose
	Target  string
	From    uint64
}

// Encode is the payload of FrameOpen.
func (o Open) Encode() []byte {
	return binary.AppendUvarint(AppendBytes([]byte{byte(o.Purpose)}, o.Target), o.From)
}

// DecodeOpen reads the payload of FrameOpen.
func DecodeOpen(b []byte) (Open, error) {
	d := NewDecoder(b)
	o := Open{Purpose: Purpose(d.Uint8()), Target: d.Text(MaxName), From: d.Uvarint(maxCount)}
	if err := d.Done(); err != nil {
		return Open{}, err
	}
	if !o.Purpose.Known() {
		return Open{}, ErrUnknown
	}
	return o, nil
}

// DecodeCode reads the payload of FrameRefused: a code of small letters, digits and underscores, which the reader's own
// program turns into words. The other end's words are never shown.
func DecodeCode(b []byte) (string, error) {
	if len(b) == 0 {
		return "", ErrShort
	}
	if len(b) > MaxCode {
		return "", ErrLong
	}
	for _, c := range b {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return "", ErrForm
		}
	}
	return string(b), nil
}
