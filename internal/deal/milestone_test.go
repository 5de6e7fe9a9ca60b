package deal

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/payment"
)

const aDay = 24 * time.Hour

// submitted is a deal whose first milestone was handed in.
func (w *world) submitted(terms Terms, works ...WorkID) (ID, MilestoneID) {
	w.t.Helper()
	id, ms := w.signed(terms)
	w.fund(id, ms[0])
	w.start(id, ms[0])
	w.submit(id, ms[0], works...)
	return id, ms[0]
}

func TestWorkStartsOnlyOnHeldMoney(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, ms := w.signed(sample(1))
		_, err := w.Start(ctx, w.specialist, ms[0], w.version(id))
		w.refused(err, ErrState)
		p := w.progress(id, ms[0])
		w.statement(p.Charge.PriceMinor-1, string(p.Reference), "") // a cent short: suspense
		if w.stateOf(id, ms[0]) != AwaitingFunds {
			t.Fatal("another amount funds it")
		}
		for _, x := range w.view(w.specialist, id).Progress {
			if x.Reference != "" {
				t.Fatal("the reference is the client's to pay by")
			}
		}
		w.fund(id, ms[0])
		_, err = w.Start(ctx, w.client, ms[0], w.version(id))
		w.refused(err, fault.ErrDenied)
		w.start(id, ms[0])
	})
}

func TestFundingLapses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, ms := w.signed(sample(1))
		p := w.progress(id, ms[0])
		w.pass(FundingDays * aDay)
		if v := w.view(w.client, id); v.State != Ended || v.Milestones[0].State != Lapsed {
			t.Fatalf("%+v", v.Summary)
		}
		w.statement(p.Charge.PriceMinor, string(p.Reference), "") // too late: suspense
		if p := w.progress(id, ms[0]); p.State != Lapsed || p.Money.FundedMinor != 0 {
			t.Fatalf("%+v", p)
		}
	})
}

// The bank has the money, but the news of it waits in the queue when time is up: nothing lapses.
func TestMoneyThatIsThereDoesNotLapse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, ms := w.signed(sample(1))
		g, err := access.Check(w.bank, access.BankApprove, access.Thing{Kind: "bank"})
		w.must(err)
		w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := w.World.Log.Append(ctx, tx, g, nil); err != nil {
				return err
			}
			if _, err := w.Ledger.Receive(ctx, tx, g, escrow.Receipt{Key: "r", Milestone: ms[0], Currency: "EUR", AmountMinor: 11_900}); err != nil {
				return err
			}
			_, err := w.Ledger.Hold(ctx, tx, g, escrow.Order{Key: "h", Milestone: ms[0], AmountMinor: 11_900})
			return err
		}))
		w.pass(FundingDays * aDay)
		if s := w.stateOf(id, ms[0]); s != Funded {
			t.Fatal(s)
		}
	})
}

func TestSilenceApproves(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.submitted(sample(1))
		v := w.view(w.client, id)
		if s := v.Milestones[0]; s.Turn != Client || s.Then != Silence || !s.Due.Equal(w.World.Clock.Now().Add(14*aDay)) {
			t.Fatalf("%+v", s)
		}
		before := len(w.Mail.Sent())
		w.pass(14*aDay - time.Second)
		if w.stateOf(id, m) != Submitted || len(w.Mail.Sent()) == before {
			t.Fatal("approved early, or nobody was reminded")
		}
		w.pass(time.Second)
		if p := w.progress(id, m); p.State != Released || p.Accepted != "silence" || p.Money.HeldMinor != 0 || w.view(w.client, id).State != Completed {
			t.Fatalf("%+v", p)
		}
	})
}

