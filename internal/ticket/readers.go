package ticket

import (
	"context"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Readers is a file's list: who may open it besides the client's side and who brought it. Empty, its class decides.
type Readers struct {
	Named      []Ref
	Candidates []Ref // of the case, whom the viewer could name
}

const readersLimit = 50

// fileIn reads a file of the ticket, whoever may know of it.
func fileIn(ctx context.Context, tx *db.Tx, id access.TicketID, file string) (f attached, err error) {
	return f, tx.Get(ctx, `SELECT `+attachedColumns+`, m.face IS NULL FROM `+attachedTables+` JOIN message m ON m.ticket = f.ticket AND m.seq = f.seq
		WHERE f.id = $1 AND f.ticket = $2`, []any{file, string(id)}, f.into(&f.hidden)...)
}

// mayList asks whether the actor may name who opens the file. What hangs on a note does not exist for who reads none.
func mayList(ctx context.Context, tx *db.Tx, who access.Actor, t stored, file string) (f attached, g access.Grant, err error) {
	if _, err := access.Check(who, access.TicketSee, t.thing()); err != nil {
		return f, g, err
	}
	if f, err = fileIn(ctx, tx, t.id, file); err != nil {
		return f, g, err
	}
	if f.hidden && !faceOf(&who, t.thing()).notes {
		return f, g, fault.ErrAbsent
	}
	g, err = access.Check(who, access.FileList, f.part().Of(t.thing()))
	return f, g, err
}

// Readers shows a file's list. Right: file.list. Faults: absent, denied.
func (d *Desk) Readers(ctx context.Context, who access.Actor, id access.TicketID, file string) (r Readers, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		f, _, err := mayList(ctx, tx, who, t, file)
		if err != nil {
			return err
		}
		named := accounts(f.readers)
		around, err := d.nameable(ctx, tx, who, t)
		if err != nil {
			return err
		}
		n, err := d.namesOf(ctx, tx, slices.Concat(named, around), nil)
		for _, a := range named {
			r.Named = append(r.Named, n.ref(a))
		}
		for _, a := range around {
			r.Candidates = append(r.Candidates, n.ref(a))
		}
		return err
	})
	return r, err
}

// nameable are the staff and specialists of the case whom the viewer knows of: who is called to it, who has it, and who spoke in what
// they see.
func (d *Desk) nameable(ctx context.Context, tx *db.Tx, who access.Actor, t stored) (all []access.AccountID, err error) {
	all = accounts(t.specialists)
	if t.assignee != "" {
		all = append(all, t.assignee)
	}
	query := `SELECT DISTINCT author FROM message WHERE ticket = $1 AND side = 'staff' AND kind <> 'event'`
	if !faceOf(&who, t.thing()).notes {
		query += ` AND face IS NOT NULL`
	}
	spoke, err := db.All(ctx, tx, db.Value[string], query, string(t.id))
	for _, a := range spoke {
		all = append(all, access.AccountID(a))
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(a access.AccountID) bool { return a == "" }), err
}

// SetReaders names who may open a file besides the client's side and who brought it; nobody: as its class says. Only people whom
// [Readers] offers, or who stand there already, can be named.
// Right: file.list. Faults: absent, denied, invalid, ticket_merged.
func (d *Desk) SetReaders(ctx context.Context, who access.Actor, id access.TicketID, file string, named []access.AccountID) error {
	slices.Sort(named)
	if named = slices.Compact(named); len(named) > readersLimit {
		return fault.ErrTooLarge.At("accounts").With("limit", readersLimit)
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := hold(ctx, tx, id)
		if err != nil {
			return err
		}
		f, g, err := mayList(ctx, tx, who, t, file)
		if err != nil {
			return err
		}
		w := d.begin(tx, who, t)
		if err := notMerged(w.t); err != nil {
			return err
		}
		around, err := d.nameable(ctx, tx, who, t)
		if err != nil {
			return err
		}
		around = append(around, accounts(f.readers)...)
		words := make([]string, len(named))
		for i, a := range named {
			if words[i] = string(a); !slices.Contains(around, a) {
				return invalid("accounts", "people of the case")
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE ticket_file SET readers = $2 WHERE id = $1`, f.id, strings.Join(words, " ")); err != nil {
			return err
		}
		w.hidden = f.hidden
		w.entry["file"], w.entry["accounts"] = f.id, strings.Join(words, " ")
		return w.finish(ctx, g, "file")
	})
}
