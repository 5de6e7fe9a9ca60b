package deal

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/document"
	"surety/internal/fault"
	"surety/internal/scan"
	"surety/internal/vault"
)

// paper is one of the two papers as it lies in its table: the canonical text sealed in the row, the PDF in a blob under a
// key of its own. Each seal makes a new blob; revision counts them.
type paper struct {
	version                  int64
	kind                     PaperKind
	digest, text, key        []byte
	blob                     string
	original, size, revision int64
}

const paperColumns = `version, kind, digest, text, key, blob, original, size, revision`

func scanPaper(s db.Scanner) (p paper, err error) {
	return p, s.Scan(&p.version, &p.kind, &p.digest, &p.text, &p.key, &p.blob, &p.original, &p.size, &p.revision)
}

func papersOf(ctx context.Context, tx *db.Tx, id ID) ([]paper, error) {
	return db.All(ctx, tx, scanPaper, `SELECT `+paperColumns+` FROM deal_paper WHERE deal = $1 ORDER BY version, kind`, string(id))
}

func paperOf(ctx context.Context, tx *db.Tx, id ID, version int64, kind PaperKind) (paper, error) {
	return db.One(ctx, tx, scanPaper, `SELECT `+paperColumns+` FROM deal_paper WHERE deal = $1 AND version = $2 AND kind = $3`, string(id), version, string(kind))
}

// Accept agrees to the other side's offer and locks it: contract and NDA are made of it, and both sides have five days to
// sign. Version is the deal's, offer that of the terms. Right: deal.agree. Faults: version_stale, deal_state, deal_outdated,
// and those of the papers (a character that cannot be printed).
func (d *Deals) Accept(ctx context.Context, who access.Actor, id ID, version, offer int64) (now int64, err error) {
	terms, s, err := d.readTerms(ctx, who, id, offer)
	if err != nil {
		return 0, err
	}
	if s.version != version {
		return 0, fault.ErrStale
	}
	made, g, err := d.makePapers(ctx, who, s, offer, terms)
	if err != nil {
		return 0, err
	}
	if err := d.keepBlobs(ctx, g, id, made); err != nil {
		return 0, err
	}
	now, err = d.change(ctx, who, id, version, access.DealAgree, func(ctx context.Context, w *work) error { return w.accept(ctx, offer, made) })
	if err != nil {
		return 0, errors.Join(err, d.drop(ctx, err, made))
	}
	return now, nil
}

// drop removes blobs whose rows were refused. After a failure of ours the row may stand: then its bytes must stay.
func (d *Deals) drop(ctx context.Context, why error, made []*fresh) error {
	if fault.KindOf(why) == fault.Internal {
		return nil
	}
	var errs []error
	for _, f := range made {
		errs = append(errs, d.Blobs.Remove(context.WithoutCancel(ctx), f.blob))
	}
	return errors.Join(errs...)
}

// readTerms opens a version on the record.
func (d *Deals) readTerms(ctx context.Context, who access.Actor, id ID, version int64) (t Terms, s stored, err error) {
	var o offered
	g, err := d.look(ctx, who, id, access.DealRead, "terms", func(ctx context.Context, tx *db.Tx, at stored) error {
		s = at
		if version <= 0 {
			return fault.ErrAbsent
		}
		o, err = offerOf(ctx, tx, id, version)
		return err
	})
	if err != nil {
		return t, s, err
	}
	return t, s, d.open(ctx, g, termsPlace(id, version), o.sealed, &t)
}

// fresh is a paper just made, or sealed anew, not yet in the table.
type fresh struct {
	paper
	pdf  []byte
	text []byte
}

// makePapers renders both papers of a version.
func (d *Deals) makePapers(ctx context.Context, who access.Actor, s stored, version int64, t Terms) (made []*fresh, g access.Grant, err error) {
	if g, err = access.Check(who, access.DealAgree, s.thing); err != nil {
		return nil, g, err
	}
	p, err := d.parameters(ctx, who, s, version, s.signed, t)
	if err != nil {
		return nil, g, err
	}
	for _, kind := range []PaperKind{Contract, NDA} {
		write := d.Papers.Contract
		if kind == NDA {
			write = d.Papers.NDA
		}
		doc, err := write(p)
		if err != nil {
			return nil, g, err
		}
		text, digest, err := document.CanonicalText(doc)
		if err != nil {
			return nil, g, err
		}
		pdf, err := document.Render(doc)
		if err != nil {
			return nil, g, err
		}
		f := &fresh{paper: paper{version: version, kind: kind, digest: digest[:], original: int64(len(pdf))}, pdf: pdf, text: text}
		made = append(made, f)
	}
	return made, g, nil
}

