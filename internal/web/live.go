package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/live"
)

// Pace of a live stream. A3 wants a stream cut within 5 s of the removal of a right.
const (
	heartbeat    = 15 * time.Second
	recheck      = 3 * time.Second
	writeTimeout = 10 * time.Second // a reader that takes longer for one event is gone
)

// stream is one browser's live stream.
type stream struct {
	server *Server
	visit  *visit
	actor  access.Actor // as of the last check
	w      http.ResponseWriter
	rc     *http.ResponseController
}

// live streams events until the reader leaves, loses the right to hear them, or the server stops.
func (s *Server) live(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r.Context())
	leave, err := s.streams.enter(v.actor.Account)
	if err != nil {
		return err
	}
	defer leave()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	events := s.Live.Subscribe(ctx) // before the first byte: who is welcomed misses nothing
	st := &stream{server: s, visit: v, actor: v.actor, w: w, rc: http.NewResponseController(w)}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // a proxy in between must not collect
	w.WriteHeader(http.StatusOK)
	st.run(ctx, events)
	return nil
}

func (st *stream) run(ctx context.Context, events <-chan live.Event) {
	clock := st.server.Clock
	beat, check := clock.After(heartbeat), clock.After(recheck)
	for ok := st.write(": welcome\n\n") == nil; ok; {
		select {
		case <-ctx.Done():
			return
		case <-st.server.streams.stop:
			return
		case <-beat:
			beat = clock.After(heartbeat)
			ok = st.write(": beat\n\n") == nil
		case <-check:
			check = clock.After(recheck)
			ok = st.valid(ctx)
		case e, open := <-events:
			ok = open && st.event(ctx, e)
		}
	}
}

// event passes one event on if its reader may hear it. What was missed is mended by ending the stream: a reader that
// comes back fetches anew.
func (st *stream) event(ctx context.Context, e live.Event) bool {
	switch {
	case e.Name == live.Resync:
		return false
	case e.Account != "" && e.Account != st.actor.Account:
		return true
	case e.Name == live.Session || e.Name == live.Account:
		return st.valid(ctx)
	case !st.server.Desk.Hears(st.actor, e):
		return true
	case e.Name == live.Presence:
		return st.presence(ctx, e)
	}
	return st.send(e.Name, e.Data)
}

// valid asks again who is signed in and with which rights, and says farewell when nobody is.
func (st *stream) valid(ctx context.Context) bool {
	actor, err := st.server.again(ctx, st.visit)
	if err != nil || actor.Account != st.actor.Account || actor.Enrolling {
		st.send(live.Session, json.RawMessage(`{"state":"ended"}`))
		return false
	}
	st.actor = actor
	return true
}

// again authenticates a visit anew.
func (s *Server) again(ctx context.Context, v *visit) (access.Actor, error) {
	if v.bearer {
		return s.Accounts.AuthenticateToken(ctx, v.token, v.from)
	}
	actor, session, err := s.Accounts.Still(ctx, v.actor.Session, v.from)
	if err == nil && session.Progress != account.SignedIn {
		return access.Actor{}, nil
	}
	return actor, err
}

// presence adds the name that the reader may know, since they may know the ticket.
func (st *stream) presence(ctx context.Context, e live.Event) bool {
	var m live.Mark
	if json.Unmarshal(e.Data, &m) != nil || m.Account == st.actor.Account {
		return true
	}
	names, err := st.server.namesAt(ctx, []live.Mark{m})
	if err != nil {
		return false
	}
	data, err := json.Marshal(presenceEvent{string(e.Ticket.Ticket), Ref{ID: string(m.Account), Name: names[m.Account]}, m.Doing, m.Until})
	return err == nil && st.send(live.Presence, data)
}

type presenceEvent struct {
	Ticket  string    `json:"ticket"`
	Account Ref       `json:"account"`
	Doing   string    `json:"doing"`
	Until   time.Time `json:"until"`
}

func (st *stream) send(name string, data json.RawMessage) bool {
	return st.write("event: "+name+"\ndata: "+string(data)+"\n\n") == nil
}

func (st *stream) write(text string) error {
	if err := st.rc.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	if _, err := st.w.Write([]byte(text)); err != nil {
		return err
	}
	return st.rc.Flush()
}
