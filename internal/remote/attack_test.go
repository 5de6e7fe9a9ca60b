package remote

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/vault"
	"surety/internal/wire"
)

// Every code that does not work gets one answer, whatever is wrong with it.
func TestCodesThatDoNotWorkAreAlike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.ask()
		code := func() string {
			c, err := w.Code(ctx, w.client, id)
			w.must(err)
			return c.Code
		}
		wrong := func(why, code string) {
			t.Helper()
			if _, err := w.arrive(code); err == nil || err.Error() != ErrCode.Error() {
				t.Errorf("%s: %v", why, err)
			}
		}
		for _, guess := range []string{"", "00000-00000", "ZZZZZ-ZZZZZ", "no code", strings.Repeat("0", 500), "0000-000000", "'; DROP TABLE remote_code"} {
			wrong("guessed", guess)
		}
		first := code()
		second := code()
		wrong("ended by a newer one", first)
		_, err := w.arrive(second)
		w.must(err)
		wrong("used before", second)
		third := code()
		w.Clock.Advance(CodeTime)
		wrong("expired", third)
		fourth := code()
		w.must(w.World.Desk.RemoveMember(ctx, w.agent, w.ticket, w.specialist.Account))
		wrong("the specialist left the case", fourth)
		_, err = w.Code(ctx, w.client, id)
		w.refused(err, ErrState)
		w.call(w.specialist)
		fifth := code()
		w.must(w.Accounts.Disable(ctx, w.Admin, w.client.Account))
		wrong("the client's account cannot be used", fifth)
		w.must(w.Accounts.Enable(ctx, w.Admin, w.client.Account))
		w.exec(`UPDATE account SET state = 'active' WHERE id = $1`, string(w.client.Account))
		sixth := code()
		w.must(w.Refuse(ctx, w.client, id))
		wrong("refused", sixth)
	})
}

// Of many programs at once with one code, one comes in.
func TestACodeWorksOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 5 {
			id := w.ask()
			c, err := w.Code(ctx, w.client, id)
			w.must(err)
			var group sync.WaitGroup
			var mu sync.Mutex
			won := 0
			for range 8 {
				group.Go(func() {
					_, err := w.arrive(c.Code)
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						won++
					} else if !errors.Is(err, ErrCode) {
						t.Error(err)
					}
				})
			}
			group.Wait()
			if won != 1 || w.count(`SELECT count(*) FROM remote_pass WHERE subject = $1`, id) != 1 {
				t.Fatalf("%d programs came in", won)
			}
			w.must(w.Refuse(ctx, w.client, id))
		}
	})
}

// Of two requests at once, one stands.
func TestOneRequestAtATime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var group sync.WaitGroup
		errs := make(chan error, 6)
		for range cap(errs) {
			group.Go(func() { _, err := w.Ask(ctx, w.specialist, w.ticket, usual); errs <- err })
		}
		group.Wait()
		close(errs)
		stand := 0
		for err := range errs {
			if err == nil {
				stand++
			} else if !errors.Is(err, ErrOpen) {
				t.Error(err)
			}
		}
		if stand != 1 || w.count(`SELECT count(*) FROM remote_session`) != 1 {
			t.Errorf("%d stand", stand)
		}
	})
}

func TestWhoMayNotIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.Ask(ctx, w.another, w.ticket, usual)
		w.refused(err, fault.ErrAbsent) // no member of the case
		_, err = w.Ask(ctx, w.lead, w.ticket, usual)
		w.refused(err, fault.ErrDenied)
		tired := w.specialist
		tired.SteppedUp = false
		_, err = w.Ask(ctx, tired, w.ticket, usual)
		w.refused(err, fault.ErrStepUp)
		token := w.specialist
		token.Token, token.Scopes = true, []string{access.ScopeTicketsWrite}
		_, err = w.Ask(ctx, token, w.ticket, usual)
		w.refused(err, fault.ErrDenied)
		id, p := w.running()
		other := w.Client()
		for _, who := range []access.Actor{w.specialist, w.agent, w.lead} {
			_, err := w.Code(ctx, who, id)
			w.refused(err, fault.ErrDenied)
			w.refused(w.Refuse(ctx, who, id), fault.ErrDenied)
			w.refused(w.Report(ctx, who, id, "other"), fault.ErrDenied)
		}
		for _, who := range []access.Actor{other, w.another} { // for them it does not exist
			_, err := w.Code(ctx, who, id)
			w.refused(err, fault.ErrAbsent)
			w.refused(w.Turn(ctx, who, id, wire.Pause, ""), fault.ErrAbsent)
			_, err = w.Read(ctx, who, id)
			w.refused(err, fault.ErrAbsent)
			_, err = w.OfTicket(ctx, who, w.ticket, "", 0)
			w.refused(err, fault.ErrAbsent)
		}
		w.call(w.another) // of the case, but not of this session
		for _, who := range []access.Actor{w.another, w.agent, w.lead, w.client} {
			_, err := w.Join(ctx, who, id, wire.Digest{})
			w.refused(err, fault.ErrDenied)
		}
		for _, who := range []access.Actor{w.another, w.agent} {
			for _, step := range []wire.Step{wire.Pause, wire.Finish} {
				w.refused(w.Turn(ctx, who, id, step, ""), fault.ErrDenied)
			}
			_, err := w.Open(ctx, who, id, access.RemoteReplay, nil)
			w.refused(err, fault.ErrDenied)
		}
		w.refused(w.Turn(ctx, w.specialist, id, wire.Take, wire.TerminalType), fault.ErrDenied)
		_, err = w.Open(ctx, w.specialist, id, access.RemoteWatch, nil)
		w.refused(err, fault.ErrDenied)
		_, err = w.Open(ctx, w.client, id, access.RemoteRead, nil)
		w.refused(err, fault.ErrDenied)
		p.session()
		w.state(id, Active)
	})
}

// A consent is to these facts, of this session, by this key, and to nothing that was not asked for.
func TestOnlyTheClientsOwnConsentCounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.ask()
		old := w.program(id)
		p := w.program(id)
		p.waive()
		change := func(fn func(*wire.Agreed)) wire.Agreed {
			a := p.agreement()
			fn(&a)
			return a
		}
		for why, a := range map[string]wire.Agreed{
			"a power not asked for":         change(func(a *wire.Agreed) { a.Granted = append(a.Granted[:2:2], wire.ScreenControl, wire.Port) }),
			"nothing":                       change(func(a *wire.Agreed) { a.Granted, a.Ports = nil, nil }),
			"an address not asked for":      change(func(a *wire.Agreed) { a.Ports = []string{"169.254.169.254:80"} }),
			"an address more":               change(func(a *wire.Agreed) { a.Ports = append(a.Ports[:1:1], "db.example:5432") }),
			"ports without the power":       change(func(a *wire.Agreed) { a.Granted = a.Granted[:1] }),
			"other facts":                   change(func(a *wire.Agreed) { a.Facts[0] ^= 1 }),
			"facts of the program before":   change(func(a *wire.Agreed) { a.Facts = old.facts.Digest(); a.Facts[31] ^= 1 }),
			"another session":               change(func(a *wire.Agreed) { a.Session[0] ^= 1 }),
			"a snapshot that was not made":  change(func(a *wire.Agreed) { a.Snapshot = strings.Repeat("a", 64) }),
			"the power alone, no addresses": change(func(a *wire.Agreed) { a.Ports = nil }),
		} {
			if _, err := p.agree(a); !errors.Is(err, ErrConsent) {
				t.Errorf("%s: %v", why, err)
			}
		}
		good := p.agreement()
		_, stranger := newKey()
		for why, signature := range map[string][]byte{"another key": ed25519.Sign(stranger, good.Signed()), "none": nil, "not what is signed": ed25519.Sign(p.key, good.Encode()),
			"the program before": ed25519.Sign(old.key, good.Signed())} {
			if _, err := p.Consent(ctx, p.session(), good.Encode(), signature); !errors.Is(err, ErrConsent) {
				t.Errorf("%s: %v", why, err)
			}
		}
		_, err := old.Assist(ctx, old.in.Token, here)
		w.refused(err, fault.ErrAnonymous)
		w.state(id, Prepared)
		if n := w.count(`SELECT count(*) FROM remote_session WHERE entry <> 0 OR granted <> ''`); n != 0 {
			t.Error("something was granted")
		}
		w.replayed(p, good)
	})
}

