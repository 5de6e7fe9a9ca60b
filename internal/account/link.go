package account

import (
	"cmp"
	"context"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Purpose is what a one-time link is for. A link for one purpose does nothing at another's door.
type Purpose string

const (
	ForInvitation Purpose = "invitation"
	ForSignUp     Purpose = "sign_up"
	ForReset      Purpose = "password_reset"
	ForSetup      Purpose = "setup"
	ForRecovery   Purpose = "recovery"      // add a factor, after two of staff gave access back
	ForStop       Purpose = "recovery_stop" // stop that: "it was not me"
)

// lasts is how long a link counts from when its letter is written.
var lasts = map[Purpose]time.Duration{ForInvitation: 7 * 24 * time.Hour, ForSignUp: 24 * time.Hour, ForReset: time.Hour, ForSetup: 24 * time.Hour,
	ForRecovery: time.Hour, ForStop: 5 * 24 * time.Hour}

// link is a one-time link. Account is empty at a sign-up: there is none before the address is proved.
type link struct {
	id       string
	purpose  Purpose
	account  access.AccountID
	email    string
	language string
	expires  time.Time
	used     bool
	letter   string // the code of the letter it stands in, when it is not the purpose's; not kept
}

const linkColumns = `id, purpose, account, email, language, expires, used`

func (a *Accounts) scanLink(s db.Scanner) (l link, err error) {
	var sealed []byte
	var expires int64
	if err = s.Scan(&l.id, &l.purpose, &l.account, &sealed, &l.language, &expires, &l.used); err != nil {
		return l, err
	}
	l.expires = db.Time(expires)
	l.email, err = a.open("link", l.id, "email", sealed)
	return l, err
}

// newLink notes that a letter with a link is to be written and asks for it. The token is made when it is written, so
// that it lies nowhere but in the letter.
func (a *Accounts) newLink(ctx context.Context, tx *db.Tx, l link) error {
	l, err := a.insertLink(ctx, tx, l)
	if err != nil {
		return err
	}
	return a.addLetter(ctx, tx, letter{Code: cmp.Or(l.letter, string(l.purpose)), Link: l.id})
}

func (a *Accounts) insertLink(ctx context.Context, tx *db.Tx, l link) (link, error) {
	l.id = access.NewID[string]()
	now := a.now()
	_, err := tx.Exec(ctx, `INSERT INTO link (id, purpose, account, email, email_index, language, created, expires, used) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE)`,
		l.id, string(l.purpose), string(l.account), a.seal("link", l.id, "email", l.email), a.emailIndex(l.email), l.language, db.Micros(now), db.Micros(now.Add(lasts[l.purpose])))
	return l, err
}

// arm makes the link's token, replacing one of a letter that could not be sent. Fault: link_used.
func (a *Accounts) arm(ctx context.Context, tx *db.Tx, l link) (token string, until time.Time, err error) {
	token, hash := newSecret()
	until = a.now().Add(lasts[l.purpose])
	n, err := tx.Exec(ctx, `UPDATE link SET hash = $1, expires = $2 WHERE id = $3 AND NOT used`, hash, db.Micros(until), l.id)
	return token, until, needed(n, err, ErrLink)
}

// findLink reads a link that still counts, without using it. Fault: link_used.
func (a *Accounts) findLink(ctx context.Context, tx *db.Tx, token string, purposes ...Purpose) (link, error) {
	l, err := db.One(ctx, tx, a.scanLink, `SELECT `+linkColumns+` FROM link WHERE hash = $1`, hashOf(token))
	if errors.Is(err, fault.ErrAbsent) {
		return l, ErrLink
	}
	if err != nil {
		return l, err
	}
	for _, p := range purposes {
		if l.purpose == p && !l.used && a.now().Before(l.expires) {
			return l, nil
		}
	}
	return l, ErrLink
}

// useLink uses the link up, and with it all others of its purpose to the same address. Of two requests at once one gets
// link_used.
func (a *Accounts) useLink(ctx context.Context, tx *db.Tx, token string, purposes ...Purpose) (link, error) {
	l, err := a.findLink(ctx, tx, token, purposes...)
	if err != nil {
		return l, err
	}
	n, err := tx.Exec(ctx, `UPDATE link SET used = TRUE WHERE id = $1 AND NOT used`, l.id)
	if err := needed(n, err, ErrLink); err != nil {
		return l, err
	}
	_, err = tx.Exec(ctx, `UPDATE link SET used = TRUE WHERE email_index = $1 AND purpose = $2`, a.emailIndex(l.email), string(l.purpose))
	return l, err
}

// dropLinks makes all links of an account worthless.
func (a *Accounts) dropLinks(ctx context.Context, tx *db.Tx, id access.AccountID) error {
	_, err := tx.Exec(ctx, `UPDATE link SET used = TRUE WHERE account = $1`, string(id))
	return err
}

func (a *Accounts) linkOf(ctx context.Context, token string, purposes ...Purpose) (l link, err error) {
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		l, err = a.findLink(ctx, tx, token, purposes...)
		return err
	})
	return l, err
}
