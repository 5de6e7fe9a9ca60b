package escrow

import (
	"context"

	"surety/internal/db"
)

// Position is what became of a milestone's money. Held + released + fees + taxes + refunded = funded (M2).
type Position struct {
	Currency       Currency
	FundedMinor    int64
	HeldMinor      int64
	ReleasedMinor  int64 // net, to the specialist
	FeesMinor      int64
	TaxesMinor     int64
	RefundedMinor  int64
	GuaranteeMinor int64 // paid to the client from the fund, besides
	OwedMinor      int64 // charged back and not recovered
	Matters        []Matter
}

// Position adds up the milestone's postings. Right: the caller's. Faults: absent.
func (l *Ledger) Position(ctx context.Context, tx *db.Tx, id MilestoneID) (Position, error) {
	m, err := milestoneOf(ctx, tx, id)
	if err != nil {
		return Position{}, err
	}
	p := Position{Currency: m.Currency}
	rows, err := tx.Query(ctx, `SELECT t.operation, a.kind, CAST(sum(p.amount_minor) AS BIGINT) FROM escrow_transfer t
		JOIN escrow_posting p ON p.transfer = t.n JOIN escrow_account a ON a.id = p.account WHERE t.milestone = $1 GROUP BY t.operation, a.kind`, string(id))
	if err != nil {
		return p, err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			op    Operation
			kind  Kind
			minor int64
		)
		if err := rows.Scan(&op, &kind, &minor); err != nil {
			return p, err
		}
		p.add(op, kind, minor)
	}
	if err := rows.Err(); err != nil {
		return p, err
	}
	p.Matters, err = openMatters(ctx, tx, id)
	return p, err
}

func (p *Position) add(op Operation, kind Kind, minor int64) {
	switch kind {
	case Held:
		p.HeldMinor += minor
		if op == HeldFor {
			p.FundedMinor += minor
		}
	case Specialist:
		p.ReleasedMinor += minor
	case Fees:
		p.FeesMinor += minor
	case Taxes:
		p.TaxesMinor += minor
	case Client:
		switch op {
		case Refunded, SplitUp:
			p.RefundedMinor += minor
		case Guaranteed:
			p.GuaranteeMinor += minor
		}
	case Receivable:
		p.OwedMinor -= minor
	}
}

// Line is a transfer with the hash it stands on, so that it can be checked by itself.
type Line struct {
	Transfer
	Before Hash
}

// Holds reports whether the line's hash is that of its words behind the line before.
func (l Line) Holds() bool { return l.chain(l.Before) == l.Hash }

// Page cuts a list: what comes after a place, at most so many (0 means 50, 500 at most).
type Page struct {
	After int64
	Limit int
}

func (p Page) limit() int {
	if p.Limit <= 0 {
		return 50
	}
	return min(p.Limit, 500)
}

// Extract lists the milestone's transfers in the ledger's order, for the deal's page and the evidence pack. Next is the
// place to go on from; 0 at the end. Right: the caller's.
func (l *Ledger) Extract(ctx context.Context, tx *db.Tx, id MilestoneID, p Page) (lines []Line, next int64, err error) {
	return l.lines(ctx, tx, p, `WHERE t.milestone = $1 AND t.n > $2 ORDER BY t.n LIMIT $3`, string(id))
}

// Statement lists the account's transfers in the account's own order. Next as in Extract.
func (l *Ledger) Statement(ctx context.Context, tx *db.Tx, a Account, p Page) (lines []Line, next int64, err error) {
	return l.lines(ctx, tx, p, `JOIN escrow_posting p ON p.transfer = t.n AND p.account = $1 WHERE t.n > $2 ORDER BY p.seq LIMIT $3`, a.String())
}

func (l *Ledger) lines(ctx context.Context, tx *db.Tx, p Page, where, of string) ([]Line, int64, error) {
	lines, err := db.All(ctx, tx, scanLine, `SELECT `+transferColumns+`, b.hash FROM escrow_transfer t LEFT JOIN escrow_transfer b ON b.n = t.n - 1 `+where,
		of, p.After, p.limit())
	if err != nil {
		return nil, 0, err
	}
	ts := make([]*Transfer, len(lines))
	for i := range lines {
		ts[i] = &lines[i].Transfer
	}
	if err := withPostings(ctx, tx, ts); err != nil || len(lines) < p.limit() {
		return lines, 0, err
	}
	return lines, lines[len(lines)-1].N, nil
}

func scanLine(s db.Scanner) (Line, error) {
	var before []byte
	t, err := scanTransfer(more{s, &before})
	l := Line{Transfer: t}
	copy(l.Before[:], before)
	return l, err
}

// more scans one more column than asked for.
type more struct {
	db.Scanner
	last any
}

func (m more) Scan(dest ...any) error { return m.Scanner.Scan(append(dest, m.last)...) }

// Balance reads what an account holds; zeros when nothing was ever posted to it.
func (l *Ledger) Balance(ctx context.Context, tx *db.Tx, a Account) (Balance, error) {
	if err := a.check(); err != nil {
		return Balance{}, err
	}
	b, err := db.One(ctx, tx, scanBalance, `SELECT id, debits, credits, debits_pending, credits_pending, seq FROM escrow_account WHERE id = $1`, a.String())
	if isAbsent(err) {
		return sums{}.balance(a), nil
	}
	return b, err
}

// Accounts lists accounts with their balances, ordered by id, after the id given. Next is the id to go on from; empty at
// the end. An empty kind is every kind. Right: the caller's.
func (l *Ledger) Accounts(ctx context.Context, tx *db.Tx, k Kind, after string, limit int) (all []Balance, next string, err error) {
	limit = Page{Limit: limit}.limit()
	all, err = db.All(ctx, tx, scanBalance, `SELECT id, debits, credits, debits_pending, credits_pending, seq FROM escrow_account
		WHERE id > $1 AND ($2 = '' OR kind = $2) ORDER BY id LIMIT $3`, after, string(k), limit)
	if err == nil && len(all) == limit {
		next = all[limit-1].Account.String()
	}
	return all, next, err
}

func scanBalance(s db.Scanner) (Balance, error) {
	var id string
	var t sums
	if err := s.Scan(&id, &t.debits, &t.credits, &t.debitsPending, &t.creditsPending, &t.seq); err != nil {
		return Balance{}, err
	}
	a, err := ParseAccount(id)
	return t.balance(a), err
}

// Sheet is the balance sheet of one currency: what we have equals what we owe.
type Sheet struct {
	Currency Currency
	Kinds    map[Kind]int64 // posted, each on its own side
}

// Differs is what we have less what we owe; anything but zero is damage.
func (s Sheet) Differs() (minor int64) {
	for k, n := range s.Kinds {
		if kinds[k].asset {
			minor += n
		} else {
			minor -= n
		}
	}
	return minor
}

// Sheets are the balance sheets of all currencies, ordered by code. Right: the caller's.
func (l *Ledger) Sheets(ctx context.Context, tx *db.Tx) ([]Sheet, error) {
	var all []Sheet
	rows, err := tx.Query(ctx, `SELECT currency, kind, CAST(sum(credits - debits) AS BIGINT) FROM escrow_account GROUP BY currency, kind ORDER BY currency, kind`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Currency
		var k Kind
		var minor int64
		if err := rows.Scan(&c, &k, &minor); err != nil {
			return nil, err
		}
		if len(all) == 0 || all[len(all)-1].Currency != c {
			all = append(all, Sheet{c, map[Kind]int64{}})
		}
		if kinds[k].asset {
			minor = -minor
		}
		all[len(all)-1].Kinds[k] = minor
	}
	return all, rows.Err()
}
