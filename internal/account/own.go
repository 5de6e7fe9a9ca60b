package account

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// ChangeOwn changes what c names of the actor's own account. Right: own.change. Faults: invalid, version_stale.
func (a *Accounts) ChangeOwn(ctx context.Context, who access.Actor, version int64, c OwnChange) (out Profile, err error) {
	g, err := access.Check(who, access.OwnChange, thing(who.Account))
	if err != nil {
		return out, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := a.Person(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		if err := c.apply(&p); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE account SET name = $1, language = $2, theme = $3, calendar = $4, time_zone = $5, version = version + 1 WHERE id = $6 AND version = $7`,
			a.seal("account", string(p.ID), "name", p.Name), p.Language, p.Theme, p.Calendar, p.TimeZone, string(p.ID), version)
		if err := needed(n, err, fault.ErrStale); err != nil {
			return err
		}
		a.tellChanged(tx, p.ID)
		if out, err = a.profile(ctx, tx, who.Account); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": c.names()})
	})
	return out, err
}

func (c OwnChange) apply(p *Person) (err error) {
	if c.Name != nil {
		if p.Name, err = shortText("name", *c.Name, 200); err != nil {
			return err
		}
	}
	if c.TimeZone != nil {
		if p.TimeZone, err = timeZone(*c.TimeZone); err != nil {
			return err
		}
	}
	for _, one := range []struct {
		field   string
		value   *string
		into    *string
		allowed []string
	}{
		{"language", c.Language, &p.Language, Languages},
		{"theme", c.Theme, &p.Theme, []string{"auto", "light", "dark"}},
		{"calendar", c.Calendar, &p.Calendar, []string{"auto", "gregory", "persian"}},
	} {
		if one.value == nil {
			continue
		}
		if !slices.Contains(one.allowed, *one.value) {
			return invalid(one.field, "not one of the choices")
		}
		*one.into = *one.value
	}
	return nil
}

func (c OwnChange) names() string {
	return named(map[string]bool{"name": c.Name != nil, "language": c.Language != nil, "theme": c.Theme != nil, "calendar": c.Calendar != nil, "timeZone": c.TimeZone != nil})
}
