package live

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/fault"
	"surety/internal/recording"
	"surety/internal/remote/chunk"
	"surety/internal/wire"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// patience bounds what a test waits for; nothing takes so long.
const patience = 20 * time.Second

// world is a database with a desk and servers over it.
type world struct {
	testing.TB
	db    *db.DB
	clock *clock.Fake
	book  *book
	ctx   context.Context
}

func newWorld(t testing.TB, d *db.DB) *world {
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	t.Cleanup(cancel)
	return &world{TB: t, db: d, clock: clock.NewFake(noon), book: newBook(), ctx: ctx}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// place is one server: its node behind real WebSockets. What package web decides about rights has been decided.
type place struct {
	*world
	node   *Node
	chunks *chunk.Store
	http   *httptest.Server
	facts  sync.Map // wire.Session: Facts
}

func (w *world) place(change func(*Settings)) *place {
	w.Helper()
	p := &place{world: w, chunks: chunk.Open(w.db, w.clock)}
	s := Settings{DB: w.db, Clock: w.clock, Chunks: p.chunks, Desk: w.book, Seed: [32]byte{1}}
	if change != nil {
		change(&s)
	}
	var err error
	p.node, err = Open(s)
	w.must(err)
	p.http = httptest.NewServer(http.HandlerFunc(p.serve))
	w.Cleanup(func() { p.http.Close(); p.node.Close() })
	return p
}

// reachable is a server that others reach.
func (w *world) reachable() *place {
	w.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	w.must(err)
	return w.place(func(s *Settings) { s.Inner, s.Address = l, l.Addr().String() })
}

func (p *place) serve(w http.ResponseWriter, r *http.Request) {
	id, _ := Parse(r.URL.Query().Get("session"))
	lane, _ := channel.ParseLane(r.URL.Query().Get("lane"))
	number, _ := strconv.Atoi(r.URL.Query().Get("number"))
	e := Entry{Session: id, Lane: lane, Number: uint32(number)}
	if f, ok := p.facts.Load(id); ok && number == 0 {
		e.Facts = f.(Facts)
	}
	seat, err := p.node.Enter(r.Context(), e)
	if err != nil {
		status := map[fault.Kind]int{fault.Conflict: http.StatusConflict, fault.Unavailable: http.StatusServiceUnavailable}[fault.KindOf(err)]
		http.Error(w, fault.As(err).Code, max(status, http.StatusBadRequest))
		return
	}
	c, err := channel.Accept(w, r)
	if err != nil {
		seat.Leave()
		return
	}
	go seat.Serve(c)
}

func (p *place) dial(id wire.Session, lane channel.Lane, number uint32) (net.Conn, error) {
	return channel.Dialer{}.Dial(p.ctx, fmt.Sprintf("ws%s/?session=%s&lane=%s&number=%d", p.http.URL[4:], hexOf(id), lane, number))
}

// check is what Run does every two seconds.
func (p *place) check() {
	p.Helper()
	p.must(p.node.check(p.ctx, 0))
}

// client is a well-behaved client's end, whose terminal gives back what is typed.
type client struct {
	*world
	id     wire.Session
	signer ed25519.PrivateKey
	facts  Facts
	spool  *recording.Spool
	record *recording.Recorder
	claim  recording.Claim

	mu      sync.Mutex
	pairs   map[uint32]channel.Pair
	control *channel.Stream
	heard   chan wire.Turn
	gone    chan uint32
	muxes   []*channel.Mux
	silent  bool // answers no join
	unsend  func()
}

func (w *world) client(number byte) *client {
	w.Helper()
	c := &client{world: w, id: wire.Session{number}, pairs: map[uint32]channel.Pair{}, heard: make(chan wire.Turn, 100), gone: make(chan uint32, 100)}
	c.signer = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{number}, ed25519.SeedSize))
	public := c.signer.Public().(ed25519.PublicKey)
	c.facts = Facts{Session: c.id, Public: public, Until: w.clock.Now().Add(8 * time.Hour),
		Turned: func(ctx context.Context, t wire.Turn) error { return w.book.Turned(ctx, hexOf(c.id), t) }}
	var err error
	c.spool, err = recording.NewSpool(filepath.Join(w.TempDir(), "spool"), 1<<30)
	w.must(err)
	w.Cleanup(func() { c.spool.Close() })
	c.claim = recording.Claim{Session: c.id, Public: public, Key: &recording.Key{number}}
	c.record = recording.New(w.clock, c.spool, c.id, &recording.Key{number}, c.signer)
	return c
}

