package keep

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/snapshot"
)

const (
	checkJob = "snapshot.check"
	roundJob = "snapshot.round"
	// roundMost is how many tickets one round has checked.
	roundMost = 100
	// tellEvery is after how many bytes a check says how far it is.
	tellEvery = 64 << 20
	// abandoned is after how long a check that has not ended may be asked for again.
	abandoned = 24 * time.Hour
)

// checkOrder is the payload of a check.
type checkOrder struct {
	Ticket access.TicketID `json:"ticket"`
}

// Check has all objects of a snapshot's case read and held to their names, as a job; OfTicket tells how far it is and what was
// found. It needs no key: see the package. Right: remote.restore. Faults: absent, snapshot_checking.
func (k *Keeper) Check(ctx context.Context, who access.Actor, id string) (c Check, err error) {
	err = k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		thing, err := k.caseOf(ctx, tx, id)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.RemoteRestore, thing)
		if err != nil {
			return err
		}
		if c, err = checkOf(ctx, tx, thing.Ticket); err != nil {
			return err
		}
		if c.State != Whole && c.State != Damaged && k.Clock.Now().Sub(c.Asked) < abandoned {
			return ErrChecking
		}
		if err := k.Log.Append(ctx, tx, g, audit.Params{"what": id, "how": "check"}); err != nil {
			return err
		}
		c = Check{State: Waiting}
		return k.order(ctx, tx, thing.Ticket)
	})
	return c, err
}

func (k *Keeper) order(ctx context.Context, tx *db.Tx, ticket access.TicketID) error {
	_, err := tx.Exec(ctx, `INSERT INTO snapshot_check (ticket, state, asked, done, total, kind, reason) VALUES ($1, 'waiting', $2, 0, 0, 0, '')
		ON CONFLICT (ticket) DO UPDATE SET state = 'waiting', asked = excluded.asked, done = 0, total = 0`, string(ticket), db.Micros(k.Clock.Now()))
	if err != nil {
		return err
	}
	return k.Jobs.Add(ctx, tx, checkJob, checkOrder{ticket}, job.Unique(string(ticket)))
}

// Schedule has a round begin every day from now on. Call it when serving begins; twice is once.
func (k *Keeper) Schedule(ctx context.Context) error {
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return k.Jobs.Add(ctx, tx, roundJob, nil, job.Unique("daily"))
	})
}

// round orders the checks that are due: of those never checked first, then of those checked longest ago.
func (k *Keeper) round(ctx context.Context, _ job.Job) error {
	now := k.Clock.Now()
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		due, err := db.All(ctx, tx, db.Value[access.TicketID], fmt.Sprintf(`SELECT r.ticket FROM snapshot_room r LEFT JOIN snapshot_check c ON c.ticket = r.ticket
			WHERE r.ticket <> '' AND (c.ticket IS NULL OR coalesce(c.ended, c.asked) < $1) ORDER BY coalesce(c.ended, 0), r.ticket LIMIT %d`, roundMost), db.Micros(now.Add(-CheckEvery)))
		if err != nil {
			return err
		}
		for _, t := range due {
			if err := k.order(ctx, tx, t); err != nil {
				return err
			}
		}
		return k.Jobs.Add(ctx, tx, roundJob, nil, job.Unique("daily"), job.At(now.AddDate(0, 0, 1)))
	})
}

// check reads a ticket's objects, removes what none needs, and says on the record what it found.
func (k *Keeper) check(ctx context.Context, j job.Job) error {
	var o checkOrder
	if err := json.Unmarshal(j.Payload, &o); err != nil {
		return job.Hopeless(err)
	}
	s := k.Shelf(o.Ticket)
	c := checking{shelf: &Shelf{k: k, ticket: o.Ticket, all: true}}
	if err := c.begin(ctx); err != nil {
		return err
	}
	for _, kind := range []snapshot.Kind{snapshot.Record, snapshot.Index, snapshot.Pack} {
		if err := c.kind(ctx, kind); err != nil {
			return err
		}
	}
	if c.bad == nil { // a shelf with damage is left as it is, for who looks into it
		if err := s.Tidy(ctx, k.Clock.Now()); err != nil && !errors.Is(err, snapshot.ErrDamaged) {
			return err
		}
	}
	return c.end(ctx)
}

// checking is one run.
type checking struct {
	shelf      *Shelf
	done, told int64
	objects    int64
	bad        *snapshot.Damage  // the first
	marks      []snapshot.Damage // objects to be brought again
	needed     map[snapshot.Name]bool
	total      int64
}

