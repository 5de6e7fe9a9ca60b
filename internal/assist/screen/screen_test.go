package screen

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"surety/internal/assist/assisttest"
	"surety/internal/assist/power"
	"surety/internal/wire"
)

const name = "a screen"

var serverInit = append(append(make([]byte, 20), 0, 0, 0, byte(len(name))), name...)

// vnc is a server that offers the ways of signing in, begins a session, and gives it to then.
func vnc(t *testing.T, offers []byte, then func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
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
			go func() {
				defer c.Close()
				if begin(c, offers) == nil {
					then(c)
				}
			}()
		}
	}()
	return l.Addr().String()
}

func begin(c net.Conn, offers []byte) error {
	_, _ = io.WriteString(c, version)
	got := make([]byte, 13)
	if _, err := io.ReadFull(c, got[:12]); err != nil {
		return err
	}
	_, _ = c.Write(append([]byte{byte(len(offers))}, offers...))
	if _, err := io.ReadFull(c, got[:1]); err != nil {
		return err
	}
	if got[0] == secVNC {
		_, _ = c.Write(bytes.Repeat([]byte{7}, 16))
		answer := make([]byte, 16)
		if _, err := io.ReadFull(c, answer); err != nil {
			return err
		}
		if answer[0] != 9 {
			_, _ = c.Write([]byte{0, 0, 0, 1, 0, 0, 0, 5, 'w', 'r', 'o', 'n', 'g'})
			return errors.New("wrong")
		}
	}
	_, _ = c.Write([]byte{0, 0, 0, 0})
	if _, err := io.ReadFull(c, got[:1]); err != nil || got[0] != 1 {
		return errors.New("not shared")
	}
	_, err := c.Write(serverInit)
	return err
}

// seen dials the power and signs in as a viewer does; answer is its word for a password.
func seen(t *testing.T, rec power.Recorder, address string, code wire.Purpose, answer byte) *assisttest.Far {
	t.Helper()
	s, err := New(rec, address)
	if err != nil {
		t.Fatal(err)
	}
	set, err := power.New(rec, map[wire.Purpose]power.Handler{wire.ScreenView: s.View, wire.ScreenControl: s.Control})
	if err != nil {
		t.Fatal(err)
	}
	far := assisttest.Dial(t, func(ctx context.Context, c net.Conn) error { return set.Serve(ctx, c) })
	far.Opened(code, nil)
	expect(t, far.Conn, version)
	_, _ = io.WriteString(far.Conn, version)
	how := make([]byte, 2)
	if _, err := io.ReadFull(far.Conn, how); err != nil {
		t.Fatal(err)
	}
	_, _ = far.Conn.Write(how[1:])
	if how[1] == secVNC {
		expect(t, far.Conn, strings.Repeat("\x07", 16))
		_, _ = far.Conn.Write(bytes.Repeat([]byte{answer}, 16))
	}
	return far
}

// entered goes on to where messages begin.
func entered(t *testing.T, far *assisttest.Far) *assisttest.Far {
	t.Helper()
	expect(t, far.Conn, "\x00\x00\x00\x00")
	_, _ = far.Conn.Write([]byte{0}) // not shared: nobody listens to that
	expect(t, far.Conn, string(serverInit))
	return far
}

func expect(t *testing.T, r io.Reader, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(r, got); err != nil || string(got) != want {
		t.Fatalf("came %q, %v; want %q", got, err, want)
	}
}

// echo gives the messages that reach the server.
func echo(t *testing.T, offers ...byte) (address string, reached chan string) {
	reached = make(chan string, 16)
	return vnc(t, offers, func(c net.Conn) {
		buf := make([]byte, 64<<10)
		for {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			reached <- string(buf[:n])
		}
	}), reached
}

var (
	update = "\x03\x00" + strings.Repeat("\x00", 8)
	key    = "\x04\x01\x00\x00\x00\x00\x00a"
	point  = "\x05\x01\x00\x10\x00\x10"
	cut    = "\x06\x00\x00\x00\x00\x00\x00\x02hi"
	resize = "\xfb\x00\x03\x00\x02\x00\x01\x00" + strings.Repeat("\x00", 16)
	qemu   = "\xff\x00" + strings.Repeat("\x00", 10)
	coded  = "\x02\x00\x00\x01\x00\x00\x00\x07"
)

func TestW1WhoLooksOnSendsNothingThatActs(t *testing.T) {
	address, reached := echo(t, secNone)
	rec := assisttest.NewRecorder()
	far := entered(t, seen(t, rec, address, wire.ScreenView, 0))
	_, _ = io.WriteString(far.Conn, key+point+cut+resize+qemu+update)
	if got := <-reached; got != update {
		t.Errorf("the server got %q", got)
	}
	if n := len(rec.Events(wire.Masked)); n > 0 {
		t.Errorf("%d times something was typed", n)
	}
}

