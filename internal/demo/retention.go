package demo

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/retention"
)

// The story that the rules of keeping tell takes longer than the world's two weeks: a case that is due and would go at the next turn,
// after its client was told and the notice has run, if it were not for a legal hold.
const (
	fortnight = 14 * 24 * time.Hour
	heldFor   = 20 * 24 * time.Hour // ago
	turn      = 2 * time.Hour       // as long as a step of the clock may be to count as time that passed
)

// keeping is a rule of the house: after how many days closed cases of a department go.
type keeping struct {
	Department string `json:"department"`
	Days       int64  `json:"days"`
}

// held is a case that an officer holds.
type held struct {
	ticket  access.TicketID
	officer string
}

// administrator sets the house's rules.
const administrator = "peter"

func (c *cast) rules(ctx context.Context, all []keeping) error {
	if c.Retention == nil {
		return nil
	}
	who, err := c.proven(administrator)
	if err != nil {
		return err
	}
	for _, k := range all {
		if err := c.Retention.Set(ctx, who, retention.Rule{Department: c.departments[k.Department], Days: k.Days}, false); err != nil {
			return err
		}
	}
	return nil
}

// watch lets the time pass until the world's last two weeks, in steps that count, and has the held cases held once their clients were told.
func (c *cast) watch(ctx context.Context, now time.Time) error {
	if c.Retention == nil {
		return nil
	}
	if err := c.pass(ctx, now.Add(-heldFor)); err != nil {
		return err
	}
	for _, h := range c.held {
		who, err := c.proven(h.officer)
		if err != nil {
			return err
		}
		if err := c.Retention.Hold(ctx, who, h.ticket, "audit"); err != nil {
			return err
		}
	}
	return c.pass(ctx, now.Add(-fortnight))
}

func (c *cast) pass(ctx context.Context, until time.Time) error {
	for c.Clock.Now().Before(until) {
		c.Clock.Advance(min(turn, until.Sub(c.Clock.Now())))
		if err := c.Jobs.Drain(ctx); err != nil {
			return err
		}
	}
	return nil
}
