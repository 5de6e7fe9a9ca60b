package channel

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"time"

	"surety/internal/clock"
	"surety/internal/fault"
)

const (
	firstWait = 500 * time.Millisecond // before a connection is tried again; doubles
	lastWait  = 15 * time.Second       // up to here
	steady    = 30 * time.Second       // a connection that held so long begins anew with firstWait
)

// Line keeps one lane of an end: it dials, and dials again when the connection is lost. Streams end with their connection (ErrLaneLost); what is to
// go on is opened anew by Use, from where its other end stands.
type Line struct {
	Lane    Lane
	Streams int                                     // that the server may open at a time
	Before  func(context.Context) error             // gets what Dial needs; may be nil. It may wait for a person: its time is not counted
	Dial    func(context.Context) (net.Conn, error) // one try
	Use     func(ctx context.Context, m *Mux) error // for each connection; ctx ends with it
	Clock   clock.Clock
	GiveUp  time.Duration        // without a connection for so long, Run ends
	Changed func(connected bool) // may be nil: for the bar on the screen
}

// Run keeps the lane until Use returns nil (nil), ctx ends, no connection was had for GiveUp, or something failed that another connection
// would not mend: what Use returned while its connection stood, a refusal by the server, a seal that was broken.
func (l *Line) Run(ctx context.Context) error {
	since, wait := l.Clock.Now(), firstWait
	for {
		asked := l.Clock.Now()
		err := l.before(ctx)
		began := l.Clock.Now()
		since = since.Add(began.Sub(asked))
		connected, again := false, !final(err)
		if err == nil {
			connected, again, err = l.once(ctx)
		}
		now := l.Clock.Now()
		if connected {
			since = now
		}
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case !again:
			return err
		case now.Sub(since) >= l.GiveUp:
			return ErrLaneLost.Because(err)
		case connected && now.Sub(began) >= steady:
			wait = firstWait
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.Clock.After(wait/2 + rand.N(wait/2)): // not all ends of a server that came back at the same moment
		}
		wait = min(2*wait, lastWait)
	}
}

func (l *Line) before(ctx context.Context) error {
	if l.Before == nil {
		return nil
	}
	return l.Before(ctx)
}

// once dials and uses one connection; again tells whether another may mend what failed.
func (l *Line) once(ctx context.Context) (connected, again bool, err error) {
	conn, err := l.Dial(ctx)
	if err != nil {
		return false, !final(err), err
	}
	m, err := Client(conn, l.Lane, l.Streams)
	if err != nil {
		conn.Close()
		return false, false, err
	}
	defer m.Close()
	l.changed(true)
	defer l.changed(false)
	ctx, end := context.WithCancel(ctx)
	defer end()
	go func() {
		select {
		case <-m.Done():
			end()
		case <-ctx.Done():
		}
	}()
	if err = l.Use(ctx, m); err == nil {
		return true, false, nil
	}
	if lost := m.Err(); lost != nil && !final(err) {
		return true, !final(lost), lost
	}
	return true, false, err
}

func (l *Line) changed(connected bool) {
	if l.Changed != nil {
		l.Changed(connected)
	}
}

// final reports whether another connection would fail in the same way.
func final(err error) bool {
	var f *fault.Fault
	return errors.As(err, &f) && f.Kind != fault.Unavailable
}
