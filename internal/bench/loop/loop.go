// Package loop joins the two ends of a remote session on this machine: a server that only relays, and a client's end with powers that are
// handed to it. It has no accounts, no record and no rights, and is for measuring and testing: everybody who reaches it may come.
package loop

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/wire"
)

const streams = 64 // that an end may have open on one lane

// Joined is the answer to POST /join with a pin in hex.
type Joined struct {
	Number uint32 `json:"number"`
	Pin    string `json:"pin"`
}

// Server relays between one client's end and any number of specialists' ends.
type Server struct {
	Limits channel.Limits
	Record channel.Handler // of the stream on which the client's end brings its recording; may be nil

	mu    sync.Mutex
	near  map[channel.Lane]*channel.Mux
	conns []io.Closer
	ctl   *control
	next  uint32
	came  chan struct{} // closed when something of the client's end comes
}

// NewServer waits for the client's end.
func NewServer() *Server {
	return &Server{Limits: channel.Limits{Idle: time.Minute, Total: 24 * time.Hour}, near: map[channel.Lane]*channel.Mux{}, came: make(chan struct{})}
}

// ServeHTTP takes /near and /far, the ends' connections by ?lane= (and ?number= for the latter), and /join.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	lane, named := channel.ParseLane(r.URL.Query().Get("lane"))
	switch {
	case r.URL.Path == "/join":
		s.join(w, r)
	case !named:
		http.NotFound(w, r)
	case r.URL.Path == "/near":
		s.end(w, r, lane, s.takeNear)
	case r.URL.Path == "/far":
		n, err := strconv.ParseUint(r.URL.Query().Get("number"), 10, 32)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		s.end(w, r, lane, func(lane channel.Lane, m *channel.Mux) *channel.Handlers { return s.takeFar(lane, uint32(n)) })
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) end(w http.ResponseWriter, r *http.Request, lane channel.Lane, take func(channel.Lane, *channel.Mux) *channel.Handlers) {
	conn, err := channel.Accept(w, r, "127.0.0.1:*", "localhost:*")
	if err != nil {
		return
	}
	m, err := channel.Server(conn, lane, streams)
	if err != nil {
		conn.Close()
		return
	}
	s.mu.Lock()
	s.conns = append(s.conns, m)
	s.mu.Unlock()
	h := take(lane, m)
	go func() { _ = m.Serve(context.Background(), h.Serve) }()
}

func (s *Server) takeNear(lane channel.Lane, m *channel.Mux) *channel.Handlers {
	h := &channel.Handlers{}
	h.Put(wire.ForControl, s.control)
	if s.Record != nil {
		h.Put(wire.ForRecord, s.Record)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.near[lane] = m
	s.turn()
	return h
}

// turn wakes who waits. The caller holds the lock.
func (s *Server) turn() {
	close(s.came)
	s.came = make(chan struct{})
}

func (s *Server) takeFar(lane channel.Lane, number uint32) *channel.Handlers {
	h := &channel.Handlers{}
	h.Put(wire.ForRelay, func(ctx context.Context, a *channel.Asked) {
		s.mu.Lock()
		m := s.near[lane]
		s.mu.Unlock()
		if m == nil || m.Err() != nil {
			a.Refuse(wire.Unreachable)
			return
		}
		to, err := m.Open(ctx, wire.Open{Purpose: wire.ForRelay, Argument: wire.EncodeStream(number)})
		if err != nil {
			a.Refuse(wire.Unreachable)
			return
		}
		from, err := a.Take()
		if err != nil {
			to.Close()
			return
		}
		_ = channel.NewRelay(clock.System{}, s.Limits).Run(ctx, from, to)
	})
	return h
}

// Cut cuts every connection that there is, as a network that breaks would.
func (s *Server) Cut() {
	s.mu.Lock()
	conns := s.conns
	s.conns = nil
	s.mu.Unlock()
	for _, c := range conns {
		c.Close()
	}
}

// control is the stream on which ends are told of each other.
type control struct {
	mu     sync.Mutex
	stream *channel.Stream
	frames *wire.FrameReader
}

func (s *Server) control(ctx context.Context, a *channel.Asked) {
	stream, err := a.Take()
	if err != nil {
		return
	}
	s.mu.Lock()
	s.ctl = &control{stream: stream, frames: wire.NewFrameReader(stream)}
	s.turn()
	s.mu.Unlock()
	<-ctx.Done()
}

// introduce tells the client's end of another's pin, and learns its own for that.
func (c *control) introduce(p wire.Peer) (wire.Peer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.stream.Write(wire.AppendFrame(nil, wire.FrameJoin, p.Encode())); err != nil {
		return wire.Peer{}, err
	}
	_, payload, err := c.frames.Next(wire.MaxControl)
	if err != nil {
		return wire.Peer{}, err
	}
	return wire.DecodePeer(payload)
}

func (s *Server) join(w http.ResponseWriter, r *http.Request) {
	var p wire.Peer
	text, err := io.ReadAll(io.LimitReader(r.Body, 128))
	if err == nil {
		_, err = hex.Decode(p.Pin[:], text)
	}
	c := s.awaited(r.Context())
	if err != nil || c == nil || len(text) != hex.EncodedLen(len(p.Pin)) {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.next++
	p.Number = s.next
	s.mu.Unlock()
	near, err := c.introduce(p)
	if err != nil {
		http.Error(w, "no", http.StatusConflict)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(Joined{Number: near.Number, Pin: hex.EncodeToString(near.Pin[:])})
}

// awaited waits for the client's end with both lanes.
func (s *Server) awaited(ctx context.Context) *control {
	for {
		s.mu.Lock()
		c, came := s.ctl, s.came
		if len(s.near) < 2 {
			c = nil
		}
		s.mu.Unlock()
		if c != nil {
			return c
		}
		select {
		case <-came:
		case <-ctx.Done():
			return nil
		}
	}
}
