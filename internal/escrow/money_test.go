package escrow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
)

// history drives random verbs through the ledger: repeated, at once, crashing before their commit, or refused.
type history struct {
	*world
	r     *rapid.T
	ms    []Milestone
	paid  []PayoutID
	past  []verb // what was done, to be repeated
	after func(h *history, m int, was Position)
	done  int
}

// kinds of refusal that a random verb may meet.
var refusals = []error{ErrShort, ErrFrozen, ErrMatter, ErrUndone, ErrFinal, ErrAmount, ErrKeyReused, errNoPayout, errAccount}

func runHistory(t *testing.T, after func(h *history, m int, was Position)) {
	each(t, func(t *testing.T, w *world) {
		if err := w.reserveOnce(); err != nil {
			t.Fatal(err)
		}
		steps, done := 0, 0
		dbtest.Checks(t, map[db.Engine]int{db.SQLite: 60, db.Postgres: 20}[w.DB.Engine()])
		rapid.Check(t, func(r *rapid.T) {
			h := &history{world: w, r: r, after: after}
			for range 2 {
				h.ms = append(h.ms, w.funded(rapid.SampledFrom([]Currency{"EUR", "JPY", "KWD"}).Draw(r, "currency"), rapid.Int64Range(1, 2_000).Draw(r, "funded")))
			}
			for range rapid.IntRange(4, 14).Draw(r, "steps") {
				h.step()
				steps++
			}
			done += h.done
			if rep, err := w.Verify(context.Background()); err != nil || rep.Bad != nil {
				r.Fatalf("verify: %v %+v", err, rep.Bad)
			}
		})
		if done*5 < steps {
			t.Errorf("only %d of %d steps did anything: the histories prove little", done, steps)
		}
		t.Logf("%d steps, %d of them moved money", steps, done)
	})
}

func (w *world) reserveOnce() error {
	for _, c := range []Currency{"EUR", "JPY", "KWD"} {
		_, err := w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
			return w.Reserve(ctx, tx, w.g, w.key(), bankOf(c), 5_000, "own_money")
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *history) step() {
	i := rapid.IntRange(0, len(h.ms)-1).Draw(h.r, "milestone")
	was := h.position(h.ms[i])
	v := h.draw(h.ms[i])
	switch rapid.SampledFrom([]string{"once", "once", "crash", "at once", "again"}).Draw(h.r, "how") {
	case "crash":
		if err := h.crash(v); !errors.Is(err, errCrash) {
			h.refusal(err)
		}
		if is := h.position(h.ms[i]); fmt.Sprint(is) != fmt.Sprint(was) {
			h.r.Fatalf("a crash left %+v of %+v", is, was)
		}
		h.one(v)
	case "at once":
		h.race(v)
	case "again":
		h.one(v)
		if len(h.past) > 0 {
			h.repeat(rapid.SampledFrom(h.past).Draw(h.r, "past"))
		}
	default:
		h.one(v)
	}
	h.after(h, i, was)
}

func (h *history) one(v verb) {
	if t, err := h.do(v); err != nil {
		h.refusal(err)
	} else if t.N != 0 {
		h.done++
		h.past = append(h.past, v)
	}
}

// race runs the same request three times at once: it happens once, or is refused each time.
func (h *history) race(v verb) {
	before := h.count(`SELECT count(*) FROM escrow_transfer`)
	ts, errs := h.together(3, func(int) verb { return v })
	for i := range ts {
		if (errs[i] == nil) != (errs[0] == nil) || ts[i].N != ts[0].N {
			h.r.Fatalf("one request, two answers: %v %v, %d %d", errs[0], errs[i], ts[0].N, ts[i].N)
		}
	}
	if n := h.count(`SELECT count(*) FROM escrow_transfer`); errs[0] == nil && ts[0].N != 0 && n != before+1 {
		h.r.Fatalf("one request made %d transfers", n-before)
	}
	if errs[0] != nil {
		h.refusal(errs[0])
	} else if ts[0].N != 0 {
		h.done++
		h.past = append(h.past, v)
	}
}

func (h *history) repeat(v verb) {
	before := h.count(`SELECT count(*) FROM escrow_transfer`)
	if _, err := h.do(v); err != nil {
		h.r.Fatalf("what was done is refused when repeated: %v", err)
	}
	if n := h.count(`SELECT count(*) FROM escrow_transfer`); n != before {
		h.r.Fatalf("a repeated request wrote %d transfers", n-before)
	}
}

func (h *history) refusal(err error) {
	for _, known := range refusals {
		if errors.Is(err, known) {
			return
		}
	}
	h.r.Fatalf("not a refusal: %v", err)
}

// draw makes a random verb about the milestone.
func (h *history) draw(m Milestone) verb {
	amount := rapid.Int64Range(1, 900).Draw(h.r, "amount")
	matter := h.matter(m)
	o := Order{Key: h.key(), Milestone: m.ID, AmountMinor: amount}
	if is := h.position(m); len(is.Matters) == 1 && is.HeldMinor > 0 && rapid.IntRange(0, 3).Draw(h.r, "outcome") == 0 { // so that matters end, too
		matter, amount = is.Matters[0], min(amount, is.HeldMinor)
		return h.split(m, matter, o.Key, amount)
	}
	switch rapid.SampledFrom([]string{"receive", "receive", "hold", "hold", "hold", "release", "release", "refund", "freeze", "freeze", "lift", "split", "split", "split", "pay", "confirm",
		"return", "chargeback", "guarantee", "recover", "reverse"}).Draw(h.r, "verb") {
	case "receive":
		return h.receive(m, amount)
	case "hold":
		return h.hold(m, amount)
	case "release":
		return h.release(m, amount, Share(amount, 700), Share(amount, 300))
	case "refund":
		return h.refund(m, amount)
	case "freeze":
		return func(ctx context.Context, tx *db.Tx) (Transfer, error) {
			return Transfer{}, h.Freeze(ctx, tx, h.g, m.ID, matter)
		}
	case "lift":
		return h.lift(m, matter)
	case "split":
		return h.split(m, matter, o.Key, amount)
	case "chargeback":
		return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return h.Chargeback(ctx, tx, h.g, o) }
	case "guarantee":
		return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return h.PayGuarantee(ctx, tx, h.g, o) }
	case "recover":
		from := rapid.SampledFrom([]Kind{Bank, Client, Guarantee, Specialist}).Draw(h.r, "from")
		return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return h.Recover(ctx, tx, h.g, from, o) }
	case "reverse":
		return h.reverse(rapid.Int64Range(max(1, h.count(`SELECT max(n) FROM escrow_transfer`)-20), h.count(`SELECT max(n) FROM escrow_transfer`)).Draw(h.r, "n"))
	}
	return h.payout(m, amount)
}

