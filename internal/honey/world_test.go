package honey

import (
	"context"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/complaint"
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

// world is an installation with a department, two agents of it, two officers without a post, one with a post there, and a decoy.
type world struct {
	*suretytest.World
	*Keeper
	t                                  testing.TB
	department                         access.DepartmentID
	agent, other, officer, second, her access.Actor
	decoy                              ID
	of                                 about
}

type noPapers struct{}

func (noPapers) Contract(deal.Parameters) (document.Document, error) { return document.Document{}, nil }
func (noPapers) NDA(deal.Parameters) (document.Document, error)      { return document.Document{}, nil }

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	x := suretytest.New(t, engine)
	w := &world{World: x, t: t}
	clocks := deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs})
	ledger := escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock})
	bank := payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Ledger: ledger,
		Accounts: []payment.Own{{Account: "DE75512108001245126199", Currency: "EUR", Holder: "Harbour Help"}}})
	deals := deal.Open(deal.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: ledger, Bank: bank, Papers: noPapers{}, URL: "https://help.surety.example"})
	disputes := dispute.Open(dispute.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: ledger, Deals: deals})
	secrets := handover.Open(handover.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Hub: x.Live, Accounts: x.Accounts, Tickets: x.Desk,
		Clocks: clocks, Deals: deals})
	complaints := complaint.Open(complaint.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk,
		Clocks: clocks, Deals: deals, Disputes: disputes, Secrets: secrets})
	x.Jobs.HandleTx(deal.JobOver, func(context.Context, *db.Tx, job.Job) error { return nil })
	w.Keeper = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk, Complaints: complaints})
	w.people()
	return w
}

func (w *world) people() {
	w.department = w.Department("Accounts")
	w.agent, w.other = w.Agent(w.department), w.Agent(w.department)
	w.officer, w.second = w.Person(account.NewPerson{Roles: []access.Role{access.Security}}), w.Person(account.NewPerson{Roles: []access.Role{access.Security}})
	w.her = w.Person(account.NewPerson{Roles: []access.Role{access.Security}, Posts: map[access.DepartmentID]access.Post{w.department: access.Agent}})
	for _, a := range []*access.Actor{&w.agent, &w.other, &w.officer, &w.second, &w.her} {
		a.SteppedUp = true
	}
	id, err := w.Make(ctx, w.officer, w.bait("ashby@decoys.example"))
	w.must(err)
	w.decoy, w.of = id, w.aboutOf(id)
}

func (w *world) bait(email string) Bait {
	p := Texts()[0]
	return Bait{Department: w.department, Language: p.Language, Name: p.Name, Email: email, Subject: p.Subject, Text: p.Text, Last: p.Last,
		FileName: p.FileName, FileText: p.FileText, Days: 21}
}

func (w *world) aboutOf(id ID) (a about) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowOf(ctx, tx, id)
		if err != nil {
			return err
		}
		a, err = w.openAbout(id, r.about)
		return err
	}))
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

// alerts are those that the officer sees.
func (w *world) alerts(who access.Actor) []Alert {
	w.t.Helper()
	p, err := w.Alerts(ctx, who, "", 0)
	w.must(err)
	return p.Items
}

func (w *world) read(who access.Actor) ticket.Ticket {
	w.t.Helper()
	t, err := w.World.Desk.Read(ctx, who, w.of.Ticket)
	w.must(err)
	return t
}
