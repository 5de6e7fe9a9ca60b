// Package assurance tells clients how what they entrusted is kept: the transparency page of a case, live, and status reports, on a rhythm
// that the client chooses; and asks how safe they feel.
//
// A report covers a part of the record, from the leaf where the one before ended ([audit.Span]), whatever clocks do in between: nothing is
// told twice and nothing is left out. It is stored as those bounds and a few numbers, and read from the record when it is shown.
//
// What holds everywhere:
//   - what clients are told is about them alone: who works on the case reads none of it, neither the page nor the answers;
//   - no letter says more than numbers;
//   - notes of the staff, and whoever read them, do not show, nor count;
//   - an answer of 1 or 2 calls somebody, who has two business days: who leads the department or, if the client says so, a security officer;
//   - how safe clients feel is shown of months that are over, and never of fewer than [GroupLeast] people.
package assurance

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Source says what one slice holds of cases, into those that are asked for, by one query.
type Source func(ctx context.Context, tx *db.Tx, held map[access.TicketID]*Held) error

// Settings are what the desk works with.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Vault    *vault.Vault
	Log      *audit.Log
	Jobs     *job.Queue
	Accounts *account.Accounts
	Tickets  *ticket.Desk
	Clocks   *deadline.Clocks
	Country  func(netip.Addr) string // where an address is, as an ISO 3166-1 code; nil: nobody knows
	Sources  []Source                // besides tickets
	Seal     Sealer                  // of reports on paper
	Weekend  deadline.Weekend
	Logger   *slog.Logger // nil: silent
}

// Desk is where reports are made and answered. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Desk struct{ Settings }

// Open prepares the desk and registers its jobs and clocks; call it before the queue runs.
func Open(s Settings) *Desk {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	if len(s.Weekend) == 0 {
		s.Weekend = deadline.Weekend{time.Saturday, time.Sunday}
	}
	if s.Country == nil {
		s.Country = func(netip.Addr) string { return "" }
	}
	d := &Desk{s}
	d.handleClocks()
	d.Jobs.Handle(makeJob, d.make)
	d.Jobs.Handle(sweepJob, d.sweep)
	d.Jobs.Handle(letterJob, d.send)
	return d
}

// Limits that are published.
const (
	GroupLeast = 5    // people whose answers an average is made of, at least
	WordsLimit = 2000 // runes
	CasesLimit = 500  // of one client, in one run: those that changed last
	LowScore   = 2    // up to which somebody is called
	FollowDays = 2    // business days

	pageUsual = 50
	pageLimit = 100
)

// openings are the actions by which what a case entrusts to somebody is opened, as far as the client's side may know of them.
var openings = func() (all []access.Action) {
	for _, a := range complaint.Openings {
		if !ticket.ForStaff(audit.Entry{Action: a}) {
			all = append(all, a)
		}
	}
	return all
}()

// Faults of status reports.
var (
	ErrRhythm   = fault.ErrInvalid.At("rhythm")
	ErrScore    = fault.ErrInvalid.At("score")
	ErrPast     = fault.New(fault.Conflict, "report_past", "a later report has taken its place: answer that one")
	ErrAnswered = fault.New(fault.Conflict, "follow_up_answered", "somebody has answered already")
)

// Person is somebody by name.
type Person struct {
	ID   access.AccountID
	Name string
}

// told is the case as a thing that its client is told about.
func told(t access.Thing) access.Thing {
	t.Kind = "assurance"
	return t
}

func (d *Desk) names(ctx context.Context, ids []access.AccountID) (names map[access.AccountID]string, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		names, err = d.Accounts.Names(ctx, tx, ids)
		return err
	})
	return names, err
}

func pageOf(limit int) int {
	if limit <= 0 {
		return pageUsual
	}
	return min(limit, pageLimit)
}
