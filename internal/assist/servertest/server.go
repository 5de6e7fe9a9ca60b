// Package servertest is a small server for tests of the client's program: it speaks the HTTP contract and the channel with the real
// lower parts, keeps recordings and snapshots in memory, and misbehaves when told to. It is also the specialist's end.
package servertest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/channel"
	"surety/internal/recording"
	"surety/internal/snapshot"
	"surety/internal/snapshot/over"
	"surety/internal/wire"
)

// Code is the one that works.
const Code = "7K3QX-M2F9T"

// Token is what a join gives.
const Token = "a-token-for-tests"

// Server is one.
type Server struct {
	t    testing.TB
	Host string
	http *httptest.Server

	// What it says. Change them before they are asked for.
	Kind    string
	From    string // the snapshot from whose page the client comes
	Facts   wire.Facts
	Again   func(f wire.Facts) []byte // of a prepared session; nil for the same
	Bytes   func(f wire.Facts) []byte // of a join; nil for the facts
	Refuse  func(path string) string  // a code to refuse a call with; nil or empty for none
	Consent func(a wire.Agreed) error

	Snapshots    *snapshot.Memory
	RecordingKey [32]byte
	SnapshotKey  [32]byte

	mu        sync.Mutex
	changed   chan struct{}
	public    ed25519.PublicKey
	calls     map[string]string // path to body
	agreed    *wire.Agreed
	signed    bool
	chunks    []recording.Sealed
	tail      recording.Tail
	held      bool // chunks are not acknowledged
	hung      bool // nothing is answered
	muxes     map[channel.Lane]*channel.Mux
	control   *channel.Stream
	joined    map[uint32]wire.Peer
	turns     []wire.Turn
	connected int
	next      uint32
}

// New starts one that asks for the powers.
func New(t testing.TB, powers ...wire.Purpose) *Server {
	s := &Server{t: t, Kind: "session", Snapshots: snapshot.NewMemory(), changed: make(chan struct{}), calls: map[string]string{},
		muxes: map[channel.Lane]*channel.Mux{}, joined: map[uint32]wire.Peer{}}
	rand.Read(s.RecordingKey[:])
	rand.Read(s.SnapshotKey[:])
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/assist/{call}", s.call)
	mux.HandleFunc("GET /api/v1/assist/channel", s.channel)
	s.http = httptest.NewServer(mux)
	t.Cleanup(func() { s.Cut(); s.http.CloseClientConnections(); s.http.Close() })
	s.Host = strings.TrimPrefix(s.http.URL, "http://")
	rand.Read(s.Facts.Session[:])
	s.Facts.Host, s.Facts.Ticket, s.Facts.Subject, s.Facts.Specialist = s.Host, "1042", "The printer stops", "Mina Example"
	s.Facts.Since, s.Facts.Deals, s.Facts.Reason = time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).Unix(), 12, "Look at the printer's queue"
	s.Facts.Powers, s.Facts.Until = powers, time.Now().Add(time.Hour).Unix()
	return s
}

func (s *Server) wake() { close(s.changed); s.changed = make(chan struct{}) }

// Wait waits until the condition holds; it is asked under the server's lock whenever something changed.
func (s *Server) Wait(what string, holds func() bool) {
	s.t.Helper()
	limit := time.After(30 * time.Second)
	for {
		s.mu.Lock()
		ok, changed := holds(), s.changed
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-limit:
			s.t.Fatalf("it never came to this: %s", what)
		}
	}
}

func (s *Server) call(w http.ResponseWriter, r *http.Request) {
	call := r.PathValue("call")
	body, _ := io.ReadAll(r.Body)
	if s.Refuse != nil && s.Refuse(call) != "" {
		problem(w, http.StatusConflict, s.Refuse(call))
		return
	}
	if call != "join" && r.Header.Get("Authorization") != "Bearer "+Token {
		problem(w, http.StatusUnauthorized, "not_signed_in")
		return
	}
	s.mu.Lock()
	s.calls[call] = string(body)
	s.wake()
	s.mu.Unlock()
	switch call {
	case "join":
		s.join(w, body)
	case "prepared", "waiver":
		if s.Again != nil {
			answer(w, map[string]any{"facts": s.Again(s.Facts)})
		}
	case "consent":
		s.consent(w, body)
	}
}

