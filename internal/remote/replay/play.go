package replay

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"surety/internal/access"
	"surety/internal/recording"
	"surety/internal/wire"
)

// From is a place to play from: a time, and how many of its events were given already.
type From struct {
	At   time.Duration
	Skip int
}

// Ask says which page of which terminal or screen to play.
type Ask struct {
	Stream  uint32
	From    From
	Limit   int  // events; 0 means 500
	Picture bool // as it stood before the first of them
}

// Page is one page of play: what the terminal or the screen showed and, between, whatever else happened. That of a screen for which a picture
// was asked begins with what drew the last whole picture, and with all the screen showed since: events from before the time asked for.
type Page struct {
	Picture []byte    // draws the terminal of Size as it stood; nil if none was asked for
	Size    wire.Size // before the first event: of a terminal in cells, of a screen in pixels
	Events  []Event
	Next    *From // nil: that was all there is by now
}

const eventsUsual = 500

// Play gives a page. Right: remote.replay, on the record. Faults: absent, denied, remote_state, recording_bad, recording_busy.
func (p *Player) Play(ctx context.Context, who access.Actor, id string, ask Ask) (page Page, err error) {
	o, err := p.open(ctx, who, id, access.RemoteReplay, "play")
	if err != nil {
		return page, err
	}
	if ask.Limit <= 0 {
		ask.Limit = eventsUsual
	}
	ask.Limit = min(ask.Limit, PageEvents)
	h := p.heads.take(headKey{id, ask.Stream, ask.From})
	if h == nil || ask.Picture {
		var done func()
		if ctx, done, err = p.reading(ctx); err != nil {
			return page, err
		}
		defer done()
		if h, err = p.head(ctx, o, ask); err != nil {
			return page, err
		}
	}
	return p.play(ctx, o, ask, h)
}

// head is where a page ended: the next one begins there, with the filter as it stood.
type head struct {
	at     recording.Position
	used   int       // events of the chunk there that the filter has had
	term   *terminal // or
	screen *screen
	fresh  bool // what comes before the place that was asked for was not given
}

// head is where to begin to read for a page that follows no other: for a terminal at the beginning, for a screen at a whole picture.
func (p *Player) head(ctx context.Context, o *opened, ask Ask) (*head, error) {
	x, err := p.course(ctx, o)
	if err != nil {
		return nil, err
	}
	from, ok := x.From(ask.Stream, ask.From.At)
	if !ok {
		return &head{term: newTerminal(ask.Picture), fresh: true}, nil
	}
	return &head{at: from.Position, used: from.Skip, screen: newScreen(from.Picture), fresh: true}, nil
}

// play reads on from the head; one without a position reads from the beginning.
func (p *Player) play(ctx context.Context, o *opened, ask Ask, h *head) (page Page, err error) {
	src := &tracked{Source: p.Chunks.Read(ctx, o.session, h.at)}
	y := playing{ask: ask, term: h.term, screen: h.screen, page: &page, place: ask.From, used: h.used, fresh: h.fresh}
	r := o.claim.OpenAt(src, h.at)
	for {
		e, err := r.Next()
		if err == nil {
			err = ctx.Err()
		}
		if err == nil && y.event(e, r.Chunk()) && !y.screen.bad() {
			continue
		}
		switch {
		case y.screen.bad():
			return Page{}, ErrScreen
		case errors.Is(err, io.EOF):
			y.begin()
			return page, nil
		case err != nil:
			return Page{}, bad(err)
		}
		page.Next = &y.place
		if y.term != nil {
			y.term.screen = nil
		}
		p.heads.put(headKey{o.ID, ask.Stream, y.place}, &head{at: src.at, used: y.inChunk - 1, term: y.term, screen: y.screen})
		return page, nil
	}
}

