package bench

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"surety/internal/bench/loop"
	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/far"
	"surety/internal/recording"
	"surety/internal/wire"
)

// signer is the key of all recordings of a bench, which are thrown away.
var signer = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

func noise() io.Reader { return rand.NewChaCha8([32]byte{7}) }

func recorder(dir string) (*recording.Recorder, *recording.Spool, error) {
	spool, err := recording.NewSpool(filepath.Join(dir, "spool"), 1<<30)
	if err != nil {
		return nil, nil, err
	}
	return recording.New(clock.System{}, spool, wire.Session{}, &recording.Key{}, signer), spool, nil
}

// acknowledge is the relay's side of a recording: checked, and forgotten.
func acknowledge(_ context.Context, a *channel.Asked) {
	if s, err := a.Take(); err == nil {
		claim := recording.Claim{Public: signer.Public().(ed25519.PublicKey)}
		_ = claim.Receive(s, recording.Tail{}, func(recording.Sealed) error { return nil })
	}
}

// relays are any number of sessions at one address, parted by the first folder of the path.
type relays struct {
	mu  sync.Mutex
	all map[string]*loop.Server
}

// ServeHTTP finds or makes the session's relay.
func (r *relays) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	name, rest, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, "/"), "/")
	r.mu.Lock()
	s := r.all[name]
	if s == nil {
		s = loop.NewServer()
		s.Record = acknowledge
		r.all[name] = s
	}
	r.mu.Unlock()
	req.URL.Path = "/" + rest
	s.ServeHTTP(w, req)
}

// restPath has the relay do at once what it does by itself when nothing happens, and tell how many bytes of heap and stacks are in use. What is garbage from making a
// thousand connections is no memory of sessions at rest.
const restPath = "at-rest"

// RelayEnd is the child that relays. It says its address and serves until ctx ends.
func RelayEnd(ctx context.Context, out io.Writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	all := &relays{all: map[string]*loop.Server{}}
	handler := http.NewServeMux()
	handler.Handle("/", all)
	handler.HandleFunc("/"+restPath, func(w http.ResponseWriter, _ *http.Request) {
		debug.FreeOSMemory()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Fprint(w, m.HeapInuse+m.StackInuse)
	})
	s := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { s.Close() })
	fmt.Fprintln(out, l.Addr())
	return s.Serve(l)
}

// nobody has no powers.
type nobody struct{}

func (nobody) Serve(_ context.Context, line io.ReadWriteCloser) error { return line.Close() }

// IdleEnds is the child that has both ends of many sessions, with both lanes each, which do nothing.
func IdleEnds(ctx context.Context, relay string, sessions int, out io.Writer) error {
	for i := range sessions {
		d := loop.Desk{Address: fmt.Sprintf("%s/idle%d", relay, i)}
		near := &loop.Near{Powers: nobody{}, Dial: d.DialNear}
		go near.Run(ctx)
		s, err := far.Join(ctx, d, clock.System{}, nil)
		if err != nil {
			return err
		}
		_, _ = s.Port(ctx, "127.0.0.1:1") // dials the bulk lane; refused
	}
	fmt.Fprintln(out, "idle")
	<-ctx.Done()
	return nil
}

// delayed passes connections on to an address, each byte later by wait in each direction.
func delayed(ctx context.Context, to string, wait time.Duration) (string, error) {
	return listen(ctx, func(c net.Conn) {
		t, err := net.Dial("tcp", to)
		if err != nil {
			c.Close()
			return
		}
		go later(t, c, wait)
		later(c, t, wait)
	})
}

// later copies one direction. What is on its way is bounded by its time.
func later(to, from net.Conn, wait time.Duration) {
	type piece struct {
		b   []byte
		due time.Time
	}
	way := make(chan piece, 1<<14)
	go func() {
		defer close(way)
		for {
			b := make([]byte, 16<<10)
			n, err := from.Read(b)
			if n > 0 {
				way <- piece{b[:n], time.Now().Add(wait)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range way {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.b); err != nil {
			from.Close()
		}
	}
	to.Close()
}
