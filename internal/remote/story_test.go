package remote

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/live"
	"surety/internal/suretytest"
	"surety/internal/wire"
)

func TestFromAskingToReview(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.ask()
		if v := w.view(w.client, id); v.Reason != usual.Reason || !slices.Equal(v.Ports, usual.Ports) || v.State != Requested || !slices.Equal(v.May, []string{"code", "refuse", "report", "end"}) ||
			v.Subject == "" || v.SnapshotState != "none" {
			t.Errorf("the client sees %+v", v)
		}
		w.must(w.Jobs.Drain(ctx))
		if !slices.ContainsFunc(w.Mail.Sent(), func(m suretytest.Sent) bool { return strings.Contains(m.Subject, "asks for a remote session") }) {
			t.Error("the client was not written to")
		}
		c, err := w.Code(ctx, w.client, id)
		w.must(err)
		if len(c.Code) != 11 || c.Dial != "help.surety.example/"+c.Code || !c.ExpiresAt.Equal(w.World.Clock.Now().Add(CodeTime)) {
			t.Errorf("code %+v", c)
		}
		p, err := w.arrive(strings.ToLower(c.Code[:5] + c.Code[6:]))
		w.must(err)
		f := p.facts
		if f.Reason != usual.Reason || f.Specialist == "" || f.Host != "help.surety.example" || f.Verified || !slices.Equal(f.Powers, usual.Powers) || f.Until != w.World.Clock.Now().Add(time.Hour).Unix() {
			t.Errorf("facts %+v", f)
		}
		if len(p.in.RecordingKey) != 32 || len(p.in.SnapshotKey) != 32 || slices.Equal(p.in.RecordingKey, p.in.SnapshotKey) {
			t.Error("keys are missing or the same")
		}
		_, err = p.agree(p.agreement())
		w.refused(err, ErrState) // neither a snapshot nor words
		w.World.Clock.Advance(20 * time.Minute)
		p.waive()
		if p.facts.Until != w.World.Clock.Now().Add(time.Hour).Unix() {
			t.Error("the time that was agreed runs from before the preparation's end")
		}
		agreed := p.agreement()
		agreed.Granted = []wire.Purpose{wire.TerminalView, wire.TerminalType}
		agreed.Ports = nil
		e, err := p.agree(agreed)
		w.must(err)
		entry, err := audit.VerifyReceipt(e.Receipt, w.Verifier)
		w.must(err)
		if entry.Action != access.RemoteConsent || entry.Params["granted"] != "terminal.view terminal.type" || entry.Actor != w.client.Account {
			t.Errorf("the consent stands as %+v", entry)
		}
		again, err := p.agree(agreed)
		if w.must(err); again.N != e.N {
			t.Errorf("the same consent again is entry %d, not %d", again.N, e.N)
		}
		w.state(id, Consented)
		_, err = w.Join(ctx, w.specialist, id, wire.Digest{1})
		w.refused(err, ErrNotReady)
		w.must(w.Here(ctx, id, wire.Client, true))
		w.state(id, Active)
		j, err := w.Join(ctx, w.specialist, id, wire.Digest{1})
		w.must(err)
		keys, err := audit.VerifyReceipt(j.Receipt.Receipt, w.Verifier)
		w.must(err)
		if j.Number != 1 || j.Pin != (wire.Digest{7}) || !slices.Equal(j.Granted, agreed.Granted) || keys.Params["far"][:2] != "01" || keys.Params["near"][:2] != "07" {
			t.Errorf("joined %+v, keys %+v", j, keys)
		}
		w.cutFor(id, "")
		w.must(w.Turn(ctx, w.client, id, wire.Finish, ""))
		w.state(id, Ended)
		w.cutFor(id, "ended")
		if told := w.ends.told(); len(told) == 0 || told[len(told)-1] != (wire.Turn{Step: wire.Finish, By: wire.Client, Why: "ended"}) {
			t.Errorf("told %+v", told)
		}
		if s := p.session(); s.State != Ended { // what is left of the recording is sent with the token
			t.Errorf("%+v", s)
		}
		w.must(w.Seal(ctx, id, Sealing{Chunks: 12, Bytes: 3400, Last: wire.Digest{9}, Complete: true}))
		w.state(id, Sealed)
		o, err := w.Open(ctx, w.client, id, access.RemoteReplay, nil)
		w.must(err)
		key, err := w.RecordingKey(ctx, o.Grant, id)
		if w.must(err); !slices.Equal(key, p.in.RecordingKey) {
			t.Error("the key that the server derives again is another")
		}
		w.state(id, Reviewed)
		if v := w.view(w.specialist, id); v.Recording != recordingComplete || v.Chunks != 12 || v.EndedBy != "client" || v.SnapshotState != "waived" || v.Waiver != "It is a spare machine." ||
			v.Powers[2].State != "refused" {
			t.Errorf("the specialist sees %+v", v)
		}
	})
}

func TestUnansweredRequestsExpire(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.ask()
		w.World.Clock.Advance(AnswerTime - time.Second)
		w.must(w.Jobs.Drain(ctx))
		w.state(id, Requested)
		w.World.Clock.Advance(time.Second)
		w.must(w.Jobs.Drain(ctx))
		w.state(id, Expired)
		w.cutFor(id, "expired")
		other := w.ask() // and one may ask again
		p := w.program(other)
		w.World.Clock.Advance(PrepareTime - time.Second)
		w.must(w.Jobs.Drain(ctx))
		p.session()
		w.World.Clock.Advance(time.Second)
		w.must(w.Jobs.Drain(ctx))
		w.state(other, Expired)
	})
}

func TestWhatWasAgreedEnds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, p := w.running()
		w.World.Clock.Advance(time.Hour)
		w.cutFor(id, "limit")
		w.must(w.Jobs.Drain(ctx))
		w.state(id, Ended)
		if told := w.ends.told(); !slices.Contains(told, wire.Turn{Step: wire.Finish, By: wire.Server, Why: "limit"}) {
			t.Errorf("told %+v", told)
		}
		p.session()
		w.World.Clock.Advance(SealTime)
		w.must(w.Jobs.Drain(ctx))
		w.state(id, Sealed)
		if v := w.view(w.client, id); v.Recording != recordingAbandoned {
			t.Errorf("the recording is %s", v.Recording)
		}
	})
}

// Screens of everybody in the case hear that something changed, and nobody else's.
func TestScreensOfTheCaseHear(t *testing.T) {
	w := newWorld(t, db.SQLite)
	listening, stop := context.WithCancel(ctx)
	defer stop()
	events := w.World.Live.Subscribe(listening)
	id := w.ask()
	for e := range events {
		if e.Name != live.Remote {
			continue
		}
		if !strings.Contains(string(e.Data), id) || strings.Contains(string(e.Data), "printer") {
			t.Errorf("heard %s", e.Data)
		}
		for who, want := range map[*access.Actor]bool{&w.client: true, &w.specialist: true, &w.lead: true, &w.agent: true, &w.another: false} {
			if w.World.Desk.Hears(*who, e) != want {
				t.Errorf("%s hears it: %t", who.Account, !want)
			}
		}
		return
	}
}
