// Package room keeps sealed rooms: a conversation of a restricted case whose words and files the server cannot read (S5).
//
// A room has a key of its own, made in a browser. It lies here sealed to the key of each member, as package handover publishes them; what is
// written is sealed to it in its author's browser. What the server knows is who, when, how many bytes, and which of the room's keys.
//
// What holds everywhere:
//   - nothing here opens anything; that it is sealed is checked by its outer form ([handover.IsSealed]);
//   - the digest of each message, and of each key of the room, stands in its entry of the record: what is left out, put twice or in another order is
//     found there, and by browsers, whose messages each name the digest of the one before;
//   - rights are asked at each reading, by the table for what is restricted, whatever class the case has by now;
//   - who cannot be a member any more, or has another key, is the reason for a new one: until the room is turned to it, nothing can be written;
//   - the client's side opens a room and decides whether its keys can be recovered; who is new in it comes by the client's side, who was in it before by any member;
//   - where nobody is left who can open it, and nobody can recover it, the client's side begins it anew: what was written stays shut, and all who knew a key are told;
//   - all goes with the case's key, under which it is sealed once more (S4).
//
// It refuses rooms on cases that are not restricted, what is not sealed, numbers out of turn, and what is sealed to a key of before.
package room

import (
	"log/slog"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/handover"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Settings are what a desk works with.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Vault    *vault.Vault
	Log      *audit.Log
	Jobs     *job.Queue
	Hub      *live.Hub
	Accounts *account.Accounts
	Tickets  *ticket.Desk
	Keys     *handover.Desk
	Logger   *slog.Logger // nil: silent
}

// Desk is where rooms are kept. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Desk struct{ Settings }

// Open prepares the desk and registers its job; call it before the queue runs.
func Open(s Settings) *Desk {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	d := &Desk{s}
	d.Jobs.Handle(letterJob, d.send)
	return d
}

// Limits that are published, in bytes of ciphertext where they are of size.
const (
	MessageLimit  = 64 << 10
	FileLimit     = 8<<20 + 64<<10 // 8 MB, and what name, filling and seal add
	MembersLimit  = 20             // of one room
	PageLimit     = 100
	envelopeLimit = 16 << 10
)

// State is where a room stands.
type State string

// The states.
const (
	None     State = "none" // nobody has thought of one
	Offered  State = "offered"
	Declined State = "declined"
	Opened   State = "open"
)

// States are all of them.
var States = []State{None, Offered, Declined, Opened}

// Kind is what a message is.
type Kind string

// The kinds.
const (
	Message Kind = "message"
	File    Kind = "file"
)

// Kinds are all of them.
var Kinds = []Kind{Message, File}

// Standing is how a member stands to the room's present key.
type Standing string

// The standings. Whoever is not in is the reason for a new key.
const (
	In     Standing = "in"
	Left   Standing = "left"    // has no right to the room any more
	NewKey Standing = "new_key" // has another key by now, or none
)

// Standings are all of them.
var Standings = []Standing{In, Left, NewKey}

// Faults of rooms.
var (
	ErrClass    = fault.New(fault.Conflict, "room_class", "sealed rooms are for cases of class restricted")
	ErrClosed   = fault.New(fault.Conflict, "room_ticket_closed", "the ticket is closed")
	ErrState    = fault.New(fault.Conflict, "room_state", "the room stands otherwise by now")
	ErrMember   = fault.New(fault.Conflict, "room_not_member", "the room's present key is not sealed to you")
	ErrTurn     = fault.New(fault.Conflict, "room_turn_needed", "somebody is no longer in the room, or has another key: it has to be turned to a new key before anything is written")
	ErrTurned   = fault.New(fault.Conflict, "room_turned", "the room has another key by now: seal anew")
	ErrMoved    = fault.New(fault.Conflict, "room_moved", "somebody wrote meanwhile: seal anew, with the next number")
	ErrPerson   = fault.New(fault.Invalid, "room_person", "this person cannot be in the room, or has another key by now")
	ErrWithout  = fault.New(fault.Invalid, "room_without", "who is in the room stays in it: only the client's side leaves somebody out")
	ErrRecovery = fault.New(fault.Invalid, "room_recovery", "the key has to be sealed for recovery exactly as was decided when the room was opened")
	ErrNoWords  = fault.New(fault.Conflict, "room_no_recovery", "the keys of this room cannot be recovered: so it was decided when it was opened")
)

// Person is somebody with the name to show.
type Person struct {
	ID   access.AccountID
	Name string
}
