package account

import (
	"context"
	"encoding/json"
	"errors"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/live"
)

// arrival is a proof that succeeded and becomes a session.
type arrival struct {
	account  access.AccountID
	progress Progress
	strength Strength
	how      string
	previous string // the token the browser came with; its session ends, whoever's it was
	from     Client
}

// begin starts a session with a new token and writes history and record; inside the caller's transaction.
func (a *Accounts) begin(ctx context.Context, tx *db.Tx, in arrival) (Session, error) {
	if err := a.endByToken(ctx, tx, in.previous); err != nil {
		return Session{}, err
	}
	token, hash := newSecret()
	now := a.now()
	s := Session{ID: access.NewID[string](), Account: in.account, Progress: in.progress, Strength: in.strength, Token: token}
	sealed, err := a.sealJSON("session", s.ID, "device", a.placeOf(in.from))
	if err != nil {
		return s, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO session (id, hash, account, state, strength, device, created, seen, stepped_up) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
		s.ID, hash, string(s.Account), string(s.Progress), string(s.Strength), sealed, db.Micros(now), steppedUp(s.Progress, db.Micros(now)))
	if err != nil {
		return s, err
	}
	if in.progress == FactorPending {
		return s, a.recordAs(ctx, tx, s, access.SignIn, audit.Params{"how": in.how, "result": "factor_awaited"}, in.from)
	}
	s.SteppedUpUntil = now.Add(StepUpLasts)
	return s, a.arrived(ctx, tx, s, in.how, in.from)
}

// steppedUp is what a new session's proof counts from: a finished sign-in is a fresh proof.
func steppedUp(p Progress, now int64) int64 {
	if p == FactorPending {
		return 0
	}
	return now
}

// arrived writes down a finished sign-in and warns the owner when the device or the country is new.
func (a *Accounts) arrived(ctx context.Context, tx *db.Tx, s Session, how string, from Client) error {
	isNew, err := a.isNews(ctx, tx, s.Account, from)
	if err == nil {
		err = a.meet(ctx, tx, s.Account, from, false)
	}
	if err != nil {
		return err
	}
	row, err := a.insertSignIn(ctx, tx, s.Account, how, true, from)
	if err != nil {
		return err
	}
	if isNew {
		if err := a.addLetter(ctx, tx, letter{Code: letterNewSignIn, Account: s.Account, SignIn: row}); err != nil {
			return err
		}
	}
	return a.recordAs(ctx, tx, s, access.SignIn, audit.Params{"how": how, "result": "signed_in", "strength": string(s.Strength)}, from)
}

// renew gives a session a new token, so that one seen before the proof is worth nothing after it.
func (a *Accounts) renew(ctx context.Context, tx *db.Tx, id string, p Progress, strength Strength) (Session, error) {
	token, hash := newSecret()
	now := a.now()
	s := Session{ID: id, Progress: p, Strength: strength, Token: token, SteppedUpUntil: now.Add(StepUpLasts)}
	err := tx.Get(ctx, `UPDATE session SET hash = $1, state = $2, strength = $3, stepped_up = $4, seen = $4 WHERE id = $5 RETURNING account`,
		[]any{hash, string(p), string(strength), db.Micros(now), id}, &s.Account)
	return s, gone(err)
}

// gone says of a session that ended in the meantime what its next request would.
func gone(err error) error {
	if errors.Is(err, fault.ErrAbsent) {
		return fault.ErrAnonymous
	}
	return err
}

func (a *Accounts) endByToken(ctx context.Context, tx *db.Tx, token string) error {
	if token == "" {
		return nil
	}
	ended, err := db.All(ctx, tx, scanEnded, `DELETE FROM session WHERE hash = $1 RETURNING id, account`, hashOf(token))
	a.tellEnded(tx, ended)
	return err
}

// endSessions ends all sessions of the account but one; keep may be empty.
func (a *Accounts) endSessions(ctx context.Context, tx *db.Tx, id access.AccountID, keep string) (int, error) {
	ended, err := db.All(ctx, tx, scanEnded, `DELETE FROM session WHERE account = $1 AND id <> $2 RETURNING id, account`, string(id), keep)
	a.tellEnded(tx, ended)
	return len(ended), err
}

type endedSession struct {
	ID      string `json:"session"`
	State   string `json:"state"`
	account access.AccountID
}

func scanEnded(s db.Scanner) (e endedSession, err error) {
	e.State = "ended"
	return e, s.Scan(&e.ID, &e.account)
}

// tellEnded cuts the open streams of sessions once their end is durable.
func (a *Accounts) tellEnded(tx *db.Tx, ended []endedSession) {
	for _, e := range ended {
		tx.AfterCommit(func() { a.tell(live.Session, e.account, e) })
	}
}

func (a *Accounts) tell(name string, id access.AccountID, data any) {
	text, err := json.Marshal(data)
	if err != nil {
		return
	}
	a.Live.Publish(live.Event{Name: name, Account: id, Data: text})
}

// tellChanged lets the screens of an account, and caches of its name, know that it changed.
func (a *Accounts) tellChanged(tx *db.Tx, id access.AccountID) {
	tx.AfterCommit(func() {
		a.names.drop(id)
		a.tell(live.Account, id, map[string]string{"id": string(id)})
	})
}
