package program

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"surety/internal/assist/face"
	"surety/internal/assist/join"
	"surety/internal/assist/keeper"
	"surety/internal/assist/session"
	"surety/internal/assist/talk"
	"surety/internal/assist/worker"
	"surety/internal/wire"
)

const (
	// grace is how long a worker that was told to end has for the end of its recording.
	grace = 300 * time.Millisecond
	// farewell is how long a worker that ended by itself has to send the last of it.
	farewell = 2500 * time.Millisecond

	tick    = 250 * time.Millisecond
	waiting = 256 // messages and keys
)

// kept is the keeper's side of a running program.
type kept struct {
	o        Options
	terminal *face.Terminal
	model    *face.Model
	keeper   *keeper.Keeper
	dir      string
	messages chan any
	keys     chan face.Key

	stopping sync.Once
	stops    atomic.Bool   // stopping was begun
	gone     chan struct{} // the worker said its last word
	goneOnce sync.Once
	stopped  chan string // nothing runs any more, but this
	rested   chan bool
	seat     *talk.Seat
	end      session.End // why the session is over; by the client, unless the worker says otherwise
	complete bool
	resting  bool
}

// keep holds the terminal until the client has left.
func keep(ctx context.Context, o Options, place join.Place, language string) (int, error) {
	terminal, err := face.Open(o.In, o.Out)
	if err != nil {
		return Failed, err
	}
	k := &kept{o: o, terminal: terminal, messages: make(chan any, waiting), keys: make(chan face.Key, waiting), gone: make(chan struct{}),
		stopped: make(chan string, 1), rested: make(chan bool, 1), model: face.New(language, place.Host, time.Now()),
		end: session.End{By: wire.Client, Why: wire.WhyStopped}}
	last := []string{}
	defer func() { terminal.Close(last) }()
	if k.dir, err = private(); err != nil {
		return Failed, err
	}
	defer k.sweep()
	if k.keeper, err = o.start(); err != nil {
		return Failed, err
	}
	k.send(talk.Begin{Host: place.Host, Code: place.Code, Plain: place.Plain(), Dir: k.dir})
	go k.listen(k.keeper)
	go k.read()
	k.loop(ctx)
	k.stop()
	select {
	case <-k.keeper.Over():
	case <-time.After(keeper.Limit + time.Second):
	}
	last = append(last, k.model.Page().Body...)
	return Done, nil
}

// sweep takes the folder away unless a part of a recording is in it.
func (k *kept) sweep() {
	if _, err := os.Stat(worker.Spooled(k.dir)); err != nil || k.complete {
		_ = os.RemoveAll(k.dir)
	}
}

func (k *kept) send(m any) {
	kind, payload := talk.Encode(m)
	if k.keeper.Send(kind, payload) != nil {
		k.stop() // a worker that does not read what the client decides is none
	}
}

// listen reads what a worker says until it is gone.
func (k *kept) listen(from *keeper.Keeper) {
	for {
		kind, payload, err := from.Next()
		if err != nil {
			return
		}
		m, err := talk.Decode(kind, payload)
		if err != nil {
			k.stop()
			return
		}
		if _, gone := m.(talk.Gone); gone {
			k.goneOnce.Do(func() { close(k.gone) })
		}
		k.messages <- m
	}
}

// read reads keys. The stop is done here, before anybody else hears of the key.
func (k *kept) read() {
	k.terminal.Keys(func(key face.Key) {
		if key.Stop || key.Rune == '0' && !k.terminal.Typing.Load() {
			key = face.Key{Rune: '0', Stop: true}
			if k.terminal.Live.Load() {
				k.stop()
			}
		}
		select {
		case k.keys <- key:
		default: // nobody takes keys; the stop has been done
		}
	})
	k.terminal.Live.Store(true) // the terminal is gone: whatever runs is ended
	k.stop()
	select {
	case k.keys <- face.Key{Stop: true, Gone: true}:
	default:
	}
}

// stop ends the worker and all that it started, in the background and once.
func (k *kept) stop() {
	k.stopping.Do(func() {
		k.stops.Store(true)
		go func() {
			kind, payload := talk.Encode(talk.Turn{Step: wire.Finish})
			if k.keeper.Send(kind, payload) == nil {
				select {
				case <-k.gone:
				case <-k.keeper.Over():
				case <-time.After(grace):
				}
			}
			left := ""
			if err := k.keeper.Stop(); err != nil {
				left = err.Error()
			}
			k.stopped <- left
		}()
	})
}

// loop is the client's conversation.
func (k *kept) loop(ctx context.Context) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	clock := time.NewTicker(tick)
	defer clock.Stop()
	over := k.keeper.Over()
	for !k.model.Done() {
		k.show()
		select {
		case key := <-k.keys:
			if k.press(key); key.Gone {
				return
			}
		case m := <-k.messages:
			k.hear(m)
		case <-over:
			if over = nil; !k.stops.Load() {
				k.end = session.End{By: wire.Server, Why: wire.WhyWorkerGone}
				k.model.Failed()
			}
			k.stop()
		case left := <-k.stopped:
			k.model.Stopped(left)
			k.rest()
		case complete := <-k.rested:
			k.complete = complete
			k.model.Rested(complete, k.dir)
		case now := <-clock.C:
			k.model.Tick(now)
		case <-signals:
			k.stop()
			k.model.Stop()
		case <-ctx.Done():
			return
		}
	}
}

// show draws the page and tells the worker what was decided.
func (k *kept) show() {
	k.terminal.Typing.Store(k.model.Typing())
	k.terminal.Live.Store(k.model.Live())
	k.terminal.Draw(k.model.Page(), k.model.Language())
	for _, m := range k.model.Told() {
		k.send(m)
	}
	if k.model.Stopping() {
		k.stop()
	}
}

func (k *kept) press(key face.Key) {
	switch {
	case key.Stop:
		k.model.Stop()
	case key.More && !k.terminal.Typing.Load():
		k.terminal.Scroll(1)
	case key.Up:
		k.terminal.Scroll(-1)
	case key.Rune == '1' && !k.terminal.Typing.Load() && !k.terminal.Seen():
		return // the rest of the page first
	default:
		k.model.Press(key)
	}
}

func (k *kept) hear(m any) {
	switch m := m.(type) {
	case talk.Active:
		k.seat = &m.Seat
	case talk.Over:
		k.end = m.End
		time.AfterFunc(farewell, k.stop)
	case talk.Gone:
		if k.seat == nil || m.Complete {
			k.complete = m.Complete
		}
		if k.seat != nil {
			k.stop()
		}
		return
	}
	k.model.Hear(m)
}

// rest sends what is left of the recording, by a worker that can do nothing else.
func (k *kept) rest() {
	if k.seat == nil || k.resting {
		return
	}
	k.resting = true
	if k.complete && k.model.Reported() == "" {
		k.rested <- true
		return
	}
	m := talk.Rest{Seat: *k.seat, Dir: k.dir, End: k.end, Report: k.model.Reported()}
	go func() { k.rested <- k.o.sendRest(m) }()
}

// sendRest runs the second worker to its last word.
func (o Options) sendRest(m talk.Rest) (complete bool) {
	k, err := o.start()
	if err != nil {
		return false
	}
	defer func() { _ = k.Stop() }()
	if kind, payload := talk.Encode(m); k.Send(kind, payload) != nil {
		return false
	}
	for {
		kind, payload, err := k.Next()
		if err != nil {
			return false
		}
		m, err := talk.Decode(kind, payload)
		if err != nil {
			return false
		}
		if gone, ok := m.(talk.Gone); ok {
			return gone.Complete
		}
	}
}
