package room

import (
	"context"
	"maps"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Slice says which messages: those after a number, oldest first, or else those before one (0: all), the newest of them; both come in the order in which they were written.
type Slice struct {
	After, Before int64
	Limit         int
}

// Read gives out what was written, without files; that it did stands on the record. Right: room.read. Faults: absent, denied, class_closed, step_up_needed,
// case_suspended, case_destroyed, recovered.
func (d *Desk) Read(ctx context.Context, who access.Actor, id string, s Slice) (all []Entry, more bool, err error) {
	if s.Limit <= 0 || s.Limit > PageLimit {
		s.Limit = PageLimit
	}
	err = d.inTx(ctx, who, id, access.RoomRead, func(ctx context.Context, w *work) error {
		if all, err = w.find(ctx, s); err != nil {
			return err
		}
		if more = len(all) > s.Limit; more {
			all = all[:s.Limit]
		}
		if s.After == 0 {
			slices.Reverse(all)
		}
		if len(all) == 0 {
			return nil
		}
		maps.Copy(w.entry, audit.Params{"from": number(all[0].Seq), "to": number(all[len(all)-1].Seq)})
		if err := w.record(ctx); err != nil {
			return err
		}
		return w.openAll(ctx, all)
	})
	return all, more, err
}

func scanEntry(s db.Scanner) (e Entry, err error) {
	var made int64
	err = s.Scan(&e.Seq, &e.Epoch, &e.Author.ID, &e.Kind, &e.Digest, &e.Size, &e.N, &made, &e.Sealed)
	e.At = db.Time(made)
	return e, err
}

// entryColumns leave out the bytes of files.
const entryColumns = `seq, epoch, author, kind, digest, size, entry, made, CASE WHEN kind = 'message' THEN sealed END`

func (w *work) find(ctx context.Context, s Slice) ([]Entry, error) {
	if s.After > 0 {
		return db.All(ctx, w.tx, scanEntry, `SELECT `+entryColumns+` FROM room_message WHERE room = $1 AND seq > $2 ORDER BY seq LIMIT $3`, w.row.id, s.After, s.Limit+1)
	}
	if s.Before <= 0 {
		s.Before = w.row.last + 1
	}
	return db.All(ctx, w.tx, scanEntry, `SELECT `+entryColumns+` FROM room_message WHERE room = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`, w.row.id, s.Before, s.Limit+1)
}

// openAll takes the case's seal off what the reader may have, and remembers how far they read.
func (w *work) openAll(ctx context.Context, all []Entry) error {
	mine, err := w.readable(ctx)
	if err != nil {
		return err
	}
	ids := make([]access.AccountID, len(all))
	for i := range all {
		ids[i] = all[i].Author.ID
		if all[i].Sealed == nil || !mine(all[i].Epoch) {
			all[i].Sealed = nil
			continue
		}
		if all[i].Sealed, err = w.Vault.Open(ctx, w.grant, messagePlace(w.row.id, all[i].Seq), all[i].Sealed); err != nil {
			return err
		}
	}
	names, err := w.Accounts.Names(ctx, w.tx, ids)
	for i := range all {
		all[i].Author.Name = names[all[i].Author.ID]
	}
	if err != nil {
		return err
	}
	return w.saw(ctx, all[len(all)-1].Seq)
}

// readable says of which keys the reader has a copy; the client's side has all where they can be recovered.
func (w *work) readable(ctx context.Context) (func(epoch int64) bool, error) {
	who := w.grant.Actor()
	if w.row.recovery != "" && isClient(who, w.grant.Thing()) {
		return func(int64) bool { return true }, nil
	}
	mine, err := w.row.envelopesOf(ctx, w.tx, who.Account)
	return func(epoch int64) bool {
		return slices.ContainsFunc(mine, func(e envelope) bool { return e.epoch == epoch })
	}, err
}

// Fetch gives out the ciphertext of one message or file. Nothing could look for harm in it. Right: room.read. Faults: as of [Desk.Read], and room_not_member.
func (d *Desk) Fetch(ctx context.Context, who access.Actor, id string, seq int64) (b []byte, err error) {
	err = d.inTx(ctx, who, id, access.RoomRead, func(ctx context.Context, w *work) error {
		e, err := db.One(ctx, w.tx, scanEntry, `SELECT seq, epoch, author, kind, digest, size, entry, made, sealed FROM room_message WHERE room = $1 AND seq = $2`, w.row.id, seq)
		if err != nil {
			return err
		}
		mine, err := w.readable(ctx)
		if err != nil || !mine(e.Epoch) {
			return first(err, ErrMember)
		}
		w.entry["seq"], w.entry["kind"] = number(seq), string(e.Kind)
		if err := w.record(ctx); err != nil {
			return err
		}
		b, err = w.Vault.Open(ctx, w.grant, messagePlace(w.row.id, seq), e.Sealed)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Copy is a key of the room, sealed to who asked for it.
type Copy struct {
	Epoch
	By     Person // whose browser made it
	Sealed []byte
}

// Enter gives out the copies that are sealed to the actor, of all keys that they have. Right: room.enter. Faults: absent, denied, class_closed, step_up_needed,
// case_suspended, case_destroyed, recovered.
func (d *Desk) Enter(ctx context.Context, who access.Actor, id string) (all []Copy, err error) {
	err = d.inTx(ctx, who, id, access.RoomEnter, func(ctx context.Context, w *work) error {
		all, err = w.copies(ctx, who.Account)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Recover gives out what the recovery words open, and the copies that this opens. Right: room.recover. Faults: absent, denied, step_up_needed, case_destroyed,
// room_no_recovery.
func (d *Desk) Recover(ctx context.Context, who access.Actor, id string) (lock []byte, all []Copy, err error) {
	err = d.inTx(ctx, who, id, access.RoomRecover, func(ctx context.Context, w *work) error {
		if w.row.recovery == "" {
			return ErrNoWords
		}
		if err := w.record(ctx); err != nil {
			return err
		}
		if lock, err = w.Vault.Open(ctx, w.grant, placeOf(w.row.id, "recovery"), w.row.recovered); err != nil {
			return err
		}
		all, err = w.copies(ctx, "")
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return lock, all, nil
}

func (w *work) copies(ctx context.Context, member access.AccountID) (all []Copy, err error) {
	if err := w.record(ctx); err != nil {
		return nil, err
	}
	epochs, err := w.row.epochs(ctx, w.tx)
	if err != nil {
		return nil, err
	}
	mine, err := w.row.envelopesOf(ctx, w.tx, member)
	if err != nil {
		return nil, err
	}
	names, err := w.Accounts.Names(ctx, w.tx, authors(epochs))
	if err != nil {
		return nil, err
	}
	for _, e := range mine {
		at := slices.IndexFunc(epochs, func(x Epoch) bool { return x.Number == e.epoch })
		if at < 0 {
			return nil, fault.ErrAbsent
		}
		c := Copy{Epoch: epochs[at], By: Person{epochs[at].Author, names[epochs[at].Author]}}
		if c.Sealed, err = w.Vault.Open(ctx, w.grant, envelopePlace(w.row.id, e.epoch, member), e.sealed); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func authors(epochs []Epoch) (ids []access.AccountID) {
	for _, e := range epochs {
		ids = append(ids, e.Author)
	}
	return ids
}
