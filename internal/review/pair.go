package review

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/live"
)

// sealedClock ends the time in which a pair is sealed.
const sealedClock deadline.Kind = "review.sealed"

// pair is the reviews of one milestone as they lie in their table.
type pair struct {
	milestone          deal.MilestoneID
	deal               deal.ID
	client, specialist access.AccountID
	until              int64
	published          sql.NullInt64
}

func (p pair) side(a access.AccountID) deal.Side {
	switch a {
	case "":
		return deal.Nobody
	case p.client:
		return deal.Client
	case p.specialist:
		return deal.Specialist
	}
	return deal.Nobody
}

func (p pair) account(s deal.Side) access.AccountID {
	if s == deal.Client {
		return p.client
	}
	return p.specialist
}

func pairOf(ctx context.Context, tx *db.Tx, m deal.MilestoneID, hold bool) (pair, error) {
	query := `SELECT milestone, deal, client, specialist, until, published FROM review_pair WHERE milestone = $1`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	return db.One(ctx, tx, func(s db.Scanner) (p pair, err error) {
		return p, s.Scan(&p.milestone, &p.deal, &p.client, &p.specialist, &p.until, &p.published)
	}, query, string(m))
}

func (r *Reviews) holdPair(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	_, err := pairOf(ctx, tx, deal.MilestoneID(x.Subject), true)
	return err
}

// over begins a pair when a milestone that was funded is over, and keeps what profiles tell of it.
func (r *Reviews) over(ctx context.Context, tx *db.Tx, j job.Job) error {
	var news deal.OverJob
	if err := json.Unmarshal(j.Payload, &news); err != nil {
		return job.Hopeless(err)
	}
	if news.State == deal.Lapsed {
		return nil
	}
	p, err := r.Ledger.Position(ctx, tx, news.Milestone)
	if err != nil && fault.KindOf(err) == fault.Absent || err == nil && p.FundedMinor == 0 {
		return nil // left out by an amendment, before it was paid
	}
	if err != nil {
		return err
	}
	c, err := r.Deals.CaseOf(ctx, tx, news.Milestone)
	if err != nil {
		return err
	}
	due, submitted, err := r.Deals.Delivery(ctx, tx, news.Milestone)
	if err != nil {
		return err
	}
	now := r.Clock.Now()
	until := now.AddDate(0, 0, SealedDays)
	onTime := !due.IsZero() && !submitted.IsZero() && !submitted.After(due)
	n, err := tx.Exec(ctx, `INSERT INTO review_pair (milestone, deal, client, specialist, worked, has_due, on_time, since, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (milestone) DO NOTHING`, string(c.Milestone), string(c.Deal), string(c.Client), string(c.Specialist), p.ReleasedMinor > 0, !due.IsZero(), onTime,
		db.Micros(now), db.Micros(until))
	if err != nil || n == 0 {
		return err
	}
	return r.ask(ctx, tx, c, until)
}

// ask starts the clock and writes to both sides.
func (r *Reviews) ask(ctx context.Context, tx *db.Tx, c deal.Case, until time.Time) error {
	if err := r.Log.AppendAs(ctx, tx, access.Server("review"), access.ReviewClock, access.Thing{Kind: "review", ID: string(c.Milestone)}, audit.Params{"what": "begun"}); err != nil {
		return err
	}
	for _, a := range []access.AccountID{c.Client, c.Specialist} {
		if err := r.post(ctx, tx, notice{Milestone: c.Milestone, Account: a, Code: letterDue, Until: db.Micros(until)}); err != nil {
			return err
		}
	}
	return r.Clocks.Set(ctx, tx, deadline.Deadline{Kind: sealedClock, Subject: string(c.Milestone), Group: string(c.Milestone) + "/review", Turn: string(deal.Both), Due: until})
}

// timeIsUp publishes what was said by then.
func (r *Reviews) timeIsUp(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	p, err := pairOf(ctx, tx, deal.MilestoneID(x.Subject), true)
	if err != nil || p.published.Valid {
		return err
	}
	if err := r.Log.AppendAs(ctx, tx, access.Server("review"), access.ReviewClock, access.Thing{Kind: "review", ID: x.Subject}, audit.Params{"what": "published"}); err != nil {
		return err
	}
	return r.publish(ctx, tx, p)
}

