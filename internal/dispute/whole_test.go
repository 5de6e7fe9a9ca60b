package dispute

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
)

// explored is what all histories together reached. A state is the whole of a deal: its stage, and of each milestone the
// stage, what of its money lies where, rounds, requests, dispute, complaints and payouts; not its amounts and times.
type explored struct {
	states, edges                  map[string]bool
	steps, refused, died, repeated int
	histories, restarts            int
	claimed, takenBack             int // paid by the guarantee fund; charged back
}

// TestTheWholeStateMachine lets both sides, arbiters, the bank, complaints and the clock act at random on a deal from its
// offer to its payouts, with servers that die before their commits, restarts, and requests that come twice, also at once.
// After every step it checks what must always hold. More histories: -rapid.checks=N.
func TestTheWholeStateMachine(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			dbtest.Checks(t, map[db.Engine]int{db.SQLite: 25, db.Postgres: 6}[engine])
			e, x := newEverything(t, engine), &explored{states: map[string]bool{}, edges: map[string]bool{}}
			rapid.Check(t, func(r *rapid.T) {
				w := begin(r, e, x)
				for range rapid.IntRange(20, 60).Draw(r, "steps") {
					w.step()
				}
				w.sound()
				x.histories++
			})
			t.Logf("%s: %d histories, %d steps (%d refused, %d died, %d repeated, %d restarts), %d claims paid, %d charged back, %d distinct states, %d distinct transitions",
				engine, x.histories, x.steps, x.refused, x.died, x.repeated, x.restarts, x.claimed, x.takenBack, len(x.states), len(x.edges))
			if x.died == 0 || x.repeated == 0 || x.restarts == 0 || x.refused*10 > x.steps*9 {
				t.Errorf("the histories prove little: %d steps, %d refused, %d died, %d repeated", x.steps, x.refused, x.died, x.repeated)
			}
		})
	}
}

// whole is one history.
type whole struct {
	*everything
	r                  *rapid.T
	x                  *explored
	client, specialist access.Actor
	deal               deal.ID
	last               picture
	again              func() error // the last thing that was done
	did                string       // its name
	complaints         int
	chargebacks        int
}

// picture is a deal and its money at one moment.
type picture struct {
	State      string
	Version    int64
	Milestones []milestoneNow
	Entries    int64 // of the record
	Unbalanced int64
	Offer      string // the last one's state, and how many have signed it
	Fund       int64  // what the guarantee fund holds, and what it promises to all contracts
	Promised   int64
}

type milestoneNow struct {
	ID                                                 deal.MilestoneID
	State, Before, Canceller                           string
	PriceMinor, ReleasedMinor, RefundedMinor           int64
	Rounds, RoundsMax, Cancels, FeeMinor, FeeTakeMinor int64
	Money                                              escrow.Position
	Dispute                                            ID
	Disputed                                           string // its state
	Payouts                                            []string
	PaidMinor                                          int64 // all payouts that were not repeated
}

func begin(r *rapid.T, e *everything, x *explored) *whole {
	e.exec(`DELETE FROM deadline`) // earlier histories are over
	e.exec(`DELETE FROM job`)
	w := &whole{everything: e, r: r, x: x, client: e.Client(), specialist: e.Specialist()}
	w.client.SteppedUp, w.specialist.SteppedUp = true, true
	for i, a := range []access.Actor{w.client, w.specialist} {
		e.must(e.s.bank.SetDestination(ctx, a, payment.Destination{Holder: fmt.Sprintf("Person %d", i), IBAN: "NL91ABNA0417164300"}))
	}
	on := e.Ticket(w.client, e.department).ID
	e.must(e.s.deals.Invite(ctx, e.lead, on, w.specialist.Account))
	terms := w.terms()
	if holds, promises := w.fund(); holds-promises < 300_000 {
		terms.Guarantee = false // else nothing could begin
	}
	var err error
	w.deal, err = e.s.deals.Begin(ctx, w.specialist, on, terms)
	e.must(err)
	_, err = e.s.deals.Offer(ctx, w.specialist, w.deal, w.look().Version, terms)
	e.must(err)
	w.last = w.look()
	return w
}

