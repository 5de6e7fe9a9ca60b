package assurance

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/fault"
	"surety/internal/ticket"
)

// Answer is how safe a client feels.
type Answer struct {
	Score    int    // 1 to 5
	Text     string // may be empty
	Security bool   // whom a low answer calls: a security officer, instead of the department's lead
}

const (
	scoreLeast = 1
	scoreMost  = 5
)

// Answer says how safe the client feels, once per report; it can be said anew until the next one. A low answer opens a follow-up.
// Neither the record's entry nor a letter has the answer in it. Right: assurance.answer. Faults: absent, invalid, too_large, report_past.
func (d *Desk) Answer(ctx context.Context, who access.Actor, id string, a Answer) error {
	if a.Score < scoreLeast || a.Score > scoreMost {
		return ErrScore
	}
	var err error
	if strings.TrimSpace(a.Text) == "" {
		a.Text = ""
	} else if a.Text, err = ticket.Words("text", a.Text, WordsLimit); err != nil {
		return err
	}
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowOf(ctx, tx, id, false)
		if err != nil {
			return err
		}
		return d.Vault.Warm(ctx, []access.TicketID{r.ticket})
	}); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.answer(ctx, tx, who, id, a) })
}

func (d *Desk) answer(ctx context.Context, tx *db.Tx, who access.Actor, id string, a Answer) error {
	r, err := rowOf(ctx, tx, id, true)
	if err != nil {
		return err
	}
	t, err := d.Tickets.Facts(ctx, tx, r.ticket)
	if err != nil {
		return err
	}
	g, err := access.Check(who, access.AssuranceAnswer, told(t))
	if err != nil {
		return err
	}
	later, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM assurance_report WHERE ticket = $1 AND from_leaf > $2`, string(r.ticket), r.from)
	if err == nil && later > 0 {
		err = ErrPast
	}
	if err != nil {
		return err
	}
	if err := d.Log.Append(ctx, tx, g, audit.Params{"report": id}); err != nil {
		return err
	}
	var sealed []byte
	if a.Text != "" {
		if sealed, err = d.Vault.Seal(ctx, g, wordsPlace(id), []byte(a.Text)); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE assurance_report SET score = $2, words = $3, answered = $4 WHERE id = $1`, id, int64(a.Score), sealed, db.Micros(d.Clock.Now())); err != nil {
		return err
	}
	if a.Score > LowScore {
		return nil
	}
	return d.followUp(ctx, tx, r, t, a.Security)
}

// followUp calls somebody, once per report; who is called can be changed while nobody answered.
func (d *Desk) followUp(ctx context.Context, tx *db.Tx, r row, t access.Thing, security bool) error {
	f, err := db.One(ctx, tx, scanFollowUp, `SELECT `+followColumns+` FROM follow_up WHERE report = $1`, r.id)
	if err != nil && !errors.Is(err, fault.ErrAbsent) {
		return err
	}
	isNew := err != nil
	desk, whom, err := d.deskFor(ctx, tx, t, security)
	if err != nil || f.answered.Valid || f.desk == desk {
		return err
	}
	if isNew {
		now := d.Clock.Now()
		f = followUp{id: access.NewID[string](), report: r.id, ticket: r.ticket, made: db.Micros(now), due: db.Micros(deadline.BusinessDays(now, FollowDays, d.Weekend...))}
	}
	f.desk = desk
	if err := f.put(ctx, tx); err != nil {
		return err
	}
	if err := d.Clocks.Set(ctx, tx, deadline.Deadline{Kind: followClock, Subject: f.id, Turn: "follow_up", Due: db.Time(f.due)}); err != nil {
		return err
	}
	return d.call(ctx, tx, f, letterFollowUp, whom)
}

