package demo

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"time"

	"surety/internal/access"
	"surety/internal/remote"
	"surety/internal/wire"
)

// visit is a remote session of a story: asked for when the world is full, or held and over.
type visit struct {
	Until   string         `json:"until"` // requested, ended
	Powers  []wire.Purpose `json:"powers"`
	Reason  string         `json:"reason"`
	Minutes int            `json:"minutes"`
	Waiver  string         `json:"waiver"` // the client's words
}

// visit lets the session of a story happen; one that waits for its client is asked for at the end, since it would not wait so long.
func (c *cast) visit(ctx context.Context, s story, t access.TicketID) error {
	if s.Remote == nil || c.Remote == nil {
		return nil
	}
	client, err := c.proven(s.By)
	if err != nil {
		return err
	}
	specialist, err := c.proven(s.Specialist)
	if err != nil {
		return err
	}
	ask := func(ctx context.Context) (string, error) {
		return c.Remote.Ask(ctx, specialist, t, remote.Request{Powers: s.Remote.Powers, Reason: s.Remote.Reason, Minutes: s.Remote.Minutes})
	}
	if s.Remote.Until == "requested" {
		c.later = append(c.later, func(ctx context.Context) error { _, err := ask(ctx); return err })
		return nil
	}
	id, err := ask(ctx)
	if err != nil {
		return err
	}
	return c.hold(ctx, client, id, s.Remote.Waiver)
}

// hold does what the client's program does, up to the end. Nothing is recorded: there is no machine.
func (c *cast) hold(ctx context.Context, client access.Actor, id, waiver string) error {
	c.Clock.Advance(3 * time.Minute)
	code, err := c.Remote.Code(ctx, client, id)
	if err != nil {
		return err
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	in, err := c.Remote.Arrive(ctx, remote.Arrival{Code: code.Code, Key: public, Program: "demo", System: "linux/amd64"})
	if err != nil {
		return err
	}
	s, err := c.Remote.Assist(ctx, in.Token, client.Address)
	if err != nil {
		return err
	}
	sent, err := c.Remote.Waive(ctx, s, waiver)
	if err != nil {
		return err
	}
	facts, err := wire.DecodeFacts(sent)
	if err != nil {
		return err
	}
	agreed := wire.Agreed{Session: facts.Session, Facts: facts.Digest(), Granted: facts.Powers, Ports: facts.Ports, At: c.Clock.Now().Unix()}
	if _, err := c.Remote.Consent(ctx, s, agreed.Encode(), ed25519.Sign(private, agreed.Signed())); err != nil {
		return err
	}
	for _, here := range []bool{true, false} {
		if err := c.Remote.Here(ctx, id, wire.Client, here); err != nil {
			return err
		}
		c.Clock.Advance(pause)
	}
	if err := c.Remote.Turn(ctx, client, id, wire.Finish, ""); err != nil {
		return err
	}
	return c.Remote.Seal(ctx, id, remote.Sealing{})
}
