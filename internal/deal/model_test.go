package deal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
)

// model is one history of a deal: both sides, the bank, the clock, disputes, complaints and dying servers act at random,
// and after every step all that must hold is checked.
type model struct {
	*world
	r        *rapid.T
	id       ID
	stranger access.Actor
	last     shot
	seen     *coverage
}

// coverage is what all histories together reached.
type coverage struct {
	states  map[MilestoneState]int
	edges   map[string]int
	steps   int
	refused int
	crashed int
	deals   map[State]int
}

// shot is a deal at one moment.
type shot struct {
	State     State
	Version   int64
	Kept      []kept
	Money     map[MilestoneID]escrow.Position
	Clocks    map[string]string // kind/subject → due or remaining, reasons
	Payouts   map[escrow.PayoutID]paidOut
	Complaint []string
}

var errDied = fault.New(fault.Internal, "test_died", "the server died here")

// usual is how many histories a run has at most, by what the engines cost.
var usual = map[db.Engine]int{db.SQLite: 60, db.Postgres: 15}

func TestModelOfDeals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		seen := &coverage{map[MilestoneState]int{}, map[string]int{}, 0, 0, 0, map[State]int{}}
		histories := 0
		rapid.Check(t, func(r *rapid.T) {
			if histories++; histories > usual[w.World.DB.Engine()] {
				return
			}
			m := begin(r, w, seen)
			for range rapid.IntRange(5, 40).Draw(r, "steps") {
				m.step()
			}
			m.must(m.lawful())
		})
		t.Logf("%s: %d histories, %d steps, of which %d refused and %d broken off; states %v; edges %d of %d; deals %v", w.World.DB.Engine(), min(histories, usual[w.World.DB.Engine()]), seen.steps,
			seen.refused, seen.crashed, seen.states, len(seen.edges), edges(), seen.deals)
	})
}

func edges() (n int) {
	for _, m := range moves {
		n += len(m)
	}
	return n
}

// begin signs a deal of two or three milestones, on a ticket of its own.
func begin(r *rapid.T, w *world, seen *coverage) *model {
	own := *w
	m := &model{world: &own, r: r, seen: seen, stranger: w.lead}
	m.ticket = m.World.Ticket(m.client, m.department).ID
	m.must(m.Invite(ctx, m.lead, m.ticket, m.specialist.Account))
	terms := sample(rapid.IntRange(1, 3).Draw(r, "milestones"))
	terms.Rounds = rapid.IntRange(0, 2).Draw(r, "rounds")
	for i := range terms.Milestones {
		terms.Milestones[i].AmountMinor = rapid.Int64Range(3, 1_000_000).Draw(r, "amount")
	}
	m.id, _ = m.signed(terms)
	m.last = m.shoot()
	return m
}

func (m *model) shoot() (s shot) {
	m.must(m.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		d, err := m.load(ctx, tx, m.id, false)
		if err != nil {
			return err
		}
		s = shot{State: d.state, Version: d.version, Money: map[MilestoneID]escrow.Position{}, Clocks: map[string]string{}, Payouts: map[escrow.PayoutID]paidOut{}}
		if s.Kept, err = milestonesOf(ctx, tx, m.id); err != nil {
			return err
		}
		for _, k := range s.Kept {
			if p, err := m.money(ctx, tx, k.id); err != nil {
				return err
			} else if p != nil {
				s.Money[k.id] = *p
			}
			all, err := payoutsOf(ctx, tx, k.id)
			if err != nil {
				return err
			}
			for _, p := range all {
				s.Payouts[p.ID] = p
			}
		}
		clocks, err := m.ClocksOf(ctx, tx, m.id)
		if err != nil {
			return err
		}
		for _, c := range clocks {
			s.Clocks[string(c.Kind)+"/"+c.Subject] = strings.Join(c.Reasons, " ")
		}
		s.Complaint, err = suspensions(ctx, tx, m.id)
		return err
	}))
	return s
}

