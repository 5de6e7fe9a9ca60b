package person

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// make is the job. It begins anew after whatever ended it: what it left in the blobs belongs to nothing and is removed.
func (r *Registrar) make(ctx context.Context, j job.Job) error {
	var e errand
	if err := json.Unmarshal(j.Payload, &e); err != nil {
		return job.Hopeless(err)
	}
	c, who, err := r.asked(ctx, e.ID)
	if err != nil || c.State != Asked {
		return onlyAbsent(err)
	}
	g, err := r.making(ctx, who, c)
	if err == nil {
		err = r.write(ctx, who, g, &c)
	}
	if err == nil || ctx.Err() != nil {
		return err
	}
	r.Logger.Warn("a copy cannot be made", "copy", c.ID, "code", fault.As(err).Code, "error", err)
	if j.Attempt < attempts {
		return err
	}
	return r.settle(ctx, c, Failed)
}

// attempts are made of one copy before it counts as failed.
const attempts = 3

func (r *Registrar) asked(ctx context.Context, id string) (c copyRow, who access.Actor, err error) {
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if c, err = db.One(ctx, tx, scanCopy, `SELECT `+copyColumns+` FROM person_copy WHERE id = $1`, id); err != nil {
			return err
		}
		p, err := r.Accounts.Person(ctx, tx, c.account)
		who = p.Actor()
		return err
	})
	// The copy holds what the person may read. Nobody sees it before they prove who they are, so that the proof is asked for then.
	who.Session, who.SteppedUp, who.Recovered = "copy", true, time.Time{}
	return c, who, err
}

// making puts on the record that the copy is made, and by that lets it be sealed.
func (r *Registrar) making(ctx context.Context, who access.Actor, c copyRow) (g access.Grant, err error) {
	if g, err = access.Check(who, access.PersonMake, c.thing()); err != nil {
		return g, err
	}
	if err := r.Vault.NewCase(ctx, g.Organisation(), g.Ticket()); err != nil {
		return g, err
	}
	return g, r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return r.Log.Append(ctx, tx, g, audit.Params{"what": "making", "copy": c.ID})
	})
}

// write streams the archive through the seal into a blob.
func (r *Registrar) write(ctx context.Context, who access.Actor, g access.Grant, c *copyRow) error {
	sealer, err := r.Vault.NewFile(ctx, g, c.place())
	if err != nil {
		return err
	}
	b, err := r.Blobs.Create(ctx)
	if err != nil {
		return err
	}
	defer b.Abort()
	sealed := sealer.Seal(b)
	counted := &counter{w: sealed}
	p := newPack(r, who, g, c, counted)
	if err := p.write(ctx); err != nil {
		return err
	}
	if err := sealed.Close(); err != nil {
		return err
	}
	c.key, c.Size, c.Left = sealer.SealedKey, counted.n, p.left
	if c.blob, err = b.Commit(); err != nil {
		return err
	}
	return r.settle(ctx, *c, Made)
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// settle says how it ended, and tells the person.
func (r *Registrar) settle(ctx context.Context, c copyRow, to CopyState) error {
	left, err := json.Marshal(c.Left)
	if err != nil {
		return err
	}
	now := r.Clock.Now()
	until := now.AddDate(0, 0, CopyDays)
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE person_copy SET state = $2, key = $3, blob = $4, size = $5, withheld = $6, done = parts, made = $7, until = $8 WHERE id = $1 AND state = 'asked'`,
			c.ID, string(to), c.key, c.blob, c.Size, string(left), micros(now), micros(until))
		if err != nil || n == 0 {
			return err
		}
		if err := r.byServer(ctx, tx, c.account, audit.Params{"what": string(to), "copy": c.ID}); err != nil || to != Made {
			return err
		}
		return r.post(ctx, tx, errand{ID: c.ID, Account: c.account, Code: letterCopyMade, Until: micros(until)})
	})
}

// byServer records what time or a job brings about.
func (r *Registrar) byServer(ctx context.Context, tx *db.Tx, of access.AccountID, p audit.Params) error {
	g, err := access.Check(access.Server("person"), access.PersonClock, thing(of))
	if err != nil {
		return err
	}
	return r.Log.Append(ctx, tx, g, p)
}

// expire ends the copies whose time is over: first the key, by which no copy of the blob opens any more, then the blob, then the row says so.
func (r *Registrar) expire(ctx context.Context) error {
	return r.drop(ctx, `state = 'made' AND until <= $1`, micros(r.Clock.Now()))
}

func (r *Registrar) drop(ctx context.Context, where string, arg any) error {
	for {
		var over []copyRow
		if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			over, err = db.All(ctx, tx, scanCopy, `SELECT `+copyColumns+` FROM person_copy WHERE `+where+` ORDER BY id LIMIT 100`, arg)
			return err
		}); err != nil || len(over) == 0 {
			return err
		}
		for _, c := range over {
			if err := r.dropOne(ctx, c); err != nil {
				return err
			}
		}
		if err := r.Vault.Wipe(ctx); err != nil {
			return err
		}
	}
}

func (r *Registrar) dropOne(ctx context.Context, c copyRow) error {
	if err := r.Vault.Shred(ctx, access.TicketID(c.ID)); err != nil {
		return err
	}
	if c.blob != "" {
		if err := r.Blobs.Remove(ctx, c.blob); err != nil && fault.KindOf(err) != fault.Absent {
			return err
		}
	}
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE person_copy SET state = 'gone', key = NULL, blob = '' WHERE id = $1`, c.ID); err != nil {
			return err
		}
		return r.byServer(ctx, tx, c.account, audit.Params{"what": "copy_gone", "copy": c.ID})
	})
}

func onlyAbsent(err error) error {
	if errors.Is(err, fault.ErrAbsent) {
		return nil
	}
	return err
}
