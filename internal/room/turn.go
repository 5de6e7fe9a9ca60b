package room

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/handover"
)

// Key is a key of a room as a browser made it: what is sealed to from then on, and copies of what opens it.
type Key struct {
	Recipient string
	Envelopes []Envelope
}

// Envelope is the room's key, sealed to one member; for recovery, to nobody in particular.
type Envelope struct {
	Member access.AccountID
	Key    string // the id of the member's key
	Sealed []byte
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// names are the ids of the members, as the record tells them.
func (k Key) names() string {
	var all []string
	for _, e := range k.Envelopes {
		if e.Member != "" {
			all = append(all, string(e.Member))
		}
	}
	slices.Sort(all)
	return strings.Join(all, ",")
}

// check refuses what can be told to be wrong without looking at the case.
func (k Key) check() error {
	if !handover.IsRecipient(k.Recipient) {
		return fault.ErrInvalid.At("recipient")
	}
	if len(k.Envelopes) == 0 || len(k.Envelopes) > MembersLimit+1 {
		return fault.ErrInvalid.At("envelopes")
	}
	seen := map[access.AccountID]bool{}
	for _, e := range k.Envelopes {
		if seen[e.Member] {
			return fault.ErrInvalid.At("envelopes")
		}
		seen[e.Member] = true
		if err := handover.IsSealed(e.Sealed, envelopeLimit); err != nil {
			return err
		}
	}
	return nil
}

// Turn gives the room another key, of the number after the present one. What was said before stays readable to who had the keys before. Right: room.turn, of
// a member, or of the client's side, who may have come by the recovery words. Faults: absent, denied, class_closed, case_suspended, invalid, secret_not_sealed,
// room_state, room_ticket_closed, room_turned, room_not_member, room_person, room_without, room_recovery.
func (d *Desk) Turn(ctx context.Context, who access.Actor, id string, epoch int64, k Key) error {
	return d.change(ctx, who, id, access.RoomTurn, func(ctx context.Context, w *work) error {
		if err := k.check(); err != nil {
			return err
		}
		if err := w.isOpen(ctx); err != nil {
			return err
		}
		if epoch != w.row.epoch+1 {
			return ErrTurned
		}
		if err := w.mayTurn(ctx, k); err != nil {
			return err
		}
		return w.turn(ctx, k)
	})
}

// mayTurn holds who turns the room, unless they are of the client's side, to be in it, to leave nobody out who is in it, and to let in nobody who never was.
func (w *work) mayTurn(ctx context.Context, k Key) error {
	who := w.grant.Actor()
	if isClient(who, w.grant.Thing()) {
		return nil
	}
	was, err := w.row.members(ctx, w.tx)
	if err != nil {
		return err
	}
	is := map[access.AccountID]Standing{}
	for _, e := range was {
		if is[e.member], err = w.standing(ctx, w.tx, w.grant.Thing(), e); err != nil {
			return err
		}
	}
	if is[who.Account] != In {
		return ErrMember
	}
	for _, m := range slices.Sorted(maps.Keys(is)) {
		if is[m] == In && !slices.ContainsFunc(k.Envelopes, func(e Envelope) bool { return e.Member == m }) {
			return ErrWithout
		}
	}
	for _, e := range k.Envelopes {
		if e.Member == "" {
			continue
		}
		if known, err := w.row.wasIn(ctx, w.tx, e.Member); err != nil || !known {
			return first(err, ErrPerson)
		}
	}
	return nil
}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// turn makes k the room's key. Who is new in the room is written to.
func (w *work) turn(ctx context.Context, k Key) error {
	was, err := w.row.members(ctx, w.tx)
	if err != nil {
		return err
	}
	if err := w.fits(ctx, k); err != nil {
		return err
	}
	w.row.epoch++
	maps.Copy(w.entry, k.params(w.row.epoch))
	if err := w.record(ctx); err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, `INSERT INTO room_epoch (room, `+epochColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		w.row.id, w.row.epoch, k.Recipient, handover.DigestOf(k.Recipient), string(w.grant.Actor().Account), w.n, db.Micros(w.now)); err != nil {
		return err
	}
	for _, e := range k.Envelopes {
		if err := w.putEnvelope(ctx, e, was); err != nil {
			return err
		}
	}
	return w.keep(ctx)
}

// fits holds the members to those who can be in the room, by the keys that they have, with whose browser it is among them, and recovery to what was decided.
func (w *work) fits(ctx context.Context, k Key) error {
	self, recovers := false, false
	for _, e := range k.Envelopes {
		if e.Member == "" {
			recovers = true
			continue
		}
		self = self || e.Member == w.grant.Actor().Account
		stands, err := w.standing(ctx, w.tx, w.grant.Thing(), envelope{member: e.Member, key: e.Key})
		if err != nil || stands != In {
			return first(err, ErrPerson)
		}
	}
	switch {
	case !self:
		return ErrMember
	case recovers != (w.row.recovery != ""):
		return ErrRecovery
	}
	return nil
}

func (w *work) putEnvelope(ctx context.Context, e Envelope, was []envelope) error {
	sealed, err := w.Vault.Seal(ctx, w.grant, envelopePlace(w.row.id, w.row.epoch, e.Member), e.Sealed)
	if err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, `INSERT INTO room_envelope (room, `+envelopeColumns+`) VALUES ($1, $2, $3, $4, $5)`, w.row.id, w.row.epoch, string(e.Member), e.Key, sealed); err != nil {
		return err
	}
	isNew := !slices.ContainsFunc(was, func(o envelope) bool { return o.member == e.Member })
	if e.Member == "" || e.Member == w.grant.Actor().Account || !isNew {
		return nil
	}
	return w.post(ctx, e.Member, letterJoined)
}
