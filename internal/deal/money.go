package deal

import (
	"context"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/card"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

func (w *work) ledgerMilestone(m *kept) escrow.Milestone {
	return escrow.Milestone{ID: m.id, Deal: w.deal.id, Client: w.deal.client, Specialist: w.deal.specialist, Currency: w.deal.currency}
}

// expect gives the client a reference to pay the milestone by.
func (w *work) expect(ctx context.Context, m *kept) error {
	of := w.ledgerMilestone(m)
	if err := w.Ledger.Begin(ctx, w.tx, of); err != nil {
		return err
	}
	_, err := w.Bank.Expect(ctx, w.tx, of, m.priceMinor)
	return err
}

// withdraw waits for the money no longer. Money that is there already forbids it: its news is on the way.
func (w *work) withdraw(ctx context.Context, m *kept) error {
	if err := w.Bank.Withdraw(ctx, w.tx, m.id); err != nil {
		return err
	}
	p, err := w.Ledger.Position(ctx, w.tx, m.id)
	if err == nil && p.HeldMinor > 0 {
		err = ErrState
	}
	return err
}

// key is the ledger's key of the milestone's next move of money: the same move is never made twice.
func (m *kept) key() string {
	m.moves++
	return "milestone/" + string(m.id) + "/" + itoa(m.moves)
}

// charges are fee and tax of a release: the share of all that is released by then, less what was taken before, so that
// releases in parts take no more in all than one of the whole.
func (m *kept) charges(grossMinor int64) (feeMinor, taxMinor int64) {
	of := func(all, taken int64) int64 { return max(part(all, m.releasedMinor+grossMinor, m.priceMinor)-taken, 0) }
	feeMinor = min(of(m.feeMinor, m.feeTakenMinor), grossMinor)
	return feeMinor, min(of(m.taxMinor, m.taxTakenMinor), grossMinor-feeMinor)
}

// release gives held money to the specialist; zero means all that is held.
func (w *work) release(ctx context.Context, m *kept, grossMinor int64) error {
	held := m.priceMinor - m.releasedMinor - m.refundedMinor
	if grossMinor == 0 {
		grossMinor = held
	}
	if grossMinor < 0 || grossMinor > held || grossMinor == held && !m.state.Over() {
		return escrow.ErrAmount
	}
	fee, tax := m.charges(grossMinor)
	if _, err := w.Ledger.Release(ctx, w.tx, w.grant, escrow.Division{Key: m.key(), Milestone: m.id, ReleaseMinor: grossMinor, FeeMinor: fee, TaxMinor: tax}); err != nil {
		return err
	}
	m.took(grossMinor, fee, tax)
	return w.payOut(ctx, m.id, Specialist, grossMinor-fee-tax)
}

func (m *kept) took(grossMinor, feeMinor, taxMinor int64) {
	m.releasedMinor += grossMinor
	m.feeTakenMinor += feeMinor
	m.taxTakenMinor += taxMinor
}

// refund gives held money back to the client.
func (w *work) refund(ctx context.Context, m *kept, minor int64) error {
	if _, err := w.Ledger.Refund(ctx, w.tx, w.grant, escrow.Order{Key: m.key(), Milestone: m.id, AmountMinor: minor}); err != nil {
		return err
	}
	m.refundedMinor += minor
	return w.payOut(ctx, m.id, Client, minor)
}

// divide is the outcome of a dispute: all that is held goes to the two sides.
func (w *work) divide(ctx context.Context, m *kept, matter escrow.Matter, mv move) error {
	if mv.releaseMinor < 0 || mv.refundMinor < 0 || mv.releaseMinor > escrow.MaxMinor || mv.refundMinor > escrow.MaxMinor ||
		mv.releaseMinor+mv.refundMinor != m.priceMinor-m.releasedMinor-m.refundedMinor {
		return escrow.ErrAmount
	}
	fee, tax := m.charges(mv.releaseMinor)
	if _, err := w.Ledger.Split(ctx, w.tx, w.grant, matter, escrow.Division{Key: m.key(), Milestone: m.id,
		ReleaseMinor: mv.releaseMinor, FeeMinor: fee, TaxMinor: tax, RefundMinor: mv.refundMinor}); err != nil {
		return err
	}
	m.took(mv.releaseMinor, fee, tax)
	m.refundedMinor += mv.refundMinor
	if err := w.payOut(ctx, m.id, Specialist, mv.releaseMinor-fee-tax); err != nil {
		return err
	}
	if err := w.payOut(ctx, m.id, Client, mv.refundMinor); err != nil || mv.releaseMinor == 0 {
		return err
	}
	return w.pass(ctx, m)
}

// paidOut is a payout as it lies in its table.
type paidOut struct {
	Payout
	milestone MilestoneID
}

const payoutColumns = `id, milestone, side, amount_minor, state, made, changed`

func scanPayout(s db.Scanner) (p paidOut, err error) {
	var made, changed int64
	err = s.Scan(&p.ID, &p.milestone, &p.To, &p.AmountMinor, &p.State, &made, &changed)
	p.At, p.ChangedAt = db.Time(made), db.Time(changed)
	return p, err
}

func payoutOf(ctx context.Context, tx *db.Tx, id escrow.PayoutID) (paidOut, error) {
	return db.One(ctx, tx, scanPayout, `SELECT `+payoutColumns+` FROM deal_payout WHERE id = $1`, string(id))
}

func payoutsOf(ctx context.Context, tx *db.Tx, m MilestoneID) ([]paidOut, error) {
	return db.All(ctx, tx, scanPayout, `SELECT `+payoutColumns+` FROM deal_payout WHERE milestone = $1 ORDER BY made, id`, string(m))
}

// payOut begins a payout. What the specialist earned rests for the days of clearing first; both wait for the clock, so that
// a bank account that is short for an hour holds up no release.
func (w *work) payOut(ctx context.Context, m MilestoneID, to Side, minor int64) error {
	if minor == 0 {
		return nil
	}
	id, due := access.NewID[escrow.PayoutID](), w.now
	if to == Specialist {
		due = due.Add(time.Duration(w.ClearingDays) * day24)
	}
	if _, err := w.tx.Exec(ctx, `INSERT INTO deal_payout (id, milestone, side, amount_minor, state, next, made, changed) VALUES ($1, $2, $3, $4, $5, '', $6, $6)`,
		string(id), string(m), string(to), minor, string(Clearing), db.Micros(w.now)); err != nil {
		return err
	}
	return w.clock(ctx, clearingClock, string(id), string(id), Bank, due)
}

// payable hands a payout that has rested to the bank desk. Where the bank does not have the money now, after a chargeback,
// it rests a day longer.
func (w *work) payable(ctx context.Context, p paidOut) error {
	kind, owner := escrow.Specialist, w.deal.specialist
	if p.To == Client {
		kind, owner = escrow.Client, w.deal.client
	}
	from := escrow.AccountOf(kind, owner, w.deal.currency)
	byCard, err := w.Cards.Pay(ctx, w.tx, w.grant, p.ID, p.milestone, from, p.AmountMinor)
	if err == nil && !byCard {
		err = w.Bank.Pay(ctx, w.tx, w.grant, p.ID, from, p.AmountMinor)
	}
	if errors.Is(err, escrow.ErrShort) || errors.Is(err, card.ErrLater) {
		if err := w.clock(ctx, clearingClock, string(p.ID), string(p.ID), Bank, w.now.Add(day24)); err != nil {
			return err
		}
		return w.step(ctx, Step{Code: "payout_waits", Milestone: p.milestone, AmountMinor: p.AmountMinor})
	}
	if err != nil {
		return err
	}
	return w.turn(ctx, p, Payable)
}

// turn moves a payout on. The same news twice does nothing. Faults: deal_state.
func (w *work) turn(ctx context.Context, p paidOut, to PayoutState) error {
	p, err := payoutOf(ctx, w.tx, p.ID) // as it is now that the deal is held
	if err != nil || p.State == to {
		return err
	}
	if !p.State.leads(to) {
		return ErrState.With("state", string(p.State))
	}
	if _, err := w.tx.Exec(ctx, `UPDATE deal_payout SET state = $2, changed = $3 WHERE id = $1`, string(p.ID), string(to), db.Micros(w.now)); err != nil {
		return err
	}
	return w.step(ctx, Step{Code: "payout_" + string(to), Side: w.side, Milestone: p.milestone, AmountMinor: p.AmountMinor})
}

func (s PayoutState) leads(to PayoutState) bool {
	for _, n := range payouts[s] {
		if n == to {
			return true
		}
	}
	return false
}

// Repeat has a payout that came back paid again, to where its owner is paid by now. Right: deal.repeat, one's own payout
// only. Faults: absent, denied, version_stale, deal_state.
func (d *Deals) Repeat(ctx context.Context, who access.Actor, id escrow.PayoutID, version int64) (int64, error) {
	var of ID
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := payoutOf(ctx, tx, id)
		if err != nil {
			return err
		}
		of, err = dealOf(ctx, tx, p.milestone)
		return err
	}); err != nil {
		return 0, err
	}
	return d.change(ctx, who, of, version, access.DealRepeat, func(ctx context.Context, w *work) error {
		w.entry["payout"] = string(id)
		if err := w.record(ctx); err != nil {
			return err
		}
		p, err := payoutOf(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if p.To != w.side {
			return fault.ErrDenied
		}
		if p.State != Returned {
			return ErrState
		}
		if err := w.turn(ctx, p, Repeated); err != nil {
			return err
		}
		return w.payOut(ctx, p.milestone, p.To, p.AmountMinor)
	})
}

