package recovery

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

const (
	letterOperator = "recovery_operator" // to the owner, with the link that stops it
	letterOperated = "recovery_operated" // to everybody who could decide such requests
)

// Faults of the operator's way.
var (
	ErrOthers = fault.New(fault.Conflict, "recovery_others", "two others can decide it: ask at \"I cannot sign in\"")
	ErrNotOne = fault.New(fault.Conflict, "recovery_not_admin", "only an administrator is let in by the operator")
)

// LetIn gives access back to an administrator by the operator's word, where fewer than two others are left who could decide it. It returns
// what goes into the link, which lives an hour and does nothing but let one factor be added. All else is as after two approvals: no factor
// of before is taken away, sessions end when the link is followed, nothing sensitive opens for a day, the owner can stop it, and it stands
// on the record. All other administrators and security officers are written to. Right: recovery.operate, which only the server itself has.
// Faults: absent (no active account has the address), recovery_not_admin, recovery_others.
func (r *Recoveries) LetIn(ctx context.Context, who access.Actor, email string) (token string, until time.Time, err error) {
	defer fault.Wrap(&err, "give access back")
	err = r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := r.Accounts.AtAddress(ctx, tx, email)
		if err != nil {
			return err
		}
		x := row{id: access.NewID[ID](), account: p.ID, language: p.Language, state: Granted, asked: r.Clock.Now(), operator: true}
		g, err := access.Check(who, access.RecoveryOperate, x.bare())
		if err != nil {
			return err
		}
		if err := r.alone(ctx, tx, x, p); err != nil {
			return err
		}
		if token, until, err = r.Accounts.HandBack(ctx, tx, p); err != nil {
			return err
		}
		x.changed, x.expires = x.asked, until
		if err := r.insertGranted(ctx, tx, x, p.Email); err != nil {
			return err
		}
		if err := r.tellAll(ctx, tx, x, p); err != nil {
			return err
		}
		return r.Log.Append(ctx, tx, g, audit.Params{"account": string(p.ID), "until": until.Format(time.RFC3339)})
	})
	return token, until, err
}

// alone makes sure that the usual way cannot be gone.
func (r *Recoveries) alone(ctx context.Context, tx *db.Tx, x row, p account.Person) error {
	switch {
	case p.State != account.Active:
		return fault.ErrAbsent
	case !slices.Contains(p.Roles, access.Administrator):
		return ErrNotOne
	}
	t := x.bare()
	t.Staff = true
	others, err := r.approvers(ctx, tx, t)
	if err == nil && len(others) >= Approvals {
		err = ErrOthers
	}
	return err
}

func (r *Recoveries) insertGranted(ctx context.Context, tx *db.Tx, x row, email string) error {
	place, err := json.Marshal(account.Place{})
	if err != nil {
		return err
	}
	x.email, x.place = r.sealed(x.id, "email", []byte(email)), r.sealed(x.id, "place", place)
	if err := r.insert(ctx, tx, x, newSecret()); err != nil { // which no browser has
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE recovery SET account = $1, operator = TRUE WHERE id = $2`, string(x.account), string(x.id)); err != nil {
		return err
	}
	return r.Jobs.Add(ctx, tx, expireJob, ref{x.id}, job.At(x.expires))
}

// tellAll asks for the letters whatever this process knows of mail: it is a command, and the server writes them.
func (r *Recoveries) tellAll(ctx context.Context, tx *db.Tx, x row, p account.Person) error {
	if err := r.Accounts.TellRecovery(ctx, tx, p, letterOperator); err != nil {
		return err
	}
	t := x.bare()
	t.Staff = true
	others, err := r.approvers(ctx, tx, t)
	for _, a := range others {
		if err == nil {
			err = r.Jobs.Add(ctx, tx, letterJob, notice{a, x.id, letterOperated})
		}
	}
	return err
}
