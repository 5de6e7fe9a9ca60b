package scan

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

const (
	turnJob = "file.scan"
	// watchEvery is how often files that wait, and signatures that are new, are looked for unasked.
	watchEvery = time.Minute
	silentWait = 15 * time.Second // until a scanner that did not answer is asked again
	againPage  = 25               // files that one turn scans again for new signatures: a minute's work at most
	// heldFor is how long a file that somebody scans is left alone by others.
	heldFor = 30 * time.Minute
	// triesLimit is how often a file may end without an answer before it is refused.
	triesLimit = 5
)

// watch is the payload of the turn that comes back by itself.
type watch struct {
	Watch bool `json:"watch"`
}

// Schedule has files scanned from now on, those too that came while there was no scanner: from now on these are closed
// until it has looked at them. Call it when serving begins; twice is once. Without a scanner it does nothing.
func (s *Shelf) Schedule(ctx context.Context) error {
	if s.Scanner == nil {
		return nil
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE file_check SET state = 'waiting', due = at WHERE state = 'unscanned'`)
		if err == nil && n > 0 {
			err = s.Log.AppendAs(ctx, tx, scanner, access.Housekeeping, access.Thing{Kind: "files"}, audit.Params{"what": "closed_until_scanned", "count": fmt.Sprint(n)})
		}
		if err != nil {
			return err
		}
		return s.Jobs.Add(ctx, tx, turnJob, watch{true}, job.Unique("watch"))
	})
}

// scanner is who opens files to scan them.
var scanner = access.Server("scan")

// turn scans what waits, then some of what was scanned with other signatures. While the scanner is silent nothing is
// opened and nothing is on the record: the turn comes back.
func (s *Shelf) turn(ctx context.Context, j job.Job) error {
	if s.Scanner == nil {
		return nil
	}
	wait := watchEvery
	if err := s.work(ctx); err != nil {
		s.Logger.Warn("files wait for the scanner", "error", err)
		wait = silentWait
	}
	var p watch
	if err := json.Unmarshal(j.Payload, &p); err != nil || !p.Watch {
		return err
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.Jobs.Add(ctx, tx, turnJob, p, job.Unique("watch"), job.At(s.Clock.Now().Add(wait)))
	})
}

func (s *Shelf) work(ctx context.Context) error {
	version, err := s.Scanner.Version(ctx)
	if err != nil {
		return err
	}
	for {
		taken, err := s.take(ctx, version, waitingQuery, 1)
		if err != nil {
			return err
		}
		if len(taken) == 0 {
			break
		}
		if err := s.judge(ctx, taken[0], version); err != nil {
			return err
		}
	}
	again, err := s.take(ctx, version, againQuery, againPage)
	if err != nil {
		return err
	}
	for _, t := range again {
		if err := s.judge(ctx, t, version); err != nil {
			return err
		}
	}
	return nil
}

// row is a file as the scanner knows it.
type row struct {
	id           string
	kind         Kind
	ticket       access.TicketID
	organisation access.OrganisationID
	version      string
	tries        int64
	due, at      int64
	Result
}

const columns = `id, kind, ticket, organisation, state, reason, found, marks, version, tries, due, at`

func scanRow(s db.Scanner) (r row, err error) {
	return r, s.Scan(&r.id, &r.kind, &r.ticket, &r.organisation, &r.State, &r.Reason, &r.Found, &r.Marks, &r.version, &r.tries, &r.due, &r.at)
}

func (r row) thing() access.Thing {
	return access.Thing{Kind: "file", ID: r.id, Ticket: r.ticket, Organisation: r.organisation}
}

// Newest first: what came last is likeliest to be harmful and not known of when it was scanned.
const (
	waitingQuery = `SELECT ` + columns + ` FROM file_check WHERE state = 'waiting' AND due <= $1 AND $2 <> '' ORDER BY due LIMIT $3`
	againQuery   = `SELECT ` + columns + ` FROM file_check WHERE state IN ('clean', 'infected') AND version <> $2 AND due <= $1 ORDER BY at DESC LIMIT $3`
)

// taken is a file in the scanner's hands: its opening stands on the record.
type taken struct {
	row
	grant access.Grant
	at    Cleared // for the scanner alone
}

// take holds at most so many files and writes down, in one entry, that they are opened.
func (s *Shelf) take(ctx context.Context, version, query string, limit int) (all []taken, err error) {
	err = s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all = nil
		now := s.Clock.Now()
		rows, err := db.All(ctx, tx, scanRow, query+skipLocked(tx), db.Micros(now), version, limit)
		if err != nil {
			return err
		}
		var grants []access.Grant
		for _, r := range rows {
			t, err := s.hold(ctx, tx, r, now)
			if errors.Is(err, fault.ErrAbsent) {
				continue // its row is gone
			}
			if err != nil {
				return err
			}
			all, grants = append(all, t), append(grants, t.grant)
		}
		return s.Log.AppendList(ctx, tx, grants, audit.Params{"what": "opened", "count": fmt.Sprint(len(grants))})
	})
	return all, err
}

// skipLocked lets several servers take different files.
func skipLocked(tx *db.Tx) string {
	if tx.Engine() == db.Postgres {
		return ` FOR UPDATE SKIP LOCKED`
	}
	return ""
}

func (s *Shelf) hold(ctx context.Context, tx *db.Tx, r row, now time.Time) (t taken, err error) {
	t.row = r
	if t.grant, err = access.Check(scanner, access.FileScan, r.thing()); err != nil {
		return t, err
	}
	if _, err = tx.Exec(ctx, `UPDATE file_check SET due = $2 WHERE id = $1`, r.id, db.Micros(now.Add(heldFor))); err != nil {
		return t, err
	}
	t.at, err = s.find(ctx, tx, r.kind, r.id)
	return t, err
}

// judge scans one file and writes down what became of it. A scanner that is silent, or bytes that cannot be read now,
// leave it as it was, for a later turn; after some such turns a file that waits is refused.
func (s *Shelf) judge(ctx context.Context, t taken, version string) error {
	if err := s.Vault.Warm(ctx, []access.TicketID{t.ticket}); err != nil {
		return err
	}
	r, failure := s.look(ctx, t)
	if ctx.Err() != nil {
		return errors.Join(ctx.Err(), s.postpone(context.WithoutCancel(ctx), t, t.tries, 0))
	}
	switch {
	case failure != nil && t.tries+1 < triesLimit:
		return errors.Join(failure, s.postpone(ctx, t, t.tries+1, time.Duration(t.tries+1)*watchEvery))
	case failure != nil && t.State == Waiting:
		s.Logger.Warn("a file is refused: it was scanned again and again without an answer", "file", t.id, "error", failure)
		r = Result{State: Refused, Reason: Unread}
	case failure != nil:
		r = t.Result // what was known stands until signatures change again
	}
	return s.conclude(ctx, t, r, version)
}

// postpone gives a file back.
func (s *Shelf) postpone(ctx context.Context, t taken, tries int64, wait time.Duration) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE file_check SET due = $2, tries = $3 WHERE id = $1`, t.id, db.Micros(s.Clock.Now().Add(wait)), tries)
		return err
	})
}

