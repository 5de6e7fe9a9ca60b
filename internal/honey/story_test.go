package honey

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/ticket"
)

// TestEveryWayOfOpeningADecoyIsOneAlertThatCounts: whatever is opened of it, by one person in a day; and another's is another.
func TestEveryWayOfOpeningADecoyIsOneAlertThatCounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		desk, id := w.World.Desk, w.of.Ticket
		file := ""
		for n, open := range []struct {
			act access.Action
			do  func() error
		}{
			{access.TicketRead, func() error { _, err := desk.Read(ctx, w.agent, id); return err }},
			{access.TicketRead, func() error {
				c, err := desk.Messages(ctx, w.agent, id, ticket.Slice{})
				file = c.Items[0].Files[0].ID
				return err
			}},
			{access.FileFetch, func() error {
				d, err := desk.Fetch(ctx, w.agent, id, file, ticket.Reasons[0])
				if err == nil {
					d.Close()
				}
				return err
			}},
			{access.SensitiveUncovered, func() error {
				c, err := desk.Messages(ctx, w.agent, id, ticket.Slice{})
				if err != nil {
					return err
				}
				m := c.Items[0]
				_, err = desk.Uncover(ctx, w.agent, id, ticket.Spot{Message: m.Seq, N: m.Marks[0].N, Kind: m.Marks[0].Kind}, ticket.Reasons[0])
				return err
			}},
			{access.TicketRecord, func() error { _, err := desk.Record(ctx, w.agent, id, 0, 10); return err }},
			{access.TicketNote, func() error {
				_, err := desk.Reply(ctx, w.agent, id, ticket.Reply{Kind: ticket.KindNote, Text: "Interesting.", Anyway: true})
				return err
			}},
		} {
			w.must(open.do())
			all := w.alerts(w.officer)
			if len(all) != 1 || all[0].Who.ID != w.agent.Account || all[0].State != Waiting || all[0].Openings < int64(n+1) {
				t.Fatalf("after %s: %+v", open.act, all)
			}
			one, err := w.Alert(ctx, w.officer, all[0].ID)
			w.must(err)
			if last := one.Details[len(one.Details)-1]; last.Action != open.act || last.Address != w.agent.Address.String() || last.N == 0 && open.act != access.TicketRecord {
				t.Fatalf("after %s: %+v", open.act, last)
			}
		}
		w.read(w.other)
		if all := w.alerts(w.second); len(all) != 2 {
			t.Fatalf("%d alerts of two people", len(all))
		}
		w.World.Clock.Advance(Window + time.Second)
		w.read(w.agent)
		if all := w.alerts(w.second); len(all) != 3 || all[0].Openings != 1 {
			t.Fatalf("a day later: %+v", all)
		}
	})
}

// TestAListACountOrAFilterRaisesNothing: who only looks for what they need is nobody's suspect.
func TestAListACountOrAFilterRaisesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		desk := w.World.Desk
		for _, q := range []ticket.Query{{}, {View: "closed"}, {Requester: w.of.Client}, {Number: w.of.Number}, {Sort: "created"}} {
			p, err := desk.List(ctx, w.agent, q)
			w.must(err)
			if len(p.Items) != 1 || p.Items[0].ID != w.of.Ticket || p.Items[0].Subject == "" {
				t.Fatalf("%+v shows %+v", q, p.Items)
			}
		}
		counts, err := desk.Counts(ctx, w.agent)
		w.must(err)
		if counts != (ticket.Counts{}) {
			t.Errorf("a decoy waits in a queue: %+v", counts)
		}
		if all := w.alerts(w.officer); len(all) != 0 {
			t.Fatalf("%+v", all)
		}
	})
}

