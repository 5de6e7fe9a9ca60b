package room

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/handover"
)

// New is a message or a file as its author's browser sealed it, to the room's present key. Its number stands inside the seal as well.
type New struct {
	Epoch, Seq int64
	Kind       Kind
	Sealed     []byte
}

func (n New) check() error {
	if !slices.Contains(Kinds, n.Kind) {
		return fault.ErrInvalid.At("kind")
	}
	limit := MessageLimit
	if n.Kind == File {
		limit = FileLimit
	}
	return handover.IsSealed(n.Sealed, limit)
}

// Write adds it, if it is the next and nobody is the reason for a new key. Right: room.write, of a member. Faults: absent, denied, class_closed, case_suspended,
// invalid, too_large, secret_not_sealed, room_state, room_ticket_closed, room_not_member, room_turned, room_turn_needed, room_moved.
func (d *Desk) Write(ctx context.Context, who access.Actor, id string, n New) (e Entry, err error) {
	err = d.change(ctx, who, id, access.RoomWrite, func(ctx context.Context, w *work) error {
		if err := n.check(); err != nil {
			return err
		}
		if err := w.mayWrite(ctx, n); err != nil {
			return err
		}
		w.row.last++
		e = Entry{Seq: n.Seq, Epoch: n.Epoch, Author: Person{ID: who.Account}, Kind: n.Kind, Digest: digestOf(n.Sealed), Size: int64(len(n.Sealed)), At: w.now}
		w.entry["epoch"], w.entry["seq"], w.entry["kind"], w.entry["digest"], w.entry["size"] = number(e.Epoch), number(e.Seq), string(e.Kind), e.Digest, number(e.Size)
		if err := w.record(ctx); err != nil {
			return err
		}
		e.N = w.n
		names, err := w.Accounts.Names(ctx, w.tx, []access.AccountID{who.Account})
		if err != nil {
			return err
		}
		e.Author.Name = names[who.Account]
		if err := w.insert(ctx, e, n.Sealed); err != nil {
			return err
		}
		return w.tx.Made(ctx, number(n.Seq))
	})
	return e, err
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// mayWrite asks for the present key, sealed to the writer and to nobody who should not have it.
func (w *work) mayWrite(ctx context.Context, n New) error {
	if err := w.isOpen(ctx); err != nil {
		return err
	}
	members, err := w.row.members(ctx, w.tx)
	if err != nil {
		return err
	}
	who := w.grant.Actor().Account
	isMember, stale := false, false
	for _, m := range members {
		stands, err := w.standing(ctx, w.tx, w.grant.Thing(), m)
		if err != nil {
			return err
		}
		isMember = isMember || m.member == who && stands == In
		stale = stale || stands != In
	}
	switch {
	case !isMember:
		return ErrMember
	case n.Epoch != w.row.epoch:
		return ErrTurned
	case stale:
		return ErrTurn
	case n.Seq != w.row.last+1:
		return ErrMoved
	}
	return nil
}

func (w *work) insert(ctx context.Context, e Entry, sealed []byte) error {
	body, err := w.Vault.Seal(ctx, w.grant, messagePlace(w.row.id, e.Seq), sealed)
	if err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, `INSERT INTO room_message (room, seq, epoch, author, kind, digest, size, sealed, entry, made) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		w.row.id, e.Seq, e.Epoch, string(e.Author.ID), string(e.Kind), e.Digest, e.Size, body, e.N, db.Micros(w.now)); err != nil {
		return err
	}
	return w.tellOfMore(ctx, e.Seq)
}

// Entry is what the server knows of a message, and its ciphertext where that is asked for and given out.
type Entry struct {
	Seq, Epoch int64
	Author     Person
	Kind       Kind
	Digest     string // SHA-256 of the ciphertext, in hex
	Size       int64  // bytes of the ciphertext
	N          int64  // of its entry on the record
	At         time.Time
	Sealed     []byte // nil: a file, or sealed to a key that the reader has no copy of
}
