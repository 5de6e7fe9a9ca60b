package dispute

import (
	"context"
	"fmt"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/payment"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

var ctx = context.Background()

// world is an installation with a ticket between a client and a specialist, milestones whose money is held, and arbiters.
type world struct {
	*suretytest.World
	*Disputes
	t                        testing.TB
	clocks                   *deadline.Clocks
	ledger                   *escrow.Ledger
	deals                    *deal.Deals
	client, specialist, lead access.Actor
	arbiters                 []access.Actor
	department               access.DepartmentID
	ticket                   access.TicketID
	made                     int
}

type plainPapers struct{}

func (plainPapers) Contract(p deal.Parameters) (document.Document, error) {
	return paper("Contract", p), nil
}
func (plainPapers) NDA(p deal.Parameters) (document.Document, error) { return paper("NDA", p), nil }

func paper(title string, p deal.Parameters) document.Document {
	return document.Document{Languages: []document.Language{document.English}, Title: document.Text{title}, Subtitle: document.Text{fmt.Sprint(p.Version)},
		Blocks: []document.Block{document.Paragraph{Text: document.Text{p.Terms.Title}},
			document.Signatures{By: []document.Signatory{{Field: "client", Role: document.Text{"Client"}, Name: document.Text{p.Client.Name}},
				{Field: "specialist", Role: document.Text{"Specialist"}, Name: document.Text{p.Specialist.Name}}}}},
		Fields: []string{"platform"}}
}

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	x := suretytest.New(t, engine)
	w := &world{World: x, t: t, ledger: escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock}),
		clocks: deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs})}
	bank := payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Ledger: w.ledger,
		Accounts: []payment.Own{{Account: "DE75512108001245126199", Currency: "EUR", Holder: "Harbour Help"}}})
	w.deals = deal.Open(deal.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: w.clocks, Ledger: w.ledger, Bank: bank, Papers: plainPapers{}, URL: "https://help.surety.example", FeeBasisPoints: 500})
	w.Disputes = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk,
		Clocks: w.clocks, Ledger: w.ledger, Deals: w.deals})
	x.Jobs.HandleTx(deal.JobOver, func(context.Context, *db.Tx, job.Job) error { return nil })
	w.people()
	return w
}

func (w *world) people() {
	w.department = w.Department("Repairs")
	w.client, w.specialist = w.Client(), w.Specialist()
	w.client.SteppedUp, w.specialist.SteppedUp = true, true
	w.lead = w.Person(account.NewPerson{Posts: map[access.DepartmentID]access.Post{w.department: access.Lead}})
	for range 5 {
		w.arbiters = append(w.arbiters, w.arbiter(account.NewPerson{}))
	}
	w.ticket = w.Ticket(w.client, w.department).ID
	w.must(w.deals.Invite(ctx, w.lead, w.ticket, w.specialist.Account))
}

func (w *world) arbiter(p account.NewPerson) access.Actor {
	w.t.Helper()
	p.Roles = append(p.Roles, access.Arbiter)
	a := w.Person(p)
	a.SteppedUp = true
	return a
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

// refused demands a fault of the code.
func (w *world) refused(err error, want *fault.Fault) {
	w.t.Helper()
	if err == nil || fault.As(err).Code != want.Code {
		w.t.Fatalf("got %v, want %s", err, want.Code)
	}
}

func (w *world) tx(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	w.must(w.World.DB.InTx(ctx, fn))
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.tx(func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err })
}

func (w *world) count(query string, args ...any) (n int64) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int64], query, args...)
		return err
	}))
	return n
}

// banker is a recorded grant of the bank desk.
func (w *world) banker() access.Grant {
	w.t.Helper()
	g, err := access.Check(access.Actor{Account: "banker", Session: "s", Roles: []access.Role{access.Bank}, SteppedUp: true}, access.BankApprove, access.Thing{Kind: "money"})
	w.must(err)
	g.MarkRecorded()
	return g
}

// held is a milestone of a deal of its own, with so much held, in work. The road to it is package deal's to test.
func (w *world) held(minor int64) deal.MilestoneID {
	w.t.Helper()
	return w.heldFor(w.client, w.specialist, w.ticket, minor)
}

