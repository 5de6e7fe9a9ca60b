package dispute

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/ticket"
)

// The other side's offer shows nowhere: its view, lists, version, letters, events and faults are the same before and after.
func TestSealedOffersLeakNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.offering()
		w.drain()
		events := w.World.Live.Subscribe(t.Context())
		seen := func(who access.Actor) string {
			list, err := w.List(ctx, who, false, "", 0)
			w.must(err)
			b, err := json.Marshal([]any{w.view(who, id), list, len(w.Mail.Sent())})
			w.must(err)
			return string(b)
		}
		before := seen(w.specialist)
		for _, minor := range []int64{1, 4_321} {
			_, err := w.Offer(ctx, w.client, id, minor)
			w.must(err)
		}
		w.drain()
		if after := seen(w.specialist); after != before {
			t.Errorf("before %s\nafter  %s", before, after)
		}
		w.must(w.RetractOffer(ctx, w.client, id))
		if after := seen(w.specialist); after != before {
			t.Errorf("before %s\nafter  %s", before, after)
		}
		if len(events) != 0 {
			t.Errorf("%d events tell of an offer", len(events))
		}
		for _, e := range w.recordOfTicket() {
			if e.Action == access.DisputeOffer {
				t.Error("the ticket's record tells of an offer")
			}
		}
		if v := w.view(w.client, id); v.Offer == nil || v.Offer.ReleaseMinor != nil || v.Offer.Left != 3 {
			t.Errorf("one's own offer: %+v", v.Offer)
		}
	})
}

// Offers do not lie in the clear, nor does their length tell them apart; and one that is put in the other's place opens no more.
func TestS2OffersAreSealedInTheirPlace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.offering()
		_, err := w.Offer(ctx, w.client, id, 0)
		w.must(err)
		_, err = w.Offer(ctx, w.specialist, id, 9_999)
		w.must(err)
		if n := w.count(`SELECT count(DISTINCT length(sealed)) FROM dispute_offer`); n != 1 {
			t.Errorf("offers of %d lengths", n)
		}
		w.exec(`UPDATE dispute_offer SET sealed = (SELECT sealed FROM dispute_offer WHERE side = 'specialist') WHERE side = 'client'`)
		if settled, err := w.Offer(ctx, w.specialist, id, 9_999); err == nil || settled {
			t.Error("the specialist's own offer settled with itself")
		}
		if p := w.position(m); p.HeldMinor != 10_000 {
			t.Errorf("money moved: %+v", p)
		}
	})
}

// Nobody feels their way to the other's offer by small steps.
func TestOffersAreCounted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.offering()
		for i := range Published.OffersOfSide {
			_, err := w.Offer(ctx, w.client, id, int64(i))
			w.must(err)
		}
		w.must(w.RetractOffer(ctx, w.client, id))
		_, err := w.Offer(ctx, w.client, id, 10)
		w.refused(err, ErrOffers)
		for _, minor := range []int64{-1, 10_001, 1 << 62} {
			_, err := w.Offer(ctx, w.specialist, id, minor)
			if err == nil || fault.As(err).Code != "amount_invalid" {
				t.Errorf("%d: %v", minor, err)
			}
		}
		w.pass(5 * day)
		_, err = w.Offer(ctx, w.specialist, id, 0)
		w.refused(err, ErrState)
		if n := w.count(`SELECT count(*) FROM dispute_offer`); n != 0 {
			t.Errorf("an arbiter could find %d offers", n)
		}
	})
}

// An arbiter has the file, and nothing else of the case.
func TestArbiterReadsTheFileAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		file, err := w.World.Desk.AddFile(ctx, w.client, w.ticket, ticket.Upload{Message: 1, Name: "photo.txt", Size: 4, Body: strings.NewReader("seen")})
		w.must(err)
		id, m := w.seeking()
		n, err := w.Add(ctx, w.specialist, id, OfFile, file.ID)
		w.must(err)
		judge, idle := w.arbiters[0], w.arbiters[1]
		if _, err := w.Read(ctx, judge, id); err == nil {
			t.Error("an arbiter reads what they have not taken")
		}
		w.must(w.Take(ctx, judge, id))
		d, err := w.Fetch(ctx, judge, id, n)
		w.must(err)
		if b, err := io.ReadAll(d); err != nil || string(b) != "seen" || d.Name != "photo.txt" {
			t.Errorf("%q %v", b, err)
		}
		w.must(d.Close())
		for who, a := range map[string]access.Actor{"judging": judge, "idle": idle} {
			for what, err := range map[string]error{
				"ticket":   second(w.World.Desk.Read(ctx, a, w.ticket)),
				"messages": second(w.World.Desk.Messages(ctx, a, w.ticket, ticket.Slice{})),
				"file":     second(w.World.Desk.Fetch(ctx, a, w.ticket, file.ID, "")),
				"deal":     second(w.deals.Read(ctx, a, w.stateOf(m).Deal)),
				"watching": second(w.deals.Watch(ctx, a, w.stateOf(m).Deal)),
				"evidence": second(w.Add(ctx, a, id, OfMessage, "1")),
			} {
				if err == nil {
					t.Errorf("an arbiter who is %s reached the %s", who, what)
				}
			}
		}
		if _, err := w.Fetch(ctx, idle, id, n); err == nil {
			t.Error("an arbiter fetched from a file of another's")
		}
		w.must(w.Recuse(ctx, judge, id))
		if _, err := w.Read(ctx, judge, id); err == nil {
			t.Error("who gave it back reads on")
		}
	})
}

