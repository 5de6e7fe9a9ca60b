package demo

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/netip"

	altcha "github.com/altcha-org/altcha-lib-go"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/assurance"
	"surety/internal/complaint"
	"surety/internal/honey"
	"surety/internal/ticket"
)

// What keeps and guards confidence happens at the present, so that it waits for whoever looks. Rooms are offered and not opened: their keys are made
// in browsers, and nothing here could make one that somebody can use.

// unsafe is what a client answers to the question of a status report.
type unsafe struct {
	Score    int    `json:"score"`
	Text     string `json:"text"`
	Security bool   `json:"security"` // calls an officer, not the department's lead
}

// grievance is a complaint about a case.
type grievance struct {
	Kind    complaint.Kind `json:"kind"`
	Accused string         `json:"accused"`
	Text    string         `json:"text"`
	Officer string         `json:"officer"` // looks into it; empty: it waits for one
}

// decoy is one that an officer laid, and somebody opened.
type decoy struct {
	Officer    string `json:"officer"`
	Department string `json:"department"`
	Email      string `json:"email"`
	Story      string `json:"story"` // the proposed one with this subject
	Days       int    `json:"days"`
	Opener     string `json:"opener"`
}

// confide puts off what a story has of this until the world is full.
func (c *cast) confide(s story, t access.TicketID) {
	if s.Room && c.Rooms != nil {
		c.later = append(c.later, func(ctx context.Context) error { return c.offers(ctx, s.Assignee, t) })
	}
	if s.Unsafe != nil && c.Assurance != nil {
		c.later = append(c.later, func(ctx context.Context) error { return c.worries(ctx, s.By, t, *s.Unsafe) })
	}
	if s.Complaint != nil && c.Complaints != nil {
		c.later = append(c.later, func(ctx context.Context) error { return c.complains(ctx, s.By, t, *s.Complaint) })
	}
}

// guard puts off decoys and lost access.
func (c *cast) guard(scripts map[string]script) {
	for _, l := range account.Languages {
		for _, d := range scripts[l].Decoys {
			if c.Honey != nil {
				c.later = append(c.later, func(ctx context.Context) error { return c.lay(ctx, d) })
			}
		}
		if who := scripts[l].Lost; who != "" && c.Recoveries != nil {
			c.later = append(c.later, func(ctx context.Context) error { return c.loses(ctx, who, l) })
		}
	}
}

func (c *cast) offers(ctx context.Context, key string, t access.TicketID) error {
	who, err := c.proven(key)
	if err != nil {
		return err
	}
	_, err = c.Rooms.Offer(ctx, who, t)
	return err
}

// worries has the client ask for their reports, and answer that of the ticket.
func (c *cast) worries(ctx context.Context, key string, t access.TicketID, u unsafe) error {
	who, err := c.proven(key)
	if err != nil {
		return err
	}
	if err := c.Assurance.Ask(ctx, who); err != nil {
		return err
	}
	if err := c.Jobs.Drain(ctx); err != nil {
		return err
	}
	p, err := c.Assurance.OfTicket(ctx, who, t, "", 1)
	if err != nil {
		return err
	}
	if len(p.Items) == 0 {
		return fmt.Errorf("%s has no report to answer", key)
	}
	return c.Assurance.Answer(ctx, who, p.Items[0].ID, assurance.Answer{Score: u.Score, Text: u.Text, Security: u.Security})
}

func (c *cast) complains(ctx context.Context, key string, t access.TicketID, g grievance) error {
	who, err := c.proven(key)
	if err != nil {
		return err
	}
	id, err := c.Complaints.File(ctx, who, complaint.Filing{Ticket: t, Kind: g.Kind, Accused: c.people[g.Accused].ID, Text: g.Text})
	if err != nil || g.Officer == "" {
		return err
	}
	officer, err := c.proven(g.Officer)
	if err != nil {
		return err
	}
	if err := c.Complaints.Take(ctx, officer, id); err != nil {
		return err
	}
	return c.Complaints.Sift(ctx, officer, id, complaint.Sifting{Accused: c.people[g.Accused].ID})
}

// lay has an officer lay a decoy, and somebody find it in their list and open it.
func (c *cast) lay(ctx context.Context, d decoy) error {
	officer, err := c.proven(d.Officer)
	if err != nil {
		return err
	}
	for _, x := range honey.Texts() {
		if x.Subject != d.Story {
			continue
		}
		id, err := c.Honey.Make(ctx, officer, honey.Bait{Department: c.departments[d.Department], Language: x.Language, Name: x.Name, Email: d.Email, Subject: x.Subject, Text: x.Text,
			Last: x.Last, FileName: x.FileName, FileText: x.FileText, Days: d.Days})
		if err != nil {
			return err
		}
		laid, err := c.Honey.Decoy(ctx, officer, id)
		if err != nil {
			return err
		}
		return c.opens(ctx, d.Opener, laid.Number)
	}
	return fmt.Errorf("no decoy tells the story %q", d.Story)
}

func (c *cast) opens(ctx context.Context, key string, number int64) error {
	who, err := c.actor(key)
	if err != nil {
		return err
	}
	p, err := c.Desk.List(ctx, who, ticket.Query{Number: number})
	if err != nil {
		return err
	}
	for _, t := range p.Items {
		if _, err := c.Desk.Read(ctx, who, t.ID); err != nil {
			return err
		}
	}
	return nil
}

// loses has somebody ask for access at the sign-in, from a browser that nobody knows.
func (c *cast) loses(ctx context.Context, key, language string) error {
	ch, err := c.Accounts.Challenge(ctx)
	if err != nil {
		return err
	}
	found, err := altcha.SolveChallenge(ch.Challenge, ch.Salt, altcha.Algorithm(ch.Algorithm), int(ch.MaxNumber), 0, nil)
	if err != nil {
		return err
	}
	proof, err := json.Marshal(altcha.Payload{Algorithm: ch.Algorithm, Challenge: ch.Challenge, Number: int64(found.Number), Salt: ch.Salt, Signature: ch.Signature})
	if err != nil {
		return err
	}
	from := account.Client{Address: netip.MustParseAddr("203.0.113.18"), UserAgent: "Mozilla/5.0 (Android 15; Mobile) Firefox/141.0"} // of those that are kept for documents
	_, err = c.Recoveries.Ask(ctx, c.people[key].Email, language, base64.StdEncoding.EncodeToString(proof), from)
	return err
}
