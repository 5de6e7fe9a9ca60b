package escrow

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
)

// The public invariants of ledgers, one test each. TestMutantsAreCaught breaks the code for each and expects its test
// to fail.

func TestLedgerBalancedPerCurrency(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		fees := func(c Currency) Account { return Account{Kind: Fees, Currency: c} }
		for _, legs := range [][]Posting{
			{{Account: bankOf("EUR"), AmountMinor: -5}, {Account: fees("EUR"), AmountMinor: 4}},
			{{Account: bankOf("EUR"), AmountMinor: -5}},
			{},
		} {
			before := w.count(`SELECT count(*) FROM escrow_posting`)
			_, err := w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
				return w.post(ctx, tx, w.g, order{operation: Received, phase: Posted, key: w.key(), legs: legs})
			})
			wants(t, err, errUnbalanced)
			if w.count(`SELECT count(*) FROM escrow_posting`) != before {
				t.Fatal("an unbalanced transfer was written")
			}
		}
	})
}

func TestLedgerAppendOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.funded("EUR", 100)
		for _, statement := range []string{
			`UPDATE escrow_posting SET amount_minor = 7`, `DELETE FROM escrow_posting`, `UPDATE escrow_transfer SET reference = 'x'`, `DELETE FROM escrow_transfer`,
		} {
			err := w.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, statement); return err })
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		w.sound()
	})
}

func TestLedgerDuplicatesCollapse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.milestone("EUR")
		v := w.receive(m, 100)
		one, two := w.must(v), w.must(v)
		if one.N != two.N || one.Hash != two.Hash || len(two.Postings) != 2 || two.Postings[0] != one.Postings[0] {
			t.Errorf("the first answer was %+v, the second %+v", one, two)
		}
		if got := w.balance(AccountOf(Client, m.Client, "EUR")).PostedMinor; got != 100 {
			t.Errorf("the client has %d", got)
		}
		other := Receipt{Key: one.Key, Milestone: m.ID, Currency: "EUR", AmountMinor: 101}
		_, err := w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Receive(ctx, tx, w.g, other) })
		wants(t, err, ErrKeyReused)
		_, err = w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
			return w.Hold(ctx, tx, w.g, Order{Key: one.Key, Milestone: m.ID, AmountMinor: 100})
		})
		wants(t, err, ErrKeyReused)
	})
}

// together runs the verb count times at once and returns the results and errors.
func (w *world) together(count int, verb func(i int) verb) (ts []Transfer, errs []error) {
	var wait sync.WaitGroup
	ts, errs = make([]Transfer, count), make([]error, count)
	for i := range count {
		v := verb(i)
		wait.Go(func() { ts[i], errs[i] = w.do(v) })
	}
	wait.Wait()
	return ts, errs
}

func TestLedgerDuplicatesCollapseConcurrently(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.milestone("EUR")
		v := w.receive(m, 100)
		ts, errs := w.together(16, func(int) verb { return v })
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		for _, x := range ts {
			if x.Hash != ts[0].Hash {
				t.Fatalf("two answers to one key: %d and %d", x.N, ts[0].N)
			}
		}
		if got := w.balance(bankOf("EUR")).PostedMinor; got != 100 {
			t.Errorf("the bank has %d", got)
		}
	})
}

func TestLedgerNoLostUpdate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const writers, turns = 16, 4
		_, errs := w.together(writers, func(int) verb {
			m := w.milestone("EUR")
			vs := []verb{}
			for range turns {
				vs = append(vs, w.receive(m, 1))
			}
			return func(ctx context.Context, tx *db.Tx) (t Transfer, err error) {
				for _, v := range vs {
					if t, err = v(ctx, tx); err != nil {
						return t, err
					}
				}
				return t, nil
			}
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if got := w.balance(bankOf("EUR")).PostedMinor; got != writers*turns {
			t.Errorf("of %d units %d arrived", writers*turns, got)
		}
		w.sound()
	})
}

