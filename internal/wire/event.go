package wire

import (
	"encoding/binary"
	"time"
)

// Kind is what an event of a recording tells.
type Kind uint8

// The kinds. Their numbers are part of the format and never change.
const (
	Output  Kind = 1  // bytes a terminal showed, as they came
	Input   Kind = 2  // bytes typed into a terminal
	Masked  Kind = 3  // something was typed that the machine did not show: only how many bytes (Count)
	Resized Kind = 4  // a terminal's size (Size)
	Screen  Kind = 5  // bytes of a screen server (RFB)
	Filed   Kind = 6  // a file was fetched or sent (File)
	Tunnel  Kind = 7  // bytes through a port (Transfer)
	Consent Kind = 8  // the words of a consent, as they were signed
	Power   Kind = 9  // a power was given or taken back: its code, with + or - before it
	Paused  Kind = 10 // by whom
	Resumed Kind = 11 // by whom
	Mark    Kind = 12 // a word somebody left
	End     Kind = 13 // why; nothing follows
	Ran     Kind = 14 // a command that runs in a terminal of its own, without a shell around it
	Exited  Kind = 15 // what ran in a terminal ended: its exit code

	Pictured Kind = 16 // a whole picture of a screen may begin with what it shows next, or is complete (Picture)
	Copied   Kind = 17 // bytes of a file whose Filed follows on the same stream (Copy)
)

// Limits of an event.
const (
	MaxPayload = 32 << 10          // bytes of one event
	MaxStreams = 1 << 16           // streams of one session
	MaxAt      = 366 * 24 * 3600e6 // µs a recording may last
	MaxSide    = 1000              // columns or rows of a terminal
	MaxName    = 4096              // bytes of a file's name
	MaxAddress = 300               // bytes of host:port
	maxCount   = uint64(1)<<53 - 1 // bytes of a transfer
	eventHead  = 1 + 3*binary.MaxVarintLen32 + 5
)

// MaxEvent is the most bytes an encoded event takes.
const MaxEvent = eventHead + MaxPayload

// Event is one thing that happened. At counts from the start of the recording, in whole microseconds. Stream tells
// terminals, screens and tunnels of one session apart.
type Event struct {
	At      time.Duration
	Kind    Kind
	Stream  uint32
	Payload []byte
}

// AppendEvent appends the event. The caller has kept the limits: ValidEvent tells.
func AppendEvent(dst []byte, e Event) []byte {
	dst = append(dst, byte(e.Kind))
	dst = binary.AppendUvarint(dst, uint64(e.At/time.Microsecond))
	dst = binary.AppendUvarint(dst, uint64(e.Stream))
	return AppendBytes(dst, e.Payload)
}

// Event reads one event; its payload lies in the message.
func (d *Decoder) Event() Event {
	e := Event{Kind: Kind(d.Uint8())}
	e.At = time.Duration(d.Uvarint(MaxAt)) * time.Microsecond
	e.Stream = uint32(d.Uvarint(MaxStreams))
	e.Payload = d.Bytes(MaxPayload)
	if d.err == nil {
		if err := validPayload(e.Kind, e.Payload); err != nil {
			d.fail(err)
		}
	}
	if d.err != nil {
		return Event{}
	}
	return e
}

// ValidEvent tells whether the event would be read back as it is.
func ValidEvent(e Event) error {
	if e.At < 0 || e.At/time.Microsecond > MaxAt || e.At%time.Microsecond != 0 || e.Stream > MaxStreams || len(e.Payload) > MaxPayload {
		return ErrLong
	}
	return validPayload(e.Kind, e.Payload)
}

func validPayload(k Kind, p []byte) (err error) {
	switch k {
	case Output, Input, Screen, Consent:
	case Masked:
		_, err = DecodeCount(p)
	case Resized:
		_, err = DecodeSize(p)
	case Filed:
		_, err = DecodeFile(p)
	case Tunnel:
		_, err = DecodeTransfer(p)
	case Ran:
		_, err = DecodeCommand(p)
	case Exited:
		_, err = DecodeExit(p)
	case Pictured:
		_, err = DecodePicture(p)
	case Copied:
		_, err = DecodeCopy(p)
	case Power, Paused, Resumed, Mark, End:
		_, err = DecodeWord(p)
	default:
		err = ErrUnknown
	}
	return err
}
