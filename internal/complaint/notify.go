package complaint

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// letterJob writes one letter that says that something happened, with a link, and never what it is about.
const letterJob = "complaint.letter"

// notice is a letter to be written.
type notice struct {
	Complaint ID               `json:"complaint"`
	Account   access.AccountID `json:"account"`
	Code      string           `json:"code"`
	Until     int64            `json:"until,omitempty"` // microseconds
}

// Codes of letters; their words are in package mail.
const (
	letterWaiting  = "complaint_waiting"  // to officers: one waits for somebody
	letterOverdue  = "complaint_overdue"  // to officers: a time has run out
	letterReminder = "complaint_reminder" // to who looks into it
	letterAccused  = "complaint_accused"  // to whom it speaks of: read, and answer
	letterDecided  = "complaint_decided"  // to both, and to whose case it is
	letterAttest   = "complaint_attest"   // to the accused: attest that copies are destroyed
	letterAttested = "complaint_attested" // to who filed it: they did
)

// officers asks for a letter to who looks into it and, while nobody does or time has run out, to all who could.
func (w *work) officers(ctx context.Context, code string) error {
	free, err := w.free(ctx, w.tx, w.row)
	if w.row.investigator != "" && !slices.Contains(free, w.row.investigator) {
		free = append(free, w.row.investigator)
	}
	for _, a := range free {
		w.sent = append(w.sent, notice{Complaint: w.row.id, Account: a, Code: code})
	}
	return err
}

// free are the officers who may look into it.
func (c *Complaints) free(ctx context.Context, tx *db.Tx, r row) (free []access.AccountID, err error) {
	all, err := c.Accounts.Holders(ctx, tx, access.Security)
	if err != nil {
		return nil, err
	}
	barred, err := barredOf(ctx, tx, r.id)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		why, err := c.interest(ctx, tx, r, a)
		if err != nil {
			return nil, err
		}
		if why == "" && !slices.Contains(barred, a) {
			free = append(free, a)
		}
	}
	return free, nil
}

func (c *Complaints) post(ctx context.Context, tx *db.Tx, n notice) error {
	if !c.Accounts.Mails() {
		return nil
	}
	return c.Jobs.Add(ctx, tx, letterJob, n)
}

// send composes at the time of sending: who has nothing to do with it any more is not written to.
func (c *Complaints) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	to, err := c.reader(ctx, n)
	if err != nil {
		return err
	}
	data := map[string]string{"complaint": string(n.Complaint)}
	if n.Until != 0 {
		data["until"] = db.Time(n.Until).Format(time.RFC3339)
	}
	return c.Accounts.Deliver(ctx, j, to, n.Code, data)
}

func (c *Complaints) reader(ctx context.Context, n notice) (to account.Contact, err error) {
	err = c.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if ok, err := c.concerned(ctx, tx, n); err != nil || !ok {
			return err
		}
		to, err = c.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if err != nil && fault.KindOf(err) == fault.Absent {
		return account.Contact{}, nil
	}
	return to, err
}

func (c *Complaints) concerned(ctx context.Context, tx *db.Tx, n notice) (bool, error) {
	r, err := rowOf(ctx, tx, n.Complaint, false)
	if err != nil {
		return false, err
	}
	if slices.Contains([]access.AccountID{r.filer, r.accused, r.investigator}, n.Account) {
		return true, nil
	}
	if n.Code == letterDecided {
		t, err := c.Desk.Facts(ctx, tx, r.ticket)
		return t.Requester == n.Account, err
	}
	if !r.state.Open() || n.Code == letterWaiting && r.investigator != "" {
		return false, nil
	}
	free, err := c.free(ctx, tx, r)
	return slices.Contains(free, n.Account), err
}
