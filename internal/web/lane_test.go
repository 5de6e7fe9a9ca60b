package web

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/channel"
	"surety/internal/db"
	"surety/internal/recording"
	remotelive "surety/internal/remote/live"
	"surety/internal/suretytest"
	"surety/internal/wire"
)

// met is a session whose client's program has come in and consented, over the real edge.
type met struct {
	*asked
	ctx     context.Context
	program *program2
	control *channel.Stream
	turns   chan wire.Turn
	mu      sync.Mutex
	pair    map[uint32]channel.Pair
	record  *recording.Recorder
	agent   access.Actor
	helper  access.AccountID
}

// program2 is what the client's program was given.
type program2 struct {
	AssistJoined
	private ed25519.PrivateKey
}

func (p *place) dial(path string, headers ...string) (net.Conn, error) {
	h := http.Header{}
	for i := 0; i+1 < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	d := channel.Dialer{Header: h, TLS: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // the test server's own
	return d.Dial(context.Background(), "wss://"+p.http.Listener.Addr().String()+"/api/v1"+path)
}

func meet(t *testing.T, w *suretytest.World) *met {
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	t.Cleanup(cancel)
	m := &met{asked: newAsked(newPlace(t, w, nil)), ctx: ctx, turns: make(chan wire.Turn, 100), pair: map[uint32]channel.Pair{}}
	m.server.Hosts = append(m.server.Hosts, m.http.Listener.Addr().String()) // a WebSocket is dialled by the address that listens
	over := make(chan error)
	run, stop := context.WithCancel(t.Context())
	go func() { over <- m.server.Ends.Run(run) }()
	t.Cleanup(func() { stop(); <-over })
	m.helper = access.AccountID(m.ask().Specialist.ID)
	var d access.DepartmentID
	m.must(m.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT department FROM ticket WHERE id = $1`, []any{m.ticket}, &d)
	}))
	m.agent = m.Agent(d)
	var c RemoteCode
	m.fine(m.client.ask("POST", m.at("/code"), Empty{}), 201, &c)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	m.must(err)
	m.program = &program2{private: private}
	m.fine(m.bare("", "/join", AssistJoin{Code: c.Code, Key: hex.EncodeToString(public), Program: "1", System: "linux/amd64"}), 200, &m.program.AssistJoined)
	m.arrive()
	var f AssistFacts
	m.fine(m.bare(m.program.Token, "/waiver", AssistWaiver{"It is a spare machine."}), 200, &f)
	facts, err := wire.DecodeFacts(f.Facts)
	m.must(err)
	agreed := wire.Agreed{Session: facts.Session, Facts: facts.Digest(), Granted: facts.Powers, At: 1}
	m.fine(m.bare(m.program.Token, "/consent", AssistConsent{agreed.Encode(), ed25519.Sign(private, agreed.Signed())}), 200, nil)
	return m
}

func (m *met) must(err error) {
	m.T.Helper()
	if err != nil {
		m.T.Fatal(err)
	}
}

// arrive connects the program: it talks, records, and echoes what comes through a relay.
func (m *met) arrive() {
	m.T.Helper()
	conn, err := m.dial("/assist/channel?lane=interactive", "Authorization", "Bearer "+m.program.Token)
	m.must(err)
	mux, err := channel.Client(conn, channel.Interactive, 8)
	m.must(err)
	h := &channel.Handlers{}
	h.Put(wire.ForRelay, m.relay)
	done := make(chan struct{})
	go func() { defer close(done); _ = mux.Serve(m.ctx, h.Serve) }()
	m.T.Cleanup(func() { mux.Close(); <-done })
	m.control, err = mux.Open(m.ctx, wire.Open{Purpose: wire.ForControl})
	m.must(err)
	go m.listen()
	line, err := mux.Open(m.ctx, wire.Open{Purpose: wire.ForRecord})
	m.must(err)
	spool, err := recording.NewSpool(filepath.Join(m.T.TempDir(), "spool"), 1<<30)
	m.must(err)
	m.T.Cleanup(func() { spool.Close() })
	id, _ := remotelive.Parse(m.id)
	key := recording.Key(m.program.RecordingKey)
	m.record = recording.New(m.Clock, spool, id, &key, m.program.private)
	go func() { _ = spool.Send(m.ctx, line) }()
}

func (m *met) listen() {
	for frames := wire.NewFrameReader(m.control); ; {
		kind, payload, err := frames.Next(wire.MaxControl)
		if err != nil {
			return
		}
		if t, err := wire.DecodeTurn(payload); kind == wire.FrameTurn && err == nil {
			m.turns <- t
			continue
		}
		far, err := wire.DecodePeer(payload)
		key, kerr := channel.NewKey()
		if kind != wire.FrameJoin || err != nil || kerr != nil {
			continue
		}
		pair, err := key.With(channel.Pin(far.Pin))
		if err != nil {
			return
		}
		m.mu.Lock()
		m.pair[far.Number] = pair
		m.mu.Unlock()
		_, _ = m.control.Write(wire.AppendFrame(nil, wire.FrameJoined, wire.Peer{Number: far.Number, Pin: wire.Digest(key.Pin())}.Encode()))
	}
}

func (m *met) relay(ctx context.Context, a *channel.Asked) {
	number, _ := wire.DecodeStream(a.Open.Argument)
	m.mu.Lock()
	pair := m.pair[number]
	m.mu.Unlock()
	line, err := a.Take()
	if err != nil {
		return
	}
	s, err := pair.Serve(ctx, line)
	if err != nil {
		return
	}
	buf := make([]byte, 1024)
	for {
		n, err := s.Read(buf)
		if err != nil || m.record.Append(wire.Output, 1, buf[:n]) != nil {
			return
		}
		if _, err := s.Write(buf[:n]); err != nil {
			return
		}
	}
}

// join lets the specialist's end come, and gives its interactive lane and the sealed way to the client's machine.
func (m *met) join() (*channel.Mux, *channel.Sealed, int64) {
	m.T.Helper()
	key, err := channel.NewKey()
	m.must(err)
	pin := key.Pin()
	var j RemoteJoined
	m.fine(m.specialist.ask("POST", m.at("/join"), RemoteJoin{hex.EncodeToString(pin[:])}), 200, &j)
	near, err := hex.DecodeString(j.Pin)
	m.must(err)
	pair, err := key.With(channel.Pin(near))
	m.must(err)
	conn, err := m.dial(m.lane(j.Number), "Cookie", m.cookie(m.specialist), "Origin", address)
	m.must(err)
	mux, err := channel.Client(conn, channel.Interactive, 8)
	m.must(err)
	m.T.Cleanup(func() { mux.Close() })
	s, err := mux.Open(m.ctx, wire.Open{Purpose: wire.ForRelay, Argument: []byte("interactive")})
	m.must(err)
	sealed, err := pair.Dial(m.ctx, s)
	m.must(err)
	return mux, sealed, j.Number
}

func (m *met) cookie(v *visitor) string { return m.server.cookie + "=" + v.token }

func (m *met) lane(number int64) string {
	return "/remote-sessions/" + m.id + "/channel?lane=interactive&number=" + strconv.FormatInt(number, 10)
}

func (m *met) echo(s *channel.Sealed, text string) {
	m.T.Helper()
	_, err := io.WriteString(s, text)
	m.must(err)
	back := make([]byte, len(text))
	_, err = io.ReadFull(s, back)
	m.must(err)
	if string(back) != text {
		m.T.Errorf("%q came back as %q", text, back)
	}
}

// cutWithin lets so many seconds pass, each after the server has had leisure for what is due, and demands that the lane is cut then.
func (m *met) cutWithin(seconds int, mux *channel.Mux) {
	m.T.Helper()
	for range seconds {
		m.Clock.Advance(time.Second)
		leisure := time.NewTimer(500 * time.Millisecond)
		select {
		case <-mux.Done():
			return
		case <-leisure.C:
		}
	}
	select {
	case <-mux.Done():
	case <-m.ctx.Done():
		m.T.Fatal("the lane was not cut")
	}
}

// A3: whoever loses the right to a session loses what goes through, within five seconds, over the real edge: out of the case, signed out, disabled, ended.
func TestA3ALostRightCutsWhatGoesThrough(t *testing.T) {
	losses := map[string]func(m *met){
		"disabled": func(m *met) { m.must(m.Accounts.Disable(m.ctx, m.Admin, m.helper)) },
		"out of the case": func(m *met) {
			m.must(m.Desk.RemoveMember(m.ctx, m.agent, access.TicketID(m.ticket), m.helper))
		},
		"signed out": func(m *met) { m.fine(m.specialist.ask("POST", "/api/v1/sign-out", nil), 204, nil) },
		"ended":      func(m *met) { m.fine(m.client.ask("POST", m.at("/turns"), RemoteTurn{Step: "end"}), 200, nil) },
		"reported":   func(m *met) { m.fine(m.client.ask("POST", m.at("/report"), RemoteReport{"stranger"}), 200, nil) },
	}
	for name, lose := range losses {
		t.Run(name, func(t *testing.T) {
			m := meet(t, suretytest.New(t, db.SQLite))
			mux, s, _ := m.join()
			m.echo(s, "before")
			lose(m)
			m.cutWithin(5, mux)
		})
	}
}

// A fresh proof gives the sign-in another token, so that one seen before is worth nothing. What goes through already goes on, for as long as the sign-in does.
func TestAFreshProofCutsNoLaneAndItsSignInsEndDoes(t *testing.T) {
	m := meet(t, suretytest.New(t, db.SQLite))
	mux, s, _ := m.join()
	m.echo(s, "before")
	const password = "seven quiet herons over Tromsø"
	for _, prove := range []func(who access.Actor) (account.Session, error){
		func(who access.Actor) (account.Session, error) {
			return m.Accounts.SetPassword(m.ctx, who, password, account.Client{})
		},
		func(who access.Actor) (account.Session, error) {
			return m.Accounts.StepUpPassword(m.ctx, who, password, "", account.Client{})
		},
	} {
		who, _, err := m.Accounts.Authenticate(m.ctx, m.specialist.token, account.Client{})
		m.must(err)
		now, err := prove(who)
		m.must(err)
		if _, _, err := m.Accounts.Authenticate(m.ctx, m.specialist.token, account.Client{}); err == nil || now.ID != who.Session {
			t.Fatalf("the sign-in was not given another token: %v", err)
		}
		m.specialist.token = now.Token
		for range 6 {
			m.Clock.Advance(time.Second)
			<-time.NewTimer(300 * time.Millisecond).C // what would cut it has the leisure for it
			m.echo(s, "still here")
		}
	}
	m.fine(m.specialist.ask("POST", "/api/v1/sign-out", nil), 204, nil)
	m.cutWithin(5, mux)
}

func TestTheEndsMeetOverTheRealEdge(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		m := meet(t, w)
		_, s, _ := m.join()
		m.echo(s, "uname\r\n")
		var r RemoteSession
		m.fine(m.client.ask("POST", m.at("/turns"), RemoteTurn{Step: "pause"}), 200, &r)
		if got := <-m.turns; got.Step != wire.Pause || got.By != wire.Client || r.State != "paused" {
			t.Errorf("told %+v, shown %s", got, r.State)
		}
		m.fine(m.client.ask("POST", m.at("/turns"), RemoteTurn{Step: "end"}), 200, &r)
		if got := <-m.turns; got.Step != wire.Finish {
			t.Errorf("told %+v", got)
		}
		m.must(m.record.End("client"))
		for r.State != "sealed" && m.ctx.Err() == nil {
			m.fine(m.client.ask("GET", m.at(""), nil), 200, &r)
		}
		if r.Recording.State != "complete" || r.Recording.Chunks != 2 {
			t.Errorf("%+v", r.Recording)
		}
		if _, err := m.dial("/assist/channel?lane=interactive", "Authorization", "Bearer "+m.program.Token); !errors.Is(err, channel.ErrTurnedAway) {
			t.Errorf("the token outlives its recording: %v", err)
		}
	})
}

// Who may not have a lane, and what a lane is not taken from.
func TestWhoGetsNoLane(t *testing.T) {
	m := meet(t, suretytest.New(t, db.SQLite))
	_, _, number := m.join()
	stranger, other := m.as(m.Specialist()), m.as(m.Client())
	program, mine := "/assist/channel?lane=bulk", []string{"Authorization", "Bearer " + m.program.Token}
	for name, l := range map[string]struct {
		path    string
		headers []string
	}{
		"another site's page":            {m.lane(number), []string{"Cookie", m.cookie(m.specialist), "Origin", "https://elsewhere.example"}},
		"a page without an origin":       {m.lane(number), []string{"Cookie", m.cookie(m.specialist)}},
		"a page of plain HTTP":           {m.lane(number), []string{"Cookie", m.cookie(m.specialist), "Origin", "http://help.surety.example"}},
		"nobody":                         {m.lane(number), []string{"Origin", address}},
		"another specialist":             {m.lane(number), []string{"Cookie", m.cookie(stranger), "Origin", address}},
		"the client":                     {m.lane(number), []string{"Cookie", m.cookie(m.client), "Origin", address}},
		"another client":                 {m.lane(number), []string{"Cookie", m.cookie(other), "Origin", address}},
		"a number that was not given":    {m.lane(number + 1), []string{"Cookie", m.cookie(m.specialist), "Origin", address}},
		"no number":                      {m.lane(0), []string{"Cookie", m.cookie(m.specialist), "Origin", address}},
		"a session in the address":       {m.lane(number) + "&session=" + m.specialist.token, []string{"Origin", address}},
		"the program's token":            {m.lane(number), mine},
		"a program without a token":      {program, nil},
		"a token in the address":         {program + "&token=" + m.program.Token + "&access_token=" + m.program.Token, nil},
		"a token in a cookie":            {program, []string{"Cookie", m.server.cookie + "=" + m.program.Token}},
		"a token that is not quite it":   {program, []string{"Authorization", "Bearer " + m.program.Token + "x"}},
		"a program that is a page":       {program, append([]string{"Origin", "https://elsewhere.example"}, mine...)},
		"a program that is our own page": {program, append([]string{"Origin", address}, mine...)},
		"the specialist as program":      {program, []string{"Cookie", m.cookie(m.specialist), "Origin", address}},
		"an unknown lane":                {"/assist/channel?lane=fast", mine},
	} {
		c, err := m.dial(l.path, l.headers...)
		if !errors.Is(err, channel.ErrTurnedAway) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			c.Close()
		}
	}
	c, err := m.dial(program, mine...)
	m.must(err)
	c.Close()
}

// TestWhatComesAgainIsNoFailure: a lane that comes before its other one is told to come again, and nobody is called for it.
func TestWhatComesAgainIsNoFailure(t *testing.T) {
	var log strings.Builder
	s := &Server{Settings: Settings{Logger: slog.New(slog.NewTextHandler(&log, nil))}}
	ctx := context.WithValue(t.Context(), visitKey{}, &visit{})
	if p := problemOf(s.failed(ctx, remotelive.ErrAway)); p.Status != http.StatusServiceUnavailable || log.Len() > 0 {
		t.Errorf("answered %d, logged %q", p.Status, log.String())
	}
	if s.failed(ctx, errors.New("broken")); !strings.Contains(log.String(), "level=ERROR") {
		t.Error("a failure of ours is not logged")
	}
}
