package recovery

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

const (
	bindJob   = "recovery.bind"
	expireJob = "recovery.expire"
)

type ref struct {
	ID ID `json:"recovery"`
}

// thing names a request to the rules when nobody's right is asked.
func (x row) bare() access.Thing {
	return access.Thing{Kind: "recovery", ID: string(x.id), Owner: x.account}
}

// Ask asks for access to the account of an address, and returns what the asking browser keeps. What is done and answered is the same
// whether or not there is such an account: that is found out later, by a job. Faults: invalid at email, language or proof, too_many.
func (r *Recoveries) Ask(ctx context.Context, email, language, proof string, from account.Client) (secret string, err error) {
	if !slices.Contains(account.Languages, language) {
		return "", fault.ErrInvalid.At("language")
	}
	if email, err = r.Accounts.Knock(ctx, "lost access", email, from); err != nil {
		return "", err
	}
	now := r.Clock.Now()
	x := row{id: access.NewID[ID](), language: language, state: Asked, asked: now, expires: now.Add(Lasts)}
	x.email = r.sealed(x.id, "email", []byte(email))
	place, err := json.Marshal(r.Accounts.PlaceOf(from))
	if err != nil {
		return "", err
	}
	x.place = r.sealed(x.id, "place", place)
	secret = newSecret()
	return secret, r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := r.Accounts.UseWork(ctx, tx, proof); err != nil {
			return err
		}
		if err := r.insert(ctx, tx, x, secret); err != nil {
			return err
		}
		if err := r.Jobs.Add(ctx, tx, bindJob, ref{x.id}); err != nil {
			return err
		}
		if err := r.Jobs.Add(ctx, tx, expireJob, ref{x.id}, job.At(x.expires)); err != nil {
			return err
		}
		who := access.Server("recovery")
		who.Address = from.Address
		return r.Log.AppendAs(ctx, tx, who, access.RecoveryClock, x.bare(), audit.Params{"what": "asked"})
	})
}

// bind finds whose the address is, tells them, and calls staff. Where there is nobody, or several wait already, nothing happens.
func (r *Recoveries) bind(ctx context.Context, tx *db.Tx, j job.Job) error {
	x, err := r.heldBy(ctx, tx, j)
	if err != nil || x.state != Asked || x.account != "" {
		return orNothing(err)
	}
	email, err := r.email(x)
	if err != nil {
		return err
	}
	p, err := account.Given(r.Accounts.AtAddress(ctx, tx, email))
	if err != nil || p.State != account.Active {
		return err
	}
	open, err := rowsOf(ctx, tx, p.ID, x.asked)
	if err != nil || len(open) >= openMost {
		return err
	}
	number, err := r.Accounts.CallBackAt(ctx, tx, p.ID, x.asked)
	if orNothing(err) != nil {
		return err
	}
	x.account, x.callBack = p.ID, number.ID
	if err := store(ctx, tx, Asked, x); err != nil {
		return err
	}
	if err := r.Log.AppendAs(ctx, tx, access.Server("recovery"), access.RecoveryClock, x.bare(), audit.Params{"what": "found", "callBack": number.ID}); err != nil {
		return err
	}
	if err := r.Accounts.TellRecovery(ctx, tx, p, letterAsked); err != nil {
		return err
	}
	return r.callStaff(ctx, tx, x, p, letterWaiting)
}

func (r *Recoveries) heldBy(ctx context.Context, tx *db.Tx, j job.Job) (row, error) {
	var k ref
	if err := json.Unmarshal(j.Payload, &k); err != nil {
		return row{}, job.Hopeless(err)
	}
	return rowOf(ctx, tx, k.ID, true)
}

// expire ends what time has run out for, and forgets what nobody's address asked.
func (r *Recoveries) expire(ctx context.Context, tx *db.Tx, j job.Job) error {
	x, err := r.heldBy(ctx, tx, j)
	if err != nil {
		return orNothing(err)
	}
	if x.account == "" {
		_, err := tx.Exec(ctx, `DELETE FROM recovery WHERE id = $1`, string(x.id))
		return err
	}
	to, ok := Next(x.state, Expire)
	if !ok || r.Clock.Now().Before(x.expires) {
		return nil
	}
	was := x.state
	x.state, x.changed = to, r.Clock.Now()
	if err := store(ctx, tx, was, x); err != nil {
		return err
	}
	return r.Log.AppendAs(ctx, tx, access.Server("recovery"), access.RecoveryClock, x.bare(), audit.Params{"what": string(Expired)})
}

// Look is what the browser that asked is shown; it changes nothing. Of an unknown account it says the same. Fault: absent.
func (r *Recoveries) Look(ctx context.Context, secret string) (v Waiting, err error) {
	var x row
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err = rowBySecret(ctx, tx, secret)
		return err
	})
	if err != nil {
		return v, err
	}
	now := r.Clock.Now()
	v = Waiting{State: x.shown(now), Expires: x.asked.Add(Lasts)}
	if v.State == "waiting" {
		v.Words, v.WordsUntil = r.wordsOf(x, now), wordsUntil(now)
	}
	email, err := r.email(x)
	v.EmailMasked = masked(email)
	return v, err
}

// Withdraw takes the request back, by the browser that asked. Faults: absent, recovery_state.
func (r *Recoveries) Withdraw(ctx context.Context, secret string, from account.Client) error {
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := rowBySecret(ctx, tx, secret)
		if err == nil {
			x, err = rowOf(ctx, tx, x.id, true)
		}
		if err != nil {
			return err
		}
		to, ok := Next(x.state, Withdraw)
		if !ok && x.shown(r.Clock.Now()) == "waiting" {
			return nil // decided meanwhile; that is not for the browser to know
		}
		if !ok {
			return ErrState
		}
		was := x.state
		x.state, x.changed = to, r.Clock.Now()
		who := access.Server("recovery")
		who.Address = from.Address
		return errors.Join(store(ctx, tx, was, x), r.Log.AppendAs(ctx, tx, who, access.RecoveryClock, x.bare(), audit.Params{"what": string(Withdrawn)}))
	})
}

func masked(email string) string {
	local, domain, _ := strings.Cut(email, "@")
	for _, c := range local {
		return string(c) + "•••@" + domain
	}
	return "•••@" + domain
}

// past reports whether time has run out for a request that is still open.
func (x row) past(now time.Time) bool { return x.state.Open() && !now.Before(x.expires) }
