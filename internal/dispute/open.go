package dispute

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/vault"
)

// Begin opens a dispute on a milestone whose money is held; the statement says why. From that moment its clocks stand and its
// money stays. Right: dispute.open. Faults: absent, denied, deal_state, deal_suspended, dispute_nothing_held, dispute_limit,
// dispute_consent_needed, invalid and too_large (text).
func (d *Disputes) Begin(ctx context.Context, who access.Actor, m deal.MilestoneID, statement string) (id ID, err error) {
	statement, err = clean("text", statement)
	if err != nil {
		return "", err
	}
	if err := d.warmCase(ctx, m); err != nil {
		return "", err
	}
	id = access.NewID[ID]()
	return id, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := d.beginOn(ctx, tx, who, m, id)
		if err != nil {
			return err
		}
		if err := w.mayBegin(ctx); err != nil {
			return err
		}
		if err := w.record(ctx); err != nil {
			return err
		}
		if err := w.Deals.Dispute(ctx, tx, w.grant, m, string(id)); err != nil {
			return err
		}
		if err := w.say(ctx, Statement, 0, statement); err != nil {
			return err
		}
		if err := w.startClock(ctx, ""); err != nil {
			return err
		}
		if err := tx.Made(ctx, string(id)); err != nil {
			return err
		}
		return w.finish(ctx)
	})
}

func (d *Disputes) warmCase(ctx context.Context, m deal.MilestoneID) error {
	var c deal.Case
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = d.Deals.CaseOf(ctx, tx, m)
		return err
	}); err != nil {
		return err
	}
	return d.Vault.Warm(ctx, []access.TicketID{c.Ticket})
}

func (d *Disputes) beginOn(ctx context.Context, tx *db.Tx, who access.Actor, m deal.MilestoneID, id ID) (*work, error) {
	c, err := d.Deals.CaseOf(ctx, tx, m)
	if err != nil {
		return nil, err
	}
	g, err := access.Check(who, access.DisputeOpen, c.Thing)
	if err != nil {
		return nil, err
	}
	r, err := d.fresh(c, id, deal.Nobody, "party")
	if err != nil {
		return nil, err
	}
	r.opener = r.side(who.Account)
	return &work{Disputes: d, tx: tx, row: r, deal: c, side: r.opener, grant: g, now: d.Clock.Now(),
		entry: audit.Params{"dispute": string(id), "milestone": string(m), "deal": string(c.Deal), "way": r.way}}, nil
}

// fresh is a new dispute about all that is held.
func (d *Disputes) fresh(c deal.Case, id ID, opener deal.Side, way string) (row, error) {
	if c.HeldMinor <= 0 {
		return row{}, ErrNothing
	}
	now := db.Micros(d.Clock.Now())
	return row{id: id, milestone: c.Milestone, deal: c.Deal, ticket: c.Ticket, client: c.Client, specialist: c.Specialist, opener: opener, way: way,
		state: Answering, currency: c.Currency, stakeMinor: c.HeldMinor, opened: now, changed: now}, nil
}

// mayBegin holds who begins disputes to the published limits. A lead's consent is used up by it. Beginnings of one person come
// one after the other, so that several at once cannot each miss the others.
func (w *work) mayBegin(ctx context.Context) error {
	who := w.grant.Actor().Account
	if err := alone(ctx, w.tx, who); err != nil {
		return err
	}
	n, err := db.One(ctx, w.tx, db.Value[int64], `SELECT count(*) FROM dispute WHERE milestone = $1 AND opener = $2 AND way = 'party'`,
		string(w.row.milestone), string(w.side))
	if err != nil || n >= int64(Published.OfMilestone) {
		return first(err, ErrTooMany)
	}
	open, decided, lost, err := w.history(ctx, w.tx, who)
	if err != nil {
		return err
	}
	if open >= int64(Published.OpenAtOnce) {
		return ErrTooMany
	}
	if !isSerial(decided, lost) {
		return nil
	}
	n, err = w.tx.Exec(ctx, `DELETE FROM dispute_consent WHERE milestone = $1 AND account = $2`, string(w.row.milestone), string(who))
	w.entry["consent"] = "used"
	if err == nil && n == 0 {
		err = ErrSerial
	}
	return err
}

