// Package keep keeps the snapshots that clients' machines send before a remote session, and shows them to the client.
//
// A Shelf is the server's snapshot.Store of one ticket: objects sealed at the client's end, in blobs, under their names. It takes them
// over a stream ([over.Serve]) as they come, never whole in memory. The server needs no key to take, check, count and tidy: an object's name is the
// SHA-256 of its bytes, a record names its packs, and the record's name stands on the audit record, so that Check finds every changed or
// missing byte. To look inside, a person with the right remote.restore opens the case's snapshot key by a grant that is on the record: Folder,
// File, Compare. Who has shredded the case key has destroyed the snapshots.
//
// Invariants. A shelf reaches its own ticket's objects alone. An object is there whole or not at all. Nothing removes an object but Tidy, and that
// only what no record needs and nothing has been written with for [Unfinished]. What a ticket and the installation may take is bounded.
//
// It refuses objects that are not what their name says, above 8 MiB, records whose packs are not there, and what is over the quota. A place asked for is
// looked up in the snapshot's own tree: no path of a request reaches a file system.
package keep

import (
	"context"
	"log/slog"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/remote/opening"
	"surety/internal/vault"
)

const (
	// QuotaTicket and QuotaAll are how many bytes the objects of one ticket, and of all, may take unless the settings say otherwise.
	QuotaTicket = 50 << 30
	QuotaAll    = 500 << 30
	// Unfinished is how long what no record needs is left alone: it may be of a snapshot that is still being taken, or will be taken up again.
	Unfinished = 7 * 24 * time.Hour
	// CheckEvery is how often a ticket's objects are read and held to their names.
	CheckEvery = 30 * 24 * time.Hour
)

// Cases tells the facts of a ticket: ticket.Desk.
type Cases interface {
	Facts(ctx context.Context, tx *db.Tx, id access.TicketID) (access.Thing, error)
}

// Keys gives the snapshot key (32 bytes) of the grant's ticket, which is recorded: remote.Desk.
type Keys interface {
	SnapshotKey(ctx context.Context, g access.Grant) ([]byte, error)
}

// Settings are what a keeper works with.
type Settings struct {
	DB          *db.DB
	Clock       clock.Clock
	Vault       *vault.Vault
	Blobs       blob.Store
	Log         *audit.Log
	Jobs        *job.Queue
	Cases       Cases
	Keys        Keys
	Accounts    Accounts     // nil: nobody is written to
	Logger      *slog.Logger // nil: silent
	QuotaTicket int64        // bytes; 0 means QuotaTicket
	QuotaAll    int64        // bytes; 0 means QuotaAll
}

// Keeper keeps snapshots. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Keeper struct {
	Settings
	book    *opening.Book
	records chan struct{} // records that are in memory as they come
	shown   shown
	reading chan struct{} // trees that are read as a whole
}

// Open prepares a keeper and registers its jobs; call it before the queue runs.
func Open(s Settings) *Keeper {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	if s.QuotaTicket == 0 {
		s.QuotaTicket = QuotaTicket
	}
	if s.QuotaAll == 0 {
		s.QuotaAll = QuotaAll
	}
	k := &Keeper{Settings: s, book: &opening.Book{DB: s.DB, Log: s.Log, Clock: s.Clock}, records: make(chan struct{}, 2), reading: make(chan struct{}, 2)}
	k.shown.held = map[shownKey]*shownArchive{}
	k.Jobs.Handle(checkJob, k.check)
	k.Jobs.Handle(roundJob, k.round)
	k.Jobs.Handle(letterJob, k.send)
	return k
}

// Faults of a keeper.
var (
	ErrChecking = fault.New(fault.Conflict, "snapshot_checking", "the snapshots are being checked already")
	ErrOther    = fault.New(fault.Invalid, "snapshot_of_another_case", "only snapshots of one case can be compared")
	ErrNoFile   = fault.New(fault.Conflict, "snapshot_no_file", "there is no file with content at this place")
)
