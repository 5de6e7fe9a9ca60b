package escrow

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"

	"surety/internal/db"
)

// Report is what a check of the ledger found.
type Report struct {
	Transfers int64
	Head      Hash // of the last transfer: kept elsewhere, it proves later that nothing before it was changed
	Bad       *Bad // the first thing that is wrong; nil when all is well
}

// Bad is something wrong: a transfer, or (N = 0) an account.
type Bad struct {
	N       int64
	Account string
	What    string
}

// check walks transfers in order and remembers what the accounts must hold.
type check struct {
	Report
	sums map[Account]sums
}

func newCheck() *check { return &check{sums: map[Account]sums{}} }

func (c *check) add(t Transfer) {
	if c.Bad != nil {
		return
	}
	bad := func(what string) { c.Bad = &Bad{N: c.Transfers + 1, What: what} }
	switch hash := t.chain(c.Head); {
	case t.N != c.Transfers+1:
		bad("a transfer is missing")
		return
	case hash != t.Hash:
		bad("the hash is not that of its words behind the transfer before")
		return
	case balanced(t.Postings) != nil:
		bad("the postings do not sum to zero in each currency")
		return
	}
	for _, p := range t.Postings {
		s, err := c.sums[p.Account].after(t.Phase, p.AmountMinor)
		if err != nil || s.seq != p.Seq {
			bad("an account's own order is broken")
			return
		}
		c.sums[p.Account] = s
	}
	c.Transfers, c.Head = t.N, t.Hash
}

// compare holds the kept balances to the rebuilt ones.
func (c *check) compare(kept map[Account]sums) {
	for a, s := range c.sums {
		if c.Bad == nil && kept[a] != s {
			c.Bad = &Bad{Account: a.String(), What: "the kept balance is not what the postings sum to"}
		}
		delete(kept, a)
	}
	for a := range kept {
		if c.Bad == nil {
			c.Bad = &Bad{Account: a.String(), What: "a balance without postings is kept"}
		}
	}
}

// Verify reads the whole ledger in one moment: chain, balance of each transfer, order of each account, and kept balances
// against those rebuilt from the postings. Right: the caller's.
func (l *Ledger) Verify(ctx context.Context) (Report, error) {
	c := newCheck()
	err := l.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := walk(ctx, tx, func(t Transfer) error { c.add(t); return nil }); err != nil {
			return err
		}
		kept, err := allKept(ctx, tx)
		c.compare(kept)
		return err
	})
	return c.Report, err
}

// walk visits every transfer in order.
func walk(ctx context.Context, tx *db.Tx, visit func(Transfer) error) error {
	const step = 500
	for after := int64(0); ; {
		ts, err := db.All(ctx, tx, scanTransfer, `SELECT `+transferColumns+` FROM escrow_transfer t WHERE t.n > $1 ORDER BY t.n LIMIT $2`, after, step)
		if err != nil || len(ts) == 0 {
			return err
		}
		places := make([]*Transfer, len(ts))
		for i := range ts {
			places[i] = &ts[i]
		}
		if err := withPostings(ctx, tx, places); err != nil {
			return err
		}
		for _, t := range ts {
			if err := visit(t); err != nil {
				return err
			}
		}
		after = ts[len(ts)-1].N
	}
}

func allKept(ctx context.Context, tx *db.Tx) (map[Account]sums, error) {
	rows, err := tx.Query(ctx, `SELECT id, debits, credits, debits_pending, credits_pending, seq FROM escrow_account`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	kept := map[Account]sums{}
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

// exported is one line of an export. Transfer is kept as the bytes that were hashed.
type exported struct {
	Transfer json.RawMessage `json:"transfer"`
	Hash     Hash            `json:"hash"`
}

// Export writes the ledger as JSON lines that VerifyExport, or anybody with SHA-256, can check without the server.
func (l *Ledger) Export(ctx context.Context, w io.Writer) error {
	return l.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return walk(ctx, tx, func(t Transfer) error { return e.Encode(exported{t.canonical(), t.Hash}) })
	})
}

// VerifyExport checks an export by itself: the chain, and that each transfer's postings sum to zero.
func VerifyExport(r io.Reader) (Report, error) {
	var report Report
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e exported
		var w words
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return report, fmt.Errorf("line %d: %w", report.Transfers+1, err)
		}
		if err := json.Unmarshal(e.Transfer, &w); err != nil {
			return report, fmt.Errorf("line %d: %w", report.Transfers+1, err)
		}
		b := append([]byte("surety transfer 1\n"), report.Head[:]...)
		if w.N != report.Transfers+1 || sha256.Sum256(append(b, e.Transfer...)) != e.Hash || w.balanced() != nil {
			report.Bad = &Bad{N: report.Transfers + 1, What: "not what stood there when it was hashed"}
			return report, nil
		}
		report.Transfers, report.Head = w.N, e.Hash
	}
	return report, lines.Err()
}

func (w words) balanced() error {
	var ps []Posting
	for _, p := range w.Postings {
		a, err := ParseAccount(p.Account)
		if err != nil {
			return err
		}
		ps = append(ps, Posting{Account: a, AmountMinor: p.AmountMinor})
	}
	return balanced(ps)
}
