package assurance

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

func TestAReportTellsWhatOthersOpenedAndTheNextGoesOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.reads(w.client)
		w.reads(w.agent)
		w.uncovers(w.specialist)
		first := w.report()
		if first.Openings != 2 || first.People != 2 || first.Newcomers != 2 || first.Uncovered != 1 {
			t.Fatalf("the first says %+v", first)
		}
		told := w.openingsOf(first)
		if len(told) != 2 || told[0].Action != access.SensitiveUncovered || told[0].Params["reason"] != "check" || told[0].Who.ID != w.specialist.Account || told[0].Who.Name == "" {
			t.Fatalf("it lists %+v", told)
		}
		w.reads(w.agent)
		second := w.report()
		if second.From != first.To || second.Openings != 1 || second.Newcomers != 0 || len(w.openingsOf(second)) != 1 || len(w.openingsOf(first)) != 2 {
			t.Fatalf("the second says %+v", second)
		}
		live, next, err := w.Openings(ctx, w.client, w.ticket, 0, 10)
		w.must(err)
		if len(live) != 3 || next != 0 {
			t.Errorf("the page of the case lists %d", len(live))
		}
	})
}

func TestNeitherALateEntryNorAClockThatJumpsIsToldTwiceOrNever(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, jump := range []time.Duration{time.Hour, -400 * 24 * time.Hour, 0, 900 * 24 * time.Hour, -time.Second} {
			w.World.Clock.Advance(jump)
			w.reads(w.agent)
			w.report()
		}
		if w.World.DB.Engine() == db.Postgres { // an entry takes its number, another is told of, and only then the first commits
			g, err := access.Check(w.agent, access.TicketRead, w.facts())
			w.must(err)
			begun, release, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
			go func() {
				ended <- w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
					err := w.World.Log.Append(ctx, tx, g, audit.Params{"what": "messages"})
					close(begun)
					<-release
					return err
				})
			}()
			<-begun
			w.reads(w.agent)
			w.report()
			close(release)
			w.must(<-ended)
			w.report()
		}
		live, _, err := w.Openings(ctx, w.client, w.ticket, 0, 100)
		w.must(err)
		var told []int64 // of all reports: which of them tells it, a clock that jumps may change
		for _, r := range w.all(w.client) {
			for _, o := range w.openingsOf(r) {
				told = append(told, o.N)
			}
		}
		slices.Sort(told)
		if len(live) != len(told) || len(slices.Compact(told)) != len(live) {
			t.Errorf("%d were opened, the reports tell of %v", len(live), told)
		}
	})
}

func (w *world) facts() (thing access.Thing) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		thing, err = w.World.Desk.Facts(ctx, tx, w.ticket)
		return err
	}))
	return thing
}

func TestASecondRunOfTheJobSendsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.reads(w.agent)
		w.due("run")
		w.reads(w.agent)
		w.due("run")
		if n := len(w.all(w.client)); n != 1 {
			t.Errorf("there are %d reports", n)
		}
		if got := w.letters("/status"); len(got) != 1 {
			t.Errorf("%d letters were sent", len(got))
		}
	})
}

func TestS1ALetterSaysNumbersAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.uncovers(w.specialist)
		r := w.report()
		w.must(w.Answer(ctx, w.client, r.ID, Answer{Score: 1, Text: canary}))
		w.must(w.World.Jobs.Drain(ctx))
		p, err := w.FollowUps(ctx, w.lead, "", 0)
		w.must(err)
		w.must(w.AnswerFollowUp(ctx, w.lead, p.Items[0].ID, "We looked. "+canary))
		w.must(w.World.Jobs.Drain(ctx))
		all := slices.Concat(w.letters("/status"))
		if len(all) != 3 {
			t.Fatalf("%d letters, want the report's, the lead's and the answer's:\n%s", len(all), strings.Join(all, "\n"))
		}
		for _, l := range all {
			if strings.Contains(l, canary) || strings.Contains(l, "Invented-2026") {
				t.Errorf("a letter says too much:\n%s", l)
			}
		}
		if !strings.Contains(all[0], "Opened by others: 1") {
			t.Errorf("the report's letter does not say how many:\n%s", all[0])
		}
	})
}