func (h *history) split(m Milestone, matter Matter, key string, amount int64) verb {
	d := Division{Key: key, Milestone: m.ID, ReleaseMinor: amount / 2, FeeMinor: amount / 20, RefundMinor: amount - amount/2}
	return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return h.Split(ctx, tx, h.g, matter, d) }
}

// lift closes the matter if it is open; three at once then agree.
func (h *history) lift(m Milestone, matter Matter) verb {
	return func(ctx context.Context, tx *db.Tx) (Transfer, error) {
		if err := lock(ctx, tx); err != nil {
			return Transfer{}, err
		}
		open, err := h.Matters(ctx, tx, m.ID)
		if err != nil || !slices.Contains(open, matter) {
			return Transfer{}, err
		}
		return Transfer{}, h.Lift(ctx, tx, h.g, m.ID, matter)
	}
}

// matter is one that is open, or one that may be.
func (h *history) matter(m Milestone) Matter {
	if open := h.position(m).Matters; len(open) > 0 && rapid.Bool().Draw(h.r, "open") {
		return rapid.SampledFrom(open).Draw(h.r, "matter")
	}
	return Matter{rapid.SampledFrom([]MatterKind{Dispute, Complaint}).Draw(h.r, "kind"), string(m.ID) + rapid.SampledFrom([]string{"a", "b"}).Draw(h.r, "name")}
}

func (h *history) payout(m Milestone, amount int64) verb {
	if len(h.paid) == 0 || rapid.Bool().Draw(h.r, "new") {
		p := Payout{ID: PayoutID(h.key()), From: AccountOf(Specialist, m.Specialist, m.Currency), AmountMinor: amount}
		h.paid = append(h.paid, p.ID)
		return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return h.Pay(ctx, tx, h.g, p) }
	}
	id := rapid.SampledFrom(h.paid).Draw(h.r, "payout")
	if rapid.Bool().Draw(h.r, "confirm") {
		return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return h.ConfirmPayout(ctx, tx, h.g, id) }
	}
	return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return h.ReturnPayout(ctx, tx, h.g, id) }
}

