package retention

import (
	"context"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/blob"
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

const canary = "Zinnober-7731"

// world is an installation with a closed ticket full of content, and a rule by which it goes after 30 days.
type world struct {
	*suretytest.World
	*Keeper
	t                            testing.TB
	client, agent, lead, officer access.Actor
	department                   access.DepartmentID
	ticket                       access.TicketID
	file                         string
}

type noPapers struct{}

func (noPapers) Contract(deal.Parameters) (document.Document, error) { return document.Document{}, nil }
func (noPapers) NDA(deal.Parameters) (document.Document, error)      { return document.Document{}, nil }

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	x := suretytest.New(t, engine)
	w := &world{World: x, t: t}
	w.Keeper = w.keeper(x.Blobs)
	for _, kind := range []string{deal.JobOver, deal.JobDisputed} {
		x.Jobs.HandleTx(kind, func(context.Context, *db.Tx, job.Job) error { return nil })
	}
	w.department = w.Department("Repairs")
	w.client, w.agent, w.lead = w.Client(), w.Agent(w.department), w.Lead(w.department)
	w.officer = w.Person(account.NewPerson{Roles: []access.Role{access.Security}})
	for _, a := range []*access.Actor{&w.client, &w.agent, &w.lead, &w.officer} {
		a.SteppedUp = true
	}
	w.ticket, w.file = w.full()
	return w
}

func (w *world) keeper(blobs blob.Store) *Keeper {
	x := w.World
	ledger := escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock})
	bank := payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Ledger: ledger})
	deals := deal.Open(deal.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk,
		Clocks: deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs}), Ledger: ledger, Bank: bank, Papers: noPapers{}, URL: "https://help.surety.example"})
	return Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk,
		Deals: deals, Ledger: ledger, KeyBackupDays: 30})
}

// full is a closed ticket with a message, a note, a draft and a file.
func (w *world) full() (access.TicketID, string) {
	w.t.Helper()
	t, err := w.Desk.Open(ctx, w.client, ticket.Request{Subject: canary, Text: canary, Department: w.department, Files: 1})
	w.must(err)
	f, err := w.Desk.AddFile(ctx, w.client, t.ID, ticket.Upload{Message: 1, Name: canary + ".txt", Size: int64(len(canary)), Body: strings.NewReader(canary)})
	w.must(err)
	_, err = w.Desk.Reply(ctx, w.agent, t.ID, ticket.Reply{Text: canary, Kind: ticket.KindNote, Anyway: true})
	w.must(err)
	w.must(w.Desk.SaveDraft(ctx, w.agent, t.ID, ticket.Draft{Text: canary, Kind: ticket.KindMessage}))
	_, err = w.Desk.Close(ctx, w.client, t.ID)
	w.must(err)
	return t.ID, f.ID
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

// ruled sets a rule for all cases.
func (w *world) ruled(days int64) {
	w.t.Helper()
	w.must(w.Set(ctx, w.Admin, Rule{Days: days}, false))
	w.must(w.Schedule(ctx))
	w.must(w.World.Jobs.Drain(ctx))
}

// pass lets days go by, hour by hour, with the installation there.
func (w *world) pass(days int) {
	w.t.Helper()
	for range days * 24 {
		w.World.Clock.Advance(time.Hour)
		w.must(w.World.Jobs.Drain(ctx))
	}
}

func (w *world) view(who access.Actor) View {
	w.t.Helper()
	v, err := w.See(ctx, who, w.ticket)
	w.must(err)
	return v
}

func (w *world) gone() bool { w.t.Helper(); return w.view(w.client).End != nil }

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}))
}

// fetched tries to fetch the file.
func (w *world) fetched() error {
	d, err := w.Desk.Fetch(ctx, w.client, w.ticket, w.file, "")
	if err == nil {
		d.Close()
	}
	return err
}
