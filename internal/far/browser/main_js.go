// Command browser is the specialist's end in a browser: internal/far, compiled to WebAssembly, in a worker of its own.
//
// It speaks to the page by messages (ui/src/lib/remote/messages.ts has their types). The session's key is made here and does not leave the
// worker; what a terminal shows has passed far's filter before the page has it. What waits for the page is bounded: it says how
// much of what was shown it has taken.
//
// It proves to a specialist that nobody stands between them and the client, as far as they trust the server that this program
// came from; surety connect does not depend on that.
package main

import (
	"context"
	"errors"
	"sync"
	"syscall/js"

	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/far"
	"surety/internal/fault"
)

// page is the specialist's end as the page uses it.
type page struct {
	ctx context.Context

	mu        sync.Mutex
	session   *far.Session
	terminals map[int]*terminal
	calls     map[int]context.CancelFunc
	taken     map[int]*credit // by call or terminal
	next      int
	answer    chan js.Value // to our question to join
}

// call is one request of the page.
type call struct {
	n  int
	in js.Value
}

// deeds are what a page may ask for.
var deeds = map[string]func(*page, context.Context, call) (any, error){
	"join": (*page).join, "terminal": (*page).terminal, "screen": (*page).screen,
	"folders": (*page).folders, "list": (*page).list, "stat": (*page).stat, "fetch": (*page).fetch, "send": (*page).send,
}

// told are what a page tells, in its order and without an answer.
var told = map[string]func(*page, js.Value){
	"joined": (*page).joined, "type": (*page).typed, "resize": (*page).resized, "leave": (*page).leave, "taken": (*page).took, "cancel": (*page).cancel,
}

func main() {
	p := &page{ctx: context.Background(), terminals: map[int]*terminal{}, calls: map[int]context.CancelFunc{}, taken: map[int]*credit{}, answer: make(chan js.Value, 1)}
	js.Global().Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.take(args[0].Get("data"))
		return nil
	}))
	post(map[string]any{"event": "ready"})
	select {}
}

// take handles a message. Only what answers may wait, and does so elsewhere.
func (p *page) take(in js.Value) {
	do := in.Get("do").String()
	if tell := told[do]; tell != nil {
		tell(p, in)
		return
	}
	c := call{n: in.Get("n").Int(), in: in}
	deed := deeds[do]
	ctx, end := context.WithCancel(p.ctx)
	p.mu.Lock()
	p.calls[c.n] = end
	p.mu.Unlock()
	go func() {
		defer p.cancelled(c.n)
		value, err := any(nil), error(fault.ErrInvalid)
		if deed != nil {
			value, err = deed(p, ctx, c)
		}
		if err != nil {
			post(map[string]any{"n": c.n, "fault": code(err)})
			return
		}
		post(map[string]any{"n": c.n, "ok": value})
	}()
}

func (p *page) cancel(in js.Value) { p.cancelled(in.Get("of").Int()) }

func (p *page) cancelled(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if end := p.calls[n]; end != nil {
		end()
		delete(p.calls, n)
	}
	delete(p.taken, n)
}

// code is what the page chooses words by.
func code(err error) string {
	if errors.Is(err, context.Canceled) {
		return "cancelled"
	}
	return fault.As(err).Code
}

// desk reaches the server: the page asks it to join, as it asks everything, and lanes are dialled from here.
type desk struct {
	*page
	address string
}

// Join has the page tell the server our pin.
func (d desk) Join(ctx context.Context, pin channel.Pin) (far.Joined, error) {
	post(map[string]any{"event": "join", "pin": hexadecimal(pin[:])})
	select {
	case in := <-d.answer:
		return readJoined(in)
	case <-ctx.Done():
		return far.Joined{}, ctx.Err()
	}
}

func (p *page) joined(in js.Value) {
	select {
	case p.answer <- in:
	default:
	}
}

func (p *page) join(ctx context.Context, c call) (any, error) {
	s, err := far.Join(ctx, desk{p, c.in.Get("channel").String()}, clock.System{}, func(lane channel.Lane, there bool) {
		told := map[string]any{"event": "line", "lane": lane.String(), "there": there}
		if s, err := p.far(); err == nil && there { // again, perhaps by other keys
			told["words"] = wordsOf(s)
		}
		post(told)
	})
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.session = s
	p.mu.Unlock()
	go func() {
		<-s.Done()
		post(map[string]any{"event": "ended", "fault": code(s.Err())})
	}()
	return wordsOf(s), nil
}

func wordsOf(s *far.Session) []any {
	words := s.Words()
	return []any{words[0], words[1], words[2], words[3]}
}

var errNotJoined = fault.New(fault.Conflict, "not_joined", "there is no session yet")

func (p *page) far() (*far.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.session == nil {
		return nil, errNotJoined
	}
	return p.session, nil
}
