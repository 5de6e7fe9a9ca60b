package replay

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/recording"
	"surety/internal/wire"
)

const (
	// Renew is how often a watcher's right is asked anew. A3 wants them cut within 5 s.
	Renew = 2 * time.Second
	// WatchersMost is how many may watch one session on one server.
	WatchersMost = 50
	// waitMost and waitBytes are how many events, and bytes of them, wait for a slow watcher before they are sent away.
	waitMost, waitBytes = 512, 1 << 20
	// sendBytes is about how much is sent at once: what a slow line takes in the time of one write.
	sendBytes = 256 << 10
	// terminalsMost is how many terminals of a session can be watched.
	terminalsMost = 64
	// cellsMost is how large all terminals of a session may be together to be drawn for who comes late: some 30 of the usual large ones.
	cellsMost = 1 << 19
)

// Why watching ended.
var (
	ErrSlow = fault.New(fault.Busy, "watcher_slow", "you were not fast enough for what there is to see; begin again")
	ErrFull = fault.New(fault.Busy, "watchers_full", "too many watch this session").After(30 * time.Second)
)

// Sight is what a watcher is sent: first the terminal or screen as it stands, then what happens. What draws a screen as it stands are
// the first events.
type Sight struct {
	Picture []byte // of a terminal, in the first sight alone, as all but Events
	Size    wire.Size
	Stream  uint32     // which terminal it is; 0 while there is none
	Screens []Terminal // that there are, sizes in pixels
	Events  []Event
	// Others are the terminals besides that one: in the first sight all that there are, then those in which something has happened since the last.
	Others []uint32
}

// Viewer is who watches.
type Viewer struct {
	Who    access.Actor
	Stream uint32 // which terminal or screen; 0 means the first terminal that there is
	// Renew says who they are by now; an error ends the watching.
	Renew func(ctx context.Context) (access.Actor, error)
	// Send shows something and returns when it is on its way; it must not wait for long. An empty sight only asks whether somebody is still there.
	Send func(Sight) error
}

// Watch shows what a session records while it runs, and returns when the recording ends (nil), the viewer loses the right (absent, denied, whatever Renew
// says), is too slow (watcher_slow), or is gone. Right: remote.watch, on the record, asked anew every two seconds. Other faults: remote_state,
// recording_bad, watchers_full.
func (p *Player) Watch(ctx context.Context, id string, v Viewer) error {
	o, err := p.open(ctx, v.Who, id, access.RemoteWatch, "watch")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s, err := p.shows.join(p, o, id)
	if err != nil {
		return err
	}
	defer p.shows.leave(s)
	w, first, err := s.enter(ctx, v.Stream)
	if err != nil {
		return err
	}
	defer s.exit(w)
	if err := v.Send(first); err != nil {
		return err
	}
	return p.look(ctx, id, v, w)
}

// look passes on what comes.
func (p *Player) look(ctx context.Context, id string, v Viewer, w *watcher) error {
	renew := p.Clock.After(Renew)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-renew: // before anything that waits besides
		default:
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-renew:
			case <-w.more:
				next, err := w.take()
				if len(next.Events)+len(next.Others) > 0 {
					if err := v.Send(next); err != nil {
						return err
					}
				}
				if errors.Is(err, io.EOF) {
					return nil
				}
				if err != nil {
					return err
				}
				continue
			}
		}
		who, err := v.Renew(ctx)
		if err != nil {
			return err
		}
		seen, err := p.Sessions.May(ctx, who, id, access.RemoteWatch)
		if err != nil {
			return err
		}
		if seen.Recording == "abandoned" { // no end will come
			return nil
		}
		if err := v.Send(Sight{}); err != nil {
			return err
		}
		renew = p.Clock.After(Renew)
	}
}

// shows are the sessions that somebody watches on this server.
type shows struct {
	mu sync.Mutex
	on map[string]*show
}

// show reads one session's recording as it grows, once for all who watch.
type show struct {
	id    string
	users int // guarded by shows.mu
	stop  context.CancelFunc
	ready chan struct{} // closed when what was recorded before has been read

	mu        sync.Mutex
	terminals map[uint32]*terminal
	screens   map[uint32]*running
	watchers  map[*watcher]bool
	err       error // why it is over; io.EOF at the recording's end
}

func (x *shows) join(p *Player, o *opened, id string) (*show, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	s := x.on[id]
	if s == nil {
		ctx, stop := context.WithCancel(context.Background())
		s = &show{id: id, stop: stop, ready: make(chan struct{}), terminals: map[uint32]*terminal{}, screens: map[uint32]*running{}, watchers: map[*watcher]bool{}}
		x.on[id] = s
		go s.run(ctx, p, o)
	}
	if s.users == WatchersMost {
		return nil, ErrFull
	}
	s.users++
	return s, nil
}

