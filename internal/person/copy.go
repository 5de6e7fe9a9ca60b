package person

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/vault"
)

// CopyState is how far a copy is.
type CopyState string

const (
	Asked  CopyState = "asked"  // being made
	Made   CopyState = "made"   // to be fetched
	Failed CopyState = "failed" // could not be made; another may be asked for
	Gone   CopyState = "gone"   // its time is over
)

// CopyStates are all of them.
var CopyStates = []CopyState{Asked, Made, Failed, Gone}

// copiesAtOnce is how many copies of one person may lie at a time.
const copiesAtOnce = 2

// Left is what a copy leaves out: how often, of which kind, and why.
type Left struct {
	Kind  Kind   `json:"kind"`
	Why   string `json:"why"`
	Count int64  `json:"count"`
}

// Copy is one copy, as the person sees it.
type Copy struct {
	ID      string
	Asker   access.AccountID
	Reason  string // empty: the person asked
	State   CopyState
	Done    int64 // parts written
	Parts   int64
	Left    []Left
	Size    int64 // bytes
	Fetched int64
	Asked   time.Time
	Made    time.Time // zero: not yet
	Until   time.Time // zero: not made
}

type copyRow struct {
	Copy
	account access.AccountID
	key     []byte
	blob    string
}

const copyColumns = `id, account, asker, reason, state, done, parts, withheld, key, blob, size, fetched, asked, coalesce(made, 0), coalesce(until, 0)`

func scanCopy(s db.Scanner) (c copyRow, err error) {
	var asked, made, until int64
	var left string
	if err := s.Scan(&c.ID, &c.account, &c.Asker, &c.Reason, &c.State, &c.Done, &c.Parts, &left, &c.key, &c.blob, &c.Size, &c.Fetched, &asked, &made, &until); err != nil {
		return c, err
	}
	c.Asked, c.Made, c.Until = db.Time(asked), timeOf(made), timeOf(until)
	return c, json.Unmarshal([]byte(left), &c.Left)
}

func timeOf(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return db.Time(at)
}

// place is where a copy's key is sealed.
func (c copyRow) place() vault.Place {
	return vault.Place{Kind: "person_copy", Row: c.ID, Field: "key"}
}

// thing is the copy as the rules and the vault see it: the person's, under a case key that bears its id.
func (c copyRow) thing() access.Thing {
	x := thing(c.account)
	x.Ticket, x.Organisation = access.TicketID(c.ID), access.OrganisationID(c.account)
	return x
}

// AskCopy has a copy made of all that is kept about a person. The person is told. Right: person.copy, with step-up: the person's own, or an
// officer's or administrator's with a reason. Faults: absent, denied, step_up_needed, invalid (reason), copy_runs, copy_many.
func (r *Registrar) AskCopy(ctx context.Context, who access.Actor, of access.AccountID, reason string) (id string, err error) {
	g, err := access.Check(who, access.PersonCopy, thing(of))
	if err != nil {
		return "", err
	}
	if (who.Account == of) != (reason == "") || reason != "" && !slices.Contains(Reasons, reason) {
		return "", ErrReason
	}
	id = access.NewID[string]()
	if err := r.Vault.NewCase(ctx, access.OrganisationID(of), access.TicketID(id)); err != nil {
		return "", err
	}
	return id, r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := r.Accounts.Person(ctx, tx, of); err != nil {
			return err
		}
		n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM person_copy WHERE account = $1 AND state IN ('asked', 'made')`, string(of))
		if err == nil && n >= copiesAtOnce {
			err = ErrCopyMany
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO person_copy (id, account, asker, reason, state, done, parts, withheld, blob, size, fetched, asked) VALUES ($1, $2, $3, $4, 'asked', 0, $5, '[]', '', 0, 0, $6)`,
			id, string(of), string(who.Account), reason, len(Kinds), micros(r.Clock.Now()))
		if db.IsUnique(err) {
			return ErrCopyRuns
		}
		if err != nil {
			return err
		}
		if err := r.Log.Append(ctx, tx, g, audit.Params{"what": "asked", "copy": id, "reason": reason}); err != nil {
			return err
		}
		if err := r.post(ctx, tx, errand{ID: id, Account: of, Code: letterCopyAsked}); err != nil {
			return err
		}
		return r.Jobs.Add(ctx, tx, copyJob, errand{ID: id, Account: of}, job.Unique(id))
	})
}

// Copies are those of a person, newest first, also of what is gone. Right: person.see. Faults: denied.
func (r *Registrar) Copies(ctx context.Context, who access.Actor, of access.AccountID) (all []Copy, err error) {
	if _, err := access.Check(who, access.PersonSee, thing(of)); err != nil {
		return nil, err
	}
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := db.All(ctx, tx, scanCopy, `SELECT `+copyColumns+` FROM person_copy WHERE account = $1 ORDER BY asked DESC, id LIMIT 20`, string(of))
		all = []Copy{}
		for _, c := range rows {
			all = append(all, c.Copy)
		}
		return err
	})
	return all, err
}

// Archive is a copy being fetched. Close it.
type Archive struct {
	io.ReadSeeker
	io.Closer
	Size int64
}

// FetchCopy opens a copy for its person; each time stands on the record. Right: person.fetch, with step-up: the person's alone. Faults:
// copy_gone (also for what is another's, or never was), step_up_needed.
func (r *Registrar) FetchCopy(ctx context.Context, who access.Actor, id string) (*Archive, error) {
	var c copyRow
	var g access.Grant
	err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if c, err = db.One(ctx, tx, scanCopy, `SELECT `+copyColumns+` FROM person_copy WHERE id = $1 AND account = $2`, id, string(who.Account)); err != nil {
			return err
		}
		if c.State != Made || !r.Clock.Now().Before(c.Until) {
			return fault.ErrAbsent
		}
		g, err = access.Check(who, access.PersonFetch, c.thing())
		return err
	})
	if errors.Is(err, fault.ErrAbsent) {
		err = ErrCopyGone
	}
	if err != nil {
		return nil, err
	}
	if err := r.Vault.Warm(ctx, []access.TicketID{g.Ticket()}); err != nil {
		return nil, err
	}
	if err := r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE person_copy SET fetched = fetched + 1 WHERE id = $1`, id); err != nil {
			return err
		}
		return r.Log.Append(ctx, tx, g, audit.Params{"copy": id})
	}); err != nil {
		return nil, err
	}
	return r.open(ctx, g, c)
}

func (r *Registrar) open(ctx context.Context, g access.Grant, c copyRow) (*Archive, error) {
	b, err := r.Blobs.Open(ctx, c.blob)
	if err != nil {
		return nil, err
	}
	f, err := r.Vault.OpenFile(ctx, g, c.place(), c.key, b, b.Size())
	if err != nil {
		b.Close()
		return nil, err
	}
	return &Archive{f, b, f.Size()}, nil
}