// step lets somebody do something, and checks what must hold.
func (m *model) step() {
	k, names := m.draw()
	acts := m.actions(k)
	if names == nil {
		names = slices.Sorted(maps.Keys(acts))
	}
	name := rapid.SampledFrom(names).Draw(m.r, "act")
	die := rapid.IntRange(0, 9).Draw(m.r, "die") == 0
	if die {
		m.Deals.before = func() error { return errDied }
	}
	err := acts[name]()
	m.Deals.before = func() error { return nil }
	m.seen.steps++
	now := m.shoot()
	switch {
	case errors.Is(err, errDied):
		m.seen.crashed++
		m.unchanged(name, now)
	case err != nil && fault.KindOf(err) == fault.Internal:
		m.r.Fatalf("%s failed: %v", name, err)
	case err != nil:
		m.seen.refused++
		m.unchanged(name, now)
	}
	m.compare(name, now)
	m.last = now
	m.drainQuietly()
	m.last = m.shoot()
	m.check("the jobs after "+name, m.last)
}

func (m *model) unchanged(name string, now shot) {
	if !reflect.DeepEqual(m.last, now) {
		m.r.Fatalf("%s was refused and changed something:\n%+v\n%+v", name, m.last, now)
	}
}

// drainQuietly works on the jobs; what a dying server left undone is done then.
func (m *model) drainQuietly() {
	if err := m.World.Jobs.Drain(ctx); err != nil {
		m.r.Fatalf("jobs: %v", err)
	}
}

// compare holds a step to the machine and to M4: each milestone moved along one line of the table, and nothing left a hold
// that was frozen, but by an outcome.
func (m *model) compare(name string, now shot) {
	was := map[MilestoneID]kept{}
	for _, k := range m.last.Kept {
		was[k.id] = k
	}
	for _, k := range now.Kept {
		m.seen.states[k.state]++
		before, ok := was[k.id]
		if !ok || before.state == k.state {
			continue
		}
		if e := edge(before, k); e == "" {
			m.r.Fatalf("%s: %s → %s is not in the table", name, before.state, k.state)
		} else {
			m.seen.edges[string(before.state)+"/"+e]++
		}
		p, q := m.last.Money[k.id], now.Money[k.id]
		if len(p.Matters) > 0 && len(q.Matters) > 0 && p.HeldMinor > q.HeldMinor {
			m.r.Fatalf("%s: money left a frozen hold: %+v → %+v", name, p, q)
		}
	}
	m.seen.deals[now.State]++
	m.check(name, now)
}

// edge names the events that lead from one state to the other.
func edge(from, to kept) string {
	for _, e := range slices.Sorted(maps.Keys(moves[from.state])) {
		if next, ok := Next(from.state, from.before, e); ok && next.To == to.state {
			return string(e)
		}
	}
	return ""
}

// check is what holds at every moment.
func (m *model) check(name string, s shot) {
	fail := func(form string, args ...any) {
		m.r.Fatalf("after %s: %s\n%+v", name, fmt.Sprintf(form, args...), s)
	}
	want := map[string]string{}
	over, paid := true, map[MilestoneID]map[Side]int64{}
	for _, p := range s.Payouts {
		if p.State != Repeated {
			if paid[p.milestone] == nil {
				paid[p.milestone] = map[Side]int64{}
			}
			paid[p.milestone][p.To] += p.AmountMinor
		}
		if p.State == Clearing {
			want[clearingClock+"/"+string(p.ID)] = holds(s, "")
		}
	}
	for _, k := range s.Kept {
		p := s.Money[k.id]
		over = over && k.state.Over()
		if p.HeldMinor+p.ReleasedMinor+p.FeesMinor+p.TaxesMinor+p.RefundedMinor != p.FundedMinor { // M2
			fail("M2 of %s: %+v", k.id, p)
		}
		if p.HeldMinor != k.heldMinor() && k.state != AwaitingFunds { // the news may be on its way
			fail("%s holds %d, the ledger %d", k.state, k.heldMinor(), p.HeldMinor)
		}
		if (k.state == Planned || k.state == Lapsed) && p.FundedMinor != 0 {
			fail("%s has money: %+v", k.state, p)
		}
		if paid[k.id][Specialist] != p.ReleasedMinor || paid[k.id][Client] != p.RefundedMinor+p.GuaranteeMinor {
			fail("payouts %v of %+v", paid[k.id], p)
		}
		if p.FeesMinor > k.feeMinor || p.TaxesMinor > k.taxMinor || k.rounds > k.roundsMax || k.cancels > CancelLimit {
			fail("more than was agreed: %+v", k)
		}
		m.matter(fail, s, k, p)
		expectClocks(want, s, k)
	}
	if over != (s.State == Completed || s.State == Ended) {
		fail("the deal is %s, its milestones over: %t", s.State, over)
	}
	have := maps.Clone(s.Clocks)
	maps.DeleteFunc(have, func(kind, _ string) bool { return strings.HasPrefix(kind, deliveryClock) })
	if !maps.Equal(want, have) {
		fail("clocks %v, want %v", have, want)
	}
}

