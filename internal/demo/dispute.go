package demo

import (
	"context"

	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/review"
)

// quarrel is a dispute about the first part of a deal: what both say and offer. Offers that meet settle it, and both sides write
// a review; offers that do not meet end in time, and it waits for an arbiter.
type quarrel struct {
	Statement  string    `json:"statement"`
	Answer     string    `json:"answer"`
	Client     *int64    `json:"client"`     // offers to release, in minor units
	Specialist *int64    `json:"specialist"` // demands
	Reviews    []opinion `json:"reviews"`    // of the client, and of the specialist
}

type opinion struct {
	Points review.Points `json:"points"`
	Text   string        `json:"text"`
	Reply  string        `json:"reply"` // of who is reviewed
}

func (p *player) quarrel() []func(context.Context) error {
	var id dispute.ID
	q := p.Dispute
	road := []func(context.Context) error{
		func(ctx context.Context) error { return p.begin(ctx, &id) },
		func(ctx context.Context) error { return p.Disputes.Answer(ctx, p.specialist, id, q.Answer) },
		func(ctx context.Context) error { return p.offers(ctx, id) },
	}
	if len(q.Reviews) == 2 {
		road = append(road, p.review, p.payOut)
	}
	return road
}

// begin disputes the first part, and puts the request and what was handed in into the file.
func (p *player) begin(ctx context.Context, id *dispute.ID) error {
	v, err := p.view(ctx)
	if err != nil {
		return err
	}
	if *id, err = p.Disputes.Begin(ctx, p.client, v.Progress[0].ID, p.Dispute.Statement); err != nil {
		return err
	}
	if _, err = p.Disputes.Add(ctx, p.client, *id, dispute.OfMessage, "1"); err != nil {
		return err
	}
	_, err = p.Disputes.Add(ctx, p.specialist, *id, dispute.OfSubmission, "1")
	return err
}

func (p *player) offers(ctx context.Context, id dispute.ID) error {
	if n := p.Dispute.Specialist; n != nil {
		if _, err := p.Disputes.Offer(ctx, p.specialist, id, *n); err != nil {
			return err
		}
	}
	if n := p.Dispute.Client; n != nil {
		if _, err := p.Disputes.Offer(ctx, p.client, id, *n); err != nil {
			return err
		}
	}
	return nil
}

// review lets both say how it was; the second opens both.
func (p *player) review(ctx context.Context) error {
	return p.change(ctx, func(v deal.View) error {
		var ids []review.ID
		for i, o := range p.Dispute.Reviews {
			who := p.client
			if i == 1 {
				who = p.specialist
			}
			id, err := p.Reviews.Write(ctx, who, v.Progress[0].ID, o.Points, o.Text)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		if reply := p.Dispute.Reviews[0].Reply; reply != "" {
			return p.Reviews.Reply(ctx, p.specialist, ids[0], reply)
		}
		return nil
	})
}

// profiles lets specialists say what they can do.
func (c *cast) profiles(ctx context.Context, scripts map[string]script) error {
	if c.Reviews == nil {
		return nil
	}
	for _, s := range scripts {
		for _, r := range s.People {
			if r.About == nil {
				continue
			}
			who, err := c.actor(r.Key)
			if err != nil {
				return err
			}
			if _, err := c.Reviews.Describe(ctx, who, 0, *r.About); err != nil {
				return err
			}
		}
	}
	return nil
}
