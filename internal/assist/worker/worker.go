// Package worker is the half of the client's program that speaks with the server and serves the specialist. It has no terminal of the
// client's and is ended by its keeper, whatever it is doing.
//
// It does what its keeper tells it, one thing after another; turns (pause, take back, end) and breaking off go past all else. It
// reads its line without pause, and shows nothing by itself. What it keeps on the disk lies in the folder that the keeper gave it:
// the spool, which goes when the server has all of it. Consent lives in this process and ends with it.
package worker

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"surety/internal/assist/join"
	"surety/internal/assist/keeper"
	"surety/internal/assist/session"
	"surety/internal/assist/talk"
	"surety/internal/clock"
	"surety/internal/fault"
	"surety/internal/snapshot"
	"surety/internal/wire"
)

// Config is what a worker is made with.
type Config struct {
	Version string
	TLS     *tls.Config // nil: the system's authorities
	Clock   clock.Clock
}

// turnsWaiting is more than a person can press.
const turnsWaiting = 64

// worker is one.
type worker struct {
	Config
	line   *keeper.Line
	jobs   chan any
	turns  chan talk.Turn
	cancel chan struct{}

	dir    string
	signer ed25519.PrivateKey
	joined *join.Joined
	kept   string // the name of the snapshot's record, once it is made
	shelf  *shelf
	names  *names

	running chan *session.Session // the one, once it runs
	session atomic.Pointer[session.Session]

	archive *snapshot.Archive  // of putting back
	chosen  *snapshot.Snapshot // that was compared
}

// Serve does what the keeper says until one of them ends.
func Serve(ctx context.Context, line *keeper.Line, c Config) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w := &worker{Config: c, line: line, jobs: make(chan any, turnsWaiting), turns: make(chan talk.Turn, turnsWaiting),
		cancel: make(chan struct{}, 1), running: make(chan *session.Session, 1), names: newNames()}
	go w.work(ctx)
	go w.turn(ctx)
	for {
		kind, payload, err := line.Next()
		if err != nil {
			return err
		}
		m, err := talk.Decode(kind, payload)
		if err != nil {
			return err
		}
		if err := w.hand(m); err != nil {
			return err
		}
	}
}

var errMany = errors.New("worker: more is asked than can be done")

// hand gives a message to who does it, and waits for nobody.
func (w *worker) hand(m any) error {
	switch m := m.(type) {
	case talk.Turn:
		select {
		case w.turns <- m:
			return nil
		default:
			return errMany
		}
	case talk.Cancel:
		select {
		case w.cancel <- struct{}{}:
		default:
		}
		return nil
	}
	select {
	case w.jobs <- m:
		return nil
	default:
		return errMany
	}
}

func (w *worker) tell(m any) { talk.Tell(w.line, m) }

// failed tells what failed, by its code.
func (w *worker) failed(of string, err error) {
	code := fault.As(err).Code
	if errors.Is(err, context.Canceled) {
		code = "broken_off"
	}
	w.tell(talk.Fault{Of: of, Code: code})
}

// work does one thing after another.
func (w *worker) work(ctx context.Context) {
	for m := range w.jobs {
		switch m := m.(type) {
		case talk.Begin:
			w.begin(ctx, m)
		case talk.Rest:
			w.rest(ctx, m)
		case talk.Snapshot:
			w.breakable(ctx, "snapshot", func(ctx context.Context) error { return w.keep(ctx, m) })
		case talk.Waive:
			w.waive(ctx, m)
		case talk.Consent:
			w.consent(ctx, m)
		case talk.Refuse:
			w.leave(w.joined.Refuse(ctx))
		case talk.Report:
			w.leave(w.joined.Report(ctx, m.Reason))
		case talk.Compare:
			w.breakable(ctx, "compare", func(ctx context.Context) error { return w.compare(ctx, m) })
		case talk.PutBack:
			w.breakable(ctx, "putback", func(ctx context.Context) error { return w.putBack(ctx, m) })
		}
	}
}

// breakable does what the client may break off.
func (w *worker) breakable(ctx context.Context, of string, do func(context.Context) error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	select {
	case <-w.cancel: // meant for something before
	default:
	}
	over := make(chan struct{})
	defer close(over)
	go func() {
		select {
		case <-w.cancel:
			stop()
		case <-over:
		}
	}()
	if err := do(ctx); err != nil {
		w.failed(of, err)
	}
}

// leave is the last word of a program that is to do nothing.
func (w *worker) leave(err error) {
	if err != nil {
		w.failed("leave", err)
	}
	w.tell(talk.Gone{Complete: err == nil})
}

// begin spends the code and tells who asks for what.
func (w *worker) begin(ctx context.Context, m talk.Begin) {
	w.dir = m.Dir
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		w.failed("join", err)
		return
	}
	w.signer = private
	place, err := join.Parse(m.Host+"/"+m.Code, m.Plain)
	if err == nil {
		w.joined, err = join.New(place, w.TLS).Join(ctx, public, w.Version)
	}
	if err != nil {
		w.failed("join", err)
		return
	}
	w.shelf = w.newShelf(ctx)
	if w.joined.Kind == join.KindRestore {
		w.breakable(ctx, "join", w.list)
		return
	}
	asked := talk.Asked{Facts: w.joined.Bytes, Name: w.joined.Name, Outdated: w.joined.Outdated}
	w.look(ctx, &asked)
	w.tell(asked)
}

func (w *worker) waive(ctx context.Context, m talk.Waive) {
	if err := w.joined.Waive(ctx, m.Words); err != nil {
		w.failed("waive", err)
		return
	}
	w.tell(talk.Prepared{Facts: w.joined.Bytes})
}

// turn does the client's turns. Before there is a session there is nothing to turn.
func (w *worker) turn(ctx context.Context) {
	var s *session.Session
	select {
	case s = <-w.running:
	case <-ctx.Done():
		return
	}
	for {
		select {
		case m := <-w.turns:
			if err := s.Turn(wire.Turn{Step: m.Step, Power: m.Power}); errors.Is(err, session.ErrHeld) {
				w.tell(talk.Fault{Of: "turn", Code: "paused_by_other"})
			}
		case <-ctx.Done():
			return
		}
	}
}

const stateEvery = 100 * time.Millisecond

// watch tells the state when it is another, and not more often than it can be read.
func (w *worker) watch(ctx context.Context, s *session.Session, changed <-chan struct{}) {
	for {
		w.tell(talk.State{State: s.State()})
		select {
		case <-ctx.Done():
			return
		case <-w.Clock.After(stateEvery):
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}

func (w *worker) spool() string { return filepath.Join(w.dir, "spool") }

// swept takes away the folder of a recording of which nothing is left to send.
func (w *worker) swept() bool { return os.RemoveAll(w.spool()) == nil }
