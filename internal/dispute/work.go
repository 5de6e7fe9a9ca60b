package dispute

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/live"
)

// work is one change of one dispute, under way in its transaction. The dispute is held before its deal, everywhere.
type work struct {
	*Disputes
	tx    *db.Tx
	row   row
	deal  deal.Case
	side  deal.Side
	grant access.Grant
	now   time.Time
	entry audit.Params
	sent  []notice
	asked []access.AccountID // arbiters and leads whose lists change: see [work.asks]
	quiet bool               // nothing that others see changes, not its version nor the ticket's record: see [Disputes.Offer]
}

// change runs fn on the dispute, held, with a grant for the action that stands on the record by then; a fault of fn undoes
// both. Faults: absent, denied, step_up_needed, deal_suspended.
func (d *Disputes) change(ctx context.Context, who access.Actor, id ID, act access.Action, fn func(ctx context.Context, w *work) error) error {
	if err := d.warm(ctx, id); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := d.begin(ctx, tx, who, id, act)
		if err != nil {
			return err
		}
		if why, err := w.suspended(ctx); err != nil || why {
			return first(err, deal.ErrSuspended)
		}
		if err := fn(ctx, w); err != nil {
			return err
		}
		return w.finish(ctx)
	})
}

func (d *Disputes) warm(ctx context.Context, id ID) error {
	var t access.TicketID
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err := rowOf(ctx, tx, id, false)
		t = r.ticket
		return err
	}); err != nil {
		return err
	}
	return d.Vault.Warm(ctx, []access.TicketID{t})
}

func (d *Disputes) begin(ctx context.Context, tx *db.Tx, who access.Actor, id ID, act access.Action) (*work, error) {
	r, c, barred, err := d.load(ctx, tx, id, true)
	if err != nil {
		return nil, err
	}
	g, err := access.Check(who, act, r.thing(c, barred))
	if err != nil {
		return nil, err
	}
	w := &work{Disputes: d, tx: tx, row: r, deal: c, side: r.side(who.Account), grant: g, now: d.Clock.Now(),
		entry: audit.Params{"dispute": string(id), "milestone": string(r.milestone)}}
	return w, nil
}

func (d *Disputes) load(ctx context.Context, tx *db.Tx, id ID, hold bool) (r row, c deal.Case, barred []access.AccountID, err error) {
	if r, err = rowOf(ctx, tx, id, hold); err != nil {
		return r, c, nil, err
	}
	if c, err = d.Deals.CaseOf(ctx, tx, r.milestone); err != nil {
		return r, c, nil, err
	}
	barred, err = barredOf(ctx, tx, id)
	return r, c, barred, err
}

// suspended reports whether a complaint lies over the deal.
func (w *work) suspended(ctx context.Context) (bool, error) {
	all, err := w.Ledger.Matters(ctx, w.tx, w.row.milestone)
	return slices.ContainsFunc(all, func(m escrow.Matter) bool { return m.Kind == escrow.Complaint }), err
}

// record writes the change's entry, so that the grant may open content and move money from then on. What the entry says
// must be known by then.
func (w *work) record(ctx context.Context) error {
	if w.grant.Recorded() {
		return nil
	}
	return w.Log.Append(ctx, w.tx, w.grant, w.entry)
}

// happen moves the dispute on, and sets the clock of where it is then.
func (w *work) happen(ctx context.Context, e Event) error {
	to, ok := Next(w.row.state, e)
	if !ok {
		return ErrState
	}
	w.entry["event"], w.entry["from"], w.entry["to"] = string(e), string(w.row.state), string(to)
	if err := w.Log.Append(ctx, w.tx, w.grant, w.entry); err != nil {
		return err
	}
	if err := w.Clocks.Cancel(ctx, w.tx, clockKind(w.row.state), string(w.row.id)); err != nil {
		return err
	}
	if w.row.state == Offering {
		if err := w.forget(ctx); err != nil {
			return err
		}
	}
	from := w.row.state
	w.row.state = to
	if clocks[from].turn == arbitersTurn && clocks[to].turn != arbitersTurn {
		if err := w.asks(ctx); err != nil { // it waits no longer
			return err
		}
	}
	if to == Closed {
		w.row.outcome, w.row.closed = outcomeOf[e], sql.NullInt64{Int64: db.Micros(w.now), Valid: true}
		w.write(deal.Both, letterClosed, time.Time{})
		return nil
	}
	return w.startClock(ctx, from)
}

