package dispute

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/live"
)

// Request is somebody who lost too many disputes and asks to begin another. It holds no words: those are said in the dispute.
type Request struct {
	Deal       deal.ID          `json:"deal"`
	Milestone  deal.MilestoneID `json:"milestone"`
	Ticket     access.TicketID  `json:"ticket"`
	By         Person           `json:"by"`
	Other      Person           `json:"other"`
	Currency   escrow.Currency  `json:"currency"`
	StakeMinor int64            `json:"stakeMinor"`
	Decided    int64            `json:"decided"` // in twelve months, of those that they began
	Lost       int64            `json:"lost"`
	At         time.Time        `json:"at"`
}

const requestsLimit = 200

// Ask asks the leads of the ticket's department for their consent to a dispute that the published limits keep the actor from
// beginning. Once more does nothing. Right: dispute.open. Faults: absent, denied, dispute_nothing_held, dispute_state (no
// consent is needed).
func (d *Disputes) Ask(ctx context.Context, who access.Actor, m deal.MilestoneID) error {
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := d.Deals.CaseOf(ctx, tx, m)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.DisputeOpen, c.Thing)
		if err != nil {
			return err
		}
		if c.HeldMinor <= 0 {
			return ErrNothing
		}
		_, decided, lost, err := d.history(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		if !isSerial(decided, lost) {
			return ErrState
		}
		n, err := tx.Exec(ctx, `INSERT INTO dispute_request (milestone, account, at) VALUES ($1, $2, $3) ON CONFLICT (milestone, account) DO NOTHING`,
			string(m), string(who.Account), db.Micros(d.Clock.Now()))
		if err != nil || n == 0 {
			return err
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"milestone": string(m), "what": "request"}); err != nil {
			return err
		}
		return d.alert(ctx, tx, c)
	})
}

// alert writes to the leads that somebody asks.
func (d *Disputes) alert(ctx context.Context, tx *db.Tx, c deal.Case) error {
	leads, err := d.leads(ctx, tx, c)
	if err != nil {
		return err
	}
	for _, a := range leads {
		if err := d.post(ctx, tx, notice{Milestone: c.Milestone, Account: a, Code: letterRequest}); err != nil {
			return err
		}
	}
	return d.publishCase(tx, c, leads)
}

// publishCase tells screens that something about the milestone's disputes changed, before there is one.
func (d *Disputes) publishCase(tx *db.Tx, c deal.Case, to []access.AccountID) error {
	b, err := json.Marshal(map[string]string{"dispute": string(c.Milestone), "deal": string(c.Deal)})
	if err != nil {
		return err
	}
	tx.AfterCommit(func() {
		for _, a := range to {
			d.Live.Publish(live.Event{Name: live.Dispute, Ticket: c.Thing, Account: a, Data: b})
		}
	})
	return nil
}

// leads are those of the ticket's department who are no side of the deal.
func (d *Disputes) leads(ctx context.Context, tx *db.Tx, c deal.Case) (all []access.AccountID, err error) {
	staff, err := d.Accounts.Staff(ctx, tx, []access.DepartmentID{c.Thing.Department}, "")
	for _, p := range staff {
		if p.Post == access.Lead && p.ID != c.Client && p.ID != c.Specialist {
			all = append(all, p.ID)
		}
	}
	return all, err
}

