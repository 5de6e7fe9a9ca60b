package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/remote/replay"
)

// watchWrite is how long a watcher's line may take for one piece: with replay.Renew it keeps the 5 s of A3.
const watchWrite = 2 * time.Second

// sighting is one watcher's stream.
type sighting struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	begun bool
	beat  time.Time
	now   func() time.Time
}

// sightPicture is the first event: the terminal as it stands.
type sightPicture struct {
	Cols    int                 `json:"cols"`
	Rows    int                 `json:"rows"`
	Data    []byte              `json:"data"`
	Stream  uint32              `json:"stream"`
	Others  []uint32            `json:"others"`
	Screens []RecordingTerminal `json:"screens"`
}

// watchRemote streams what a session records while it runs: first a picture, then what happens.
func (s *Server) watchRemote(w http.ResponseWriter, r *http.Request) error {
	stream, err := streamAsked(r)
	if err != nil {
		return err
	}
	v := visitOf(r.Context())
	leave, err := s.streams.enter(v.actor.Account)
	if err != nil {
		return err
	}
	defer leave()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	go func() {
		select {
		case <-s.streams.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	x := &sighting{w: w, rc: http.NewResponseController(w), now: s.Clock.Now, beat: s.Clock.Now()}
	err = s.Player.Watch(ctx, r.PathValue("id"), replay.Viewer{Who: v.actor, Stream: stream, Send: x.send, Renew: func(ctx context.Context) (access.Actor, error) {
		actor, err := s.again(ctx, v)
		if err == nil && (actor.Account != v.actor.Account || actor.Enrolling) {
			err = fault.ErrAnonymous
		}
		return actor, err
	}})
	if !x.begun {
		return err
	}
	code := "ended"
	if err != nil {
		code = fault.As(err).Code
	}
	_ = x.event("over", map[string]string{"why": code}) // the reader may be gone
	return nil
}

// send writes a sight. One without anything keeps the line open, four times a minute.
func (x *sighting) send(g replay.Sight) error {
	switch {
	case !x.begun:
		x.begun = true
		h := x.w.Header()
		h.Set("Content-Type", "text/event-stream")
		h.Set("Cache-Control", "private, no-store")
		h.Set("X-Accel-Buffering", "no") // a proxy in between must not collect
		x.w.WriteHeader(http.StatusOK)
		return x.event("picture", sightPicture{int(g.Size.Cols), int(g.Size.Rows), g.Picture, g.Stream, append([]uint32{}, g.Others...), each(g.Screens, terminalOf)})
	case len(g.Events) > 0 || len(g.Others) > 0:
		return x.happened(g)
	case x.now().Sub(x.beat) >= heartbeat:
		x.beat = x.now()
		return x.write(": beat\n\n")
	}
	return nil
}

// happened writes what happened in the terminal, and in which others something did.
func (x *sighting) happened(g replay.Sight) error {
	if len(g.Events) > 0 {
		if err := x.event("events", each(g.Events, eventOf)); err != nil {
			return err
		}
	}
	if len(g.Others) > 0 {
		return x.event("others", g.Others)
	}
	return nil
}

func (x *sighting) event(name string, data any) error {
	b, err := json.Marshal(data)
	if err != nil {
		return err
	}
	return x.write("event: " + name + "\ndata: " + string(b) + "\n\n")
}

func (x *sighting) write(text string) error {
	if err := x.rc.SetWriteDeadline(time.Now().Add(watchWrite)); err != nil {
		return err
	}
	if _, err := x.w.Write([]byte(text)); err != nil {
		return err
	}
	return x.rc.Flush()
}
