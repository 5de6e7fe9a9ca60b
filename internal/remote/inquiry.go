package remote

import (
	"context"
	"database/sql"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/fault"
)

// Inquiry is how who looks into a complaint comes to the recordings of its case, in place of the rights of the session: while the complaint
// is open, for a reason, each opening on the record as one of what the complaint is about. They look, and take nothing along.
type Inquiry struct {
	Sessions   *Desk
	Complaints *complaint.Complaints
	ID         complaint.ID
	Reason     string
}

// looked are the ways of a recording's opening that give nothing out; any other is refused.
var looked = []string{"course", "play", "search", "commands", "verify"}

// May asks whether they may look at a recording, as things are by now; the grant opens nothing. Right: complaint.material, with step-up.
// Faults: as [complaint.Complaints.Material], absent for a session of another case, remote_state (nothing was recorded).
func (q Inquiry) May(ctx context.Context, who access.Actor, session string, act access.Action) (s Seen, err error) {
	if act != access.RemoteReplay {
		return s, fault.ErrDenied
	}
	g, err := q.Complaints.MayInquire(ctx, who, q.ID, q.Reason, q.within(session, &s))
	s.Grant = g
	return s, err
}

// Open asks the same and puts the opening on the record. A look of theirs is no review of the client's. Right and faults: as May, and denied
// for a way that would give something out.
func (q Inquiry) Open(ctx context.Context, who access.Actor, session string, act access.Action, p audit.Params) (Opened, error) {
	if act != access.RemoteReplay || !slices.Contains(looked, p["how"]) {
		return Opened{}, fault.ErrDenied
	}
	var s Seen
	g, err := q.Complaints.Inquire(ctx, who, q.ID, q.Reason, audit.Params{"what": "recording", "session": session, "how": p["how"]}, q.within(session, &s))
	s.Grant = g
	return s.Opened, err
}

// RecordingKey is as [Desk.RecordingKey].
func (q Inquiry) RecordingKey(ctx context.Context, g access.Grant, session string) ([]byte, error) {
	return q.Sessions.RecordingKey(ctx, g, session)
}

// within finds the session in the case; in no other.
func (q Inquiry) within(session string, s *Seen) complaint.Within {
	return func(ctx context.Context, tx *db.Tx, t access.TicketID) error {
		r, err := rowOf(ctx, tx, session, false)
		switch {
		case err != nil:
			return err
		case r.ticket != t:
			return fault.ErrAbsent
		case r.recording == recordingNone:
			return ErrState
		}
		*s = r.seen(access.Grant{})
		return nil
	}
}

// Recorded is a recorded session of a case.
type Recorded struct {
	Run
	Specialist Person
	Recording  string // running, complete, abandoned
}

// recordedMost bounds how many sessions of a case are listed.
const recordedMost = 200

// OfInquiry lists the latest recorded sessions of the case that a complaint is about, newest first: that there are such, and whose. Right:
// the caller's recorded grant for complaint.material, which names the case. Faults: denied.
func (d *Desk) OfInquiry(ctx context.Context, g access.Grant) (all []Recorded, err error) {
	if !g.Valid() || !g.Recorded() || g.Action() != access.ComplaintMaterial || g.Ticket() == "" {
		return nil, fault.ErrDenied
	}
	return all, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if all, err = db.All(ctx, tx, scanRecorded, `SELECT id, specialist, recording, started_at, ended_at FROM remote_session WHERE ticket = $1
			AND recording <> 'none' ORDER BY started_at DESC, id DESC LIMIT $2`, string(g.Ticket()), recordedMost); err != nil {
			return err
		}
		ids := make([]access.AccountID, len(all))
		for i, r := range all {
			ids[i] = r.Specialist.ID
		}
		names, err := d.Accounts.Names(ctx, tx, ids)
		for i := range all {
			all[i].Specialist.Name = names[all[i].Specialist.ID]
		}
		return err
	})
}

func scanRecorded(s db.Scanner) (r Recorded, err error) {
	var began, ended sql.NullInt64
	err = s.Scan(&r.ID, &r.Specialist.ID, &r.Recording, &began, &ended)
	r.Began, r.Ended = db.TimeOrZero(began), db.TimeOrZero(ended)
	return r, err
}