func TestRoundsOfChangesAreBounded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.submitted(sample(1))
		_, err := w.RequestChanges(ctx, w.specialist, m, w.version(id), "No")
		w.refused(err, fault.ErrDenied)
		version := w.version(id)
		_, err = w.RequestChanges(ctx, w.client, m, version, "The log is missing.")
		w.must(err)
		_, err = w.RequestChanges(ctx, w.client, m, version, "The log is missing.") // pressed twice
		w.refused(err, fault.ErrStale)
		w.submit(id, m)
		_, err = w.RequestChanges(ctx, w.client, m, w.version(id), "More.")
		w.refused(err, ErrRounds)
		p := w.progress(id, m)
		if len(p.Submissions) != 2 || p.Submissions[0].Reply != "The log is missing." || p.Submissions[0].Verdict != RequestChanges || p.Submissions[1].Text != "Done." || p.RoundsLeft != 0 {
			t.Fatalf("%+v", p.Submissions)
		}
		if slices.Contains(p.Events, RequestChanges) || !slices.Contains(p.Events, Approve) {
			t.Fatalf("%v", p.Events)
		}
	})
}

func TestApprovingNeedsStepUpAndMovesMoneyOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.submitted(sample(1))
		weak := w.client
		weak.SteppedUp = false
		_, err := w.Approve(ctx, weak, m, w.version(id), 0)
		w.refused(err, fault.ErrStepUp)
		for _, who := range []access.Actor{w.specialist, w.lead, w.World.Admin} {
			if _, err := w.Approve(ctx, who, m, w.version(id), 0); err == nil {
				t.Fatal("somebody else approves")
			}
		}
		version := w.version(id)
		_, err = w.Approve(ctx, w.client, m, version, 1_000)
		w.must(err)
		_, err = w.Approve(ctx, w.client, m, version, 1_000)
		w.refused(err, fault.ErrStale)
		if p := w.progress(id, m); p.State != InProgress || p.Money.HeldMinor != 10_900 || p.Money.FeesMinor != 42 || p.Money.TaxesMinor != 159 || p.Licence != "" {
			t.Fatalf("%+v %+v", p, p.Money)
		}
		w.submit(id, m)
		_, err = w.Approve(ctx, w.client, m, w.version(id), 10_901)
		w.refused(err, escrow.ErrAmount)
		_, err = w.Approve(ctx, w.client, m, w.version(id), 10_900)
		w.must(err)
		if p := w.progress(id, m); p.Money.FeesMinor != 500 || p.Money.TaxesMinor != 1_900 || p.Money.ReleasedMinor != 9_500 || len(p.Payouts) != 2 {
			t.Fatalf("in parts another fee than whole: %+v", p.Money)
		}
	})
}

// Several at once on one version: one of them happens, and moves money once.
func TestApprovingAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.submitted(sample(1))
		version := w.version(id)
		var group sync.WaitGroup
		var done atomic.Int64
		for range 6 {
			group.Go(func() {
				if _, err := w.Approve(ctx, w.client, m, version, 1_000); err == nil {
					done.Add(1)
				} else if fault.As(err).Code != fault.ErrStale.Code {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if p := w.progress(id, m); done.Load() != 1 || p.Money.HeldMinor != 10_900 || len(p.Payouts) != 1 {
			t.Fatalf("%d approved: %+v, %d payouts", done.Load(), p.Money, len(p.Payouts))
		}
	})
}

func TestCancelling(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.submitted(sample(1))
		w.pass(4 * aDay)
		_, err := w.RequestCancel(ctx, w.client, m, w.version(id))
		w.must(err)
		_, err = w.AgreeCancel(ctx, w.client, m, w.version(id))
		w.refused(err, fault.ErrDenied) // oneself
		w.pass(6 * aDay)
		_, err = w.RefuseCancel(ctx, w.specialist, m, w.version(id))
		w.must(err)
		if due := w.view(w.client, id).Milestones[0].Due; !due.Equal(w.World.Clock.Now().Add(10 * aDay)) {
			t.Fatalf("the clock of silence was not given back: %s", due)
		}
		_, err = w.RequestCancel(ctx, w.specialist, m, w.version(id))
		w.must(err)
		_, err = w.AgreeCancel(ctx, w.client, m, w.version(id))
		w.must(err)
		if p := w.progress(id, m); p.State != Cancelled || p.Money.RefundedMinor != 11_900 || p.Payouts[0].To != Client || w.view(w.client, id).State != Ended {
			t.Fatalf("%+v", p)
		}
		w.drain()
		if p := w.progress(id, m).Payouts[0]; p.State != Payable {
			t.Fatalf("a refund rests: %+v", p)
		}
	})
}