// step lets somebody do something, perhaps twice or with a server that dies, and checks what must hold.
func (w *whole) step() {
	if rapid.IntRange(0, 14).Draw(w.r, "restart") == 0 {
		w.s = serve(w.World)
		w.x.restarts++
	}
	name, act := w.draw()
	w.x.steps++
	how := rapid.IntRange(0, 9).Draw(w.r, "how")
	var err error
	died := false
	switch how {
	case 0:
		died, err = w.dying(act)
	case 1:
		err = atOnce(act)
	default:
		err = act()
	}
	now := w.look()
	switch {
	case died:
		w.x.died++
		w.s = serve(w.World)
		w.unchanged(name+", which died,", now)
		w.check(name, now)
		err = act() // whoever was not answered asks again
		now = w.look()
	case err != nil:
		w.unchanged(name+", which was refused,", now)
	}
	w.refusal(name, err)
	w.check(name, now)
	if err == nil && name != "time" {
		w.again, w.did = act, name
	}
	w.jobs()
	w.twice()
}

// atOnce makes the same request twice at the same moment. It was done if one of them was.
func atOnce(act func() error) error {
	other := make(chan error)
	go func() { other <- act() }()
	one := act()
	if two := <-other; one != nil {
		return two
	}
	return nil
}

// refusal allows faults that tell the caller something; a fault of the installation's own is none.
func (w *whole) refusal(name string, err error) {
	if err == nil {
		return
	}
	if w.x.refused++; fault.KindOf(err) == fault.Internal {
		w.r.Fatalf("%s failed: %v", name, err)
	}
}

// jobs does what is due, sometimes with a server that dies over it; what it left is done by the next.
func (w *whole) jobs() {
	if rapid.IntRange(0, 9).Draw(w.r, "jobs die") == 0 {
		_, _ = w.dying(func() error { return w.s.jobs.Drain(ctx) }) // the next line finds what is wrong
		w.check("jobs that died", w.look())
		w.s = serve(w.World)
		w.Clock.Advance(longestWait)
	}
	if err := w.s.jobs.Drain(ctx); err != nil {
		w.r.Fatalf("jobs: %v", err)
	}
	now := w.look()
	w.check("the jobs", now)
	w.last = now
}

// twice makes the last request again: it is refused, or changes nothing (M3).
func (w *whole) twice() {
	if w.again == nil || rapid.IntRange(0, 4).Draw(w.r, "twice") != 0 {
		return
	}
	w.x.repeated++
	if err := w.again(); err != nil && fault.KindOf(err) == fault.Internal {
		w.r.Fatalf("again %s: %v", w.did, err)
	}
	now := w.look()
	now.Version = w.last.Version // who repeats a complaint turns a page
	w.unchanged("again "+w.did, now)
	w.again, w.last = nil, w.look()
}

func (w *whole) unchanged(name string, now picture) {
	was := w.last
	was.Entries, now.Entries = 0, 0 // a refusal, a repetition may stand on the record
	if !reflect.DeepEqual(was, now) {
		w.r.Fatalf("%s changed something:\n%+v\n%+v", name, was, now)
	}
}

// sound asks ledger and bank desk to check themselves at a history's end (M1, hash chain, kept balances, reconciliation).
func (w *whole) sound() {
	report, err := w.s.ledger.Verify(ctx)
	if err != nil || report.Bad != nil {
		w.r.Fatalf("the ledger: %v %+v", err, report.Bad)
	}
	d, err := w.s.bank.Reconcile(ctx, w.banker, "EUR")
	if err != nil || d.OpeningMinor != 0 || d.UnexplainedMinor != 0 || d.BankMinor != w.bankMinor {
		w.r.Fatalf("bank and ledger differ: %v %+v", err, d)
	}
}

