package snapshot

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"time"
)

// Form is what an entry is.
type Form byte

const (
	Dir     Form = iota + 1
	File         // with content, which may be empty
	Symlink      // kept as what it says, never followed
	Left         // there, but not kept; Note says why
)

// Note is why an entry is not, or not wholly, in a snapshot.
type Note byte

const (
	Fine       Note = iota
	Changed         // it changed while it was read: what is kept may be of two moments
	Unreadable      // it could not be read; of a folder, what is in it
	Special         // a device, FIFO, socket, or anything else that has no content to keep
	Mount           // the root of another file system, which was not named
	Deep            // its path is longer than 32 KiB
	Excluded        // the plan leaves it out
	Attributes      // some extended attribute could not be read
)

var noteCodes = []string{"", "changed_while_read", "unreadable", "special_file", "other_mount", "path_too_long", "excluded", "attributes_unreadable"}

// String is the note as a stable code.
func (n Note) String() string { return noteCodes[n] }

// Attribute is an extended attribute of a file or folder.
type Attribute struct {
	Name  string
	Value []byte
}

// Entry is one name of a tree. Folder is the named folder, Path the way below it with slashes, empty for the folder itself.
// Names are bytes as the system gave them, in any script, and need not be UTF-8.
type Entry struct {
	Folder, Path string
	Form         Form
	Note         Note
	Mode         uint32 // permission bits, and 04000, 02000, 01000 for setuid, setgid, sticky
	UID, GID     uint32 // 0 on systems without
	Modified     time.Time
	Size         int64       // bytes, of a file
	Target       string      // what a symlink says
	SameAs       string      // path of the entry before with which it is one file (hard link); empty for the first or only
	Linked       bool        // it is the first of several hard links
	Attributes   []Attribute // sorted by name
	Parts        []Part      // of a file, in order; together Size bytes

	inode         uint64 // with changedNanos, by which a file that did not change is known; 0 where there is none
	changedSecond int64
	changedNanos  int64
}

// Name is the last part of the path.
func (e *Entry) Name() string { return e.Path[strings.LastIndexByte(e.Path, '/')+1:] }

const (
	maxName   = 4 << 10  // bytes; the longest that systems have is 1,020
	maxPath   = 32 << 10 // bytes
	maxEntry  = 64 << 20 // bytes encoded: some 1.8 million parts
	maxValue  = 1 << 20  // bytes of an attribute
	maxLength = 1 << 60  // bytes of a file
)

// comparePaths orders paths so that a folder comes before what is in it, and that before the folder's next neighbour.
func comparePaths(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return int(rank(a[i])) - int(rank(b[i]))
		}
	}
	return len(a) - len(b)
}

func rank(c byte) byte {
	if c == '/' {
		return 0 // which no name contains
	}
	return c
}

// compareEntries is the order of a tree.
func compareEntries(a, b *Entry) int {
	if c := strings.Compare(a.Folder, b.Folder); c != 0 {
		return c
	}
	return comparePaths(a.Path, b.Path)
}

// equal tells whether two entries would be put back the same.
func (e *Entry) equal(o *Entry) bool { return len(e.differences(o)) == 0 }

// differences names what is not the same in two entries of one path.
func (e *Entry) differences(o *Entry) (out []Aspect) {
	if e.Form != o.Form {
		return []Aspect{AspectForm}
	}
	for _, x := range []struct {
		same bool
		is   Aspect
	}{
		{e.Size == o.Size && slices.Equal(e.Parts, o.Parts), AspectContent},
		{e.Target == o.Target, AspectTarget},
		{e.Mode == o.Mode, AspectMode},
		{e.Modified.Equal(o.Modified), AspectModified},
		{e.UID == o.UID && e.GID == o.GID, AspectOwner},
		{e.SameAs == o.SameAs, AspectLink},
		{slices.EqualFunc(e.Attributes, o.Attributes, func(a, b Attribute) bool { return a.Name == b.Name && bytes.Equal(a.Value, b.Value) }), AspectAttributes},
	} {
		if !x.same {
			out = append(out, x.is)
		}
	}
	return out
}

