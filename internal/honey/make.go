package honey

import (
	"context"
	"math/rand/v2"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/ticket"
)

// Bait is what a decoy looks like. Texts are those of [Texts], or the officer's own.
type Bait struct {
	Department          access.DepartmentID
	Class               ticket.Class // empty: internal
	Language            string       // of its client
	Name, Email         string       // of its client; the address is one that nobody has
	Subject, Text, Last string
	FileName, FileText  string // a file of the first message; no name: none
	Days                int    // ago that it was opened, 1–365
}

// DaysLimit is how long ago a decoy can have been opened.
const DaysLimit = 365

// Make lays a decoy: its client, and their case, which they closed themselves. Right: honey.make, with step-up, and no post in the
// department. Faults: absent, denied, step_up_needed, invalid, too_large, conflict (the address has an account).
func (k *Keeper) Make(ctx context.Context, who access.Actor, b Bait) (ID, error) {
	if b.Days < 1 || b.Days > DaysLimit {
		return "", fault.ErrInvalid.At("days")
	}
	id := access.NewID[ID]()
	g, err := access.Check(who, access.HoneyMake, access.Thing{Kind: "honey", ID: string(id), Department: b.Department})
	if err != nil {
		return "", err
	}
	client, err := k.client(ctx, g, b)
	if err != nil {
		return "", err
	}
	return id, k.Desk.Plant(ctx, client, b.planted(k.Clock.Now()), func(ctx context.Context, tx *db.Tx, t access.TicketID, number int64) error {
		sealed, err := k.sealAbout(id, about{t, number, b.Department, client.Account, b.Subject})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO honey (id, mark, about, made) VALUES ($1, $2, $3, $4)`, string(id), k.mark(t), sealed, db.Micros(k.Clock.Now())); err != nil {
			return err
		}
		if err := tx.Made(ctx, string(id)); err != nil {
			return err
		}
		return k.Log.Append(ctx, tx, g, audit.Params{"what": "decoy"})
	})
}

// client is made in a transaction of its own, with an entry that does not say who it is: a client without a case is nobody's concern.
func (k *Keeper) client(ctx context.Context, g access.Grant, b Bait) (a access.Actor, err error) {
	err = k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := k.Log.Append(ctx, tx, g, audit.Params{"what": "client"}); err != nil {
			return err
		}
		p, err := k.Accounts.Decoy(ctx, tx, g, account.NewPerson{Name: b.Name, Email: b.Email, Language: b.Language})
		a = p.Actor()
		a.Address = g.Actor().Address // the record says from where, of every client's step, and says what is true
		return err
	})
	return a, err
}

// planted gives the case its hours: they are drawn, so that decoys have none in common.
func (b Bait) planted(now time.Time) ticket.Planted {
	opened := now.AddDate(0, 0, -b.Days).Add(-between(time.Minute, 5*time.Hour))
	said := opened.Add(between(time.Hour, 18*time.Hour))
	p := ticket.Planted{Department: b.Department, Class: b.Class, Subject: b.Subject, Text: b.Text, Last: b.Last,
		Opened: opened, Said: said, Closed: said.Add(between(20*time.Second, 4*time.Minute))}
	if b.FileName != "" {
		p.File = &ticket.Upload{Message: 1, Name: b.FileName, Size: int64(len(b.FileText)), Body: strings.NewReader(b.FileText)}
	}
	return p
}

func between(least, most time.Duration) time.Duration {
	return least + time.Duration(rand.Int64N(int64(most-least)))
}

// Retire ends the watch over a decoy: it is a closed case like any other from then on, and goes when its time comes. Its client's address
// stays silent. Right: honey.retire, with step-up. Faults: absent, denied, step_up_needed, honey_retired.
func (k *Keeper) Retire(ctx context.Context, who access.Actor, id ID) error {
	g, err := access.Check(who, access.HoneyRetire, access.Thing{Kind: "honey", ID: string(id)})
	if err != nil {
		return err
	}
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := rowOf(ctx, tx, id); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE honey SET retired = $2 WHERE id = $1 AND retired IS NULL`, string(id), db.Micros(k.Clock.Now()))
		if err != nil || n == 0 {
			return first(err, ErrRetired)
		}
		return k.Log.Append(ctx, tx, g, nil)
	})
}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