// publish opens both reviews to everybody at once; what they add up to changes with it.
func (r *Reviews) publish(ctx context.Context, tx *db.Tx, p pair) error {
	now := db.Micros(r.Clock.Now())
	if _, err := tx.Exec(ctx, `UPDATE review_pair SET published = $2 WHERE milestone = $1`, string(p.milestone), now); err != nil {
		return err
	}
	if err := r.Clocks.Cancel(ctx, tx, sealedClock, string(p.milestone)); err != nil {
		return err
	}
	all, err := db.All(ctx, tx, scanReview, `SELECT `+reviewColumns+` FROM review WHERE milestone = $1 ORDER BY side`, string(p.milestone))
	if err != nil {
		return err
	}
	for _, s := range all {
		b, err := r.openBody(s)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE review SET published = $2, first = $3, second = $4, third = $5, fourth = $6 WHERE id = $1`,
			string(s.id), now, b.Points[0], b.Points[1], b.Points[2], b.Points[3]); err != nil {
			return err
		}
		if err := r.addUp(ctx, tx, s.subject, s.side); err != nil {
			return err
		}
		if err := r.post(ctx, tx, notice{Milestone: p.milestone, Account: s.subject, Code: letterPublished}); err != nil {
			return err
		}
	}
	r.tell(tx, p, p.client, p.specialist)
	return nil
}

// tell publishes to the accounts that something changed. It carries ids only, and reaches nobody else: that a side has spoken
// is not the other's to know.
func (r *Reviews) tell(tx *db.Tx, p pair, to ...access.AccountID) {
	b, err := json.Marshal(map[string]string{"milestone": string(p.milestone), "deal": string(p.deal)})
	if err != nil {
		return // strings always can be written
	}
	tx.AfterCommit(func() {
		for _, a := range to {
			r.Live.Publish(live.Event{Name: live.Review, Ticket: access.Thing{Kind: "deal", ID: string(p.deal), Requester: p.client, Specialist: p.specialist}, Account: a, Data: b})
		}
	})
}

// addUp rebuilds what the published reviews of somebody, by one side, add up to.
func (r *Reviews) addUp(ctx context.Context, tx *db.Tx, subject access.AccountID, side deal.Side) error {
	t, err := tallied(ctx, tx, subject, side)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO review_standing (subject, side, reviews, voices, first, second, third, fourth, bound) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (subject, side) DO UPDATE SET reviews = excluded.reviews, voices = excluded.voices, first = excluded.first, second = excluded.second,
		third = excluded.third, fourth = excluded.fourth, bound = excluded.bound`,
		string(subject), string(side), t.reviews, t.voices, t.sums[0], t.sums[1], t.sums[2], t.sums[3], t.bound())
	if err == nil && side == deal.Client {
		_, err = tx.Exec(ctx, `UPDATE review_profile SET bound = $2 WHERE account = $1`, string(subject), t.bound())
	}
	return err
}

// tallied adds up from the reviews themselves. On PostgreSQL two pairs of one subject at once could each miss the other, so
// that the subject's account is held first.
func tallied(ctx context.Context, tx *db.Tx, subject access.AccountID, side deal.Side) (tally, error) {
	if tx.Engine() == db.Postgres {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext($1))`, "review/"+string(subject)); err != nil {
			return tally{}, err
		}
	}
	voices, err := db.All(ctx, tx, func(s db.Scanner) (v voice, err error) {
		return v, s.Scan(&v.reviews, &v.points[0], &v.points[1], &v.points[2], &v.points[3])
	}, `SELECT count(*), CAST(sum(first) AS BIGINT), CAST(sum(second) AS BIGINT), CAST(sum(third) AS BIGINT), CAST(sum(fourth) AS BIGINT) FROM review
		WHERE subject = $1 AND side = $2 AND published IS NOT NULL AND removed IS NULL GROUP BY voice ORDER BY voice`, string(subject), string(side))
	return tallyOf(voices), err
}

// StandingOf is what the reviews of somebody, by one side, add up to. Right: review.read, of anyone signed in.
func (r *Reviews) StandingOf(ctx context.Context, who access.Actor, subject access.AccountID, side deal.Side) (s Standing, err error) {
	if _, err := access.Check(who, access.ReviewRead, access.Thing{Kind: "review"}); err != nil {
		return s, err
	}
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err = standingOf(ctx, tx, subject, side)
		return err
	})
	return s, err
}

func standingOf(ctx context.Context, tx *db.Tx, subject access.AccountID, side deal.Side) (Standing, error) {
	var t tally
	err := tx.Get(ctx, `SELECT reviews, voices, first, second, third, fourth FROM review_standing WHERE subject = $1 AND side = $2`, []any{string(subject), string(side)},
		&t.reviews, &t.voices, &t.sums[0], &t.sums[1], &t.sums[2], &t.sums[3])
	if err != nil && fault.KindOf(err) == fault.Absent {
		err = nil
	}
	return t.standing(), err
}
