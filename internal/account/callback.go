package account

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// CallBackWait is how long after it was given a call-back number counts, and how long one that was taken away still does: a thief
// in somebody's session can neither be called instead of them nor keep them from being called, before they were told.
const CallBackWait = 7 * 24 * time.Hour

// CallBack is a telephone number at which an account's owner is called when access is lost.
type CallBack struct {
	ID     string
	Number string // of E.164; masked in the owner's own list
	Counts time.Time
	Ends   time.Time // zero: not foreseen
}

// CallBacks lists the actor's numbers, partly shown: at most one that counts and one to come. Right: own.read.
func (a *Accounts) CallBacks(ctx context.Context, who access.Actor) (all []CallBack, err error) {
	if _, err := access.Check(who, access.OwnRead, thing(who.Account)); err != nil {
		return nil, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, a.scanCallBack, `SELECT id, number, counts, ends FROM call_back WHERE account = $1 AND (ends IS NULL OR ends > $2) ORDER BY counts, id`,
			string(who.Account), db.Micros(a.now()))
		return err
	})
	for i := range all {
		all[i].Number = maskNumber(all[i].Number)
	}
	return all, err
}

func (a *Accounts) scanCallBack(s db.Scanner) (c CallBack, err error) {
	var sealed []byte
	var counts int64
	var ends sql.NullInt64
	if err = s.Scan(&c.ID, &sealed, &counts, &ends); err != nil {
		return c, err
	}
	c.Counts, c.Ends = db.Time(counts), db.TimeOrZero(ends)
	c.Number, err = a.open("call_back", c.ID, "number", sealed)
	return c, err
}

// SetCallBack gives a number, which counts in seven days; one that counts now does so until then. One still to come is replaced.
// The owner is told on every channel. Right: own.call_back. Fault: invalid at number.
func (a *Accounts) SetCallBack(ctx context.Context, who access.Actor, number string, from Client) error {
	number, err := normalNumber(number)
	if err != nil {
		return err
	}
	return a.callBackChanged(ctx, who, "set", from, func(ctx context.Context, tx *db.Tx, now time.Time) error {
		counts := db.Micros(now.Add(CallBackWait))
		if _, err := tx.Exec(ctx, `DELETE FROM call_back WHERE account = $1 AND counts > $2`, string(who.Account), db.Micros(now)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE call_back SET ends = $1 WHERE account = $2 AND (ends IS NULL OR ends > $3)`, counts, string(who.Account), db.Micros(now)); err != nil {
			return err
		}
		return a.insertCallBack(ctx, tx, who.Account, number, now.Add(CallBackWait))
	})
}

func (a *Accounts) insertCallBack(ctx context.Context, tx *db.Tx, owner access.AccountID, number string, counts time.Time) error {
	id := access.NewID[string]()
	_, err := tx.Exec(ctx, `INSERT INTO call_back (id, account, number, added, counts) VALUES ($1, $2, $3, $4, $5)`,
		id, string(owner), a.seal("call_back", id, "number", number), db.Micros(a.now()), db.Micros(counts))
	return err
}

// DropCallBack takes a number away: one to come at once, and then the one that counts stays; one that counts in seven days. Otherwise as
// SetCallBack. Fault: absent.
func (a *Accounts) DropCallBack(ctx context.Context, who access.Actor, id string, from Client) error {
	return a.callBackChanged(ctx, who, "drop", from, func(ctx context.Context, tx *db.Tx, now time.Time) error {
		coming, err := tx.Exec(ctx, `DELETE FROM call_back WHERE account = $1 AND id = $2 AND counts > $3`, string(who.Account), id, db.Micros(now))
		if err != nil {
			return err
		}
		if coming > 0 {
			_, err = tx.Exec(ctx, `UPDATE call_back SET ends = NULL WHERE account = $1 AND ends > $2`, string(who.Account), db.Micros(now))
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE call_back SET ends = $1 WHERE account = $2 AND id = $3 AND ends IS NULL`, db.Micros(now.Add(CallBackWait)), string(who.Account), id)
		return needed(n, err, fault.ErrAbsent)
	})
}

func (a *Accounts) callBackChanged(ctx context.Context, who access.Actor, what string, from Client, fn func(context.Context, *db.Tx, time.Time) error) error {
	g, err := a.browser(who, access.OwnCallBack)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := a.lockAccount(ctx, tx, who.Account); err != nil {
			return err
		}
		if err := fn(ctx, tx, a.now()); err != nil {
			return err
		}
		if _, err := a.insertSignIn(ctx, tx, who.Account, letterCallBack, true, from); err != nil {
			return err
		}
		if err := a.addLetter(ctx, tx, letter{Code: letterCallBack, Account: who.Account}); err != nil {
			return err
		}
		a.tellChanged(tx, who.Account)
		return a.Log.Append(ctx, tx, g, audit.Params{"what": what})
	})
}

// CallBackAt is the number that counted at an instant, for who calls it; it asks no rights. Fault: absent.
func (a *Accounts) CallBackAt(ctx context.Context, tx *db.Tx, id access.AccountID, at time.Time) (CallBack, error) {
	return db.One(ctx, tx, a.scanCallBack, `SELECT id, number, counts, ends FROM call_back WHERE account = $1 AND counts <= $2 AND (ends IS NULL OR ends > $2) ORDER BY counts DESC LIMIT 1`,
		string(id), db.Micros(at))
}

// CallBackOf is a number by its id, also one that has ended since; it asks no rights. Fault: absent.
func (a *Accounts) CallBackOf(ctx context.Context, tx *db.Tx, id string) (CallBack, error) {
	return db.One(ctx, tx, a.scanCallBack, `SELECT id, number, counts, ends FROM call_back WHERE id = $1`, id)
}

// normalNumber is the form of ITU-T E.164: a plus sign and 8 to 15 digits, the country's code first. Fault: invalid at number.
func normalNumber(s string) (string, error) {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069-–().", r) {
			return -1
		}
		return r
	}, strings.TrimSpace(fold(s)))
	if rest, ok := strings.CutPrefix(s, "00"); ok {
		s = "+" + rest
	}
	digits, ok := strings.CutPrefix(s, "+")
	if !ok || len(digits) < 8 || len(digits) > 15 || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return "", invalid("number", "not a telephone number with its country's code")
	}
	return "+" + digits, nil
}

// maskNumber hints at a number without telling it.
func maskNumber(n string) string {
	if len(n) < 6 {
		return "••••"
	}
	return n[:3] + " ••••• " + n[len(n)-2:]
}

// Masked is the number partly shown.
func (c CallBack) Masked() string { return maskNumber(c.Number) }
