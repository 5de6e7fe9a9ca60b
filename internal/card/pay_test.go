package card

import (
	"bytes"
	"context"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/card/stripetest"
	"surety/internal/db"
	"surety/internal/escrow"
)

func TestACardPaymentIsHeldOnceHoweverOftenItIsTold(t *testing.T) {
	each(t, func(d *desk) {
		m := d.milestone(10_000)
		p := d.opened(m)
		if link, err := d.Link(p); err != nil || link != d.fake.Address+"/pay/"+p.session {
			t.Fatalf("link %q, %v", link, err)
		}
		if again := d.begin(m); again.ID != p.ID {
			t.Error("an open page is not given again")
		}
		d.fake.Pay(p.session)
		for range 2 {
			d.hearAll("checkout.session.completed")
		}
		d.later(pageTime)
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 10_000, euro(escrow.Held, string(m.ID)): 10_000, euro(escrow.Bank, ""): 0})
		if n := d.fake.Calls("GET /v1/checkout/sessions/{id}"); n != 1 {
			t.Errorf("Stripe was asked %d times", n)
		}
		if _, _, err := d.Desk.Payments(ctx, d.client, 0, 5); err == nil {
			t.Error("a client reads the desk's list")
		}
	})
}

func TestForgedOldAndChangedEventsAreRefused(t *testing.T) {
	each(t, func(d *desk) {
		p := d.opened(d.milestone(10_000))
		d.fake.Pay(p.session)
		e := d.fake.Events("checkout.session.completed")[0].Body
		now := d.w.Clock.Now()
		good := stripetest.Sign(e, stripetest.Secret, now)
		for name, x := range map[string]struct{ body, sign string }{
			"unsigned":        {string(e), ""},
			"forged":          {string(e), stripetest.Sign(e, "whsec_guess", now)},
			"old":             {string(e), stripetest.Sign(e, stripetest.Secret, now.Add(-tolerance-time.Second))},
			"from the future": {string(e), stripetest.Sign(e, stripetest.Secret, now.Add(tolerance+time.Second))},
			"changed":         {string(bytes.Replace(e, []byte("10000"), []byte("99999"), 1)), good},
			"two times":       {string(e), "t=1," + good},
			"no time":         {string(e), good[bytes.IndexByte([]byte(good), ',')+1:]},
		} {
			if err := d.Hear(ctx, []byte(x.body), x.sign); err == nil {
				t.Errorf("%s: accepted", name)
			} else {
				d.refused(err, ErrSignature)
			}
		}
		for _, body := range []string{`{"object":"event"}`, `{"object":"event","id":"evt_1","type":"transfer.created","data":{"object":{"id":"../x"}}}`, `[]`} {
			d.refused(d.Hear(ctx, []byte(body), stripetest.Sign([]byte(body), stripetest.Secret, now)), ErrEvent)
		}
		d.work()
		if got := d.payment(p.ID); got.State != Opened {
			t.Errorf("the payment is %s", got.State)
		}
		d.must(d.Hear(ctx, e, good)) // and the right one counts
	})
}

// An event is believed in nothing but its id: here the body says more was paid.
func TestTheAmountIsStripesNotTheEvents(t *testing.T) {
	each(t, func(d *desk) {
		m := d.milestone(10_000)
		p := d.opened(m)
		d.fake.Pay(p.session)
		e := d.fake.Events("checkout.session.completed")[0]
		e.Body = bytes.ReplaceAll(e.Body, []byte(":10000"), []byte(":5000000"))
		d.hear(e)
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 10_000, euro(escrow.Held, string(m.ID)): 10_000})
	})
}

func TestAnotherAmountGoesIntoSuspenseAndBack(t *testing.T) {
	each(t, func(d *desk) {
		m := d.milestone(10_000)
		p := d.opened(m)
		d.fake.Change(p.session, map[string]any{"amount_total": int64(100)})
		d.fake.Pay(p.session)
		d.hearAll("checkout.session.completed")
		d.hearAll("refund.created")
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 0, euro(escrow.Held, string(m.ID)): 0, euro(escrow.Suspense, p.ID): 0})
		if got := d.payment(p.ID); got.State != Back || d.move(escrow.PayoutID(p.ID)).State != "paid" {
			t.Errorf("%+v", got)
		}
	})
}

func TestAConvertedPaymentIsLeftToPeople(t *testing.T) {
	each(t, func(d *desk) {
		p := d.opened(d.milestone(10_000))
		charge := d.fake.Pay(p.session)
		d.fake.Change(d.fake.Of(charge, "balance_transaction"), map[string]any{"currency": "usd", "amount": int64(11_000)})
		d.hearAll("checkout.session.completed")
		if got := d.payment(p.ID); got.State != Odd || got.Reason != "converted" {
			t.Errorf("%+v", got)
		}
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 0})
	})
}

