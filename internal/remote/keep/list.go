package keep

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"surety/internal/access"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/snapshot"
)

// Entries of the record that no grant stands behind: the server says what came, and what it found.
const (
	Kept    access.Action = "snapshot.kept"
	Checked access.Action = "snapshot.checked"
)

// Snapshot is what everybody on the case may know of one: that it was made, when, and how large it is.
type Snapshot struct {
	ID      string
	Written time.Time
	Bytes   int64 // sealed and compressed, of the packs that it needs; those of another snapshot may be the same
	Packs   int64
}

// List is one page of a ticket's snapshots, the latest first; Next is empty on the last.
type List struct {
	Items []Snapshot
	Next  string
	Check Check // of all that the ticket has
	May   bool  // look inside
}

// Check is how the ticket's objects were found when they were last read.
type Check struct {
	State       CheckState
	Asked       time.Time // zero: never
	At          time.Time // of the end of the last that ended
	Done, Total int64     // bytes
	Kind        string    // of the first damaged object
	Name        string    // its name: of a snapshot or of a part of some
	Reason      string    // absent, misnamed, undecodable, missized
}

// CheckState is a code that screens have words for.
type CheckState string

// The states of a check.
const (
	Never   CheckState = "never"
	Waiting CheckState = "waiting"
	Running CheckState = "running"
	Whole   CheckState = "whole"
	Damaged CheckState = "damaged"
)

// CheckStates are all of them.
var CheckStates = []CheckState{Never, Waiting, Running, Whole, Damaged}

const pageUsual, pageLimit = 50, 200

func size(limit int) int {
	if limit <= 0 {
		return pageUsual
	}
	return min(limit, pageLimit)
}

// OfTicket lists a ticket's snapshots. Right: remote.read. Faults: absent.
func (k *Keeper) OfTicket(ctx context.Context, who access.Actor, ticket access.TicketID, at string, limit int) (out List, err error) {
	list := "snapshots/" + string(ticket)
	from, err := cursor.Read(k.Vault, list, who.Account, at)
	if err != nil {
		return out, err
	}
	limit = size(limit)
	err = k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		thing, err := k.Cases.Facts(ctx, tx, ticket)
		if err != nil {
			return err
		}
		if _, err := access.Check(who, access.RemoteRead, thing); err != nil {
			return err
		}
		out.May = may(who, thing)
		if out.Check, err = checkOf(ctx, tx, ticket); err != nil {
			return err
		}
		out.Items, err = db.All(ctx, tx, scanSnapshot, fmt.Sprintf(`SELECT id, written, bytes, packs FROM snapshot WHERE ticket = $1 AND (written, id) < ($2, $3)
			ORDER BY written DESC, id DESC LIMIT %d`, limit+1), string(ticket), from.At, from.ID)
		return err
	})
	if err == nil && len(out.Items) > limit {
		out.Items = out.Items[:limit]
		last := out.Items[limit-1]
		out.Next = cursor.Write(k.Vault, list, who.Account, cursor.Mark{At: db.Micros(last.Written), ID: last.ID})
	}
	return out, err
}

// may reports whether somebody is the one who may look inside, be it after a step-up.
func may(who access.Actor, thing access.Thing) bool {
	who.SteppedUp = true
	return access.Ask(&who, access.RemoteRestore, &thing) == nil
}

func scanSnapshot(s db.Scanner) (x Snapshot, err error) {
	var written int64
	err = s.Scan(&x.ID, &written, &x.Bytes, &x.Packs)
	x.Written = db.Time(written)
	return x, err
}

func checkOf(ctx context.Context, tx *db.Tx, ticket access.TicketID) (Check, error) {
	all, err := db.All(ctx, tx, func(s db.Scanner) (c Check, err error) {
		var ended sql.NullInt64
		var asked, kind int64
		var name []byte
		err = s.Scan(&c.State, &asked, &ended, &c.Done, &c.Total, &kind, &name, &c.Reason)
		if c.Asked, c.At = db.Time(asked), db.TimeOrZero(ended); kind != 0 {
			c.Kind, c.Name = snapshot.Kind(kind).String(), fmt.Sprintf("%x", name)
		}
		return c, err
	}, `SELECT state, asked, ended, done, total, kind, name, reason FROM snapshot_check WHERE ticket = $1`, string(ticket))
	if err != nil || len(all) == 0 {
		return Check{State: Never}, err
	}
	return all[0], nil
}

// caseOf is the case of a snapshot, with the facts that decide. Faults: absent.
func (k *Keeper) caseOf(ctx context.Context, tx *db.Tx, id string) (access.Thing, error) {
	ticket, err := db.One(ctx, tx, db.Value[access.TicketID], `SELECT ticket FROM snapshot WHERE id = $1`, id)
	if err != nil {
		return access.Thing{}, err
	}
	return k.Cases.Facts(ctx, tx, ticket)
}

// TicketOf is the case of a snapshot that somebody may put back. Right: remote.restore, be it after a step-up. Faults: absent.
func (k *Keeper) TicketOf(ctx context.Context, who access.Actor, id string) (access.TicketID, error) {
	var thing access.Thing
	err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		thing, err = k.caseOf(ctx, tx, id)
		return err
	})
	if err == nil && !may(who, thing) {
		err = fault.ErrAbsent
	}
	return thing.Ticket, err
}