// TestNoLetterLeavesForADecoysClient: whoever asks for one, and whatever happens to the case.
func TestNoLetterLeavesForADecoysClient(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		desk := w.World.Desk
		_, err := desk.Change(ctx, w.agent, w.of.Ticket, w.read(w.agent).Version, ticket.Patch{Status: new(ticket.StatusOpen)})
		w.must(err)
		_, err = desk.Reply(ctx, w.agent, w.of.Ticket, ticket.Reply{Text: "Is it there now?", Anyway: true})
		w.must(err)
		_, err = desk.Open(ctx, w.agent, ticket.Request{Subject: "For them", Text: "Text", Department: w.department, Requester: w.of.Client})
		w.must(err)
		w.must(w.World.Jobs.Drain(ctx))
		told := false
		for _, m := range w.Mail.Sent() {
			if m.To == "ashby@decoys.example" {
				t.Errorf("a letter left: %s", m.Subject)
			}
			told = told || strings.HasPrefix(m.To, "person")
		}
		if !told {
			t.Error("nobody was written to at all, not even officers")
		}
	})
}

// TestTheMarkOfADecoyStandsNowhereInTheClear: in no column of its tables, and in no entry that officers or auditors read about decoys.
func TestTheMarkOfADecoyStandsNowhereInTheClear(t *testing.T) {
	w := newWorld(t, db.SQLite)
	w.read(w.agent)
	_, err := w.Decoys(ctx, w.officer, "", 0)
	w.must(err)
	secrets := [][]byte{[]byte(w.of.Ticket), []byte(w.of.Client), []byte("ashby@decoys.example")}
	for _, table := range []string{"honey", "honey_alert", "honey_opening", "silent_address"} {
		for _, value := range w.values(table) {
			for _, s := range secrets {
				if bytes.Contains(value, s) {
					t.Errorf("%s holds %s in the clear", table, s)
				}
			}
		}
	}
	g, err := access.Check(w.officer, access.RecordRead, access.Thing{Kind: "record"})
	w.must(err)
	for _, act := range []access.Action{access.HoneyMake, access.HoneyRead} {
		es, _, err := w.World.Log.Search(ctx, g, audit.Filter{Action: act})
		w.must(err)
		if len(es) == 0 {
			t.Errorf("%s leaves no entry", act)
		}
		for _, e := range es {
			if e.Ticket != "" || len(e.Tickets) > 0 || strings.Contains(strings.Join([]string{e.Thing, e.Params["alert"], e.Params["what"]}, " "), string(w.of.Ticket)) {
				t.Errorf("%s tells which: %+v", act, e)
			}
		}
	}
}

// values are all values of a table, as bytes.
func (w *world) values(table string) (all [][]byte) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		names, err := db.All(ctx, tx, db.Value[string], `SELECT name FROM pragma_table_info('`+table+`')`)
		for _, name := range names {
			values, err := db.All(ctx, tx, db.Value[[]byte], `SELECT COALESCE(CAST(`+name+` AS BLOB), x'') FROM `+table)
			if err != nil {
				return err
			}
			all = append(all, values...)
		}
		return err
	}))
	return all
}

// TestWhoOpenedADecoyIsNoJudgeOfIt: not even a security officer, for whom the alert does not exist.
func TestWhoOpenedADecoyIsNoJudgeOfIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.read(w.her)
		if all := w.alerts(w.her); len(all) != 0 {
			t.Fatalf("they see %+v", all)
		}
		id := w.alerts(w.officer)[0].ID
		_, err := w.Alert(ctx, w.her, id)
		w.refused(err, fault.ErrAbsent)
		w.refused(w.Explain(ctx, w.her, id, "It was nothing."), fault.ErrAbsent)
		_, err = w.Accuse(ctx, w.her, id, complaint.Looked, "They looked.")
		w.refused(err, fault.ErrAbsent)
		for _, who := range []access.Actor{w.agent, w.Lead(w.department), w.Admin, w.Client()} {
			who.SteppedUp = true
			_, err := w.Alert(ctx, who, id)
			w.refused(err, fault.ErrAbsent)
			_, err = w.Alerts(ctx, who, "", 0)
			w.refused(err, fault.ErrDenied)
			_, err = w.Decoys(ctx, who, "", 0)
			w.refused(err, fault.ErrDenied)
			w.refused(w.Retire(ctx, who, w.decoy), fault.ErrAbsent)
		}
		w.must(w.World.Jobs.Drain(ctx))
		told := map[string]bool{}
		for _, m := range w.Mail.Sent() {
			told[m.To] = strings.Contains(m.Text, "/complaints/alerts/"+string(id))
			if strings.Contains(m.Text, w.of.Subject) {
				t.Error("a letter tells what it is about")
			}
		}
		if !told[w.emailOf(w.officer)] || !told[w.emailOf(w.second)] || told[w.emailOf(w.her)] {
			t.Errorf("told were %v", told)
		}
	})
}