func second[T any](_ T, err error) error { return err }

// Notes, other cases and what is not theirs do not get into a file.
func TestEvidenceComesFromTheSidesOwnCase(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.begun()
		agent := w.Agent(w.department)
		_, err := w.World.Desk.Reply(ctx, agent, w.ticket, ticket.Reply{Kind: ticket.KindNote, Text: "Between us.", Anyway: true})
		w.must(err)
		after := w.say(w.client, "Is anybody there?")
		other := w.Ticket(w.Client(), w.department)
		for _, c := range []struct {
			kind ExhibitKind
			ref  string
		}{{OfMessage, "99"}, {OfMessage, "0"}, {OfMessage, "x"}, {OfFile, "x"}, {OfFile, string(other.ID)}, {OfSubmission, "1"}, {OfWork, "x"}, {"note", "2"}} {
			if _, err := w.Add(ctx, w.client, id, c.kind, c.ref); err == nil {
				t.Errorf("%s %s got in", c.kind, c.ref)
			}
		}
		_, err = w.Add(ctx, w.client, id, OfMessage, itoa(after))
		w.must(err)
		for _, who := range []access.Actor{agent, w.lead, w.Client(), w.Admin} {
			if _, err := w.Add(ctx, who, id, OfMessage, "1"); err == nil {
				t.Error("a stranger adds to the file")
			}
			if _, err := w.Read(ctx, who, id); err == nil || fault.KindOf(err) != fault.Absent {
				t.Errorf("a stranger learns of the dispute: %v", err)
			}
		}
		v := w.view(w.specialist, id)
		if len(v.Exhibits) != 1 || v.Exhibits[0].Text != "Is anybody there?" || v.Exhibits[0].By != deal.Client {
			t.Errorf("%+v", v.Exhibits)
		}
	})
}

// Whoever has an interest does not judge, and is not told that there is something to judge.
func TestConflictedArbitersAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		house := w.Organisation("Bakery")
		w.client = w.Person(account.NewPerson{Roles: []access.Role{access.Client, access.Arbiter}, Organisation: house})
		w.client.SteppedUp = true
		w.ticket = w.Ticket(w.client, w.department).ID
		w.must(w.deals.Invite(ctx, w.lead, w.ticket, w.specialist.Account))
		staff := w.arbiter(account.NewPerson{Posts: map[access.DepartmentID]access.Post{w.department: access.Agent}})
		called := w.arbiter(account.NewPerson{Roles: []access.Role{access.Specialist}})
		w.must(w.World.Desk.AddMember(ctx, w.lead, w.ticket, called.Account, "specialist"))
		w.must(w.World.Desk.RemoveMember(ctx, w.lead, w.ticket, called.Account))
		colleague := w.arbiter(account.NewPerson{Roles: []access.Role{access.Client}, Organisation: house})
		counterpart := w.arbiter(account.NewPerson{Roles: []access.Role{access.Client}})
		w.heldFor(counterpart, w.specialist, w.Ticket(counterpart, w.department).ID, 100)
		declared := w.arbiters[4]
		id, _ := w.seeking()
		w.must(w.Recuse(ctx, declared, id))
		for why, a := range map[Conflict]access.Actor{IsParty: w.client, OfCase: staff, "called": called, SameHouse: colleague, Counterpart: counterpart, Declared: declared} {
			if err := w.Take(ctx, a, id); err == nil {
				t.Errorf("%s judges", why)
			}
			page, err := w.Waiting(ctx, a, "", 0)
			if err != nil || len(page.Items) != 0 {
				t.Errorf("%s sees what waits: %+v %v", why, page.Items, err)
			}
		}
		if page, err := w.Waiting(ctx, w.arbiters[0], "", 0); err != nil || len(page.Items) != 1 {
			t.Errorf("who may judge sees %+v %v", page, err)
		}
		w.must(w.Take(ctx, w.arbiters[0], id))
	})
}

