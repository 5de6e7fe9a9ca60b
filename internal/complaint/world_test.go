package complaint

import (
	"context"
	"strings"
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
	"surety/internal/handover"
	"surety/internal/job"
	"surety/internal/payment"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

var ctx = context.Background()

// world is an installation with a ticket between a client and a specialist, a file on it, and two security officers, of whom the second
// belongs to the ticket's department.
type world struct {
	*suretytest.World
	*Complaints
	t                                      testing.TB
	ledger                                 *escrow.Ledger
	deals                                  *deal.Deals
	disputes                               *dispute.Disputes
	secrets                                *handover.Desk
	client, specialist, agent, officer, of access.Actor
	department                             access.DepartmentID
	ticket                                 access.TicketID
	file                                   string
}

type noPapers struct{}

func (noPapers) Contract(deal.Parameters) (document.Document, error) { return document.Document{}, nil }
func (noPapers) NDA(deal.Parameters) (document.Document, error)      { return document.Document{}, nil }

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	x := suretytest.New(t, engine)
	w := &world{World: x, t: t, ledger: escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock})}
	clocks := deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs})
	bank := payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Ledger: w.ledger,
		Accounts: []payment.Own{{Account: "DE75512108001245126199", Currency: "EUR", Holder: "Harbour Help"}}})
	w.deals = deal.Open(deal.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: w.ledger, Bank: bank, Papers: noPapers{}, URL: "https://help.surety.example"})
	w.disputes = dispute.Open(dispute.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: w.ledger, Deals: w.deals})
	w.secrets = handover.Open(handover.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Hub: x.Live, Accounts: x.Accounts, Tickets: x.Desk,
		Clocks: clocks, Deals: w.deals})
	w.Complaints = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk,
		Clocks: clocks, Deals: w.deals, Disputes: w.disputes, Secrets: w.secrets})
	x.Jobs.HandleTx(deal.JobOver, func(context.Context, *db.Tx, job.Job) error { return nil })
	w.people()
	return w
}

func (w *world) people() {
	w.department = w.Department("Repairs")
	w.client, w.specialist, w.agent = w.Client(), w.Specialist(), w.Agent(w.department)
	w.officer = w.Person(account.NewPerson{Roles: []access.Role{access.Security}})
	w.of = w.Person(account.NewPerson{Roles: []access.Role{access.Security}, Posts: map[access.DepartmentID]access.Post{w.department: access.Agent}})
	for _, a := range []*access.Actor{&w.client, &w.specialist, &w.agent, &w.officer, &w.of} {
		a.SteppedUp = true
	}
	w.ticket = w.Ticket(w.client, w.department).ID
	w.must(w.deals.Invite(ctx, w.Lead(w.department), w.ticket, w.specialist.Account))
	m, err := w.Desk.Reply(ctx, w.client, w.ticket, ticket.Reply{Text: "Here is the list.", Files: 1})
	w.must(err)
	f, err := w.Desk.AddFile(ctx, w.client, w.ticket, ticket.Upload{Message: m.Seq, Name: "list.txt", Size: 5, Body: strings.NewReader("names")})
	w.must(err)
	w.file = f.ID
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

// filed is one by the client, about the specialist.
func (w *world) filed() ID {
	w.t.Helper()
	id, err := w.File(ctx, w.client, Filing{Ticket: w.ticket, Kind: Disclosed, Accused: w.specialist.Account, Text: "My list was sold."})
	w.must(err)
	return id
}

// sifted is one that the officer looks into.
func (w *world) sifted(laws ...string) ID {
	w.t.Helper()
	id := w.filed()
	w.must(w.Take(ctx, w.officer, id))
	w.must(w.Sift(ctx, w.officer, id, Sifting{Accused: w.specialist.Account, Personal: len(laws) > 0, Laws: laws}))
	return id
}

func (w *world) view(who access.Actor, id ID) View {
	w.t.Helper()
	v, err := w.Read(ctx, who, id)
	w.must(err)
	return v
}

// pass lets time go by and the clocks strike.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.World.Clock.Advance(d)
	w.must(w.World.Jobs.Drain(ctx))
}

// fetched closes what was fetched.
func (w *world) fetch(who access.Actor) error {
	d, err := w.Desk.Fetch(ctx, who, w.ticket, w.file, "")
	if err == nil {
		d.Close()
	}
	return err
}

// letters counts those of the code to the actor.
func (w *world) letters(code string) (n int64) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM job WHERE kind = $1 AND payload LIKE $2`, letterJob, "%"+code+"%")
		return err
	}))
	return n
}
