package remote

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/wire"
)

// parties are the codes of who makes turns.
var parties = map[wire.Party]string{wire.Client: "client", wire.Specialist: "specialist", wire.Lead: "lead", wire.Server: "server"}

func byCode(p wire.Party) string { return parties[p] }

// steps are the rights that turns need.
var steps = map[wire.Step]access.Action{wire.Pause: access.RemotePause, wire.Resume: access.RemotePause, wire.Take: access.RemoteTake, wire.Finish: access.RemoteEnd}

// Turn pauses, resumes or ends the session, or takes a power back. Only who paused resumes; a pause of the client's stands over one of a lead's, and that
// over one of the specialist's. Rights: remote.pause, remote.take, remote.end. Faults: absent, denied, invalid (step, power), remote_state, remote_paused_by_other.
func (d *Desk) Turn(ctx context.Context, who access.Actor, id string, step wire.Step, power wire.Purpose) error {
	act, ok := steps[step]
	if !ok {
		return fault.ErrInvalid.At("step")
	}
	if (step == wire.Take) != slices.Contains(wire.Powers, power) || step != wire.Take && power != "" {
		return fault.ErrInvalid.At("power")
	}
	_, err := d.change(ctx, who, id, act, func(ctx context.Context, w *work) error {
		return w.take(ctx, wire.Turn{Step: step, By: w.party(), Power: power})
	})
	return err
}

// party is for whom the actor of the change speaks.
func (w *work) party() wire.Party {
	who, t := w.grant.Actor(), w.grant.Thing()
	switch {
	case who.Account == t.Requester:
		return wire.Client
	case who.Account == t.Specialist:
		return wire.Specialist
	case t.Department != "" && who.Posts[t.Department] == access.Lead:
		return wire.Lead
	}
	return wire.Client // of the same organisation
}

// Turned keeps what the client's end says is so now: what was done there, or what it was told. What the server knows already changes nothing. It is believed only as
// the client, or as its own limits. Right: the token. Faults: not_signed_in, remote_state.
func (d *Desk) Turned(ctx context.Context, s Session, t wire.Turn) error {
	act, ok := steps[t.Step]
	if !ok {
		return fault.ErrInvalid.At("step")
	}
	if t.By != wire.Server {
		t.By = wire.Client
	}
	_, err := d.by(ctx, s, act, func(ctx context.Context, w *work) error {
		if w.knows(t) {
			w.quiet = true
			return nil
		}
		err := w.take(ctx, t)
		w.turn = nil // it comes from there
		return err
	})
	return err
}

// knows reports whether the session is already as the turn says.
func (w *work) knows(t wire.Turn) bool {
	switch t.Step {
	case wire.Pause:
		return w.row.state == Paused
	case wire.Resume:
		return w.row.state == Active
	case wire.Take:
		return !slices.Contains(w.row.left(), t.Power)
	}
	return !w.row.state.Open()
}

func (w *work) take(ctx context.Context, t wire.Turn) error {
	w.entry["by"] = byCode(t.By)
	w.turn = &t
	switch t.Step {
	case wire.Pause:
		return w.pause(ctx, t.By)
	case wire.Resume:
		return w.resume(ctx, t.By)
	case wire.Take:
		return w.takeBack(t.Power)
	}
	if !w.row.state.Open() {
		w.quiet = true
		return nil
	}
	why := t.Why // also one that this server does not know: it may be of a newer program
	if why == "" {
		why = wire.WhyEnded
	}
	return w.end(ctx, t.By, why)
}

// weight says whose pause stands over whose.
var weight = map[string]int{"client": 3, "lead": 2, "specialist": 1}

func (w *work) pause(ctx context.Context, by wire.Party) error {
	if w.row.state == Paused && weight[w.row.pausedBy] >= weight[byCode(by)] {
		w.quiet = true
		return nil
	}
	w.row.pausedBy = byCode(by)
	return w.happen(ctx, Pause)
}

func (w *work) resume(ctx context.Context, by wire.Party) error {
	if w.row.state == Active {
		w.quiet = true
		return nil
	}
	if w.row.state == Paused && w.row.pausedBy != byCode(by) {
		return ErrPaused
	}
	w.row.pausedBy = ""
	return w.happen(ctx, Resume)
}

func (w *work) takeBack(power wire.Purpose) error {
	switch {
	case !w.row.state.Runs() || !slices.Contains(split(w.row.granted), power):
		return ErrState
	case !slices.Contains(w.row.left(), power):
		w.quiet = true
		return nil
	}
	w.row.taken = joined(append(split(w.row.taken), power))
	w.entry["power"] = string(power)
	return nil
}

func (w *work) end(ctx context.Context, by wire.Party, why string) error {
	w.row.endedBy, w.row.endedWhy = byCode(by), why
	w.entry["by"], w.entry["why"] = byCode(by), why
	w.turn = &wire.Turn{Step: wire.Finish, By: by, Why: why}
	return w.happen(ctx, Finish)
}

// Cut ends the session as the installation itself: for a lost right, a limit, an end that is gone. Why is a code. What is over already stays as it is.
func (d *Desk) Cut(ctx context.Context, id, why string) error {
	_, err := d.change(ctx, access.Server("remote"), id, access.RemoteEnd, func(ctx context.Context, w *work) error {
		if !w.row.state.Open() {
			w.quiet = true
			return nil
		}
		return w.end(ctx, wire.Server, why)
	})
	return err
}

// Here says that an end of the session came or went. A consented session begins when the client's end is there. Nothing of it stands on the record: the keys do.
func (d *Desk) Here(ctx context.Context, id string, end wire.Party, here bool) error {
	return d.server(ctx, id, func(ctx context.Context, w *work) error {
		was := w.row
		if end == wire.Client {
			w.row.clientHere = here
		} else {
			w.row.specialistHere = here
		}
		if w.row.clientHere == was.clientHere && w.row.specialistHere == was.specialistHere {
			return nil
		}
		if w.row.state == Consented && w.row.clientHere {
			if err := w.start(); err != nil {
				return err
			}
		}
		if err := w.row.put(ctx, w.tx); err != nil {
			return err
		}
		w.tell()
		return nil
	})
}

// server runs a change of the installation's own that stands on the record only if fn says so.
func (d *Desk) server(ctx context.Context, id string, fn func(ctx context.Context, w *work) error) error {
	return d.inTx(ctx, id, access.RemoteClock, fn)
}

// Sealing is the end of a recording as the server has it.
type Sealing struct {
	Chunks, Bytes int64
	Last          wire.Digest // of the last chunk
	Complete      bool        // else it was abandoned
}

// Seal ends the recording of a session that is over. Once more does nothing. Faults: absent, remote_state while it is not over.
func (d *Desk) Seal(ctx context.Context, id string, s Sealing) error {
	return d.server(ctx, id, func(ctx context.Context, w *work) error {
		if w.row.recording != recordingRuns {
			return nil
		}
		if err := w.seal(ctx, s); err != nil {
			return err
		}
		return w.finish(ctx)
	})
}
