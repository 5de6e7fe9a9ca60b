package replay_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/remote/replay"
	"surety/internal/rfb"
	"surety/internal/rfb/rfbtest"
	"surety/internal/wire"
)

const screenOf = 5

// filled is an update that fills a rectangle with one colour.
func filled(x, y, w, h int, colour byte) []byte {
	b := []byte{0, 0, 0, 1, 0, byte(x), 0, byte(y), 0, byte(w), 0, byte(h), 0, 0, 0, 7, 0x80}
	return append(b, colour, colour, colour)
}

// draws records an update, and that it was a whole picture.
func (s *session) draws(b []byte, whole bool) {
	s.t.Helper()
	p := wire.Picture{Width: 64, Height: 32}
	if whole {
		must(s.t, s.rec.Note(wire.Pictured, screenOf, p.Encode()))
	}
	s.time.Advance(1e9)
	must(s.t, s.rec.Append(wire.Screen, screenOf, b))
	if p.Whole = true; whole {
		must(s.t, s.rec.Note(wire.Pictured, screenOf, p.Encode()))
	}
	s.send()
}

// seen plays a screen from a place on and draws it.
func (s *session) seen(from replay.From) *rfbtest.Canvas {
	s.t.Helper()
	ask := replay.Ask{Stream: screenOf, From: from, Limit: 2, Picture: true}
	var canvas *rfbtest.Canvas
	for first := true; ; first = false {
		page, err := s.Play(s.t.Context(), s.client, s.id, ask)
		must(s.t, err)
		if first {
			canvas = rfbtest.NewCanvas(int(page.Size.Cols), int(page.Size.Rows))
		}
		for _, e := range page.Events {
			if e.Kind == replay.Screen {
				must(s.t, canvas.Draw(bytes.NewReader(e.Data)))
			}
		}
		if page.Next == nil {
			return canvas
		}
		ask.From, ask.Picture = *page.Next, false
		if ask.From.Skip%2 == 1 {
			s.Player = s.player() // another server has no page's end
		}
	}
}

func TestAScreenIsPlayedFromItsWholePictures(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.record(wire.Screen, rfb.Greeting(64, 32, "theirs"))
		s.draws(filled(0, 0, 64, 32, 10), true) // 1 s
		s.draws(filled(0, 0, 8, 8, 20), false)
		s.draws(filled(0, 0, 64, 32, 30), true) // 3 s
		s.draws(filled(8, 8, 8, 8, 40), false)
		s.draws(filled(9, 9, 8, 8, 50), false)
		s.end()
		v, err := s.Recording(t.Context(), s.client, s.id)
		must(t, err)
		if len(v.Screens) != 1 || v.Screens[0] != (replay.Terminal{Stream: screenOf, Size: wire.Size{Cols: 64, Rows: 32}}) {
			t.Errorf("screens: %+v", v.Screens)
		}
		whole := s.seen(replay.From{})
		if whole.Colours() != 3 {
			t.Fatalf("%d colours", whole.Colours())
		}
		for _, at := range []int{0, 1, 2, 3, 4, 5, 9} {
			if got := s.seen(replay.From{At: time.Duration(at) * time.Second}); !bytes.Equal(got.Pixels, whole.Pixels) {
				t.Errorf("played from %d s on it ends otherwise", at)
			}
		}
		page, err := s.Play(t.Context(), s.client, s.id, replay.Ask{Stream: screenOf, From: replay.From{At: 4e9}, Picture: true})
		must(t, err)
		if len(page.Events) == 0 || page.Events[0].At < 3e9 || page.Events[0].At > 4e9 {
			t.Errorf("a leap to 4 s begins with %+v", page.Events)
		}
		_, err = s.Play(t.Context(), s.agent, s.id, replay.Ask{Stream: screenOf})
		must(t, err)
		_, err = s.Play(t.Context(), w.Client(), s.id, replay.Ask{Stream: screenOf})
		expect(t, "a stranger plays it", err, fault.ErrAbsent)
	})
}

func TestAHostileScreenReachesNobody(t *testing.T) {
	w := newWorld(t, db.SQLite)
	for name, bomb := range map[string][]byte{
		"a huge size": {0, 0, 0, 1, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x21},
		"a clipboard": {3, 0, 0, 0, 0xff, 0xff, 0xff, 0xff},
		"colours":     {1, 0, 0, 0, 0xff, 0xff},
	} {
		s := w.begin()
		s.draws(filled(0, 0, 64, 32, 10), true)
		s.draws(bomb, false)
		s.end()
		if _, err := s.Play(t.Context(), s.client, s.id, replay.Ask{Stream: screenOf}); !errors.Is(err, replay.ErrScreen) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACopyOfAFileIsForTheSides(t *testing.T) {
	w := newWorld(t, db.SQLite)
	s := w.begin()
	content := bytes.Repeat([]byte("what was sent "), 5000)
	for from := 0; from < len(content); from += wire.MaxCopy {
		must(t, s.rec.Note(wire.Copied, 7, wire.Copy{From: uint64(from), Bytes: content[from:min(len(content), from+wire.MaxCopy)]}.Encode()))
	}
	f := wire.File{Direction: wire.Sent, Name: "/home/\x1b[31mfile", Size: uint64(len(content)), SHA256: sha256.Sum256(content)}
	must(t, s.rec.Append(wire.Filed, 7, f.Encode()))
	s.end()
	v, err := s.Recording(t.Context(), s.client, s.id)
	must(t, err)
	kept := 0
	for _, m := range v.Moments {
		if m.Kept {
			kept++
		}
	}
	if kept != 1 {
		t.Errorf("%d files with a copy", kept)
	}
	c, err := s.Copy(t.Context(), s.agent, s.id, f.SHA256)
	must(t, err)
	var got bytes.Buffer
	must(t, c.Write(t.Context(), &got))
	if !bytes.Equal(got.Bytes(), content) || c.Bytes != int64(len(content)) || bytes.ContainsRune([]byte(c.Name), 0x1b) {
		t.Errorf("%d bytes of %q", got.Len(), c.Name)
	}
	_, err = s.Copy(t.Context(), w.Client(), s.id, f.SHA256)
	expect(t, "a stranger takes it", err, fault.ErrAbsent)
	_, err = s.Copy(t.Context(), s.client, s.id, wire.Digest{1})
	expect(t, "a file that never went over", err, replay.ErrNoCopy)
}
