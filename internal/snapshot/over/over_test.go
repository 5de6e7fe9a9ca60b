package over_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"surety/internal/snapshot"
	"surety/internal/snapshot/over"
	"surety/internal/snapshot/storetest"
	"surety/internal/wire"
)

// shelf is a store as a server would have it.
type shelf struct{ snapshot.Store }

func (s shelf) Keep(ctx context.Context, kind snapshot.Kind, name snapshot.Name, size int64, r io.Reader) error {
	b := make([]byte, size)
	if _, err := io.ReadFull(r, b); err != nil {
		return err
	}
	return s.Put(ctx, kind, name, b)
}

func (s shelf) Send(ctx context.Context, kind snapshot.Kind, name snapshot.Name, offset int64, length int, w io.Writer) error {
	b, err := s.Get(ctx, kind, name, offset, length)
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// kept is a store over streams whose Remove is the server's own.
type kept struct {
	snapshot.Store
	own snapshot.Store
}

func (k kept) Remove(ctx context.Context, kind snapshot.Kind, name snapshot.Name) error {
	if err := k.Store.Remove(ctx, kind, name); !errors.Is(err, over.ErrRemove) {
		return errors.New("the other end may remove")
	}
	return k.own.Remove(ctx, kind, name)
}

// served opens streams that are served from s.
func served(t testing.TB, s over.Shelf) func(context.Context) (io.ReadWriteCloser, error) {
	var wg sync.WaitGroup
	t.Cleanup(wg.Wait)
	return func(context.Context) (io.ReadWriteCloser, error) {
		near, far := net.Pipe()
		t.Cleanup(func() { near.Close() })
		wg.Go(func() {
			defer far.Close()
			_ = over.Serve(context.Background(), far, s) // the client's side tells
		})
		return near, nil
	}
}

func TestAStoreOverAStreamIsAStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) snapshot.Store {
		m := snapshot.NewMemory()
		return kept{over.New(served(t, shelf{m}), 3), m}
	})
}

func object(n int) ([]byte, snapshot.Name) {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b, snapshot.NameOf(b)
}

// TestWhatALineBrokeOffIsDoneAgain breaks the line in the middle of an object, and goes on over the next.
func TestWhatALineBrokeOffIsDoneAgain(t *testing.T) {
	m := snapshot.NewMemory()
	open, n := served(t, shelf{m}), 0
	s := over.New(func(ctx context.Context) (io.ReadWriteCloser, error) {
		c, err := open(ctx)
		if n++; n == 1 {
			c = &breaking{ReadWriteCloser: c, left: 200_000}
		}
		return c, err
	}, 1)
	b, name := object(1 << 20)
	if err := s.Put(t.Context(), snapshot.Pack, name, b); !errors.Is(err, over.ErrLine) {
		t.Fatalf("the line broke: %v", err)
	}
	if has, err := s.Has(t.Context(), snapshot.Pack, []snapshot.Name{name}); err != nil || has[0] {
		t.Fatalf("half an object is there: %v, %v", has, err)
	}
	if err := s.Put(t.Context(), snapshot.Pack, name, b); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Get(t.Context(), snapshot.Pack, name, 0, -1); err != nil || !bytes.Equal(got, b) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

type breaking struct {
	io.ReadWriteCloser
	left int
}

func (b *breaking) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		_ = b.Close()
	}
	return b.ReadWriteCloser.Write(p)
}

