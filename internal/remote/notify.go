package remote

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// letterJob writes one letter that says that something happened, with a link, and never what it is about.
const letterJob = "remote.letter"

// notice is a letter to be written.
type notice struct {
	Session string           `json:"session"`
	Account access.AccountID `json:"account"`
	Code    string           `json:"code"`
}

// Codes of letters; their words are in package mail.
const (
	letterAsked    = "remote_asked"    // to the client
	letterReported = "remote_reported" // to the leads of the department
	letterLifted   = "remote_lifted"   // to the client who reported
)

func (w *work) write(to access.AccountID, code string) {
	w.sent = append(w.sent, notice{w.row.id, to, code})
}

func (w *work) post(ctx context.Context, n notice) error {
	if !w.Accounts.Mails() {
		return nil
	}
	return w.Jobs.Add(ctx, w.tx, letterJob, n)
}

// alert writes to the leads of the department, but not to one who was reported.
func (w *work) alert(ctx context.Context) error {
	staff, err := w.Accounts.Staff(ctx, w.tx, []access.DepartmentID{w.grant.Thing().Department}, "")
	for _, p := range staff {
		if p.Post == access.Lead && p.ID != w.row.specialist {
			w.write(p.ID, letterReported)
		}
	}
	return err
}

// send composes at the time of sending: a request that is over, or was taken up, is not written about any more.
func (d *Desk) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	var to account.Contact
	var ticket access.TicketID
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowOf(ctx, tx, n.Session, false)
		if err != nil || n.Code == letterAsked && r.state != Requested {
			return err
		}
		ticket = r.ticket
		to, err = d.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if err != nil && fault.KindOf(err) == fault.Absent || ticket == "" {
		return nil
	}
	if err != nil {
		return err
	}
	return d.Accounts.Deliver(ctx, j, to, n.Code, map[string]string{"ticket": string(ticket)})
}
