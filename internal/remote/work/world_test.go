package work_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
	"surety/internal/recording"
	"surety/internal/remote"
	"surety/internal/remote/chunk"
	"surety/internal/remote/replay"
	"surety/internal/remote/work"
	"surety/internal/review"
	"surety/internal/suretytest"
	"surety/internal/vault"
	"surety/internal/wire"
)

// world is an installation with remote sessions and their recordings.
type world struct {
	*suretytest.World
	*work.Book
	t                   *testing.T
	deal                deal.ID
	milestones          []deal.MilestoneID
	ticket              access.TicketID
	desk                *remote.Desk
	chunks              *chunk.Store
	client, agent, lead access.Actor
	dep                 access.DepartmentID
}

type noPapers struct{}

func (noPapers) Contract(deal.Parameters) (document.Document, error) {
	return document.Document{}, fault.ErrAbsent
}
func (noPapers) NDA(deal.Parameters) (document.Document, error) {
	return document.Document{}, fault.ErrAbsent
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { fn(t, newWorld(t, engine)) })
	}
}

func newWorld(t *testing.T, engine db.Engine) *world {
	t.Helper()
	x := suretytest.New(t, engine)
	w := &world{World: x, t: t}
	ledger := escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock})
	clocks := deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs})
	bank := payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Ledger: ledger})
	deals := deal.Open(deal.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Desk: x.Desk,
		Clocks: clocks, Ledger: ledger, Bank: bank, Papers: noPapers{}, URL: "https://help.surety.example"})
	disputes := dispute.Open(dispute.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: ledger, Deals: deals})
	reviews := review.Open(review.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Clocks: clocks, Ledger: ledger,
		Deals: deals, Disputes: disputes})
	w.desk = remote.Open(remote.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Hub: x.Live, Accounts: x.Accounts, Tickets: x.Desk, Clocks: clocks,
		Deals: deals, Disputes: disputes, Reviews: reviews, Host: "help.surety.example"})
	w.chunks = chunk.Open(x.DB, x.Clock)
	p := replay.Open(replay.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Sessions: w.desk, Chunks: w.chunks, People: w.Accounts})
	w.Book = work.Open(work.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Sessions: w.desk, Player: p, Deals: deals})
	w.dep = x.Department("Support")
	w.client, w.agent = w.Client(), w.Specialist()
	w.agent.SteppedUp = true
	w.lead = w.Lead(w.dep)
	w.onDeal()
	return w
}

