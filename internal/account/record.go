package account

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// What the record says besides the actions of the rules: these need no right but a proof, or are its refusal.
const (
	SignedOut   access.Action = "account.sign_out"
	SteppedUp   access.Action = "account.step_up"
	Accepted    access.Action = "account.accept"
	ResetDone   access.Action = "account.reset"
	LetterAsked access.Action = "account.letter" // somebody asked for a sign-up or a reset
)

// byServer is the installation acting at somebody's request from outside.
func byServer(name string, from Client) access.Actor {
	who := access.Server(name)
	who.Address = from.Address
	return who
}

// recordRefusal writes down a proof that failed, in the record and, when the account is known, in its history. It works
// in a transaction of its own and changes nothing else.
func (a *Accounts) recordRefusal(ctx context.Context, action access.Action, id access.AccountID, how string, from Client) error {
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if id != "" {
			if _, err := a.insertSignIn(ctx, tx, id, how, false, from); err != nil {
				return err
			}
		}
		return a.Log.AppendAs(ctx, tx, byServer("sign-in", from), action, thing(id), audit.Params{"how": how, "result": "refused"})
	})
}

// recordAs writes down what somebody did to their own account by a proof rather than a right.
func (a *Accounts) recordAs(ctx context.Context, tx *db.Tx, s Session, action access.Action, p audit.Params, from Client) error {
	who := access.Actor{Account: s.Account, Session: s.ID, Address: from.Address}
	return a.Log.AppendAs(ctx, tx, who, action, thing(s.Account), p)
}