func TestLedgerConservesMoney(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.funded("EUR", 1000)
		w.must(w.release(m, 600, 60, 6))
		w.must(w.refund(m, 300))
		p := w.position(m)
		if p.FundedMinor != 1000 || p.HeldMinor != 100 || p.ReleasedMinor != 534 || p.FeesMinor != 60 || p.TaxesMinor != 6 || p.RefundedMinor != 300 {
			t.Errorf("%+v", p)
		}
		w.view(func(ctx context.Context, tx *db.Tx) error {
			sheets, err := w.Sheets(ctx, tx)
			if len(sheets) != 1 || sheets[0].Differs() != 0 || sheets[0].Kinds[Bank] != 1000 {
				t.Errorf("%+v", sheets)
			}
			return err
		})
	})
}

func TestLedgerBalanceEqualsJournal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.funded("EUR", 1000)
		w.must(w.release(m, 600, 60, 0))
		w.must(w.reverse(w.must(w.receive(m, 50)).N))
		rows := w.count(`SELECT count(*) FROM escrow_account a WHERE a.credits - a.debits = (SELECT coalesce(sum(p.amount_minor), 0) FROM escrow_posting p WHERE p.account = a.id)`)
		if all := w.count(`SELECT count(*) FROM escrow_account`); rows != all || all != 5 {
			t.Errorf("%d of %d balances equal the journal", rows, all)
		}
	})
}

func TestLedgerNoOverdraftUnderDrain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.funded("EUR", 10)
		_, errs := w.together(16, func(i int) verb {
			if i%2 == 0 {
				return w.refund(m, 3)
			}
			return w.release(m, 3, 1, 0)
		})
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
				continue
			}
			wants(t, err, ErrShort)
		}
		if p := w.position(m); done != 3 || p.HeldMinor != 1 {
			t.Errorf("%d were done, %d is left", done, p.HeldMinor)
		}
		w.sound()
	})
}

func TestLedgerNoDrift(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.funded("EUR", 100_000)
		var gross, fees, taxes int64
		for i := range int64(100) {
			part := i*7 + 1
			fee, tax := Share(part, 333), Share(part, 777)
			w.must(w.release(m, part, fee, tax))
			gross, fees, taxes = gross+part, fees+fee, taxes+tax
		}
		p := w.position(m)
		if p.HeldMinor != 100_000-gross || p.FeesMinor != fees || p.TaxesMinor != taxes || p.ReleasedMinor != gross-fees-taxes {
			t.Errorf("%+v", p)
		}
		for _, c := range []struct{ whole, points, part int64 }{{1, 9_999, 0}, {3, 3_333, 0}, {199, 5_000, 99}, {MaxMinor, 10_000, MaxMinor}, {MaxMinor - 1, 1, MaxMinor/10_000 - 1}} {
			if got := Share(c.whole, c.points); got != c.part {
				t.Errorf("Share(%d, %d) = %d, want %d", c.whole, c.points, got, c.part)
			}
		}
	})
}

func TestLedgerNoCurrencyMixing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.milestone("EUR")
		_, err := w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
			return w.Receive(ctx, tx, w.g, Receipt{Key: w.key(), Milestone: m.ID, Currency: "USD", AmountMinor: 5})
		})
		wants(t, err, ErrParties)
		_, err = w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
			return w.post(ctx, tx, w.g, order{operation: Received, phase: Posted, key: w.key(),
				legs: legs(bankOf("USD"), AccountOf(Client, m.Client, "EUR"), 5)})
		})
		wants(t, err, errUnbalanced)
	})
}

func TestLedgerReversesAndDeletesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.milestone("EUR")
		wrong := w.must(w.receive(m, 70))
		undone := w.must(w.reverse(wrong.N))
		if undone.Subject != wrong.N || undone.Phase != Reversal || undone.Postings[0].AmountMinor != 70 {
			t.Errorf("%+v", undone)
		}
		if w.count(`SELECT count(*) FROM escrow_transfer`) != 2 || w.balance(bankOf("EUR")).PostedMinor != 0 {
			t.Error("the error and its reversal must both stand, and cancel out")
		}
		_, err := w.do(w.reverse(wrong.N))
		wants(t, err, ErrUndone)
		_, err = w.do(w.reverse(undone.N))
		wants(t, err, ErrFinal)
		w.must(w.receive(m, 10))
		w.must(w.hold(m, 10))
		_, err = w.do(w.reverse(w.must(w.release(m, 10, 0, 0)).N))
		wants(t, err, ErrFinal)
	})
}

func TestLedgerRebuildsBalances(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.funded("EUR", 100)
		w.sound()
		for _, damage := range []string{
			`UPDATE escrow_account SET debits = debits + 1 WHERE kind = 'bank'`,
			`INSERT INTO escrow_account (id, kind, currency, debits, credits, debits_pending, credits_pending, seq) VALUES ('fees::EUR', 'fees', 'EUR', 0, 5, 0, 0, 1)`,
		} {
			w.tx(func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, damage); return err })
			r, err := w.Verify(context.Background())
			if err != nil || r.Bad == nil || r.Bad.Account == "" {
				t.Fatalf("%s: %v %+v", damage, err, r)
			}
			w.tx(func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE escrow_account SET debits = 100 WHERE kind = 'bank'`)
				return err
			})
		}
	})
}

func TestLedgerKeepsEachAccountsOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.milestone("EUR")
		if _, errs := w.together(12, func(int) verb { return w.receive(m, 2) }); errors.Join(errs...) != nil {
			t.Fatal(errs)
		}
		a := AccountOf(Client, m.Client, "EUR")
		var seq, last int64
		for page := (Page{Limit: 5}); ; {
			var lines []Line
			w.view(func(ctx context.Context, tx *db.Tx) (err error) {
				lines, page.After, err = w.Statement(ctx, tx, a, page)
				return err
			})
			for _, l := range lines {
				if seq++; l.Postings[1].Account != a || l.Postings[1].Seq != seq || l.N <= last || !l.Holds() {
					t.Fatalf("line %d is %+v", seq, l)
				}
				last = l.N
			}
			if page.After == 0 {
				break
			}
		}
		if seq != 12 {
			t.Errorf("%d lines", seq)
		}
	})
}

func TestLedgerRefusedIsNotApplied(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.funded("EUR", 10)
		before := w.count(`SELECT count(*) FROM escrow_transfer`)
		v := w.release(m, 11, 0, 0)
		got, err := w.do(v)
		wants(t, err, ErrShort)
		if got.N != 0 {
			t.Errorf("a refused release gave %+v", got)
		}
		wants(t, w.crash(w.release(m, 5, 0, 0)), errCrash)
		if n := w.count(`SELECT count(*) FROM escrow_transfer`); n != before || w.position(m).HeldMinor != 10 {
			t.Error("something was written")
		}
		w.must(w.receive(m, 1))
		w.must(w.hold(m, 1))
		if got := w.must(v); got.N == 0 || w.position(m).ReleasedMinor != 11 {
			t.Error("what was refused must be possible later, under the same key")
		}
	})
}

// unlocked lets a test damage what triggers protect, as somebody with the database in hand can.
func (w *world) unlocked(statement string) {
	w.t.Helper()
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		for _, s := range map[db.Engine][]string{
			db.SQLite:   {`DROP TRIGGER IF EXISTS escrow_transfer_kept`, `DROP TRIGGER IF EXISTS escrow_posting_kept`, `DROP TRIGGER IF EXISTS escrow_transfer_stays`},
			db.Postgres: {`DROP TRIGGER IF EXISTS escrow_transfer_kept ON escrow_transfer`, `DROP TRIGGER IF EXISTS escrow_posting_kept ON escrow_posting`},
		}[tx.Engine()] {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, statement)
		return err
	})
}

func TestLedgerHashChain(t *testing.T) {
	damages := map[string]string{
		"amounts":   `UPDATE escrow_posting SET amount_minor = amount_minor * 2 WHERE transfer = 2`,
		"receiver":  `UPDATE escrow_posting SET account = 'fees::EUR' WHERE transfer = 2 AND leg = 1`,
		"time":      `UPDATE escrow_transfer SET at = at + 1 WHERE n = 2`,
		"actor":     `UPDATE escrow_transfer SET actor = 'other' WHERE n = 2`,
		"removed":   `DELETE FROM escrow_transfer WHERE n = 2`,
		"rewritten": `UPDATE escrow_transfer SET hash = (SELECT hash FROM escrow_transfer WHERE n = 3) WHERE n = 2`,
	}
	each(t, func(t *testing.T, first *world) {
		for name, damage := range damages {
			w := newWorld(t, first.DB.Engine())
			w.funded("EUR", 100)
			w.funded("EUR", 100)
			w.sound()
			w.unlocked(damage)
			if r, err := w.Verify(context.Background()); err != nil || r.Bad == nil || r.Bad.N != 2 {
				t.Errorf("%s: %v %+v", name, err, r.Bad)
			}
		}
		first.rehashed(t)
	})
}

// rehashed changes a transfer and gives it the hash that its new words would have: then the next one does not follow.
func (w *world) rehashed(t *testing.T) {
	w.funded("EUR", 100)
	w.funded("EUR", 100)
	var one, two Transfer
	w.view(func(ctx context.Context, tx *db.Tx) (err error) {
		one, err = byNumber(ctx, tx, 1)
		if err == nil {
			two, err = byNumber(ctx, tx, 2)
		}
		return err
	})
	two.Reference = "forged"
	hash := two.chain(one.Hash)
	w.unlocked(`UPDATE escrow_transfer SET reference = 'forged' WHERE n = 2`)
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE escrow_transfer SET hash = $1 WHERE n = 2`, hash[:])
		return err
	})
	if r, err := w.Verify(context.Background()); err != nil || r.Bad == nil || r.Bad.N != 3 {
		t.Errorf("a forged transfer with a fitting hash: %v %+v", err, r.Bad)
	}
}

