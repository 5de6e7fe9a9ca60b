package retention

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/vault"
)

const (
	destroyJob = "retention.destroy"
	wipeJob    = "retention.wipe"
	wipeAfter  = time.Minute // one for all that go in it
)

// errand is a job's payload.
type errand struct {
	Ticket access.TicketID `json:"ticket"`
}

// Steps of a destruction, in their order. Each may be done twice.
const (
	stepKey         = "key"
	stepRows        = "rows"
	stepBlobs       = "blobs"
	stepCertificate = "certificate"
	stepDone        = "done"
)

// end is a case whose content was destroyed, or is being.
type end struct {
	ticket           access.TicketID
	number           int64
	department       access.DepartmentID
	class            string
	kind             Kind
	rule             string
	began            time.Time
	entry, certified int64
	key              string
	counts           map[string]int64
	step             string
	done             time.Time
}

const endColumns = `ticket, number, department, class, kind, rule, began, entry, key_digest, counts, step, certified, coalesce(done, 0)`

func scanEnd(s db.Scanner) (e end, err error) {
	var began, done int64
	var counts string
	if err := s.Scan(&e.ticket, &e.number, &e.department, &e.class, &e.kind, &e.rule, &began, &e.entry, &e.key, &counts, &e.step, &e.certified, &done); err != nil {
		return e, err
	}
	if e.began = db.Time(began); done != 0 {
		e.done = db.Time(done)
	}
	return e, json.Unmarshal([]byte(counts), &e.counts)
}

func endOf(ctx context.Context, tx *db.Tx, t access.TicketID) (end, error) {
	return db.One(ctx, tx, scanEnd, `SELECT `+endColumns+` FROM retention_end WHERE ticket = $1`, string(t))
}

// destroyNext is the job: it begins what is ripe, and goes on with what was begun, each time from where it stopped.
func (k *Keeper) destroyNext(ctx context.Context, j job.Job) error {
	var e errand
	if err := json.Unmarshal(j.Payload, &e); err != nil {
		return job.Hopeless(err)
	}
	return k.destroy(ctx, e.Ticket)
}

func (k *Keeper) destroy(ctx context.Context, t access.TicketID) error {
	if err := k.beginRipe(ctx, t); err != nil {
		return err
	}
	for {
		var e end
		err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			e, err = endOf(ctx, tx, t)
			return err
		})
		if errors.Is(err, fault.ErrAbsent) || e.step == stepDone {
			return nil
		}
		if err != nil {
			return err
		}
		if err := k.next(ctx, e); err != nil {
			return err
		}
	}
}

// wipeLater takes shredded keys out of the key store's files soon, and tries again when somebody reads on meanwhile.
func (k *Keeper) wipeLater(ctx context.Context, tx *db.Tx) error {
	return k.Jobs.Add(ctx, tx, wipeJob, nil, job.Unique("wipe"), job.At(k.Clock.Now().Add(wipeAfter)))
}

// next does one step, and says so.
func (k *Keeper) next(ctx context.Context, e end) error {
	switch e.step {
	case stepKey:
		if err := k.Vault.Shred(ctx, e.ticket); err != nil {
			return err
		}
		return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := k.wipeLater(ctx, tx); err != nil {
				return err
			}
			return reached(ctx, tx, e.ticket, stepRows)
		})
	case stepRows:
		if err := k.clearChunks(ctx, e.ticket); err != nil {
			return err
		}
		return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := clearRows(ctx, tx, e.ticket); err != nil {
				return err
			}
			return reached(ctx, tx, e.ticket, stepBlobs)
		})
	case stepBlobs:
		if err := k.removeBlobs(ctx, e.ticket); err != nil {
			return err
		}
		return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return reached(ctx, tx, e.ticket, stepCertificate) })
	}
	return k.certify(ctx, e)
}

func reached(ctx context.Context, tx *db.Tx, t access.TicketID, step string) error {
	_, err := tx.Exec(ctx, `UPDATE retention_end SET step = $2 WHERE ticket = $1`, string(t), step)
	return err
}

