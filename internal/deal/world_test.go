package deal

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
	"surety/internal/suretytest"
)

const ownAccount = "DE75512108001245126199"

// world is an installation with a ticket between a client and a specialist, a bank desk and deals.
type world struct {
	*suretytest.World
	*Deals
	t                              testing.TB
	client, specialist, lead, bank access.Actor
	department                     access.DepartmentID
	ticket                         access.TicketID
}

// plainPapers are papers short enough to be made many times.
type plainPapers struct{}

func (plainPapers) Contract(p Parameters) (document.Document, error) {
	return plainPaper("Contract", p), nil
}
func (plainPapers) NDA(p Parameters) (document.Document, error) { return plainPaper("NDA", p), nil }

func plainPaper(title string, p Parameters) document.Document {
	return document.Document{Languages: []document.Language{document.English}, Title: document.Text{title},
		Subtitle: document.Text{fmt.Sprintf("Version %d", p.Version)},
		Blocks: []document.Block{document.Paragraph{Text: document.Text{p.Terms.Title}},
			document.Signatures{By: []document.Signatory{{Field: "client", Role: document.Text{"Client"}, Name: document.Text{p.Client.Name}},
				{Field: "specialist", Role: document.Text{"Specialist"}, Name: document.Text{p.Specialist.Name}}}}},
		Fields: []string{"platform"}}
}

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	w := &world{World: suretytest.New(t, engine), t: t}
	x := w.World
	ledger := escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock})
	bank := payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Ledger: ledger,
		Accounts: []payment.Own{{Account: ownAccount, Currency: "EUR", Holder: "Harbour Help"}}})
	w.Deals = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk,
		Clocks: deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs}), Ledger: ledger, Bank: bank, Papers: plainPapers{},
		URL: "https://help.surety.example", FeeBasisPoints: 500, ClearingDays: 2})
	w.department = x.Department("Repairs")
	w.client, w.specialist = x.Client(), x.Specialist()
	w.client.SteppedUp, w.specialist.SteppedUp = true, true
	w.lead = x.Person(account.NewPerson{Posts: map[access.DepartmentID]access.Post{w.department: access.Lead}})
	w.bank = x.Person(account.NewPerson{Roles: []access.Role{access.Bank}})
	w.bank.SteppedUp = true
	w.ticket = x.Ticket(w.client, w.department).ID
	w.must(w.Invite(ctx, w.lead, w.ticket, w.specialist.Account))
	return w
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel() // most of the time is waiting for the disk
			fn(t, newWorld(t, engine))
		})
	}
}

var ctx = context.Background()

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

// sample are terms of so many milestones of 100.00 EUR.
func sample(milestones int) Terms {
	t := Terms{Title: "Clean the accounting server", Currency: "EUR", Rounds: 1, SilenceDays: 14, WarrantyDays: 30, Language: document.English,
		Taxes: []Tax{{"VAT", 1_900, true}}, NotIncluded: []string{"New hardware"}, Secrets: []Secret{{What: "Salaries", Who: []string{"The accountant"}, Until: "2030-01-01"}},
		SecretDays: 365, Licence: NonExclusive}
	for i := range milestones {
		t.Milestones = append(t.Milestones, Milestone{Title: fmt.Sprintf("Part %d", i+1), Description: "As discussed.", AmountMinor: 10_000, Due: "2026-06-01"})
	}
	return t
}

func (w *world) view(who access.Actor, id ID) View {
	w.t.Helper()
	v, err := w.Read(ctx, who, id)
	w.must(err)
	return v
}

func (w *world) version(id ID) int64 {
	w.t.Helper()
	s, err := w.Watch(ctx, w.specialist, id)
	w.must(err)
	return s.Version
}

// offered begins a deal and offers the terms.
func (w *world) offered(terms Terms) ID {
	w.t.Helper()
	id, err := w.Begin(ctx, w.specialist, w.ticket, terms)
	w.must(err)
	_, err = w.Offer(ctx, w.specialist, id, w.version(id), terms)
	w.must(err)
	return id
}

// accepted is an offer that the client has accepted.
func (w *world) accepted(terms Terms) ID {
	w.t.Helper()
	id := w.offered(terms)
	_, err := w.Accept(ctx, w.client, id, w.version(id), 1)
	w.must(err)
	return id
}

