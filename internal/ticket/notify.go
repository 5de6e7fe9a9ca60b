package ticket

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// Kinds of jobs. Each writes one letter that says that something is there, with a link, and never what it is.
const (
	answerJob   = "ticket.answer"
	openedJob   = "ticket.opened"
	assignedJob = "ticket.assigned"
)

// letter is the payload: whom to write to, about which ticket.
type letter struct {
	Ticket  access.TicketID  `json:"ticket"`
	Account access.AccountID `json:"account"`
}

func (d *Desk) register() {
	d.Jobs.Handle(orphanJob, d.removeOrphans)
	d.Jobs.Handle(answerJob, d.writer("answer", func(s notice) bool { return s.mailed }))
	d.Jobs.Handle(openedJob, d.writer("ticket_opened", func(notice) bool { return true }))
	d.Jobs.Handle(assignedJob, d.writer("assigned", func(s notice) bool { return s.t.assignee == s.to.ID }))
}

// post asks for a letter to be written after the commit, where letters are sent at all.
func (w *work) post(ctx context.Context, kind string, to access.AccountID) error {
	if !w.Accounts.Mails() {
		return nil
	}
	return w.Jobs.Add(ctx, w.tx, kind, letter{Ticket: w.t.id, Account: to})
}

// notice is what a letter is made of.
type notice struct {
	t      stored
	to     account.Contact
	mailed bool // the mail about an answer is still due: they have not read it meanwhile
}

// writer composes at the time of sending: who has lost sight of the ticket, left or read meanwhile is not written to.
func (d *Desk) writer(code string, due func(notice) bool) func(context.Context, job.Job) error {
	return func(ctx context.Context, j job.Job) error {
		var l letter
		if err := json.Unmarshal(j.Payload, &l); err != nil {
			return job.Hopeless(err)
		}
		n, err := d.notice(ctx, l)
		if err != nil && fault.KindOf(err) == fault.Absent {
			return nil
		}
		if err != nil {
			return err
		}
		if !due(n) {
			return nil
		}
		return d.Accounts.Deliver(ctx, j, n.to, code, map[string]string{"number": itoa(n.t.number), "ticket": string(n.t.id)})
	}
}

func (d *Desk) notice(ctx context.Context, l letter) (n notice, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if n.t, err = load(ctx, tx, l.Ticket); err != nil {
			return err
		}
		who, err := d.Accounts.ActorOf(ctx, tx, l.Account)
		if err != nil {
			return err
		}
		if _, err := access.Check(who, access.TicketSee, n.t.thing()); err != nil {
			return fault.ErrAbsent
		}
		if n.to, err = d.Accounts.Contact(ctx, tx, l.Account); err != nil {
			return err
		}
		mailed, err := db.All(ctx, tx, db.Value[bool], `SELECT mailed FROM ticket_own WHERE ticket = $1 AND account = $2`, string(l.Ticket), string(l.Account))
		n.mailed = len(mailed) > 0 && mailed[0]
		return err
	})
	return n, err
}
