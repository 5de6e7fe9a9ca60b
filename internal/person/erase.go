package person

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// State is how far a wish to be erased is.
type State string

const (
	Cooling   State = "cooling"   // it can be withdrawn, and nobody decides
	Waiting   State = "waiting"   // for an officer
	Erasing   State = "erasing"   // being carried out
	Partly    State = "kept"      // done as far as nothing obliges; the rest follows by itself
	Done      State = "done"      //
	Withdrawn State = "withdrawn" // by the person
	Refused   State = "refused"   // by an officer
)

// States are all of them.
var States = []State{Cooling, Waiting, Erasing, Partly, Done, Withdrawn, Refused}

// Refusals are why an officer may refuse.
var Refusals = []string{"identity", "law", "claims"}

// lead is how long the last letter has to leave before anything is erased.
const lead = time.Hour

// pseudonymMost bounds the numbers drawn for erased people.
const pseudonymMost = 9_000_000

// Erasure is one wish.
type Erasure struct {
	ID        string
	Account   access.AccountID
	Asker     access.AccountID
	Reason    string // empty: the person asked
	State     State
	Refusal   string
	First     access.AccountID // decided first, where it takes two
	Decider   access.AccountID
	Asked     time.Time
	Ripe      time.Time // until then it can be withdrawn, and nobody decides
	Decided   time.Time
	Closed    time.Time // the account was
	Ended     time.Time
	Entry     int64
	Certified int64 // entry of the certificate; 0: there is none
	Kept      []Kept
	Counts    map[Kind]int64
	number    int64
}

const erasureColumns = `id, account, asker, reason, state, refusal, first, decider, asked, ripe, coalesce(decided, 0), coalesce(closed, 0), coalesce(ended, 0), pseudonym, entry, certified, kept, counts`

func scanErasure(s db.Scanner) (e Erasure, err error) {
	var asked, ripe, decided, closed, ended int64
	var kept, counts string
	if err := s.Scan(&e.ID, &e.Account, &e.Asker, &e.Reason, &e.State, &e.Refusal, &e.First, &e.Decider, &asked, &ripe, &decided, &closed, &ended, &e.number, &e.Entry, &e.Certified, &kept, &counts); err != nil {
		return e, err
	}
	e.Asked, e.Ripe, e.Decided, e.Closed, e.Ended = db.Time(asked), db.Time(ripe), timeOf(decided), timeOf(closed), timeOf(ended)
	return e, errors.Join(json.Unmarshal([]byte(kept), &e.Kept), json.Unmarshal([]byte(counts), &e.Counts))
}

// current is somebody's latest wish. Fault: absent.
func current(ctx context.Context, tx *db.Tx, of access.AccountID) (Erasure, error) {
	all, err := db.All(ctx, tx, scanErasure, `SELECT `+erasureColumns+` FROM person_erasure WHERE account = $1 ORDER BY asked DESC, id LIMIT 1`, string(of))
	if err == nil && len(all) == 0 {
		err = fault.ErrAbsent
	}
	if err != nil {
		return Erasure{}, err
	}
	return all[0], nil
}

func erasureOf(ctx context.Context, tx *db.Tx, id string) (Erasure, error) {
	return db.One(ctx, tx, scanErasure, `SELECT `+erasureColumns+` FROM person_erasure WHERE id = $1`, id)
}

// AskErasure enters the wish of a person to be erased: their own, or an officer's for them with a reason. The person is told by mail, and can
// withdraw it until it is decided, nobody deciding for [CoolingDays]. Right: person.erase, with step-up. Faults: absent, denied,
// step_up_needed, invalid (reason), erasure_wished, last_admin.
func (r *Registrar) AskErasure(ctx context.Context, who access.Actor, of access.AccountID, reason string) (id string, err error) {
	g, err := access.Check(who, access.PersonErase, thing(of))
	if err != nil {
		return "", err
	}
	if (who.Account == of) != (reason == "") || reason != "" && !slices.Contains(Reasons, reason) {
		return "", ErrReason
	}
	id = access.NewID[string]()
	now := r.Clock.Now()
	ripe := now.AddDate(0, 0, CoolingDays)
	return id, r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := r.Accounts.MayErase(ctx, tx, of); err != nil {
			return err
		}
		if err := r.enter(ctx, tx, Erasure{ID: id, Account: of, Asker: who.Account, Reason: reason, State: Cooling, Asked: now, Ripe: ripe}); err != nil {
			return err
		}
		if err := r.Log.Append(ctx, tx, g, audit.Params{"what": "asked", "erasure": id, "reason": reason}); err != nil {
			return err
		}
		return r.post(ctx, tx, errand{ID: id, Account: of, Code: letterErasureAsked, Until: micros(ripe)})
	})
}

