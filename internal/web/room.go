package web

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/room"
)

func roomOf(v room.View) Room {
	out := Room{ID: v.ID, State: RoomState(v.State), OfferedBy: refOrNil(v.OfferedBy), OpenedBy: refOrNil(v.Opener), Last: v.Last, Recovery: v.Recovery,
		Members: each(v.Members, func(m room.Member) RoomMember {
			return RoomMember{ID: string(m.ID), Name: m.Name, Standing: RoomStanding(m.Standing)}
		}), May: each(v.May, func(m string) RoomDo { return RoomDo(m) })}
	if v.Epoch != nil {
		k := roomKeyOf(*v.Epoch)
		out.Key = &k
	}
	return out
}

func refOrNil(p room.Person) *Ref {
	if p.ID == "" {
		return nil
	}
	return &Ref{ID: string(p.ID), Name: p.Name}
}

func roomKeyOf(e room.Epoch) RoomKey {
	return RoomKey{e.Number, e.Recipient, e.Digest, e.Entry, e.At}
}

// shownRoom shows the ticket's room as it is after a change.
func (s *Server) shownRoom(ctx context.Context, ticket string, err error) (*reply[Room], error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Rooms.Of(ctx, actorOf(ctx), access.TicketID(ticket))
	return &reply[Room]{roomOf(v)}, err
}

func (s *Server) readRoom(ctx context.Context, in *byID) (*reply[Room], error) {
	return s.shownRoom(ctx, in.ID, nil)
}

func (s *Server) roomPeople(ctx context.Context, in *byID) (*reply[Page[RoomPerson]], error) {
	all, err := s.Rooms.People(ctx, actorOf(ctx), access.TicketID(in.ID))
	return &reply[Page[RoomPerson]]{Page[RoomPerson]{Items: each(all, func(c room.Candidate) RoomPerson {
		p := RoomPerson{ID: string(c.ID), Name: c.Name, Role: RoomRole(c.Role), Earlier: each(c.Earlier, publicKeyOf)}
		if c.Key != nil {
			k := publicKeyOf(*c.Key)
			p.Key = &k
		}
		return p
	})}}, err
}

func (s *Server) offerRoom(ctx context.Context, in *idBody[Empty]) (*reply[Room], error) {
	_, err := s.Rooms.Offer(ctx, actorOf(ctx), access.TicketID(in.ID))
	return s.shownRoom(ctx, in.ID, err)
}

func (s *Server) declineRoom(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Rooms.Decline(ctx, actorOf(ctx), in.ID)
}

func keyFrom(k NewRoomKey) room.Key {
	return room.Key{Recipient: k.Recipient, Envelopes: each(k.Envelopes, func(e RoomEnvelope) room.Envelope {
		return room.Envelope{Member: access.AccountID(e.Member), Key: e.Key, Sealed: e.Sealed}
	})}
}

func (s *Server) openRoom(ctx context.Context, in *idBody[NewRoom]) (*reply[Room], error) {
	var rec room.Recovery
	if r := in.Body.Recovery; r != nil {
		rec = room.Recovery{Recipient: r.Recipient, Sealed: r.Sealed}
	}
	_, err := s.Rooms.Open(ctx, actorOf(ctx), access.TicketID(in.ID), keyFrom(in.Body.Key), rec)
	return s.shownRoom(ctx, in.ID, err)
}

func (s *Server) openedRoom(ctx context.Context, in *idBody[NewRoom], _ string) (*reply[Room], error) {
	return s.shownRoom(ctx, in.ID, nil)
}

func (s *Server) turnRoom(ctx context.Context, in *idBody[RoomTurn]) (*done, error) {
	return &done{}, s.Rooms.Turn(ctx, actorOf(ctx), in.ID, in.Body.Epoch, keyFrom(in.Body.Key))
}

func copyOf(c room.Copy) RoomCopy {
	return RoomCopy{roomKeyOf(c.Epoch), Ref{ID: string(c.By.ID), Name: c.By.Name}, c.Sealed}
}

func (s *Server) roomKeys(ctx context.Context, in *byID) (*reply[Page[RoomCopy]], error) {
	all, err := s.Rooms.Enter(ctx, actorOf(ctx), in.ID)
	return &reply[Page[RoomCopy]]{Page[RoomCopy]{Items: each(all, copyOf)}}, err
}

func (s *Server) roomRecovery(ctx context.Context, in *byID) (*reply[RoomRecovered], error) {
	lock, all, err := s.Rooms.Recover(ctx, actorOf(ctx), in.ID)
	return &reply[RoomRecovered]{RoomRecovered{lock, each(all, copyOf)}}, err
}

