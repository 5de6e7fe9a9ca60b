package deal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// Explained is a version of the terms with all that its papers say, to be explained clause by clause.
type Explained struct {
	Parameters
	// Digest is that of the paper's canonical text in hexadecimal, once there is a paper.
	Digest string
	// Exact says that Parameters give the paper's very words; a name that was changed since makes them differ.
	Exact bool
}

// Explain reads what a paper of a version says, before or after it is made. Right: deal.read. Faults: absent.
func (d *Deals) Explain(ctx context.Context, who access.Actor, id ID, version int64, kind PaperKind) (x Explained, err error) {
	if kind != Contract && kind != NDA || version <= 0 {
		return x, fault.ErrAbsent
	}
	terms, s, err := d.readTerms(ctx, who, id, version)
	if err != nil {
		return x, err
	}
	o, digest, err := d.dated(ctx, id, version, kind)
	if err != nil {
		return x, err
	}
	if x.Parameters, err = d.parameters(ctx, who, s, version, o.Base, terms); err != nil {
		return x, err
	}
	if x.At = o.OfferedAt; digest == nil {
		return x, nil
	}
	x.At = o.DecidedAt
	x.Digest = hex.EncodeToString(digest)
	x.Exact, err = d.says(x.Parameters, kind, digest)
	return x, err
}

// dated is a version with the day that its paper bears as the one of its decision, and the digest of that paper, if there is one.
func (d *Deals) dated(ctx context.Context, id ID, version int64, kind PaperKind) (o offered, digest []byte, err error) {
	return o, digest, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if o, err = offerOf(ctx, tx, id, version); err != nil {
			return err
		}
		p, err := paperOf(ctx, tx, id, version, kind)
		if isAbsent(err) {
			return nil
		}
		if err != nil {
			return err
		}
		digest = p.digest
		o.DecidedAt, err = acceptedAt(ctx, tx, id, version)
		return err
	})
}

// says reports whether the parameters give the text of the digest.
func (d *Deals) says(p Parameters, kind PaperKind, digest []byte) (bool, error) {
	doc, err := d.write(p, kind)
	if err != nil {
		return false, err
	}
	_, now, err := document.CanonicalText(doc)
	return [sha256.Size]byte(digest) == now, err
}

func (d *Deals) write(p Parameters, kind PaperKind) (document.Document, error) {
	if kind == NDA {
		return d.Papers.NDA(p)
	}
	return d.Papers.Contract(p)
}

// writable refuses terms that the papers cannot say, before they are offered: else the other side could never accept. Who may
// not offer is told so by the change itself.
func (d *Deals) writable(ctx context.Context, who access.Actor, id ID, terms Terms) error {
	var s stored
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = d.load(ctx, tx, id, false)
		return err
	}); err != nil {
		return err
	}
	if _, err := access.Check(who, access.DealOffer, s.thing); err != nil {
		return err
	}
	p, err := d.parameters(ctx, who, s, s.offer+1, s.signed, terms)
	if err != nil {
		return err
	}
	for _, kind := range []PaperKind{Contract, NDA} {
		doc, err := d.write(p, kind)
		if err != nil {
			return err
		}
		if err := document.Check(doc); err != nil {
			return err
		}
	}
	return nil
}

// Quote cleans terms and adds them up with the installation's fee, and keeps nothing. Right: none; they are the asker's own
// words. Faults: those of [Terms.Clean].
func (d *Deals) Quote(t Terms) (Terms, Charges, error) {
	t.FeeBasisPoints = d.FeeBasisPoints
	if err := t.Clean(); err != nil {
		return t, Charges{}, err
	}
	c, err := t.Charges()
	return t, c, err
}

// TaxMinor is what one tax comes to over all milestones.
func (t *Terms) TaxMinor(x Tax) (minor int64) {
	for _, m := range t.Milestones {
		if x.Added {
			minor += escrow.Share(m.AmountMinor, x.BasisPoints)
		} else {
			minor += part(m.AmountMinor, x.BasisPoints, basisWhole+x.BasisPoints)
		}
	}
	return minor
}

// Extract lists what the ledger says of a milestone, line by line. Next is the place to go on from; 0 at the end.
// Right: deal.read. Faults: absent.
func (d *Deals) Extract(ctx context.Context, who access.Actor, id ID, m MilestoneID, p escrow.Page) (lines []escrow.Line, next int64, err error) {
	_, err = d.look(ctx, who, id, access.DealRead, "ledger", func(ctx context.Context, tx *db.Tx, _ stored) error {
		of, err := dealOf(ctx, tx, m)
		if err != nil || of != id {
			return first(err, fault.ErrAbsent)
		}
		lines, next, err = d.Ledger.Extract(ctx, tx, m, p)
		return err
	})
	return lines, next, err
}

// ReadOffer opens one version of the terms, with what it changed. Right: deal.read. Faults: absent.
func (d *Deals) ReadOffer(ctx context.Context, who access.Actor, id ID, version int64) (Offer, error) {
	var s sheet
	g, err := d.look(ctx, who, id, access.DealRead, "terms", func(ctx context.Context, tx *db.Tx, x stored) (err error) {
		s.deal = x
		if version <= 0 {
			return fault.ErrAbsent
		}
		s.deal.offer = version
		o, err := offerOf(ctx, tx, id, version)
		if err != nil {
			return err
		}
		s.deal.signed = o.Base
		return s.readOffers(ctx, tx)
	})
	if err != nil {
		return Offer{}, err
	}
	err = d.openOffers(ctx, g, &s)
	return s.Current, err
}

// owners find the deal of a thing.
var owners = map[string]string{
	"milestone": `SELECT deal FROM deal_milestone WHERE id = $1`,
	"work":      `SELECT deal FROM deal_work WHERE id = $1`,
	"payout":    `SELECT m.deal FROM deal_payout p JOIN deal_milestone m ON m.id = p.milestone WHERE p.id = $1`,
}

// Has refuses a milestone, work or payout that is not the deal's, for addresses that name both. Right: none; it tells
// nothing of either. Faults: absent.
func (d *Deals) Has(ctx context.Context, id ID, kind, thing string) error {
	return d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		of, err := db.One(ctx, tx, db.Value[ID], owners[kind], thing)
		if err == nil && of != id {
			err = fault.ErrAbsent
		}
		return err
	})
}
