package escrow

import (
	"context"
	"errors"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Matter is what holds a milestone's money where it is: a dispute or a complaint.
type Matter struct {
	Kind MatterKind
	ID   string
}

// MatterKind is a dispute or a complaint.
type MatterKind string

const (
	Dispute   MatterKind = "dispute"
	Complaint MatterKind = "complaint"
)

func (m Matter) check() error {
	if m.Kind != Dispute && m.Kind != Complaint || !isName(m.ID) || strings.Contains(m.ID, "/") {
		return ErrMatter
	}
	return nil
}

func (m Matter) String() string { return string(m.Kind) + "/" + m.ID }

// Freeze keeps the milestone's money where it is until the matter is closed by [Ledger.Split] or [Ledger.Lift]. Twice
// does nothing. Right: a recorded grant of the caller's; the grant need not be one that moves money, since it stops it.
// Faults: absent, escrow_matter (not a matter, or one that was closed).
func (l *Ledger) Freeze(ctx context.Context, tx *db.Tx, g access.Grant, id MilestoneID, m Matter) (err error) {
	defer fault.Wrap(&err, "escrow: freeze")
	if !g.Valid() || !g.Recorded() {
		return ErrNoMoney
	}
	if err := errors.Join(m.check(), lock(ctx, tx)); err != nil {
		return err
	}
	if _, err := milestoneOf(ctx, tx, id); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO escrow_freeze (milestone, matter, since) VALUES ($1, $2, $3) ON CONFLICT (milestone, matter) DO NOTHING`,
		string(id), m.String(), db.Micros(l.Clock.Now()))
	if err != nil || n == 1 {
		return err
	}
	return l.stillOpen(ctx, tx, id, m)
}

func (l *Ledger) stillOpen(ctx context.Context, tx *db.Tx, id MilestoneID, m Matter) error {
	n, err := tx.Exec(ctx, `UPDATE escrow_freeze SET since = since WHERE milestone = $1 AND matter = $2 AND lifted IS NULL`, string(id), m.String())
	if err == nil && n == 0 {
		return ErrMatter
	}
	return err
}

// Lift closes a matter that ends without moving money: a dispute withdrawn, a complaint unfounded. Right: a recorded
// grant that may move money, because the money is free afterwards. Faults: escrow_no_grant, escrow_matter.
func (l *Ledger) Lift(ctx context.Context, tx *db.Tx, g access.Grant, id MilestoneID, m Matter) (err error) {
	defer fault.Wrap(&err, "escrow: lift")
	if !mayMove(g) {
		return ErrNoMoney
	}
	if err := errors.Join(m.check(), lock(ctx, tx)); err != nil {
		return err
	}
	return l.lift(ctx, tx, id, m)
}

func (l *Ledger) lift(ctx context.Context, tx *db.Tx, id MilestoneID, m Matter) error {
	n, err := tx.Exec(ctx, `UPDATE escrow_freeze SET lifted = $3 WHERE milestone = $1 AND matter = $2 AND lifted IS NULL`, string(id), m.String(), db.Micros(l.Clock.Now()))
	if err == nil && n == 0 {
		return ErrMatter
	}
	return err
}

// Matters are those open on the milestone, in order of their names.
func (l *Ledger) Matters(ctx context.Context, tx *db.Tx, id MilestoneID) ([]Matter, error) {
	return openMatters(ctx, tx, id)
}

func openMatters(ctx context.Context, tx *db.Tx, id MilestoneID) ([]Matter, error) {
	return db.All(ctx, tx, func(s db.Scanner) (Matter, error) {
		text, err := db.Value[string](s)
		return parseMatter(text), err
	}, `SELECT matter FROM escrow_freeze WHERE milestone = $1 AND lifted IS NULL ORDER BY matter`, string(id))
}

func parseMatter(text string) Matter {
	kind, id, _ := strings.Cut(text, "/")
	return Matter{MatterKind(kind), id}
}
