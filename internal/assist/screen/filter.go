package screen

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"surety/internal/assist/power"
	"surety/internal/rfb"
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

// role is what becomes of a message of the viewer's.
type role int

const (
	passed  role = iota // over: it is not the viewer's to decide
	asking              // for a picture
	typing              // a key
	moving              // the pointer
	formats             // how pixels are written: as they are, or not at all
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
	request = 3
	key     = 4
	pointer = 5
	keyCode = 255 // QEMU's: a key by its code
)

// messages are all that are read. The rest, among it every transfer of files, is not known here, and what is not known has no length.
var messages = map[byte]message{
	0:       {formats, 20, nil},                                                                          // SetPixelFormat
	2:       {passed, 4, func(h []byte) int { return 4 * int(binary.BigEndian.Uint16(h[2:])) }},          // SetEncodings
	request: {asking, 10, nil},                                                                           // FramebufferUpdateRequest
	key:     {typing, 8, nil},                                                                            // KeyEvent
	pointer: {moving, 6, nil},                                                                            // PointerEvent
	6:       {passed, 8, func(h []byte) int { return clipboard(int32(binary.BigEndian.Uint32(h[4:]))) }}, // ClientCutText
	keyCode: {typing, 12, nil},
}

// clipboard is the length of a clipboard; the extended form tells it as a negative number.
func clipboard(n int32) int {
	if n < 0 {
		return -int(n)
	}
	return int(n)
}

// asks reads the viewer's messages one by one and does what they may have done.
func (v *viewing) asks() error {
	in := bufio.NewReaderSize(v.viewer, bufferBytes)
	for {
		role, msg, err := next(in)
		if err != nil {
			return err
		}
		switch role {
		case asking:
			msg = v.request(msg[1] != 0)
		case typing, moving:
			msg = v.act(role, msg)
		case formats:
			if !bytes.Equal(msg[4:], rfb.PixelFormat[:]) {
				return ErrMessage
			}
			fallthrough
		default:
			continue
		}
		if _, err := v.server.Write(msg); err != nil {
			return err
		}
	}
}

// request asks for what has changed, or for the whole picture where the viewer wants it or one is due.
func (v *viewing) request(changes bool) []byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.asked && v.since >= max(wholeLeast, wholeTimes*v.whole) {
		changes = false
	}
	msg := []byte{request, 0, 0, 0, 0, 0}
	if changes {
		msg[1] = 1
	} else {
		v.asked = true
	}
	msg = binary.BigEndian.AppendUint16(msg, uint16(v.width))
	return binary.BigEndian.AppendUint16(msg, uint16(v.height))
}

// act records that the machine is acted on, and returns what may reach it: what lets go of everything, where it may not.
func (v *viewing) act(role role, msg []byte) []byte {
	if v.may != using {
		return nil
	}
	if v.record.Ready() != nil {
		return v.held.release()
	}
	var err error
	switch pressed := v.held.takes(msg); {
	case role == moving: // a hundred times a second: with what comes next
		err = v.record.Note(wire.Masked, v.number, wire.EncodeCount(0))
	case pressed:
		err = v.record.Append(wire.Masked, v.number, wire.EncodeCount(1))
	}
	if err != nil {
		return v.held.release()
	}
	return msg
}

// next reads one message.
func next(in *bufio.Reader) (what role, msg []byte, err error) {
	kind, err := in.ReadByte()
	if err != nil {
		return 0, nil, err
	}
	m, known := messages[kind]
	if !known {
		return 0, nil, ErrMessage
	}
	msg = make([]byte, m.head)
	msg[0] = kind
	if _, err := io.ReadFull(in, msg[1:]); err != nil {
		return 0, nil, err
	}
	if kind == keyCode && msg[1] != 0 {
		return 0, nil, ErrMessage // another of QEMU's, of another length
	}
	if m.more == nil {
		return m.role, msg, nil
	}
	n := m.more(msg)
	if n > maxMore {
		return 0, nil, ErrMessage
	}
	msg = append(msg, make([]byte, n)...)
	_, err = io.ReadFull(in, msg[m.head:])
	return m.role, msg, err
}

var _ power.Handler = (*Screen)(nil).View