// removeBlobs removes those that nothing else names: a file may have been taken over into another case.
func (k *Keeper) removeBlobs(ctx context.Context, t access.TicketID) error {
	for {
		var names []string
		if err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			names, err = db.All(ctx, tx, db.Value[string], `SELECT name FROM retention_blob WHERE ticket = $1 ORDER BY name LIMIT $2`, string(t), batch)
			return err
		}); err != nil || len(names) == 0 {
			return err
		}
		named, err := k.Desk.Named(ctx, names)
		if err != nil {
			return err
		}
		for _, n := range names {
			if named[n] {
				continue
			}
			if err := k.Blobs.Remove(ctx, n); err != nil {
				return err
			}
		}
		if err := k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM retention_blob WHERE ticket = $1 AND name <= $2`, string(t), names[len(names)-1])
			return err
		}); err != nil {
			return err
		}
	}
}

// beginRipe asks everything again, in the transaction that begins: what came between does not go.
func (k *Keeper) beginRipe(ctx context.Context, t access.TicketID) error {
	key, err := k.Vault.CaseKey(ctx, t)
	if err != nil {
		return err
	}
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err := hold(ctx, tx, t)
		if err != nil || f.destroyed != 0 {
			return err
		}
		rule, ok, err := k.isRipe(ctx, tx, f)
		if err != nil || !ok {
			return err
		}
		x, err := k.thing(ctx, tx, t)
		if err != nil {
			return err
		}
		g, err := access.Check(access.Server("retention"), access.RetentionClock, x)
		if err != nil {
			return err
		}
		return k.beginEnd(ctx, tx, g, f, rule.String(), key)
	})
}

func (k *Keeper) isRipe(ctx context.Context, tx *db.Tx, f facts) (rule Rule, ok bool, err error) {
	r, err := rowOf(ctx, tx, f.ticket)
	if err != nil {
		return rule, false, onlyAbsent(err)
	}
	p, err := pulseOf(ctx, tx)
	if err != nil {
		return rule, false, err
	}
	rules, err := rulesOf(ctx, tx)
	if err != nil {
		return rule, false, err
	}
	rule, due, err := dueOf(ctx, tx, rules, f)
	if err != nil {
		return rule, false, err
	}
	now := k.Clock.Now()
	if p.at.After(now) {
		p.at = now // the clock went back since the last turn
	}
	if rule.Days == 0 || due.After(now) || !r.ripe(p) {
		return rule, false, nil
	}
	why, err := k.obliged(ctx, tx, f)
	return rule, len(why) == 0, err
}

// Duties is what obliges to keep a case, as things are now. Right: the caller's. Faults: absent.
func (k *Keeper) Duties(ctx context.Context, tx *db.Tx, t access.TicketID) ([]Reason, error) {
	f, err := factsOf(ctx, tx, t)
	if err != nil || f.destroyed != 0 {
		return nil, err
	}
	return k.obliged(ctx, tx, f)
}

// Forget destroys a closed case because its client is erased, whatever rules say of its days: it begins where nothing obliges to keep the
// case, else it says what does. Twice is once. Right: the caller's. Faults: absent.
func (k *Keeper) Forget(ctx context.Context, t access.TicketID) (why []Reason, err error) {
	key, err := k.Vault.CaseKey(ctx, t)
	if err != nil {
		return nil, err
	}
	err = k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err := hold(ctx, tx, t)
		if err != nil || f.destroyed != 0 {
			return err
		}
		if why, err = k.obliged(ctx, tx, f); err != nil || len(why) > 0 {
			return err
		}
		x, err := k.thing(ctx, tx, t)
		if err != nil {
			return err
		}
		g, err := access.Check(access.Server("retention"), access.RetentionClock, x)
		if err != nil {
			return err
		}
		return k.beginEnd(ctx, tx, g, f, forgotten, key)
	})
	return why, err
}

// beginEnd is the point of no return: the entry, and the mark by which nothing is added to the case any more.
func (k *Keeper) beginEnd(ctx context.Context, tx *db.Tx, g access.Grant, f facts, rule string, key vault.CaseKey) error {
	counts, blobs, err := countsOf(ctx, tx, f.ticket)
	if err != nil {
		return err
	}
	p := audit.Params{"what": "begun", "class": string(f.class), "kind": string(f.kind()), "rule": rule, "key": key.Digest, "key_versions": strconv.Itoa(key.Versions), "blobs_digest": digestOf(blobs)}
	for what, n := range counts {
		p["n_"+what] = strconv.FormatInt(n, 10)
	}
	n, err := k.Log.Numbered(ctx, tx, g, p)
	if err != nil {
		return err
	}
	text, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	now := db.Micros(k.Clock.Now())
	if _, err := tx.Exec(ctx, `UPDATE ticket SET destroyed = $2, subject = '', fields = '', tags = '' WHERE id = $1`, string(f.ticket), now); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO retention_end (ticket, number, department, class, kind, rule, began, entry, key_digest, counts, step, certified)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)`, string(f.ticket), f.number, string(f.department), string(f.class), string(f.kind()), rule, now, n, key.Digest, string(text), stepKey); err != nil {
		return err
	}
	k.tell(tx, g.Thing())
	return k.Jobs.Add(ctx, tx, destroyJob, errand{f.ticket}, job.Unique(string(f.ticket)))
}