// forget removes all offers: whoever judges does not learn what a side would have settled for.
func (w *work) forget(ctx context.Context) error {
	_, err := w.tx.Exec(ctx, `DELETE FROM dispute_offer WHERE dispute = $1`, string(w.row.id))
	return err
}

// startClock sets the clock of the state, into which the dispute came from another, and tells those concerned.
func (w *work) startClock(ctx context.Context, from State) error {
	due, err := w.due(ctx)
	if err != nil {
		return err
	}
	if err := w.letters(ctx, from, due); err != nil {
		return err
	}
	return w.Clocks.Set(ctx, w.tx, deadline.Deadline{Kind: clockKind(w.row.state), Subject: string(w.row.id), Group: deal.DisputeGroup(w.row.milestone),
		Turn: string(w.row.turn()), Due: due})
}

// due is when the state ends; business days are those of the contract.
func (w *work) due(ctx context.Context) (time.Time, error) {
	rule := clocks[w.row.state]
	if !rule.business {
		return w.now.AddDate(0, 0, rule.days), nil
	}
	weekend, err := w.Deals.WeekendOf(ctx, w.tx, w.row.deal)
	return deadline.BusinessDays(w.now.UTC(), rule.days, weekend...), err
}

// settle divides the money by the outcome, once. It stands after the event, whose entry it needs.
func (w *work) settle(ctx context.Context, releaseMinor int64) error {
	w.row.releaseMinor = releaseMinor
	return w.Deals.Settle(ctx, w.tx, w.grant, w.row.milestone, string(w.row.id), releaseMinor, w.row.stakeMinor-releaseMinor)
}

// finish saves the dispute, writes its entry and letters, and has those concerned told after the commit.
func (w *work) finish(ctx context.Context) error {
	if w.quiet {
		return w.Log.AppendAs(ctx, w.tx, w.grant.Actor(), w.grant.Action(), access.Thing{Kind: "dispute", ID: string(w.row.id)}, nil)
	}
	if err := w.record(ctx); err != nil {
		return err
	}
	w.row.version, w.row.changed = w.row.version+1, db.Micros(w.now)
	if err := w.row.put(ctx, w.tx); err != nil {
		return err
	}
	for _, n := range w.sent {
		if err := w.post(ctx, w.tx, n); err != nil {
			return err
		}
	}
	w.tell()
	return nil
}

// tell publishes that something changed to both sides, to who judges, and to whom the change asks ([work.asks]). It carries
// ids only.
func (w *work) tell() {
	judges := w.row.thing(w.deal, nil).Judges
	w.publish(slices.Concat([]access.AccountID{w.row.client, w.row.specialist}, judges, w.asked))
}

func (w *work) publish(to []access.AccountID) {
	b, err := json.Marshal(map[string]string{"dispute": string(w.row.id), "deal": string(w.row.deal)})
	if err != nil {
		return // strings always can be written
	}
	hub, thing := w.Live, w.row.thing(w.deal, nil)
	w.tx.AfterCommit(func() {
		for _, a := range to {
			hub.Publish(live.Event{Name: live.Dispute, Ticket: thing, Account: a, Data: b})
		}
	})
}

// amount refuses what is not between nothing and all that is at stake.
func (w *work) amount(minor int64) error { return within(minor, w.row.stakeMinor) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
