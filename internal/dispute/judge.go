package dispute

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
)

// Take gives the dispute to the actor, to judge it: as the first arbiter, as the second who confirms, or as the third who
// decides an appeal, whichever it waits for. Three different people. Right: dispute.take. Faults: absent, denied (barred),
// conflict_of_interest with the reason, dispute_state.
func (d *Disputes) Take(ctx context.Context, who access.Actor, id ID) error {
	return d.change(ctx, who, id, access.DisputeTake, func(ctx context.Context, w *work) error {
		if err := w.unbiased(ctx); err != nil {
			return err
		}
		switch w.row.state {
		case Seeking:
			w.row.arbiter = who.Account
		case SeekingSecond:
			w.row.confirmer = who.Account
		case SeekingThird:
			w.row.reviewer = who.Account
		}
		return w.happen(ctx, Take)
	})
}

// Recuse declares an interest: the actor does not judge this dispute, nor is asked to, ever. Who has it already gives it back;
// with who has judged, an award that is not done falls, and all begins anew. Right: dispute.recuse. Faults: absent,
// dispute_state (closed).
func (d *Disputes) Recuse(ctx context.Context, who access.Actor, id ID) error {
	return d.change(ctx, who, id, access.DisputeRecuse, func(ctx context.Context, w *work) error {
		if w.row.state == Closed {
			return ErrState
		}
		if w.row.judge() == who.Account {
			if err := w.free(ctx, Declared); err != nil {
				return err
			}
			return w.happen(ctx, Leave)
		}
		w.entry["why"] = string(Declared)
		if err := bar(ctx, w.tx, id, who.Account, Declared, db.Micros(w.now)); err != nil {
			return err
		}
		if _, ok := Next(w.row.state, Void); ok && (who.Account == w.row.arbiter || who.Account == w.row.confirmer) {
			w.row.arbiter, w.row.confirmer, w.row.awardMinor = "", "", 0
			return w.happen(ctx, Void)
		}
		w.quiet = true
		return w.lack(ctx)
	})
}

// lack tells the leads when, of those who could have taken the dispute, the last has just declared an interest.
func (w *work) lack(ctx context.Context) error {
	if w.row.turn() != arbitersTurn {
		return nil
	}
	if free, err := w.arbiters(ctx, w.tx, w.row); err != nil || len(free) > 0 {
		return err
	}
	leads, err := w.leads(ctx, w.tx, w.deal)
	for _, a := range leads {
		if err := w.post(ctx, w.tx, notice{Dispute: w.row.id, Account: a, Code: letterUnattended}); err != nil {
			return err
		}
	}
	w.publish(leads)
	return err
}

// judge is a change by the arbiter whose turn it is. Who has come to have an interest since they took it is refused.
func (d *Disputes) judge(ctx context.Context, who access.Actor, id ID, act access.Action, text *string, fn func(ctx context.Context, w *work) error) (err error) {
	if text != nil {
		if *text, err = clean("text", *text); err != nil {
			return err
		}
	}
	return d.change(ctx, who, id, act, func(ctx context.Context, w *work) error {
		if w.row.judge() != who.Account {
			return ErrState
		}
		others := w.row // as if they were to take it now
		others.arbiter, others.confirmer, others.reviewer = "", "", ""
		if why, err := w.conflict(ctx, w.tx, others, who.Account); err != nil || why != "" {
			return first(err, ErrConflict.With("reason", string(why)))
		}
		return fn(ctx, w)
	})
}

// Propose says how the arbiter would divide the stake; when both sides accept, it is done. Right: dispute.judge, of the first
// arbiter, with step-up. Faults: absent, dispute_state, conflict_of_interest, amount_invalid, invalid and too_large (text).
func (d *Disputes) Propose(ctx context.Context, who access.Actor, id ID, releaseMinor int64, reasons string) error {
	return d.judge(ctx, who, id, access.DisputeJudge, &reasons, func(ctx context.Context, w *work) error {
		if err := w.amount(releaseMinor); err != nil {
			return err
		}
		w.entry["releaseMinor"] = itoa(releaseMinor)
		if err := w.happen(ctx, Propose); err != nil {
			return err
		}
		w.row.proposalMinor, w.row.accepted = releaseMinor, deal.Nobody
		return w.say(ctx, Proposal, releaseMinor, reasons)
	})
}

