package review

import (
	"context"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Removal is a proposal to remove a review that breaks a rule.
type Removal struct {
	ID       string           `json:"id"`
	Review   ID               `json:"review"`
	Reason   Reason           `json:"reason"`
	Proposer access.AccountID `json:"proposer"`
	Decider  access.AccountID `json:"decider,omitempty"`
	State    string           `json:"state"` // open, approved, refused
	At       time.Time        `json:"at"`
}

func scanRemoval(s db.Scanner) (m Removal, err error) {
	var at int64
	err = s.Scan(&m.ID, &m.Review, &m.Reason, &m.Proposer, &m.Decider, &m.State, &at)
	m.At = db.Time(at)
	return m, err
}

const removalColumns = `id, review, reason, proposer, decider, state, at`

// ProposeRemoval says that a published review breaks a rule. Right: review.propose, of staff and security who are no side of
// it. Faults: absent, denied, invalid (reason), same_person (a side), review_removed, review_state (one is open).
func (r *Reviews) ProposeRemoval(ctx context.Context, who access.Actor, id ID, why Reason) (m Removal, err error) {
	if !slices.Contains(RemovalReasons, why) {
		return m, fault.ErrInvalid.At("reason")
	}
	m = Removal{ID: access.NewID[string](), Review: id, Reason: why, Proposer: who.Account, State: "open", At: r.Clock.Now()}
	return m, r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, g, err := removable(ctx, tx, who, id, access.ReviewPropose)
		if err != nil {
			return err
		}
		if s.removed.Valid {
			return ErrGone
		}
		if err := r.Log.Append(ctx, tx, g, audit.Params{"removal": m.ID, "reason": string(why)}); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO review_removal (`+removalColumns+`) VALUES ($1, $2, $3, $4, '', 'open', $5)`,
			m.ID, string(id), string(why), string(who.Account), db.Micros(m.At))
		if db.IsUnique(err) {
			return ErrState
		}
		if err != nil {
			return err
		}
		return tx.Made(ctx, m.ID)
	})
}

// removable reads a published review for staff who are no side of it.
func removable(ctx context.Context, tx *db.Tx, who access.Actor, id ID, act access.Action) (s stored, g access.Grant, err error) {
	if g, err = access.Check(who, act, access.Thing{Kind: "review", ID: string(id)}); err != nil {
		return s, g, err
	}
	if s, err = visible(ctx, tx, who, id); err != nil {
		return s, g, err
	}
	switch {
	case s.author == who.Account || s.subject == who.Account:
		err = ErrSame
	case !s.published.Valid:
		err = fault.ErrAbsent
	}
	return s, g, err
}

// ApproveRemoval agrees with another's proposal: words, answer and points are destroyed, a tombstone with the reason and the
// day stays, and what the reviews add up to is rebuilt. Right: review.approve, with step-up, of somebody else who is no side.
// Faults: absent, denied, same_person, review_state.
func (r *Reviews) ApproveRemoval(ctx context.Context, who access.Actor, removal string) error {
	return r.decide(ctx, who, removal, "approved")
}

// RefuseRemoval ends a proposal without effect; who proposed may, too. Right and faults: as ApproveRemoval.
func (r *Reviews) RefuseRemoval(ctx context.Context, who access.Actor, removal string) error {
	return r.decide(ctx, who, removal, "refused")
}

func (r *Reviews) decide(ctx context.Context, who access.Actor, removal, state string) error {
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := access.Check(who, access.ReviewApprove, access.Thing{Kind: "review"}); err != nil {
			return err
		}
		m, err := db.One(ctx, tx, scanRemoval, `SELECT `+removalColumns+` FROM review_removal WHERE id = $1`, removal)
		if err != nil {
			return err
		}
		s, g, err := removable(ctx, tx, who, m.Review, access.ReviewApprove)
		if err != nil {
			return err
		}
		if state == "approved" && m.Proposer == who.Account {
			return ErrSame
		}
		now := db.Micros(r.Clock.Now())
		n, err := tx.Exec(ctx, `UPDATE review_removal SET state = $2, decider = $3, decided = $4 WHERE id = $1 AND state = 'open'`, removal, state, string(who.Account), now)
		if err == nil && n == 0 {
			err = ErrState
		}
		if err != nil {
			return err
		}
		if err := r.Log.Append(ctx, tx, g, audit.Params{"removal": m.ID, "reason": string(m.Reason), "decision": state}); err != nil || state != "approved" {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE review SET body = NULL, reply = NULL, first = NULL, second = NULL, third = NULL, fourth = NULL, removed = $2, reason = $3 WHERE id = $1`,
			string(s.id), now, string(m.Reason)); err != nil {
			return err
		}
		return r.addUp(ctx, tx, s.subject, s.side)
	})
}

// Removals lists the proposals that are open, oldest first, at most 200. Right: review.propose.
func (r *Reviews) Removals(ctx context.Context, who access.Actor) (all []Removal, err error) {
	if _, err := access.Check(who, access.ReviewPropose, access.Thing{Kind: "review"}); err != nil {
		return nil, err
	}
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, scanRemoval, `SELECT `+removalColumns+` FROM review_removal WHERE state = 'open' ORDER BY at, id LIMIT 200`)
		return err
	})
	return all, err
}
