package web

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/live"
	"surety/internal/ticket"
)

// words are the parts of a comma-separated value.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

func messageOf(language string) func(ticket.Message) Message {
	return func(m ticket.Message) Message {
		out := Message{Message: m}
		if m.Event != nil {
			out.Event = &Event{Code: m.Event.Code, Params: m.Event.Params}
			for _, d := range m.Event.Departments {
				out.Event.Departments = append(out.Event.Departments, departmentRef(d, language))
			}
		}
		return out
	}
}

// listMessages pages in the direction that was asked for: after a seq towards the newest, else from the newest back.
func (s *Server) listMessages(ctx context.Context, in *messageQuery) (*reply[Page[Message]], error) {
	slice := ticket.Slice{After: in.After, Before: in.Before, Limit: in.Limit}
	if in.Cursor != "" {
		n, err := number(strings.TrimPrefix(in.Cursor, "-"))
		if err != nil {
			return nil, err
		}
		slice.After, slice.Before = n, 0
		if strings.HasPrefix(in.Cursor, "-") {
			slice.After, slice.Before = 0, n
		}
	}
	c, err := s.Desk.Messages(ctx, actorOf(ctx), access.TicketID(in.ID), slice)
	if err != nil {
		return nil, err
	}
	out := &reply[Page[Message]]{Page[Message]{Items: each(c.Items, messageOf(language(ctx)))}}
	if c.More && len(c.Items) > 0 {
		out.Body.Next = "-" + strconv.FormatInt(c.Items[0].Seq, 10)
		if slice.After > 0 {
			out.Body.Next = strconv.FormatInt(c.Items[len(c.Items)-1].Seq, 10)
		}
	}
	return out, nil
}

func (s *Server) addMessage(ctx context.Context, in *idBody[NewMessage]) (*reply[Message], error) {
	b := in.Body
	m, err := s.Desk.Reply(ctx, actorOf(ctx), access.TicketID(in.ID), ticket.Reply{Kind: ticket.Kind(b.Kind), Text: b.Text, Seen: b.Seen,
		Anyway: b.Anyway, Files: int(b.Files), Status: ticket.Status(b.Status)})
	return &reply[Message]{messageOf(language(ctx))(m)}, err
}

func (s *Server) addedMessage(ctx context.Context, in *idBody[NewMessage], seq string) (*reply[Message], error) {
	m, err := s.Desk.Replied(ctx, actorOf(ctx), access.TicketID(in.ID), seq)
	return &reply[Message]{messageOf(language(ctx))(m)}, err
}

func (s *Server) saveDraft(ctx context.Context, in *idBody[DraftWrite]) (*reply[DraftFound], error) {
	return foundIn(in.Body.Text), s.Desk.SaveDraft(ctx, actorOf(ctx), access.TicketID(in.ID), ticket.Draft{Text: in.Body.Text, Kind: ticket.Kind(in.Body.Kind)})
}

func (s *Server) dropDraft(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Desk.DropDraft(ctx, actorOf(ctx), access.TicketID(in.ID))
}

func (s *Server) markRead(ctx context.Context, in *idBody[Seq]) (*done, error) {
	return &done{}, s.Desk.MarkRead(ctx, actorOf(ctx), access.TicketID(in.ID), in.Body.Seq)
}

// presence answers who else is there: whoever has just come need not wait for their next sign.
func (s *Server) presence(ctx context.Context, in *idBody[Presence]) (*reply[[]PresenceMark], error) {
	who, id := actorOf(ctx), access.TicketID(in.ID)
	if err := s.Desk.Show(ctx, who, id, in.Body.Doing, in.Body.Note); err != nil {
		return nil, err
	}
	marks, err := s.Desk.Present(ctx, who, id)
	if err != nil {
		return nil, err
	}
	names, err := s.namesAt(ctx, marks)
	out := make([]PresenceMark, len(marks))
	for i, m := range marks {
		out[i] = PresenceMark{Ref{ID: string(m.Account), Name: names[m.Account]}, m.Doing, m.Until}
	}
	return &reply[[]PresenceMark]{out}, err
}

