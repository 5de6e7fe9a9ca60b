package card

import (
	"context"
	"strconv"
	"testing"
	"time"

	"surety/internal/db"
	"surety/internal/escrow"
)

func TestAReleaseBecomesOneTransfer(t *testing.T) {
	each(t, func(d *desk) {
		acct := d.enrolled()
		m, p := d.paid(10_000)
		d.released(m, 10_000, 500)
		d.fake.Lose(2) // Stripe does it, and twice we do not hear so
		id, taken, err := d.pay(m, escrow.Specialist, 9_500)
		if d.must(err); !taken {
			t.Fatal("it was left to the bank")
		}
		d.work()
		d.hearAll("transfer.created") // before our own commit
		d.later(time.Hour)
		d.hearAll("transfer.created")
		if n := d.fake.Count("transfer"); n != 1 {
			t.Fatalf("%d transfers", n)
		}
		got := d.move(id)
		if got.State != "paid" || d.fake.Of(got.Subject, "destination") != acct || d.fake.Of(got.Subject, "source_transaction") != d.payment(p.ID).charge {
			t.Errorf("%+v", got)
		}
		if len(d.told) != 1 || d.told[0].Returned || d.told[0].Payout != id {
			t.Errorf("told %+v", d.told)
		}
		d.later(later) // the fee
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 470, euro(escrow.Specialist, string(d.specialist.Account)): 0, euro(escrow.Fees, ""): 470})
	})
}

func TestATransferThatIsReversedComesBack(t *testing.T) {
	each(t, func(d *desk) {
		d.enrolled()
		m, _ := d.paid(10_000)
		d.released(m, 10_000, 0)
		id, _, err := d.pay(m, escrow.Specialist, 10_000)
		d.must(err)
		d.work()
		d.fake.Reverse(d.move(id).Subject)
		d.hearAll("transfer.reversed") // and never transfer.created
		d.hearAll("transfer.created")  // late: what it says is how it stands now
		if d.move(id).State != "returned" || len(d.told) != 1 || !d.told[0].Returned {
			t.Errorf("%+v, told %+v", d.move(id), d.told)
		}
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 10_000, euro(escrow.Specialist, string(d.specialist.Account)): 10_000})
		again, taken, err := d.pay(m, escrow.Specialist, 10_000)
		if d.must(err); !taken {
			t.Error("it cannot be paid again")
		}
		_ = again
	})
}

func TestWhatTheProviderRefusesIsTheOwnersAgain(t *testing.T) {
	each(t, func(d *desk) {
		d.enrolled()
		m, _ := d.paid(10_000)
		d.released(m, 10_000, 0)
		d.fake.Refuse("POST /v1/transfers", "account_invalid")
		id, _, err := d.pay(m, escrow.Specialist, 10_000)
		d.must(err)
		d.work()
		if got := d.move(id); got.State != "returned" || got.Reason != "account_invalid" {
			t.Errorf("%+v", got)
		}
		d.fake.Refuse("POST /v1/transfers", "balance_insufficient") // a matter of time
		id, _, err = d.pay(m, escrow.Specialist, 10_000)
		d.must(err)
		d.work()
		if d.move(id).State != Wanted {
			t.Errorf("%+v", d.move(id))
		}
		d.fake.Refuse("POST /v1/transfers", "")
		d.later(time.Hour)
	})
}

// Stripe forgets keys after a day: then what was made is looked for, before it is made again.
func TestALostAnswerCostsNothingEvenAfterADay(t *testing.T) {
	each(t, func(d *desk) {
		d.enrolled()
		m, p := d.paid(10_000)
		d.released(m, 6_000, 0)
		d.refunded(m, 4_000)
		d.fake.Lose(2)
		out, _, err := d.pay(m, escrow.Specialist, 6_000)
		d.must(err)
		back, _, err := d.pay(m, escrow.Client, 4_000)
		d.must(err)
		d.work()
		d.fake.Forget()
		d.later(2 * keyTime)
		d.later(later)
		if d.fake.Count("transfer") != 1 || d.fake.Count("refund") != 1 {
			t.Errorf("%d transfers, %d refunds", d.fake.Count("transfer"), d.fake.Count("refund"))
		}
		if d.move(out).State != "paid" || d.move(back).State != "paid" || d.payment(p.ID).State != Paid {
			t.Errorf("%+v %+v", d.move(out), d.move(back))
		}
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 0, euro(escrow.Client, string(d.client.Account)): 0})
	})
}

