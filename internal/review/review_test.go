package review

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/deal"
	"surety/internal/fault"
)

// Both speak, and both are published at once; one answers, once.
func TestPublishedWhenBothSpoke(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.done(w.client, w.specialist, false)
		mine := w.write(w.client, m, 4)
		_, err := w.Write(ctx, w.client, m, all(1), "Again.")
		w.refused(err, ErrSpoken)
		p, err := w.Pair(ctx, w.client, m)
		if err != nil || p.Mine == nil || p.Other != nil || p.May || !p.PublishedAt.IsZero() || p.Axes[0] != "quality" {
			t.Fatalf("%+v %v", p, err)
		}
		w.write(w.specialist, m, 3)
		p, err = w.Pair(ctx, w.client, m)
		if err != nil || p.Other == nil || p.Other.Points != all(3) || p.PublishedAt.IsZero() {
			t.Fatalf("%+v %v", p, err)
		}
		w.refused(w.Reply(ctx, w.client, mine, "I answer myself."), fault.ErrDenied)
		w.must(w.Reply(ctx, w.specialist, mine, "Thank you."))
		w.refused(w.Reply(ctx, w.specialist, mine, "And again."), ErrReplied)
		v, err := w.Read(ctx, w.agent, mine)
		if err != nil || v.Reply != "Thank you." || v.Text != "I say 4." || v.Milestone != "" {
			t.Errorf("%+v %v", v, err)
		}
		if s := w.standing(w.specialist); s.Reviews != 1 || s.Voices != 1 || s.Mean != 3.58 {
			t.Errorf("%+v", s) // (5 × 3.5 + 4) ÷ 6
		}
	})
}

func TestPublishedWhenTimeIsUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.done(w.client, w.specialist, false)
		id := w.write(w.client, m, 2)
		w.pass(SealedDays*day - 1)
		if _, err := w.Read(ctx, w.specialist, id); err == nil {
			t.Error("it was opened too early")
		}
		w.pass(1)
		if _, err := w.Read(ctx, w.specialist, id); err != nil {
			t.Error(err)
		}
		_, err := w.Write(ctx, w.specialist, m, all(1), "In return.")
		w.refused(err, ErrOver)
	})
}

// What was never paid for is not reviewed; nor by who is no side of it.
func TestOnlyFundedMilestonesAreReviewed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		free := w.submitted(w.client, w.specialist, 0, false)
		for _, state := range []deal.MilestoneState{deal.Cancelled, deal.Lapsed, deal.Released} {
			job, err := json.Marshal(deal.OverJob{Milestone: free, State: state})
			w.must(err)
			w.must(w.World.DB.InTx(ctx, func(c txCtx, tx *tx) error { return w.over(c, tx, jobOf(job)) }))
		}
		_, err := w.Write(ctx, w.client, free, all(5), "")
		w.refused(err, fault.ErrAbsent)
		open := w.submitted(w.client, w.specialist, 100, false)
		_, err = w.Write(ctx, w.client, open, all(5), "")
		w.refused(err, fault.ErrAbsent)
		m := w.done(w.client, w.specialist, false)
		for _, who := range []access.Actor{w.agent, w.security, w.Admin, w.Client(), w.Specialist(), {}} {
			if _, err := w.Write(ctx, who, m, all(1), "From aside."); err == nil {
				t.Error("a stranger reviews")
			}
		}
		for _, p := range []Points{{0, 1, 1, 1}, {1, 6, 1, 1}, {1, 1, -1, 1}} {
			if _, err := w.Write(ctx, w.client, m, p, ""); err == nil {
				t.Errorf("%v was taken", p)
			}
		}
		if _, err := w.Write(ctx, w.client, m, all(5), strings.Repeat("ж", TextLimit+1)); err == nil {
			t.Error("too many words were taken")
		}
	})
}