// pass lets the licence pass to the client, and with it the works open.
func (w *work) pass(ctx context.Context, m *kept) error {
	n, err := w.tx.Exec(ctx, `INSERT INTO deal_licence (milestone, deal, licence, at) VALUES ($1, $2, $3, $4) ON CONFLICT (milestone) DO NOTHING`,
		string(m.id), string(m.deal), string(m.licence), db.Micros(w.now))
	if err != nil || n == 0 {
		return err
	}
	return w.Log.AppendAs(ctx, w.tx, w.grant.Actor(), w.grant.Action(), w.deal.thing, audit.Params{"deal": string(w.deal.id), "milestone": string(m.id), "licence": string(m.licence)})
}

func licenceOf(ctx context.Context, tx *db.Tx, m MilestoneID) (Licence, error) {
	all, err := db.All(ctx, tx, db.Value[Licence], `SELECT licence FROM deal_licence WHERE milestone = $1`, string(m))
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

// keepPrices notes what a completed deal cost, under a name that leads nowhere.
func (w *work) keepPrices(ctx context.Context, all []kept) error {
	name, place := access.NewID[string](), 0
	for _, m := range all {
		if m.releasedMinor == 0 {
			continue
		}
		place++
		if _, err := w.tx.Exec(ctx, `INSERT INTO deal_price (deal, place, department, currency, day, amount_minor) VALUES ($1, $2, $3, $4, $5, $6)`,
			name, place, string(w.deal.thing.Department), string(w.deal.currency), w.now.Unix()/86_400, m.releasedMinor); err != nil {
			return err
		}
	}
	return nil
}

// compare is the price beside the median of like deals; nil when there are fewer than five.
func (d *Deals) compare(ctx context.Context, tx *db.Tx, s stored) (*Comparison, error) {
	since := d.Clock.Now().AddDate(-1, 0, 0).Unix() / 86_400
	totals, err := db.All(ctx, tx, db.Value[int64], `SELECT CAST(sum(amount_minor) AS BIGINT) AS total FROM deal_price
		WHERE department = $1 AND currency = $2 AND day >= $3 GROUP BY deal ORDER BY total`, string(s.thing.Department), string(s.currency), since)
	n := len(totals)
	if err != nil || n < likeDeals {
		return nil, err
	}
	low, high := totals[(n-1)/2], totals[n/2]
	return &Comparison{MedianMinor: low + (high-low)/2, Deals: n}, nil
}
