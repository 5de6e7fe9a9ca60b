package room

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/fault"
	"surety/internal/handover"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

var ctx = context.Background()

// world is an installation with a restricted ticket, whose client, specialist and lead have keys.
type world struct {
	*suretytest.World
	*Desk
	t                                                    testing.TB
	client, colleague, specialist, agent, lead, stranger access.Actor
	ticket                                               access.TicketID
	keys                                                 *handover.Desk
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	suretytest.Each(t, func(t *testing.T, x *suretytest.World) { fn(t, newWorld(t, x)) })
}

// once is for what no engine does in its own way.
func once(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	fn(t, newWorld(t, suretytest.New(t, db.SQLite)))
}

func newWorld(t testing.TB, x *suretytest.World) *world {
	t.Helper()
	w := &world{World: x, t: t}
	clocks := deadline.Open(deadline.Settings{DB: x.DB, Clock: x.Clock, Jobs: x.Jobs})
	w.keys = handover.Open(handover.Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Hub: x.Live, Accounts: x.Accounts, Tickets: x.Desk, Clocks: clocks})
	w.Desk = Open(Settings{DB: x.DB, Clock: x.Clock, Vault: x.Vault, Log: x.Log, Jobs: x.Jobs, Hub: x.Live, Accounts: x.Accounts, Tickets: x.Desk, Keys: w.keys})
	department, bakery := w.Department("Repairs"), w.Organisation("Bakery")
	w.client, w.colleague, w.specialist, w.stranger = w.ClientOf(bakery), w.ClientOf(bakery), w.Specialist(), w.Specialist()
	w.agent, w.lead = w.Agent(department), w.Lead(department)
	for _, a := range []*access.Actor{&w.client, &w.colleague, &w.specialist, &w.agent, &w.lead, &w.stranger} {
		a.SteppedUp = true
	}
	w.ticket = w.Ticket(w.client, department).ID
	w.must(w.World.Desk.AddMember(ctx, w.lead, w.ticket, w.specialist.Account, "specialist"))
	w.must(w.World.Desk.Raise(ctx, w.client, w.ticket, ticket.Part{}, access.Restricted))
	for _, who := range []access.Actor{w.client, w.specialist, w.lead} {
		w.publish(who, "recipient.txt")
	}
	return w
}

// sample is a file that the browsers' library made.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "handover", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (w *world) publish(who access.Actor, recipient string) {
	w.t.Helper()
	w.must(w.keys.Publish(ctx, who, string(sample(w.t, recipient)), []handover.Lock{{Kind: handover.Passphrase, Label: "Words", Sealed: sample(w.t, "phrase.age")}}))
}

func (w *world) sealed(who access.Actor) Envelope {
	w.t.Helper()
	own, err := w.keys.Own(ctx, who)
	w.must(err)
	return Envelope{Member: who.Account, Key: own.Key.ID, Sealed: sample(w.t, "secret.age")}
}

// key is a key of the room for some.
func (w *world) key(members ...access.Actor) Key {
	w.t.Helper()
	k := Key{Recipient: string(sample(w.t, "recipient2.txt"))}
	for _, m := range members {
		k.Envelopes = append(k.Envelopes, w.sealed(m))
	}
	return k
}

// recoverable adds a copy for recovery.
func (w *world) recoverable(k Key) Key {
	k.Envelopes = append(k.Envelopes, Envelope{Sealed: sample(w.t, "secret.age")})
	return k
}

func (w *world) words() Recovery {
	return Recovery{Recipient: string(sample(w.t, "recipient.txt")), Sealed: sample(w.t, "phrase.age")}
}

// opened is a room of client and specialist that nobody can recover.
func (w *world) opened() string {
	w.t.Helper()
	id, err := w.Desk.Open(ctx, w.client, w.ticket, w.key(w.client, w.specialist), Recovery{})
	w.must(err)
	return id
}

func (w *world) note(epoch, seq int64) New {
	return New{Epoch: epoch, Seq: seq, Kind: Message, Sealed: sample(w.t, "secret.age")}
}

func (w *world) write(who access.Actor, id string, epoch, seq int64) Entry {
	w.t.Helper()
	e, err := w.Write(ctx, who, id, w.note(epoch, seq))
	w.must(err)
	return e
}

func (w *world) read(who access.Actor, id string) []Entry {
	w.t.Helper()
	all, _, err := w.Read(ctx, who, id, Slice{})
	w.must(err)
	return all
}

func (w *world) view(who access.Actor) View {
	w.t.Helper()
	v, err := w.Of(ctx, who, w.ticket)
	w.must(err)
	return v
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

func (w *world) leaves(who access.Actor) {
	w.t.Helper()
	w.must(w.World.Desk.RemoveMember(ctx, w.lead, w.ticket, who.Account))
}

func (w *world) letters(subject string) (n int) {
	w.t.Helper()
	w.must(w.World.Jobs.Drain(ctx))
	for _, m := range w.Mail.Sent() {
		if len(m.Subject) >= len(subject) && m.Subject[:len(subject)] == subject {
			n++
		}
	}
	return n
}