// appendEntry encodes an entry of the tree; depth counts the folders above it, 0 for a named folder.
func appendEntry(b []byte, e *Entry, depth int, name string) []byte {
	b = binary.AppendUvarint(b, uint64(depth))
	b = appendText(b, name)
	b = append(b, byte(e.Form), byte(e.Note))
	b = binary.AppendUvarint(b, uint64(e.Mode))
	b = binary.AppendUvarint(b, uint64(e.UID))
	b = binary.AppendUvarint(b, uint64(e.GID))
	b = appendSigned(b, e.Modified.Unix())
	b = binary.AppendUvarint(b, uint64(e.Modified.Nanosecond()))
	b = appendSigned(b, e.changedSecond)
	b = binary.AppendUvarint(b, uint64(e.changedNanos))
	b = binary.AppendUvarint(b, e.inode)
	b = binary.AppendUvarint(b, uint64(len(e.Attributes)))
	for _, x := range e.Attributes {
		b = appendText(appendText(b, x.Name), x.Value)
	}
	switch e.Form {
	case Symlink:
		b = appendText(b, e.Target)
	case File:
		b = appendContent(b, e)
	}
	return b
}

func appendContent(b []byte, e *Entry) []byte {
	linked := byte(0)
	if e.Linked {
		linked = 1
	}
	b = appendText(append(b, linked), e.SameAs)
	b = binary.AppendUvarint(b, uint64(e.Size))
	b = binary.AppendUvarint(b, uint64(len(e.Parts)))
	for _, p := range e.Parts {
		b = binary.AppendUvarint(append(b, p.ID[:]...), uint64(p.Length))
	}
	return b
}

// decodeEntry reads what appendEntry wrote. Faults: errCode.
func decodeEntry(b []byte) (e *Entry, depth int, name string, err error) {
	d := &decoder{b: b}
	e = &Entry{}
	depth, name = int(d.number(maxPath)), d.text(maxPath)
	e.Form, e.Note = Form(d.number(uint64(Left))), Note(d.number(uint64(len(noteCodes)-1)))
	e.Mode, e.UID, e.GID = uint32(d.number(0o7777)), uint32(d.number(1<<32-1)), uint32(d.number(1<<32-1))
	e.Modified = time.Unix(d.signed(), int64(d.number(1e9-1)))
	e.changedSecond, e.changedNanos, e.inode = d.signed(), int64(d.number(1e9-1)), d.number(1<<64-1)
	for range d.count(2) {
		e.Attributes = append(e.Attributes, Attribute{d.text(maxName), []byte(d.text(maxValue))})
	}
	switch e.Form {
	case Symlink:
		e.Target = d.text(maxPath)
	case File:
		decodeContent(d, e)
	}
	if err := d.done(); err != nil {
		return nil, 0, "", err
	}
	return e, depth, name, e.sound()
}

func decodeContent(d *decoder, e *Entry) {
	e.Linked = d.number(1) == 1
	e.SameAs = d.text(maxPath)
	e.Size = int64(d.number(maxLength))
	if n := d.count(33); n > 0 {
		e.Parts = make([]Part, n)
	}
	for i := range e.Parts {
		e.Parts[i] = Part{d.array(), int64(d.number(maxLength))}
	}
}

// sound refuses an entry that contradicts itself.
func (e *Entry) sound() error {
	left := e.Size
	for _, p := range e.Parts {
		if p.Length <= 0 || p.Length > left || p.ID != hole && p.Length > maxChunk {
			return errCode
		}
		left -= p.Length
	}
	sorted := slices.IsSortedFunc(e.Attributes, func(a, b Attribute) int { return strings.Compare(a.Name, b.Name) })
	if e.Form == 0 || left != 0 || !sorted || e.Form == Symlink && strings.ContainsRune(e.Target, 0) {
		return errCode
	}
	return nil
}