func TestW2WhoUsesTheScreenIsRecordedByLength(t *testing.T) {
	address, reached := echo(t, secNone)
	rec := assisttest.NewRecorder()
	far := entered(t, seen(t, rec, address, wire.ScreenControl, 0))
	all := ""
	for _, msg := range []string{coded, key, point, cut, resize, qemu} {
		_, _ = io.WriteString(far.Conn, msg)
		for got := ""; len(got) < len(msg); {
			got += <-reached
			all = got
		}
		if all != msg {
			t.Errorf("the server got %q, not %q", all, msg)
		}
	}
	if n := len(rec.Events(wire.Masked)); n != 5 {
		t.Errorf("%d times something was typed", n)
	}
	rec.SetReady(errors.New("not acknowledged"))
	_, _ = io.WriteString(far.Conn, key+update)
	if got := <-reached; got != update {
		t.Errorf("while the recording is not ready the server got %q", got)
	}
}

func TestW1WhatIsNoMessageEndsTheStream(t *testing.T) {
	for name, msg := range map[string]string{
		"UltraVNC's transfer of files": "\x07\x00\x00\x00",
		"TightVNC's":                   "\xfc\x00\x00\x00",
		"another of QEMU's":            "\xff\x01\x00\x00" + strings.Repeat("\x00", 8),
		"a clipboard of 2 GiB":         "\x06\x00\x00\x00\x7f\xff\xff\xff",
		"an extended one":              "\x06\x00\x00\x00\x80\x00\x00\x00",
	} {
		t.Run(name, func(t *testing.T) {
			address, _ := echo(t, secNone)
			far := entered(t, seen(t, assisttest.NewRecorder(), address, wire.ScreenControl, 0))
			_, _ = io.WriteString(far.Conn, msg)
			if err := far.Over(); !errors.Is(err, ErrMessage) {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}

func TestAPasswordIsPassedOnAndNotRecorded(t *testing.T) {
	address, reached := echo(t, 19, secVNC)
	rec := assisttest.NewRecorder()
	far := entered(t, seen(t, rec, address, wire.ScreenView, 9))
	_, _ = io.WriteString(far.Conn, update)
	<-reached
	if want := version + "\x01\x01\x00\x00\x00\x00" + string(serverInit); rec.Text(wire.Screen) != want {
		t.Errorf("recorded: %q", rec.Text(wire.Screen))
	}
	far = seen(t, assisttest.NewRecorder(), address, wire.ScreenView, 8)
	expect(t, far.Conn, "\x00\x00\x00\x01\x00\x00\x00\x05wrong")
	if err := far.Over(); !errors.Is(err, ErrServer) {
		t.Errorf("it ended with %v", err)
	}
}

func TestAServerThatWouldSealItselfOffIsNotShown(t *testing.T) {
	address, _ := echo(t, 5, 16, 18, 19)
	rec := assisttest.NewRecorder()
	s, _ := New(rec, address)
	far := assisttest.Dial(t, func(ctx context.Context, c net.Conn) error {
		return s.View(ctx, power.NewStream(c), nil)
	})
	far.Read()
	expect(t, far.Conn, version)
	_, _ = io.WriteString(far.Conn, version)
	if err := far.Over(); !errors.Is(err, ErrServer) {
		t.Errorf("it ended with %v", err)
	}
}

func TestW2WhatIsShownIsRecordedBefore(t *testing.T) {
	picture := strings.Repeat("picture", 20000)
	address := vnc(t, []byte{secNone}, func(c net.Conn) { _, _ = io.WriteString(c, picture) })
	rec := assisttest.NewRecorder()
	far := entered(t, seen(t, rec, address, wire.ScreenView, 0))
	expect(t, far.Conn, picture)
	if !strings.HasSuffix(rec.Text(wire.Screen), picture) {
		t.Error("the picture is not on the recording")
	}
	address = vnc(t, []byte{secNone}, func(c net.Conn) { _, _ = c.Read(make([]byte, 10)); _, _ = io.WriteString(c, picture) })
	rec = assisttest.NewRecorder()
	far = entered(t, seen(t, rec, address, wire.ScreenView, 0))
	rec.Fail(errors.New("the disk is full"))
	_, _ = io.WriteString(far.Conn, update)
	if n, _ := io.Copy(io.Discard, far.Conn); n > 0 {
		t.Errorf("%d bytes were shown after the recording failed", n)
	}
}

func TestOnlyThisMachinesScreenIsNamed(t *testing.T) {
	for _, address := range []string{"", "127.0.0.1", "127.0.0.1:0", "10.0.0.1:5900", "0.0.0.0:5900", "localhost:5900", "example.org:5900", "[::]:5900"} {
		if _, err := New(assisttest.NewRecorder(), address); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := New(assisttest.NewRecorder(), "[::1]:5901"); err != nil {
		t.Error(err)
	}
}

func FuzzMessages(f *testing.F) {
	for _, m := range []string{update, key, point, cut, resize, qemu, coded} {
		f.Add([]byte(m))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		kind, what, msg, err := next(bufio.NewReader(bytes.NewReader(in)))
		if err == nil && (!bytes.HasPrefix(in, msg) || len(msg) < 4 || messages[kind].role != what) {
			t.Errorf("%q was read as %q", in, msg)
		}
	})
}
