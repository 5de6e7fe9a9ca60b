package account

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
)

// postsOf is an account's posts in one column: "department=post,…".
const postsOf = `COALESCE((SELECT string_agg(p.department || '=' || p.post, ',') FROM post p WHERE p.account = a.id), '')`

const personColumns = `a.id, a.email, a.name, a.language, a.theme, a.calendar, a.time_zone, a.roles, a.organisation, a.state, a.factor_required, a.version, a.created, a.recovered_until, ` + postsOf

func (a *Accounts) scanPerson(s db.Scanner) (p Person, err error) {
	var email, name []byte
	var roles, posts string
	var created, recovered int64
	if err = s.Scan(&p.ID, &email, &name, &p.Language, &p.Theme, &p.Calendar, &p.TimeZone, &roles, &p.Organisation, &p.State, &p.FactorRequired, &p.Version, &created, &recovered, &posts); err != nil {
		return p, err
	}
	p.Roles, p.Posts, p.Created, p.Recovered = parseRoles(roles), parsePosts(posts), db.Time(created), a.stillRecovered(recovered)
	if p.Email, err = a.open("account", string(p.ID), "email", email); err != nil {
		return p, err
	}
	p.Name, err = a.open("account", string(p.ID), "name", name)
	return p, err
}

// Person reads an account inside the caller's transaction; it asks no rights. Fault: absent.
func (a *Accounts) Person(ctx context.Context, tx *db.Tx, id access.AccountID) (Person, error) {
	return db.One(ctx, tx, a.scanPerson, `SELECT `+personColumns+` FROM account a WHERE a.id = $1`, string(id))
}

func (a *Accounts) personByIndex(ctx context.Context, tx *db.Tx, index []byte) (Person, error) {
	return db.One(ctx, tx, a.scanPerson, `SELECT `+personColumns+` FROM account a WHERE a.email_index = $1`, index)
}

// ActorOf is who the account would be as an actor, to ask the rules about third persons. It has no session. A disabled
// account has no rights. Fault: absent.
func (a *Accounts) ActorOf(ctx context.Context, tx *db.Tx, id access.AccountID) (access.Actor, error) {
	p, err := a.Person(ctx, tx, id)
	if err != nil {
		return access.Actor{}, err
	}
	if p.State == Disabled || p.State == Erased {
		return access.Actor{Account: id}, nil
	}
	return p.Actor(), nil
}

// Contact is how to write to the account. Fault: absent.
func (a *Accounts) Contact(ctx context.Context, tx *db.Tx, id access.AccountID) (Contact, error) {
	p, err := a.Person(ctx, tx, id)
	return Contact{p.ID, p.Name, p.Email, p.Language, p.Calendar, p.TimeZone, p.State == Active}, err
}

// insertPerson writes a new account. A taken address is an error that db.IsUnique recognises.
func (a *Accounts) insertPerson(ctx context.Context, tx *db.Tx, p Person) error {
	row := string(p.ID)
	_, err := tx.Exec(ctx, `INSERT INTO account (id, email, email_index, name, language, theme, calendar, time_zone, roles, organisation, state, factor_required, version, created)
		VALUES ($1, $2, $3, $4, $5, 'auto', 'auto', $6, $7, $8, $9, $10, 1, $11)`,
		row, a.seal("account", row, "email", p.Email), a.emailIndex(p.Email), a.seal("account", row, "name", p.Name), p.Language, p.TimeZone,
		joinRoles(p.Roles), string(p.Organisation), string(p.State), p.FactorRequired, db.Micros(p.Created))
	if err != nil {
		return err
	}
	return insertPosts(ctx, tx, p.ID, p.Posts)
}

func insertPosts(ctx context.Context, tx *db.Tx, id access.AccountID, posts map[access.DepartmentID]access.Post) error {
	for d, p := range posts {
		if _, err := tx.Exec(ctx, `INSERT INTO post (account, department, post) VALUES ($1, $2, $3)`, string(id), string(d), string(p)); err != nil {
			return err
		}
	}
	return nil
}

// factorsOf counts what proofs an account has, in one query.
func factorsOf(ctx context.Context, tx *db.Tx, id access.AccountID) (f Factors, err error) {
	var totp, password int
	err = tx.Get(ctx, `SELECT (SELECT count(*) FROM passkey WHERE account = $1), (SELECT count(*) FROM totp WHERE account = $1 AND confirmed),
		(SELECT count(*) FROM recovery_code WHERE account = $1), (SELECT count(*) FROM password WHERE account = $1)`,
		[]any{string(id)}, &f.Passkeys, &totp, &f.RecoveryCodesLeft, &password)
	f.TOTP, f.Password = totp > 0, password > 0
	return f, err
}

func parseRoles(s string) (roles []access.Role) {
	for _, r := range strings.FieldsFunc(s, isComma) {
		roles = append(roles, access.Role(r))
	}
	return roles
}

func joinRoles(roles []access.Role) string {
	s := make([]string, len(roles))
	for i, r := range roles {
		s[i] = string(r)
	}
	return strings.Join(s, ",")
}

func parsePosts(s string) map[access.DepartmentID]access.Post {
	if s == "" {
		return nil
	}
	posts := map[access.DepartmentID]access.Post{}
	for _, one := range strings.FieldsFunc(s, isComma) {
		d, p, _ := strings.Cut(one, "=")
		posts[access.DepartmentID(d)] = access.Post(p)
	}
	return posts
}

func isComma(r rune) bool { return r == ',' }

// in writes the placeholders of an IN list. The list is padded to a power of two by repeating its last value, so that
// there are few different statements to prepare.
func in[T ~string](values []T, from int) (placeholders string, args []any) {
	size := 1
	for size < len(values) {
		size *= 2
	}
	marks := make([]string, size)
	for i := range size {
		marks[i] = "$" + strconv.Itoa(from+i)
		args = append(args, string(values[min(i, len(values)-1)]))
	}
	return strings.Join(marks, ", "), args
}

func unique[T ~string](values []T) []T {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return slices.DeleteFunc(slices.Compact(sorted), func(v T) bool { return v == "" })
}

func toJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// needed turns a statement that touched no row into the fault that means.
func needed(rows int64, err, none error) error {
	if err == nil && rows == 0 {
		return none
	}
	return err
}
