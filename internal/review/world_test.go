package review

import (
	"context"
	"fmt"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/payment"
	"surety/internal/suretytest"
)

var ctx = context.Background()

const day = 24 * time.Hour

// world is an installation with deals, disputes and reviews.
type world struct {
	*suretytest.World
	*Reviews
	t                                   testing.TB
	client, specialist, agent, security access.Actor
	department                          access.DepartmentID
}

type noPapers struct{}

func (noPapers) Contract(deal.Parameters) (document.Document, error) {
	return document.Document{}, fault.ErrAbsent
}
func (noPapers) NDA(deal.Parameters) (document.Document, error) {
	return document.Document{}, fault.ErrAbsent
}

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	x := suretytest.New(t, engine)
	w := &world{World: x, t: t}
	ledger := escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock})
	clocks := deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs})
	bank := payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Ledger: ledger,
		Accounts: []payment.Own{{Account: "DE75512108001245126199", Currency: "EUR", Holder: "Harbour Help"}}})
	deals := deal.Open(deal.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk,
		Clocks: clocks, Ledger: ledger, Bank: bank, Papers: noPapers{}, URL: "https://help.surety.example", FeeBasisPoints: 500})
	disputes := dispute.Open(dispute.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: ledger, Deals: deals})
	w.Reviews = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Clocks: clocks, Ledger: ledger,
		Deals: deals, Disputes: disputes})
	w.department = x.Department("Repairs")
	w.client, w.specialist, w.agent = w.Client(), w.Specialist(), w.Agent(w.department)
	w.security = w.Person(account.NewPerson{Roles: []access.Role{access.Security}})
	w.agent.SteppedUp, w.security.SteppedUp = true, true
	return w
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { fn(t, newWorld(t, engine)) })
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refused(err error, want *fault.Fault) {
	w.t.Helper()
	if err == nil || fault.As(err).Code != want.Code {
		w.t.Fatalf("got %v, want %s", err, want.Code)
	}
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err }))
}

func (w *world) drain() { w.t.Helper(); w.must(w.World.Jobs.Drain(ctx)) }

func (w *world) pass(d time.Duration) { w.t.Helper(); w.World.Clock.Advance(d); w.drain() }

// submitted is a milestone of a deal of its own whose work is handed in, and whose money, if there is some, is held.
func (w *world) submitted(client, specialist access.Actor, minor int64, late bool) deal.MilestoneID {
	w.t.Helper()
	on := w.Ticket(client, w.department).ID
	d, m, now := access.NewID[deal.ID](), access.NewID[deal.MilestoneID](), w.World.Clock.Now()
	due := now.Add(day)
	if late {
		due = now.Add(-day)
	}
	g, err := access.Check(access.Actor{Account: "banker", Session: "s", Roles: []access.Role{access.Bank}, SteppedUp: true}, access.BankApprove, access.Thing{Kind: "money"})
	w.must(err)
	g.MarkRecorded()
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, s := range []struct {
			query string
			args  []any
		}{{`INSERT INTO deal (id, ticket, client, specialist, state, currency, offer, signed, version, steps, created, updated)
			VALUES ($1, $2, $3, $4, 'active', 'EUR', 1, 1, 1, 0, $5, $5)`, []any{string(d), string(on), string(client.Account), string(specialist.Account), db.Micros(now)}},
			{`INSERT INTO deal_milestone (id, deal, place, state, before, price_minor, fee_minor, tax_minor, released_minor, fee_taken, tax_taken, refunded_minor,
			granted_minor, moves, parts, rounds, cancels, canceller, matter, accepted, silence_days, rounds_max, guarantee, licence, due, changed)
			VALUES ($1, $2, 1, 'submitted', '', $3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', 14, 1, $4, 'non_exclusive', $5, $6)`,
				[]any{string(m), string(d), minor, false, db.Micros(due), db.Micros(now)}},
			{`INSERT INTO deal_submission (milestone, round, at, text, works, verdict) VALUES ($1, 1, $2, $3, '', '')`, []any{string(m), db.Micros(now), []byte{0}}}} {
			if _, err := tx.Exec(ctx, s.query, s.args...); err != nil {
				return err
			}
		}
		l := w.Reviews.Ledger
		if err := l.Begin(ctx, tx, escrow.Milestone{ID: m, Deal: d, Client: client.Account, Specialist: specialist.Account, Currency: "EUR"}); err != nil || minor == 0 {
			return err
		}
		if _, err := l.Receive(ctx, tx, g, escrow.Receipt{Key: "in/" + string(m), Milestone: m, Currency: "EUR", AmountMinor: minor}); err != nil {
			return err
		}
		_, err := l.Hold(ctx, tx, g, escrow.Order{Key: "hold/" + string(m), Milestone: m, AmountMinor: minor})
		return err
	}))
	return m
}

// done is a milestone that the client has approved.
func (w *world) done(client, specialist access.Actor, late bool) deal.MilestoneID {
	w.t.Helper()
	m := w.submitted(client, specialist, 10_000, late)
	client.SteppedUp = true
	_, err := w.Deals.Approve(ctx, client, m, 1, 0)
	w.must(err)
	w.drain()
	return m
}

func all(n int) Points { return Points{n, n, n, n} }

func (w *world) write(who access.Actor, m deal.MilestoneID, n int) ID {
	w.t.Helper()
	id, err := w.Write(ctx, who, m, all(n), fmt.Sprintf("I say %d.", n))
	w.must(err)
	return id
}

// rated is a published review of the specialist by the client.
func (w *world) rated(client, specialist access.Actor, n int) ID {
	w.t.Helper()
	m := w.done(client, specialist, false)
	id := w.write(client, m, n)
	w.write(specialist, m, 5)
	return id
}

func (w *world) standing(who access.Actor) Standing {
	w.t.Helper()
	s, err := w.StandingOf(ctx, w.client, who.Account, deal.Client)
	w.must(err)
	return s
}

// Short names of what transactions are given.
type (
	txCtx = context.Context
	tx    = db.Tx
)

func jobOf(payload []byte) job.Job { return job.Job{Payload: payload} }

func (w *world) count(query string, args ...any) (n int64) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int64], query, args...)
		return err
	}))
	return n
}

func (w *world) ticketOf(m deal.MilestoneID) (t access.TicketID, err error) {
	err = w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := w.Deals.CaseOf(ctx, tx, m)
		t = c.Ticket
		return err
	})
	return t, err
}

func (w *world) ticketFacts(id access.TicketID) (t access.Thing, err error) {
	err = w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err = w.World.Desk.Facts(ctx, tx, id)
		return err
	})
	return t, err
}