// Before it is published a review shows nowhere: not by id, list, count, mean, letter, event or record, to anybody but its author.
func TestSealedReviewsLeakNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.done(w.client, w.specialist, false)
		w.drain()
		others := []access.Actor{w.specialist, w.agent, w.security, w.Admin, w.Client()}
		seen := func() string {
			var all []any
			for _, who := range others {
				page, err := w.Of(ctx, who, w.specialist.Account, deal.Client, "", 0)
				w.must(err)
				s, err := w.StandingOf(ctx, who, w.specialist.Account, deal.Client)
				w.must(err)
				profile, err := w.Profile(ctx, who, w.specialist.Account)
				w.must(err)
				p, err := w.Pair(ctx, who, m)
				all = append(all, page, s, profile, p, fault.KindOf(orAbsent(err)))
			}
			all = append(all, len(w.Mail.Sent()))
			b, err := json.Marshal(all)
			w.must(err)
			return string(b)
		}
		before := seen()
		events := w.World.Live.Subscribe(t.Context())
		id := w.write(w.client, m, 1)
		w.drain()
		if after := seen(); after != before {
			t.Errorf("before %s\nafter  %s", before, after)
		}
		for _, who := range others {
			if _, err := w.Read(ctx, who, id); err == nil || fault.KindOf(err) != fault.Absent {
				t.Errorf("by its id: %v", err)
			}
			if err := w.Reply(ctx, who, id, "I answer."); err == nil || fault.KindOf(err) != fault.Absent {
				t.Errorf("by answering: %v", err)
			}
			if _, err := w.ProposeRemoval(ctx, who, id, Fake); err == nil {
				t.Error("by proposing to remove it")
			}
		}
		if _, err := w.Read(ctx, w.client, id); err != nil {
			t.Errorf("its author: %v", err)
		}
		for len(events) > 0 {
			if e := <-events; e.Account != w.client.Account {
				t.Errorf("an event tells %s", e.Account)
			}
		}
		ticket, err := w.ticketOf(m)
		w.must(err)
		facts, err := w.ticketFacts(ticket)
		w.must(err)
		g, err := access.Check(w.agent, access.TicketRecord, facts)
		w.must(err)
		entries, err := w.World.Log.OfTicket(ctx, g, 0, 100)
		w.must(err)
		for _, e := range entries {
			if e.Action == access.ReviewWrite {
				t.Error("the ticket's record tells that a side has spoken")
			}
		}
		if n := w.count(`SELECT count(*) FROM review WHERE first IS NOT NULL OR fourth IS NOT NULL`); n != 0 {
			t.Error("points stand in the clear before they are published")
		}
	})
}

func orAbsent(err error) error {
	if err == nil {
		return fault.ErrInvalid
	}
	return err
}

// A hundred tiny deals of one client, or of one organisation, count as one voice.
func TestReviewBombingCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		house := w.Organisation("Bakery")
		first := w.ClientOf(house)
		for range 4 {
			w.rated(first, w.specialist, 1)
		}
		w.rated(w.ClientOf(house), w.specialist, 1)
		bombed := w.standing(w.specialist)
		once := w.Specialist()
		w.rated(w.ClientOf(house), once, 1)
		if s := w.standing(once); s.Voices != 1 || bombed.Voices != 1 || s.Mean != bombed.Mean || s.Bound != bombed.Bound || bombed.Reviews != 5 {
			t.Errorf("bombed %+v, once %+v", bombed, s)
		}
		w.rated(w.Client(), w.specialist, 5)
		if s := w.standing(w.specialist); s.Voices != 2 || s.Mean <= bombed.Mean {
			t.Errorf("another voice changes nothing: %+v", s)
		}
	})
}

