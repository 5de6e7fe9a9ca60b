package handover

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/vault"
)

// Kind is by what an identity is unlocked.
type Kind string

// The kinds.
const (
	Passkey    Kind = "passkey"    // by what it computes over the salt (WebAuthn's PRF extension)
	Passphrase Kind = "passphrase" // by words that were made for it
)

// Kinds are all of them.
var Kinds = []Kind{Passkey, Passphrase}

// Lock is one thing that unlocks a key: the identity, sealed by it in the browser.
type Lock struct {
	ID         string
	Kind       Kind
	Label      string
	Credential string // of a passkey, base64url
	Salt       string // base64url
	Sealed     []byte
	Made       time.Time
}

// Key is a published key.
type Key struct {
	ID        string
	Recipient string
	Digest    string // SHA-256 of the recipient, in hex
	Entry     int64  // on the record
	Made      time.Time
	Ended     time.Time // zero: it is the present one
}

// Own are the keys of their owner.
type Own struct {
	Key     *Key // nil: none was made
	Locks   []Lock
	Earlier []Key // newest first
}

func ownThing(id access.AccountID) access.Thing {
	return access.Thing{Kind: "account", ID: string(id), Owner: id}
}

// DigestOf is how the record names a public key: its SHA-256, in hex.
func DigestOf(recipient string) string {
	sum := sha256.Sum256([]byte(recipient))
	return hex.EncodeToString(sum[:])
}

// clean brings a lock into its form, or refuses it.
func (l *Lock) clean() (err error) {
	if l.Label, err = words("label", l.Label, nameLimit); err != nil {
		return err
	}
	credential, bad := base64.RawURLEncoding.DecodeString(l.Credential)
	salt, worse := base64.RawURLEncoding.DecodeString(l.Salt)
	isPasskey := l.Kind == Passkey
	switch {
	case !isPasskey && l.Kind != Passphrase:
		return fault.ErrInvalid.At("kind")
	case bad != nil || len(credential) > 1023 || isPasskey == (len(credential) == 0):
		return fault.ErrInvalid.At("credential")
	case worse != nil || isPasskey && len(salt) != 32 || !isPasskey && len(salt) != 0:
		return fault.ErrInvalid.At("salt")
	}
	return IsLocked(l.Sealed, l.Kind)
}

// Publish makes the recipient the actor's key, with what unlocks it. One before is replaced, and with it go its locks and the secrets that nobody can open
// then. The owner is written to, since a thief would do the same. The same once more changes nothing. Right: own.key. Faults: denied, step_up_needed, invalid,
// secret_not_sealed.
func (d *Desk) Publish(ctx context.Context, who access.Actor, recipient string, locks []Lock) error {
	if !IsRecipient(recipient) {
		return fault.ErrInvalid.At("recipient")
	}
	if len(locks) == 0 || len(locks) > LocksLimit {
		return fault.ErrInvalid.At("locks")
	}
	for i := range locks {
		if err := locks[i].clean(); err != nil {
			return err
		}
	}
	return d.own(ctx, who, func(ctx context.Context, o *owning) error {
		if o.key != nil && o.key.Recipient == recipient {
			return nil
		}
		if err := o.replace(ctx); err != nil {
			return err
		}
		if err := o.publish(ctx, recipient); err != nil {
			return err
		}
		for _, l := range locks {
			if err := o.addLock(ctx, l); err != nil {
				return err
			}
		}
		return o.post(ctx, o.tx, notice{Account: who.Account, Code: letterKey})
	})
}

// owning is a change of somebody's own key, under way.
type owning struct {
	*Desk
	tx    *db.Tx
	grant access.Grant
	now   time.Time
	key   *Key // nil: none
}

func (d *Desk) own(ctx context.Context, who access.Actor, fn func(ctx context.Context, o *owning) error) error {
	g, err := access.Check(who, access.OwnKey, ownThing(who.Account))
	if err != nil {
		return err
	}
	err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o := &owning{Desk: d, tx: tx, grant: g, now: d.Clock.Now()}
		if o.key, err = keyOf(ctx, tx, who.Account, true); err != nil {
			return err
		}
		return fn(ctx, o)
	})
	if db.IsUnique(err) {
		err = fault.ErrConflict // two at once
	}
	return err
}

// replace ends the present key, if there is one.
func (o *owning) replace(ctx context.Context) error {
	if o.key == nil {
		return nil
	}
	if _, err := o.tx.Exec(ctx, `UPDATE handover_key SET ended = $2 WHERE id = $1`, o.key.ID, db.Micros(o.now)); err != nil {
		return err
	}
	if _, err := o.tx.Exec(ctx, `DELETE FROM handover_lock WHERE key = $1`, o.key.ID); err != nil {
		return err
	}
	held, err := db.All(ctx, o.tx, db.Value[string], `SELECT id FROM handover_secret WHERE key = $1 AND state = 'held' ORDER BY id`, o.key.ID)
	for _, id := range held {
		if err := o.Desk.ends(ctx, o.tx, id, whyKey); err != nil {
			return err
		}
	}
	return err
}

func (o *owning) publish(ctx context.Context, recipient string) (err error) {
	k := Key{ID: access.NewID[string](), Recipient: recipient, Digest: DigestOf(recipient)}
	p := audit.Params{"key": k.Digest}
	if o.key != nil {
		p["replaced"] = o.key.Digest
	}
	if k.Entry, err = o.Log.Numbered(ctx, o.tx, o.grant, p); err != nil {
		return err
	}
	_, err = o.tx.Exec(ctx, `INSERT INTO handover_key (id, account, recipient, digest, entry, made) VALUES ($1, $2, $3, $4, $5, $6)`,
		k.ID, string(o.grant.Actor().Account), k.Recipient, k.Digest, k.Entry, db.Micros(o.now))
	o.key = &k
	return err
}