// playing is a page in the making.
type playing struct {
	ask     Ask
	term    *terminal // or
	screen  *screen
	page    *Page
	place   From // after what was given
	fresh   bool // it follows no other
	used    int
	chunk   uint64
	inChunk int // events of the chunk so far
	chunks  int
	skipped int
	begun   bool
	bytes   int
}

// event takes one; false when the page is full without it.
func (y *playing) event(e wire.Event, chunk uint64) bool {
	if y.chunks == 0 || chunk != y.chunk {
		y.chunk, y.inChunk = chunk, 0
		y.chunks++
	}
	y.inChunk++
	switch {
	case y.chunks == 1 && y.inChunk <= y.used:
		return true
	case y.fresh && y.given(e.At) && !(y.screen != nil && y.ask.Picture):
		y.feed(e)
		return true
	}
	y.begin()
	if y.mine(e) && (len(y.page.Events) == y.ask.Limit || y.bytes >= PageBytes) {
		return false
	}
	y.give(e)
	if e.At != y.place.At {
		y.place = From{At: e.At}
	}
	y.place.Skip++
	return true
}

// given reports whether an event came before the place that was asked for.
func (y *playing) given(at time.Duration) bool {
	if at == y.ask.From.At && y.skipped < y.ask.From.Skip {
		y.skipped++
		return true
	}
	return at < y.ask.From.At
}

// mine reports whether an event belongs on the page: of this terminal, or of none.
func (y *playing) mine(e wire.Event) bool {
	switch e.Kind {
	case wire.Output, wire.Resized, wire.Input, wire.Masked, wire.Screen:
		return e.Stream == y.ask.Stream
	case wire.Pictured, wire.Copied:
		return false
	}
	return e.At >= y.ask.From.At
}

// feed lets the terminal have what is not given.
func (y *playing) feed(e wire.Event) []byte {
	if e.Stream != y.ask.Stream {
		return nil
	}
	switch {
	case y.screen != nil && e.Kind == wire.Screen:
		return y.screen.shows(e.Payload)
	case y.term == nil:
	case e.Kind == wire.Output:
		return y.term.output(e.Payload)
	case e.Kind == wire.Resized:
		size, _ := wire.DecodeSize(e.Payload) // Next has checked it
		y.term.resize(size)
	}
	return nil
}

// begin tells how the terminal stood.
func (y *playing) begin() {
	if y.begun {
		return
	}
	y.begun, y.page.Events = true, []Event{}
	if y.term == nil {
		y.page.Size = y.screen.size()
		return
	}
	if y.page.Size = y.term.size; y.ask.Picture {
		y.page.Picture = y.term.picture()
	}
}

func (y *playing) give(e wire.Event) {
	if !y.mine(e) {
		return
	}
	out := y.feed(e)
	x, ok := shown(e)
	if !ok || (e.Kind == wire.Output || e.Kind == wire.Screen) && len(out) == 0 {
		return
	}
	x.Data = bytes.Clone(out)
	y.bytes += len(out) + len(x.Text)
	y.page.Events = append(y.page.Events, x)
}

// tracked knows the place of the chunk that was read last, and the one after it.
type tracked struct {
	recording.Source
	at, after recording.Position
}

func (t *tracked) Next() (recording.Sealed, error) {
	s, err := t.Source.Next()
	if err == nil {
		t.at = recording.Position{Chunk: s.Header.Number, Previous: s.Header.Previous}
		t.after = recording.Position{Chunk: s.Header.Number + 1, Previous: s.Digest()}
	}
	return s, err
}

// heads are the places where pages ended, each for one reading.
type heads struct {
	mu   sync.Mutex
	held map[headKey]*head
}

type headKey struct {
	session string
	stream  uint32
	from    From
}

const headsMost = 256

func (h *heads) take(k headKey) *head {
	h.mu.Lock()
	defer h.mu.Unlock()
	x := h.held[k]
	delete(h.held, k)
	return x
}

func (h *heads) put(k headKey, x *head) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.held) >= headsMost {
		clear(h.held)
	}
	h.held[k] = x
}
