package account

import (
	"context"
	"time"

	"surety/internal/db"
	"surety/internal/job"
)

const (
	tidyJob   = "account.tidy"
	tidyEvery = time.Hour
	// historyLasts is how long sign-ins are listed; the record keeps them longer.
	historyLasts = 365 * 24 * time.Hour
	linksLast    = 30 * 24 * time.Hour
)

// Schedule has what is over removed every hour from now on. Call it when serving begins; twice is once.
func (a *Accounts) Schedule(ctx context.Context) error {
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return a.Jobs.Add(ctx, tx, tidyJob, nil, job.Unique("hourly"))
	})
}

// tidy removes what counts no more: it only frees room, since everything is checked against the clock when used.
func (a *Accounts) tidy(ctx context.Context, tx *db.Tx, _ job.Job) error {
	now := a.now()
	for _, over := range []struct {
		query  string
		before time.Time
	}{
		{`DELETE FROM flow WHERE expires < $1`, now},
		{`DELETE FROM proof WHERE expires < $1`, now},
		{`DELETE FROM attempt WHERE last < $1`, now.Add(-forgotten)},
		{`DELETE FROM session WHERE seen < $1`, now.Add(-longestIdle)},
		{`DELETE FROM link WHERE expires < $1`, now.Add(-linksLast)},
		{`DELETE FROM sign_in WHERE at < $1`, now.Add(-historyLasts)},
	} {
		if _, err := tx.Exec(ctx, over.query, db.Micros(over.before)); err != nil {
			return err
		}
	}
	return a.Jobs.Add(ctx, tx, tidyJob, nil, job.Unique("hourly"), job.At(now.Add(tidyEvery)))
}
