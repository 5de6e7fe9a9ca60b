package backup

import (
	"context"
	"errors"
	"strconv"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/transfer"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/vault"
)

// Fresh is a restored installation that nobody serves yet.
type Fresh struct {
	DB     *db.DB
	Keys   *db.DB
	Vault  *vault.Vault
	Blobs  blob.Store
	Record audit.Settings
	Clock  clock.Clock
}

// Checked is what a look at a restored installation found.
type Checked struct {
	Entries     int64 // of the record, all verified, up to and beyond the checkpoint of the backup
	Transfers   int64 // of the ledger, all verified
	Blobs       int64 // that rows name, all there
	Keys        int   // of cases, all open
	CasesClosed int64 // cases without a key: destroyed, or made after the key set
}

// Check holds a restored installation to its backup: the record verifies and holds the checkpoint, the ledger is whole,
// each blob that a row names is there, and each case key opens. Faults: backup_damaged, which says by what.
func Check(ctx context.Context, r Restored, f Fresh) (c Checked, err error) {
	defer fault.Wrap(&err, "check a restored backup")
	report, err := audit.Verify(ctx, f.Record, r.Manifest.Checkpoint)
	if err != nil {
		return c, err
	}
	if report.FirstBad != nil {
		return c, ErrDamaged.With("record", report.FirstBad.What())
	}
	c.Entries = report.Size + report.Waiting
	ledger, err := escrow.Open(escrow.Settings{DB: f.DB, Clock: f.Clock}).Verify(ctx)
	if err != nil {
		return c, err
	}
	if ledger.Bad != nil {
		return c, ErrDamaged.With("ledger", ledger.Bad.What)
	}
	c.Transfers = ledger.Transfers
	var damaged access.TicketID
	if c.Keys, damaged, err = f.Vault.CheckKeys(ctx); err != nil {
		return c, err
	}
	if damaged != "" {
		return c, ErrDamaged.With("key", string(damaged))
	}
	if c.Blobs, err = f.blobs(ctx, r.Missing); err != nil {
		return c, err
	}
	c.CasesClosed, err = f.closed(ctx)
	return c, err
}

// blobs counts those that rows name, and finds one that is not there and was not missing before.
func (f Fresh) blobs(ctx context.Context, missing []string) (n int64, err error) {
	tables, err := transfer.Tables(ctx, f.DB)
	if err != nil {
		return 0, err
	}
	var names []string
	err = f.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		names, err = content{tables: tables}.blobs(ctx, tx)
		return err
	})
	lost := map[string]bool{}
	for _, name := range missing {
		lost[name] = true
	}
	for _, name := range names {
		b, openErr := f.Blobs.Open(ctx, name)
		switch {
		case openErr == nil:
			err = errors.Join(err, b.Close())
			n++
		case !lost[name]:
			return n, ErrDamaged.With("blob", name).Because(openErr)
		}
	}
	return n, err
}

// closed counts the cases that have no key.
func (f Fresh) closed(ctx context.Context) (n int64, err error) {
	keyed := map[string]bool{}
	err = f.Keys.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := db.All(ctx, tx, db.Value[string], `SELECT DISTINCT ticket FROM case_key`)
		for _, t := range all {
			keyed[t] = true
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	err = f.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM ticket`)
		for _, t := range all {
			if !keyed[t] {
				n++
			}
		}
		return err
	})
	return n, err
}

// NoteRestored begins the restored installation's own record with what it was restored from, and ends with it every sign-in: those that
// were ended after the backup's moment are among them. Right: backup.restore.
func NoteRestored(ctx context.Context, who access.Actor, d *db.DB, log *audit.Log, r Restored, pastItsDays bool) (e Ended, err error) {
	defer fault.Wrap(&err, "note a restored backup")
	g, err := access.Check(who, access.BackupRestore, thing())
	if err != nil {
		return e, err
	}
	p := audit.Params{"name": r.Manifest.Name, "keys": r.KeySet, "destroyed": strconv.Itoa(r.Destroyed)}
	if pastItsDays {
		p["past"] = "1"
	}
	return e, d.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if e, err = end(ctx, tx); err != nil {
			return err
		}
		e.params(p)
		return log.Append(ctx, tx, g, p)
	})
}
