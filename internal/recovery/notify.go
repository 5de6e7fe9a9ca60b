package recovery

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

const letterJob = "recovery.letter"

// Codes of letters; their words are in package mail. The first three carry the link that stops everything, and account writes them.
const (
	letterAsked    = "recovery_asked"
	letterApproved = "recovery_approved"
	letterUsed     = "recovery_used"
	letterRefused  = "recovery_refused"
	letterWaiting  = "recovery_waiting" // to staff who may decide
	letterStopped  = "recovery_stopped" // to security officers: somebody was turned away by the owner
)

// notice is a letter to be written: ids and codes only.
type notice struct {
	Account  access.AccountID `json:"account"`
	Recovery ID               `json:"recovery,omitempty"`
	Code     string           `json:"code"`
}

// callStaff writes to all who may decide it.
func (r *Recoveries) callStaff(ctx context.Context, tx *db.Tx, x row, p account.Person, code string) error {
	t := x.bare()
	t.Staff = !p.IsClient()
	all, err := r.approvers(ctx, tx, t)
	if err != nil {
		return err
	}
	return r.write(ctx, tx, x, all, code)
}

// callOfficers alerts security officers.
func (r *Recoveries) callOfficers(ctx context.Context, tx *db.Tx, x row) error {
	all, err := r.Accounts.Holders(ctx, tx, access.Security)
	if err != nil {
		return err
	}
	return r.write(ctx, tx, x, all, letterStopped)
}

func (r *Recoveries) write(ctx context.Context, tx *db.Tx, x row, to []access.AccountID, code string) error {
	for _, a := range to {
		if a == x.account {
			continue
		}
		if err := r.add(ctx, tx, notice{a, x.id, code}); err != nil {
			return err
		}
	}
	return nil
}

// tell writes to the account's owner.
func (r *Recoveries) tell(ctx context.Context, tx *db.Tx, id access.AccountID, code string) error {
	return r.add(ctx, tx, notice{Account: id, Code: code})
}

func (r *Recoveries) add(ctx context.Context, tx *db.Tx, n notice) error {
	if !r.Accounts.Mails() {
		return nil
	}
	return r.Jobs.Add(ctx, tx, letterJob, n)
}

func (r *Recoveries) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	var to account.Contact
	err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		to, err = r.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if err != nil {
		if fault.KindOf(err) == fault.Absent {
			return nil
		}
		return err
	}
	return r.Accounts.Deliver(ctx, j, to, n.Code, map[string]string{"recovery": string(n.Recovery)})
}
