package deal

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

func TestOffersGoToAndFro(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, err := w.Begin(ctx, w.specialist, w.ticket, sample(2))
		w.must(err)
		_, err = w.Read(ctx, w.client, id)
		w.refused(err, fault.ErrAbsent) // a draft is its writer's alone
		_, err = w.Watch(ctx, w.lead, id)
		w.refused(err, fault.ErrAbsent)
		_, err = w.Begin(ctx, w.specialist, w.ticket, sample(1))
		w.refused(err, ErrOneDeal)
		draft, err := w.ReadDraft(ctx, w.specialist, id)
		if err != nil || len(draft.Milestones) != 2 || draft.FeeBasisPoints != 500 {
			t.Fatalf("%+v %v", draft, err)
		}
		draft.FeeBasisPoints = 0 // a fee is not the parties' to forgive
		_, err = w.Offer(ctx, w.specialist, id, 1, draft)
		w.must(err)
		v := w.view(w.client, id)
		if v.Current.State != Offered || v.Turn != Client || v.Current.Terms.FeeBasisPoints != 500 || !slices.Contains(v.Can, "accept") || v.Current.Charges.Total.PriceMinor != 23_800 {
			t.Fatalf("%+v", v)
		}
		_, err = w.Accept(ctx, w.specialist, id, v.Version, 1)
		w.refused(err, ErrState) // one's own
		terms := v.Current.Terms
		foreign := access.NewID[MilestoneID]()
		terms.Milestones = append(slices.Clone(terms.Milestones[:1]), Milestone{ID: foreign, Title: "Other", AmountMinor: 700, Due: "2026-06-01"})
		_, err = w.Offer(ctx, w.client, id, v.Version-1, terms)
		w.refused(err, fault.ErrStale)
		_, err = w.Offer(ctx, w.client, id, v.Version, terms)
		w.must(err)
		back := w.view(w.specialist, id)
		if back.Current.Version != 2 || back.Current.By != Client || back.Turn != Specialist || back.Current.Terms.Milestones[1].ID == foreign ||
			back.Current.Terms.Milestones[0].ID != terms.Milestones[0].ID || len(back.Current.Changes) == 0 {
			t.Fatalf("%+v", back.Current)
		}
		_, err = w.Accept(ctx, w.specialist, id, back.Version, 1)
		w.refused(err, ErrOutdated)
		_, err = w.Decline(ctx, w.specialist, id, back.Version)
		w.must(err)
		if v := w.view(w.client, id); v.Current.State != Declined || v.State != Negotiating {
			t.Fatalf("%+v", v.Current)
		}
		_, err = w.Offer(ctx, w.client, id, w.version(id), terms)
		w.must(err)
		_, err = w.Decline(ctx, w.client, id, w.version(id))
		w.must(err)
		if v := w.view(w.client, id); v.Current.State != Withdrawn {
			t.Fatalf("%+v", v.Current)
		}
	})
}

func TestOffersAndSigningsExpire(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.offered(sample(1))
		w.pass(OfferDays*24*time.Hour - time.Second)
		if v := w.view(w.client, id); v.Current.State != Offered {
			t.Fatal(v.Current.State)
		}
		w.pass(time.Second)
		if v := w.view(w.client, id); v.Current.State != Expired {
			t.Fatal(v.Current.State)
		}
		_, err := w.Accept(ctx, w.client, id, w.version(id), 1)
		w.refused(err, ErrState)
		_, err = w.Offer(ctx, w.client, id, w.version(id), sample(1))
		w.must(err)
		_, err = w.Accept(ctx, w.specialist, id, w.version(id), 2)
		w.must(err)
		w.sign(w.client, id)
		w.pass(OfferDays * 24 * time.Hour)
		if v := w.view(w.client, id); v.Current.State != Expired || v.State != Negotiating {
			t.Fatal(v.Current.State)
		}
		_, err = w.Sign(ctx, w.specialist, id, w.version(id), w.signing(id))
		w.refused(err, ErrState)
		heard := map[string]bool{}
		for _, m := range w.Mail.Sent() {
			heard[m.Subject] = true
			if strings.Contains(m.Text, "accounting server") {
				t.Error("a letter carries content")
			}
		}
		for _, s := range []string{"An offer is waiting for you at Harbour Help", "An offer at Harbour Help has ended", "It is your turn in a deal at Harbour Help"} {
			if !heard[s] {
				t.Errorf("no letter %q among %v", s, heard)
			}
		}
	})
}

func TestNobodyDealsWithThemselvesOrUninvited(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := w.World.Specialist()
		_, err := w.Begin(ctx, other, w.ticket, sample(1))
		w.refused(err, fault.ErrAbsent)
		_, err = w.Begin(ctx, w.client, w.ticket, sample(1))
		w.refused(err, fault.ErrDenied)
		w.refused(w.Invite(ctx, w.client, w.ticket, w.client.Account), ErrSelf)
		w.refused(w.Invite(ctx, w.specialist, w.ticket, other.Account), fault.ErrDenied)
		w.refused(w.Invite(ctx, w.client, w.ticket, w.bank.Account), fault.ErrInvalid)
		w.refused(w.Invite(ctx, w.World.Client(), w.ticket, other.Account), fault.ErrAbsent)
	})
}