func answer(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

func problem(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	answer(w, map[string]any{"status": status, "code": code})
}

func (s *Server) join(w http.ResponseWriter, body []byte) {
	var in struct{ Code, Key string }
	key := func() []byte { b, _ := hex.DecodeString(in.Key); return b }
	if json.Unmarshal(body, &in) != nil || in.Code != Code || len(key()) != ed25519.PublicKeySize {
		problem(w, http.StatusForbidden, "code_wrong")
		return
	}
	s.mu.Lock()
	s.public = key()
	s.mu.Unlock()
	facts := s.Facts.Encode()
	if s.Bytes != nil {
		facts = s.Bytes(s.Facts)
	}
	answer(w, map[string]any{"session": hex.EncodeToString(s.Facts.Session[:]), "token": Token, "facts": facts, "recordingKey": s.RecordingKey[:],
		"snapshotKey": s.SnapshotKey[:], "kind": s.Kind, "snapshot": s.From, "client": "Reza Example", "languages": []string{"fa"}})
}

func (s *Server) consent(w http.ResponseWriter, body []byte) {
	var in struct{ Agreed, Signature []byte }
	a, err := wire.Agreed{}, json.Unmarshal(body, &in)
	if err == nil {
		a, err = wire.DecodeAgreed(in.Agreed)
	}
	if err == nil && s.Consent != nil {
		err = s.Consent(a)
	}
	if err != nil {
		problem(w, http.StatusUnprocessableEntity, "consent_invalid")
		return
	}
	s.mu.Lock()
	s.agreed, s.signed = &a, ed25519.Verify(s.public, a.Signed(), in.Signature)
	s.wake()
	s.mu.Unlock()
	answer(w, map[string]any{"entry": 77, "receipt": "a receipt"})
}

// Called is the body of the last call of a path.
func (s *Server) Called(path string) string { s.mu.Lock(); defer s.mu.Unlock(); return s.calls[path] }

// WaitCalled waits for a call.
func (s *Server) WaitCalled(path string) string {
	s.t.Helper()
	s.Wait("call of "+path, func() bool { _, ok := s.calls[path]; return ok })
	return s.Called(path)
}

// Agreed is the consent, and whether the session's key signed it.
func (s *Server) Agreed() (wire.Agreed, bool) {
	s.t.Helper()
	s.Wait("consent", func() bool { return s.agreed != nil })
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.agreed, s.signed
}

func (s *Server) channel(w http.ResponseWriter, r *http.Request) {
	s.whileHung()
	lane, ok := channel.ParseLane(r.URL.Query().Get("lane"))
	if !ok || r.Header.Get("Authorization") != "Bearer "+Token || s.Refuse != nil && s.Refuse("channel") != "" {
		problem(w, http.StatusUnauthorized, "not_signed_in")
		return
	}
	conn, err := channel.Accept(w, r)
	if err != nil {
		return
	}
	go s.serve(lane, conn)
}

func (s *Server) serve(lane channel.Lane, conn net.Conn) {
	m, err := channel.Server(conn, lane, 16)
	if err != nil {
		conn.Close()
		return
	}
	s.mu.Lock()
	s.muxes[lane] = m
	s.connected++
	s.wake()
	s.mu.Unlock()
	h := &channel.Handlers{}
	h.Put(wire.ForRecord, s.record)
	h.Put(wire.ForControl, s.listen)
	h.Put(wire.ForSnapshot, func(ctx context.Context, a *channel.Asked) {
		if stream, err := a.Take(); err == nil {
			_ = over.Serve(ctx, stream, shelf{s.Snapshots})
		}
	})
	_ = m.Serve(context.Background(), h.Serve)
	s.mu.Lock()
	if s.muxes[lane] == m {
		delete(s.muxes, lane)
	}
	s.wake()
	s.mu.Unlock()
}

// Cut breaks all connections.
func (s *Server) Cut() {
	s.mu.Lock()
	muxes := s.muxes
	s.muxes, s.control = map[channel.Lane]*channel.Mux{}, nil
	s.mu.Unlock()
	for _, m := range muxes {
		_ = m.Close()
	}
}

// Connections counts how often a lane was dialled.
func (s *Server) Connections() int { s.mu.Lock(); defer s.mu.Unlock(); return s.connected }

// lane waits for a lane.
func (s *Server) lane(lane channel.Lane) *channel.Mux {
	s.t.Helper()
	s.Wait("lane "+lane.String(), func() bool { return s.muxes[lane] != nil })
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.muxes[lane]
}

type shelf struct{ *snapshot.Memory }

func (m shelf) Keep(ctx context.Context, kind snapshot.Kind, name snapshot.Name, size int64, r io.Reader) error {
	b := make([]byte, size)
	if _, err := io.ReadFull(r, b); err != nil {
		return err
	}
	return m.Put(ctx, kind, name, b)
}

func (m shelf) Send(ctx context.Context, kind snapshot.Kind, name snapshot.Name, offset int64, length int, w io.Writer) error {
	b, err := m.Get(ctx, kind, name, offset, length)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// Digest is what a consent to these facts answers.
func Digest(f wire.Facts) wire.Digest { return sha256.Sum256(f.Encode()) }

func (s *Server) String() string { return fmt.Sprintf("%s/%s", s.Host, Code) }