// matter: the hold is frozen exactly while a dispute or a complaint is open (M4).
func (m *model) matter(fail func(string, ...any), s shot, k kept, p escrow.Position) {
	var want []escrow.Matter
	for _, c := range s.Complaint {
		if k.state != Planned && !k.state.Over() {
			want = append(want, escrow.Matter{Kind: escrow.Complaint, ID: c})
		}
	}
	if k.state == Disputed {
		want = append(want, escrow.Matter{Kind: escrow.Dispute, ID: k.matter})
	}
	if !slices.Equal(want, p.Matters) {
		fail("matters %v, want %v", p.Matters, want)
	}
}

// holds are the reasons why a clock stands.
func holds(s shot, more string) string {
	var all []string
	for _, c := range s.Complaint {
		all = append(all, "complaint/"+c)
	}
	if more != "" {
		all = append(all, more)
	}
	return strings.Join(all, " ")
}

func expectClocks(want map[string]string, s shot, k kept) {
	if rule, ok := clockOf[k.state]; ok {
		want[rule.kind+"/"+string(k.id)] = holds(s, "")
	}
	if rule, ok := clockOf[k.before]; ok && k.before != "" {
		want[rule.kind+"/"+string(k.id)] = holds(s, laid)
	}
}

// likely is what tends to happen in a state; three steps of four choose from it, or else histories would not get far.
var likely = map[MilestoneState][]string{
	AwaitingFunds:    {"pay at the bank", "pay at the bank", "pay at the bank", "time"},
	Funded:           {"start", "start", "start", "ask to cancel", "dispute"},
	InProgress:       {"submit", "submit", "submit", "ask to cancel", "dispute", "amend"},
	Submitted:        {"approve", "approve a part", "changes", "time", "time", "dispute", "ask to cancel", "complain"},
	ChangesRequested: {"submit", "submit", "ask to cancel", "dispute"},
	CancelRequested:  {"withdraw", "refuse", "agree", "time", "dispute"},
	Disputed:         {"settle", "drop the dispute", "complain", "time"},
}

// draw chooses a milestone, and what is likely there.
func (m *model) draw() (kept, []string) {
	k := rapid.SampledFrom(m.last.Kept).Draw(m.r, "milestone")
	if rapid.IntRange(0, 3).Draw(m.r, "anything") == 0 {
		return k, nil
	}
	if len(m.last.Complaint) > 0 {
		return k, []string{"lift", "lift", "time", "settle"}
	}
	for _, p := range m.last.Payouts {
		if p.State == Payable || p.State == Returned {
			if rapid.Bool().Draw(m.r, "payouts") {
				return k, []string{"pay out", "repeat a payout"}
			}
			break
		}
	}
	for _, x := range m.last.Kept {
		if x.state != Planned && !x.state.Over() {
			return x, likely[x.state]
		}
	}
	return k, []string{"time", "pay out", "repeat a payout", "chargeback", "fund"}
}

// doer is who may do what.
func (m *model) doer(name string, k kept) access.Actor {
	side := map[string]Side{"fund": Client, "start": Specialist, "submit": Specialist, "changes": Client, "approve": Client, "approve a part": Client,
		"withdraw": k.canceller, "refuse": k.canceller.Other(), "agree": k.canceller.Other()}[name]
	switch {
	case rapid.IntRange(0, 7).Draw(m.r, "somebody else") == 0:
		return rapid.SampledFrom([]access.Actor{m.client, m.specialist, m.stranger}).Draw(m.r, "who")
	case side == Client:
		return m.client
	case side == Specialist:
		return m.specialist
	}
	return rapid.SampledFrom([]access.Actor{m.client, m.specialist}).Draw(m.r, "side")
}

