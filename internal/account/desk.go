package account

import (
	"context"
	"errors"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Staff lists the active people with a post in the departments, by name; it asks no rights. q narrows by a part of the
// name; who holds posts in several departments is there for each.
func (a *Accounts) Staff(ctx context.Context, tx *db.Tx, ds []access.DepartmentID, q string) ([]Colleague, error) {
	if ds = unique(ds); len(ds) == 0 {
		return nil, nil
	}
	marks, args := in(ds, 2)
	all, err := db.All(ctx, tx, a.scanColleague, `SELECT a.id, a.name, p.department, p.post FROM post p JOIN account a ON a.id = p.account
		WHERE a.state = $1 AND p.department IN (`+marks+`)`, append([]any{string(Active)}, args...)...)
	q = fold(q)
	all = slices.DeleteFunc(all, func(c Colleague) bool { return !strings.Contains(fold(c.Name), q) })
	slices.SortFunc(all, func(x, y Colleague) int {
		return strings.Compare(x.Name+string(x.ID)+string(x.Department), y.Name+string(y.ID)+string(y.Department))
	})
	return all, err
}

func (a *Accounts) scanColleague(s db.Scanner) (c Colleague, err error) {
	var name []byte
	if err = s.Scan(&c.ID, &name, &c.Department, &c.Post); err != nil {
		return c, err
	}
	c.Name, err = a.open("account", string(c.ID), "name", name)
	return c, err
}

// Colleagues lists the staff of one of the actor's departments, or of all of them when department is empty; somebody
// else's department has nobody. Right: desk.use.
func (a *Accounts) Colleagues(ctx context.Context, who access.Actor, department access.DepartmentID, q string) (all []Colleague, err error) {
	if _, err := access.Check(who, access.DeskUse, access.Thing{Kind: "desk"}); err != nil {
		return nil, err
	}
	ds := who.Departments(access.Agent, access.Lead)
	if department != "" {
		ds = slices.DeleteFunc(ds, func(d access.DepartmentID) bool { return d != department })
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = a.Staff(ctx, tx, ds, q)
		return err
	})
	return all, err
}

// Specialists lists active specialists, by name, of at most 500; q narrows by a part of it. Right: desk.use.
func (a *Accounts) Specialists(ctx context.Context, who access.Actor, q string) (all []Colleague, err error) {
	if _, err := access.Check(who, access.DeskUse, access.Thing{Kind: "desk"}); err != nil {
		return nil, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, a.scanColleague, `SELECT id, name, '', '' FROM account WHERE state = $1 AND roles LIKE $2 ORDER BY id LIMIT 500`, string(Active), "%"+string(access.Specialist)+"%")
		return err
	})
	q = fold(q)
	all = slices.DeleteFunc(all, func(c Colleague) bool { return !strings.Contains(fold(c.Name), q) })
	slices.SortFunc(all, func(x, y Colleague) int { return strings.Compare(x.Name+string(x.ID), y.Name+string(y.ID)) })
	return all, err
}

// Requester finds a client by their exact address. Who is no client is absent. Right: desk.use. Fault: absent.
func (a *Accounts) Requester(ctx context.Context, who access.Actor, email string) (p Person, err error) {
	if _, err := access.Check(who, access.DeskUse, access.Thing{Kind: "desk"}); err != nil {
		return p, err
	}
	email, err = normalEmail(email)
	if err != nil {
		return p, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err = a.personByIndex(ctx, tx, a.emailIndex(email))
		return err
	})
	if err != nil {
		return Person{}, err
	}
	if !slices.Contains(p.Roles, access.Client) || p.State == Disabled {
		return Person{}, fault.ErrAbsent
	}
	return p, nil
}

// AddRequester makes a client's account for somebody who asked by another way, and invites them. Of n only the name,
// the address and the language count. Right: requester.add. Faults: invalid, conflict (the address has an account).
func (a *Accounts) AddRequester(ctx context.Context, who access.Actor, n NewPerson) (Person, error) {
	g, err := access.Check(who, access.RequesterAdd, access.Thing{Kind: "account"})
	if err != nil {
		return Person{}, err
	}
	return a.invite(ctx, g, NewPerson{Email: n.Email, Name: n.Name, Language: n.Language, Roles: []access.Role{access.Client}})
}

