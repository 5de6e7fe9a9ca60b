package deal

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/live"
	"surety/internal/sensitive"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// work is one change of one deal, under way in its transaction.
type work struct {
	*Deals
	tx    *db.Tx
	deal  stored
	side  Side
	grant access.Grant
	now   time.Time
	entry audit.Params
	sent  []notice
	noted bool
}

// change runs fn on the deal, held, with a grant for the action; then the deal is saved with its entry and steps, and after
// the commit both sides are told. A fault of fn undoes all. Version is the one the actor had before their eyes. It returns
// the new one. Faults: absent, denied, step_up_needed, version_stale, deal_suspended.
func (d *Deals) change(ctx context.Context, who access.Actor, id ID, version int64, act access.Action, fn func(ctx context.Context, w *work) error) (now int64, err error) {
	if err := d.warm(ctx, id); err != nil {
		return 0, err
	}
	err = d.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := d.begin(ctx, tx, id, func(t access.Thing) (access.Grant, error) { return access.Check(who, act, t) })
		if err != nil {
			return err
		}
		if w.deal.version != version {
			return fault.ErrStale
		}
		if why, err := suspensions(ctx, tx, id); err != nil || len(why) > 0 && !calm[act] {
			return first(err, ErrSuspended)
		}
		if err := fn(ctx, w); err != nil {
			return err
		}
		now = w.deal.version + 1
		return w.finish(ctx)
	})
	return now, err
}

// calm are the actions that may go on while a complaint is open: they move neither states nor money.
var calm = map[access.Action]bool{access.DealAsk: true}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// warm fetches the case key before the transaction that needs it.
func (d *Deals) warm(ctx context.Context, id ID) error {
	var t access.TicketID
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = db.One(ctx, tx, db.Value[access.TicketID], `SELECT ticket FROM deal WHERE id = $1`, string(id))
		return err
	})
	if err != nil {
		return err
	}
	return d.Vault.Warm(ctx, []access.TicketID{t})
}

func (d *Deals) begin(ctx context.Context, tx *db.Tx, id ID, allow func(access.Thing) (access.Grant, error)) (*work, error) {
	s, err := d.load(ctx, tx, id, true)
	if err != nil {
		return nil, err
	}
	g, err := allow(s.thing)
	if err != nil {
		return nil, err
	}
	return &work{Deals: d, tx: tx, deal: s, side: s.side(g.Actor().Account), grant: g, now: d.Clock.Now(), entry: audit.Params{"deal": string(id)}}, nil
}

// record writes the change's entry, so that the grant may move money and open content from then on. What the entry says
// must be known by then.
func (w *work) record(ctx context.Context) error {
	if w.noted || w.grant.Recorded() {
		return nil
	}
	w.noted = true
	return w.Log.Append(ctx, w.tx, w.grant, w.entry)
}

// finish saves the deal, writes its entry, asks for the letters, and has both sides told after the commit.
func (w *work) finish(ctx context.Context) error {
	if err := w.record(ctx); err != nil {
		return err
	}
	w.deal.version, w.deal.updated = w.deal.version+1, db.Micros(w.now)
	if _, err := w.tx.Exec(ctx, `UPDATE deal SET state = $2, currency = $3, offer = $4, signed = $5, version = $6, steps = $7, updated = $8 WHERE id = $1`, string(w.deal.id),
		string(w.deal.state), string(w.deal.currency), w.deal.offer, w.deal.signed, w.deal.version, w.deal.steps, w.deal.updated); err != nil {
		return err
	}
	for _, n := range w.sent {
		if err := w.post(ctx, n); err != nil {
			return err
		}
	}
	w.tell()
	return w.tx.Made(ctx, string(w.deal.id))
}

// step notes what happened, for the deal's page.
func (w *work) step(ctx context.Context, s Step) error {
	if !slices.Contains(StepCodes, s.Code) {
		return fmt.Errorf("deal: a step %q that nobody has words for", s.Code)
	}
	w.deal.steps++
	_, err := w.tx.Exec(ctx, `INSERT INTO deal_step (deal, n, at, code, side, milestone, version, amount_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(w.deal.id), w.deal.steps, db.Micros(w.now), s.Code, string(s.Side), string(s.Milestone), s.Version, s.AmountMinor)
	return err
}

// tell publishes the change to both parties, wherever they look. It carries ids only.
func (w *work) tell() {
	b, err := json.Marshal(map[string]string{"id": string(w.deal.id), "ticket": string(w.deal.ticket)})
	if err != nil {
		return // strings always can be written
	}
	hub, s := w.Live, w.deal
	w.tx.AfterCommit(func() {
		for _, a := range []access.AccountID{s.client, s.specialist} {
			hub.Publish(live.Event{Name: live.Deal, Ticket: s.thing, Account: a, Data: b})
		}
	})
}

// seal and open keep content under the case key, at its place. What is opened needs a recorded grant.
func (d *Deals) seal(ctx context.Context, g access.Grant, p vault.Place, v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return d.Vault.Seal(ctx, g, p, b)
}

// openWords opens what one tells to strangers, in a call: it is shown covered for good.
func (d *Deals) openWords(ctx context.Context, g access.Grant, p vault.Place, sealed []byte, words *string) error {
	err := d.open(ctx, g, p, sealed, words)
	*words = sensitive.Covered(*words)
	return err
}

// openSaid opens what the two tell each other, as against what they agree on: it is shown covered, but for false marks.
func (d *Deals) openSaid(ctx context.Context, g access.Grant, p vault.Place, sealed []byte, f ticket.FalseMarks) (sensitive.Text, error) {
	var words string
	if err := d.open(ctx, g, p, sealed, &words); err != nil {
		return sensitive.Text{}, err
	}
	return d.Desk.Cover(ctx, g, p, words, nil, f)
}

func (d *Deals) open(ctx context.Context, g access.Grant, p vault.Place, sealed []byte, v any) error {
	if len(sealed) == 0 {
		return nil
	}
	b, err := d.Vault.Open(ctx, g, p, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

// Places of sealed values. The ticket is bound by the grant, the deal by the row's name.
func termsPlace(id ID, version int64) vault.Place {
	return vault.Place{Kind: "deal.terms", Row: string(id) + "/" + itoa(version), Field: "terms"}
}

func questionPlace(id ID, q QuestionID, field string) vault.Place {
	return vault.Place{Kind: "deal.question", Row: string(id) + "/" + string(q), Field: field}
}

func paperPlace(id ID, version int64, kind PaperKind, field string) vault.Place {
	return vault.Place{Kind: "deal.paper", Row: string(id) + "/" + itoa(version) + "/" + string(kind), Field: field}
}

func roundPlace(m MilestoneID, round int64, field string) vault.Place {
	return vault.Place{Kind: "deal.submission", Row: string(m) + "/" + itoa(round), Field: field}
}

func workPlace(id WorkID, field string) vault.Place {
	return vault.Place{Kind: "deal.work", Row: string(id), Field: field}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
