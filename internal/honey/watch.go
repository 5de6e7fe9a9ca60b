package honey

import (
	"context"
	"encoding/json"
	"strings"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/live"
	"surety/internal/vault"
)

// opens reports whether an entry of the action tells of an opening. All that is about content does, but for lists, and for what officers
// do about a complaint, which is the answer to an opening; to read a ticket's part of the record does too.
func opens(act access.Action) bool {
	rule, known := access.Lookup(act)
	answer := strings.HasPrefix(string(act), "complaint.")
	return known && (rule.Content || act == access.TicketRecord) && act != access.TicketSee && !answer
}

// seen is told of all entries about tickets, in their transaction. What the installation itself does raises nothing.
func (k *Keeper) seen(ctx context.Context, tx *db.Tx, e audit.Entry) error {
	if e.Actor == "" || !opens(e.Action) {
		return nil
	}
	for _, t := range e.About() {
		// Held, so that two openings at once make one alert.
		query := `SELECT id FROM honey WHERE mark = $1 AND retired IS NULL`
		if tx.Engine() == db.Postgres {
			query += ` FOR UPDATE`
		}
		found, err := db.All(ctx, tx, db.Value[ID], query, k.mark(t))
		if err != nil {
			return err
		}
		for _, id := range found {
			if err := k.raise(ctx, tx, id, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// raise adds the opening to the alert of who opened it, and makes one when there is none.
func (k *Keeper) raise(ctx context.Context, tx *db.Tx, id ID, e audit.Entry) error {
	at := db.Micros(e.At)
	open, err := db.All(ctx, tx, scanAlert, `SELECT `+alertColumns+` FROM honey_alert WHERE honey = $1 AND account = $2 AND state = 'open' AND last > $3 ORDER BY last DESC LIMIT 1`,
		string(id), string(e.Actor), db.Micros(e.At.Add(-Window)))
	if err != nil {
		return err
	}
	a := alert{id: access.NewID[AlertID](), honey: id, account: e.Actor, state: Waiting, first: at, openings: 0}
	if len(open) > 0 {
		a = open[0]
	}
	a.openings, a.last = a.openings+1, at
	if err := a.put(ctx, tx); err != nil {
		return err
	}
	if err := k.addOpening(ctx, tx, a, e); err != nil {
		return err
	}
	return k.call(ctx, tx, a, len(open) == 0)
}

func (k *Keeper) addOpening(ctx context.Context, tx *db.Tx, a alert, e audit.Entry) error {
	if a.openings > OpeningsKept {
		return nil // they are counted, and stand on the record
	}
	_, err := tx.Exec(ctx, `INSERT INTO honey_opening (alert, k, entry, at, action, origin) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(a.id), a.openings, e.N, db.Micros(e.At), string(e.Action), k.Vault.SealOwn(originPlace(a.id), []byte(e.Address)))
	return err
}

// OpeningsKept is how many openings of one alert are listed beside it.
const OpeningsKept = 200

func originPlace(id AlertID) vault.Place {
	return vault.Place{Kind: "alert", Row: string(id), Field: "origin"}
}

// call tells officers: each screen at once, and of a new alert by a letter. Where there is none but who opened it, administrators are written to.
func (k *Keeper) call(ctx context.Context, tx *db.Tx, a alert, isNew bool) error {
	all, err := k.officers(ctx, tx, a.account)
	if err != nil {
		return err
	}
	k.tell(tx, a, all)
	if !isNew || !k.Accounts.Mails() {
		return nil
	}
	told, unheard := all, len(all) == 0
	if unheard {
		if told, err = k.holders(ctx, tx, access.Administrator, a.account); err != nil {
			return err
		}
	}
	for _, o := range told {
		if err := k.Jobs.Add(ctx, tx, letterJob, notice{a.id, o, unheard}); err != nil {
			return err
		}
	}
	return nil
}

// tell publishes to officers that an alert changed. It goes by the event of complaints, whose screens they look at, and names no ticket.
func (k *Keeper) tell(tx *db.Tx, a alert, to []access.AccountID) {
	b, err := json.Marshal(map[string]string{"complaint": string(a.id), "id": string(a.id)})
	if err != nil {
		return // strings always can be written
	}
	hub := k.Live
	tx.AfterCommit(func() {
		for _, o := range to {
			hub.Publish(live.Event{Name: live.Complaint, Account: o, Data: b})
		}
	})
}
