// Package work tells what was done for a milestone: what recordings of remote sessions tell of it, and what the specialist writes.
//
// The two stand apart, in the data as on every screen: nobody wrote the recorded part and nobody can change it; the written part is the
// specialist's word. It is a draft until the specialist sends it: then the client reads it, and it stands. Both parts are content,
// sealed under the case key; reading and sending are on the record.
//
// A session belongs to the first milestone of its deal, in the contract's order, that was not handed in when the session began, so that
// each is counted once.
//
// It refuses to change or send again what was sent, an empty report, and words beyond [TextLimit].
package work

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/gob"
	"strings"
	"time"
	"unicode/utf8"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/remote"
	"surety/internal/remote/opening"
	"surety/internal/remote/replay"
	"surety/internal/vault"
)

const (
	// TextLimit is the most runes of the written part.
	TextLimit = 20_000
	// sessionsMost is how many sessions one report lists, the latest.
	sessionsMost = 100
)

// Settings are what a book of work needs.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Vault    *vault.Vault
	Log      *audit.Log
	Sessions replay.Sessions
	Player   *replay.Player
	Deals    *deal.Deals // nil: there are none
}

// Book keeps what was done. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Book struct {
	Settings
	book *opening.Book
}

// Open prepares a book.
func Open(s Settings) *Book {
	return &Book{s, &opening.Book{DB: s.DB, Log: s.Log, Clock: s.Clock}}
}

// Faults of a book.
var (
	ErrSent  = fault.New(fault.Conflict, "report_sent", "the report was sent: it stands as it is")
	ErrEmpty = fault.New(fault.Invalid, "invalid", "there is nothing in it").At("written")
)

// Recorded is what one session's recording tells.
type Recorded struct {
	Session string
	Began   time.Time
	Ended   time.Time // zero while it runs
	Bad     bool      // the recording is not what was signed: it tells nothing
	replay.Done
}

// Minutes is what was worked, in whole minutes begun.
func (r Recorded) Minutes() int64 { return int64((r.Worked + time.Minute - 1) / time.Minute) }

// Report is what there is about a milestone. Written is for the client only once it was sent.
type Report struct {
	Milestone deal.MilestoneID
	Recorded  []Recorded // by their beginning
	Left      int        // sessions beyond those
	Written   string
	Version   int64 // 0: nothing was written
	Changed   time.Time
	Sent      time.Time // zero: it was not
	May       bool      // write
}

// OfSession tells what a session's recording tells. Right: remote.replay, on the record. Faults: absent, denied, remote_state, recording_bad, recording_busy.
func (b *Book) OfSession(ctx context.Context, who access.Actor, id string) (Recorded, error) {
	seen, err := b.Sessions.May(ctx, who, id, access.RemoteReplay)
	if err != nil {
		return Recorded{}, err
	}
	g, err := b.book.Once(seen.Grant, id, "work", func() (access.Grant, error) {
		o, err := b.Sessions.Open(ctx, who, id, access.RemoteReplay, audit.Params{"how": "work"})
		return o.Grant, err
	})
	if err != nil {
		return Recorded{}, err
	}
	r := Recorded{Session: id, Began: seen.Started, Ended: seen.Ended}
	r.Done, err = b.done(ctx, g, r, seen.Ticket)
	return r, err
}

func recordedPlace(session string) vault.Place {
	return vault.Place{Kind: "work", Row: session, Field: "recorded"}
}

// done gives what was worked out before, for a session that is over, or reads the recording.
func (b *Book) done(ctx context.Context, g access.Grant, r Recorded, ticket access.TicketID) (d replay.Done, err error) {
	var sealed [][]byte
	if err := b.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		sealed, err = db.All(ctx, tx, db.Value[[]byte], `SELECT sealed FROM work_recorded WHERE session = $1 AND ticket = $2`, r.Session, string(ticket))
		return err
	}); err != nil {
		return d, err
	}
	if len(sealed) > 0 {
		plain, err := b.Vault.Open(ctx, g, recordedPlace(r.Session), sealed[0])
		if err != nil {
			return d, err
		}
		return d, gob.NewDecoder(bytes.NewReader(plain)).Decode(&d)
	}
	if d, err = b.Player.Done(ctx, g, r.Session, ticket); err != nil || !d.Over {
		return d, err
	}
	return d, b.keep(ctx, g, r.Session, ticket, d)
}

