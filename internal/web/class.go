package web

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/access"
	"surety/internal/ticket"
)

// LowerReason says why a class may be lower.
type LowerReason string

func (LowerReason) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "LowerReason", each(ticket.LowerReasons, func(s string) any { return s })...)
}

// ClassOf gives a class to a message, a file, or with neither to the ticket.
type ClassOf struct {
	Class   Class  `json:"class"`
	Message int64  `json:"message,omitempty" minimum:"0" doc:"its seq"`
	File    string `json:"file,omitempty" maxLength:"64"`
}

func (c ClassOf) part() ticket.Part { return ticket.Part{Message: c.Message, File: c.File} }

// NewLowering asks that a class be lower.
type NewLowering struct {
	ClassOf
	Reason LowerReason `json:"reason"`
}

// Lowering is a wish that waits for another person to agree.
type Lowering struct {
	ID      string      `json:"id"`
	Message int64       `json:"message,omitempty" doc:"what it is about; absent, with file: the ticket"`
	File    string      `json:"file,omitempty"`
	From    Class       `json:"from"`
	To      Class       `json:"to"`
	Reason  LowerReason `json:"reason"`
	By      Ref         `json:"by"`
	At      time.Time   `json:"at"`
	May     []LowerDo   `json:"may" doc:"what the viewer may do now"`
}

// LowerDo is what somebody may do with a wish.
type LowerDo string

func (LowerDo) Schema(r huma.Registry) *huma.Schema { return enum(r, "LowerDo", "agree", "refuse") }

// FileReaders is a file's list.
type FileReaders struct {
	Named      []Ref `json:"named" doc:"who may open it besides the client's side and who brought it; nobody: as its class says"`
	Candidates []Ref `json:"candidates" doc:"people of the case whom the viewer could name"`
}

// NewReaders names who may open a file.
type NewReaders struct {
	Accounts []string `json:"accounts" maxItems:"50" nullable:"false"`
}

type byMotion struct {
	ID     string `path:"id" maxLength:"64"`
	Motion string `path:"motion" maxLength:"64"`
	Body   Empty
}

type byFile struct {
	ID   string `path:"id" maxLength:"64"`
	File string `path:"file" maxLength:"64"`
}

type readersBody struct {
	ID   string `path:"id" maxLength:"64"`
	File string `path:"file" maxLength:"64"`
	Body NewReaders
}

func (s *Server) raiseClass(ctx context.Context, in *idBody[ClassOf]) (*done, error) {
	return &done{}, s.Desk.Raise(ctx, actorOf(ctx), access.TicketID(in.ID), in.Body.part(), ticket.Class(in.Body.Class))
}

func (s *Server) lowerings(ctx context.Context, id string, err error) (*reply[Page[Lowering]], error) {
	if err != nil {
		return nil, err
	}
	all, err := s.Desk.Lowerings(ctx, actorOf(ctx), access.TicketID(id))
	return &reply[Page[Lowering]]{Page[Lowering]{Items: each(all, func(l ticket.Lowering) Lowering {
		return Lowering{ID: l.ID, Message: l.Part.Message, File: l.Part.File, From: Class(l.From), To: Class(l.To), Reason: LowerReason(l.Reason), By: l.Proposer, At: l.At,
			May: each(l.May, func(m string) LowerDo { return LowerDo(m) })}
	})}}, err
}

func (s *Server) listLowerings(ctx context.Context, in *byID) (*reply[Page[Lowering]], error) {
	return s.lowerings(ctx, in.ID, nil)
}

func (s *Server) askLower(ctx context.Context, in *idBody[NewLowering]) (*reply[Page[Lowering]], error) {
	b := in.Body
	_, err := s.Desk.AskLower(ctx, actorOf(ctx), access.TicketID(in.ID), b.part(), ticket.Class(b.Class), string(b.Reason))
	return s.lowerings(ctx, in.ID, err)
}

func (s *Server) askedLower(ctx context.Context, in *idBody[NewLowering], _ string) (*reply[Page[Lowering]], error) {
	return s.lowerings(ctx, in.ID, nil)
}

func (s *Server) agreeLower(ctx context.Context, in *byMotion) (*done, error) {
	return &done{}, s.Desk.Lower(ctx, actorOf(ctx), access.TicketID(in.ID), in.Motion, true)
}

func (s *Server) refuseLower(ctx context.Context, in *byMotion) (*done, error) {
	return &done{}, s.Desk.Lower(ctx, actorOf(ctx), access.TicketID(in.ID), in.Motion, false)
}

func (s *Server) fileReaders(ctx context.Context, in *byFile) (*reply[FileReaders], error) {
	r, err := s.Desk.Readers(ctx, actorOf(ctx), access.TicketID(in.ID), in.File)
	return &reply[FileReaders]{FileReaders{append([]Ref{}, r.Named...), append([]Ref{}, r.Candidates...)}}, err
}

func (s *Server) setFileReaders(ctx context.Context, in *readersBody) (*done, error) {
	return &done{}, s.Desk.SetReaders(ctx, actorOf(ctx), access.TicketID(in.ID), in.File, each(in.Body.Accounts, func(a string) access.AccountID { return access.AccountID(a) }))
}
