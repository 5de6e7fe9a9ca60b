// Package backup makes backups of an installation while it serves, and restores them.
//
// There are two kinds of sets, in two folders. A data set is all rows of the main store at one moment, sealed to a
// recipient whose secret the operator keeps off the machine, with the list of blobs that those rows name; blobs lie beside
// the sets, as they are (they are sealed already), each once. A key set is the key store, taken just after that moment,
// and lives a published number of days: it is sealed to a key of its own, which lies, sealed to the operator, in one small
// file, [life], that is written anew at every run without what is over. When that file has forgotten a key set, no copy
// of the set opens again. The file also tells which cases were destroyed within those days, and a restore destroys them
// again. See docs/design/backup.md and ADR 0083, 0084.
//
// Invariants: a set appears whole or not at all (D1); what is restored equals the moment that it claims, table by table,
// or nothing is restored (D2); no key set holds what opens another; what a restore brings back opens no case that was
// destroyed longer ago than the published days, nor any that the newest life file names (S4), and lets nobody in by what
// they held before (A3); the newest data set that is whole is never removed. Every made, failed, removed, tried and
// restored backup is on the record (R1).
//
// The package refuses a folder for keys that is the folder for data, sets that the record's key did not sign, a key set
// whose days are over unless told to take it, and to restore into what is not empty. It holds no secret.
package backup

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"syscall"
	"time"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// Faults of backups.
var (
	// ErrDamaged says that something of a backup is not as it was written, or is not of this installation.
	ErrDamaged = fault.New(fault.Invalid, "backup_damaged", "the backup is damaged, or is not of this installation")
	// ErrNone says that there is no such set.
	ErrNone = fault.New(fault.Absent, "backup_absent", "there is no such backup")
	// ErrOver says that the key set's days are over.
	ErrOver = fault.New(fault.Conflict, "key_backup_over", "the key backup has outlived its days")
	// ErrForgotten says that the key of the key set was forgotten on time: nothing opens it.
	ErrForgotten = fault.New(fault.Absent, "key_backup_forgotten", "the key backup was forgotten on time; nothing opens it")
	// ErrEngine says that the record of a PostgreSQL store cannot go on in SQLite, whose entries have no gaps in their numbers.
	ErrEngine = fault.New(fault.Conflict, "backup_engine", "a backup of PostgreSQL is restored to PostgreSQL; in SQLite it can only be looked at")
	// ErrBusy says that another run works on the same folder.
	ErrBusy = fault.New(fault.Busy, "backup_busy", "another backup is being made, restored or removed there")
	// ErrNoRecipient says that nobody was named whom backups are sealed to.
	ErrNoRecipient = fault.New(fault.Conflict, "backup_no_recipient", "backups need a key first: surety backup init")
)

// Settings tell Open what is backed up and where to.
type Settings struct {
	DB, Keys *db.DB
	Clock    clock.Clock
	Blobs    blob.Store
	Log      *audit.Log
	Signer   note.Signer // the record's
	Jobs     *job.Queue  // nil where nothing is scheduled
	Accounts *account.Accounts
	Logger   *slog.Logger

	Version   string
	Recipient string            // whom sets are sealed to; empty: none can be made
	DataFiles map[string][]byte // small files that go with the data, by name
	KeyFiles  map[string][]byte // and with the keys
	KeyDays   int               // how long a key set lives

	Keep Rule // which data sets are kept

	To, KeysTo string        // folders of scheduled backups; empty: none
	Every      time.Duration // how often
}

// Keeper makes backups and tells of them. It is safe for concurrent use.
type Keeper struct{ Settings }

// Open returns a keeper, and takes the schedule's jobs on where there is a queue.
func Open(s Settings) *Keeper {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	k := &Keeper{s}
	if s.Jobs != nil {
		s.Jobs.Handle(makeJob, k.scheduled)
		s.Jobs.Handle(letterJob, k.send)
	}
	return k
}

// Life is how long a key set lives.
func (k *Keeper) Life() time.Duration { return time.Duration(k.KeyDays) * 24 * time.Hour }

// full names the fault of a folder without room.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.ErrDiskFull.Because(err)
	}
	return err
}

// untilEnd writes only as long as ctx lasts: a long copy must end when it is told to.
type untilEnd struct {
	ctx context.Context
	io.Writer
}

func (w untilEnd) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.Writer.Write(p)
}
