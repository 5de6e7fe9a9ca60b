package web

import (
	"context"
	"encoding/hex"
	"net/http"

	"surety/internal/complaint"
	"surety/internal/remote"
	"surety/internal/remote/replay"
	"surety/internal/scan/archive"
	"surety/internal/ticket"
)

type materialQuery struct {
	ID     string          `path:"id" maxLength:"64"`
	Reason ComplaintReason `query:"reason" required:"true"`
	Before int64           `query:"before" minimum:"0" doc:"the last messages before this seq"`
}

// complaintMaterial goes back page by page; each is an opening of its own. The first tells of the recordings, too.
func (s *Server) complaintMaterial(ctx context.Context, in *materialQuery) (*reply[ComplaintMaterial], error) {
	m, err := s.Complaints.Material(ctx, actorOf(ctx), complaint.ID(in.ID), string(in.Reason), ticket.Slice{Before: in.Before})
	if err != nil {
		return nil, err
	}
	var held []remote.Recorded
	if in.Before == 0 {
		held, err = s.Remote.OfInquiry(ctx, m.Grant)
	}
	return &reply[ComplaintMaterial]{ComplaintMaterial{Number: m.Number, Subject: m.Subject, More: m.More, Items: each(m.Items, messageOf(language(ctx))),
		Recordings: each(held, func(r remote.Recorded) ComplaintRecording {
			return ComplaintRecording{r.ID, personRef(r.Specialist), timeOrNil(r.Began), timeOrNil(r.Ended), RecordingState(r.Recording)}
		})}}, err
}

// complaintFile sends what the server drew, never a byte of what somebody brought.
func (s *Server) complaintFile(w http.ResponseWriter, r *http.Request) error {
	page, err := pageOf(r)
	if err != nil {
		return err
	}
	b, err := s.Complaints.MaterialFile(r.Context(), actorOf(r.Context()), complaint.ID(r.PathValue("id")), r.URL.Query().Get("reason"), r.PathValue("file"), page)
	if err != nil {
		return err
	}
	return drawn(w, b)
}

type insideQuery struct {
	ID     string          `path:"id" maxLength:"64"`
	File   string          `path:"file" maxLength:"64"`
	Reason ComplaintReason `query:"reason" required:"true"`
}

func (s *Server) complaintInside(ctx context.Context, in *insideQuery) (*reply[ComplaintInside], error) {
	x, err := s.Complaints.MaterialInside(ctx, actorOf(ctx), complaint.ID(in.ID), string(in.Reason), in.File)
	return &reply[ComplaintInside]{ComplaintInside{Type: x.Type, Bytes: x.Size, SHA256: hex.EncodeToString(x.SHA256[:]), Text: x.Text, Cut: x.Cut, Left: x.Left, Unlooked: x.Unlooked,
		Names: each(x.Names, func(e archive.Entry) ComplaintName { return ComplaintName{e.Name, e.Bytes, e.Inside} })}}, err
}

// Inquiry says which recording somebody looks at who looks into a complaint, and why.
type Inquiry struct {
	ID      string          `path:"id" maxLength:"64"`
	Session string          `path:"session" maxLength:"64"`
	Reason  ComplaintReason `query:"reason" required:"true"`
}

// inquiring is the player by the rights of the complaint.
func (s *Server) inquiring(in Inquiry) *replay.Player {
	return s.Player.Through(remote.Inquiry{Sessions: s.Remote, Complaints: s.Complaints, ID: complaint.ID(in.ID), Reason: string(in.Reason)}, in.ID+" "+string(in.Reason))
}

func (s *Server) inquireRecording(ctx context.Context, in *Inquiry) (*reply[RecordingCourse], error) {
	return courseReply(s.inquiring(*in).Recording(ctx, actorOf(ctx), in.Session))
}

type inquiryPlay struct {
	Inquiry
	PlayAsked
}

func (s *Server) inquirePlay(ctx context.Context, in *inquiryPlay) (*reply[RecordingPlay], error) {
	return playReply(s.inquiring(in.Inquiry).Play(ctx, actorOf(ctx), in.Session, in.ask()))
}

type inquirySearch struct {
	Inquiry
	Q      string `query:"q" required:"true" minLength:"1" maxLength:"400"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

func (s *Server) inquireSearch(ctx context.Context, in *inquirySearch) (*reply[Page[RecordingFind]], error) {
	return findsReply(s.inquiring(in.Inquiry).Search(ctx, actorOf(ctx), in.Session, in.Q, in.Cursor))
}

type inquiryPaged struct {
	Inquiry
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

func (s *Server) inquireCommands(ctx context.Context, in *inquiryPaged) (*reply[Page[RecordingCommand]], error) {
	return commandsReply(s.inquiring(in.Inquiry).Commands(ctx, actorOf(ctx), in.Session, in.Cursor))
}

func (s *Server) inquireVerify(ctx context.Context, in *Inquiry) (*reply[RecordingVerdict], error) {
	return verdictReply(s.inquiring(*in).Verify(ctx, actorOf(ctx), in.Session))
}
