package card

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/payment"
	"surety/internal/suretytest"

	"surety/internal/card/stripetest"
)

var ctx = context.Background()

// desk is a card desk in a world, before a Stripe of ours.
type desk struct {
	*Desk
	t                  *testing.T
	w                  *suretytest.World
	fake               *stripetest.Fake
	client, specialist access.Actor
	banker             access.Actor
	told               []payment.PaidJob
	charged            []ChargebackJob
}

func each(t *testing.T, fn func(d *desk)) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) { fn(newDesk(t, w)) })
}

func newDesk(t *testing.T, w *suretytest.World) *desk {
	d := &desk{t: t, w: w, fake: stripetest.New(w.Clock.Now), client: w.Client(), specialist: w.Specialist(), banker: w.Person(account.NewPerson{Roles: []access.Role{access.Bank}})}
	d.specialist.SteppedUp = true
	server := httptest.NewServer(d.fake)
	t.Cleanup(server.Close)
	d.fake.Address = server.URL
	ledger := escrow.Open(escrow.Settings{DB: w.DB, Clock: w.Clock})
	bank := payment.Open(payment.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Ledger: ledger,
		Accounts: []payment.Own{{Account: "DE89370400440532013000", Currency: "EUR", Holder: "Harbour Help GmbH"}}})
	d.Desk = Open(Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Ledger: ledger, Bank: bank,
		URL: "https://help.surety.example", Provider: server.URL, Key: stripetest.Key, Secrets: []string{"whsec_other", stripetest.Secret}})
	w.Jobs.Handle(payment.JobReceived, func(context.Context, job.Job) error { return nil })
	w.Jobs.Handle(payment.JobPaid, func(_ context.Context, j job.Job) error {
		var p payment.PaidJob
		err := json.Unmarshal(j.Payload, &p)
		d.told = append(d.told, p)
		return err
	})
	w.Jobs.Handle(JobChargeback, func(_ context.Context, j job.Job) error {
		var c ChargebackJob
		err := json.Unmarshal(j.Payload, &c)
		d.charged = append(d.charged, c)
		return err
	})
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) refused(err error, want *fault.Fault) {
	d.t.Helper()
	if err == nil || fault.As(err).Code != want.Code {
		d.t.Fatalf("got %v, want %s", err, want.Code)
	}
}

func (d *desk) tx(fn func(ctx context.Context, tx *db.Tx) error) {
	d.t.Helper()
	d.must(d.DB.InTx(ctx, fn))
}

// work does all jobs that are due; failures are the queue's to repeat.
func (d *desk) work() {
	if err := d.w.Jobs.Drain(ctx); err != nil {
		d.t.Log("a job failed:", err)
	}
}

// later moves the clock and works.
func (d *desk) later(by time.Duration) { d.w.Clock.Advance(by); d.work() }

func (d *desk) milestone(minor int64) escrow.Milestone {
	d.t.Helper()
	m := escrow.Milestone{ID: access.NewID[escrow.MilestoneID](), Deal: access.NewID[escrow.DealID](), Client: d.client.Account, Specialist: d.specialist.Account, Currency: "EUR"}
	d.tx(func(ctx context.Context, tx *db.Tx) error {
		if err := d.Ledger.Begin(ctx, tx, m); err != nil {
			return err
		}
		_, err := d.Bank.Expect(ctx, tx, m, minor)
		return err
	})
	return m
}

func (d *desk) begin(m escrow.Milestone) (p Payment) {
	d.t.Helper()
	d.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = d.Begin(ctx, tx, m.Deal, m.ID)
		return err
	})
	return p
}

func (d *desk) payment(id string) (p Payment) {
	d.t.Helper()
	d.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = paymentOf(ctx, tx, id)
		return err
	})
	return p
}

// opened is a page that the client can pay on.
func (d *desk) opened(m escrow.Milestone) Payment {
	d.t.Helper()
	p := d.begin(m)
	d.work()
	if p = d.payment(p.ID); p.State != Opened || p.session == "" {
		d.t.Fatalf("the page is %+v", p)
	}
	return p
}

// hear delivers an event, signed, and has it looked at.
func (d *desk) hear(e stripetest.Event) {
	d.t.Helper()
	d.must(d.Hear(ctx, e.Body, stripetest.Sign(e.Body, stripetest.Secret, d.w.Clock.Now())))
	d.work()
}

