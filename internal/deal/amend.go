package deal

import (
	"context"
	"encoding/hex"
	"time"

	"surety/internal/access"
	"surety/internal/db"
)

// Amended is the signed version that another one amends, with all that its papers say of the terms.
type Amended struct {
	Version int64
	Terms   Terms
	Charges Charges
	At      time.Time            // of the agreement
	Digests map[PaperKind]string // of the canonical texts that were signed, in hexadecimal
}

// amended reads the signed version, on the record; nil for a first contract.
func (d *Deals) amended(ctx context.Context, who access.Actor, id ID, version int64) (*Amended, error) {
	if version == 0 {
		return nil, nil
	}
	a := &Amended{Version: version, Digests: map[PaperKind]string{}}
	var err error
	if a.Terms, _, err = d.readTerms(ctx, who, id, version); err != nil {
		return nil, err
	}
	if a.Charges, err = a.Terms.Charges(); err != nil {
		return nil, err
	}
	return a, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, kind := range []PaperKind{Contract, NDA} {
			p, err := paperOf(ctx, tx, id, version, kind)
			if err != nil {
				return err
			}
			a.Digests[kind] = hex.EncodeToString(p.digest)
		}
		a.At, err = acceptedAt(ctx, tx, id, version)
		return err
	})
}

// acceptedAt is when a version was agreed on, which its papers bear as their date.
func acceptedAt(ctx context.Context, tx *db.Tx, id ID, version int64) (time.Time, error) {
	at, err := db.One(ctx, tx, db.Value[int64], `SELECT max(at) FROM deal_step WHERE deal = $1 AND version = $2 AND code = 'accepted'`, string(id), version)
	return db.Time(at), err
}
