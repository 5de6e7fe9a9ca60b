package ticket

import (
	"context"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/fault"
	"surety/internal/live"
)

var errNotYet = fault.New(fault.Unavailable, "not_yet", "body follows")

func (d *Desk) Open(ctx context.Context, who access.Actor, r Request) (Ticket, error) {
	return Ticket{}, errNotYet
}
func (d *Desk) List(ctx context.Context, who access.Actor, q Query) (Page, error) {
	return Page{}, errNotYet
}
func (d *Desk) Counts(ctx context.Context, who access.Actor) (Counts, error) {
	return Counts{}, errNotYet
}
func (d *Desk) Read(ctx context.Context, who access.Actor, id access.TicketID) (Ticket, error) {
	return Ticket{}, errNotYet
}
func (d *Desk) Messages(ctx context.Context, who access.Actor, id access.TicketID, s Slice) (Conversation, error) {
	return Conversation{}, errNotYet
}
func (d *Desk) Change(ctx context.Context, who access.Actor, id access.TicketID, version int64, p Patch) (Ticket, error) {
	return Ticket{}, errNotYet
}

// HandOver returns the ticket as seen before it went when the actor loses sight of it: sees is false then.
func (d *Desk) HandOver(ctx context.Context, who access.Actor, id access.TicketID, to access.DepartmentID, note string) (t Ticket, sees bool, err error) {
	return Ticket{}, false, errNotYet
}
func (d *Desk) Close(ctx context.Context, who access.Actor, id access.TicketID) (Ticket, error) {
	return Ticket{}, errNotYet
}
func (d *Desk) Reopen(ctx context.Context, who access.Actor, id access.TicketID) (Ticket, error) {
	return Ticket{}, errNotYet
}

// Merge returns the ticket merged into.
func (d *Desk) Merge(ctx context.Context, who access.Actor, id, into access.TicketID) (Ticket, error) {
	return Ticket{}, errNotYet
}

// Split returns the new ticket.
func (d *Desk) Split(ctx context.Context, who access.Actor, id access.TicketID, s SplitOff) (Ticket, error) {
	return Ticket{}, errNotYet
}
func (d *Desk) Watch(ctx context.Context, who access.Actor, id access.TicketID, on bool) error {
	return errNotYet
}
func (d *Desk) AddMember(ctx context.Context, who access.Actor, id access.TicketID, account access.AccountID, role string) error {
	return errNotYet
}
func (d *Desk) RemoveMember(ctx context.Context, who access.Actor, id access.TicketID, account access.AccountID) error {
	return errNotYet
}
func (d *Desk) Reply(ctx context.Context, who access.Actor, id access.TicketID, r Reply) (Message, error) {
	return Message{}, errNotYet
}
func (d *Desk) SaveDraft(ctx context.Context, who access.Actor, id access.TicketID, dr Draft) error {
	return errNotYet
}
func (d *Desk) DropDraft(ctx context.Context, who access.Actor, id access.TicketID) error {
	return errNotYet
}

// RequestDraft returns nil when there is none.
func (d *Desk) RequestDraft(ctx context.Context, who access.Actor) (*RequestDraft, error) {
	return nil, errNotYet
}
func (d *Desk) SaveRequestDraft(ctx context.Context, who access.Actor, dr RequestDraft) error {
	return errNotYet
}
func (d *Desk) DropRequestDraft(ctx context.Context, who access.Actor) error { return errNotYet }
func (d *Desk) MarkRead(ctx context.Context, who access.Actor, id access.TicketID, seq int64) error {
	return errNotYet
}
func (d *Desk) AddFile(ctx context.Context, who access.Actor, id access.TicketID, u Upload) (File, error) {
	return File{}, errNotYet
}
func (d *Desk) Fetch(ctx context.Context, who access.Actor, id access.TicketID, file string) (*Download, error) {
	return nil, errNotYet
}

// Show tells the others who may know that the actor is viewing, writing or gone. note: they write a note.
func (d *Desk) Show(ctx context.Context, who access.Actor, id access.TicketID, doing string, note bool) error {
	return errNotYet
}

// Present lists who else is at the ticket, as far as the actor may know.
func (d *Desk) Present(ctx context.Context, who access.Actor, id access.TicketID) ([]live.Mark, error) {
	return nil, errNotYet
}

// Choices are the departments open to the asker.
func (d *Desk) Choices(ctx context.Context, who access.Actor) ([]account.Department, error) {
	return nil, errNotYet
}

// Tags are the tags in use in the actor's departments.
func (d *Desk) Tags(ctx context.Context, who access.Actor) ([]string, error) { return nil, errNotYet }

// Record is the ticket's part of the record, newest first, without what only readers of notes may know.
func (d *Desk) Record(ctx context.Context, who access.Actor, id access.TicketID, before int64, limit int) ([]audit.Entry, error) {
	return nil, errNotYet
}

// Hears reports whether a live event may reach the actor. It asks the rules for each event.
func (d *Desk) Hears(who access.Actor, e live.Event) bool { return false }
