package card

import (
	"context"
	"errors"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Row is a payment with all that came of it, for the bank desk.
type Row struct {
	Payment
	Moves       []Move
	Chargebacks []Chargeback
}

// pageLimit is how many rows a page has at most.
const pageLimit = 100

// Payments lists payments by card, the newest first, before the place given. Next is the place to go on from; 0 at the end.
// Right: bank.read. Faults: card_off.
func (d *Desk) Payments(ctx context.Context, who access.Actor, before int64, limit int) (all []Row, next int64, err error) {
	defer fault.Wrap(&err, "card: payments")
	if _, err := access.Check(who, access.BankRead, access.Thing{Kind: "bank"}); err != nil || d == nil {
		return nil, 0, errors.Join(err, off(d))
	}
	limit = min(max(limit, 1), pageLimit)
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		ps, err := db.All(ctx, tx, scanPayment, `SELECT `+paymentColumns+` FROM card_payment WHERE $1 = 0 OR no < $1 ORDER BY no DESC LIMIT $2`, before, limit)
		if err != nil {
			return err
		}
		for _, p := range ps {
			r := Row{Payment: p}
			if r.Moves, err = db.All(ctx, tx, scanMove, `SELECT `+moveColumns+` FROM card_move WHERE payment = $1 ORDER BY made, id`, p.ID); err != nil {
				return err
			}
			if r.Chargebacks, err = chargebacksOf(ctx, tx, p.ID); err != nil {
				return err
			}
			all = append(all, r)
		}
		return nil
	})
	if err == nil && len(all) == limit {
		next = all[limit-1].No
	}
	return all, next, err
}