// A row that was changed or moved in the database is found when it is read, and does not open.
func TestTamperedReviewsAreFound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b := w.rated(w.client, w.specialist, 1), w.rated(w.Client(), w.specialist, 5)
		w.exec(`UPDATE review SET first = 5 WHERE id = $1`, string(a))
		if v, err := w.Read(ctx, w.client, a); err == nil {
			t.Errorf("points that were changed: %+v", v)
		}
		w.exec(`UPDATE review SET first = 1, body = (SELECT body FROM review WHERE id = $2) WHERE id = $1`, string(a), string(b))
		if v, err := w.Read(ctx, w.client, a); err == nil {
			t.Errorf("words of another review: %+v", v)
		}
		other := w.Specialist()
		w.exec(`UPDATE review SET subject = $2 WHERE id = $1`, string(b), string(other.Account))
		if v, err := w.Read(ctx, w.client, b); err == nil {
			t.Errorf("said of somebody else: %+v", v)
		}
	})
}

// Two staff remove by a rule; a tombstone stays, and the points count no more.
func TestRemovalNeedsTwoAndLeavesATombstone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.rated(w.client, w.specialist, 1)
		_, err := w.ProposeRemoval(ctx, w.specialist, id, Insult)
		w.refused(err, fault.ErrDenied)
		_, err = w.ProposeRemoval(ctx, w.agent, id, "unkind")
		w.refused(err, fault.ErrInvalid)
		r, err := w.ProposeRemoval(ctx, w.agent, id, Insult)
		w.must(err)
		_, err = w.ProposeRemoval(ctx, w.security, id, Fake)
		w.refused(err, ErrState)
		w.refused(w.ApproveRemoval(ctx, w.agent, r.ID), ErrSame)
		lazy := w.security
		lazy.SteppedUp = false
		w.refused(w.ApproveRemoval(ctx, lazy, r.ID), fault.ErrStepUp)
		w.must(w.ApproveRemoval(ctx, w.security, r.ID))
		w.refused(w.RefuseRemoval(ctx, w.agent, r.ID), ErrState)
		page, err := w.Of(ctx, w.client, w.specialist.Account, deal.Client, "", 0)
		if err != nil || len(page.Items) != 1 || page.Items[0].Reason != Insult || page.Items[0].RemovedAt.IsZero() || page.Items[0].Text != "" || page.Items[0].Points != (Points{}) {
			t.Errorf("%+v %v", page, err)
		}
		if s := w.standing(w.specialist); s.Reviews != 0 || s.Mean != PriorMean || s.Bound != 0 {
			t.Errorf("%+v", s)
		}
		w.refused(w.Reply(ctx, w.specialist, id, "Late."), ErrGone)
		if n := w.count(`SELECT count(*) FROM review WHERE body IS NOT NULL AND removed IS NOT NULL`); n != 0 {
			t.Error("the words are still there")
		}
	})
}

// Staff who are a side of it decide nothing about it.
func TestNobodyRemovesWhatIsSaidOfThemselves(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		both := w.agent
		both.Account = w.specialist.Account
		id := w.rated(w.client, w.specialist, 1)
		_, err := w.ProposeRemoval(ctx, both, id, Insult)
		w.refused(err, ErrSame)
		r, err := w.ProposeRemoval(ctx, w.agent, id, Insult)
		w.must(err)
		w.refused(w.ApproveRemoval(ctx, both, r.ID), ErrSame)
	})
}

