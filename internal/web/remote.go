package web

import (
	"context"
	"encoding/hex"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/remote"
	"surety/internal/wire"
)

func remoteOf(v remote.View) RemoteSession {
	r := RemoteSession{ID: v.ID, Ticket: RemoteTicket{string(v.Ticket), v.Number, v.Subject}, State: RemoteState(v.State), Specialist: personRef(v.Specialist),
		Client: personRef(v.Client), Reason: v.Reason, Ports: v.Ports, Deal: string(v.Deal), Minutes: v.Minutes, Until: timeOrNil(v.Until), AskedAt: v.AskedAt,
		ConsentedAt: timeOrNil(v.ConsentedAt), StartedAt: timeOrNil(v.StartedAt), EndedAt: timeOrNil(v.EndedAt),
		Snapshot: RemoteSnapshot{SnapshotState(v.SnapshotState), v.Snapshot, v.Waiver}, Here: RemoteHere{v.ClientHere, v.SpecialistHere}, PausedBy: RemoteParty(v.PausedBy), Doubt: RemoteDoubt(v.Doubt),
		Recording: RemoteRecordingRow{RecordingState(v.Recording), v.Chunks, v.Bytes}, May: each(v.May, func(s string) RemoteDo { return RemoteDo(s) }),
		Powers: each(v.Powers, func(p remote.Power) RemotePowerRow {
			return RemotePowerRow{RemotePower(p.Code), RemotePowerState(p.State)}
		})}
	if v.Currency != "" {
		r.Price = &RemotePrice{string(v.Currency), v.PriceMinor}
	}
	if v.EndedBy != "" {
		r.Ended = &RemoteEnded{RemoteParty(v.EndedBy), RemoteWhy(wire.KnownWhy(v.EndedWhy))}
	}
	return r
}

func personRef(p remote.Person) Ref { return Ref{ID: string(p.ID), Name: p.Name} }

// shownRemote shows the session as it is after a change, to who made it.
func (s *Server) shownRemote(ctx context.Context, id string, err error) (*reply[RemoteSession], error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Remote.Read(ctx, actorOf(ctx), id)
	return &reply[RemoteSession]{remoteOf(v)}, err
}

func remotePage(p remote.Page, err error) (*reply[Page[RemoteSession]], error) {
	return &reply[Page[RemoteSession]]{Page[RemoteSession]{Items: each(p.Items, remoteOf), Next: p.Next}}, err
}

func (s *Server) ticketRemotes(ctx context.Context, in *idPaged) (*reply[Page[RemoteSession]], error) {
	return remotePage(s.Remote.OfTicket(ctx, actorOf(ctx), access.TicketID(in.ID), in.Cursor, in.Limit))
}

