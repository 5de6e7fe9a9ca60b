package escrow

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// post is the only way into the ledger. Under the ledger's lock it finds the earlier result of the key, or checks the
// order against freezes and balances and writes it.
func (l *Ledger) post(ctx context.Context, tx *db.Tx, g access.Grant, o order) (_ Transfer, err error) {
	defer fault.Wrap(&err, "escrow: "+string(o.operation))
	if !mayMove(g) {
		return Transfer{}, ErrNoMoney
	}
	if err := o.check(); err != nil {
		return Transfer{}, err
	}
	if err := lock(ctx, tx); err != nil {
		return Transfer{}, err
	}
	if prior, err := byKey(ctx, tx, o.key); err != nil || prior.N > 0 {
		return repeated(o, prior, err)
	}
	if err := o.free(ctx, tx); err != nil {
		return Transfer{}, err
	}
	t, err := l.write(ctx, tx, g, o)
	if err != nil || o.matter == (Matter{}) {
		return t, err
	}
	return t, l.lift(ctx, tx, o.milestone, o.matter)
}

// repeated is the answer to a key that was used before (M3).
func repeated(o order, prior Transfer, err error) (Transfer, error) {
	if err == nil && !o.same(prior) {
		err = ErrKeyReused
	}
	if err != nil {
		return Transfer{}, err
	}
	return prior, nil
}

// free refuses what was undone before and what an open matter forbids (M4).
func (o order) free(ctx context.Context, tx *db.Tx) error {
	if o.subject != 0 {
		if done, err := hasSubject(ctx, tx, o.subject); err != nil || done {
			return first(err, ErrUndone)
		}
	}
	if !o.takesHeld() {
		return nil
	}
	open, err := openMatters(ctx, tx, o.milestone)
	if err != nil {
		return err
	}
	return o.allowed(open)
}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// write appends the transfer behind the last one and brings the balances up to it.
func (l *Ledger) write(ctx context.Context, tx *db.Tx, g access.Grant, o order) (Transfer, error) {
	n, before, err := head(ctx, tx)
	if err != nil {
		return Transfer{}, err
	}
	kept, err := load(ctx, tx, o.legs)
	if err != nil {
		return Transfer{}, err
	}
	t := Transfer{N: n + 1, At: l.Clock.Now(), Operation: o.operation, Phase: o.phase, Key: o.key, Milestone: o.milestone, Reference: o.reference,
		Subject: o.subject, Actor: g.Actor().Account, Action: g.Action()}
	for _, p := range o.legs {
		was := kept[p.Account]
		is, err := was.after(o.phase, p.AmountMinor)
		if err != nil {
			return Transfer{}, err
		}
		if err := o.covered(p.Account, was, is); err != nil {
			return Transfer{}, err
		}
		p.Seq, kept[p.Account] = is.seq, is
		t.Postings = append(t.Postings, p)
	}
	t.Hash = t.chain(before)
	return t, insert(ctx, tx, t, kept)
}
