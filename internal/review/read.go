package review

import (
	"context"
	"fmt"

	"surety/internal/access"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/deal"
)

// Read shows a published review, or the actor's own. Right: review.read, of anyone signed in. Faults: absent: one that is sealed
// does not exist for others.
func (r *Reviews) Read(ctx context.Context, who access.Actor, id ID) (v Review, err error) {
	var s stored
	var names map[access.AccountID]string
	if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s, err = visible(ctx, tx, who, id); err != nil {
			return err
		}
		names, err = r.Accounts.Names(ctx, tx, []access.AccountID{s.author, s.subject})
		return err
	}); err != nil {
		return v, err
	}
	return r.show(who, s, names)
}

// show opens the review; one that was removed is a tombstone.
func (r *Reviews) show(who access.Actor, s stored, names map[access.AccountID]string) (v Review, err error) {
	v = Review{ID: s.id, Side: s.side, Author: Person{s.author, names[s.author]}, Subject: Person{s.subject, names[s.subject]}, WrittenAt: db.Time(s.written),
		PublishedAt: db.TimeOrZero(s.published), RepliedAt: db.TimeOrZero(s.replied), RemovedAt: db.TimeOrZero(s.removed), Reason: s.reason}
	if who.Account == s.author || who.Account == s.subject {
		v.Milestone = s.milestone
	}
	if s.removed.Valid {
		return v, nil
	}
	b, err := r.openBody(s)
	if err != nil {
		return v, err
	}
	v.Points, v.Text = b.Points, b.Text
	if s.reply != nil {
		text, err := r.Vault.OpenOwn(bodyPlace(s.id, "reply"), s.reply)
		if err != nil {
			return v, err
		}
		v.Reply = string(text)
	}
	return v, nil
}

// Pair shows a side of a milestone its reviews: its own, and, once they are published, the other's. Right: review.write.
// Faults: absent (no side, or the milestone is not over).
func (r *Reviews) Pair(ctx context.Context, who access.Actor, m deal.MilestoneID) (out Pair, err error) {
	var p pair
	var all []stored
	var names map[access.AccountID]string
	if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if p, err = pairOf(ctx, tx, m, false); err != nil {
			return err
		}
		c, err := r.Deals.CaseOf(ctx, tx, m)
		if err != nil {
			return err
		}
		if _, err := access.Check(who, access.ReviewWrite, c.Thing); err != nil {
			return err
		}
		if names, err = r.Accounts.Names(ctx, tx, []access.AccountID{p.client, p.specialist}); err != nil {
			return err
		}
		all, err = db.All(ctx, tx, scanReview, `SELECT `+reviewColumns+` FROM review WHERE milestone = $1 AND (published IS NOT NULL OR author = $2)`, string(m), string(who.Account))
		return err
	}); err != nil {
		return out, err
	}
	out = Pair{Milestone: m, Until: db.Time(p.until), PublishedAt: db.TimeOrZero(p.published), Axes: Axes[p.side(who.Account)]}
	for _, s := range all {
		v, err := r.show(who, s, names)
		if err != nil {
			return out, err
		}
		if s.author == who.Account {
			out.Mine = &v
		} else {
			out.Other = &v
		}
	}
	out.May = out.Mine == nil && !p.published.Valid && db.Micros(r.Clock.Now()) < p.until
	return out, nil
}

// Page is one page of reviews; Next is empty on the last.
type Page struct {
	Items []Review
	Next  string
}

const (
	pageUsual = 20
	pageLimit = 100
)

// Of lists the published reviews of somebody by one side, latest first, with the tombstones of those removed. Right:
// review.read, of anyone signed in.
func (r *Reviews) Of(ctx context.Context, who access.Actor, subject access.AccountID, side deal.Side, at string, limit int) (page Page, err error) {
	if _, err := access.Check(who, access.ReviewRead, access.Thing{Kind: "review"}); err != nil {
		return page, err
	}
	list := "of/" + string(subject) + "/" + string(side)
	from, err := cursor.Read(r.Vault, "review "+list, who.Account, at)
	if err != nil {
		return page, err
	}
	limit = size(limit)
	var all []stored
	var names map[access.AccountID]string
	if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, scanReview, fmt.Sprintf(`SELECT `+reviewColumns+` FROM review WHERE subject = $1 AND side = $2 AND published IS NOT NULL
			AND (published, id) < ($3, $4) ORDER BY published DESC, id DESC LIMIT %d`, limit+1), string(subject), string(side), from.At, from.ID)
		if err != nil {
			return err
		}
		ids := []access.AccountID{subject}
		for _, s := range all {
			ids = append(ids, s.author)
		}
		names, err = r.Accounts.Names(ctx, tx, ids)
		return err
	}); err != nil {
		return page, err
	}
	if len(all) > limit {
		all = all[:limit]
		page.Next = cursor.Write(r.Vault, "review "+list, who.Account, cursor.Mark{At: all[limit-1].published.Int64, ID: string(all[limit-1].id)})
	}
	page.Items = []Review{}
	for _, s := range all {
		v, err := r.show(who, s, names)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, v)
	}
	return page, nil
}

func size(limit int) int {
	if limit <= 0 {
		return pageUsual
	}
	return min(limit, pageLimit)
}