func (w *world) heldFor(client, specialist access.Actor, on access.TicketID, minor int64) deal.MilestoneID {
	w.t.Helper()
	w.made++
	d, m := access.NewID[deal.ID](), access.NewID[deal.MilestoneID]()
	g, now := w.banker(), db.Micros(w.World.Clock.Now())
	// A specialist has one deal of a ticket under way: those of earlier milestones are over.
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE deal SET state = 'completed' WHERE ticket = $1`, string(on)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO deal (id, ticket, client, specialist, state, currency, offer, signed, version, steps, created, updated)
			VALUES ($1, $2, $3, $4, 'active', 'EUR', 1, 1, 1, 0, $5, $5)`, string(d), string(on), string(client.Account), string(specialist.Account), now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO deal_milestone (id, deal, place, state, before, price_minor, fee_minor, tax_minor, released_minor, fee_taken, tax_taken,
			refunded_minor, granted_minor, moves, parts, rounds, cancels, canceller, matter, accepted, silence_days, rounds_max, guarantee, licence, due, changed)
			VALUES ($1, $2, 1, 'in_progress', '', $3, $4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', 14, 1, $5, 'non_exclusive', NULL, $6)`,
			string(m), string(d), minor, minor/20, false, now); err != nil {
			return err
		}
		if err := w.ledger.Begin(ctx, tx, escrow.Milestone{ID: m, Deal: d, Client: client.Account, Specialist: specialist.Account, Currency: "EUR"}); err != nil {
			return err
		}
		if _, err := w.ledger.Receive(ctx, tx, g, escrow.Receipt{Key: "in/" + string(m), Milestone: m, Currency: "EUR", AmountMinor: minor}); err != nil {
			return err
		}
		_, err := w.ledger.Hold(ctx, tx, g, escrow.Order{Key: "hold/" + string(m), Milestone: m, AmountMinor: minor})
		return err
	})
	return m
}

func (w *world) position(m deal.MilestoneID) (p escrow.Position) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = w.ledger.Position(ctx, tx, m)
		return err
	}))
	return p
}

func (w *world) stateOf(m deal.MilestoneID) (c deal.Case) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = w.deals.CaseOf(ctx, tx, m)
		return err
	}))
	return c
}

// begun is a dispute by the client about 100.00.
func (w *world) begun() (ID, deal.MilestoneID) {
	w.t.Helper()
	m := w.held(10_000)
	id, err := w.Begin(ctx, w.client, m, "It does not work.")
	w.must(err)
	return id, m
}

// offering is one in the time of offers.
func (w *world) offering() (ID, deal.MilestoneID) {
	w.t.Helper()
	id, m := w.begun()
	w.must(w.Answer(ctx, w.specialist, id, "It does."))
	return id, m
}

// seeking is one that waits for an arbiter.
func (w *world) seeking() (ID, deal.MilestoneID) {
	w.t.Helper()
	id, m := w.offering()
	w.pass(5 * day)
	return id, m
}

// proposed is one with a proposal of the first arbiter.
func (w *world) proposed(release int64) (ID, deal.MilestoneID) {
	w.t.Helper()
	id, m := w.seeking()
	w.must(w.Take(ctx, w.arbiters[0], id))
	w.must(w.Propose(ctx, w.arbiters[0], id, release, "Half of it works."))
	return id, m
}

// awarded is one with an award that two arbiters agreed on.
func (w *world) awarded(release int64) (ID, deal.MilestoneID) {
	w.t.Helper()
	id, m := w.proposed(release)
	w.must(w.Award(ctx, w.arbiters[0], id, release, "Half of it works, as the file shows."))
	w.must(w.Take(ctx, w.arbiters[1], id))
	w.must(w.Confirm(ctx, w.arbiters[1], id, release))
	return id, m
}

const day = 24 * time.Hour

func (w *world) drain() { w.t.Helper(); w.must(w.World.Jobs.Drain(ctx)) }

// pass lets time go by and the clocks strike.
func (w *world) pass(d time.Duration) { w.t.Helper(); w.World.Clock.Advance(d); w.drain() }

