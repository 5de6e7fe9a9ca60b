package remote

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/live"
	"surety/internal/vault"
	"surety/internal/wire"
)

// work is one change of one session, under way in its transaction.
type work struct {
	*Desk
	tx    *db.Tx
	row   row
	grant access.Grant
	now   time.Time
	entry audit.Params
	n     int64 // of the change's entry, once it is written
	sent  []notice
	turn  *wire.Turn // to be told to the client's end
	quiet bool       // nothing happened: no entry, nobody is told
}

// change runs fn on the session, held, with a grant for the action; then the session is saved, the entry written, and both sides are told after
// the commit. A fault of fn undoes all. Faults: absent, denied, step_up_needed.
func (d *Desk) change(ctx context.Context, who access.Actor, id string, act access.Action, fn func(ctx context.Context, w *work) error) (g access.Grant, err error) {
	if err := d.warm(ctx, id); err != nil {
		return g, err
	}
	err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := d.begin(ctx, tx, who, id, act)
		if err != nil {
			return err
		}
		g = w.grant
		if err := fn(ctx, w); err != nil {
			return err
		}
		return w.finish(ctx)
	})
	return g, err
}

func (d *Desk) warm(ctx context.Context, id string) error {
	var t access.TicketID
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = db.One(ctx, tx, db.Value[access.TicketID], `SELECT ticket FROM remote_session WHERE id = $1`, id)
		return err
	}); err != nil {
		return err
	}
	return d.Vault.Warm(ctx, []access.TicketID{t})
}

func (d *Desk) begin(ctx context.Context, tx *db.Tx, who access.Actor, id string, act access.Action) (*work, error) {
	r, err := rowOf(ctx, tx, id, true)
	if err != nil {
		return nil, err
	}
	t, err := d.Tickets.Facts(ctx, tx, r.ticket)
	if err != nil {
		return nil, err
	}
	g, err := access.Check(who, act, r.thing(t, nil))
	if err != nil {
		return nil, err
	}
	return &work{Desk: d, tx: tx, row: r, grant: g, now: d.Clock.Now(), entry: audit.Params{"session": id}}, nil
}

// record writes the change's entry, so that the grant may open content from then on. What it says must be known by then.
func (w *work) record(ctx context.Context) (err error) {
	if w.n != 0 {
		return nil
	}
	w.n, err = w.Log.Numbered(ctx, w.tx, w.grant, w.entry)
	return err
}

func (w *work) finish(ctx context.Context) error {
	if w.quiet {
		return nil
	}
	if err := w.record(ctx); err != nil {
		return err
	}
	if err := w.row.put(ctx, w.tx); err != nil {
		return err
	}
	for _, n := range w.sent {
		if err := w.post(ctx, n); err != nil {
			return err
		}
	}
	w.tell()
	return nil
}

// tell publishes that the session changed, to whoever may know of it, and hands the turn to the client's end.
func (w *work) tell() {
	b, err := json.Marshal(map[string]string{"session": w.row.id, "ticket": string(w.row.ticket), "state": string(w.row.state)})
	if err != nil {
		return // strings always can be written
	}
	hub, e, turn, id, d := w.Hub, live.Event{Name: live.Remote, Ticket: w.grant.Thing(), Data: b}, w.turn, w.row.id, w.Desk
	w.tx.AfterCommit(func() {
		hub.Publish(e)
		if ends := d.ends.Load(); ends != nil && turn != nil {
			(*ends).Turn(id, *turn)
		}
	})
}

// happen moves the session on and sets the clock of where it is then. Fault: remote_state.
func (w *work) happen(ctx context.Context, e Event) error {
	to, ok := Next(w.row.state, e)
	if !ok {
		return ErrState
	}
	from := w.row.state
	w.row.state = to
	w.entry["event"] = string(e)
	if to != from {
		w.entry["from"], w.entry["to"] = string(from), string(to)
	}
	if from.Open() && !to.Open() {
		return w.over(ctx)
	}
	return nil
}

// over ends what is of an open session only: codes, clocks, the token where no recording is to be finished with it.
func (w *work) over(ctx context.Context) error {
	w.row.endedAt, w.row.pausedBy = sql.NullInt64{Int64: db.Micros(w.now), Valid: true}, ""
	if err := w.Clocks.CancelGroup(ctx, w.tx, w.row.id); err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, `DELETE FROM remote_code WHERE kind = 'session' AND subject = $1`, w.row.id); err != nil {
		return err
	}
	if w.row.recording == recordingRuns {
		return w.Clocks.Set(ctx, w.tx, deadline.Deadline{Kind: sealClock, Subject: w.row.id, Group: w.row.id, Turn: "server", Due: w.now.Add(SealTime)})
	}
	return w.forget(ctx)
}

// forget ends the token.
func (w *work) forget(ctx context.Context) error {
	_, err := w.tx.Exec(ctx, `DELETE FROM remote_pass WHERE kind = 'session' AND subject = $1`, w.row.id)
	return err
}

func (w *work) clock(ctx context.Context, k deadline.Kind, turn string, due time.Time) error {
	return w.Clocks.Set(ctx, w.tx, deadline.Deadline{Kind: k, Subject: w.row.id, Group: w.row.id, Turn: turn, Due: due})
}

// Where a recording stands.
const (
	recordingNone      = "none"
	recordingRuns      = "running"
	recordingComplete  = "complete"
	recordingAbandoned = "abandoned"
)

// asking are the specialist's words and what they ask to reach.
type asking struct {
	Reason string   `json:"reason"`
	Ports  []string `json:"ports"`
}

func (d *Desk) sealJSON(ctx context.Context, g access.Grant, id, field string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	return d.Vault.Seal(ctx, g, placeOf(id, field), plain)
}

func (d *Desk) openJSON(ctx context.Context, g access.Grant, id, field string, sealed []byte, v any) error {
	plain, err := d.Vault.Open(ctx, g, placeOf(id, field), sealed)
	if err != nil {
		return err
	}
	defer clear(plain)
	return json.Unmarshal(plain, v)
}

func placeOf(id, field string) vault.Place { return vault.Place{Kind: "remote", Row: id, Field: field} }

// inTx runs fn on the session, held, as the installation itself; what is written of it is fn's matter.
func (d *Desk) inTx(ctx context.Context, id string, act access.Action, fn func(ctx context.Context, w *work) error) error {
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := d.begin(ctx, tx, access.Server("remote"), id, act)
		if err != nil {
			return err
		}
		return fn(ctx, w)
	})
}

// seal says how the recording ended: its last chunk stands on the record, and the token is worth nothing any more.
func (w *work) seal(ctx context.Context, s Sealing) error {
	if err := w.happen(ctx, Seal); err != nil {
		return err
	}
	w.row.chunks, w.row.bytes, w.row.recording = s.Chunks, s.Bytes, recordingAbandoned
	if s.Complete {
		w.row.recording = recordingComplete
	}
	w.entry["chunks"], w.entry["last"], w.entry["recording"] = strconv.FormatInt(s.Chunks, 10), hex.EncodeToString(s.Last[:]), w.row.recording
	if err := w.Clocks.CancelGroup(ctx, w.tx, w.row.id); err != nil {
		return err
	}
	return w.forget(ctx)
}
