package dispute

import (
	"context"
	"fmt"
	"slices"

	"surety/internal/access"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/fault"
)

// Page is one page of a list; Next is empty on the last.
type Page struct {
	Items []Summary
	Next  string
}

const (
	pageUsual = 50
	pageLimit = 100
)

// needs says what the state asks of an action, besides the rules of access.
var needs = map[access.Action]func(r row, who access.AccountID, side deal.Side) bool{
	access.DisputeAnswer:   func(r row, _ access.AccountID, s deal.Side) bool { return r.state == Answering && s != r.opener },
	access.DisputeOffer:    func(r row, _ access.AccountID, _ deal.Side) bool { return r.state == Offering },
	access.DisputeEvidence: func(r row, _ access.AccountID, _ deal.Side) bool { return takes[r.state] },
	access.DisputeWithdraw: func(r row, _ access.AccountID, s deal.Side) bool {
		_, ok := Next(r.state, Withdraw)
		return ok && s == r.opener
	},
	access.DisputeAccept: func(r row, _ access.AccountID, s deal.Side) bool { return r.state == Proposed && r.accepted != s },
	access.DisputeAppeal: func(r row, _ access.AccountID, _ deal.Side) bool { return r.state == Awarded },
	access.DisputeJudge: func(r row, who access.AccountID, _ deal.Side) bool {
		return r.judge() == who && r.state != Deciding
	},
	access.DisputeDecide: func(r row, who access.AccountID, _ deal.Side) bool { return r.judge() == who && r.state == Deciding },
	access.DisputeRecuse: func(r row, who access.AccountID, s deal.Side) bool {
		return s == deal.Nobody && slices.Contains(r.judges(), who)
	},
}

// can are the actions that the rules and the state let the actor do; a step-up may still be asked for.
func (r row) can(who access.Actor, side deal.Side) []access.Action {
	can := []access.Action{}
	who.SteppedUp = true
	for act, fits := range needs {
		thing := r.thing(deal.Case{}, nil)
		if access.Ask(&who, act, &thing) == nil && fits(r, who.Account, side) {
			can = append(can, act)
		}
	}
	slices.Sort(can)
	return can
}

// List shows the actor's own disputes, as a side, or with judging those that they judge now; latest change first. A step of
// the other side's that is sealed changes nothing here.
func (d *Disputes) List(ctx context.Context, who access.Actor, judging bool, at string, limit int) (Page, error) {
	where, list := `(client = $1 OR specialist = $1)`, "own"
	if judging {
		where, list = `state <> 'closed' AND (arbiter = $1 OR confirmer = $1 OR reviewer = $1)`, "judging"
	}
	return d.page(ctx, who, list, where, at, limit, func(_ context.Context, _ *db.Tx, r row, c deal.Case, barred []access.AccountID) (bool, error) {
		return may(who, access.DisputeRead, r.thing(c, barred)), nil
	})
}

// Waiting shows the disputes that wait for an arbiter and that the actor may take: sides and stake, so that an interest can be
// declared, and no words. What the actor has an interest in is not there. Right: dispute.seek.
func (d *Disputes) Waiting(ctx context.Context, who access.Actor, at string, limit int) (Page, error) {
	if !who.Has(access.Arbiter) {
		return Page{}, fault.ErrDenied
	}
	return d.page(ctx, who, "waiting", seeking, at, limit, func(ctx context.Context, tx *db.Tx, r row, c deal.Case, barred []access.AccountID) (bool, error) {
		if !may(who, access.DisputeSeek, r.thing(c, barred)) {
			return false, nil
		}
		why, err := d.conflict(ctx, tx, r, who.Account)
		return why == "", err
	})
}

// seeking are the disputes that wait for an arbiter.
const seeking = `state IN ('seeking', 'seeking_second', 'seeking_third') AND $1 = $1`

func may(who access.Actor, act access.Action, t access.Thing) bool {
	return access.Ask(&who, act, &t) == nil
}

