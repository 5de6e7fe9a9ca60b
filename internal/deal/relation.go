package deal

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/escrow"
)

// DisputeGroup is the group of the clocks of a milestone's dispute: a complaint stops them with all others of the deal.
func DisputeGroup(m MilestoneID) string { return string(m) + "/dispute" }

// Dealt reports whether the two ever stood on opposite sides of a contract that was offered. Right: the caller's.
func (d *Deals) Dealt(ctx context.Context, tx *db.Tx, a, b access.AccountID) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM deal WHERE offer > 0 AND (client = $1 AND specialist = $2 OR client = $2 AND specialist = $1)`,
		string(a), string(b))
	return n > 0, err
}

// WeekendOf are the days that are no business days in the deal's contract. Right: the caller's. Faults: absent.
func (d *Deals) WeekendOf(ctx context.Context, tx *db.Tx, id ID) (deadline.Weekend, error) {
	text, err := db.One(ctx, tx, db.Value[string], `SELECT weekend FROM deal WHERE id = $1`, string(id))
	if err != nil {
		return nil, err
	}
	return deadline.ParseWeekend(text)
}

// Delivery is when the milestone's work had to be there, and when it first was handed in; zero when no day was agreed, or it
// never was. Right: the caller's. Faults: absent.
func (d *Deals) Delivery(ctx context.Context, tx *db.Tx, id MilestoneID) (due, submitted time.Time, err error) {
	m, err := milestone(ctx, tx, id)
	if err != nil {
		return due, submitted, err
	}
	all, err := db.All(ctx, tx, db.Value[int64], `SELECT at FROM deal_submission WHERE milestone = $1 ORDER BY round LIMIT 1`, string(id))
	if err == nil && len(all) > 0 {
		submitted = db.Time(all[0])
	}
	return db.TimeOrZero(m.due), submitted, err
}

// Agreement is what the specialist of a case works under.
type Agreement struct {
	ID         ID
	Currency   escrow.Currency
	PriceMinor int64 // all milestones, with taxes
	Frozen     bool  // a complaint or a dispute is open over it
}

// Agreed is the signed deal of the two on the ticket; its id is empty where there is none. Right: the caller's.
func (d *Deals) Agreed(ctx context.Context, tx *db.Tx, t access.TicketID, specialist access.AccountID) (Agreement, error) {
	all, err := db.All(ctx, tx, func(s db.Scanner) (a Agreement, err error) {
		return a, s.Scan(&a.ID, &a.Currency, &a.PriceMinor, &a.Frozen)
	}, `SELECT d.id, d.currency, CAST((SELECT coalesce(sum(m.price_minor), 0) FROM deal_milestone m WHERE m.deal = d.id) AS BIGINT), `+FrozenSQL+`
		FROM deal d WHERE d.ticket = $1 AND d.specialist = $2 AND d.state = 'active'`, string(t), string(specialist))
	if err != nil || len(all) == 0 {
		return Agreement{}, err
	}
	return all[0], nil
}

// Title is what the signed terms of a deal call it. Right: the caller's, by a recorded grant over its ticket. Faults: absent.
func (d *Deals) Title(ctx context.Context, tx *db.Tx, g access.Grant, id ID) (string, error) {
	version, err := db.One(ctx, tx, db.Value[int64], `SELECT signed FROM deal WHERE id = $1`, string(id))
	if err != nil {
		return "", err
	}
	o, err := offerOf(ctx, tx, id, version)
	if err != nil {
		return "", err
	}
	err = d.open(ctx, g, termsPlace(id, version), o.sealed, &o.Terms)
	return o.Terms.Title, err
}

// FrozenSQL is true of a deal d over which a complaint or a dispute is open.
const FrozenSQL = `(EXISTS (SELECT 1 FROM deal_suspension x WHERE x.deal = d.id) OR EXISTS (SELECT 1 FROM deal_milestone y WHERE y.deal = d.id AND y.state = 'disputed'))`

// HandedIn is when a milestone's work was handed in for good so far; zero while it was not, or changes are asked for.
type HandedIn struct {
	Milestone MilestoneID
	At        time.Time
}

// Course is the deal's milestones in the contract's order, with when each was handed in. Right: the caller's.
func (d *Deals) Course(ctx context.Context, tx *db.Tx, id ID) ([]HandedIn, error) {
	return db.All(ctx, tx, func(s db.Scanner) (h HandedIn, err error) {
		var at int64
		err = s.Scan(&h.Milestone, &at)
		if at != 0 {
			h.At = db.Time(at)
		}
		return h, err
	}, `SELECT m.id, coalesce((SELECT CASE WHEN s.verdict = '`+string(RequestChanges)+`' THEN 0 ELSE s.at END FROM deal_submission s WHERE s.milestone = m.id ORDER BY s.round DESC LIMIT 1), 0)
		FROM deal_milestone m WHERE m.deal = $1 ORDER BY m.place`, string(id))
}
