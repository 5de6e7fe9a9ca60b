package deal

import (
	"context"
	"fmt"
	"strings"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// Wait is what a deal waits for from its client.
type Wait string

const (
	ToDecide Wait = "decide" // on an offer
	ToAnswer Wait = "answer" // a question about a clause
	ToSign   Wait = "sign"
	ToPay    Wait = "pay"
	ToLook   Wait = "look"   // at what was handed in
	ToCancel Wait = "cancel" // to agree to that, or refuse it
)

// Waits are all of them.
var Waits = []Wait{ToDecide, ToAnswer, ToSign, ToPay, ToLook, ToCancel}

// Waiting is a deal that waits for its client.
type Waiting struct {
	Deal ID   `json:"deal"`
	For  Wait `json:"for"`
}

// waitOf are the states of milestones in which a client is waited for. A dispute has its own page.
var waitOf = map[MilestoneState]Wait{AwaitingFunds: ToPay, Submitted: ToLook, CancelRequested: ToCancel}

// standing is how far a deal has come in the eyes of its client: one row for each milestone, or one without.
type standing struct {
	id          ID
	ticket      access.TicketID
	specialist  access.AccountID
	offer       OfferState
	by          Side
	asked, asks bool // a question of the specialist's is open; one of the client's own
	signed      bool // by the client
	milestone   MilestoneState
	canceller   Side
}

func scanStanding(s db.Scanner) (x standing, err error) {
	return x, s.Scan(&x.id, &x.ticket, &x.specialist, &x.offer, &x.by, &x.asked, &x.asks, &x.signed, &x.milestone, &x.canceller)
}

// wait is what the deal waits for from its client; empty when the turn is another's.
func (x standing) wait() Wait {
	switch {
	case x.offer == Offered && x.by == Specialist:
		return ToDecide
	case (x.offer == Offered || x.offer == Accepted) && x.asked:
		return ToAnswer
	case x.offer == Accepted && !x.asks && !x.signed:
		return ToSign
	case Turn(x.milestone, x.canceller) == Client:
		return waitOf[x.milestone]
	}
	return ""
}

// Waiting tells which of the tickets wait for the actor as the client of a deal, and for what; of several deals of a ticket
// the oldest. A deal that a complaint stops waits for nobody. One query, whatever the number of tickets; what it shows is
// put on record. Right: deal.watch, for each.
func (d *Deals) Waiting(ctx context.Context, who access.Actor, tickets []access.TicketID) (map[access.TicketID]Waiting, error) {
	all := map[access.TicketID]Waiting{}
	if len(tickets) == 0 || !who.Has(access.Client) {
		return all, nil
	}
	query, args := standings(who.Account, tickets)
	var grants []access.Grant
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := db.All(ctx, tx, scanStanding, query, args...)
		for _, x := range found {
			w := x.wait()
			if _, has := all[x.ticket]; has || w == "" {
				continue
			}
			g, err := access.Check(who, access.DealWatch, access.Thing{Kind: "deal", ID: string(x.id), Ticket: x.ticket, Requester: who.Account, Specialist: x.specialist})
			if err != nil {
				continue
			}
			all[x.ticket], grants = Waiting{x.id, w}, append(grants, g)
		}
		return err
	})
	if err != nil || len(grants) == 0 {
		return all, err
	}
	return all, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return d.Log.AppendList(ctx, tx, grants, audit.Params{"what": "waiting"})
	})
}

// standings asks for the deals of a client on some tickets: along the index of tickets, which have few deals each.
func standings(client access.AccountID, tickets []access.TicketID) (string, []any) {
	args, marks := []any{string(client)}, make([]string, len(tickets))
	for i, t := range tickets {
		args, marks[i] = append(args, string(t)), fmt.Sprintf("$%d", i+2)
	}
	const question = `EXISTS (SELECT 1 FROM deal_question q WHERE q.deal = d.id AND q.asker = '%s' AND q.answered IS NULL AND q.dropped IS NULL)`
	return `SELECT d.id, d.ticket, d.specialist, o.state, o.side, ` + fmt.Sprintf(question, Specialist) + `, ` + fmt.Sprintf(question, Client) + `,
		EXISTS (SELECT 1 FROM deal_signature s WHERE s.deal = d.id AND s.version = d.offer AND s.side = 'client'), coalesce(m.state, ''), coalesce(m.canceller, '')
		FROM deal d JOIN deal_offer o ON o.deal = d.id AND o.version = d.offer
		LEFT JOIN deal_milestone m ON m.deal = d.id AND m.state IN ('awaiting_funds', 'submitted', 'cancel_requested')
		WHERE d.ticket IN (` + strings.Join(marks, ", ") + `) AND d.client = $1 AND d.offer > 0 AND d.state IN ('negotiating', 'active')
		AND NOT EXISTS (SELECT 1 FROM deal_suspension x WHERE x.deal = d.id) ORDER BY d.created, d.id, m.place`, args
}
