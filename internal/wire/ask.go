package wire

import (
	"encoding/binary"
	"io/fs"
)

// Frames of a stream of files. The specialist's end sends one FrameAsk and waits for its answer before the next: entries or
// data, then FrameDone, or FrameRefused. Where it sends a file, FrameState tells how much is there already, then it sends
// FrameFrom, data and FrameDone, and assist answers with FrameDone. A FrameRefused amid the data asks for no more of it; FrameDone
// follows all the same.
const (
	FrameAsk   uint8 = 30 // an Ask
	FrameEntry uint8 = 31 // an Entry
	FrameData  uint8 = 32 // bytes of a file, at most MaxData
	FrameDone  uint8 = 33 // a Sum of what went over
	FrameState uint8 = 34 // a Sum of what is there already
	FrameFrom  uint8 = 35 // a varint: data begins at this byte, which is 0 or what FrameState told
)

// MaxData is the most bytes of one FrameData.
const MaxData = 64 << 10

// Deed is what is asked about a file.
type Deed uint8

// The deeds.
const (
	Folders Deed = 1  // which folders the client named
	List    Deed = 2  // what lies in a folder
	Stat    Deed = 3  // what one thing is
	Hash    Deed = 4  // SHA-256 of Length bytes from Offset
	Fetch   Deed = 5  // the same bytes themselves
	Send    Deed = 6  // put a file of Size bytes and SHA256 there
	Make    Deed = 7  // make a folder
	Remove  Deed = 8  // remove a plain file, a symbolic link or an empty folder
	Move    Deed = 9  // give it the path To, where nothing is
	SetMode Deed = 10 // give a plain file or a folder the permission bits Value
	SetTime Deed = 11 // give it the time of change Value, in seconds since 1970
)

// Ask is one request. Folder counts the client's folders from 0. Path is relative to it, parted by slashes, "." for the
// folder itself (io/fs.ValidPath). What a deed does not use is zero.
type Ask struct {
	Deed           Deed
	Folder         uint16
	Path           string
	Offset, Length uint64 // bytes; a Length that reaches past the end means up to the end
	Size           uint64 // bytes
	SHA256         Digest
	Replace        bool   // an existing file may be replaced
	To             string // a path like Path, for Move alone; else empty
	Value          uint64 // for SetMode and SetTime alone; else 0
}

// Encode is the payload of FrameAsk.
func (a Ask) Encode() []byte {
	b := binary.BigEndian.AppendUint16([]byte{byte(a.Deed)}, a.Folder)
	b = AppendBytes(b, a.Path)
	for _, n := range []uint64{a.Offset, a.Length, a.Size} {
		b = binary.AppendUvarint(b, n)
	}
	return binary.AppendUvarint(AppendBytes(appendFlag(append(b, a.SHA256[:]...), a.Replace), a.To), a.Value)
}

func appendFlag(b []byte, set bool) []byte {
	if set {
		return append(b, 1)
	}
	return append(b, 0)
}

func (d *Decoder) flag() bool {
	n := d.Uint8()
	if n > 1 {
		d.fail(ErrForm)
	}
	return n == 1
}

// DecodeAsk reads the payload of FrameAsk.
func DecodeAsk(b []byte) (Ask, error) {
	d := NewDecoder(b)
	a := Ask{Deed: Deed(d.Uint8()), Folder: d.Uint16(), Path: d.Text(MaxName)}
	a.Offset, a.Length, a.Size = d.Uvarint(maxCount), d.Uvarint(maxCount), d.Uvarint(maxCount)
	d.Copy(a.SHA256[:])
	a.Replace, a.To, a.Value = d.flag(), d.Text(MaxName), d.Uvarint(maxCount)
	switch err := d.Done(); {
	case err != nil:
		return Ask{}, err
	case a.Deed < Folders || a.Deed > SetTime:
		return Ask{}, ErrUnknown
	case !fs.ValidPath(a.Path) || (a.Deed == Move) != fs.ValidPath(a.To) || a.Deed != Move && a.To != "":
		return Ask{}, ErrForm
	case a.Deed < SetMode && a.Value != 0 || a.Deed == SetMode && a.Value > 0o777:
		return Ask{}, ErrForm
	}
	return a, nil
}

// Form is what stands under a name.
type Form uint8

// The forms.
const (
	PlainFile   Form = 1
	Directory   Form = 2
	Symlink     Form = 3
	SpecialFile Form = 4 // device, pipe, socket: it is shown and never opened
	Nameless    Form = 5 // its name is not UTF-8, so that it cannot be asked for; Name is a likeness
)

// Entry is one thing in a folder. Modified is in seconds since 1970; Links counts names of a file, 0 where the system does
// not say.
type Entry struct {
	Form     Form
	Name     string
	Size     uint64
	Modified int64
	Mode     uint32 // permission bits
	Links    uint64
}

// Encode is the payload of FrameEntry.
func (e Entry) Encode() []byte {
	b := AppendBytes([]byte{byte(e.Form)}, e.Name)
	b = binary.BigEndian.AppendUint64(binary.AppendUvarint(b, e.Size), uint64(e.Modified))
	return binary.AppendUvarint(binary.BigEndian.AppendUint32(b, e.Mode), e.Links)
}

// DecodeEntry reads the payload of FrameEntry.
func DecodeEntry(b []byte) (Entry, error) {
	d := NewDecoder(b)
	e := Entry{Form: Form(d.Uint8()), Name: d.Text(MaxName), Size: d.Uvarint(maxCount), Modified: int64(d.Uint64())}
	e.Mode, e.Links = d.Uint32(), d.Uvarint(maxCount)
	if err := d.Done(); err != nil {
		return Entry{}, err
	}
	if e.Form < PlainFile || e.Form > Nameless {
		return Entry{}, ErrUnknown
	}
	return e, nil
}

// Sum is a run of bytes: how many and their SHA-256.
type Sum struct {
	Count  uint64
	SHA256 Digest
}

// Encode is the payload of FrameDone and FrameState.
func (s Sum) Encode() []byte { return append(binary.AppendUvarint(nil, s.Count), s.SHA256[:]...) }

// DecodeSum reads the payload of FrameDone and FrameState.
func DecodeSum(b []byte) (Sum, error) {
	d := NewDecoder(b)
	s := Sum{Count: d.Uvarint(maxCount)}
	d.Copy(s.SHA256[:])
	if err := d.Done(); err != nil {
		return Sum{}, err
	}
	return s, nil
}

// EncodeFrom is the payload of FrameFrom.
func EncodeFrom(offset uint64) []byte { return binary.AppendUvarint(nil, offset) }

// DecodeFrom reads the payload of FrameFrom.
func DecodeFrom(b []byte) (uint64, error) {
	d := NewDecoder(b)
	n := d.Uvarint(maxCount)
	return n, d.Done()
}
