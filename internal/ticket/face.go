package ticket

import (
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/vault"
)

// thing is the ticket with the facts that decide who may do what.
func (t stored) thing() access.Thing {
	return access.Thing{Kind: "ticket", ID: string(t.id), Ticket: t.id, Department: t.department, Organisation: t.organisation,
		Requester: t.requester, Assignee: t.assignee, Members: accounts(t.specialists), Suspended: t.complaints > 0, Destroyed: t.destroyed != 0, Class: t.class}
}

func accounts(words string) []access.AccountID {
	if words == "" {
		return nil
	}
	var as []access.AccountID
	for _, w := range strings.Fields(words) {
		as = append(as, access.AccountID(w))
	}
	return as
}

// face is which of a ticket's two faces somebody sees, and on which side they stand.
type face struct {
	who   *access.Actor
	notes bool // may read notes: sees all
	side  Side
}

func faceOf(who *access.Actor, t access.Thing) face {
	return face{who, access.Ask(who, access.TicketReadNote, &t) == nil, sideOf(who, t)}
}

// sideOf says for whom somebody speaks: a requester for themselves, even when they are staff elsewhere or here.
func sideOf(who *access.Actor, t access.Thing) Side {
	_, desk := who.Posts[t.Department]
	specialist := who.Has(access.Specialist) && slices.Contains(t.Members, who.Account)
	if who.Account != t.Requester && (desk || specialist) {
		return StaffSide
	}
	return ClientSide
}

func pick[T any](all bool, ours, theirs T) T {
	if all {
		return ours
	}
	return theirs
}

func (f face) version(t stored) int64  { return pick(f.notes, t.version, t.faceVersion) }
func (f face) messages(t stored) int64 { return pick(f.notes, t.messages, t.faceMessages) }
func (f face) updated(t stored) int64  { return pick(f.notes, t.updated, t.faceUpdated) }
func (f face) lastSeq(t stored) int64  { return pick(f.notes, t.seq, t.faceSeq) }

// last is the place, in the full count, of the last item that f sees.
func (f face) last(t stored) int64 { return pick(f.notes, t.seq, t.faceLast) }

// row is the ticket as f sees it, still without its subject and names. read is how far they have read, in the full count.
func (f face) row(t stored, read int64) Row {
	r := Row{ID: t.id, Number: t.number, Status: t.status, Priority: t.priority, Class: t.class,
		Department: DepartmentRef{ID: t.department}, Requester: Ref{ID: string(t.requester)}, Tags: []string{},
		Messages: f.messages(t), LastFrom: t.lastFrom, UpdatedAt: db.Time(f.updated(t)), CreatedAt: db.Time(t.created),
		Unread: read < f.last(t), Version: f.version(t)}
	if f.notes && t.tags != "" {
		r.Tags = strings.Fields(t.tags)
	}
	if t.destroyed != 0 {
		at := db.Time(t.destroyed)
		r.DestroyedAt = &at
	}
	if t.assignee != "" {
		r.Assignee = &Ref{ID: string(t.assignee)}
	}
	if t.organisation != personal(t.requester) {
		r.Organisation = &Ref{ID: string(t.organisation)}
	}
	return r
}

// personal is the organisation of someone who belongs to none.
func personal(a access.AccountID) access.OrganisationID { return access.OrganisationID(a) }

// Places of sealed values. The ticket itself is bound by the grant.
func subjectPlace() vault.Place { return vault.Place{Kind: "ticket", Field: "subject"} }
func fieldsPlace() vault.Place  { return vault.Place{Kind: "ticket", Field: "fields"} }
func messagePlace(seq int64) vault.Place {
	return vault.Place{Kind: "message", Row: itoa(seq), Field: "text"}
}
func draftPlace(a access.AccountID) vault.Place {
	return vault.Place{Kind: "draft", Row: string(a), Field: "text"}
}
func filePlace(id, field string) vault.Place { return vault.Place{Kind: "file", Row: id, Field: field} }
func keyPlace(id string) vault.Place         { return filePlace(id, "key") }
