package remote

import (
	"context"
	"database/sql"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/wire"
)

// row is a session as it lies in its table.
type row struct {
	id                                         string
	ticket                                     access.TicketID
	client, specialist                         access.AccountID
	deal                                       deal.ID
	currency                                   escrow.Currency
	priceMinor                                 int64
	state                                      State
	asked, granted, taken                      string
	words, waiver, agreed, agreedDigest        []byte
	entry, minutes                             int64
	program, doubt, snapshot                   string
	clientHere, specialistHere                 bool
	peers                                      int64
	pausedBy, endedBy, endedWhy, recording     string
	chunks, bytes, askedAt                     int64
	arrivedAt, consentedAt, startedAt, endedAt sql.NullInt64
	until                                      sql.NullInt64
}

const columns = `id, ticket, client, specialist, deal, currency, price_minor, state, asked, granted, taken, words, waiver, agreed, agreed_digest, entry, minutes, program,
	snapshot, client_here, specialist_here, peers, paused_by, ended_by, ended_why, recording, chunks, bytes, asked_at, arrived_at, consented_at, started_at, ended_at, until, doubt`

func scan(s db.Scanner) (r row, err error) {
	return r, s.Scan(&r.id, &r.ticket, &r.client, &r.specialist, &r.deal, &r.currency, &r.priceMinor, &r.state, &r.asked, &r.granted, &r.taken, &r.words, &r.waiver, &r.agreed,
		&r.agreedDigest, &r.entry, &r.minutes, &r.program, &r.snapshot, &r.clientHere, &r.specialistHere, &r.peers, &r.pausedBy, &r.endedBy, &r.endedWhy, &r.recording,
		&r.chunks, &r.bytes, &r.askedAt, &r.arrivedAt, &r.consentedAt, &r.startedAt, &r.endedAt, &r.until, &r.doubt)
}

func rowOf(ctx context.Context, tx *db.Tx, id string, hold bool) (row, error) {
	query := `SELECT ` + columns + ` FROM remote_session WHERE id = $1`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	return db.One(ctx, tx, scan, query, id)
}

// put writes the session; who, what and why it was asked for never change.
func (r row) put(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO remote_session (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
		$22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35) ON CONFLICT (id) DO UPDATE SET state = excluded.state, granted = excluded.granted,
		taken = excluded.taken, waiver = excluded.waiver, agreed = excluded.agreed, agreed_digest = excluded.agreed_digest, entry = excluded.entry,
		program = excluded.program, doubt = excluded.doubt, snapshot = excluded.snapshot, client_here = excluded.client_here, specialist_here = excluded.specialist_here, peers = excluded.peers,
		paused_by = excluded.paused_by, ended_by = excluded.ended_by, ended_why = excluded.ended_why, recording = excluded.recording, chunks = excluded.chunks,
		bytes = excluded.bytes, arrived_at = excluded.arrived_at, consented_at = excluded.consented_at, started_at = excluded.started_at,
		ended_at = excluded.ended_at, until = excluded.until`,
		r.id, string(r.ticket), string(r.client), string(r.specialist), string(r.deal), string(r.currency), r.priceMinor, string(r.state), r.asked, r.granted, r.taken, r.words,
		r.waiver, r.agreed, r.agreedDigest, r.entry, r.minutes, r.program, r.snapshot, r.clientHere, r.specialistHere, r.peers, r.pausedBy, r.endedBy, r.endedWhy,
		r.recording, r.chunks, r.bytes, r.askedAt, r.arrivedAt, r.consentedAt, r.startedAt, r.endedAt, r.until, r.doubt)
	return err
}

// thing is the session with the facts that decide who may do what with it, given those of its ticket.
func (r row) thing(t access.Thing, judges []access.AccountID) access.Thing {
	t.Kind, t.ID, t.Requester, t.Specialist, t.Judges = "remote", r.id, r.client, r.specialist, judges
	return t
}

func joined(powers []wire.Purpose) string {
	words := make([]string, len(powers))
	for i, p := range powers {
		words[i] = string(p)
	}
	return strings.Join(words, " ")
}

func split(words string) []wire.Purpose {
	all := []wire.Purpose{}
	for _, w := range strings.Fields(words) {
		all = append(all, wire.Purpose(w))
	}
	return all
}
