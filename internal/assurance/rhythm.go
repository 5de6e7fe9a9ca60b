package assurance

import (
	"context"
	"errors"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/fault"
	"surety/internal/job"
)

// Rhythm is when a client wants reports.
type Rhythm string

const (
	Never       Rhythm = "none"
	Weekly      Rhythm = "weekly"  // every 7 days
	Monthly     Rhythm = "monthly" // every 30 days, the same in every calendar
	EachOpening Rhythm = "opening" // within the hour in which somebody new opened something
)

// Rhythms are all of them, in the order screens show them.
var Rhythms = []Rhythm{Monthly, Weekly, EachOpening, Never}

const (
	usual    = Monthly
	morning  = 8 // the hour, in the client's time zone, at which reports are made
	lookTime = time.Hour
)

var days = map[Rhythm]int{Weekly: 7, Monthly: 30}

// next is when a client of the rhythm is due again.
func next(now time.Time, r Rhythm, zone string) time.Time {
	if r == EachOpening {
		return now.Add(lookTime)
	}
	place, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		place = time.UTC
	}
	y, m, day := now.In(place).Date()
	return time.Date(y, m, day+days[r], morning, 0, 0, 0, place)
}

// Rhythm is the actor's own. Right: own.read.
func (d *Desk) Rhythm(ctx context.Context, who access.Actor) (r Rhythm, due time.Time, err error) {
	if _, err := access.Check(who, access.OwnRead, own(who)); err != nil {
		return "", due, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = rhythmOf(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		clocks, err := d.Clocks.List(ctx, tx, string(who.Account))
		for _, c := range clocks {
			if c.Kind == reportClock && r != EachOpening {
				due = c.Due
			}
		}
		return err
	})
	return r, due, err
}

func own(who access.Actor) access.Thing {
	return access.Thing{Kind: "account", ID: string(who.Account), Owner: who.Account}
}

func rhythmOf(ctx context.Context, tx *db.Tx, a access.AccountID) (Rhythm, error) {
	r, err := db.One(ctx, tx, db.Value[Rhythm], `SELECT rhythm FROM assurance_client WHERE account = $1`, string(a))
	if errors.Is(err, fault.ErrAbsent) {
		return usual, nil
	}
	return r, err
}

// SetRhythm chooses another for the actor. Right: own.change. Faults: invalid (rhythm).
func (d *Desk) SetRhythm(ctx context.Context, who access.Actor, r Rhythm) error {
	if !slices.Contains(Rhythms, r) {
		return ErrRhythm
	}
	g, err := access.Check(who, access.OwnChange, own(who))
	if err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO assurance_client (account, rhythm, run) VALUES ($1, $2, '') ON CONFLICT (account) DO UPDATE SET rhythm = excluded.rhythm`,
			string(who.Account), string(r)); err != nil {
			return err
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"what": "rhythm", "rhythm": string(r)}); err != nil {
			return err
		}
		return d.plan(ctx, tx, who.Account, r)
	})
}

// Ask has the actor's reports made at once, whatever the rhythm, and once however often it is asked before they are. Right: own.change.
func (d *Desk) Ask(ctx context.Context, who access.Actor) error {
	g, err := access.Check(who, access.OwnChange, own(who))
	if err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := d.begin(ctx, tx, who.Account); err != nil {
			return err
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"what": "report"}); err != nil {
			return err
		}
		return d.Jobs.Add(ctx, tx, makeJob, errand{Account: who.Account, Run: access.NewID[string]()}, job.Unique(string(who.Account)))
	})
}

// begin gives the usual rhythm to a client who chose none.
func (d *Desk) begin(ctx context.Context, tx *db.Tx, a access.AccountID) error {
	n, err := tx.Exec(ctx, `INSERT INTO assurance_client (account, rhythm, run) VALUES ($1, $2, '') ON CONFLICT (account) DO NOTHING`, string(a), string(usual))
	if err != nil || n == 0 {
		return err
	}
	return d.plan(ctx, tx, a, usual)
}

// plan sets the client's clock, or ends it.
func (d *Desk) plan(ctx context.Context, tx *db.Tx, a access.AccountID, r Rhythm) error {
	if r == Never {
		return d.Clocks.Cancel(ctx, tx, reportClock, string(a))
	}
	c, err := d.Accounts.Contact(ctx, tx, a)
	if err != nil {
		return err
	}
	return d.Clocks.Set(ctx, tx, deadline.Deadline{Kind: reportClock, Subject: string(a), Turn: "server", Due: next(d.Clock.Now(), r, c.TimeZone)})
}

// Kinds of clocks.
const (
	reportClock deadline.Kind = "assurance.report"    // of a client
	followClock deadline.Kind = "assurance.follow_up" // of a follow-up
)

func (d *Desk) handleClocks() {
	d.Clocks.Handle(reportClock, deadline.Handler{Due: d.due})
	d.Clocks.Handle(followClock, deadline.Handler{Hold: d.holdFollowUp, Due: d.overdue})
}

// due asks for a client's reports and plans the next.
func (d *Desk) due(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	a := access.AccountID(x.Subject)
	r, err := rhythmOf(ctx, tx, a)
	if err != nil || r == Never {
		return err
	}
	if err := d.Jobs.Add(ctx, tx, makeJob, errand{a, access.NewID[string](), r == EachOpening}); err != nil {
		return err
	}
	return d.plan(ctx, tx, a, r)
}

const (
	sweepJob   = "assurance.sweep"
	sweepEvery = 24 * time.Hour
	sweepPage  = 500
)

// Schedule has clients found who came to have a case, each day. Call it when serving begins; twice is once.
func (d *Desk) Schedule(ctx context.Context) error {
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.sweepAt(ctx, tx, d.Clock.Now()) })
}

func (d *Desk) sweepAt(ctx context.Context, tx *db.Tx, at time.Time) error {
	return d.Jobs.Add(ctx, tx, sweepJob, struct{}{}, job.At(at), job.Unique("all"))
}

// sweep gives the usual rhythm to those with an open case who chose none.
func (d *Desk) sweep(ctx context.Context, _ job.Job) error {
	var found []access.AccountID
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		found, err = db.All(ctx, tx, db.Value[access.AccountID], `SELECT DISTINCT t.requester FROM ticket t WHERE t.active
			AND NOT EXISTS (SELECT 1 FROM assurance_client c WHERE c.account = t.requester) LIMIT $1`, sweepPage)
		return err
	}); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, a := range found {
			if err := d.begin(ctx, tx, a); err != nil {
				return err
			}
		}
		at := d.Clock.Now()
		if len(found) < sweepPage {
			at = at.Add(sweepEvery)
		}
		return d.sweepAt(ctx, tx, at)
	})
}