func TestProfileAndFinding(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		good, poor, hidden := w.specialist, w.Specialist(), w.Specialist()
		for i, who := range []access.Actor{good, poor, hidden} {
			_, err := w.Describe(ctx, who, 0, About{Skills: []string{"Linux ", "ＳＱＬ", "linux"}, Languages: []string{"fa", "ru"}, Listed: i < 2})
			w.must(err)
		}
		_, err := w.Describe(ctx, good, 0, About{})
		w.refused(err, fault.ErrStale)
		_, err = w.Describe(ctx, w.client, 0, About{})
		w.refused(err, fault.ErrDenied)
		for _, bad := range []About{{Skills: []string{"<b>"}}, {Languages: []string{"english"}}, {Skills: []string{""}}} {
			_, err := w.Describe(ctx, poor, 1, bad)
			w.refused(err, fault.ErrInvalid)
		}
		w.rated(w.client, poor, 2)
		w.rated(w.client, good, 5)
		w.done(w.client, good, true)
		p, err := w.Profile(ctx, w.client, good.Account)
		if err != nil || strings.Join(p.Skills, ",") != "linux,sql" || p.Deals != 2 || p.OnTime != (Share{1, 2}) || p.Standing.Reviews != 1 {
			t.Errorf("%+v %v", p, err)
		}
		var found []access.AccountID
		for cursor, more := "", true; more; more = cursor != "" {
			page, err := w.Find(ctx, w.client, Wish{Skill: "SQL", Language: "fa"}, cursor, 1)
			w.must(err)
			for _, x := range page.Items {
				found = append(found, x.Specialist.ID)
			}
			cursor = page.Next
		}
		if len(found) != 2 || found[0] != good.Account || found[1] != poor.Account {
			t.Errorf("found %v", found)
		}
		if page, err := w.Find(ctx, w.client, Wish{Skill: "cobol"}, "", 0); err != nil || len(page.Items) != 0 {
			t.Errorf("%+v %v", page, err)
		}
		page, err := w.Find(ctx, w.client, Wish{}, "", 1)
		w.must(err)
		if _, err := w.Find(ctx, w.Client(), Wish{}, page.Next, 1); err == nil {
			t.Error("another's cursor was taken")
		}
		_, err = w.Find(ctx, good, Wish{}, "", 0)
		w.refused(err, fault.ErrDenied)
		w.must(w.World.Accounts.Disable(ctx, w.Admin, poor.Account))
		if page, err := w.Find(ctx, w.client, Wish{}, "", 0); err != nil || len(page.Items) != 1 {
			t.Errorf("who left is still found: %+v %v", page, err)
		}
		_, err = w.Profile(ctx, w.client, w.client.Account)
		w.refused(err, fault.ErrAbsent)
	})
}

// What is kept for lists is what the reviews themselves add up to.
func TestStandingEqualsItsReviews(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		clients := []access.Actor{w.client, w.Client(), w.Client()}
		for i, n := range []int{5, 4, 1, 3, 5} {
			w.rated(clients[i%3], w.specialist, n)
		}
		kept := w.standing(w.specialist)
		w.must(w.World.DB.InTx(ctx, func(c txCtx, tx *tx) error {
			t, err := tallied(c, tx, w.specialist.Account, deal.Client)
			if s := t.standing(); s != kept {
				w.t.Errorf("kept %+v, rebuilt %+v", kept, s)
			}
			return err
		}))
		if kept.Reviews != 5 || kept.Voices != 3 {
			t.Errorf("%+v", kept)
		}
	})
}

// The scores by themselves: known values, and what must hold for all.
func TestScores(t *testing.T) {
	five := voice{1, [4]int64{5, 5, 5, 5}}
	if s := tallyOf([]voice{five}).standing(); s.Mean != 3.75 || s.Bound < 0.2065 || s.Bound > 0.2066 { // 1 ÷ (1 + 1.96²)
		t.Errorf("one voice: %+v", s)
	}
	if s := (tally{}).standing(); s.Mean != PriorMean || s.Bound != 0 {
		t.Errorf("nobody: %+v", s)
	}
	rapid.Check(t, func(t *rapid.T) {
		voices := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) voice {
			v := voice{reviews: rapid.Int64Range(1, 50).Draw(t, "reviews")}
			for i := range v.points {
				v.points[i] = rapid.Int64Range(v.reviews, 5*v.reviews).Draw(t, "points")
			}
			return v
		}), 0, 30).Draw(t, "voices")
		s := tallyOf(voices).standing()
		if s.Voices != len(voices) || s.Mean < 1 || s.Mean > 5 || s.Bound < 0 || s.Bound > 1 || math.IsNaN(s.Bound) {
			t.Fatalf("%+v", s)
		}
		more := tallyOf(append(voices, five)).standing()
		if more.Mean < s.Mean-0.001 || more.Bound < s.Bound-0.000_002 {
			t.Fatalf("five points made %+v of %+v", more, s)
		}
	})
}
