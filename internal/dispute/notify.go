package dispute

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/job"
)

// letterJob writes one letter that says that something happened, with a link, and never what it is about.
const letterJob = "dispute.letter"

// notice is a letter to be written.
type notice struct {
	Dispute   ID               `json:"dispute,omitempty"`
	Milestone deal.MilestoneID `json:"milestone,omitempty"` // of a letter about a request to begin one
	Account   access.AccountID `json:"account"`
	Code      string           `json:"code"`
	Until     int64            `json:"until,omitempty"` // microseconds
}

// Codes of letters; their words are in package mail.
const (
	letterOpened     = "dispute_opened"     // to the side that must answer
	letterOffers     = "dispute_offers"     // to both: the time of sealed offers
	letterSeeking    = "dispute_seeking"    // to arbiters: one waits
	letterUnattended = "dispute_unattended" // to leads: one waits and no arbiter is free
	letterRequest    = "dispute_request"    // to leads: somebody asks to begin one although they lost too many
	letterAllowed    = "dispute_allowed"    // to who asked
	letterDenied     = "dispute_denied"     // to who asked
	letterArbiter    = "dispute_arbiter"    // to both: an arbiter decides now
	letterProposed   = "dispute_proposed"   // to both: a proposal can be accepted
	letterAwarded    = "dispute_awarded"    // to both: an award can be appealed
	letterClosed     = "dispute_closed"     // to both
	letterReminder   = "dispute_reminder"   // to whose turn it is
)

// letterOf is the letter to both sides when a state begins.
var letterOf = map[State]string{Offering: letterOffers, Seeking: letterArbiter, Proposed: letterProposed, Awarded: letterAwarded}

// letters asks for those of the state that begins. Arbiters are asked again as long as it waits, the sides told once.
func (w *work) letters(ctx context.Context, from State, until time.Time) error {
	if code := letterOf[w.row.state]; code != "" && from != w.row.state {
		w.write(deal.Both, code, until)
	}
	switch w.row.turn() {
	case w.row.opener.Other():
		if w.row.state == Answering {
			w.write(w.row.turn(), letterOpened, until)
		}
	case arbitersTurn:
		return w.asks(ctx)
	}
	return nil
}

// asks tells the arbiters who may take the dispute that it waits, or, by its turn, that it does not any more; when none may,
// the leads of the ticket's department, so that somebody finds one.
func (w *work) asks(ctx context.Context) error {
	free, err := w.arbiters(ctx, w.tx, w.row)
	code := letterSeeking
	if err == nil && len(free) == 0 {
		free, err = w.leads(ctx, w.tx, w.deal)
		code = letterUnattended
	}
	w.asked = append(w.asked, free...)
	if w.row.turn() != arbitersTurn {
		return err
	}
	for _, a := range free {
		w.sent = append(w.sent, notice{Dispute: w.row.id, Account: a, Code: code})
	}
	return err
}

// write asks for a letter to one side or both, to be posted with the change.
func (w *work) write(to deal.Side, code string, until time.Time) {
	for _, side := range []deal.Side{deal.Client, deal.Specialist} {
		if to != side && to != deal.Both {
			continue
		}
		n := notice{Dispute: w.row.id, Account: w.row.account(side), Code: code}
		if !until.IsZero() {
			n.Until = db.Micros(until)
		}
		w.sent = append(w.sent, n)
	}
}

func (d *Disputes) post(ctx context.Context, tx *db.Tx, n notice) error {
	if !d.Accounts.Mails() {
		return nil
	}
	return d.Jobs.Add(ctx, tx, letterJob, n)
}

// send composes at the time of sending: who has nothing to do with it any more is not written to.
func (d *Disputes) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	to, of, err := d.reader(ctx, n)
	if err != nil {
		return err
	}
	data := map[string]string{"dispute": string(n.Dispute), "deal": string(of)}
	if n.Until != 0 {
		data["until"] = db.Time(n.Until).Format(time.RFC3339)
	}
	return d.Accounts.Deliver(ctx, j, to, n.Code, data)
}

func (d *Disputes) reader(ctx context.Context, n notice) (to account.Contact, of deal.ID, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var concerned bool
		if of, concerned, err = d.concerned(ctx, tx, n); err != nil || !concerned {
			return err
		}
		to, err = d.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if err != nil && fault.KindOf(err) == fault.Absent {
		return account.Contact{}, of, nil
	}
	return to, of, err
}

// concerned: the sides, who judges now, and, while it waits, the arbiters who may take it, or the leads who find one.
func (d *Disputes) concerned(ctx context.Context, tx *db.Tx, n notice) (deal.ID, bool, error) {
	if n.Milestone != "" {
		return d.concernedBy(ctx, tx, n)
	}
	r, c, _, err := d.load(ctx, tx, n.Dispute, false)
	if err != nil {
		return "", false, err
	}
	if r.side(n.Account) != deal.Nobody || slices.Contains(r.judges(), n.Account) {
		return r.deal, true, nil
	}
	if r.turn() != arbitersTurn {
		return r.deal, false, nil
	}
	of, err := d.arbiters(ctx, tx, r)
	if err == nil && n.Code == letterUnattended && len(of) == 0 {
		of, err = d.leads(ctx, tx, c)
	}
	return r.deal, slices.Contains(of, n.Account), err
}
