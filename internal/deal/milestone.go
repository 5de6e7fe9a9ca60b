package deal

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// about is change on the deal of a milestone: its entry names the milestone, and stands on the record before fn runs.
func (d *Deals) about(ctx context.Context, who access.Actor, m MilestoneID, version int64, act access.Action, fn func(ctx context.Context, w *work) error) (int64, error) {
	id, err := d.find(ctx, m)
	if err != nil {
		return 0, err
	}
	return d.change(ctx, who, id, version, act, func(ctx context.Context, w *work) error {
		w.entry["milestone"] = string(m)
		if err := w.record(ctx); err != nil {
			return err
		}
		return fn(ctx, w)
	})
}

func (d *Deals) find(ctx context.Context, m MilestoneID) (id ID, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		id, err = dealOf(ctx, tx, m)
		return err
	})
	return id, err
}

func (d *Deals) event(ctx context.Context, who access.Actor, m MilestoneID, version int64, act access.Action, e Event) (int64, error) {
	return d.about(ctx, who, m, version, act, func(ctx context.Context, w *work) error { return w.happen(ctx, m, e, move{}) })
}

// Fund opens the funding of a milestone before its turn: the client has seven days to pay, by the reference that the deal
// then shows. Right: deal.fund. Faults: version_stale, deal_state, deal_suspended.
func (d *Deals) Fund(ctx context.Context, who access.Actor, m MilestoneID, version int64) (int64, error) {
	return d.event(ctx, who, m, version, access.DealFund, OpenFunding)
}

// Start begins work on a funded milestone. Right: deal.start. Faults: as Fund.
func (d *Deals) Start(ctx context.Context, who access.Actor, m MilestoneID, version int64) (int64, error) {
	return d.event(ctx, who, m, version, access.DealStart, Start)
}

// Submit hands in the milestone: a text, and registered works as evidence. The client has the agreed time to answer; silence
// approves. Right: deal.submit. Faults: as Fund; invalid and absent of text and works.
func (d *Deals) Submit(ctx context.Context, who access.Actor, m MilestoneID, version int64, words string, works []WorkID) (int64, error) {
	words, err := text("text", words, textLimit, false)
	if err != nil {
		return 0, err
	}
	return d.about(ctx, who, m, version, access.DealSubmit, func(ctx context.Context, w *work) error {
		if err := w.ownWorks(ctx, m, works); err != nil {
			return err
		}
		round, err := lastRound(ctx, w.tx, m)
		if err != nil {
			return err
		}
		round++
		sealed, err := w.seal(ctx, w.grant, roundPlace(m, round, "text"), words)
		if err != nil {
			return err
		}
		if err := w.happen(ctx, m, Submit, move{}); err != nil {
			return err
		}
		_, err = w.tx.Exec(ctx, `INSERT INTO deal_submission (milestone, round, at, text, works, verdict) VALUES ($1, $2, $3, $4, $5, '')`,
			string(m), round, db.Micros(w.now), sealed, joined(works))
		return err
	})
}

func (w *work) ownWorks(ctx context.Context, m MilestoneID, works []WorkID) error {
	if len(works) > WorksLimit {
		return fault.ErrTooLarge.At("works").With("limit", WorksLimit)
	}
	have, err := db.All(ctx, w.tx, db.Value[WorkID], `SELECT id FROM deal_work WHERE milestone = $1`, string(m))
	if err != nil {
		return err
	}
	known := map[WorkID]bool{}
	for _, id := range have {
		known[id] = true
	}
	for _, id := range works {
		if !known[id] {
			return fault.ErrInvalid.At("works")
		}
	}
	return nil
}

func lastRound(ctx context.Context, tx *db.Tx, m MilestoneID) (n int64, err error) {
	return n, tx.Get(ctx, `SELECT coalesce(max(round), 0) FROM deal_submission WHERE milestone = $1`, []any{string(m)}, &n)
}

