package retention

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/ticket"
)

// obstacles put something in the way of a destruction, and take it away; $1 is the ticket.
var obstacles = map[Duty][2][]string{
	DutyOpen:      {{`UPDATE ticket SET status = 'open' WHERE id = $1`}, {`UPDATE ticket SET status = 'closed' WHERE id = $1`}},
	DutyDeal:      {{`UPDATE deal SET state = 'active' WHERE ticket = $1`}, {`UPDATE deal SET state = 'over' WHERE ticket = $1`}},
	DutyMoney:     {{`UPDATE deal_payout SET state = 'payable' WHERE id = $1`}, {`UPDATE deal_payout SET state = 'paid' WHERE id = $1`}},
	DutyDispute:   {{`UPDATE dispute SET state = 'answering' WHERE ticket = $1`}, {`UPDATE dispute SET state = 'closed' WHERE ticket = $1`}},
	DutyComplaint: {{`UPDATE complaint SET closed = NULL WHERE ticket = $1`}, {`UPDATE complaint SET closed = 1 WHERE ticket = $1`}},
	DutySession:   {{`UPDATE remote_session SET state = 'active' WHERE ticket = $1`}, {`UPDATE remote_session SET state = 'ended' WHERE ticket = $1`}},
	DutyHold:      {{`UPDATE retention_hold SET lifted = NULL WHERE ticket = $1`}, {`UPDATE retention_hold SET lifted = 1 WHERE ticket = $1`}},
	DutyPaper:     {{`UPDATE deal SET signed = 1 WHERE ticket = $1`}, {`UPDATE deal SET signed = 0 WHERE ticket = $1`}},
}

// encumber gives the ticket one of everything, so far harmless.
func (w *world) encumber() {
	w.t.Helper()
	id, now := string(w.ticket), db.Micros(w.World.Clock.Now())
	w.exec(`INSERT INTO deal (id, ticket, client, specialist, state, currency, offer, signed, version, steps, created, updated) VALUES ($1, $1, '', '', 'over', 'EUR', 1, 0, 1, 0, $2, $2)`, id, now)
	w.exec(`INSERT INTO deal_milestone (id, deal, place, state, before, price_minor, fee_minor, tax_minor, released_minor, fee_taken, tax_taken, refunded_minor, granted_minor, moves, parts, rounds, cancels,
		canceller, matter, accepted, silence_days, rounds_max, guarantee, licence, changed) VALUES ($1, $1, 0, 'released', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', 0, 0, FALSE, '', $2)`, id, now)
	w.exec(`INSERT INTO deal_payout (id, milestone, side, amount_minor, state, next, made, changed) VALUES ($1, $1, 'specialist', 1, 'paid', '', $2, $2)`, id, now)
	w.exec(`INSERT INTO dispute (id, milestone, deal, ticket, client, specialist, opener, way, state, currency, stake_minor, arbiter, confirmer, reviewer, proposal_minor, accepted, award_minor, appellant,
		outcome, release_minor, words, exhibits, version, opened, changed) VALUES ($1, $1, $1, $1, '', '', '', '', 'closed', 'EUR', 0, '', '', '', 0, '', 0, '', '', 0, 0, 0, 1, $2, $2)`, id, now)
	w.exec(`INSERT INTO complaint (id, ticket, filer, accused, kind, state, personal, laws, investigator, words, version, filed, changed, closed) VALUES ($1, $1, '', '', '', '', FALSE, '', '', 0, 1, $2, $2, 1)`, id, now)
	w.exec(`INSERT INTO remote_session (id, ticket, client, specialist, deal, currency, price_minor, state, asked, granted, taken, words, entry, minutes, program, snapshot, client_here, specialist_here, peers,
		paused_by, ended_by, ended_why, recording, chunks, bytes, asked_at) VALUES ($1, $1, '', '', '', '', 0, 'ended', '', '', '', '', 0, 0, '', '', FALSE, FALSE, 0, '', '', '', '', 0, 0, $2)`, id, now)
	w.exec(`INSERT INTO retention_hold (id, ticket, reason, actor, at, lifter, lifted_by, lifted) VALUES ($1, $1, 'claim', '', $2, '', '', 1)`, id, now)
}

