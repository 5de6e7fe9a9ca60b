package dispute

import (
	"context"
	"database/sql"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/escrow"
)

// row is a dispute as it lies in its table.
type row struct {
	id                           ID
	milestone                    deal.MilestoneID
	deal                         deal.ID
	ticket                       access.TicketID
	client, specialist           access.AccountID
	opener                       deal.Side
	way                          string
	state                        State
	currency                     escrow.Currency
	stakeMinor                   int64
	arbiter, confirmer, reviewer access.AccountID
	proposalMinor                int64
	accepted                     deal.Side
	awardMinor                   int64
	appellant                    deal.Side
	outcome                      Outcome
	releaseMinor                 int64
	words, exhibits, version     int64
	opened, changed              int64
	closed                       sql.NullInt64
}

const columns = `id, milestone, deal, ticket, client, specialist, opener, way, state, currency, stake_minor, arbiter, confirmer, reviewer, proposal_minor,
	accepted, award_minor, appellant, outcome, release_minor, words, exhibits, version, opened, changed, closed`

func scanDispute(s db.Scanner) (r row, err error) {
	return r, s.Scan(&r.id, &r.milestone, &r.deal, &r.ticket, &r.client, &r.specialist, &r.opener, &r.way, &r.state, &r.currency, &r.stakeMinor, &r.arbiter,
		&r.confirmer, &r.reviewer, &r.proposalMinor, &r.accepted, &r.awardMinor, &r.appellant, &r.outcome, &r.releaseMinor, &r.words, &r.exhibits, &r.version,
		&r.opened, &r.changed, &r.closed)
}

func rowOf(ctx context.Context, tx *db.Tx, id ID, hold bool) (row, error) {
	query := `SELECT ` + columns + ` FROM dispute WHERE id = $1`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	return db.One(ctx, tx, scanDispute, query, string(id))
}

// put writes the dispute.
func (r row) put(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO dispute (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
		$21, $22, $23, $24, $25, $26) ON CONFLICT (id) DO UPDATE SET state = excluded.state, arbiter = excluded.arbiter, confirmer = excluded.confirmer,
		reviewer = excluded.reviewer, proposal_minor = excluded.proposal_minor, accepted = excluded.accepted, award_minor = excluded.award_minor,
		appellant = excluded.appellant, outcome = excluded.outcome, release_minor = excluded.release_minor, words = excluded.words,
		exhibits = excluded.exhibits, version = excluded.version, changed = excluded.changed, closed = excluded.closed`,
		string(r.id), string(r.milestone), string(r.deal), string(r.ticket), string(r.client), string(r.specialist), string(r.opener), r.way, string(r.state),
		string(r.currency), r.stakeMinor, string(r.arbiter), string(r.confirmer), string(r.reviewer), r.proposalMinor, string(r.accepted), r.awardMinor,
		string(r.appellant), string(r.outcome), r.releaseMinor, r.words, r.exhibits, r.version, r.opened, r.changed, r.closed)
	return err
}

// side is on which side the account stands; Nobody for others.
func (r row) side(a access.AccountID) deal.Side {
	switch a {
	case "":
		return deal.Nobody
	case r.client:
		return deal.Client
	case r.specialist:
		return deal.Specialist
	}
	return deal.Nobody
}

func (r row) account(s deal.Side) access.AccountID {
	if s == deal.Client {
		return r.client
	}
	return r.specialist
}

// judges are those who read the file now: an arbiter while they judge, and no longer.
func (r row) judges() []access.AccountID {
	switch r.state {
	case Proposing, Proposed, SeekingSecond:
		return []access.AccountID{r.arbiter}
	case Confirming, Awarded:
		return []access.AccountID{r.arbiter, r.confirmer}
	case Deciding:
		return []access.AccountID{r.reviewer}
	}
	return nil
}

// judge is whose turn it is among them.
func (r row) judge() access.AccountID {
	switch r.state {
	case Proposing, Proposed:
		return r.arbiter
	case Confirming:
		return r.confirmer
	case Deciding:
		return r.reviewer
	}
	return ""
}

// turn is whose turn it is.
func (r row) turn() deal.Side {
	if r.state == Answering {
		return r.opener.Other()
	}
	return clocks[r.state].turn
}

// thing is the dispute with the facts that decide who may do what with it.
func (r row) thing(c deal.Case, barred []access.AccountID) access.Thing {
	return access.Thing{Kind: "dispute", ID: string(r.id), Ticket: r.ticket, Organisation: c.Thing.Organisation, Requester: r.client,
		Specialist: r.specialist, Judges: slices.DeleteFunc(r.judges(), func(a access.AccountID) bool { return a == "" }), Barred: barred, Suspended: c.Thing.Suspended, Destroyed: c.Thing.Destroyed}
}

func barredOf(ctx context.Context, tx *db.Tx, id ID) ([]access.AccountID, error) {
	return db.All(ctx, tx, db.Value[access.AccountID], `SELECT account FROM dispute_barred WHERE dispute = $1`, string(id))
}

func bar(ctx context.Context, tx *db.Tx, id ID, a access.AccountID, reason Conflict, at int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO dispute_barred (dispute, account, reason, at) VALUES ($1, $2, $3, $4) ON CONFLICT (dispute, account) DO NOTHING`,
		string(id), string(a), string(reason), at)
	return err
}
