package payment

import (
	"context"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// Kept is a statement that was brought in.
type Kept struct {
	ID           string
	Number       string // the bank's
	Account      string
	Currency     escrow.Currency
	OpeningMinor int64
	ClosingMinor int64
	Last         time.Time // day
	Imported     time.Time
	By           access.AccountID
}

// Statements lists what was brought in, the newest first, before the place given. Next is the place to go on from; 0 at
// the end. Right: bank.read; the list stands on the record.
func (d *Desk) Statements(ctx context.Context, a access.Actor, before int64, limit int) (all []Kept, next int64, err error) {
	defer fault.Wrap(&err, "payment: statements")
	g, err := d.check(a, access.BankRead, "")
	if err != nil {
		return nil, 0, err
	}
	limit = Filter{Limit: limit}.limit()
	var last int64
	err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(s db.Scanner) (k Kept, err error) {
			var day, at int64
			var sealed []byte
			if err := s.Scan(&last, &k.ID, &k.Currency, &k.OpeningMinor, &k.ClosingMinor, &day, &at, &k.By, &sealed); err != nil {
				return k, err
			}
			var secret statementSecret
			err = d.open(statementKind, k.ID, sealed, &secret)
			k.Number, k.Account, k.Last, k.Imported = secret.ID, secret.Account, dayOf(day), db.Time(at)
			return k, err
		}, `SELECT no, id, currency, opening_minor, closing_minor, last_day, imported, actor, sealed FROM payment_statement
			WHERE $1 = 0 OR no < $1 ORDER BY no DESC LIMIT $2`, before, limit)
		if err != nil {
			return err
		}
		return d.Log.Append(ctx, tx, g, audit.Params{"what": "statements"})
	})
	if err == nil && len(all) == limit {
		next = last
	}
	return all, next, err
}

// Preview reads a file as [Desk.Import] would and changes nothing. Ours says of each statement whether its account is one
// of the installation's own. Right: bank.import. Faults: statement_unreadable, statement_sum, too_large.
func (d *Desk) Preview(a access.Actor, f Format, file []byte, m *Mapping) (all []Statement, ours []bool, err error) {
	defer fault.Wrap(&err, "payment: preview")
	if _, err := d.check(a, access.BankImport, ""); err != nil {
		return nil, nil, err
	}
	if all, err = Parse(f, file, m); err != nil {
		return nil, nil, err
	}
	for _, s := range all {
		ours = append(ours, d.isOurs(s))
	}
	return all, ours, nil
}

func (d *Desk) isOurs(s Statement) bool {
	return slices.ContainsFunc(d.Accounts, func(o Own) bool { return compact(o.Account) == s.Account && o.Currency == s.Currency })
}

// Destined says where the actor is paid, since when it stands, and from when money may leave to it. Right: own.read.
// Faults: absent.
func (d *Desk) Destined(ctx context.Context, a access.Actor) (to Destination, changed, usable time.Time, err error) {
	if _, err := access.Check(a, access.OwnRead, access.Thing{Kind: "account", ID: string(a.Account), Owner: a.Account}); err != nil {
		return to, changed, usable, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		to, changed, err = d.destination(ctx, tx, a.Account)
		return err
	})
	return to, changed, changed.Add(Cooling), err
}