// audience says whether the actor of a list may see the dispute there.
type audience func(ctx context.Context, tx *db.Tx, r row, c deal.Case, barred []access.AccountID) (bool, error)

// page reads rows until the page is full, so that what the actor may not see takes no room and leaves no gap.
func (d *Disputes) page(ctx context.Context, who access.Actor, list, where, at string, limit int, fits audience) (p Page, err error) {
	from, err := cursor.Read(d.Vault, "dispute "+list, who.Account, at)
	if err != nil {
		return p, err
	}
	if limit <= 0 {
		limit = pageUsual
	}
	limit = min(limit, pageLimit)
	p.Items = []Summary{}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for {
			rows, err := db.All(ctx, tx, scanDispute, fmt.Sprintf(`SELECT `+columns+` FROM dispute WHERE `+where+` AND (changed, id) < ($2, $3) ORDER BY changed DESC, id DESC LIMIT %d`, limit+1),
				string(who.Account), from.At, from.ID)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if len(p.Items) == limit {
					p.Next = cursor.Write(d.Vault, "dispute "+list, who.Account, from)
					return nil
				}
				from = cursor.Mark{At: r.changed, ID: string(r.id)}
				if err := d.show(ctx, tx, r, fits, &p); err != nil {
					return err
				}
			}
			if len(rows) <= limit {
				return nil
			}
		}
	})
	return p, err
}

// show adds the row to the page if the actor may see it.
func (d *Disputes) show(ctx context.Context, tx *db.Tx, r row, fits audience, p *Page) error {
	_, c, barred, err := d.load(ctx, tx, r.id, false)
	if err != nil {
		return err
	}
	if ok, err := fits(ctx, tx, r, c, barred); err != nil || !ok {
		return err
	}
	names, err := d.Accounts.Names(ctx, tx, []access.AccountID{r.client, r.specialist})
	if err != nil {
		return err
	}
	clocks, err := d.Clocks.List(ctx, tx, deal.DisputeGroup(r.milestone))
	p.Items = append(p.Items, r.summary(names, clocks))
	return err
}

// Statistics are somebody's disputes, kept apart from reviews. Won, lost and even are those that arbiters decided, by who got
// more than half of the stake.
type Statistics struct {
	Open      int `json:"open"`
	Won       int `json:"won"`
	Lost      int `json:"lost"`
	Even      int `json:"even"`
	Settled   int `json:"settled"` // by both sides
	Withdrawn int `json:"withdrawn"`
}

// Statistics counts the disputes in which the account stood on the side, for profiles; it asks no rights.
func (d *Disputes) Statistics(ctx context.Context, tx *db.Tx, who access.AccountID, side deal.Side) (s Statistics, err error) {
	column := "client"
	if side == deal.Specialist {
		column = "specialist"
	}
	all, err := db.All(ctx, tx, scanDispute, `SELECT `+columns+` FROM dispute WHERE `+column+` = $1`, string(who))
	for _, r := range all {
		switch {
		case r.state != Closed:
			s.Open++
		case r.outcome == Withdrawn:
			s.Withdrawn++
		case r.outcome == Crossed || r.outcome == Accepted:
			s.Settled++
		default:
			s.count(Judged(side, r.releaseMinor, r.stakeMinor))
		}
	}
	return s, err
}

func (s *Statistics) count(v Verdict) {
	switch v {
	case Won:
		s.Won++
	case Lost:
		s.Lost++
	default:
		s.Even++
	}
}

// JudgesOf are the arbiters who judge a dispute on the deal now; it asks no rights.
func (d *Disputes) JudgesOf(ctx context.Context, tx *db.Tx, id deal.ID) (judges []access.AccountID, err error) {
	all, err := db.All(ctx, tx, scanDispute, `SELECT `+columns+` FROM dispute WHERE deal = $1 AND state <> 'closed'`, string(id))
	for _, r := range all {
		judges = append(judges, r.thing(deal.Case{}, nil).Judges...)
	}
	return judges, err
}
