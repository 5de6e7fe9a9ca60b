package recovery

import (
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/fault"
)

var cli = access.Server("cli")

// last is a world in which one administrator has a second factor lost and nobody else could decide; it returns the account.
func (w *world) last() access.AccountID {
	w.t.Helper()
	boss := w.Person(account.NewPerson{Email: w.email, Language: "fa", Roles: []access.Role{access.Administrator}})
	w.client = boss // whose letters and factors the world's helpers read
	w.give(1, 2)
	for _, id := range []access.AccountID{w.officer.Account, w.officer2.Account} {
		w.must(w.World.Accounts.Disable(ctx, cli, id))
	}
	w.drain()
	return boss.Account
}

// TestTheLastAdministratorIsLetInByTheOperator as two people would have let them in: nothing is taken away, sessions end at the link, a day
// is closed, all who could decide are written to, and the record names the operator.
func TestTheLastAdministratorIsLetInByTheOperator(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.email = "boss@people.example"
		boss := w.last()
		mine, admins := w.letters(w.email), w.letters(w.address(w.Admin.Account))
		token, until, err := w.LetIn(ctx, cli, w.email)
		w.must(err)
		if got := until.Sub(w.World.Clock.Now()); got != LinkLasts {
			t.Errorf("the link lives %s", got)
		}
		if now, others := w.letters(w.email), w.letters(w.address(w.Admin.Account)); now != mine+1 || others != admins+1 {
			t.Errorf("letters: %d, %d", now-mine, others-admins)
		}
		if len(w.Mail.Sent()) == 0 || strings.Contains(w.Mail.Sent()[len(w.Mail.Sent())-1].Text, token) {
			t.Error("the link lies in a letter")
		}
		before := w.factors()
		s, err := w.Enter(ctx, token, "", asker)
		w.must(err)
		s = w.enrol(s)
		if after := w.factors(); after.Passkeys != before.Passkeys || after.RecoveryCodesLeft != before.RecoveryCodesLeft || !after.TOTP {
			t.Errorf("%+v, then %+v", before, after)
		}
		who := w.who(s)
		w.refused(access.Ask(&who, access.AccountInvite, &access.Thing{Kind: "account"}), access.ErrRecovered)
		_, err = w.Enter(ctx, token, "", asker)
		w.refused(err, account.ErrLink)
		w.recorded(boss)
		w.must(w.StopByLink(ctx, w.token("/lost-access/stop/"), asker))
		if after := w.factors(); after.TOTP || after.Passkeys != before.Passkeys {
			t.Errorf("stopped: %+v", after)
		}
	})
}

// TestTheOperatorLetsNobodyElseIn: neither while two others can decide, nor somebody who is no administrator, nor by anybody but the server.
func TestTheOperatorLetsNobodyElseIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.address(w.Admin.Account)
		refused := func(who access.Actor, email string, want *fault.Fault) {
			t.Helper()
			_, _, err := w.LetIn(ctx, who, email)
			w.refused(err, want)
		}
		refused(cli, admin, ErrOthers)
		refused(cli, w.email, ErrNotOne)
		refused(cli, "nobody@people.example", fault.ErrAbsent)
		for _, id := range []access.AccountID{w.officer.Account, w.officer2.Account} {
			w.must(w.World.Accounts.Disable(ctx, cli, id))
		}
		for _, who := range []access.Actor{w.Admin, w.lead, {}} {
			if _, _, err := w.LetIn(ctx, who, admin); err == nil {
				t.Errorf("%s lets in", who.Account)
			}
		}
		token, _, err := w.LetIn(ctx, cli, admin)
		w.must(err)
		w.World.Clock.Advance(LinkLasts + time.Second)
		w.drain()
		_, err = w.Enter(ctx, token, "", asker)
		w.refused(err, account.ErrLink)
	})
}

func (w *world) address(id access.AccountID) string {
	w.t.Helper()
	p, err := w.World.Accounts.Profile(ctx, id)
	w.must(err)
	return p.Email
}

// recorded expects the entry, as done by the command line.
func (w *world) recorded(id access.AccountID) {
	w.t.Helper()
	auditor := w.Person(account.NewPerson{Roles: []access.Role{access.Auditor}})
	g, err := access.Check(auditor, access.RecordRead, access.Thing{Kind: "record"})
	w.must(err)
	all, _, err := w.World.Log.Search(ctx, g, audit.Filter{Action: access.RecoveryOperate, Limit: 5})
	w.must(err)
	found := len(all) == 1 && all[0].Params["account"] == string(id) && all[0].Actor == "" && all[0].Session == "cli"
	if !found {
		w.t.Error("the record does not say that the operator did it")
	}
}
