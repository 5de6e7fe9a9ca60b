package work_test

import (
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/remote/work"
	"surety/internal/wire"
)

// worked records a session in which something was done.
func (s *session) worked() {
	s.t.Helper()
	s.show("$ ")
	s.record(wire.Input, []byte("uptime\r"))
	s.show("uptime\r\n up 3 days\r\n$ ")
	s.record(wire.Filed, wire.File{Direction: wire.Sent, Name: "a\u202egnp.exe", Size: 7, SHA256: [32]byte{1}}.Encode())
	s.record(wire.Filed, wire.File{Direction: wire.Fetched, Name: "log", Size: 9}.Encode())
	for _, t := range []wire.Transfer{{Address: "127.0.0.1:5432", In: 10, Out: 20}, {Address: "127.0.0.1:5432", In: 15, Out: 30, Finished: true}, {Address: "127.0.0.1:80", In: 1}} {
		s.record(wire.Tunnel, t.Encode())
	}
	s.record(wire.Paused, []byte("client"))
	s.time.Advance(time.Hour)
	s.record(wire.Resumed, []byte("client"))
	s.time.Advance(90 * time.Second)
	s.show("done\r\n")
}

func TestARecordingTellsTheWork(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.worked()
		running, err := w.OfSession(t.Context(), w.client, s.id)
		must(t, err)
		s.end()
		for range 2 { // read, then from what was kept
			r, err := w.OfSession(t.Context(), w.agent, s.id)
			must(t, err)
			if r.Minutes() != 2 || len(r.Commands) != 1 || r.Commands[0].Text != "uptime" || len(r.Files) != 2 || r.Files[0].Way != "sent" || r.Files[0].Name != "a\ufffdgnp.exe" || r.Files[1].Bytes != 9 {
				t.Errorf("%+v", r)
			}
			if len(r.Tunnels) != 2 || r.Tunnels[0].In != 15 || r.Tunnels[0].Out != 30 || r.Tunnels[1].Address != "127.0.0.1:80" || !r.Over || r.Ended.IsZero() {
				t.Errorf("%+v", r.Tunnels)
			}
		}
		if running.Over || !running.Ended.IsZero() {
			t.Errorf("while it ran: %+v", running)
		}
		_, err = w.OfSession(t.Context(), w.Client(), s.id)
		expect(t, "a stranger", err, fault.ErrAbsent)
	})
}

func TestASessionCountsForOneMilestone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		sessions := func(i int) (ids string) {
			r, err := w.OfMilestone(t.Context(), w.client, w.milestones[i])
			must(t, err)
			for _, x := range r.Recorded {
				ids += x.Session + " "
			}
			return strings.TrimSpace(ids)
		}
		first := w.begin()
		first.worked()
		first.end()
		w.World.Clock.Advance(time.Hour)
		w.exec(`INSERT INTO deal_submission (milestone, round, at, text, works, verdict) VALUES ($1, 1, $2, $3, '', '')`, string(w.milestones[0]), db.Micros(w.World.Clock.Now()), []byte{0})
		w.World.Clock.Advance(time.Hour)
		second := w.begin()
		second.worked()
		second.end()
		if a, b := sessions(0), sessions(1); a != first.id || b != second.id {
			t.Errorf("%q and %q, want %q and %q", a, b, first.id, second.id)
		}
		w.exec(`UPDATE deal_submission SET verdict = 'request_changes'`)
		if a, b := sessions(0), sessions(1); a != first.id+" "+second.id || b != "" {
			t.Errorf("when changes are asked for: %q and %q", a, b)
		}
	})
}

// TestTheReportIsWrittenByTheSpecialistAndReadWhenSent goes through who may what, when.
func TestTheReportIsWrittenByTheSpecialistAndReadWhenSent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m, ctx := w.milestones[0], t.Context()
		expect(t, "sent before it is written", w.Send(ctx, w.agent, m, 0), work.ErrEmpty)
		must(t, w.Write(ctx, w.agent, m, 0, "The disk was full."))
		expect(t, "by an old version", w.Write(ctx, w.agent, m, 0, "x"), fault.ErrStale)
		expect(t, "by the client", w.Write(ctx, w.client, m, 1, "x"), fault.ErrDenied)
		expect(t, "by a lead", w.Write(ctx, w.lead, m, 1, "x"), fault.ErrDenied)
		expect(t, "by a stranger", w.Write(ctx, w.Specialist(), m, 1, "x"), fault.ErrAbsent)
		expect(t, "too long", w.Write(ctx, w.agent, m, 1, strings.Repeat("я", work.TextLimit+1)), fault.ErrTooLarge)
		expect(t, "nothing", w.Write(ctx, w.agent, m, 1, " \n"), work.ErrEmpty)
		must(t, w.Write(ctx, w.agent, m, 1, "The disk was full. It is not any more."))
		read := func(who access.Actor) work.Report {
			r, err := w.OfMilestone(ctx, who, m)
			must(t, err)
			return r
		}
		if r := read(w.client); r.Written != "" || r.Version != 0 || r.May {
			t.Errorf("the client reads a draft: %+v", r)
		}
		if r := read(w.agent); r.Written != "The disk was full. It is not any more." || r.Version != 2 || !r.May {
			t.Errorf("its author reads %+v", r)
		}
		expect(t, "the client sends", w.Send(ctx, w.client, m, 2), fault.ErrDenied)
		expect(t, "an old version is sent", w.Send(ctx, w.agent, m, 1), fault.ErrStale)
		must(t, w.Send(ctx, w.agent, m, 2))
		if r := read(w.client); r.Written != "The disk was full. It is not any more." || r.Sent.IsZero() || r.May {
			t.Errorf("the client reads %+v", r)
		}
		expect(t, "sent again", w.Send(ctx, w.agent, m, 2), work.ErrSent)
		expect(t, "changed afterwards", w.Write(ctx, w.agent, m, 2, "x"), work.ErrSent)
		_, err := w.OfMilestone(ctx, w.lead, m)
		expect(t, "a lead reads", err, fault.ErrDenied)
		if all := w.entries(w.ticket, access.DealReport); len(all) != 3 || all[0].Params["what"] != "send" {
			t.Errorf("on the record: %+v", all)
		}
	})
}

// TestABadRecordingTellsNothing takes a chunk out of one.
func TestABadRecordingTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.begin()
		s.worked()
		s.end()
		w.exec(`DELETE FROM remote_chunk WHERE session = $1 AND number = 2`, s.id)
		r, err := w.OfMilestone(t.Context(), w.client, w.milestones[0])
		must(t, err)
		if len(r.Recorded) != 1 || !r.Recorded[0].Bad || len(r.Recorded[0].Commands) > 0 {
			t.Errorf("%+v", r.Recorded)
		}
	})
}
