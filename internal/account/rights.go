package account

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Invite makes an account and invites its owner. Right: account.invite. Faults: invalid, conflict (the address is taken).
func (a *Accounts) Invite(ctx context.Context, who access.Actor, n NewPerson) (Person, error) {
	g, err := access.Check(who, access.AccountInvite, access.Thing{Kind: "account"})
	if err != nil {
		return Person{}, err
	}
	return a.invite(ctx, g, n)
}

// InviteAgain sends a new invitation; earlier ones are worthless. Right: account.invite. Faults: absent, conflict (it was
// taken up).
func (a *Accounts) InviteAgain(ctx context.Context, who access.Actor, id access.AccountID) error {
	g, err := access.Check(who, access.AccountInvite, thing(id))
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := a.Person(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.State != Invited {
			return fault.ErrConflict
		}
		if err := a.dropLinks(ctx, tx, id); err != nil {
			return err
		}
		if err := a.newLink(ctx, tx, link{purpose: ForInvitation, account: id, email: p.Email, language: p.Language}); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": "again"})
	})
}

// ChangeRights changes roles, posts, organisation and whether a second factor is required. It holds from the account's
// next request on. Right: account.change. Faults: absent, self_change, last_admin, invalid, version_stale.
func (a *Accounts) ChangeRights(ctx context.Context, who access.Actor, id access.AccountID, version int64, c RightsChange) (p Person, err error) {
	g, err := a.changeOther(who, id)
	if err != nil {
		return p, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockRights(ctx, tx); err != nil {
			return err
		}
		if p, err = a.Person(ctx, tx, id); err != nil {
			return err
		}
		if p.State == Erased {
			return fault.ErrConflict
		}
		was := p
		c.apply(&p)
		if err := a.checkRights(ctx, tx, &p); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE account SET roles = $1, organisation = $2, factor_required = $3, version = version + 1 WHERE id = $4 AND version = $5`,
			joinRoles(p.Roles), string(p.Organisation), p.FactorRequired, string(id), version)
		if err := needed(n, err, fault.ErrStale); err != nil {
			return err
		}
		p.Version = version + 1
		if err := a.afterRights(ctx, tx, was, p); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": c.names(), "roles": joinRoles(p.Roles), "posts": recordPosts(p.Posts),
			"rolesBefore": joinRoles(was.Roles), "postsBefore": recordPosts(was.Posts), "organisation": string(p.Organisation)})
	})
	return p, err
}

// afterRights does what new rights bring with them: posts, an enrolment where a factor is now required, an administrator
// at least.
func (a *Accounts) afterRights(ctx context.Context, tx *db.Tx, was, p Person) error {
	if _, err := tx.Exec(ctx, `DELETE FROM post WHERE account = $1`, string(p.ID)); err != nil {
		return err
	}
	if err := insertPosts(ctx, tx, p.ID, p.Posts); err != nil {
		return err
	}
	site, err := a.Installation(ctx, tx)
	if err != nil {
		return err
	}
	if p.NeedsFactor(site) {
		_, err := tx.Exec(ctx, `UPDATE session SET state = $1 WHERE account = $2 AND state = $3 AND strength = $4`,
			string(EnrolPending), string(p.ID), string(SignedIn), string(ByPassword))
		if err != nil {
			return err
		}
	}
	a.tellChanged(tx, p.ID)
	return someAdmin(ctx, tx, was)
}

func (c RightsChange) apply(p *Person) {
	if c.Roles != nil {
		p.Roles = *c.Roles
	}
	if c.Posts != nil {
		p.Posts = *c.Posts
	}
	if c.Organisation != nil {
		p.Organisation = *c.Organisation
	}
	if c.FactorRequired != nil {
		p.FactorRequired = *c.FactorRequired
	}
}

func (c RightsChange) names() string {
	return named(map[string]bool{"roles": c.Roles != nil, "posts": c.Posts != nil, "organisation": c.Organisation != nil, "factorRequired": c.FactorRequired != nil})
}

// changeOther allows a change of somebody else's rights.
func (a *Accounts) changeOther(who access.Actor, id access.AccountID) (access.Grant, error) {
	g, err := access.Check(who, access.AccountChange, thing(id))
	if err == nil && who.Account == id {
		err = ErrSelf
	}
	return g, err
}

// lockRights lets changes of rights happen one after another, so that two administrators cannot remove each other.
func lockRights(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE installation SET id = id WHERE id = 1`)
	return err
}

// someAdmin refuses a change of an administrator after which there is none left. Fault: last_admin.
func someAdmin(ctx context.Context, tx *db.Tx, was Person) error {
	if !slices.Contains(was.Roles, access.Administrator) || was.State != Active {
		return nil
	}
	var some bool
	err := tx.Get(ctx, `SELECT EXISTS (SELECT 1 FROM account WHERE state = $1 AND ',' || roles || ',' LIKE '%,admin,%')`, []any{string(Active)}, &some)
	if err == nil && !some {
		err = ErrLastAdmin
	}
	return err
}

// Disable ends everything the account can do, at once: sessions, tokens, links. Its owner is told.
// Right: account.change. Faults: absent, conflict (it is already), self_change, last_admin.
func (a *Accounts) Disable(ctx context.Context, who access.Actor, id access.AccountID) error {
	return a.setState(ctx, who, id, func(ctx context.Context, tx *db.Tx, p Person) (State, error) {
		if p.State == Disabled {
			return "", fault.ErrConflict
		}
		if p.State == Active {
			if err := a.addLetter(ctx, tx, letter{Code: letterDisabled, Account: id}); err != nil {
				return "", err
			}
		}
		return Disabled, a.dropLinks(ctx, tx, id)
	})
}

// Enable lets a disabled account be used again; one that was never taken up is invited as before.
// Right: account.change. Faults: absent, conflict (it is not disabled), self_change.
func (a *Accounts) Enable(ctx context.Context, who access.Actor, id access.AccountID) error {
	return a.setState(ctx, who, id, func(ctx context.Context, tx *db.Tx, p Person) (State, error) {
		if p.State != Disabled {
			return "", fault.ErrConflict
		}
		f, err := factorsOf(ctx, tx, id)
		if f.Password || f.Passkeys > 0 {
			return Active, err
		}
		return Invited, err
	})
}

func (a *Accounts) setState(ctx context.Context, who access.Actor, id access.AccountID, decide func(context.Context, *db.Tx, Person) (State, error)) error {
	g, err := a.changeOther(who, id)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockRights(ctx, tx); err != nil {
			return err
		}
		p, err := a.Person(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.State == Erased {
			return fault.ErrConflict
		}
		state, err := decide(ctx, tx, p)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE account SET state = $1, version = version + 1 WHERE id = $2`, string(state), string(id)); err != nil {
			return err
		}
		if _, err := a.endSessions(ctx, tx, id, ""); err != nil {
			return err
		}
		a.tellChanged(tx, id)
		if err := someAdmin(ctx, tx, p); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": "state", "state": string(state), "stateBefore": string(p.State)})
	})
}