func (r *Registrar) enter(ctx context.Context, tx *db.Tx, e Erasure) error {
	_, err := tx.Exec(ctx, `INSERT INTO person_erasure (id, account, asker, reason, state, refusal, first, decider, asked, ripe, pseudonym, entry, kept, counts, certified)
		VALUES ($1, $2, $3, $4, $5, '', '', '', $6, $7, $8, $9, '[]', '{}', 0)`,
		e.ID, string(e.Account), string(e.Asker), e.Reason, string(e.State), micros(e.Asked), micros(e.Ripe), 1_000_000+rand.Int64N(pseudonymMost), e.Entry) //nolint:gosec // a number to tell people apart, no secret
	if db.IsUnique(err) {
		return ErrWished
	}
	return err
}

// Withdraw takes one's own wish back, as long as it is not decided. Right: person.withdraw. Faults: absent, erasure_decided.
func (r *Registrar) Withdraw(ctx context.Context, who access.Actor) error {
	g, err := access.Check(who, access.PersonWithdraw, thing(who.Account))
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, err := current(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		if err := r.move(ctx, tx, e, Withdrawn, ""); err != nil {
			return err
		}
		return r.Log.Append(ctx, tx, g, audit.Params{"what": "withdrawn", "erasure": e.ID})
	})
}

// move leads out of the states in which nothing is decided.
func (r *Registrar) move(ctx context.Context, tx *db.Tx, e Erasure, to State, refusal string) error {
	n, err := tx.Exec(ctx, `UPDATE person_erasure SET state = $2, refusal = $3, ended = $4 WHERE id = $1 AND state IN ('cooling', 'waiting')`, e.ID, string(to), refusal, micros(r.Clock.Now()))
	if err == nil && n == 0 {
		err = ErrDecided
	}
	return err
}

// decision is what both decisions ask: the right, the time, another person. Fault: second_person for one's own wish, and for who asked.
func (r *Registrar) decision(ctx context.Context, tx *db.Tx, who access.Actor, id string) (e Erasure, g access.Grant, err error) {
	if g, err = access.Check(who, access.PersonDecide, access.Thing{Kind: "person"}); err != nil {
		return e, g, err
	}
	if e, err = erasureOf(ctx, tx, id); err != nil {
		return e, g, err
	}
	if g, err = access.Check(who, access.PersonDecide, thing(e.Account)); err != nil {
		return e, g, err
	}
	switch {
	case e.State != Cooling && e.State != Waiting:
		err = ErrDecided
	case who.Account == e.Account, who.Account == e.Asker, who.Account == e.First:
		err = ErrSecond
	case r.Clock.Now().Before(e.Ripe):
		err = ErrEarly
	}
	return e, g, err
}

// Approve decides that a person is erased. Where something is disputed, a second officer has to agree. It begins an hour later, when the last
// letter has left. Right: person.decide, with step-up. Faults: absent, denied, step_up_needed, second_person, erasure_early, erasure_decided.
func (r *Registrar) Approve(ctx context.Context, who access.Actor, id string) error {
	var of access.AccountID
	if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, _, err := r.decision(ctx, tx, who, id)
		of = e.Account
		return err
	}); err != nil {
		return err
	}
	kept, _, err := r.obliged(ctx, of, everyAccused)
	if err != nil {
		return err
	}
	now := r.Clock.Now()
	begin := now.Add(lead)
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, g, err := r.decision(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := r.Accounts.MayErase(ctx, tx, e.Account); err != nil {
			return err
		}
		if contested(kept) && e.First == "" {
			if _, err := tx.Exec(ctx, `UPDATE person_erasure SET first = $2 WHERE id = $1 AND first = ''`, id, string(who.Account)); err != nil {
				return err
			}
			return r.Log.Append(ctx, tx, g, audit.Params{"what": "approved_first", "erasure": id})
		}
		entry, err := r.Log.Numbered(ctx, tx, g, audit.Params{"what": "approved", "erasure": id, "kept": strconv.Itoa(len(kept))})
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE person_erasure SET state = 'erasing', decider = $2, decided = $3, begin_at = $4, entry = $5 WHERE id = $1 AND state IN ('cooling', 'waiting')`,
			id, string(who.Account), micros(now), micros(begin), entry)
		if err == nil && n == 0 {
			err = ErrDecided
		}
		if err != nil {
			return err
		}
		if err := r.post(ctx, tx, errand{ID: id, Account: e.Account, Code: letterErasing, Until: micros(begin)}); err != nil {
			return err
		}
		return r.Jobs.AddTurn(ctx, tx, sweepJob, begin.Add(sweepEvery))
	})
}

// Refuse says no, for a reason that the person is told. Right: person.decide, with step-up. Faults: as Approve, invalid (reason).
func (r *Registrar) Refuse(ctx context.Context, who access.Actor, id, reason string) error {
	if !slices.Contains(Refusals, reason) {
		return ErrReason
	}
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, g, err := r.decision(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := r.move(ctx, tx, e, Refused, reason); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE person_erasure SET decider = $2, decided = $3 WHERE id = $1`, id, string(who.Account), micros(r.Clock.Now())); err != nil {
			return err
		}
		if err := r.Log.Append(ctx, tx, g, audit.Params{"what": "refused", "erasure": id, "reason": reason}); err != nil {
			return err
		}
		return r.post(ctx, tx, errand{ID: id, Account: e.Account, Code: letterRefused})
	})
}
