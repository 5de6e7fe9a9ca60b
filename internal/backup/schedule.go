package backup

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

const (
	makeJob   = "backup.make"
	letterJob = "backup.letter"

	// letterEvery is how many failures pass between two letters, an hour apart.
	letterEvery = 24
	// look is how often the keeper looks whether a key set is over.
	look = time.Hour

	letterFailed = "backup_failed"
)

// scheduler is who makes scheduled backups.
var scheduler = access.Server("backup")

// Schedule has backups made from now on, each a while after the last, also across restarts. Call it when serving begins;
// twice is once. Where no folder is set, or there is no keeper, it does nothing.
func (k *Keeper) Schedule(ctx context.Context) error {
	if k == nil || k.To == "" {
		return nil
	}
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return k.Jobs.Add(ctx, tx, makeJob, nil, job.Unique("next"))
	})
}

// scheduled forgets what is over, makes a backup when it is time, tells of one that failed, and asks to be called again.
func (k *Keeper) scheduled(ctx context.Context, _ job.Job) error {
	if k.To == "" {
		return nil // no longer set
	}
	if err := k.forgetNow(); err != nil { // first, for the folder of data may be away for long
		k.Logger.Error("key backups could not be forgotten", "error", err)
	}
	s, err := k.Read(ctx)
	if err != nil {
		return err
	}
	if k.isDue(s) {
		if _, err := k.Make(ctx, scheduler, k.To, k.KeysTo); err != nil {
			if ctx.Err() != nil {
				return err // told to stop: it is begun anew at the next start
			}
			k.Logger.Error("a backup failed", "fault", fault.As(err).Code, "error", err)
			if err := k.tell(ctx, s.Failures); err != nil {
				return err
			}
		} else {
			k.pruneNow(ctx)
		}
	}
	next := min(k.Every, look)
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return k.Jobs.Add(ctx, tx, makeJob, nil, job.Unique("next"), job.At(k.Clock.Now().Add(next)))
	})
}

// isDue reports whether it is time: long enough after the last, or after a failure.
func (k *Keeper) isDue(s Status) bool {
	if s.Last == nil || s.Failures > 0 {
		return true // the job itself waits an hour between two tries
	}
	return k.Clock.Now().Sub(s.Last.At) >= k.Every-time.Minute
}

// pruneNow removes old sets once there is a newer one. What cannot be removed now is looked at again after the next.
func (k *Keeper) pruneNow(ctx context.Context) {
	p, err := k.Prune(ctx, scheduler, k.To)
	if err != nil || len(p.Damaged) > 0 {
		k.Logger.Warn("old backups could not all be removed", "damaged", p.Damaged, "error", err)
	}
}

// forgetNow keeps the published days between two backups, and while none succeeds.
func (k *Keeper) forgetNow() error {
	lock, err := hold(k.KeysTo)
	if err != nil {
		return err
	}
	defer lock.Close()
	return k.forget(k.KeysTo)
}

// tell writes to administrators at the first failure, and once a day while it lasts.
func (k *Keeper) tell(ctx context.Context, before int64) error {
	if before%letterEvery != 0 || !k.Accounts.Mails() {
		return nil
	}
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := k.Accounts.Holders(ctx, tx, access.Administrator)
		if err != nil {
			return err
		}
		for _, id := range all {
			if err := k.Jobs.Add(ctx, tx, letterJob, notice{id}); err != nil {
				return err
			}
		}
		return nil
	})
}

// notice is a letter to be written.
type notice struct {
	Account access.AccountID `json:"account"`
}

func (k *Keeper) send(ctx context.Context, j job.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return job.Hopeless(err)
	}
	var to account.Contact
	err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		to, err = k.Accounts.Contact(ctx, tx, n.Account)
		return err
	})
	if errors.Is(err, fault.ErrAbsent) {
		return nil // who has left is not written to
	}
	if err != nil {
		return err
	}
	return k.Accounts.Deliver(ctx, j, to, letterFailed, nil)
}
