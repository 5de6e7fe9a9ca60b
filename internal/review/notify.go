package review

import (
	"context"
	"encoding/json"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/job"
)

// letterJob writes one letter that says that something happened, with a link.
const letterJob = "review.letter"

// notice is a letter to be written.
type notice struct {
	Milestone deal.MilestoneID `json:"milestone"`
	Account   access.AccountID `json:"account"`
	Code      string           `json:"code"`
	Until     int64            `json:"until,omitempty"` // microseconds
}

// Codes of letters; their words are in package mail.
const (
	letterDue       = "review_due"       // to both: you can speak now
	letterPublished = "review_published" // to who is reviewed
)

func (r *Reviews) post(ctx context.Context, tx *db.Tx, n notice) error {
	if !r.Accounts.Mails() {
		return nil
	}
	return r.Jobs.Add(ctx, tx, letterJob, n)
}

// remind writes once more to who has not spoken, at half time and at its end; the other learns nothing by it.
func (r *Reviews) remind(ctx context.Context, tx *db.Tx, x deadline.Deadline, percent int) error {
	p, err := pairOf(ctx, tx, deal.MilestoneID(x.Subject), false)
	if err != nil || percent == deadline.Reminders[1] {
		return err
	}
	for _, a := range []access.AccountID{p.client, p.specialist} {
		spoken, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM review WHERE milestone = $1 AND author = $2`, x.Subject, string(a))
		if err != nil {
			return err
		}
		if spoken > 0 {
			continue
		}
		if err := r.post(ctx, tx, notice{Milestone: p.milestone, Account: a, Code: letterDue, Until: p.until}); err != nil {
			return err
		}
	}
	return nil
}

// send composes at the time of sending.
func (r *Reviews) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	to, p, err := r.reader(ctx, n)
	if err != nil || n.Code == letterDue && p.published.Valid {
		return err
	}
	data := map[string]string{"deal": string(p.deal)}
	if n.Until != 0 {
		data["until"] = db.Time(n.Until).Format(time.RFC3339)
	}
	return r.Accounts.Deliver(ctx, j, to, n.Code, data)
}

func (r *Reviews) reader(ctx context.Context, n notice) (to account.Contact, p pair, err error) {
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if p, err = pairOf(ctx, tx, n.Milestone, false); err != nil {
			return err
		}
		to, err = r.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if err != nil && fault.KindOf(err) == fault.Absent {
		return account.Contact{}, p, nil
	}
	return to, p, err
}