// replayed uses a good consent in another session.
func (w *world) replayed(p *program, good wire.Agreed) {
	w.t.Helper()
	_, err := p.agree(good)
	w.must(err)
	w.must(w.Turn(ctx, w.client, p.in.Session, wire.Finish, ""))
	q := w.program(w.ask())
	q.waive()
	q.key = p.key
	if _, err := q.agree(good); !errors.Is(err, ErrConsent) {
		w.t.Errorf("replayed: %v", err)
	}
	other := q.agreement()
	if _, err := q.agree(other); !errors.Is(err, ErrConsent) { // the key of the session before
		w.t.Errorf("by the key of another session: %v", err)
	}
}

// A consent to facts that ran out while the client thought about them is worth nothing.
func TestConsentToWhatIsOverIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.program(w.ask())
		p.waive()
		w.Clock.Advance(time.Hour)
		_, err := p.agree(p.agreement())
		w.refused(err, ErrState)
		b, err := p.Waive(ctx, p.session(), "Still none.") // facts anew
		w.must(err)
		p.facts, err = wire.DecodeFacts(b)
		w.must(err)
		_, err = p.agree(p.agreement())
		w.must(err)
	})
}

func TestATokenEndsWithItsSession(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.ask()
		p := w.program(id)
		before := p.session()
		w.must(w.Refuse(ctx, w.client, id))
		_, err := p.Assist(ctx, p.in.Token, here)
		w.refused(err, fault.ErrAnonymous)
		_, err = p.Waive(ctx, before, "None.")
		w.refused(err, fault.ErrAnonymous)
		_, err = w.Assist(ctx, "", here)
		w.refused(err, fault.ErrAnonymous)
		_, err = w.Assist(ctx, p.in.Token[1:], here)
		w.refused(err, fault.ErrAnonymous)
		running, q := w.running()
		w.must(w.Turn(ctx, w.lead, running, wire.Finish, ""))
		ended := q.session()
		_, err = q.Waive(ctx, ended, "None.")
		w.refused(err, ErrState)
		_, err = q.agree(q.agreement())
		w.refused(err, ErrState)
		w.refused(w.Turned(ctx, ended, wire.Turn{Step: wire.Resume, By: wire.Client}), ErrState)
		w.must(w.Seal(ctx, running, Sealing{}))
		_, err = q.Assist(ctx, q.in.Token, here)
		w.refused(err, fault.ErrAnonymous)
		third, r := w.running()
		w.must(w.Accounts.Disable(ctx, w.Admin, w.client.Account))
		_, err = r.Assist(ctx, r.in.Token, here)
		w.refused(err, fault.ErrAnonymous)
		w.cutFor(third, "disabled")
	})
}

func TestAReportEndsAndBans(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, p := w.running()
		elsewhere := w.Ticket(w.client, w.department).ID
		w.must(w.World.Desk.AddMember(ctx, w.agent, elsewhere, w.specialist.Account, "specialist"))
		second, err := w.Ask(ctx, w.specialist, elsewhere, usual)
		w.must(err)
		w.refused(w.Report(ctx, w.client, id, "because"), fault.ErrInvalid)
		w.must(w.ReportBy(ctx, p.session(), "telephoned"))
		w.state(id, Reported)
		w.state(second, Ended)
		if told := w.ends.told(); len(told) == 0 || told[0].Step != wire.Finish {
			t.Errorf("told %+v", told)
		}
		w.cutFor(id, "reported")
		for _, on := range []access.TicketID{w.ticket, elsewhere} {
			_, err := w.Ask(ctx, w.specialist, on, usual)
			w.refused(err, ErrBanned)
		}
		w.must(w.Report(ctx, w.client, id, "other")) // once more does nothing
		w.must(w.Jobs.Drain(ctx))
		letters := 0
		for _, m := range w.Mail.Sent() {
			if strings.Contains(m.Subject, "reported a request") {
				letters++
			}
		}
		if letters != 1 {
			t.Errorf("%d letters to the lead", letters)
		}
		other := w.Client() // another client may be asked
		on := w.Ticket(other, w.department).ID
		w.must(w.World.Desk.AddMember(ctx, w.agent, on, w.specialist.Account, "specialist"))
		_, err = w.Ask(ctx, w.specialist, on, usual)
		w.must(err)
	})
}

