package wire

import "encoding/binary"

// Frames of a terminal's stream after it is opened. The specialist's end sends FrameType and FrameResize, assist the others.
const (
	FrameType   uint8 = 20 // what was typed, at most MaxPayload bytes
	FrameResize uint8 = 21 // a Size
	FrameShow   uint8 = 22 // what the terminal showed, raw: the viewer filters
	FrameExit   uint8 = 23 // the shell ended: its exit code, as two bytes
)

// TerminalOpen is the argument of an Open for a terminal. Stream is the number of one that runs (after a lost connection, or
// to look on); 0 starts a shell where typing is granted, and where only viewing is, means the one the client has open. A Command is run by itself, in
// a terminal that ends with it, where typing is granted and Stream is 0; else it is empty.
type TerminalOpen struct {
	Stream  uint32
	Size    Size
	Command string
}

const sizeBytes = 4

// Encode is the argument.
func (o TerminalOpen) Encode() []byte {
	return append(append(binary.AppendUvarint(nil, uint64(o.Stream)), o.Size.Encode()...), o.Command...)
}

// DecodeTerminalOpen reads the argument.
func DecodeTerminalOpen(b []byte) (TerminalOpen, error) {
	d := NewDecoder(b)
	o := TerminalOpen{Stream: uint32(d.Uvarint(MaxStreams))}
	if d.err != nil {
		return TerminalOpen{}, d.err
	}
	size, command := d.rest[:min(len(d.rest), sizeBytes)], d.rest[min(len(d.rest), sizeBytes):]
	var err error
	if o.Size, err = DecodeSize(size); err == nil && len(command) > 0 {
		if o.Command, err = DecodeCommand(command); err == nil && o.Stream != 0 {
			err = ErrForm
		}
	}
	if err != nil {
		return TerminalOpen{}, err
	}
	return o, nil
}

// EncodeExit is the payload of FrameExit.
func EncodeExit(code uint16) []byte { return binary.BigEndian.AppendUint16(nil, code) }

// DecodeExit reads the payload of FrameExit.
func DecodeExit(b []byte) (uint16, error) {
	d := NewDecoder(b)
	n := d.Uint16()
	return n, d.Done()
}
