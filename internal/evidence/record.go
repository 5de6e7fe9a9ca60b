package evidence

import (
	"context"
	"slices"
	"strconv"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

const (
	staff        = "staff"
	installation = "installation"
	other        = "other" // neither a side nor staff, and not left out
)

// record writes the ticket's entries that the maker may see, with a receipt each, and a checkpoint of the record, to be compared
// with those that anybody keeps.
func (p *pack) record(ctx context.Context) error {
	if err := p.checkpoint(ctx); err != nil {
		return err
	}
	all := []entry{}
	for before := int64(0); ; {
		es, err := p.Desk.Record(ctx, p.who, p.ticket, before, pageSize)
		if err != nil {
			return err
		}
		for _, e := range es {
			before = e.N
			one, err := p.entry(ctx, e)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		if len(es) < pageSize {
			break
		}
	}
	return p.addJSON("record/entries.json", all)
}

// checkpoint places what waits, so that each entry up to now has its receipt.
func (p *pack) checkpoint(ctx context.Context) error {
	text, err := p.Log.Checkpoint(ctx)
	return p.addBytes(checkpointPath, []byte(text), err)
}

func (p *pack) entry(ctx context.Context, e audit.Entry) (entry, error) {
	place := "entry/" + strconv.FormatInt(e.N, 10)
	by, err := p.role(ctx, e.Actor)
	if err != nil {
		return entry{}, err
	}
	one := entry{N: e.N, At: e.At, By: by, Action: e.Action, Params: map[string]string{}}
	named := by == third
	for key, value := range e.Params {
		who, err := p.role(ctx, access.AccountID(value))
		if err != nil {
			return one, err
		}
		if one.Params[key] = value; who == third {
			one.Params[key], named = p.digest(place+"/"+key, value), true
		}
	}
	if who, err := p.role(ctx, access.AccountID(e.Thing)); err != nil || named || who == third || e.Leaf < 0 {
		return one, err // a receipt shows the entry whole; one without a leaf is too new to be in the tree
	}
	text, err := p.receipt(ctx, e.N)
	if err != nil && slices.Contains([]fault.Kind{fault.Absent, fault.Denied, fault.Conflict}, fault.KindOf(err)) {
		return one, nil // an entry that tells of other tickets, or is destroyed, has no receipt for a side
	}
	one.Receipt = receiptPath(e.N)
	return one, p.addBytes(one.Receipt, text, err)
}

// role says who an account is to the case; nobody's id is no role.
func (p *pack) role(ctx context.Context, id access.AccountID) (string, error) {
	if id == "" {
		return installation, nil
	}
	if s := p.sides[id]; s != "" {
		return s, nil
	}
	if known, ok := p.roles[id]; ok {
		return known, nil
	}
	var one account.Person
	err := p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		one, err = p.Accounts.Person(ctx, tx, id)
		return err
	})
	role := third
	if p.open {
		role = other
	}
	switch outside := func(r access.Role) bool { return r == access.Client || r == access.Specialist }; {
	case err != nil && fault.KindOf(err) != fault.Absent:
		return "", err
	case err != nil:
		role = ""
	case len(one.Posts) > 0 || !slices.ContainsFunc(one.Roles, outside):
		role = staff
	}
	p.roles[id] = role
	return role, nil
}
