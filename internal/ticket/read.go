package ticket

import (
	"context"
	"database/sql"
	"slices"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/sensitive"
)

// Read shows a ticket to who may read it, and leaves an entry that says so.
// Right: ticket.read. Faults: absent.
func (d *Desk) Read(ctx context.Context, who access.Actor, id access.TicketID) (Ticket, error) {
	var s sheet
	var g access.Grant
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if s, err = d.gather(ctx, tx, who, id); err != nil {
			return err
		}
		g, err = access.Check(who, access.TicketRead, s.t.thing())
		return err
	}); err != nil {
		return Ticket{}, err
	}
	if err := d.recorded(ctx, g, audit.Params{"what": "ticket"}); err != nil {
		return Ticket{}, err
	}
	return d.open(ctx, g, s)
}

// shown shows the ticket of a change just made, opened by the change's own recorded grant when that is about content.
func (d *Desk) shown(ctx context.Context, g access.Grant) (Ticket, error) {
	if rule, _ := access.Lookup(g.Action()); !rule.Content {
		return d.Read(ctx, g.Actor(), g.Ticket())
	}
	var s sheet
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = d.gather(ctx, tx, g.Actor(), g.Ticket())
		return err
	}); err != nil {
		return Ticket{}, err
	}
	return d.open(ctx, g, s)
}

// recorded writes the entry of a reading, durable before anything is opened, while the keys are fetched.
func (d *Desk) recorded(ctx context.Context, g access.Grant, p audit.Params) error {
	if err := d.Vault.Warm(ctx, []access.TicketID{g.Ticket()}); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.Log.Append(ctx, tx, g, p) })
}

// sheet is all there is to show of a ticket to one viewer, still sealed.
type sheet struct {
	t          stored
	face       face
	department account.Department
	names      names
	read       int64 // in the full count
	faceRead   int64
	draftKind  Kind
	draft      []byte
	watching   bool
	members    []member
}

type member struct {
	account access.AccountID
	role    string
}

// gather reads a ticket's sheet. It asks no right but shows only what the viewer's face may hold.
func (d *Desk) gather(ctx context.Context, tx *db.Tx, who access.Actor, id access.TicketID) (s sheet, err error) {
	var read, kind = sql.NullInt64{}, sql.NullString{}
	err = tx.Get(ctx, `SELECT `+allColumns+`, o.read, o.kind, o.draft,
		EXISTS (SELECT 1 FROM ticket_member m WHERE m.ticket = t.id AND m.role = 'watcher' AND m.account = $2)
		FROM ticket t LEFT JOIN ticket_own o ON o.ticket = t.id AND o.account = $2 WHERE t.id = $1`,
		[]any{string(id), string(who.Account)}, s.t.into(len(columns), &read, &kind, &s.draft, &s.watching)...)
	if err != nil {
		return s, err
	}
	s.face, s.read, s.draftKind = faceOf(&who, s.t.thing()), read.Int64, Kind(kind.String)
	if s.faceRead, err = s.face.shownSeq(ctx, tx, s.t, s.read); err != nil {
		return s, err
	}
	if err := s.gatherMembers(ctx, tx); err != nil {
		return s, err
	}
	if s.department, err = d.Accounts.Department(ctx, tx, s.t.department); err != nil {
		return s, err
	}
	s.names, err = d.namesOf(ctx, tx, s.people(), []access.OrganisationID{s.t.organisation})
	return s, err
}

// shownSeq turns a place in the full count into one in the viewer's.
func (f face) shownSeq(ctx context.Context, tx *db.Tx, t stored, seq int64) (int64, error) {
	switch {
	case f.notes || seq == 0:
		return seq, nil
	case seq >= t.faceLast:
		return t.faceSeq, nil
	}
	shown, err := db.All(ctx, tx, db.Value[int64], `SELECT face FROM message WHERE ticket = $1 AND seq <= $2 AND face IS NOT NULL ORDER BY seq DESC LIMIT 1`, string(t.id), seq)
	if err != nil || len(shown) == 0 {
		return 0, err
	}
	return shown[0], nil
}

func (s *sheet) gatherMembers(ctx context.Context, tx *db.Tx) error {
	for _, a := range accounts(s.t.specialists) {
		s.members = append(s.members, member{a, roleSpecialist})
	}
	if !s.face.notes || s.t.watchers == 0 {
		return nil
	}
	watchers, err := db.All(ctx, tx, db.Value[string], `SELECT account FROM ticket_member WHERE ticket = $1 AND role = 'watcher' ORDER BY account`, string(s.t.id))
	for _, w := range watchers {
		s.members = append(s.members, member{access.AccountID(w), roleWatcher})
	}
	return err
}

