package payment

import (
	"context"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// Line is a movement at the bank beside what the ledger made of it.
type Line struct {
	No          int64
	ID          escrow.LineID
	Currency    escrow.Currency
	AmountMinor int64
	LedgerMinor int64 // what the mirror of the bank moved for it; another amount is a difference
	Booked      time.Time
	State       string
	Milestone   escrow.MilestoneID
	Payout      escrow.PayoutID
	Card        bool      // no statement tells of it: it came by card, and its card did not take it back; see [Desk.Lay]
	Proposal    *Proposal // open
	Entry       Entry     // opened only by [Desk.Lines] and [Desk.Line]
	sealed      []byte
}

// DifferenceMinor is what the bank moved less what the ledger did.
func (l Line) DifferenceMinor() int64 { return l.AmountMinor - l.LedgerMinor }

const lineText = `SELECT l.no, l.id, l.currency, l.amount_minor, CASE WHEN l.statement = '' THEN l.amount_minor ELSE coalesce(-p.amount_minor, 0) END, l.booked, l.state,
	l.milestone, l.payout, l.statement = '', l.sealed FROM payment_line l
	LEFT JOIN escrow_posting p ON p.transfer = l.transfer AND l.transfer > 0 AND p.account = 'bank::' || l.currency `

func scanLine(s db.Scanner) (l Line, err error) {
	var booked int64
	err = s.Scan(&l.No, &l.ID, &l.Currency, &l.AmountMinor, &l.LedgerMinor, &booked, &l.State, &l.Milestone, &l.Payout, &l.Card, &l.sealed)
	l.Booked = dayOf(booked)
	return l, err
}

func lineOf(ctx context.Context, tx *db.Tx, id escrow.LineID) (Line, error) {
	return db.One(ctx, tx, scanLine, lineText+`WHERE l.id = $1`, string(id))
}

// Filter cuts the list of lines. Empty fields do not restrict.
type Filter struct {
	Currency escrow.Currency
	State    string
	Open     bool // only what still needs somebody: in suspense or unexplained
	After    int64
	Limit    int // 0 means 50, at most 200
}

func (f Filter) limit() int {
	if f.Limit <= 0 {
		return 50
	}
	return min(f.Limit, 200)
}

// Lines lists lines in the order in which they came, opened. Next is the place to go on from; 0 at the end. Right:
// bank.read; the list stands on the record.
func (d *Desk) Lines(ctx context.Context, a access.Actor, f Filter) (lines []Line, next int64, err error) {
	defer fault.Wrap(&err, "payment: lines")
	g, err := d.check(a, access.BankRead, "")
	if err != nil {
		return nil, 0, err
	}
	err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		lines, err = db.All(ctx, tx, scanLine, lineText+`WHERE l.no > $1 AND ($2 = '' OR l.currency = $2) AND ($3 = '' OR l.state = $3)
			AND (NOT $4 OR l.state IN ('suspense', 'unexplained')) ORDER BY l.no LIMIT $5`, f.After, string(f.Currency), f.State, f.Open, f.limit())
		if err != nil {
			return err
		}
		for i := range lines {
			if err := d.fill(ctx, tx, &lines[i]); err != nil {
				return err
			}
		}
		return d.Log.Append(ctx, tx, g, audit.Params{"state": f.State})
	})
	if err == nil && len(lines) == f.limit() {
		next = lines[len(lines)-1].No
	}
	return lines, next, err
}

// fill opens what is sealed in the line and adds its open proposal.
func (d *Desk) fill(ctx context.Context, tx *db.Tx, l *Line) error {
	if err := d.open(lineKind, string(l.ID), l.sealed, &l.Entry); err != nil {
		return err
	}
	p, err := db.One(ctx, tx, scanProposal, `SELECT `+proposalColumns+` FROM payment_proposal WHERE line = $1 AND state = 'open'`, string(l.ID))
	if errors.Is(err, fault.ErrAbsent) {
		return nil
	}
	l.Proposal = &p
	return err
}

// Differences compares bank and ledger in one currency.
type Differences struct {
	Currency escrow.Currency
	// BankMinor is the closing balance of the newest statement of each own account, added up.
	BankMinor int64
	// LedgerMinor is what the ledger's mirror of the bank holds.
	LedgerMinor int64
	// UnexplainedMinor is the sum of lines that the mirror has not followed. Bank = ledger + unexplained + opening.
	UnexplainedMinor int64
	// OpeningMinor is what remains: what was in the accounts before the first statement, or is missing between two.
	OpeningMinor  int64
	SuspenseMinor int64 // in the ledger, of nobody yet
}

