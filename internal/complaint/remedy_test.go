package complaint

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/handover"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// confirmed is one that ended badly for the specialist.
func (w *world) confirmed(remedies ...string) ID {
	w.t.Helper()
	id := w.sifted()
	w.must(w.Answer(ctx, w.specialist, id, "I did."))
	w.must(w.Decide(ctx, w.officer, id, Decision{Outcome: Confirmed, Report: "The list was sold.", Remedies: remedies}))
	return id
}

// release tries to pay out of what is held.
func (w *world) release(m deal.MilestoneID) error {
	g, err := access.Check(access.Actor{Account: "banker", Session: "s", Roles: []access.Role{access.Bank}, SteppedUp: true}, access.BankApprove, access.Thing{Kind: "money"})
	w.must(err)
	g.MarkRecorded()
	return w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := w.ledger.Release(ctx, tx, g, escrow.Division{Key: "out/" + string(m), Milestone: m, ReleaseMinor: 100})
		return err
	})
}

// judged are the disputes that the client sees.
func (w *world) judged() []dispute.Summary {
	w.t.Helper()
	p, err := w.disputes.List(ctx, w.client, false, "", 0)
	w.must(err)
	return p.Items
}

func TestM4AConfirmedBreachBringsHeldMoneyBeforeTwoArbiters(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, m := w.held(10_000)
		w.confirmed()
		w.refused(w.release(m), escrow.ErrFrozen)
		all := w.judged()
		if len(all) != 1 || all[0].State != dispute.Seeking || all[0].Way != "complaint" || all[0].Opener != deal.Client || all[0].StakeMinor != 10_000 {
			t.Fatalf("%+v", all)
		}
		v, err := w.disputes.Read(ctx, w.specialist, all[0].ID)
		w.must(err)
		if len(v.Words) != 1 || v.Words[0].Kind != dispute.Finding || v.Words[0].Text != "The list was sold." || v.Words[0].Author.ID != w.officer.Account {
			t.Errorf("the report: %+v", v.Words)
		}
		w.refused(w.disputes.Withdraw(ctx, w.specialist, all[0].ID), dispute.ErrNotYours)
		w.must(w.disputes.Withdraw(ctx, w.client, all[0].ID)) // who was wronged can have it go on
		w.must(w.release(m))
	})
}

func TestM4AConfirmedBreachUnderAnotherComplaintMovesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, m := w.held(10_000)
		other, err := w.File(ctx, w.agent, Filing{Ticket: w.ticket, Kind: Looked, Text: "Somebody looked."})
		w.must(err)
		w.confirmed()
		w.refused(w.release(m), escrow.ErrFrozen)
		w.must(w.Take(ctx, w.officer, other))
		w.must(w.Sift(ctx, w.officer, other, Sifting{}))
		w.must(w.Decide(ctx, w.officer, other, Decision{Outcome: Inconclusive, Report: "Nobody knows."}))
		w.refused(w.release(m), escrow.ErrFrozen)
		if all := w.judged(); len(all) != 1 || all[0].State != dispute.Seeking {
			t.Errorf("%+v", all)
		}
	})
}

func TestABreachByNeitherSideOfADealLeavesItsMoneyAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, m := w.held(10_000)
		_, err := w.Desk.Reply(ctx, w.agent, w.ticket, ticket.Reply{Text: "I look at it.", Anyway: true})
		w.must(err)
		id, err := w.File(ctx, w.client, Filing{Ticket: w.ticket, Kind: Disclosed, Accused: w.agent.Account, Text: "The desk talked."})
		w.must(err)
		w.must(w.Take(ctx, w.officer, id))
		w.must(w.Sift(ctx, w.officer, id, Sifting{Accused: w.agent.Account}))
		w.must(w.Answer(ctx, w.agent, id, "I did."))
		w.must(w.Decide(ctx, w.officer, id, Decision{Outcome: Confirmed, Report: "The desk talked."}))
		if all := w.judged(); len(all) != 0 {
			t.Errorf("%+v", all)
		}
		w.must(w.release(m))
	})
}

// secret is one that the client handed over to the specialist.
func (w *world) secret(term handover.Term) string {
	w.t.Helper()
	sample := func(name string) []byte {
		b, err := os.ReadFile("../handover/testdata/" + name)
		w.must(err)
		return b
	}
	own, err := w.secrets.Own(ctx, w.specialist)
	if w.must(err); own.Key == nil {
		w.must(w.secrets.Publish(ctx, w.specialist, string(sample("recipient.txt")), []handover.Lock{{Kind: handover.Passphrase, Label: "My words", Sealed: sample("phrase.age")}}))
		own, err = w.secrets.Own(ctx, w.specialist)
		w.must(err)
	}
	id, err := w.secrets.Give(ctx, w.client, w.ticket, handover.Gift{Reader: w.specialist.Account, Key: own.Key.ID, Term: term, Label: "Router", Sealed: sample("secret.age")})
	w.must(err)
	return id
}

