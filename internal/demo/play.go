package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"surety/internal/access"
	"surety/internal/ticket"
)

// pause is how long people take to answer.
const pause = 11 * time.Minute

// play lets a story happen: the request, the answers, and what is decided on the way.
func (c *cast) play(ctx context.Context, s story) error {
	who, err := c.actor(s.By)
	if err != nil {
		return err
	}
	first := s.Talk[0]
	t, err := c.Desk.Open(ctx, who, ticket.Request{Subject: s.Subject, Text: first.Text, Department: c.departments[s.Department],
		Priority: s.Priority, Class: s.Class, Fields: s.Fields, Files: len(first.Files)})
	if err != nil {
		return err
	}
	if err := c.hand(ctx, who, t.ID, 1, first.Files); err != nil {
		return err
	}
	if err := c.arrange(ctx, s, t.ID); err != nil {
		return err
	}
	for _, l := range s.Talk[1:] {
		c.Clock.Advance(pause)
		if err := c.say(ctx, t.ID, l); err != nil {
			return err
		}
	}
	if err := c.agree(ctx, s, t.ID); err != nil {
		return err
	}
	c.confide(s, t.ID)
	if s.Holder != "" {
		c.held = append(c.held, held{t.ID, s.Holder})
	}
	return c.conclude(ctx, s, t.ID)
}

func (c *cast) actor(key string) (access.Actor, error) {
	p, ok := c.people[key]
	if !ok {
		return access.Actor{}, fmt.Errorf("nobody is called %q", key)
	}
	who := p.Actor()
	who.Session = "demo"
	return who, nil
}

// arrange assigns, tags and calls a specialist, as the one who takes the ticket would.
func (c *cast) arrange(ctx context.Context, s story, id access.TicketID) error {
	if s.Assignee == "" {
		return nil
	}
	who, err := c.actor(s.Assignee)
	if err != nil {
		return err
	}
	c.Clock.Advance(pause)
	t, err := c.Desk.Read(ctx, who, id)
	if err != nil {
		return err
	}
	p := ticket.Patch{Assignee: &who.Account}
	if len(s.Tags) > 0 {
		p.Tags = &s.Tags
	}
	if _, err = c.Desk.Change(ctx, who, id, t.Version, p); err != nil || s.Specialist == "" {
		return err
	}
	called, err := c.actor(s.Specialist)
	if err != nil {
		return err
	}
	return c.Desk.AddMember(ctx, who, id, called.Account, "specialist")
}

// say writes one line, having read what stands before it.
func (c *cast) say(ctx context.Context, id access.TicketID, l line) error {
	who, err := c.actor(l.Who)
	if err != nil {
		return err
	}
	t, err := c.Desk.Read(ctx, who, id)
	if err != nil {
		return err
	}
	if err := c.Desk.MarkRead(ctx, who, id, t.LastSeq); err != nil {
		return err
	}
	kind := ticket.KindMessage
	if l.Note {
		kind = ticket.KindNote
	}
	m, err := c.Desk.Reply(ctx, who, id, ticket.Reply{Kind: kind, Text: l.Text, Seen: t.LastSeq, Files: len(l.Files)})
	if err != nil {
		return err
	}
	return c.hand(ctx, who, id, m.Seq, l.Files)
}

// conclude leaves the ticket in the state that its story ends with.
func (c *cast) conclude(ctx context.Context, s story, id access.TicketID) error {
	if s.Status == "" || s.Assignee == "" {
		return nil
	}
	who, err := c.actor(s.Assignee)
	if err != nil {
		return err
	}
	c.Clock.Advance(pause)
	if s.Status == ticket.StatusClosed {
		_, err := c.Desk.Close(ctx, who, id)
		return err
	}
	t, err := c.Desk.Read(ctx, who, id)
	if err != nil || t.Status == s.Status {
		return err
	}
	_, err = c.Desk.Change(ctx, who, id, t.Version, ticket.Patch{Status: &s.Status})
	return err
}

// hand adds files to a message.
func (c *cast) hand(ctx context.Context, who access.Actor, id access.TicketID, seq int64, names []string) error {
	for i, n := range names {
		name, content, err := makeFile(n, i)
		if err != nil {
			return err
		}
		_, err = c.Desk.AddFile(ctx, who, id, ticket.Upload{Message: seq, Name: name, Size: int64(len(content)), Body: bytes.NewReader(content)})
		if err != nil {
			return err
		}
	}
	return nil
}
