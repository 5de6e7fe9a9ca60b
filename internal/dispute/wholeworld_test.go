package dispute

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/job"
	"surety/internal/payment"
	"surety/internal/scan"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// server is all of an installation that lives in memory: another one on the same store is what a restart leaves.
type server struct {
	jobs     *job.Queue
	deals    *deal.Deals
	disputes *Disputes
	ledger   *escrow.Ledger
	bank     *payment.Desk
}

const modelAccount = "DE75512108001245126199"

func serve(x *suretytest.World) *server {
	const url = "https://help.surety.example"
	s := &server{jobs: job.Open(job.Settings{DB: x.DB, Clock: x.Clock}), ledger: escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock})}
	people, err := account.Open(account.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: s.jobs, Live: x.Live, Transport: x.Mail, URL: url})
	if err != nil {
		panic(err) // the same settings were good before
	}
	desk := ticket.Open(ticket.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: s.jobs, Live: x.Live, Accounts: people,
		Shelf: scan.Open(scan.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: s.jobs})})
	clocks := deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: s.jobs})
	s.bank = payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: s.jobs, Ledger: s.ledger,
		Accounts: []payment.Own{{Account: modelAccount, Currency: "EUR", Holder: "Harbour Help"}}})
	s.deals = deal.Open(deal.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: s.jobs, Live: x.Live, Accounts: people, Desk: desk,
		Clocks: clocks, Ledger: s.ledger, Bank: s.bank, Papers: plainPapers{}, URL: url, FeeBasisPoints: 500, ClearingDays: 2})
	s.disputes = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: s.jobs, Live: x.Live, Accounts: people, Desk: desk,
		Clocks: clocks, Ledger: s.ledger, Deals: s.deals})
	s.jobs.HandleTx(deal.JobOver, func(context.Context, *db.Tx, job.Job) error { return nil })
	return s
}

// everything is an installation with all that money touches, and a bank outside it.
type everything struct {
	*suretytest.World
	t                    testing.TB
	s                    *server
	banker, other, lead  access.Actor // other is at the bank desk, too
	arbiters             []access.Actor
	department           access.DepartmentID
	bankMinor, statement int64 // what the bank itself holds, and how many statements it wrote
}

func newEverything(t testing.TB, engine db.Engine) *everything {
	t.Helper()
	e := &everything{World: suretytest.New(t, engine), t: t}
	e.s = serve(e.World)
	e.department = e.Department("Repairs")
	e.lead = e.Person(account.NewPerson{Posts: map[access.DepartmentID]access.Post{e.department: access.Lead}})
	e.banker = e.Person(account.NewPerson{Roles: []access.Role{access.Bank}})
	e.banker.SteppedUp = true
	for range 4 {
		a := e.Person(account.NewPerson{Roles: []access.Role{access.Arbiter}})
		a.SteppedUp = true
		e.arbiters = append(e.arbiters, a)
	}
	e.earn()
	e.mortal()
	return e
}

// mortal lets the store refuse a commit at its very end while it is armed: a row that refers to nothing, which engines
// notice then. Every change writes an entry of the record (R1), so that every change can die so.
func (e *everything) mortal() {
	e.t.Helper()
	statements := []string{`CREATE TABLE model_armed (armed BIGINT NOT NULL)`, `INSERT INTO model_armed (armed) VALUES (0)`, `CREATE TABLE model_life (id BIGINT PRIMARY KEY)`,
		`CREATE TABLE model_death (id BIGINT NOT NULL REFERENCES model_life (id) DEFERRABLE INITIALLY DEFERRED)`}
	if e.DB.Engine() == db.SQLite {
		statements = append(statements, `CREATE TRIGGER model_dies AFTER INSERT ON audit_entry WHEN (SELECT armed FROM model_armed) = 1 BEGIN INSERT INTO model_death (id) VALUES (1); END`)
	} else {
		statements = append(statements, `CREATE FUNCTION model_dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO model_death (id) SELECT 1 FROM model_armed WHERE armed = 1; RETURN NULL; END $$`,
			`CREATE TRIGGER model_dies AFTER INSERT ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION model_dies()`)
	}
	for _, s := range statements {
		e.exec(s)
	}
}

func (e *everything) exec(query string, args ...any) {
	e.t.Helper()
	e.must(e.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err }))
}

func (e *everything) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// dying runs fn while every change dies before its commit, and says whether one did.
func (e *everything) dying(fn func() error) (died bool, err error) {
	e.exec(`UPDATE model_armed SET armed = 1`)
	err = fn()
	e.exec(`UPDATE model_armed SET armed = 0`)
	return isDeath(err), err
}

// isDeath knows a deferred reference to nothing by what the engines call it.
func isDeath(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "model_death") || strings.Contains(err.Error(), "FOREIGN KEY"))
}

// line brings in a statement of one line. The bank has booked it, whatever becomes of the import. It writes one statement a day:
// of two with the same balances on one day nobody could say whether the second is the first in other words.
func (e *everything) line(amountMinor int64, reference, endToEnd string) func() error {
	euro := escrow.Currency("EUR").Format
	e.statement++
	m := &payment.Mapping{Statement: fmt.Sprintf("S%d", e.statement), Account: modelAccount, Currency: "EUR", Opening: euro(e.bankMinor), Closing: euro(e.bankMinor + amountMinor),
		DateForm: time.DateOnly, Booked: 1, Amount: 2, Reference: 3, EndToEnd: 4, BankID: 5}
	e.bankMinor += amountMinor
	row := strings.Join([]string{e.Clock.Now().AddDate(0, 0, int(e.statement)).Format(time.DateOnly), euro(amountMinor), reference, endToEnd, fmt.Sprint(e.statement)}, ",")
	return func() error {
		_, err := e.s.bank.Import(ctx, e.banker, payment.CSV, []byte(row), m)
		return err
	}
}

// rows reads a query's only column, a text.
func (e *everything) rows(query string, args ...any) (all []string) {
	e.t.Helper()
	e.must(e.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, db.Value[string], query, args...)
		return err
	}))
	return all
}
