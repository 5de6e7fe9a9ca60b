package escrow

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// ledgerLock is the advisory lock under which transfers stand in one order. Any number does that no other part uses.
const ledgerLock = 7_203_041_100

// lock makes the callers take turns until their transactions end: a chain has one last link.
func lock(ctx context.Context, tx *db.Tx) error { return tx.TakeTurn(ctx, ledgerLock) }

// What a row of read's answer tells.
const (
	tellsHead = iota
	tellsPrior
	tellsUndone
	tellsMatter
	tellsAccount
)

// readTexts, putTexts and joinedTexts are the statements for each number of postings.
var (
	readTexts   [maxLegs + 1]string
	putTexts    [maxLegs + 1][3]string
	joinedTexts [maxLegs + 1]string
)

func init() {
	for legs := 2; legs <= maxLegs; legs++ {
		readTexts[legs] = `SELECT 0, n, hash, '', 0, 0, 0, 0, 0 FROM (SELECT n, hash FROM escrow_transfer ORDER BY n DESC LIMIT 1) h
			UNION ALL SELECT 1, n, hash, '', 0, 0, 0, 0, 0 FROM escrow_transfer WHERE request = $1
			UNION ALL SELECT 2, n, hash, '', 0, 0, 0, 0, 0 FROM escrow_transfer WHERE subject = $2
			UNION ALL SELECT 3, 0, NULL, matter, 0, 0, 0, 0, 0 FROM escrow_freeze WHERE milestone = $3 AND lifted IS NULL
			UNION ALL SELECT 4, 0, NULL, id, debits, credits, debits_pending, credits_pending, seq FROM escrow_account WHERE id IN (` + marks(4, legs) + `)`
		putTexts[legs] = insertTexts(1, 1, 1, legs)
		in := insertTexts(1, 12, 12+5*legs, legs)
		joinedTexts[legs] = `WITH t AS (` + in[0] + `), p AS (` + in[1] + `) ` + in[2]
	}
}

// read takes all that decides about the order in one statement: under the lock, each round trip makes everybody wait.
func read(ctx context.Context, tx *db.Tx, o order) (*state, error) {
	args := []any{o.key, o.subject, string(o.milestone)}
	for _, p := range o.legs {
		args = append(args, p.Account.String())
	}
	rows, err := tx.Query(ctx, readTexts[len(o.legs)], args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	is := &state{kept: map[Account]sums{}}
	for rows.Next() {
		if err := is.take(rows); err != nil {
			return nil, err
		}
	}
	return is, rows.Err()
}

func (is *state) take(row db.Scanner) error {
	var (
		what, n int64
		hash    []byte
		id      string
		t       sums
	)
	if err := row.Scan(&what, &n, &hash, &id, &t.debits, &t.credits, &t.debitsPending, &t.creditsPending, &t.seq); err != nil {
		return err
	}
	switch what {
	case tellsHead:
		is.n = n
		copy(is.head[:], hash)
	case tellsPrior:
		is.prior = n
	case tellsUndone:
		is.undone = true
	case tellsMatter:
		is.open = append(is.open, parseMatter(id))
	case tellsAccount:
		a, err := ParseAccount(id)
		is.kept[a] = t
		return err
	}
	return nil
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
	b := make([]byte, 0, 4*count)
	for i := range count {
		b = strconv.AppendInt(append(b, ",$"...), int64(first+i), 10)
	}
	return strings.TrimPrefix(string(b), ",")
}

// rowsOf are count rows of width parameters from $first on.
func rowsOf(first, count, width int) string {
	all := make([]string, count)
	for i := range all {
		all[i] = "(" + marks(first+i*width, width) + ")"
	}
	return strings.Join(all, ", ")
}

// insert writes the transfer, its postings and the new totals: on PostgreSQL in one statement, because everybody waits
// for the round trips, on SQLite in three, because it cannot.
func insert(ctx context.Context, tx *db.Tx, t Transfer, kept map[Account]sums) error {
	subject := sql.NullInt64{Int64: t.Subject, Valid: t.Subject != 0}
	own := []any{t.N, db.Micros(t.At), string(t.Operation), string(t.Phase), t.Key, string(t.Milestone), t.Reference, subject, string(t.Actor), string(t.Action), t.Hash[:]}
	var postings, totals []any
	for i, p := range t.Postings {
		s := kept[p.Account]
		postings = append(postings, p.Account.String(), p.Seq, t.N, i, p.AmountMinor)
		totals = append(totals, p.Account.String(), string(p.Account.Kind), string(p.Account.Currency), s.debits, s.credits, s.debitsPending, s.creditsPending, s.seq)
	}
	if tx.Engine() == db.Postgres {
		_, err := tx.Exec(ctx, joinedTexts[len(t.Postings)], slices.Concat(own, postings, totals)...)
		return err
	}
	for i, text := range putTexts[len(t.Postings)] {
		if _, err := tx.Exec(ctx, text, [][]any{own, postings, totals}[i]...); err != nil {
			return err
		}
	}
	return nil
}

// insertTexts are the three statements, whose parameters begin at the numbers given.
func insertTexts(own, postings, totals, legs int) [3]string {
	return [3]string{
		`INSERT INTO escrow_transfer (n, at, operation, phase, request, milestone, reference, subject, actor, action, hash) VALUES ` + rowsOf(own, 1, 11),
		`INSERT INTO escrow_posting (account, seq, transfer, leg, amount_minor) VALUES ` + rowsOf(postings, legs, 5),
		`INSERT INTO escrow_account (id, kind, currency, debits, credits, debits_pending, credits_pending, seq) VALUES ` + rowsOf(totals, legs, 8) + `
			ON CONFLICT (id) DO UPDATE SET debits = excluded.debits, credits = excluded.credits, debits_pending = excluded.debits_pending,
			credits_pending = excluded.credits_pending, seq = excluded.seq`,
	}
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