func TestAConfirmedBreachEndsWhatTheAccusedWasHanded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.held(10_000)
		unread, read := w.secret(handover.Once), w.secret(handover.Deal)
		_, err := w.secrets.Open(ctx, w.specialist, read)
		w.must(err)
		id := w.confirmed()
		for _, s := range []string{unread, read} {
			_, err := w.secrets.Open(ctx, w.specialist, s)
			w.refused(err, handover.ErrOver)
		}
		list, err := w.secrets.ToChange(ctx, w.client)
		w.must(err)
		if len(list) != 1 || list[0].ID != read || list[0].Change != handover.Now || list[0].Why != "breach" {
			t.Errorf("to change: %+v", list)
		}
		v := w.view(w.client, id)
		if len(v.Duties) != 1 || v.Duties[0].Code != ChangeSecrets || v.Duties[0].Due.IsZero() { // nobody had to think of it
			t.Errorf("remedies: %+v", v.Duties)
		}
		w.must(w.Done(ctx, w.officer, id, ChangeSecrets))
		w.refused(w.Done(ctx, w.officer, id, ChangeSecrets), ErrDuty)
	})
}

func TestTheAccusedAttestsDestruction(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.confirmed(Attest)
		if w.letters(letterAttest) != 1 {
			t.Error("the accused was not asked")
		}
		if !slices.Contains(w.view(w.specialist, id).Can, access.ComplaintAttest) || slices.Contains(w.view(w.client, id).Can, access.ComplaintAttest) {
			t.Error("the wrong one is asked")
		}
		w.refused(w.Done(ctx, w.officer, id, Attest), ErrAttest) // nobody attests in their place
		w.refused(w.Attest(ctx, w.client, id, "Gone."), fault.ErrDenied)
		unproved := w.specialist
		unproved.SteppedUp = false
		w.refused(w.Attest(ctx, unproved, id, "Gone."), fault.ErrStepUp)
		w.must(w.Attest(ctx, w.specialist, id, "I wiped the disk on Monday."))
		w.refused(w.Attest(ctx, w.specialist, id, "Again."), ErrDuty)
		v := w.view(w.client, id)
		if last := v.Words[len(v.Words)-1]; last.Kind != Attested || last.Text != "I wiped the disk on Monday." || v.Duties[0].DoneBy != w.specialist.Account {
			t.Errorf("%+v, %+v", last, v.Duties)
		}
	})
}

func TestWhoDoesNotAttestIsCalledAndThenClosedWithoutTheirWord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.confirmed(Attest)
		w.pass(remedyTime[Attest] + time.Minute)
		if !slices.ContainsFunc(w.Mail.Sent(), func(m suretytest.Sent) bool { return strings.Contains(m.Subject, "overdue") }) {
			t.Error("who decided was not called")
		}
		w.must(w.Done(ctx, w.officer, id, Attest))
		if v := w.view(w.client, id); v.Duties[0].DoneBy != w.officer.Account {
			t.Errorf("%+v", v.Duties)
		}
	})
}

func TestADossierIsForThoseWhomItConcerns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.fetch(w.specialist))
		w.must(w.fetch(w.client))
		id := w.sifted("gdpr_33")
		_, err := w.Dossier(ctx, w.client, id)
		w.refused(err, ErrState)
		w.must(w.Decide(ctx, w.officer, id, Decision{Outcome: Unfounded, Report: "One opening, for the work."}))
		w.must(w.fetch(w.specialist)) // after it: no matter of the complaint's
		for _, who := range []access.Actor{w.agent, w.officer, w.Client()} {
			_, err := w.Dossier(ctx, who, id)
			if k := fault.KindOf(err); k != fault.Absent && k != fault.Denied {
				t.Errorf("%s: %v", who.Account, err)
			}
		}
		all, err := w.Dossier(ctx, w.client, id)
		w.must(err)
		own, err := w.Dossier(ctx, w.specialist, id)
		w.must(err)
		by := func(d Dossier, who access.Actor) (n int) {
			for _, e := range d.Openings {
				if e.Actor == who.Account && e.Action == access.FileFetch {
					n++
				}
			}
			return n
		}
		if all.For != ForClient || by(all, w.client) != 1 || by(all, w.specialist) != 1 || len(all.Duties) != 1 || len(all.Words) != 2 {
			t.Errorf("the client's: %s, %d openings, %+v", all.For, len(all.Openings), all.Duties)
		}
		if own.For != ForAccused || by(own, w.client) != 0 || by(own, w.specialist) != 1 || len(own.Duties) != 0 {
			t.Errorf("the accused's: %s, %+v", own.For, own.Openings)
		}
		if !slices.IsSortedFunc(all.Steps, func(a, b audit.Entry) int { return int(a.N - b.N) }) || len(all.Steps) != 4 {
			t.Errorf("steps: %+v", all.Steps)
		}
	})
}

func TestTheClientOfTheCaseReadsHowItEnded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, err := w.File(ctx, w.agent, Filing{Ticket: w.ticket, Kind: Looked, Accused: w.specialist.Account, Text: "They looked."})
		w.must(err)
		_, err = w.Read(ctx, w.client, id)
		w.refused(err, fault.ErrAbsent)
		w.must(w.Take(ctx, w.officer, id))
		w.must(w.Sift(ctx, w.officer, id, Sifting{Accused: w.specialist.Account}))
		w.must(w.Decide(ctx, w.officer, id, Decision{Outcome: Unfounded, Report: "They did not."}))
		if v := w.view(w.client, id); !slices.Contains(v.Can, access.ComplaintExport) {
			t.Errorf("can %v", v.Can)
		}
		if w.letters(letterDecided) != 3 {
			t.Errorf("%d letters", w.letters(letterDecided))
		}
		stranger := w.Person(account.NewPerson{Roles: []access.Role{access.Client}})
		_, err = w.Read(ctx, stranger, id)
		w.refused(err, fault.ErrAbsent)
	})
}
