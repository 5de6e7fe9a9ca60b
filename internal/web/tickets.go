package web

import (
	"context"

	"surety/internal/fault"
)

func (s *Server) listTickets(ctx context.Context, in *ticketQuery) (*reply[Page[TicketRow]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) countTickets(ctx context.Context, in *none) (*reply[Counts], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) openTicket(ctx context.Context, in *body[NewTicket]) (*versioned[Ticket], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) readTicket(ctx context.Context, in *byID) (*versioned[Ticket], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) changeTicket(ctx context.Context, in *idPatch[TicketPatch]) (*versioned[Ticket], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) handOver(ctx context.Context, in *idBody[HandOver]) (*versioned[Ticket], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) closeTicket(ctx context.Context, in *byID) (*versioned[Ticket], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) reopenTicket(ctx context.Context, in *byID) (*versioned[Ticket], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) mergeTicket(ctx context.Context, in *idBody[Merge]) (*versioned[Ticket], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) splitTicket(ctx context.Context, in *idBody[Split]) (*versioned[Ticket], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) watch(ctx context.Context, in *byID) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) unwatch(ctx context.Context, in *byID) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) addMember(ctx context.Context, in *memberBody) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) removeMember(ctx context.Context, in *byMember) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) listMessages(ctx context.Context, in *messageQuery) (*reply[Page[Message]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) addMessage(ctx context.Context, in *idBody[NewMessage]) (*reply[Message], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) saveDraft(ctx context.Context, in *idBody[Draft]) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) dropDraft(ctx context.Context, in *byID) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) markRead(ctx context.Context, in *idBody[Seq]) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) presence(ctx context.Context, in *idBody[Presence]) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) departments(ctx context.Context, in *none) (*reply[[]Department], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) people(ctx context.Context, in *peopleQuery) (*reply[[]Person], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) tagsInUse(ctx context.Context, in *none) (*reply[[]string], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) findRequester(ctx context.Context, in *emailQuery) (*reply[Requester], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) addRequester(ctx context.Context, in *body[NewRequester]) (*reply[Requester], error) {
	return nil, fault.ErrAbsent
}
