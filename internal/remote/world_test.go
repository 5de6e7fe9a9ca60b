package remote

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
	"surety/internal/review"
	"surety/internal/suretytest"
	"surety/internal/vault"
	"surety/internal/wire"
)

var ctx = context.Background()

// world is an installation with a ticket, whose client is asked by the specialist of the case.
type world struct {
	*suretytest.World
	*Desk
	t                                        testing.TB
	deals                                    *deal.Deals
	client, specialist, agent, lead, another access.Actor
	department                               access.DepartmentID
	ticket                                   access.TicketID
	ends                                     *ends
}

// ends stand for the machines of both sides.
type ends struct {
	mu     sync.Mutex
	turns  []wire.Turn
	joined []wire.Peer
	left   []uint32
	refuse bool
	during func() // the client's end is asked
}

func (e *ends) Turn(_ string, t wire.Turn) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.turns = append(e.turns, t)
}

func (e *ends) Join(_ context.Context, _ string, far wire.Peer) (wire.Peer, error) {
	if e.during != nil {
		e.during()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.refuse {
		return wire.Peer{}, errors.New("nobody is there")
	}
	e.joined = append(e.joined, far)
	return wire.Peer{Number: far.Number, Pin: wire.Digest{7}}, nil
}

func (e *ends) Leave(_ string, number uint32) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.left = append(e.left, number)
}

// told are the turns since it was asked last.
func (e *ends) told() []wire.Turn {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := e.turns
	e.turns = nil
	return all
}

type noPapers struct{}

func (noPapers) Contract(deal.Parameters) (document.Document, error) { return document.Document{}, nil }
func (noPapers) NDA(deal.Parameters) (document.Document, error)      { return document.Document{}, nil }

func newWorld(t testing.TB, engine db.Engine) *world {
	t.Helper()
	x := suretytest.New(t, engine)
	w := &world{World: x, t: t, ends: &ends{}}
	ledger := escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock})
	clocks := deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs})
	bank := payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Ledger: ledger})
	w.deals = deal.Open(deal.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: ledger, Bank: bank, Papers: noPapers{}, URL: "https://help.surety.example"})
	disputes := dispute.Open(dispute.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: ledger, Deals: w.deals})
	reviews := review.Open(review.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts, Clocks: clocks,
		Ledger: ledger, Deals: w.deals, Disputes: disputes})
	w.Desk = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Hub: x.Live, Accounts: x.Accounts, Tickets: x.Desk, Clocks: clocks,
		Deals: w.deals, Disputes: disputes, Reviews: reviews, Host: "help.surety.example"})
	w.Attach(w.ends)
	w.people()
	return w
}

func (w *world) people() {
	w.department = w.Department("Repairs")
	w.client, w.specialist, w.agent, w.another = w.Client(), w.Specialist(), w.Agent(w.department), w.Specialist()
	w.lead = w.Person(account.NewPerson{Posts: map[access.DepartmentID]access.Post{w.department: access.Lead}})
	for _, a := range []*access.Actor{&w.client, &w.specialist, &w.agent, &w.lead, &w.another} {
		a.SteppedUp = true
	}
	w.ticket = w.Ticket(w.client, w.department).ID
	w.call(w.specialist)
}

func (w *world) call(specialist access.Actor) {
	w.t.Helper()
	w.must(w.World.Desk.AddMember(ctx, w.agent, w.ticket, specialist.Account, "specialist"))
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { fn(t, newWorld(t, engine)) })
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// refused demands a fault of the code.
func (w *world) refused(err error, want *fault.Fault) {
	w.t.Helper()
	if err == nil || fault.As(err).Code != want.Code {
		w.t.Fatalf("got %v, want %s", err, want.Code)
	}
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err }))
}

func (w *world) count(query string, args ...any) (n int64) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int64], query, args...)
		return err
	}))
	return n
}

// state demands one.
func (w *world) state(id string, want State) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowOf(ctx, tx, id, false)
		if err == nil && r.state != want {
			w.t.Fatalf("it is %s, not %s", r.state, want)
		}
		return err
	}))
}

var usual = Request{Powers: []wire.Purpose{wire.TerminalView, wire.TerminalType, wire.Port}, Ports: []string{"printer.example:9100"}, Reason: "The printer's queue.", Minutes: 60}

func (w *world) ask() string {
	w.t.Helper()
	id, err := w.Ask(ctx, w.specialist, w.ticket, usual)
	w.must(err)
	return id
}

// program is a client's program.
type program struct {
	*world
	key   ed25519.PrivateKey
	in    Arrived
	facts wire.Facts
}

func newKey() (ed25519.PublicKey, ed25519.PrivateKey) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return public, private
}

var here = netip.MustParseAddr("192.0.2.9")

func (w *world) arrive(code string) (*program, error) {
	public, private := newKey()
	in, err := w.Arrive(ctx, Arrival{Code: code, Key: public, Program: "1.0", System: "linux/amd64", From: here})
	p := &program{world: w, key: private, in: in}
	if err == nil && in.Kind == ForSession {
		p.facts, err = wire.DecodeFacts(in.Facts)
	}
	return p, err
}

// program lets one come in to the session.
func (w *world) program(id string) *program {
	w.t.Helper()
	c, err := w.Code(ctx, w.client, id)
	w.must(err)
	p, err := w.arrive(c.Code)
	w.must(err)
	return p
}

func (p *program) session() Session {
	p.t.Helper()
	s, err := p.Assist(ctx, p.in.Token, here)
	p.must(err)
	return s
}

func (p *program) waive() {
	p.t.Helper()
	b, err := p.Waive(ctx, p.session(), "It is a spare machine.")
	p.must(err)
	p.facts, err = wire.DecodeFacts(b)
	p.must(err)
}

// agreement is a consent to all that was asked for.
func (p *program) agreement() wire.Agreed {
	return wire.Agreed{Session: p.facts.Session, Facts: p.facts.Digest(), Granted: p.facts.Powers, Ports: p.facts.Ports, At: p.World.Clock.Now().Unix()}
}

func (p *program) agree(a wire.Agreed) (Entry, error) {
	p.t.Helper()
	return p.Consent(ctx, p.session(), a.Encode(), ed25519.Sign(p.key, a.Signed()))
}

// running is a session that runs, with the client's program in it.
func (w *world) running() (string, *program) {
	w.t.Helper()
	id := w.ask()
	p := w.program(id)
	p.waive()
	_, err := p.agree(p.agreement())
	w.must(err)
	w.must(w.Here(ctx, id, wire.Client, true))
	w.ends.told()
	return id, p
}

func (w *world) view(who access.Actor, id string) View {
	w.t.Helper()
	v, err := w.Read(ctx, who, id)
	w.must(err)
	return v
}

func (w *world) cutFor(id, want string) {
	w.t.Helper()
	cuts, err := w.Desk.Live(ctx, []string{id})
	w.must(err)
	if want == "" && len(cuts) == 0 {
		return
	}
	if !slices.Equal(cuts, []Cut{{id, want}}) {
		w.t.Fatalf("cuts %v, want %q", cuts, want)
	}
}

// unlocked is the same vault as another server opens it.
func (w *world) unlocked() *vault.Vault {
	w.t.Helper()
	v, err := vault.Unlock(ctx, vault.Settings{Root: vault.FileRoot(filepath.Join(w.Dir, "root.key"), false), Keys: w.Keys, Clock: w.Clock})
	w.must(err)
	return v
}

// holds names a file of the installation with the bytes in it.
func holds(t *testing.T, w *world, canary string) string {
	t.Helper()
	for _, name := range w.Files() {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(canary)) {
			return name
		}
	}
	return ""
}