// parameters are all that the papers of a version say; base is the signed version that it amends, or 0.
func (d *Deals) parameters(ctx context.Context, who access.Actor, s stored, version, base int64, t Terms) (p Parameters, err error) {
	p = Parameters{Deal: s.id, Ticket: s.ticket, Version: version, URL: d.URL, Terms: t, At: d.Clock.Now()}
	if p.Weekend, err = deadline.ParseWeekend(s.weekend); err != nil {
		return p, err
	}
	if p.Charges, err = t.Charges(); err != nil {
		return p, err
	}
	if p.Amends, err = d.amended(ctx, who, s.id, base); err != nil {
		return p, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		site, err := d.Accounts.Installation(ctx, tx)
		if err != nil {
			return err
		}
		p.Platform = site.Name
		if p.Client, err = d.party(ctx, tx, s.client); err != nil {
			return err
		}
		p.Specialist, err = d.party(ctx, tx, s.specialist)
		return err
	})
	return p, err
}

func (d *Deals) party(ctx context.Context, tx *db.Tx, a access.AccountID) (Party, error) {
	person, err := d.Accounts.Person(ctx, tx, a)
	if err != nil {
		return Party{}, err
	}
	p := Party{ID: a, Name: person.Name, Email: person.Email}
	if person.Organisation != "" {
		names, err := d.Accounts.OrganisationNames(ctx, tx, []access.OrganisationID{person.Organisation})
		if err != nil {
			return p, err
		}
		p.Organisation = names[person.Organisation]
	}
	return p, nil
}

// keepBlobs seals the bytes of papers into blobs, and their texts.
func (d *Deals) keepBlobs(ctx context.Context, g access.Grant, id ID, made []*fresh) (err error) {
	for _, f := range made {
		if f.text != nil {
			if f.paper.text, err = d.Vault.Seal(ctx, g, paperPlace(id, f.version, f.kind, "text"), f.text); err != nil {
				return err
			}
		}
		if f.key, f.blob, err = d.keepBytes(ctx, g, paperPlace(id, f.version, f.kind, "key/"+itoa(f.revision)), f.pdf, d.Vault.NewFile); err != nil {
			return err
		}
		f.size = int64(len(f.pdf))
	}
	return nil
}

// keepBytes seals bytes into a blob under a new key: the vault's for what we wrote, the shelf's for what was brought.
func (d *Deals) keepBytes(ctx context.Context, g access.Grant, p vault.Place, b []byte,
	newKey func(context.Context, access.Grant, vault.Place) (*vault.FileSealer, error)) (key []byte, name string, err error) {
	sealer, err := newKey(ctx, g, p)
	if err != nil {
		return nil, "", err
	}
	blob, err := d.Blobs.Create(ctx)
	if err != nil {
		return nil, "", err
	}
	defer blob.Abort()
	out := sealer.Seal(blob)
	if _, err := out.Write(b); err != nil {
		return nil, "", err
	}
	if err := out.Close(); err != nil {
		return nil, "", err
	}
	name, err = blob.Commit()
	return sealer.SealedKey, name, err
}