func TestQuestionsKeepEverybodyFromSigning(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.accepted(sample(1))
		q, _, err := w.Ask(ctx, w.client, id, w.version(id), Contract, "rights", "May we change the code?")
		w.must(err)
		_, err = w.Sign(ctx, w.specialist, id, w.version(id), w.signing(id))
		w.refused(err, ErrQuestions)
		_, err = w.Answer(ctx, w.client, id, w.version(id), q, "Yes.")
		w.refused(err, fault.ErrDenied)
		_, err = w.DropQuestion(ctx, w.specialist, id, w.version(id), q)
		w.refused(err, fault.ErrDenied)
		_, err = w.Answer(ctx, w.specialist, id, w.version(id), q, "You may.")
		w.must(err)
		_, err = w.Answer(ctx, w.specialist, id, w.version(id), q, "You may not.")
		w.refused(err, ErrState)
		if got := w.view(w.client, id).Questions; len(got) != 1 || got[0].Paper != Contract || got[0].Clause != "rights" || got[0].Text != "May we change the code?" || got[0].Answer != "You may." || got[0].Open() {
			t.Fatalf("%+v", got)
		}
		w.sign(w.specialist, id)
		q, _, err = w.Ask(ctx, w.client, id, w.version(id), Contract, "price", "Is that all?")
		w.must(err)
		_, err = w.Sign(ctx, w.client, id, w.version(id), w.signing(id))
		w.refused(err, ErrQuestions)
		_, err = w.DropQuestion(ctx, w.client, id, w.version(id), q)
		w.must(err)
		w.sign(w.client, id)
	})
}

func TestCallsShowTheBriefAndNeverTheTicket(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one, two := w.World.Specialist(), w.World.Specialist()
		_, err := w.OpenCall(ctx, one, w.ticket, "Mine")
		w.refused(err, fault.ErrAbsent)
		if none, all, err := w.Applications(ctx, w.client, w.ticket); none != nil || all != nil || err != nil {
			t.Fatalf("before there is a call: %+v %+v %v", none, all, err)
		}
		_, _, err = w.Applications(ctx, one, w.ticket)
		w.refused(err, fault.ErrAbsent)
		call, err := w.OpenCall(ctx, w.client, w.ticket, "A server must be cleaned.")
		w.must(err)
		list, next, err := w.Calls(ctx, one, "", 10)
		if err != nil || next != "" || len(list) != 1 || list[0].Brief != "A server must be cleaned." || list[0].ID != call {
			t.Fatalf("%+v %q %v", list, next, err)
		}
		if _, err := w.Desk.Read(ctx, one, w.ticket); err == nil {
			t.Fatal("a specialist reads a ticket by its call")
		}
		if none, _, err := w.Calls(ctx, w.World.Client(), "", 10); err != nil || len(none) != 0 {
			t.Fatalf("a client sees calls: %v %v", none, err)
		}
		w.refused(w.Apply(ctx, w.client, call, "Me"), fault.ErrAbsent)
		w.must(w.Apply(ctx, one, call, "I have cleaned ten."))
		w.must(w.Apply(ctx, two, call, "I am cheap."))
		w.must(w.Unapply(ctx, two, call))
		_, _, err = w.Applications(ctx, one, w.ticket)
		w.refused(err, fault.ErrAbsent)
		_, apps, err := w.Applications(ctx, w.client, w.ticket)
		if err != nil || len(apps) != 1 || apps[0].Specialist.ID != one.Account || apps[0].Text != "I have cleaned ten." || apps[0].Specialist.Name == "" {
			t.Fatalf("%+v %v", apps, err)
		}
		w.must(w.Invite(ctx, w.client, w.ticket, one.Account))
		if _, err := w.Desk.Read(ctx, one, w.ticket); err != nil {
			t.Fatal(err)
		}
		mine, _, err := w.Calls(ctx, one, "", 10)
		theirs, _, err2 := w.Calls(ctx, two, "", 10)
		if err != nil || err2 != nil || mine[0].Ticket != w.ticket || theirs[0].Ticket != "" || list[0].Ticket != "" {
			t.Fatalf("who is invited finds the ticket, nobody else: %+v %+v", mine, theirs)
		}
		w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { // as if so many others had applied
			for i := range ApplicationsLimit - 1 {
				if _, err := tx.Exec(ctx, `INSERT INTO deal_application (call, specialist, text, state, at) VALUES ($1, $2, $3, 'applied', 1)`, string(call), fmt.Sprint(i), []byte("x")); err != nil {
					return err
				}
			}
			return nil
		}))
		w.refused(w.Apply(ctx, two, call, "Again"), ErrFull)
		w.must(w.CloseCall(ctx, w.client, w.ticket))
		w.refused(w.Apply(ctx, two, call, "Again"), ErrState)
		w.refused(w.Apply(ctx, w.World.Specialist(), call, "Late"), fault.ErrAbsent)
		if list, _, err := w.Calls(ctx, w.World.Specialist(), "", 10); err != nil || len(list) != 0 {
			t.Fatalf("closed, and listed: %+v %v", list, err)
		}
		_, err = w.Begin(ctx, one, w.ticket, sample(1))
		w.must(err)
	})
}

func TestAScopeOfConfidentialityProposesAClass(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		proposed := func() access.Class {
			x, err := w.Desk.Read(ctx, w.client, w.ticket)
			w.must(err)
			if x.Class.Above(access.Internal) {
				t.Fatalf("an offer made it %s", x.Class)
			}
			return x.Proposed
		}
		open := sample(1)
		open.Secrets = nil
		id, err := w.Begin(ctx, w.specialist, w.ticket, sample(1))
		w.must(err)
		if got := proposed(); got != "" {
			t.Fatalf("a draft, which nobody else knows of, proposes %s", got)
		}
		_, err = w.Offer(ctx, w.specialist, id, w.version(id), open)
		w.must(err)
		if got := proposed(); got != "" {
			t.Fatalf("without a scope: %s", got)
		}
		_, err = w.Offer(ctx, w.client, id, w.version(id), sample(1))
		w.must(err)
		if got := proposed(); got != access.Confidential {
			t.Fatalf("with a scope: %q", got)
		}
	})
}
