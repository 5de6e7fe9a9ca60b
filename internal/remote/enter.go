package remote

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"regexp"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/wire"
)

// Kind is what a code lets the client's program do.
type Kind string

// The kinds. Both get the key of the ticket's snapshots; a code that a client was talked into reading out must not open those that are there, so that only who came
// to restore may be given their bytes.
const (
	ForSession Kind = "session" // be the client's end of a remote session: may add to the store of snapshots
	ForRestore Kind = "restore" // read a snapshot and put it back
)

// Arrival is the client's program, which somebody typed a code into.
type Arrival struct {
	Code            string
	Key             ed25519.PublicKey // made for this once
	Program, System string
	From            netip.Addr
}

// Arrived is what it is given.
type Arrived struct {
	Kind         Kind
	Session      string
	Token        string
	Facts        []byte // wire.Facts, encoded; nil for a restore
	RecordingKey []byte // key 0 of the recording; nil for a restore
	SnapshotKey  []byte
	Snapshot     string   // to be put back; empty for a session
	Client       string   // name
	Languages    []string // the client's own first
	Doubt        string   // why the client is to be warned of the program itself; empty: no reason
}

var programForm = regexp.MustCompile(`^[A-Za-z0-9 ._+/-]{0,64}$`)

func (a Arrival) check() error {
	switch {
	case len(a.Key) != ed25519.PublicKeySize:
		return fault.ErrInvalid.At("key")
	case !programForm.MatchString(a.Program):
		return fault.ErrInvalid.At("program")
	case !programForm.MatchString(a.System):
		return fault.ErrInvalid.At("system")
	}
	return nil
}

// found is a code as it lies in its table.
type found struct {
	digest  []byte
	kind    Kind
	subject string
	ticket  access.TicketID
	client  access.AccountID
}

// Arrive lets the client's program in, once. It acts in the name of the client who has the code, as far as their rights go by now. Right: the code.
// Faults: code_wrong for every code that does not work, whatever the reason; invalid (key, program, system).
func (d *Desk) Arrive(ctx context.Context, a Arrival) (in Arrived, err error) {
	if err := a.check(); err != nil {
		return in, err
	}
	c, err := d.find(ctx, read(a.Code))
	if err != nil {
		return in, err
	}
	if err := d.Vault.Warm(ctx, []access.TicketID{c.ticket}); err != nil {
		return in, err
	}
	in.Kind, in.Token = c.kind, newToken()
	var g access.Grant
	if c.kind == ForRestore {
		g, err = d.arriveToRestore(ctx, a, c, &in)
	} else {
		g, err = d.arriveAtSession(ctx, a, c, &in)
	}
	if err != nil {
		return Arrived{}, worthless(err)
	}
	return in, d.keys(ctx, g, &in)
}

// worthless makes one answer of all the reasons for which a code does not work.
func worthless(err error) error {
	switch fault.KindOf(err) {
	case fault.Absent, fault.Denied, fault.Conflict, fault.Anonymous:
		return ErrCode
	}
	return err
}

