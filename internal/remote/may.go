package remote

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/db"
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
		s = Seen{Opened{r.id, r.ticket, r.client, r.specialist, r.state, r.recording, r.snapshot, g}, db.TimeOrZero(r.startedAt), db.TimeOrZero(r.endedAt)}
		return nil
	})
	return s, err
}
