package assurance

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/ticket"
)

// Held is what is kept of a case, and what is still open, in numbers.
type Held struct {
	ticket.Held
	Recordings, RecordingBytes int64
	Snapshots, SnapshotBytes   int64
	Sessions                   int64 // remote sessions that are asked for or run
	Secrets                    int64 // opened, and not said to be changed
	Kept                       *Kept
}

// Kept is until when all of it is kept at least, and by which rule, as a code; where a rule says so.
type Kept struct {
	Until time.Time
	Why   string
}

// Involved is somebody who is in the case now.
type Involved struct {
	Person
	Role string // requester, assignee, specialist
}

// Case is the transparency page of one case.
type Case struct {
	Held
	Department account.Texts
	People     []Involved
}

// Of shows how the case is kept, as things are now. It opens nothing. Right: assurance.read. Faults: absent.
func (d *Desk) Of(ctx context.Context, who access.Actor, id access.TicketID) (c Case, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := d.held(ctx, tx, who, []access.TicketID{id})
		if err != nil {
			return err
		}
		h, ok := all[id]
		if !ok {
			return fault.ErrAbsent
		}
		c.Held = *h
		dep, err := d.Accounts.Department(ctx, tx, h.Facts.Department)
		if err != nil {
			return err
		}
		c.Department = dep.Name
		c.People, err = d.involved(ctx, tx, *h)
		return err
	})
	return c, err
}

// Overview is [Desk.Of] for several cases, without people; those that the actor may not see are left out. Right: assurance.read.
func (d *Desk) Overview(ctx context.Context, who access.Actor, ids []access.TicketID) (found map[access.TicketID]*Held, err error) {
	if len(ids) > pageLimit {
		return nil, fault.ErrTooLarge.With("limit", pageLimit)
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err = d.held(ctx, tx, who, ids)
		return err
	})
	return found, err
}

func (d *Desk) held(ctx context.Context, tx *db.Tx, who access.Actor, ids []access.TicketID) (map[access.TicketID]*Held, error) {
	tickets, err := d.Tickets.Held(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	found := map[access.TicketID]*Held{}
	for id, t := range tickets {
		thing := told(t.Facts)
		if access.Ask(&who, access.AssuranceRead, &thing) == nil {
			found[id] = &Held{Held: t}
		}
	}
	if len(found) == 0 {
		return found, nil
	}
	for _, s := range d.Sources {
		if err := s(ctx, tx, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (d *Desk) involved(ctx context.Context, tx *db.Tx, h Held) (all []Involved, err error) {
	add := func(id access.AccountID, role string) {
		if id != "" {
			all = append(all, Involved{Person{ID: id}, role})
		}
	}
	add(h.Facts.Requester, "requester")
	add(h.Assignee, "assignee")
	for _, m := range h.Facts.Members {
		add(m, "specialist")
	}
	var ids []access.AccountID
	for _, i := range all {
		ids = append(ids, i.ID)
	}
	names, err := d.Accounts.Names(ctx, tx, ids)
	for i := range all {
		all[i].Name = names[all[i].ID]
	}
	return all, err
}

// Opening is somebody opening something, as it stands on the record: from which country, but not from which address.
type Opening struct {
	N       int64
	At      time.Time
	Who     Person
	Action  access.Action
	Params  map[string]string // ids and codes; of uncovering: what kind, and why
	Country string
}

// Openings lists what others opened of the case, newest first; next goes on below, 0 at the end. Right: assurance.read. Faults: absent.
func (d *Desk) Openings(ctx context.Context, who access.Actor, id access.TicketID, before int64, limit int) ([]Opening, int64, error) {
	return d.opened(ctx, who, id, audit.Span{}, before, limit)
}

// OpeningsOf lists those of a report. Right: assurance.read. Faults: absent.
func (d *Desk) OpeningsOf(ctx context.Context, who access.Actor, report string, before int64, limit int) ([]Opening, int64, error) {
	r, err := d.Read(ctx, who, report)
	if err != nil {
		return nil, 0, err
	}
	if r.To == r.From {
		return nil, 0, nil
	}
	return d.opened(ctx, who, r.Ticket, audit.Span{From: r.From, To: r.To}, before, limit)
}

// opened reads on until the page is full, so that what is not told leaves no gap. What the requester opened is not told: it is their own.
func (d *Desk) opened(ctx context.Context, who access.Actor, id access.TicketID, s audit.Span, before int64, limit int) (all []Opening, next int64, err error) {
	var g access.Grant
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := d.Tickets.Facts(ctx, tx, id)
		if err == nil {
			g, err = access.Check(who, access.AssuranceRead, told(t))
		}
		return err
	}); err != nil {
		return nil, 0, err
	}
	limit = pageOf(limit)
	for more := true; more; {
		es, err := d.Log.Opened(ctx, g, openings, s, before, limit+1)
		if err != nil {
			return nil, 0, err
		}
		for _, e := range es {
			if ofOthers(e, g.Thing().Requester) {
				if len(all) == limit {
					return all, all[limit-1].N, d.name(ctx, all)
				}
				all = append(all, d.openingOf(e))
			}
			before = e.N
		}
		more = len(es) == limit+1
	}
	return all, 0, d.name(ctx, all)
}

func (d *Desk) openingOf(e audit.Entry) Opening {
	o := Opening{N: e.N, At: e.At, Who: Person{ID: e.Actor}, Action: e.Action, Params: e.Params}
	if a, err := netip.ParseAddr(e.Address); err == nil {
		o.Country = d.Country(a)
	}
	return o
}

func (d *Desk) name(ctx context.Context, all []Opening) error {
	var ids []access.AccountID
	for _, o := range all {
		if !slices.Contains(ids, o.Who.ID) {
			ids = append(ids, o.Who.ID)
		}
	}
	names, err := d.names(ctx, ids)
	for i := range all {
		all[i].Who.Name = names[all[i].Who.ID]
	}
	return err
}

// Tickets are those that a [Source] is asked about, sorted.
func Tickets(held map[access.TicketID]*Held) []access.TicketID { return keys(held) }

func keys[V any](m map[access.TicketID]V) []access.TicketID {
	ids := make([]access.TicketID, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