type remoteQuery struct {
	State  string `query:"state" enum:"live" default:"live"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

func (s *Server) runningRemotes(ctx context.Context, in *remoteQuery) (*reply[Page[RemoteSession]], error) {
	return remotePage(s.Remote.Running(ctx, actorOf(ctx), in.Cursor, in.Limit))
}

type ownRemotes struct {
	Part   string `query:"part" enum:"asked,live,ended" default:"live" doc:"asked: the client has not answered; live: agreed to; ended"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

func (s *Server) myRemotes(ctx context.Context, in *ownRemotes) (*reply[Page[RemoteSession]], error) {
	return remotePage(s.Remote.Mine(ctx, actorOf(ctx), in.Part, in.Cursor, in.Limit))
}

func (s *Server) askRemote(ctx context.Context, in *idBody[NewRemoteSession]) (*reply[RemoteSession], error) {
	b := in.Body
	id, err := s.Remote.Ask(ctx, actorOf(ctx), access.TicketID(in.ID), remote.Request{Ports: b.Ports, Reason: b.Reason, Minutes: b.Minutes,
		Powers: each(b.Powers, func(p RemotePower) wire.Purpose { return wire.Purpose(p) })})
	return s.shownRemote(ctx, id, err)
}

func (s *Server) askedRemote(ctx context.Context, _ *idBody[NewRemoteSession], made string) (*reply[RemoteSession], error) {
	return s.shownRemote(ctx, made, nil)
}

func (s *Server) readRemote(ctx context.Context, in *byID) (*reply[RemoteSession], error) {
	return s.shownRemote(ctx, in.ID, nil)
}

func codeReply(c remote.Code, err error) (*reply[RemoteCode], error) {
	return &reply[RemoteCode]{RemoteCode(c)}, err
}

func (s *Server) remoteCode(ctx context.Context, in *idBody[Empty]) (*reply[RemoteCode], error) {
	return codeReply(s.Remote.Code(ctx, actorOf(ctx), in.ID))
}

// codedRemote tells a code again to who repeats the request with its key.
func codedRemote[I any](s *Server, ctx context.Context, _ *I, made string) (*reply[RemoteCode], error) {
	return codeReply(s.Remote.Coded(ctx, actorOf(ctx), made))
}

func (s *Server) restoreCode(ctx context.Context, in *idBody[Empty]) (*reply[RemoteCode], error) {
	t, err := s.snapshotCase(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return codeReply(s.Remote.RestoreCode(ctx, actorOf(ctx), t, in.ID))
}

func (s *Server) refuseRemote(ctx context.Context, in *idBody[Empty]) (*reply[RemoteSession], error) {
	return s.shownRemote(ctx, in.ID, s.Remote.Refuse(ctx, actorOf(ctx), in.ID))
}

func (s *Server) reportRemote(ctx context.Context, in *idBody[RemoteReport]) (*reply[RemoteSession], error) {
	return s.shownRemote(ctx, in.ID, s.Remote.Report(ctx, actorOf(ctx), in.ID, string(in.Body.Reason)))
}

func (s *Server) remoteReports(ctx context.Context, _ *none) (*reply[[]RemoteFiled], error) {
	all, err := s.Remote.Filed(ctx, actorOf(ctx))
	return &reply[[]RemoteFiled]{each(all, func(f remote.Filed) RemoteFiled {
		r := RemoteFiled{Session: f.Session, Ticket: string(f.Ticket), Client: personRef(f.Client), Specialist: personRef(f.Specialist), Reason: RemoteReason(f.Reason), At: f.At}
		if !f.LiftedAt.IsZero() {
			r.Lifted = &RemoteLifted{At: f.LiftedAt, By: personRef(f.LiftedBy), Why: RemoteLiftWhy(f.LiftedWhy)}
		}
		return r
	})}, err
}

func (s *Server) liftRemote(ctx context.Context, in *idBody[RemoteLift]) (*done, error) {
	return &done{}, s.Remote.Lift(ctx, actorOf(ctx), in.ID, string(in.Body.Why))
}

func (s *Server) turnRemote(ctx context.Context, in *idBody[RemoteTurn]) (*reply[RemoteSession], error) {
	return s.shownRemote(ctx, in.ID, s.Remote.Turn(ctx, actorOf(ctx), in.ID, remoteSteps[in.Body.Step], wire.Purpose(in.Body.Power)))
}

func (s *Server) joinRemote(ctx context.Context, in *idBody[RemoteJoin]) (*reply[RemoteJoined], error) {
	var pin wire.Digest
	if n, err := hex.Decode(pin[:], []byte(in.Body.Pin)); err != nil || n != len(pin) {
		return nil, fault.ErrInvalid.At("pin")
	}
	j, err := s.Remote.Join(ctx, actorOf(ctx), in.ID, pin)
	return &reply[RemoteJoined]{RemoteJoined{Number: int64(j.Number), Pin: hex.EncodeToString(j.Pin[:]), Entry: j.Receipt.N, Receipt: string(j.Receipt.Receipt),
		Granted: each(j.Granted, func(p wire.Purpose) RemotePower { return RemotePower(p) }), Ports: append([]string{}, j.Ports...), Folders: int64(j.Folders), Until: j.Until}}, err
}
