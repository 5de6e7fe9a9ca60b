package escrow

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// ledgerLock is the advisory lock under which transfers stand in one order. Any number does that no other part uses.
const ledgerLock = 7_203_041_100

// lock makes the callers take turns until their transactions end: a chain has one last link. On SQLite they do anyway.
func lock(ctx context.Context, tx *db.Tx) error {
	if tx.Engine() == db.SQLite {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, ledgerLock)
	return err
}

func head(ctx context.Context, tx *db.Tx) (n int64, h Hash, err error) {
	var hash []byte
	err = tx.Get(ctx, `SELECT n, hash FROM escrow_transfer ORDER BY n DESC LIMIT 1`, nil, &n, &hash)
	if errors.Is(err, fault.ErrAbsent) {
		return 0, h, nil
	}
	copy(h[:], hash)
	return n, h, err
}

const transferColumns = `t.n, t.at, t.operation, t.phase, t.request, t.milestone, t.reference, t.subject, t.actor, t.action, t.hash`

func scanTransfer(s db.Scanner) (Transfer, error) {
	var (
		t       Transfer
		at      int64
		subject sql.NullInt64
		hash    []byte
	)
	err := s.Scan(&t.N, &at, &t.Operation, &t.Phase, &t.Key, &t.Milestone, &t.Reference, &subject, &t.Actor, &t.Action, &hash)
	t.At, t.Subject = db.Time(at), subject.Int64
	copy(t.Hash[:], hash)
	return t, err
}

// byKey reads the transfer of the caller's key; one with N = 0 when there is none.
func byKey(ctx context.Context, tx *db.Tx, key string) (Transfer, error) {
	t, err := db.One(ctx, tx, scanTransfer, `SELECT `+transferColumns+` FROM escrow_transfer t WHERE t.request = $1`, key)
	if errors.Is(err, fault.ErrAbsent) {
		return Transfer{}, nil
	}
	if err != nil {
		return t, err
	}
	return t, withPostings(ctx, tx, []*Transfer{&t})
}

func byNumber(ctx context.Context, tx *db.Tx, n int64) (Transfer, error) {
	t, err := db.One(ctx, tx, scanTransfer, `SELECT `+transferColumns+` FROM escrow_transfer t WHERE t.n = $1`, n)
	if err != nil {
		return t, err
	}
	return t, withPostings(ctx, tx, []*Transfer{&t})
}

func hasSubject(ctx context.Context, tx *db.Tx, n int64) (found bool, err error) {
	err = tx.Get(ctx, `SELECT EXISTS (SELECT 1 FROM escrow_transfer WHERE subject = $1)`, []any{n}, &found)
	return found, err
}

// withPostings reads the postings of the transfers, which are in order of n.
func withPostings(ctx context.Context, tx *db.Tx, ts []*Transfer) error {
	if len(ts) == 0 {
		return nil
	}
	byN, args := map[int64]*Transfer{}, make([]any, 0, len(ts))
	for _, t := range ts {
		byN[t.N], args = t, append(args, t.N)
	}
	rows, err := tx.Query(ctx, `SELECT transfer, account, seq, amount_minor FROM escrow_posting WHERE transfer IN (`+marks(1, len(args))+`) ORDER BY transfer, leg`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			n       int64
			account string
			p       Posting
		)
		if err := rows.Scan(&n, &account, &p.Seq, &p.AmountMinor); err != nil {
			return err
		}
		if p.Account, err = ParseAccount(account); err != nil {
			return err
		}
		byN[n].Postings = append(byN[n].Postings, p)
	}
	return rows.Err()
}

// marks are count parameters from $first on.
func marks(first, count int) string {
	var b strings.Builder
	for i := range count {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}

// rowsOf are count rows of width parameters.
func rowsOf(count, width int) string {
	all := make([]string, count)
	for i := range all {
		all[i] = "(" + marks(i*width+1, width) + ")"
	}
	return strings.Join(all, ", ")
}

// load reads the kept totals of the accounts; an account that was never posted to has none.
func load(ctx context.Context, tx *db.Tx, legs []Posting) (map[Account]sums, error) {
	kept, args := map[Account]sums{}, make([]any, len(legs))
	for i, p := range legs {
		args[i] = p.Account.String()
	}
	rows, err := tx.Query(ctx, `SELECT id, debits, credits, debits_pending, credits_pending, seq FROM escrow_account WHERE id IN (`+marks(1, len(args))+`)`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var s sums
		if err := rows.Scan(&id, &s.debits, &s.credits, &s.debitsPending, &s.creditsPending, &s.seq); err != nil {
			return nil, err
		}
		a, err := ParseAccount(id)
		if err != nil {
			return nil, err
		}
		kept[a] = s
	}
	return kept, rows.Err()
}

// insert writes the transfer, its postings and the new totals.
func insert(ctx context.Context, tx *db.Tx, t Transfer, kept map[Account]sums) error {
	subject := sql.NullInt64{Int64: t.Subject, Valid: t.Subject != 0}
	if _, err := tx.Exec(ctx, `INSERT INTO escrow_transfer (n, at, operation, phase, request, milestone, reference, subject, actor, action, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, t.N, db.Micros(t.At), string(t.Operation), string(t.Phase), t.Key,
		string(t.Milestone), t.Reference, subject, string(t.Actor), string(t.Action), t.Hash[:]); err != nil {
		return err
	}
	var postings, totals []any
	for i, p := range t.Postings {
		s := kept[p.Account]
		postings = append(postings, p.Account.String(), p.Seq, t.N, i, p.AmountMinor)
		totals = append(totals, p.Account.String(), string(p.Account.Kind), string(p.Account.Currency), s.debits, s.credits, s.debitsPending, s.creditsPending, s.seq)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO escrow_posting (account, seq, transfer, leg, amount_minor) VALUES `+rowsOf(len(t.Postings), 5), postings...); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO escrow_account (id, kind, currency, debits, credits, debits_pending, credits_pending, seq) VALUES `+rowsOf(len(t.Postings), 8)+`
		ON CONFLICT (id) DO UPDATE SET debits = excluded.debits, credits = excluded.credits, debits_pending = excluded.debits_pending,
			credits_pending = excluded.credits_pending, seq = excluded.seq`, totals...)
	return err
}

// Milestone is what the ledger knows of one: whose money is held for whom. It does not change.
type Milestone struct {
	ID         MilestoneID
	Deal       DealID
	Client     access.AccountID
	Specialist access.AccountID
	Currency   Currency
}

func milestoneOf(ctx context.Context, tx *db.Tx, id MilestoneID) (m Milestone, err error) {
	m.ID = id
	err = tx.Get(ctx, `SELECT deal, client, specialist, currency FROM escrow_milestone WHERE id = $1`, []any{string(id)}, &m.Deal, &m.Client, &m.Specialist, &m.Currency)
	return m, err
}
