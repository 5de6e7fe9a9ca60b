package remote

import (
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/wire"
)

// Joined is what a specialist's end is given.
type Joined struct {
	Number  uint32      // of this end
	Pin     wire.Digest // of the key that the client's end made for it
	Receipt Entry       // of both keys, on the record
	Granted []wire.Purpose
	Ports   []string
	Folders uint64
	Until   time.Time
}

// Join lets a specialist's end come, which seals by the key of the pin. Both pins stand on the record before either end sends anything. Right: remote.join, of the
// session's specialist. Faults: absent, denied, step_up_needed, remote_state when it is over, session_not_ready.
func (d *Desk) Join(ctx context.Context, who access.Actor, id string, pin wire.Digest) (j Joined, err error) {
	name, err := d.number(ctx, who, id, &j)
	if err != nil {
		return j, err
	}
	waiting, cancel := context.WithTimeout(ctx, joinTime)
	defer cancel()
	ends := *d.ends.Load()
	near, err := ends.Join(waiting, id, wire.Peer{Number: j.Number, Pin: pin, Name: name})
	if err == nil && near.Number != j.Number {
		err = ErrNotReady
	}
	if err == nil {
		j.Pin = near.Pin
		j.Receipt, err = d.Peers(ctx, who, id, j.Number, pin, near.Pin)
	} else {
		err = ErrNotReady.Because(err)
	}
	if err != nil {
		ends.Leave(id, j.Number) // or the client would be told for a minute that somebody comes
		return Joined{}, err
	}
	return j, nil
}

// Reach says whether who may be connected to the client's machine now. That they proved who they are was asked when they joined. Right: remote.join. Faults: absent, denied,
// session_not_ready.
func (d *Desk) Reach(ctx context.Context, who access.Actor, id string) error {
	who.SteppedUp = true
	return d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowOf(ctx, tx, id, false)
		if err != nil {
			return err
		}
		t, err := d.Tickets.Facts(ctx, tx, r.ticket)
		if err != nil {
			return err
		}
		thing := r.thing(t, nil)
		if err := access.Ask(&who, access.RemoteJoin, &thing); err != nil {
			return err
		}
		if !r.state.Runs() {
			return ErrNotReady
		}
		return nil
	})
}

// number draws the end's number and reads what is granted.
func (d *Desk) number(ctx context.Context, who access.Actor, id string, j *Joined) (name string, err error) {
	_, err = d.change(ctx, who, id, access.RemoteJoin, func(ctx context.Context, w *work) error {
		if !w.row.state.Open() {
			return ErrState
		}
		if d.ends.Load() == nil || !w.row.state.Runs() || w.row.state == Consented || !w.row.clientHere || w.row.peers >= wire.MaxStreams {
			return ErrNotReady
		}
		w.row.peers++
		w.entry["what"], w.entry["number"] = "ask", strconv.FormatInt(w.row.peers, 10)
		if err := w.record(ctx); err != nil {
			return err
		}
		var given signed
		if err := w.openJSON(ctx, w.grant, id, "agreed", w.row.agreed, &given); err != nil {
			return err
		}
		agreed, err := wire.DecodeAgreed(given.Agreed)
		if err != nil {
			return err
		}
		names, err := w.Accounts.Names(ctx, w.tx, []access.AccountID{w.row.specialist})
		name = names[w.row.specialist]
		j.Number, j.Granted, j.Ports, j.Folders, j.Until = uint32(w.row.peers), w.row.left(), agreed.Ports, agreed.Folders, db.Time(w.row.until.Int64)
		return err
	})
	return name, err
}

// Peers writes down the keys of the two ends, by their pins. Right and faults: as [Desk.Join].
func (d *Desk) Peers(ctx context.Context, who access.Actor, id string, number uint32, far, near wire.Digest) (e Entry, err error) {
	g, err := d.change(ctx, who, id, access.RemoteJoin, func(ctx context.Context, w *work) error {
		if !w.row.state.Runs() {
			return ErrNotReady
		}
		w.entry["what"], w.entry["number"] = "keys", strconv.FormatUint(uint64(number), 10)
		w.entry["far"], w.entry["near"] = hex.EncodeToString(far[:]), hex.EncodeToString(near[:])
		err := w.record(ctx)
		e.N = w.n
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	return d.proven(ctx, g, e.N)
}