func TestSomebodyElsesPageIsNotOurs(t *testing.T) {
	each(t, func(d *desk) {
		mine, theirs := d.milestone(10_000), d.milestone(20_000)
		p, q := d.opened(mine), d.opened(theirs)
		d.fake.Change(q.session, map[string]any{"metadata": map[string]any{named: p.ID}}) // another page says to be ours
		d.fake.Pay(q.session)
		d.hearAll("checkout.session.completed")
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 0, euro(escrow.Held, string(mine.ID)): 0})
		if d.payment(p.ID).State != Opened {
			t.Error("the payment was taken for paid")
		}
		if e, err := d.heard(ctx, eventID(d, "checkout.session.completed")); err != nil || e.state != odd {
			t.Errorf("the event is %+v, %v", e, err)
		}
		d.fake.Change(q.session, map[string]any{"metadata": map[string]any{}}) // and one of another shop on the account
		body := []byte(`{"id":"evt_shop","object":"event","type":"checkout.session.completed","data":{"object":{"id":"` + q.session + `"}}}`)
		d.hear(stripetest.Event{Body: body})
		if e, err := d.heard(ctx, "evt_shop"); err != nil || e.state != foreign {
			t.Errorf("the event is %+v, %v", e, err)
		}
	})
}

func eventID(d *desk, kind string) (id string) {
	d.tx(func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT id FROM card_event WHERE kind = $1`, []any{kind}, &id)
	})
	return id
}

// The answer that made the page is lost, the client pays, and the event comes before our own commit.
func TestAnEventBeforeOurOwnCommit(t *testing.T) {
	each(t, func(d *desk) {
		m := d.milestone(10_000)
		p := d.begin(m)
		d.fake.Lose(1)
		d.work()
		if d.payment(p.ID).State != Wanted || d.fake.Count("checkout.session") != 1 {
			t.Fatal("the answer was not lost")
		}
		d.fake.Pay("cs_fake000001")
		d.hearAll("checkout.session.completed")
		d.later(time.Hour)
		if n := d.fake.Count("checkout.session"); n != 1 || d.payment(p.ID).State != Paid {
			t.Errorf("%d pages, the payment is %+v", n, d.payment(p.ID))
		}
		d.holds(map[escrow.Account]int64{euro(escrow.Held, string(m.ID)): 10_000})
	})
}

func TestNobodyTellsAndItIsFoundOutAllTheSame(t *testing.T) {
	each(t, func(d *desk) {
		m := d.milestone(10_000)
		p := d.opened(m)
		d.later(5 * time.Minute)
		d.fake.Pay(p.session)
		d.later(longLook)
		d.holds(map[escrow.Account]int64{euro(escrow.Held, string(m.ID)): 10_000})
		late := d.opened(d.milestone(500))
		d.fake.Change(late.session, map[string]any{"status": "expired"})
		d.later(longLook)
		if got := d.payment(late.ID); got.State != Expired {
			t.Errorf("the unpaid page is %s", got.State)
		}
	})
}

// byBank holds the milestone's money as a bank's statement would.
func (d *desk) byBank(m escrow.Milestone, minor int64) {
	d.t.Helper()
	d.rightly(func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		_, err := d.Bank.Take(ctx, tx, g, escrow.Receipt{Key: "line/" + string(m.ID), Milestone: m.ID, Currency: "EUR", AmountMinor: minor})
		return err
	})
}

func TestPaidByBankFirstAndThenByCard(t *testing.T) {
	each(t, func(d *desk) {
		m := d.milestone(10_000)
		p := d.opened(m)
		d.byBank(m, 10_000)
		d.fake.Pay(p.session)
		d.hearAll("checkout.session.completed")
		d.hearAll("refund.created")
		d.holds(map[escrow.Account]int64{euro(escrow.Bank, ""): 10_000, euro(escrow.Card, ""): 0, euro(escrow.Held, string(m.ID)): 10_000, euro(escrow.Suspense, p.ID): 0})
		other := d.milestone(700)
		q := d.opened(other)
		d.byBank(other, 700)
		d.later(firstLook) // the page is closed before anybody pays on it
		if d.fake.Of(q.session, "status") != "expired" || d.payment(q.ID).State != Expired {
			t.Error("the page stayed open")
		}
		err := d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := d.Begin(ctx, tx, m.Deal, m.ID)
			return err
		})
		d.refused(err, ErrNotAwaited)
	})
}

func TestWhatStripeWillNotHaveIsSaid(t *testing.T) {
	each(t, func(d *desk) {
		small := d.begin(d.milestone(10))
		d.work()
		if got := d.payment(small.ID); got.State != Failed || got.Reason != "amount_too_small" {
			t.Errorf("%+v", got)
		}
		d.fake.Refuse("POST /v1/checkout/sessions", "rate_limit") // told as a refusal of the request: definite
		p := d.begin(d.milestone(1_000))
		d.work()
		if got := d.payment(p.ID); got.State != Failed {
			t.Errorf("%+v", got)
		}
	})
}

func TestTheProvidersFeeIsBorneByOurFeesAlone(t *testing.T) {
	each(t, func(d *desk) {
		m, _ := d.paid(10_000)
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 10_000})
		d.released(m, 10_000, 500)
		d.later(later)
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 9_970, euro(escrow.Fees, ""): 470, euro(escrow.Specialist, string(d.specialist.Account)): 9_500})
	})
}

func TestANilDeskTakesNothing(t *testing.T) {
	var d *Desk
	if _, err := d.Begin(ctx, nil, "", ""); err == nil || d.Takes("EUR", 100) {
		t.Error("it does")
	}
	if taken, err := d.Pay(ctx, nil, access.Grant{}, "", "", escrow.Account{}, 1); taken || err != nil {
		t.Error(taken, err)
	}
	if err := d.Hear(ctx, nil, ""); err == nil {
		t.Error("it hears")
	}
}
