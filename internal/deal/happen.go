package deal

import (
	"context"
	"database/sql"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// move is what an event brings with it.
type move struct {
	outcome      bool   // of a dispute or complaint: the side of who asks does not matter
	breach       bool   // of a confirmed complaint
	matter       string // the dispute
	releaseMinor int64  // gross
	refundMinor  int64
}

// happen lets an event happen to a milestone: the pure rule, then its effects, then its clocks. It needs the change's
// grant on the record when money moves. Faults: absent, denied, deal_state, deal_suspended, deal_rounds_used, and the
// ledger's.
func (w *work) happen(ctx context.Context, id MilestoneID, e Event, mv move) error {
	m, err := milestone(ctx, w.tx, id)
	if err != nil {
		return err
	}
	if m.deal != w.deal.id {
		return fault.ErrAbsent
	}
	next, err := w.rule(ctx, m, e, mv)
	if err != nil {
		return err
	}
	was := m
	m.state, m.changed = next.To, db.Micros(w.now)
	m.count(e, w.side, mv)
	for _, effect := range next.Effects {
		if err := w.effect(ctx, effect, was.state, &m, mv); err != nil {
			return err
		}
	}
	if err := m.put(ctx, w.tx); err != nil {
		return err
	}
	if err := w.moveClocks(ctx, was.state, &m, next); err != nil {
		return err
	}
	if err := w.step(ctx, Step{Code: string(e), Side: w.side, Milestone: id, AmountMinor: mv.releaseMinor}); err != nil {
		return err
	}
	w.announce(e)
	if m.state.Over() {
		return w.over(ctx, m)
	}
	return nil
}

// rule asks the machine, and who may.
func (w *work) rule(ctx context.Context, m kept, e Event, mv move) (Move, error) {
	next, ok := Next(m.state, m.before, e)
	if !ok {
		return next, ErrState.With("state", string(m.state))
	}
	why, err := suspensions(ctx, w.tx, w.deal.id)
	if err != nil || len(why) > 0 && e != Received && !mv.breach {
		return next, first(err, ErrSuspended)
	}
	return next, m.may(e, next.By, w.side, mv)
}

// may refuses the wrong side, and what was done too often.
func (m kept) may(e Event, by, side Side, mv move) error {
	switch {
	case mv.outcome || by == Nobody:
	case by != Both && by != side && !(e == OpenFunding && side == Nobody), by == Both && side == Nobody:
		return fault.ErrDenied
	}
	switch e {
	case DropDispute, Settle:
		if mv.matter != m.matter {
			return escrow.ErrMatter
		}
	case WithdrawCancel:
		if side != m.canceller {
			return fault.ErrDenied
		}
	case RefuseCancel, AgreeCancel:
		if side != m.canceller.Other() {
			return fault.ErrDenied
		}
	case RequestChanges:
		if m.rounds >= m.roundsMax {
			return ErrRounds
		}
	case ReleasePart:
		if m.parts >= PartsLimit {
			return ErrState
		}
	case RequestCancel:
		if m.cancels >= CancelLimit {
			return ErrState
		}
	}
	return nil
}

// count notes in the milestone what the event says of it.
func (m *kept) count(e Event, side Side, mv move) {
	switch e {
	case RequestChanges:
		m.rounds++
	case ReleasePart:
		m.parts++
	case RequestCancel:
		m.cancels, m.canceller = m.cancels+1, side
	case WithdrawCancel, RefuseCancel:
		m.canceller = ""
	case Approve:
		m.accepted = "client"
	case Silence:
		m.accepted = "silence"
	case Settle:
		m.accepted = "settled"
	case OpenDispute:
		m.matter = mv.matter
	case CancelSilence:
		m.matter = access.NewID[string]()
	}
}

// effect does one of the effects of the table. From is the state before.
func (w *work) effect(ctx context.Context, e Effect, from MilestoneState, m *kept, mv move) error {
	matter := escrow.Matter{Kind: escrow.Dispute, ID: m.matter}
	switch e {
	case Expect:
		return w.expect(ctx, m)
	case Withdraw:
		return w.withdraw(ctx, m)
	case Release:
		return w.release(ctx, m, mv.releaseMinor)
	case Refund:
		return w.refund(ctx, m, m.priceMinor-m.releasedMinor-m.refundedMinor)
	case Divide:
		return w.divide(ctx, m, matter, mv)
	case Freeze:
		if err := w.Ledger.Freeze(ctx, w.tx, w.grant, m.id, matter); err != nil || from != CancelRequested || w.side != Nobody || mv.outcome {
			return err
		}
		return w.Jobs.Add(ctx, w.tx, JobDisputed, DisputedJob{w.deal.id, m.id, m.matter, m.canceller})
	case Thaw:
		return w.Ledger.Lift(ctx, w.tx, w.grant, m.id, matter)
	case Pass:
		return w.pass(ctx, m)
	case Lay:
		m.before = from
		return w.Clocks.Suspend(ctx, w.tx, string(m.id), laid)
	case Take:
		m.before, m.canceller = "", ""
		return w.Clocks.Resume(ctx, w.tx, string(m.id), laid)
	case Clear:
		m.before = ""
		if err := w.Clocks.CancelGroup(ctx, w.tx, string(m.id)); err != nil {
			return err
		}
		return w.Clocks.Resume(ctx, w.tx, string(m.id), laid)
	}
	return fault.New(fault.Internal, "deal_effect", "an effect that nobody does")
}

// moveClocks ends the clock of the state that was left and starts that of the new one. Under a request to cancel or a
// dispute the clocks of the state below stand; coming back to it they run on.
func (w *work) moveClocks(ctx context.Context, from MilestoneState, m *kept, next Move) error {
	has := func(e Effect) bool {
		for _, x := range next.Effects {
			if x == e {
				return true
			}
		}
		return false
	}
	if rule, ok := clockOf[from]; ok && !has(Lay) {
		if err := w.unclock(ctx, rule.kind, string(m.id)); err != nil {
			return err
		}
	}
	if has(Take) {
		return nil
	}
	if err := w.delivery(ctx, m); err != nil {
		return err
	}
	rule, ok := clockOf[m.state]
	if !ok {
		return nil
	}
	due := w.now.Add(time.Duration(rule.days(m)) * day24)
	return w.clock(ctx, rule.kind, string(m.id), groupOf(m.state, m.id), Turn(m.state, m.canceller), due)
}

// delivery keeps the clock of the day at which the work is due: it runs while the specialist works.
func (w *work) delivery(ctx context.Context, m *kept) error {
	switch {
	case m.state == CancelRequested || m.state == Disputed:
		return nil
	case m.state != InProgress && m.state != ChangesRequested:
		return w.unclock(ctx, deliveryClock, string(m.id))
	case !m.due.Valid || m.due.Int64 <= db.Micros(w.now):
		return nil
	}
	return w.clock(ctx, deliveryClock, string(m.id), string(m.id), Specialist, db.Time(m.due.Int64))
}

// announce asks for the letters of an event.
func (w *work) announce(e Event) {
	switch e {
	case Received:
		w.write(Both, letterFunded, time.Time{})
	case Submit:
		w.write(Client, letterSubmit, time.Time{})
	case Approve, Silence:
		w.write(Both, letterApproved, time.Time{})
		w.write(Specialist, letterReleased, time.Time{})
	case ReleasePart, Settle:
		w.write(Specialist, letterReleased, time.Time{})
	}
}

// over is what follows from the end of a milestone: the next one's turn, or the end of the deal.
func (w *work) over(ctx context.Context, m kept) error {
	if err := w.Jobs.Add(ctx, w.tx, JobOver, OverJob{w.deal.id, m.id, m.state}); err != nil {
		return err
	}
	return w.goOn(ctx)
}

// goOn opens the funding of the next milestone when none is under way, or ends the deal when all are over.
func (w *work) goOn(ctx context.Context) error {
	all, err := milestonesOf(ctx, w.tx, w.deal.id)
	if err != nil {
		return err
	}
	over, released := true, false
	var next MilestoneID
	for _, m := range all {
		if m.state != Planned && !m.state.Over() {
			return nil
		}
		if m.state == Planned && next == "" {
			next = m.id
		}
		over, released = over && m.state.Over(), released || m.releasedMinor > 0
	}
	if next != "" {
		side := w.side
		w.side = Nobody
		defer func() { w.side = side }()
		return w.happen(ctx, next, OpenFunding, move{})
	}
	if !over || w.deal.state != Active {
		return nil
	}
	w.deal.state = Ended
	if released {
		w.deal.state = Completed
		if err := w.keepPrices(ctx, all); err != nil {
			return err
		}
	}
	return w.step(ctx, Step{Code: string(w.deal.state)})
}

func nullMicros(day string) (sql.NullInt64, error) {
	if day == "" {
		return sql.NullInt64{}, nil
	}
	t, err := time.Parse(time.DateOnly, day)
	return db.MicrosOrNull(t.Add(day24)), err // by the end of the day
}
