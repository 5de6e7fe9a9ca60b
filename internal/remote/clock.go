package remote

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/wire"
)

// Kinds of clocks.
const (
	answerClock deadline.Kind = "remote.answer" // a request waits for its client
	limitClock  deadline.Kind = "remote.limit"  // what was agreed lasts so long
	sealClock   deadline.Kind = "remote.seal"   // the rest of a recording is awaited
)

func (d *Desk) handleClocks() {
	for kind, due := range map[deadline.Kind]func(*work, context.Context) error{answerClock: (*work).unanswered, limitClock: (*work).limit, sealClock: (*work).abandoned} {
		d.Clocks.Handle(kind, deadline.Handler{Hold: d.holdSubject, Due: func(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
			w, err := d.begin(ctx, tx, access.Server("remote"), x.Subject, access.RemoteClock)
			if err != nil {
				return err
			}
			if err := due(w, ctx); err != nil {
				return err
			}
			return w.finish(ctx)
		}})
	}
}

func (d *Desk) holdSubject(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	_, err := rowOf(ctx, tx, x.Subject, true)
	return err
}

func (w *work) unanswered(ctx context.Context) error {
	if _, ok := Next(w.row.state, Silence); !ok {
		w.quiet = true
		return nil
	}
	return w.happen(ctx, Silence)
}

func (w *work) limit(ctx context.Context) error {
	if !w.row.state.Open() {
		w.quiet = true
		return nil
	}
	return w.end(ctx, wire.Server, wire.WhyLimit)
}

func (w *work) abandoned(ctx context.Context) error {
	if w.row.recording != recordingRuns {
		w.quiet = true
		return nil
	}
	return w.seal(ctx, Sealing{Chunks: w.row.chunks, Bytes: w.row.bytes})
}
