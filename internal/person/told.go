package person

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// told is one entry of the record about the person that somebody else made.
type told struct {
	N      int64             `json:"n"`
	At     time.Time         `json:"at"`
	Action access.Action     `json:"action"`
	Case   access.TicketID   `json:"case,omitempty"`
	By     string            `json:"by"`             // what they are to the person: see matter
	Name   string            `json:"name,omitempty"` // where the case's own record shows it to the person
	Facts  map[string]string `json:"facts,omitempty"`
}

const (
	// theirThings are what entries name in place of the person. Of complaints only what the person may read by now: the accused nothing before
	// it was sifted, the client of the case nothing before it was decided.
	theirThings = `SELECT $1 AS id UNION SELECT id FROM recovery WHERE account = $1 UNION SELECT id FROM person_erasure WHERE account = $1
		UNION SELECT id FROM complaint WHERE filer = $1 OR ` + accusedOf + ` OR ticket IN ` + myTickets + ` AND state NOT IN ('triage', 'investigating')`
	// theirSides are what the person has with another side in cases that are not their own.
	theirSides = `SELECT id FROM deal WHERE specialist = $1 UNION SELECT id FROM remote_session WHERE specialist = $1 UNION SELECT id FROM dispute WHERE specialist = $1
		UNION SELECT id FROM handover_secret WHERE reader = $1 OR owner = $1 UNION SELECT room AS id FROM room_envelope WHERE member = $1`
)

// others streams what others entered in the record about the person: what names them, by the index of actions, and what was done on their
// cases, as they may read it there.
func (p *pack) others(ctx context.Context, w io.Writer) error {
	t := &telltale{pack: p, w: w, first: true}
	if err := p.walk(ctx, theirThings, func(_ context.Context, id string) error { t.things = append(t.things, id); return nil }); err != nil {
		return err
	}
	if err := p.walk(ctx, theirSides, func(_ context.Context, id string) error { t.sides = append(t.sides, id); return nil }); err != nil {
		return err
	}
	for _, act := range slices.Sorted(maps.Keys(matters)) {
		if m := matters[act]; m.at != "" {
			if err := p.Log.Naming(ctx, p.grant, act, t.things, func(e audit.Entry) error { return t.named(m, e) }); err != nil {
				return err
			}
		}
	}
	return p.walk(ctx, `SELECT id FROM ticket WHERE requester = $1 UNION SELECT ticket AS id FROM ticket_member WHERE account = $1 AND role = 'specialist'`, func(ctx context.Context, id string) error {
		return p.leaveClosed(Record, t.ofCase(ctx, access.TicketID(id)))
	})
}

// telltale writes them, one by one.
type telltale struct {
	*pack
	w             io.Writer
	first         bool
	things, sides []string
}

func (t *telltale) write(one told) error {
	b, err := json.Marshal(one)
	if err != nil {
		return err
	}
	return comma(t.w, &t.first, "\n"+string(b))
}

// named writes an entry that names the person, unless they made it themself.
func (t *telltale) named(m matter, e audit.Entry) error {
	if e.Actor == t.copy.account || !m.names(e, t.things) {
		return nil
	}
	one := told{N: e.N, At: e.At, Action: e.Action, Case: e.Ticket, By: m.by, Facts: only(e.Params, m.facts)}
	if e.Actor == "" {
		one.By = byServer
	}
	return t.write(one)
}

const recordPage = 100

// ofCase writes what others did on one case, as its record shows it to the person.
func (t *telltale) ofCase(ctx context.Context, id access.TicketID) error {
	mine, err := t.mine(ctx, id)
	if err != nil {
		return err
	}
	for before := int64(0); ; {
		page, err := t.Desk.Record(ctx, t.who, id, before, recordPage)
		if err != nil {
			return err
		}
		some := slices.DeleteFunc(slices.Clone(page), func(e audit.Entry) bool { return !t.concerns(e, mine) })
		if err := t.page(ctx, id, some); err != nil {
			return err
		}
		if len(page) < recordPage {
			return nil
		}
		before = page[len(page)-1].N
	}
}

func (t *telltale) mine(ctx context.Context, id access.TicketID) (yes bool, err error) {
	return yes, t.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		yes, err = db.One(ctx, tx, db.Value[bool], `SELECT requester = $2 FROM ticket WHERE id = $1`, string(id), string(t.copy.account))
		return err
	})
}

// concerns reports whether a copy tells an entry of a case, and counts what can be looked up there.
func (t *telltale) concerns(e audit.Entry, mine bool) bool {
	m := matters[e.Action]
	switch {
	case e.Actor == t.copy.account || m.names(e, t.things): // told already
		return false
	case m.about == elsewhere && mine:
		t.leave(Record, LeftElsewhere, 1)
		return false
	case m.about == ofClient:
		return mine
	}
	return m.about == ofSides && (mine || slices.Contains(t.sides, e.Thing))
}

// page writes some, with the names that the case's record shows as well.
func (t *telltale) page(ctx context.Context, id access.TicketID, es []audit.Entry) error {
	ids := make([]access.AccountID, len(es))
	for i, e := range es {
		ids[i] = e.Actor
	}
	var names map[access.AccountID]string
	if err := t.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		names, err = t.Accounts.Names(ctx, tx, ids)
		return err
	}); err != nil {
		return err
	}
	for _, e := range es {
		one := told{N: e.N, At: e.At, Action: e.Action, Case: id, By: bySide, Name: names[e.Actor], Facts: only(e.Params, caseFacts)}
		if e.Actor == "" {
			one.By = byServer
		}
		if err := t.write(one); err != nil {
			return err
		}
	}
	return nil
}
