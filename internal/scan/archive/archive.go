// Package archive looks into archives without unpacking them anywhere: zip (and what is made of it: office documents,
// packages of programs), tar, gzip, bzip2 and xz, one inside the other, within limits of depth, number, size and growth.
//
// It finds what harms whoever unpacks: bombs, entries that share bytes, names and links that lead out of the folder.
// What it cannot see it says: what is encrypted, damaged, or packed in a way that it does not know. Whatever the name
// says, the bytes decide what a file is. It keeps one nested zip in memory at a time and writes nothing.
package archive

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
)

// Mark is what else is worth knowing of a file.
type Mark string

const (
	Encrypted Mark = "encrypted" // an archive that nobody can see into without its password
	Damaged   Mark = "damaged"   // an archive that does not read to its end
	Opaque    Mark = "opaque"    // an archive of a kind, or a part of one, that was not looked into
	Program   Mark = "program"   // its bytes are a program or a script, or hold one
	Hidden    Mark = "hidden"    // an archive is hidden behind what it seems to be
)

// Marks are all marks.
var Marks = []Mark{Encrypted, Damaged, Opaque, Program, Hidden}

// Reason says why an archive must not be given out.
type Reason string

const (
	Bomb    Reason = "bomb"    // it grows beyond the limits
	Overlap Reason = "overlap" // entries share bytes
	Names   Reason = "names"   // names or links lead out of the folder it is unpacked in
	Depth   Reason = "depth"   // archives in archives without end
)

// Limits of what is looked at.
const (
	DepthLimit   = 4               // archives inside one another
	EntryLimit   = 20_000          // entries of all of them together
	TotalLimit   = int64(4) << 30  // bytes unpacked, of all of them together
	GrowthLimit  = 200             // times the file's own size, beyond GrowthFree
	GrowthFree   = int64(64) << 20 // bytes that any file may grow to
	nestedInside = int64(32) << 20 // bytes of a zip inside another archive: it must be held to be read
	sniffed      = 4 << 10         // bytes that tell a kind
	NameLimit    = 500             // names told of
	nameBytes    = 400             // of each
)

// Report is what was found. Reason is empty for what may be given out.
type Report struct {
	Reason Reason  `json:"reason,omitempty"`
	Marks  []Mark  `json:"marks,omitempty"`
	Names  []Entry `json:"names,omitempty"` // the first NameLimit
	Left   int     `json:"left,omitempty"`  // names beyond those
}

// Entry is a name in an archive, as it says itself.
type Entry struct {
	Name   string `json:"n"`
	Bytes  int64  `json:"b"`           // unpacked
	Inside int    `json:"i,omitempty"` // how many archives it is inside of, besides the outermost
}

// refusal ends a look.
type refusal Reason

func (r refusal) Error() string { return "archive: " + string(r) }

// look is one look under way.
type look struct {
	ctx     context.Context
	entries int
	budget  int64 // bytes that may still be unpacked
	marks   []Mark
	around  int // archives with names that are open, one inside the other
	names   []Entry
	left    int
}

// Look looks into the bytes. An error is a failure to read them, not a finding.
func Look(ctx context.Context, r io.ReaderAt, size int64) (Report, error) {
	l := &look{ctx: ctx, budget: min(TotalLimit, max(GrowthFree, size*GrowthLimit))}
	src := &source{ReaderAt: r}
	err := l.file(src, size)
	if src.err != nil {
		return Report{}, src.err
	}
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	slices.Sort(l.marks)
	out := Report{Marks: slices.Compact(l.marks), Names: l.names, Left: l.left}
	var no refusal
	switch {
	case errors.As(err, &no):
		out.Reason = Reason(no)
	case err != nil:
		return Report{}, err
	}
	return out, nil
}

// source remembers that the bytes themselves could not be read: that is no damage of an archive.
type source struct {
	io.ReaderAt
	err error
}

func (s *source) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.ReaderAt.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func (l *look) mark(m Mark) { l.marks = append(l.marks, m) }

// name takes down one of the archive that is open.
func (l *look) name(s string, size uint64) {
	if len(l.names) == NameLimit {
		l.left++
		return
	}
	l.names = append(l.names, Entry{strings.Clone(s[:min(len(s), nameBytes)]), int64(min(size, math.MaxInt64)), l.around - 1})
}

// file looks at a whole file, whose bytes can be had at any offset.
func (l *look) file(r io.ReaderAt, size int64) error {
	head, err := headOf(io.NewSectionReader(r, 0, size))
	if err != nil {
		return err
	}
	k := kindOf(head)
	if k == zipped {
		return l.zip(r, size, 1)
	}
	if err := l.stream(io.NewSectionReader(r, 0, size), k, 1); err != nil {
		return err
	}
	return l.behind(r, size)
}

// headOf reads the first bytes of a stream.
func headOf(r io.Reader) ([]byte, error) {
	b := make([]byte, sniffed)
	n, err := io.ReadFull(r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return b[:n], err
}

// entry looks at the bytes of one entry of an archive at the depth, which begin with a head that is still to come.
// Whatever is not looked into is read all the same: its size counts.
func (l *look) entry(r io.Reader, depth int) error {
	if l.entries++; l.entries > EntryLimit {
		return refusal(Bomb)
	}
	r = &counted{r, l}
	head, err := headOf(r)
	if err != nil {
		return l.broken(err)
	}
	k, whole := kindOf(head), io.MultiReader(bytes.NewReader(head), r)
	if k == zipped {
		return l.nested(whole, depth)
	}
	if err := l.stream(whole, k, depth+1); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return l.broken(err)
}

// stream looks into what can be read from the front, and marks what cannot be looked into.
func (l *look) stream(r io.Reader, k kind, depth int) error {
	if k.packed() && depth > DepthLimit {
		return refusal(Depth)
	}
	switch k {
	case tarred:
		return l.tar(r, depth)
	case gzipped, bzipped, xzipped:
		return l.unpack(r, k, depth)
	case opaque:
		l.mark(Opaque)
	case program:
		l.mark(Program)
	}
	return nil
}

// nested holds a zip inside another archive in memory, if it is not too large.
func (l *look) nested(r io.Reader, depth int) error {
	if depth+1 > DepthLimit {
		return refusal(Depth)
	}
	b, err := io.ReadAll(io.LimitReader(r, nestedInside+1))
	if err != nil {
		return l.broken(err)
	}
	if int64(len(b)) > nestedInside {
		l.mark(Opaque)
		_, err := io.Copy(io.Discard, r)
		return l.broken(err)
	}
	return l.zip(bytes.NewReader(b), int64(len(b)), depth+1)
}

// broken turns an archive's own faults into a mark.
func (l *look) broken(err error) error {
	var no refusal
	if err == nil || errors.As(err, &no) {
		return err
	}
	l.mark(Damaged)
	return nil
}

// counted takes what is read off the budget, and ends with the context.
type counted struct {
	r io.Reader
	l *look
}

func (c *counted) Read(p []byte) (int, error) {
	if c.l.ctx.Err() != nil {
		return 0, refusal(Bomb) // Look gives the context's own error
	}
	n, err := c.r.Read(p)
	if c.l.budget -= int64(n); c.l.budget < 0 {
		return 0, refusal(Bomb)
	}
	return n, err
}
