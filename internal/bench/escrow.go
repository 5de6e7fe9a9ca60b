package bench

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
)

// escrowClients is how many press at once.
const escrowClients = 64

// ledger is an installation's ledger under load. Its milestones are made for the purpose.
type ledger struct {
	*escrow.Ledger
	log    *audit.Log
	banker access.Actor
	grant  access.Grant
	ms     []escrow.Milestone
	n      atomic.Int64
	run    string
}

// escrowRounds is into how many parts each measurement of transfers is cut. They take turns, so that a machine that has
// more to do for a while slows all of them, and their ratios mean something.
const escrowRounds = 5

// escrowWork is something to measure, in a transaction of its own.
type escrowWork struct {
	name string
	do   func(ctx context.Context, tx *db.Tx, client int) error
}

// Escrow measures durable transfers of 64 clients, by themselves and with their audit entries, beside raw commits in the
// same run: one row of a transfer's bytes, and as many rows as a transfer has. Of the plan it heeds length, choice and
// profile; with a profile nothing is cut into rounds.
func Escrow(ctx context.Context, l *escrow.Ledger, log *audit.Log, plan Plan) ([]Result, error) {
	w := &ledger{Ledger: l, log: log, run: access.NewID[string](),
		banker: access.Actor{Account: "bench", Session: "bench", Roles: []access.Role{access.Bank}, SteppedUp: true}}
	if err := w.fill(ctx); err != nil {
		return nil, fmt.Errorf("fill: %w", err)
	}
	works := slices.DeleteFunc(w.works(), func(e escrowWork) bool { return !strings.Contains(e.name, plan.Only) })
	if plan.Profile != "" {
		return w.profiles(ctx, works, plan)
	}
	all, results := make([]sample, len(works)), make([]Result, len(works))
	for range escrowRounds {
		for i, e := range works {
			s, err := Load{escrowClients, plan.Length / escrowRounds}.sample(w.start(ctx, e))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", e.name, err)
			}
			all[i].add(s)
		}
	}
	for i, e := range works {
		results[i] = all[i].summary(e.name, escrowClients)
	}
	return results, nil
}

func (w *ledger) profiles(ctx context.Context, works []escrowWork, plan Plan) (results []Result, err error) {
	for _, e := range works {
		r, err := profiled(plan.Profile, e.name, func() (Result, error) { return Load{escrowClients, plan.Length}.run(e.name, w.start(ctx, e)) })
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

func (w *ledger) start(ctx context.Context, e escrowWork) func(int) (work, func(), error) {
	return func(int) (work, func(), error) {
		return func(client, _ int) (int64, error) {
			return 0, w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return e.do(ctx, tx, client) })
		}, func() {}, nil
	}
}

func (w *ledger) works() []escrowWork {
	body := bytes.Repeat([]byte("x"), 400)
	return []escrowWork{
		{"raw insert of one row", func(ctx context.Context, tx *db.Tx, _ int) error { return w.raw(ctx, tx, body) }},
		{"raw insert of five rows", func(ctx context.Context, tx *db.Tx, _ int) error {
			for range 5 {
				if err := w.raw(ctx, tx, body[:80]); err != nil {
					return err
				}
			}
			return nil
		}},
		{"transfer", w.hold},
		{"transfer with its audit entry", func(ctx context.Context, tx *db.Tx, client int) error {
			if err := w.log.Append(ctx, tx, w.grant, audit.Params{"milestone": string(w.ms[client].ID)}); err != nil {
				return err
			}
			return w.hold(ctx, tx, client)
		}},
	}
}

func (w *ledger) fill(ctx context.Context) (err error) {
	if w.grant, err = access.Check(w.banker, access.BankImport, access.Thing{Kind: "bank"}); err != nil {
		return err
	}
	return w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS bench_rows (a TEXT NOT NULL PRIMARY KEY, b BYTEA NOT NULL)`); err != nil {
			return err
		}
		if err := w.log.Append(ctx, tx, w.grant, nil); err != nil {
			return err
		}
		for i := range escrowClients {
			id := fmt.Sprintf("%s-%d", w.run, i)
			m := escrow.Milestone{ID: escrow.MilestoneID(id), Deal: escrow.DealID(id), Client: access.AccountID("c" + id), Specialist: access.AccountID("s" + id), Currency: "EUR"}
			if err := w.Begin(ctx, tx, m); err != nil {
				return err
			}
			if _, err := w.Receive(ctx, tx, w.grant, escrow.Receipt{Key: w.key(), Milestone: m.ID, Currency: m.Currency, AmountMinor: 1_000_000_000}); err != nil {
				return err
			}
			w.ms = append(w.ms, m)
		}
		return nil
	})
}

func (w *ledger) key() string { return fmt.Sprintf("%s/%d", w.run, w.n.Add(1)) }

func (w *ledger) raw(ctx context.Context, tx *db.Tx, body []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO bench_rows (a, b) VALUES ($1, $2)`, w.key(), body)
	return err
}

func (w *ledger) hold(ctx context.Context, tx *db.Tx, client int) error {
	_, err := w.Hold(ctx, tx, w.grant, escrow.Order{Key: w.key(), Milestone: w.ms[client].ID, AmountMinor: 1})
	return err
}
