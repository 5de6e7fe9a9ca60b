package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"surety/internal/far"
	"surety/internal/far/native"
	"surety/internal/wire"
)

const (
	ready    = "typing-begins"
	loopback = "127.0.0.1:"
	// The terminal echoes by itself what is typed to a program that only reads.
	reading = "printf 'typing-%s\\n' begins; exec cat >/dev/null"
	hop     = 10 * time.Millisecond // each way, on each of two ways
)

// terminalPipe makes a reader and a writer of a far terminal.
type terminalPipe struct {
	*io.PipeReader
	w    *io.PipeWriter
	term *far.Terminal
}

// Show, Again and Refused make it a far.Viewer.
func (p *terminalPipe) Show(b []byte)     { _, _ = p.w.Write(b) }
func (p *terminalPipe) Again()            {}
func (p *terminalPipe) Refused(err error) { p.w.CloseWithError(err) }
func (p *terminalPipe) Write(b []byte) (int, error) {
	return len(b), p.term.Type(b)
}

func openTerminal(ctx context.Context, s *far.Session) (*terminalPipe, error) {
	p := &terminalPipe{}
	p.PipeReader, p.w = io.Pipe()
	var err error
	if p.term, err = s.Terminal(ctx, wire.TerminalType, 0, wire.Size{Cols: 80, Rows: 24}, p); err != nil {
		return nil, err
	}
	go func() { _, err := p.term.Run(ctx); p.w.CloseWithError(err) }()
	return p, p.term.Type([]byte(reading + "\r"))
}

// keys types letters and waits for each to be shown.
func keys(t io.ReadWriter, n int) ([]time.Duration, error) {
	seen := []byte(nil)
	for b := make([]byte, 4096); !bytes.Contains(seen, []byte(ready+"\r")); {
		got, err := t.Read(b)
		if err != nil {
			return nil, fmt.Errorf("%w after %q", err, seen)
		}
		seen = append(seen, b[:got]...)
	}
	took, b := make([]time.Duration, 0, n), make([]byte, 4096)
	for i := range n {
		key := []byte{byte('a' + i%26)}
		if i%64 == 63 {
			key = []byte("\r")
		}
		began := time.Now()
		if _, err := t.Write(key); err != nil {
			return nil, err
		}
		for {
			got, err := t.Read(b)
			if err != nil {
				return nil, err
			}
			if bytes.Contains(b[:got], key) {
				break
			}
		}
		if took = append(took, time.Since(began)); i >= n/50 {
			time.Sleep(2 * time.Millisecond)
		}
	}
	return took[n/50:], nil
}

func (w *remoteWorld) source(ctx context.Context) (string, error) {
	return listen(ctx, func(c net.Conn) {
		defer c.Close()
		_, _ = io.CopyN(c, noise(), int64(w.plan.MiB)<<20)
	})
}

// typed measures keys at an address of the relay; busy, if there is one, goes on meanwhile.
func (w *remoteWorld) typed(ctx context.Context, relay string, busy func(context.Context, *far.Session)) ([]time.Duration, error) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	s, err := w.session(ctx, relay, loopback+"9")
	if err != nil {
		return nil, err
	}
	defer s.Close()
	t, err := openTerminal(ctx, s)
	if err != nil {
		return nil, err
	}
	if busy != nil {
		go busy(ctx, s)
	}
	return keys(t, w.plan.Keys)
}

func (w *remoteWorld) typedSSH(ctx context.Context, options ...string) ([]time.Duration, error) {
	if w.ssh.config == "" {
		return make([]time.Duration, 1), nil
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	t, err := w.ssh.typing(ctx, options, reading)
	if err != nil {
		return nil, err
	}
	return keys(t, w.plan.Keys)
}

// echoes measures a key with nothing else under way.
func (w *remoteWorld) echoes(ctx context.Context) error {
	before := w.worked()
	ours, err := w.typed(ctx, w.relay, nil)
	if err != nil {
		return err
	}
	work := w.worked() - before
	one, err := w.typedSSH(ctx)
	if err != nil {
		return err
	}
	two, err := w.typedSSH(ctx, "-J", "one")
	if err != nil {
		return err
	}
	w.add("echo, p50, beside ssh", "ms", part(ours, 0.5), part(one, 0.5), "≤ ssh + 0.3")
	w.add("echo, p99, beside ssh", "ms", part(ours, 0.99), part(one, 0.99), "≤ 2")
	w.add("echo, p50, beside ssh -J", "ms", part(ours, 0.5), part(two, 0.5), "")
	if work > 0 {
		w.add("processor time of relay and client's end, a key", "ms", work*1000/float64(w.plan.Keys), 0, "")
	}
	return nil
}

// behind measures a key over 40 ms, alone and while a file comes at 5 MB/s.
func (w *remoteWorld) behind(ctx context.Context) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	relay, err := delayed(ctx, w.relay, hop)
	if err != nil {
		return err
	}
	if err := w.write(); err != nil {
		return err
	}
	alone, err := w.typed(ctx, relay, nil)
	if err != nil {
		return err
	}
	busy, err := w.typed(ctx, relay, func(ctx context.Context, s *far.Session) {
		_, _ = s.Fetch(ctx, far.Place{Path: filepath.Base(w.file)}, 0, nil, &slow{rate: 5 << 20, began: time.Now()})
	})
	if err != nil {
		return err
	}
	w.add("echo over 40 ms, p50", "ms", part(alone, 0.5), 0, "")
	w.add("the same behind 5 MB/s, p50", "ms", part(busy, 0.5), 0, "≤ idle + 30")
	w.add("the same behind 5 MB/s, p99", "ms", part(busy, 0.99), 0, "")
	return nil
}