func (w *world) emailOf(a access.Actor) (email string) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := w.World.Accounts.Contact(ctx, tx, a.Account)
		email = c.Email
		return err
	}))
	return email
}

// TestWhereNoOfficerCanHearAnAlertAdministratorsAreTold: that there is one, once, and nothing of it; an officer who is named then finds it.
func TestWhereNoOfficerCanHearAnAlertAdministratorsAreTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const unheard = "No security officer can look at an alert"
		letters := func() (n int) {
			t.Helper()
			w.must(w.World.Jobs.Drain(ctx))
			for _, m := range w.Mail.Sent() {
				if !strings.HasPrefix(m.Subject, unheard) {
					continue
				}
				n++
				if m.To != w.emailOf(w.Admin) || strings.Contains(m.Text, w.of.Subject) || strings.Contains(m.Text, "/alerts/") {
					t.Errorf("to %s: %s", m.To, m.Text)
				}
			}
			return n
		}
		only := func(state string) {
			t.Helper()
			w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE account SET state = $1 WHERE id IN ($2, $3)`, state, string(w.officer.Account), string(w.second.Account))
				return err
			}))
		}
		w.read(w.her)
		if n := letters(); n != 0 {
			t.Fatalf("%d letters while two officers hear of it", n)
		}
		w.World.Clock.Advance(Window + time.Second)
		only("disabled")
		w.read(w.her)
		w.read(w.her)
		if n := letters(); n != 1 {
			t.Fatalf("%d letters, want 1", n)
		}
		w.World.Clock.Advance(Window + time.Second)
		w.read(w.her)
		only("active") // somebody hears of it before the letter leaves
		if n := letters(); n != 1 {
			t.Errorf("%d letters, want still 1", n)
		}
		if all := w.alerts(w.officer); len(all) != 3 {
			t.Errorf("an officer finds %d alerts", len(all))
		}
	})
}

// TestWhoWorksInADepartmentLaysNoDecoyThere: nor does anybody but officers, nor without a fresh proof.
func TestWhoWorksInADepartmentLaysNoDecoyThere(t *testing.T) {
	w := newWorld(t, db.SQLite)
	for _, who := range []access.Actor{w.agent, w.her, w.Admin, w.Lead(w.department)} {
		who.SteppedUp = true
		_, err := w.Make(ctx, who, w.bait("x@decoys.example"))
		w.refused(err, fault.ErrDenied)
	}
	weak := w.officer
	weak.SteppedUp = false
	_, err := w.Make(ctx, weak, w.bait("x@decoys.example"))
	w.refused(err, fault.ErrStepUp)
	_, err = w.Make(ctx, w.officer, w.bait("ashby@decoys.example"))
	w.refused(err, fault.ErrConflict)
}

// TestAnAlertIsExplainedOnceAndARetiredDecoyRaisesNone.
func TestAnAlertIsExplainedOnceAndARetiredDecoyRaisesNone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.read(w.agent)
		id := w.alerts(w.officer)[0].ID
		w.must(w.Explain(ctx, w.second, id, "The auditors asked for all refunds."))
		w.refused(w.Explain(ctx, w.officer, id, "Again."), ErrJudged)
		_, err := w.Accuse(ctx, w.officer, id, complaint.Looked, "They looked.")
		w.refused(err, ErrJudged)
		one, err := w.Alert(ctx, w.officer, id)
		w.must(err)
		if one.State != Explained || one.Judge.ID != w.second.Account || one.Words != "The auditors asked for all refunds." {
			t.Errorf("%+v", one)
		}
		w.World.Clock.Advance(time.Second)
		w.read(w.agent) // another reason is needed for another look
		if all := w.alerts(w.officer); len(all) != 2 || all[0].State != Waiting {
			t.Fatalf("%+v", all)
		}
		w.must(w.Retire(ctx, w.officer, w.decoy))
		w.refused(w.Retire(ctx, w.officer, w.decoy), ErrRetired)
		w.read(w.other)
		if all := w.alerts(w.officer); len(all) != 2 {
			t.Fatalf("a retired decoy raised %+v", all)
		}
		p, err := w.Decoys(ctx, w.officer, "", 0)
		w.must(err)
		if d := p.Items[0]; len(p.Items) != 1 || d.RetiredAt.IsZero() || d.Alerts != 2 || d.Client.Name != "Martin Ashby" {
			t.Errorf("%+v", p.Items)
		}
	})
}

// TestAnAlertBecomesAComplaintWithItsTrace: another officer looks into it, and finds all openings.
func TestAnAlertBecomesAComplaintWithItsTrace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.read(w.agent)
		w.read(w.agent)
		id := w.alerts(w.officer)[0].ID
		weak := w.officer
		weak.SteppedUp = false
		_, err := w.Accuse(ctx, weak, id, complaint.Looked, "They looked.")
		w.refused(err, fault.ErrStepUp)
		made, err := w.Accuse(ctx, w.officer, id, complaint.Looked, "They opened a case in which they have no business.")
		w.must(err)
		if one, err := w.Alert(ctx, w.second, id); err != nil || one.State != Complaint || one.Complaint != string(made) {
			t.Fatalf("%+v, %v", one, err)
		}
		c := w.Complaints
		w.refused(c.Take(ctx, w.officer, made), fault.ErrDenied) // who complains does not investigate
		w.refused(c.Take(ctx, w.her, made), complaint.ErrInterest)
		w.must(c.Take(ctx, w.second, made))
		w.must(c.Sift(ctx, w.second, made, complaint.Sifting{Accused: w.agent.Account}))
		trace, _, err := c.Trace(ctx, w.second, made, 0, 0)
		w.must(err)
		if len(trace) != 2 || trace[0].Who.ID != w.agent.Account || trace[0].Action != access.TicketRead {
			t.Fatalf("%+v", trace)
		}
		w.must(c.Answer(ctx, w.agent, made, "I was curious."))
		w.must(c.Decide(ctx, w.second, made, complaint.Decision{Outcome: complaint.Confirmed, Report: "They looked.", Remedies: []string{"train"}}))
		if all := w.alerts(w.officer); len(all) != 1 {
			t.Errorf("the answer to an opening raised another: %+v", all)
		}
	})
}

// TestProposalsAreOfEachLanguageAndCovered: each text holds something that is found, so that uncovering is a way in.
func TestProposalsAreOfEachLanguageAndCovered(t *testing.T) {
	w := newWorld(t, db.SQLite)
	of := map[string]int{}
	for i, p := range Texts() {
		of[p.Language]++
		b := Bait{Department: w.department, Language: p.Language, Name: p.Name, Email: strings.Repeat("x", i+1) + "@decoys.example", Subject: p.Subject,
			Text: p.Text, Last: p.Last, FileName: p.FileName, FileText: p.FileText, Days: 1 + i}
		id, err := w.Make(ctx, w.officer, b)
		w.must(err)
		c, err := w.World.Desk.Messages(ctx, w.agent, w.aboutOf(id).Ticket, ticket.Slice{})
		w.must(err)
		if len(c.Items) != 3 || len(c.Items[0].Marks) == 0 || len(c.Items[0].Files) != 1 || len(c.Items[0].Files[0].Found) == 0 {
			t.Errorf("%s, %s: %+v", p.Language, p.Subject, c.Items)
		}
	}
	if of["en"] != 2 || of["ru"] != 2 || of["fa"] != 2 || of["zh"] != 2 {
		t.Errorf("%v", of)
	}
}