func (d *desk) hearAll(kind string) {
	d.t.Helper()
	for _, e := range d.fake.Events(kind) {
		d.hear(e)
	}
}

// paid is a milestone whose money came by card and is held.
func (d *desk) paid(minor int64) (escrow.Milestone, Payment) {
	d.t.Helper()
	m := d.milestone(minor)
	p := d.opened(m)
	d.fake.Pay(p.session)
	d.hearAll("checkout.session.completed")
	if p = d.payment(p.ID); p.State != Paid {
		d.t.Fatalf("the payment is %+v", p)
	}
	return m, p
}

func (d *desk) balance(k escrow.Kind, owner string) (b escrow.Balance) {
	d.t.Helper()
	d.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		b, err = d.Ledger.Balance(ctx, tx, escrow.Account{Kind: k, Owner: owner, Currency: "EUR"})
		return err
	})
	return b
}

// holds demands balances, by account, and that the whole ledger is sound.
func (d *desk) holds(want map[escrow.Account]int64) {
	d.t.Helper()
	for a, minor := range want {
		if got := d.balance(a.Kind, a.Owner).PostedMinor; got != minor {
			d.t.Errorf("%s holds %d, want %d", a, got, minor)
		}
	}
	r, err := d.Ledger.Verify(ctx)
	if d.must(err); r.Bad != nil {
		d.t.Errorf("the ledger is damaged: %+v", r.Bad)
	}
	d.tx(func(ctx context.Context, tx *db.Tx) error {
		all, err := d.Ledger.Sheets(ctx, tx)
		for _, s := range all {
			if s.Differs() != 0 {
				d.t.Errorf("the sheet of %s differs by %d", s.Currency, s.Differs())
			}
		}
		return err
	})
}

func euro(k escrow.Kind, owner string) escrow.Account {
	return escrow.Account{Kind: k, Owner: owner, Currency: "EUR"}
}

// rightly runs fn with a recorded grant that may move money.
func (d *desk) rightly(fn func(ctx context.Context, tx *db.Tx, g access.Grant) error) {
	d.t.Helper()
	d.tx(func(ctx context.Context, tx *db.Tx) error {
		g, err := d.grant(ctx, tx, "test", nil)
		if err != nil {
			return err
		}
		return fn(ctx, tx, g)
	})
}

// released gives the specialist all that is held, less a fee.
func (d *desk) released(m escrow.Milestone, minor, feeMinor int64) {
	d.t.Helper()
	d.rightly(func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		_, err := d.Ledger.Release(ctx, tx, g, escrow.Division{Key: "release/" + string(m.ID), Milestone: m.ID, ReleaseMinor: minor, FeeMinor: feeMinor})
		return err
	})
}

func (d *desk) refunded(m escrow.Milestone, minor int64) {
	d.t.Helper()
	d.rightly(func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		_, err := d.Ledger.Refund(ctx, tx, g, escrow.Order{Key: "refund/" + string(m.ID), Milestone: m.ID, AmountMinor: minor})
		return err
	})
}

// pay asks for a payout and says whether the desk took it.
func (d *desk) pay(m escrow.Milestone, k escrow.Kind, minor int64) (id escrow.PayoutID, taken bool, err error) {
	d.t.Helper()
	id = access.NewID[escrow.PayoutID]()
	owner := d.client.Account
	if k == escrow.Specialist {
		owner = d.specialist.Account
	}
	err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := d.grant(ctx, tx, "test", nil)
		if err != nil {
			return err
		}
		taken, err = d.Pay(ctx, tx, g, id, m.ID, escrow.AccountOf(k, owner, "EUR"), minor)
		return err
	})
	return id, taken, err
}

func (d *desk) move(id escrow.PayoutID) (m Move) {
	d.t.Helper()
	d.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		m, err = moveOf(ctx, tx, string(id))
		return err
	})
	return m
}

// enrolled gives the specialist an account at Stripe that has rested.
func (d *desk) enrolled() string {
	d.t.Helper()
	_, err := d.Enrol(ctx, d.specialist, "DE")
	d.must(err)
	d.work()
	a, err := d.Account(ctx, d.specialist)
	d.must(err)
	if a.State != AccountOpen || a.Link == "" {
		d.t.Fatalf("the account is %+v", a)
	}
	d.fake.Enrol(a.subject)
	d.hearAll("account.updated")
	d.later(payment.Cooling)
	return a.subject
}
