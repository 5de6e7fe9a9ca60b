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
	recovered                int64
	public                   bool  // network, they say
	met                      int64 // when somebody last proved themselves from this network; 0 for never
}

// sessionQuery is completed by what the session is found by.
const sessionQuery = `SELECT s.id, s.account, s.state, s.strength, s.created, s.seen, s.stepped_up, a.roles, a.organisation, a.state, s.public_network,
	coalesce((SELECT n.seen FROM account_network n WHERE n.account = s.account AND n.network = $2), 0), a.recovered_until, ` + postsOf + `
	FROM session s JOIN account a ON a.id = s.account WHERE `

func scanSession(s db.Scanner) (r sessionRow, err error) {
	var created, seen, up int64
	var roles, posts string
	err = s.Scan(&r.ID, &r.Account, &r.Progress, &r.Strength, &created, &seen, &up, &roles, &r.organisation, &r.state, &r.public, &r.met, &r.recovered, &posts)
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

func (r *sessionRow) actor(from Client, doubts []string) access.Actor {
	if r.Progress == FactorPending {
		return access.Actor{Address: from.Address}
	}
	return access.Actor{Account: r.Account, Session: r.ID, Roles: r.roles, Posts: r.posts, Organisation: home(r.Account, r.organisation),
		SteppedUp: !r.SteppedUpUntil.IsZero(), Enrolling: r.Progress == EnrolPending, Address: from.Address, Doubts: doubts}
}

// Authenticate says who the browser with this token is, from one indexed read: what was taken from an account is
// missing at its next request (A3). While a second factor is awaited the actor is nobody, without a fault.
// Fault: not_signed_in.
func (a *Accounts) Authenticate(ctx context.Context, token string, from Client) (access.Actor, Session, error) {
	if token == "" {
		return access.Actor{}, Session{}, fault.ErrAnonymous
	}
	return a.session(ctx, `s.hash = $1`, hashOf(token), from)
}

// Still says who a sign-in is by now, for what was opened with it and goes on: a step-up gives the sign-in another token and ends none of it. It does not
// count as use. Fault: not_signed_in, when it has ended.
func (a *Accounts) Still(ctx context.Context, id string, from Client) (access.Actor, Session, error) {
	from.Waiting = true
	return a.session(ctx, `s.id = $1`, id, from)
}

// session finds a sign-in and who it is now.
func (a *Accounts) session(ctx context.Context, by string, key any, from Client) (access.Actor, Session, error) {
	var r sessionRow
	network := a.network(from)
	err := a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = db.One(ctx, tx, scanSession, sessionQuery+by, key, network)
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
	who := r.actor(from, r.doubts(now, network))
	who.Recovered = a.stillRecovered(r.recovered)
	return who, r.Session, nil
}

// stillRecovered is until when nothing sensitive opens, or zero when that is over.
func (a *Accounts) stillRecovered(micros int64) time.Time {
	if until := db.Time(micros); a.now().Before(until) {
		return until
	}
	return time.Time{}
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
		expires, recovered   int64
		used                 sql.NullInt64
		organisation         access.OrganisationID
	)
	err := a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT t.id, t.account, t.scopes, t.expires, t.used, a.roles, a.organisation, a.state, a.recovered_until, `+postsOf+`
			FROM api_token t JOIN account a ON a.id = t.account WHERE t.hash = $1`, []any{hashOf(bearer)},
			&who.Session, &who.Account, &scopes, &expires, &used, &roles, &organisation, &state, &recovered, &posts)
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
	who.Recovered = a.stillRecovered(recovered)
	who.Roles, who.Posts, who.Organisation = parseRoles(roles), parsePosts(posts), home(who.Account, organisation)
	return who, nil
}
