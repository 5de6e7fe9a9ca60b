package job

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// errLost says that another worker has the job by now; what this one did inside its transaction is undone.
var errLost = errors.New("job: the lease was lost")

// errWorn ends a job that took its server down at every try, so that no failure could be noted.
var errWorn = Hopeless(fault.New(fault.Internal, "worn", "the job was begun as often as allowed and never came back"))

type hopeless struct{ error }

func (h hopeless) Unwrap() error { return h.error }

// Hopeless marks a handler's error as one that no further try will mend: the job is dead at once.
func Hopeless(err error) error { return hopeless{err} }

// Run works on due jobs with so many workers until the context ends, then returns when the jobs in hand are over.
func (q *Queue) Run(ctx context.Context, workers int) error {
	var all sync.WaitGroup
	for range workers {
		all.Go(func() { q.worker(ctx) })
	}
	all.Wait()
	return ctx.Err()
}

func (q *Queue) worker(ctx context.Context) {
	for ctx.Err() == nil {
		found, _, err := q.one(ctx)
		if err != nil && ctx.Err() == nil {
			q.log.Error("jobs cannot be claimed", "error", err)
			q.rest(ctx, poll)
		}
		if !found {
			q.idle(ctx)
		}
	}
}

// idle returns when a job may be due. It only reads: an idle queue costs the writers nothing.
func (q *Queue) idle(ctx context.Context) {
	q.rest(ctx, breath) // what is due may be locked by a transaction that still works on it
	for ctx.Err() == nil {
		next, err := q.next(ctx)
		left := poll
		if err == nil && !next.IsZero() {
			left = min(poll, next.Sub(q.clock.Now()))
		}
		if left <= 0 {
			return
		}
		q.rest(ctx, left)
	}
}

func (q *Queue) rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-q.wake:
	case <-q.clock.After(d):
	}
}

// Drain works on all that is due, in this goroutine, until nothing is, and returns what the handlers failed with.
// Failed jobs wait as ever. It is for tests and for commands that end.
func (q *Queue) Drain(ctx context.Context) error {
	var failures []error
	for {
		found, failure, err := q.one(ctx)
		if err != nil {
			return err
		}
		if !found {
			return errors.Join(failures...)
		}
		failures = append(failures, failure)
	}
}

// one claims a job and does it. failure is the handler's, err the queue's own.
func (q *Queue) one(ctx context.Context) (found bool, failure, err error) {
	if len(q.kinds) == 0 {
		return false, nil, nil
	}
	holder := access.NewID[string]()
	j, found, err := q.claim(ctx, holder)
	if err != nil || !found {
		return false, nil, err
	}
	q.signal()
	failure = q.do(ctx, j, holder)
	q.settle(ctx, j, holder, failure)
	return true, failure, nil
}

// do runs the handler; nil means that the job is completed and gone.
func (q *Queue) do(ctx context.Context, j Job, holder string) error {
	if j.Attempt > Attempts {
		return errWorn
	}
	if h := q.kinds[j.Kind].inside; h != nil {
		return q.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			// The row goes first: on PostgreSQL its lock then keeps every other worker away until the commit.
			if err := remove(ctx, tx, j.ID, holder); err != nil {
				return err
			}
			return h(ctx, tx, j)
		})
	}
	if err := q.leased(ctx, j, holder); err != nil {
		return err
	}
	return q.db.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error { return remove(ctx, tx, j.ID, holder) })
}

// leased runs the handler while another goroutine renews the lease, and cancels it when the lease is lost.
func (q *Queue) leased(ctx context.Context, j Job, holder string) error {
	ctx, lose := context.WithCancelCause(ctx)
	renewing := make(chan struct{})
	go func() {
		defer close(renewing)
		q.renew(ctx, lose, j.ID, holder)
	}()
	err := safely(ctx, q.kinds[j.Kind].outside, j)
	if errors.Is(context.Cause(ctx), errLost) {
		err = errLost
	}
	lose(nil)
	<-renewing
	return err
}

func safely(ctx context.Context, h func(context.Context, Job) error, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Panicked("a job of kind "+j.Kind, p)
		}
	}()
	return h(ctx, j)
}

func (q *Queue) renew(ctx context.Context, lose context.CancelCauseFunc, id, holder string) {
	end := q.clock.Now().Add(Lease)
	for {
		select {
		case <-ctx.Done():
			return
		case <-q.clock.After(Lease / 3):
		}
		until := q.clock.Now().Add(Lease)
		err := q.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return extend(ctx, tx, id, holder, until) })
		switch {
		case err == nil:
			end = until
		case errors.Is(err, errLost), !q.clock.Now().Before(end):
			lose(errLost)
			return
		}
	}
}

// settle decides what becomes of a job whose handler failed.
func (q *Queue) settle(ctx context.Context, j Job, holder string, failure error) {
	if failure == nil || errors.Is(failure, errLost) {
		return
	}
	stopped := ctx.Err() != nil
	err := q.db.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
		if stopped {
			return release(ctx, tx, j.ID, holder, q.clock.Now())
		}
		return q.fail(ctx, tx, j, holder, failure)
	})
	if err != nil {
		q.log.Error("a job's failure cannot be noted; it returns when its lease ends", "job", j.ID, "kind", j.Kind, "error", err)
	}
}

func (q *Queue) fail(ctx context.Context, tx *db.Tx, j Job, holder string, failure error) error {
	code := fault.As(failure).Code
	var h hopeless
	if j.Attempt >= Attempts || errors.As(failure, &h) {
		tx.AfterCommit(func() {
			q.log.Error("a job is dead", "job", j.ID, "kind", j.Kind, "attempt", j.Attempt, "error", failure)
		})
		return bury(ctx, tx, j.ID, holder, code, q.clock.Now())
	}
	tx.AfterCommit(func() {
		q.log.Warn("a job failed", "job", j.ID, "kind", j.Kind, "attempt", j.Attempt, "error", failure)
	})
	return postpone(ctx, tx, j.ID, holder, code, q.clock.Now().Add(wait(j.Attempt)))
}

// claim takes the job that has been due longest.
func (q *Queue) claim(ctx context.Context, holder string) (j Job, found bool, err error) {
	now := q.clock.Now()
	err = q.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		args := []any{db.Micros(now), db.Micros(now.Add(Lease)), holder}
		rows, err := db.All(ctx, tx, scanJob, q.claimText(tx.Engine()), q.withKinds(args)...)
		if found = len(rows) == 1; found {
			j = rows[0]
		}
		return err
	})
	return j, found, err
}

func scanJob(s db.Scanner) (Job, error) {
	var j Job
	var payload string
	err := s.Scan(&j.ID, &j.Kind, &payload, &j.Attempt)
	j.Payload = json.RawMessage(payload)
	return j, err
}
