package account

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// How long a session lives; see [lifetime].
const (
	StepUpLasts   = 10 * time.Minute
	FactorLasts   = 10 * time.Minute // to hand in the second factor
	clientIdle    = 12 * time.Hour
	clientTotal   = 14 * 24 * time.Hour
	staffIdle     = 10 * time.Hour
	staffTotal    = 24 * time.Hour
	seenEvery     = time.Minute
	longestIdle   = clientIdle
	tokenPrefix   = "sty_"
	tokenDaysMost = 365
)

// lifetime is until when a session counts: idle and in all.
func lifetime(progress Progress, client bool) (idle, total time.Duration) {
	switch {
	case progress == FactorPending:
		return FactorLasts, FactorLasts
	case client:
		return clientIdle, clientTotal
	}
	return staffIdle, staffTotal
}

type sessionRow struct {
	Session
	created, seen, steppedUp time.Time
	roles                    []access.Role
	posts                    map[access.DepartmentID]access.Post
	organisation             access.OrganisationID
	state                    State
}

const sessionQuery = `SELECT s.id, s.account, s.state, s.strength, s.created, s.seen, s.stepped_up, a.roles, a.organisation, a.state, ` + postsOf + `
	FROM session s JOIN account a ON a.id = s.account WHERE s.hash = $1`

func scanSession(s db.Scanner) (r sessionRow, err error) {
	var created, seen, up int64
	var roles, posts string
	err = s.Scan(&r.ID, &r.Account, &r.Progress, &r.Strength, &created, &seen, &up, &roles, &r.organisation, &r.state, &posts)
	r.created, r.seen, r.steppedUp = db.Time(created), db.Time(seen), db.Time(up)
	r.roles, r.posts = parseRoles(roles), parsePosts(posts)
	return r, err
}

// at completes the session for an instant and reports whether it still counts then.
func (r *sessionRow) at(now time.Time) bool {
	idle, total := lifetime(r.Progress, onlyClient(r.roles, r.posts))
	r.Ends = r.created.Add(total)
	if until := r.steppedUp.Add(StepUpLasts); now.Before(until) {
		r.SteppedUpUntil = until
	}
	return r.state == Active && now.Before(r.Ends) && now.Before(r.seen.Add(idle))
}

func (r *sessionRow) actor(from Client) access.Actor {
	if r.Progress == FactorPending {
		return access.Actor{Address: from.Address}
	}
	return access.Actor{Account: r.Account, Session: r.ID, Roles: r.roles, Posts: r.posts, Organisation: home(r.Account, r.organisation),
		SteppedUp: !r.SteppedUpUntil.IsZero(), Enrolling: r.Progress == EnrolPending, Address: from.Address}
}

// Authenticate says who the browser with this token is, from one indexed read: what was taken from an account is
// missing at its next request (A3). While a second factor is awaited the actor is nobody, without a fault.
// Fault: not_signed_in.
func (a *Accounts) Authenticate(ctx context.Context, token string, from Client) (access.Actor, Session, error) {
	if token == "" {
		return access.Actor{}, Session{}, fault.ErrAnonymous
	}
	var r sessionRow
	err := a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = db.One(ctx, tx, scanSession, sessionQuery, hashOf(token))
		return err
	})
	if errors.Is(err, fault.ErrAbsent) {
		return access.Actor{}, Session{}, fault.ErrAnonymous
	}
	if err != nil {
		return access.Actor{}, Session{}, err
	}
	now := a.now()
	if !r.at(now) {
		return access.Actor{}, Session{}, fault.ErrAnonymous
	}
	if !from.Waiting && now.Sub(r.seen) >= seenEvery {
		a.touch(ctx, `UPDATE session SET seen = $1 WHERE id = $2 AND seen < $3`, r.ID, now)
	}
	return r.actor(from), r.Session, nil
}

// touch notes that something was used, at most once a minute. That it cannot be noted refuses nobody.
func (a *Accounts) touch(ctx context.Context, query, id string, now time.Time) {
	err := a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, db.Micros(now), id, db.Micros(now.Add(-seenEvery))+1)
		return err
	})
	if err != nil && ctx.Err() == nil {
		a.Logger.WarnContext(ctx, "last use not noted", "error", err)
	}
}

// AuthenticateToken says who holds the API token. Fault: not_signed_in.
func (a *Accounts) AuthenticateToken(ctx context.Context, bearer string, from Client) (access.Actor, error) {
	if !strings.HasPrefix(bearer, tokenPrefix) {
		return access.Actor{}, fault.ErrAnonymous
	}
	var (
		who                  access.Actor
		roles, posts, scopes string
		state                State
		expires              int64
		used                 sql.NullInt64
		organisation         access.OrganisationID
	)
	err := a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT t.id, t.account, t.scopes, t.expires, t.used, a.roles, a.organisation, a.state, `+postsOf+`
			FROM api_token t JOIN account a ON a.id = t.account WHERE t.hash = $1`, []any{hashOf(bearer)},
			&who.Session, &who.Account, &scopes, &expires, &used, &roles, &organisation, &state, &posts)
	})
	if err != nil && !errors.Is(err, fault.ErrAbsent) {
		return access.Actor{}, err
	}
	now := a.now()
	if err != nil || state != Active || !now.Before(db.Time(expires)) {
		return access.Actor{}, fault.ErrAnonymous
	}
	if now.Sub(db.TimeOrZero(used)) >= seenEvery {
		a.touch(ctx, `UPDATE api_token SET used = $1 WHERE id = $2 AND (used IS NULL OR used < $3)`, who.Session, now)
	}
	who.Token, who.Address, who.Scopes = true, from.Address, strings.FieldsFunc(scopes, isComma)
	who.Roles, who.Posts, who.Organisation = parseRoles(roles), parsePosts(posts), home(who.Account, organisation)
	return who, nil
}
