package assurance

import (
	"context"
	"encoding/json"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/job"
	"surety/internal/ticket"
)

// makeJob makes the reports of one client that are due.
const makeJob = "assurance.make"

type errand struct {
	Account   access.AccountID `json:"account"`
	Run       string           `json:"run"` // names the errand: it is done once
	Newcomers bool             `json:"newcomers,omitempty"`
}

// draft is a report before it is stored.
type draft struct {
	ticket              ticket.Held
	grant               access.Grant
	span                audit.Span
	openings, uncovered int64
	people, newcomers   []access.AccountID
}

// make writes reports of all cases of the client that have something to tell, and one letter. A second run finds its errand done.
func (d *Desk) make(ctx context.Context, j job.Job) error {
	var e errand
	if err := json.Unmarshal(j.Payload, &e); err != nil {
		return job.Hopeless(err)
	}
	edge, err := d.Log.Edge(ctx)
	if err != nil {
		return err
	}
	var cases []ticket.Held
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		cases, err = d.casesOf(ctx, tx, e.Account)
		return err
	}); err != nil {
		return err
	}
	var drafts []draft
	for _, c := range cases {
		x, err := d.draft(ctx, e, c, edge)
		if err != nil {
			return err
		}
		if e.Newcomers && len(x.newcomers) > 0 || !e.Newcomers && (c.Active || x.openings > 0) {
			drafts = append(drafts, x)
		}
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.store(ctx, tx, e, drafts) })
}

func (d *Desk) casesOf(ctx context.Context, tx *db.Tx, a access.AccountID) (cases []ticket.Held, err error) {
	ids, err := d.Tickets.Cases(ctx, tx, a, CasesLimit)
	if err != nil {
		return nil, err
	}
	for page := range slices.Chunk(ids, pageLimit) {
		held, err := d.Tickets.Held(ctx, tx, page...)
		if err != nil {
			return nil, err
		}
		for _, id := range page {
			cases = append(cases, held[id])
		}
	}
	return cases, nil
}

// draft counts what was opened since the last report. It holds one page of the record at a time.
func (d *Desk) draft(ctx context.Context, e errand, c ticket.Held, edge int64) (x draft, err error) {
	x.ticket, x.span.To = c, edge
	if x.grant, err = access.Check(access.Server("assurance"), access.AssuranceClock, told(c.Facts)); err != nil {
		return x, err
	}
	var seen []access.AccountID
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if x.span.From, err = db.One(ctx, tx, db.Value[int64], `SELECT coalesce(max(to_leaf), 0) FROM assurance_report WHERE ticket = $1`, string(c.Facts.Ticket)); err != nil {
			return err
		}
		seen, err = db.All(ctx, tx, db.Value[access.AccountID], `SELECT account FROM assurance_seen WHERE ticket = $1`, string(c.Facts.Ticket))
		return err
	}); err != nil || x.span.From >= edge {
		return x, err
	}
	if e.Newcomers {
		if some, err := d.newcomers(ctx, e.Account, x, seen); err != nil || !some {
			return x, err
		}
	}
	for before, more := int64(0), true; more; {
		es, err := d.Log.Opened(ctx, x.grant, openings, x.span, before, walkPage)
		if err != nil {
			return x, err
		}
		for _, one := range es {
			x.count(one, e.Account)
			before = one.N
		}
		more = len(es) == walkPage
	}
	x.newcomers = slices.DeleteFunc(slices.Clone(x.people), func(a access.AccountID) bool { return slices.Contains(seen, a) })
	return x, nil
}

const walkPage = 200

// newcomers asks, before anything is counted, whether somebody opened something who never had.
func (d *Desk) newcomers(ctx context.Context, client access.AccountID, x draft, seen []access.AccountID) (bool, error) {
	all, err := d.Log.Openers(ctx, x.grant, openings, x.span)
	return slices.ContainsFunc(all, func(a access.AccountID) bool { return a != "" && a != client && !slices.Contains(seen, a) }), err
}

func (x *draft) count(e audit.Entry, client access.AccountID) {
	if !ofOthers(e, client) {
		return
	}
	x.openings++
	if e.Action == access.SensitiveUncovered {
		x.uncovered++
	}
	if !slices.Contains(x.people, e.Actor) {
		x.people = append(x.people, e.Actor)
	}
}

// ofOthers reports whether the entry tells the client of somebody else, and of nothing that only staff know of.
func ofOthers(e audit.Entry, client access.AccountID) bool {
	return e.Actor != "" && e.Actor != client && !ticket.ForStaff(e)
}

// store writes the reports and asks for the letter, unless the errand was done, or another took the same part of the record.
func (d *Desk) store(ctx context.Context, tx *db.Tx, e errand, drafts []draft) error {
	n, err := tx.Exec(ctx, `UPDATE assurance_client SET run = $2 WHERE account = $1 AND run <> $2`, string(e.Account), e.Run)
	if err != nil || n == 0 {
		return err
	}
	l := letter{Account: e.Account, Code: letterReport}
	for _, x := range drafts {
		stored, err := d.storeOne(ctx, tx, e.Account, x)
		if err != nil {
			return err
		}
		if stored {
			l.Cases, l.Openings = l.Cases+1, l.Openings+x.openings
		}
	}
	if l.Cases == 0 {
		return nil
	}
	return d.post(ctx, tx, l)
}

func (d *Desk) storeOne(ctx context.Context, tx *db.Tx, client access.AccountID, x draft) (bool, error) {
	id, t := access.NewID[string](), x.ticket.Facts
	n, err := tx.Exec(ctx, `INSERT INTO assurance_report (id, ticket, account, department, from_leaf, to_leaf, openings, people, newcomers, uncovered, made)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (ticket, from_leaf) DO NOTHING`, id, string(t.Ticket), string(client), string(t.Department),
		x.span.From, x.span.To, x.openings, int64(len(x.people)), int64(len(x.newcomers)), x.uncovered, db.Micros(d.Clock.Now()))
	if err != nil || n == 0 {
		return false, err
	}
	for _, a := range x.newcomers {
		if _, err := tx.Exec(ctx, `INSERT INTO assurance_seen (ticket, account) VALUES ($1, $2) ON CONFLICT (ticket, account) DO NOTHING`, string(t.Ticket), string(a)); err != nil {
			return false, err
		}
	}
	return true, d.Log.Append(ctx, tx, x.grant, audit.Params{"report": id, "from": itoa(x.span.From), "to": itoa(x.span.To), "openings": itoa(x.openings)})
}
