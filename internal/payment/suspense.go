package payment

import (
	"context"
	"errors"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// Kind is what somebody says that an unclear line is.
type Kind string

const (
	ForMilestone Kind = "milestone"   // came in: it is for this milestone
	SendBack     Kind = "send_back"   // came in: back to where it came from
	ToClient     Kind = "to_client"   // came in by card: to where the client of its milestone is paid
	LeaveIt      Kind = "left"        // came in: it stays in suspense, and that is known
	CardPayout   Kind = "card_payout" // came in: the card provider paid out what it held for us
	BankCharge   Kind = "charge"      // went out: the bank's own fee, borne by ours
	Chargeback   Kind = "chargeback"  // went out: the client's bank took it back
)

// Proposal is what one person says of a line, for another to agree with.
type Proposal struct {
	ID        string
	Line      escrow.LineID
	Kind      Kind
	Milestone escrow.MilestoneID
	Proposer  access.AccountID
	Decider   access.AccountID
	State     string // open, approved, refused
}

// Propose says what a line in suspense, or an unexplained one, is. Right: bank.propose. Faults: line_settled,
// proposal_kind, absent.
func (d *Desk) Propose(ctx context.Context, a access.Actor, id escrow.LineID, k Kind, m escrow.MilestoneID) (p Proposal, err error) {
	defer fault.Wrap(&err, "payment: propose")
	p = Proposal{access.NewID[string](), id, k, m, a.Account, "", "open"}
	g, err := d.check(a, access.BankPropose, p.ID)
	if err != nil {
		return p, err
	}
	return p, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err := lineOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := p.suits(l); err != nil {
			return err
		}
		if m != "" {
			if _, err := d.Ledger.Position(ctx, tx, m); err != nil {
				return err
			}
		}
		n, err := tx.Exec(ctx, `INSERT INTO payment_proposal (id, line, kind, milestone, proposer, proposed, decider, state)
			SELECT $1, $2, $3, $4, $5, $6, '', 'open' WHERE NOT EXISTS (SELECT 1 FROM payment_proposal WHERE line = $2 AND state = 'open')`,
			p.ID, string(id), string(k), string(m), string(a.Account), db.Micros(d.Clock.Now()))
		if err == nil && n == 0 || db.IsUnique(err) {
			err = ErrLine
		}
		if err != nil {
			return err
		}
		return errors.Join(tx.Made(ctx, p.ID), d.Log.Append(ctx, tx, g, audit.Params{"line": string(id), "kind": string(k), "milestone": string(m)}))
	})
}