// TestNothingObligedIsEverDestroyed puts any of what obliges on a case that is ripe and wished away, in any order, and has it destroyed.
func TestNothingObligedIsEverDestroyed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.encumber()
		w.ruled(1)
		w.World.Clock.Advance(20 * day)
		if len(obstacles) != len(Duties) {
			t.Fatal("a duty without an obstacle")
		}
		rapid.Check(t, func(r *rapid.T) {
			laid := rapid.SliceOfNDistinct(rapid.SampledFrom(Duties), 1, 4, rapid.ID).Draw(r, "laid")
			for _, d := range laid {
				w.lay(d, 0)
			}
			w.ready()
			w.must(w.destroy(ctx, w.ticket))
			v := w.view(w.client)
			if v.End != nil {
				r.Fatalf("%v did not hold it", laid)
			}
			for _, d := range laid {
				if !slices.ContainsFunc(v.Reasons, func(x Reason) bool { return x.Duty == d }) {
					r.Fatalf("the preview does not say %s: %+v", d, v.Reasons)
				}
			}
			w.refused(w.Wish(ctx, w.client, w.ticket), ErrObliged)
			for _, d := range laid {
				w.lay(d, 1)
			}
		})
		w.ready()
		w.must(w.destroy(ctx, w.ticket))
		if !w.gone() {
			t.Errorf("it stays, though nothing obliges: %+v", w.view(w.client).Reasons)
		}
	})
}

func (w *world) lay(d Duty, way int) {
	w.t.Helper()
	for _, q := range obstacles[d][way] {
		w.exec(q, string(w.ticket))
	}
}

// TestTheMostSpecificRuleWins, and of two that name as much, the one that keeps longer: whatever their order.
func TestTheMostSpecificRuleWins(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		departments := []access.DepartmentID{"", "a", "b"}
		rules := rapid.SliceOfDistinct(rapid.Custom(func(r *rapid.T) Rule {
			return Rule{Class: rapid.SampledFrom(append([]ticket.Class{""}, ticket.Classes...)).Draw(r, "class"), Department: rapid.SampledFrom(departments).Draw(r, "department"),
				Kind: rapid.SampledFrom(append([]Kind{""}, Kinds...)).Draw(r, "kind"), Days: rapid.Int64Range(0, 9).Draw(r, "days")}
		}), func(x Rule) [3]string { return [3]string{string(x.Class), string(x.Department), string(x.Kind)} }).Draw(r, "rules")
		class, department, kind := rapid.SampledFrom(ticket.Classes).Draw(r, "of class"), rapid.SampledFrom(departments[1:]).Draw(r, "of department"), rapid.SampledFrom(Kinds).Draw(r, "of kind")
		best := Choose(rules, class, department, kind)
		for _, x := range rules {
			if x.fits(class, department, kind) && (x.names() > best.names() || x.names() == best.names() && x.length() > best.length()) {
				r.Fatalf("%s goes before %s", x, best)
			}
		}
		if back := slices.Clone(rules); len(back) > 0 {
			slices.Reverse(back)
			if Choose(back, class, department, kind) != best {
				r.Fatal("the order of rules decides")
			}
		}
		if !slices.ContainsFunc(rules, func(x Rule) bool { return x.fits(class, department, kind) }) && best.Days != 0 {
			r.Fatal("destroyed by no rule")
		}
	})
}

// TestOnlyStepsThatWereWitnessedCount: jumps, forward and back, add nothing to how long the installation was there.
func TestOnlyStepsThatWereWitnessedCount(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p, now := pulse{}, time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)
		p = p.beat(now)
		var want time.Duration
		for _, step := range rapid.SliceOf(rapid.Int64Range(-1000, 1000)).Draw(r, "minutes") {
			d := time.Duration(step) * time.Minute
			now = now.Add(d)
			if d > 0 && d <= witness {
				want += d
			}
			p = p.beat(now)
		}
		if p.lived != want {
			r.Fatalf("%s, not %s", p.lived, want)
		}
	})
}
