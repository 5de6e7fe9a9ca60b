package live

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"surety/internal/channel"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/wire"
)

// twoServers are two on one PostgreSQL.
func twoServers(t *testing.T) (w *world, a, b *place) {
	w = newWorld(t, dbtest.Open(t, db.Postgres, db.Data))
	return w, w.reachable(), w.reachable()
}

// kill leaves a server as kill -9 does: its connections are gone, and it says nothing.
func (p *place) kill() {
	p.node.mu.Lock()
	p.node.closed = true
	p.node.sessions = map[wire.Session]*session{} // whatever its goroutines still see, they are not current
	p.node.mu.Unlock()
	_ = p.node.Inner.Close()
	p.node.stop()
	p.node.running.Wait()
}

func TestAnyServerTakesTheEnds(t *testing.T) {
	w, a, b := twoServers(t)
	c := w.client(1)
	m := c.lane(a, channel.Interactive)
	c.talk(m)
	line, err := m.Open(w.ctx, wire.Open{Purpose: wire.ForRecord})
	w.must(err)
	go func() { _ = c.spool.Send(w.ctx, line) }()
	c.lane(b, channel.Bulk) // by the other server
	f := b.joined(c.id, 1)
	fm := f.lane(channel.Interactive)
	typed, bulk := f.reach(fm, channel.Interactive), f.reach(f.lane(channel.Bulk), channel.Bulk)
	w.echo(typed, "uname")
	w.echo(bulk, string(bytes.Repeat([]byte("file "), 10000)))
	if na, nb := a.node.Count(), b.node.Count(); na.Sessions != 1 || nb.Sessions != 0 || nb.Lanes != 3 {
		t.Errorf("the servers count %+v and %+v", na, nb)
	}
	pause := wire.Turn{Step: wire.Pause, By: wire.Lead, Why: "look"}
	b.node.Turn(hexOf(c.id), pause)
	if got := c.hears(); got != pause {
		t.Errorf("told %+v", got)
	}
	w.book.set(func() { w.book.cuts[hexOf(c.id)] = "suspended" })
	b.check()
	if got := w.book.ended(hexOf(c.id)); got.Step != 0 {
		t.Errorf("the server without the session ended it: %+v", got)
	}
	a.check()
	w.clock.Advance(Farewell)
	w.closed(fm)
	w.eventually("the other server has let go", func() bool { return b.node.Count().Lanes == 0 })
}

// The client's end moves to the other server: the first lets go, and only the second speaks for the session.
func TestAClientsEndMovesToAnotherServer(t *testing.T) {
	w, a, b := twoServers(t)
	c := w.client(1)
	c.come(a)
	f := a.joined(c.id, 1)
	m := f.lane(channel.Interactive)
	w.echo(f.reach(m, channel.Interactive), "one\r\n")
	c.come(b) // its old connections hang still
	w.eventually("the first has noticed", func() bool { s := a.node.here(c.id); return s == nil || s.lane(channel.Interactive) == nil })
	a.check()
	w.closed(m)
	again := a.joined(c.id, 2) // by the server that it left
	w.echo(again.reach(again.lane(channel.Interactive), channel.Interactive), "two\r\n")
	if na, nb := a.node.Count(), b.node.Count(); na.Sessions != 0 || nb.Sessions != 1 {
		t.Errorf("the servers count %+v and %+v", na, nb)
	}
	if !w.book.until(w.ctx, func() bool { return w.book.present[hexOf(c.id)][wire.Client] }) {
		t.Error("it counts as gone")
	}
	c.end()
	if !w.book.until(w.ctx, func() bool { return w.book.stands[hexOf(c.id)].Ended }) {
		t.Fatal("the recording did not end")
	}
	c.verify(false)
}

// A server is killed: within two minutes the client's end goes on at another; without it, another ends what was left.
func TestAServerIsKilled(t *testing.T) {
	w, a, b := twoServers(t)
	back, gone := w.client(1), w.client(2)
	for _, c := range []*client{back, gone} {
		c.come(a)
		f := a.joined(c.id, 1)
		w.echo(f.reach(f.lane(channel.Interactive), channel.Interactive), "one\r\n")
		w.eventually("the chunk is stored", func() bool { s, err := a.chunks.Stand(w.ctx, c.id); return err == nil && s.Chunks == 1 })
	}
	w.clock.Advance(Check)
	a.kill()
	back.lose()
	gone.lose()
	if _, err := b.join(gone.id, 2); !errors.Is(err, ErrNotReady) {
		t.Errorf("an end for a server that is gone: %v", err)
	}
	w.clock.Advance(Patience)
	b.check() // the lease ran 10 s longer
	back.come(b)
	f := b.joined(back.id, 2)
	w.echo(f.reach(f.lane(channel.Interactive), channel.Interactive), "two\r\n")
	w.clock.Advance(lease)
	for range 3 {
		b.check()
		w.clock.Advance(Check)
	}
	if got := w.book.ended(hexOf(gone.id)); got.Why != "client_lost" {
		t.Errorf("what was left behind ended by %+v", got)
	}
	if got := w.book.ended(hexOf(back.id)); got.Step != 0 {
		t.Errorf("what goes on ended by %+v", got)
	}
	stand, err := b.chunks.Stand(w.ctx, gone.id)
	if w.must(err); stand.Abandoned.IsZero() || w.book.stands[hexOf(gone.id)] != stand || w.ends() != 1 {
		t.Errorf("left: %+v, told %+v, %d rows", stand, w.book.stands[hexOf(gone.id)], w.ends())
	}
	gone.verify(true)
	back.end()
	if !w.book.until(w.ctx, func() bool { return w.book.stands[hexOf(back.id)].Ended }) {
		t.Fatal("the recording did not end")
	}
	back.verify(false)
}

