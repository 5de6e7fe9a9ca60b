package wire

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// MaxWord is the most bytes of a word: who paused, why it ended.
const MaxWord = 200

// DecodeWord reads the text of a Power, Paused, Resumed, Mark or End.
func DecodeWord(p []byte) (string, error) {
	if len(p) > MaxWord {
		return "", ErrLong
	}
	if !utf8.Valid(p) {
		return "", ErrForm
	}
	return string(p), nil
}

// MaxCommand is the most bytes of a command that is run by itself.
const MaxCommand = 4096

// DecodeCommand reads the text of a Ran: what a shell can be given as one argument.
func DecodeCommand(p []byte) (string, error) {
	if len(p) > MaxCommand {
		return "", ErrLong
	}
	if len(p) == 0 || !utf8.Valid(p) || bytes.IndexByte(p, 0) >= 0 {
		return "", ErrForm
	}
	return string(p), nil
}

// EncodeCount is the payload of Masked: how many bytes were typed.
func EncodeCount(n uint64) []byte { return binary.AppendUvarint(nil, n) }

// DecodeCount reads the payload of Masked.
func DecodeCount(p []byte) (uint64, error) {
	d := NewDecoder(p)
	n := d.Uvarint(MaxPayload)
	return n, d.Done()
}

// Size is a terminal's size, each side from 1 to MaxSide.
type Size struct{ Cols, Rows uint16 }

// Encode is the payload of Resized.
func (s Size) Encode() []byte {
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, s.Cols), s.Rows)
}

// DecodeSize reads the payload of Resized.
func DecodeSize(p []byte) (Size, error) {
	d := NewDecoder(p)
	s := Size{d.Uint16(), d.Uint16()}
	if err := d.Done(); err != nil {
		return Size{}, err
	}
	if s.Cols == 0 || s.Rows == 0 || s.Cols > MaxSide || s.Rows > MaxSide {
		return Size{}, ErrLong
	}
	return s, nil
}

// Picture tells that a whole picture of a screen may begin with what the screen's server sends next, or that one is complete: who begins to read
// where the last one that was completed began sees all of the screen. Sides are in pixels.
type Picture struct {
	Width, Height uint16
	Whole         bool // it is complete
}

// Encode is the payload of Pictured.
func (p Picture) Encode() []byte {
	b := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, p.Width), p.Height)
	if p.Whole {
		return append(b, 1)
	}
	return append(b, 0)
}

// DecodePicture reads the payload of Pictured.
func DecodePicture(b []byte) (Picture, error) {
	d := NewDecoder(b)
	p := Picture{Width: d.Uint16(), Height: d.Uint16()}
	whole := d.Uint8()
	p.Whole = whole == 1
	if whole > 1 || p.Width == 0 || p.Height == 0 {
		d.fail(ErrForm)
	}
	if err := d.Done(); err != nil {
		return Picture{}, err
	}
	return p, nil
}

// MaxCopy is the most bytes of one Copied.
const MaxCopy = MaxPayload - 64 // two fill a chunk

// Copy is a piece of a file. One from byte 0 on begins a copy; the Filed that follows all of them on the same stream says of what.
type Copy struct {
	From  uint64 // byte
	Bytes []byte
}

// Encode is the payload of Copied.
func (c Copy) Encode() []byte { return append(binary.AppendUvarint(nil, c.From), c.Bytes...) }

// DecodeCopy reads the payload of Copied; its bytes lie in p.
func DecodeCopy(p []byte) (Copy, error) {
	d := NewDecoder(p)
	c := Copy{From: d.Uvarint(maxCount)}
	c.Bytes = d.Raw(len(d.rest))
	if len(c.Bytes) == 0 {
		d.fail(ErrShort)
	}
	if err := d.Done(); err != nil {
		return Copy{}, err
	}
	return c, nil
}

// Direction is which way a file went, seen from the specialist, or what else became of it.
type Direction uint8

const (
	Fetched Direction = 1 // from the client's machine
	Sent    Direction = 2 // to the client's machine
	Removed Direction = 3 // there; Size and SHA256 tell what it was, zeros for a folder or a link
	Made    Direction = 4 // a folder, there
	Moved   Direction = 5 // there: this was its name, and the next event of the stream
	MovedTo Direction = 6 // tells the new one
	ModeSet Direction = 7 // there: its permission bits are Value now
	TimeSet Direction = 8 // there: its time of change is Value now, in seconds since 1970
)

// File is a file that went over, or that was changed: its name on the client's machine, its size in bytes and its SHA-256. Where a copy is
// kept it is found by that hash.
type File struct {
	Direction Direction
	Name      string
	Size      uint64
	SHA256    [32]byte
	Value     uint64 // of ModeSet and TimeSet; of others it is 0 and not written
}

// Encode is the payload of Filed.
func (f File) Encode() []byte {
	b := AppendBytes([]byte{byte(f.Direction)}, f.Name)
	b = append(binary.AppendUvarint(b, f.Size), f.SHA256[:]...)
	if f.Direction >= ModeSet {
		b = binary.AppendUvarint(b, f.Value)
	}
	return b
}

// DecodeFile reads the payload of Filed.
func DecodeFile(p []byte) (File, error) {
	d := NewDecoder(p)
	f := File{Direction: Direction(d.Uint8()), Name: d.Text(MaxName), Size: d.Uvarint(maxCount)}
	d.Copy(f.SHA256[:])
	if f.Direction >= ModeSet {
		f.Value = d.Uvarint(maxCount)
	}
	if err := d.Done(); err != nil {
		return File{}, err
	}
	if f.Direction < Fetched || f.Direction > TimeSet {
		return File{}, ErrUnknown
	}
	return f, nil
}

// Transfer is what went through a port since it was opened: bytes towards the client's machine, and from it.
type Transfer struct {
	Address  string // host:port, as the client named it
	In, Out  uint64
	Finished bool
}

// Encode is the payload of Tunnel.
func (t Transfer) Encode() []byte {
	b := AppendBytes(nil, t.Address)
	b = binary.AppendUvarint(binary.AppendUvarint(b, t.In), t.Out)
	if t.Finished {
		return append(b, 1)
	}
	return append(b, 0)
}

// DecodeTransfer reads the payload of Tunnel.
func DecodeTransfer(p []byte) (Transfer, error) {
	d := NewDecoder(p)
	t := Transfer{Address: d.Text(MaxAddress), In: d.Uvarint(maxCount), Out: d.Uvarint(maxCount)}
	end := d.Uint8()
	if end > 1 {
		d.fail(ErrForm)
	}
	t.Finished = end == 1
	if err := d.Done(); err != nil {
		return Transfer{}, err
	}
	return t, nil
}
