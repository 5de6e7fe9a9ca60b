package web

import (
	"context"
	"net"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/channel"
	"surety/internal/fault"
	"surety/internal/remote"
	remotelive "surety/internal/remote/live"
	"surety/internal/wire"
)

// programLane takes a lane of the client's program. A page never is one.
func (s *Server) programLane(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("Origin") != "" {
		return fault.New(fault.Denied, "csrf", "a browser's page is no program")
	}
	lane, err := laneOf(r)
	if err != nil {
		return err
	}
	v := visitOf(r.Context())
	f, err := remotelive.FactsOf(s.Remote, v.assist, s.programAgain(r, v))
	if err != nil {
		return err
	}
	seat, err := s.Ends.Enter(r.Context(), remotelive.Entry{Session: f.Session, Lane: lane, Facts: f})
	if err != nil {
		return err
	}
	return s.seatAt(w, r, seat)
}

func (s *Server) programAgain(r *http.Request, v *visit) func(context.Context) (remote.Session, error) {
	token, from := bearer(r), v.from.Address
	return func(ctx context.Context) (remote.Session, error) { return s.Remote.Assist(ctx, token, from) }
}

// specialistLane takes a lane of a specialist's end that has joined. It is cut when its sign-in ends, within some seconds.
func (s *Server) specialistLane(w http.ResponseWriter, r *http.Request) error {
	v, id := visitOf(r.Context()), r.PathValue("id")
	if origin := r.Header.Get("Origin"); origin != "" && !s.ownOrigin(origin) || origin == "" && !v.bearer {
		return fault.New(fault.Denied, "csrf", "the request did not come from this site's own pages")
	}
	lane, err := laneOf(r)
	if err != nil {
		return err
	}
	session, ok := remotelive.Parse(id)
	number, badNumber := strconv.ParseUint(r.URL.Query().Get("number"), 10, 32)
	switch {
	case !ok:
		return fault.ErrAbsent
	case badNumber != nil || number == 0 || number > wire.MaxStreams:
		return fault.ErrInvalid.At("number")
	}
	if err := s.Remote.Reach(r.Context(), v.actor, id); err != nil {
		return err
	}
	leave, err := s.streams.enter(v.actor.Account)
	if err != nil {
		return err
	}
	seat, err := s.Ends.Enter(r.Context(), remotelive.Entry{Session: session, Lane: lane, Number: uint32(number)})
	if err != nil {
		leave()
		return err
	}
	return s.seatAt(w, r, &remotelive.Seat{Serve: func(c net.Conn) { defer leave(); s.whileSignedIn(v, c, seat.Serve) }, Leave: func() { seat.Leave(); leave() }})
}

func laneOf(r *http.Request) (channel.Lane, error) {
	lane, ok := channel.ParseLane(r.URL.Query().Get("lane"))
	if !ok {
		return 0, fault.ErrInvalid.At("lane")
	}
	return lane, nil
}

// seatAt takes the connection and returns; another goroutine serves it, so that what a request needs is given back.
func (s *Server) seatAt(w http.ResponseWriter, r *http.Request, seat *remotelive.Seat) error {
	c, err := channel.Accept(w, r, s.Hosts...)
	if err != nil {
		seat.Leave() // the answer has been given
		return nil
	}
	go seat.Serve(c)
	return nil
}

// whileSignedIn serves a connection until it ends, its sign-in does, or the server stops.
func (s *Server) whileSignedIn(v *visit, c net.Conn, serve func(net.Conn)) {
	ended := make(chan struct{})
	go func() {
		defer c.Close()
		for {
			select {
			case <-ended:
				return
			case <-s.streams.stop:
				return
			case <-s.Clock.After(recheck):
			}
			actor, err := s.again(context.Background(), v)
			if err != nil || actor.Account != v.actor.Account || actor.Enrolling {
				return
			}
		}
	}()
	serve(c)
	close(ended)
}

func describeProgramLane(op *huma.Operation) {
	op.Description = "A WebSocket (subprotocol surety.channel.2) that carries one lane of the client's program. Programs alone: a request with an Origin is refused."
	op.Parameters, op.Responses = []*huma.Param{laneParam}, upgraded()
}

func describeSpecialistLane(op *huma.Operation) {
	op.Description = "A WebSocket (subprotocol surety.channel.2) that carries one lane of a specialist's end, under the number that joining gave. A page of another site is refused."
	op.Parameters = []*huma.Param{stringParam("path", "id", "the session", true), laneParam, stringParam("query", "number", "of the end, from joining", true)}
	op.Responses = upgraded()
}

var laneParam = stringParam("query", "lane", "interactive or bulk", true)

func upgraded() map[string]*huma.Response {
	return map[string]*huma.Response{"101": {Description: "the lane is open"}}
}
