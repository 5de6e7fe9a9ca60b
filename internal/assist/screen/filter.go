package screen

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

// ErrMessage says that the viewer sent what is no message of RFB, or one that is not let through here.
var ErrMessage = errors.New("screen: a message that does not pass")

// rights are what a viewer may do beside looking.
type rights bool

const (
	looking rights = false
	using   rights = true
)

// role is what a message of the viewer's does.
type role int

const (
	asking role = iota // for pictures, and how they are made
	acting             // on the machine
)

// message is a kind of message of the viewer's: RFC 6143, 7.5, and the registry of RFB. Its length is head, and beyond it what more
// says of the head.
type message struct {
	role role
	head int
	more func(head []byte) int
}

const (
	maxMore = 1 << 20 // bytes of a clipboard or a list
	pointer = 5
)

// messages are all that pass. The rest, among it every transfer of files, is not known here, and what is not known has no length.
var messages = map[byte]message{
	0:       {asking, 20, nil},                                                                           // SetPixelFormat
	2:       {asking, 4, func(h []byte) int { return 4 * int(binary.BigEndian.Uint16(h[2:])) }},          // SetEncodings
	3:       {asking, 10, nil},                                                                           // FramebufferUpdateRequest
	4:       {acting, 8, nil},                                                                            // KeyEvent
	pointer: {acting, 6, nil},                                                                            // PointerEvent
	6:       {acting, 8, func(h []byte) int { return clipboard(int32(binary.BigEndian.Uint32(h[4:]))) }}, // ClientCutText
	150:     {asking, 10, nil},                                                                           // EnableContinuousUpdates
	248:     {asking, 9, func(h []byte) int { return int(h[8]) }},                                        // ClientFence
	251:     {acting, 8, func(h []byte) int { return 16 * int(h[6]) }},                                   // SetDesktopSize
	255:     {acting, 12, nil},                                                                           // QEMU: an extended KeyEvent
}

// clipboard is the length of a clipboard; the extended form tells it as a negative number.
func clipboard(n int32) int {
	if n < 0 {
		return -int(n)
	}
	return int(n)
}

// asks reads the viewer's messages one by one and hands on those that it may send.
func (v *viewing) asks() error {
	in := bufio.NewReaderSize(v.viewer, bufferBytes)
	for {
		kind, role, msg, err := next(in)
		if err != nil {
			return err
		}
		if role == acting && !v.acts(kind, len(msg)) {
			continue
		}
		if kind == 0 { // a replay cannot read pictures without it
			if err := v.note("rfb pixel format", hex.EncodeToString(msg[4:])); err != nil {
				return err
			}
		}
		if _, err := v.server.Write(msg); err != nil {
			return err
		}
	}
}

// acts tells whether the machine may be acted on now, and records that it is: pointers, which move a hundred times a second, with
// what comes next, the rest before it is done.
func (v *viewing) acts(kind byte, n int) bool {
	if v.may != using || v.record.Ready() != nil {
		return false
	}
	tell := v.record.Append
	if kind == pointer {
		tell = v.record.Note
	}
	for ; n > wire.MaxPayload; n -= wire.MaxPayload {
		if tell(wire.Masked, v.number, wire.EncodeCount(wire.MaxPayload)) != nil {
			return false
		}
	}
	return tell(wire.Masked, v.number, wire.EncodeCount(uint64(n))) == nil
}

// next reads one message.
func next(in *bufio.Reader) (kind byte, what role, msg []byte, err error) {
	if kind, err = in.ReadByte(); err != nil {
		return 0, 0, nil, err
	}
	m, known := messages[kind]
	if !known {
		return 0, 0, nil, ErrMessage
	}
	msg = make([]byte, m.head)
	msg[0] = kind
	if _, err := io.ReadFull(in, msg[1:]); err != nil {
		return 0, 0, nil, err
	}
	if kind == 255 && msg[1] != 0 {
		return 0, 0, nil, ErrMessage // another of QEMU's, of another length
	}
	if m.more == nil {
		return kind, m.role, msg, nil
	}
	n := m.more(msg)
	if n > maxMore {
		return 0, 0, nil, ErrMessage
	}
	msg = append(msg, make([]byte, n)...)
	_, err = io.ReadFull(in, msg[m.head:])
	return kind, m.role, msg, err
}

var _ power.Handler = (*Screen)(nil).View
