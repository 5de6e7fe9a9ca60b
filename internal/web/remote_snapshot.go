package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/remote/keep"
)

func checkOf(c keep.Check) SnapshotCheck {
	return SnapshotCheck{SnapshotCheckState(c.State), timeOrNil(c.At), c.Done, c.Total, c.Kind, c.Name, c.Reason}
}

func (s *Server) ticketSnapshots(ctx context.Context, in *idPaged) (*reply[SnapshotRows], error) {
	l, err := s.Keeper.OfTicket(ctx, actorOf(ctx), access.TicketID(in.ID), in.Cursor, in.Limit)
	return &reply[SnapshotRows]{SnapshotRows{Next: l.Next, May: l.May, Check: checkOf(l.Check), Items: each(l.Items, func(x keep.Snapshot) SnapshotRow {
		return SnapshotRow{x.ID, x.Written, x.Bytes, x.Packs}
	})}}, err
}

func keptEntry(e keep.Entry) SnapshotEntry {
	return SnapshotEntry{e.Name, e.Place, SnapshotForm(e.Form), e.Note, e.Bytes, int64(e.Mode), e.Modified, e.Target}
}

// A place may be as long as a path on a machine, coded.
type snapshotQuery struct {
	ID     string `path:"id" maxLength:"64"`
	Path   string `query:"path" maxLength:"60000" doc:"of a folder, as an entry gave it; empty: the named folders"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"100"`
	Cursor string `query:"cursor" maxLength:"60000" doc:"next of the page before"`
}

func (s *Server) snapshotEntries(ctx context.Context, in *snapshotQuery) (*reply[SnapshotEntries], error) {
	e, err := s.Keeper.Folder(ctx, actorOf(ctx), in.ID, in.Path, in.Cursor, in.Limit)
	a := e.About
	return &reply[SnapshotEntries]{SnapshotEntries{a.Started, a.Ended, a.System, a.Files, a.Dirs, a.Links, a.Left, a.Bytes, each(e.Items, keptEntry), e.Next}}, err
}

type compareQuery struct {
	ID     string `path:"id" maxLength:"64" doc:"the snapshot before"`
	With   string `query:"with" required:"true" maxLength:"64" doc:"the snapshot after"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"100"`
	Cursor string `query:"cursor" maxLength:"60000" doc:"next of the page before; a page may be empty and not the last"`
}

func (s *Server) compareSnapshots(ctx context.Context, in *compareQuery) (*reply[Page[SnapshotDifference]], error) {
	d, err := s.Keeper.Compare(ctx, actorOf(ctx), in.ID, in.With, in.Cursor, in.Limit)
	side := func(e *keep.Entry) *SnapshotEntry {
		if e == nil {
			return nil
		}
		return new(keptEntry(*e))
	}
	return &reply[Page[SnapshotDifference]]{Page[SnapshotDifference]{Next: d.Next, Items: each(d.Items, func(x keep.Difference) SnapshotDifference {
		return SnapshotDifference{x.Place, x.Path, side(x.Before), side(x.After), append([]string{}, x.What...)}
	})}}, err
}

func (s *Server) verifySnapshot(ctx context.Context, in *idBody[Empty]) (*reply[SnapshotCheck], error) {
	c, err := s.Keeper.Check(ctx, actorOf(ctx), in.ID)
	return &reply[SnapshotCheck]{checkOf(c)}, err
}

// fetchSnapshotFile streams one file as it was. What is found damaged in the middle breaks the line.
func (s *Server) fetchSnapshotFile(w http.ResponseWriter, r *http.Request) error {
	f, err := s.Keeper.File(r.Context(), actorOf(r.Context()), r.PathValue("id"), r.URL.Query().Get("path"))
	if err != nil {
		return err
	}
	out := newDownload(w, f.Name, "application/octet-stream")
	out.bytes = strconv.FormatInt(f.Bytes, 10)
	return s.streamed(r.Context(), out, f.Send(r.Context(), out))
}

// snapshotCase is the ticket of a snapshot that a code is asked for: one of a session of the actor's own, or one that was taken when another was put back.
func (s *Server) snapshotCase(ctx context.Context, id string) (access.TicketID, error) {
	t, err := s.Remote.SnapshotOf(ctx, actorOf(ctx), id)
	if errors.Is(err, fault.ErrAbsent) {
		return s.Keeper.TicketOf(ctx, actorOf(ctx), id)
	}
	return t, err
}