// A3: whatever takes the right away appears at the next look.
func TestA3LostRightsCutTheSession(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.running()
		w.cutFor(id, "")
		for _, c := range []struct {
			want       string
			take, give func()
		}{
			{"right_lost", func() { w.must(w.World.Desk.RemoveMember(ctx, w.agent, w.ticket, w.specialist.Account)) }, func() { w.call(w.specialist) }},
			{"right_lost", func() { w.exec(`UPDATE account SET roles = 'client' WHERE id = $1`, string(w.specialist.Account)) },
				func() { w.exec(`UPDATE account SET roles = 'specialist' WHERE id = $1`, string(w.specialist.Account)) }},
			{"disabled", func() { w.must(w.Accounts.Disable(ctx, w.Admin, w.specialist.Account)) },
				func() { w.exec(`UPDATE account SET state = 'active' WHERE id = $1`, string(w.specialist.Account)) }},
			{"deal_frozen", func() {
				w.dealt(id)
				w.exec(`INSERT INTO deal_suspension (deal, matter, since) VALUES ('d', 'complaint', 1)`)
			}, func() { w.exec(`DELETE FROM deal_suspension`) }},
			{"deal_frozen", func() { w.exec(`UPDATE deal_milestone SET state = 'disputed'`) }, func() { w.exec(`UPDATE deal_milestone SET state = 'in_progress'`) }},
			{"deal_frozen", func() { w.exec(`UPDATE ticket SET complaints = 1 WHERE id = $1`, string(w.ticket)) }, func() { w.exec(`UPDATE ticket SET complaints = 0 WHERE id = $1`, string(w.ticket)) }},
			{"ticket_closed", func() { w.exec(`UPDATE ticket SET status = 'closed' WHERE id = $1`, string(w.ticket)) }, func() { w.exec(`UPDATE ticket SET status = 'open' WHERE id = $1`, string(w.ticket)) }},
			{"limit", func() { w.Clock.Advance(time.Hour) }, func() { w.exec(`UPDATE remote_session SET until = until + 3600000000`) }},
		} {
			c.take()
			w.cutFor(id, c.want)
			c.give()
			w.cutFor(id, "")
		}
		w.must(w.Cut(ctx, id, "idle"))
		w.cutFor(id, "idle")
		w.cutFor("00000000000000000000000000000000", "absent")
		if cuts, err := w.Desk.Live(ctx, nil); err != nil || cuts != nil {
			t.Errorf("%v, %v", cuts, err)
		}
	})
}

// dealt puts the session under a deal.
func (w *world) dealt(id string) {
	w.t.Helper()
	w.exec(`INSERT INTO deal (id, ticket, client, specialist, state, currency, offer, signed, version, steps, created, updated) VALUES ('d', $1, $2, $3, 'active', 'EUR', 1, 1, 1, 1, 1, 1)`,
		string(w.ticket), string(w.client.Account), string(w.specialist.Account))
	w.exec(`INSERT INTO deal_milestone (id, deal, place, state, before, price_minor, fee_minor, tax_minor, released_minor, fee_taken, tax_taken, refunded_minor, granted_minor, moves, parts,
		rounds, cancels, canceller, matter, accepted, silence_days, rounds_max, guarantee, licence, changed) VALUES ('m', 'd', 1, 'in_progress', '', 12500, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, '', '', '', 14, 1, $1, '', 1)`, false)
	w.exec(`INSERT INTO deal_offer (deal, version, side, state, base, terms, made) VALUES ('d', 1, 'specialist', 'accepted', 0, $1, 1)`, w.Sealed(w.client, w.ticket, vault.Place{Kind: "deal.terms", Row: "d/1", Field: "terms"}, `{"title":"Two printers"}`))
	w.exec(`UPDATE remote_session SET deal = 'd' WHERE id = $1`, id)
}

