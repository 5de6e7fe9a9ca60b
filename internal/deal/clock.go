package deal

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/card"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/escrow"
	"surety/internal/job"
	"surety/internal/payment"
)

// Kinds of clocks besides those of states ([clockOf]).
const (
	offerClock    = "deal.offer"    // an offer waits for an answer
	signingClock  = "deal.signing"  // an accepted version waits for signatures
	deliveryClock = "deal.delivery" // work is due; nothing happens but that both are told
	clearingClock = "deal.clearing" // released money rests
)

func deadlineOf(kind, subject, group string, turn Side, due time.Time) deadline.Deadline {
	return deadline.Deadline{Kind: deadline.Kind(kind), Subject: subject, Group: group, Turn: string(turn), Due: due}
}

// Groups of clocks: the deal's own, a milestone's, and, apart since a request to cancel stops the milestone's, that request.
func cancelGroup(m MilestoneID) string { return string(m) + "/cancel" }

func groupOf(s MilestoneState, m MilestoneID) string {
	if s == CancelRequested {
		return cancelGroup(m)
	}
	return string(m)
}

// laid is why a milestone's clocks stand under a request to cancel or a dispute.
const laid = "laid"

func (w *work) unclock(ctx context.Context, kind, subject string) error {
	return w.Clocks.Cancel(ctx, w.tx, deadline.Kind(kind), subject)
}

func (d *Deals) handleClocks() {
	byDeal := func(at string) (ID, bool) { return ID(at), true }
	d.Clocks.Handle(offerClock, d.handler(byDeal, d.expire))
	d.Clocks.Handle(signingClock, d.handler(byDeal, d.expire))
	d.Clocks.Handle(deliveryClock, d.handler(nil, func(ctx context.Context, w *work, subject string) error {
		w.write(Both, letterReminder, time.Time{})
		return w.step(ctx, Step{Code: "late", Milestone: MilestoneID(subject)})
	}))
	d.Clocks.Handle(clearingClock, deadline.Handler{Hold: d.holdPayout, Due: d.clearPayout})
	for _, rule := range clockOf {
		d.Clocks.Handle(deadline.Kind(rule.kind), d.handler(nil, func(ctx context.Context, w *work, subject string) error {
			return w.timeUp(ctx, MilestoneID(subject), rule.then)
		}))
	}
}

// handler makes a clock's handler of a change by the installation itself. The subject is a deal, or else a milestone.
func (d *Deals) handler(find func(string) (ID, bool), due func(context.Context, *work, string) error) deadline.Handler {
	of := func(ctx context.Context, tx *db.Tx, subject string) (ID, error) {
		if find != nil {
			id, _ := find(subject)
			return id, nil
		}
		return dealOf(ctx, tx, MilestoneID(subject))
	}
	return deadline.Handler{
		Hold: func(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
			id, err := of(ctx, tx, x.Subject)
			if err != nil {
				return err
			}
			_, err = d.load(ctx, tx, id, true)
			return err
		},
		Due: func(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
			id, err := of(ctx, tx, x.Subject)
			if err != nil {
				return err
			}
			return d.happens(ctx, tx, id, audit.Params{"clock": string(x.Kind)}, func(ctx context.Context, w *work) error { return due(ctx, w, x.Subject) })
		},
		Remind: func(ctx context.Context, tx *db.Tx, x deadline.Deadline, _ int) error {
			id, err := of(ctx, tx, x.Subject)
			if err != nil {
				return err
			}
			return d.remind(ctx, tx, id, x)
		},
	}
}

// happens is a change that the installation makes itself: a clock, or news from the bank. It cannot open content.
func (d *Deals) happens(ctx context.Context, tx *db.Tx, id ID, p audit.Params, fn func(context.Context, *work) error) error {
	w, err := d.begin(ctx, tx, id, func(t access.Thing) (access.Grant, error) {
		return access.Check(access.Server("deal"), access.DealClock, t)
	})
	if err != nil {
		return err
	}
	for k, v := range p {
		w.entry[k] = v
	}
	if err := w.record(ctx); err != nil {
		return err
	}
	if err := fn(ctx, w); err != nil {
		return err
	}
	if err := w.finish(ctx); err != nil {
		return err
	}
	return d.before()
}

