package web

import (
	"context"
	"strconv"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// deadJobs lists what was given up. What the jobs carry is not shown.
func (s *Server) deadJobs(ctx context.Context, _ *none) (*reply[[]DeadJobs], error) {
	if _, err := access.Check(actorOf(ctx), access.StatusRead, installationThing()); err != nil {
		return nil, err
	}
	all, err := s.Jobs.Graves(ctx)
	return &reply[[]DeadJobs]{each(all, func(g job.Grave) DeadJobs { return DeadJobs(g) })}, err
}

func (s *Server) retryJobs(ctx context.Context, in *body[Retry]) (*reply[Revived], error) {
	n, err := RetryJobs(ctx, s.DB, s.Log, s.Jobs, actorOf(ctx), in.Body.Kind)
	return &reply[Revived]{Revived{n}}, err
}

// RetryJobs has the dead jobs of a kind tried again, and says so on the record. Right: jobs.retry. Faults: absent (none
// of the kind is dead).
func RetryJobs(ctx context.Context, d *db.DB, log *audit.Log, jobs *job.Queue, who access.Actor, kind string) (n int64, err error) {
	g, err := access.Check(who, access.JobsRetry, access.Thing{Kind: "jobs"})
	if err != nil {
		return 0, err
	}
	err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if n, err = jobs.Revive(ctx, tx, kind); err != nil {
			return err
		}
		if n == 0 {
			return fault.ErrAbsent.At("kind")
		}
		return log.Append(ctx, tx, g, audit.Params{"kind": kind, "count": strconv.FormatInt(n, 10)})
	})
	return n, err
}