func TestUnderADeal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.dealt("none")
		id := w.ask()
		p := w.program(id)
		if p.facts.Deal != "Two printers" || p.facts.Currency != "EUR" || p.facts.Price != 12500 {
			t.Errorf("facts %+v", p.facts)
		}
		w.must(w.Turn(ctx, w.specialist, id, wire.Finish, "")) // taken back
		w.state(id, Ended)
		w.exec(`UPDATE deal_milestone SET state = 'disputed'`)
		_, err := w.Ask(ctx, w.specialist, w.ticket, usual)
		w.refused(err, ErrFrozen)
		if v := w.view(w.client, id); v.PriceMinor != 12500 || v.EndedBy != "specialist" {
			t.Errorf("%+v", v)
		}
	})
}

func TestTurns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, p := w.running()
		turn := func(who access.Actor, step wire.Step, power wire.Purpose) error {
			return w.Turn(ctx, who, id, step, power)
		}
		w.must(turn(w.specialist, wire.Pause, ""))
		w.state(id, Paused)
		w.refused(turn(w.client, wire.Resume, ""), ErrPaused)
		w.must(turn(w.lead, wire.Pause, ""))
		w.must(turn(w.specialist, wire.Pause, "")) // the lead's stands
		w.refused(turn(w.specialist, wire.Resume, ""), ErrPaused)
		w.must(w.Turned(ctx, p.session(), wire.Turn{Step: wire.Pause, By: wire.Lead})) // what it was told
		if v := w.view(w.client, id); v.PausedBy != "lead" {
			t.Errorf("paused by %s", v.PausedBy)
		}
		w.must(turn(w.client, wire.Pause, ""))
		w.refused(turn(w.lead, wire.Resume, ""), ErrPaused)
		w.must(turn(w.client, wire.Resume, ""))
		w.must(turn(w.client, wire.Resume, "")) // twice
		w.state(id, Active)
		w.ends.told()
		w.must(turn(w.client, wire.Take, wire.TerminalType))
		w.must(turn(w.client, wire.Take, wire.TerminalType))
		w.refused(turn(w.client, wire.Take, wire.ScreenView), ErrState)
		w.refused(turn(w.client, wire.Take, ""), fault.ErrInvalid)
		w.refused(turn(w.client, wire.Pause, wire.TerminalType), fault.ErrInvalid)
		w.refused(turn(w.client, 0, ""), fault.ErrInvalid)
		if told := w.ends.told(); len(told) != 1 || told[0] != (wire.Turn{Step: wire.Take, By: wire.Client, Power: wire.TerminalType}) {
			t.Errorf("told %+v", told)
		}
		if s := p.session(); len(s.Granted) != 2 {
			t.Errorf("left are %v", s.Granted)
		}
		w.must(w.Turned(ctx, p.session(), wire.Turn{Step: wire.Finish, By: wire.Lead, Why: "key"})) // a program is believed as its client only
		if v := w.view(w.client, id); v.EndedBy != "client" || v.EndedWhy != "key" || v.Powers[1].State != "taken" {
			t.Errorf("%+v", v)
		}
		if told := w.ends.told(); len(told) != 0 {
			t.Errorf("told what it said itself: %+v", told)
		}
	})
}

// TestAJoinThatFailsLeavesNobodyExpected: the client's end has answered, and the session ends before the keys are on the record.
func TestAJoinThatFailsLeavesNobodyExpected(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.running()
		w.ends.during = func() { w.must(w.Turn(ctx, w.client, id, wire.Finish, "")) }
		if _, err := w.Join(ctx, w.specialist, id, wire.Digest{1}); err == nil {
			t.Error("joined a session that is over")
		}
		if len(w.ends.joined) != 1 || !slices.Equal(w.ends.left, []uint32{1}) {
			t.Errorf("asked for %v, forgotten %v", w.ends.joined, w.ends.left)
		}
	})
}

func TestNobodyJoinsWhereTheClientIsNot(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.running()
		w.ends.refuse = true
		_, err := w.Join(ctx, w.specialist, id, wire.Digest{1})
		w.refused(err, ErrNotReady)
		w.ends.refuse = false
		w.must(w.Here(ctx, id, wire.Client, false))
		_, err = w.Join(ctx, w.specialist, id, wire.Digest{1})
		w.refused(err, ErrNotReady)
		w.must(w.Here(ctx, id, wire.Client, true))
		j, err := w.Join(ctx, w.specialist, id, wire.Digest{1})
		w.must(err)
		if j.Number != 2 || len(w.ends.joined) != 1 { // a number is used once
			t.Errorf("%+v, %v", j, w.ends.joined)
		}
		w.must(w.World.Desk.RemoveMember(ctx, w.agent, w.ticket, w.specialist.Account))
		_, err = w.Join(ctx, w.specialist, id, wire.Digest{1})
		w.refused(err, fault.ErrAbsent)
	})
}

