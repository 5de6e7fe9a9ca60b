package channel

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"surety/internal/clock"
	"surety/internal/wire"
)

// bounce measures one byte there and back, and reports the middle and the slowest of a hundred.
func bounce(b *testing.B, s io.ReadWriter) {
	b.Helper()
	took := make([]time.Duration, 0, 1<<16)
	key := make([]byte, 1)
	for b.Loop() {
		began := time.Now()
		if _, err := s.Write(key); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(s, key); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// tcp makes a plain loopback connection.
func tcp(b testing.TB) (client, server net.Conn) {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	if client, err = net.Dial("tcp", l.Addr().String()); err != nil {
		b.Fatal(err)
	}
	if server, err = l.Accept(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

// twoHops is what a relay without any of this would be: TLS end to end over two TCP connections that io.Copy joins.
func twoHops(b testing.TB) (client, server net.Conn) {
	a, ra := tcp(b)
	c, rc := tcp(b)
	go func() { _, _ = io.Copy(rc, ra) }()
	go func() { _, _ = io.Copy(ra, rc) }()
	ka, ks := keys(b)
	sa, ss, ea, es := sealBoth(b.Context(), with(b, ka, ks.Pin()), with(b, ks, ka.Pin()), a, c)
	if ea != nil || es != nil {
		b.Fatal(ea, es)
	}
	return ss, sa
}

func echoed(b *testing.B, lane Lane) *Stream {
	client, server := sealedThrough(b, lane)
	serve(b, server, echoing(wire.TerminalType))
	return open(b, client, wire.TerminalType)
}

func BenchmarkEcho(b *testing.B) {
	b.Run("plain copies with TLS", func(b *testing.B) {
		client, server := twoHops(b)
		go func() { _, _ = io.Copy(server, server) }()
		bounce(b, client)
	})
	b.Run("idle", func(b *testing.B) { bounce(b, echoed(b, Interactive)) })
	b.Run("behind 5 MB/s on the other lane", func(b *testing.B) {
		busy(b, 5<<20)
		bounce(b, echoed(b, Interactive))
	})
}

// busy sends so many bytes a second through a bulk lane of its own until the benchmark ends.
func busy(b *testing.B, rate int) {
	client, server := sealedThrough(b, Bulk)
	serve(b, server, sinking(wire.FilesFetch))
	s, piece := open(b, client, wire.FilesFetch), make([]byte, 64<<10)
	ctx, stop := context.WithCancel(context.Background())
	b.Cleanup(stop)
	tick := time.NewTicker(time.Second * time.Duration(len(piece)) / time.Duration(rate))
	go func() {
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if _, err := s.Write(piece); err != nil {
					return
				}
			}
		}
	}()
}

func sinking(p wire.Purpose) *Handlers {
	h := &Handlers{}
	h.Put(p, func(_ context.Context, a *Asked) {
		if s, err := a.Take(); err == nil {
			_, _ = io.CopyBuffer(struct{ io.Writer }{io.Discard}, s, make([]byte, 64<<10))
			_ = s.CloseWrite()
		}
	})
	return h
}

func BenchmarkThroughput(b *testing.B) {
	piece := make([]byte, 64<<10)
	push := func(b *testing.B, w io.Writer, end func()) {
		b.SetBytes(int64(len(piece)))
		for b.Loop() {
			if _, err := w.Write(piece); err != nil {
				b.Fatal(err)
			}
		}
		end()
	}
	b.Run("plain copies with TLS", func(b *testing.B) {
		client, server := twoHops(b)
		got := make(chan struct{})
		go func() { defer close(got); _, _ = io.Copy(struct{ io.Writer }{io.Discard}, server) }()
		push(b, client, func() { _ = client.(*Sealed).CloseWrite(); <-got })
	})
	for _, lane := range []Lane{Interactive, Bulk} {
		b.Run("sealed through the relay, "+lane.String(), func(b *testing.B) {
			client, server := sealedThrough(b, lane)
			serve(b, server, sinking(wire.FilesFetch))
			s := open(b, client, wire.FilesFetch)
			push(b, s, func() { _ = s.CloseWrite(); _, _ = s.Read(make([]byte, 1)) })
		})
	}
}

// BenchmarkIdleMemory reports what a session at rest costs the server: two ends with two lanes each, and a relay on each lane. The
// ends are another process.
func BenchmarkIdleMemory(b *testing.B) {
	const sessions = 200
	come := make(chan net.Conn, 4*sessions)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := Accept(w, r)
		if err != nil {
			b.Error(err)
		}
		come <- c
	}))
	defer server.Close()
	for b.Loop() {
		before, goroutines := inUse(), runtime.NumGoroutine()
		ends := exec.Command(os.Args[0], "-test.run=^TestEndsElsewhere$")
		ends.Env = append(os.Environ(), "CHANNEL_ENDS=ws"+server.URL[4:], fmt.Sprint("CHANNEL_COUNT=", 4*sessions))
		hold, err := ends.StdinPipe()
		if err != nil || ends.Start() != nil {
			b.Fatal(err)
		}
		var running sync.WaitGroup
		for i := range 2 * sessions {
			lane := Lane(1 + i%2)
			x, y := restingEnd(b, lane, <-come), restingEnd(b, lane, <-come)
			running.Go(func() { _ = NewRelay(clock.System{}, ample).Run(context.Background(), x, y) })
		}
		b.ReportMetric(float64(inUse()-before)/sessions/1024, "KiB/session")
		b.ReportMetric(float64(runtime.NumGoroutine()-goroutines)/sessions, "goroutines/session")
		hold.Close()
		_ = ends.Wait()
		running.Wait()
	}
}

func restingEnd(b *testing.B, lane Lane, c net.Conn) *Stream {
	m, err := Server(c, lane, 8)
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = m.Serve(context.Background(), new(Handlers).Serve) }()
	return open(b, m, wire.ForRelay)
}

// TestEndsElsewhere is the ends of BenchmarkIdleMemory, in a process of their own.
func TestEndsElsewhere(t *testing.T) {
	address := os.Getenv("CHANNEL_ENDS")
	if address == "" {
		t.Skip("runs as a child of BenchmarkIdleMemory")
	}
	count, err := strconv.Atoi(os.Getenv("CHANNEL_COUNT"))
	if err != nil {
		t.Fatal(err)
	}
	for range count {
		c, err := Dialer{}.Dial(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		m, err := Client(c, Interactive, 8)
		if err != nil {
			t.Fatal(err)
		}
		h, _ := handing(t, wire.ForRelay)
		serve(t, m, h)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func inUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}