// TestM1: integer minor units; every posting sums to zero per currency; entries are never changed or removed.
func TestM1PostingsSumToZeroAndStay(t *testing.T) {
	var earlier []byte
	var of *world
	runHistory(t, func(h *history, _ int, _ Position) {
		if n := h.count(`SELECT count(*) FROM (SELECT p.transfer, a.currency FROM escrow_posting p JOIN escrow_account a ON a.id = p.account
			GROUP BY p.transfer, a.currency HAVING sum(p.amount_minor) <> 0) x`); n != 0 {
			h.r.Fatalf("%d transfers do not sum to zero in a currency", n)
		}
		if h.count(`SELECT max(n) FROM escrow_transfer`)%10 != 0 {
			return
		}
		var b bytes.Buffer
		if err := h.Export(context.Background(), &b); err != nil {
			h.r.Fatal(err)
		}
		if of == h.world && !bytes.HasPrefix(b.Bytes(), earlier) {
			h.r.Fatal("what stood in the ledger has changed")
		}
		earlier, of = b.Bytes(), h.world
	})
}

// TestM2: for each milestone held + released + refunded + fees = funded; no balance that must not be negative ever is.
func TestM2NothingIsLostOfAMilestone(t *testing.T) {
	runHistory(t, func(h *history, _ int, _ Position) {
		for _, m := range h.ms {
			p := h.position(m)
			if p.HeldMinor+p.ReleasedMinor+p.RefundedMinor+p.FeesMinor+p.TaxesMinor != p.FundedMinor {
				h.r.Fatalf("%+v does not add up", p)
			}
			if b := h.balance(m.held()); b.PostedMinor != p.HeldMinor || p.HeldMinor < 0 || p.OwedMinor < 0 {
				h.r.Fatalf("%+v, and the account holds %+v", p, b)
			}
		}
		h.view(func(ctx context.Context, tx *db.Tx) error {
			for after := ""; ; {
				all, next, err := h.Accounts(ctx, tx, "", after, 500)
				for _, b := range all {
					if b.Account.Kind != Bank && b.AvailableMinor < 0 || b.PendingMinor < 0 {
						h.r.Fatalf("%+v is below zero", b)
					}
				}
				if after = next; err != nil || next == "" {
					return err
				}
			}
		})
	})
}

// TestM3: the same request twice moves money once; the same key with another body is refused.
func TestM3SameRequestMovesMoneyOnce(t *testing.T) {
	runHistory(t, func(h *history, i int, _ Position) {
		if len(h.past) == 0 {
			return
		}
		v := rapid.SampledFrom(h.past).Draw(h.r, "repeated")
		h.repeat(v)
		old, err := h.do(v)
		if err != nil || old.Phase != Posted || old.Operation == PaidOut {
			return
		}
		_, err = h.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
			return h.Hold(ctx, tx, h.g, Order{Key: old.Key, Milestone: h.ms[i].ID, AmountMinor: 901})
		})
		if !errors.Is(err, ErrKeyReused) {
			h.r.Fatalf("a key served twice: %v", err)
		}
	})
}

// TestM4: nothing is released or refunded while a dispute or a complaint is open, except by its outcome.
func TestM4OpenMattersKeepMoneyWhereItIs(t *testing.T) {
	frozen, outcomes := 0, 0
	runHistory(t, func(h *history, i int, was Position) {
		is := h.position(h.ms[i])
		if len(was.Matters) > 0 && was.HeldMinor > 0 {
			frozen++
		}
		if len(was.Matters) == 0 || is.HeldMinor >= was.HeldMinor {
			return
		}
		outcomes++
		if len(was.Matters) != 1 || len(is.Matters) != 0 {
			h.r.Fatalf("%v were open, %v are; %d was held, %d is", was.Matters, is.Matters, was.HeldMinor, is.HeldMinor)
		}
		var last []Line
		h.view(func(ctx context.Context, tx *db.Tx) (err error) {
			last, _, err = h.Extract(ctx, tx, h.ms[i].ID, Page{Limit: 500})
			return err
		})
		if l := last[len(last)-1]; l.Operation != SplitUp || l.Reference != was.Matters[0].String() {
			h.r.Fatalf("%+v moved money while %v was open", l, was.Matters)
		}
	})
	if frozen == 0 || outcomes == 0 {
		t.Errorf("%d steps with money frozen, %d outcomes: the histories prove nothing", frozen, outcomes)
	}
	t.Logf("%d steps with money frozen, %d outcomes", frozen, outcomes)
}