// slow takes so many bytes a second.
type slow struct {
	rate  int
	took  int
	began time.Time
}

func (s *slow) Write(b []byte) (int, error) {
	s.took += len(b)
	time.Sleep(time.Until(s.began.Add(time.Duration(float64(s.took) / float64(s.rate) * float64(time.Second)))))
	return len(b), nil
}

// rate runs a transfer and returns its MB/s.
func (w *remoteWorld) rate(do func() error) (float64, error) {
	began := time.Now()
	err := do()
	return float64(int64(w.plan.MiB)<<20) / 1e6 / time.Since(began).Seconds(), err
}

func discard(c io.Reader, want int64) error {
	n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{c}, make([]byte, 256<<10))
	if err == nil && n != want {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// ports measures a tunnel beside ssh -J -W.
func (w *remoteWorld) ports(ctx context.Context) error {
	port, err := w.source(ctx)
	if err != nil {
		return err
	}
	s, err := w.session(ctx, w.relay, port)
	if err != nil {
		return err
	}
	defer s.Close()
	ours, err := w.rate(func() error {
		c, err := s.Port(ctx, port)
		if err != nil {
			return err
		}
		defer c.Close()
		return discard(c, int64(w.plan.MiB)<<20)
	})
	if err != nil {
		return fmt.Errorf("port: %w", err)
	}
	theirs := 0.0
	if w.ssh.config != "" {
		if theirs, err = w.rate(func() error {
			return pipe(exec.CommandContext(ctx, "ssh", "-F", w.ssh.config, "-W", port, "two"), int64(w.plan.MiB)<<20)
		}); err != nil {
			return fmt.Errorf("ssh -W: %w", err)
		}
	}
	w.add("port, beside ssh -J -W", "MB/s", ours, theirs, "≥ 1.0 ×")
	return nil
}

// pipe runs a command and reads its output away.
func pipe(c *exec.Cmd, want int64) error {
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		return err
	}
	return errors.Join(discard(out, want), c.Wait())
}

// files measures a file in each direction, by our own calls and by scp through surety connect, beside scp -J.
func (w *remoteWorld) files(ctx context.Context) error {
	if err := w.write(); err != nil {
		return err
	}
	s, err := w.session(ctx, w.relay, loopback+"9")
	if err != nil {
		return err
	}
	defer s.Close()
	at, to := far.Place{Path: filepath.Base(w.file)}, filepath.Join(w.plan.Dir, "back")
	fetch, err := w.rate(func() error { return fetchTo(ctx, s, at, to) })
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	send, err := w.rate(func() error { return sendFrom(ctx, s, far.Place{Path: "sent"}, to) })
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	config, err := w.serve(ctx, s)
	if err != nil {
		return err
	}
	copyFile := func(config, from, to string) (float64, error) {
		if config == "" {
			return 0, nil
		}
		return w.rate(func() error {
			out, err := exec.CommandContext(ctx, "scp", "-q", "-F", config, from, to).CombinedOutput()
			if err != nil {
				err = fmt.Errorf("scp: %w: %s", err, out)
			}
			return err
		})
	}
	down, err1 := copyFile(config, native.Host+":"+w.file, to)
	up, err2 := copyFile(config, to, native.Host+":"+w.file+"-2")
	theirDown, err3 := copyFile(w.ssh.config, "two:"+w.file, to)
	theirUp, err4 := copyFile(w.ssh.config, to, "two:"+w.file+"-3")
	w.add("file fetched, beside scp -J", "MB/s", fetch, theirDown, "≥ 1.0 ×")
	w.add("file sent, beside scp -J", "MB/s", send, theirUp, "≥ 1.0 ×")
	w.add("scp through connect, fetched", "MB/s", down, theirDown, "")
	w.add("scp through connect, sent", "MB/s", up, theirUp, "")
	return errors.Join(err1, err2, err3, err4)
}

func fetchTo(ctx context.Context, s *far.Session, at far.Place, to string) error {
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = s.Fetch(ctx, at, 0, nil, f)
	return errors.Join(err, f.Close())
}

func sendFrom(ctx context.Context, s *far.Session, at far.Place, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	file, err := far.Measure(f, uint64(info.Size()))
	if err != nil {
		return err
	}
	return s.Send(ctx, at, file, true)
}

// serve starts what surety connect does, for scp.
func (w *remoteWorld) serve(ctx context.Context, s *far.Session) (string, error) {
	dir, err := os.MkdirTemp(w.plan.Dir, "connect-")
	if err != nil {
		return "", err
	}
	s.Granted = []wire.Purpose{wire.FilesFetch, wire.FilesSend}
	n, err := native.New(s, dir)
	if err != nil {
		return "", err
	}
	l, err := net.Listen("tcp", loopback+"0")
	if err != nil {
		return "", err
	}
	go func() { _ = n.Serve(ctx, l) }()
	return n.Setup(dir, l.Addr())
}