// signing is what the latest papers ask to be named.
func (w *world) signing(id ID) Signing {
	w.t.Helper()
	v := w.view(w.client, id)
	s := Signing{Version: v.Current.Version}
	for _, p := range v.Papers {
		if p.Version == s.Version && p.Kind == Contract {
			s.Contract = p.Digest
		}
		if p.Version == s.Version && p.Kind == NDA {
			s.NDA = p.Digest
		}
	}
	return s
}

func (w *world) sign(who access.Actor, id ID) {
	w.t.Helper()
	_, err := w.Sign(ctx, who, id, w.version(id), w.signing(id))
	w.must(err)
}

// signed is a deal in force, with its milestones.
func (w *world) signed(terms Terms) (ID, []MilestoneID) {
	w.t.Helper()
	id := w.accepted(terms)
	w.sign(w.client, id)
	w.sign(w.specialist, id)
	var all []MilestoneID
	for _, p := range w.view(w.client, id).Progress {
		all = append(all, p.ID)
	}
	return id, all
}

func (w *world) progress(id ID, m MilestoneID) Progress {
	w.t.Helper()
	for _, p := range w.view(w.client, id).Progress {
		if p.ID == m {
			return p
		}
	}
	w.t.Fatal("no such milestone")
	return Progress{}
}

func (w *world) stateOf(id ID, m MilestoneID) MilestoneState {
	w.t.Helper()
	return w.progress(id, m).State
}

var statements atomic.Int64

// statement imports one line at the bank.
func (w *world) statement(amountMinor int64, reference, endToEnd string) {
	w.t.Helper()
	n, opening := statements.Add(1), int64(0)
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error { // a bank's statements follow one another
		last, err := db.All(ctx, tx, db.Value[int64], `SELECT closing_minor FROM payment_statement ORDER BY no DESC LIMIT 1`)
		if len(last) > 0 {
			opening = last[0]
		}
		return err
	}))
	amount := escrow.Currency("EUR").Format(amountMinor)
	m := &payment.Mapping{Statement: fmt.Sprintf("S%d", n), Account: ownAccount, Currency: "EUR", Opening: escrow.Currency("EUR").Format(opening), Closing: escrow.Currency("EUR").Format(opening + amountMinor),
		DateForm: time.DateOnly, Booked: 1, Amount: 2, Reference: 3, EndToEnd: 4, BankID: 5}
	row := strings.Join([]string{w.World.Clock.Now().Format(time.DateOnly), amount, reference, endToEnd, fmt.Sprint(n)}, ",")
	_, err := w.Bank.Import(ctx, w.bank, payment.CSV, []byte(row), m)
	w.must(err)
	w.drain()
}

func (w *world) drain() { w.t.Helper(); w.must(w.World.Jobs.Drain(ctx)) }

// pass lets time go by and the clocks strike.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.World.Clock.Advance(d)
	w.drain()
}

// fund pays the milestone by its reference.
func (w *world) fund(id ID, m MilestoneID) {
	w.t.Helper()
	p := w.progress(id, m)
	w.statement(p.Charge.PriceMinor, string(p.Reference), "")
}

func (w *world) start(id ID, m MilestoneID) {
	w.t.Helper()
	_, err := w.Start(ctx, w.specialist, m, w.version(id))
	w.must(err)
}

func (w *world) submit(id ID, m MilestoneID, works ...WorkID) {
	w.t.Helper()
	_, err := w.Submit(ctx, w.specialist, m, w.version(id), "Done.", works)
	w.must(err)
}

// tx runs fn with a recorded grant of the installation on the deal.
func (w *world) tx(id ID, fn func(ctx context.Context, tx *db.Tx, g access.Grant) error) error {
	return w.Deals.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := w.load(ctx, tx, id, false)
		if err != nil {
			return err
		}
		g, err := access.Check(access.Server("test"), access.DealClock, s.thing)
		if err != nil {
			return err
		}
		if err := w.Deals.Log.Append(ctx, tx, g, nil); err != nil {
			return err
		}
		return fn(ctx, tx, g)
	})
}

func digest(b []byte) string { return hex.EncodeToString(b) }