// expire ends an offer that nobody answered, or an acceptance that was not signed by both.
func (d *Deals) expire(ctx context.Context, w *work, _ string) error {
	last, err := offerOf(ctx, w.tx, w.deal.id, w.deal.offer)
	if err != nil {
		return err
	}
	w.write(Both, letterExpired, time.Time{})
	return w.endOffer(ctx, last, Expired)
}

// remind writes to whose turn it is.
func (d *Deals) remind(ctx context.Context, tx *db.Tx, id ID, x deadline.Deadline) error {
	s, err := d.load(ctx, tx, id, false)
	if err != nil {
		return err
	}
	for _, side := range []Side{Client, Specialist} {
		if x.Turn == string(side) || x.Turn == string(Both) {
			if err := d.post(ctx, tx, notice{Deal: id, Account: s.account(side), Code: letterReminder, Until: db.Micros(x.Due)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// handleJobs listens to the bank desk.
func (d *Deals) handleJobs() {
	d.Jobs.Handle(letterJob, d.send)
	d.Jobs.HandleTx(payment.JobReceived, func(ctx context.Context, tx *db.Tx, j job.Job) error {
		var news payment.ReceivedJob
		if err := json.Unmarshal(j.Payload, &news); err != nil {
			return job.Hopeless(err)
		}
		id, err := dealOf(ctx, tx, news.Milestone)
		if err != nil {
			return job.Hopeless(err)
		}
		return d.happens(ctx, tx, id, audit.Params{"milestone": string(news.Milestone)}, func(ctx context.Context, w *work) error {
			return w.funded(ctx, news.Milestone)
		})
	})
	d.Jobs.HandleTx(card.JobChargeback, d.chargedBack)
	d.Jobs.HandleTx(payment.JobPaid, func(ctx context.Context, tx *db.Tx, j job.Job) error {
		var news payment.PaidJob
		if err := json.Unmarshal(j.Payload, &news); err != nil {
			return job.Hopeless(err)
		}
		return d.paid(ctx, tx, news)
	})
}

// funded moves a milestone on whose money is held. A lapse that came first has found the money there: see lapse.
func (w *work) funded(ctx context.Context, id MilestoneID) error {
	m, err := milestone(ctx, w.tx, id)
	if err != nil || m.state != AwaitingFunds {
		return err
	}
	return w.happen(ctx, id, Received, move{})
}

// timeUp is what a state's clock does. Money that the bank has, but of which we have not been told yet, keeps a milestone
// from lapsing.
func (w *work) timeUp(ctx context.Context, id MilestoneID, e Event) error {
	if e == Lapse {
		p, err := w.Ledger.Position(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if p.HeldMinor > 0 {
			e = Received
		}
	}
	return w.happen(ctx, id, e, move{})
}

// holdPayout locks the deal of a payout.
func (d *Deals) holdPayout(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	p, err := payoutOf(ctx, tx, escrow.PayoutID(x.Subject))
	if err != nil {
		return err
	}
	id, err := dealOf(ctx, tx, p.milestone)
	if err != nil {
		return err
	}
	_, err = d.load(ctx, tx, id, true)
	return err
}

func (d *Deals) clearPayout(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	p, err := payoutOf(ctx, tx, escrow.PayoutID(x.Subject))
	if err != nil {
		return err
	}
	id, err := dealOf(ctx, tx, p.milestone)
	if err != nil {
		return err
	}
	return d.happens(ctx, tx, id, audit.Params{"payout": x.Subject}, func(ctx context.Context, w *work) error { return w.payable(ctx, p) })
}

// paid notes what the bank says of a payout of ours. Payouts of others are none of ours.
func (d *Deals) paid(ctx context.Context, tx *db.Tx, news payment.PaidJob) error {
	p, err := payoutOf(ctx, tx, news.Payout)
	if isAbsent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	id, err := dealOf(ctx, tx, p.milestone)
	if err != nil {
		return err
	}
	to := Paid
	if news.Returned {
		to = Returned
	}
	err = d.happens(ctx, tx, id, audit.Params{"payout": string(p.ID), "state": string(to)}, func(ctx context.Context, w *work) error { return w.turn(ctx, p, to) })
	if errors.Is(err, ErrState) {
		return job.Hopeless(err)
	}
	return err
}
