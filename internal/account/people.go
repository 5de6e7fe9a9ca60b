package account

import (
	"context"
	"strconv"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// People lists accounts, newest first; next is the following page's cursor. Right: account.read.
func (a *Accounts) People(ctx context.Context, who access.Actor, cursor string, limit int) (items []Person, next string, err error) {
	if _, err := access.Check(who, access.AccountsRead, access.Thing{Kind: "account"}); err != nil {
		return nil, "", err
	}
	created, id, err := parseCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	limit = pageSize(limit)
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		items, err = db.All(ctx, tx, a.scanPerson, `SELECT `+personColumns+` FROM account a WHERE (a.created, a.id) < ($1, $2) ORDER BY a.created DESC, a.id DESC LIMIT $3`, created, id, limit)
		return err
	})
	if len(items) == limit {
		last := items[limit-1]
		next = strconv.FormatInt(db.Micros(last.Created), 36) + "." + string(last.ID)
	}
	return items, next, err
}

func parseCursor(cursor string) (created int64, id string, err error) {
	if cursor == "" {
		return 1<<63 - 1, "", nil
	}
	first, id, _ := strings.Cut(cursor, ".")
	if created, err = strconv.ParseInt(first, 36, 64); err != nil {
		return 0, "", fault.ErrInvalid.At("cursor")
	}
	return created, id, nil
}

// PersonByEmail finds an account by its exact address. Right: account.read. Faults: absent, invalid.
func (a *Accounts) PersonByEmail(ctx context.Context, who access.Actor, email string) (p Person, err error) {
	if _, err := access.Check(who, access.AccountsRead, access.Thing{Kind: "account"}); err != nil {
		return p, err
	}
	if email, err = normalEmail(email); err != nil {
		return p, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err = a.personByIndex(ctx, tx, a.emailIndex(email))
		return err
	})
	return p, err
}

// Read shows one account with its factors. Right: account.read. Fault: absent.
func (a *Accounts) Read(ctx context.Context, who access.Actor, id access.AccountID) (Profile, error) {
	if _, err := access.Check(who, access.AccountsRead, thing(id)); err != nil {
		return Profile{}, err
	}
	return a.Profile(ctx, id)
}

// Profile is an account with all that its own pages show; it asks no rights, so the caller shows it to its owner alone.
// Fault: absent.
func (a *Accounts) Profile(ctx context.Context, id access.AccountID) (p Profile, err error) {
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err = a.profile(ctx, tx, id)
		return err
	})
	return p, err
}

func (a *Accounts) profile(ctx context.Context, tx *db.Tx, id access.AccountID) (p Profile, err error) {
	if p.Person, err = a.Person(ctx, tx, id); err != nil {
		return p, err
	}
	if p.Factors, err = factorsOf(ctx, tx, id); err != nil {
		return p, err
	}
	site, err := a.Installation(ctx, tx)
	if err != nil {
		return p, err
	}
	p.NeedsFactor = p.Person.NeedsFactor(site)
	names, err := a.OrganisationNames(ctx, tx, []access.OrganisationID{p.Organisation})
	if err != nil {
		return p, err
	}
	p.OrganisationName = names[p.Organisation]
	all, err := a.Departments(ctx, tx)
	p.Departments = map[access.DepartmentID]Department{}
	for _, d := range all {
		if _, ok := p.Posts[d.ID]; ok {
			p.Departments[d.ID] = d
		}
	}
	return p, err
}