// namesAt are the names of those at a ticket, which whoever may know of them may know too.
func (s *Server) namesAt(ctx context.Context, marks []live.Mark) (names map[access.AccountID]string, err error) {
	ids := make([]access.AccountID, len(marks))
	for i, m := range marks {
		ids[i] = m.Account
	}
	err = s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		names, err = s.Accounts.Names(ctx, tx, ids)
		return err
	})
	return names, err
}

// readRequestDraft is absent when there is none.
func (s *Server) readRequestDraft(ctx context.Context, _ *none) (*reply[RequestDraft], error) {
	d, err := s.Desk.RequestDraft(ctx, actorOf(ctx))
	if err != nil || d == nil {
		return &reply[RequestDraft]{RequestDraft{Fields: map[string]string{}}}, err
	}
	return &reply[RequestDraft]{*d}, nil
}

func (s *Server) saveRequestDraft(ctx context.Context, in *body[RequestDraftWrite]) (*reply[DraftFound], error) {
	return foundIn(append(slices.Collect(maps.Values(in.Body.Fields)), in.Body.Subject, in.Body.Text)...), s.Desk.SaveRequestDraft(ctx, actorOf(ctx), ticket.RequestDraft(in.Body))
}

func (s *Server) dropRequestDraft(ctx context.Context, _ *none) (*done, error) {
	return &done{}, s.Desk.DropRequestDraft(ctx, actorOf(ctx))
}

func (s *Server) departments(ctx context.Context, _ *none) (*reply[[]Department], error) {
	all, err := s.Desk.Choices(ctx, actorOf(ctx))
	l := language(ctx)
	return &reply[[]Department]{each(all, func(d account.Department) Department {
		return Department{ID: string(d.ID), Name: d.Name.In(l), Description: d.Description.In(l), Fields: fieldDefs(d.Fields, l)}
	})}, err
}

func (s *Server) people(ctx context.Context, in *peopleQuery) (*reply[[]Person], error) {
	find := s.Accounts.Colleagues
	if in.Specialists {
		find = func(ctx context.Context, who access.Actor, _ access.DepartmentID, q string) ([]account.Colleague, error) {
			return s.Accounts.Specialists(ctx, who, q)
		}
	}
	all, err := find(ctx, actorOf(ctx), access.DepartmentID(in.Department), in.Q)
	return &reply[[]Person]{each(all, func(c account.Colleague) Person { return Person{ID: string(c.ID), Name: c.Name, Post: string(c.Post)} })}, err
}

func (s *Server) tagsInUse(ctx context.Context, _ *none) (*reply[[]string], error) {
	all, err := s.Desk.Tags(ctx, actorOf(ctx))
	return &reply[[]string]{append([]string{}, all...)}, err
}

func requesterOf(p account.Person, err error) (*reply[Requester], error) {
	return &reply[Requester]{Requester{ID: string(p.ID), Name: p.Name, Email: p.Email, Language: p.Language}}, err
}

func (s *Server) findRequester(ctx context.Context, in *emailQuery) (*reply[Requester], error) {
	return requesterOf(s.Accounts.Requester(ctx, actorOf(ctx), in.Email))
}

func (s *Server) addRequester(ctx context.Context, in *body[NewRequester]) (*reply[Requester], error) {
	return requesterOf(s.Accounts.AddRequester(ctx, actorOf(ctx), account.NewPerson{Name: in.Body.Name, Email: in.Body.Email, Language: in.Body.Language}))
}

func (s *Server) addedRequester(ctx context.Context, _ *body[NewRequester], id string) (*reply[Requester], error) {
	return requesterOf(s.Accounts.AddedRequester(ctx, actorOf(ctx), access.AccountID(id)))
}
