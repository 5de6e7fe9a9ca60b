package web

import (
	"context"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"surety/internal/fault"
	"surety/internal/remote/replay"
	"surety/internal/wire"
)

func eventOf(e replay.Event) RecordingEvent {
	x := RecordingEvent{AtMicros: e.At.Microseconds(), Kind: RecordingKind(e.Kind), Stream: int64(e.Stream), Data: e.Data, Text: e.Text, Count: int64(e.Count), Cols: int(e.Size.Cols), Rows: int(e.Size.Rows), Kept: e.Kept}
	if f := e.File; f != nil {
		x.File = &RecordingFile{x.AtMicros, RecordingWay(replay.WayOf(f.Direction)), f.Name, int64(f.Size), hex.EncodeToString(f.SHA256[:])}
	}
	if t := e.Moved; t != nil {
		x.Tunnel = &RecordingTunnel{x.AtMicros, t.Address, int64(t.In), int64(t.Out)}
	}
	if a := e.Agreed; a != nil {
		for _, p := range a.Granted {
			x.Powers = append(x.Powers, string(p))
		}
	}
	return x
}

func terminalOf(t replay.Terminal) RecordingTerminal {
	return RecordingTerminal{int64(t.Stream), int(t.Size.Cols), int(t.Size.Rows)}
}

func commandOf(c replay.Command) RecordingCommand {
	return RecordingCommand{c.At.Microseconds(), int64(c.Stream), c.Text, c.Told, c.Exit}
}

func (s *Server) readRecording(ctx context.Context, in *byID) (*reply[RecordingCourse], error) {
	return courseReply(s.Player.Recording(ctx, actorOf(ctx), in.ID))
}

func courseReply(v replay.View, err error) (*reply[RecordingCourse], error) {
	return &reply[RecordingCourse]{RecordingCourse{DurationMicros: v.Duration.Microseconds(), Chunks: int64(v.Chunks), Bytes: v.Bytes, Complete: v.Complete, Places: v.Places, Left: v.Left,
		Moments:   each(v.Moments, eventOf),
		Terminals: each(v.Terminals, terminalOf),
		Screens:   each(v.Screens, terminalOf),
		Watchers: each(v.Watchers, func(w replay.Watcher) RecordingWatcher {
			return RecordingWatcher{Ref{ID: string(w.ID), Name: w.Name}, w.At, w.Live}
		})}}, err
}

// PlayAsked says which page of which terminal or screen is asked for.
type PlayAsked struct {
	Stream  int64 `query:"stream" minimum:"0" maximum:"65536" doc:"which terminal or screen"`
	From    int64 `query:"fromMicros" minimum:"0" maximum:"40000000000000"`
	Skip    int   `query:"skip" minimum:"0" maximum:"1000000000" doc:"nextSkip of the page before"`
	Limit   int   `query:"limit" minimum:"1" maximum:"2000" default:"500"`
	Picture bool  `query:"picture" doc:"of the terminal as it stood before the first event; given where a page begins later than at 0 and is not the next of one. Of a screen: the page begins with what drew its last whole picture"`
}

type playQuery struct {
	ID string `path:"id" maxLength:"64"`
	PlayAsked
}

func (a PlayAsked) ask() replay.Ask {
	return replay.Ask{Stream: uint32(a.Stream), From: replay.From{At: time.Duration(a.From) * time.Microsecond, Skip: a.Skip}, Limit: a.Limit, Picture: a.Picture}
}

func (s *Server) playRecording(ctx context.Context, in *playQuery) (*reply[RecordingPlay], error) {
	return playReply(s.Player.Play(ctx, actorOf(ctx), in.ID, in.ask()))
}