func TestExportIsCheckedOffline(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.funded("EUR", 100)
		w.must(w.release(m, 100, 10, 0))
		var b bytes.Buffer
		if err := w.Export(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		whole, err := VerifyExport(bytes.NewReader(b.Bytes()))
		r, _ := w.Verify(context.Background())
		if err != nil || whole != r || whole.Transfers != 3 {
			t.Fatalf("%v %+v", err, whole)
		}
		bent := bytes.Replace(b.Bytes(), []byte(`"amountMinor":90`), []byte(`"amountMinor":91`), 1)
		if r, err := VerifyExport(bytes.NewReader(bent)); err != nil || r.Bad == nil || r.Bad.N != 3 {
			t.Errorf("%v %+v", err, r)
		}
		lines := bytes.SplitAfter(b.Bytes(), []byte("\n"))
		if r, _ := VerifyExport(bytes.NewReader(bytes.Join(lines[1:], nil))); r.Bad == nil {
			t.Error("an export without its first line was taken")
		}
	})
}

func TestMovingMoneyNeedsARecordedGrantThatMay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.milestone("EUR")
		unrecorded, err := access.Check(w.g.Actor(), access.BankApprove, access.Thing{Kind: "money"})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range []access.Grant{{}, unrecorded, grant(t, access.BankRead)} {
			_, err := w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
				return w.Receive(ctx, tx, g, Receipt{Key: w.key(), Milestone: m.ID, Currency: "EUR", AmountMinor: 5})
			})
			wants(t, err, ErrNoMoney)
		}
	})
}
