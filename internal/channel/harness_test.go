package channel

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"surety/internal/wire"
)

// join makes two muxes over two ends of a connection.
func join(t testing.TB, lane Lane, streams int, a, b net.Conn) (client, server *Mux) {
	t.Helper()
	client, err := Client(a, lane, streams)
	if err != nil {
		t.Fatal(err)
	}
	server, err = Server(b, lane, streams)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

func inMemory(t testing.TB, lane Lane, streams int) (client, server *Mux) {
	a, b := net.Pipe()
	return join(t, lane, streams, a, b)
}

// overWebSocket makes them over a real loopback connection.
func overWebSocket(t testing.TB, lane Lane, streams int) (client, server *Mux) {
	t.Helper()
	a, b := sockets(t)
	return join(t, lane, streams, a, b)
}

func sockets(t testing.TB) (client, server net.Conn) {
	t.Helper()
	accepted := make(chan net.Conn, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := Accept(w, r)
		if err != nil {
			t.Error(err)
		}
		accepted <- c
	}))
	t.Cleanup(s.Close)
	client, err := Dialer{}.Dial(t.Context(), "ws"+s.URL[4:])
	if err != nil {
		t.Fatal(err)
	}
	return client, <-accepted
}

// serve runs the handlers until the test ends.
func serve(t testing.TB, m *Mux, h *Handlers) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); _ = m.Serve(context.Background(), h.Serve) }()
	t.Cleanup(func() { m.Close(); <-done })
}

// echo answers with what it is sent, and ends when the other end has.
func echo(_ context.Context, a *Asked) {
	s, err := a.Take()
	if err != nil {
		return
	}
	if _, err := io.Copy(s, s); err == nil && s.CloseWrite() == nil {
		_, _ = s.Read(make([]byte, 1))
	}
}

func echoing(purposes ...wire.Purpose) *Handlers {
	h := &Handlers{}
	for _, p := range purposes {
		h.Put(p, echo)
	}
	return h
}

// handing gives the test each stream that is taken, and holds it until the test ends.
func handing(t testing.TB, p wire.Purpose) (*Handlers, <-chan *Stream) {
	h, out := &Handlers{}, make(chan *Stream, 16)
	h.Put(p, func(ctx context.Context, a *Asked) {
		s, err := a.Take()
		if err != nil {
			t.Error(err)
		}
		out <- s
		<-ctx.Done()
	})
	return h, out
}

func open(t testing.TB, m *Mux, p wire.Purpose) *Stream {
	t.Helper()
	s, err := m.Open(t.Context(), wire.Open{Purpose: p})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// pair opens a stream between two muxes and returns both its ends.
func pair(t testing.TB, client, server *Mux) (near, far *Stream) {
	t.Helper()
	h, out := handing(t, wire.ForRelay)
	serve(t, server, h)
	return open(t, client, wire.ForRelay), <-out
}

// trip sends bytes, ends, and expects them back with an end.
func trip(t testing.TB, s interface {
	net.Conn
	CloseWrite() error
}, b []byte) {
	t.Helper()
	var sent sync.WaitGroup
	sent.Go(func() {
		if _, err := s.Write(b); err != nil {
			t.Error(err)
		}
		if err := s.CloseWrite(); err != nil {
			t.Error(err)
		}
	})
	got, err := io.ReadAll(s)
	sent.Wait()
	if err != nil || !bytes.Equal(got, b) {
		t.Fatalf("%d bytes came back as %d: %v", len(b), len(got), err)
	}
}

func keys(t testing.TB) (a, b *Key) {
	t.Helper()
	var err error
	if a, err = NewKey(); err != nil {
		t.Fatal(err)
	}
	if b, err = NewKey(); err != nil {
		t.Fatal(err)
	}
	return a, b
}

func with(t testing.TB, k *Key, p Pin) Pair {
	t.Helper()
	pair, err := k.With(p)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

// sealBoth seals the two ends of a connection with the two pairs.
func sealBoth(ctx context.Context, assist, specialist Pair, a, b net.Conn) (sa, sb *Sealed, ea, eb error) {
	var both sync.WaitGroup
	both.Go(func() { sa, ea = assist.Serve(ctx, a) })
	both.Go(func() { sb, eb = specialist.Dial(ctx, b) })
	both.Wait()
	return sa, sb, ea, eb
}
