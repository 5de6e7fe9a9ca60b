package complaint

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/live"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// work is one change of one complaint, under way in its transaction.
type work struct {
	*Complaints
	tx    *db.Tx
	row   row
	thing access.Thing // of the ticket
	grant access.Grant
	now   time.Time
	entry audit.Params
	sent  []notice
}

// change runs fn on the complaint, held, with a grant for the action; a fault of fn undoes all.
func (c *Complaints) change(ctx context.Context, who access.Actor, id ID, act access.Action, fn func(ctx context.Context, w *work) error) error {
	var t access.TicketID
	if err := c.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowOf(ctx, tx, id, false)
		t = r.ticket
		return err
	}); err != nil {
		return err
	}
	if err := c.Vault.Warm(ctx, []access.TicketID{t}); err != nil {
		return err
	}
	return c.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := c.begin(ctx, tx, who, id, act)
		if err != nil {
			return err
		}
		if err := fn(ctx, w); err != nil {
			return err
		}
		return w.finish(ctx)
	})
}

func (c *Complaints) begin(ctx context.Context, tx *db.Tx, who access.Actor, id ID, act access.Action) (*work, error) {
	r, t, barred, err := c.load(ctx, tx, id, true)
	if err != nil {
		return nil, err
	}
	g, err := access.Check(who, act, r.thing(t, barred))
	return &work{Complaints: c, tx: tx, row: r, thing: t, grant: g, now: c.Clock.Now(), entry: audit.Params{"complaint": string(id)}}, err
}

func (c *Complaints) load(ctx context.Context, tx *db.Tx, id ID, hold bool) (r row, t access.Thing, barred []access.AccountID, err error) {
	if r, err = rowOf(ctx, tx, id, hold); err != nil {
		return r, t, nil, err
	}
	if t, err = c.Desk.Facts(ctx, tx, r.ticket); err != nil {
		return r, t, nil, err
	}
	barred, err = barredOf(ctx, tx, id)
	return r, t, barred, err
}

// record writes the change's entry, so that the grant may open content and move money from then on.
func (w *work) record(ctx context.Context) error {
	if w.grant.Recorded() {
		return nil
	}
	return w.Log.Append(ctx, w.tx, w.grant, w.entry)
}

// happen moves the complaint on, and writes the entry.
func (w *work) happen(ctx context.Context, e Event) error {
	to, ok := Next(w.row.state, e)
	if !ok {
		return ErrState
	}
	w.entry["event"], w.entry["from"], w.entry["to"] = string(e), string(w.row.state), string(to)
	w.row.state = to
	return w.record(ctx)
}

// say puts words under the change's own grant, which is about content and recorded by then.
func (w *work) say(ctx context.Context, kind WordKind, text string) error {
	w.row.words++
	sealed, err := w.Vault.Seal(ctx, w.grant, wordPlace(w.row.id, w.row.words), []byte(text))
	if err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, `INSERT INTO complaint_word (complaint, n, kind, author, text, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(w.row.id), w.row.words, string(kind), string(w.grant.Actor().Account), sealed, db.Micros(w.now))
	return err
}

// finish saves the complaint, writes its entry and letters, and has those concerned told after the commit.
func (w *work) finish(ctx context.Context) error {
	if err := w.record(ctx); err != nil {
		return err
	}
	w.row.version, w.row.changed = w.row.version+1, db.Micros(w.now)
	if err := w.row.put(ctx, w.tx); err != nil {
		return err
	}
	for _, n := range w.sent {
		if err := w.post(ctx, w.tx, n); err != nil {
			return err
		}
	}
	w.tell()
	return nil
}

// tell publishes to who takes part that something changed. It carries ids only.
func (w *work) tell() {
	b, err := json.Marshal(map[string]string{"complaint": string(w.row.id), "id": string(w.row.ticket)})
	if err != nil {
		return // strings always can be written
	}
	thing, hub, to := w.row.thing(w.thing, nil), w.Live, []access.AccountID{w.row.filer, w.row.investigator}
	if w.row.state != Triage {
		to = append(to, w.row.accused)
	}
	if !w.row.state.Open() && w.thing.Requester != w.row.filer && w.thing.Requester != w.row.accused {
		to = append(to, w.thing.Requester)
	}
	w.tx.AfterCommit(func() {
		for _, a := range to {
			if a != "" {
				hub.Publish(live.Event{Name: live.Complaint, Ticket: thing, Account: a, Data: b})
			}
		}
	})
}

// WordKind is whose words they are.
type WordKind string

const (
	Allegation WordKind = "allegation"
	Answer     WordKind = "answer"
	Report     WordKind = "report"      // of who decided, for both sides
	Attested   WordKind = "attestation" // of the accused: what was copied is destroyed
)

func wordPlace(id ID, n int64) vault.Place {
	return vault.Place{Kind: "complaint.word", Row: string(id) + "/" + itoa(n), Field: "text"}
}

// textRunes bounds a text.
const textRunes = 20_000

// clean holds a text to its form.
func clean(s string) (string, error) { return ticket.Words("text", s, textRunes) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