func TestM4EveryDoorIsShutWhileAMatterIsOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.milestone("EUR")
		w.must(w.receive(m, 100))
		held := w.must(w.hold(m, 100))
		dispute, complaint := Matter{Dispute, "x"}, Matter{Complaint, "y"}
		freeze := func(x Matter) {
			w.tx(func(ctx context.Context, tx *db.Tx) error { return w.Freeze(ctx, tx, w.g, m.ID, x) })
		}
		lift := func(x Matter) error {
			return w.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return w.Lift(ctx, tx, w.g, m.ID, x) })
		}
		split := func(x Matter) verb {
			d := Division{Key: w.key(), Milestone: m.ID, ReleaseMinor: 60, FeeMinor: 6, RefundMinor: 40}
			return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Split(ctx, tx, w.g, x, d) }
		}
		_, err := w.do(split(dispute))
		wants(t, err, ErrMatter)
		freeze(dispute)
		freeze(dispute)
		freeze(complaint)
		for name, v := range map[string]verb{"release": w.release(m, 1, 0, 0), "refund": w.refund(m, 1), "reverse": w.reverse(held.N)} {
			if _, err := w.do(v); !errors.Is(err, ErrFrozen) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err = w.do(split(dispute))
		wants(t, err, ErrMatter)
		wants(t, lift(Matter{Dispute, "z"}), ErrMatter)
		wants(t, lift(Matter{"peace", "z"}), ErrMatter)
		if err := lift(complaint); err != nil {
			t.Fatal(err)
		}
		v := split(dispute)
		first := w.must(v)
		if again := w.must(v); again.N != first.N {
			t.Error("the outcome was applied twice")
		}
		_, err = w.do(split(dispute))
		wants(t, err, ErrMatter)
		err = w.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return w.Freeze(ctx, tx, w.g, m.ID, dispute) })
		wants(t, err, ErrMatter)
		if p := w.position(m); p.HeldMinor != 0 || p.ReleasedMinor != 54 || p.RefundedMinor != 40 || p.FeesMinor != 6 {
			t.Errorf("%+v", p)
		}
	})
}

func TestPayoutIsReservedThenPaidOrReturned(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.funded("EUR", 100)
		w.must(w.release(m, 100, 0, 0))
		spec := AccountOf(Specialist, m.Specialist, "EUR")
		pay := func(id PayoutID, minor int64) verb {
			return func(ctx context.Context, tx *db.Tx) (Transfer, error) {
				return w.Pay(ctx, tx, w.g, Payout{ID: id, From: spec, AmountMinor: minor})
			}
		}
		confirm := func(id PayoutID) verb {
			return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.ConfirmPayout(ctx, tx, w.g, id) }
		}
		back := func(id PayoutID) verb {
			return func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.ReturnPayout(ctx, tx, w.g, id) }
		}
		w.must(pay("p1", 60))
		w.must(pay("p1", 60))
		if b := w.balance(spec); b.PostedMinor != 100 || b.PendingMinor != 60 || b.AvailableMinor != 40 {
			t.Errorf("%+v", b)
		}
		_, err := w.do(pay("p2", 41))
		wants(t, err, ErrShort)
		w.must(confirm("p1"))
		w.must(confirm("p1"))
		if b, bank := w.balance(spec), w.balance(bankOf("EUR")); b.PostedMinor != 40 || b.PendingMinor != 0 || bank.PostedMinor != 40 {
			t.Errorf("%+v %+v", b, bank)
		}
		w.must(back("p1"))
		w.must(back("p1"))
		w.must(pay("p3", 100))
		w.must(back("p3"))
		_, err = w.do(confirm("p3"))
		wants(t, err, ErrUndone)
		if b, bank := w.balance(spec), w.balance(bankOf("EUR")); b.AvailableMinor != 100 || bank.AvailableMinor != 100 {
			t.Errorf("%+v %+v", b, bank)
		}
		_, err = w.do(confirm("p9"))
		wants(t, err, errNoPayout)
		w.sound()
	})
}