func roomMessageOf(e room.Entry) RoomMessage {
	return RoomMessage{Seq: e.Seq, Epoch: e.Epoch, Author: Ref{ID: string(e.Author.ID), Name: e.Author.Name}, Kind: RoomKind(e.Kind), Digest: e.Digest, Size: e.Size, Entry: e.N, At: e.At, Sealed: e.Sealed}
}

// roomMessages pages as messages of a ticket do: after a number towards the newest, else from the newest back.
func (s *Server) roomMessages(ctx context.Context, in *roomQuery) (*reply[Page[RoomMessage]], error) {
	slice := room.Slice{After: in.After, Limit: in.Limit}
	if in.Cursor != "" {
		n, err := number(strings.TrimPrefix(in.Cursor, "-"))
		if err != nil {
			return nil, err
		}
		slice.After, slice.Before = n, 0
		if strings.HasPrefix(in.Cursor, "-") {
			slice.After, slice.Before = 0, n
		}
	}
	all, more, err := s.Rooms.Read(ctx, actorOf(ctx), in.ID, slice)
	out := &reply[Page[RoomMessage]]{Page[RoomMessage]{Items: each(all, roomMessageOf)}}
	if more && len(all) > 0 {
		out.Body.Next = "-" + strconv.FormatInt(all[0].Seq, 10)
		if slice.After > 0 {
			out.Body.Next = strconv.FormatInt(all[len(all)-1].Seq, 10)
		}
	}
	return out, err
}

func (s *Server) writeRoom(ctx context.Context, in *idBody[NewRoomMessage]) (*reply[RoomMessage], error) {
	b := in.Body
	e, err := s.Rooms.Write(ctx, actorOf(ctx), in.ID, room.New{Epoch: b.Epoch, Seq: b.Seq, Kind: room.Message, Sealed: b.Sealed})
	return &reply[RoomMessage]{roomMessageOf(e)}, err
}

func (s *Server) wroteRoom(ctx context.Context, in *idBody[NewRoomMessage], made string) (*reply[RoomMessage], error) {
	e, err := s.roomEntry(ctx, in.ID, made)
	return &reply[RoomMessage]{roomMessageOf(e)}, err
}

// roomEntry finds what was written before, for who repeats the request.
func (s *Server) roomEntry(ctx context.Context, id, made string) (room.Entry, error) {
	n, err := number(made)
	if err != nil {
		return room.Entry{}, err
	}
	all, _, err := s.Rooms.Read(ctx, actorOf(ctx), id, room.Slice{Before: n + 1, Limit: 1})
	if err != nil || len(all) == 0 {
		return room.Entry{}, err
	}
	all[0].Sealed = nil // they have it
	return all[0], nil
}

// addRoomFile takes a file's ciphertext into memory: it is small, and is kept in one piece.
func (s *Server) addRoomFile(w http.ResponseWriter, r *http.Request) error {
	epoch, err := number(r.URL.Query().Get("epoch"))
	if err != nil {
		return fault.ErrInvalid.At("epoch")
	}
	seq, err := number(r.URL.Query().Get("seq"))
	if err != nil {
		return fault.ErrInvalid.At("seq")
	}
	ctx, id := r.Context(), r.PathValue("id")
	if made := visitOf(ctx).made; made != "" {
		e, err := s.roomEntry(ctx, id, made)
		if err != nil {
			return err
		}
		return answerJSON(w, http.StatusCreated, roomMessageOf(e))
	}
	sealed, err := io.ReadAll(r.Body)
	if err != nil {
		return bodyFault(err)
	}
	e, err := s.Rooms.Write(ctx, actorOf(ctx), id, room.New{Epoch: epoch, Seq: seq, Kind: room.File, Sealed: sealed})
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusCreated, roomMessageOf(e))
}

// fetchRoom sends a ciphertext.
func (s *Server) fetchRoom(w http.ResponseWriter, r *http.Request) error {
	seq, err := number(r.PathValue("n"))
	if err != nil {
		return fault.ErrAbsent
	}
	b, err := s.Rooms.Fetch(r.Context(), actorOf(r.Context()), r.PathValue("id"), seq)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="sealed.age"`)
	h.Set("Cache-Control", "private, no-store")
	_, _ = (&patient{w: w, rc: http.NewResponseController(w)}).Write(b) // the reader is gone: nothing left to tell
	return nil
}
