package assurance

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/fault"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

var ctx = context.Background()

// canary is content: it may stand in no letter and no entry.
const canary = "canary-Zx81"

// world is an installation in which a client, in Tehran, has a case with a department and a specialist.
type world struct {
	*suretytest.World
	*Desk
	t                                                 testing.TB
	client, stranger, specialist, agent, lead, office access.Actor
	department                                        access.DepartmentID
	ticket                                            access.TicketID
}

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	x := suretytest.New(t, engine)
	w := &world{World: x, t: t}
	w.Desk = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Accounts: x.Accounts, Tickets: x.Desk,
		Clocks: deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs})})
	w.department = w.Department("Repairs")
	w.client, w.stranger, w.specialist, w.agent, w.lead = w.World.Client(), w.World.Client(), w.Specialist(), w.Agent(w.department), w.Lead(w.department)
	w.office = w.World.Person(account.NewPerson{Roles: []access.Role{access.Security}})
	for _, a := range []*access.Actor{&w.client, &w.specialist, &w.agent, &w.lead, &w.office} {
		a.SteppedUp = true
	}
	zone := "Asia/Tehran"
	p, err := x.Accounts.Profile(ctx, w.client.Account)
	w.must(err)
	_, err = x.Accounts.ChangeOwn(ctx, w.client, p.Version, account.OwnChange{TimeZone: &zone})
	w.must(err)
	w.ticket = w.newCase(w.client)
	w.must(x.Desk.AddMember(ctx, w.agent, w.ticket, w.specialist.Account, "specialist"))
	return w
}

func (w *world) newCase(client access.Actor) access.TicketID {
	w.t.Helper()
	made, err := w.World.Desk.Open(ctx, client, ticket.Request{Subject: canary, Text: canary + "\npassword: Invented-2026!", Department: w.department})
	w.must(err)
	return made.ID
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

// reads has somebody read the case's messages.
func (w *world) reads(who access.Actor) {
	w.t.Helper()
	_, err := w.World.Desk.Messages(ctx, who, w.ticket, ticket.Slice{Limit: 10})
	w.must(err)
}

func (w *world) uncovers(who access.Actor) {
	w.t.Helper()
	_, err := w.World.Desk.Uncover(ctx, who, w.ticket, ticket.Spot{Message: 1, Kind: "password"}, "check")
	w.must(err)
}

// report has one made now, and returns the newest of the case.
func (w *world) report() Report {
	w.t.Helper()
	w.must(w.Ask(ctx, w.client))
	w.must(w.Ask(ctx, w.client))
	w.must(w.World.Jobs.Drain(ctx))
	return w.all(w.client)[0]
}

func (w *world) due(run string) {
	w.t.Helper()
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO assurance_client (account, rhythm, run) VALUES ($1, 'monthly', '') ON CONFLICT (account) DO NOTHING`, string(w.client.Account))
		if err == nil {
			err = w.World.Jobs.Add(ctx, tx, makeJob, errand{Account: w.client.Account, Run: run})
		}
		return err
	}))
	w.must(w.World.Jobs.Drain(ctx))
}

func (w *world) all(who access.Actor) []Report {
	w.t.Helper()
	p, err := w.OfTicket(ctx, who, w.ticket, "", 100)
	w.must(err)
	return p.Items
}

// openingsOf are all of a report, read a few at a time.
func (w *world) openingsOf(r Report) (all []Opening) {
	w.t.Helper()
	for before, more := int64(0), true; more; more = before != 0 {
		page, next, err := w.OpeningsOf(ctx, w.client, r.ID, before, 3)
		w.must(err)
		all, before = append(all, page...), next
	}
	return all
}

// pass lets time go by and the clocks strike.
func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.World.Clock.Advance(d)
	w.must(w.World.Jobs.Drain(ctx))
}

// letters are the texts of those whose link leads there, newest last.
func (w *world) letters(link string) (texts []string) {
	w.t.Helper()
	for _, s := range w.Mail.Sent() {
		if strings.Contains(s.Text, "https://help.surety.example"+link) {
			texts = append(texts, s.To+"\n"+s.Subject+"\n"+s.Text+s.HTML)
		}
	}
	return texts
}

// entries are what the record's part of the case says to somebody.
func (w *world) entries(who access.Actor) (all []audit.Entry) {
	w.t.Helper()
	all, err := w.World.Desk.Record(ctx, who, w.ticket, 0, 100)
	w.must(err)
	return all
}

func has(es []audit.Entry, act access.Action) bool {
	return slices.ContainsFunc(es, func(e audit.Entry) bool { return e.Action == act })
}