func (w *world) view(who access.Actor, id ID) View {
	w.t.Helper()
	v, err := w.Read(ctx, who, id)
	w.must(err)
	return v
}

func (w *world) is(id ID, want State) {
	w.t.Helper()
	if v := w.view(w.client, id); v.State != want {
		w.t.Fatalf("it is %s, not %s", v.State, want)
	}
}

// ended demands the outcome, and that the money went so.
func (w *world) ended(id ID, m deal.MilestoneID, o Outcome, release int64) {
	w.t.Helper()
	v, p := w.view(w.client, id), w.position(m)
	if v.State != Closed || v.Outcome != o || v.ReleaseMinor != release || p.HeldMinor != 0 || len(p.Matters) != 0 ||
		p.ReleasedMinor+p.FeesMinor+p.TaxesMinor != release || p.RefundedMinor != p.FundedMinor-release {
		w.t.Fatalf("%s %s %d; money %+v", v.State, v.Outcome, v.ReleaseMinor, p)
	}
	if c := w.stateOf(m); c.State != deal.Settled {
		w.t.Fatalf("the milestone is %s", c.State)
	}
}

// complain lays a complaint over the milestone's deal, or lifts it.
func (w *world) complain(m deal.MilestoneID, name string, on bool) {
	w.t.Helper()
	c := w.stateOf(m)
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		g, err := access.Check(access.Server("test"), access.DealClock, c.Thing)
		if err != nil {
			return err
		}
		if err := w.World.Log.Append(ctx, tx, g, nil); err != nil {
			return err
		}
		if on {
			return w.deals.Suspend(ctx, tx, g, c.Deal, name)
		}
		return w.deals.Lift(ctx, tx, g, c.Deal, name)
	})
}

// say writes a message on the ticket, and returns its place.
func (w *world) say(who access.Actor, text string) int64 {
	w.t.Helper()
	m, err := w.World.Desk.Reply(ctx, who, w.ticket, ticket.Reply{Text: text, Anyway: true})
	w.must(err)
	return m.Seq
}

// recordOfTicket is the ticket's part of the record, as its client reads it.
func (w *world) recordOfTicket() (all []audit.Entry) {
	w.t.Helper()
	var facts access.Thing
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		facts, err = w.World.Desk.Facts(ctx, tx, w.ticket)
		return err
	}))
	g, err := access.Check(w.client, access.TicketRecord, facts)
	w.must(err)
	all, err = w.World.Log.OfTicket(ctx, g, 0, 500)
	w.must(err)
	if len(all) == 0 {
		w.t.Fatal("the ticket has no record")
	}
	return all
}

type txCtx = context.Context

// signedAndFunded signs the deal by both, and holds the money of its milestone as the bank would.
func (w *world) signedAndFunded(d deal.ID, version func() int64) deal.MilestoneID {
	w.t.Helper()
	v, err := w.deals.Read(ctx, w.client, d)
	w.must(err)
	s := deal.Signing{Version: 1}
	for _, p := range v.Papers {
		if p.Kind == deal.Contract {
			s.Contract = p.Digest
		} else {
			s.NDA = p.Digest
		}
	}
	for _, who := range []access.Actor{w.client, w.specialist} {
		_, err := w.deals.Sign(ctx, who, d, version(), s)
		w.must(err)
	}
	v, err = w.deals.Read(ctx, w.client, d)
	w.must(err)
	p, g := v.Progress[0], w.banker()
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		if _, err := w.ledger.Receive(ctx, tx, g, escrow.Receipt{Key: "in/" + string(p.ID), Milestone: p.ID, Currency: "EUR", AmountMinor: p.Charge.PriceMinor}); err != nil {
			return err
		}
		if _, err := w.ledger.Hold(ctx, tx, g, escrow.Order{Key: "hold/" + string(p.ID), Milestone: p.ID, AmountMinor: p.Charge.PriceMinor}); err != nil {
			return err
		}
		return w.World.Jobs.Add(ctx, tx, payment.JobReceived, payment.ReceivedJob{Milestone: p.ID})
	})
	w.drain()
	return p.ID
}