// Silence about a request to cancel is a win for neither: a dispute opens.
func TestSilenceAboutCancellingOpensADispute(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.submitted(sample(1))
		_, err := w.RequestCancel(ctx, w.client, m, w.version(id))
		w.must(err)
		w.World.Clock.Advance(CancelDays * aDay)
		w.must(w.World.Jobs.Drain(ctx))
		p := w.progress(id, m)
		if p.State != Disputed || p.Before != Submitted || p.Matter == "" || p.Money.HeldMinor != 11_900 || len(p.Money.Matters) != 1 {
			t.Fatalf("%+v", p)
		}
		jobs, err := w.World.Jobs.Stats(ctx)
		w.must(err)
		if !slices.ContainsFunc(jobs, func(c job.Count) bool { return c.Kind == JobDisputed && c.Waiting == 1 }) {
			t.Fatalf("nobody is told of the dispute: %+v", jobs)
		}
		_, err = w.Approve(ctx, w.client, m, w.version(id), 0)
		w.refused(err, ErrState)
		w.refused(w.tx(id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
			return w.Settle(ctx, tx, g, m, p.Matter, 5_000, 6_000)
		}), escrow.ErrAmount)
		w.refused(w.tx(id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
			return w.Settle(ctx, tx, g, m, "another", 5_000, 6_900)
		}), escrow.ErrMatter)
		w.refused(w.tx(id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
			return w.DropDispute(ctx, tx, g, m, "another")
		}), escrow.ErrMatter)
		w.must(w.tx(id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
			c, err := w.CaseOf(ctx, tx, m)
			if err != nil || c.HeldMinor != 11_900 || c.Client != w.client.Account {
				t.Errorf("%+v %v", c, err)
			}
			return w.Settle(ctx, tx, g, m, p.Matter, 5_000, 6_900)
		}))
		if p := w.progress(id, m); p.State != Settled || p.Money.RefundedMinor != 6_900 || p.Money.ReleasedMinor+p.Money.FeesMinor+p.Money.TaxesMinor != 5_000 || p.Licence == "" {
			t.Fatalf("%+v", p)
		}
		w.refused(w.tx(id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
			return w.Settle(ctx, tx, g, m, p.Matter, 0, 0)
		}), ErrState)
	})
}

func TestAComplaintStopsEverythingAndGivesBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.submitted(sample(1))
		work, err := w.RegisterWork(ctx, w.specialist, m, Upload{Name: "a", Size: -1, Body: strings.NewReader("x")})
		w.must(err)
		w.pass(4 * aDay)
		lay := func(fn func(context.Context, *db.Tx, access.Grant, ID, string) error, c string) error {
			return w.tx(id, func(ctx context.Context, tx *db.Tx, g access.Grant) error { return fn(ctx, tx, g, id, c) })
		}
		w.must(lay(w.Suspend, "one"))
		w.must(lay(w.Suspend, "two"))
		w.must(lay(w.Suspend, "two"))
		w.pass(100 * aDay)
		if v := w.view(w.client, id); !v.Suspended || v.Milestones[0].State != Submitted || len(v.Progress[0].Events) != 0 || len(v.Progress[0].Money.Matters) != 2 {
			t.Fatalf("%+v", v.Summary)
		}
		_, err = w.Approve(ctx, w.client, m, w.version(id), 0)
		w.refused(err, ErrSuspended)
		_, err = w.FetchWork(ctx, w.specialist, work.ID)
		w.refused(err, ErrSuspended)
		w.refused(w.tx(id, func(ctx context.Context, tx *db.Tx, g access.Grant) error { return w.Dispute(ctx, tx, g, m, "d") }), ErrSuspended)
		_, err = w.Offer(ctx, w.client, id, w.version(id), sample(1))
		w.refused(err, ErrSuspended)
		w.must(lay(w.Lift, "one"))
		_, err = w.Approve(ctx, w.client, m, w.version(id), 0)
		w.refused(err, ErrSuspended)
		w.must(lay(w.Lift, "two"))
		w.refused(lay(w.Lift, "two"), fault.ErrAbsent)
		if due := w.view(w.client, id).Milestones[0].Due; !due.Equal(w.World.Clock.Now().Add(10 * aDay)) {
			t.Fatalf("not what was left: %s", due)
		}
		w.pass(10 * aDay)
		if w.stateOf(id, m) != Released {
			t.Fatal("the clock of silence does not run on")
		}
	})
}

