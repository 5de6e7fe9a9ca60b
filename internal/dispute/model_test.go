package dispute

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// history drives random steps of both sides, arbiters, a complaint and the clock through one dispute after another.
type history struct {
	*world
	r          *rapid.T
	m          deal.MilestoneID
	id         ID
	complaints int
	done       int
	seen       map[State]bool
}

const stake = 1_000

// TestM4NothingLeavesTheHoldButByTheOutcome runs random histories and looks after every step: while a dispute or a complaint is
// open all of the stake is held; once it is closed the money lies as the outcome says, and nothing moves any more.
func TestM4NothingLeavesTheHoldButByTheOutcome(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		steps, done, seen := 0, 0, map[State]bool{}
		dbtest.Checks(t, map[db.Engine]int{db.SQLite: 40, db.Postgres: 12}[w.World.DB.Engine()])
		rapid.Check(t, func(r *rapid.T) {
			w.exec(`UPDATE dispute SET way = 'silence'`) // earlier histories count for no limit, and their clocks have stopped
			w.exec(`DELETE FROM deadline`)
			w.exec(`DELETE FROM job`)
			h := &history{world: w, r: r, m: w.held(stake), seen: seen}
			h.refusal(h.open())
			n := rapid.IntRange(6, 30).Draw(r, "steps")
			for range n {
				h.step()
				h.look()
			}
			steps, done = steps+n, done+h.done
		})
		if done*6 < steps {
			t.Errorf("only %d of %d steps did anything: the histories prove little", done, steps)
		}
		t.Logf("%d steps, %d of them did something, %d of %d states", steps, done, len(seen), len(States))
		rep, err := w.ledger.Verify(ctx)
		if err != nil || rep.Bad != nil {
			t.Errorf("verify: %v %+v", err, rep.Bad)
		}
	})
}

func (h *history) open() (err error) {
	who := rapid.SampledFrom([]access.Actor{h.client, h.specialist}).Draw(h.r, "opener")
	id, err := h.Begin(ctx, who, h.m, "So it is.")
	if err == nil {
		h.id = id
	}
	return err
}

// refusal allows the faults that a random step may meet.
func (h *history) refusal(err error) {
	if err == nil {
		h.done++
		return
	}
	for _, f := range []*fault.Fault{ErrState, ErrNotYours, ErrConflict, ErrTooMany, ErrOffers, ErrOutdated, ErrNothing, deal.ErrState, deal.ErrSuspended, fault.ErrDenied, fault.ErrAbsent} {
		if errors.Is(err, f) {
			return
		}
	}
	h.r.Fatalf("a step failed: %v", err)
}

func (h *history) step() {
	side := rapid.SampledFrom([]access.Actor{h.client, h.specialist}).Draw(h.r, "side")
	judge := rapid.SampledFrom(h.arbiters[:4]).Draw(h.r, "arbiter")
	minor := rapid.SampledFrom([]int64{0, 1, 333, 500, 999, stake}).Draw(h.r, "minor")
	v := h.view(h.client, h.id)
	verbs := map[string]func() error{
		"open":     h.open,
		"answer":   func() error { return h.Answer(ctx, side, h.id, "No.") },
		"offer":    func() error { return second(h.Offer(ctx, side, h.id, minor)) },
		"retract":  func() error { return h.RetractOffer(ctx, side, h.id) },
		"withdraw": func() error { return h.Withdraw(ctx, side, h.id) },
		"take":     func() error { return h.Take(ctx, judge, h.id) },
		"recuse":   func() error { return h.Recuse(ctx, judge, h.id) },
		"propose":  func() error { return h.Propose(ctx, judge, h.id, minor, "So.") },
		"accept":   func() error { return second(h.Accept(ctx, side, h.id, proposalOf(v, minor))) },
		"award":    func() error { return h.Award(ctx, judge, h.id, minor, "So.") },
		"confirm":  func() error { return h.Confirm(ctx, judge, h.id, h.award()) },
		"object":   func() error { return h.Object(ctx, judge, h.id, "No.") },
		"appeal":   func() error { return h.Appeal(ctx, side, h.id, "No.") },
		"decide":   func() error { return h.Decide(ctx, judge, h.id, minor, "So.") },
		"approve":  func() error { return second(h.deals.Approve(ctx, h.client, h.m, h.version(), 0)) },
		"cancel":   func() error { return second(h.deals.AgreeCancel(ctx, side, h.m, h.version())) },
		"complain": func() error { h.complainOrLift(); return nil },
		"time": func() error {
			h.pass(rapid.SampledFrom([]time.Duration{day, 5 * day, 11 * day}).Draw(h.r, "time"))
			return nil
		},
	}
	// Half of the time what fits the state, so that histories come far.
	names := fitting[v.State]
	if len(names) == 0 || rapid.Bool().Draw(h.r, "any") {
		names = anything
	}
	h.refusal(verbs[rapid.SampledFrom(names).Draw(h.r, "verb")]())
}

// complainOrLift lays a complaint over the deal, or lifts the one that is there.
func (h *history) complainOrLift() {
	name := func() string { return "c" + string(h.m) + itoa(int64(h.complaints/2)) }
	h.complain(h.m, name(), h.complaints%2 == 0)
	h.complaints++
}

var anything = []string{"open", "answer", "offer", "retract", "withdraw", "take", "recuse", "propose", "accept", "award", "confirm", "object", "appeal", "decide",
	"approve", "cancel", "complain", "time"}

var fitting = map[State][]string{Answering: {"answer", "time"}, Offering: {"offer", "offer", "time"}, Seeking: {"take"}, Proposing: {"propose"},
	Proposed: {"accept", "award"}, SeekingSecond: {"take"}, Confirming: {"confirm", "confirm", "object"}, Awarded: {"appeal", "time"}, SeekingThird: {"take"},
	Deciding: {"decide"}, Closed: {"open"}}

func proposalOf(v View, otherwise int64) int64 {
	if v.Proposal != nil {
		return v.Proposal.ReleaseMinor
	}
	return otherwise
}

func (h *history) award() int64 {
	return h.count(`SELECT award_minor FROM dispute WHERE id = $1`, string(h.id))
}

func (h *history) version() int64 {
	return h.count(`SELECT version FROM deal WHERE id = (SELECT deal FROM deal_milestone WHERE id = $1)`, string(h.m))
}

// look checks the money after a step.
func (h *history) look() {
	p, v, c := h.position(h.m), h.view(h.client, h.id), h.stateOf(h.m)
	h.seen[v.State] = true
	if p.HeldMinor+p.ReleasedMinor+p.FeesMinor+p.TaxesMinor+p.RefundedMinor != p.FundedMinor || p.FundedMinor != stake {
		h.r.Fatalf("M2: %+v", p)
	}
	open := v.State != Closed
	if held := p.HeldMinor == stake; open && !held {
		h.r.Fatalf("M4: a dispute that is %s, and the money is %+v", v.State, p)
	}
	if open != (c.State == deal.Disputed) {
		h.r.Fatalf("the dispute is %s, the milestone %s", v.State, c.State)
	}
	if !open && v.Outcome != Withdrawn && (p.HeldMinor != 0 || p.RefundedMinor != stake-v.ReleaseMinor || c.State != deal.Settled) {
		h.r.Fatalf("%s of %d: %+v, the milestone is %s", v.Outcome, v.ReleaseMinor, p, c.State)
	}
	for _, m := range p.Matters {
		if m.Kind == escrow.Dispute && (!open || m.ID != string(h.id)) {
			h.r.Fatalf("the ledger waits for %s", m)
		}
	}
}
