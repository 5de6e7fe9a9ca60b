package ticket

import (
	"context"
	"encoding/json"
	"errors"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/mail"
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
	if w.Transport == nil {
		return nil
	}
	return w.Jobs.Add(ctx, w.tx, kind, letter{Ticket: w.t.id, Account: to})
}

// notice is what a letter is made of.
type notice struct {
	t            stored
	to           account.Contact
	installation account.Installation
	mailed       bool // the mail about an answer is still due: they have not read it meanwhile
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
		if d.Transport == nil || !n.to.Active || !due(n) { // asked for by a server that had mail
			return nil
		}
		m, err := mail.Compose(mail.Installation{Name: n.installation.Name, URL: d.URL}, n.letter(code))
		if err == nil {
			err = d.Transport.Send(ctx, n.to.Email, m, j.ID)
		}
		if errors.Is(err, mail.ErrRefused) {
			return job.Hopeless(err)
		}
		return err
	}
}

func (n notice) letter(code string) mail.Letter {
	return mail.Letter{To: n.to.Email, Name: n.to.Name, Language: n.to.Language, Calendar: n.to.Calendar, TimeZone: n.to.TimeZone, Code: code,
		Data: map[string]string{"number": itoa(n.t.number), "ticket": string(n.t.id)}}
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
		if n.installation, err = d.Accounts.Installation(ctx, tx); err != nil {
			return err
		}
		mailed, err := db.All(ctx, tx, db.Value[bool], `SELECT mailed FROM ticket_own WHERE ticket = $1 AND account = $2`, string(l.Ticket), string(l.Account))
		n.mailed = len(mailed) > 0 && mailed[0]
		return err
	})
	return n, err
}
