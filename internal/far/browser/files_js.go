package main

import (
	"context"
	"io"
	"syscall/js"

	"surety/internal/far"
	"surety/internal/fault"
	"surety/internal/wire"
)

func (c call) place() far.Place {
	return far.Place{Folder: uint16(c.in.Get("folder").Int()), Path: c.in.Get("path").String()}
}

func (p *page) folders(ctx context.Context, c call) (any, error) {
	s, err := p.far()
	if err != nil {
		return nil, err
	}
	names, err := s.Folders(ctx, c.power())
	out := make([]any, 0, len(names))
	for _, n := range names {
		out = append(out, n)
	}
	return out, err
}

var forms = map[wire.Form]string{wire.PlainFile: "file", wire.Directory: "folder", wire.Symlink: "link", wire.SpecialFile: "special", wire.Nameless: "nameless"}

func described(e wire.Entry) map[string]any {
	return map[string]any{"form": forms[e.Form], "name": e.Name, "size": float64(e.Size), "modified": float64(e.Modified), "links": float64(e.Links)}
}

func (p *page) list(ctx context.Context, c call) (any, error) {
	s, err := p.far()
	if err != nil {
		return nil, err
	}
	all, err := s.List(ctx, c.place())
	out := make([]any, 0, len(all))
	for _, e := range all {
		out = append(out, described(e))
	}
	return out, err
}

func (p *page) stat(ctx context.Context, c call) (any, error) {
	s, err := p.far()
	if err != nil {
		return nil, err
	}
	e, err := s.Stat(ctx, c.power(), c.place())
	return described(e), err
}

// toPage hands a file's bytes to the page, as far as it keeps up.
type toPage struct {
	ctx  context.Context
	n    int
	room *credit
}

func (w toPage) Write(b []byte) (int, error) {
	if err := w.room.give(w.ctx, len(b)); err != nil {
		return 0, err
	}
	a := array(b)
	post(map[string]any{"event": "data", "of": w.n, "data": a}, a.Get("buffer"))
	return len(b), nil
}

func (p *page) fetch(ctx context.Context, c call) (any, error) {
	s, err := p.far()
	if err != nil {
		return nil, err
	}
	sum, err := s.Fetch(ctx, c.place(), 0, nil, toPage{ctx, c.n, p.credit(c.n)})
	return map[string]any{"size": float64(sum.Count), "sha256": hexadecimal(sum.SHA256[:])}, err
}

// blob reads a File of the page. It tells how far it came, each MiB.
type blob struct {
	js.Value
	n    int
	told int64
}

// ReadAt reads a slice.
func (b *blob) ReadAt(p []byte, off int64) (int, error) {
	size := int64(b.Get("size").Float())
	if off >= size {
		return 0, io.EOF
	}
	end := min(off+int64(len(p)), size)
	data, err := await(b.Call("slice", float64(off), float64(end)).Call("arrayBuffer"))
	if err != nil {
		return 0, errFile.Because(err)
	}
	if b.n != 0 && (off-b.told >= 1<<20 || end == size) {
		b.told = off
		post(map[string]any{"event": "progress", "of": b.n, "bytes": float64(end)})
	}
	n := js.CopyBytesToGo(p, js.Global().Get("Uint8Array").New(data))
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

var errFile = fault.New(fault.Conflict, "file_unreadable", "the browser cannot read the file any more")

func (p *page) send(ctx context.Context, c call) (any, error) {
	s, err := p.far()
	if err != nil {
		return nil, err
	}
	from := &blob{Value: c.in.Get("file")}
	file, err := far.Measure(from, uint64(from.Get("size").Float()))
	if err != nil {
		return nil, err
	}
	from.n = c.n // what is told is what is sent
	return hexadecimal(file.SHA256[:]), s.Send(ctx, c.place(), file, c.in.Get("replace").Bool())
}
