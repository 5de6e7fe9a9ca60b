package deal

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
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
