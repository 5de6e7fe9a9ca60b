package ticket

import (
	"context"
	"fmt"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/db"
	"surety/internal/job"
)

const (
	orphanJob   = "blob.tidy"
	orphanEvery = 24 * time.Hour
	orphanPage  = 500
	// orphanAge is how long a blob that no file names is left alone: it may be an upload's whose row is yet to come.
	orphanAge = 24 * time.Hour
	// keepWithin is how late a row may name the blob made for it: far earlier than the blob could be taken for an orphan.
	keepWithin = time.Hour
)

// Schedule has blobs that belong to no file removed every day from now on: those of uploads cut off by the end of their
// process. Call it when serving begins; twice is once.
func (d *Desk) Schedule(ctx context.Context) error {
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return d.Jobs.Add(ctx, tx, orphanJob, nil, job.Unique("daily"))
	})
}

// removeOrphans walks all blobs, a page at a time, and asks to be called again. What it removed is on the record, as a
// number. A blob older than the installation belongs to another, at whose folder the settings point by mistake.
func (d *Desk) removeOrphans(ctx context.Context, _ job.Job) error {
	var began int64
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT coalesce(min(at), 0) FROM audit_entry`, nil, &began)
	}); err != nil {
		return err
	}
	removed, last := 0, ""
	for {
		page, err := d.Blobs.List(ctx, last, orphanPage)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return d.orphansRemoved(ctx, removed)
		}
		last = page[len(page)-1].Name
		n, err := d.removeUnnamed(ctx, page, db.Time(began))
		if err != nil {
			return err
		}
		removed += n
	}
}

// removeUnnamed removes the old ones among the blobs that no file names.
func (d *Desk) removeUnnamed(ctx context.Context, page []blob.Info, began time.Time) (removed int, err error) {
	until := d.Clock.Now().Add(-orphanAge)
	var old []string
	for _, b := range page {
		if b.Written.After(began) && b.Written.Before(until) {
			old = append(old, b.Name)
		}
	}
	named, err := d.Named(ctx, old)
	if err != nil {
		return 0, err
	}
	for _, name := range old {
		if named[name] {
			continue
		}
		if err := d.Blobs.Remove(ctx, name); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

// naming are the tables whose column blob names blobs, those of higher slices too: what one of them names is nobody's orphan. A test
// holds the list to the schema.
var naming = []string{"ticket_file", "deal_paper", "deal_brought", "deal_work", "dispute_exhibit", "snapshot_object", "person_copy"}

// Named tells which of the blobs belong to something, of this slice or a higher one. Right: the caller's.
func (d *Desk) Named(ctx context.Context, names []string) (map[string]bool, error) {
	found := map[string]bool{}
	if len(names) == 0 {
		return found, nil
	}
	var t text
	var marks []string
	for _, n := range names {
		marks = append(marks, t.arg(n))
	}
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, table := range naming {
			all, err := db.All(ctx, tx, db.Value[string], fmt.Sprintf(`SELECT blob FROM %s WHERE blob IN (%s)`, table, strings.Join(marks, ", ")), t.args...)
			if err != nil {
				return err
			}
			for _, b := range all {
				found[b] = true
			}
		}
		return nil
	})
	return found, err
}

func (d *Desk) orphansRemoved(ctx context.Context, n int) error {
	g, err := access.Check(access.Server("tidy"), access.Housekeeping, access.Thing{Kind: "blobs"})
	if err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if n > 0 {
			if err := d.Log.Append(ctx, tx, g, audit.Params{"what": "orphans", "count": fmt.Sprint(n)}); err != nil {
				return err
			}
		}
		return d.Jobs.Add(ctx, tx, orphanJob, nil, job.Unique("daily"), job.At(d.Clock.Now().Add(orphanEvery)))
	})
}