// Proposed reads a proposal that the actor made, for who asks again. Right: bank.propose. Faults: absent.
func (d *Desk) Proposed(ctx context.Context, a access.Actor, id string) (p Proposal, err error) {
	if _, err := d.check(a, access.BankPropose, id); err != nil {
		return p, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT id, line, kind, milestone, proposer, decider, state FROM payment_proposal WHERE id = $1 AND proposer = $2`,
			[]any{id, string(a.Account)}, &p.ID, &p.Line, &p.Kind, &p.Milestone, &p.Proposer, &p.Decider, &p.State)
	})
	return p, err
}

func (p Proposal) suits(l Line) error {
	needs := p.Kind == ForMilestone || p.Kind == Chargeback
	if l.Card && !slices.Contains(cardKinds, p.Kind) || !l.Card && p.Kind == ToClient {
		return ErrKind
	}
	switch p.Kind {
	case ForMilestone, SendBack, ToClient, LeaveIt, CardPayout:
		if l.AmountMinor < 0 || needs != (p.Milestone != "") {
			return ErrKind
		}
	case BankCharge, Chargeback:
		if l.AmountMinor > 0 || needs != (p.Milestone != "") {
			return ErrKind
		}
	default:
		return ErrKind
	}
	if l.State != "suspense" && l.State != "unexplained" && l.State != "left" {
		return ErrLine
	}
	return nil
}

// Approve agrees with another person's proposal, and it is done. Right: bank.approve, with step-up; never who proposed.
// Faults: same_person, line_settled, no_destination, escrow_short, absent.
func (d *Desk) Approve(ctx context.Context, a access.Actor, id string) error {
	return d.decide(ctx, a, id, "approved")
}

// Refuse ends a proposal without effect; who proposed may, too. Right and faults: as Approve.
func (d *Desk) Refuse(ctx context.Context, a access.Actor, id string) error {
	return d.decide(ctx, a, id, "refused")
}

func (d *Desk) decide(ctx context.Context, a access.Actor, id, state string) (err error) {
	defer fault.Wrap(&err, "payment: decide")
	g, err := d.check(a, access.BankApprove, id)
	if err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := db.One(ctx, tx, scanProposal, `SELECT `+proposalColumns+` FROM payment_proposal WHERE id = $1`, id)
		if err != nil {
			return err
		}
		if state == "approved" && p.Proposer == a.Account {
			return ErrSamePerson
		}
		n, err := tx.Exec(ctx, `UPDATE payment_proposal SET state = $2, decider = $3, decided = $4 WHERE id = $1 AND state = 'open'`,
			id, state, string(a.Account), db.Micros(d.Clock.Now()))
		if err != nil || n == 0 {
			return errors.Join(err, ErrLine)
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"line": string(p.Line), "kind": string(p.Kind), "milestone": string(p.Milestone), "decision": state}); err != nil {
			return err
		}
		if state == "refused" {
			return nil
		}
		return d.apply(ctx, tx, g, p)
	})
}

const proposalColumns = `id, line, kind, milestone, proposer, decider, state`

func scanProposal(s db.Scanner) (p Proposal, err error) {
	return p, s.Scan(&p.ID, &p.Line, &p.Kind, &p.Milestone, &p.Proposer, &p.Decider, &p.State)
}

// apply does what two people agreed on.
func (d *Desk) apply(ctx context.Context, tx *db.Tx, g access.Grant, p Proposal) error {
	l, err := lineOf(ctx, tx, p.Line)
	if err != nil {
		return err
	}
	if err := p.suits(l); err != nil {
		return err
	}
	switch p.Kind {
	case ForMilestone:
		return d.identify(ctx, tx, g, l, p.Milestone)
	case SendBack:
		if l.Card {
			return d.cardBack(ctx, tx, l)
		}
		return d.sendBack(ctx, tx, g, l)
	case ToClient:
		return d.toClient(ctx, tx, g, l)
	case CardPayout:
		if _, err := d.Ledger.Collect(ctx, tx, g, escrow.Receipt{Key: "line/" + string(l.ID) + "/collect", Line: l.ID, Currency: l.Currency, AmountMinor: l.AmountMinor}); err != nil {
			return err
		}
		return settle(ctx, tx, l.ID, "resolved", "", "", 0)
	case BankCharge:
		return d.charge(ctx, tx, g, l)
	case Chargeback:
		t, err := d.Ledger.Chargeback(ctx, tx, g, escrow.Order{Key: "line/" + string(l.ID) + "/chargeback", Milestone: p.Milestone, AmountMinor: -l.AmountMinor, Reference: string(l.ID)})
		if err != nil {
			return err
		}
		return settle(ctx, tx, l.ID, "resolved", p.Milestone, "", t.N)
	}
	return settle(ctx, tx, l.ID, "left", l.Milestone, "", 0)
}

// identify gives the money to the milestone's client, and holds it when it is what the milestone waits for.
func (d *Desk) identify(ctx context.Context, tx *db.Tx, g access.Grant, l Line, m escrow.MilestoneID) error {
	r := escrow.Receipt{Key: "line/" + string(l.ID) + "/identify", Milestone: m, Line: l.ID, Currency: l.Currency, AmountMinor: l.AmountMinor}
	if _, err := d.Ledger.Identify(ctx, tx, g, r); err != nil {
		return err
	}
	if err := settle(ctx, tx, l.ID, "resolved", m, "", 0); err != nil {
		return err
	}
	x, err := d.Expected(ctx, tx, m)
	if errors.Is(err, fault.ErrAbsent) || err == nil && (x.State != "open" || x.AmountMinor != l.AmountMinor || x.Currency != l.Currency) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.hold(ctx, tx, g, x, l.ID)
}

// sendBack pays what came in back to the account it came from.
func (d *Desk) sendBack(ctx context.Context, tx *db.Tx, g access.Grant, l Line) error {
	if err := d.open(lineKind, string(l.ID), l.sealed, &l.Entry); err != nil {
		return err
	}
	if _, err := ParseIBAN(l.Entry.Account); err != nil || strings.TrimSpace(l.Entry.Name) == "" {
		return ErrNoAccount
	}
	id := escrow.PayoutID(l.ID)
	from := escrow.Account{Kind: escrow.Suspense, Owner: string(l.ID), Currency: l.Currency}
	if err := d.makePayout(ctx, tx, g, escrow.Payout{ID: id, From: from, AmountMinor: l.AmountMinor}, "", l.ID); err != nil {
		return err
	}
	return settle(ctx, tx, l.ID, "resolved", "", "", 0)
}

// charge books the bank's own fee: our fees bear it.
func (d *Desk) charge(ctx context.Context, tx *db.Tx, g access.Grant, l Line) error {
	id := escrow.PayoutID(l.ID)
	if _, err := d.Ledger.Pay(ctx, tx, g, escrow.Payout{ID: id, From: escrow.Account{Kind: escrow.Fees, Currency: l.Currency}, AmountMinor: -l.AmountMinor}); err != nil {
		return err
	}
	t, err := d.Ledger.ConfirmPayout(ctx, tx, g, id)
	if err != nil {
		return err
	}
	return settle(ctx, tx, l.ID, "resolved", "", "", t.N)
}