func TestWorksOpenOnRelease(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, ms := w.signed(sample(1))
		up := func(who access.Actor, body string) (Work, error) {
			return w.RegisterWork(ctx, who, ms[0], Upload{Name: "../tool\u202e.exe", Preview: "A tool that cleans.", Size: -1, Body: strings.NewReader(body)})
		}
		_, err := up(w.specialist, "early")
		w.refused(err, ErrState)
		w.fund(id, ms[0])
		_, err = up(w.client, "mine")
		w.refused(err, fault.ErrDenied)
		body := strings.Repeat("canary ", 30_000)
		work, err := up(w.specialist, body)
		w.must(err)
		sum := sha256.Sum256([]byte(body))
		if work.Digest != digest(sum[:]) || work.Size != int64(len(body)) || work.Name != "..tool.exe" {
			t.Fatalf("%+v", work)
		}
		found := false
		entries, err := w.Desk.Record(ctx, w.client, w.ticket, 0, 100)
		w.must(err)
		for _, e := range entries {
			found = found || e.Action == access.DealRegister && e.Params["sha256"] == work.Digest
		}
		if !found {
			t.Fatal("its digest is not on the record")
		}
		seen := w.view(w.client, id).Works
		if len(seen) != 1 || seen[0].Open || seen[0].Preview != "A tool that cleans." || seen[0].Digest != work.Digest {
			t.Fatalf("%+v", seen)
		}
		_, err = w.FetchWork(ctx, w.client, work.ID)
		w.refused(err, ErrClosed)
		_, err = w.FetchWork(ctx, w.lead, work.ID)
		w.refused(err, fault.ErrDenied)
		w.start(id, ms[0])
		_, err = w.Submit(ctx, w.specialist, ms[0], w.version(id), "Done", []WorkID{"other"})
		w.refused(err, fault.ErrInvalid)
		w.submit(id, ms[0], work.ID)
		_, err = w.FetchWork(ctx, w.client, work.ID)
		w.refused(err, ErrClosed)
		_, err = w.Approve(ctx, w.client, ms[0], w.version(id), 0)
		w.must(err)
		f, err := w.FetchWork(ctx, w.client, work.ID)
		w.must(err)
		defer f.Close()
		if got, err := io.ReadAll(f); err != nil || string(got) != body {
			t.Fatal("it is not what was registered", err)
		}
		_, err = up(w.specialist, "late")
		w.refused(err, ErrState)
	})
}

// A work that is too large or breaks off leaves nothing.
func TestWorksThatBreakOffLeaveNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, ms := w.signed(sample(1))
		w.fund(id, ms[0])
		files := len(w.World.Files())
		w.Deals.Settings.FileLimit = 10
		for _, u := range []Upload{{Size: 11, Body: strings.NewReader("")}, {Size: -1, Body: strings.NewReader("more than ten")}, {Size: 5, Body: strings.NewReader("1234")},
			{Size: -1, Body: io.MultiReader(strings.NewReader("123"), broken{})}} {
			if _, err := w.RegisterWork(ctx, w.specialist, ms[0], u); err == nil {
				t.Errorf("%+v was taken", u)
			}
		}
		if len(w.view(w.client, id).Works) != 0 || len(w.World.Files()) != files {
			t.Fatal("something stays")
		}
	})
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("gone") }

