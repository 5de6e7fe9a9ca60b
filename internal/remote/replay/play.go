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

// Ask says which page of which terminal to play.
type Ask struct {
	Stream  uint32
	From    From
	Limit   int  // events; 0 means 500
	Picture bool // of the terminal as it stood before the first of them
}

// Page is one page of play: the terminal's output and, between, whatever else happened.
type Page struct {
	Picture []byte    // draws the terminal of Size as it stood; nil if none was asked for
	Size    wire.Size // before the first event
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
		h = &head{term: newTerminal(ask.Picture)}
	}
	return p.play(ctx, o, ask, h)
}

// head is where a page ended: the next one begins there, with the terminal's filter as it stood.
type head struct {
	at   recording.Position
	used int // events of the chunk there that the filter has had
	term *terminal
}

// play reads on from the head; one without a position reads from the beginning.
func (p *Player) play(ctx context.Context, o *opened, ask Ask, h *head) (page Page, err error) {
	src := &tracked{Source: p.Chunks.Read(ctx, o.session, h.at)}
	y := playing{ask: ask, term: h.term, page: &page, place: ask.From, used: h.used, fresh: h.at == recording.Position{}}
	r := o.claim.OpenAt(src, h.at)
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			y.begin()
			return page, nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return Page{}, bad(err)
		}
		if y.event(e, r.Chunk()) {
			continue
		}
		page.Next, y.term.screen = &y.place, nil
		p.heads.put(headKey{o.ID, ask.Stream, y.place}, &head{src.at, y.inChunk - 1, y.term})
		return page, nil
	}
}

// playing is a page in the making.
type playing struct {
	ask     Ask
	term    *terminal
	page    *Page
	place   From // after what was given
	fresh   bool // it reads from the beginning
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
	case !y.fresh && y.chunks == 1 && y.inChunk <= y.used:
		return true
	case y.fresh && y.given(e.At):
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
	case wire.Output, wire.Resized, wire.Input, wire.Masked:
		return e.Stream == y.ask.Stream
	}
	return e.Kind != wire.Screen
}

// feed lets the terminal have what is not given.
func (y *playing) feed(e wire.Event) []byte {
	if e.Stream != y.ask.Stream {
		return nil
	}
	switch e.Kind {
	case wire.Output:
		return y.term.output(e.Payload)
	case wire.Resized:
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
	y.begun, y.page.Size, y.page.Events = true, y.term.size, []Event{}
	if y.ask.Picture {
		y.page.Picture = y.term.picture()
	}
}

func (y *playing) give(e wire.Event) {
	if !y.mine(e) {
		return
	}
	out := y.feed(e)
	x, ok := shown(e)
	if !ok || e.Kind == wire.Output && len(out) == 0 {
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
