package screen

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"surety/internal/assist/assisttest"
	"surety/internal/assist/power"
	"surety/internal/rfb"
	"surety/internal/wire"
)

const name = "a screen"

const wide, high = 32, 16

// serverInit is what the server says of itself, with pixels of another form; shownInit what the viewer is told.
var (
	serverInit = append(append([]byte{0, wide, 0, high, 16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0, 0, 0, 0}, 0, 0, 0, byte(len(name))), name...)
	shownInit  = rfb.Init(wide, high, name)
)

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
	_, _ = c.Write(serverInit)
	asked := make([]byte, len(wanted()))
	if _, err := io.ReadFull(c, asked); err != nil || !bytes.Equal(asked, wanted()) {
		return errors.New("another form of pictures was asked for")
	}
	return nil
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
	expect(t, far.Conn, string(shownInit))
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
	update = "\x03\x01\x00\x00\x00\x00\x00\x20\x00\x10"
	whole  = "\x03\x00\x00\x00\x00\x00\x00\x20\x00\x10"
	down   = "\x04\x01\x00\x00\x00\x00\x00a"
	up     = "\x04\x00\x00\x00\x00\x00\x00a"
	point  = "\x05\x01\x00\x10\x00\x10"
	let    = "\x05\x00\x00\x10\x00\x10"
	cut    = "\x06\x00\x00\x00\x00\x00\x00\x02hi"
	more   = "\x06\x00\x00\x00\xff\xff\xff\xfcabcd" // the extended clipboard
	qemu   = "\xff\x00\x00\x01" + strings.Repeat("\x00", 8)
	coded  = "\x02\x00\x00\x01\x00\x00\x00\x07"
	format = "\x00\x00\x00\x00" + string(rfb.PixelFormat[:])
)

// drawn is an update of the whole screen, or of its half.
func drawn(height byte) string {
	return "\x00\x00\x00\x01" + "\x00\x00\x00\x00\x00" + string(rune(wide)) + "\x00" + string(rune(height)) + "\x00\x00\x00\x00" + strings.Repeat("RGB\x00", wide*int(height))
}

func TestW1WhoLooksOnSendsNothingThatActs(t *testing.T) {
	address, reached := echo(t, secNone)
	rec := assisttest.NewRecorder()
	far := entered(t, seen(t, rec, address, wire.ScreenView, 0))
	_, _ = io.WriteString(far.Conn, down+point+cut+more+qemu+up+let+update)
	if got := <-reached; got != update {
		t.Errorf("the server got %q", got)
	}
	if n := len(rec.Events(wire.Masked)); n > 0 {
		t.Errorf("%d times something was typed", n)
	}
}

func TestW2WhoUsesTheScreenIsRecordedByNumber(t *testing.T) {
	address, reached := echo(t, secNone)
	rec := assisttest.NewRecorder()
	far := entered(t, seen(t, rec, address, wire.ScreenControl, 0))
	reaches(t, reached, far, format+coded+cut+more+down, down)
	reaches(t, reached, far, up, up)
	reaches(t, reached, far, point, point)
	reaches(t, reached, far, qemu, qemu)
	counts := []string{}
	for _, e := range rec.Events(wire.Masked) {
		counts = append(counts, e.Payload)
	}
	if want := []string{"\x01", "\x00", "\x01"}; !slices.Equal(counts, want) {
		t.Errorf("typed, by the recording: %q; want a key, the pointer, a key", counts)
	}
	rec.SetReady(errors.New("not acknowledged"))
	_, _ = io.WriteString(far.Conn, down+update)
	let := let[:2] + point[2:]
	qemuUp := "\xff\x00\x00\x00" + qemu[4:]
	if got := read(reached, len(let+qemuUp+update)); got != qemuUp+let+update {
		t.Errorf("while the recording is not ready the server got %q", got)
	}
}

// reaches says something and waits for what the server hears of it.
func reaches(t *testing.T, reached chan string, far *assisttest.Far, say, want string) {
	t.Helper()
	_, _ = io.WriteString(far.Conn, say)
	if got := read(reached, len(want)); got != want {
		t.Errorf("the server got %q, not %q", got, want)
	}
}

func read(reached chan string, n int) (got string) {
	for len(got) < n {
		got += <-reached
	}
	return got
}

func TestNoViewerChoosesHowPicturesAreMade(t *testing.T) {
	address, reached := echo(t, secNone)
	far := entered(t, seen(t, assisttest.NewRecorder(), address, wire.ScreenView, 0))
	elsewhere := "\x03\x00\x12\x34\x12\x34\xff\xff\xff\xff"
	reaches(t, reached, far, format+coded+elsewhere, whole)
	_, _ = io.WriteString(far.Conn, "\x00\x00\x00\x00"+strings.Repeat("\x08", 16))
	if err := far.Over(); !errors.Is(err, ErrMessage) {
		t.Errorf("it ended with %v", err)
	}
}