// actions are all that anybody may try.
func (m *model) actions(k kept) map[string]func() error {
	s := m.last
	version := s.Version
	if rapid.IntRange(0, 19).Draw(m.r, "stale") == 0 {
		version--
	}
	acts := map[string]func() error{}
	for name, fn := range map[string]func(access.Actor) (int64, error){
		"fund":          func(who access.Actor) (int64, error) { return m.Fund(ctx, who, k.id, version) },
		"start":         func(who access.Actor) (int64, error) { return m.Start(ctx, who, k.id, version) },
		"ask to cancel": func(who access.Actor) (int64, error) { return m.RequestCancel(ctx, who, k.id, version) },
		"withdraw":      func(who access.Actor) (int64, error) { return m.WithdrawCancel(ctx, who, k.id, version) },
		"refuse":        func(who access.Actor) (int64, error) { return m.RefuseCancel(ctx, who, k.id, version) },
		"agree":         func(who access.Actor) (int64, error) { return m.AgreeCancel(ctx, who, k.id, version) },
		"submit":        func(who access.Actor) (int64, error) { return m.Submit(ctx, who, k.id, version, "Done.", nil) },
		"changes":       func(who access.Actor) (int64, error) { return m.RequestChanges(ctx, who, k.id, version, "More.") },
		"approve":       func(who access.Actor) (int64, error) { return m.Approve(ctx, who, k.id, version, 0) },
		"approve a part": func(who access.Actor) (int64, error) {
			return m.Approve(ctx, who, k.id, version, rapid.Int64Range(1, max(k.heldMinor(), 1)+1).Draw(m.r, "part"))
		},
	} {
		acts[name] = func() error { _, err := fn(m.doer(name, k)); return err }
	}
	maps.Copy(acts, map[string]func() error{
		"pay at the bank": func() error { return m.payIn(k) },
		"pay out":         m.payOut,
		"repeat a payout": func() error { return m.repeat(m.doer("", k), version) },
		"amend":           m.amend,
		"time":            m.time,
		"dispute": func() error {
			return m.tx(m.id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
				return m.Dispute(ctx, tx, g, k.id, access.NewID[string]())
			})
		},
		"drop the dispute": func() error {
			return m.tx(m.id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
				return m.DropDispute(ctx, tx, g, k.id, k.matter)
			})
		},
		"settle":     func() error { return m.settle(k) },
		"complain":   m.complain,
		"lift":       m.lift,
		"chargeback": func() error { return m.chargeback(k) },
	})
	return acts
}

func (m *model) payIn(k kept) error {
	if k.state != AwaitingFunds || m.last.Money[k.id].FundedMinor > 0 {
		return ErrState
	}
	var e payment.Expectation
	m.must(m.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		e, err = m.Bank.Expected(ctx, tx, k.id)
		return err
	}))
	m.Deals.before = func() error { return nil } // the bank's import is not ours to break
	m.statement(e.AmountMinor, string(e.Reference), "")
	return nil
}

// payOut is the bank: a payout that waits is paid, or comes back.
func (m *model) payOut() error {
	for _, id := range slices.Sorted(maps.Keys(m.last.Payouts)) {
		if m.last.Payouts[id].State != Payable {
			continue
		}
		back := rapid.Bool().Draw(m.r, "comes back")
		g, err := access.Check(m.bank, access.BankApprove, access.Thing{Kind: "bank"})
		m.must(err)
		return m.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := m.Deals.Log.Append(ctx, tx, g, nil); err != nil {
				return err
			}
			if _, err := m.Ledger.ConfirmPayout(ctx, tx, g, id); err != nil {
				return err
			}
			if back {
				if _, err := m.Ledger.ReturnPayout(ctx, tx, g, id); err != nil {
					return err
				}
			}
			return m.World.Jobs.Add(ctx, tx, payment.JobPaid, payment.PaidJob{Payout: id, Returned: back})
		})
	}
	return ErrState
}

