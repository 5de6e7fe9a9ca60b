package handover

import (
	"context"
	"encoding/json"
	"strconv"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/fault"
	"surety/internal/vault"
)

// Origin is from where a secret was opened.
type Origin struct {
	Address string `json:"a"`
	Country string `json:"c,omitempty"` // ISO 3166-1 alpha-2; empty when not known
}

// Given is what an opening gives out.
type Given struct {
	Opening string
	Sealed  []byte
}

// Open gives the ciphertext to its reader; the entry, the opening and the end of what is shown once commit together, and the owner is told. Right: secret.open. Faults: absent,
// denied, step_up_needed, secret_read, secret_over, secret_deal_frozen.
func (d *Desk) Open(ctx context.Context, who access.Actor, id string) (given Given, err error) {
	err = d.change(ctx, who, id, access.SecretOpen, func(ctx context.Context, w *work) error {
		if err := w.mayOpen(ctx); err != nil {
			return err
		}
		given, err = w.open(ctx)
		return err
	})
	if err != nil {
		return Given{}, err // nothing of what was undone gets out
	}
	return given, nil
}

// mayOpen says what beyond the rules keeps the reader from it.
func (w *work) mayOpen(ctx context.Context) error {
	if w.row.state == Read {
		return ErrRead
	}
	if w.row.state != Held {
		return ErrOver
	}
	why, suspended, err := w.outlived(ctx)
	switch {
	case err != nil:
		return err
	case why != "":
		return ErrOver
	case suspended:
		return ErrFrozen
	}
	return nil
}

func (w *work) open(ctx context.Context) (g Given, err error) {
	g.Opening = access.NewID[string]()
	w.row.openings++
	w.entry["opening"], w.entry["openings"], w.entry["term"] = g.Opening, strconv.FormatInt(w.row.openings, 10), string(w.row.term)
	if err := w.record(ctx); err != nil {
		return g, err
	}
	if g.Sealed, err = w.Vault.Open(ctx, w.grant, placeOf(w.row.id, "body"), w.row.body); err != nil {
		return g, err
	}
	if err := w.keepOpening(ctx, g.Opening); err != nil {
		return g, err
	}
	if w.row.term == Once {
		body := w.row.body
		w.end(Read, "")
		w.row.body = body // for two minutes more, should the answer be lost
		if err := w.Clocks.Set(ctx, w.tx, deadline.Deadline{Kind: shredClock, Subject: w.row.id, Turn: "server", Due: w.now.Add(AgainTime)}); err != nil {
			return g, err
		}
	}
	if err := w.post(ctx, w.tx, notice{w.row.id, w.row.owner, letterOpened}); err != nil {
		return g, err
	}
	return g, w.tx.Made(ctx, g.Opening)
}

func (w *work) keepOpening(ctx context.Context, id string) error {
	who := w.grant.Actor()
	plain, err := json.Marshal(Origin{who.Address.String(), w.Accounts.Places.Country(who.Address)})
	if err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, `INSERT INTO handover_opening (`+openingColumns+`) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, w.row.id, who.Session, w.Vault.SealOwn(originPlace(id), plain), w.n, db.Micros(w.now))
	return err
}

func originPlace(id string) vault.Place {
	return vault.Place{Kind: "handover_opening", Row: id, Field: "origin"}
}

// Again gives out once more what an opening gave, if its answer was lost: to the same sign-in, within [AgainTime]. It is no opening of its own, and stands on the record.
// Right: secret.open. Faults: absent, denied, step_up_needed, secret_read, secret_over.
func (d *Desk) Again(ctx context.Context, who access.Actor, id string) (given Given, err error) {
	var o opening
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err = db.One(ctx, tx, scanOpening, `SELECT `+openingColumns+` FROM handover_opening WHERE id = $1`, id)
		return err
	}); err != nil {
		return given, err
	}
	err = d.change(ctx, who, o.secret, access.SecretOpen, func(ctx context.Context, w *work) error {
		switch {
		case who.Session != o.session:
			return fault.ErrAbsent
		case !w.now.Before(db.Time(o.at).Add(AgainTime)) || w.row.body == nil:
			return ErrRead
		case w.row.state != Read && w.row.state != Held:
			return ErrOver
		}
		if why, suspended, err := w.outlived(ctx); err != nil || why != "" || suspended {
			return first(err, ErrOver)
		}
		w.entry["opening"], w.entry["again"] = o.id, "1"
		if err := w.record(ctx); err != nil {
			return err
		}
		given.Opening = o.id
		given.Sealed, err = w.Vault.Open(ctx, w.grant, placeOf(w.row.id, "body"), w.row.body)
		return err
	})
	if err != nil {
		return Given{}, err
	}
	return given, nil
}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
