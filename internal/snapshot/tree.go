package snapshot

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// treeWriter encodes entries, which must come in their order, to the stream that is cut and kept like a file.
type treeWriter struct {
	w   io.Writer
	buf []byte
}

// write encodes one entry, led by its length.
func (t *treeWriter) write(e *Entry) error {
	depth, name := 0, e.Folder
	if e.Path != "" {
		depth, name = strings.Count(e.Path, "/")+1, e.Name()
	}
	body := appendEntry(t.buf[:0], e, depth, name)
	t.buf = body
	if _, err := t.w.Write(binary.AppendUvarint(nil, uint64(len(body)))); err != nil {
		return err
	}
	_, err := t.w.Write(body)
	return err
}

// treeReader decodes a stream of entries and refuses one that treeWriter would not have written: a name that leads
// elsewhere, an order in which a name could come twice, a child of what is no folder.
type treeReader struct {
	r      io.ByteReader
	full   io.Reader
	buf    []byte
	folder string
	names  []string // the path of the last entry
	form   Form     // of the last entry
	any    bool
}

func newTreeReader(r interface {
	io.Reader
	io.ByteReader
}) *treeReader {
	return &treeReader{r: r, full: r}
}

// next returns the next entry, or io.EOF after the last whole one. Faults: errCode.
func (t *treeReader) next() (*Entry, error) {
	n, err := t.length()
	if err != nil {
		return nil, err
	}
	if n > maxEntry {
		return nil, errCode
	}
	if err := t.fill(n); err != nil {
		return nil, err
	}
	e, depth, name, err := decodeEntry(t.buf)
	if err != nil {
		return nil, err
	}
	return e, t.place(e, depth, name)
}

// fill reads n bytes to buf; the room grows with what is there, not with what is promised.
func (t *treeReader) fill(n int) error {
	t.buf = t.buf[:0]
	for len(t.buf) < n {
		from := len(t.buf)
		step := min(n-from, 1<<20)
		t.buf = append(t.buf, make([]byte, step)...)
		if _, err := io.ReadFull(t.full, t.buf[from:]); err != nil {
			return cutShort(err)
		}
	}
	return nil
}

func (t *treeReader) length() (int, error) {
	var d [binary.MaxVarintLen64]byte
	for i := range d {
		c, err := t.r.ReadByte()
		if err != nil {
			if i > 0 {
				err = cutShort(err)
			}
			return 0, err
		}
		d[i] = c
		if c < 0x80 {
			x := decoder{b: d[:i+1]}
			n := x.number(maxEntry)
			return int(n), x.done()
		}
	}
	return 0, errCode
}

// cutShort makes an end within an entry what it is.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errCode
	}
	return err
}

// place gives the entry its path and holds it to the order.
func (t *treeReader) place(e *Entry, depth int, name string) error {
	if depth == 0 {
		if !goodFolder(name) || t.any && strings.Compare(name, t.folder) <= 0 || e.Form != Dir && e.Form != Left {
			return errCode
		}
		e.Folder = name
		t.folder, t.names, t.form, t.any = name, t.names[:0], e.Form, true
		return nil
	}
	below := depth == len(t.names)+1
	switch {
	case !t.any || depth > len(t.names)+1 || !goodName(name):
		return errCode
	case below && t.form != Dir:
		return errCode
	case !below && name <= t.names[depth-1]:
		return errCode
	}
	t.names = append(t.names[:depth-1], name)
	t.form = e.Form
	e.Folder, e.Path = t.folder, strings.Join(t.names, "/")
	if len(e.Path) > maxPath {
		return errCode
	}
	return nil
}

// goodName tells whether a name is one, on any system. What only one system cannot hold is found when it is put back there.
func goodName(s string) bool {
	return s != "" && s != "." && s != ".." && len(s) <= maxName && !strings.ContainsAny(s, "/\x00")
}

// goodFolder tells whether a label can be that of a named folder. It is never opened because a tree says so: who restores
// says where each folder goes.
func goodFolder(s string) bool { return s != "" && len(s) <= maxPath && !strings.ContainsRune(s, 0) }

// Tree reads the entries of a snapshot one by one, in their order.
type Tree struct {
	*treeReader
	name Name
}

// Tree begins to read a snapshot's tree.
func (a *Archive) Tree(ctx context.Context, s *Snapshot) *Tree {
	r := &partReader{ctx: ctx, a: a, parts: s.tree}
	return &Tree{newTreeReader(r), s.Name}
}

// Next returns the next entry, or io.EOF after the last. Faults: snapshot_damaged.
func (t *Tree) Next() (*Entry, error) {
	e, err := t.next()
	if errors.Is(err, errCode) {
		err = Damage{Kind: Record, Object: t.name, Section: -1, Reason: "undecodable"}
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

// partReader is the content of a list of parts.
type partReader struct {
	ctx   context.Context
	a     *Archive
	parts []Part
	skip  int64 // bytes of the first part, before which reading does not begin
	rest  []byte
	buf   []byte
}

func (r *partReader) more() (err error) {
	for len(r.rest) == 0 {
		if len(r.parts) == 0 {
			return io.EOF
		}
		if r.parts[0].ID == hole {
			return errCode // a tree has none
		}
		if r.buf, err = r.a.chunk(r.ctx, r.buf[:0], r.parts[0]); err != nil {
			return err
		}
		if r.skip > int64(len(r.buf)) {
			return errCode
		}
		r.rest, r.parts, r.skip = r.buf[r.skip:], r.parts[1:], 0
	}
	return nil
}

func (r *partReader) Read(p []byte) (int, error) {
	if err := r.more(); err != nil {
		return 0, err
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (r *partReader) ReadByte() (byte, error) {
	if err := r.more(); err != nil {
		return 0, err
	}
	c := r.rest[0]
	r.rest = r.rest[1:]
	return c, nil
}