// verdict notes the answer to the last submission.
func (w *work) verdict(ctx context.Context, m MilestoneID, e Event, reply []byte, round int64) error {
	_, err := w.tx.Exec(ctx, `UPDATE deal_submission SET verdict = $3, reply = $4, replied = $5 WHERE milestone = $1 AND round = $2`,
		string(m), round, string(e), reply, db.Micros(w.now))
	return err
}

// RequestChanges sends the work back, saying what is missing; there are as many rounds as agreed. Right: deal.changes.
// Faults: as Fund, deal_rounds_used, invalid.
func (d *Deals) RequestChanges(ctx context.Context, who access.Actor, m MilestoneID, version int64, words string) (int64, error) {
	words, err := text("text", words, textLimit, false)
	if err != nil {
		return 0, err
	}
	return d.about(ctx, who, m, version, access.DealChanges, func(ctx context.Context, w *work) error {
		round, err := lastRound(ctx, w.tx, m)
		if err != nil {
			return err
		}
		sealed, err := w.seal(ctx, w.grant, roundPlace(m, round, "reply"), words)
		if err != nil {
			return err
		}
		if err := w.happen(ctx, m, RequestChanges, move{}); err != nil {
			return err
		}
		return w.verdict(ctx, m, RequestChanges, sealed, round)
	})
}

// Approve releases what is held for a submitted milestone: all of it, which ends the milestone, passes the licence and opens
// the works; or, with an amount below that, a part, after which the work on the rest goes on. Zero means all.
// Right: deal.release, with step-up. Faults: as Fund, amount_invalid, escrow_frozen.
func (d *Deals) Approve(ctx context.Context, who access.Actor, m MilestoneID, version, releaseMinor int64) (int64, error) {
	return d.about(ctx, who, m, version, access.DealRelease, func(ctx context.Context, w *work) error {
		k, err := milestone(ctx, w.tx, m)
		if err != nil {
			return err
		}
		if releaseMinor == 0 {
			releaseMinor = k.heldMinor()
		}
		e := Approve
		if releaseMinor != k.heldMinor() {
			e = ReleasePart
		}
		if err := w.happen(ctx, m, e, move{releaseMinor: releaseMinor}); err != nil {
			return err
		}
		round, err := lastRound(ctx, w.tx, m)
		if err != nil {
			return err
		}
		return w.verdict(ctx, m, e, nil, round)
	})
}

// RequestCancel asks the other side to end the milestone: if they agree, what is held goes back to the client; if they are
// silent for seven days, a dispute opens. All other clocks of the milestone stand meanwhile. Each milestone has three such
// requests. Right: deal.cancel. Faults: as Fund.
func (d *Deals) RequestCancel(ctx context.Context, who access.Actor, m MilestoneID, version int64) (int64, error) {
	return d.event(ctx, who, m, version, access.DealCancel, RequestCancel)
}

// WithdrawCancel takes one's own request back. Right: deal.cancel. Faults: as Fund, denied.
func (d *Deals) WithdrawCancel(ctx context.Context, who access.Actor, m MilestoneID, version int64) (int64, error) {
	return d.event(ctx, who, m, version, access.DealCancel, WithdrawCancel)
}

// RefuseCancel refuses the other side's request: all goes on as it was. Right: deal.cancel. Faults: as Fund, denied.
func (d *Deals) RefuseCancel(ctx context.Context, who access.Actor, m MilestoneID, version int64) (int64, error) {
	return d.event(ctx, who, m, version, access.DealCancel, RefuseCancel)
}

// AgreeCancel agrees to the other side's request: what is held goes back to the client. Right: deal.refund, with step-up.
// Faults: as Fund, denied, escrow_frozen.
func (d *Deals) AgreeCancel(ctx context.Context, who access.Actor, m MilestoneID, version int64) (int64, error) {
	return d.event(ctx, who, m, version, access.DealRefund, AgreeCancel)
}
