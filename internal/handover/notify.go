package handover

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	accounts "surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// letterJob writes one letter that says that something happened, with a link, and never what it is about.
const letterJob = "handover.letter"

// notice is a letter to be written.
type notice struct {
	Secret  string           `json:"secret,omitempty"`
	Account access.AccountID `json:"account"`
	Code    string           `json:"code"`
}

// Codes of letters; their words are in package mail.
const (
	letterKey    = "secret_key"    // to the owner of a key: there is a new one
	letterGiven  = "secret_given"  // to the reader
	letterOpened = "secret_opened" // to the owner
	letterChange = "secret_change" // to the owner: what it was for is over
)

func (d *Desk) post(ctx context.Context, tx *db.Tx, n notice) error {
	if !d.Accounts.Mails() {
		return nil
	}
	return d.Jobs.Add(ctx, tx, letterJob, n)
}

// send composes at the time of sending: what is not so any more is not written about.
func (d *Desk) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	var to accounts.Contact
	data := map[string]string{}
	stale := false
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if n.Secret != "" {
			r, err := rowOf(ctx, tx, n.Secret, false)
			if err != nil {
				return err
			}
			data["ticket"] = string(r.ticket)
			stale = n.Code == letterGiven && r.state != Held || n.Code == letterChange && r.toChange() != Now
		}
		to, err = d.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if err != nil && fault.KindOf(err) == fault.Absent || err == nil && stale {
		return nil
	}
	if err != nil {
		return err
	}
	return d.Accounts.Deliver(ctx, j, to, n.Code, data)
}
