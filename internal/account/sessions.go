package account

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Sessions lists where the actor is signed in, newest first. Right: own.read.
func (a *Accounts) Sessions(ctx context.Context, who access.Actor) (all []OpenSession, err error) {
	if _, err := access.Check(who, access.OwnRead, thing(who.Account)); err != nil {
		return nil, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := a.Person(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		idle, total := lifetime(SignedIn, onlyClient(p.Roles, p.Posts))
		now := a.now()
		all, err = db.All(ctx, tx, a.scanOpenSession, `SELECT id, device, created, seen, strength, public_network FROM session WHERE account = $1 AND state <> $2 AND seen > $3 AND created > $4 ORDER BY seen DESC, id`,
			string(who.Account), string(FactorPending), db.Micros(now.Add(-idle)), db.Micros(now.Add(-total)))
		return err
	})
	for i := range all {
		all[i].Current = all[i].ID == who.Session
	}
	return all, err
}

func (a *Accounts) scanOpenSession(s db.Scanner) (o OpenSession, err error) {
	var device []byte
	var created, seen int64
	if err = s.Scan(&o.ID, &device, &created, &seen, &o.Strength, &o.Public); err != nil {
		return o, err
	}
	o.Created, o.Seen = db.Time(created), db.Time(seen)
	return o, a.openJSON("session", o.ID, "device", device, &o.Place)
}

// EndSession ends one of the actor's sessions. Right: own.sessions. Fault: absent.
func (a *Accounts) EndSession(ctx context.Context, who access.Actor, id string) error {
	g, err := access.Check(who, access.OwnSessions, thing(who.Account))
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ended, err := db.All(ctx, tx, scanEnded, `DELETE FROM session WHERE account = $1 AND id = $2 RETURNING id, account`, string(who.Account), id)
		if err != nil {
			return err
		}
		if len(ended) == 0 {
			return fault.ErrAbsent
		}
		a.tellEnded(tx, ended)
		return a.Log.Append(ctx, tx, g, audit.Params{"what": "end", "session": id})
	})
}

// EndOtherSessions ends all of the actor's sessions but the one that asks. Right: own.sessions.
func (a *Accounts) EndOtherSessions(ctx context.Context, who access.Actor) error {
	g, err := access.Check(who, access.OwnSessions, thing(who.Account))
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := a.endSessions(ctx, tx, who.Account, who.Session); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": "end_others"})
	})
}
