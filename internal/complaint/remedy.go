package complaint

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
)

// remedy has follow what a confirmed complaint asks for: nothing that was handed over to the accused opens any more, its owners are asked
// to change it, what the deal still holds goes before arbiters, and what remains to be done is owed with its time.
func (w *work) remedy(ctx context.Context, owed []string, report string) error {
	opened, err := w.Secrets.Revoke(ctx, w.tx, w.row.ticket, w.row.accused)
	if err != nil {
		return err
	}
	if opened > 0 && !slices.Contains(owed, ChangeSecrets) {
		owed = append(slices.Clone(owed), ChangeSecrets)
	}
	for _, code := range slices.Compact(slices.Sorted(slices.Values(owed))) {
		if err := w.duty(ctx, code, w.now.Add(remedyTime[code])); err != nil {
			return err
		}
		if code == Attest {
			w.sent = append(w.sent, notice{Complaint: w.row.id, Account: w.row.accused, Code: letterAttest, Until: db.Micros(w.now.Add(remedyTime[code]))})
		}
	}
	return w.arbitrate(ctx, report)
}

// arbitrate brings the money of deals of which the accused is a side before two arbiters: an officer confirms a breach, and prices none.
// The other side can have the deal go on instead, until an arbiter has it.
func (w *work) arbitrate(ctx context.Context, report string) error {
	deals, err := w.Deals.OfCase(ctx, w.tx, w.row.ticket)
	if err != nil {
		return err
	}
	for _, id := range deals {
		side, err := w.Deals.SideOf(ctx, w.tx, id, w.row.accused)
		if err != nil {
			return err
		}
		if side == deal.Nobody {
			continue
		}
		if err := w.Disputes.Follow(ctx, w.tx, w.grant, id, side.Other(), report); err != nil {
			return err
		}
	}
	return nil
}

// Done says that a notice was given or a remedy is done. That copies are destroyed the accused says ([Complaints.Attest]); once their time
// is up, who looks into it can close it without their word, and it stands there so. Right: complaint.remedy. Faults: absent (no such duty,
// or it is done), complaint_attest.
func (c *Complaints) Done(ctx context.Context, who access.Actor, id ID, code string) error {
	return c.change(ctx, who, id, access.ComplaintRemedy, func(ctx context.Context, w *work) error {
		if code == Attest {
			n, err := db.One(ctx, w.tx, db.Value[int64], `SELECT count(*) FROM complaint_duty WHERE complaint = $1 AND code = $2 AND done IS NULL AND due > $3`, string(id), code, db.Micros(w.now))
			if err != nil || n > 0 {
				return first(err, ErrAttest)
			}
		}
		return w.done(ctx, code)
	})
}

// Attest is the accused's word, which a step-up and the record sign, that no copy of what they had of the case is left, and how they were
// destroyed. Right: complaint.attest, with step-up. Faults: absent (nobody asks for it, or it was given), invalid and too_large (text).
func (c *Complaints) Attest(ctx context.Context, who access.Actor, id ID, text string) error {
	text, err := clean(text)
	if err != nil {
		return err
	}
	return c.change(ctx, who, id, access.ComplaintAttest, func(ctx context.Context, w *work) error {
		if err := w.done(ctx, Attest); err != nil {
			return err
		}
		if err := w.record(ctx); err != nil {
			return err
		}
		w.sent = append(w.sent, notice{Complaint: id, Account: w.row.filer, Code: letterAttested})
		return w.say(ctx, Attested, text)
	})
}

func (w *work) done(ctx context.Context, code string) error {
	n, err := w.tx.Exec(ctx, `UPDATE complaint_duty SET done = $3, done_by = $4 WHERE complaint = $1 AND code = $2 AND done IS NULL`,
		string(w.row.id), code, db.Micros(w.now), string(w.grant.Actor().Account))
	if err != nil || n == 0 {
		return first(err, ErrDuty)
	}
	w.entry["duty"] = code
	return w.Clocks.Cancel(ctx, w.tx, dutyClock, dutySubject(w.row.id, code))
}
