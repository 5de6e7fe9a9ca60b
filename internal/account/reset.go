package account

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// ResetLink hints at the address of the account the link is for. Fault: link_used.
func (a *Accounts) ResetLink(ctx context.Context, token string) (maskedEmail string, err error) {
	l, err := a.linkOf(ctx, token, ForReset)
	if err != nil {
		return "", err
	}
	return mask(l.email), nil
}

// Reset sets a new password for whoever reads the account's mail. It takes no factor away and signs nobody in; all
// sessions end, and the owner is told. Faults: link_used, password_weak, busy, recovered.
func (a *Accounts) Reset(ctx context.Context, token, password string, from Client) error {
	var l login
	err := a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := a.findLink(ctx, tx, token, ForReset)
		if err != nil {
			return err
		}
		p, err := a.Person(ctx, tx, found.account)
		if err != nil {
			return err
		}
		if !p.Recovered.IsZero() { // what proves who one is does not change on the day access was given back
			return access.ErrRecovered.With("until", p.Recovered.UTC().Format(time.RFC3339))
		}
		l, err = a.login(ctx, tx, p)
		return err
	})
	if err != nil {
		return err
	}
	made, err := a.makePassword(ctx, password, least(l.factors.Second() || l.NeedsFactor(l.site)), personal{l.Email, l.Name, l.site.Name})
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.lockAccount(ctx, tx, l.ID); err != nil {
			return ErrLink.Because(err)
		}
		if _, err := a.useLink(ctx, tx, token, ForReset); err != nil {
			return err
		}
		if err := a.storePassword(ctx, tx, l.ID, made); err != nil {
			return err
		}
		if _, err := a.endSessions(ctx, tx, l.ID, ""); err != nil {
			return err
		}
		if _, err := a.insertSignIn(ctx, tx, l.ID, "password_reset", true, from); err != nil {
			return err
		}
		if err := a.addLetter(ctx, tx, letter{Code: letterPasswordChanged, Account: l.ID}); err != nil {
			return err
		}
		return a.Log.AppendAs(ctx, tx, byServer("reset", from), ResetDone, thing(l.ID), audit.Params{"what": "password"})
	})
}
