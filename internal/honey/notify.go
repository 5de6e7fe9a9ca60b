package honey

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// letterJob writes one letter to an officer: that an alert waits, and nothing of what it is. Where no officer could hear of it, administrators get one
// that says so: they can name another, who finds the alert.
const letterJob = "honey.letter"

type notice struct {
	Alert   AlertID          `json:"alert"`
	Account access.AccountID `json:"account"`
	Unheard bool             `json:"unheard,omitempty"` // to an administrator
}

// Codes of the letters; their words are in package mail.
const (
	letterAlert   = "alert_raised"
	letterUnheard = "alert_unheard"
)

// send composes at the time of sending: what was judged meanwhile is written to nobody, nor is who is no officer any more.
func (k *Keeper) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	var to account.Contact
	err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := alertOf(ctx, tx, n.Alert, false)
		if err != nil || a.state != Waiting {
			return err
		}
		if err := k.hears(ctx, tx, a, n); err != nil {
			return err
		}
		to, err = k.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if err != nil && fault.KindOf(err) == fault.Absent {
		return nil
	}
	if err != nil {
		return err
	}
	if n.Unheard {
		return k.Accounts.Deliver(ctx, j, to, letterUnheard, nil)
	}
	return k.Accounts.Deliver(ctx, j, to, letterAlert, map[string]string{"alert": string(n.Alert)})
}

// hears refuses who is not to be written to any more.
func (k *Keeper) hears(ctx context.Context, tx *db.Tx, a alert, n notice) error {
	who, err := k.Accounts.ActorOf(ctx, tx, n.Account)
	if err != nil {
		return err
	}
	if !n.Unheard {
		if _, err := access.Check(who, access.HoneyRead, a.thing()); err != nil {
			return fault.ErrAbsent
		}
		return nil
	}
	officers, err := k.officers(ctx, tx, a.account)
	if err == nil && (len(officers) > 0 || !who.Has(access.Administrator)) {
		return fault.ErrAbsent
	}
	return err
}
