package review

import (
	"context"
	"fmt"
	"time"

	"surety/internal/access"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/deal"
)

// Unwritten is a review that the reader may still write.
type Unwritten struct {
	Deal      deal.ID          `json:"deal"`
	Milestone deal.MilestoneID `json:"milestone"`
	Other     Person           `json:"other"`
	Until     time.Time        `json:"until"`
}

// UnwrittenPage is one page of them; Next is empty on the last.
type UnwrittenPage struct {
	Items []Unwritten
	Next  string
}

// Waiting lists the reviews that the actor may still write, the one whose time ends last first. It tells nothing of what the
// other side did. Right: review.write.
func (r *Reviews) Waiting(ctx context.Context, who access.Actor, at string, limit int) (page UnwrittenPage, err error) {
	from, err := cursor.Read(r.Vault, "review waiting", who.Account, at)
	if err != nil {
		return page, err
	}
	limit = size(limit)
	page.Items = []Unwritten{}
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := unwritten(ctx, tx, who.Account, db.Micros(r.Clock.Now()), from, limit+1)
		if err != nil {
			return err
		}
		if len(all) > limit {
			all = all[:limit]
			page.Next = cursor.Write(r.Vault, "review waiting", who.Account, cursor.Mark{At: all[limit-1].until, ID: string(all[limit-1].milestone)})
		}
		for _, p := range all {
			other := p.account(p.side(who.Account).Other())
			names, err := r.Accounts.Names(ctx, tx, []access.AccountID{other})
			if err != nil {
				return err
			}
			page.Items = append(page.Items, Unwritten{p.deal, p.milestone, Person{other, names[other]}, db.Time(p.until)})
		}
		return nil
	})
	return page, err
}

// unwritten reads each side's pairs by its own index; nobody is both sides of a deal.
func unwritten(ctx context.Context, tx *db.Tx, who access.AccountID, now int64, from cursor.Mark, limit int) ([]pair, error) {
	half := func(side deal.Side) string {
		return fmt.Sprintf(`SELECT milestone, deal, client, specialist, until, published FROM review_pair p WHERE %s = $1 AND published IS NULL AND until > $2
			AND (until, milestone) < ($3, $4) AND NOT EXISTS (SELECT 1 FROM review w WHERE w.milestone = p.milestone AND w.side = '%[1]s')`, side)
	}
	return db.All(ctx, tx, func(s db.Scanner) (p pair, err error) {
		return p, s.Scan(&p.milestone, &p.deal, &p.client, &p.specialist, &p.until, &p.published)
	}, fmt.Sprintf(`SELECT * FROM (%s UNION ALL %s) o ORDER BY until DESC, milestone DESC LIMIT %d`, half(deal.Client), half(deal.Specialist), limit),
		string(who), now, from.At, from.ID)
}
