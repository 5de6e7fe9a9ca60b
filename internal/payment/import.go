package payment

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// Imported says what became of a statement.
type Imported struct {
	Statement string
	Currency  escrow.Currency
	Known     bool // every line of it had been brought in before
	Lines     int  // new ones
	Held      int  // of those, held for a milestone
	Suspense  int  // came in, and nobody knows for what
	Paid      int  // payouts confirmed
	Returned  int  // payouts that came back
	Unclear   int  // went out, and nobody knows for what
}

// chunk is how many lines share a transaction: the ledger's lock must not be held for long.
const chunk = 100

// Import brings in the statements of a file. Nothing is taken of a file that does not add up or is not of an own
// account. The same statement or line again changes nothing, so that an import that broke off is simply repeated. Right:
// bank.import. Faults: statement_unreadable, statement_sum, account_not_ours, statement_changed, statement_overlaps,
// too_large.
func (d *Desk) Import(ctx context.Context, a access.Actor, f Format, file []byte, m *Mapping) (_ []Imported, err error) {
	defer fault.Wrap(&err, "payment: import")
	g, err := d.check(a, access.BankImport, "")
	if err != nil {
		return nil, err
	}
	statements, err := Parse(f, file, m)
	if err != nil {
		return nil, err
	}
	for _, s := range statements {
		if !d.isOurs(s) {
			return nil, ErrNotOurs
		}
	}
	var all []Imported
	for _, s := range statements {
		one, err := d.take(ctx, g, s)
		if err != nil {
			return all, err
		}
		all = append(all, one)
	}
	return all, nil
}

// line is an entry with its id.
type line struct {
	Entry
	id escrow.LineID
}

// take writes the statement and its lines, some at a time.
func (d *Desk) take(ctx context.Context, g access.Grant, s Statement) (Imported, error) {
	sum := Imported{Statement: d.statementID(s), Currency: s.Currency}
	all := d.lines(s)
	for first, lines := true, all; first || len(lines) > 0; first = false {
		some := lines[:min(chunk, len(lines))]
		lines = lines[len(some):]
		var part Imported
		err := d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			part = Imported{Statement: sum.Statement, Currency: s.Currency}
			if err := d.Log.Append(ctx, tx, g, audit.Params{"statement": sum.Statement, "lines": strconv.Itoa(len(some))}); err != nil {
				return err
			}
			if err := d.keepStatement(ctx, tx, g, s, sum.Statement); err != nil {
				return err
			}
			if first {
				if err := d.overlap(ctx, tx, s, all); err != nil {
					return err
				}
			}
			for _, l := range some {
				if err := d.takeLine(ctx, tx, g, &part, l); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return sum, err
		}
		sum.add(part)
	}
	sum.Known = sum.Lines == 0
	return sum, nil
}

func (i *Imported) add(p Imported) {
	i.Lines, i.Held, i.Suspense = i.Lines+p.Lines, i.Held+p.Held, i.Suspense+p.Suspense
	i.Paid, i.Returned, i.Unclear = i.Paid+p.Paid, i.Returned+p.Returned, i.Unclear+p.Unclear
}

var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// digestID is an id made of what a thing says, keyed so that nobody can guess back.
func (d *Desk) digestID(purpose string, parts ...string) string {
	b, _ := json.Marshal(parts) // strings into memory
	return idText.EncodeToString(d.Vault.Index("payment."+purpose, b))
}

func (d *Desk) statementID(s Statement) string {
	return d.digestID("statement", s.Account, string(s.Currency), s.ID, strconv.FormatInt(days(s.Until), 10))
}

// lines gives each entry its id: of all it says, and equal ones of one day by their count.
func (d *Desk) lines(s Statement) []line {
	seen, all := map[string]int{}, make([]line, 0, len(s.Entries))
	for _, e := range s.Entries {
		parts := []string{s.Account, string(s.Currency), strconv.FormatInt(days(e.Booked), 10), strconv.FormatInt(e.AmountMinor, 10), e.BankID, e.EndToEnd, e.Reference, e.Remittance, e.Name, compact(e.Account)}
		key := strings.Join(parts, "\x00")
		seen[key]++
		all = append(all, line{e, escrow.LineID(d.digestID("line", append(parts, strconv.Itoa(seen[key]))...))})
	}
	return all
}

// said is the digest of all that a statement says.
func (d *Desk) said(s Statement) []byte {
	h := sha256.New()
	for _, l := range d.lines(s) {
		h.Write([]byte(l.id))
	}
	h.Write(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(s.OpeningMinor)), uint64(s.ClosingMinor)))
	return d.Vault.Index("payment.said", h.Sum(nil))
}