// The inner door: who has not the servers' key gets nothing, and what was heard on the way is worth nothing later.
func TestTheInnerDoorKnowsItsOwn(t *testing.T) {
	w := onSQLite(t)
	p, c := w.reachable(), w.client(1)
	c.come(p)
	knock := func(i *inner) error {
		conn, err := i.dial(w.ctx, p.node.Address)
		if err != nil {
			return err
		}
		defer conn.Close()
		_, err = exchange(conn, call{kind: callTurn, session: c.id, body: wire.Turn{Step: wire.Finish, By: wire.Lead, Why: "x"}.Encode()})
		return err
	}
	stranger, err := newInner([32]byte{2})
	w.must(err)
	if err := knock(stranger); err == nil {
		t.Error("another installation's server came in")
	}
	bare, err := newInner([32]byte{1})
	w.must(err)
	bare.config = bare.config.Clone()
	bare.config.Certificates = nil
	if err := knock(bare); err == nil {
		t.Error("somebody without a key came in")
	}
	old, err := newInner([32]byte{1})
	w.must(err)
	old.config = old.config.Clone()
	old.config.MinVersion, old.config.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
	if err := knock(old); err == nil {
		t.Error("TLS 1.2 came in")
	}
	if got := w.book.ended(hexOf(c.id)); got.Step != 0 || p.node.here(c.id).ended() {
		t.Errorf("a stranger's word counts: %+v", got)
	}
	w.must(knock(p.node.inner))
	if !p.node.here(c.id).ended() {
		t.Error("a server's word does not count")
	}
}

func TestARecordedCallIsWorthNothing(t *testing.T) {
	w := onSQLite(t)
	p, c := w.reachable(), w.client(1)
	c.come(p)
	heard := &tap{}
	raw, err := net.Dial("tcp", p.node.Address)
	w.must(err)
	heard.Conn = raw
	conn := tls.Client(heard, p.node.inner.config)
	defer conn.Close()
	pause := wire.Turn{Step: wire.Pause, By: wire.Lead, Why: "look"}
	_, err = exchange(conn, call{kind: callTurn, session: c.id, body: pause.Encode()})
	w.must(err)
	c.hears()
	again, err := net.Dial("tcp", p.node.Address)
	w.must(err)
	defer again.Close()
	_, err = again.Write(heard.sent.Bytes())
	w.must(err)
	w.must(again.SetReadDeadline(time.Now().Add(patience)))
	_, _ = io.Copy(io.Discard, again) // the server refuses and closes
	if len(c.heard) != 0 {
		t.Error("what was heard on the way was taken a second time")
	}
}

// tap keeps what is sent through it.
type tap struct {
	net.Conn
	sent bytes.Buffer
}

func (t *tap) Write(p []byte) (int, error) {
	t.sent.Write(p)
	return t.Conn.Write(p)
}

// A server that answers like one of ours but is none, at an address that somebody wrote into the database.
func TestAFalseServerIsNotBelieved(t *testing.T) {
	w := newWorld(t, dbtest.Open(t, db.Postgres, db.Data))
	p := w.reachable()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	w.must(err)
	defer l.Close()
	false, err := newInner([32]byte{3})
	w.must(err)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _ = tls.Server(c, false.config).Handshake(); c.Close() }()
		}
	}()
	c := w.client(1)
	w.must(w.db.InTx(w.ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO remote_node (node, address, until) VALUES ('x', $1, $2)`, l.Addr().String(), db.Micros(noon.Add(time.Hour))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO remote_end (session, node) VALUES ($1, 'x')`, hexOf(c.id))
		return err
	}))
	if _, err := p.join(c.id, 1); !errors.Is(err, ErrNotReady) {
		t.Errorf("a false server was asked: %v", err)
	}
}

func FuzzCall(f *testing.F) {
	for _, c := range []call{{kind: callEnter, lane: channel.Bulk, number: 7}, {kind: callJoin, body: wire.Peer{Number: 1}.Encode()}, {kind: callTurn, body: []byte{1}}} {
		f.Add(c.encode())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := decodeCall(b)
		if err == nil && !bytes.Equal(c.encode(), b) {
			t.Errorf("%x is read as %+v, which is written as %x", b, c, c.encode())
		}
	})
}