func (c *checking) begin(ctx context.Context) error {
	c.needed = map[snapshot.Name]bool{}
	return c.shelf.k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Get(ctx, `SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM snapshot_object WHERE ticket = $1`, []any{string(c.shelf.ticket)}, &c.total); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE snapshot_check SET state = 'running', done = 0, total = $2 WHERE ticket = $1`, string(c.shelf.ticket), c.total)
		return err
	})
}

func (c *checking) kind(ctx context.Context, kind snapshot.Kind) error {
	var after snapshot.Name
	for {
		some, err := c.shelf.List(ctx, kind, after, askedAtOnce)
		if err != nil {
			return err
		}
		for _, i := range some {
			if err := c.object(ctx, kind, i); err != nil {
				return err
			}
			delete(c.needed, i.Name)
			after = i.Name
		}
		if len(some) < askedAtOnce {
			break
		}
	}
	if kind == snapshot.Pack {
		for name := range c.needed {
			c.found(snapshot.Damage{Kind: kind, Object: name, Section: -1, Reason: "absent"})
			break
		}
	}
	return nil
}

// object reads one and holds it to its name; a record also says which packs it needs.
func (c *checking) object(ctx context.Context, kind snapshot.Kind, i snapshot.Info) error {
	h := sha256.New()
	err := c.shelf.Send(ctx, kind, i.Name, 0, -1, h)
	reason := ""
	switch {
	case errors.Is(err, fault.ErrAbsent):
		reason = "absent"
	case errors.Is(err, snapshot.ErrLost), errors.Is(err, io.ErrUnexpectedEOF):
		reason = "missized"
	case err != nil:
		return err
	case snapshot.Name(h.Sum(nil)) != i.Name:
		reason = "misnamed"
	case kind == snapshot.Record:
		if err := c.refs(ctx, i.Name); err != nil {
			reason = "undecodable"
		}
	}
	if reason != "" {
		d := snapshot.Damage{Kind: kind, Object: i.Name, Section: -1, Reason: reason}
		c.found(d)
		c.marks = append(c.marks, d)
	}
	c.done, c.objects = c.done+i.Size, c.objects+1
	if c.done-c.told < tellEvery {
		return nil
	}
	c.told = c.done
	return c.shelf.k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE snapshot_check SET done = $2 WHERE ticket = $1`, string(c.shelf.ticket), c.done)
		return err
	})
}

func (c *checking) refs(ctx context.Context, name snapshot.Name) error {
	object, err := c.shelf.Get(ctx, snapshot.Record, name, 0, -1)
	if err != nil {
		return err
	}
	packs, err := snapshot.Refs(object)
	for _, p := range packs {
		c.needed[p] = true
	}
	return err
}

func (c *checking) found(d snapshot.Damage) {
	if c.bad == nil {
		c.bad = &d
	}
}

// end keeps what was found, and puts it on the record.
func (c *checking) end(ctx context.Context) error {
	k, state, kind, name, reason := c.shelf.k, Whole, int64(0), []byte(nil), ""
	p := audit.Params{"bytes": fmt.Sprint(c.done), "count": fmt.Sprint(c.objects)}
	if c.bad != nil {
		state, kind, name, reason = Damaged, int64(c.bad.Kind), c.bad.Object[:], c.bad.Reason
		p["kind"], p["object"], p["reason"] = c.bad.Kind.String(), c.bad.Object.String(), c.bad.Reason
	}
	p["state"] = string(state)
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		known, err := c.mark(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE snapshot_check SET state = $2, ended = $3, done = $4, kind = $5, name = $6, reason = $7 WHERE ticket = $1`,
			string(c.shelf.ticket), string(state), db.Micros(k.Clock.Now()), c.done, kind, name, reason); err != nil {
			return err
		}
		thing, err := k.Cases.Facts(ctx, tx, c.shelf.ticket)
		if err != nil {
			return err
		}
		if err := k.Log.AppendAs(ctx, tx, access.Server("snapshot"), Checked, thing, p); err != nil || c.bad == nil || known {
			return err
		}
		k.Logger.Error("a stored snapshot is damaged", "ticket", c.shelf.ticket, "kind", c.bad.Kind.String(), "object", c.bad.Object.String(), "reason", c.bad.Reason)
		return k.alarm(ctx, tx, thing)
	})
}

// mark has what is damaged count as absent, and what is good again as there. It reports whether the first damage is the one that was found last time: nobody is written to
// twice about it.
func (c *checking) mark(ctx context.Context, tx *db.Tx) (known bool, err error) {
	ticket, before := string(c.shelf.ticket), []byte(nil)
	if err := tx.Get(ctx, `SELECT name FROM snapshot_check WHERE ticket = $1`, []any{ticket}, &before); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE snapshot_object SET bad = 0 WHERE ticket = $1 AND bad = 1`, ticket); err != nil {
		return false, err
	}
	for _, d := range c.marks {
		if _, err := tx.Exec(ctx, `UPDATE snapshot_object SET bad = 1 WHERE ticket = $1 AND kind = $2 AND name = $3`, ticket, int64(d.Kind), d.Object[:]); err != nil {
			return false, err
		}
	}
	return c.bad != nil && bytes.Equal(before, c.bad.Object[:]), nil
}
