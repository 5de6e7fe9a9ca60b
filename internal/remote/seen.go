package remote

import (
	"context"
	"database/sql"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
)

// Seen is a session as the rights to look into it see it; its grant is not on the record and opens nothing.
type Seen struct {
	Opened
	Started, Ended time.Time // zero while it has not
}

// May asks, as things are by now, whether somebody may watch or replay a session: what follows an opening asks it every time. Nothing is
// put on the record: [Desk.Open] does that. Rights: those of the action. Faults: absent, denied, remote_state (nothing was recorded).
func (d *Desk) May(ctx context.Context, who access.Actor, id string, act access.Action) (s Seen, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowOf(ctx, tx, id, false)
		if err != nil {
			return err
		}
		x, err := d.sheet(ctx, tx, who, r)
		if err != nil {
			return err
		}
		g, err := access.Check(who, act, x.grant.Thing())
		if err != nil {
			return err
		}
		if r.recording == recordingNone {
			return ErrState
		}
		s = r.seen(g)
		return nil
	})
	return s, err
}

func (r row) seen(g access.Grant) Seen {
	return Seen{Opened{r.id, r.ticket, r.client, r.specialist, r.state, r.recording, r.snapshot, g}, db.TimeOrZero(r.startedAt), db.TimeOrZero(r.endedAt)}
}

// Run is a session that was recorded.
type Run struct {
	ID           string
	Began, Ended time.Time // Ended is zero while it runs
}

// OfDeal are the recorded sessions of a deal, by their beginning. Right: the caller's.
func OfDeal(ctx context.Context, tx *db.Tx, id deal.ID) ([]Run, error) {
	return db.All(ctx, tx, func(s db.Scanner) (r Run, err error) {
		var began, ended sql.NullInt64
		err = s.Scan(&r.ID, &began, &ended)
		r.Began, r.Ended = db.TimeOrZero(began), db.TimeOrZero(ended)
		return r, err
	}, `SELECT id, started_at, ended_at FROM remote_session WHERE deal = $1 AND deal <> '' AND recording <> 'none' ORDER BY started_at, id`, string(id))
}
