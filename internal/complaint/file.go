package complaint

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// Filing is what somebody complains of.
type Filing struct {
	Ticket  access.TicketID
	Kind    Kind
	Accused access.AccountID // who is meant; empty when that is not known
	Text    string
}

// File begins a complaint and suspends the case, in one transaction: what the rules halt is closed with the commit, and streams that are
// open are cut within seconds (A3). Right: complaint.file. Faults: absent, complaint_open, complaint_accused, invalid and too_large
// (text), ticket_merged.
func (c *Complaints) File(ctx context.Context, who access.Actor, f Filing) (ID, error) {
	return c.fileBy(ctx, who, f, access.Thing{}, nil)
}

// Raise is File for a security officer, from an alert that speaks of somebody: the alert's facts decide, and with runs in the same
// transaction. The accused need not have had a hand in the case: that is what it is about. Right: complaint.raise, with step-up. Faults: as File.
func (c *Complaints) Raise(ctx context.Context, who access.Actor, alert access.Thing, f Filing, with func(ctx context.Context, tx *db.Tx, id ID) error) (ID, error) {
	return c.fileBy(ctx, who, f, alert, with)
}

func (c *Complaints) fileBy(ctx context.Context, who access.Actor, f Filing, alert access.Thing, with func(ctx context.Context, tx *db.Tx, id ID) error) (id ID, err error) {
	if !slices.Contains(Kinds, f.Kind) {
		return "", ErrKind
	}
	if f.Text, err = clean(f.Text); err != nil {
		return "", err
	}
	if err := c.Vault.Warm(ctx, []access.TicketID{f.Ticket}); err != nil {
		return "", err
	}
	id = access.NewID[ID]()
	return id, c.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := c.file(ctx, tx, who, id, f, alert)
		if err != nil {
			return err
		}
		if with != nil {
			if err := with(ctx, tx, id); err != nil {
				return err
			}
		}
		if err := w.say(ctx, Allegation, f.Text); err != nil {
			return err
		}
		if err := w.startClock(ctx); err != nil {
			return err
		}
		if err := w.officers(ctx, letterWaiting); err != nil {
			return err
		}
		if err := tx.Made(ctx, string(id)); err != nil {
			return err
		}
		return w.finish(ctx)
	})
}

// file suspends the case. Deals come before their ticket, as everywhere.
func (c *Complaints) file(ctx context.Context, tx *db.Tx, who access.Actor, id ID, f Filing, alert access.Thing) (*work, error) {
	t, err := c.Desk.Facts(ctx, tx, f.Ticket)
	if err != nil {
		return nil, err
	}
	act, about := access.ComplaintFile, t
	if alert.Kind != "" {
		act, about = access.ComplaintRaise, alert
		about.Ticket, about.Organisation, about.Destroyed = t.Ticket, t.Organisation, t.Destroyed
	}
	g, err := access.Check(who, act, about)
	if err != nil {
		return nil, err
	}
	now := c.Clock.Now()
	w := &work{Complaints: c, tx: tx, thing: t, grant: g, now: now,
		row:   row{id: id, ticket: f.Ticket, filer: who.Account, accused: f.Accused, kind: f.Kind, state: Triage, filed: db.Micros(now)},
		entry: audit.Params{"complaint": string(id), "kind": string(f.Kind)}}
	if act == access.ComplaintFile {
		if err := w.nameable(ctx, f.Accused); err != nil {
			return nil, err
		}
	}
	if err := w.record(ctx); err != nil {
		return nil, err
	}
	deals, err := c.Deals.OfCase(ctx, tx, f.Ticket)
	if err != nil {
		return nil, err
	}
	for _, d := range deals {
		if err := c.Deals.Suspend(ctx, tx, g, d, string(id)); err != nil {
			return nil, err
		}
	}
	if err := c.Desk.Suspend(ctx, tx, g, string(id)); err != nil {
		return nil, err
	}
	// The ticket is held by now, so that two filings at once see each other.
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM complaint WHERE ticket = $1 AND filer = $2 AND closed IS NULL`, string(f.Ticket), string(who.Account))
	if err == nil && n > 0 {
		err = ErrOpen
	}
	return w, err
}

// nameable refuses to accuse who complains, and who never had a hand in the case.
func (w *work) nameable(ctx context.Context, a access.AccountID) error {
	if a == "" {
		return nil
	}
	took, err := w.Desk.TookPart(ctx, w.tx, w.row.ticket, a)
	if err == nil && (!took || a == w.row.filer) {
		err = ErrAccused
	}
	return err
}

// Answer is the word of the accused; they may add to it until it is decided. Right: complaint.answer. Faults: absent, complaint_state,
// invalid and too_large (text).
func (c *Complaints) Answer(ctx context.Context, who access.Actor, id ID, text string) error {
	text, err := clean(text)
	if err != nil {
		return err
	}
	return c.change(ctx, who, id, access.ComplaintAnswer, func(ctx context.Context, w *work) error {
		if w.row.state != Investigating {
			return ErrState
		}
		if err := w.record(ctx); err != nil {
			return err
		}
		return w.say(ctx, Answer, text)
	})
}
