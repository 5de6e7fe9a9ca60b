package deal

import (
	"context"
	"database/sql"
	"errors"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/vault"
)

// briefLimit bounds a brief and an application, in runes.
const briefLimit = 5_000

const (
	applied   = "applied"
	invited   = "invited"
	withdrawn = "withdrawn"
)

func briefPlace(id CallID) vault.Place {
	return vault.Place{Kind: "deal.call", Row: string(id), Field: "brief"}
}

func applicationPlace(id CallID, a access.AccountID) vault.Place {
	return vault.Place{Kind: "deal.application", Row: string(id) + "/" + string(a), Field: "text"}
}

// OpenCall lets specialists apply to the ticket. They see the brief, never the ticket. Again writes the brief anew.
// Right: call.open. Faults: absent, denied, invalid, too_large.
func (d *Deals) OpenCall(ctx context.Context, who access.Actor, t access.TicketID, brief string) (id CallID, err error) {
	if brief, err = text("brief", brief, briefLimit, false); err != nil {
		return "", err
	}
	err = d.ticketTx(ctx, who, t, access.CallOpen, audit.Params{"what": "open"}, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		id, err = db.One(ctx, tx, db.Value[CallID], `SELECT id FROM deal_call WHERE ticket = $1`, string(t))
		if errors.Is(err, fault.ErrAbsent) {
			id, err = access.NewID[CallID](), nil
		}
		if err != nil {
			return err
		}
		sealed, err := d.seal(ctx, g, briefPlace(id), brief)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO deal_call (id, ticket, brief, is_open, opened, version) VALUES ($1, $2, $3, $4, $5, 1)
			ON CONFLICT (ticket) DO UPDATE SET brief = excluded.brief, is_open = excluded.is_open, version = deal_call.version + 1`,
			string(id), string(t), sealed, true, db.Micros(d.Clock.Now()))
		return err
	})
	return id, err
}

// CloseCall ends the call; who applied stays known. Right: call.open. Faults: absent.
func (d *Deals) CloseCall(ctx context.Context, who access.Actor, t access.TicketID) error {
	return d.ticketTx(ctx, who, t, access.CallOpen, audit.Params{"what": "close"}, func(ctx context.Context, tx *db.Tx, _ access.Grant) error {
		n, err := tx.Exec(ctx, `UPDATE deal_call SET is_open = $2, version = version + 1 WHERE ticket = $1`, string(t), false)
		if err == nil && n == 0 {
			err = fault.ErrAbsent
		}
		return err
	})
}

// ticketTx runs fn with a recorded grant on the ticket.
func (d *Deals) ticketTx(ctx context.Context, who access.Actor, t access.TicketID, act access.Action, p audit.Params, fn func(context.Context, *db.Tx, access.Grant) error) error {
	if err := d.Vault.Warm(ctx, []access.TicketID{t}); err != nil {
		return err
	}
	return d.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		facts, err := d.Desk.Facts(ctx, tx, t)
		if err != nil {
			return err
		}
		g, err := access.Check(who, act, facts)
		if err != nil {
			return err
		}
		if err := d.Log.Append(ctx, tx, g, p); err != nil {
			return err
		}
		return fn(ctx, tx, g)
	})
}

// called is a call, sealed, as somebody sees it.
type called struct {
	Call
	ticket access.TicketID
	sealed []byte
	opened int64
	grant  access.Grant
}

const callColumns = `c.id, c.ticket, c.brief, c.is_open, c.opened, c.version, a.state`

func scanCall(s db.Scanner) (c called, err error) {
	var state sql.NullString
	err = s.Scan(&c.ID, &c.ticket, &c.sealed, &c.Open, &c.opened, &c.Version, &state)
	c.OpenedAt, c.Applied = db.Time(c.opened), state.String
	if c.Applied == invited {
		c.Call.Ticket = c.ticket
	}
	return c, err
}

// allow asks the rules for a specialist. Only open calls, and those one has applied to, are things at all; whose request it
// is sees their own through [Deals.Applications].
func (d *Deals) allow(ctx context.Context, tx *db.Tx, who access.Actor, act access.Action, c *called) (err error) {
	facts, err := d.Desk.Facts(ctx, tx, c.ticket)
	if err != nil {
		return err
	}
	if !c.Open && c.Applied == "" || facts.Requester == who.Account {
		return fault.ErrAbsent
	}
	c.grant, err = access.Check(who, act, access.Thing{Kind: "call", ID: string(c.ID), Ticket: c.ticket, Organisation: facts.Organisation})
	return err
}

// Calls lists open calls, newest first. Right: call.read, for each. Faults: invalid (cursor).
func (d *Deals) Calls(ctx context.Context, who access.Actor, at string, limit int) (all []Call, next string, err error) {
	from, err := cursor.Read(d.Vault, "deal "+"calls", who.Account, at)
	if err != nil {
		return nil, "", err
	}
	var list []called
	var more bool
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, more, err = d.callPage(ctx, tx, who, from, size(limit))
		return err
	}); err != nil || len(list) == 0 {
		return []Call{}, "", err
	}
	if all, err = d.openCalls(ctx, list); err != nil {
		return nil, "", err
	}
	if last := list[len(list)-1]; more {
		next = cursor.Write(d.Vault, "deal "+"calls", who.Account, cursor.Mark{At: last.opened, ID: string(last.ID)})
	}
	return all, next, nil
}

func (d *Deals) callPage(ctx context.Context, tx *db.Tx, who access.Actor, from cursor.Mark, limit int) (list []called, more bool, err error) {
	for {
		batch, err := db.All(ctx, tx, scanCall, `SELECT `+callColumns+` FROM deal_call c LEFT JOIN deal_application a ON a.call = c.id AND a.specialist = $1
			WHERE c.is_open AND (c.opened < $2 OR c.opened = $2 AND c.id < $3) ORDER BY c.opened DESC, c.id DESC LIMIT $4`,
			string(who.Account), from.At, from.ID, limit+1)
		if err != nil {
			return nil, false, err
		}
		for _, c := range batch {
			from = cursor.Mark{At: c.opened, ID: string(c.ID)}
			if err := d.allow(ctx, tx, who, access.CallRead, &c); err != nil {
				continue
			}
			if len(list) == limit {
				return list, true, nil
			}
			list = append(list, c)
		}
		if len(batch) <= limit {
			return list, false, nil
		}
	}
}

// openCalls puts the page on the record and then opens its briefs.
func (d *Deals) openCalls(ctx context.Context, list []called) ([]Call, error) {
	grants, ids := make([]access.Grant, len(list)), make([]access.TicketID, len(list))
	for i, c := range list {
		grants[i], ids[i] = c.grant, c.ticket
	}
	if err := d.Vault.Warm(ctx, ids); err != nil {
		return nil, err
	}
	if err := d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return d.Log.AppendList(ctx, tx, grants, audit.Params{"what": "calls"})
	}); err != nil {
		return nil, err
	}
	all := make([]Call, len(list))
	for i, c := range list {
		if err := d.openWords(ctx, c.grant, briefPlace(c.ID), c.sealed, &c.Brief); err != nil {
			return nil, err
		}
		all[i] = c.Call
	}
	return all, nil
}

// Apply answers an open call, or writes an application anew. Right: call.apply. Faults: absent, invalid, too_large,
// call_full.
func (d *Deals) Apply(ctx context.Context, who access.Actor, id CallID, words string) (err error) {
	if words, err = text("text", words, briefLimit, false); err != nil {
		return err
	}
	return d.application(ctx, who, id, "apply", func(ctx context.Context, tx *db.Tx, c called) error {
		if !c.Open || c.Applied == invited {
			return ErrState
		}
		n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM deal_application WHERE call = $1 AND state <> 'withdrawn' AND specialist <> $2`, string(id), string(who.Account))
		if err != nil {
			return err
		}
		if n >= ApplicationsLimit {
			return ErrFull
		}
		sealed, err := d.seal(ctx, c.grant, applicationPlace(id, who.Account), words)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO deal_application (call, specialist, text, state, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (call, specialist) DO UPDATE SET text = excluded.text, state = excluded.state, at = excluded.at`,
			string(id), string(who.Account), sealed, applied, db.Micros(d.Clock.Now()))
		return err
	})
}

// Unapply takes an application back. Right: call.apply. Faults: absent, deal_state.
func (d *Deals) Unapply(ctx context.Context, who access.Actor, id CallID) error {
	return d.application(ctx, who, id, "unapply", func(ctx context.Context, tx *db.Tx, _ called) error {
		n, err := tx.Exec(ctx, `UPDATE deal_application SET state = $3 WHERE call = $1 AND specialist = $2 AND state = $4`, string(id), string(who.Account), withdrawn, applied)
		if err == nil && n == 0 {
			err = ErrState
		}
		return err
	})
}

func (d *Deals) application(ctx context.Context, who access.Actor, id CallID, what string, fn func(context.Context, *db.Tx, called) error) error {
	var t access.TicketID
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = db.One(ctx, tx, db.Value[access.TicketID], `SELECT ticket FROM deal_call WHERE id = $1`, string(id))
		return err
	}); err != nil {
		return err
	}
	if err := d.Vault.Warm(ctx, []access.TicketID{t}); err != nil {
		return err
	}
	return d.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := db.One(ctx, tx, scanCall, `SELECT `+callColumns+` FROM deal_call c LEFT JOIN deal_application a ON a.call = c.id AND a.specialist = $2
			WHERE c.id = $1`, string(id), string(who.Account))
		if err != nil {
			return err
		}
		if err := d.allow(ctx, tx, who, access.CallApply, &c); err != nil {
			return err
		}
		if err := d.Log.Append(ctx, tx, c.grant, audit.Params{"what": what}); err != nil {
			return err
		}
		return fn(ctx, tx, c)
	})
}

// Applications shows the ticket's call, nil when there never was one, and who applied, first come first. Right: call.answers. Faults: absent.
func (d *Deals) Applications(ctx context.Context, who access.Actor, t access.TicketID) (call *Call, all []Application, err error) {
	var c called
	var none bool
	var sealed [][]byte
	var g access.Grant
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		facts, err := d.Desk.Facts(ctx, tx, t)
		if err != nil {
			return err
		}
		if g, err = access.Check(who, access.CallAnswers, facts); err != nil {
			return err
		}
		if c, err = db.One(ctx, tx, scanCall, `SELECT c.id, c.ticket, c.brief, c.is_open, c.opened, c.version, NULL FROM deal_call c WHERE c.ticket = $1`, string(t)); errors.Is(err, fault.ErrAbsent) {
			none = true
			return nil
		} else if err != nil {
			return err
		}
		all, sealed, err = d.applicants(ctx, tx, c.ID)
		return err
	}); err != nil || none {
		return nil, nil, err
	}
	if err := d.recorded(ctx, g, audit.Params{"what": "applications"}); err != nil {
		return nil, nil, err
	}
	for i := range all {
		if err := d.openWords(ctx, g, applicationPlace(c.ID, all[i].Specialist.ID), sealed[i], &all[i].Text); err != nil {
			return nil, nil, err
		}
	}
	err = d.openWords(ctx, g, briefPlace(c.ID), c.sealed, &c.Brief)
	return &c.Call, all, err
}

func (d *Deals) applicants(ctx context.Context, tx *db.Tx, id CallID) (all []Application, sealed [][]byte, err error) {
	all, err = db.All(ctx, tx, func(s db.Scanner) (a Application, err error) {
		var at int64
		var b []byte
		err = s.Scan(&a.Specialist.ID, &b, &a.State, &at)
		a.At, sealed = db.Time(at), append(sealed, b)
		return a, err
	}, `SELECT specialist, text, state, at FROM deal_application WHERE call = $1 AND state <> 'withdrawn' ORDER BY at, specialist`, string(id))
	if err != nil {
		return nil, nil, err
	}
	people := []access.AccountID{}
	for _, a := range all {
		people = append(people, a.Specialist.ID)
	}
	names, err := d.Accounts.Names(ctx, tx, people)
	for i := range all {
		all[i].Specialist.Name = names[all[i].Specialist.ID]
	}
	return all, sealed, err
}

// Invite calls a specialist to the case, so that they may read it and make an offer. Right: call.invite. Faults: absent,
// invalid (not an active specialist), deal_with_oneself.
func (d *Deals) Invite(ctx context.Context, who access.Actor, t access.TicketID, specialist access.AccountID) error {
	return d.ticketTx(ctx, who, t, access.CallInvite, audit.Params{"account": string(specialist)}, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		if g.Thing().Requester == specialist {
			return ErrSelf
		}
		if err := d.Desk.Call(ctx, tx, g, t, specialist); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE deal_application SET state = $3 WHERE specialist = $2 AND call = (SELECT id FROM deal_call WHERE ticket = $1)`,
			string(t), string(specialist), invited)
		return err
	})
}
