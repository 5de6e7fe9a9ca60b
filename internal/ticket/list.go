package ticket

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// List shows a page of the tickets that the actor may see and that the query asks for. The page is read along an
// index from where the last one ended, so it costs what it shows; each row is asked about again before its subject is
// opened, and one entry names all that were shown.
// Right: ticket.see, for each. Faults: invalid, not_signed_in.
func (d *Desk) List(ctx context.Context, who access.Actor, q Query) (Page, error) {
	if who.Account == "" {
		return Page{}, fault.ErrAnonymous
	}
	c, err := q.criteria(who)
	if err != nil {
		return Page{}, err
	}
	from, err := d.readCursor(who, q, c.order)
	if err != nil {
		return Page{}, err
	}
	var l listing
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if l.rows, l.more, err = c.page(ctx, tx, who, from); err != nil {
			return err
		}
		return d.gatherNames(ctx, tx, &l)
	}); err != nil || len(l.rows) == 0 {
		return Page{Items: []Row{}}, err
	}
	return d.openList(ctx, who, q, c, l)
}

// listing is a page, still sealed.
type listing struct {
	rows        []*listed
	more        bool
	names       names
	departments map[access.DepartmentID]DepartmentRef
}

// listed is one row with its grant.
type listed struct {
	stored
	read  int64
	face  face
	grant access.Grant
}

// page reads until it is full or nothing is left; rows that the rules refuse take no room on it.
func (c criteria) page(ctx context.Context, tx *db.Tx, who access.Actor, from mark) (rows []*listed, more bool, err error) {
	query, args := c.query(tx.Engine())
	if query == "" {
		return nil, false, nil
	}
	for {
		batch, err := c.batch(ctx, tx, query, c.bind(args, from))
		if err != nil {
			return nil, false, err
		}
		for i := range batch {
			r := &batch[i]
			from = r.mark()
			if r.grant, err = access.Check(who, access.TicketSee, r.thing()); err != nil {
				continue
			}
			if len(rows) == c.limit {
				return rows, true, nil
			}
			r.face = faceOf(&who, r.thing())
			rows = append(rows, &r.listed)
		}
		if len(batch) <= c.limit {
			return rows, false, nil
		}
	}
}

// batch is db.All for rows that are large: it makes room once.
func (c criteria) batch(ctx context.Context, tx *db.Tx, query string, args []any) ([]scannedRow, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make([]scannedRow, 0, c.limit+1)
	dest := make([]any, 0, inList+3)
	for rows.Next() {
		all = append(all, scannedRow{})
		if err := all[len(all)-1].scan(rows, dest); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, c.order.compare)
	return all, rows.Err()
}

// compare puts rows in the list's order.
func (o order) compare(a, b scannedRow) int {
	n := cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.place, b.place))
	if o.rising {
		return n
	}
	return -n
}

// scannedRow is a listed row with the key it was sorted by.
type scannedRow struct {
	listed
	key, place int64
}

func (r *scannedRow) scan(s db.Scanner, dest []any) error {
	var read sql.NullInt64
	for _, c := range columns[:inList] {
		dest = append(dest, c.of(&r.stored))
	}
	err := s.Scan(append(dest, &r.key, &r.place, &read)...)
	r.read = read.Int64
	return err
}

func (r *scannedRow) mark() mark { return mark{r.key, r.place, true} }

func (d *Desk) gatherNames(ctx context.Context, tx *db.Tx, l *listing) (err error) {
	var people []access.AccountID
	var organisations []access.OrganisationID
	for _, r := range l.rows {
		people = append(people, r.requester)
		if r.assignee != "" {
			people = append(people, r.assignee)
		}
		if r.organisation != personal(r.requester) {
			organisations = append(organisations, r.organisation)
		}
	}
	if l.names, err = d.namesOf(ctx, tx, people, organisations); err != nil {
		return err
	}
	all, err := d.Accounts.Departments(ctx, tx)
	l.departments = map[access.DepartmentID]DepartmentRef{}
	for _, dep := range all {
		l.departments[dep.ID] = DepartmentRef{dep.ID, dep.Name}
	}
	return err
}

// openList puts the page on the record and then opens its subjects.
func (d *Desk) openList(ctx context.Context, who access.Actor, q Query, c criteria, l listing) (Page, error) {
	grants := make([]access.Grant, len(l.rows))
	ids := make([]access.TicketID, len(l.rows))
	for i, r := range l.rows {
		grants[i], ids[i] = r.grant, r.id
	}
	if err := d.Vault.Warm(ctx, ids); err != nil {
		return Page{}, err
	}
	if err := d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return d.Log.AppendList(ctx, tx, grants, audit.Params{"what": "list"})
	}); err != nil {
		return Page{}, err
	}
	p := Page{Items: make([]Row, len(l.rows))}
	for i, r := range l.rows {
		subject, err := d.openSubject(ctx, r.grant, r.subject)
		if err != nil {
			return Page{}, err
		}
		row := r.face.row(r.stored, r.read)
		row.Subject, row.Department = subject.String(), l.departments[r.department]
		l.names.fill(&row)
		p.Items[i] = row
	}
	if l.more {
		p.Next = d.writeCursor(who, q, c.markOf(l.rows[len(l.rows)-1]))
	}
	return p, nil
}

// markOf is where a page ends: the sort key as its reader's face has it, since the queries sort by that.
func (c criteria) markOf(r *listed) mark {
	if c.order.created {
		return mark{r.created, r.number, true}
	}
	return mark{r.face.updated(r.stored), r.number, true}
}

// Tags lists the tags in use in the departments where the actor holds a post, sorted, at most 500.
// Right: desk.use. Faults: denied.
func (d *Desk) Tags(ctx context.Context, who access.Actor) (tags []string, err error) {
	if _, err := access.Check(who, access.DeskUse, access.Thing{Kind: "desk"}); err != nil {
		return nil, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, dep := range who.Departments(access.Agent, access.Lead) {
			some, err := tagsOf(ctx, tx, dep)
			if err != nil {
				return err
			}
			tags = append(tags, some...)
		}
		return nil
	})
	slices.Sort(tags)
	tags = slices.Compact(tags)
	return tags[:min(len(tags), tagsShown)], err
}

const tagsShown = 500

// tagsOf hops from tag to tag along the index instead of reading every row.
func tagsOf(ctx context.Context, tx *db.Tx, dep access.DepartmentID) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `WITH RECURSIVE hop (tag, n) AS (
		SELECT (SELECT min(tag) FROM ticket_tag WHERE department = $1), 1
		UNION ALL SELECT (SELECT min(g.tag) FROM ticket_tag g WHERE g.department = $1 AND g.tag > hop.tag), n + 1
		FROM hop WHERE hop.tag IS NOT NULL AND n < $2) SELECT tag FROM hop WHERE tag IS NOT NULL`, string(dep), tagsShown)
}
