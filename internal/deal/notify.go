package deal

import (
	"context"
	"encoding/json"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/job"
)

// letterJob writes one letter that says that something happened, with a link, and never what it is about.
const letterJob = "deal.letter"

// notice is a letter to be written.
type notice struct {
	Deal    ID               `json:"deal"`
	Account access.AccountID `json:"account"`
	Code    string           `json:"code"`
	Until   int64            `json:"until,omitempty"` // microseconds
}

// Codes of letters; their words are in package mail.
const (
	letterOffer    = "offer_received"
	letterCounter  = "offer_countered"
	letterExpired  = "offer_expired"
	letterSigned   = "deal_signed"
	letterFunded   = "milestone_funded"
	letterSubmit   = "work_submitted"
	letterApproved = "work_approved"
	letterReleased = "money_released"
	letterReminder = "deal_reminder"
)

// write asks for a letter to one side, to be posted with the change.
func (w *work) write(to Side, code string, until time.Time) {
	for _, side := range []Side{Client, Specialist} {
		if to != side && to != Both {
			continue
		}
		n := notice{Deal: w.deal.id, Account: w.deal.account(side), Code: code}
		if !until.IsZero() {
			n.Until = db.Micros(until)
		}
		w.sent = append(w.sent, n)
	}
}

func (d *Deals) post(ctx context.Context, tx *db.Tx, n notice) error {
	if !d.Accounts.Mails() {
		return nil
	}
	return d.Jobs.Add(ctx, tx, letterJob, n)
}

func (w *work) post(ctx context.Context, n notice) error { return w.Deals.post(ctx, w.tx, n) }

// send composes at the time of sending: who is no longer a party, or left, is not written to.
func (d *Deals) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	to, err := d.reader(ctx, n)
	if err != nil {
		return err
	}
	data := map[string]string{"deal": string(n.Deal)}
	if n.Until != 0 {
		data["until"] = db.Time(n.Until).Format(time.RFC3339)
	}
	return d.Accounts.Deliver(ctx, j, to, n.Code, data)
}

func (d *Deals) reader(ctx context.Context, n notice) (to account.Contact, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := d.load(ctx, tx, n.Deal, false)
		if err != nil || s.side(n.Account) == Nobody {
			return err
		}
		to, err = d.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if isAbsent(err) {
		return account.Contact{}, nil
	}
	return to, err
}
