package person

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/cursor"
	"surety/internal/db"
)

// View is what is known of somebody's wishes, with what an erasure would do now.
type View struct {
	Copies  []Copy
	Erasure *Erasure       // the latest; nil: none
	Goes    map[Kind]int64 // rows that would go
	Cases   int64          // cases that would be destroyed
	Kept    []Kept         // what would stay
	Runs    bool           // something needs the account: it is closed when that ends
	Two     bool           // something is disputed: two decide
	Can     []string       // copy erase withdraw approve refuse certificate
}

// See shows how far somebody's wishes are, and what an erasure would take and leave as things are now. It opens no content. Right:
// person.see. Faults: absent, denied.
func (r *Registrar) See(ctx context.Context, who access.Actor, of access.AccountID) (v View, err error) {
	if _, err := access.Check(who, access.PersonSee, thing(of)); err != nil {
		return v, err
	}
	if v.Copies, err = r.Copies(ctx, who, of); err != nil {
		return v, err
	}
	if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := r.Accounts.Person(ctx, tx, of)
		if err != nil {
			return err
		}
		if p.State != account.Erased {
			if v.Goes, err = goes(ctx, tx, of); err != nil {
				return err
			}
		}
		e, err := current(ctx, tx, of)
		if err == nil {
			v.Erasure = &e
		}
		return onlyAbsent(err)
	}); err != nil {
		return v, err
	}
	accused := everyAccused
	if who.Account == of {
		accused = accusedOf
	}
	if v.Kept, v.Cases, err = r.obliged(ctx, of, accused); err != nil {
		return v, err
	}
	more, err := r.stays(ctx, of, v.Kept)
	v.Runs, v.Two, v.Kept = runs(v.Kept), contested(v.Kept), append(v.Kept, more...)
	v.Can = r.can(who, of, v)
	return v, err
}

// SeeErasure is See by the wish. Right: person.see. Faults: absent, denied.
func (r *Registrar) SeeErasure(ctx context.Context, who access.Actor, id string) (v View, err error) {
	if _, err := access.Check(who, access.PersonList, access.Thing{Kind: "person"}); err != nil {
		return v, err
	}
	var e Erasure
	if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		e, err = erasureOf(ctx, tx, id)
		return err
	}); err != nil {
		return v, err
	}
	if v, err = r.See(ctx, who, e.Account); err == nil {
		v.Erasure = &e
		v.Can = r.can(who, e.Account, v)
	}
	return v, err
}

// can is what the actor may do now; a step-up is asked for when it is done.
func (r *Registrar) can(who access.Actor, of access.AccountID, v View) []string {
	who.SteppedUp = true
	x := thing(of)
	may := func(a access.Action) bool { return access.Ask(&who, a, &x) == nil }
	e, own := v.Erasure, who.Account == of
	open := e != nil && (e.State == Cooling || e.State == Waiting)
	free := e == nil || e.State == Withdrawn || e.State == Refused
	live := 0
	for _, c := range v.Copies {
		if c.State == Asked || c.State == Made {
			live++
		}
	}
	can := []string{}
	for _, c := range []struct {
		name string
		yes  bool
	}{
		{"copy", own && may(access.PersonCopy) && live < copiesAtOnce && !slices.ContainsFunc(v.Copies, func(c Copy) bool { return c.State == Asked })},
		{"erase", own && may(access.PersonErase) && free},
		{"withdraw", own && open && may(access.PersonWithdraw)},
		{"approve", open && may(access.PersonDecide) && !own && who.Account != e.Asker && who.Account != e.First && !r.Clock.Now().Before(e.Ripe)},
		{"refuse", open && may(access.PersonDecide) && !own && who.Account != e.Asker && who.Account != e.First && !r.Clock.Now().Before(e.Ripe)},
		{"certificate", e != nil && e.Certified > 0},
	} {
		if c.yes {
			can = append(can, c.name)
		}
	}
	return can
}

// Page is one page of wishes, newest first.
type Page struct {
	Items []Erasure
	Next  string
}

const (
	pageUsual = 50
	pageLimit = 100
)

// List shows the wishes to be erased, newest first. Right: person.list. Faults: denied, invalid (cursor).
func (r *Registrar) List(ctx context.Context, who access.Actor, at string, limit int) (p Page, err error) {
	if _, err := access.Check(who, access.PersonList, access.Thing{Kind: "person"}); err != nil {
		return p, err
	}
	from, err := cursor.Read(r.Vault, "erasures", who.Account, at)
	if err != nil {
		return p, err
	}
	if limit <= 0 || limit > pageLimit {
		limit = pageUsual
	}
	p.Items = []Erasure{}
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := db.All(ctx, tx, scanErasure, `SELECT `+erasureColumns+` FROM person_erasure WHERE (asked, id) < ($1, $2) ORDER BY asked DESC, id DESC LIMIT $3`, from.At, from.ID, limit+1)
		if err == nil && len(rows) > limit {
			rows = rows[:limit]
			last := rows[limit-1]
			p.Next = cursor.Write(r.Vault, "erasures", who.Account, cursor.Mark{At: micros(last.Asked), ID: last.ID})
		}
		p.Items = append(p.Items, rows...)
		return err
	})
	return p, err
}

// AtAddress finds the person to whom an address belongs, for who asks in their place. Right: person.list. Faults: absent, denied.
func (r *Registrar) AtAddress(ctx context.Context, who access.Actor, email string) (id access.AccountID, err error) {
	if _, err := access.Check(who, access.PersonList, access.Thing{Kind: "person"}); err != nil {
		return "", err
	}
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := r.Accounts.AtAddress(ctx, tx, email)
		id = p.ID
		return err
	})
	return id, err
}
