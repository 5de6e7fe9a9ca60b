package account

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// Add makes an active account at once, with a password unless it is empty; no letter is written and the password is not
// weighed. For the demo world and tests. Right: demo.fill, which only access.Server has. Faults: invalid, conflict.
func (a *Accounts) Add(ctx context.Context, who access.Actor, n NewPerson, password string) (p Person, err error) {
	g, err := access.Check(who, access.DemoFill, access.Thing{Kind: "account"})
	if err != nil {
		return p, err
	}
	hash := ""
	if password != "" {
		if hash, err = a.hasher.hash(ctx, normalPassword(password)); err != nil {
			return p, err
		}
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if p, err = a.newPerson(ctx, tx, n, Active); err != nil {
			return err
		}
		if hash != "" {
			if err := a.storePassword(ctx, tx, p.ID, madePassword{hash, len([]rune(password)) >= PasswordMinAlone}); err != nil {
				return err
			}
		}
		if n.CallBack != "" {
			if err := a.insertCallBack(ctx, tx, p.ID, n.CallBack, a.now()); err != nil {
				return err
			}
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"account": string(p.ID)})
	})
	return p, err
}

// Fill writes the settings, departments and organisations of an empty installation. Right: demo.fill. Faults: invalid,
// version_stale (it is not empty).
func (a *Accounts) Fill(ctx context.Context, who access.Actor, i Installation, ds []DepartmentChange, organisations []string) (made []Department, os []Organisation, err error) {
	g, err := access.Check(who, access.DemoFill, access.Thing{Kind: "settings"})
	if err != nil {
		return nil, nil, err
	}
	i.Version = 0
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		made, os, i.Version = nil, nil, 0
		if err := storeInstallation(ctx, tx, &i); err != nil {
			return err
		}
		for _, c := range ds {
			d, err := a.insertDepartment(ctx, tx, c)
			if err != nil {
				return err
			}
			made = append(made, d)
		}
		for _, name := range organisations {
			o, err := a.insertOrganisation(ctx, tx, name)
			if err != nil {
				return err
			}
			os = append(os, o)
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": "filled"})
	})
	return made, os, err
}
