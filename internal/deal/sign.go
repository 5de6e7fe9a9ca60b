package deal

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/document"
	"surety/internal/fault"
)

// Sign signs both papers of the accepted version, naming the digests of the texts that were read. Each signature is sealed
// into the PDFs with a timestamp; after the second one the platform adds its own seal, and the contract, or the amendment,
// is in force. Right: deal.sign, with step-up. Faults: version_stale, deal_state, deal_outdated, deal_signed,
// deal_questions_open, deal_suspended, and those of an amendment that the milestones have overtaken.
func (d *Deals) Sign(ctx context.Context, who access.Actor, id ID, version int64, s Signing) (int64, error) {
	at, g, err := d.readySign(ctx, who, id, version, s)
	if err != nil {
		return 0, err
	}
	if err := d.sealPapers(ctx, g, id, at); err != nil {
		return 0, err
	}
	now, err := d.change(ctx, who, id, version, access.DealSign, func(ctx context.Context, w *work) error { return w.sign(ctx, s, at) })
	if err != nil {
		return 0, errors.Join(err, d.drop(ctx, err, at.papers))
	}
	for _, p := range at.old {
		if err := d.Blobs.Remove(context.WithoutCancel(ctx), p.blob); err != nil {
			d.Logger.Warn("deal: the bytes of an earlier revision stay, sealed", "error", fault.As(err).Code)
		}
	}
	return now, nil
}

// signature is one on its way.
type signature struct {
	side   Side
	name   string
	last   bool // the other side has signed: the platform seals too
	old    []paper
	papers []*fresh
}

// readySign refuses early what cannot be signed, puts the reading on the record, and gathers what the seals need.
func (d *Deals) readySign(ctx context.Context, who access.Actor, id ID, version int64, s Signing) (at signature, g access.Grant, err error) {
	if g, err = d.look(ctx, who, id, access.DealSign, "sign", func(ctx context.Context, tx *db.Tx, x stored) error {
		if x.version != version {
			return fault.ErrStale
		}
		at.side = x.side(who.Account)
		signed, err := d.signable(ctx, tx, x, at.side, s)
		if err != nil {
			return err
		}
		at.last = len(signed) > 0
		for _, kind := range []PaperKind{Contract, NDA} {
			p, err := paperOf(ctx, tx, id, s.Version, kind)
			if err != nil {
				return err
			}
			at.old = append(at.old, p)
		}
		names, err := d.Accounts.Names(ctx, tx, []access.AccountID{who.Account})
		at.name = names[who.Account]
		return err
	}); err != nil {
		return at, g, err
	}
	for _, p := range at.old {
		pdf, err := p.bytes(ctx, d, g, id)
		if err != nil {
			return at, g, err
		}
		f := &fresh{paper: p, pdf: pdf}
		f.revision++
		at.papers = append(at.papers, f)
	}
	return at, g, nil
}

// signable is the rule of signing: the latest version, accepted, the very texts, once a side, no question open. It returns
// who has signed.
func (d *Deals) signable(ctx context.Context, tx *db.Tx, x stored, side Side, s Signing) ([]Side, error) {
	if s.Version <= 0 || s.Version != x.offer {
		return nil, ErrOutdated
	}
	o, err := offerOf(ctx, tx, x.id, s.Version)
	if err != nil {
		return nil, err
	}
	signed, err := db.All(ctx, tx, db.Value[Side], `SELECT side FROM deal_signature WHERE deal = $1 AND version = $2`, string(x.id), s.Version)
	if err != nil {
		return nil, err
	}
	for _, was := range signed {
		if was == side {
			return nil, ErrSigned
		}
	}
	if o.State != Accepted {
		return nil, ErrState
	}
	for kind, digest := range map[PaperKind]string{Contract: s.Contract, NDA: s.NDA} {
		p, err := paperOf(ctx, tx, x.id, s.Version, kind)
		if err != nil {
			return nil, err
		}
		if hex.EncodeToString(p.digest) != digest {
			return nil, ErrOutdated
		}
	}
	if n, err := openQuestions(ctx, tx, x.id); err != nil || n > 0 {
		return nil, first(err, ErrQuestions)
	}
	return signed, nil
}

// sealPapers adds the seals to the PDFs, outside any transaction: an authority of time may be far away.
func (d *Deals) sealPapers(ctx context.Context, g access.Grant, id ID, at signature) error {
	a, err := d.authority(ctx)
	if err != nil {
		return err
	}
	name, err := d.platform(ctx)
	if err != nil {
		return err
	}
	stamp := d.stamper(a)
	for _, f := range at.papers {
		seals := []document.Sealing{{Field: string(at.side), Name: at.name, Reason: "surety:sign:" + string(f.kind)}}
		if at.last {
			seals = append(seals, document.Sealing{Field: "platform", Name: name, Reason: "surety:seal:" + string(f.kind)})
		}
		for _, s := range seals {
			s.Contact, s.At, s.By, s.Time = d.URL, d.Clock.Now(), a.Seal, stamp
			if f.pdf, err = document.Seal(ctx, f.pdf, s); err != nil {
				return err
			}
		}
	}
	return d.keepBlobs(ctx, g, id, at.papers)
}

