package web

import (
	"context"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/deal"
	"surety/internal/ticket"
)

func departmentRef(d ticket.DepartmentRef, language string) Ref {
	return Ref{ID: string(d.ID), Name: d.Name.In(language)}
}

func (s *Server) ticketOf(ctx context.Context, t ticket.Ticket, err error) (*versioned[Ticket], error) {
	if err != nil {
		return nil, err
	}
	waiting, err := s.waiting(ctx, t.ID)
	l := language(ctx)
	return tagged(t.Version, Ticket{Ticket: t, Department: departmentRef(t.Department, l), FieldDefs: fieldDefs(t.FieldDefs, l),
		Can: s.offers(t.Can), Waiting: waiting(t.ID)}), err
}

// waiting tells of each ticket which deal of it waits for the reader, its client.
func (s *Server) waiting(ctx context.Context, tickets ...access.TicketID) (func(access.TicketID) *deal.Waiting, error) {
	if !s.Mode.has("/deals") {
		return func(access.TicketID) *deal.Waiting { return nil }, nil
	}
	all, err := s.Deals.Waiting(ctx, actorOf(ctx), tickets)
	return func(t access.TicketID) *deal.Waiting {
		if w, ok := all[t]; ok {
			return &w
		}
		return nil
	}, err
}

func fieldDefs(fs []account.Field, language string) []FieldDef {
	return each(fs, func(f account.Field) FieldDef {
		return FieldDef{Key: f.Key, Label: f.Label.In(language), Kind: f.Kind, Required: f.Required, Choices: append([]string{}, f.Choices...), VisibleToClient: f.VisibleToClient,
			ChoiceLabels: each(f.Choices, func(choice string) string { return f.ChoiceIn(choice, language) })}
	})
}

func (s *Server) listTickets(ctx context.Context, in *ticketQuery) (*reply[Page[TicketRow]], error) {
	p, err := s.Desk.List(ctx, actorOf(ctx), ticket.Query{View: in.View, Department: access.DepartmentID(in.Department), Status: words(in.Status),
		Assignee: in.Assignee, Requester: access.AccountID(in.Requester), Tag: in.Tag, Priority: ticket.Priority(in.Priority),
		Class: ticket.Class(in.Class), Watching: in.Watching, Number: in.Number, Sort: in.Sort, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	waiting, err := s.waiting(ctx, each(p.Items, func(r ticket.Row) access.TicketID { return r.ID })...)
	l := language(ctx)
	return &reply[Page[TicketRow]]{Page[TicketRow]{Next: p.Next, Items: each(p.Items, func(r ticket.Row) TicketRow {
		return TicketRow{Row: r, Department: departmentRef(r.Department, l), Waiting: waiting(r.ID)}
	})}}, err
}

func (s *Server) countTickets(ctx context.Context, _ *none) (*reply[Counts], error) {
	c, err := s.Desk.Counts(ctx, actorOf(ctx))
	return &reply[Counts]{c}, err
}

func (s *Server) openTicket(ctx context.Context, in *body[NewTicket]) (*versioned[Ticket], error) {
	b := in.Body
	t, err := s.Desk.Open(ctx, actorOf(ctx), ticket.Request{Subject: b.Subject, Text: b.Text, Department: access.DepartmentID(b.Department),
		Priority: ticket.Priority(b.Priority), Class: ticket.Class(b.Class), Fields: b.Fields, Requester: access.AccountID(b.Requester), Tags: b.Tags, Files: b.Files})
	return s.ticketOf(ctx, t, err)
}

func (s *Server) openedTicket(ctx context.Context, _ *body[NewTicket], id string) (*versioned[Ticket], error) {
	t, err := s.Desk.Opened(ctx, actorOf(ctx), access.TicketID(id))
	return s.ticketOf(ctx, t, err)
}

func (s *Server) readTicket(ctx context.Context, in *byID) (*versioned[Ticket], error) {
	t, err := s.Desk.Read(ctx, actorOf(ctx), access.TicketID(in.ID))
	return s.ticketOf(ctx, t, err)
}

func (s *Server) changeTicket(ctx context.Context, in *idPatch[TicketPatch]) (*versioned[Ticket], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	b := in.Body
	p := ticket.Patch{Status: (*ticket.Status)(b.Status), Priority: (*ticket.Priority)(b.Priority), Class: (*ticket.Class)(b.Class), Subject: b.Subject, Fields: b.Fields}
	if b.Tags != nil {
		p.Tags = &b.Tags
	}
	if b.Assignee.Set {
		a := access.AccountID(b.Assignee.Value)
		p.Assignee = &a
	}
	t, err := s.Desk.Change(ctx, actorOf(ctx), access.TicketID(in.ID), version, p)
	return s.ticketOf(ctx, t, err)
}

func (s *Server) handOver(ctx context.Context, in *idBody[HandOver]) (*reply[HandedOver], error) {
	t, sees, err := s.Desk.HandOver(ctx, actorOf(ctx), access.TicketID(in.ID), access.DepartmentID(in.Body.Department), in.Body.Note)
	if err != nil || !sees {
		return &reply[HandedOver]{}, err
	}
	shown, err := s.ticketOf(ctx, t, nil)
	return &reply[HandedOver]{HandedOver{&shown.Body}}, err
}

func (s *Server) closeTicket(ctx context.Context, in *byID) (*versioned[Ticket], error) {
	t, err := s.Desk.Close(ctx, actorOf(ctx), access.TicketID(in.ID))
	return s.ticketOf(ctx, t, err)
}

func (s *Server) reopenTicket(ctx context.Context, in *byID) (*versioned[Ticket], error) {
	t, err := s.Desk.Reopen(ctx, actorOf(ctx), access.TicketID(in.ID))
	return s.ticketOf(ctx, t, err)
}

func (s *Server) mergeTicket(ctx context.Context, in *idBody[Merge]) (*versioned[Ticket], error) {
	t, err := s.Desk.Merge(ctx, actorOf(ctx), access.TicketID(in.ID), access.TicketID(in.Body.Into))
	return s.ticketOf(ctx, t, err)
}

func (s *Server) splitTicket(ctx context.Context, in *idBody[Split]) (*versioned[Ticket], error) {
	t, err := s.Desk.Split(ctx, actorOf(ctx), access.TicketID(in.ID), ticket.SplitOff{Messages: in.Body.Messages, Subject: in.Body.Subject, Department: access.DepartmentID(in.Body.Department)})
	return s.ticketOf(ctx, t, err)
}

func (s *Server) splitOffTicket(ctx context.Context, _ *idBody[Split], id string) (*versioned[Ticket], error) {
	return s.openedTicket(ctx, nil, id)
}

func (s *Server) watch(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Desk.Watch(ctx, actorOf(ctx), access.TicketID(in.ID), true)
}

func (s *Server) unwatch(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Desk.Watch(ctx, actorOf(ctx), access.TicketID(in.ID), false)
}

func (s *Server) addMember(ctx context.Context, in *memberBody) (*done, error) {
	return &done{}, s.Desk.AddMember(ctx, actorOf(ctx), access.TicketID(in.ID), access.AccountID(in.Account), in.Body.Role)
}

func (s *Server) removeMember(ctx context.Context, in *byMember) (*done, error) {
	return &done{}, s.Desk.RemoveMember(ctx, actorOf(ctx), access.TicketID(in.ID), access.AccountID(in.Account))
}
