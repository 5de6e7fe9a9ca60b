package replay_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/escape"
	"surety/internal/fault"
	"surety/internal/remote/replay"
	"surety/internal/wire"
)

// watch begins to watch, once the picture is there; what it returns waits for the end and gives all events.
func (s *session) watch(who access.Actor) (all func() []replay.Event) {
	s.t.Helper()
	began, over := make(chan struct{}), make(chan error, 1)
	var events []replay.Event
	var once sync.Once
	go func() {
		over <- s.Watch(context.Background(), s.id, replay.Viewer{Who: who, Renew: func(context.Context) (access.Actor, error) { return who, nil }, Send: func(x replay.Sight) error {
			events = append(events, x.Events...)
			once.Do(func() { close(began) })
			return nil
		}})
	}()
	<-began
	return func() []replay.Event {
		s.t.Helper()
		must(s.t, <-over)
		return events
	}
}

// TestManyWatchOneRecording begins at different times; each comes to the same screen.
func TestManyWatchOneRecording(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		type seen struct {
			screen *escape.Screen
			over   chan error
		}
		var all []*seen
		for i := range 4 {
			x, began := &seen{over: make(chan error, 1)}, make(chan struct{})
			all = append(all, x)
			go func() {
				x.over <- s.Watch(context.Background(), s.id, replay.Viewer{Who: w.lead, Stream: uint32(i % 2), Renew: func(context.Context) (access.Actor, error) { return w.lead, nil }, Send: func(g replay.Sight) error {
					if x.screen == nil {
						x.screen = escape.NewScreen(int(g.Size.Cols), int(g.Size.Rows))
						x.screen.Write(g.Picture)
						close(began)
					}
					for _, e := range g.Events {
						x.screen.Write(e.Data)
					}
					return nil
				}})
			}()
			<-began
			s.show("after \x1b[3" + string(rune('1'+i)) + "m")
			s.show("more")
		}
		s.end()
		want := escape.NewScreen(40, 5)
		want.Write([]byte(output(s.all(w.client, 1000))))
		for i, x := range all {
			must(t, <-x.over)
			if string(x.screen.Picture(nil)) != string(want.Picture(nil)) {
				t.Errorf("watcher %d: %q, want %q", i, x.screen.Picture(nil), want.Picture(nil))
			}
		}
		if n := len(w.entries(s.ticket, access.RemoteWatch)); n != 1 {
			t.Errorf("%d entries of one who watched four times at once", n)
		}
	})
}

// TestNothingHappensOutOfSight: who watches one terminal is told of the others, so that nobody works unseen in a second one.
func TestNothingHappensOutOfSight(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		must(t, s.rec.Append(wire.Resized, 3, wire.Size{Cols: 40, Rows: 5}.Encode()))
		s.send()
		sights, over := make(chan replay.Sight, 100), make(chan error, 1)
		go func() {
			over <- s.Watch(context.Background(), s.id, replay.Viewer{Who: w.client, Renew: func(context.Context) (access.Actor, error) { return w.client, nil }, Send: func(x replay.Sight) error {
				sights <- x
				return nil
			}})
		}()
		if first := <-sights; first.Stream != 1 || !slices.Equal(first.Others, []uint32{3}) {
			t.Errorf("terminal %d, beside %v", first.Stream, first.Others)
		}
		must(t, s.rec.Append(wire.Output, 7, []byte("unseen")))
		s.send()
		for x := range sights {
			if len(x.Events) > 0 {
				t.Errorf("events of another terminal: %+v", x.Events)
			}
			if slices.Equal(x.Others, []uint32{7}) {
				break
			}
		}
		s.end()
		must(t, <-over)
	})
}

// TestWhoLosesTheRightIsCut takes the lead's post while they watch: A3.
func TestWhoLosesTheRightIsCut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			lose func(context.Context) (access.Actor, error)
			want error
		}{
			"the post": {func(context.Context) (access.Actor, error) {
				without := w.lead
				without.Posts = nil
				return without, nil
			}, fault.ErrAbsent},
			"the sign-in": {func(context.Context) (access.Actor, error) { return access.Actor{}, fault.ErrAnonymous }, fault.ErrAnonymous},
		} {
			w.client = w.Client()
			s := w.begin()
			s.small()
			began, over := make(chan struct{}), make(chan error, 1)
			var once sync.Once
			go func() {
				over <- s.Watch(context.Background(), s.id, replay.Viewer{Who: w.lead, Renew: c.lose, Send: func(replay.Sight) error {
					once.Do(func() { close(began) })
					return nil
				}})
			}()
			<-began
			expect(t, name, w.passing(over), c.want)
		}
		if replay.Renew > 3*time.Second {
			t.Error("a right may be lost for longer than A3 allows")
		}
	})
}

// passing lets time pass until something is over.
func (w *world) passing(over <-chan error) error {
	for {
		select {
		case err := <-over:
			return err
		default:
			w.World.Clock.Advance(replay.Renew)
			runtime.Gosched()
		}
	}
}

// TestASlowWatcherIsSentAway shows far more than waits for one who takes nothing; the others go on.
func TestASlowWatcherIsSentAway(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		quick := s.watch(w.client)
		began, free, over := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		var once sync.Once
		go func() {
			over <- s.Watch(context.Background(), s.id, replay.Viewer{Who: w.lead, Renew: func(context.Context) (access.Actor, error) { return w.lead, nil }, Send: func(x replay.Sight) error {
				once.Do(func() { close(began) })
				if len(x.Events) > 0 {
					<-free
				}
				return nil
			}})
		}()
		<-began
		s.show("first")
		for range 80 {
			s.show(strings.Repeat("0123456789", 3000))
		}
		s.end()
		if n := len(output(quick())); n != 80*30_000+len("first") {
			t.Errorf("the quick one saw %d bytes", n)
		}
		close(free)
		expect(t, "the slow one", <-over, replay.ErrSlow)
	})
}

func TestWhoIsGoneWatchesNoMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		gone := errors.New("gone")
		err := s.Watch(t.Context(), s.id, replay.Viewer{Who: w.lead, Send: func(replay.Sight) error { return gone }})
		expect(t, "a line that is dead at once", err, gone)
		ctx, stop := context.WithCancel(t.Context())
		err = s.Watch(ctx, s.id, replay.Viewer{Who: w.lead, Send: func(replay.Sight) error { stop(); return nil }})
		expect(t, "a reader who leaves", err, context.Canceled)
		for name, who := range map[string]access.Actor{"who helps": w.agent, "a stranger": w.Client()} {
			if err := s.Watch(t.Context(), s.id, replay.Viewer{Who: who, Send: func(replay.Sight) error { return nil }}); !errors.Is(err, fault.ErrDenied) && !errors.Is(err, fault.ErrAbsent) {
				t.Errorf("%s watches: %v", name, err)
			}
		}
	})
}

// TestAWatcherOfABadRecordingIsToldSo puts a chunk of another recording where the next one should be.
func TestAWatcherOfABadRecordingIsToldSo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.small()
		w.exec(`UPDATE remote_chunk SET signature = $2 WHERE session = $1 AND number = 2`, s.id, make([]byte, wire.SignatureSize))
		err := s.Watch(t.Context(), s.id, replay.Viewer{Who: w.lead, Send: func(replay.Sight) error { return nil }})
		expect(t, "a bad recording", err, replay.ErrBad)
	})
}