// sign writes the signature, if the papers are still those that were sealed; with the last one the version comes into force.
func (w *work) sign(ctx context.Context, s Signing, at signature) error {
	signed, err := w.signable(ctx, w.tx, w.deal, w.side, s)
	if err != nil {
		return err
	}
	if at.last != (len(signed) > 0) {
		return fault.ErrStale
	}
	w.entry["version"], w.entry["contract"], w.entry["nda"] = itoa(s.Version), s.Contract, s.NDA
	if err := w.record(ctx); err != nil {
		return err
	}
	for i, f := range at.papers {
		n, err := w.tx.Exec(ctx, `UPDATE deal_paper SET key = $4, blob = $5, size = $6, revision = $7 WHERE deal = $1 AND version = $2 AND kind = $3 AND revision = $8`,
			string(w.deal.id), f.version, string(f.kind), f.key, f.blob, f.size, f.revision, at.old[i].revision)
		if err != nil || n == 0 {
			return first(err, fault.ErrStale)
		}
	}
	if _, err := w.tx.Exec(ctx, `INSERT INTO deal_signature (deal, version, side, account, at) VALUES ($1, $2, $3, $4, $5)`, string(w.deal.id), s.Version,
		string(w.side), string(w.grant.Actor().Account), db.Micros(w.now)); err != nil {
		return err
	}
	if err := w.step(ctx, Step{Code: "signed", Side: w.side, Version: s.Version}); err != nil || !at.last {
		return err
	}
	return w.inForce(ctx, s.Version)
}

// inForce makes the version the contract, or amends it: milestones come to be, change, or are left out.
func (w *work) inForce(ctx context.Context, version int64) error {
	if err := decide(ctx, w.tx, w.deal.id, version, Accepted, Signed, w.now); err != nil {
		return err
	}
	if err := w.unclock(ctx, signingClock, string(w.deal.id)); err != nil {
		return err
	}
	next, err := w.terms(ctx, version)
	if err != nil {
		return err
	}
	if err := w.covered(ctx, &next); err != nil {
		return err // another contract was promised the same money meanwhile
	}
	was := Terms{Currency: w.deal.currency}
	if w.deal.signed > 0 {
		if was, err = w.terms(ctx, w.deal.signed); err != nil {
			return err
		}
	}
	w.deal.signed, w.deal.state, w.deal.currency = version, Active, next.Currency
	w.write(Both, letterSigned, time.Time{})
	if err := w.step(ctx, Step{Code: "active", Version: version}); err != nil {
		return err
	}
	if err := w.settleTerms(ctx, was, next); err != nil {
		return err
	}
	return w.goOn(ctx)
}

// settleTerms brings the milestones to what the terms in force say.
func (w *work) settleTerms(ctx context.Context, was, next Terms) error {
	have, err := milestonesOf(ctx, w.tx, w.deal.id)
	if err != nil {
		return err
	}
	if err := amendable(was, next, have); err != nil {
		return err
	}
	for i, t := range next.Milestones {
		m := kept{id: t.ID, deal: w.deal.id, state: Planned}
		for _, h := range have {
			if h.id == t.ID {
				m = h
			}
		}
		m.place = int64(i + 1)
		if err := w.agree(ctx, &m, &next, t); err != nil {
			return err
		}
	}
	for _, h := range have {
		if next.has(h.id) || h.state.Over() {
			continue
		}
		side := w.side
		w.side = Nobody
		err := w.happen(ctx, h.id, Drop, move{outcome: true})
		if w.side = side; err != nil {
			return err
		}
	}
	return nil
}

func (t *Terms) has(id MilestoneID) bool {
	for _, m := range t.Milestones {
		if m.ID == id {
			return true
		}
	}
	return false
}

// agree writes what the terms say of one milestone. What a paid one costs less now goes back to the client.
func (w *work) agree(ctx context.Context, m *kept, t *Terms, one Milestone) (err error) {
	if m.state.Over() {
		return m.put(ctx, w.tx)
	}
	c := t.charge(one)
	less := m.priceMinor - c.PriceMinor
	m.feeMinor, m.taxMinor = c.FeeMinor, c.TaxMinor
	m.silenceDays, m.roundsMax, m.guarantee, m.licence = int64(t.SilenceDays), int64(t.Rounds), t.Guarantee, t.Licence
	m.warrantyDays = int64(t.WarrantyDays)
	if m.due, err = nullMicros(one.Due); err != nil {
		return err
	}
	if m.state.holds() && less > 0 {
		if err := w.refund(ctx, m, less); err != nil {
			return err
		}
		m.refundedMinor -= less // it is no part of the price any more
	}
	m.priceMinor, m.changed = c.PriceMinor, db.Micros(w.now)
	if err := m.put(ctx, w.tx); err != nil {
		return err
	}
	return w.delivery(ctx, m)
}