// Reconcile computes the differences. Right: bank.read.
func (d *Desk) Reconcile(ctx context.Context, a access.Actor, c escrow.Currency) (x Differences, err error) {
	defer fault.Wrap(&err, "payment: reconcile")
	if _, err := d.check(a, access.BankRead, ""); err != nil {
		return x, err
	}
	x.Currency = c
	return x, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		bank, err := d.Ledger.Balance(ctx, tx, escrow.Account{Kind: escrow.Bank, Currency: c})
		if err != nil {
			return err
		}
		x.LedgerMinor = bank.PostedMinor
		if err := tx.Get(ctx, `SELECT CAST(coalesce(sum(s.closing_minor), 0) AS BIGINT) FROM payment_statement s WHERE s.currency = $1 AND NOT EXISTS (
			SELECT 1 FROM payment_statement n WHERE n.currency = s.currency AND n.account = s.account AND (n.last_day, n.no) > (s.last_day, s.no))`,
			[]any{string(c)}, &x.BankMinor); err != nil {
			return err
		}
		if err := tx.Get(ctx, `SELECT CAST(coalesce(sum(l.amount_minor - coalesce(-p.amount_minor, 0)), 0) AS BIGINT) FROM payment_line l
			LEFT JOIN escrow_posting p ON p.transfer = l.transfer AND l.transfer > 0 AND p.account = 'bank::' || l.currency WHERE l.currency = $1 AND l.statement <> ''`,
			[]any{string(c)}, &x.UnexplainedMinor); err != nil {
			return err
		}
		x.OpeningMinor = x.BankMinor - x.LedgerMinor - x.UnexplainedMinor
		return tx.Get(ctx, `SELECT CAST(coalesce(sum(credits - debits), 0) AS BIGINT) FROM escrow_account WHERE kind = 'suspense' AND currency = $1`, []any{string(c)}, &x.SuspenseMinor)
	})
}

// Outgoing is a payout as the desk sees it.
type Outgoing struct {
	No          int64
	ID          escrow.PayoutID
	Account     access.AccountID
	Line        escrow.LineID
	Currency    escrow.Currency
	AmountMinor int64
	State       string // payable, sent, paid, returned
	Batch       string
	Made        time.Time
	Waits       bool // payable, but without a destination, or one that is too new
}

// Payouts lists payouts in the order in which they were made. Next is the place to go on from; 0 at the end. Right:
// bank.read.
func (d *Desk) Payouts(ctx context.Context, a access.Actor, f Filter) (all []Outgoing, next int64, err error) {
	defer fault.Wrap(&err, "payment: payouts")
	if _, err := d.check(a, access.BankRead, ""); err != nil {
		return nil, 0, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, scanOutgoing, `SELECT p.no, p.id, p.account, p.line, p.currency, p.amount_minor, p.state, p.batch, p.made,
			p.state = 'payable' AND p.line = '' AND (x.changed IS NULL OR x.changed > $5)
			FROM payment_payout p LEFT JOIN payment_destination x ON x.account = p.account
			WHERE p.no > $1 AND ($2 = '' OR p.currency = $2) AND ($3 = '' OR p.state = $3) ORDER BY p.no LIMIT $4`,
			f.After, string(f.Currency), f.State, f.limit(), db.Micros(d.Clock.Now().Add(-Cooling)))
		return err
	})
	if err == nil && len(all) == f.limit() {
		next = all[len(all)-1].No
	}
	return all, next, err
}

func scanOutgoing(s db.Scanner) (o Outgoing, err error) {
	var made int64
	err = s.Scan(&o.No, &o.ID, &o.Account, &o.Line, &o.Currency, &o.AmountMinor, &o.State, &o.Batch, &made, &o.Waits)
	o.Made = db.Time(made)
	return o, err
}

// Batches lists files of payouts, the newest first, before the id given. Next is the id to go on from; empty at the end.
// Right: bank.read.
func (d *Desk) Batches(ctx context.Context, a access.Actor, before string, limit int) (all []Batch, next string, err error) {
	defer fault.Wrap(&err, "payment: batches")
	if _, err := d.check(a, access.BankRead, ""); err != nil {
		return nil, "", err
	}
	limit = Filter{Limit: limit}.limit()
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, scanBatch, `SELECT id, currency, count, total_minor, made FROM payment_batch b WHERE $1 = '' OR (made, id) < (SELECT x.made, x.id FROM payment_batch x WHERE x.id = $1)
			ORDER BY made DESC, id DESC LIMIT $2`, before, limit)
		return err
	})
	if err == nil && len(all) == limit {
		next = all[limit-1].ID
	}
	return all, next, err
}

func scanBatch(s db.Scanner) (b Batch, err error) {
	var made int64
	err = s.Scan(&b.ID, &b.Currency, &b.Count, &b.TotalMinor, &made)
	b.Made = db.Time(made)
	return b, err
}

// Batch reads one. Right: bank.read. Faults: absent.
func (d *Desk) Batch(ctx context.Context, a access.Actor, id string) (b Batch, err error) {
	if _, err := d.check(a, access.BankRead, id); err != nil {
		return b, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err = db.One(ctx, tx, scanBatch, `SELECT id, currency, count, total_minor, made FROM payment_batch WHERE id = $1`, id)
		return err
	})
	return b, err
}
