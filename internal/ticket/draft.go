package ticket

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/sensitive"
	"surety/internal/vault"
)

// SaveDraft keeps an answer not yet sent, for its author alone; an empty text drops it.
// Right: ticket.draft, and for a note ticket.note. Faults: absent, denied, invalid, too_large.
func (d *Desk) SaveDraft(ctx context.Context, who access.Actor, id access.TicketID, dr Draft) (err error) {
	if dr.Text, err = clean("text", dr.Text, TextLimit); err != nil {
		return err
	}
	if err := oneOf("kind", dr.Kind, []Kind{KindMessage, KindNote}); err != nil {
		return err
	}
	if dr.Text == "" {
		return d.DropDraft(ctx, who, id)
	}
	return d.ownDraft(ctx, who, id, func(ctx context.Context, tx *db.Tx, t stored, g access.Grant) error {
		if dr.Kind == KindNote {
			if _, err := access.Check(who, access.TicketNote, t.thing()); err != nil {
				return err
			}
		}
		sealed, err := d.Vault.Seal(ctx, g, draftPlace(who.Account), []byte(sensitive.Strip(dr.Text)))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO ticket_own (ticket, account, read, mailed, kind, draft) VALUES ($1, $2, 0, $3, $4, $5)
			ON CONFLICT (ticket, account) DO UPDATE SET kind = excluded.kind, draft = excluded.draft`,
			string(id), string(who.Account), false, string(dr.Kind), sealed)
		return err
	})
}

// DropDraft forgets it. Right: ticket.draft. Faults: absent.
func (d *Desk) DropDraft(ctx context.Context, who access.Actor, id access.TicketID) error {
	return d.ownDraft(ctx, who, id, func(ctx context.Context, tx *db.Tx, _ stored, _ access.Grant) error {
		_, err := tx.Exec(ctx, `UPDATE ticket_own SET kind = '', draft = NULL WHERE ticket = $1 AND account = $2`, string(id), string(who.Account))
		return err
	})
}

func (d *Desk) ownDraft(ctx context.Context, who access.Actor, id access.TicketID, fn func(context.Context, *db.Tx, stored, access.Grant) error) error {
	if err := d.Vault.Warm(ctx, []access.TicketID{id}); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.TicketDraft, t.thing())
		if err != nil {
			return err
		}
		if err := fn(ctx, tx, t, g); err != nil {
			return err
		}
		d.tellOwn(tx, who, t, "draft")
		return d.Log.Append(ctx, tx, g, audit.Params{noteMark: "1"})
	})
}

// A request not yet sent belongs to no case: it is sealed under the installation's own key, bound to its author.
func requestDraftPlace(a access.AccountID) vault.Place {
	return vault.Place{Kind: "request_draft", Row: string(a), Field: "draft"}
}

func ownThing(who access.Actor) access.Thing {
	return access.Thing{Kind: "request_draft", ID: string(who.Account), Owner: who.Account}
}

// RequestDraft returns the actor's request not yet sent, nil when there is none. It is read without an entry: nobody
// but its author can. Right: own.read.
func (d *Desk) RequestDraft(ctx context.Context, who access.Actor) (*RequestDraft, error) {
	if _, err := access.Check(who, access.OwnRead, ownThing(who)); err != nil {
		return nil, err
	}
	var sealed [][]byte
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		sealed, err = db.All(ctx, tx, db.Value[[]byte], `SELECT draft FROM request_draft WHERE account = $1`, string(who.Account))
		return err
	})
	if err != nil || len(sealed) == 0 {
		return nil, err
	}
	plain, err := d.Vault.OpenOwn(requestDraftPlace(who.Account), sealed[0])
	if err != nil {
		return nil, err
	}
	var dr RequestDraft
	return &dr, json.Unmarshal(plain, &dr)
}

// SaveRequestDraft keeps it. Right: own.change. Faults: invalid, too_large.
func (d *Desk) SaveRequestDraft(ctx context.Context, who access.Actor, dr RequestDraft) error {
	if err := dr.clean(); err != nil {
		return err
	}
	dr.Subject, dr.Text, dr.Fields = sensitive.Strip(dr.Subject), sensitive.Strip(dr.Text), stripped(dr.Fields)
	plain, err := json.Marshal(dr)
	if err != nil {
		return err
	}
	return d.ownRequestDraft(ctx, who, `INSERT INTO request_draft (account, draft, updated) VALUES ($1, $2, $3)
		ON CONFLICT (account) DO UPDATE SET draft = excluded.draft, updated = excluded.updated`,
		d.Vault.SealOwn(requestDraftPlace(who.Account), plain), db.Micros(d.Clock.Now()))
}

// DropRequestDraft forgets it. Right: own.change.
func (d *Desk) DropRequestDraft(ctx context.Context, who access.Actor) error {
	return d.ownRequestDraft(ctx, who, `DELETE FROM request_draft WHERE account = $1`)
}

func (d *Desk) ownRequestDraft(ctx context.Context, who access.Actor, query string, args ...any) error {
	g, err := access.Check(who, access.OwnChange, ownThing(who))
	if err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, query, append([]any{string(who.Account)}, args...)...); err != nil {
			return err
		}
		return d.Log.Append(ctx, tx, g, nil)
	})
}

func (dr *RequestDraft) clean() (err error) {
	if dr.Subject, err = clean("subject", dr.Subject, SubjectLimit); err != nil {
		return err
	}
	if dr.Text, err = clean("text", dr.Text, TextLimit); err != nil {
		return err
	}
	if len(dr.Fields) > 100 || len(dr.Department) > 64 {
		return fault.ErrTooLarge.At("fields")
	}
	for key, v := range dr.Fields {
		if _, err := clean("fields."+cut(key), key+v, fieldLimit); err != nil {
			return err
		}
	}
	return nil
}
