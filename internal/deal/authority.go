package deal

import (
	"context"
	"errors"
	"time"

	"surety/internal/db"
	"surety/internal/document"
	"surety/internal/fault"
	"surety/internal/vault"
)

var authorityPlace = vault.Place{Kind: "deal.authority", Row: "1", Field: "sealed"}

// renewBefore is how long before its end the certificate that seals is replaced.
const renewBefore = 90 * day24

// authority is the installation's own, kept sealed under its key, made at its first use and renewed in time. Of two servers
// that make or renew it at once, one does.
func (d *Deals) authority(ctx context.Context) (*document.Authority, error) {
	a, sealed, err := d.readAuthority(ctx)
	switch now := d.Clock.Now(); {
	case isAbsent(err):
		name, err := d.platform(ctx)
		if err != nil {
			return nil, err
		}
		if a, err = document.NewAuthority(name, now); err != nil {
			return nil, err
		}
		return d.keepAuthority(ctx, a, nil, now)
	case err != nil:
		return nil, err
	case a.Seal.Chain[0].NotAfter.After(now.Add(renewBefore)):
		return a, nil
	default:
		if err := a.Renew(now); err != nil {
			return nil, err
		}
		return d.keepAuthority(ctx, a, sealed, now)
	}
}

func (d *Deals) platform(ctx context.Context) (name string, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		site, err := d.Accounts.Installation(ctx, tx)
		name = site.Name
		return err
	})
	return name, err
}

func (d *Deals) readAuthority(ctx context.Context) (*document.Authority, []byte, error) {
	var sealed []byte
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT sealed FROM deal_authority WHERE id = 1`, nil, &sealed)
	}); err != nil {
		return nil, nil, err
	}
	plain, err := d.Vault.OpenOwn(authorityPlace, sealed)
	if err != nil {
		return nil, nil, err
	}
	defer clear(plain)
	a, err := document.ParseAuthority(plain)
	return a, sealed, err
}

// keepAuthority writes it over what was read, unless another server was first; then theirs is used.
func (d *Deals) keepAuthority(ctx context.Context, a *document.Authority, over []byte, now time.Time) (*document.Authority, error) {
	plain, err := a.Marshal()
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	sealed := d.Vault.SealOwn(authorityPlace, plain)
	err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var n int64
		if over == nil {
			n, err = tx.Exec(ctx, `INSERT INTO deal_authority (id, sealed, made) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING`, sealed, db.Micros(now))
		} else {
			n, err = tx.Exec(ctx, `UPDATE deal_authority SET sealed = $1, made = $2 WHERE id = 1 AND sealed = $3`, sealed, db.Micros(now), over)
		}
		if err == nil && n == 0 {
			err = fault.ErrConflict
		}
		return err
	})
	if errors.Is(err, fault.ErrConflict) {
		a, _, err = d.readAuthority(ctx)
	}
	return a, err
}

// Seal sets the installation's own seal, dated, into a place of a document of another slice. Right: the caller's, who says what it attests.
func (d *Deals) Seal(ctx context.Context, pdf []byte, field, reason string) ([]byte, error) {
	a, err := d.authority(ctx)
	if err != nil {
		return nil, err
	}
	name, err := d.platform(ctx)
	if err != nil {
		return nil, err
	}
	return document.Seal(ctx, pdf, document.Sealing{Field: field, Name: name, Reason: reason, Contact: d.URL, At: d.Clock.Now(), By: a.Seal, Time: d.stamper(a)})
}

// stamper is who dates seals.
func (d *Deals) stamper(a *document.Authority) document.Timestamper {
	if d.Time != nil {
		return d.Time
	}
	return &document.TimeAuthority{Identity: a.Stamp, Clock: d.Clock, Accuracy: time.Second}
}

// Root is the certificate by which anybody verifies the papers of this installation, in DER. Right: none; it is public.
func (d *Deals) Root(ctx context.Context) ([]byte, error) {
	a, err := d.authority(ctx)
	if err != nil {
		return nil, err
	}
	return a.Root.Chain[0].Raw, nil
}

// trust is what papers are verified by: the installation's own root, and those of others that its operator believes.
func (d *Deals) trust(ctx context.Context) (document.Trust, error) {
	a, err := d.authority(ctx)
	if err != nil {
		return document.Trust{}, err
	}
	t := document.Trust{Signers: a.Roots(), Stamps: a.Roots(), Now: d.Clock.Now()}
	for _, c := range d.Trusted {
		t.Signers.AddCert(c)
		t.Stamps.AddCert(c)
	}
	return t, nil
}
