package deal

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// What follows is for slices above: disputes, complaints, the card provider. Each runs in the caller's transaction, under
// the caller's recorded grant; which right that needs is the caller's rule. Where money moves, the grant's rule must allow it.

// outcome is a change that another slice decided.
func (d *Deals) outcome(ctx context.Context, tx *db.Tx, g access.Grant, id ID, fn func(context.Context, *work) error) error {
	if !g.Valid() || !g.Recorded() {
		return fault.ErrDenied
	}
	w, err := d.begin(ctx, tx, id, func(access.Thing) (access.Grant, error) { return g, nil })
	if err != nil {
		return err
	}
	if err := fn(ctx, w); err != nil {
		return err
	}
	return w.finish(ctx)
}

func (d *Deals) outcomeOf(ctx context.Context, tx *db.Tx, g access.Grant, m MilestoneID, e Event, mv move) error {
	id, err := dealOf(ctx, tx, m)
	if err != nil {
		return err
	}
	mv.outcome = true
	return d.outcome(ctx, tx, g, id, func(ctx context.Context, w *work) error { return w.happen(ctx, m, e, mv) })
}

// Dispute opens a dispute on a milestone whose money is held: its clocks stand, nothing leaves the hold. Matter is the
// dispute's id. Right: the caller's recorded grant. Faults: absent, deal_state, deal_suspended.
func (d *Deals) Dispute(ctx context.Context, tx *db.Tx, g access.Grant, m MilestoneID, matter string) error {
	return d.outcomeOf(ctx, tx, g, m, OpenDispute, move{matter: matter})
}

// Held are the milestones of the deal that hold money which no dispute keeps yet. Right: the caller's.
func (d *Deals) Held(ctx context.Context, tx *db.Tx, id ID) (held []MilestoneID, err error) {
	all, err := milestonesOf(ctx, tx, id)
	for _, m := range all {
		if m.state.holds() && m.state != Disputed && m.heldMinor() > 0 {
			held = append(held, m.id)
		}
	}
	return held, err
}

// SideOf is on which side of the deal the account stands. Right: the caller's. Faults: absent.
func (d *Deals) SideOf(ctx context.Context, tx *db.Tx, id ID, a access.AccountID) (Side, error) {
	s, err := d.load(ctx, tx, id, false)
	return s.side(a), err
}

// Breached opens a dispute like Dispute, after a confirmed complaint; another complaint may still lie over the deal. Right: the caller's
// recorded grant. Faults: absent, deal_state.
func (d *Deals) Breached(ctx context.Context, tx *db.Tx, g access.Grant, m MilestoneID, matter string) error {
	return d.outcomeOf(ctx, tx, g, m, OpenDispute, move{matter: matter, breach: true})
}

// DropDispute ends a dispute that was withdrawn: the milestone goes on where it stood, with what was left of its clocks.
// Right: a recorded grant that may move money. Faults: as Dispute, escrow_matter.
func (d *Deals) DropDispute(ctx context.Context, tx *db.Tx, g access.Grant, m MilestoneID, matter string) error {
	return d.outcomeOf(ctx, tx, g, m, DropDispute, move{matter: matter})
}

// Settle is the outcome of a dispute: all that is held goes to the specialist (gross, less fee and taxes) and to the
// client. What is released passes the licence. Right: a recorded grant that may move money. Faults: absent, deal_state,
// deal_suspended, amount_invalid (the parts are not what is held), escrow_matter, escrow_no_grant.
func (d *Deals) Settle(ctx context.Context, tx *db.Tx, g access.Grant, m MilestoneID, matter string, releaseMinor, refundMinor int64) error {
	return d.outcomeOf(ctx, tx, g, m, Settle, move{matter: matter, releaseMinor: releaseMinor, refundMinor: refundMinor})
}