// lane dials and returns the mux; its streams are served.
func (c *client) lane(p *place, l channel.Lane) *channel.Mux {
	c.Helper()
	p.facts.Store(c.id, c.facts)
	conn, err := p.dial(c.id, l, 0)
	c.must(err)
	m, err := channel.Client(conn, l, 8)
	c.must(err)
	h := &channel.Handlers{}
	h.Put(wire.ForRelay, c.relay)
	done := make(chan struct{})
	go func() { defer close(done); _ = m.Serve(c.ctx, h.Serve) }()
	c.Cleanup(func() { m.Close(); <-done })
	c.mu.Lock()
	defer c.mu.Unlock()
	c.muxes = append(c.muxes, m)
	return m
}

// come connects both lanes, and starts to talk and to record. It sends on one connection at a time, as every client's end does, for what was acknowledged on one must
// be known to the next; the server need not have seen that the one before is lost.
func (c *client) come(p *place) {
	c.Helper()
	if c.unsend != nil {
		c.unsend()
	}
	m := c.lane(p, channel.Interactive)
	c.talk(m)
	line, err := m.Open(c.ctx, wire.Open{Purpose: wire.ForRecord})
	c.must(err)
	ctx, cancel := context.WithCancel(c.ctx)
	sent := make(chan struct{})
	go func() { defer close(sent); _ = c.spool.Send(ctx, line) }()
	c.unsend = func() { cancel(); <-sent }
	c.lane(p, channel.Bulk)
}

// lose cuts all of the client's connections.
func (c *client) lose() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.muxes {
		m.Close()
	}
	c.muxes = nil
}

func (c *client) talk(m *channel.Mux) {
	c.Helper()
	s, err := m.Open(c.ctx, wire.Open{Purpose: wire.ForControl})
	c.must(err)
	c.mu.Lock()
	c.control = s
	c.mu.Unlock()
	go func() {
		for frames := wire.NewFrameReader(s); ; {
			kind, payload, err := frames.Next(wire.MaxControl)
			if err != nil || c.hear(kind, payload) != nil {
				return
			}
		}
	}()
}

func (c *client) say(kind uint8, payload []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.control.Write(wire.AppendFrame(nil, kind, payload))
	return err
}

func (c *client) hear(kind uint8, payload []byte) error {
	switch kind {
	case wire.FrameJoin:
		far, err := wire.DecodePeer(payload)
		if err != nil || c.silent {
			return err
		}
		return c.answer(far)
	case wire.FrameGone:
		n, err := wire.DecodeStream(payload)
		c.gone <- n
		return err
	case wire.FrameTurn:
		t, err := wire.DecodeTurn(payload)
		c.heard <- t
		return err
	}
	return errors.New("an unknown frame")
}

func (c *client) answer(far wire.Peer) error {
	key, err := channel.NewKey()
	if err != nil {
		return err
	}
	pair, err := key.With(channel.Pin(far.Pin))
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.pairs[far.Number] = pair
	c.mu.Unlock()
	return c.say(wire.FrameJoined, wire.Peer{Number: far.Number, Pin: wire.Digest(key.Pin())}.Encode())
}

