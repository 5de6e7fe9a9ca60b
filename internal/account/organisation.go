package account

import (
	"context"
	"errors"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Organisation groups clients: they see each other's requests.
type Organisation struct {
	ID      access.OrganisationID
	Name    string
	People  int64
	Version int64
}

// Organisations lists them in no order of meaning, since their names are sealed; next is the following page's cursor.
// Right: organisation.read.
func (a *Accounts) Organisations(ctx context.Context, who access.Actor, cursor string, limit int) (items []Organisation, next string, err error) {
	if _, err := access.Check(who, access.Organisations, access.Thing{Kind: "organisation"}); err != nil {
		return nil, "", err
	}
	limit = pageSize(limit)
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		items, err = db.All(ctx, tx, a.scanOrganisation, `SELECT o.id, o.name, o.version, (SELECT count(*) FROM account a WHERE a.organisation = o.id)
			FROM organisation o WHERE o.id > $1 ORDER BY o.id LIMIT $2`, cursor, limit)
		return err
	})
	if len(items) == limit {
		next = string(items[limit-1].ID)
	}
	return items, next, err
}

func (a *Accounts) scanOrganisation(s db.Scanner) (o Organisation, err error) {
	var name []byte
	if err = s.Scan(&o.ID, &name, &o.Version, &o.People); err != nil {
		return o, err
	}
	o.Name, err = a.open("organisation", string(o.ID), "name", name)
	return o, err
}

// OrganisationNames says what organisations are called; it asks no rights. Ids of none, such as a personal one, are
// missing from the answer.
func (a *Accounts) OrganisationNames(ctx context.Context, tx *db.Tx, ids []access.OrganisationID) (map[access.OrganisationID]string, error) {
	known, missing := a.firms.get(unique(ids), a.now())
	if len(missing) == 0 {
		return known, nil
	}
	marks, args := in(missing, 1)
	all, err := db.All(ctx, tx, a.scanOrganisation, `SELECT id, name, version, 0 FROM organisation WHERE id IN (`+marks+`)`, args...)
	if err != nil {
		return nil, err
	}
	read := map[access.OrganisationID]string{}
	for _, o := range all {
		known[o.ID], read[o.ID] = o.Name, o.Name
	}
	a.firms.put(read, a.now())
	return known, nil
}

// AddOrganisation makes one. Right: organisation.change. Fault: invalid.
func (a *Accounts) AddOrganisation(ctx context.Context, who access.Actor, name string) (o Organisation, err error) {
	g, err := access.Check(who, access.OrganisationSet, access.Thing{Kind: "organisation"})
	if err != nil {
		return o, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if o, err = a.insertOrganisation(ctx, tx, name); err != nil {
			return err
		}
		return errors.Join(tx.Made(ctx, string(o.ID)), a.Log.Append(ctx, tx, g, audit.Params{"organisation": string(o.ID), "what": "added"}))
	})
	return o, err
}

func (a *Accounts) insertOrganisation(ctx context.Context, tx *db.Tx, name string) (o Organisation, err error) {
	o = Organisation{ID: access.NewID[access.OrganisationID](), Version: 1}
	if o.Name, err = shortText("name", name, 200); err != nil {
		return o, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO organisation (id, name, version, created) VALUES ($1, $2, 1, $3)`,
		string(o.ID), a.seal("organisation", string(o.ID), "name", o.Name), db.Micros(a.now()))
	return o, err
}

// AddedOrganisation shows again what AddOrganisation made. Right: organisation.change. Fault: absent.
func (a *Accounts) AddedOrganisation(ctx context.Context, who access.Actor, id access.OrganisationID) (o Organisation, err error) {
	if _, err := access.Check(who, access.OrganisationSet, access.Thing{Kind: "organisation", ID: string(id)}); err != nil {
		return o, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err = db.One(ctx, tx, a.scanOrganisation, `SELECT id, name, version, 0 FROM organisation WHERE id = $1`, string(id))
		return err
	})
	return o, err
}

// RenameOrganisation renames one. Right: organisation.change. Faults: invalid, absent, version_stale.
func (a *Accounts) RenameOrganisation(ctx context.Context, who access.Actor, id access.OrganisationID, version int64, name string) (o Organisation, err error) {
	g, err := access.Check(who, access.OrganisationSet, access.Thing{Kind: "organisation", ID: string(id)})
	if err != nil {
		return o, err
	}
	if name, err = shortText("name", name, 200); err != nil {
		return o, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.organisationExists(ctx, tx, id); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE organisation SET name = $1, version = version + 1 WHERE id = $2 AND version = $3`, a.seal("organisation", string(id), "name", name), string(id), version)
		if err := needed(n, err, fault.ErrStale); err != nil {
			return err
		}
		o = Organisation{ID: id, Name: name, Version: version + 1}
		tx.AfterCommit(func() { a.firms.drop(id) })
		return a.Log.Append(ctx, tx, g, audit.Params{"organisation": string(id), "what": "name"})
	})
	return o, err
}

// organisationExists refuses an id of none. Fault: absent.
func (a *Accounts) organisationExists(ctx context.Context, tx *db.Tx, id access.OrganisationID) error {
	var one int
	return tx.Get(ctx, `SELECT 1 FROM organisation WHERE id = $1`, []any{string(id)}, &one)
}
