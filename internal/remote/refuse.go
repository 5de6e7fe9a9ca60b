package remote

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/wire"
)

// Reasons are those of a report.
var Reasons = []string{"telephoned", "stranger", "pressure", "other"}

// Refuse says no. Right: remote.refuse, of the client. Faults: absent, denied, remote_state.
func (d *Desk) Refuse(ctx context.Context, who access.Actor, id string) error {
	_, err := d.change(ctx, who, id, access.RemoteRefuse, refuse)
	return err
}

// RefuseBy is Refuse by the client's program.
func (d *Desk) RefuseBy(ctx context.Context, s Session) error {
	_, err := d.by(ctx, s, access.RemoteRefuse, refuse)
	return err
}

func refuse(ctx context.Context, w *work) error {
	if w.row.state == Refused {
		w.quiet = true
		return nil
	}
	w.turn = &wire.Turn{Step: wire.Finish, By: wire.Client, Why: string(Refused)}
	return w.happen(ctx, Refuse)
}

// Report says that something is wrong with who asks: the session ends at once, as do all others of the two; they cannot ask this client again, and the leads of
// the department are told. Right: remote.report, of the client. Faults: absent, denied, invalid (reason).
func (d *Desk) Report(ctx context.Context, who access.Actor, id, reason string) error {
	_, err := d.change(ctx, who, id, access.RemoteReport, reporting(reason))
	return err
}

// ReportBy is Report by the client's program.
func (d *Desk) ReportBy(ctx context.Context, s Session, reason string) error {
	_, err := d.by(ctx, s, access.RemoteReport, reporting(reason))
	return err
}

func reporting(reason string) func(context.Context, *work) error {
	return func(ctx context.Context, w *work) error {
		if !slices.Contains(Reasons, reason) {
			return fault.ErrInvalid.At("reason")
		}
		return w.report(ctx, reason)
	}
}

func (w *work) report(ctx context.Context, reason string) error {
	n, err := w.tx.Exec(ctx, `INSERT INTO remote_ban (specialist, client, session, reason, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (specialist, client) DO UPDATE SET session = excluded.session, reason = excluded.reason, at = excluded.at, lifted = NULL, lifted_by = '', lifted_why = ''
		WHERE remote_ban.lifted IS NOT NULL`,
		string(w.row.specialist), string(w.row.client), w.row.id, reason, db.Micros(w.now))
	if err != nil {
		return err
	}
	if n == 0 && !w.row.state.Open() {
		w.quiet = true // said before
		return nil
	}
	w.entry["reason"] = reason
	if w.row.state.Open() {
		w.row.endedBy, w.row.endedWhy = byCode(wire.Client), wire.WhyReported
		w.turn = &wire.Turn{Step: wire.Finish, By: wire.Client, Why: string(Reported)}
	}
	if err := w.happen(ctx, Report); err != nil {
		return err
	}
	if err := w.alert(ctx); err != nil {
		return err
	}
	return w.endOthers(ctx)
}

// endOthers ends what else is open between the two.
func (w *work) endOthers(ctx context.Context) error {
	others, err := db.All(ctx, w.tx, db.Value[string], `SELECT id FROM remote_session WHERE specialist = $1 AND client = $2 AND id <> $3 AND state IN (`+openStates+`) ORDER BY id`,
		string(w.row.specialist), string(w.row.client), w.row.id)
	for _, id := range others {
		o, err := w.begin(ctx, w.tx, access.Server("remote"), id, access.RemoteEnd)
		if err != nil {
			return err
		}
		if err := o.end(ctx, wire.Server, string(Reported)); err != nil {
			return err
		}
		if err := o.finish(ctx); err != nil {
			return err
		}
	}
	return err
}
