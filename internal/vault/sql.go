package vault

import (
	"context"
	"strconv"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/db"
)

type organisationRow struct {
	organisationVersion
	root    string
	wrapped []byte
}

// caseRow is a wrapped case key together with the organisation's key that wraps it.
type caseRow struct {
	organisationRow
	ticket  access.TicketID
	version int
	wrapped []byte
}

func scanOrganisation(s db.Scanner) (r organisationRow, err error) {
	err = s.Scan(&r.organisation, &r.organisationVersion.version, &r.root, &r.wrapped)
	return r, err
}

func scanCase(s db.Scanner) (r caseRow, err error) {
	err = s.Scan(&r.ticket, &r.version, &r.wrapped,
		&r.organisation, &r.organisationVersion.version, &r.root, &r.organisationRow.wrapped)
	return r, err
}

const selectCase = `SELECT c.ticket, c.version, c.wrapped, o.organisation, o.version, o.root, o.wrapped
	FROM case_key c JOIN organisation_key o ON o.organisation = c.organisation AND o.version = c.organisation_version `

// caseRows reads all versions of the keys of the tickets, oldest first. The list is filled up to a power of two by
// repeating its last, so that there are few texts to prepare.
func (v *Vault) caseRows(ctx context.Context, ts []access.TicketID) (rows []caseRow, err error) {
	query, args := inTickets(ts)
	err = v.keys.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err = db.All(ctx, tx, scanCase, query, args...)
		return err
	})
	return rows, err
}

func inTickets(ts []access.TicketID) (string, []any) {
	n := 1
	for n < len(ts) {
		n *= 2
	}
	marks, args := make([]string, n), make([]any, n)
	for i := range n {
		marks[i], args[i] = "$"+strconv.Itoa(i+1), string(ts[min(i, len(ts)-1)])
	}
	return selectCase + "WHERE c.ticket IN (" + strings.Join(marks, ",") + ") ORDER BY c.ticket, c.version", args
}

// How strongly an organisation is locked. SQLite runs writers in turn and needs neither.
const (
	share  = "FOR SHARE"
	update = "FOR UPDATE"
)

// lock locks the first version of the organisation's key, which stands for the organisation, until the transaction
// ends. The installation's stands for the root. Lock the installation first where both are needed.
func lock(ctx context.Context, tx *db.Tx, org access.OrganisationID, how string) error {
	if tx.Engine() == db.SQLite {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT 1 FROM organisation_key WHERE organisation = $1 AND version = 1 `+how, string(org))
	return err
}

func newestOrganisation(ctx context.Context, tx *db.Tx, org access.OrganisationID) (organisationRow, error) {
	return db.One(ctx, tx, scanOrganisation,
		`SELECT organisation, version, root, wrapped FROM organisation_key WHERE organisation = $1 ORDER BY version DESC LIMIT 1`, string(org))
}

func organisationVersions(ctx context.Context, tx *db.Tx, org access.OrganisationID) ([]organisationRow, error) {
	return db.All(ctx, tx, scanOrganisation,
		`SELECT organisation, version, root, wrapped FROM organisation_key WHERE organisation = $1 ORDER BY version`, string(org))
}

func putOrganisation(ctx context.Context, tx *db.Tx, r organisationRow, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO organisation_key (organisation, version, root, wrapped, created) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, string(r.organisation), r.version, r.root, r.wrapped, db.Micros(now))
	return err
}

func putCase(ctx context.Context, tx *db.Tx, w *wrapper, t access.TicketID, version int, wrapped []byte, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO case_key (ticket, version, organisation, organisation_version, wrapped, created)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		string(t), version, string(w.organisation), w.version, wrapped, db.Micros(now))
	return err
}

func organisationsOfOtherRoots(ctx context.Context, tx *db.Tx, root string, limit int) ([]organisationRow, error) {
	return db.All(ctx, tx, scanOrganisation, `SELECT organisation, version, root, wrapped FROM organisation_key
		WHERE root <> $1 ORDER BY organisation, version LIMIT $2`, root, limit)
}

func rewrapOrganisation(ctx context.Context, tx *db.Tx, r organisationRow) error {
	_, err := tx.Exec(ctx, `UPDATE organisation_key SET root = $1, wrapped = $2 WHERE organisation = $3 AND version = $4`,
		r.root, r.wrapped, string(r.organisation), r.version)
	return err
}

// casesBehind are case keys after a cursor that an older version of the organisation's key wraps.
func casesBehind(ctx context.Context, tx *db.Tx, newest organisationRow, after cursor, limit int) ([]caseRow, error) {
	return db.All(ctx, tx, scanCase, selectCase+`WHERE c.organisation = $1 AND c.organisation_version < $2
		AND (c.ticket, c.version) > ($3, $4) ORDER BY c.ticket, c.version LIMIT $5`,
		string(newest.organisation), newest.version, string(after.ticket), after.version, limit)
}

// rewrapCase changes nothing when another server has rewrapped the key in the meantime.
func rewrapCase(ctx context.Context, tx *db.Tx, w *wrapper, r caseRow, wrapped []byte) error {
	_, err := tx.Exec(ctx, `UPDATE case_key SET organisation_version = $1, wrapped = $2
		WHERE ticket = $3 AND version = $4 AND organisation_version = $5`,
		w.version, wrapped, string(r.ticket), r.version, r.organisationVersion.version)
	return err
}

func organisationOf(ctx context.Context, tx *db.Tx, t access.TicketID) (access.OrganisationID, error) {
	return db.One(ctx, tx, db.Value[access.OrganisationID], `SELECT organisation FROM case_key WHERE ticket = $1 LIMIT 1`, string(t))
}

func newestVersion(ctx context.Context, tx *db.Tx, t access.TicketID) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT max(version) FROM case_key WHERE ticket = $1`, string(t))
}

const keyInfoSQL = `
	SELECT 'root', root, 1, min(created), count(*) FROM organisation_key GROUP BY root
	UNION ALL
	SELECT 'organisation', o.organisation, max(o.version), max(o.created),
		(SELECT count(*) FROM case_key c WHERE c.organisation = o.organisation) FROM organisation_key o GROUP BY o.organisation
	UNION ALL
	SELECT 'case', '', coalesce(max(version), 0), coalesce(max(created), 0), count(*) FROM case_key
	ORDER BY 1, 2`

func scanInfo(s db.Scanner) (k KeyInfo, err error) {
	var created int64
	err = s.Scan(&k.Level, &k.ID, &k.Version, &created, &k.Count)
	k.Created = db.Time(created)
	return k, err
}
