// Package deadline is the one clock service: what must happen until when, and what happens if it does not.
//
// A [Deadline] is set, moved and cancelled in the caller's transaction, so that it exists exactly when the state it
// belongs to does. It reminds at 50, 80 and 95 per cent of its running time and then fires, once: the handler runs in the
// transaction that removes the deadline. That holds with several servers on one database, over restarts, and when the
// clock jumps; a clock that went back waits again, one that jumped ahead reminds at most once and fires.
//
// Deadlines of one group stand still together ([Clocks.Suspend]), for as many reasons as there are, and get back
// exactly what was left when the last reason is lifted ([Clocks.Resume]).
//
// It refuses deadlines of kinds that nobody handles, and knows no rights: they are the caller's.
package deadline

import (
	"context"
	"time"

	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// Kind is what a deadline is for. Its owner handles it; its text is a code that screens have words for.
type Kind string

// Deadline is something that must happen until Due. Kind and Subject together name it.
type Deadline struct {
	Kind    Kind
	Subject string // the id of what it is about
	Group   string // what is suspended together; the subject when empty
	Turn    string // who must act, as a code of its owner's
	Started time.Time
	Due     time.Time // zero while it stands still
}

// Handler is what a kind's owner does, in the transaction that marks the deadline as reminded or removes it. All must be
// short.
type Handler struct {
	// Hold locks what the deadline is about, as the owner's own changes do before they touch its deadlines. Nil: nothing.
	Hold func(ctx context.Context, tx *db.Tx, d Deadline) error
	// Due does what happens when time is up. The deadline is gone by then; Due may set it anew.
	Due func(ctx context.Context, tx *db.Tx, d Deadline) error
	// Remind tells those concerned. Nil: no reminders.
	Remind func(ctx context.Context, tx *db.Tx, d Deadline, percent int) error
}

// State is a deadline as screens show it.
type State struct {
	Deadline
	Remaining time.Duration // never below zero
	Length    time.Duration // how long it runs in all
	Percent   int           // of its time that has run
	Reasons   []string      // that keep it standing; none while it runs
}

// Reminders are the shares of the running time, in per cent, at which those concerned are reminded.
var Reminders = []int{50, 80, 95}

// Settings are what the clocks work with.
type Settings struct {
	DB    *db.DB
	Clock clock.Clock
	Jobs  *job.Queue
}

// Clocks is the clock service. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Clocks struct {
	Settings
	handlers map[Kind]Handler
}

// Open returns the clocks and registers their job at the queue; call it before the queue runs.
func Open(s Settings) *Clocks {
	c := &Clocks{Settings: s, handlers: map[Kind]Handler{}}
	s.Jobs.HandleTx(fireJob, c.fire)
	return c
}

// Handle says what is done about deadlines of the kind. All kinds must be handled before the queue runs.
func (c *Clocks) Handle(k Kind, h Handler) {
	if _, ok := c.handlers[k]; ok || h.Due == nil {
		panic("deadline: " + string(k) + " is handled twice, or not at all")
	}
	c.handlers[k] = h
}

// ErrKind is a deadline of a kind that nobody handles.
var ErrKind = fault.New(fault.Internal, "deadline_kind", "nobody handles deadlines of this kind")

// BusinessDays is the instant n business days after t: the same time of day, in t's zone, on the nth following day that is
// not among the weekend's. Without a weekend every day counts.
func BusinessDays(t time.Time, n int, weekend ...time.Weekday) time.Time {
	free := [7]bool{}
	for _, d := range weekend {
		free[d] = true
	}
	if free == [7]bool{true, true, true, true, true, true, true} {
		free = [7]bool{}
	}
	for n > 0 {
		t = t.AddDate(0, 0, 1)
		if !free[t.Weekday()] {
			n--
		}
	}
	return t
}
