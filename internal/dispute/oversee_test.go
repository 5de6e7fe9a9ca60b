package dispute

import (
	"slices"
	"sync"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/deal"
	"surety/internal/fault"
)

// However many are begun at once, no more are open than is published.
func TestBeginningsAtOnceKeepTheLimit(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const tries = 8
		var all []deal.MilestoneID
		for range tries {
			all = append(all, w.held(1_000))
		}
		errs := make([]error, tries)
		var together sync.WaitGroup
		for i, m := range all {
			together.Go(func() { _, errs[i] = w.Begin(ctx, w.client, m, "It does not work.") })
		}
		together.Wait()
		begun := 0
		for _, err := range errs {
			if err == nil {
				begun++
			} else {
				w.refused(err, ErrTooMany)
			}
		}
		if open := w.count(`SELECT count(*) FROM dispute WHERE state <> 'closed'`); begun != Published.OpenAtOnce || open != int64(begun) {
			t.Errorf("%d began, %d are open, %d are allowed", begun, open, Published.OpenAtOnce)
		}
	})
}

// lettersTo are the codes of what was written to the account so far, by the paths of their links.
func (w *world) lettersTo(who access.Actor, subject string) (n int) {
	w.t.Helper()
	w.drain()
	p, err := w.World.Accounts.Read(ctx, w.Admin, who.Account)
	w.must(err)
	for _, m := range w.Mail.Sent() {
		if m.To == p.Email && m.Message.Subject == subject {
			n++
		}
	}
	return n
}

const (
	waits      = "A dispute at Harbour Help waits for an arbiter"
	unattended = "A dispute at Harbour Help waits and no arbiter is free"
)

// Arbiters hear of a dispute that waits, and of its being taken, at once and by letter; of another's nobody hears.
func TestArbitersAreAlerted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		events := w.World.Live.Subscribe(t.Context())
		heard := func() (all []access.AccountID) {
			for len(events) > 0 {
				if e := <-events; e.Name == "dispute" {
					all = append(all, e.Account)
				}
			}
			return all
		}
		id, _ := w.seeking()
		to := heard()
		for _, a := range w.arbiters {
			if !slices.Contains(to, a.Account) || w.lettersTo(a, waits) != 1 {
				t.Errorf("an arbiter heard nothing; %d letters", w.lettersTo(a, waits))
			}
		}
		if slices.Contains(to, w.lead.Account) || w.lettersTo(w.lead, unattended) != 0 {
			t.Error("a lead was alerted although arbiters are free")
		}
		w.must(w.Take(ctx, w.arbiters[0], id))
		if to := heard(); !slices.Contains(to, w.arbiters[1].Account) {
			t.Error("the others do not hear that it is taken")
		}
	})
}

// When no arbiter is free, the leads of the department are told: at once, and as long as it waits.
func TestLeadsAreAlertedWhenNobodyIsFree(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, a := range w.arbiters {
			roles := []access.Role{access.Specialist}
			p, err := w.World.Accounts.Read(ctx, w.Admin, a.Account)
			w.must(err)
			_, err = w.World.Accounts.ChangeRights(ctx, w.Admin, a.Account, p.Version, account.RightsChange{Roles: &roles})
			w.must(err)
		}
		id, _ := w.seeking()
		if n := w.lettersTo(w.lead, unattended); n != 1 {
			t.Fatalf("the lead has %d letters", n)
		}
		mine, err := w.Unattended(ctx, w.lead, "", 0)
		w.must(err)
		if len(mine.Items) != 1 || mine.Items[0].ID != id {
			t.Fatalf("the lead sees %+v", mine.Items)
		}
		for _, who := range []access.Actor{w.client, w.Agent(w.department), w.Admin, w.arbiters[0]} {
			if p, err := w.Unattended(ctx, who, "", 0); err != nil || len(p.Items) != 0 {
				t.Errorf("somebody who is no lead sees %+v, %v", p.Items, err)
			}
		}
		w.pass(seekDays * day)
		if n := w.lettersTo(w.lead, unattended); n != 2 {
			t.Errorf("after three days the lead has %d letters", n)
		}
		fresh := w.arbiter(account.NewPerson{})
		if p, _ := w.Unattended(ctx, w.lead, "", 0); len(p.Items) != 0 {
			t.Error("it is unattended although somebody is free")
		}
		w.must(w.Recuse(ctx, fresh, id))
		if n := w.lettersTo(w.lead, unattended); n != 3 {
			t.Errorf("the last one declared an interest: %d letters", n)
		}
	})
}

// Who lost too many asks; a lead reads that, agrees or does not, and who asked is told.
func TestRequestsForConsent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.held(100)
		w.refused(w.Ask(ctx, w.client, m), ErrState)
		for range Published.DecidedInYear {
			id, _ := w.begun()
			w.exec(`UPDATE dispute SET state = 'closed', outcome = 'awarded', release_minor = stake_minor, closed = $2 WHERE id = $1`, string(id), w.World.Clock.Now().UnixMicro())
		}
		m = w.held(100)
		w.refused(w.Ask(ctx, w.arbiters[0], m), fault.ErrAbsent)
		w.must(w.Ask(ctx, w.client, m))
		w.must(w.Ask(ctx, w.client, m))
		if n := w.lettersTo(w.lead, "Somebody at Harbour Help asks for your consent to a dispute"); n != 1 {
			t.Errorf("the lead has %d letters", n)
		}
		asked, err := w.Requests(ctx, w.lead)
		w.must(err)
		if len(asked) != 1 || asked[0].By.ID != w.client.Account || asked[0].Lost != int64(Published.DecidedInYear) || asked[0].StakeMinor != 100 {
			t.Fatalf("%+v", asked)
		}
		for _, who := range []access.Actor{w.client, w.specialist, w.Agent(w.department), w.Admin} {
			if all, err := w.Requests(ctx, who); err != nil || len(all) != 0 {
				t.Errorf("somebody who is no lead reads %+v, %v", all, err)
			}
			if err := w.Refuse(ctx, who, m, w.client.Account); err == nil {
				t.Error("somebody who is no lead refused")
			}
		}
		w.must(w.Refuse(ctx, w.lead, m, w.client.Account))
		w.refused(w.Refuse(ctx, w.lead, m, w.client.Account), fault.ErrAbsent)
		_, err = w.Begin(ctx, w.client, m, "The eleventh.")
		w.refused(err, ErrSerial)
		w.must(w.Ask(ctx, w.client, m))
		w.must(w.Consent(ctx, w.lead, m, w.client.Account))
		if all, _ := w.Requests(ctx, w.lead); len(all) != 0 {
			t.Error("what was answered is still asked")
		}
		_, err = w.Begin(ctx, w.client, m, "The eleventh.")
		w.must(err)
		if w.lettersTo(w.client, "You may open the dispute at Harbour Help") != 1 || w.lettersTo(w.client, "Harbour Help has not agreed to another dispute") != 1 {
			t.Error("who asked was not told")
		}
	})
}
