package person

import (
	"context"
	"encoding/json"
	"time"

	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/job"
)

// Codes of letters, all to the person; their words are in package mail.
const (
	letterCopyAsked    = "person_copy_asked"    // somebody, they themself or staff, has a copy made
	letterCopyMade     = "person_copy_made"     // it can be fetched
	letterErasureAsked = "person_erasure_asked" // it can be withdrawn
	letterErasing      = "person_erasing"       // the last one
	letterRefused      = "person_refused"
)

func (r *Registrar) post(ctx context.Context, tx *db.Tx, e errand) error {
	if !r.Accounts.Mails() {
		return nil
	}
	return r.Jobs.Add(ctx, tx, letterJob, e)
}

func (r *Registrar) send(ctx context.Context, j job.Job) error {
	var e errand
	if err := json.Unmarshal(j.Payload, &e); err != nil {
		return job.Hopeless(err)
	}
	var to account.Contact
	if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		to, err = r.Accounts.Contact(ctx, tx, e.Account)
		return onlyAbsent(err)
	}); err != nil {
		return err
	}
	data := map[string]string{"number": e.ID}
	if e.Until != 0 {
		data["until"] = db.Time(e.Until).Format(time.RFC3339)
	}
	return r.Accounts.Deliver(ctx, j, to, e.Code, data)
}