// Accept agrees to the proposal that is open, named by its amount; when the other side has, too, the money is divided so.
// Right: dispute.accept, with step-up. Faults: absent, dispute_state, dispute_outdated.
func (d *Disputes) Accept(ctx context.Context, who access.Actor, id ID, releaseMinor int64) (settled bool, err error) {
	err = d.change(ctx, who, id, access.DisputeAccept, func(ctx context.Context, w *work) error {
		switch {
		case w.row.state != Proposed || w.row.accepted == w.side:
			return ErrState
		case w.row.proposalMinor != releaseMinor:
			return ErrOutdated
		case w.row.accepted == deal.Nobody:
			w.row.accepted = w.side
			return nil
		}
		settled = true
		if err := w.happen(ctx, Agree); err != nil {
			return err
		}
		return w.settle(ctx, releaseMinor)
	})
	return settled && err == nil, err
}

// Award divides the stake, with reasons, if a second arbiter agrees. The sides read it then. Right: dispute.judge, of the
// first arbiter, with step-up. Faults: as Propose.
func (d *Disputes) Award(ctx context.Context, who access.Actor, id ID, releaseMinor int64, reasons string) error {
	return d.judge(ctx, who, id, access.DisputeJudge, &reasons, func(ctx context.Context, w *work) error {
		if err := w.amount(releaseMinor); err != nil {
			return err
		}
		w.entry["releaseMinor"] = itoa(releaseMinor)
		if err := w.happen(ctx, Award); err != nil {
			return err
		}
		w.row.awardMinor = releaseMinor
		return w.say(ctx, Reasons, releaseMinor, reasons)
	})
}

// Confirm agrees, as the second arbiter, to the award of that amount: both sides are told, and may appeal. Right:
// dispute.judge, with step-up. Faults: absent, dispute_state, dispute_outdated, conflict_of_interest.
func (d *Disputes) Confirm(ctx context.Context, who access.Actor, id ID, releaseMinor int64) error {
	return d.judge(ctx, who, id, access.DisputeJudge, nil, func(ctx context.Context, w *work) error {
		if w.row.awardMinor != releaseMinor {
			return ErrOutdated
		}
		return w.happen(ctx, Confirm)
	})
}

// Object does not agree, and says why: the first arbiter judges anew. Right: dispute.judge, of the second arbiter, with
// step-up. Faults: as Confirm, and invalid and too_large (text).
func (d *Disputes) Object(ctx context.Context, who access.Actor, id ID, reasons string) error {
	return d.judge(ctx, who, id, access.DisputeJudge, &reasons, func(ctx context.Context, w *work) error {
		if err := w.happen(ctx, Object); err != nil {
			return err
		}
		w.row.confirmer = ""
		return w.say(ctx, Objection, 0, reasons)
	})
}

// Appeal asks for a third arbiter, once, whose award is final. Right: dispute.appeal, of either side. Faults: absent,
// dispute_state, invalid and too_large (text).
func (d *Disputes) Appeal(ctx context.Context, who access.Actor, id ID, grounds string) error {
	grounds, err := clean("text", grounds)
	if err != nil {
		return err
	}
	return d.change(ctx, who, id, access.DisputeAppeal, func(ctx context.Context, w *work) error {
		if err := w.happen(ctx, Appeal); err != nil {
			return err
		}
		w.row.appellant = w.side
		return w.say(ctx, Grounds, 0, grounds)
	})
}

// Decide is the third arbiter's award: final, and done at once. Right: dispute.decide, with step-up. Faults: as Propose.
func (d *Disputes) Decide(ctx context.Context, who access.Actor, id ID, releaseMinor int64, reasons string) error {
	return d.judge(ctx, who, id, access.DisputeDecide, &reasons, func(ctx context.Context, w *work) error {
		if err := w.amount(releaseMinor); err != nil {
			return err
		}
		w.entry["releaseMinor"] = itoa(releaseMinor)
		if err := w.happen(ctx, Decide); err != nil {
			return err
		}
		w.row.awardMinor = releaseMinor
		if err := w.say(ctx, Final, releaseMinor, reasons); err != nil {
			return err
		}
		return w.settle(ctx, releaseMinor)
	})
}
