package card

import (
	"context"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/payment"
)

// States of a specialist's account at the provider.
const (
	AccountWanted = "wanted" // it, or a link to it, is being made
	AccountOpen   = "open"   // its owner has to answer the provider's questions
	AccountReady  = "ready"  // money can be transferred to it
	AccountFailed = "failed"
)

// Account is where a specialist is paid by the provider. Its id there is never typed in: the provider makes it and asks its
// owner who they are, so that nobody is paid into somebody else's by mistake or by malice.
type Account struct {
	State   string
	Country string    // ISO 3166, two letters; empty means the platform's
	Link    string    // to answer the provider's questions; works for minutes
	Changed time.Time // since when it stands
	Usable  time.Time // from when money may leave to it

	owner   access.AccountID
	subject string
	asked   time.Time
	until   time.Time
}

func (d *Desk) accountOf(ctx context.Context, tx *db.Tx, where string, of string) (a Account, err error) {
	var link []byte
	var until, asked, changed int64
	if err := tx.Get(ctx, `SELECT account, subject, country, state, link, until, asked, changed FROM card_account WHERE `+where+` = $1`, []any{of},
		&a.owner, &a.subject, &a.Country, &a.State, &link, &until, &asked, &changed); err != nil {
		return a, err
	}
	a.Changed, a.asked, a.until = db.Time(changed), db.Time(asked), db.Time(until)
	a.Usable = a.Changed.Add(payment.Cooling)
	if len(link) > 0 && a.until.After(d.Clock.Now()) {
		err = d.unseal("card.account", string(a.owner), link, &a.Link)
	}
	return a, err
}

func own(who access.Actor) access.Thing {
	return access.Thing{Kind: "account", ID: string(who.Account), Owner: who.Account}
}

// Account is the actor's own. Right: own.read. Faults: card_off, absent.
func (d *Desk) Account(ctx context.Context, who access.Actor) (a Account, err error) {
	if _, err := access.Check(who, access.OwnRead, own(who)); err != nil || d == nil {
		return a, errors.Join(err, off(d))
	}
	return a, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err = d.accountOf(ctx, tx, "account", string(who.Account))
		return err
	})
}

// Enrol asks for an account at the provider, or for another link to go on where its owner stopped. Right: own.bank, with
// step-up. Faults: card_off, invalid (country).
func (d *Desk) Enrol(ctx context.Context, who access.Actor, country string) (a Account, err error) {
	g, err := access.Check(who, access.OwnBank, own(who))
	if err != nil || d == nil {
		return a, errors.Join(err, off(d))
	}
	if country != "" && (len(country) != 2 || country[0] < 'A' || country[0] > 'Z' || country[1] < 'A' || country[1] > 'Z') {
		return a, fault.ErrInvalid.At("country")
	}
	return a, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := d.Log.Append(ctx, tx, g, audit.Params{"what": "card"}); err != nil {
			return err
		}
		now, id := db.Micros(d.Clock.Now()), access.NewID[string]()
		if _, err := tx.Exec(ctx, `INSERT INTO card_account (account, subject, country, state, until, asked, changed) VALUES ($1, $2, $3, 'wanted', 0, $4, $4)
			ON CONFLICT (account) DO UPDATE SET asked = excluded.asked, link = NULL,
			country = CASE WHEN card_account.state IN ('wanted', 'failed') THEN excluded.country ELSE card_account.country END,
			subject = CASE WHEN card_account.state = 'failed' THEN excluded.subject ELSE card_account.subject END,
			state = CASE WHEN card_account.state = 'failed' THEN 'wanted' ELSE card_account.state END`, string(who.Account), id, country, now); err != nil {
			return err
		}
		if a, err = d.accountOf(ctx, tx, "account", string(who.Account)); err != nil || a.State == AccountReady {
			return err
		}
		return d.ask(ctx, tx, jobEnrol, subject{ID: string(who.Account)}, 0)
	})
}

func (d *Desk) accountNow(ctx context.Context, owner string) (a Account, err error) {
	return a, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err = d.accountOf(ctx, tx, "account", owner)
		return err
	})
}

// enrol has the account made, once, and a link to it.
func (d *Desk) enrol(ctx context.Context, of subject) error {
	a, err := d.accountNow(ctx, of.ID)
	if err != nil || a.State == AccountReady || a.State == AccountFailed {
		return err
	}
	if a.State == AccountWanted {
		x, err := d.stripe.enrol(ctx, a.subject, a.Country)
		if code := refused(err); code != "" {
			return d.accountIs(ctx, a, AccountFailed, a.subject, "")
		}
		if err != nil {
			return failed(err)
		}
		a.subject = x.id
	}
	link, err := d.stripe.link(ctx, a.subject, d.URL+"/paid?card=")
	if err != nil {
		return failed(err)
	}
	return d.accountIs(ctx, a, AccountOpen, a.subject, link)
}

func (d *Desk) accountIs(ctx context.Context, a Account, state, name, link string) error {
	sealed, err := d.seal("card.account", string(a.owner), link)
	if err != nil {
		return err
	}
	now := d.Clock.Now()
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE card_account SET state = $2, subject = $3, link = $4, until = $5, changed = $6 WHERE account = $1 AND state IN ('wanted', 'open')`,
			string(a.owner), state, name, sealed, db.Micros(now.Add(linkTime)), db.Micros(now))
		if err != nil || n == 0 || state != AccountOpen {
			return err
		}
		return d.ask(ctx, tx, jobAccount, subject{ID: string(a.owner)}, firstLook)
	})
}

// checkAccount asks how an enrolment stands, for a day after it was last gone on with.
func (d *Desk) checkAccount(ctx context.Context, of subject) error {
	a, err := d.accountNow(ctx, of.ID)
	if err != nil || a.State != AccountOpen {
		return err
	}
	x, err := d.stripe.account(ctx, a.subject)
	if err != nil {
		return failed(err)
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := d.enrolledIs(ctx, tx, x); err != nil || x.ready || d.Clock.Now().Sub(a.asked) > accountFor {
			return err
		}
		return d.ask(ctx, tx, jobAccount, subject{of.ID, of.Try + 1}, min(firstLook<<min(of.Try+1, 5), longLook))
	})
}

// enrolledIs notes whether money can go to the account now. One that became ready rests first, like a new bank account.
func (d *Desk) enrolledIs(ctx context.Context, tx *db.Tx, x enrolled) error {
	from, to := AccountReady, AccountOpen
	if x.ready {
		from, to = to, from
	}
	n, err := tx.Exec(ctx, `UPDATE card_account SET state = $2, changed = $3 WHERE subject = $1 AND state = $4`, x.id, to, db.Micros(d.Clock.Now()), from)
	if err != nil || n == 0 {
		return err
	}
	_, err = d.grant(ctx, tx, x.id, audit.Params{"state": to})
	return err
}

// destination is the specialist's account at the provider; empty when there is none that is ready. Faults: card_later
// (it rests still).
func (d *Desk) destination(ctx context.Context, tx *db.Tx, owner access.AccountID) (string, error) {
	a, err := d.accountOf(ctx, tx, "account", string(owner))
	switch {
	case errors.Is(err, fault.ErrAbsent):
		return "", nil
	case err != nil || a.State != AccountReady:
		return "", err
	case a.Usable.After(d.Clock.Now()):
		return "", ErrLater
	}
	return a.subject, nil
}
