package person

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/job"
)

// sweep is the hourly turn: copies whose time is over go, wishes ripen, and erasures are carried out as far as they can be. One that fails
// holds up no other.
func (r *Registrar) sweep(ctx context.Context, _ job.Job) error {
	err := errors.Join(r.expire(ctx), r.ripen(ctx), r.again(ctx), r.carry(ctx))
	return errors.Join(err, r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return r.Jobs.AddTurn(ctx, tx, sweepJob, r.Clock.Now().Add(sweepEvery))
	}))
}

// ripen has officers decide what cooled off.
func (r *Registrar) ripen(ctx context.Context) error {
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE person_erasure SET state = 'waiting' WHERE state = 'cooling' AND ripe <= $1`, micros(r.Clock.Now()))
		return err
	})
}

// carry goes on with all that was decided and is not done.
func (r *Registrar) carry(ctx context.Context) (err error) {
	for after := ""; ; {
		var some []Erasure
		if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			some, err = db.All(ctx, tx, scanErasure, `SELECT `+erasureColumns+` FROM person_erasure WHERE state IN ('erasing', 'kept') AND begin_at <= $1 AND id > $2 ORDER BY id LIMIT $3`, micros(r.Clock.Now()), after, batch)
			return err
		}); err != nil {
			return err
		}
		for _, e := range some {
			if one := r.carryOut(ctx, e); one != nil {
				err = errors.Join(err, fmt.Errorf("erasure %s: %w", e.ID, one))
			}
			after = e.ID
		}
		if len(some) < batch || ctx.Err() != nil {
			return err
		}
	}
}

// carryOut does of one erasure what nothing obliges to keep. All of it may be done twice, and be ended at any place.
func (r *Registrar) carryOut(ctx context.Context, e Erasure) error {
	if err := r.forgetCases(ctx, e.Account); err != nil {
		return err
	}
	kept, _, err := r.obliged(ctx, e.Account, everyAccused)
	if err != nil {
		return err
	}
	if err := r.clearEarly(ctx, e.Account); err != nil {
		return err
	}
	if !runs(kept) {
		if err := r.close(ctx, &e); err != nil {
			return err
		}
	}
	more, err := r.stays(ctx, e.Account, kept)
	if err != nil {
		return err
	}
	return r.reach(ctx, e, append(kept, more...))
}

// forgetCases closes the cases of which somebody is the only client, and has those destroyed that nothing obliges to keep.
func (r *Registrar) forgetCases(ctx context.Context, of access.AccountID) error {
	var who access.Actor
	if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := r.Accounts.Person(ctx, tx, of)
		who = p.Actor()
		who.Session, who.SteppedUp, who.Organisation = "erasure", true, access.OrganisationID(of)
		return err
	}); err != nil {
		return err
	}
	return r.cases(ctx, of, everyAccused, func(ctx context.Context, c caseLine) error {
		if !c.own {
			return nil
		}
		if _, err := r.Desk.Close(ctx, who, c.id); err != nil && !closed(err) {
			return err // what cannot be closed is obliged by what keeps it open
		}
		_, err := r.Retention.Forget(ctx, c.id)
		return err
	})
}

// clearEarly takes what nobody needs even while something runs.
func (r *Registrar) clearEarly(ctx context.Context, of access.AccountID) error {
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, h := range holdings {
			if !h.early {
				continue
			}
			if err := h.clear(ctx, tx, of); err != nil {
				return err
			}
		}
		return nil
	})
}

// marker stands in the key store for a person who was erased, where the keys of destroyed cases are known to be gone: a store of data that is
// restored from before brings the person back, and this one says that they have to go again.
func marker(of access.AccountID) access.TicketID { return access.TicketID(of) }

// close erases the account and all rows that are only its own, in one transaction, after the mark by which it would be done again.
func (r *Registrar) close(ctx context.Context, e *Erasure) error {
	if err := r.drop(ctx, `state IN ('asked', 'made') AND account = $1`, string(e.Account)); err != nil {
		return err
	}
	if err := r.Vault.Shred(ctx, marker(e.Account)); err != nil {
		return err
	}
	now := r.Clock.Now()
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := r.Accounts.Person(ctx, tx, e.Account)
		if err != nil || p.State == account.Erased {
			return err
		}
		counts, err := goes(ctx, tx, e.Account)
		if err != nil {
			return err
		}
		for _, h := range holdings {
			if h.fate == Erase || h.fate == Blank {
				if err := h.clear(ctx, tx, e.Account); err != nil {
					return fmt.Errorf("%s: %w", h.table, err)
				}
			}
		}
		if err := r.Accounts.Erase(ctx, tx, e.Account, fmt.Sprint(e.number)); err != nil {
			return err
		}
		text, err := json.Marshal(counts)
		if err != nil {
			return err
		}
		e.Closed, e.Counts = now, counts
		if _, err := tx.Exec(ctx, `UPDATE person_erasure SET closed = $2, counts = $3 WHERE id = $1`, e.ID, micros(now), string(text)); err != nil {
			return err
		}
		return r.byServer(ctx, tx, e.Account, counted(audit.Params{"what": "erased", "erasure": e.ID}, counts))
	})
}

// counted adds to the params of an entry how many rows of each kind went.
func counted(p audit.Params, counts map[Kind]int64) audit.Params {
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		p["n_"+string(k)] = fmt.Sprint(counts[k])
	}
	return p
}

// reach writes down what is kept, and certifies when the account was closed, and again when nothing is left that goes by itself.
func (r *Registrar) reach(ctx context.Context, e Erasure, kept []Kept) error {
	to := Partly
	if !e.Closed.IsZero() && !unfinished(kept) {
		to = Done
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	if err := r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE person_erasure SET kept = $2 WHERE id = $1`, e.ID, string(text))
		return err
	}); err != nil {
		return err
	}
	e.Kept = kept
	if !e.Closed.IsZero() && (e.Certified == 0 || to == Done) {
		return r.certify(ctx, e, to)
	}
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE person_erasure SET state = $2 WHERE id = $1 AND state = 'erasing'`, e.ID, string(to))
		return err
	})
}

// again erases people once more whom an older backup of the data brought back.
func (r *Registrar) again(ctx context.Context) error {
	return r.Vault.Shredded(ctx, func(gone []access.TicketID) error {
		back, err := r.alive(ctx, gone)
		if err != nil {
			return err
		}
		for _, id := range back {
			if err := r.eraseAgain(ctx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// alive are the accounts among the marks that are not erased.
func (r *Registrar) alive(ctx context.Context, some []access.TicketID) (back []access.AccountID, err error) {
	var marks []string
	args := []any{string(account.Erased)}
	for _, t := range some {
		args = append(args, string(t))
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	return back, r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		back, err = db.All(ctx, tx, db.Value[access.AccountID], `SELECT id FROM account WHERE state <> $1 AND id IN (`+strings.Join(marks, ", ")+`) ORDER BY id`, args...)
		return err
	})
}

// restored is the reason of a wish that the installation enters itself.
const restored = "restored"

func (r *Registrar) eraseAgain(ctx context.Context, of access.AccountID) error {
	now := r.Clock.Now()
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, err := current(ctx, tx, of)
		if onlyAbsent(err) != nil {
			return err
		}
		if err == nil && (e.State == Erasing || e.State == Partly) {
			return nil // it is under way
		}
		g, err := access.Check(access.Server("person"), access.PersonClock, thing(of))
		if err != nil {
			return err
		}
		entry, err := r.Log.Numbered(ctx, tx, g, audit.Params{"what": "again"})
		if err != nil {
			return err
		}
		if e.ID == "" || e.State == Withdrawn || e.State == Refused {
			e = Erasure{ID: access.NewID[string](), Account: of, Reason: restored, State: Cooling, Asked: now, Ripe: now}
			if err := r.enter(ctx, tx, e); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `UPDATE person_erasure SET state = 'erasing', reason = $2, decided = $3, begin_at = $3, entry = $4, closed = NULL, certified = 0 WHERE id = $1`, e.ID, restored, micros(now), entry)
		return err
	})
}
