package account

import (
	"context"
	"errors"
	"unicode/utf8"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// login is what a sign-in by password needs to know of an account.
type login struct {
	Person
	hash    string
	factors Factors
	site    Installation
}

// loginByIndex asks the store the same questions whether or not there is such an account; of nobody the answers are empty.
func (a *Accounts) loginByIndex(ctx context.Context, index []byte) (l login, err error) {
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := a.personByIndex(ctx, tx, index)
		if err != nil && !errors.Is(err, fault.ErrAbsent) {
			return err
		}
		l, err = a.login(ctx, tx, p)
		return err
	})
	return l, err
}

func (a *Accounts) login(ctx context.Context, tx *db.Tx, p Person) (l login, err error) {
	l.Person = p
	if l.factors, err = factorsOf(ctx, tx, p.ID); err != nil {
		return l, err
	}
	if l.site, err = a.Installation(ctx, tx); err != nil || !l.factors.Password {
		return l, err
	}
	var sealed []byte
	if err = tx.Get(ctx, `SELECT hash FROM password WHERE account = $1`, []any{string(p.ID)}, &sealed); err != nil {
		return l, err
	}
	l.hash, err = a.open("password", string(p.ID), "hash", sealed)
	return l, err
}

// progress is how far a right password leads.
func (l login) progress() Progress {
	switch {
	case l.factors.Second():
		return FactorPending
	case l.NeedsFactor(l.site):
		return EnrolPending
	}
	return SignedIn
}

// SignInPassword takes the first proof. The answer to an unknown address, a wrong password, an account that is not
// active and one without a password is the same, after the same work. previous is the token in the browser's cookie.
// Faults: sign_in_failed, too_many, busy.
func (a *Accounts) SignInPassword(ctx context.Context, email, password, previous string, from Client) (s Session, err error) {
	address, err := normalEmail(email)
	if err != nil {
		address = email // unknown like any other
	}
	index := a.emailIndex(address)
	mine, theirs := a.byAccount("password", index), a.byAddress("password", from.Address)
	if err := a.attempt(ctx, mine, theirs); err != nil {
		return s, err
	}
	l, err := a.loginByIndex(ctx, index)
	if err != nil {
		return s, err
	}
	ok, outdated, err := a.checkHash(ctx, l.hash, password)
	if err != nil {
		return s, err
	}
	if !ok || l.State != Active {
		return s, errors.Join(ErrSignIn, a.recordRefusal(ctx, access.SignIn, l.ID, "password", from))
	}
	fresh := ""
	if outdated {
		if fresh, err = a.hasher.hash(ctx, normalPassword(password)); err != nil {
			return s, err
		}
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.stillRight(ctx, tx, l, fresh); err != nil {
			return err
		}
		if err := errors.Join(forgive(ctx, tx, mine), uncount(ctx, tx, theirs)); err != nil {
			return err
		}
		s, err = a.begin(ctx, tx, arrival{l.ID, l.progress(), ByPassword, "password", previous, from})
		return err
	})
	return s, err
}

// checkHash is one computation for whatever was typed.
func (a *Accounts) checkHash(ctx context.Context, stored, password string) (ok, outdated bool, err error) {
	typed := normalPassword(password[:min(len(password), 4*passwordMax)])
	if !utf8.ValidString(password) || utf8.RuneCountInString(typed) > passwordMax {
		stored = ""
	}
	return a.hasher.check(ctx, stored, typed)
}

// stillRight makes sure that nothing ended the account or changed the password or its factors while the hash was
// computed, and stores the hash of the present cost if there is one.
func (a *Accounts) stillRight(ctx context.Context, tx *db.Tx, l login, fresh string) error {
	if err := a.lockAccount(ctx, tx, l.ID); err != nil {
		return ErrSignIn.Because(err)
	}
	now, err := a.Person(ctx, tx, l.ID)
	if err != nil {
		return err
	}
	again, err := a.login(ctx, tx, now)
	if err != nil {
		return err
	}
	if again.State != Active || again.hash != l.hash || again.progress() != l.progress() {
		return ErrSignIn
	}
	if fresh == "" {
		return nil
	}
	_, err = tx.Exec(ctx, `UPDATE password SET hash = $1 WHERE account = $2`, a.seal("password", string(l.ID), "hash", fresh), string(l.ID))
	return err
}

// SignInFactor finishes a sign-in by password with a code of the app or a recovery code. The session gets a new token.
// Faults: not_signed_in (no sign-in awaits a factor), code_wrong, too_many.
func (a *Accounts) SignInFactor(ctx context.Context, token string, p Proof, from Client) (s Session, err error) {
	_, pending, err := a.Authenticate(ctx, token, from)
	if err != nil {
		return s, err
	}
	if pending.Progress != FactorPending {
		return s, fault.ErrAnonymous
	}
	mine := a.byAccount("code", []byte(pending.Account))
	if err := a.attempt(ctx, mine, a.byAddress("code", from.Address)); err != nil {
		return s, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.useProof(ctx, tx, pending.Account, p); err != nil {
			return err
		}
		if err := claimPending(ctx, tx, token); err != nil {
			return err
		}
		if err := forgive(ctx, tx, mine); err != nil {
			return err
		}
		if s, err = a.renew(ctx, tx, pending.ID, SignedIn, Strong); err != nil {
			return err
		}
		if p.RecoveryCode != "" { // whoever has found the codes is in: the owner hears of it each time
			if err := a.addLetter(ctx, tx, letter{Code: letterCodeUsed, Account: pending.Account}); err != nil {
				return err
			}
		}
		return a.arrived(ctx, tx, s, p.how(), from)
	})
	if errors.Is(err, ErrCode) {
		return s, errors.Join(err, a.recordRefusal(ctx, access.SignIn, pending.Account, p.how(), from))
	}
	return s, err
}

// claimPending makes sure that only one of two requests with the same token goes on.
func claimPending(ctx context.Context, tx *db.Tx, token string) error {
	n, err := tx.Exec(ctx, `UPDATE session SET state = $1 WHERE hash = $2 AND state = $3 AND EXISTS (SELECT 1 FROM account a WHERE a.id = account AND a.state = $4)`,
		string(SignedIn), hashOf(token), string(FactorPending), string(Active))
	return needed(n, err, fault.ErrAnonymous)
}

// SignOut ends the session of the token. A token that counts no more is no fault.
func (a *Accounts) SignOut(ctx context.Context, token string, from Client) error {
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ended, err := db.All(ctx, tx, scanEnded, `DELETE FROM session WHERE hash = $1 RETURNING id, account`, hashOf(token))
		if err != nil || len(ended) == 0 {
			return err
		}
		a.tellEnded(tx, ended)
		return a.recordAs(ctx, tx, Session{ID: ended[0].ID, Account: ended[0].account}, SignedOut, audit.Params{}, from)
	})
}

// SignInAs signs in as anyone, without proof. Only in a demo world; fault absent elsewhere.
func (a *Accounts) SignInAs(ctx context.Context, id access.AccountID, previous string, from Client) (s Session, err error) {
	if !a.Demo {
		return s, fault.ErrAbsent
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := a.Person(ctx, tx, id)
		if err != nil || p.State != Active {
			return errors.Join(err, fault.ErrAbsent)
		}
		s, err = a.begin(ctx, tx, arrival{id, SignedIn, Strong, "demo", previous, from})
		return err
	})
	return s, err
}
