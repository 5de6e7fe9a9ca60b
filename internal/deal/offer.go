package deal

import (
	"context"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/vault"
)

// Begin starts a deal on the ticket: the specialist's first draft, which nobody else sees before it is offered.
// Right: deal.draft. Faults: absent, denied, deal_exists, deal_with_oneself, and those of [Terms.Clean].
func (d *Deals) Begin(ctx context.Context, who access.Actor, t access.TicketID, terms Terms) (id ID, err error) {
	terms.FeeBasisPoints = d.FeeBasisPoints
	if err := terms.Clean(); err != nil {
		return "", err
	}
	if err := d.Vault.Warm(ctx, []access.TicketID{t}); err != nil {
		return "", err
	}
	id = access.NewID[ID]()
	err = d.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		facts, err := d.Desk.Facts(ctx, tx, t)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.DealDraft, facts)
		if err != nil {
			return err
		}
		if facts.Requester == who.Account {
			return ErrSelf
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"deal": string(id)}); err != nil {
			return err
		}
		now := d.Clock.Now()
		_, err = tx.Exec(ctx, `INSERT INTO deal (id, ticket, client, specialist, state, currency, offer, signed, version, steps, created, updated, weekend)
			VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 1, 0, $7, $7, $8)`, string(id), string(t), string(facts.Requester), string(who.Account), string(Negotiating), string(terms.Currency), db.Micros(now), d.Weekend.String())
		if db.IsUnique(err) {
			return ErrOneDeal
		}
		if err != nil {
			return err
		}
		if err := tx.Made(ctx, string(id)); err != nil {
			return err
		}
		return d.keepDraft(ctx, tx, g, id, Specialist, terms)
	})
	return id, err
}

// draftOf is where a side's draft lies among the versions: below all that were ever offered.
var draftOf = map[Side]int64{Client: -1, Specialist: -2}

