package deal

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// stored is a deal as it lies in its table, with what the rules ask about its ticket.
type stored struct {
	id                 ID
	ticket             access.TicketID
	client, specialist access.AccountID
	state              State
	currency           escrow.Currency
	offer, signed      int64
	version, steps     int64
	created, updated   int64
	weekend            string
	thing              access.Thing
}

const dealColumns = `d.id, d.ticket, d.client, d.specialist, d.state, d.currency, d.offer, d.signed, d.version, d.steps, d.created, d.updated, d.weekend`

func scanDeal(s db.Scanner) (d stored, err error) {
	return d, s.Scan(&d.id, &d.ticket, &d.client, &d.specialist, &d.state, &d.currency, &d.offer, &d.signed, &d.version, &d.steps, &d.created, &d.updated, &d.weekend)
}

// side is on which side the account stands; Nobody for others.
func (s stored) side(a access.AccountID) Side {
	switch a {
	case "":
		return Nobody
	case s.client:
		return Client
	case s.specialist:
		return Specialist
	}
	return Nobody
}

func (s stored) account(side Side) access.AccountID {
	if side == Client {
		return s.client
	}
	return s.specialist
}

// load reads a deal; with hold, on PostgreSQL, it keeps others from changing it until the commit. On SQLite writers take
// turns anyhow. It asks no right.
func (d *Deals) load(ctx context.Context, tx *db.Tx, id ID, hold bool) (stored, error) {
	query := `SELECT ` + dealColumns + ` FROM deal d WHERE d.id = $1`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	s, err := db.One(ctx, tx, scanDeal, query, string(id))
	if err != nil {
		return s, err
	}
	return s, d.place(ctx, tx, &s)
}

// place fills in the facts of the ticket: its department may have changed, the parties of the deal do not.
func (d *Deals) place(ctx context.Context, tx *db.Tx, s *stored) error {
	t, err := d.Desk.Facts(ctx, tx, s.ticket)
	s.thing = access.Thing{Kind: "deal", ID: string(s.id), Ticket: s.ticket, Organisation: t.Organisation, Specialist: s.specialist, Suspended: t.Suspended, Destroyed: t.Destroyed}
	if s.offer > 0 { // before, it is its writer's alone: for everybody else it does not exist
		s.thing.Department, s.thing.Requester = t.Department, s.client
	}
	return err
}

func dealOf(ctx context.Context, tx *db.Tx, m MilestoneID) (ID, error) {
	return db.One(ctx, tx, db.Value[ID], `SELECT deal FROM deal_milestone WHERE id = $1`, string(m))
}

// offered is a version of the terms, sealed.
type offered struct {
	Offer
	sealed []byte
}

const offerColumns = `version, side, state, base, terms, made, offered, decided`

func scanOffer(s db.Scanner) (o offered, err error) {
	var made int64
	var out, decided sql.NullInt64
	err = s.Scan(&o.Version, &o.By, &o.State, &o.Base, &o.sealed, &made, &out, &decided)
	o.MadeAt, o.OfferedAt, o.DecidedAt = db.Time(made), db.TimeOrZero(out), db.TimeOrZero(decided)
	return o, err
}

func offerOf(ctx context.Context, tx *db.Tx, id ID, version int64) (offered, error) {
	return db.One(ctx, tx, scanOffer, `SELECT `+offerColumns+` FROM deal_offer WHERE deal = $1 AND version = $2`, string(id), version)
}

func insertOffer(ctx context.Context, tx *db.Tx, id ID, o offered) error {
	_, err := tx.Exec(ctx, `INSERT INTO deal_offer (deal, `+offerColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, string(id), o.Version, string(o.By),
		string(o.State), o.Base, o.sealed, db.Micros(o.MadeAt), db.MicrosOrNull(o.OfferedAt), db.MicrosOrNull(o.DecidedAt))
	return err
}

