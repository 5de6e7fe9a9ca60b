package deal

import (
	"testing"
	"time"
)

// The straight road: offered, accepted, signed by both, funded at the bank, worked, submitted, approved, paid.
func TestDealFromOfferToPayout(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, ms := w.signed(sample(2))
		if v := w.view(w.client, id); v.State != Active || v.Milestones[0].State != AwaitingFunds || v.Milestones[1].State != Planned || v.Turn != Client {
			t.Fatalf("after signing: %+v", v.Summary)
		}
		w.fund(id, ms[0])
		w.start(id, ms[0])
		w.submit(id, ms[0])
		if _, err := w.Approve(ctx, w.client, ms[0], w.version(id), 0); err != nil {
			t.Fatal(err)
		}
		p := w.progress(id, ms[0])
		if p.State != Released || p.Money.HeldMinor != 0 || p.Money.FundedMinor != 11_900 || p.Money.FeesMinor != 500 || p.Money.TaxesMinor != 1_900 || p.Money.ReleasedMinor != 9_500 {
			t.Fatalf("released: %+v %+v", p.State, p.Money)
		}
		if p.Payouts[0].State != Clearing || p.Licence != NonExclusive || w.stateOf(id, ms[1]) != AwaitingFunds {
			t.Fatalf("payouts %+v, licence %q, next %s", p.Payouts, p.Licence, w.stateOf(id, ms[1]))
		}
		w.pass(2 * 24 * time.Hour)
		if p := w.progress(id, ms[0]); p.Payouts[0].State != Payable || p.Payouts[0].AmountMinor != 9_500 {
			t.Fatalf("after clearing: %+v", p.Payouts)
		}
	})
}
