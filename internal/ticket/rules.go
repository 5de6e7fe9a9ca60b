package ticket

import (
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// What the state of a ticket refuses.
var (
	ErrClosed = fault.New(fault.Conflict, "ticket_closed", "the ticket is closed")
	ErrMerged = fault.New(fault.Conflict, "ticket_merged", "the ticket has become part of another")
	ErrMoved  = fault.New(fault.Conflict, "conversation_moved", "others have written since; read it, or send it anyway")
)

// notMerged refuses any change of a ticket that has become part of another.
func notMerged(t stored) error {
	if t.mergedInto != "" {
		return ErrMerged.With("into", string(t.mergedInto))
	}
	return nil
}

// mayReopen asks rights and time: a client may within [ReopenWindow] of the closing, the desk always.
func mayReopen(who access.Actor, t stored, now time.Time) (access.Grant, error) {
	g, err := access.Check(who, access.TicketReopen, t.thing())
	if err != nil {
		return g, err
	}
	if t.status == StatusClosed && sideOf(&who, t.thing()) == ClientSide && now.Sub(db.Time(t.closed)) > ReopenWindow {
		return access.Grant{}, ErrClosed
	}
	return g, nil
}

// afterMessage is the status that a message leads to. A client's brings a waiting or solved ticket back to the staff; a
// staff member's hands it to the client, unless they chose otherwise.
func afterMessage(now Status, by Side, chosen Status) Status {
	switch {
	case by == ClientSide && now == StatusNew:
		return StatusNew
	case by == ClientSide:
		return StatusOpen
	case chosen != "":
		return chosen
	default:
		return StatusWaiting
	}
}

// setStatus changes the status and what hangs on it.
func (t *stored) setStatus(s Status, now time.Time) {
	if s == StatusClosed && t.status != StatusClosed {
		t.closed = db.Micros(now)
	}
	if s != StatusClosed {
		t.closed = 0
	}
	t.status, t.active = s, s.Active()
}

// touch counts a change: one that all see, or one that only readers of notes may know of.
func (t *stored) touch(now time.Time, hidden bool) {
	t.version++
	t.updated = max(t.updated, db.Micros(now))
	if !hidden {
		t.faceVersion++
		t.faceUpdated = t.updated
	}
}

// capabilities are what the viewer could do now: their rights and the ticket's state together.
func capabilities(who access.Actor, t stored, now time.Time) []string {
	thing := t.thing()
	right := func(a access.Action) bool { return access.Ask(&who, a, &thing) == nil }
	_, reopen := mayReopen(who, t, now)
	live, closed := t.mergedInto == "" && t.destroyed == 0, t.status == StatusClosed
	can := []string{}
	for _, c := range []struct {
		name string
		yes  bool
	}{
		{"reply", live && right(access.TicketReply) && (!closed || reopen == nil)},
		{"note", live && right(access.TicketNote)},
		{"assign", live && right(access.TicketAssign)},
		{"hand_over", live && !closed && right(access.TicketHandOver)},
		{"close", live && !closed && right(access.TicketClose)},
		{"reopen", live && !t.active && reopen == nil},
		{"merge", live && right(access.TicketMerge)},
		{"split", live && right(access.TicketSplit)},
		{"edit", live && right(access.TicketEdit)},
		{"classify", live && right(access.TicketClassify)},
		{"members", live && right(access.TicketMembers)},
		{"watch", t.destroyed == 0 && right(access.TicketWatch)},
		{"record", right(access.TicketRecord)},
		{"deal", live && right(access.DealDraft)},
		{"call", live && right(access.CallOpen)},
		{"invite", live && right(access.CallInvite)},
		{"evidence", stepped(who, thing)},
	} {
		if c.yes {
			can = append(can, c.name)
		}
	}
	return can
}

// stepped reports whether the pack could be taken out after a step-up: the button is shown before it.
func stepped(who access.Actor, t access.Thing) bool {
	who.SteppedUp = true
	return access.Ask(&who, access.EvidenceExport, &t) == nil
}
