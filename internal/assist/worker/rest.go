package worker

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"path/filepath"
	"time"

	"surety/internal/assist/join"
	"surety/internal/assist/session"
	"surety/internal/assist/talk"
	"surety/internal/channel"
	"surety/internal/recording"
	"surety/internal/wire"
)

// restWithin is how long the rest of a recording is tried to be sent.
const restWithin = 45 * time.Second

// rest sends what a worker that was ended left: sealed and signed already, so that this one needs no key and can add nothing.
func (w *worker) rest(ctx context.Context, m talk.Rest) {
	w.dir = m.Dir
	place, err := join.Again(m.Host, m.Plain)
	if err != nil {
		w.failed("rest", err)
		return
	}
	c := join.New(place, w.TLS).With(m.Token)
	if m.Report != "" {
		if err := c.Report(ctx, m.Report); err != nil {
			w.failed("leave", err)
		}
	}
	spool, err := recording.OpenSpool(w.spool())
	if errors.Is(err, fs.ErrNotExist) {
		w.tell(talk.Gone{Complete: true}) // nothing was left
		return
	}
	if err == nil {
		err = errors.Join(w.sendRest(ctx, c, spool, m.End), spool.Close())
	}
	if err != nil {
		w.failed("rest", err)
	}
	w.tell(talk.Gone{Complete: err == nil && w.swept()})
}

func (w *worker) sendRest(ctx context.Context, c *join.Client, spool *recording.Spool, end session.End) error {
	ctx, stop := context.WithTimeout(ctx, restWithin)
	defer stop()
	line := channel.Line{Lane: channel.Interactive, Streams: 1, Clock: w.Clock, GiveUp: restWithin,
		Dial: func(ctx context.Context) (net.Conn, error) { return c.Dial(ctx, channel.Interactive) },
		Use: func(ctx context.Context, m *channel.Mux) error {
			if end.By == wire.Client || end.By == wire.Server { // what others did the server knows
				finish(ctx, m, end)
			}
			stream, err := m.Open(ctx, wire.Open{Purpose: wire.ForRecord})
			if err != nil {
				return err
			}
			return spool.Send(ctx, stream)
		}}
	return line.Run(ctx)
}

// finish tells the server that the session is over. A server that knows may refuse the stream.
func finish(ctx context.Context, m *channel.Mux, end session.End) {
	stream, err := m.Open(ctx, wire.Open{Purpose: wire.ForControl})
	if err != nil {
		return
	}
	turn := wire.Turn{Step: wire.Finish, By: end.By, Why: end.Why}
	_, _ = stream.Write(wire.AppendFrame(nil, wire.FrameTurn, turn.Encode()))
	context.AfterFunc(ctx, func() { stream.Close() })
}

// Spooled is where a worker of that folder keeps what is to be sent.
func Spooled(dir string) string { return filepath.Join(dir, "spool") }