func (b *Book) keep(ctx context.Context, g access.Grant, session string, ticket access.TicketID, d replay.Done) error {
	var plain bytes.Buffer
	if err := gob.NewEncoder(&plain).Encode(d); err != nil {
		return err
	}
	sealed, err := b.Vault.Seal(ctx, g, recordedPlace(session), plain.Bytes())
	if err != nil {
		return err
	}
	return b.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO work_recorded (session, ticket, chunks, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT (session) DO NOTHING`,
			session, string(ticket), int64(d.Chunks), sealed)
		return err
	})
}

// row is a report as it is stored.
type row struct {
	written []byte
	version int64
	changed int64
	sent    sql.NullInt64
}

func rowOf(ctx context.Context, tx *db.Tx, m deal.MilestoneID) (row, error) {
	all, err := db.All(ctx, tx, func(s db.Scanner) (r row, err error) {
		return r, s.Scan(&r.written, &r.version, &r.changed, &r.sent)
	}, `SELECT written, version, changed, sent FROM work_report WHERE milestone = $1`, string(m))
	if err != nil || len(all) == 0 {
		return row{}, err
	}
	return all[0], nil
}

func writtenPlace(m deal.MilestoneID) vault.Place {
	return vault.Place{Kind: "work", Row: string(m), Field: "written"}
}

// OfMilestone shows a side of the deal what there is about a milestone. Right: deal.read, on the record. Faults: absent, recording_busy.
func (b *Book) OfMilestone(ctx context.Context, who access.Actor, m deal.MilestoneID) (out Report, err error) {
	var c deal.Case
	var w row
	out = Report{Milestone: m, Recorded: []Recorded{}}
	if err := b.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if c, err = b.Deals.CaseOf(ctx, tx, m); err != nil {
			return err
		}
		if _, err := access.Check(who, access.DealRead, c.Thing); err != nil {
			return err
		}
		if w, err = rowOf(ctx, tx, m); err != nil {
			return err
		}
		out.Recorded, out.Left, err = b.sessions(ctx, tx, c)
		return err
	}); err != nil {
		return out, err
	}
	g, err := b.book.Grant(ctx, who, access.DealRead, c.Thing, string(m), "work")
	if err != nil {
		return out, err
	}
	for i, r := range out.Recorded {
		out.Recorded[i].Done, err = b.done(ctx, g, r, c.Ticket)
		if fault.As(err) != nil && fault.As(err).Code == replay.ErrBad.Code {
			out.Recorded[i].Bad, err = true, nil
		}
		if err != nil {
			return out, err
		}
	}
	mine := access.Ask(&who, access.DealReport, &c.Thing) == nil
	out.Sent, out.May = db.TimeOrZero(w.sent), mine && !w.sent.Valid
	if w.version == 0 || !mine && !w.sent.Valid {
		return out, nil
	}
	text, err := b.Vault.Open(ctx, g, writtenPlace(m), w.written)
	out.Written, out.Version, out.Changed = string(text), w.version, db.Time(w.changed)
	return out, err
}

// sessions are the recorded ones that belong to the milestone.
func (b *Book) sessions(ctx context.Context, tx *db.Tx, c deal.Case) (all []Recorded, left int, err error) {
	course, err := b.Deals.Course(ctx, tx, c.Deal)
	if err != nil {
		return nil, 0, err
	}
	runs, err := remote.OfDeal(ctx, tx, c.Deal)
	if err != nil {
		return nil, 0, err
	}
	all = []Recorded{}
	for _, s := range runs {
		if belongs(course, s.Began) == c.Milestone {
			all = append(all, Recorded{Session: s.ID, Began: s.Began, Ended: s.Ended})
		}
	}
	if left = max(0, len(all)-sessionsMost); left > 0 {
		all = all[left:]
	}
	return all, left, nil
}

// belongs is the first milestone that was not handed in when a session began; the last where all were.
func belongs(course []deal.HandedIn, began time.Time) (m deal.MilestoneID) {
	for _, h := range course {
		if m = h.Milestone; h.At.IsZero() || began.Before(h.At) {
			return m
		}
	}
	return m
}

// Write puts the specialist's words in the place of those before. version is that of the report that was read, 0 for none. Right: deal.report. Faults: absent,
// denied, invalid and too_large (written), version_stale, report_sent.
func (b *Book) Write(ctx context.Context, who access.Actor, m deal.MilestoneID, version int64, text string) error {
	if text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD")); utf8.RuneCountInString(text) > TextLimit {
		return fault.ErrTooLarge.At("written")
	}
	if text == "" {
		return ErrEmpty
	}
	return b.change(ctx, who, m, "write", func(ctx context.Context, tx *db.Tx, g access.Grant, w row) error {
		if w.version != version {
			return fault.ErrStale
		}
		sealed, err := b.Vault.Seal(ctx, g, writtenPlace(m), []byte(text))
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO work_report (milestone, ticket, written, version, changed) VALUES ($1, $2, $3, 1, $4)
			ON CONFLICT (milestone) DO UPDATE SET written = excluded.written, version = work_report.version + 1, changed = excluded.changed
			WHERE work_report.version = $5 AND work_report.sent IS NULL`, string(m), string(g.Ticket()), sealed, db.Micros(b.Clock.Now()), version)
		return changed(n, err)
	})
}

// Send lets the client read what was written, and ends the writing. Right: deal.report, on the record. Faults: absent, denied, invalid (nothing was written),
// version_stale, report_sent.
func (b *Book) Send(ctx context.Context, who access.Actor, m deal.MilestoneID, version int64) error {
	return b.change(ctx, who, m, "send", func(ctx context.Context, tx *db.Tx, g access.Grant, w row) error {
		switch {
		case w.version == 0:
			return ErrEmpty
		case w.version != version:
			return fault.ErrStale
		}
		return changed(tx.Exec(ctx, `UPDATE work_report SET sent = $2 WHERE milestone = $1 AND version = $3 AND sent IS NULL`, string(m), db.Micros(b.Clock.Now()), version))
	})
}

// changed makes a fault of a change that somebody else was quicker with.
func changed(n int64, err error) error {
	if err == nil && n == 0 {
		err = fault.ErrStale
	}
	return err
}

// change is one of the specialist's, on the record.
func (b *Book) change(ctx context.Context, who access.Actor, m deal.MilestoneID, what string, fn func(context.Context, *db.Tx, access.Grant, row) error) error {
	return b.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := b.Deals.CaseOf(ctx, tx, m)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.DealReport, c.Thing)
		if err != nil {
			return err
		}
		w, err := rowOf(ctx, tx, m)
		if err != nil {
			return err
		}
		if w.sent.Valid {
			return ErrSent
		}
		if err := b.Log.Append(ctx, tx, g, audit.Params{"milestone": string(m), "what": what}); err != nil {
			return err
		}
		return fn(ctx, tx, g, w)
	})
}
