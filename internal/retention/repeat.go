package retention

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/vault"
)

// restored stands for the rule of a case that was destroyed before an older backup of the data brought its row back.
const restored = "restored"

// forgotten does for one whose client was erased.
const forgotten = "erasure"

// ends are the duties whose states have to come to their end even where no word of the case opens any more. The others have nothing left
// to keep.
var ends = []Duty{DutyDeal, DutyMoney, DutyDispute, DutyComplaint, DutySession}

// repeat destroys again what an older backup of the data brought back: rows whose key the key store knows to be gone.
func (k *Keeper) repeat(ctx context.Context, _ pulse) error {
	return k.Vault.Shredded(ctx, func(gone []access.TicketID) error {
		back, err := k.alive(ctx, gone)
		if err != nil {
			return err
		}
		for _, t := range back {
			if err := k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return k.beginAgain(ctx, tx, t) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// alive are those of them whose rows say that they were not destroyed.
func (k *Keeper) alive(ctx context.Context, some []access.TicketID) (back []access.TicketID, err error) {
	var marks []string
	var args []any
	for i, t := range some {
		marks, args = append(marks, fmt.Sprintf("$%d", i+1)), append(args, string(t))
	}
	return back, k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		back, err = db.All(ctx, tx, db.Value[access.TicketID], `SELECT id FROM ticket WHERE destroyed = 0 AND id IN (`+strings.Join(marks, ", ")+`) ORDER BY id`, args...)
		return err
	})
}

// beginAgain waits for what runs; a ticket that is open in the backup is closed, since nobody can read or answer it.
func (k *Keeper) beginAgain(ctx context.Context, tx *db.Tx, t access.TicketID) error {
	f, err := hold(ctx, tx, t)
	if err != nil || f.destroyed != 0 {
		return err
	}
	why, err := k.obliged(ctx, tx, f)
	if err != nil || slices.ContainsFunc(why, func(r Reason) bool { return slices.Contains(ends, r.Duty) }) {
		return err
	}
	x, err := k.thing(ctx, tx, t)
	if err != nil {
		return err
	}
	g, err := access.Check(access.Server("retention"), access.RetentionClock, x)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE ticket SET status = 'closed', active = FALSE, closed = CASE WHEN closed = 0 THEN $2 ELSE closed END WHERE id = $1`,
		string(t), db.Micros(k.Clock.Now())); err != nil {
		return err
	}
	return k.beginEnd(ctx, tx, g, f, restored, vault.CaseKey{})
}
