package web

import (
	"context"
	"strings"

	"surety/internal/access"
	"surety/internal/handover"
	"surety/internal/room"
	"surety/internal/ticket"
)

// newRoom opens one of the requester alone.
var newRoom = NewRoom{Key: NewRoomKey{"{recipient}", []RoomEnvelope{{"{member}", "{own}", []byte("SEALED")}}}}

func isRoom(r Route) bool {
	return strings.HasPrefix(r.Path, "/rooms/") || strings.HasPrefix(r.Path, "/tickets/{id}/room")
}

// ownKey publishes a key of the requester's.
func (s *scene) ownKey() string {
	s.T.Helper()
	ctx, who := context.Background(), s.requester
	who.SteppedUp = true
	s.must(s.server.Secrets.Publish(ctx, who, recipient(), []handover.Lock{{Kind: handover.Passphrase, Label: "Words", Sealed: sealedSample("phrase.age")}}))
	own, err := s.server.Secrets.Own(ctx, who)
	s.must(err)
	return own.Key.ID
}

// newRoom makes the ticket restricted, and for routes of a room opens, or offers, one on a ticket of its own.
func (s *scene) newRoom(t ticket.Ticket, r Route) ticket.Ticket {
	s.T.Helper()
	ctx, who := context.Background(), s.requester
	who.SteppedUp = true
	if strings.HasPrefix(r.Path, "/rooms/") {
		t, _ = s.fresh()
	}
	s.must(s.Desk.Raise(ctx, who, t.ID, ticket.Part{}, access.Restricted))
	switch {
	case r.Action == access.RoomDecline:
		id, err := s.server.Rooms.Offer(ctx, s.specialist, t.ID)
		s.must(err)
		s.room = id
	case strings.HasPrefix(r.Path, "/rooms/"):
		id, err := s.server.Rooms.Open(ctx, who, t.ID, room.Key{Recipient: recipient(), Envelopes: []room.Envelope{{Member: who.Account, Key: s.own, Sealed: sealedSecret()},
			{Sealed: sealedSecret()}}}, room.Recovery{Recipient: recipient(), Sealed: sealedSample("phrase.age")})
		s.must(err)
		s.room = id
		_, err = s.server.Rooms.Write(ctx, who, id, room.New{Epoch: 1, Seq: 1, Kind: room.Message, Sealed: sealedSecret()})
		s.must(err)
	}
	return t
}

// roomThing is a room as the rules see it.
func (s *scene) roomThing(t ticket.Ticket) access.Thing {
	return access.Part{Kind: "room", ID: s.room, Class: access.Restricted}.Of(access.Thing{Ticket: t.ID, Department: s.department, Organisation: s.organisation,
		Requester: s.requester.Account, Members: []access.AccountID{s.specialist.Account}})
}
