package account

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Erased is the state of an account whose person was erased: an id and a number are left of it, for ever.
const Erased State = "erased"

// pseudonyms are what an erased person is called, before their number: in the language of the installation, since it is stored.
var pseudonyms = map[string]string{"en": "Erased person", "ru": "Удалённый пользователь", "fa": "شخص پاک‌شده", "zh": "已删除的用户"}

// Erase takes out of an account everything by which a person is known and everything by which somebody gets in: address, name, roles,
// sessions, links. What other tables hold goes by the register of package person. The account's streams are cut. Twice is once. It asks no
// rights: the caller's law decides. Faults: absent, last_admin.
func (a *Accounts) Erase(ctx context.Context, tx *db.Tx, id access.AccountID, number string) error {
	if err := lockRights(ctx, tx); err != nil {
		return err
	}
	p, err := a.Person(ctx, tx, id)
	if err != nil || p.State == Erased {
		return err
	}
	site, err := a.Installation(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM link WHERE account = $1 OR email_index = $2`, string(id), a.emailIndex(p.Email)); err != nil {
		return err
	}
	if _, err := a.endSessions(ctx, tx, id, ""); err != nil {
		return err
	}
	row, called := string(id), pseudonyms["en"]
	if c, ok := pseudonyms[site.Language]; ok {
		called = c
	}
	if _, err := tx.Exec(ctx, `UPDATE account SET email = $2, email_index = $3, name = $4, theme = 'auto', calendar = 'auto', time_zone = 'UTC', roles = '', organisation = '',
		state = $5, factor_required = FALSE, recovered_until = 0, version = version + 1 WHERE id = $1`,
		row, a.seal("account", row, "email", ""), a.Vault.Index("account erased", []byte(id)), a.seal("account", row, "name", called+" "+number), string(Erased)); err != nil {
		return err
	}
	a.tellChanged(tx, id)
	return someAdmin(ctx, tx, p)
}

// MayErase refuses what Erase would: the last administrator. Faults: absent, conflict (already erased), last_admin.
func (a *Accounts) MayErase(ctx context.Context, tx *db.Tx, id access.AccountID) error {
	p, err := a.Person(ctx, tx, id)
	if err != nil {
		return err
	}
	if p.State == Erased {
		return fault.ErrConflict
	}
	if p.State != Active || !p.Actor().Has(access.Administrator) {
		return nil
	}
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM account WHERE id <> $1 AND state = $2 AND ',' || roles || ',' LIKE '%,admin,%'`, string(id), string(Active))
	if err == nil && n == 0 {
		err = ErrLastAdmin
	}
	return err
}