// decide moves a version on; of two at once one finds it in the state.
func decide(ctx context.Context, tx *db.Tx, id ID, version int64, from, to OfferState, at time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE deal_offer SET state = $4, decided = $5 WHERE deal = $1 AND version = $2 AND state = $3`,
		string(id), version, string(from), string(to), db.Micros(at))
	if err == nil && n == 0 {
		err = ErrState
	}
	return err
}

// kept is a milestone as it lies in its table.
type kept struct {
	id                                       MilestoneID
	deal                                     ID
	place                                    int64
	state, before                            MilestoneState
	priceMinor, feeMinor, taxMinor           int64
	releasedMinor, feeTakenMinor             int64
	taxTakenMinor, refundedMinor, grantMinor int64
	moves, parts, rounds, cancels            int64
	canceller                                Side
	matter, accepted                         string
	silenceDays, roundsMax, warrantyDays     int64
	guarantee                                bool
	licence                                  Licence
	due                                      sql.NullInt64
	changed                                  int64
}

const milestoneColumns = `id, deal, place, state, before, price_minor, fee_minor, tax_minor, released_minor, fee_taken, tax_taken, refunded_minor,
	granted_minor, moves, parts, rounds, cancels, canceller, matter, accepted, silence_days, rounds_max, guarantee, licence, due, changed, warranty_days`

func scanMilestone(s db.Scanner) (m kept, err error) {
	return m, s.Scan(&m.id, &m.deal, &m.place, &m.state, &m.before, &m.priceMinor, &m.feeMinor, &m.taxMinor, &m.releasedMinor, &m.feeTakenMinor,
		&m.taxTakenMinor, &m.refundedMinor, &m.grantMinor, &m.moves, &m.parts, &m.rounds, &m.cancels, &m.canceller, &m.matter, &m.accepted,
		&m.silenceDays, &m.roundsMax, &m.guarantee, &m.licence, &m.due, &m.changed, &m.warrantyDays)
}

func milestonesOf(ctx context.Context, tx *db.Tx, id ID) ([]kept, error) {
	return db.All(ctx, tx, scanMilestone, `SELECT `+milestoneColumns+` FROM deal_milestone WHERE deal = $1 ORDER BY place, id`, string(id))
}

func milestone(ctx context.Context, tx *db.Tx, id MilestoneID) (kept, error) {
	return db.One(ctx, tx, scanMilestone, `SELECT `+milestoneColumns+` FROM deal_milestone WHERE id = $1`, string(id))
}

// put writes the milestone.
func (m kept) put(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO deal_milestone (`+milestoneColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
		$17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27) ON CONFLICT (id) DO UPDATE SET place = excluded.place, state = excluded.state, before = excluded.before,
		price_minor = excluded.price_minor, fee_minor = excluded.fee_minor, tax_minor = excluded.tax_minor, released_minor = excluded.released_minor,
		fee_taken = excluded.fee_taken, tax_taken = excluded.tax_taken, refunded_minor = excluded.refunded_minor, granted_minor = excluded.granted_minor,
		moves = excluded.moves, parts = excluded.parts, rounds = excluded.rounds, cancels = excluded.cancels, canceller = excluded.canceller,
		matter = excluded.matter, accepted = excluded.accepted, silence_days = excluded.silence_days, rounds_max = excluded.rounds_max,
		guarantee = excluded.guarantee, licence = excluded.licence, due = excluded.due, changed = excluded.changed,
		warranty_days = excluded.warranty_days WHERE deal_milestone.deal = excluded.deal`,
		string(m.id), string(m.deal), m.place, string(m.state), string(m.before), m.priceMinor, m.feeMinor, m.taxMinor, m.releasedMinor, m.feeTakenMinor,
		m.taxTakenMinor, m.refundedMinor, m.grantMinor, m.moves, m.parts, m.rounds, m.cancels, string(m.canceller), m.matter, m.accepted,
		m.silenceDays, m.roundsMax, m.guarantee, string(m.licence), m.due, m.changed, m.warrantyDays)
	return err
}

// heldMinor is what must be held for the milestone by what is known here; the ledger knows it too.
func (m kept) heldMinor() int64 {
	if !m.state.holds() {
		return 0
	}
	return m.priceMinor - m.releasedMinor - m.refundedMinor
}

// suspensions are the complaints that lie over the deal.
func suspensions(ctx context.Context, tx *db.Tx, id ID) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT matter FROM deal_suspension WHERE deal = $1 ORDER BY matter`, string(id))
}

func joined[T ~string](list []T) string {
	all := make([]string, len(list))
	for i, w := range list {
		all[i] = string(w)
	}
	return strings.Join(all, " ")
}

func fields[T ~string](s string) []T {
	all := []T{}
	for _, w := range strings.Fields(s) {
		all = append(all, T(w))
	}
	return all
}

func isAbsent(err error) bool { return err != nil && fault.KindOf(err) == fault.Absent }
