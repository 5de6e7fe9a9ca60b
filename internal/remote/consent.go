package remote

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/wire"
)

var snapshotForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Prepared says that a snapshot was made, by the name of its record, and sends the facts anew: what is granted lasts from then. Right: remote.prepare,
// by the client's program. Faults: remote_state, invalid (snapshot).
func (d *Desk) Prepared(ctx context.Context, s Session, snapshot string) (facts []byte, err error) {
	if !snapshotForm.MatchString(snapshot) {
		return nil, fault.ErrInvalid.At("snapshot")
	}
	return d.prepare(ctx, s, access.RemotePrepare, func(_ context.Context, w *work) error {
		w.entry["snapshot"], w.row.snapshot = snapshot, snapshot
		return nil
	})
}

// Waive does without a snapshot, in the client's own words, which are kept sealed. Right: remote.waive, by the client's program. Faults: remote_state,
// invalid and too_large (words).
func (d *Desk) Waive(ctx context.Context, s Session, text string) (facts []byte, err error) {
	if text, err = words("words", text, WaiverLimit); err != nil {
		return nil, err
	}
	return d.prepare(ctx, s, access.RemoteWaive, func(ctx context.Context, w *work) (err error) {
		if w.row.snapshot != "" {
			return ErrState // there is one: nothing is waived
		}
		w.row.waiver, err = w.Vault.Seal(ctx, w.grant, placeOf(w.row.id, "waiver"), []byte(text))
		return err
	})
}

func (d *Desk) prepare(ctx context.Context, s Session, act access.Action, fn func(context.Context, *work) error) (facts []byte, err error) {
	standing, err := d.standing(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	_, err = d.by(ctx, s, act, func(ctx context.Context, w *work) error {
		if err := w.happen(ctx, Prepare); err != nil {
			return err
		}
		if err := fn(ctx, w); err != nil {
			return err
		}
		facts, err = w.facts(ctx, standing)
		return err
	})
	return facts, err
}

// Entry is an entry of the record with its receipt.
type Entry struct {
	N       int64
	Receipt []byte
}

// Consent grants what the client agreed to. agreed is a wire.Agreed as it was signed: for this session, by the key that came with the code, to the digest of facts
// that were sent, a part of what was asked for, beside the snapshot that was made or waived. The same once more gives the same answer. Right: remote.consent, by the
// client's program. Faults: consent_invalid, remote_state.
func (d *Desk) Consent(ctx context.Context, s Session, agreed, signature []byte) (e Entry, err error) {
	g, err := d.by(ctx, s, access.RemoteConsent, func(ctx context.Context, w *work) error {
		digest := sha256.Sum256(agreed)
		if w.row.state.Runs() && bytes.Equal(w.row.agreedDigest, digest[:]) {
			e.N, w.quiet = w.row.entry, true
			return nil
		}
		c, err := w.examine(ctx, s.Key, agreed, signature)
		if err != nil {
			return err
		}
		if err := w.happen(ctx, Agree); err != nil {
			return err
		}
		w.row.granted, w.row.agreedDigest = joined(c.Granted), digest[:]
		w.row.consentedAt = sql.NullInt64{Int64: db.Micros(w.now), Valid: true}
		w.entry["granted"], w.entry["agreed"], w.entry["facts"] = w.row.granted, hex.EncodeToString(digest[:]), hex.EncodeToString(c.Facts[:])
		w.entry["key"], w.entry["signature"] = hex.EncodeToString(s.Key), base64.StdEncoding.EncodeToString(signature)
		if err := w.record(ctx); err != nil {
			return err
		}
		if err := w.portsAsked(ctx, c.Ports); err != nil {
			return err
		}
		e.N, w.row.entry = w.n, w.n
		if w.row.agreed, err = w.sealJSON(ctx, w.grant, w.row.id, "agreed", signed{agreed, signature}); err != nil {
			return err
		}
		return w.consented(ctx)
	})
	if err != nil {
		return Entry{}, err
	}
	return d.proven(ctx, g, e.N)
}

// signed is a consent as it came.
type signed struct {
	Agreed    []byte `json:"agreed"`
	Signature []byte `json:"signature"`
}

// consented sets the session's end, and begins it where the client's end is there already.
func (w *work) consented(ctx context.Context) error {
	if err := w.Clocks.Cancel(ctx, w.tx, answerClock, w.row.id); err != nil {
		return err
	}
	if err := w.clock(ctx, limitClock, "server", db.Time(w.row.until.Int64)); err != nil {
		return err
	}
	if w.row.clientHere {
		return w.start()
	}
	return nil
}

// start lets a consented session run.
func (w *work) start() error {
	to, ok := Next(w.row.state, Begin)
	if !ok {
		return ErrState
	}
	w.row.state, w.row.recording = to, recordingRuns
	w.row.startedAt = sql.NullInt64{Int64: db.Micros(w.now), Valid: true}
	return nil
}

// examine refuses everything that is not a consent to what this session's client was really sent. The answer is one for all, but for what is late.
func (w *work) examine(ctx context.Context, key ed25519.PublicKey, agreed, signature []byte) (c wire.Agreed, err error) {
	c, err = wire.DecodeAgreed(agreed)
	if err != nil || !ed25519.Verify(key, append([]byte(wire.AgreedPrefix), agreed...), signature) || c.Session != sessionOf(w.row.id) {
		return c, ErrConsent
	}
	until, err := db.All(ctx, w.tx, db.Value[int64], `SELECT until FROM remote_facts WHERE session = $1 AND digest = $2`, w.row.id, c.Facts[:])
	if err != nil || len(until) == 0 {
		return c, first(err, ErrConsent)
	}
	if until[0] <= db.Micros(w.now) {
		return c, ErrState
	}
	w.row.until = sql.NullInt64{Int64: until[0], Valid: true}
	asked := split(w.row.asked)
	unasked := slices.ContainsFunc(c.Granted, func(p wire.Purpose) bool { return !slices.Contains(asked, p) })
	if len(c.Granted) == 0 || unasked || c.Snapshot != w.row.snapshot || slices.Contains(c.Granted, wire.Port) != (len(c.Ports) > 0) {
		return c, ErrConsent
	}
	return c, nil
}

// portsAsked refuses addresses that were not asked for. The entry stands by then, so that what was asked can be opened; a fault undoes both.
func (w *work) portsAsked(ctx context.Context, ports []string) error {
	var asked asking
	if err := w.openJSON(ctx, w.grant, w.row.id, "words", w.row.words, &asked); err != nil {
		return err
	}
	if slices.ContainsFunc(ports, func(p string) bool { return !slices.Contains(asked.Ports, p) }) {
		return ErrConsent
	}
	return nil
}

// proven makes the receipt of an entry of the session, for who is in its ticket.
func (d *Desk) proven(ctx context.Context, by access.Grant, n int64) (Entry, error) {
	t := by.Thing()
	t.Kind, t.ID, t.Specialist, t.Judges = "ticket", string(t.Ticket), "", nil
	who := by.Actor()
	who.Token = false // what proves a deed comes with it, whatever else a token may read
	g, err := access.Check(who, access.Receipt, t)
	if err != nil {
		return Entry{}, err
	}
	receipt, err := d.Log.Receipt(ctx, g, n)
	return Entry{n, receipt}, err
}
