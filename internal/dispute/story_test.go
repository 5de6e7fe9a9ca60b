package dispute

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/deal"
)

// A dispute that two offers end: not before they meet, and at the middle.
func TestOffersThatMeetSettle(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.offering()
		if settled, err := w.Offer(ctx, w.client, id, 3_000); err != nil || settled {
			t.Fatal(settled, err)
		}
		if settled, err := w.Offer(ctx, w.specialist, id, 8_000); err != nil || settled {
			t.Fatal(settled, err)
		}
		w.is(id, Offering)
		if settled, err := w.Offer(ctx, w.specialist, id, 2_001); err != nil || !settled {
			t.Fatal(settled, err)
		}
		w.ended(id, m, Crossed, 2_500) // 2500.5: the odd unit stays with the client
		if n := w.count(`SELECT count(*) FROM dispute_offer`); n != 0 {
			t.Errorf("%d offers are left", n)
		}
	})
}

// The long road: silence in answering, an arbiter, a proposal one side refuses, an objection, an award, an appeal.
func TestDisputeToTheThirdArbiter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.begun()
		w.pass(7 * day) // five business days from a Friday
		w.is(id, Seeking)
		first, second, third := w.arbiters[0], w.arbiters[1], w.arbiters[2]
		w.must(w.Take(ctx, first, id))
		w.must(w.Propose(ctx, first, id, 5_000, "Half."))
		if settled, err := w.Accept(ctx, w.client, id, 5_000); err != nil || settled {
			t.Fatal(settled, err)
		}
		w.must(w.Award(ctx, first, id, 9_000, "I have thought again."))
		w.refused(w.Take(ctx, first, id), ErrConflict)
		w.must(w.Take(ctx, second, id))
		w.refused(w.Confirm(ctx, second, id, 5_000), ErrOutdated)
		w.must(w.Object(ctx, second, id, "The file does not bear that."))
		w.is(id, Proposed)
		w.must(w.Award(ctx, first, id, 4_000, "True."))
		w.must(w.Take(ctx, second, id))
		w.must(w.Confirm(ctx, second, id, 4_000))
		w.is(id, Awarded)
		w.must(w.Appeal(ctx, w.specialist, id, "I did all of it."))
		w.refused(w.Appeal(ctx, w.client, id, "So did I."), ErrState)
		w.refused(w.Take(ctx, first, id), ErrConflict)
		w.refused(w.Take(ctx, second, id), ErrConflict)
		w.must(w.Take(ctx, third, id))
		w.must(w.Decide(ctx, third, id, 6_000, "Most of it."))
		w.ended(id, m, Appealed, 6_000)
		v := w.view(w.client, id)
		if len(v.Arbiters) != 3 || v.Award.ReleaseMinor != 6_000 || v.Words[len(v.Words)-1].Text != "Most of it." {
			t.Errorf("%+v", v)
		}
		for _, a := range []access.Actor{first, second, third} {
			if _, err := w.Read(ctx, a, id); err == nil {
				t.Error("an arbiter reads on after the end")
			}
		}
	})
}

func TestAwardStandsWhenNobodyAppeals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.awarded(0)
		w.pass(5*day - 1)
		w.is(id, Awarded)
		if p := w.position(m); p.HeldMinor != 10_000 {
			t.Fatalf("money moved before the time to appeal was over: %+v", p)
		}
		w.pass(1)
		w.ended(id, m, Decided, 0)
		w.pass(30 * day)
		w.ended(id, m, Decided, 0)
	})
}

func TestProposalThatBothAcceptSettles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.proposed(7_000)
		if _, err := w.Accept(ctx, w.client, id, 6_999); err == nil {
			t.Error("another proposal than the open one was accepted")
		}
		_, err := w.Accept(ctx, w.client, id, 7_000)
		w.must(err)
		_, err = w.Accept(ctx, w.client, id, 7_000)
		w.refused(err, ErrState)
		settled, err := w.Accept(ctx, w.specialist, id, 7_000)
		if err != nil || !settled {
			t.Fatal(settled, err)
		}
		w.ended(id, m, Accepted, 7_000)
	})
}

