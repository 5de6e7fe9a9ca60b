package remote

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Opened is a session to look into, with the recorded grant by which what it holds opens.
type Opened struct {
	ID         string
	Ticket     access.TicketID
	Client     access.AccountID
	Specialist access.AccountID
	State      State
	Recording  string // none, running, complete, abandoned
	Snapshot   string
	Grant      access.Grant
}

// Open lets somebody watch or replay a session, and puts that on the record before anything opens. A client who looks at a sealed recording has reviewed it. Rights: that
// of the action: remote.watch or remote.replay. Faults: absent, denied, remote_state (nothing was recorded).
func (d *Desk) Open(ctx context.Context, who access.Actor, id string, act access.Action, p audit.Params) (o Opened, err error) {
	if act != access.RemoteWatch && act != access.RemoteReplay {
		return o, fault.ErrDenied
	}
	if err := d.warm(ctx, id); err != nil {
		return o, err
	}
	return o, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := d.look(ctx, tx, who, id, act)
		if err != nil {
			return err
		}
		r := w.row
		o = Opened{r.id, r.ticket, r.client, r.specialist, r.state, r.recording, r.snapshot, w.grant}
		if r.recording == recordingNone {
			return ErrState
		}
		for k, v := range p {
			w.entry[k] = v
		}
		if r.state == Sealed && act == access.RemoteReplay && who.Account == r.client {
			if err := w.happen(ctx, Look); err != nil {
				return err
			}
			return w.finish(ctx)
		}
		return w.record(ctx)
	})
}

// look begins a change with the arbiters of the session's deal among those who may have a right.
func (d *Desk) look(ctx context.Context, tx *db.Tx, who access.Actor, id string, act access.Action) (*work, error) {
	r, err := rowOf(ctx, tx, id, true)
	if err != nil {
		return nil, err
	}
	s, err := d.sheet(ctx, tx, who, r)
	if err != nil {
		return nil, err
	}
	g, err := access.Check(who, act, s.grant.Thing())
	return &work{Desk: d, tx: tx, row: r, grant: g, now: d.Clock.Now(), entry: audit.Params{"session": id}}, err
}

func isRefusal(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Absent || k == fault.Denied
}
