package assurance

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

func (w *world) asked(who access.Actor) []FollowUp {
	w.t.Helper()
	p, err := w.FollowUps(ctx, who, "", 0)
	w.must(err)
	return p.Items
}

func TestALowAnswerCallsTheLeadWhoAnswersIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.report()
		w.refused(w.Answer(ctx, w.client, r.ID, Answer{Score: 6}), ErrScore)
		w.must(w.Answer(ctx, w.client, r.ID, Answer{Score: 4}))
		if len(w.asked(w.lead)) != 0 {
			t.Fatal("a good answer calls somebody")
		}
		w.must(w.Answer(ctx, w.client, r.ID, Answer{Score: 1, Text: "Why was my card opened?"}))
		w.must(w.Answer(ctx, w.client, r.ID, Answer{Score: 2, Text: "Why was my card opened, twice?"}))
		all := w.asked(w.lead)
		if len(all) != 1 || len(w.asked(w.office)) != 0 {
			t.Fatalf("the lead is asked %+v", all)
		}
		one, err := w.ReadFollowUp(ctx, w.lead, all[0].ID)
		w.must(err)
		if one.Score != 2 || one.Words != "Why was my card opened, twice?" || one.Client.ID != w.client.Account || one.Due.Sub(one.Made) != 4*24*time.Hour { // Friday to Tuesday
			t.Errorf("the lead reads %+v", one)
		}
		for _, who := range []access.Actor{w.specialist, w.agent, w.stranger, w.client, w.office} {
			_, err := w.ReadFollowUp(ctx, who, one.ID)
			w.refused(err, fault.ErrAbsent)
			w.refused(w.AnswerFollowUp(ctx, who, one.ID, "No."), fault.ErrAbsent)
			if len(w.asked(who)) != 0 {
				t.Error("somebody else has it in a list")
			}
		}
		w.must(w.AnswerFollowUp(ctx, w.lead, one.ID, "To check the payment."))
		w.refused(w.AnswerFollowUp(ctx, w.lead, one.ID, "Again."), ErrAnswered)
		words, err := w.Words(ctx, w.client, r.ID)
		w.must(err)
		if words.Reply != "To check the payment." || words.AnsweredBy.ID != w.lead.Account || words.Said != one.Words {
			t.Errorf("the client reads %+v", words)
		}
		if got := w.all(w.client)[0]; got.FollowUp != IsAnswered || got.Score != 2 {
			t.Errorf("the report stands as %+v", got)
		}
	})
}

func TestWhoWorksOnTheCaseLearnsNothingOfTheAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.report()
		w.must(w.Answer(ctx, w.client, r.ID, Answer{Score: 1, Text: canary}))
		id := w.asked(w.lead)[0].ID
		_, err := w.ReadFollowUp(ctx, w.lead, id)
		w.must(err)
		w.must(w.AnswerFollowUp(ctx, w.lead, id, canary))
		for _, act := range clientSees {
			if !has(w.entries(w.client), act) {
				t.Errorf("the client does not see %s on the record", act)
			}
			if has(w.entries(w.specialist), act) || has(w.entries(w.agent), act) {
				t.Errorf("who works on the case sees %s on the record", act)
			}
		}
		for _, e := range w.entries(w.client) {
			if slices.Contains(clientSees, e.Action) && (len(e.Params) != 1 || e.Params["score"] != "") {
				t.Errorf("%s says %v", e.Action, e.Params)
			}
			if slices.Contains(clientSees, e.Action) {
				_, err := w.World.Desk.Receipt(ctx, w.specialist, w.ticket, e.N)
				w.refused(err, fault.ErrAbsent)
			}
		}
	})
}

var clientSees = []access.Action{access.AssuranceAnswer, access.FollowUpRead, access.FollowUpAnswer}

func TestTheClientChoosesAnOfficer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.report()
		w.must(w.Answer(ctx, w.client, r.ID, Answer{Score: 1}))
		w.must(w.Answer(ctx, w.client, r.ID, Answer{Score: 1, Text: "It is about the lead.", Security: true}))
		all := w.asked(w.office)
		if len(all) != 1 || len(w.asked(w.lead)) != 0 {
			t.Fatalf("officers are asked %+v", all)
		}
		_, err := w.ReadFollowUp(ctx, w.lead, all[0].ID)
		w.refused(err, fault.ErrAbsent)
		w.must(w.AnswerFollowUp(ctx, w.office, all[0].ID, "I look into it."))
	})
}

func TestAFollowUpThatNobodyAnswersCallsEachDay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.SetRhythm(ctx, w.client, Never))
		r := w.report()
		w.must(w.Answer(ctx, w.client, r.ID, Answer{Score: 1}))
		w.pass(4*24*time.Hour + time.Minute)
		w.pass(25 * time.Hour)
		if n := len(w.letters("/status/follow-ups")); n != 3 {
			t.Errorf("%d letters: the call, and two that it is overdue", n)
		}
		w.must(w.AnswerFollowUp(ctx, w.lead, w.asked(w.lead)[0].ID, "Sorry."))
		w.pass(50 * time.Hour)
		if n := len(w.letters("/status/follow-ups")); n != 3 {
			t.Errorf("%d letters, though it is answered", n)
		}
	})
}

func TestAnAnswerStandsFromTheNextReportOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.report()
		second := w.report()
		w.refused(w.Answer(ctx, w.client, first.ID, Answer{Score: 1}), ErrPast)
		w.must(w.Answer(ctx, w.client, second.ID, Answer{Score: 3}))
		if all := w.all(w.client); !all[0].Open || all[1].Open || all[1].Answered {
			t.Errorf("they stand as %+v", all)
		}
	})
}

func TestAveragesOfFewAreNotShownNorThoseOfThisMonth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mean := func() float64 {
			all, err := w.Averages(ctx, w.lead)
			w.must(err)
			return all[0].Months[months-1].Mean
		}
		answers := func(clients ...int) {
			for _, c := range clients {
				w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, `INSERT INTO assurance_report (id, ticket, account, department, from_leaf, to_leaf, openings, people, newcomers, uncovered, made, score, answered)
						VALUES ($1, $1, $2, $3, 0, 1, 0, 0, 0, 0, 0, 4, $4)`, access.NewID[string](), fmt.Sprint("client", c), string(w.department), db.Micros(w.World.Clock.Now()))
					return err
				}))
			}
		}
		answers(1, 2, 3, 4, 4, 4)
		w.World.Clock.Advance(31 * 24 * time.Hour)
		if mean() != 0 {
			t.Error("four people's average is shown")
		}
		answers(1, 2, 3, 4, 5)
		if mean() != 0 {
			t.Error("this month's average is shown")
		}
		w.World.Clock.Advance(30 * 24 * time.Hour)
		if mean() != 4 {
			t.Errorf("five people's average is %v", mean())
		}
		for _, who := range []access.Actor{w.agent, w.client, w.specialist} {
			if all, err := w.Averages(ctx, who); err != nil || len(all) != 0 {
				t.Errorf("who leads nothing is shown %v, %v", all, err)
			}
		}
	})
}