// Withdrawn by who began it: the milestone is where it was. Not by the other, and not once an arbiter has it.
func TestWithdrawn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.offering()
		w.refused(w.Withdraw(ctx, w.specialist, id), ErrNotYours)
		w.must(w.Withdraw(ctx, w.client, id))
		if c, p := w.stateOf(m), w.position(m); c.State != deal.InProgress || p.HeldMinor != 10_000 || len(p.Matters) != 0 {
			t.Fatalf("%s %+v", c.State, p)
		}
		again, err := w.Begin(ctx, w.client, m, "Again.")
		w.must(err)
		w.must(w.Withdraw(ctx, w.client, again))
		_, err = w.Begin(ctx, w.client, m, "And again.")
		w.refused(err, ErrTooMany)
		id, _ = w.proposed(1)
		w.refused(w.Withdraw(ctx, w.client, id), ErrState)
	})
}

// An arbiter who lets the time pass loses it, and does not get it again.
func TestSilentArbitersLoseIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.seeking()
		w.must(w.Take(ctx, w.arbiters[0], id))
		w.pass(5 * day)
		w.is(id, Seeking)
		if err := w.Take(ctx, w.arbiters[0], id); err == nil {
			t.Fatal("it was given again to who let the time pass")
		}
		w.must(w.Take(ctx, w.arbiters[1], id))
		w.must(w.Propose(ctx, w.arbiters[1], id, 100, "So."))
		w.must(w.Award(ctx, w.arbiters[1], id, 100, "So."))
		w.must(w.Take(ctx, w.arbiters[2], id))
		w.pass(5 * day)
		w.is(id, SeekingSecond)
		w.pass(30 * day)
		w.is(id, SeekingSecond)
		if p := w.position(m); p.HeldMinor != 10_000 {
			t.Errorf("silence moved money: %+v", p)
		}
		w.must(w.Take(ctx, w.arbiters[3], id))
	})
}

// A request to cancel that nobody answers becomes a dispute here, once.
func TestCancelSilenceBecomesADispute(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.held(10_000)
		_, err := w.deals.RequestCancel(ctx, w.specialist, m, 1)
		w.must(err)
		w.pass(7 * day)
		page, err := w.List(ctx, w.client, false, "", 0)
		if err != nil || len(page.Items) != 1 || page.Items[0].State != Answering || page.Items[0].Turn != deal.Client || page.Items[0].Way != "silence" {
			t.Fatalf("%+v %v", page, err)
		}
		w.must(w.Answer(ctx, w.client, page.Items[0].ID, "I do not want that."))
		w.must(w.Withdraw(ctx, w.specialist, page.Items[0].ID))
		if c := w.stateOf(m); c.State == deal.Disputed {
			t.Error("it is still in dispute")
		}
	})
}

// Whose turn it is gets a letter, in their language, with the day, and no word of what it is about.
func TestLettersOfADispute(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.awarded(5_000)
		w.drain()
		var subjects []string
		for _, s := range w.Mail.Sent() {
			subjects = append(subjects, s.Subject)
			if strings.Contains(s.Text, "Half of it") || strings.Contains(s.Text, "It does not work") || strings.Contains(s.Text, "50.00") {
				t.Errorf("a letter tells what it is about: %s", s.Text)
			}
		}
		for _, part := range []string{"your answer is awaited", "time for sealed offers", "waits for an arbiter", "goes to an arbiter", "The arbiter proposes", "There is an award"} {
			if !slices.ContainsFunc(subjects, func(s string) bool { return strings.Contains(s, part) }) {
				t.Errorf("no letter says %q: %q", part, subjects)
			}
		}
		w.is(id, Awarded)
	})
}

// What both sides and the arbiter read is the same file.
func TestAllReadTheSameFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.seeking()
		_, err := w.Add(ctx, w.client, id, OfMessage, "1")
		w.must(err)
		w.must(w.Take(ctx, w.arbiters[0], id))
		file := func(who access.Actor) string {
			v := w.view(who, id)
			b, err := json.Marshal([]any{v.Exhibits, v.Words})
			w.must(err)
			return string(b)
		}
		client, specialist, arbiter := file(w.client), file(w.specialist), file(w.arbiters[0])
		if client != specialist || client != arbiter || !strings.Contains(client, "Please help.") {
			t.Errorf("client %s\nspecialist %s\narbiter %s", client, specialist, arbiter)
		}
	})
}
