package escrow

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
)

var start = time.Date(2026, 3, 20, 9, 30, 0, 0, time.UTC)

// world is a ledger on one engine and somebody at the bank desk.
type world struct {
	*Ledger
	t    testing.TB
	g    access.Grant
	made atomic.Int64
}

func newWorld(t testing.TB, engine db.Engine) *world {
	return &world{Ledger: Open(Settings{DB: dbtest.Open(t, engine, db.Data), Clock: clock.NewFake(start)}), t: t, g: grant(t, access.BankApprove)}
}

// grant is a recorded one. No audit log is at hand: the ledger asks for the mark, not for the entry.
func grant(t testing.TB, action access.Action) access.Grant {
	g, err := access.Check(access.Actor{Account: "banker", Session: "s", Roles: []access.Role{access.Bank}, SteppedUp: true}, action, access.Thing{Kind: "money"})
	if err != nil {
		t.Fatal(err)
	}
	g.MarkRecorded()
	return g
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { fn(t, newWorld(t, engine)) })
	}
}

// verb is an operation of the ledger, ready to run in a transaction.
type verb func(ctx context.Context, tx *db.Tx) (Transfer, error)

var errCrash = errors.New("the process ended here")

// do runs the verb in a transaction of its own.
func (w *world) do(v verb) (t Transfer, err error) {
	err = w.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = v(ctx, tx)
		return err
	})
	return t, err
}

// crash runs the verb and undoes it as a process that ends before its commit does.
func (w *world) crash(v verb) error {
	_, err := w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
		if t, err := v(ctx, tx); err != nil {
			return t, err
		}
		return Transfer{}, errCrash
	})
	return err
}

func (w *world) must(v verb) Transfer {
	w.t.Helper()
	t, err := w.do(v)
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

func (w *world) key() string { return fmt.Sprintf("k%d", w.made.Add(1)) }

func (w *world) milestone(c Currency) Milestone {
	w.t.Helper()
	n := w.made.Add(1)
	m := Milestone{MilestoneID(fmt.Sprintf("m%d", n)), DealID(fmt.Sprintf("d%d", n)), access.AccountID(fmt.Sprintf("client%d", n)), access.AccountID(fmt.Sprintf("spec%d", n)), c}
	w.tx(func(ctx context.Context, tx *db.Tx) error { return w.Begin(ctx, tx, m) })
	return m
}

func (w *world) tx(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	if err := w.DB.InTx(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) view(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	if err := w.DB.View(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) receive(m Milestone, minor int64) verb {
	r := Receipt{Key: w.key(), Milestone: m.ID, Currency: m.Currency, AmountMinor: minor}
	return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Receive(ctx, tx, w.g, r) }
}

func (w *world) hold(m Milestone, minor int64) verb {
	o := Order{Key: w.key(), Milestone: m.ID, AmountMinor: minor}
	return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Hold(ctx, tx, w.g, o) }
}

func (w *world) release(m Milestone, gross, fee, tax int64) verb {
	d := Division{Key: w.key(), Milestone: m.ID, ReleaseMinor: gross, FeeMinor: fee, TaxMinor: tax}
	return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Release(ctx, tx, w.g, d) }
}

func (w *world) refund(m Milestone, minor int64) verb {
	o := Order{Key: w.key(), Milestone: m.ID, AmountMinor: minor}
	return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Refund(ctx, tx, w.g, o) }
}

func (w *world) reverse(n int64) verb {
	key := w.key()
	return func(ctx context.Context, tx *db.Tx) (Transfer, error) {
		return w.Reverse(ctx, tx, w.g, key, n, "wrong_line")
	}
}

// funded is a milestone with money held.
func (w *world) funded(c Currency, minor int64) Milestone {
	w.t.Helper()
	m := w.milestone(c)
	w.must(w.receive(m, minor))
	w.must(w.hold(m, minor))
	return m
}

func (w *world) balance(a Account) (b Balance) {
	w.t.Helper()
	w.view(func(ctx context.Context, tx *db.Tx) (err error) {
		b, err = w.Balance(ctx, tx, a)
		return err
	})
	return b
}

func (w *world) position(m Milestone) (p Position) {
	w.t.Helper()
	w.view(func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = w.Position(ctx, tx, m.ID)
		return err
	})
	return p
}

// count is a query's only number.
func (w *world) count(query string) (n int64) {
	w.t.Helper()
	w.view(func(ctx context.Context, tx *db.Tx) error { return tx.Get(ctx, query, nil, &n) })
	return n
}

// sound fails the test when the ledger does not verify.
func (w *world) sound() {
	w.t.Helper()
	r, err := w.Verify(context.Background())
	if err != nil || r.Bad != nil {
		w.t.Fatalf("verify: %v %+v", err, r.Bad)
	}
}

func wants(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}
