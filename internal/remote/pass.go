package remote

import (
	"context"
	"crypto/ed25519"
	"net/netip"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/wire"
)

// passTime bounds how long a session's token can work, whatever happens.
const passTime = 24 * time.Hour

// pass is a program that came in, as it lies in its table.
type pass struct {
	id      string
	kind    Kind
	subject string
	ticket  access.TicketID
	client  access.AccountID
	key     []byte
}

func (d *Desk) tokenDigest(token string) []byte { return d.Vault.Index("remote.token", []byte(token)) }

func (d *Desk) newPass(ctx context.Context, tx *db.Tx, p pass, token string, lasts time.Duration) error {
	now := d.Clock.Now()
	if _, err := tx.Exec(ctx, `DELETE FROM remote_pass WHERE expires < $1`, db.Micros(now)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO remote_pass (digest, id, kind, subject, ticket, client, key, made, expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		d.tokenDigest(token), p.id, string(p.kind), p.subject, string(p.ticket), string(p.client), p.key, db.Micros(now), db.Micros(now.Add(lasts)))
	return err
}

// Session is the client's program and what it is there for, as found by its token.
type Session struct {
	Kind       Kind
	ID         string // 16 bytes in hex, also of a restore, which has one of its own
	Ticket     access.TicketID
	Client     access.AccountID
	Specialist access.AccountID  // of a session
	Key        ed25519.PublicKey // signs consent and recording
	State      State             // of a session; one that is not open may only finish its recording
	Granted    []wire.Purpose    // what was granted and not taken back
	Snapshot   string            // that was made, or that is to be put back
	Until      time.Time         // of a session that was consented to
	Asked      time.Time         // when a session was asked for
	Turns      []wire.Turn       // pauses and powers taken back that stand

	digest []byte
	from   netip.Addr
}

// Assist finds out whose program is asking. The token is worth nothing once its session is over, but for what is left to send of the recording, nor when the
// client's account cannot be used. Right: the token. Faults: not_signed_in.
func (d *Desk) Assist(ctx context.Context, token string, from netip.Addr) (s Session, err error) {
	s.digest, s.from = d.tokenDigest(token), from
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := d.passOf(ctx, tx, s.digest)
		if err != nil {
			return err
		}
		s.Kind, s.ID, s.Ticket, s.Client, s.Key, s.Snapshot = p.kind, p.id, p.ticket, p.client, p.key, p.subject
		who, err := d.clientAs(ctx, tx, p.client, p.id, from)
		if err != nil {
			return err
		}
		if p.kind == ForRestore {
			_, err = d.restorer(ctx, tx, who, p.ticket, p.subject)
			return err
		}
		return d.fill(ctx, tx, &s)
	})
	if err != nil && (fault.KindOf(err) == fault.Absent || fault.KindOf(err) == fault.Denied) {
		err = fault.ErrAnonymous
	}
	return s, err
}

func (d *Desk) fill(ctx context.Context, tx *db.Tx, s *Session) error {
	r, err := rowOf(ctx, tx, s.ID, false)
	if err != nil {
		return err
	}
	if !r.state.Open() && r.recording != recordingRuns {
		return fault.ErrAbsent
	}
	s.State, s.Specialist, s.Snapshot, s.Granted, s.Until, s.Turns = r.state, r.specialist, r.snapshot, r.left(), db.TimeOrZero(r.until), r.turns()
	s.Asked = db.Time(r.askedAt)
	return nil
}

// turns are what a program that comes back is told. Who took a power back is not kept: it is the server's word.
func (r row) turns() (all []wire.Turn) {
	for _, p := range split(r.taken) {
		all = append(all, wire.Turn{Step: wire.Take, By: wire.Server, Power: p})
	}
	for by, code := range parties {
		if r.state == Paused && code == r.pausedBy {
			all = append(all, wire.Turn{Step: wire.Pause, By: by})
		}
	}
	return all
}

func (d *Desk) passOf(ctx context.Context, tx *db.Tx, digest []byte) (p pass, err error) {
	return p, tx.Get(ctx, `SELECT id, kind, subject, ticket, client, key FROM remote_pass WHERE digest = $1 AND expires > $2`,
		[]any{digest, db.Micros(d.Clock.Now())}, &p.id, &p.kind, &p.subject, &p.ticket, &p.client, &p.key)
}

// by runs a change that the client's program makes in the client's name. Its token is looked at again inside, so that one that was replaced changes nothing.
func (d *Desk) by(ctx context.Context, s Session, act access.Action, fn func(ctx context.Context, w *work) error) (g access.Grant, err error) {
	if s.Kind != ForSession {
		return g, ErrState
	}
	if err := d.Vault.Warm(ctx, []access.TicketID{s.Ticket}); err != nil {
		return g, err
	}
	err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		who, err := d.clientAs(ctx, tx, s.Client, s.ID, s.from)
		if err != nil {
			return err
		}
		w, err := d.begin(ctx, tx, who, s.ID, act)
		if err != nil {
			return err
		}
		if _, err := d.passOf(ctx, tx, s.digest); err != nil {
			return fault.ErrAnonymous
		}
		g = w.grant
		if err := fn(ctx, w); err != nil {
			return err
		}
		return w.finish(ctx)
	})
	return g, err
}