// A token that may work in remote sessions and nothing else gets what proves its joining, and no other receipt.
func TestATokenGetsTheReceiptOfItsJoining(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.running()
		token := w.specialist
		token.Token, token.Scopes = true, []string{access.ScopeRemote}
		j, err := w.Join(ctx, token, id, wire.Digest{1})
		w.must(err)
		if e, err := audit.VerifyReceipt(j.Receipt.Receipt, w.Verifier); err != nil || e.Params["what"] != "keys" {
			t.Errorf("%+v, %v", e, err)
		}
		if err := access.Ask(&token, access.Receipt, &access.Thing{Kind: "ticket", ID: string(w.ticket), Ticket: w.ticket}); err == nil {
			t.Error("it may have any receipt")
		}
		token.Scopes = []string{access.ScopeTicketsRead}
		_, err = w.Join(ctx, token, id, wire.Digest{1})
		w.refused(err, fault.ErrDenied)
	})
}

// S4: with the case key, the keys of recordings and snapshots are gone.
func TestS4KeysGoWithTheCaseKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, p := w.running()
		w.must(w.Turn(ctx, w.client, id, wire.Finish, ""))
		w.must(w.Vault.RotateCase(ctx, w.ticket))
		o, err := w.Open(ctx, w.client, id, access.RemoteReplay, nil)
		w.must(err)
		key, err := w.RecordingKey(ctx, o.Grant, id)
		w.must(err)
		if string(key) != string(p.in.RecordingKey) {
			t.Error("after a rotation it is another")
		}
		if other, err := w.RecordingKey(ctx, o.Grant, "another"); err != nil || string(other) == string(key) {
			t.Error("two sessions have one key", err)
		}
		w.must(w.Keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, `DELETE FROM case_key`); return err }))
		fresh := w.unlocked()
		if _, err := fresh.Derive(ctx, o.Grant, "recording", id); err == nil {
			t.Error("without the case key there is a key")
		}
	})
}

// S1: what people say and what is reached stands nowhere in the clear.
func TestS1NothingIsSaidInTheClear(t *testing.T) {
	w := newWorld(t, db.SQLite)
	id, err := w.Ask(ctx, w.specialist, w.ticket, Request{Powers: usual.Powers, Ports: []string{"canary-port.example:9100"}, Reason: "canary-reason", Minutes: 60})
	w.must(err)
	c, err := w.Code(ctx, w.client, id)
	w.must(err)
	p, err := w.arrive(c.Code)
	w.must(err)
	b, err := p.Waive(ctx, p.session(), "canary-waiver")
	w.must(err)
	p.facts, err = wire.DecodeFacts(b)
	w.must(err)
	_, err = p.agree(p.agreement())
	w.must(err)
	for _, canary := range []string{"canary", strings.ReplaceAll(c.Code, "-", ""), c.Code, p.in.Token, string(p.in.RecordingKey), string(p.in.SnapshotKey)} {
		if at := holds(t, w, canary); at != "" {
			t.Errorf("%q stands in %s", canary, at)
		}
	}
}