func TestAWholePictureIsAskedForByWhatCame(t *testing.T) {
	rec := assisttest.NewRecorder()
	asked := make(chan string, 1)
	address := vnc(t, []byte{secNone}, func(c net.Conn) {
		for msg := make([]byte, len(update)); ; {
			if _, err := io.ReadFull(c, msg); err != nil {
				return
			}
			asked <- string(msg)
			picture := drawn(high)
			if string(msg) != whole {
				picture = drawn(high / 2)
			}
			_, _ = io.WriteString(c, picture)
		}
	})
	far := entered(t, seen(t, rec, address, wire.ScreenView, 0))
	wholes, halves := 0, 0
	for say := whole; wholes < 4; say = update {
		_, _ = io.WriteString(far.Conn, say)
		if <-asked == whole {
			wholes++
			expect(t, far.Conn, drawn(high))
		} else {
			halves++
			expect(t, far.Conn, drawn(high/2))
		}
	}
	if size := len(drawn(high / 2)); halves*size < 3*wholeLeast-12*size || halves*size > 3*wholeLeast+12*size {
		t.Errorf("%d halves of %d bytes before the fourth whole picture", halves, size)
	}
	begin := wire.Picture{Width: wide, Height: high}
	ready := begin
	ready.Whole = true
	var got []string
	for _, e := range rec.Events(wire.Pictured) {
		got = append(got, e.Payload)
	}
	if want := slices.Repeat([]string{string(begin.Encode()), string(ready.Encode())}, 3); len(got) < 6 || !slices.Equal(got[:6], want) {
		t.Errorf("pictured: %q", got)
	}
}

func TestAServersOwnAdditionsAreNotShown(t *testing.T) {
	picture := drawn(high)
	address := vnc(t, []byte{secNone}, func(c net.Conn) {
		_, _ = io.WriteString(c, "\x02"+"\x03\x00\x00\x00\x00\x00\x00\x06secret"+picture)
		_, _ = c.Read(make([]byte, 1))
	})
	rec := assisttest.NewRecorder()
	far := entered(t, seen(t, rec, address, wire.ScreenView, 0))
	expect(t, far.Conn, picture)
	if strings.Contains(rec.Text(wire.Screen), "secret") {
		t.Error("the clipboard is on the recording")
	}
}

func TestAServerThatCannotBeShownEndsTheStream(t *testing.T) {
	for name, msg := range map[string]string{
		"colours":                 "\x01\x00\x00\x00\xff\xff",
		"the unknown":             "\x96",
		"too large":               "\x00\x00\x00\x01\x00\x00\x00\x00\xff\xff\xff\xff\x00\x00\x00\x00",
		"a new size":              "\x00\x00\x00\x01\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\x21",
		"a clipboard without end": "\x03\x00\x00\x00\x7f\xff\xff\xff",
	} {
		t.Run(name, func(t *testing.T) {
			address := vnc(t, []byte{secNone}, func(c net.Conn) { _, _ = io.WriteString(c, msg); _, _ = c.Read(make([]byte, 1)) })
			far := entered(t, seen(t, assisttest.NewRecorder(), address, wire.ScreenView, 0))
			if err := far.Over(); !errors.Is(err, ErrServer) {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}

func TestW1WhatIsNoMessageEndsTheStream(t *testing.T) {
	for name, msg := range map[string]string{
		"UltraVNC's transfer of files": "\x07\x00\x00\x00",
		"TightVNC's":                   "\xfc\x00\x00\x00",
		"another of QEMU's":            "\xff\x01\x00\x00" + strings.Repeat("\x00", 8),
		"a size of the screen":         "\xfb\x00\x03\x00\x02\x00\x00\x00",
		"updates without end":          "\x96\x01" + strings.Repeat("\x00", 8),
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
	if want := version + "\x01\x01\x00\x00\x00\x00" + string(shownInit); rec.Text(wire.Screen) != want {
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
	picture := strings.Repeat(drawn(high), 20)
	address := vnc(t, []byte{secNone}, func(c net.Conn) { _, _ = io.WriteString(c, picture) })
	rec := assisttest.NewRecorder()
	far := entered(t, seen(t, rec, address, wire.ScreenView, 0))
	expect(t, far.Conn, picture)
	if !strings.HasSuffix(rec.Text(wire.Screen), picture) {
		t.Error("the picture is not on the recording")
	}
	address = vnc(t, []byte{secNone}, func(c net.Conn) { _, _ = io.ReadFull(c, make([]byte, 10)); _, _ = io.WriteString(c, picture) })
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
	for _, m := range []string{update, down, point, cut, more, qemu, coded, format} {
		f.Add([]byte(m))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		what, msg, err := next(bufio.NewReader(bytes.NewReader(in)))
		if err == nil && (!bytes.HasPrefix(in, msg) || len(msg) < 4 || messages[msg[0]].role != what) {
			t.Errorf("%q was read as %q", in, msg)
		}
	})
}
