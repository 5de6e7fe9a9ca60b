package account

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Token is an API token without its secret.
type Token struct {
	ID                     string
	Label                  string
	Scopes                 []string
	Created, Expires, Used time.Time
}

// Tokens lists the actor's API tokens, oldest first. Right: own.read.
func (a *Accounts) Tokens(ctx context.Context, who access.Actor) (all []Token, err error) {
	if _, err := access.Check(who, access.OwnRead, thing(who.Account)); err != nil {
		return nil, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, a.scanToken, `SELECT id, label, scopes, created, expires, used FROM api_token WHERE account = $1 ORDER BY created, id`, string(who.Account))
		return err
	})
	return all, err
}

func (a *Accounts) scanToken(s db.Scanner) (t Token, err error) {
	var label []byte
	var scopes string
	var created, expires int64
	var used sql.NullInt64
	if err = s.Scan(&t.ID, &label, &scopes, &created, &expires, &used); err != nil {
		return t, err
	}
	t.Scopes, t.Created, t.Expires, t.Used = strings.FieldsFunc(scopes, isComma), db.Time(created), db.Time(expires), db.TimeOrZero(used)
	t.Label, err = a.open("token", t.ID, "label", label)
	return t, err
}

// AddToken makes an API token for the actor, with at most the scopes named, for at most a year; its secret is shown this
// once. Right: own.token. Fault: invalid.
func (a *Accounts) AddToken(ctx context.Context, who access.Actor, label string, scopes []string, days int) (t Token, secret string, err error) {
	g, err := a.browser(who, access.OwnToken)
	if err != nil {
		return t, "", err
	}
	if t, err = a.newToken(label, scopes, days); err != nil {
		return t, "", err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if secret, err = a.insertToken(ctx, tx, who.Account, t); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": "added", "token": t.ID, "scopes": strings.Join(t.Scopes, " ")})
	})
	return t, secret, err
}

// TokenFor makes a token for the account with the address, at the operator's command line. who must be access.Server.
// Right: housekeeping. Faults: absent, invalid.
func (a *Accounts) TokenFor(ctx context.Context, who access.Actor, email, label string, scopes []string, days int) (t Token, secret string, err error) {
	if email, err = normalEmail(email); err != nil {
		return t, "", err
	}
	if t, err = a.newToken(label, scopes, days); err != nil {
		return t, "", err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := a.personByIndex(ctx, tx, a.emailIndex(email))
		if err != nil {
			return err
		}
		if p.State != Active {
			return fault.ErrAbsent
		}
		g, err := access.Check(who, access.Housekeeping, thing(p.ID))
		if err != nil {
			return err
		}
		if secret, err = a.insertToken(ctx, tx, p.ID, t); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": "token_added", "token": t.ID, "scopes": strings.Join(t.Scopes, " ")})
	})
	return t, secret, err
}

func (a *Accounts) newToken(label string, scopes []string, days int) (t Token, err error) {
	if label, err = shortText("label", label, 100); err != nil {
		return t, err
	}
	scopes = unique(scopes)
	for _, s := range scopes {
		if !slices.Contains(access.Scopes, s) {
			return t, invalid("scopes", "no such scope")
		}
	}
	if len(scopes) == 0 {
		return t, invalid("scopes", "one is needed")
	}
	if days < 1 || days > tokenDaysMost {
		return t, invalid("expiresInDays", "1 to 365")
	}
	now := a.now()
	return Token{ID: access.NewID[string](), Label: label, Scopes: scopes, Created: now, Expires: now.AddDate(0, 0, days)}, nil
}

func (a *Accounts) insertToken(ctx context.Context, tx *db.Tx, id access.AccountID, t Token) (string, error) {
	text, _ := newSecret()
	secret := tokenPrefix + text
	_, err := tx.Exec(ctx, `INSERT INTO api_token (id, hash, account, label, scopes, created, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.ID, hashOf(secret), string(id), a.seal("token", t.ID, "label", t.Label), strings.Join(t.Scopes, ","), db.Micros(t.Created), db.Micros(t.Expires))
	return secret, err
}

// RemoveToken revokes one of the actor's tokens; its next request is refused. Right: own.sessions. Fault: absent.
func (a *Accounts) RemoveToken(ctx context.Context, who access.Actor, id string) error {
	g, err := a.browser(who, access.OwnSessions)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM api_token WHERE id = $1 AND account = $2`, id, string(who.Account))
		if err := needed(n, err, fault.ErrAbsent); err != nil {
			return err
		}
		return a.Log.Append(ctx, tx, g, audit.Params{"what": "token_removed", "token": id})
	})
}
