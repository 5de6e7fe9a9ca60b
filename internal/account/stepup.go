package account

import (
	"context"
	"errors"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// StepUpPassword proves again who the actor is: by password, and by a code of the app when there is one. Someone whose
// only second factor is a passkey must use that. The session gets a new token, and the proof counts for ten minutes.
// Right: own.change. Faults: sign_in_failed, factor_needed, code_wrong, too_many, busy.
func (a *Accounts) StepUpPassword(ctx context.Context, who access.Actor, password, code string, from Client) (s Session, err error) {
	if _, err := a.browser(who, access.OwnChange); err != nil {
		return s, err
	}
	mine := a.byAccount("step up", []byte(who.Account))
	if err := a.attempt(ctx, mine); err != nil {
		return s, err
	}
	var l login
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := a.Person(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		l, err = a.login(ctx, tx, p)
		return err
	})
	if err != nil {
		return s, err
	}
	ok, _, err := a.checkHash(ctx, l.hash, password)
	switch {
	case err != nil:
		return s, err
	case !ok:
		return s, errors.Join(ErrSignIn.At("password"), a.recordRefusal(ctx, SteppedUp, who.Account, "password", from))
	case l.factors.Second() && (!l.factors.TOTP || code == ""):
		return s, ErrFactor
	}
	how := "password"
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.stillRight(ctx, tx, l, ""); err != nil {
			return err
		}
		if l.factors.TOTP {
			how = "totp"
			if err := a.useTOTP(ctx, tx, who.Account, code); err != nil {
				return err
			}
		}
		s, err = a.stepUp(ctx, tx, who, how, from)
		return errors.Join(err, forgive(ctx, tx, mine))
	})
	if errors.Is(err, ErrCode) {
		return s, errors.Join(err, a.recordRefusal(ctx, SteppedUp, who.Account, "totp", from))
	}
	return s, err
}

// stepUp renews the actor's session as freshly proved.
func (a *Accounts) stepUp(ctx context.Context, tx *db.Tx, who access.Actor, how string, from Client) (Session, error) {
	strength := Strong
	if how == "password" {
		strength = ByPassword
	}
	progress := SignedIn
	if who.Enrolling {
		progress = EnrolPending
	}
	s, err := a.renew(ctx, tx, who.Session, progress, strength)
	if err != nil {
		return s, err
	}
	if err := a.meet(ctx, tx, s.Account, from, true); err != nil {
		return s, err
	}
	return s, a.recordAs(ctx, tx, s, SteppedUp, audit.Params{"how": how}, from)
}

// browser allows an action on the actor's own account from a browser's session only. Adding a factor needs a fresh proof
// too, except while enrolling: a stolen session must not become a passkey of the thief's.
func (a *Accounts) browser(who access.Actor, act access.Action) (access.Grant, error) {
	if who.Token || who.Session == "" {
		return access.Grant{}, fault.ErrDenied
	}
	if act == access.OwnFactor && !who.Enrolling && !who.SteppedUp {
		return access.Grant{}, fault.ErrStepUp
	}
	return access.Check(who, act, thing(who.Account))
}

// StepUpPasskeyOptions begins a proof by one of the actor's passkeys. Right: own.change. Fault: conflict (none).
func (a *Accounts) StepUpPasskeyOptions(ctx context.Context, who access.Actor) (Flow, error) {
	if _, err := a.browser(who, access.OwnChange); err != nil {
		return Flow{}, err
	}
	return a.beginAssertion(ctx, "step_up "+string(who.Account), who.Account)
}

// StepUpPasskey finishes it; otherwise as StepUpPassword. Fault: sign_in_failed.
func (a *Accounts) StepUpPasskey(ctx context.Context, who access.Actor, flow string, credential []byte, from Client) (s Session, err error) {
	if _, err := a.browser(who, access.OwnChange); err != nil {
		return s, err
	}
	used, err := a.assert(ctx, "step_up "+string(who.Account), flow, credential)
	if err != nil || used.account != who.Account {
		return s, a.refusePasskey(ctx, SteppedUp, used, err, from)
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.passkeyUsed(ctx, tx, used); err != nil {
			return err
		}
		who.Enrolling = false // a passkey is the second factor
		s, err = a.stepUp(ctx, tx, who, "passkey", from)
		return err
	})
	return s, err
}