func (m *model) repeat(who access.Actor, version int64) error {
	for _, id := range slices.Sorted(maps.Keys(m.last.Payouts)) {
		if m.last.Payouts[id].State == Returned {
			_, err := m.Repeat(ctx, who, id, version)
			return err
		}
	}
	return ErrState
}

func (m *model) time() error {
	m.Deals.before = func() error { return nil }
	m.World.Clock.Advance(time.Duration(rapid.IntRange(1, 8*24).Draw(m.r, "hours")) * time.Hour)
	m.drainQuietly()
	return nil
}

func (m *model) settle(k kept) error {
	release := rapid.Int64Range(0, k.heldMinor()).Draw(m.r, "release")
	refund := k.heldMinor() - release
	if rapid.IntRange(0, 9).Draw(m.r, "wrong") == 0 {
		refund++
	}
	return m.tx(m.id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		return m.Settle(ctx, tx, g, k.id, k.matter, release, refund)
	})
}

func (m *model) complain() error {
	if len(m.last.Complaint) == 2 {
		return ErrState
	}
	return m.tx(m.id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		return m.Suspend(ctx, tx, g, m.id, access.NewID[string]())
	})
}

func (m *model) lift() error {
	if len(m.last.Complaint) == 0 {
		return ErrState
	}
	return m.tx(m.id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		return m.Lift(ctx, tx, g, m.id, m.last.Complaint[0])
	})
}

func (m *model) chargeback(k kept) error {
	p := m.last.Money[k.id]
	if p.ReleasedMinor == 0 || p.OwedMinor > 0 {
		return ErrState
	}
	return m.tx(m.id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
		return m.Chargeback(ctx, tx, g, escrow.Order{Key: "chargeback/" + string(k.id), Milestone: k.id, AmountMinor: p.FundedMinor, Reference: "bank"})
	})
}

// amend changes the price of what is not paid yet, adds a milestone or leaves one out, and has both sign.
func (m *model) amend() error {
	m.Deals.before = func() error { return nil }
	v := m.view(m.client, m.id)
	terms := v.Current.Terms
	if v.InForce != nil {
		terms = v.InForce.Terms
	}
	terms.Milestones = slices.Clone(terms.Milestones)
	switch i := rapid.IntRange(0, len(terms.Milestones)-1).Draw(m.r, "which"); rapid.IntRange(0, 2).Draw(m.r, "how") {
	case 0:
		terms.Milestones[i].AmountMinor = rapid.Int64Range(3, 1_000_000).Draw(m.r, "new amount")
	case 1:
		terms.Milestones = append(terms.Milestones, Milestone{Title: "More", Description: "Besides.", AmountMinor: 500, Due: "2026-06-01"})
	case 2:
		terms.Milestones = slices.Delete(terms.Milestones, i, i+1)
	}
	if _, err := m.Offer(ctx, m.specialist, m.id, m.last.Version, terms); err != nil {
		return err
	}
	offer := m.view(m.client, m.id).Current.Version
	if _, err := m.Accept(ctx, m.client, m.id, m.version(m.id), offer); err != nil {
		return m.undo(err)
	}
	for _, who := range []access.Actor{m.client, m.specialist} {
		if _, err := m.Sign(ctx, who, m.id, m.version(m.id), m.signing(m.id)); err != nil {
			return m.undo(err)
		}
	}
	return nil
}

// undo leaves an amendment that went no further; the deal's version has moved, which is no harm.
func (m *model) undo(err error) error {
	if fault.KindOf(err) == fault.Internal {
		return err
	}
	_, err = m.Decline(ctx, m.client, m.id, m.version(m.id))
	return err
}

// lawful asks the ledger to check itself (M1): chain, sums, order, kept balances.
func (m *model) lawful() error {
	report, err := m.Ledger.Verify(ctx)
	if err == nil && report.Bad != nil {
		err = fmt.Errorf("the ledger: %+v", report.Bad)
	}
	return err
}