// Case is what a dispute is about.
type Case struct {
	Deal       ID
	Ticket     access.TicketID
	Milestone  MilestoneID
	Client     access.AccountID
	Specialist access.AccountID
	Currency   escrow.Currency
	HeldMinor  int64
	State      MilestoneState
	Matter     string
	Thing      access.Thing // to ask the rules about the deal
}

// CaseOf reads it in the caller's transaction. Right: the caller's. Faults: absent.
func (d *Deals) CaseOf(ctx context.Context, tx *db.Tx, id MilestoneID) (Case, error) {
	m, err := milestone(ctx, tx, id)
	if err != nil {
		return Case{}, err
	}
	s, err := d.load(ctx, tx, m.deal, false)
	return Case{s.id, s.ticket, id, s.client, s.specialist, s.currency, m.heldMinor(), m.state, m.matter, s.thing}, err
}

// OfCase are the deals of a case that are not over, in one order for all who hold several. Right: the caller's.
func (d *Deals) OfCase(ctx context.Context, tx *db.Tx, t access.TicketID) ([]ID, error) {
	return db.All(ctx, tx, db.Value[ID], `SELECT id FROM deal WHERE ticket = $1 AND state IN ('negotiating', 'active') ORDER BY id`, string(t))
}

// Under are the deals over which the complaint lies, in the same order. Right: the caller's.
func (d *Deals) Under(ctx context.Context, tx *db.Tx, complaint string) ([]ID, error) {
	return db.All(ctx, tx, db.Value[ID], `SELECT deal FROM deal_suspension WHERE matter = $1 ORDER BY deal`, complaint)
}

// Suspend lays a complaint over the deal: every clock stands and nothing leaves a hold until it is lifted. Twice does nothing.
// Right: the caller's recorded grant. Faults: absent.
func (d *Deals) Suspend(ctx context.Context, tx *db.Tx, g access.Grant, id ID, complaint string) error {
	return d.outcome(ctx, tx, g, id, func(ctx context.Context, w *work) error {
		n, err := tx.Exec(ctx, `INSERT INTO deal_suspension (deal, matter, since) VALUES ($1, $2, $3) ON CONFLICT (deal, matter) DO NOTHING`, string(id), complaint, db.Micros(w.now))
		if err != nil || n == 0 {
			return err
		}
		if err := w.eachGroup(ctx, func(group string) error { return w.Clocks.Suspend(ctx, tx, group, "complaint/"+complaint) }); err != nil {
			return err
		}
		if err := w.eachHold(ctx, func(m kept) error {
			return w.Ledger.Freeze(ctx, tx, g, m.id, escrow.Matter{Kind: escrow.Complaint, ID: complaint})
		}); err != nil {
			return err
		}
		return w.step(ctx, Step{Code: "suspended"})
	})
}

// Lift takes the complaint away: with the last one, every clock runs on with what was left of it. Right: a recorded grant
// that may move money. Faults: absent.
func (d *Deals) Lift(ctx context.Context, tx *db.Tx, g access.Grant, id ID, complaint string) error {
	return d.outcome(ctx, tx, g, id, func(ctx context.Context, w *work) error {
		n, err := tx.Exec(ctx, `DELETE FROM deal_suspension WHERE deal = $1 AND matter = $2`, string(id), complaint)
		if err != nil || n == 0 {
			return first(err, fault.ErrAbsent)
		}
		if err := w.eachGroup(ctx, func(group string) error { return w.Clocks.Resume(ctx, tx, group, "complaint/"+complaint) }); err != nil {
			return err
		}
		if err := w.eachHold(ctx, func(m kept) error { return w.thaw(ctx, m, escrow.Matter{Kind: escrow.Complaint, ID: complaint}) }); err != nil {
			return err
		}
		return w.step(ctx, Step{Code: "lifted"})
	})
}