func TestRestoring(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		name := strings.Repeat("ab", 32)
		p := w.program(w.ask())
		_, err := p.Prepared(ctx, p.session(), "../up")
		w.refused(err, fault.ErrInvalid)
		_, err = p.Prepared(ctx, p.session(), name)
		w.must(err)
		_, err = p.Waive(ctx, p.session(), "None.")
		w.refused(err, ErrState)
		at, err := w.SnapshotOf(ctx, w.client, name)
		if w.must(err); at != w.ticket {
			t.Errorf("it is of %s", at)
		}
		_, err = w.RestoreCode(ctx, w.specialist, w.ticket, name)
		w.refused(err, fault.ErrDenied)
		tired := w.client
		tired.SteppedUp = false
		_, err = w.RestoreCode(ctx, tired, w.ticket, name)
		w.refused(err, fault.ErrStepUp)
		c, err := w.RestoreCode(ctx, w.client, w.ticket, name)
		w.must(err)
		q, err := w.arrive(c.Code)
		w.must(err)
		if q.in.Kind != ForRestore || q.in.Facts != nil || q.in.RecordingKey != nil || string(q.in.SnapshotKey) != string(p.in.SnapshotKey) || q.in.Snapshot != name {
			t.Errorf("%+v", q.in)
		}
		s := q.session()
		if s.Kind != ForRestore || s.Snapshot != name || s.Ticket != w.ticket || s.ID == p.in.Session {
			t.Errorf("%+v", s)
		}
		_, err = q.Consent(ctx, s, nil, nil) // it is no session
		w.refused(err, ErrState)
		_, err = w.arrive(c.Code)
		w.refused(err, ErrCode)
		w.Clock.Advance(RestoreTime)
		_, err = q.Assist(ctx, q.in.Token, here)
		w.refused(err, fault.ErrAnonymous)
	})
}

func TestLists(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var ids []string
		for range 5 {
			id := w.ask()
			ids = append(ids, id)
			w.must(w.Refuse(ctx, w.client, id))
			w.Clock.Advance(time.Minute)
		}
		ids = append(ids, w.ask())
		var got []string
		for at := ""; ; {
			p, err := w.OfTicket(ctx, w.specialist, w.ticket, at, 2)
			w.must(err)
			for _, v := range p.Items {
				got = append(got, v.ID)
			}
			if at = p.Next; at == "" {
				break
			}
			if _, err := w.OfTicket(ctx, w.client, w.ticket, at, 2); fault.As(err).Code != "invalid" {
				t.Error("another's cursor is taken", err)
			}
		}
		for i, id := range ids {
			if len(got) != len(ids) || got[len(got)-1-i] != id {
				t.Fatalf("listed %v of %v", got, ids)
			}
		}
		running, err := w.Running(ctx, w.lead, "", 0)
		if w.must(err); len(running.Items) != 1 || running.Items[0].ID != ids[5] {
			t.Errorf("running %+v", running)
		}
		elsewhere := w.Person(account.NewPerson{Posts: map[access.DepartmentID]access.Post{w.Department("Sales"): access.Lead}})
		for _, who := range []access.Actor{elsewhere, w.agent, w.client, w.specialist} {
			if p, err := w.Running(ctx, who, "", 0); err != nil || len(p.Items) != 0 {
				t.Errorf("%v, %v", p, err)
			}
		}
	})
}

func TestRequestsAreRefused(t *testing.T) {
	w := newWorld(t, db.SQLite)
	change := func(fn func(*Request)) Request {
		r := usual
		fn(&r)
		return r
	}
	for field, all := range map[string][]Request{
		"powers": {change(func(r *Request) { r.Powers = nil }), change(func(r *Request) { r.Powers = []wire.Purpose{"root"} }),
			change(func(r *Request) { r.Powers = []wire.Purpose{wire.TerminalView, wire.TerminalView} })},
		"ports": {change(func(r *Request) { r.Ports = nil }), change(func(r *Request) { r.Powers = r.Powers[:1] }), change(func(r *Request) { r.Ports = []string{"host"} }),
			change(func(r *Request) { r.Ports = []string{"host:0"} }), change(func(r *Request) { r.Ports = []string{":80"} }), change(func(r *Request) { r.Ports = []string{"a b:80"} }),
			change(func(r *Request) { r.Ports = []string{"a\u202eb:80"} }), change(func(r *Request) { r.Ports = []string{"a:80", "a:80"} })},
		"reason":  {change(func(r *Request) { r.Reason = " \u200b " }), change(func(r *Request) { r.Reason = strings.Repeat("x", ReasonLimit+1) })},
		"minutes": {change(func(r *Request) { r.Minutes = 4 }), change(func(r *Request) { r.Minutes = 481 })},
	} {
		for _, r := range all {
			if _, err := w.Ask(ctx, w.specialist, w.ticket, r); err == nil || fault.As(err).Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	}
	w.exec(`UPDATE ticket SET status = 'closed'`)
	_, err := w.Ask(ctx, w.specialist, w.ticket, usual)
	w.refused(err, ErrClosed)
}