func TestOnlyTheClientsSideAndOfficersAreTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.reads(w.agent)
		r := w.report()
		for name, who := range map[string]access.Actor{"another client": w.stranger, "the specialist": w.specialist, "the agent": w.agent, "the lead": w.lead} {
			_, err := w.Read(ctx, who, r.ID)
			w.refused(err, fault.ErrAbsent)
			_, _, err = w.OpeningsOf(ctx, who, r.ID, 0, 10)
			w.refused(err, fault.ErrAbsent)
			_, _, err = w.Openings(ctx, who, w.ticket, 0, 10)
			w.refused(err, fault.ErrAbsent)
			_, err = w.Of(ctx, who, w.ticket)
			w.refused(err, fault.ErrAbsent)
			w.refused(w.Answer(ctx, who, r.ID, Answer{Score: 5}), fault.ErrAbsent)
			_, err = w.Words(ctx, who, r.ID)
			w.refused(err, fault.ErrAbsent)
			if len(w.all(who)) != 0 {
				t.Errorf("%s has a list", name)
			}
			if found, err := w.Overview(ctx, who, []access.TicketID{w.ticket}); err != nil || len(found) != 0 {
				t.Errorf("%s has an overview: %v %v", name, found, err)
			}
		}
		_, err := w.Read(ctx, w.client, "there-is-none")
		w.refused(err, fault.ErrAbsent) // the same as of somebody else's
		_, err = w.Read(ctx, w.office, r.ID)
		w.must(err)
		w.refused(w.Answer(ctx, w.office, r.ID, Answer{Score: 5}), fault.ErrDenied)
	})
}

func TestNotesAndTheirReadersDoNotShowNorCount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			for _, p := range []struct {
				act access.Action
				p   audit.Params
			}{{access.TicketReadNote, nil}, {access.SensitiveUncovered, audit.Params{"note": "1"}}} {
				g, err := access.Check(w.agent, p.act, w.facts())
				w.must(err)
				w.must(w.World.Log.Append(ctx, tx, g, p.p))
			}
			return nil
		}))
		if r := w.report(); r.Openings != 0 || r.People != 0 || len(w.openingsOf(r)) != 0 {
			t.Errorf("the report tells of notes: %+v", r)
		}
	})
}

func TestReportsComeOnTheRhythmInTheClientsMorning(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.Schedule(ctx))
		w.must(w.Schedule(ctx))
		w.must(w.World.Jobs.Drain(ctx))
		r, due, err := w.Rhythm(ctx, w.client)
		w.must(err)
		tehran, err := time.LoadLocation("Asia/Tehran")
		w.must(err)
		if r != Monthly || due.In(tehran).Hour() != 8 || due.Sub(w.World.Clock.Now()) < 29*24*time.Hour {
			t.Fatalf("%s, due %s", r, due.In(tehran))
		}
		w.refused(w.SetRhythm(ctx, w.client, "hourly"), ErrRhythm)
		w.must(w.SetRhythm(ctx, w.client, Weekly))
		w.pass(8 * 24 * time.Hour)
		if n := len(w.all(w.client)); n != 1 {
			t.Fatalf("%d reports after a week", n)
		}
		w.must(w.SetRhythm(ctx, w.client, Never))
		w.pass(60 * 24 * time.Hour)
		if n := len(w.all(w.client)); n != 1 {
			t.Errorf("%d reports, though none is wished", n)
		}
	})
}

func TestSomebodyNewIsToldOfWithinTheHourAndOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.SetRhythm(ctx, w.client, EachOpening))
		w.pass(61 * time.Minute)
		if n := len(w.all(w.client)); n != 0 {
			t.Fatalf("%d reports, though nobody opened anything", n)
		}
		w.reads(w.agent)
		w.pass(61 * time.Minute)
		w.reads(w.agent)
		w.pass(61 * time.Minute)
		if n := len(w.all(w.client)); n != 1 {
			t.Fatalf("%d reports of one new person", n)
		}
		w.reads(w.specialist)
		w.pass(61 * time.Minute)
		if all := w.all(w.client); len(all) != 2 || all[0].Openings != 2 || all[0].Newcomers != 1 {
			t.Errorf("the second person: %+v", all)
		}
	})
}

func TestTenThousandEntriesAreReadAPageAtATime(t *testing.T) {
	w := newWorld(t, db.SQLite)
	const many = 10_000
	g, err := access.Check(w.agent, access.TicketRead, w.facts())
	w.must(err)
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for range many {
			if err := w.World.Log.Append(ctx, tx, g, audit.Params{"what": "messages"}); err != nil {
				return err
			}
		}
		return nil
	}))
	r := w.report()
	if r.Openings != many || r.People != 1 {
		t.Errorf("the report says %+v", r)
	}
	page, next, err := w.OpeningsOf(ctx, w.client, r.ID, 0, 1_000_000)
	w.must(err)
	if len(page) != pageLimit || next != page[pageLimit-1].N {
		t.Errorf("one page holds %d, and goes on at %d", len(page), next)
	}
}