// thaw lifts a matter where it is open: a milestone whose funding was opened since knows nothing of it.
func (w *work) thaw(ctx context.Context, m kept, matter escrow.Matter) error {
	open, err := w.Ledger.Matters(ctx, w.tx, m.id)
	if err != nil {
		return err
	}
	for _, x := range open {
		if x == matter {
			return w.Ledger.Lift(ctx, w.tx, w.grant, m.id, matter)
		}
	}
	return nil
}

// eachHold visits the milestones that the ledger knows and that are not over.
func (w *work) eachHold(ctx context.Context, fn func(kept) error) error {
	all, err := milestonesOf(ctx, w.tx, w.deal.id)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.state == Planned || m.state.Over() {
			continue
		}
		if err := fn(m); err != nil {
			return err
		}
	}
	return nil
}

// eachGroup visits every group of clocks of the deal.
func (w *work) eachGroup(ctx context.Context, fn func(string) error) error {
	groups, err := groupsOf(ctx, w.tx, w.deal.id)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if err := fn(g); err != nil {
			return err
		}
	}
	return nil
}

func groupsOf(ctx context.Context, tx *db.Tx, id ID) ([]string, error) {
	all, err := milestonesOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	groups := []string{string(id)}
	for _, m := range all {
		groups = append(groups, string(m.id), cancelGroup(m.id), DisputeGroup(m.id))
	}
	resting, err := db.All(ctx, tx, db.Value[string], `SELECT p.id FROM deal_payout p JOIN deal_milestone m ON m.id = p.milestone WHERE m.deal = $1 AND p.state = 'clearing' ORDER BY p.id`, string(id))
	return append(groups, resting...), err
}

// ClocksOf shows the clocks of a deal and all its parts. Right: the caller's.
func (d *Deals) ClocksOf(ctx context.Context, tx *db.Tx, id ID) ([]deadline.State, error) {
	groups, err := groupsOf(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return d.Clocks.List(ctx, tx, groups...)
}

// Chargeback books what the client's bank took back for the milestone. It is owed to the guarantee fund; the specialist
// keeps what was released, and the milestone stays where it is. Right: a recorded grant that may move money. Faults:
// absent, and escrow's.
func (d *Deals) Chargeback(ctx context.Context, tx *db.Tx, g access.Grant, o escrow.Order) error {
	id, err := dealOf(ctx, tx, o.Milestone)
	if err != nil {
		return err
	}
	return d.outcome(ctx, tx, g, id, func(ctx context.Context, w *work) error {
		if _, err := w.Ledger.Chargeback(ctx, tx, g, o); err != nil {
			return err
		}
		return w.step(ctx, Step{Code: "charged_back", Milestone: o.Milestone, AmountMinor: o.AmountMinor})
	})
}

// PayGuarantee pays the client out of the funded reserve, where the contract has a refund guarantee, at most what the
// milestone cost and they did not get back otherwise, and within the days of the warranty. Right: a recorded grant that may move money. Faults: absent,
// guarantee_unpromised, guarantee_exceeded, amount_invalid, escrow_short.
func (d *Deals) PayGuarantee(ctx context.Context, tx *db.Tx, g access.Grant, id MilestoneID, amountMinor int64) error {
	of, err := dealOf(ctx, tx, id)
	if err != nil {
		return err
	}
	return d.outcome(ctx, tx, g, of, func(ctx context.Context, w *work) error {
		m, err := milestone(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := w.guaranteed(ctx, w.tx, m, amountMinor); err != nil {
			return err
		}
		if _, err := w.Ledger.PayGuarantee(ctx, tx, g, escrow.Order{Key: m.key(), Milestone: id, AmountMinor: amountMinor}); err != nil {
			return err
		}
		m.grantMinor += amountMinor
		if err := m.put(ctx, tx); err != nil {
			return err
		}
		if err := w.payOut(ctx, id, Client, amountMinor); err != nil {
			return err
		}
		return w.step(ctx, Step{Code: "guarantee_paid", Milestone: id, AmountMinor: amountMinor})
	})
}