func TestWhoGivesUpDoesNotWait(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	silent := func(context.Context) (io.ReadWriteCloser, error) {
		near, far := net.Pipe()
		go func() {
			_, _ = io.CopyN(io.Discard, far, 1)
			stop()
			_, _ = io.Copy(io.Discard, far)
		}()
		return near, nil
	}
	if _, err := over.New(silent, 1).List(ctx, snapshot.Pack, snapshot.Name{}, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// frames is a stream on which the other end has said all this already.
func frames(all ...[]byte) io.ReadWriteCloser {
	return struct {
		io.Reader
		io.Writer
		io.Closer
	}{bytes.NewReader(bytes.Join(all, nil)), io.Discard, io.NopCloser(nil)}
}

func frame(kind uint8, payload ...byte) []byte { return wire.AppendFrame(nil, kind, payload) }

func store(answers ...[]byte) *over.Store {
	return over.New(func(context.Context) (io.ReadWriteCloser, error) { return frames(answers...), nil }, 1)
}

func listed(names ...byte) (b []byte) {
	for _, n := range names {
		b = wire.AppendListed(b, wire.Listed{Name: wire.Digest{n}, Size: 1})
	}
	return frame(wire.FrameListed, b...)
}

// TestAServerThatLies gives answers that were not asked for, longer than asked, out of order, or of another kind.
func TestAServerThatLies(t *testing.T) {
	long := frame(wire.FrameBytes, make([]byte, wire.MaxData)...)
	endless := bytes.Repeat(long, snapshot.MaxObject/wire.MaxData+1)
	for name, try := range map[string]func() error{
		"more than asked": func() error {
			_, err := store(frame(wire.FrameBytes, 1, 2, 3), frame(wire.FrameKept)).Get(t.Context(), snapshot.Pack, snapshot.Name{}, 0, 2)
			return err
		},
		"less than asked": func() error {
			_, err := store(frame(wire.FrameBytes, 1), frame(wire.FrameKept)).Get(t.Context(), snapshot.Pack, snapshot.Name{}, 0, 2)
			return err
		},
		"empty pieces": func() error {
			_, err := store(frame(wire.FrameBytes), frame(wire.FrameBytes)).Get(t.Context(), snapshot.Pack, snapshot.Name{}, 0, 2)
			return err
		},
		"without an end": func() error {
			_, err := store(endless).Get(t.Context(), snapshot.Pack, snapshot.Name{}, 0, -1)
			return err
		},
		"a frame of four gigabytes": func() error {
			_, err := store([]byte{wire.FrameBytes, 0xff, 0xff, 0xff, 0xff}).Get(t.Context(), snapshot.Pack, snapshot.Name{}, 0, -1)
			return err
		},
		"another kind": func() error {
			return store(frame(wire.FrameHad, 1)).Put(t.Context(), snapshot.Pack, snapshot.NameOf([]byte("x")), []byte("x"))
		},
		"kept, and more": func() error {
			return store(frame(wire.FrameKept, 1)).Put(t.Context(), snapshot.Pack, snapshot.NameOf([]byte("x")), []byte("x"))
		},
		"an answer too many": func() error {
			_, err := store(frame(wire.FrameHad, 1, 1)).Has(t.Context(), snapshot.Pack, make([]snapshot.Name, 1))
			return err
		},
		"neither yes nor no": func() error {
			_, err := store(frame(wire.FrameHad, 2)).Has(t.Context(), snapshot.Pack, make([]snapshot.Name, 1))
			return err
		},
		"a list in no order": func() error {
			_, err := store(listed(2, 1)).List(t.Context(), snapshot.Pack, snapshot.Name{}, 10)
			return err
		},
		"a list that goes back": func() error {
			_, err := store(listed(2)).List(t.Context(), snapshot.Pack, snapshot.Name{2}, 10)
			return err
		},
		"a list longer than asked": func() error {
			_, err := store(listed(1, 2, 3)).List(t.Context(), snapshot.Pack, snapshot.Name{}, 2)
			return err
		},
		"half a list": func() error {
			_, err := store(frame(wire.FrameListed, 1, 2)).List(t.Context(), snapshot.Pack, snapshot.Name{}, 2)
			return err
		},
	} {
		if err := try(); !errors.Is(err, over.ErrProtocol) {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := store(frame(wire.FrameFailed, []byte("\x1b]0;harm\x07")...)).Put(t.Context(), snapshot.Pack, snapshot.NameOf([]byte("x")), []byte("x"))
	if !errors.Is(err, over.ErrRefused) {
		t.Errorf("a code that nobody knows: %v", err)
	}
}

// TestAClientThatLies sends what is no request; the stream ends, and nothing is kept.
func TestAClientThatLies(t *testing.T) {
	name := snapshot.NameOf([]byte("x"))
	keep := func(length, offset uint64, kind uint8) []byte {
		return frame(wire.FrameKeep, wire.Object{Kind: kind, Name: wire.Digest(name), Length: length, Offset: offset}.Encode()...)
	}
	for what, sent := range map[string][][]byte{
		"larger than an object":     {keep(snapshot.MaxObject+1, 0, 1)},
		"empty":                     {keep(0, 0, 1)},
		"at an offset":              {keep(1, 1, 1), frame(wire.FrameBytes, 'x')},
		"of no kind":                {keep(1, 0, 4), frame(wire.FrameBytes, 'x')},
		"more than announced":       {keep(1, 0, 1), frame(wire.FrameBytes, 'x', 'y')},
		"nothing at all":            {keep(1, 0, 1), frame(wire.FrameBytes)},
		"a request in the middle":   {keep(2, 0, 1), frame(wire.FrameBytes, 'x'), keep(1, 0, 1)},
		"bytes without a request":   {frame(wire.FrameBytes, 'x')},
		"an answer":                 {frame(wire.FrameKept)},
		"a frame of four gigabytes": {{wire.FrameKeep, 0xff, 0xff, 0xff, 0xff}},
		"half a head":               {frame(wire.FrameGet, 1, 2)},
		"half a name":               {frame(wire.FrameHas, 1, 2)},
		"names of no kind":          {frame(wire.FrameHas, 0)},
	} {
		m := snapshot.NewMemory()
		if err := over.Serve(t.Context(), frames(sent...), shelf{m}); !errors.Is(err, over.ErrProtocol) {
			t.Errorf("%s: %v", what, err)
		}
		if all, err := m.List(t.Context(), snapshot.Pack, snapshot.Name{}, 10); err != nil || len(all) > 0 {
			t.Errorf("%s: %d kept", what, len(all))
		}
	}
	m := snapshot.NewMemory()
	if err := over.Serve(t.Context(), frames(keep(2, 0, 1), frame(wire.FrameBytes, 'x')), shelf{m}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut off: %v", err)
	}
}

// TestARefusalLeavesTheStream asks again on a stream on which an object was refused amid its bytes.
func TestARefusalLeavesTheStream(t *testing.T) {
	m, opened := snapshot.NewMemory(), 0
	open := served(t, full{shelf{m}})
	s := over.New(func(ctx context.Context) (io.ReadWriteCloser, error) { opened++; return open(ctx) }, 1)
	b, name := object(3 << 20)
	for range 2 {
		if err := s.Put(t.Context(), snapshot.Pack, name, b); !errors.Is(err, over.ErrQuota) {
			t.Errorf("%v", err)
		}
	}
	if has, err := s.Has(t.Context(), snapshot.Pack, []snapshot.Name{name}); err != nil || has[0] || opened != 1 {
		t.Errorf("%v, %v, %d streams", has, err, opened)
	}
}

type full struct{ shelf }

func (full) Keep(context.Context, snapshot.Kind, snapshot.Name, int64, io.Reader) error {
	return over.ErrQuota
}

// FuzzServe gives the server's side whatever bytes: it neither fails nor keeps what is not what it says.
func FuzzServe(f *testing.F) {
	name := snapshot.NameOf([]byte("x"))
	o := wire.Object{Kind: 1, Name: wire.Digest(name), Length: 1}
	f.Add(bytes.Join([][]byte{frame(wire.FrameKeep, o.Encode()...), frame(wire.FrameBytes, 'x'), frame(wire.FrameGet, o.Encode()...), frame(wire.FrameList, o.Encode()...)}, nil))
	f.Add(frame(wire.FrameHas, wire.EncodeNames(1, []wire.Digest{wire.Digest(name)})...))
	f.Fuzz(func(t *testing.T, sent []byte) {
		m := snapshot.NewMemory()
		_ = over.Serve(context.Background(), frames(sent), shelf{m})
		for _, k := range snapshot.Kinds {
			all, err := m.List(context.Background(), k, snapshot.Name{}, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range all {
				if b, err := m.Get(context.Background(), k, i.Name, 0, -1); err != nil || snapshot.NameOf(b) != i.Name {
					t.Fatal("kept under a wrong name")
				}
			}
		}
	})
}

// FuzzStore gives the client's side whatever answers: it never gives more than was asked for.
func FuzzStore(f *testing.F) {
	f.Add(append(frame(wire.FrameBytes, 'x'), frame(wire.FrameKept)...))
	f.Add(listed(1, 2))
	f.Fuzz(func(t *testing.T, answer []byte) {
		ctx := context.Background()
		if b, err := store(answer).Get(ctx, snapshot.Pack, snapshot.Name{}, 0, 5); err == nil && len(b) != 5 {
			t.Fatalf("%d bytes of 5", len(b))
		}
		if all, err := store(answer).List(ctx, snapshot.Pack, snapshot.Name{}, 3); err == nil && len(all) > 3 {
			t.Fatalf("%d of 3", len(all))
		}
		if has, err := store(answer).Has(ctx, snapshot.Pack, make([]snapshot.Name, 2)); err == nil && len(has) != 2 {
			t.Fatalf("%d of 2", len(has))
		}
	})
}