// Four eyes: the steps of one arbiter are not another's, and none of them is a side's or an administrator's.
func TestOnlyTheJudgeJudges(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.proposed(5_000)
		for _, who := range []access.Actor{w.client, w.specialist, w.lead, w.Admin, w.arbiters[1]} {
			for what, err := range map[string]error{"propose": w.Propose(ctx, who, id, 1, "x"), "award": w.Award(ctx, who, id, 1, "x"),
				"confirm": w.Confirm(ctx, who, id, 0), "decide": w.Decide(ctx, who, id, 1, "x")} {
				if err == nil {
					t.Errorf("%v could %s", who.Roles, what)
				}
			}
		}
		first := w.arbiters[0]
		w.must(w.Award(ctx, first, id, 5_000, "So."))
		w.refused(w.Confirm(ctx, first, id, 5_000), ErrState)
		w.refused(w.Decide(ctx, first, id, 5_000, "So."), ErrState)
		if v := w.view(w.client, id); v.Award != nil || len(v.Words) != 3 {
			t.Errorf("a side reads an award that nobody confirmed: %+v", v.Words)
		}
		lazy := w.arbiters[1]
		lazy.SteppedUp = false
		w.must(w.Take(ctx, lazy, id))
		if err := w.Confirm(ctx, lazy, id, 5_000); !errors.Is(err, fault.ErrStepUp) {
			t.Errorf("confirmed without proving who: %v", err)
		}
		if p := w.position(m); p.HeldMinor != 10_000 {
			t.Errorf("money moved: %+v", p)
		}
	})
}

// An interest that comes out after the award makes it fall, as long as it is not done.
func TestAnAwardFallsWithItsArbiter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, who := range []int{0, 1} {
			id, m := w.awarded(5_000)
			w.must(w.Recuse(ctx, w.arbiters[who], id))
			w.is(id, Seeking)
			w.pass(30 * day)
			if p := w.position(m); p.HeldMinor != 10_000 {
				t.Errorf("the award was done: %+v", p)
			}
			if v := w.view(w.client, id); v.Award != nil {
				t.Errorf("the award still stands: %+v", v.Award)
			}
			if err := w.Take(ctx, w.arbiters[who], id); err == nil {
				t.Error("who declared an interest took it again")
			}
			w.must(w.Take(ctx, w.arbiters[2], id))
		}
	})
}

// Who loses the role while judging judges no more.
func TestA3ArbiterWhoLosesTheRole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.proposed(5_000)
		roles := []access.Role{access.Specialist}
		p, err := w.World.Accounts.Read(ctx, w.Admin, w.arbiters[0].Account)
		w.must(err)
		_, err = w.World.Accounts.ChangeRights(ctx, w.Admin, w.arbiters[0].Account, p.Version, account.RightsChange{Roles: &roles})
		w.must(err)
		w.refused(w.Award(ctx, w.arbiters[0], id, 5_000, "So."), ErrConflict)
	})
}

func TestSerialDisputersNeedALead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range Published.OpenAtOnce {
			w.begun()
		}
		_, err := w.Begin(ctx, w.client, w.held(100), "One more.")
		w.refused(err, ErrTooMany)
		w.exec(`UPDATE dispute SET state = 'closed', outcome = 'awarded', release_minor = stake_minor, closed = $1`, w.World.Clock.Now().UnixMicro())
		for range Published.DecidedInYear - Published.OpenAtOnce {
			id, _ := w.begun()
			w.exec(`UPDATE dispute SET state = 'closed', outcome = 'awarded', release_minor = stake_minor, closed = $2 WHERE id = $1`, string(id), w.World.Clock.Now().UnixMicro())
		}
		m := w.held(100)
		_, err = w.Begin(ctx, w.client, m, "The eleventh.")
		w.refused(err, ErrSerial)
		for _, who := range []access.Actor{w.client, w.specialist, w.Agent(w.department), w.Admin} {
			if err := w.Consent(ctx, who, m, w.client.Account); err == nil {
				t.Error("somebody who is no lead consented")
			}
		}
		w.must(w.Consent(ctx, w.lead, m, w.client.Account))
		id, err := w.Begin(ctx, w.client, m, "The eleventh.")
		w.must(err)
		w.must(w.Withdraw(ctx, w.client, id))
		_, err = w.Begin(ctx, w.client, m, "The twelfth.")
		w.refused(err, ErrSerial)
		w.pass(366 * day)
		_, err = w.Begin(ctx, w.client, m, "A year later.")
		w.must(err)
	})
}

// What is said in a dispute is nowhere at rest in the clear.
func TestS1DisputesAreSealed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		canary := "canary-3f9a"
		m := w.held(10_000)
		id, err := w.Begin(ctx, w.client, m, canary+" statement")
		w.must(err)
		w.must(w.Answer(ctx, w.specialist, id, canary+" answer"))
		_, err = w.Add(ctx, w.client, id, OfMessage, itoa(w.say(w.client, canary+" message")))
		w.must(err)
		w.pass(5 * day)
		w.must(w.Take(ctx, w.arbiters[0], id))
		w.must(w.Propose(ctx, w.arbiters[0], id, 1, canary+" proposal"))
		w.drain()
		for _, path := range w.Files() {
			b, err := os.ReadFile(path)
			w.must(err)
			if bytes.Contains(b, []byte("canary-3f9a")) {
				t.Errorf("%s holds it in the clear", path)
			}
		}
		for table, column := range map[string]string{"dispute_word": "text", "dispute_exhibit": "about"} {
			if w.World.DB.Engine() == db.Postgres && w.count(`SELECT count(*) FROM `+table+` WHERE position('canary-3f9a'::bytea IN `+column+`) > 0`) != 0 {
				t.Errorf("%s holds it in the clear", table)
			}
		}
	})
}