// deskFor is who is called: a department's leads, security officers, or those of the two that there are.
func (d *Desk) deskFor(ctx context.Context, tx *db.Tx, t access.Thing, security bool) (desk string, whom []access.AccountID, err error) {
	leads, err := d.leads(ctx, tx, t.Department)
	if err != nil {
		return "", nil, err
	}
	officers, err := d.Accounts.Holders(ctx, tx, access.Security)
	if err != nil {
		return "", nil, err
	}
	officers, err = d.without(ctx, tx, officers, t)
	if (security || len(leads) == 0) && len(officers) > 0 {
		return securityDesk, officers, err
	}
	return string(t.Department), leads, err
}

// without leaves out the officers who have a hand in the case.
func (d *Desk) without(ctx context.Context, tx *db.Tx, officers []access.AccountID, t access.Thing) (free []access.AccountID, err error) {
	t.Kind = "concern"
	for _, o := range officers {
		who, err := d.Accounts.ActorOf(ctx, tx, o)
		if err != nil {
			return nil, err
		}
		if access.Ask(&who, access.FollowUpRead, &t) == nil {
			free = append(free, o)
		}
	}
	return free, nil
}

func (d *Desk) leads(ctx context.Context, tx *db.Tx, dep access.DepartmentID) (ids []access.AccountID, err error) {
	staff, err := d.Accounts.Staff(ctx, tx, []access.DepartmentID{dep}, "")
	for _, s := range staff {
		if s.Post == access.Lead {
			ids = append(ids, s.ID)
		}
	}
	return ids, err
}

func (d *Desk) call(ctx context.Context, tx *db.Tx, f followUp, code string, whom []access.AccountID) error {
	for _, a := range whom {
		if err := d.post(ctx, tx, letter{Account: a, Code: code, FollowUp: f.id, Until: f.due}); err != nil {
			return err
		}
	}
	return nil
}

// overdue calls who is to answer, and all security officers, each day anew. It decides nothing.
func (d *Desk) overdue(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	f, err := followUpOf(ctx, tx, x.Subject, false)
	if err != nil || f.answered.Valid {
		return err
	}
	t, err := d.Tickets.Facts(ctx, tx, f.ticket)
	if err != nil {
		return err
	}
	_, whom, err := d.deskFor(ctx, tx, t, f.desk == securityDesk)
	if err != nil {
		return err
	}
	if err := d.call(ctx, tx, f, letterOverdue, whom); err != nil {
		return err
	}
	x.Due = d.Clock.Now().Add(sweepEvery)
	return d.Clocks.Set(ctx, tx, x)
}

func (d *Desk) holdFollowUp(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	_, err := followUpOf(ctx, tx, x.Subject, true)
	return err
}

const securityDesk = "security"

// followUp is one as it lies in its table.
type followUp struct {
	id, report string
	ticket     access.TicketID
	desk       string
	made, due  int64
	answered   sql.NullInt64
	by         access.AccountID
	words      []byte
}

const followColumns = `id, report, ticket, desk, made, due, answered, answered_by, words`

func scanFollowUp(s db.Scanner) (f followUp, err error) {
	return f, s.Scan(&f.id, &f.report, &f.ticket, &f.desk, &f.made, &f.due, &f.answered, &f.by, &f.words)
}

func followUpOf(ctx context.Context, tx *db.Tx, id string, hold bool) (followUp, error) {
	query := `SELECT ` + followColumns + ` FROM follow_up WHERE id = $1`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	return db.One(ctx, tx, scanFollowUp, query, id)
}

func (f followUp) put(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO follow_up (`+followColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET desk = excluded.desk, answered = excluded.answered, answered_by = excluded.answered_by, words = excluded.words`,
		f.id, f.report, string(f.ticket), f.desk, f.made, f.due, f.answered, string(f.by), f.words)
	return err
}

// thing is the follow-up with the facts that decide who may answer it.
func (f followUp) thing(t access.Thing) access.Thing {
	t.Kind, t.ID = "follow_up", f.id
	if f.desk == securityDesk {
		t.Kind = "concern"
	}
	return t
}