func (d *Deals) keepDraft(ctx context.Context, tx *db.Tx, g access.Grant, id ID, side Side, terms Terms) error {
	sealed, err := d.seal(ctx, g, termsPlace(id, draftOf[side]), terms)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO deal_offer (deal, version, side, state, base, terms, made) VALUES ($1, $2, $3, $4, 0, $5, $6)
		ON CONFLICT (deal, version) DO UPDATE SET terms = excluded.terms, made = excluded.made`, string(id), draftOf[side], string(side), string(Draft), sealed, db.Micros(d.Clock.Now()))
	return err
}

// Save keeps the actor's own draft of the next version, in place of an earlier one. It changes nothing for the other side.
// Right: deal.offer. Faults: absent, deal_locked, and those of [Terms.Clean].
func (d *Deals) Save(ctx context.Context, who access.Actor, id ID, terms Terms) error {
	if err := terms.Clean(); err != nil {
		return err
	}
	if err := d.warm(ctx, id); err != nil {
		return err
	}
	return d.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := d.load(ctx, tx, id, true)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.DealOffer, s.thing)
		if err != nil {
			return err
		}
		if s.state != Negotiating && s.state != Active {
			return ErrState
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"deal": string(id), "what": "draft"}); err != nil {
			return err
		}
		return d.keepDraft(ctx, tx, g, id, s.side(who.Account), terms)
	})
}

// ReadDraft opens the actor's own draft. Right: deal.offer. Faults: absent.
func (d *Deals) ReadDraft(ctx context.Context, who access.Actor, id ID) (terms Terms, err error) {
	var o offered
	var place vault.Place
	g, err := d.look(ctx, who, id, access.DealOffer, "draft", func(ctx context.Context, tx *db.Tx, s stored) error {
		version := draftOf[s.side(who.Account)]
		place = termsPlace(id, version)
		o, err = offerOf(ctx, tx, id, version)
		return err
	})
	if err != nil {
		return terms, err
	}
	return terms, d.open(ctx, g, place, o.sealed, &terms)
}

// look reads with a grant for the action and puts that on the record, so that what was read can be opened afterwards.
func (d *Deals) look(ctx context.Context, who access.Actor, id ID, act access.Action, what string, fn func(ctx context.Context, tx *db.Tx, s stored) error) (g access.Grant, err error) {
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := d.load(ctx, tx, id, false)
		if err != nil {
			return err
		}
		if g, err = access.Check(who, act, s.thing); err != nil {
			return err
		}
		return fn(ctx, tx, s)
	}); err != nil {
		return g, err
	}
	return g, d.recorded(ctx, g, audit.Params{"deal": string(id), "what": what})
}

// recorded writes the entry of a reading, durable before anything is opened.
func (d *Deals) recorded(ctx context.Context, g access.Grant, p audit.Params) error {
	if err := d.Vault.Warm(ctx, []access.TicketID{g.Ticket()}); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.Log.Append(ctx, tx, g, p) })
}

// Offer offers terms to the other side, for five days: the first version by the specialist, a counter-offer to one that
// is open, a new one after one was declined, withdrawn or expired, or, under a contract, an amendment. An open offer of
// one's own is withdrawn by it. Right: deal.offer. Faults: version_stale, deal_locked, deal_state, reserve_not_funded,
// invalid, and those of [Terms.Clean].
func (d *Deals) Offer(ctx context.Context, who access.Actor, id ID, version int64, terms Terms) (int64, error) {
	terms.FeeBasisPoints = d.FeeBasisPoints
	if err := terms.Clean(); err != nil {
		return 0, err
	}
	if err := d.writable(ctx, who, id, terms); err != nil {
		return 0, err
	}
	return d.change(ctx, who, id, version, access.DealOffer, func(ctx context.Context, w *work) error {
		if w.deal.state != Negotiating && w.deal.state != Active || w.deal.offer >= OfferLimit {
			return ErrState
		}
		next := w.deal.offer + 1
		w.entry["version"] = itoa(next)
		if err := w.record(ctx); err != nil {
			return err
		}
		counter, err := w.setAside(ctx)
		if err != nil {
			return err
		}
		if err := w.fit(ctx, &terms); err != nil {
			return err
		}
		return w.offer(ctx, next, terms, counter)
	})
}

// setAside ends the version that a new one takes the place of. It reports whether that was the other side's offer.
func (w *work) setAside(ctx context.Context) (counter bool, err error) {
	if w.deal.offer == 0 {
		return false, nil
	}
	last, err := offerOf(ctx, w.tx, w.deal.id, w.deal.offer)
	if err != nil {
		return false, err
	}
	switch {
	case last.State == Accepted:
		return false, ErrLocked
	case last.State != Offered:
		return false, nil
	case last.By == w.side:
		return false, decide(ctx, w.tx, w.deal.id, last.Version, Offered, Withdrawn, w.now)
	}
	return true, decide(ctx, w.tx, w.deal.id, last.Version, Offered, Countered, w.now)
}

// fit holds new terms to what was before: milestones keep their ids and nobody gives one a foreign id; an amendment
// respects what is in force; a guarantee needs a reserve.
func (w *work) fit(ctx context.Context, terms *Terms) error {
	known, err := w.known(ctx)
	if err != nil {
		return err
	}
	for i := range terms.Milestones {
		if m := &terms.Milestones[i]; !known[m.ID] {
			m.ID = access.NewID[MilestoneID]()
		}
	}
	if w.deal.signed > 0 {
		now, err := w.terms(ctx, w.deal.signed)
		if err != nil {
			return err
		}
		terms.FeeBasisPoints = now.FeeBasisPoints // what was agreed stays agreed
		ms, err := milestonesOf(ctx, w.tx, w.deal.id)
		if err != nil {
			return err
		}
		if err := amendable(now, *terms, ms); err != nil {
			return err
		}
	}
	return w.covered(ctx, terms)
}

// covered refuses a guarantee that the reserve could not pay beside what it has promised others, and one that nobody could
// ever claim, because it stands for no day after the release. It takes the ledger's turn: of two contracts that come into
// force at once the second one sees what the first was promised.
func (w *work) covered(ctx context.Context, terms *Terms) error {
	if !terms.Guarantee {
		return nil
	}
	if terms.WarrantyDays == 0 {
		return fault.ErrInvalid.At("warrantyDays")
	}
	c, err := terms.Charges()
	if err != nil {
		return err
	}
	if err := w.Ledger.TakeTurn(ctx, w.tx); err != nil {
		return err
	}
	f, err := w.guaranteeFund(ctx, w.tx, terms.Currency, w.deal.id)
	if err == nil && f.BalanceMinor-f.PromisedMinor < c.Total.PriceMinor {
		err = ErrReserve
	}
	return err
}

// known are the ids of milestones that earlier versions of this deal had.
func (w *work) known(ctx context.Context) (map[MilestoneID]bool, error) {
	ids := map[MilestoneID]bool{}
	for _, v := range []int64{w.deal.offer, w.deal.signed} {
		if v == 0 {
			continue
		}
		t, err := w.terms(ctx, v)
		if err != nil {
			return nil, err
		}
		for _, m := range t.Milestones {
			ids[m.ID] = true
		}
	}
	return ids, nil
}

// terms opens a version under the change's own recorded grant, when that is about content.
func (w *work) terms(ctx context.Context, version int64) (t Terms, err error) {
	o, err := offerOf(ctx, w.tx, w.deal.id, version)
	if err != nil {
		return t, err
	}
	return t, w.open(ctx, w.grant, termsPlace(w.deal.id, version), o.sealed, &t)
}

func (w *work) offer(ctx context.Context, version int64, terms Terms, counter bool) error {
	sealed, err := w.seal(ctx, w.grant, termsPlace(w.deal.id, version), terms)
	if err != nil {
		return err
	}
	o := offered{Offer{Version: version, By: w.side, State: Offered, Base: w.deal.signed, MadeAt: w.now, OfferedAt: w.now}, sealed}
	if err := insertOffer(ctx, w.tx, w.deal.id, o); err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, `DELETE FROM deal_offer WHERE deal = $1 AND version = $2`, string(w.deal.id), draftOf[w.side]); err != nil {
		return err
	}
	w.deal.offer = version
	if w.deal.signed == 0 {
		w.deal.currency = terms.Currency
	}
	if len(terms.Secrets) > 0 {
		if err := w.Desk.Propose(ctx, w.tx, w.grant, access.Confidential); err != nil {
			return err
		}
	}
	code, letter := "offered", letterOffer
	if counter {
		code, letter = "countered", letterCounter
	}
	until := w.now.Add(OfferDays * day24)
	w.write(w.side.Other(), letter, until)
	if err := w.clock(ctx, offerClock, string(w.deal.id), string(w.deal.id), w.side.Other(), until); err != nil {
		return err
	}
	return w.step(ctx, Step{Code: code, Side: w.side, Version: version})
}

// Decline ends the version under negotiation: the other side's offer is declined, one's own withdrawn; what is accepted but
// not signed by both can be left by either, and signatures on it are void. A contract in force stays in force.
// Right: deal.decline. Faults: version_stale, deal_state.
func (d *Deals) Decline(ctx context.Context, who access.Actor, id ID, version int64) (int64, error) {
	return d.change(ctx, who, id, version, access.DealDecline, func(ctx context.Context, w *work) error {
		if w.deal.offer == 0 {
			return ErrState
		}
		last, err := offerOf(ctx, w.tx, id, w.deal.offer)
		if err != nil {
			return err
		}
		to := Declined
		if last.State == Offered && last.By == w.side {
			to = Withdrawn
		}
		return w.endOffer(ctx, last, to)
	})
}

// endOffer ends a version that is not signed by both, with its clocks.
func (w *work) endOffer(ctx context.Context, last offered, to OfferState) error {
	if last.State != Offered && last.State != Accepted {
		return ErrState
	}
	if err := decide(ctx, w.tx, w.deal.id, last.Version, last.State, to, w.now); err != nil {
		return err
	}
	for _, k := range []string{offerClock, signingClock} {
		if err := w.unclock(ctx, k, string(w.deal.id)); err != nil {
			return err
		}
	}
	w.entry["version"], w.entry["state"] = itoa(last.Version), string(to)
	return w.step(ctx, Step{Code: string(to), Side: w.side, Version: last.Version})
}

// amendable refuses an amendment that takes back what is done: the currency, a milestone that is paid or over, less than
// what was released. More money for a paid milestone is a milestone of its own, since it must be paid first.
func amendable(now, next Terms, ms []kept) error {
	if now.Currency != next.Currency {
		return fault.ErrInvalid.At("currency")
	}
	for _, m := range ms {
		i := slices.IndexFunc(next.Milestones, func(n Milestone) bool { return n.ID == m.id })
		switch {
		case m.state == CancelRequested || m.state == Disputed:
			return ErrState.With("milestone", string(m.id))
		case m.state.Over() || m.state == Planned:
		case i < 0 && m.state == AwaitingFunds:
		case i < 0:
			return fault.ErrInvalid.At("milestones").With("milestone", string(m.id))
		case next.charge(next.Milestones[i]).PriceMinor > m.priceMinor-m.refundedMinor,
			m.state == AwaitingFunds && next.charge(next.Milestones[i]).PriceMinor != m.priceMinor,
			next.charge(next.Milestones[i]).PriceMinor <= m.releasedMinor:
			return fault.ErrInvalid.At(at("milestones", i, "amountMinor"))
		}
	}
	return nil
}

// clock sets a clock of the deal.
func (w *work) clock(ctx context.Context, kind, subject, group string, turn Side, due time.Time) error {
	return w.Clocks.Set(ctx, w.tx, deadlineOf(kind, subject, group, turn, due))
}
