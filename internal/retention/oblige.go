package retention

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/ticket"
)

// Duty is what obliges to keep a case, by code.
type Duty string

const (
	DutyOpen      Duty = "open"      // the ticket is not closed
	DutyDeal      Duty = "deal"      // a deal runs
	DutyMoney     Duty = "money"     // money is held, or on its way
	DutyDispute   Duty = "dispute"   // one is open
	DutyComplaint Duty = "complaint" // one is open, or something it asks for is not done
	DutySession   Duty = "session"   // a remote session is open
	DutyHold      Duty = "hold"      // a legal hold lies on it
	DutyPaper     Duty = "paper"     // a contract was signed, and claims can be brought out of it
)

// Duties are all of them.
var Duties = []Duty{DutyOpen, DutyDeal, DutyMoney, DutyDispute, DutyComplaint, DutySession, DutyHold, DutyPaper}

// Reason is why a case is kept.
type Reason struct {
	Duty  Duty
	Until time.Time // zero: nobody knows
}

// duties count what obliges, by the ticket. A case whose tables cannot be read is not destroyed: the fault passes.
var duties = []struct {
	duty  Duty
	query string
}{
	{DutyDeal, `SELECT count(*) FROM deal WHERE ticket = $1 AND state IN ('negotiating', 'active')`},
	{DutyMoney, `SELECT count(*) FROM deal d JOIN deal_milestone m ON m.deal = d.id WHERE d.ticket = $1 AND (
		m.state IN ('funded', 'in_progress', 'submitted', 'changes_requested', 'cancel_requested', 'disputed')
		OR EXISTS (SELECT 1 FROM deal_payout p WHERE p.milestone = m.id AND p.state NOT IN ('paid', 'repeated'))
		OR EXISTS (SELECT 1 FROM card_chargeback c WHERE c.milestone = m.id AND c.state = 'open')
		OR EXISTS (SELECT 1 FROM deal_motion x WHERE x.milestone = m.id AND x.state = 'open')
		OR EXISTS (SELECT 1 FROM escrow_freeze f WHERE f.milestone = m.id AND f.lifted IS NULL))`},
	{DutyDispute, `SELECT count(*) FROM dispute WHERE ticket = $1 AND state <> 'closed'`},
	{DutyComplaint, `SELECT count(*) FROM complaint c WHERE c.ticket = $1 AND (c.closed IS NULL
		OR EXISTS (SELECT 1 FROM complaint_duty y WHERE y.complaint = c.id AND y.done IS NULL))`},
	{DutySession, `SELECT count(*) FROM remote_session WHERE ticket = $1 AND state IN ('requested', 'prepared', 'consented', 'active', 'paused')`},
	{DutyHold, `SELECT count(*) FROM retention_hold WHERE ticket = $1 AND lifted IS NULL`},
}

// facts are what decides about a case.
type facts struct {
	serial, number    int64
	ticket            access.TicketID
	department        access.DepartmentID
	requester         access.AccountID
	class             ticket.Class
	status            ticket.Status
	created, closed   int64
	destroyed, agreed int64 // agreed: the last change of a deal with a contract; 0: none
	complaints        int64
	session           bool
}

const factsSQL = `SELECT t.serial, t.number, t.id, t.department, t.requester, t.class, t.status, t.created, t.closed, t.destroyed, t.complaints,
	coalesce((SELECT max(d.updated) FROM deal d WHERE d.ticket = t.id AND d.signed > 0), 0),
	EXISTS (SELECT 1 FROM remote_session s WHERE s.ticket = t.id AND s.consented_at IS NOT NULL) FROM ticket t `

func scanFacts(s db.Scanner) (f facts, err error) {
	return f, s.Scan(&f.serial, &f.number, &f.ticket, &f.department, &f.requester, &f.class, &f.status, &f.created, &f.closed, &f.destroyed, &f.complaints, &f.agreed, &f.session)
}

func factsOf(ctx context.Context, tx *db.Tx, t access.TicketID) (facts, error) {
	return db.One(ctx, tx, scanFacts, factsSQL+`WHERE t.id = $1`, string(t))
}

// hold is factsOf for a change: deals before their ticket, as everywhere.
func hold(ctx context.Context, tx *db.Tx, t access.TicketID) (facts, error) {
	if tx.Engine() == db.Postgres {
		for _, q := range []string{`SELECT 1 FROM deal WHERE ticket = $1 ORDER BY id FOR UPDATE`, `SELECT 1 FROM ticket WHERE id = $1 FOR UPDATE`} {
			if _, err := tx.Exec(ctx, q, string(t)); err != nil {
				return facts{}, err
			}
		}
	}
	return factsOf(ctx, tx, t)
}

func (f facts) kind() Kind {
	switch {
	case f.agreed > 0:
		return Deal
	case f.session:
		return Session
	}
	return Request
}

// obliged says what obliges to keep the case, as things are now.
func (k *Keeper) obliged(ctx context.Context, tx *db.Tx, f facts) (why []Reason, err error) {
	if f.status != ticket.StatusClosed || f.closed == 0 {
		why = append(why, Reason{Duty: DutyOpen})
	}
	for _, d := range duties {
		n, err := db.One(ctx, tx, db.Value[int64], d.query, string(f.ticket))
		if err != nil {
			return nil, err
		}
		if d.duty == DutyMoney && n == 0 {
			n, err = k.held(ctx, tx, f.ticket)
		}
		if d.duty == DutyComplaint {
			n += f.complaints
		}
		if err != nil {
			return nil, err
		}
		if n > 0 {
			why = append(why, Reason{Duty: d.duty})
		}
	}
	if until := db.Time(max(f.agreed, f.closed)).Add(PaperDays * day); f.agreed > 0 && until.After(k.Clock.Now()) {
		why = append(why, Reason{DutyPaper, until})
	}
	return why, nil
}

// held asks the ledger itself how many of the case's milestones have money in them, whatever their deals say.
func (k *Keeper) held(ctx context.Context, tx *db.Tx, t access.TicketID) (n int64, err error) {
	ids, err := db.All(ctx, tx, db.Value[escrow.MilestoneID], `SELECT e.id FROM escrow_milestone e JOIN deal d ON d.id = e.deal WHERE d.ticket = $1`, string(t))
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		p, err := k.Ledger.Position(ctx, tx, id)
		if err != nil {
			return 0, err
		}
		if p.HeldMinor != 0 || p.OwedMinor != 0 {
			n++
		}
	}
	return n, nil
}