// bytes opens a paper of ours whole.
func (p paper) bytes(ctx context.Context, d *Deals, g access.Grant, id ID) ([]byte, error) {
	blob, err := d.Blobs.Open(ctx, p.blob)
	if err != nil {
		return nil, err
	}
	defer blob.Close()
	r, err := d.Vault.OpenFile(ctx, g, paperPlace(id, p.version, p.kind, "key/"+itoa(p.revision)), p.key, blob, blob.Size())
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// accept locks the version and keeps its papers.
func (w *work) accept(ctx context.Context, version int64, made []*fresh) error {
	last, err := offerOf(ctx, w.tx, w.deal.id, w.deal.offer)
	if err != nil {
		return err
	}
	if version != last.Version {
		return ErrOutdated
	}
	if last.State != Offered || last.By == w.side || last.Base != w.deal.signed {
		return ErrState
	}
	if err := decide(ctx, w.tx, w.deal.id, version, Offered, Accepted, w.now); err != nil {
		return err
	}
	w.entry["version"] = itoa(version)
	for _, f := range made {
		w.entry[string(f.kind)] = hex.EncodeToString(f.digest)
		if _, err := w.tx.Exec(ctx, `INSERT INTO deal_paper (deal, `+paperColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, string(w.deal.id),
			f.version, string(f.kind), f.digest, f.paper.text, f.key, f.blob, f.original, f.size, f.revision); err != nil {
			return err
		}
	}
	if err := w.unclock(ctx, offerClock, string(w.deal.id)); err != nil {
		return err
	}
	if err := w.clock(ctx, signingClock, string(w.deal.id), string(w.deal.id), Both, w.now.Add(OfferDays*day24)); err != nil {
		return err
	}
	return w.step(ctx, Step{Code: "accepted", Side: w.side, Version: version})
}

// ReadPaper is a paper's canonical text. Right: deal.read. Faults: absent.
func (d *Deals) ReadPaper(ctx context.Context, who access.Actor, id ID, version int64, kind PaperKind) ([]byte, error) {
	p, g, err := d.lookPaper(ctx, who, id, version, kind, "text")
	if err != nil {
		return nil, err
	}
	return d.Vault.Open(ctx, g, paperPlace(id, version, kind, "text"), p.text)
}

// FetchPaper is a paper as a PDF with the seals it has by now. Right: deal.read. Faults: absent.
func (d *Deals) FetchPaper(ctx context.Context, who access.Actor, id ID, version int64, kind PaperKind) ([]byte, error) {
	p, g, err := d.lookPaper(ctx, who, id, version, kind, "pdf")
	if err != nil {
		return nil, err
	}
	return p.bytes(ctx, d, g, id)
}

func (d *Deals) lookPaper(ctx context.Context, who access.Actor, id ID, version int64, kind PaperKind, what string) (p paper, g access.Grant, err error) {
	g, err = d.look(ctx, who, id, access.DealRead, what, func(ctx context.Context, tx *db.Tx, _ stored) error {
		p, err = paperOf(ctx, tx, id, version, kind)
		return err
	})
	return p, g, err
}

// Bring takes in a paper that was signed elsewhere, and checks it against ours: the same bytes, and nothing but sound
// signatures behind them. What is wrong in it is kept with it and shown to both; a file that is not ours at all is refused. It
// is evidence beside the signatures made here, and does not replace them. Right: deal.bring. Faults: version_stale, absent,
// too_large, document_unreadable, deal_outdated.
func (d *Deals) Bring(ctx context.Context, who access.Actor, id ID, version, offer int64, kind PaperKind, pdf []byte) (b Brought, now int64, err error) {
	if len(pdf) > PaperLimit {
		return b, 0, fault.ErrTooLarge.With("limit", PaperLimit)
	}
	p, g, err := d.lookPaper(ctx, who, id, offer, kind, "original")
	if err != nil {
		return b, 0, err
	}
	ours, err := p.bytes(ctx, d, g, id)
	if err != nil {
		return b, 0, err
	}
	report, err := d.verify(ctx, pdf, ours[:p.original])
	if err != nil {
		return b, 0, err
	}
	b = Brought{ID: access.NewID[string](), At: d.Clock.Now(), Sound: report.Sound(), Findings: findings(report), Size: int64(len(pdf))}
	key, name, err := d.keepBytes(ctx, g, paperPlace(id, offer, kind, "brought/"+b.ID), pdf, d.Desk.Shelf.NewFile)
	if err != nil {
		return b, 0, err
	}
	now, err = d.change(ctx, who, id, version, access.DealBring, func(ctx context.Context, w *work) error {
		b.By = w.side
		w.entry["paper"], w.entry["sound"] = string(kind), map[bool]string{true: "yes", false: "no"}[b.Sound]
		_, err := w.tx.Exec(ctx, `INSERT INTO deal_brought (deal, id, version, kind, side, at, sound, findings, key, blob, size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			string(id), b.ID, offer, string(kind), string(w.side), db.Micros(w.now), b.Sound, joined(b.Findings), key, name, b.Size)
		if err == nil {
			b.Check, err = w.Desk.Shelf.Add(ctx, w.tx, g, scan.Brought, b.ID)
		}
		if err != nil {
			return err
		}
		return w.step(ctx, Step{Code: "brought", Side: w.side, Version: offer})
	})
	if err != nil {
		return b, 0, errors.Join(err, d.drop(ctx, err, []*fresh{{paper: paper{blob: name}}}))
	}
	return b, now, nil
}

func (d *Deals) verify(ctx context.Context, pdf, original []byte) (document.Report, error) {
	if !bytes.HasPrefix(pdf, original) {
		return document.Report{}, ErrOutdated
	}
	trust, err := d.trust(ctx)
	if err != nil {
		return document.Report{}, err
	}
	trust.Original = original
	return document.Verify(pdf, trust)
}

func findings(r document.Report) []string {
	all := []string{}
	for _, f := range r.Findings {
		all = append(all, string(f))
	}
	for _, s := range r.Signatures {
		for _, f := range s.Findings {
			all = append(all, string(f))
		}
	}
	return all
}

// FetchBrought is a paper that was brought in, as it came. Right: deal.read. Faults: absent, file_waiting,
// file_infected, file_refused.
func (d *Deals) FetchBrought(ctx context.Context, who access.Actor, id ID, brought string) ([]byte, error) {
	var cleared scan.Cleared
	g, err := d.look(ctx, who, id, access.DealRead, "brought", func(ctx context.Context, tx *db.Tx, _ stored) error {
		if err := tx.Get(ctx, `SELECT id FROM deal_brought WHERE deal = $1 AND id = $2`, []any{string(id), brought}, &brought); err != nil {
			return err
		}
		var err error
		cleared, err = d.Desk.Shelf.Clear(ctx, tx, scan.Brought, brought)
		return err
	})
	if err != nil {
		return nil, err
	}
	b, err := d.Desk.Shelf.Open(ctx, g, cleared)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	return io.ReadAll(b)
}

// broughtPlace is where a paper that was brought in is bound to.
func broughtPlace(ctx context.Context, tx *db.Tx, brought string) (vault.Place, error) {
	var id ID
	var kind PaperKind
	var version int64
	err := tx.Get(ctx, `SELECT deal, kind, version FROM deal_brought WHERE id = $1`, []any{brought}, &id, &kind, &version)
	return paperPlace(id, version, kind, "brought/"+brought), err
}
