package person

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/handover"
	"surety/internal/job"
	"surety/internal/paper"
	"surety/internal/payment"
	"surety/internal/retention"
	"surety/internal/review"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

var ctx = context.Background()

const (
	canary = "Zinnober-7731"
	email  = "vesna.kulik@harbour.example"
	called = "Vesna Kulikova-Test"
)

// world is an installation with a person who left traces in many tables, and officers.
type world struct {
	*suretytest.World
	*Registrar
	t                                     testing.TB
	deals                                 *deal.Deals
	client, agent, officer, second, other access.Actor
	department                            access.DepartmentID
	ticket                                access.TicketID
}

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	x := suretytest.New(t, engine)
	w := &world{World: x, t: t}
	clocks := deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs})
	ledger := escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock})
	bank := payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Ledger: ledger})
	w.deals = deal.Open(deal.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: ledger, Bank: bank, Papers: paper.Writer{}, URL: "https://help.surety.example"})
	disputes := dispute.Open(dispute.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: ledger, Deals: w.deals})
	secrets := handover.Open(handover.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Hub: x.Live, Accounts: x.Accounts, Tickets: x.Desk, Clocks: clocks, Deals: w.deals})
	complaints := complaint.Open(complaint.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk,
		Clocks: clocks, Deals: w.deals, Disputes: disputes, Secrets: secrets})
	keeper := retention.Open(retention.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk,
		Deals: w.deals, Ledger: ledger, KeyBackupDays: 30})
	reviews := review.Open(review.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Clocks: clocks, Ledger: ledger,
		Deals: w.deals, Disputes: disputes})
	w.Registrar = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Accounts: x.Accounts, Desk: x.Desk, Deals: w.deals,
		Disputes: disputes, Complaints: complaints, Reviews: reviews, Retention: keeper})
	w.people()
	return w
}

func (w *world) people() {
	w.department = w.Department("Repairs")
	w.client = w.Person(account.NewPerson{Name: called, Email: email, Roles: []access.Role{access.Client}, CallBack: "+4930901820", TimeZone: "Europe/Berlin"})
	w.other, w.agent = w.Client(), w.Agent(w.department)
	w.officer = w.Person(account.NewPerson{Roles: []access.Role{access.Security}})
	w.second = w.Person(account.NewPerson{Roles: []access.Role{access.Security}})
	for _, a := range []*access.Actor{&w.client, &w.other, &w.agent, &w.officer, &w.second} {
		a.SteppedUp = true
	}
	w.ticket = w.asked(w.client)
}

// asked is an open request with a file, an answer, a note and a draft.
func (w *world) asked(who access.Actor) access.TicketID {
	w.t.Helper()
	t, err := w.Desk.Open(ctx, who, ticket.Request{Subject: "Printer " + canary, Text: "My card is 4111 1111 1111 1111.", Department: w.department, Files: 1})
	w.must(err)
	_, err = w.Desk.AddFile(ctx, who, t.ID, ticket.Upload{Message: 1, Name: "list.txt", Size: int64(len(canary)), Body: strings.NewReader(canary)})
	w.must(err)
	_, err = w.Desk.Reply(ctx, w.agent, t.ID, ticket.Reply{Text: "Answer of staff", Kind: ticket.KindMessage, Anyway: true})
	w.must(err)
	_, err = w.Desk.Reply(ctx, w.agent, t.ID, ticket.Reply{Text: "Secret note", Kind: ticket.KindNote, Anyway: true})
	w.must(err)
	w.must(w.Desk.SaveRequestDraft(ctx, who, ticket.RequestDraft{Subject: canary, Fields: map[string]string{}}))
	return t.ID
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

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}))
}

func (w *world) count(query string, args ...any) (n int64) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int64], query, args...)
		return err
	}))
	return n
}

// turn lets time go by, and what waits be done, twice: what one turn leaves to a job is seen by the next.
func (w *world) turn(d time.Duration) {
	w.t.Helper()
	w.World.Clock.Advance(d)
	for range 2 {
		w.must(w.World.Jobs.Drain(ctx))
		w.must(w.sweep(ctx, job.Job{}))
	}
	w.must(w.World.Jobs.Drain(ctx))
}

// copied is a copy of the client's data that can be fetched.
func (w *world) copied() string {
	w.t.Helper()
	id, err := w.AskCopy(ctx, w.client, w.client.Account, "")
	w.must(err)
	w.must(w.World.Jobs.Drain(ctx))
	return id
}

// unpack reads a copy.
func (w *world) unpack(a *Archive, err error) map[string]string {
	w.t.Helper()
	w.must(err)
	defer a.Close()
	b, err := io.ReadAll(a)
	w.must(err)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	w.must(err)
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		w.must(err)
		text, err := io.ReadAll(r)
		w.must(err)
		if strings.HasSuffix(f.Name, ".json") && !json.Valid(text) {
			w.t.Errorf("%s is no JSON: %s", f.Name, text)
		}
		files[f.Name] = string(text)
	}
	return files
}

// wished is a wish that an officer approved, an hour ago.
func (w *world) wished() string {
	w.t.Helper()
	id, err := w.AskErasure(ctx, w.client, w.client.Account, "")
	w.must(err)
	w.turn(CoolingDays * day)
	w.must(w.Approve(ctx, w.officer, id))
	return id
}

func (w *world) wish(id string) (e Erasure) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		e, err = erasureOf(ctx, tx, id)
		return err
	}))
	return e
}