// Consent lets somebody begin one dispute on the milestone although they lost too many; Refuse does not. Who asked is told.
// Right: dispute.consent, a lead of the ticket's department, who is no side of it. Faults: absent, denied, invalid (account:
// not a side).
func (d *Disputes) Consent(ctx context.Context, who access.Actor, m deal.MilestoneID, to access.AccountID) error {
	return d.answerRequest(ctx, who, m, to, letterAllowed, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO dispute_consent (milestone, account, lead, at) VALUES ($1, $2, $3, $4) ON CONFLICT (milestone, account) DO NOTHING`,
			string(m), string(to), string(who.Account), db.Micros(d.Clock.Now()))
		return err
	})
}

// Refuse answers a request with no; they may ask again. Right and faults: as [Disputes.Consent], and absent where nobody asks.
func (d *Disputes) Refuse(ctx context.Context, who access.Actor, m deal.MilestoneID, to access.AccountID) error {
	return d.answerRequest(ctx, who, m, to, letterDenied, nil)
}

func (d *Disputes) answerRequest(ctx context.Context, who access.Actor, m deal.MilestoneID, to access.AccountID, code string, consent func(ctx context.Context, tx *db.Tx) error) error {
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := d.Deals.CaseOf(ctx, tx, m)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.DisputeConsent, c.Thing)
		if err != nil {
			return err
		}
		if who.Account == c.Client || who.Account == c.Specialist {
			return fault.ErrDenied
		}
		if to != c.Client && to != c.Specialist {
			return fault.ErrInvalid.At("account")
		}
		asked, err := tx.Exec(ctx, `DELETE FROM dispute_request WHERE milestone = $1 AND account = $2`, string(m), string(to))
		if err == nil && asked == 0 && consent == nil {
			err = fault.ErrAbsent
		}
		if err != nil {
			return err
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"milestone": string(m), "account": string(to), "what": code}); err != nil {
			return err
		}
		if consent != nil {
			if err := consent(ctx, tx); err != nil {
				return err
			}
		}
		return d.post(ctx, tx, notice{Milestone: m, Account: to, Code: code})
	})
}

// concernedBy is [Disputes.concerned] for letters about a request.
func (d *Disputes) concernedBy(ctx context.Context, tx *db.Tx, n notice) (deal.ID, bool, error) {
	c, err := d.Deals.CaseOf(ctx, tx, n.Milestone)
	if err != nil {
		return "", false, err
	}
	if n.Code != letterRequest {
		return c.Deal, n.Account == c.Client || n.Account == c.Specialist, nil
	}
	leads, err := d.leads(ctx, tx, c)
	return c.Deal, slices.Contains(leads, n.Account), err
}

// Requests lists those that wait for the actor's consent, oldest first, at most 200. Right: dispute.consent.
func (d *Disputes) Requests(ctx context.Context, who access.Actor) ([]Request, error) {
	shown := []Request{}
	return shown, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		type asked struct {
			m  deal.MilestoneID
			by access.AccountID
			at int64
		}
		all, err := db.All(ctx, tx, func(s db.Scanner) (a asked, err error) { return a, s.Scan(&a.m, &a.by, &a.at) },
			`SELECT milestone, account, at FROM dispute_request ORDER BY at, milestone, account`)
		for _, a := range all {
			if len(shown) == requestsLimit {
				break
			}
			c, err := d.Deals.CaseOf(ctx, tx, a.m)
			if err != nil {
				return err
			}
			if !may(who, access.DisputeConsent, c.Thing) || c.HeldMinor <= 0 || c.State == deal.Disputed {
				continue
			}
			r, err := d.request(ctx, tx, c, a.by)
			if err != nil {
				return err
			}
			r.At = db.Time(a.at)
			shown = append(shown, r)
		}
		return err
	})
}

func (d *Disputes) request(ctx context.Context, tx *db.Tx, c deal.Case, by access.AccountID) (r Request, err error) {
	other := c.Client
	if by == c.Client {
		other = c.Specialist
	}
	names, err := d.Accounts.Names(ctx, tx, []access.AccountID{by, other})
	if err != nil {
		return r, err
	}
	r = Request{Deal: c.Deal, Milestone: c.Milestone, Ticket: c.Ticket, By: Person{by, names[by]}, Other: Person{other, names[other]}, Currency: c.Currency, StakeMinor: c.HeldMinor}
	_, r.Decided, r.Lost, err = d.history(ctx, tx, by)
	return r, err
}

// Unattended shows the disputes of the departments that the actor leads that wait for an arbiter while none is free to take
// them: sides and stake, no words. Somebody has to become one. Right: dispute.consent.
func (d *Disputes) Unattended(ctx context.Context, who access.Actor, cursor string, limit int) (Page, error) {
	return d.page(ctx, who, "unattended", seeking, cursor, limit, func(ctx context.Context, tx *db.Tx, r row, c deal.Case, _ []access.AccountID) (bool, error) {
		if !may(who, access.DisputeConsent, c.Thing) {
			return false, nil
		}
		free, err := d.arbiters(ctx, tx, r)
		return len(free) == 0, err
	})
}
