package native

import (
	"context"
	"io"
	"sync"

	"surety/internal/far"
)

// keepBytes is how much of a file that comes in order is kept for requests that do not.
const keepBytes = 4 << 20

// reading is a file that is fetched once, in order, for requests that come roughly in order. One that leaps begins anew from there.
type reading struct {
	f    *files
	at   far.Place
	name string

	mu   sync.Mutex
	kept []byte // what was read last
	from int64  // byte of the file at which kept begins
	in   *io.PipeReader
	stop context.CancelFunc
	over error // why nothing follows kept
}

func newReading(f *files, at far.Place, name string) *reading {
	r := &reading{f: f, at: at, name: name}
	r.begin(0)
	return r
}

// begin fetches from a byte on.
func (r *reading) begin(from int64) {
	ctx, stop := context.WithCancel(r.f.ctx)
	in, out := io.Pipe()
	go func() {
		_, err := r.f.server.session.Fetch(ctx, r.at, uint64(from), nil, out)
		out.CloseWithError(err) // nil is the end of the file, and that all of it was what was told
	}()
	r.in, r.stop, r.from, r.kept, r.over = in, stop, from, r.kept[:0], nil
}

// ReadAt reads. The last bytes of a file come before it is known whether they are right; its end is only told when they are.
func (r *reading) ReadAt(p []byte, off int64) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if off < r.from || off > r.from+int64(len(r.kept))+keepBytes {
		r.end()
		r.begin(off)
	}
	for r.over == nil && r.from+int64(len(r.kept)) < off+int64(len(p)) {
		r.more()
	}
	n := 0
	if skip := off - r.from; skip < int64(len(r.kept)) {
		n = copy(p, r.kept[skip:])
	}
	if n < len(p) {
		return n, r.verdict()
	}
	return n, nil
}

func (r *reading) verdict() error {
	if r.over == io.EOF { // itself, and not a fault that has one as its cause
		return io.EOF
	}
	return r.f.answer(r.name, r.over)
}

// more reads some, and forgets what is far behind.
func (r *reading) more() {
	if len(r.kept) >= 2*keepBytes {
		gone := len(r.kept) - keepBytes
		r.kept = r.kept[:copy(r.kept, r.kept[gone:])]
		r.from += int64(gone)
	}
	if cap(r.kept) == 0 {
		r.kept = make([]byte, 0, 2*keepBytes+64<<10)
	}
	room := r.kept[len(r.kept):min(cap(r.kept), len(r.kept)+64<<10)]
	n, err := r.in.Read(room)
	r.kept, r.over = r.kept[:len(r.kept)+n], err
}

func (r *reading) end() {
	r.stop()
	r.in.Close()
}

// Close stops fetching.
func (r *reading) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.end()
	return nil
}