func newToken() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func (d *Desk) find(ctx context.Context, code string) (c found, err error) {
	c.digest = d.codeDigest(code)
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT kind, subject, ticket, client FROM remote_code WHERE digest = $1 AND expires > $2`,
			[]any{c.digest, db.Micros(d.Clock.Now())}, &c.kind, &c.subject, &c.ticket, &c.client)
	})
	if err != nil && fault.KindOf(err) == fault.Absent || code == "" {
		return c, ErrCode
	}
	return c, err
}

// spend uses the code up; of many at once one succeeds.
func (c found) spend(ctx context.Context, tx *db.Tx, now time.Time) error {
	n, err := tx.Exec(ctx, `DELETE FROM remote_code WHERE digest = $1 AND expires > $2`, c.digest, db.Micros(now))
	if err == nil && n == 0 {
		err = ErrCode
	}
	return err
}

func (d *Desk) arriveAtSession(ctx context.Context, a Arrival, c found, in *Arrived) (g access.Grant, err error) {
	in.Session = c.subject
	standing, err := d.standing(ctx, c.subject)
	if err != nil {
		return g, err
	}
	return g, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		who, err := d.clientAs(ctx, tx, c.client, c.subject, a.From)
		if err != nil {
			return err
		}
		w, err := d.begin(ctx, tx, who, c.subject, access.RemoteArrive)
		if err != nil {
			return err
		}
		g = w.grant
		if err := c.spend(ctx, tx, w.now); err != nil {
			return err
		}
		if w.row.state != Requested && w.row.state != Prepared || !d.mayHelp(ctx, tx, w.row.specialist, w.grant.Thing()) {
			return ErrCode
		}
		if err := w.arrive(ctx, a, in); err != nil {
			return err
		}
		in.Facts, err = w.facts(ctx, standing)
		if err != nil {
			return err
		}
		return w.finish(ctx)
	})
}

// arrive puts the program in the place of one that came in before: neither its token nor the facts it was sent are worth anything from then on.
func (w *work) arrive(ctx context.Context, a Arrival, in *Arrived) error {
	w.row.program, w.row.clientHere = a.Program+" "+a.System, false
	w.row.arrivedAt = sql.NullInt64{Int64: db.Micros(w.now), Valid: true}
	w.entry["key"] = hex.EncodeToString(a.Key)
	if w.row.doubt = doubtOf(a.Program, w.Version); w.row.doubt != "" {
		w.entry["doubt"] = w.row.doubt
		if warns(w.grant.Thing()) {
			in.Doubt = w.row.doubt
		}
	}
	if err := w.forget(ctx); err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, `DELETE FROM remote_facts WHERE session = $1`, w.row.id); err != nil {
		return err
	}
	if err := w.clock(ctx, answerClock, "client", w.now.Add(PrepareTime)); err != nil {
		return err
	}
	if err := w.newPass(ctx, w.tx, pass{id: w.row.id, kind: ForSession, subject: w.row.id, ticket: w.row.ticket, client: w.row.client, key: a.Key}, in.Token, passTime); err != nil {
		return err
	}
	if err := w.record(ctx); err != nil {
		return err
	}
	return w.greet(ctx, w.tx, w.row.client, in)
}

// greet tells who the program works for.
func (d *Desk) greet(ctx context.Context, tx *db.Tx, client access.AccountID, in *Arrived) error {
	p, err := d.Accounts.Person(ctx, tx, client)
	in.Client, in.Languages = p.Name, []string{p.Language}
	return err
}

// clientAs is the client as the program acts for them: with the rights that they have by now. Fault: denied for an account that cannot be used.
func (d *Desk) clientAs(ctx context.Context, tx *db.Tx, id access.AccountID, session string, from netip.Addr) (access.Actor, error) {
	p, err := d.Accounts.Person(ctx, tx, id)
	if err != nil || p.State != account.Active {
		return access.Actor{}, first(err, fault.ErrDenied)
	}
	a := p.Actor()
	a.Session, a.Address = "assist/"+session, from
	return a, nil
}

func (d *Desk) keys(ctx context.Context, g access.Grant, in *Arrived) (err error) {
	if in.SnapshotKey, err = d.SnapshotKey(ctx, g); err != nil || in.Kind == ForRestore {
		return err
	}
	in.RecordingKey, err = d.RecordingKey(ctx, g, in.Session)
	return err
}

func (d *Desk) arriveToRestore(ctx context.Context, a Arrival, c found, in *Arrived) (g access.Grant, err error) {
	var id wire.Session
	rand.Read(id[:])
	in.Session, in.Snapshot = hex.EncodeToString(id[:]), c.subject
	return g, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := c.spend(ctx, tx, d.Clock.Now()); err != nil {
			return err
		}
		who, err := d.clientAs(ctx, tx, c.client, in.Session, a.From)
		if err != nil {
			return err
		}
		if g, err = d.restorer(ctx, tx, who, c.ticket, c.subject); err != nil {
			return err
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"snapshot": c.subject, "key": hex.EncodeToString(a.Key), "session": in.Session}); err != nil {
			return err
		}
		if err := d.newPass(ctx, tx, pass{id: in.Session, kind: ForRestore, subject: c.subject, ticket: c.ticket, client: c.client, key: a.Key}, in.Token, RestoreTime); err != nil {
			return err
		}
		return d.greet(ctx, tx, c.client, in)
	})
}