// keepStatement writes the statement once; another with its number is refused.
func (d *Desk) keepStatement(ctx context.Context, tx *db.Tx, g access.Grant, s Statement, id string) error {
	sealed, err := d.seal(statementKind, id, statementSecret{s.ID, s.Account})
	if err != nil {
		return err
	}
	last := s.Until
	for _, e := range s.Entries {
		if e.Booked.After(last) {
			last = e.Booked
		}
	}
	said := d.said(s)
	n, err := tx.Exec(ctx, `INSERT INTO payment_statement (id, digest, currency, account, opening_minor, closing_minor, last_day, imported, actor, sealed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`, id, said, string(s.Currency), d.Vault.Index("payment.own", []byte(s.Account)),
		s.OpeningMinor, s.ClosingMinor, days(last), db.Micros(d.Clock.Now()), string(g.Actor().Account), sealed)
	if err != nil || n == 1 {
		return err
	}
	var have []byte
	err = tx.Get(ctx, `SELECT digest FROM payment_statement WHERE id = $1`, []any{id}, &have)
	if err == nil && !slices.Equal(have, said) {
		err = ErrChanged
	}
	return err
}

type statementSecret struct{ ID, Account string }

// takeLine writes a line that is new, and moves its money.
func (d *Desk) takeLine(ctx context.Context, tx *db.Tx, g access.Grant, sum *Imported, l line) error {
	sealed, err := d.seal(lineKind, string(l.id), l.Entry)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO payment_line (id, statement, currency, amount_minor, booked, state, milestone, payout, transfer, sealed)
		VALUES ($1, $2, $3, $4, $5, 'unexplained', '', '', 0, $6) ON CONFLICT (id) DO NOTHING`,
		string(l.id), sum.Statement, string(sum.Currency), l.AmountMinor, days(l.Booked), sealed)
	if err != nil || n == 0 {
		return err
	}
	sum.Lines++
	if l.AmountMinor > 0 {
		return d.cameIn(ctx, tx, g, sum, l)
	}
	return d.wentOut(ctx, tx, g, sum, l)
}

// settle notes what a line turned out to be.
func settle(ctx context.Context, tx *db.Tx, id escrow.LineID, state string, m escrow.MilestoneID, p escrow.PayoutID, transfer int64) error {
	_, err := tx.Exec(ctx, `UPDATE payment_line SET state = $2, milestone = $3, payout = $4, transfer = CASE WHEN transfer = 0 THEN $5 ELSE transfer END WHERE id = $1`,
		string(id), state, string(m), string(p), transfer)
	return err
}

// cameIn holds what fits exactly, takes back a payout that came back, and lays the rest in suspense.
func (d *Desk) cameIn(ctx context.Context, tx *db.Tx, g access.Grant, sum *Imported, l line) error {
	if p, err := d.payoutOf(ctx, tx, sum.Currency, l.Entry, "paid"); err != nil || p != "" {
		return d.cameBack(ctx, tx, g, sum, l, p, err)
	}
	x, fits, err := fitting(ctx, tx, sum.Currency, l.Entry)
	if err != nil {
		return err
	}
	r := escrow.Receipt{Key: "line/" + string(l.id) + "/receive", Line: l.id, Currency: sum.Currency, AmountMinor: l.AmountMinor}
	if !fits {
		sum.Suspense++
		t, err := d.Ledger.Receive(ctx, tx, g, r)
		if err != nil {
			return err
		}
		return settle(ctx, tx, l.id, "suspense", "", "", t.N)
	}
	r.Milestone = x.Milestone
	t, err := d.Ledger.Receive(ctx, tx, g, r)
	if err != nil {
		return err
	}
	sum.Held++
	if err := settle(ctx, tx, l.id, "held", x.Milestone, "", t.N); err != nil {
		return err
	}
	return d.hold(ctx, tx, g, x, l.id)
}

// hold sets the money of a met expectation aside and tells the deal.
func (d *Desk) hold(ctx context.Context, tx *db.Tx, g access.Grant, x Expectation, id escrow.LineID) error {
	if open, err := meet(ctx, tx, x.Milestone); err != nil || !open {
		return errors.Join(err, fault.ErrConflict)
	}
	o := escrow.Order{Key: "line/" + string(id) + "/hold", Milestone: x.Milestone, AmountMinor: x.AmountMinor, Reference: string(id)}
	if _, err := d.Ledger.Hold(ctx, tx, g, o); err != nil {
		return err
	}
	return d.Jobs.Add(ctx, tx, JobReceived, ReceivedJob{x.Milestone})
}

func (d *Desk) cameBack(ctx context.Context, tx *db.Tx, g access.Grant, sum *Imported, l line, p escrow.PayoutID, err error) error {
	if err != nil {
		return err
	}
	t, err := d.Ledger.ReturnPayout(ctx, tx, g, p)
	if err != nil {
		return err
	}
	sum.Returned++
	return errors.Join(settle(ctx, tx, l.id, "returned", "", p, t.N), d.payoutIs(ctx, tx, p, "returned"))
}

// wentOut confirms the payout that the line names, or leaves it unexplained.
func (d *Desk) wentOut(ctx context.Context, tx *db.Tx, g access.Grant, sum *Imported, l line) error {
	p, err := d.payoutOf(ctx, tx, sum.Currency, l.Entry, "sent")
	if err != nil {
		return err
	}
	if p == "" {
		sum.Unclear++
		return nil
	}
	t, err := d.Ledger.ConfirmPayout(ctx, tx, g, p)
	if err != nil {
		return err
	}
	sum.Paid++
	return errors.Join(settle(ctx, tx, l.id, "paid", "", p, t.N), d.payoutIs(ctx, tx, p, "paid"))
}
