package handover

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/live"
)

// work is one change of one secret, under way in its transaction.
type work struct {
	*Desk
	tx    *db.Tx
	row   row
	grant access.Grant
	now   time.Time
	entry audit.Params
	n     int64 // of the change's entry, once it is written
	quiet bool  // nothing happened that anybody is to be told
}

// change runs fn on the secret, held, with a grant for the action; then the secret is saved, the entry written, and both sides are told after the commit. A fault of fn undoes
// all. Faults: absent, denied, step_up_needed.
func (d *Desk) change(ctx context.Context, who access.Actor, id string, act access.Action, fn func(ctx context.Context, w *work) error) error {
	if err := d.warm(ctx, id); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := d.begin(ctx, tx, who, id, act)
		if err != nil {
			return err
		}
		if err := fn(ctx, w); err != nil || w.quiet {
			return err
		}
		return w.finish(ctx)
	})
}

// warm reads the case's key before the transaction.
func (d *Desk) warm(ctx context.Context, id string) error {
	var t access.TicketID
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = db.One(ctx, tx, db.Value[access.TicketID], `SELECT ticket FROM handover_secret WHERE id = $1`, id)
		return err
	}); err != nil {
		return err
	}
	return d.Vault.Warm(ctx, []access.TicketID{t})
}

func (d *Desk) begin(ctx context.Context, tx *db.Tx, who access.Actor, id string, act access.Action) (*work, error) {
	r, err := rowOf(ctx, tx, id, true)
	if err != nil {
		return nil, err
	}
	t, err := d.Tickets.Facts(ctx, tx, r.ticket)
	if err != nil {
		return nil, err
	}
	g, err := access.Check(who, act, r.thing(t))
	if err != nil {
		return nil, err
	}
	return &work{Desk: d, tx: tx, row: r, grant: g, now: d.Clock.Now(), entry: audit.Params{"secret": id}}, nil
}

// record writes the change's entry, so that the grant may open content from then on. What it says must be known by then.
func (w *work) record(ctx context.Context) (err error) {
	if w.n == 0 {
		w.n, err = w.Log.Numbered(ctx, w.tx, w.grant, w.entry)
	}
	return err
}

func (w *work) finish(ctx context.Context) error {
	if err := w.record(ctx); err != nil {
		return err
	}
	if err := w.row.put(ctx, w.tx); err != nil {
		return err
	}
	w.tell()
	return nil
}

// tell publishes to owner and reader that something changed.
func (w *work) tell() {
	data, err := json.Marshal(map[string]string{"secret": w.row.id, "ticket": string(w.row.ticket)})
	if err != nil {
		return // strings always can be written
	}
	hub, thing := w.Hub, w.grant.Thing()
	for _, a := range []access.AccountID{w.row.owner, w.row.reader} {
		w.tx.AfterCommit(func() { hub.Publish(live.Event{Name: live.Secret, Ticket: thing, Account: a, Data: data}) })
	}
}

// end says that the secret cannot be opened any more: the ciphertext goes.
func (w *work) end(to State, why string) {
	w.row.state, w.row.why, w.row.body, w.row.ended = to, why, nil, sql.NullInt64{Int64: db.Micros(w.now), Valid: true}
	w.entry["state"] = string(to)
	if why != "" {
		w.entry["why"] = why
	}
}

// ends ends a held secret as the installation itself.
func (d *Desk) ends(ctx context.Context, tx *db.Tx, id, why string) error {
	w, err := d.begin(ctx, tx, access.Server("handover"), id, access.SecretClock)
	if err != nil || w.row.state != Held {
		return err
	}
	w.end(Ended, why)
	return w.finish(ctx)
}

// outlived says why what the secret was for is over, as things are by now; empty while it is not. Suspended is true while a complaint or a dispute is open over its deal.
func (w *work) outlived(ctx context.Context) (why string, suspended bool, err error) {
	head, err := w.Tickets.Head(ctx, w.tx, w.row.ticket)
	if err != nil {
		return "", false, err
	}
	reader, err := w.Accounts.ActorOf(ctx, w.tx, w.row.reader)
	if err != nil {
		return "", false, err
	}
	agreed, err := w.Deals.Agreed(ctx, w.tx, w.row.ticket, w.row.reader)
	if err != nil {
		return "", false, err
	}
	reader.SteppedUp = true
	thing := w.grant.Thing()
	switch {
	case head.Closed:
		return whyTicket, false, nil
	case w.row.deal != "" && agreed.ID != w.row.deal:
		return whyDeal, false, nil
	case access.Ask(&reader, access.SecretOpen, &thing) != nil:
		return whyReader, false, nil
	case w.row.state == Held && w.row.term == Once && !w.now.Before(db.Time(w.row.given).AddDate(0, 0, KeepDays)):
		return whyTime, false, nil
	}
	return "", w.row.deal != "" && agreed.Frozen, nil
}
