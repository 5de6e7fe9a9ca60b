package retention

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/live"
)

// thing is the case as retention asks the rules about it.
func (k *Keeper) thing(ctx context.Context, tx *db.Tx, t access.TicketID) (access.Thing, error) {
	x, err := k.Desk.Facts(ctx, tx, t)
	x.Kind = "retention"
	return x, err
}

// work is one change about one case, held in its transaction.
type work struct {
	*Keeper
	tx    *db.Tx
	facts facts
	thing access.Thing
	grant access.Grant
}

// change runs fn on the case, held, with a grant for the action; fn writes the entry.
func (k *Keeper) change(ctx context.Context, who access.Actor, t access.TicketID, act access.Action, fn func(context.Context, *work) error) error {
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := k.thing(ctx, tx, t)
		if err != nil {
			return err
		}
		g, err := access.Check(who, act, x)
		if err != nil {
			return err
		}
		f, err := hold(ctx, tx, t)
		if err == nil && f.destroyed != 0 {
			err = access.ErrDestroyed
		}
		if err != nil {
			return err
		}
		if err := fn(ctx, &work{k, tx, f, x, g}); err != nil {
			return err
		}
		k.tell(tx, x)
		return nil
	})
}

// tell publishes to those around the ticket, after the commit, that something about its end changed: for a screen, as when its status does. It carries ids only.
func (k *Keeper) tell(tx *db.Tx, x access.Thing) {
	x.Kind = "ticket"
	b, err := json.Marshal(map[string]string{"id": string(x.Ticket), "what": "status"})
	if err != nil {
		return // strings always can be written
	}
	hub := k.Live
	tx.AfterCommit(func() { hub.Publish(live.Event{Name: live.Ticket, Ticket: x, Data: b}) })
}