// relay echoes what comes, sealed, and records it first.
func (c *client) relay(ctx context.Context, a *channel.Asked) {
	number, err := wire.DecodeStream(a.Open.Argument)
	c.mu.Lock()
	pair, ok := c.pairs[number]
	c.mu.Unlock()
	if err != nil || !ok {
		a.Refuse(wire.NotFound)
		return
	}
	line, err := a.Take()
	if err != nil {
		return
	}
	sealed, err := pair.Serve(ctx, line)
	if err != nil {
		return
	}
	buf := make([]byte, 32<<10)
	for {
		n, err := sealed.Read(buf)
		if n > 0 {
			if c.record.Append(wire.Output, 1, buf[:n]) != nil {
				return
			}
			if _, err := sealed.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (c *client) turn(step wire.Step, why string) {
	c.Helper()
	c.must(c.say(wire.FrameTurn, wire.Turn{Step: step, By: wire.Client, Why: why}.Encode()))
}

// hears waits for a turn.
func (c *client) hears() wire.Turn {
	c.Helper()
	select {
	case t := <-c.heard:
		return t
	case <-c.ctx.Done():
		c.Fatal("the client's end was told nothing")
		return wire.Turn{}
	}
}

// end ends the recording.
func (c *client) end() {
	c.Helper()
	c.must(c.record.End("client"))
}

// verify reads what the server has of the recording.
func (c *client) verify(abandoned bool) recording.Summary {
	c.Helper()
	claim := c.claim
	claim.Abandoned = abandoned
	sum, err := recording.Verify(chunk.Open(c.db, c.clock).Read(c.ctx, c.id, recording.Position{}), claim)
	c.must(err)
	return sum
}

// far is a specialist's end.
type far struct {
	*place
	id     wire.Session
	number uint32
	pair   channel.Pair
	near   wire.Peer
}

// join lets an end come to a session, through this server.
func (p *place) join(id wire.Session, number uint32) (*far, error) {
	key, err := channel.NewKey()
	p.must(err)
	f := &far{place: p, id: id, number: number}
	if f.near, err = p.node.Join(p.ctx, hexOf(id), wire.Peer{Number: number, Pin: wire.Digest(key.Pin()), Name: "Mira Vale"}); err != nil {
		return nil, err
	}
	f.pair, err = key.With(channel.Pin(f.near.Pin))
	return f, err
}

func (p *place) joined(id wire.Session, number uint32) *far {
	p.Helper()
	f, err := p.join(id, number)
	p.must(err)
	return f
}

func (f *far) lane(l channel.Lane) *channel.Mux {
	f.Helper()
	conn, err := f.dial(f.id, l, f.number)
	f.must(err)
	m, err := channel.Client(conn, l, 8)
	f.must(err)
	f.Cleanup(func() { m.Close() })
	return m
}

// reach opens the sealed way to the client's end.
func (f *far) reach(m *channel.Mux, l channel.Lane) *channel.Sealed {
	f.Helper()
	s, err := m.Open(f.ctx, wire.Open{Purpose: wire.ForRelay, Argument: []byte(l.String())})
	f.must(err)
	sealed, err := f.pair.Dial(f.ctx, s)
	f.must(err)
	return sealed
}

func (w *world) echo(s io.ReadWriter, text string) {
	w.Helper()
	_, err := io.WriteString(s, text)
	w.must(err)
	back := make([]byte, len(text))
	_, err = io.ReadFull(s, back)
	w.must(err)
	if string(back) != text {
		w.Errorf("%q came back as %q", text, back)
	}
}

// eventually waits until something is so that nobody tells of.
func (w *world) eventually(what string, is func() bool) {
	w.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-w.ctx.Done():
			w.Fatal("not so in time: " + what)
		}
	}
}

func (w *world) closed(m *channel.Mux) {
	w.Helper()
	select {
	case <-m.Done():
	case <-w.ctx.Done():
		w.Fatal("a lane was not cut")
	}
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newWorld(t, d)) })
}

func onSQLite(t testing.TB) *world {
	t.Helper()
	return newWorld(t, dbtest.Open(t, db.SQLite, db.Data))
}

func (w *world) ends() (n int) {
	w.Helper()
	w.must(w.db.View(w.ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT COUNT(*) FROM remote_end`, nil, &n)
	}))
	return n
}
