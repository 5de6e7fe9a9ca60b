package ticket

import (
	"log/slog"

	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/scan"
	"surety/internal/vault"
)

// Settings are what a desk works with.
type Settings struct {
	DB        *db.DB
	Clock     clock.Clock
	Vault     *vault.Vault
	Blobs     blob.Store
	Log       *audit.Log
	Jobs      *job.Queue
	Live      *live.Hub
	Accounts  *account.Accounts
	Shelf     *scan.Shelf  // where files wait for the scanner
	Logger    *slog.Logger // nil: silent
	FileLimit int64        // bytes; 0 means FileLimit
}

// Desk is where tickets are worked on. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Desk struct {
	Settings
	people *live.People
}

// Open prepares the desk and registers its jobs at the queue; call it before the queue and the hub run.
func Open(s Settings) *Desk {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	if s.FileLimit == 0 {
		s.FileLimit = FileLimit
	}
	d := &Desk{Settings: s, people: live.OpenPeople(s.Live, s.Clock)}
	d.register()
	s.Shelf.Keep(scan.File, scan.Source{Table: "ticket_file", Place: scan.At(keyPlace), Told: d.judged})
	return d
}
