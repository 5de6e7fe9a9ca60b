package handover

import (
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
	"surety/internal/suretytest"
)

var ctx = context.Background()

// world is an installation with a ticket and who works on it; the specialist has a key.
type world struct {
	*suretytest.World
	*Desk
	t                                                    testing.TB
	client, colleague, specialist, agent, lead, stranger access.Actor
	ticket                                               access.TicketID
}

type noPapers struct{}

func (noPapers) Contract(deal.Parameters) (document.Document, error) { return document.Document{}, nil }
func (noPapers) NDA(deal.Parameters) (document.Document, error)      { return document.Document{}, nil }

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	suretytest.Each(t, func(t *testing.T, x *suretytest.World) { fn(t, newWorld(t, x)) })
}

func newWorld(t testing.TB, x *suretytest.World) *world {
	t.Helper()
	w := &world{World: x, t: t}
	ledger := escrow.Open(escrow.Settings{DB: x.DB, Clock: x.Clock})
	clocks := deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs})
	bank := payment.Open(payment.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Ledger: ledger})
	deals := deal.Open(deal.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Blobs: x.Blobs, Log: x.Log, Jobs: x.Jobs, Live: x.Live, Accounts: x.Accounts,
		Desk: x.Desk, Clocks: clocks, Ledger: ledger, Bank: bank, Papers: noPapers{}, URL: "https://help.surety.example"})
	w.Desk = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Hub: x.Live, Accounts: x.Accounts, Tickets: x.Desk, Clocks: clocks, Deals: deals})
	department, bakery := w.Department("Repairs"), w.Organisation("Bakery")
	w.client, w.colleague, w.specialist, w.stranger = w.ClientOf(bakery), w.ClientOf(bakery), w.Specialist(), w.Specialist()
	w.agent, w.lead = w.Agent(department), w.Lead(department)
	for _, a := range []*access.Actor{&w.client, &w.colleague, &w.specialist, &w.agent, &w.lead, &w.stranger} {
		a.SteppedUp = true
	}
	w.ticket = w.Ticket(w.client, department).ID
	w.must(w.World.Desk.AddMember(ctx, w.agent, w.ticket, w.specialist.Account, "specialist"))
	w.publish(w.specialist, "recipient.txt")
	return w
}

// sample is a file that the browsers' library made.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (w *world) phrase() Lock {
	return Lock{Kind: Passphrase, Label: "My words", Sealed: sample(w.t, "phrase.age")}
}

func (w *world) passkey() Lock {
	return Lock{Kind: Passkey, Label: "My telephone", Credential: "AAAA", Salt: base64.RawURLEncoding.EncodeToString(make([]byte, 32)), Sealed: sample(w.t, "passkey.age")}
}

func (w *world) publish(who access.Actor, recipient string) {
	w.t.Helper()
	w.must(w.Publish(ctx, who, string(sample(w.t, recipient)), []Lock{w.passkey(), w.phrase()}))
}

// keyOf is the present key's id.
func (w *world) keyOf(who access.Actor) string {
	w.t.Helper()
	own, err := w.Own(ctx, who)
	w.must(err)
	return own.Key.ID
}

const label = "Password of the router"

func (w *world) gift(term Term) Gift {
	return Gift{Reader: w.specialist.Account, Key: w.keyOf(w.specialist), Term: term, Label: label, Sealed: sample(w.t, "secret.age")}
}

func (w *world) give(term Term) string {
	w.t.Helper()
	id, err := w.Give(ctx, w.client, w.ticket, w.gift(term))
	w.must(err)
	return id
}

// agree puts client and specialist into a deal.
func (w *world) agree() {
	w.exec(`INSERT INTO deal (id, ticket, client, specialist, state, currency, offer, signed, version, steps, created, updated) VALUES ('d', $1, $2, $3, 'active', 'EUR', 1, 1, 1, 1, 1, 1)`,
		string(w.ticket), string(w.client.Account), string(w.specialist.Account))
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

func (w *world) stored(id string) (r row) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) { r, err = rowOf(ctx, tx, id, false); return err }))
	return r
}

func (w *world) view(who access.Actor, id string) View {
	w.t.Helper()
	v, err := w.Read(ctx, who, id)
	w.must(err)
	return v
}

// drain runs what is due, letters too.
func (w *world) drain() {
	w.t.Helper()
	w.must(w.World.Jobs.Drain(ctx))
}

// letters counts those with a link of the ticket, or without, that were sent to somebody, by what their subject begins with.
func (w *world) letters(subject string) (n int) {
	for _, m := range w.Mail.Sent() {
		if len(m.Subject) >= len(subject) && m.Subject[:len(subject)] == subject {
			n++
		}
	}
	return n
}
