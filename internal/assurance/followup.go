package assurance

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/ticket"
)

// FollowUp is a client who feels unsafe, for who is to answer.
type FollowUp struct {
	ID       string
	Ticket   access.TicketID
	Number   int64
	Client   Person
	Security bool // it went to security officers
	Made     time.Time
	Due      time.Time
	Answered time.Time // zero: not yet
	By       Person
	Score    int
	Words    string // of the client; only when one is read
	Reply    string
}

// FollowUps is one page of a list; Next is empty on the last.
type FollowUps struct {
	Items []FollowUp
	Next  string
}

// FollowUps lists those that the actor may answer, or might have, newest first, without words. Right: follow_up.read; who leads no
// department and is no security officer has none.
func (d *Desk) FollowUps(ctx context.Context, who access.Actor, at string, limit int) (p FollowUps, err error) {
	p.Items = []FollowUp{}
	from, err := cursor.Read(d.Vault, "follow-ups", who.Account, at)
	if err != nil {
		return p, err
	}
	limit = pageOf(limit)
	marks, args := desksOf(who)
	if len(args) == 0 {
		return p, nil
	}
	n := len(args)
	query := fmt.Sprintf(`SELECT `+followColumns+` FROM follow_up WHERE desk IN (`+marks+`) AND (made, id) < ($%d, $%d) ORDER BY made DESC, id DESC LIMIT %d`, n+1, n+2, limit+1)
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := db.All(ctx, tx, scanFollowUp, query, append(args, from.At, from.ID)...)
		if err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			p.Next = cursor.Write(d.Vault, "follow-ups", who.Account, cursor.Mark{At: rows[limit-1].made, ID: rows[limit-1].id})
		}
		p.Items, err = d.listed(ctx, tx, who, rows)
		return err
	})
	return p, err
}

func desksOf(who access.Actor) (marks string, args []any) {
	var all []string
	add := func(desk string) {
		args = append(args, desk)
		all = append(all, fmt.Sprintf("$%d", len(args)))
	}
	for _, dep := range who.Departments(access.Lead) {
		add(string(dep))
	}
	if who.Has(access.Security) {
		add(securityDesk)
	}
	return strings.Join(all, ", "), args
}

func (d *Desk) listed(ctx context.Context, tx *db.Tx, who access.Actor, rows []followUp) ([]FollowUp, error) {
	all, tickets := []FollowUp{}, map[access.TicketID]bool{}
	for _, f := range rows {
		tickets[f.ticket] = true
	}
	held, err := d.Tickets.Held(ctx, tx, keys(tickets)...)
	if err != nil {
		return nil, err
	}
	var people []access.AccountID
	for _, f := range rows {
		thing := f.thing(held[f.ticket].Facts)
		if access.Ask(&who, access.FollowUpRead, &thing) != nil {
			continue
		}
		all = append(all, FollowUp{ID: f.id, Ticket: f.ticket, Number: held[f.ticket].Number, Client: Person{ID: thing.Requester}, Security: f.desk == securityDesk,
			Made: db.Time(f.made), Due: db.Time(f.due), Answered: db.TimeOrZero(f.answered), By: Person{ID: f.by}})
		people = append(people, thing.Requester, f.by)
	}
	names, err := d.Accounts.Names(ctx, tx, people)
	for i := range all {
		all[i].Client.Name, all[i].By.Name = names[all[i].Client.ID], names[all[i].By.ID]
	}
	return all, err
}

// ReadFollowUp shows one with its words. It stands on the record. Right: follow_up.read. Faults: absent.
func (d *Desk) ReadFollowUp(ctx context.Context, who access.Actor, id string) (x FollowUp, err error) {
	var f followUp
	var r row
	var g access.Grant
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if f, err = followUpOf(ctx, tx, id, false); err != nil {
			return err
		}
		if r, err = rowOf(ctx, tx, f.report, false); err != nil {
			return err
		}
		t, err := d.Tickets.Facts(ctx, tx, f.ticket)
		if err != nil {
			return err
		}
		if g, err = access.Check(who, access.FollowUpRead, f.thing(t)); err != nil {
			return err
		}
		all, err := d.listed(ctx, tx, who, []followUp{f})
		if err == nil {
			x = all[0]
		}
		return err
	}); err != nil {
		return x, err
	}
	if err := d.record(ctx, g, audit.Params{"follow_up": id}); err != nil {
		return x, err
	}
	x.Score = int(r.score.Int64)
	if x.Words, err = d.open(ctx, g, wordsPlace(r.id), r.words); err != nil {
		return x, err
	}
	x.Reply, err = d.open(ctx, g, replyPlace(f.id), f.words)
	return x, err
}

// AnswerFollowUp answers the client, who is written to and reads it beside their report. Right: follow_up.answer. Faults: absent, invalid and
// too_large (text), follow_up_answered.
func (d *Desk) AnswerFollowUp(ctx context.Context, who access.Actor, id, text string) error {
	text, err := ticket.Words("text", text, WordsLimit)
	if err != nil {
		return err
	}
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err := followUpOf(ctx, tx, id, false)
		if err != nil {
			return err
		}
		return d.Vault.Warm(ctx, []access.TicketID{f.ticket})
	}); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err := followUpOf(ctx, tx, id, true)
		if err != nil {
			return err
		}
		t, err := d.Tickets.Facts(ctx, tx, f.ticket)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.FollowUpAnswer, f.thing(t))
		if err != nil {
			return err
		}
		if f.answered.Valid {
			return ErrAnswered
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"follow_up": id}); err != nil {
			return err
		}
		if f.words, err = d.Vault.Seal(ctx, g, replyPlace(id), []byte(text)); err != nil {
			return err
		}
		f.answered, f.by = sql.NullInt64{Int64: db.Micros(d.Clock.Now()), Valid: true}, who.Account
		if err := f.put(ctx, tx); err != nil {
			return err
		}
		if err := d.Clocks.Cancel(ctx, tx, followClock, id); err != nil {
			return err
		}
		return d.post(ctx, tx, letter{Account: t.Requester, Code: letterAnswered, Report: f.report})
	})
}