// conclude lets the file go or closes it. Only a change of its state is an entry of the record.
func (s *Shelf) conclude(ctx context.Context, t taken, r Result, version string) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		was, err := db.One(ctx, tx, db.Value[State], `SELECT state FROM file_check WHERE id = $1`+forUpdate(tx), t.id)
		if errors.Is(err, fault.ErrAbsent) {
			return nil // it went to another case meanwhile, where it is scanned
		}
		if err != nil {
			return err
		}
		if err := s.rekey(ctx, tx, t, r.State == Clean); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE file_check SET state = $2, reason = $3, found = $4, marks = $5, version = $6, tries = 0, due = at WHERE id = $1`,
			t.id, string(r.State), string(r.Reason), r.Found, r.Marks.String(), version); err != nil || r.State == was {
			return err
		}
		return s.tell(ctx, tx, t, r)
	})
}

func forUpdate(tx *db.Tx) string {
	if tx.Engine() == db.Postgres {
		return ` FOR UPDATE`
	}
	return ""
}

// rekey seals the file's key anew, as it lies there now.
func (s *Shelf) rekey(ctx context.Context, tx *db.Tx, t taken, open bool) error {
	at, err := s.find(ctx, tx, t.kind, t.id)
	if err != nil {
		return err
	}
	seal := s.Vault.CloseFile
	if open {
		seal = s.Vault.ReleaseFile
	}
	key, err := seal(ctx, t.grant, at.place, at.key)
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE `+s.sources[t.kind].Table+` SET key = $2 WHERE id = $1`, t.id, key)
	}
	return err
}

func (s *Shelf) tell(ctx context.Context, tx *db.Tx, t taken, r Result) error {
	g, err := access.Check(scanner, access.FileScan, t.thing())
	if err != nil {
		return err
	}
	p := audit.Params{"what": "judged", "kind": string(t.kind), "state": string(r.State)}
	if r.Reason != "" {
		p["reason"] = string(r.Reason)
	}
	if r.Found != "" {
		p["found"] = r.Found
	}
	if err := s.Log.Append(ctx, tx, g, p); err != nil {
		return err
	}
	if told := s.sources[t.kind].Told; told != nil {
		return told(ctx, tx, t.id)
	}
	return nil
}

// Health is how scanning stands.
type Health struct {
	Set       bool   // the operator has named a scanner
	Answering bool   // it answered just now
	Version   string // of it and its signatures
	Waiting   int64  // files that are closed until it has looked at them
}

// Health asks the scanner and counts. It opens nothing.
func (s *Shelf) Health(ctx context.Context) (h Health, err error) {
	if h.Set = s.Scanner != nil; h.Set {
		v, err := s.Scanner.Version(ctx)
		h.Answering, h.Version = err == nil, v
	}
	err = s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT count(*) FROM file_check WHERE state = 'waiting'`, nil, &h.Waiting)
	})
	return h, err
}
