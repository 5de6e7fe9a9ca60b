package web

import (
	"context"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// namesOf are what ids of departments and organisations are called.
type namesOf struct {
	departments   map[access.DepartmentID]account.Department
	organisations map[access.OrganisationID]string
}

func (s *Server) namesFor(ctx context.Context, people []account.Person) (n namesOf, err error) {
	n.departments = map[access.DepartmentID]account.Department{}
	var ids []access.OrganisationID
	for _, p := range people {
		if p.Organisation != "" {
			ids = append(ids, p.Organisation)
		}
	}
	err = s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := s.Accounts.Departments(ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range all {
			n.departments[d.ID] = d
		}
		n.organisations, err = s.Accounts.OrganisationNames(ctx, tx, ids)
		return err
	})
	return n, err
}

func adminDepartment(d account.Department) AdminDepartment {
	return AdminDepartment{ID: string(d.ID), Name: d.Name, Description: d.Description, Fields: append([]account.Field{}, d.Fields...), Open: d.Open, Version: d.Version}
}

func (b DepartmentWrite) change() account.DepartmentChange {
	c := account.DepartmentChange{Name: b.Name, Description: b.Description, Open: b.Open}
	if b.Fields != nil {
		c.Fields = &b.Fields
	}
	return c
}

func (s *Server) listDepartments(ctx context.Context, _ *none) (*reply[Page[AdminDepartment]], error) {
	all, err := s.Accounts.ListDepartments(ctx, actorOf(ctx))
	return &reply[Page[AdminDepartment]]{Page[AdminDepartment]{Items: each(all, adminDepartment)}}, err
}

func (s *Server) addDepartment(ctx context.Context, in *body[DepartmentWrite]) (*versioned[AdminDepartment], error) {
	d, err := s.Accounts.AddDepartment(ctx, actorOf(ctx), in.Body.change())
	return tagged(d.Version, adminDepartment(d)), err
}

func (s *Server) addedDepartment(ctx context.Context, _ *body[DepartmentWrite], id string) (*versioned[AdminDepartment], error) {
	d, err := s.Accounts.AddedDepartment(ctx, actorOf(ctx), access.DepartmentID(id))
	return tagged(d.Version, adminDepartment(d)), err
}

func (s *Server) changeDepartment(ctx context.Context, in *idPatch[DepartmentWrite]) (*versioned[AdminDepartment], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	d, err := s.Accounts.ChangeDepartment(ctx, actorOf(ctx), access.DepartmentID(in.ID), version, in.Body.change())
	return tagged(d.Version, adminDepartment(d)), err
}

func settingsOf(i account.Installation, err error) (*versioned[InstallSettings], error) {
	return tagged(i.Version, InstallSettings{Name: i.Name, Languages: i.Languages, SignUp: i.SignUp, FactorForClients: i.FactorForClients, Version: i.Version}), err
}

func (s *Server) readSettings(ctx context.Context, _ *none) (*versioned[InstallSettings], error) {
	return settingsOf(s.Accounts.ReadSettings(ctx, actorOf(ctx)))
}

func (s *Server) changeSettings(ctx context.Context, in *patch[SettingsPatch]) (*versioned[InstallSettings], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	return settingsOf(s.Accounts.ChangeSettings(ctx, actorOf(ctx), version, account.SettingsChange(in.Body)))
}

func keysThing() access.Thing { return access.Thing{Kind: "keys"} }

func (s *Server) listKeys(ctx context.Context, _ *none) (*reply[[]KeyRow], error) {
	g, err := access.Check(actorOf(ctx), access.KeysRead, keysThing())
	if err != nil {
		return nil, err
	}
	if err := s.record(ctx, g, nil); err != nil {
		return nil, err
	}
	all, err := s.Vault.Keys(ctx)
	rows := []KeyRow{}
	for _, k := range all {
		rows = append(rows, KeyRow{Level: k.Level, ID: k.ID, Version: int64(k.Version), CreatedAt: k.Created, Count: k.Count})
	}
	return &reply[[]KeyRow]{rows}, err
}

// rotateKey records the wish, then does it. A root key that a program or a passphrase gives is rotated where it is kept.
func (s *Server) rotateKey(ctx context.Context, in *body[Rotate]) (*reply[Empty], error) {
	g, err := access.Check(actorOf(ctx), access.KeysRotate, keysThing())
	if err != nil {
		return nil, err
	}
	rotate := map[string]func() error{
		"root":         func() error { return s.rotateRoot(ctx) },
		"organisation": func() error { return s.Vault.RotateOrganisation(ctx, access.OrganisationID(in.Body.ID)) },
		"case":         func() error { return s.Vault.RotateCase(ctx, access.TicketID(in.Body.ID)) },
	}[in.Body.Level]
	if err := s.record(ctx, g, audit.Params{"level": in.Body.Level, "id": in.Body.ID}); err != nil {
		return nil, err
	}
	return &reply[Empty]{}, rotate()
}

func (s *Server) rotateRoot(ctx context.Context) error {
	if s.RotateRoot == nil {
		return fault.New(fault.Conflict, "conflict", "the root key is rotated where it is kept")
	}
	return s.RotateRoot(ctx)
}
