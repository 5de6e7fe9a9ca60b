package live

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"surety/internal/channel"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/wire"
)

// BenchmarkIdleSessions reports what sessions at rest cost the server: a client's end that talks and records, and a specialist's end
// that is connected through to it, each by its interactive lane (with "both" by its bulk lane too; "alone": without the specialist's). The ends are another process. With "tls" the
// server ends TLS itself.
//
//	go test -run '^$' -bench IdleSessions -benchtime 1x ./internal/remote/live
func BenchmarkIdleSessions(b *testing.B) {
	for _, c := range []struct {
		name     string
		sessions int
		both     bool
		tls      bool
		alone    bool
	}{{"1000-alone", 1000, false, false, true}, {"1000", 1000, false, false, false}, {"1000-tls", 1000, false, true, false}, {"200-both", 200, true, false, false}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				atRest(b, c.sessions, c.both, c.tls, c.alone)
			}
		})
	}
}

func atRest(b *testing.B, sessions int, both, sealed, alone bool) {
	w := newWorld(b, dbtest.Open(b, db.SQLite, db.Data))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	w.ctx = ctx
	p := w.place(nil)
	if sealed {
		p.http.Close()
		p.http = httptest.NewTLSServer(p.http.Config.Handler)
	}
	for i := range sessions {
		s := restingSession(i)
		p.facts.Store(s, Facts{Session: s, Public: make(ed25519.PublicKey, ed25519.PublicKeySize), Until: noon.Add(time.Hour)})
	}
	before, goroutines := inUse(), runtime.NumGoroutine()
	ends := exec.Command(os.Args[0], "-test.run=^TestEndsElsewhere$")
	ends.Env = append(os.Environ(), "LIVE_ENDS=ws"+p.http.URL[4:], fmt.Sprint("LIVE_COUNT=", sessions), fmt.Sprint("LIVE_BOTH=", both))
	hold, err := ends.StdinPipe()
	w.must(err)
	out, err := ends.StdoutPipe()
	w.must(err)
	w.must(ends.Start())
	said := bufio.NewReader(out)
	waitFor(w, said)
	for i := range sessions {
		if alone {
			break
		}
		_, err := p.node.Join(w.ctx, hexOf(restingSession(i)), wire.Peer{Number: 1, Pin: wire.Digest{1}})
		w.must(err)
	}
	if !alone {
		fmt.Fprintln(hold)
		waitFor(w, said)
	}
	grown := inUse() - before
	b.ReportMetric(float64(grown)/float64(sessions)/1024, "KiB/session")
	b.ReportMetric(float64(grown)/(1<<20), "MiB")
	b.ReportMetric(float64(runtime.NumGoroutine()-goroutines)/float64(sessions), "goroutines/session")
	hold.Close()
	_ = ends.Wait()
	p.node.Close()
}

func waitFor(w *world, said *bufio.Reader) {
	w.Helper()
	for line, err := said.ReadString('\n'); line != "ready\n"; line, err = said.ReadString('\n') {
		w.must(err)
	}
}

func restingSession(i int) (s wire.Session) {
	binary.BigEndian.PutUint32(s[:], uint32(i+1))
	return s
}

func inUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// TestEndsElsewhere is the ends of BenchmarkIdleSessions, in a process of their own.
func TestEndsElsewhere(t *testing.T) {
	address := os.Getenv("LIVE_ENDS")
	if address == "" {
		t.Skip("runs as a child of BenchmarkIdleSessions")
	}
	count, err := strconv.Atoi(os.Getenv("LIVE_COUNT"))
	if err != nil {
		t.Fatal(err)
	}
	lanes := []channel.Lane{channel.Interactive}
	if os.Getenv("LIVE_BOTH") == "true" {
		lanes = append(lanes, channel.Bulk)
	}
	e := &elsewhere{T: t, address: address}
	for i := range count {
		for _, l := range lanes {
			e.client(restingSession(i), l)
		}
	}
	fmt.Println("ready")
	in := bufio.NewReader(os.Stdin)
	_, _ = in.ReadString('\n')
	for i := range count {
		for _, l := range lanes {
			_, err := e.dial(restingSession(i), l, 1).Open(context.Background(), wire.Open{Purpose: wire.ForRelay, Argument: []byte(l.String())})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, in)
}

type elsewhere struct {
	*testing.T
	address string
}

func (e *elsewhere) dial(s wire.Session, l channel.Lane, number int) *channel.Mux {
	e.Helper()
	d := channel.Dialer{TLS: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // the benchmark's own server
	c, err := d.Dial(context.Background(), fmt.Sprintf("%s/?session=%s&lane=%s&number=%d", e.address, hexOf(s), l, number))
	if err != nil {
		e.Fatal(err)
	}
	m, err := channel.Client(c, l, 8)
	if err != nil {
		e.Fatal(err)
	}
	return m
}

func (e *elsewhere) client(s wire.Session, l channel.Lane) {
	e.Helper()
	m := e.dial(s, l, 0)
	h := &channel.Handlers{}
	h.Put(wire.ForRelay, func(_ context.Context, a *channel.Asked) {
		if line, err := a.Take(); err == nil {
			_, _ = io.Copy(io.Discard, line)
		}
	})
	go func() { _ = m.Serve(context.Background(), h.Serve) }()
	if l == channel.Bulk {
		return
	}
	if _, err := m.Open(context.Background(), wire.Open{Purpose: wire.ForRecord}); err != nil {
		e.Fatal(err)
	}
	line, err := m.Open(context.Background(), wire.Open{Purpose: wire.ForControl})
	if err != nil {
		e.Fatal(err)
	}
	var once sync.Once
	go func() {
		for frames := wire.NewFrameReader(line); ; {
			if _, _, err := frames.Next(wire.MaxControl); err != nil {
				return
			}
			once.Do(func() {
				_, _ = line.Write(wire.AppendFrame(nil, wire.FrameJoined, wire.Peer{Number: 1, Pin: wire.Digest{2}}.Encode()))
			})
		}
	}()
}