// look reads the deal as it stands in the store.
func (w *whole) look() (p picture) {
	w.must(w.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := tx.Get(ctx, `SELECT (SELECT count(*) FROM audit_entry), CAST((SELECT coalesce(sum(credits - debits), 0) FROM escrow_account) AS BIGINT),
			coalesce((SELECT o.state || ' ' || (SELECT count(*) FROM deal_signature s WHERE s.deal = o.deal AND s.version = o.version)
				FROM deal_offer o WHERE o.deal = $1 ORDER BY o.version DESC LIMIT 1), '')`, []any{string(w.deal)}, &p.Entries, &p.Unbalanced, &p.Offer); err != nil {
			return err
		}
		if err := tx.Get(ctx, `SELECT state, version FROM deal WHERE id = $1`, []any{string(w.deal)}, &p.State, &p.Version); err != nil {
			return err
		}
		p.Milestones, err = db.All(ctx, tx, func(s db.Scanner) (m milestoneNow, err error) {
			return m, s.Scan(&m.ID, &m.State, &m.Before, &m.Canceller, &m.PriceMinor, &m.ReleasedMinor, &m.RefundedMinor, &m.Rounds, &m.RoundsMax, &m.Cancels, &m.FeeMinor, &m.FeeTakeMinor)
		}, `SELECT id, state, before, canceller, price_minor, released_minor, refunded_minor, rounds, rounds_max, cancels, fee_minor, fee_taken FROM deal_milestone WHERE deal = $1 ORDER BY place`, string(w.deal))
		for i := range p.Milestones {
			err = errors.Join(err, w.lookAt(ctx, tx, &p.Milestones[i]))
		}
		return err
	}))
	p.Fund, p.Promised = w.fund()
	return p
}

func (w *whole) lookAt(ctx context.Context, tx *db.Tx, m *milestoneNow) (err error) {
	if m.Money, err = w.s.ledger.Position(ctx, tx, m.ID); err != nil && !errors.Is(err, fault.ErrAbsent) {
		return err
	}
	err = tx.Get(ctx, `SELECT id, state FROM dispute WHERE milestone = $1 ORDER BY CASE state WHEN 'closed' THEN 1 ELSE 0 END, opened DESC, id LIMIT 1`, []any{string(m.ID)}, &m.Dispute, &m.Disputed)
	if err != nil && !errors.Is(err, fault.ErrAbsent) {
		return err
	}
	type payout struct {
		side, state string
		minor       int64
	}
	all, err := db.All(ctx, tx, func(s db.Scanner) (p payout, err error) { return p, s.Scan(&p.side, &p.state, &p.minor) },
		`SELECT side, state, amount_minor FROM deal_payout WHERE milestone = $1 ORDER BY made, id`, string(m.ID))
	for _, p := range all {
		m.Payouts = append(m.Payouts, p.side+" "+p.state)
		if p.state != string(deal.Repeated) {
			m.PaidMinor += p.minor
		}
	}
	slices.Sort(m.Payouts)
	return err
}

// state is what a picture is without its amounts and names.
func (p picture) state() string {
	share := func(minor, of int64) string {
		switch {
		case minor == 0:
			return "none"
		case minor >= of:
			return "all"
		}
		return "part"
	}
	words := []string{p.State, p.Offer}
	for _, m := range p.Milestones {
		kinds := ""
		for _, x := range m.Money.Matters {
			kinds += string(x.Kind[0])
		}
		words = append(words, fmt.Sprint(m.State, m.Before, m.Canceller, m.Rounds, m.Cancels, share(m.Money.HeldMinor, m.PriceMinor), share(m.ReleasedMinor, m.PriceMinor),
			share(m.RefundedMinor, m.PriceMinor), m.Money.OwedMinor > 0, m.Money.GuaranteeMinor > 0, kinds, m.Disputed, slices.Compact(slices.Clone(m.Payouts))))
	}
	return strings.Join(words, "; ")
}