func TestPayoutThatComesBackIsRepeated(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.submitted(sample(1))
		_, err := w.Approve(ctx, w.client, m, w.version(id), 0)
		w.must(err)
		w.must(w.Bank.SetDestination(ctx, w.specialist, payment.Destination{Holder: "Sam Specialist", IBAN: "DE75512108001245126199"}))
		w.pass(2 * aDay)
		_, err = w.Bank.Export(ctx, w.bank, "EUR")
		w.must(err)
		p := w.progress(id, m).Payouts[0]
		if p.State != Sent {
			t.Fatalf("%+v", p)
		}
		w.statement(-p.AmountMinor, "", string(p.ID))
		if p := w.progress(id, m).Payouts[0]; p.State != Paid {
			t.Fatalf("%+v", p)
		}
		w.statement(p.AmountMinor, "", string(p.ID)) // it comes back
		if p := w.progress(id, m).Payouts[0]; p.State != Returned {
			t.Fatalf("%+v", p)
		}
		_, err = w.Repeat(ctx, w.client, p.ID, w.version(id))
		w.refused(err, fault.ErrDenied)
		_, err = w.Repeat(ctx, w.specialist, p.ID, w.version(id))
		w.must(err)
		_, err = w.Repeat(ctx, w.specialist, p.ID, w.version(id))
		w.refused(err, ErrState)
		w.pass(2 * aDay)
		if all := w.progress(id, m).Payouts; len(all) != 2 || all[0].State != Repeated || all[1].State != Payable || all[1].AmountMinor != p.AmountMinor {
			t.Fatalf("%+v", all)
		}
	})
}

func TestGuaranteeOnlyFromAFundedReserve(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		terms := sample(1)
		terms.Guarantee = true
		id, err := w.Begin(ctx, w.specialist, w.ticket, terms)
		w.must(err)
		_, err = w.Offer(ctx, w.specialist, id, w.version(id), terms)
		w.refused(err, ErrReserve)
		g, err := access.Check(w.bank, access.BankApprove, access.Thing{Kind: "bank"})
		w.must(err)
		w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := w.World.Log.Append(ctx, tx, g, nil); err != nil {
				return err
			}
			_, err := w.Ledger.Reserve(ctx, tx, g, "reserve", escrow.Account{Kind: escrow.Bank, Currency: "EUR"}, 11_900, "")
			return err
		}))
		_, err = w.Offer(ctx, w.specialist, id, w.version(id), terms)
		w.must(err)
		_, err = w.Accept(ctx, w.client, id, w.version(id), 1)
		w.must(err)
		w.sign(w.client, id)
		w.sign(w.specialist, id)
		m := w.view(w.client, id).Progress[0].ID
		w.fund(id, m)
		pay := func(minor int64) error {
			return w.tx(id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
				return w.PayGuarantee(ctx, tx, g, m, minor)
			})
		}
		w.refused(pay(100), ErrUnpromised)
		w.start(id, m)
		w.submit(id, m)
		_, err = w.Approve(ctx, w.client, m, w.version(id), 0)
		w.must(err)
		w.refused(pay(11_901), ErrClaim)
		w.refused(pay(0), escrow.ErrAmount)
		w.must(pay(10_000))
		w.refused(pay(1_901), ErrClaim)
		if p := w.progress(id, m); p.Money.GuaranteeMinor != 10_000 || p.Money.ReleasedMinor != 9_500 {
			t.Fatalf("%+v", p.Money)
		}
		w.ticket = w.World.Ticket(w.client, w.department).ID
		w.must(w.Invite(ctx, w.lead, w.ticket, w.specialist.Account))
		id, m = w.submitted(sample(1)) // a contract without a guarantee
		_, err = w.Approve(ctx, w.client, m, w.version(id), 0)
		w.must(err)
		w.refused(pay(100), ErrUnpromised)
	})
}

// The clocks of a deal strike at the state they were set for, and at no later one.
func TestAnEarlierClockDoesNotStrikeALaterState(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.submitted(sample(1))
		w.pass(13 * aDay)
		_, err := w.RequestChanges(ctx, w.client, m, w.version(id), "More.")
		w.must(err)
		w.submit(id, m)
		w.pass(13 * aDay)
		if s := w.stateOf(id, m); s != Submitted {
			t.Fatalf("the first submission's clock struck: %s", s)
		}
		w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			list, err := w.ClocksOf(ctx, tx, id)
			if !slices.ContainsFunc(list, func(s deadline.State) bool {
				return s.Kind == "deal.silence" && s.Remaining == aDay && s.Turn == "client"
			}) {
				t.Errorf("%+v", list)
			}
			return err
		}))
	})
}
