package remote

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Lifts are the reasons for which a ban is lifted.
var Lifts = []string{"mistaken", "settled", "unfounded"}

// Filed is a client's report as a lead sees it: who of whom, when and why, and whether the ban stands. Nobody's words are in it.
type Filed struct {
	Session            string
	Ticket             access.TicketID
	Client, Specialist Person
	Reason             string
	At                 time.Time
	LiftedAt           time.Time // zero: the ban stands
	LiftedBy           Person
	LiftedWhy          string
}

const filedLimit = 200

// Filed lists each client's newest report of each specialist in the departments that the actor leads: first those whose ban stands, the newest first, at most 200.
// Right: remote.lift; who leads none, and of reports about themselves, has none.
func (d *Desk) Filed(ctx context.Context, who access.Actor) ([]Filed, error) {
	shown := []Filed{}
	leads := who.Departments(access.Lead)
	if len(leads) == 0 {
		return shown, nil
	}
	marks, args := make([]string, len(leads)), make([]any, len(leads))
	for i, l := range leads {
		marks[i], args[i] = fmt.Sprintf("$%d", i+1), string(l)
	}
	return shown, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := db.All(ctx, tx, scanFiled, fmt.Sprintf(`SELECT b.session, s.ticket, b.client, b.specialist, b.reason, b.at, b.lifted, b.lifted_by, b.lifted_why
			FROM remote_ban b JOIN remote_session s ON s.id = b.session JOIN ticket t ON t.id = s.ticket WHERE t.department IN (%s)
			ORDER BY CASE WHEN b.lifted IS NULL THEN 0 ELSE 1 END, b.at DESC, b.session LIMIT %d`, strings.Join(marks, ", "), filedLimit), args...)
		for _, f := range all {
			thing, err := d.Tickets.Facts(ctx, tx, f.Ticket)
			if err != nil {
				return err
			}
			thing.Kind, thing.ID, thing.Requester, thing.Specialist = "remote", f.Session, f.Client.ID, f.Specialist.ID
			if access.Ask(&who, access.RemoteLift, &thing) == nil && !concerns(who, f.Client.ID, f.Specialist.ID) {
				shown = append(shown, f)
			}
		}
		if err != nil {
			return err
		}
		return d.named(ctx, tx, shown)
	})
}

func scanFiled(s db.Scanner) (f Filed, err error) {
	var at int64
	var lifted sql.NullInt64
	err = s.Scan(&f.Session, &f.Ticket, &f.Client.ID, &f.Specialist.ID, &f.Reason, &at, &lifted, &f.LiftedBy.ID, &f.LiftedWhy)
	f.At, f.LiftedAt = db.Time(at), db.TimeOrZero(lifted)
	return f, err
}

// concerns reports whether it is a matter of the actor's own: then somebody else decides.
func concerns(who access.Actor, sides ...access.AccountID) bool {
	return slices.Contains(sides, who.Account)
}

func (d *Desk) named(ctx context.Context, tx *db.Tx, all []Filed) error {
	var ids []access.AccountID
	for _, f := range all {
		ids = append(ids, f.Client.ID, f.Specialist.ID, f.LiftedBy.ID)
	}
	names, err := d.Accounts.Names(ctx, tx, ids)
	for i := range all {
		for _, p := range []*Person{&all[i].Client, &all[i].Specialist, &all[i].LiftedBy} {
			p.Name = names[p.ID]
		}
	}
	return err
}

// Lift lets who was reported in the session ask the client again, who is written to; they may report again. Right: remote.lift, of a lead of the department who is no side of it.
// Faults: absent, denied, invalid (why), remote_not_banned.
func (d *Desk) Lift(ctx context.Context, who access.Actor, id, why string) error {
	if !slices.Contains(Lifts, why) {
		return fault.ErrInvalid.At("why")
	}
	_, err := d.change(ctx, who, id, access.RemoteLift, func(ctx context.Context, w *work) error {
		if concerns(who, w.row.client, w.row.specialist) {
			return fault.ErrDenied
		}
		n, err := w.tx.Exec(ctx, `UPDATE remote_ban SET lifted = $3, lifted_by = $4, lifted_why = $5 WHERE specialist = $1 AND client = $2 AND session = $6 AND lifted IS NULL`,
			string(w.row.specialist), string(w.row.client), db.Micros(w.now), string(who.Account), why, w.row.id)
		if err == nil && n == 0 {
			err = ErrUnbanned
		}
		w.entry["why"] = why
		w.write(w.row.client, letterLifted)
		return err
	})
	return err
}
