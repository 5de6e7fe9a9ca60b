package account

import (
	"context"
	"database/sql"
	"errors"

	"github.com/go-webauthn/webauthn/webauthn"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// PasskeyOptions begins a sign-in by passkey. It asks for no name, so it tells nothing. Fault: passkeys_unavailable.
func (a *Accounts) PasskeyOptions(ctx context.Context) (Flow, error) {
	return a.beginAssertion(ctx, "sign_in", "")
}

// SignInPasskey signs in by passkey, at once and strongly; guessing at the password never makes it wait.
// Faults: sign_in_failed, invalid at flow.
func (a *Accounts) SignInPasskey(ctx context.Context, flow string, credential []byte, previous string, from Client) (s Session, err error) {
	used, err := a.assert(ctx, "sign_in", flow, credential)
	if err != nil {
		return s, a.refusePasskey(ctx, access.SignIn, used, err, from)
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.lockAccount(ctx, tx, used.account); err != nil {
			return ErrSignIn.Because(err)
		}
		if err := a.passkeyUsed(ctx, tx, used); err != nil {
			return err
		}
		if err := forgive(ctx, tx, a.byAccount("password", used.email)); err != nil {
			return err
		}
		s, err = a.begin(ctx, tx, arrival{used.account, SignedIn, Strong, "passkey", previous, from})
		return err
	})
	if errors.Is(err, ErrSignIn) {
		return s, a.refusePasskey(ctx, access.SignIn, used, err, from)
	}
	return s, err
}

// refusePasskey writes the refusal down. A passkey whose counter went backwards has been copied: its owner is told.
func (a *Accounts) refusePasskey(ctx context.Context, action access.Action, used usedPasskey, why error, from Client) error {
	if why == nil {
		why = ErrSignIn // somebody else's passkey
	}
	if !errors.Is(why, ErrSignIn) {
		return why
	}
	how := "passkey"
	if used.copied {
		how = "passkey_copied"
	}
	err := a.recordRefusal(ctx, action, used.account, how, from)
	if err == nil && used.copied {
		err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return a.addLetter(ctx, tx, letter{Code: letterNewSignIn, Account: used.account})
		})
	}
	return errors.Join(why, err)
}

func (a *Accounts) passkeyByCredential(ctx context.Context, raw []byte) (used usedPasskey, err error) {
	var sealed []byte
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT k.id, k.account, k.uses, k.record, a.email_index FROM passkey k JOIN account a ON a.id = k.account WHERE k.credential = $1`,
			[]any{raw}, &used.row, &used.account, &used.uses, &sealed, &used.email)
	})
	if err != nil {
		return used, err
	}
	return used, a.openJSON("passkey", used.row, "record", sealed, &used.record)
}

// passkeyUsed stores the counter; of two answers at once with the same counter one is refused. Fault: sign_in_failed.
func (a *Accounts) passkeyUsed(ctx context.Context, tx *db.Tx, used usedPasskey) error {
	sealed, err := a.sealJSON("passkey", used.row, "record", used.record)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE passkey SET record = $1, uses = $2, backed_up = $3, used = $4 WHERE id = $5 AND uses = $6`,
		sealed, int64(used.record.Authenticator.SignCount), used.record.Flags.BackupState, db.Micros(a.now()), used.row, used.uses)
	return needed(n, err, ErrSignIn)
}

func (a *Accounts) insertPasskey(ctx context.Context, tx *db.Tx, id access.AccountID, c *webauthn.Credential, label string) (Passkey, error) {
	k := Passkey{ID: access.NewID[string](), Label: label, Created: a.now(), BackedUp: c.Flags.BackupState}
	sealed, err := a.sealJSON("passkey", k.ID, "record", c)
	if err != nil {
		return k, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO passkey (id, account, credential, record, label, uses, backed_up, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		k.ID, string(id), c.ID, sealed, a.seal("passkey", k.ID, "label", label), int64(c.Authenticator.SignCount), k.BackedUp, db.Micros(k.Created))
	if db.IsUnique(err) {
		err = fault.ErrConflict.At("credential")
	}
	return k, err
}

// holderOf reads an account with its passkeys.
func (a *Accounts) holderOf(ctx context.Context, id access.AccountID) (h holder, err error) {
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := a.Person(ctx, tx, id)
		if err != nil {
			return err
		}
		h.id, h.name, h.email = id, p.Name, p.Email
		h.credentials, err = db.All(ctx, tx, a.scanRecord, `SELECT id, record FROM passkey WHERE account = $1 ORDER BY id`, string(id))
		return err
	})
	return h, err
}

