package web

import (
	"context"
	"encoding/hex"

	"surety/internal/deal"
	"surety/internal/remote/replay"
	"surety/internal/remote/work"
)

func (s *Server) sessionWork(ctx context.Context, in *byID) (*reply[SessionWork], error) {
	r, err := s.Work.OfSession(ctx, actorOf(ctx), in.ID)
	return &reply[SessionWork]{SessionWork{Session: r.Session, StartedAt: timeOrNil(r.Began), EndedAt: timeOrNil(r.Ended), Minutes: r.Minutes(), Counts: WorkCounts(r.All),
		Commands: each(r.Commands, commandOf),
		Files: each(r.Files, func(f replay.File) RecordingFile {
			return RecordingFile{f.At.Microseconds(), RecordingWay(f.Way), f.Name, int64(f.Bytes), hex.EncodeToString(f.SHA256[:])}
		}),
		Tunnels: each(r.Tunnels, func(t replay.Tunnelled) RecordingTunnel {
			return RecordingTunnel{t.At.Microseconds(), t.Address, int64(t.In), int64(t.Out)}
		})}}, err
}

// shownReport shows the report as it is after a change.
func (s *Server) shownReport(ctx context.Context, id string, err error) (*versioned[WorkReport], error) {
	if err != nil {
		return nil, err
	}
	r, err := s.Work.OfMilestone(ctx, actorOf(ctx), deal.MilestoneID(id))
	return tagged(r.Version, WorkReport{Milestone: string(r.Milestone), Left: r.Left, Written: r.Written, ChangedAt: timeOrNil(r.Changed), SentAt: timeOrNil(r.Sent), May: r.May,
		Recorded: each(r.Recorded, func(x work.Recorded) WorkRow {
			return WorkRow{x.Session, timeOrNil(x.Began), timeOrNil(x.Ended), x.Minutes(), WorkCounts(x.All), x.Bad}
		})}), err
}

func (s *Server) readReport(ctx context.Context, in *byID) (*versioned[WorkReport], error) {
	return s.shownReport(ctx, in.ID, nil)
}

func (s *Server) writeReport(ctx context.Context, in *idPatch[WorkWritten]) (*versioned[WorkReport], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	return s.shownReport(ctx, in.ID, s.Work.Write(ctx, actorOf(ctx), deal.MilestoneID(in.ID), version, in.Body.Written))
}

func (s *Server) sendReport(ctx context.Context, in *idPatch[Empty]) (*versioned[WorkReport], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	return s.shownReport(ctx, in.ID, s.Work.Send(ctx, actorOf(ctx), deal.MilestoneID(in.ID), version))
}
