package dispute

import (
	"context"
	"fmt"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/escrow"
)

// earnedMinor is what the installation has earned before the first history. It came by card, so that the bank's own balance
// is only what the histories move.
const earnedMinor = 100_000_000

// filledMinor is what the fund holds then: enough for some contracts, not for all.
const filledMinor = 1_000_000

// earn gives the installation fees, a part of them in the guarantee fund, and a second person at the bank desk.
func (e *everything) earn() {
	e.t.Helper()
	e.other = e.Person(account.NewPerson{Roles: []access.Role{access.Bank}})
	e.other.SteppedUp = true
	g, err := access.Check(e.banker, access.BankApprove, access.Thing{Kind: "bank"})
	e.must(err)
	e.must(e.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := e.Log.Append(ctx, tx, g, nil); err != nil {
			return err
		}
		m, l := escrow.Milestone{ID: "earned", Deal: "earned", Client: "someone", Specialist: "another", Currency: "EUR"}, e.s.ledger
		if err := l.Begin(ctx, tx, m); err != nil {
			return err
		}
		if _, err := l.Receive(ctx, tx, g, escrow.Receipt{Key: "earned/in", Via: escrow.Card, Milestone: m.ID, Currency: "EUR", AmountMinor: earnedMinor}); err != nil {
			return err
		}
		if _, err := l.Hold(ctx, tx, g, escrow.Order{Key: "earned/hold", Milestone: m.ID, AmountMinor: earnedMinor}); err != nil {
			return err
		}
		_, err := l.Release(ctx, tx, g, escrow.Division{Key: "earned/out", Milestone: m.ID, ReleaseMinor: earnedMinor, FeeMinor: earnedMinor})
		return err
	}))
	filling, err := e.s.deals.Propose(ctx, e.banker, deal.NewMotion{Kind: deal.ToReserve, Currency: "EUR", AmountMinor: filledMinor, Reason: "offers"})
	e.must(err)
	e.must(e.s.deals.Decide(ctx, e.other, filling.ID, true))
}

// motion is one that waits: a claim before others, the newest.
func (w *whole) motion() (id, proposer string) {
	err := w.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT id, proposer FROM deal_motion WHERE state = 'open' ORDER BY kind, proposed DESC, id DESC LIMIT 1`, nil, &id, &proposer)
	})
	if err != nil {
		return "", ""
	}
	return id, proposer
}

// funding is what the bank desk does about the guarantee fund, and what a client's bank takes back.
func (w *whole) funding(m milestoneNow) map[string]func() func() error {
	propose := func(n deal.NewMotion) func() error {
		who := rapid.SampledFrom([]access.Actor{w.banker, w.banker, w.other, w.client}).Draw(w.r, "proposer")
		return func() error { _, err := w.s.deals.Propose(ctx, who, n); return err }
	}
	return map[string]func() func() error{
		"fill the fund": func() func() error {
			minor := rapid.Int64Range(50_000, 300_000).Draw(w.r, "reserve")
			return propose(deal.NewMotion{Kind: deal.ToReserve, Currency: "EUR", AmountMinor: minor, Reason: "offers"})
		},
		"claim": func() func() error {
			if m.ID == "" {
				return idle
			}
			minor := rapid.Int64Range(1, max(m.PriceMinor-m.RefundedMinor-m.Money.GuaranteeMinor, 1)).Draw(w.r, "claim")
			return propose(deal.NewMotion{Kind: deal.ToPayment, AmountMinor: minor, Milestone: m.ID, Reason: "defect"})
		},
		"decide motion": w.decideMotion,
		"chargeback": func() func() error {
			w.chargebacks++
			o := escrow.Order{Key: fmt.Sprintf("%s/back/%d", m.ID, w.chargebacks), Via: escrow.Card, Milestone: m.ID, AmountMinor: rapid.Int64Range(1, max(m.Money.FundedMinor, 1)).Draw(w.r, "back")}
			if m.Money.FundedMinor == 0 || m.Money.OwedMinor > 0 {
				return idle
			}
			return w.inTx(m, func(ctx context.Context, tx *db.Tx, g access.Grant) error { return w.s.deals.Chargeback(ctx, tx, g, o) })
		},
	}
}

// decideMotion is mostly done by the one who did not propose.
func (w *whole) decideMotion() func() error {
	id, proposer := w.motion()
	who := map[bool]access.Actor{true: w.other, false: w.banker}[proposer == string(w.banker.Account)]
	if rapid.IntRange(0, 5).Draw(w.r, "the proposer") == 0 {
		who = w.banker
	}
	approve := rapid.IntRange(0, 5).Draw(w.r, "approve") > 0
	if id == "" {
		return idle
	}
	return func() error { return w.s.deals.Decide(ctx, who, id, approve) }
}

// fund is what the guarantee fund holds, and promises to all contracts.
func (w *whole) fund() (holds, promises int64) {
	f, err := w.s.deals.Guarantee(ctx, w.banker, "EUR")
	w.must(err)
	return f.BalanceMinor, f.PromisedMinor
}