func (s *sheet) people() []access.AccountID {
	ids := []access.AccountID{s.t.requester}
	if s.t.assignee != "" {
		ids = append(ids, s.t.assignee)
	}
	for _, m := range s.members {
		ids = append(ids, m.account)
	}
	return ids
}

// open makes the sheet readable.
func (d *Desk) open(ctx context.Context, g access.Grant, s sheet) (Ticket, error) {
	subject, err := d.openSubject(ctx, g, s.t.subject)
	if err != nil {
		return Ticket{}, err
	}
	t := Ticket{Row: s.face.row(s.t, s.read), MergedInto: s.t.mergedInto, SplitFrom: s.t.splitFrom, Suspended: s.t.complaints > 0, ViewerSide: s.face.side,
		Can: capabilities(*s.face.who, s.t, d.Clock.Now()), Watching: s.watching, LastSeq: s.face.lastSeq(s.t), ReadSeq: s.faceRead, Members: []Member{}}
	t.Subject, t.SubjectMarks = coverOf(subject)
	if s.t.proposed != "" && s.t.proposed.Above(s.t.class) {
		t.Proposed = s.t.proposed
	}
	t.Department.Name = s.department.Name
	s.names.fill(&t.Row)
	for _, m := range s.members {
		t.Members = append(t.Members, Member{s.names.ref(m.account), m.role})
	}
	if s.t.closed != 0 {
		at := db.Time(s.t.closed)
		t.ClosedAt = &at
	}
	if err := d.openFields(ctx, g, s, &t); err != nil {
		return Ticket{}, err
	}
	t.Draft, err = d.openDraft(ctx, g, s)
	return t, err
}

// openFields shows the client only what the department's definitions let them see.
func (d *Desk) openFields(ctx context.Context, g access.Grant, s sheet, t *Ticket) error {
	values, err := d.openValues(ctx, g, s.t.fields)
	if err != nil {
		return err
	}
	asked := access.Part{Kind: "message", ID: "fields"}.Of(s.t.thing())
	if t.Withheld = withheld(access.Ask(s.face.who, access.TicketRead, &asked)); t.Withheld != nil {
		values = nil
	}
	t.Fields, t.FieldDefs, t.FieldMarks = map[string]string{}, []account.Field{}, map[string][]Mark{}
	for _, f := range s.department.Fields {
		if !s.face.notes && !f.VisibleToClient {
			continue
		}
		t.FieldDefs = append(t.FieldDefs, f)
		v, ok := values[f.Key]
		if !ok {
			continue
		}
		t.Fields[f.Key] = v
		if f.Kind == account.FieldText { // the others hold numbers and words that were chosen for them
			var marks []Mark
			if t.Fields[f.Key], marks = coverOf(sensitive.Written(v)); len(marks) > 0 {
				t.FieldMarks[f.Key] = marks
			}
		}
	}
	return nil
}

// openDraft opens the viewer's own draft; that of a note only as long as they may write notes.
func (d *Desk) openDraft(ctx context.Context, g access.Grant, s sheet) (*Draft, error) {
	if s.draft == nil || s.draftKind == KindNote && !s.face.notes {
		return nil, nil
	}
	text, err := d.Vault.Open(ctx, g, draftPlace(s.face.who.Account), s.draft)
	return &Draft{string(text), s.draftKind}, err
}

// names are what people, departments and organisations are called.
type names struct {
	people        map[access.AccountID]string
	organisations map[access.OrganisationID]string
}

func (d *Desk) namesOf(ctx context.Context, tx *db.Tx, people []access.AccountID, organisations []access.OrganisationID) (n names, err error) {
	slices.Sort(people)
	if n.people, err = d.Accounts.Names(ctx, tx, slices.Compact(people)); err != nil {
		return n, err
	}
	slices.Sort(organisations)
	n.organisations, err = d.Accounts.OrganisationNames(ctx, tx, slices.Compact(organisations))
	return n, err
}

func (n names) ref(a access.AccountID) Ref { return Ref{string(a), n.people[a]} }

func (n names) fill(r *Row) {
	r.Requester.Name = n.people[access.AccountID(r.Requester.ID)]
	if r.Assignee != nil {
		r.Assignee.Name = n.people[access.AccountID(r.Assignee.ID)]
	}
	if r.Organisation != nil {
		r.Organisation.Name = n.organisations[access.OrganisationID(r.Organisation.ID)]
	}
}