func TestARefundGoesToTheCardAndNoFurther(t *testing.T) {
	each(t, func(d *desk) {
		m, _ := d.paid(10_000)
		d.refunded(m, 10_000)
		id, taken, err := d.pay(m, escrow.Client, 10_000)
		if d.must(err); !taken {
			t.Fatal("it was left to the bank")
		}
		d.work()
		d.hearAll("refund.created")
		d.hearAll("refund.created")
		if d.move(id).State != "paid" {
			t.Errorf("%+v", d.move(id))
		}
		if _, taken, err := d.pay(m, escrow.Client, 1); taken || err != nil {
			t.Errorf("more than was paid goes to the card: %v", err)
		}
		d.fake.FailRefund(d.move(id).Subject)
		d.hearAll("refund.failed")
		if d.move(id).State != "returned" {
			t.Errorf("%+v", d.move(id))
		}
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 10_000, euro(escrow.Client, string(d.client.Account)): 10_000})
	})
}

func TestWithoutAnAccountAtTheProviderTheBankPays(t *testing.T) {
	each(t, func(d *desk) {
		m, _ := d.paid(10_000)
		d.released(m, 10_000, 0)
		if _, taken, err := d.pay(m, escrow.Specialist, 10_000); taken || err != nil {
			t.Error(taken, err)
		}
		bank := d.milestone(500)
		d.byBank(bank, 500)
		d.enrolled()
		d.released(bank, 500, 0)
		if _, taken, err := d.pay(bank, escrow.Specialist, 500); taken || err != nil {
			t.Error("what came by the bank left by card")
		}
	})
}

// Whoever took over an account of a specialist cannot have money sent to a new account at Stripe at once.
func TestANewAccountRests(t *testing.T) {
	each(t, func(d *desk) {
		m, _ := d.paid(10_000)
		d.released(m, 10_000, 0)
		without := d.specialist
		without.SteppedUp = false
		if _, err := d.Enrol(ctx, without, ""); err == nil {
			t.Error("no step-up was asked for")
		}
		if _, err := d.Enrol(ctx, d.specialist, "de"); err == nil {
			t.Error("a country that is none was taken")
		}
		d.fake.Lose(1)
		_, err := d.Enrol(ctx, d.specialist, "DE")
		d.must(err)
		d.work()
		d.later(time.Hour)
		a, err := d.Account(ctx, d.specialist)
		d.must(err)
		if d.fake.Count("account") != 1 || a.State != AccountOpen {
			t.Fatalf("%d accounts, %+v", d.fake.Count("account"), a)
		}
		if _, taken, err := d.pay(m, escrow.Specialist, 10_000); taken || err != nil {
			t.Error("money leaves to an account that is not ready")
		}
		d.fake.Enrol(a.subject)
		d.later(longLook) // nobody tells
		_, _, err = d.pay(m, escrow.Specialist, 10_000)
		d.refused(err, ErrLater)
	})
}

func TestAMoveThatStripeTellsOtherwiseIsOdd(t *testing.T) {
	each(t, func(d *desk) {
		d.enrolled()
		m, _ := d.paid(10_000)
		d.released(m, 10_000, 0)
		id, _, err := d.pay(m, escrow.Specialist, 10_000)
		d.must(err)
		d.work()
		d.fake.Change(d.move(id).Subject, map[string]any{"amount": int64(1)})
		d.hearAll("transfer.created")
		if d.move(id).State != "sent" {
			t.Errorf("%+v", d.move(id))
		}
		if e, err := d.heard(ctx, eventID(d, "transfer.created")); err != nil || e.state != odd {
			t.Errorf("%+v, %v", e, err)
		}
	})
}

func TestTheProvidersPayoutIsCollectedFromSuspense(t *testing.T) {
	each(t, func(d *desk) {
		d.paid(10_000)
		collect := func(minor int64) (err error) {
			return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				g, err := d.grant(ctx, tx, "test", nil)
				if err != nil {
					return err
				}
				line := escrow.LineID("line" + strconv.FormatInt(minor, 10))
				r := escrow.Receipt{Key: "in-" + string(line), Line: line, Currency: "EUR", AmountMinor: minor}
				if _, err := d.Ledger.Receive(ctx, tx, g, r); err != nil {
					return err
				}
				r.Key = "out/" + string(line)
				_, err = d.Ledger.Collect(ctx, tx, g, r)
				return err
			})
		}
		d.must(collect(4_000))
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 6_000, euro(escrow.Bank, ""): 4_000})
		d.refused(collect(6_001), escrow.ErrShort)
	})
}