// AddedRequester shows again the account that AddRequester made. Right: requester.add. Fault: absent.
func (a *Accounts) AddedRequester(ctx context.Context, who access.Actor, id access.AccountID) (p Person, err error) {
	if _, err := access.Check(who, access.RequesterAdd, access.Thing{Kind: "account"}); err != nil {
		return p, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err = a.Person(ctx, tx, id)
		return err
	})
	return p, err
}

// invite makes an account that its owner has yet to take up, and has the letter written.
func (a *Accounts) invite(ctx context.Context, g access.Grant, n NewPerson) (p Person, err error) {
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if p, err = a.newPerson(ctx, tx, n, Invited); err != nil {
			return err
		}
		if err := a.newLink(ctx, tx, link{purpose: ForInvitation, account: p.ID, email: p.Email, language: p.Language}); err != nil {
			return err
		}
		if err := tx.Made(ctx, string(p.ID)); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"account": string(p.ID), "roles": joinRoles(p.Roles), "posts": recordPosts(p.Posts)})
	})
	return p, err
}

// newPerson checks and writes an account. Faults: invalid, conflict at email.
func (a *Accounts) newPerson(ctx context.Context, tx *db.Tx, n NewPerson, state State) (p Person, err error) {
	p = Person{ID: access.NewID[access.AccountID](), Language: n.Language, Roles: n.Roles, Posts: n.Posts, Organisation: n.Organisation,
		State: state, FactorRequired: n.FactorRequired, Version: 1, Created: a.now(), Theme: "auto", Calendar: "auto"}
	if p.Email, err = normalEmail(n.Email); err != nil {
		return p, err
	}
	if p.Name, err = shortText("name", n.Name, 200); err != nil {
		return p, err
	}
	if p.TimeZone, err = timeZone(n.TimeZone); err != nil {
		return p, err
	}
	if !knownLanguage(n.Language) {
		return p, invalid("language", "not a language of ours")
	}
	if err := a.checkRights(ctx, tx, &p); err != nil {
		return p, err
	}
	var taken bool
	if err := tx.Get(ctx, `SELECT EXISTS (SELECT 1 FROM account WHERE email_index = $1)`, []any{a.emailIndex(p.Email)}, &taken); err != nil {
		return p, err
	}
	if taken {
		return p, fault.ErrConflict.At("email")
	}
	err = a.insertPerson(ctx, tx, p)
	if db.IsUnique(err) {
		err = fault.ErrConflict.At("email")
	}
	return p, err
}

// checkRights makes sure that roles, posts and organisation are ones that exist and that there is one at all.
func (a *Accounts) checkRights(ctx context.Context, tx *db.Tx, p *Person) error {
	p.Roles = slices.Clone(p.Roles)
	slices.SortFunc(p.Roles, func(x, y access.Role) int { return slices.Index(access.Roles, x) - slices.Index(access.Roles, y) })
	p.Roles = slices.Compact(p.Roles)
	for _, r := range p.Roles {
		if !slices.Contains(access.Roles, r) {
			return invalid("roles", "no such role")
		}
	}
	if len(p.Roles)+len(p.Posts) == 0 {
		return invalid("roles", "a role or a post is needed")
	}
	for d, post := range p.Posts {
		if _, err := a.Department(ctx, tx, d); errors.Is(err, fault.ErrAbsent) || post != access.Agent && post != access.Lead {
			return invalid("posts", "no such department or post")
		} else if err != nil {
			return err
		}
	}
	if p.Organisation == "" {
		return nil
	}
	if !slices.Contains(p.Roles, access.Client) {
		return invalid("organisation", "only clients belong to one")
	}
	if err := a.organisationExists(ctx, tx, p.Organisation); errors.Is(err, fault.ErrAbsent) {
		return invalid("organisation", "no such organisation")
	} else if err != nil {
		return err
	}
	return nil
}

func recordPosts(posts map[access.DepartmentID]access.Post) string {
	var s []string
	for d, p := range posts {
		s = append(s, string(d)+"="+string(p))
	}
	slices.Sort(s)
	return strings.Join(s, ",")
}