// onDeal makes a ticket to which the specialist is called, with a deal of two milestones.
func (w *world) onDeal() {
	w.t.Helper()
	w.ticket = w.Ticket(w.client, w.dep).ID
	must(w.t, w.Desk.AddMember(w.t.Context(), w.lead, w.ticket, w.agent.Account, "specialist"))
	w.deal = access.NewID[deal.ID]()
	now := db.Micros(w.World.Clock.Now())
	w.exec(`INSERT INTO deal (id, ticket, client, specialist, state, currency, offer, signed, version, steps, created, updated) VALUES ($1, $2, $3, $4, 'active', 'EUR', 1, 1, 1, 0, $5, $5)`,
		string(w.deal), string(w.ticket), string(w.client.Account), string(w.agent.Account), now)
	w.exec(`INSERT INTO deal_offer (deal, version, side, state, base, terms, made) VALUES ($1, 1, 'specialist', 'accepted', 0, $2, $3)`, string(w.deal),
		w.Sealed(w.client, w.ticket, vault.Place{Kind: "deal.terms", Row: string(w.deal) + "/1", Field: "terms"}, `{"title":"Two printers"}`), now)
	for place := range 2 {
		m := access.NewID[deal.MilestoneID]()
		w.milestones = append(w.milestones, m)
		w.exec(`INSERT INTO deal_milestone (id, deal, place, state, before, price_minor, fee_minor, tax_minor, released_minor, fee_taken, tax_taken, refunded_minor,
			granted_minor, moves, parts, rounds, cancels, canceller, matter, accepted, silence_days, rounds_max, guarantee, licence, changed)
			VALUES ($1, $2, $3, 'started', '', 10000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', 14, 1, $4, 'non_exclusive', $5)`, string(m), string(w.deal), place+1, false, now)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func expect(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// session is one that runs, with the client's end of it.
type session struct {
	*world
	id     string
	ticket access.TicketID
	name   wire.Session
	rec    *recording.Recorder
	spool  *recording.Spool
	up     *recording.Upload
	time   *clock.Fake // of the client's machine
	signer ed25519.PrivateKey
	sent   []recording.Sealed
}

// begin brings a session to where the client's end records.
func (w *world) begin() *session {
	w.t.Helper()
	ticket := w.ticket
	ctx := w.t.Context()
	id, err := w.desk.Ask(ctx, w.agent, ticket, remote.Request{Powers: []wire.Purpose{wire.TerminalView, wire.TerminalType}, Reason: "to look at it", Minutes: 60})
	must(w.t, err)
	code, err := w.desk.Code(ctx, w.client, id)
	must(w.t, err)
	public, private, err := ed25519.GenerateKey(nil)
	must(w.t, err)
	from := netip.MustParseAddr("192.0.2.9")
	in, err := w.desk.Arrive(ctx, remote.Arrival{Code: code.Code, Key: public, Program: "1.0", System: "linux", From: from})
	must(w.t, err)
	assist, err := w.desk.Assist(ctx, in.Token, from)
	must(w.t, err)
	facts, err := w.desk.Waive(ctx, assist, "I need none.")
	must(w.t, err)
	f, err := wire.DecodeFacts(facts)
	must(w.t, err)
	s := &session{world: w, id: id, ticket: ticket, name: f.Session, time: clock.NewFake(w.World.Clock.Now()), signer: private}
	a := wire.Agreed{Session: s.name, Facts: f.Digest(), Granted: []wire.Purpose{wire.TerminalView, wire.TerminalType}, At: w.World.Clock.Now().Unix()}
	_, err = w.desk.Consent(ctx, assist, a.Encode(), ed25519.Sign(private, a.Signed()))
	must(w.t, err)
	must(w.t, w.desk.Here(ctx, id, wire.Client, true))
	s.spool, err = recording.NewSpool(filepath.Join(w.t.TempDir(), "spool"), 1<<30)
	must(w.t, err)
	w.t.Cleanup(func() { s.spool.Close() })
	key := recording.Key(in.RecordingKey)
	s.rec = recording.New(s.time, s.spool, s.name, &key, private)
	s.up, err = s.spool.Upload(nil)
	must(w.t, err)
	return s
}

// show records output, a little later, and brings it to the server.
func (s *session) show(text string) { s.t.Helper(); s.record(wire.Output, []byte(text)) }

func (s *session) record(kind wire.Kind, payload []byte) {
	s.t.Helper()
	s.time.Advance(10 * time.Millisecond)
	must(s.t, s.rec.Append(kind, 1, payload))
	s.send()
}

// send brings to the server what is closed.
func (s *session) send() {
	s.t.Helper()
	over, cancel := context.WithCancel(s.t.Context())
	cancel()
	for {
		c, err := s.up.Next(over)
		if err == io.EOF || errors.Is(err, context.Canceled) {
			return
		}
		must(s.t, err)
		c = recording.Sealed{Header: c.Header, Record: bytes.Clone(c.Record), Signature: bytes.Clone(c.Signature)}
		must(s.t, s.chunks.Put(s.t.Context(), s.name, c))
		must(s.t, s.up.Acknowledge(c.Ack()))
		s.sent = append(s.sent, c)
	}
}

// end ends the session and has its recording sealed.
func (s *session) end() {
	s.t.Helper()
	must(s.t, s.rec.End("client"))
	s.send()
	s.seal(true)
}

func (s *session) seal(complete bool) {
	s.t.Helper()
	ctx := s.t.Context()
	must(s.t, s.desk.Turn(ctx, s.client, s.id, wire.Finish, ""))
	stand, err := s.chunks.Stand(ctx, s.name)
	must(s.t, err)
	must(s.t, s.desk.Seal(ctx, s.id, remote.Sealing{Chunks: int64(stand.Chunks), Bytes: stand.Bytes, Last: stand.Last, Complete: complete}))
}

// entries are those of an action on the ticket.
func (w *world) entries(ticket access.TicketID, action access.Action) []audit.Entry {
	w.t.Helper()
	g, err := access.Check(access.Server("test"), access.RecordRead, access.Thing{Kind: "record"})
	must(w.t, err)
	all, _, err := w.World.Log.Search(w.t.Context(), g, audit.Filter{Action: action, Ticket: ticket, Limit: 200})
	must(w.t, err)
	return all
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	must(w.t, w.World.DB.InTx(w.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}))
}