func (a *Accounts) scanRecord(s db.Scanner) (c webauthn.Credential, err error) {
	var row string
	var sealed []byte
	if err = s.Scan(&row, &sealed); err != nil {
		return c, err
	}
	return c, a.openJSON("passkey", row, "record", sealed, &c)
}

// Passkeys lists the actor's passkeys, oldest first. Right: own.read.
func (a *Accounts) Passkeys(ctx context.Context, who access.Actor) (all []Passkey, err error) {
	if _, err := access.Check(who, access.OwnRead, thing(who.Account)); err != nil {
		return nil, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, a.scanPasskey, `SELECT id, label, created, used, backed_up FROM passkey WHERE account = $1 ORDER BY created, id`, string(who.Account))
		return err
	})
	return all, err
}

func (a *Accounts) scanPasskey(s db.Scanner) (k Passkey, err error) {
	var label []byte
	var created int64
	var used sql.NullInt64
	if err = s.Scan(&k.ID, &label, &created, &used, &k.BackedUp); err != nil {
		return k, err
	}
	k.Created, k.Used = db.Time(created), db.TimeOrZero(used)
	k.Label, err = a.open("passkey", k.ID, "label", label)
	return k, err
}

// AddPasskeyOptions begins adding a passkey. Right: own.factor. Fault: passkeys_unavailable.
func (a *Accounts) AddPasskeyOptions(ctx context.Context, who access.Actor) (Flow, error) {
	if _, err := a.browser(who, access.OwnFactor); err != nil {
		return Flow{}, err
	}
	h, err := a.holderOf(ctx, who.Account)
	if err != nil {
		return Flow{}, err
	}
	return a.beginRegistration(ctx, "add "+string(who.Account), h)
}

// AddPasskey adds it. Other sessions end, this one gets a new token; an enrolment is complete. The owner is told.
// Right: own.factor. Faults: invalid, conflict (it is registered already).
func (a *Accounts) AddPasskey(ctx context.Context, who access.Actor, flow string, credential []byte, label string, from Client) (k Passkey, s Session, err error) {
	g, err := a.browser(who, access.OwnFactor)
	if err != nil {
		return k, s, err
	}
	if label, err = shortText("label", label, 100); err != nil {
		return k, s, err
	}
	_, c, err := a.register(ctx, "add "+string(who.Account), flow, credential)
	if err != nil {
		return k, s, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.lockAccount(ctx, tx, who.Account); err != nil {
			return err
		}
		if k, err = a.insertPasskey(ctx, tx, who.Account, c, label); err != nil {
			return err
		}
		s, err = a.factorChanged(ctx, tx, g, change{letterFactorAdded, "passkey", Strong}, from)
		return err
	})
	return k, s, err
}

// LabelPasskey renames a passkey. Right: own.change. Faults: absent, invalid.
func (a *Accounts) LabelPasskey(ctx context.Context, who access.Actor, id, label string) error {
	g, err := a.browser(who, access.OwnChange)
	if err != nil {
		return err
	}
	if label, err = shortText("label", label, 100); err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE passkey SET label = $1 WHERE id = $2 AND account = $3`, a.seal("passkey", id, "label", label), id, string(who.Account))
		if err := needed(n, err, fault.ErrAbsent); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": "passkey_label", "passkey": id})
	})
}

// RemovePasskey removes a passkey, unless that would leave no way in, no required factor, or a short password alone.
// Other sessions end; the owner is told. Right: own.factor_remove. Faults: absent, conflict, password_weak.
func (a *Accounts) RemovePasskey(ctx context.Context, who access.Actor, id string, from Client) (s Session, err error) {
	g, err := a.browser(who, access.OwnWeaken)
	if err != nil {
		return s, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.lockAccount(ctx, tx, who.Account); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `DELETE FROM passkey WHERE id = $1 AND account = $2`, id, string(who.Account))
		if err := needed(n, err, fault.ErrAbsent); err != nil {
			return err
		}
		if err := a.mayLack(ctx, tx, who.Account); err != nil {
			return err
		}
		s, err = a.factorChanged(ctx, tx, g, change{letterFactorRemoved, "passkey", ""}, from)
		return err
	})
	return s, err
}