func playReply(page replay.Page, err error) (*reply[RecordingPlay], error) {
	out := RecordingPlay{Picture: page.Picture, Cols: int(page.Size.Cols), Rows: int(page.Size.Rows), Events: each(page.Events, eventOf)}
	if page.Next != nil {
		out.NextMicros, out.NextSkip = new(page.Next.At.Microseconds()), page.Next.Skip
	}
	return &reply[RecordingPlay]{out}, err
}

type recordingSearch struct {
	ID     string `path:"id" maxLength:"64"`
	Q      string `query:"q" required:"true" minLength:"1" maxLength:"400"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

func (s *Server) searchRecording(ctx context.Context, in *recordingSearch) (*reply[Page[RecordingFind]], error) {
	return findsReply(s.Player.Search(ctx, actorOf(ctx), in.ID, in.Q, in.Cursor))
}

func findsReply(p replay.List[replay.Find], err error) (*reply[Page[RecordingFind]], error) {
	return &reply[Page[RecordingFind]]{Page[RecordingFind]{Next: p.Next, Items: each(p.Items, func(f replay.Find) RecordingFind {
		return RecordingFind{f.At.Microseconds(), int64(f.Stream), f.Text}
	})}}, err
}

type idCursor struct {
	ID     string `path:"id" maxLength:"64"`
	Cursor string `query:"cursor" maxLength:"400" doc:"next of the page before"`
}

func (s *Server) recordingCommands(ctx context.Context, in *idCursor) (*reply[Page[RecordingCommand]], error) {
	return commandsReply(s.Player.Commands(ctx, actorOf(ctx), in.ID, in.Cursor))
}

func commandsReply(p replay.List[replay.Command], err error) (*reply[Page[RecordingCommand]], error) {
	return &reply[Page[RecordingCommand]]{Page[RecordingCommand]{Next: p.Next, Items: each(p.Items, commandOf)}}, err
}

func (s *Server) verifyRecording(ctx context.Context, in *byID) (*reply[RecordingVerdict], error) {
	return verdictReply(s.Player.Verify(ctx, actorOf(ctx), in.ID))
}

func verdictReply(v replay.Verdict, err error) (*reply[RecordingVerdict], error) {
	out := RecordingVerdict{OK: v.OK, Why: v.Why, Chunks: int64(v.Chunks)}
	if !v.OK {
		out.Chunk = new(int64(v.Chunk))
	}
	return &reply[RecordingVerdict]{out}, err
}

// fetchCast streams a terminal as a file. What fails after its first byte breaks the line, so that half a cast is never taken for a whole one.
func (s *Server) fetchCast(w http.ResponseWriter, r *http.Request) error {
	stream, err := streamAsked(r)
	if err != nil {
		return err
	}
	raw := r.URL.Query().Get("raw") == "true"
	c, err := s.Player.Cast(r.Context(), actorOf(r.Context()), r.PathValue("id"), stream, raw)
	if err != nil {
		return err
	}
	out := newDownload(w, "session-"+r.PathValue("id")+".cast", "application/x-asciicast")
	return s.streamed(r.Context(), out, c.Write(r.Context(), out))
}

// fetchCopy streams the copy of a file that went over.
func (s *Server) fetchCopy(w http.ResponseWriter, r *http.Request) error {
	sum, err := hex.DecodeString(r.PathValue("sha256"))
	if err != nil || len(sum) != len(wire.Digest{}) {
		return fault.ErrAbsent
	}
	c, err := s.Player.Copy(r.Context(), actorOf(r.Context()), r.PathValue("id"), wire.Digest(sum))
	if err != nil {
		return err
	}
	out := newDownload(w, c.Name, "application/octet-stream")
	out.bytes = strconv.FormatInt(c.Bytes, 10)
	return s.streamed(r.Context(), out, c.Write(r.Context(), out))
}

// streamAsked is which terminal is asked for; 0 is the first.
func streamAsked(r *http.Request) (uint32, error) {
	text := r.URL.Query().Get("stream")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0, fault.ErrInvalid.At("stream")
	}
	return uint32(n), nil
}
