package recovery

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/vault"
)

// row is a request as it is stored.
type row struct {
	id             ID
	account        access.AccountID
	email          []byte
	language       string
	callBack       string
	place          []byte
	state          State
	approvals      int64
	wrong          int64
	asked, changed time.Time
	expires, used  time.Time
	operator       bool // by a command on the server
}

const columns = `id, account, email, language, call_back, place, state, approvals, wrong, asked, changed, expires, used, operator`

func scanRow(s db.Scanner) (r row, err error) {
	var asked, changed, expires int64
	var used sql.NullInt64
	err = s.Scan(&r.id, &r.account, &r.email, &r.language, &r.callBack, &r.place, &r.state, &r.approvals, &r.wrong, &asked, &changed, &expires, &used, &r.operator)
	r.asked, r.changed, r.expires, r.used = db.Time(asked), db.Time(changed), db.Time(expires), db.TimeOrZero(used)
	return r, err
}

// rowOf reads a request; hold keeps others from changing it until the transaction ends. Fault: absent.
func rowOf(ctx context.Context, tx *db.Tx, id ID, hold bool) (row, error) {
	if hold {
		if _, err := tx.Exec(ctx, `UPDATE recovery SET state = state WHERE id = $1`, string(id)); err != nil {
			return row{}, err
		}
	}
	return db.One(ctx, tx, scanRow, `SELECT `+columns+` FROM recovery WHERE id = $1`, string(id))
}

func rowBySecret(ctx context.Context, tx *db.Tx, secret string) (row, error) {
	return db.One(ctx, tx, scanRow, `SELECT `+columns+` FROM recovery WHERE secret = $1`, hashOf(secret))
}

// rowsOf are the account's requests that something can still come of, or that were used since; held.
func rowsOf(ctx context.Context, tx *db.Tx, id access.AccountID, usedSince time.Time) ([]row, error) {
	if _, err := tx.Exec(ctx, `UPDATE recovery SET state = state WHERE account = $1`, string(id)); err != nil {
		return nil, err
	}
	return db.All(ctx, tx, scanRow, `SELECT `+columns+` FROM recovery WHERE account = $1 AND (state IN ('asked', 'approved', 'granted') OR state = 'used' AND used > $2) ORDER BY asked, id`,
		string(id), db.Micros(usedSince))
}

func (r *Recoveries) insert(ctx context.Context, tx *db.Tx, x row, secret string) error {
	_, err := tx.Exec(ctx, `INSERT INTO recovery (id, secret, account, email, language, call_back, place, state, approvals, wrong, asked, changed, expires)
		VALUES ($1, $2, '', $3, $4, '', $5, $6, 0, 0, $7, $7, $8)`, string(x.id), hashOf(secret), x.email, x.language, x.place, string(x.state), db.Micros(x.asked), db.Micros(x.expires))
	return err
}

// store writes what a step changed, if nothing else did meanwhile. Fault: recovery_state.
func store(ctx context.Context, tx *db.Tx, was State, x row) error {
	used := sql.NullInt64{Int64: db.Micros(x.used), Valid: !x.used.IsZero()}
	n, err := tx.Exec(ctx, `UPDATE recovery SET account = $1, call_back = $2, state = $3, approvals = $4, wrong = $5, changed = $6, expires = $7, used = $8 WHERE id = $9 AND state = $10`,
		string(x.account), x.callBack, string(x.state), x.approvals, x.wrong, db.Micros(x.changed), db.Micros(x.expires), used, string(x.id), string(was))
	if err == nil && n == 0 {
		err = ErrState
	}
	return err
}

func callsOf(ctx context.Context, tx *db.Tx, id ID) ([]Call, error) {
	return db.All(ctx, tx, func(s db.Scanner) (c Call, err error) {
		var shown int64
		var approved sql.NullInt64
		err = s.Scan(&c.Caller, &c.Reason, &shown, &approved)
		c.Shown, c.Approved = db.Time(shown), db.TimeOrZero(approved)
		return c, err
	}, `SELECT caller, reason, shown, approved FROM recovery_call WHERE recovery = $1 ORDER BY shown, caller`, string(id))
}

func (r *Recoveries) email(x row) (string, error) {
	plain, err := r.Vault.OpenOwn(vault.Place{Kind: "recovery", Row: string(x.id), Field: "email"}, x.email)
	return string(plain), err
}

func (r *Recoveries) place(x row) (p account.Place, err error) {
	plain, err := r.Vault.OpenOwn(vault.Place{Kind: "recovery", Row: string(x.id), Field: "place"}, x.place)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(plain, &p)
}

func (r *Recoveries) sealed(id ID, field string, text []byte) []byte {
	return r.Vault.SealOwn(vault.Place{Kind: "recovery", Row: string(id), Field: field}, text)
}

// newSecret returns 256 random bits as text; what is stored is their hash.
func newSecret() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func hashOf(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

// orNothing makes nothing of what is not there.
func orNothing(err error) error {
	if errors.Is(err, fault.ErrAbsent) {
		return nil
	}
	return err
}
