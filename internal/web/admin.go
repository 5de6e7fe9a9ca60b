package web

import (
	"context"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/fault"
)

func (s *Server) adminAccount(p account.Person) AdminAccount {
	a := AdminAccount{ID: string(p.ID), Name: p.Name, Email: p.Email, Language: p.Language, Roles: rolesOf(p.Roles), Posts: []Post{},
		State: string(p.State), FactorRequired: p.FactorRequired, CreatedAt: p.Created, Version: p.Version}
	for d, post := range p.Posts {
		a.Posts = append(a.Posts, Post{Department: Ref{ID: string(d)}, Post: string(post)})
	}
	if p.Organisation != "" {
		a.Organisation = &Ref{ID: string(p.Organisation)}
	}
	return a
}

func (s *Server) adminProfile(ctx context.Context, p account.Profile) AdminAccount {
	a := s.adminAccount(p.Person)
	a.Posts = postsOf(p.Posts, p.Departments, language(ctx))
	a.Factors = factorsOf(p.Factors)
	if a.Organisation != nil {
		a.Organisation.Name = p.OrganisationName
	}
	return a
}

// oneAccount reads an account as it now is, after a change or for its page.
func (s *Server) oneAccount(ctx context.Context, id access.AccountID, err error) (*versioned[AdminAccount], error) {
	if err != nil {
		return nil, err
	}
	p, err := s.Accounts.Read(ctx, actorOf(ctx), id)
	return tagged(p.Version, s.adminProfile(ctx, p)), err
}

func (s *Server) listAccounts(ctx context.Context, in *accountQuery) (*reply[Page[AdminAccount]], error) {
	if in.Email != "" {
		p, err := s.Accounts.PersonByEmail(ctx, actorOf(ctx), in.Email)
		if err != nil {
			if fault.KindOf(err) == fault.Absent {
				return &reply[Page[AdminAccount]]{Page[AdminAccount]{Items: []AdminAccount{}}}, nil
			}
			return nil, err
		}
		return s.accountPage(ctx, []account.Person{p}, "")
	}
	all, next, err := s.Accounts.People(ctx, actorOf(ctx), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.accountPage(ctx, all, next)
}

// accountPage puts names to departments and organisations.
func (s *Server) accountPage(ctx context.Context, people []account.Person, next string) (*reply[Page[AdminAccount]], error) {
	n, err := s.namesFor(ctx, people)
	if err != nil {
		return nil, err
	}
	items := each(people, func(p account.Person) AdminAccount {
		a := s.adminAccount(p)
		a.Posts = postsOf(p.Posts, n.departments, language(ctx))
		if a.Organisation != nil {
			a.Organisation.Name = n.organisations[p.Organisation]
		}
		return a
	})
	return &reply[Page[AdminAccount]]{Page[AdminAccount]{Items: items, Next: next}}, nil
}

func (s *Server) invite(ctx context.Context, in *body[Invite]) (*versioned[AdminAccount], error) {
	b := in.Body
	p, err := s.Accounts.Invite(ctx, actorOf(ctx), account.NewPerson{Email: b.Email, Name: b.Name, Language: b.Language, Roles: rolesFrom(b.Roles),
		Posts: postsFrom(b.Posts), Organisation: access.OrganisationID(b.Organisation)})
	return s.oneAccount(ctx, p.ID, err)
}

func (s *Server) invited(ctx context.Context, _ *body[Invite], id string) (*versioned[AdminAccount], error) {
	return s.oneAccount(ctx, access.AccountID(id), nil)
}

func (s *Server) readAccount(ctx context.Context, in *byID) (*versioned[AdminAccount], error) {
	return s.oneAccount(ctx, access.AccountID(in.ID), nil)
}

func (s *Server) changeAccount(ctx context.Context, in *idPatch[AdminAccountPatch]) (*versioned[AdminAccount], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	c := account.RightsChange{Organisation: (*access.OrganisationID)(in.Body.Organisation), FactorRequired: in.Body.FactorRequired}
	if in.Body.Roles != nil {
		c.Roles = new(rolesFrom(in.Body.Roles))
	}
	if in.Body.Posts != nil {
		c.Posts = new(postsFrom(in.Body.Posts))
	}
	p, err := s.Accounts.ChangeRights(ctx, actorOf(ctx), access.AccountID(in.ID), version, c)
	return s.oneAccount(ctx, p.ID, err)
}

func (s *Server) disableAccount(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Accounts.Disable(ctx, actorOf(ctx), access.AccountID(in.ID))
}

func (s *Server) enableAccount(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Accounts.Enable(ctx, actorOf(ctx), access.AccountID(in.ID))
}

func (s *Server) inviteAgain(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Accounts.InviteAgain(ctx, actorOf(ctx), access.AccountID(in.ID))
}

func organisationOf(o account.Organisation) Organisation {
	return Organisation{ID: string(o.ID), Name: o.Name, Accounts: o.People, Version: o.Version}
}

func (s *Server) listOrganisations(ctx context.Context, in *paged) (*reply[Page[Organisation]], error) {
	all, next, err := s.Accounts.Organisations(ctx, actorOf(ctx), in.Cursor, in.Limit)
	return &reply[Page[Organisation]]{Page[Organisation]{Items: each(all, organisationOf), Next: next}}, err
}

func (s *Server) addOrganisation(ctx context.Context, in *body[Name]) (*versioned[Organisation], error) {
	o, err := s.Accounts.AddOrganisation(ctx, actorOf(ctx), in.Body.Name)
	return tagged(o.Version, organisationOf(o)), err
}

func (s *Server) addedOrganisation(ctx context.Context, _ *body[Name], id string) (*versioned[Organisation], error) {
	o, err := s.Accounts.AddedOrganisation(ctx, actorOf(ctx), access.OrganisationID(id))
	return tagged(o.Version, organisationOf(o)), err
}

func (s *Server) changeOrganisation(ctx context.Context, in *idPatch[Name]) (*versioned[Organisation], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	o, err := s.Accounts.RenameOrganisation(ctx, actorOf(ctx), access.OrganisationID(in.ID), version, in.Body.Name)
	return tagged(o.Version, organisationOf(o)), err
}