// alone waits until nobody else begins disputes in the account's name. On SQLite changes are alone anyway.
func alone(ctx context.Context, tx *db.Tx, who access.AccountID) error {
	if tx.Engine() != db.Postgres {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext($1))`, "dispute/"+string(who))
	return err
}

// history counts the disputes that somebody began themselves: those open, and those decided and lost within twelve months.
func (d *Disputes) history(ctx context.Context, tx *db.Tx, who access.AccountID) (open, decided, lost int64, err error) {
	all, err := db.All(ctx, tx, scanDispute, `SELECT `+columns+` FROM dispute WHERE way = 'party' AND (client = $1 AND opener = 'client' OR specialist = $1 AND opener = 'specialist')
		AND (state <> 'closed' OR closed > $2)`, string(who), db.Micros(d.Clock.Now().AddDate(-1, 0, 0)))
	for _, r := range all {
		switch {
		case r.state != Closed:
			open++
		case r.outcome == Decided || r.outcome == Appealed:
			decided++
			if Judged(r.opener, r.releaseMinor, r.stakeMinor) == Lost {
				lost++
			}
		}
	}
	return open, decided, lost, err
}

// Answer says the other side's mind; the time of sealed offers begins. Right: dispute.answer, of the side that did not begin.
// Faults: absent, dispute_state, dispute_other_side, invalid and too_large (text).
func (d *Disputes) Answer(ctx context.Context, who access.Actor, id ID, text string) error {
	text, err := clean("text", text)
	if err != nil {
		return err
	}
	return d.change(ctx, who, id, access.DisputeAnswer, func(ctx context.Context, w *work) error {
		if w.side == w.row.opener {
			return ErrNotYours
		}
		if err := w.happen(ctx, Answer); err != nil {
			return err
		}
		return w.say(ctx, Reply, 0, text)
	})
}

// Withdraw ends a dispute that the actor began, before an arbiter has it: the milestone is where it was, with what was left of
// its clocks. Right: dispute.withdraw. Faults: absent, dispute_state, dispute_other_side.
func (d *Disputes) Withdraw(ctx context.Context, who access.Actor, id ID) error {
	return d.change(ctx, who, id, access.DisputeWithdraw, func(ctx context.Context, w *work) error {
		if w.side != w.row.opener {
			return ErrNotYours
		}
		if err := w.happen(ctx, Withdraw); err != nil {
			return err
		}
		return w.Deals.DropDispute(ctx, w.tx, w.grant, w.row.milestone, string(w.row.id))
	})
}

// Follow opens a dispute on all that the deal still holds, in the transaction of a complaint that was confirmed. Opener is the side whose
// confidence was broken: it can withdraw. Both were heard, so that an arbiter is sought at once, and reads the report. Right: the caller's
// recorded grant for content of the case. Faults: absent, deal_state.
func (d *Disputes) Follow(ctx context.Context, tx *db.Tx, g access.Grant, id deal.ID, opener deal.Side, report string) error {
	held, err := d.Deals.Held(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, m := range held {
		if err := d.follow(ctx, tx, g, m, opener, report); err != nil {
			return err
		}
	}
	return nil
}

func (d *Disputes) follow(ctx context.Context, tx *db.Tx, g access.Grant, m deal.MilestoneID, opener deal.Side, report string) error {
	id := access.NewID[ID]()
	c, err := d.Deals.CaseOf(ctx, tx, m)
	if err != nil {
		return err
	}
	r, err := d.fresh(c, id, opener, "complaint")
	if err != nil {
		return err
	}
	if err := d.Deals.Breached(ctx, tx, g, m, string(id)); err != nil {
		return err
	}
	w := &work{Disputes: d, tx: tx, row: r, deal: c, grant: g, now: d.Clock.Now()}
	w.row.state = Seeking
	if err := w.say(ctx, Finding, 0, report); err != nil {
		return err
	}
	if w.grant, err = access.Check(access.Server("dispute"), access.DisputeClock, r.thing(c, nil)); err != nil {
		return err
	}
	w.entry = audit.Params{"dispute": string(id), "milestone": string(m), "deal": string(c.Deal), "way": r.way}
	if err := w.startClock(ctx, ""); err != nil {
		return err
	}
	return w.finish(ctx)
}

// Kinds of words.
type WordKind string

const (
	Statement WordKind = "statement" // of who began
	Reply     WordKind = "reply"     // of the other side
	Finding   WordKind = "finding"   // the report of the officer who confirmed a complaint
	Proposal  WordKind = "proposal"
	Reasons   WordKind = "award"     // reasons of an award; the sides read them once a second arbiter agrees
	Objection WordKind = "objection" // of the second arbiter, for the first
	Grounds   WordKind = "appeal"    // of an appeal
	Final     WordKind = "decision"  // of the third arbiter
)

// say puts words under the change's own grant, which is about content.
func (w *work) say(ctx context.Context, kind WordKind, amountMinor int64, text string) error {
	w.row.words++
	sealed, err := w.Vault.Seal(ctx, w.grant, wordPlace(w.row.id, w.row.words), []byte(text))
	if err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, `INSERT INTO dispute_word (dispute, n, kind, author, side, amount_minor, text, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(w.row.id), w.row.words, string(kind), string(w.grant.Actor().Account), string(w.side), amountMinor, sealed, db.Micros(w.now))
	return err
}

// Places of sealed values. The ticket is bound by the grant.
func wordPlace(id ID, n int64) vault.Place {
	return vault.Place{Kind: "dispute.word", Row: string(id) + "/" + itoa(n), Field: "text"}
}

func offerPlace(id ID, side deal.Side) vault.Place {
	return vault.Place{Kind: "dispute.offer", Row: string(id) + "/" + string(side), Field: "amount"}
}

// exhibitPlace binds a copy to its own random id: it is sealed before it has a number.
func bytesPlace(exhibit string) vault.Place { return exhibitPlace(exhibit, "bytes") }

func exhibitPlace(exhibit, field string) vault.Place {
	return vault.Place{Kind: "dispute.exhibit", Row: exhibit, Field: field}
}
