package account

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// change is what happened to an account's proofs.
type change struct {
	letter   string
	what     string   // totp, passkey, password
	strength Strength // of the session from now on; empty: as it was
}

// factorChanged does what every change of a factor brings with it: other sessions end, this one gets a new token, the
// history and the record say so, and the owner is told on every channel.
func (a *Accounts) factorChanged(ctx context.Context, tx *db.Tx, g access.Grant, c change, from Client) (s Session, err error) {
	who := g.Actor()
	if _, err := a.endSessions(ctx, tx, who.Account, who.Session); err != nil {
		return s, err
	}
	var progress Progress
	var strength Strength
	if err := tx.Get(ctx, `SELECT state, strength FROM session WHERE id = $1`, []any{who.Session}, &progress, &strength); err != nil {
		return s, gone(err)
	}
	if c.strength == Strong {
		progress, strength = SignedIn, Strong
	}
	if s, err = a.renew(ctx, tx, who.Session, progress, strength); err != nil {
		return s, err
	}
	if _, err := a.insertSignIn(ctx, tx, who.Account, c.letter+"."+c.what, true, from); err != nil {
		return s, err
	}
	if err := a.addLetter(ctx, tx, letter{Code: c.letter, Account: who.Account, What: c.what}); err != nil {
		return s, err
	}
	a.tellChanged(tx, who.Account)
	return s, a.Log.Append(ctx, tx, g, audit.Params{"what": c.what, "change": c.letter})
}

// mayLack asks, after a factor was taken away, whether the account may live with what is left. If no second factor is
// left the recovery codes go too. Faults: conflict (no way in is left, or a second factor is required), password_weak
// (the password is too short to stand alone).
func (a *Accounts) mayLack(ctx context.Context, tx *db.Tx, id access.AccountID) error {
	p, err := a.Person(ctx, tx, id)
	if err != nil {
		return err
	}
	l, err := a.login(ctx, tx, p)
	if err != nil {
		return err
	}
	switch {
	case !l.factors.Password && l.factors.Passkeys == 0:
		return fault.ErrConflict.With("reason", "last_way_in")
	case l.factors.Second():
		return nil
	case p.NeedsFactor(l.site):
		return fault.ErrConflict.With("reason", "factor_required")
	}
	var long bool
	if err := tx.Get(ctx, `SELECT strong FROM password WHERE account = $1`, []any{string(id)}, &long); err != nil {
		return err
	}
	if !long {
		return ErrWeak.With("reason", "short").With("min", PasswordMinAlone)
	}
	return removeRecoveryCodes(ctx, tx, id)
}

// lockAccount lets changes of one account's proofs and rights happen one after another, and refuses one that is not
// active. Fault: not_signed_in.
func (a *Accounts) lockAccount(ctx context.Context, tx *db.Tx, id access.AccountID) error {
	n, err := tx.Exec(ctx, `UPDATE account SET state = state WHERE id = $1 AND state = $2`, string(id), string(Active))
	return needed(n, err, fault.ErrAnonymous)
}

// SetPassword gives the actor a new password. Other sessions end. The owner is told. Right: own.factor_remove.
// Faults: password_weak, busy.
func (a *Accounts) SetPassword(ctx context.Context, who access.Actor, password string, from Client) (s Session, err error) {
	g, err := a.browser(who, access.OwnWeaken)
	if err != nil {
		return s, err
	}
	var l login
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := a.Person(ctx, tx, who.Account)
		if err == nil {
			l, err = a.login(ctx, tx, p)
		}
		return err
	})
	if err != nil {
		return s, err
	}
	made, err := a.makePassword(ctx, password, least(l.factors.Second()), personal{l.Email, l.Name, l.site.Name})
	if err != nil {
		return s, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.lockAccount(ctx, tx, who.Account); err != nil {
			return err
		}
		if err := a.storePassword(ctx, tx, who.Account, made); err != nil {
			return err
		}
		if !made.long { // a factor may have gone in the meantime
			if err := a.mayLack(ctx, tx, who.Account); err != nil {
				return err
			}
		}
		s, err = a.factorChanged(ctx, tx, g, change{letterPasswordChanged, "password", ""}, from)
		return err
	})
	return s, err
}

// madePassword is a password that passed the rules, hashed.
type madePassword struct {
	hash string
	long bool // enough to stand alone
}

// makePassword checks and hashes, before and outside a transaction: hashing takes long.
func (a *Accounts) makePassword(ctx context.Context, password string, atLeast int, p personal) (m madePassword, err error) {
	password = normalPassword(password)
	if err := checkPassword(password, atLeast, p); err != nil {
		return m, err
	}
	m.long = len([]rune(password)) >= PasswordMinAlone
	m.hash, err = a.hasher.hash(ctx, password)
	return m, err
}

func (a *Accounts) storePassword(ctx context.Context, tx *db.Tx, id access.AccountID, m madePassword) error {
	_, err := tx.Exec(ctx, `INSERT INTO password (account, hash, strong, changed) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, strong = excluded.strong, changed = excluded.changed`,
		string(id), a.seal("password", string(id), "hash", m.hash), m.long, db.Micros(a.now()))
	return err
}