// leave ends a show that nobody watches.
func (x *shows) leave(s *show) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if s.users--; s.users == 0 {
		s.stop()
		delete(x.on, s.id)
	}
}

// run reads until the recording ends, is bad, or nobody watches.
func (s *show) run(ctx context.Context, p *Player, o *opened) {
	told := p.Chunks.Subscribe(ctx, o.session) // before the first read: nothing is missed
	at, ready := recording.Position{}, false
	for {
		next, err := s.read(ctx, p, o, at)
		if !ready {
			ready = true
			close(s.ready)
		}
		if err != nil {
			s.over(bad(err))
			return
		}
		at = next
		select {
		case <-told:
		case <-ctx.Done():
			s.over(ctx.Err())
			return
		}
	}
}

// read takes in the chunks that are there from a position on, and tells the position after them. The recording's end is io.EOF.
func (s *show) read(ctx context.Context, p *Player, o *opened, at recording.Position) (recording.Position, error) {
	src := &tracked{Source: p.Chunks.Read(ctx, o.session, at), after: at}
	r := o.claim.OpenAt(src, at)
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			src.after.At = at.At
			return src.after, nil
		}
		if err != nil {
			return at, err
		}
		at.At = e.At
		s.event(e)
		if e.Kind == wire.End {
			return at, io.EOF
		}
	}
}

// event draws it and gives it to all whom it concerns.
func (s *show) event(e wire.Event) {
	x, ok := shown(e)
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Kind == wire.Screen || e.Kind == wire.Pictured {
		ok = s.draws(e, &x)
	}
	if !ok {
		return
	}
	ofTerminal := e.Kind == wire.Output || e.Kind == wire.Resized || e.Kind == wire.Input || e.Kind == wire.Masked
	if ofTerminal {
		t := s.terminals[e.Stream]
		if s.screens[e.Stream] != nil {
			t = nil // what was typed into a screen
		} else if t == nil && len(s.terminals) < terminalsMost {
			t = newTerminal(true)
			s.terminals[e.Stream] = t
		}
		switch {
		case t == nil && s.screens[e.Stream] == nil:
			return
		case t == nil:
		case e.Kind == wire.Output:
			if x.Data = bytes.Clone(t.output(e.Payload)); len(x.Data) == 0 {
				return
			}
		case e.Kind == wire.Resized:
			s.resize(t, x.Size)
		}
	}
	for w := range s.watchers {
		if w.stream == 0 && ofTerminal && s.screens[e.Stream] == nil {
			w.stream = e.Stream
		}
		if !ofTerminal && e.Kind != wire.Screen || w.stream == e.Stream {
			w.give(x)
		} else {
			w.hint(e.Stream)
		}
	}
}

// resize draws a terminal no longer when all are too large together: who comes late sees what comes from then on.
func (s *show) resize(t *terminal, size wire.Size) {
	cells := int(size.Cols) * int(size.Rows)
	for _, o := range s.terminals {
		if o != t && o.screen != nil {
			cells += int(o.size.Cols) * int(o.size.Rows)
		}
	}
	if cells > cellsMost {
		t.screen = nil
	}
	t.resize(size)
}

// over tells all who watch that nothing follows.
func (s *show) over(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
	for w := range s.watchers {
		w.end(err)
	}
}

// enter waits until the show knows how things stand, and gives the picture from which what follows goes on.
func (s *show) enter(ctx context.Context, stream uint32) (*watcher, Sight, error) {
	select {
	case <-s.ready:
	case <-ctx.Done():
		return nil, Sight{}, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		return nil, Sight{}, s.err
	}
	there := slices.Sorted(maps.Keys(s.terminals))
	if stream == 0 && len(there) > 0 {
		stream = there[0]
	}
	w := &watcher{stream: stream, more: make(chan struct{}, 1), others: map[uint32]bool{}, events: waitMost, most: waitBytes}
	s.watchers[w] = true
	first := Sight{Size: wire.Size{Cols: 80, Rows: 24}, Picture: []byte{}, Stream: stream}
	if t := s.terminals[stream]; t != nil {
		first.Size, first.Picture = t.size, t.picture()
	}
	first.Others = slices.DeleteFunc(there, func(n uint32) bool { return n == stream })
	if on := s.screens[stream]; on != nil {
		first = Sight{Size: on.from, Stream: stream, Others: first.Others}
		w.begin(on.since)
	}
	first.Screens = s.seen()
	if s.err != nil {
		w.end(s.err)
	}
	return w, first, nil
}

func (s *show) exit(w *watcher) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.watchers, w)
}

func cost(e Event) int { return len(e.Data) + len(e.Text) + 100 }
