package keep

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// letterJob writes one letter about damage: that there is some, and a link.
const letterJob = "snapshot.letter"

// Codes of letters; their words are in package mail.
const (
	letterDamaged = "snapshot_damaged" // to the client of the case
	letterStorage = "storage_damaged"  // to the administrators
)

// Accounts tells whom a letter goes to, and sends it: account.Accounts.
type Accounts interface {
	Mails() bool
	Holders(ctx context.Context, tx *db.Tx, r access.Role) ([]access.AccountID, error)
	Contact(ctx context.Context, tx *db.Tx, id access.AccountID) (account.Contact, error)
	Deliver(ctx context.Context, j job.Job, to account.Contact, code string, data map[string]string) error
}

type notice struct {
	Ticket  access.TicketID  `json:"ticket"`
	Account access.AccountID `json:"account"`
	Code    string           `json:"code"`
}

// alarm tells the client whose copies are damaged, and those who look after the installation.
func (k *Keeper) alarm(ctx context.Context, tx *db.Tx, t access.Thing) error {
	if k.Accounts == nil || !k.Accounts.Mails() {
		return nil
	}
	admins, err := k.Accounts.Holders(ctx, tx, access.Administrator)
	if err != nil {
		return err
	}
	all := []notice{{t.Ticket, t.Requester, letterDamaged}}
	for _, a := range admins {
		all = append(all, notice{t.Ticket, a, letterStorage})
	}
	for _, n := range all {
		if err := k.Jobs.Add(ctx, tx, letterJob, n); err != nil {
			return err
		}
	}
	return nil
}

// send composes at the time of sending: what was mended meanwhile is not written about.
func (k *Keeper) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	var to account.Contact
	damaged := false
	err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := checkOf(ctx, tx, n.Ticket)
		if damaged = c.State == Damaged; err != nil || !damaged {
			return err
		}
		to, err = k.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if err != nil && fault.KindOf(err) == fault.Absent || err == nil && !damaged {
		return nil
	}
	if err != nil {
		return err
	}
	return k.Accounts.Deliver(ctx, j, to, n.Code, map[string]string{"ticket": string(n.Ticket)})
}