func TestChargebackIsOwedToTheFundNotTakenFromTheSpecialist(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.funded("EUR", 100)
		w.must(w.release(m, 100, 0, 0))
		o := func(minor int64) Order { return Order{Key: w.key(), Milestone: m.ID, AmountMinor: minor} }
		from := func(k Kind, minor int64) error {
			order := o(minor)
			_, err := w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Recover(ctx, tx, w.g, k, order) })
			return err
		}
		back := o(100)
		w.must(func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Chargeback(ctx, tx, w.g, back) })
		if p, b := w.position(m), w.balance(AccountOf(Specialist, m.Specialist, "EUR")); p.OwedMinor != 100 || b.PostedMinor != 100 {
			t.Errorf("%+v %+v", p, b)
		}
		_, err := w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
			return w.Pay(ctx, tx, w.g, Payout{ID: "p1", From: AccountOf(Specialist, m.Specialist, "EUR"), AmountMinor: 100})
		})
		wants(t, err, ErrShort) // the bank has nothing left
		wants(t, from(Guarantee, 1), ErrShort)
		wants(t, from(Specialist, 1), errAccount)
		wants(t, from(Bank, 101), ErrShort)
		guarantee := o(1)
		_, err = w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.PayGuarantee(ctx, tx, w.g, guarantee) })
		wants(t, err, ErrShort)
		w.must(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
			return w.Reserve(ctx, tx, w.g, w.key(), bankOf("EUR"), 100, "own_money")
		})
		if err := from(Guarantee, 100); err != nil {
			t.Fatal(err)
		}
		if p := w.position(m); p.OwedMinor != 0 {
			t.Errorf("%+v", p)
		}
		w.sound()
	})
}

func TestMilestoneKeepsItsParties(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.milestone("EUR")
		begin := func(m Milestone) error {
			return w.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return w.Begin(ctx, tx, m) })
		}
		if err := begin(m); err != nil {
			t.Error(err)
		}
		other, own := m, m
		other.Specialist = "thief"
		own.ID, own.Specialist = "own", own.Client
		wants(t, begin(other), ErrParties)
		wants(t, begin(own), ErrParties)
		wants(t, begin(Milestone{"x:y", "d", "a", "b", "EUR"}), errRequestName)
		wants(t, begin(Milestone{"xy", "d", "a", "b", "EURO"}), errCurrency)
		_, err := w.do(w.receive(Milestone{ID: "nobody", Currency: "EUR"}, 1))
		wants(t, err, errNoPayout)
	})
}

func TestUnclearMoneyLiesInItsLinesOwnSuspense(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.milestone("EUR")
		line := Receipt{Key: w.key(), Line: "l1", Currency: "EUR", AmountMinor: 30}
		w.must(func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Receive(ctx, tx, w.g, line) })
		w.must(w.receive(w.milestone("EUR"), 30))
		line.Key, line.Milestone = w.key(), m.ID
		w.must(func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Identify(ctx, tx, w.g, line) })
		line.Key = w.key()
		_, err := w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Identify(ctx, tx, w.g, line) })
		wants(t, err, ErrShort)
		line.Line = ""
		_, err = w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) {
			return w.Receive(ctx, tx, w.g, Receipt{Key: w.key(), Currency: "EUR", AmountMinor: 30})
		})
		wants(t, err, errAccount)
		if got := w.balance(AccountOf(Client, access.AccountID(m.Client), "EUR")).PostedMinor; got != 30 {
			t.Errorf("the client has %d", got)
		}
	})
}

func TestTwoServersKeepOneLedger(t *testing.T) {
	url := dbtest.Ready(t, db.Postgres, db.Data, "")
	var servers [2]*world
	for i := range servers {
		d, err := db.Open(context.Background(), db.Settings{URL: url, Migrations: db.Data})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		servers[i] = &world{Ledger: Open(Settings{DB: d, Clock: clock.NewFake(start)}), t: t, g: grant(t, access.BankApprove)}
	}
	one := servers[0]
	m := one.funded("EUR", 100)
	var wait sync.WaitGroup
	var mu sync.Mutex
	done := map[string]Hash{}
	for i := range 60 { // each request is made to both servers at once, and there is money for some
		d := Division{Key: fmt.Sprintf("release/%d", i), Milestone: m.ID, ReleaseMinor: 3, FeeMinor: 1}
		for _, w := range servers {
			wait.Go(func() {
				x, err := w.do(func(ctx context.Context, tx *db.Tx) (Transfer, error) { return w.Release(ctx, tx, w.g, d) })
				mu.Lock()
				defer mu.Unlock()
				if h, ok := done[d.Key]; err == nil && ok && h != x.Hash {
					t.Errorf("two answers to %s", d.Key)
				}
				if err == nil {
					done[d.Key] = x.Hash
				} else if !errors.Is(err, ErrShort) {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
	if p := one.position(m); len(done) != 33 || p.HeldMinor != 1 || p.FeesMinor != 33 {
		t.Errorf("%d were done: %+v", len(done), p)
	}
	one.sound()
}
