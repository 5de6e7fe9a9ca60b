package screen

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"surety/internal/assist/assisttest"
	"surety/internal/rfb"
	"surety/internal/rfb/rfbtest"
	"surety/internal/wire"
)

// looker is a viewer that draws what it is shown, and asks for more.
type looker struct {
	far *assisttest.Far

	mu      sync.Mutex
	canvas  *rfbtest.Canvas
	updates int
	err     error
}

// looks begins to look at a server.
func looks(t *testing.T, rec *assisttest.Recorder, address string, power wire.Purpose) *looker {
	t.Helper()
	l := &looker{far: seen(t, rec, address, power, 0)}
	rest := make([]byte, 4+24)
	_, _ = io.ReadFull(l.far.Conn, rest[:4])
	_, _ = l.far.Conn.Write([]byte{1})
	_, _ = io.ReadFull(l.far.Conn, rest[4:])
	name := make([]byte, binary.BigEndian.Uint32(rest[24:]))
	_, _ = io.ReadFull(l.far.Conn, name)
	w, h := int(binary.BigEndian.Uint16(rest[4:])), int(binary.BigEndian.Uint16(rest[6:]))
	l.canvas = rfbtest.NewCanvas(w, h)
	l.ask(false)
	go l.run(rfb.NewFilter(w, h))
	return l
}

func (l *looker) ask(changes bool) {
	msg := []byte(whole)
	if changes {
		msg = []byte(update)
	}
	_, _ = l.far.Conn.Write(msg)
}

func (l *looker) run(f *rfb.Filter) {
	buf, msg := make([]byte, 64<<10), []byte(nil)
	for {
		n, err := l.far.Conn.Read(buf)
		for rest := buf[:n]; len(rest) > 0 && err == nil; {
			if msg, rest, err = f.Take(msg, rest); err == nil && f.Between() {
				err = l.draw(msg)
				msg = msg[:0]
			}
		}
		if err != nil {
			l.mu.Lock()
			l.err = err
			l.mu.Unlock()
			return
		}
	}
}

func (l *looker) draw(msg []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.updates++
	l.ask(true)
	return l.canvas.Draw(bytes.NewReader(msg))
}

func (l *looker) state() (colours, updates int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.canvas.Colours(), l.updates, l.err
}

// busy fills the screen with letters and all the colours of a terminal.
const busy = `i=0; while [ $i -lt 2000 ]; do printf '\033[48;5;%dm%d' $((16+i*7%216)) $i; i=$((i+1)); done; printf '\033[0m'`

func TestW1ARealServersScreenIsSeenAndNotTouched(t *testing.T) {
	server := rfbtest.NewServer(t, "640x480")
	rec := assisttest.NewRecorder()
	view := looks(t, rec, server.Address, wire.ScreenView)
	typed := server.Terminal(t, "true")
	rfbtest.Until(t, "the terminal is seen", func() bool { colours, _, _ := view.state(); return colours > 2 })
	const enter = "\x04\x01\x00\x00\x00\x00\xff\x0d\x04\x00\x00\x00\x00\x00\xff\x0d"
	_, _ = io.WriteString(view.far.Conn, point+let+down+up+enter)
	use := looks(t, rec, server.Address, wire.ScreenControl)
	_, _ = io.WriteString(use.far.Conn, "\x05\x00\x00\x20\x00\x20"+strings.ReplaceAll(down+up, "a", "s")+strings.ReplaceAll(down+up, "a", "x")+enter)
	rfbtest.Until(t, "who uses it has typed", func() bool { b, _ := os.ReadFile(typed); return len(b) > 0 })
	if b, _ := os.ReadFile(typed); string(b) != "sx\n" {
		t.Errorf("the terminal was typed into: %q", b)
	}
	if n := len(rec.Events(wire.Masked)); n != 4 { // the pointer, s, x, enter
		t.Errorf("%d times something was typed, by the recording", n)
	}
}

func TestARealServersRecordingIsPlayedFromAnyWholePicture(t *testing.T) {
	server := rfbtest.NewServer(t, "800x600")
	rec := assisttest.NewRecorder()
	view := looks(t, rec, server.Address, wire.ScreenView)
	server.Terminal(t, busy)
	for _, script := range []string{"true", busy} {
		before := pictures(rec)
		view.ask(false)
		rfbtest.Until(t, "a whole picture", func() bool { return pictures(rec) > before })
		server.Terminal(t, script)
	}
	rfbtest.Until(t, "many colours", func() bool { colours, _, _ := view.state(); return colours > 100 })
	view.far.Conn.Close()
	if _, _, err := view.state(); err != nil && err != io.EOF && !strings.Contains(err.Error(), "closed") {
		t.Fatal(err)
	}
	all := recorded(t, rec)
	for i, c := range all[1:] {
		if !bytes.Equal(c.Pixels, all[0].Pixels) {
			t.Errorf("from whole picture %d on, the screen ends otherwise than from the beginning", i+1)
		}
	}
	if all[0].Colours() < 100 || len(all) < 4 {
		t.Errorf("%d colours, %d whole pictures", all[0].Colours(), len(all)-1)
	}
}

// pictures counts the whole pictures of a recording.
func pictures(rec *assisttest.Recorder) (n int) {
	for _, e := range rec.Events(wire.Pictured) {
		if p, err := wire.DecodePicture([]byte(e.Payload)); err == nil && p.Whole {
			n++
		}
	}
	return n
}

// recorded draws a recording to its end, from its beginning and from each whole picture.
func recorded(t *testing.T, rec *assisttest.Recorder) (all []*rfbtest.Canvas) {
	t.Helper()
	events := rec.All()
	all = append(all, drawnFrom(t, rfb.NewGreeted(), events))
	for i, e := range events {
		p, err := wire.DecodePicture([]byte(e.Payload))
		if e.Kind != wire.Pictured || err != nil || p.Whole {
			continue
		}
		after := events[i+1:]
		if complete := nextPictured(after); complete {
			all = append(all, drawnFrom(t, rfb.NewFilter(int(p.Width), int(p.Height)), after))
		}
	}
	return all
}

// nextPictured tells whether the picture that begins here was completed.
func nextPictured(events []assisttest.Event) bool {
	for _, e := range events {
		if e.Kind == wire.Pictured {
			p, err := wire.DecodePicture([]byte(e.Payload))
			return err == nil && p.Whole
		}
	}
	return false
}

// drawnFrom draws all whole messages of some events, which the filter lets pass as they are.
func drawnFrom(t *testing.T, f *rfb.Filter, events []assisttest.Event) *rfbtest.Canvas {
	t.Helper()
	var shown, msg, pass []byte
	var canvas *rfbtest.Canvas
	if w, h := f.Size(); w > 0 {
		canvas = rfbtest.NewCanvas(w, h)
	}
	for _, e := range events {
		if e.Kind == wire.Screen {
			shown = append(shown, e.Payload...)
		}
	}
	for rest, err := shown, error(nil); len(rest) > 0; {
		before := rest
		pass, rest, err = f.Take(pass[:0], rest)
		if err != nil || !bytes.Equal(pass, before[:len(before)-len(rest)]) {
			t.Fatalf("what was recorded does not pass: %v", err)
		}
		if msg = append(msg, pass...); !f.Between() {
			break
		}
		if in := bytes.NewReader(msg); canvas == nil {
			canvas, err = rfbtest.Greeted(in)
		} else {
			err = canvas.Draw(in)
		}
		if err != nil {
			t.Fatal(err)
		}
		msg = msg[:0]
	}
	return canvas
}