func (o *owning) addLock(ctx context.Context, l Lock) error {
	l.ID = access.NewID[string]()
	_, err := o.tx.Exec(ctx, `INSERT INTO handover_lock (id, key, kind, credential, salt, words, sealed, made) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		l.ID, o.key.ID, string(l.Kind), l.Credential, l.Salt, o.Vault.SealOwn(lockPlace(l.ID, "label"), []byte(l.Label)), o.Vault.SealOwn(lockPlace(l.ID, "sealed"), l.Sealed), db.Micros(o.now))
	return err
}

// AddLock adds something that unlocks the actor's key. Right: own.key. Faults: absent (no key, or another by now), denied, step_up_needed, invalid, secret_not_sealed, too_large.
func (d *Desk) AddLock(ctx context.Context, who access.Actor, key string, l Lock) error {
	if err := l.clean(); err != nil {
		return err
	}
	return d.own(ctx, who, func(ctx context.Context, o *owning) error {
		n, err := o.locks(ctx)
		switch {
		case err != nil:
			return err
		case o.key == nil || o.key.ID != key:
			return fault.ErrAbsent
		case n >= LocksLimit:
			return fault.ErrTooLarge.With("limit", LocksLimit)
		}
		if err := o.addLock(ctx, l); err != nil {
			return err
		}
		return o.Log.Append(ctx, o.tx, o.grant, audit.Params{"key": o.key.Digest, "lock": string(l.Kind), "what": "added"})
	})
}

// RemoveLock removes one, unless it is the last: without any, the key is lost. Right: own.key. Faults: absent, denied, step_up_needed, secret_last_lock.
func (d *Desk) RemoveLock(ctx context.Context, who access.Actor, id string) error {
	return d.own(ctx, who, func(ctx context.Context, o *owning) error {
		left, err := o.locks(ctx)
		if err != nil {
			return err
		}
		if o.key == nil {
			return fault.ErrAbsent
		}
		n, err := o.tx.Exec(ctx, `DELETE FROM handover_lock WHERE id = $1 AND key = $2`, id, o.key.ID)
		switch {
		case err != nil:
			return err
		case n == 0:
			return fault.ErrAbsent
		case left == 1:
			return ErrLast
		}
		return o.Log.Append(ctx, o.tx, o.grant, audit.Params{"key": o.key.Digest, "lock": id, "what": "removed"})
	})
}

func (o *owning) locks(ctx context.Context) (int64, error) {
	if o.key == nil {
		return 0, nil
	}
	return db.One(ctx, o.tx, db.Value[int64], `SELECT count(*) FROM handover_lock WHERE key = $1`, o.key.ID)
}

// Own shows the actor's keys, and what unlocks the present one. Right: own.read, in a browser.
func (d *Desk) Own(ctx context.Context, who access.Actor) (own Own, err error) {
	if _, err := access.Check(who, access.OwnRead, ownThing(who.Account)); err != nil {
		return own, err
	}
	if who.Token {
		return own, fault.ErrDenied
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := keysOf(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		if own.Key, own.Earlier = present(all); own.Key != nil {
			own.Locks, err = db.All(ctx, tx, d.scanLock, `SELECT id, kind, credential, salt, words, sealed, made FROM handover_lock WHERE key = $1 ORDER BY made, id`, own.Key.ID)
		}
		return err
	})
	return own, err
}

func (d *Desk) scanLock(s db.Scanner) (l Lock, err error) {
	var label, sealed []byte
	var made int64
	if err = s.Scan(&l.ID, &l.Kind, &l.Credential, &l.Salt, &label, &sealed, &made); err != nil {
		return l, err
	}
	l.Made = db.Time(made)
	if label, err = d.Vault.OpenOwn(lockPlace(l.ID, "label"), label); err != nil {
		return l, err
	}
	l.Label = string(label)
	l.Sealed, err = d.Vault.OpenOwn(lockPlace(l.ID, "sealed"), sealed)
	return l, err
}

func lockPlace(id, field string) vault.Place {
	return vault.Place{Kind: "handover_lock", Row: id, Field: field}
}

// present parts the present key from those before.
func present(all []Key) (*Key, []Key) {
	if len(all) > 0 && all[0].Ended.IsZero() {
		return &all[0], all[1:]
	}
	return nil, all
}

const keyColumns = `id, recipient, digest, entry, made, ended`

func scanKey(s db.Scanner) (k Key, err error) {
	var made int64
	var ended sql.NullInt64
	err = s.Scan(&k.ID, &k.Recipient, &k.Digest, &k.Entry, &made, &ended)
	k.Made, k.Ended = db.Time(made), db.TimeOrZero(ended)
	return k, err
}

// keysOf are the keys of an account, newest first.
func keysOf(ctx context.Context, tx *db.Tx, id access.AccountID) ([]Key, error) {
	return db.All(ctx, tx, scanKey, `SELECT `+keyColumns+` FROM handover_key WHERE account = $1 ORDER BY ended IS NULL DESC, made DESC, id LIMIT 50`, string(id))
}

// keyOf is the present key of an account; nil where there is none.
func keyOf(ctx context.Context, tx *db.Tx, id access.AccountID, hold bool) (*Key, error) {
	query := `SELECT ` + keyColumns + ` FROM handover_key WHERE account = $1 AND ended IS NULL`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	all, err := db.All(ctx, tx, scanKey, query, string(id))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}
