package main

import (
	"context"
	"syscall/js"

	"surety/internal/far"
	"surety/internal/wire"
)

// waiting is how many pieces of typing may wait for the line; a person is never so far ahead.
const waiting = 1024

// terminal shows one of the client's terminals to the page. It has the number of the call that opened it.
type terminal struct {
	n     int
	ctx   context.Context
	leave context.CancelFunc
	term  *far.Terminal
	room  *credit
	input chan func() error
}

func (t *terminal) post(event string, key string, value any) {
	post(map[string]any{"event": event, "of": t.n, key: value})
}

// Show hands on what may be shown, as far as the page keeps up.
func (t *terminal) Show(b []byte) {
	if t.room.give(t.ctx, len(b)) != nil {
		return
	}
	a := array(b)
	post(map[string]any{"event": "show", "of": t.n, "data": a}, a.Get("buffer"))
}

// Again tells that what follows draws the whole.
func (t *terminal) Again() { t.post("again", "there", true) }

// Refused tells that something typed was not taken.
func (t *terminal) Refused(err error) { t.post("refused", "fault", code(err)) }

func size(in js.Value) wire.Size {
	side := func(name string) uint16 { return uint16(min(max(in.Get(name).Int(), 1), wire.MaxSide)) }
	return wire.Size{Cols: side("cols"), Rows: side("rows")}
}

func (p *page) terminal(ctx context.Context, c call) (any, error) {
	s, err := p.far()
	if err != nil {
		return nil, err
	}
	t := &terminal{n: c.n, room: newCredit(), input: make(chan func() error, waiting)}
	t.ctx, t.leave = context.WithCancel(p.ctx)
	if t.term, err = s.Terminal(ctx, c.power(), uint32(c.in.Get("stream").Int()), size(c.in), t); err != nil {
		t.leave()
		return nil, err
	}
	p.mu.Lock()
	p.terminals[t.n] = t
	p.mu.Unlock()
	go t.typing()
	go p.run(t)
	return t.term.Number(), nil
}

// run shows it until its end.
func (p *page) run(t *terminal) {
	exit, err := t.term.Run(t.ctx)
	p.mu.Lock()
	delete(p.terminals, t.n)
	p.mu.Unlock()
	t.leave()
	if err != nil {
		t.post("gone", "fault", code(err))
		return
	}
	t.post("exit", "code", int(exit))
}

// typing types in the order of the page.
func (t *terminal) typing() {
	for {
		select {
		case do := <-t.input:
			if err := do(); err != nil {
				t.Refused(err)
			}
		case <-t.ctx.Done():
			return
		}
	}
}

func (p *page) later(in js.Value, do func(*terminal) error) {
	p.mu.Lock()
	t := p.terminals[in.Get("of").Int()]
	p.mu.Unlock()
	if t == nil {
		return
	}
	select {
	case t.input <- func() error { return do(t) }:
	default:
		t.post("refused", "fault", "too_many")
	}
}

func (p *page) typed(in js.Value) {
	b := contents(in.Get("data"))
	p.later(in, func(t *terminal) error { return t.term.Type(b) })
}

func (p *page) resized(in js.Value) {
	to := size(in)
	p.later(in, func(t *terminal) error { return t.term.Resize(to) })
}

func (p *page) leave(in js.Value) {
	p.mu.Lock()
	t := p.terminals[in.Get("of").Int()]
	p.mu.Unlock()
	if t != nil {
		t.leave()
	}
}
