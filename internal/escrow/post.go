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
	is, err := read(ctx, tx, o)
	if err != nil {
		return Transfer{}, err
	}
	if is.prior != 0 {
		return repeated(ctx, tx, o, is.prior)
	}
	if err := o.free(is); err != nil {
		return Transfer{}, err
	}
	t, err := l.next(g, o, is)
	if err != nil {
		return Transfer{}, err
	}
	if err := insert(ctx, tx, t, is.kept); err != nil {
		return Transfer{}, err
	}
	if o.matter == (Matter{}) {
		return t, nil
	}
	return t, l.lift(ctx, tx, o.milestone, o.matter)
}

// repeated is the answer to a key that was used before (M3).
func repeated(ctx context.Context, tx *db.Tx, o order, n int64) (Transfer, error) {
	prior, err := byNumber(ctx, tx, n)
	if err != nil {
		return Transfer{}, err
	}
	if !o.same(prior) {
		return Transfer{}, ErrKeyReused
	}
	return prior, nil
}

// next is the transfer that follows the last one; it brings is.kept up to what the accounts hold then.
func (l *Ledger) next(g access.Grant, o order, is *state) (Transfer, error) {
	t := Transfer{N: is.n + 1, At: l.Clock.Now(), Operation: o.operation, Phase: o.phase, Key: o.key, Milestone: o.milestone, Reference: o.reference,
		Subject: o.subject, Actor: g.Actor().Account, Action: g.Action()}
	for _, p := range o.legs {
		was := is.kept[p.Account]
		after, err := was.after(o.phase, p.AmountMinor)
		if err != nil {
			return Transfer{}, err
		}
		if err := o.covered(p.Account, was, after); err != nil {
			return Transfer{}, err
		}
		p.Seq, is.kept[p.Account] = after.seq, after
		t.Postings = append(t.Postings, p)
	}
	t.Hash = t.chain(is.head)
	return t, nil
}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