// digestOf is one digest for many names.
func digestOf(names []string) string {
	slices.Sort(names)
	h := sha256.Sum256([]byte(strings.Join(names, "\n")))
	return hex.EncodeToString(h[:])
}

// Wish asks for one case to be destroyed now, before its time or where no rule says anything: a second person must agree. The client is
// told of a wish that is not theirs. Right: retention.destroy, with step-up. Faults: absent, retention_obliged, retention_wished, case_destroyed.
func (k *Keeper) Wish(ctx context.Context, who access.Actor, t access.TicketID) error {
	return k.change(ctx, who, t, access.RetentionDestroy, func(ctx context.Context, w *work) error {
		if err := w.free(ctx); err != nil {
			return err
		}
		n, err := w.tx.Exec(ctx, `INSERT INTO retention_wish (ticket, actor, at) VALUES ($1, $2, $3) ON CONFLICT (ticket) DO NOTHING`, string(t), string(who.Account), db.Micros(k.Clock.Now()))
		if err == nil && n == 0 {
			err = ErrWished
		}
		if err != nil {
			return err
		}
		if err := k.Log.Append(ctx, w.tx, w.grant, audit.Params{"what": "wished"}); err != nil || who.Account == w.facts.requester {
			return err
		}
		return k.post(ctx, w.tx, letter{Ticket: t, Account: w.facts.requester, Code: letterWished})
	})
}

func (w *work) free(ctx context.Context) error {
	why, err := w.obliged(ctx, w.tx, w.facts)
	if err == nil && len(why) > 0 {
		err = ErrObliged.With("duty", string(why[0].Duty))
	}
	return err
}

// Agree is the second person's: the destruction begins. Where neither is the client, the client had [ObjectHours] to say no. Right:
// retention.destroy, with step-up. Faults: absent, second_person, retention_obliged, retention_early, case_destroyed.
func (k *Keeper) Agree(ctx context.Context, who access.Actor, t access.TicketID) error {
	key, err := k.Vault.CaseKey(ctx, t)
	if err != nil {
		return err
	}
	return k.change(ctx, who, t, access.RetentionDestroy, func(ctx context.Context, w *work) error {
		wish, err := wishOf(ctx, w.tx, t)
		switch {
		case err != nil:
			return err
		case wish.By == "":
			return fault.ErrAbsent
		case wish.By == who.Account:
			return ErrSecond
		case wish.By != w.facts.requester && who.Account != w.facts.requester && k.Clock.Now().Before(wish.At.Add(ObjectHours*time.Hour)):
			return ErrEarly
		}
		if err := w.free(ctx); err != nil {
			return err
		}
		return k.beginEnd(ctx, w.tx, w.grant, w.facts, "", key)
	})
}

// Refuse takes a wish away, one's own or another's. Right: retention.destroy, with step-up. Faults: absent, case_destroyed.
func (k *Keeper) Refuse(ctx context.Context, who access.Actor, t access.TicketID) error {
	return k.change(ctx, who, t, access.RetentionDestroy, func(ctx context.Context, w *work) error {
		n, err := w.tx.Exec(ctx, `DELETE FROM retention_wish WHERE ticket = $1`, string(t))
		if err == nil && n == 0 {
			err = fault.ErrAbsent
		}
		if err != nil {
			return err
		}
		return k.Log.Append(ctx, w.tx, w.grant, audit.Params{"what": "refused"})
	})
}
