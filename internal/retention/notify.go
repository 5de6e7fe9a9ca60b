package retention

import (
	"context"
	"encoding/json"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/job"
)

// letterJob writes one letter that says that something happened, with a link, and never what the case is about.
const letterJob = "retention.letter"

// Codes of letters, all to the client; their words are in package mail.
const (
	letterDue    = "retention_due"    // the notice begins
	letterWished = "retention_wished" // somebody of the staff wants it destroyed now
	letterDone   = "retention_done"   // it is destroyed, the certificate is there
)

type letter struct {
	Ticket  access.TicketID  `json:"ticket"`
	Account access.AccountID `json:"account"`
	Code    string           `json:"code"`
	Until   int64            `json:"until,omitempty"` // microseconds
}

func (k *Keeper) post(ctx context.Context, tx *db.Tx, l letter) error {
	if !k.Accounts.Mails() {
		return nil
	}
	return k.Jobs.Add(ctx, tx, letterJob, l)
}

func (k *Keeper) send(ctx context.Context, j job.Job) error {
	var l letter
	if err := json.Unmarshal(j.Payload, &l); err != nil {
		return job.Hopeless(err)
	}
	var to account.Contact
	err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		to, err = k.Accounts.Contact(ctx, tx, l.Account)
		return onlyAbsent(err) // who is gone is not written to
	})
	if err != nil {
		return err
	}
	data := map[string]string{"ticket": string(l.Ticket)}
	if l.Until != 0 {
		data["until"] = db.Time(l.Until).Format(time.RFC3339)
	}
	return k.Accounts.Deliver(ctx, j, to, l.Code, data)
}
