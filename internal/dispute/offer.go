package dispute

import (
	"context"
	"encoding/binary"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
)

// Offer seals how much of the stake the actor would release, as the client, or demands, as the specialist, in place of an
// earlier offer of theirs. When the client's offer is at least the specialist's demand, both settle at once at the middle
// ([Meet]); settled says so. Otherwise nothing is told to anybody, not even that there is an offer: its entry stands on the
// record, and not in the ticket's part of it, which the other side reads. Right: dispute.offer, with step-up, since it may move money. Faults: absent, dispute_state,
// dispute_offers_used, amount_invalid.
func (d *Disputes) Offer(ctx context.Context, who access.Actor, id ID, releaseMinor int64) (settled bool, err error) {
	err = d.change(ctx, who, id, access.DisputeOffer, func(ctx context.Context, w *work) error {
		if w.row.state != Offering {
			return ErrState
		}
		if err := w.amount(releaseMinor); err != nil {
			return err
		}
		sealed := w.sealAmount(releaseMinor)
		n, err := w.tx.Exec(ctx, `INSERT INTO dispute_offer (dispute, side, sealed, made) VALUES ($1, $2, $3, 1)
			ON CONFLICT (dispute, side) DO UPDATE SET sealed = excluded.sealed, made = dispute_offer.made + 1 WHERE dispute_offer.made < $4`,
			string(id), string(w.side), sealed, Published.OffersOfSide)
		if err == nil && n == 0 {
			err = ErrOffers
		}
		if err != nil {
			return err
		}
		settled, err = w.meet(ctx, releaseMinor)
		return err
	})
	return settled, err
}

// sealAmount writes eight bytes, whatever the amount: the length of a sealed offer tells nothing of it. It is sealed under the
// installation's own key, since under the case's it could not be compared without an entry that the other side reads.
func (w *work) sealAmount(minor int64) []byte {
	return w.Vault.SealOwn(offerPlace(w.row.id, w.side), binary.BigEndian.AppendUint64(nil, uint64(minor)))
}

// meet compares the offers, here and nowhere else, and settles when they meet. Until then the change is a quiet one.
func (w *work) meet(ctx context.Context, ours int64) (bool, error) {
	w.quiet = true
	theirs, ok, err := w.offerOf(ctx, w.side.Other())
	if err != nil || !ok {
		return false, err
	}
	client, specialist := ours, theirs
	if w.side == deal.Specialist {
		client, specialist = theirs, ours
	}
	release, ok := Meet(client, specialist)
	if !ok {
		return false, nil
	}
	w.quiet = false
	if err := w.happen(ctx, Cross); err != nil {
		return false, err
	}
	return true, w.settle(ctx, release)
}

// offerOf opens what a side offers now; false when it does not.
func (w *work) offerOf(ctx context.Context, side deal.Side) (minor int64, ok bool, err error) {
	sealed, err := db.All(ctx, w.tx, db.Value[[]byte], `SELECT sealed FROM dispute_offer WHERE dispute = $1 AND side = $2 AND sealed IS NOT NULL`,
		string(w.row.id), string(side))
	if err != nil || len(sealed) == 0 {
		return 0, false, err
	}
	minor, err = w.openAmount(w.row.id, side, sealed[0])
	return minor, err == nil, err
}

func (d *Disputes) openAmount(id ID, side deal.Side, sealed []byte) (int64, error) {
	b, err := d.Vault.OpenOwn(offerPlace(id, side), sealed)
	if err != nil {
		return 0, err
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}

// RetractOffer takes the actor's offer back, if there is one. Right: dispute.offer. Faults: absent, dispute_state.
func (d *Disputes) RetractOffer(ctx context.Context, who access.Actor, id ID) error {
	return d.change(ctx, who, id, access.DisputeOffer, func(ctx context.Context, w *work) error {
		if w.row.state != Offering {
			return ErrState
		}
		w.quiet = true
		_, err := w.tx.Exec(ctx, `UPDATE dispute_offer SET sealed = NULL WHERE dispute = $1 AND side = $2`, string(id), string(w.side))
		return err
	})
}
