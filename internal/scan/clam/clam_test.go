package clam

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for _, s := range []string{"unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:3310", "tcp:scanner.example:3310"} {
		if _, err := Parse(s); err != nil {
			t.Error(err)
		}
	}
	for _, s := range []string{"", "unix:", "unix:clamd.ctl", "/run/clamav/clamd.ctl", "tcp:3310", "tcp::3310", "tcp:host:", "http://127.0.0.1"} {
		if _, err := Parse(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}

// daemon answers each connection by fn.
func daemon(t *testing.T, fn func(c net.Conn)) Daemon {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clamd.ctl")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			fn(c)
			c.Close()
		}
	}()
	return Daemon{"unix", path}
}

// take reads a whole stream as clamd does.
func take(c net.Conn) (all []byte) {
	head := make([]byte, len("zINSTREAM\x00"))
	if _, err := io.ReadFull(c, head); err != nil {
		return nil
	}
	for {
		var n uint32
		if binary.Read(c, binary.BigEndian, &n) != nil || n == 0 {
			return all
		}
		part := make([]byte, n)
		if _, err := io.ReadFull(c, part); err != nil {
			return all
		}
		all = append(all, part...)
	}
}

func TestWholeStreamArrives(t *testing.T) {
	for _, size := range []int{0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3*chunkSize + 7} {
		want := bytes.Repeat([]byte{7}, size)
		got := make(chan []byte, 1)
		d := daemon(t, func(c net.Conn) {
			got <- take(c)
			_, _ = io.WriteString(c, "stream: OK\x00")
		})
		a, err := d.Scan(t.Context(), bytes.NewReader(want))
		if err != nil || a != (Answer{}) {
			t.Errorf("%d bytes: %+v, %v", size, a, err)
		}
		if !bytes.Equal(<-got, want) {
			t.Errorf("of %d bytes others arrived", size)
		}
	}
}

// Nothing but a whole, known answer to a whole stream counts.
func TestOnlyAWholeAnswerCounts(t *testing.T) {
	for name, say := range map[string]string{
		"nothing": "", "no end": "stream: OK", "error": "stream: Can't allocate memory ERROR\x00", "unknown": "UNKNOWN COMMAND\x00",
		"other words": "stream: PERHAPS\x00", "of another": "/etc/passwd: OK\x00", "no name": "stream:  FOUND\x00", "endless": strings.Repeat("x", 2*answerLimit),
	} {
		d := daemon(t, func(c net.Conn) {
			take(c)
			_, _ = io.WriteString(c, say)
		})
		if a, err := d.Scan(t.Context(), strings.NewReader("x")); !errors.Is(err, ErrSilent) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	early := daemon(t, func(c net.Conn) { // says OK before it has the file
		_, _ = io.WriteString(c, "stream: OK\x00")
	})
	if a, err := early.Scan(t.Context(), bytes.NewReader(make([]byte, 8<<20))); !errors.Is(err, ErrSilent) {
		t.Errorf("an answer to half a file: %+v, %v", a, err)
	}
	if _, err := (Daemon{"unix", filepath.Join(t.TempDir(), "none")}).Scan(t.Context(), strings.NewReader("x")); !errors.Is(err, ErrSilent) {
		t.Errorf("no daemon: %v", err)
	}
}

func TestAStreamThatIsTooLongIsSaidToBe(t *testing.T) {
	d := daemon(t, func(c net.Conn) {
		_, _ = io.ReadFull(c, make([]byte, 4096))
		_, _ = io.WriteString(c, "INSTREAM size limit exceeded. ERROR\x00")
		_, _ = io.Copy(io.Discard, c)
	})
	if a, err := d.Scan(t.Context(), bytes.NewReader(make([]byte, 1<<20))); err != nil || !a.TooMuch {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestAFileThatBreaksOffIsNotScanned(t *testing.T) {
	d := daemon(t, func(c net.Conn) {
		take(c)
		_, _ = io.WriteString(c, "stream: OK\x00")
	})
	broken := errors.New("damaged")
	if _, err := d.Scan(t.Context(), io.MultiReader(strings.NewReader("x"), failing{broken})); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestADaemonThatHangsIsLeftWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	d := daemon(t, func(c net.Conn) {
		take(c)
		cancel()
		<-ctx.Done()
		_, _ = c.Read(make([]byte, 1)) // until the other end is gone
	})
	if _, err := d.Scan(ctx, strings.NewReader("x")); !errors.Is(err, ErrSilent) {
		t.Error(err)
	}
}

func FuzzAnswer(f *testing.F) {
	for _, s := range []string{"stream: OK", "stream: Eicar-Test-Signature FOUND", "INSTREAM size limit exceeded. ERROR", "stream: \u202ecod FOUND"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := parse(s)
		if err == nil && a == (Answer{}) && s != "stream: OK" {
			t.Errorf("%q passes for clean", s)
		}
		if len(a.Found) > nameLimit || strings.ContainsFunc(a.Found, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("the name %q can harm", a.Found)
		}
	})
}
