package demo

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/remote"
	"surety/internal/wire"
)

// visit is a remote session of a story: asked for when the world is full, or held and over.
type visit struct {
	Until   string            `json:"until"` // requested, ended
	Powers  []wire.Purpose    `json:"powers"`
	Ports   []string          `json:"ports"`
	Reason  string            `json:"reason"`
	Minutes int               `json:"minutes"`
	Folder  string            `json:"folder"` // kept before it; empty: nothing is
	Files   map[string]string `json:"files"`  // in the folder, by their paths, as they are before the session
	Waiver  string            `json:"waiver"` // the client's words where nothing is kept
	Tape    string            `json:"tape"`   // what is recorded: a file of world/tape
}

// visits lets the sessions of a story happen; one that waits for its client is asked for at the end, since it would not wait so long.
func (c *cast) visits(ctx context.Context, s story, t access.TicketID) error {
	if c.Remote == nil {
		return nil
	}
	for _, v := range s.Remote {
		happen := func(ctx context.Context) error { return c.visit(ctx, s, v, t) }
		if v.Until == "requested" {
			c.later = append(c.later, happen)
			continue
		}
		c.Clock.Advance(pause)
		if err := happen(ctx); err != nil {
			return err
		}
	}
	return nil
}

// visit asks for a session, and holds it if it is one that ends.
func (c *cast) visit(ctx context.Context, s story, v visit, t access.TicketID) error {
	client, err := c.proven(s.By)
	if err != nil {
		return err
	}
	specialist, err := c.proven(s.Specialist)
	if err != nil {
		return err
	}
	id, err := c.Remote.Ask(ctx, specialist, t, remote.Request{Powers: v.Powers, Ports: v.Ports, Reason: v.Reason, Minutes: v.Minutes})
	if err != nil || v.Until == "requested" {
		return err
	}
	c.Clock.Advance(3 * time.Minute)
	return c.hold(ctx, client, s.By, id, v)
}
