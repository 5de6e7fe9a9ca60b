package dispute

import (
	"surety/internal/deal"
	"surety/internal/escrow"
)

// check is what holds at every moment, and of every step from the last one.
func (w *whole) check(name string, now picture) {
	fail := func(form string, args ...any) {
		w.r.Fatalf("after "+name+": "+form+"\nbefore %+v\nnow %+v", append(args, w.last, now)...)
	}
	was, is := w.last.state(), now.state()
	w.x.states[is] = true
	if was != is {
		w.x.edges[was+" → "+is] = true
		if now.Entries <= w.last.Entries {
			fail("R1: something changed and nothing stands on the record")
		}
	}
	if now.Unbalanced != 0 {
		fail("M1: credits less debits are %d", now.Unbalanced)
	}
	if now.Fund < now.Promised {
		fail("the guarantee fund promises %d and holds %d", now.Promised, now.Fund)
	}
	before := map[deal.MilestoneID]milestoneNow{}
	for _, m := range w.last.Milestones {
		before[m.ID] = m
	}
	for _, m := range now.Milestones {
		m.lawful(fail)
		if b, ok := before[m.ID]; ok {
			m.follows(b, fail)
			if m.Money.GuaranteeMinor > b.Money.GuaranteeMinor {
				w.x.claimed++
			}
			if m.Money.OwedMinor > b.Money.OwedMinor {
				w.x.takenBack++
			}
		}
	}
}

// lawful is what holds of a milestone at any moment.
func (m milestoneNow) lawful(fail func(string, ...any)) {
	p := m.Money
	if p.HeldMinor+p.ReleasedMinor+p.FeesMinor+p.TaxesMinor+p.RefundedMinor != p.FundedMinor {
		fail("M2 of %s: %+v", m.ID, p)
	}
	// An amendment may make a paid milestone cheaper: what that gives back is no part of its price any more.
	if less := p.RefundedMinor - m.RefundedMinor; p.HeldMinor < 0 || less < 0 || p.FundedMinor > 0 && p.FundedMinor-less != m.PriceMinor {
		fail("%d are funded of a price of %d, %d given back by amendments", p.FundedMinor, m.PriceMinor, less)
	}
	if p.ReleasedMinor+p.FeesMinor+p.TaxesMinor != m.ReleasedMinor {
		fail("the deal says %d released; the ledger %+v", m.ReleasedMinor, p)
	}
	if m.PaidMinor != p.ReleasedMinor+p.RefundedMinor+p.GuaranteeMinor {
		fail("payouts of %d for %+v", m.PaidMinor, p)
	}
	if p.GuaranteeMinor > 0 && p.GuaranteeMinor+m.RefundedMinor > m.PriceMinor {
		fail("more came back to the client than the milestone cost: %+v", p)
	}
	if m.FeeTakeMinor > m.FeeMinor || m.Rounds > m.RoundsMax {
		fail("more was taken than agreed: %+v", m)
	}
	open := m.Disputed != "" && State(m.Disputed) != Closed
	if open != (m.State == string(deal.Disputed)) {
		fail("the dispute is %q, the milestone %s", m.Disputed, m.State)
	}
	frozen := false
	for _, x := range p.Matters {
		frozen = frozen || x == escrow.Matter{Kind: escrow.Dispute, ID: string(m.Dispute)}
	}
	if open != frozen {
		fail("the dispute is %q, the ledger waits for %v", m.Disputed, p.Matters)
	}
}

// follows is M4: nothing leaves a hold while a matter that was open before is still open.
func (m milestoneNow) follows(was milestoneNow, fail func(string, ...any)) {
	if m.Money.HeldMinor >= was.Money.HeldMinor {
		return
	}
	for _, x := range m.Money.Matters {
		for _, y := range was.Money.Matters {
			if x == y {
				fail("M4: %d of %d left the hold while %s was open", was.Money.HeldMinor-m.Money.HeldMinor, was.Money.HeldMinor, x)
			}
		}
	}
	if m.Money.FundedMinor != was.Money.FundedMinor {
		fail("money left a hold and was forgotten: %+v %+v", was.Money, m.Money)
	}
}
