package person

import (
	"context"
	"slices"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/retention"
)

// Kept is something of a person that stays, and why.
type Kept struct {
	What   string          `json:"what"`             // "case", "cases_of_others", or a kind
	Ticket access.TicketID `json:"ticket,omitempty"` // of a case
	Number int64           `json:"number,omitempty"` // of a case
	Why    string          `json:"why"`              // a duty of retention, or a [Why]
	Until  time.Time       `json:"until,omitzero"`   // zero: until the duty ends, or for good
	Ends   bool            `json:"ends"`             // it goes by itself when the reason ends
	Count  int64           `json:"count,omitempty"`
	holds  bool            // the account is needed as long
}

const (
	whatCase   = "case"
	whatOthers = "cases_of_others"
	whatTold   = "record_of_others" // entries of the record about the person that others made: not counted, they stand in no index of people
	whatNamed  = "words_of_others"  // a name, address or number that somebody else wrote in a case that stays: nobody can tell where
)

// ends are the duties that need the account itself: as long as one of them stands, the person can still sign in and bring it to its end.
var ends = []retention.Duty{retention.DutyDeal, retention.DutyMoney, retention.DutyDispute, retention.DutyComplaint, retention.DutySession}

// disputed are those of which two people decide.
var disputed = []retention.Duty{retention.DutyDispute, retention.DutyComplaint}

// caseLine is a case that a person has to do with.
type caseLine struct {
	id     access.TicketID
	number int64
	own    bool // theirs alone: nobody else is a client of it
}

func scanCase(s db.Scanner) (c caseLine, err error) { return c, s.Scan(&c.id, &c.number, &c.own) }

// touched are the cases of which somebody is a client, and those in which something runs that needs them. Who is accused is told as the
// clause says: all that obliges, or what they may know of.
func touched(accused string) string {
	return `SELECT t.id, t.number, t.requester = $1 AND t.organisation IN ('', $1) FROM ticket t WHERE t.destroyed = 0 AND (t.requester = $1 OR t.id IN (
	SELECT ticket FROM deal WHERE client = $1 OR specialist = $1
	UNION SELECT ticket FROM remote_session WHERE (client = $1 OR specialist = $1) AND state IN ('requested', 'prepared', 'consented', 'active', 'paused')
	UNION SELECT ticket FROM dispute WHERE (client = $1 OR specialist = $1 OR arbiter = $1 OR confirmer = $1 OR reviewer = $1) AND state <> 'closed'
	UNION SELECT ticket FROM complaint WHERE filer = $1 OR investigator = $1 OR ` + accused + `))
	AND t.id > $2 ORDER BY t.id LIMIT 200`
}

// cases walks them.
func (r *Registrar) cases(ctx context.Context, of access.AccountID, accused string, fn func(context.Context, caseLine) error) error {
	for after := ""; ; {
		var some []caseLine
		if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			some, err = db.All(ctx, tx, scanCase, touched(accused), string(of), after)
			return err
		}); err != nil {
			return err
		}
		for _, c := range some {
			if err := fn(ctx, c); err != nil {
				return err
			}
			after = string(c.id)
		}
		if len(some) < batch {
			return nil
		}
	}
}

// obliged is what obliges to keep of somebody's cases, as things are now; accused is of [touched]. An open case of theirs alone is no reason: it is closed first.
func (r *Registrar) obliged(ctx context.Context, of access.AccountID, accused string) (kept []Kept, goes int64, err error) {
	kept = []Kept{}
	others := int64(0)
	err = r.cases(ctx, of, accused, func(ctx context.Context, c caseLine) error {
		var why []retention.Reason
		if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			why, err = r.Retention.Duties(ctx, tx, c.id)
			return err
		}); err != nil {
			return err
		}
		before := len(kept)
		for _, w := range why {
			holds := slices.Contains(ends, w.Duty)
			if w.Duty == retention.DutyOpen || !c.own && !holds {
				continue
			}
			kept = append(kept, Kept{What: whatCase, Ticket: c.id, Number: c.number, Why: string(w.Duty), Until: w.Until, Ends: true, holds: holds})
		}
		switch {
		case !c.own:
			others++
		case len(kept) == before:
			goes++
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	if others > 0 {
		kept = append(kept, Kept{What: whatOthers, Why: string(WhyOthers), Count: others})
	}
	payouts, err := r.payouts(ctx, of)
	if payouts > 0 {
		kept = append(kept, Kept{What: string(Money), Why: string(retention.DutyMoney), Ends: true, Count: payouts, holds: true})
	}
	return kept, goes, err
}

// payouts are those to somebody that have not arrived.
func (r *Registrar) payouts(ctx context.Context, of access.AccountID) (n int64, err error) {
	return n, r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM payment_payout WHERE account = $1 AND state IN ('payable', 'sent')`, string(of))
		return err
	})
}

// runs reports whether something needs the account.
func runs(kept []Kept) bool { return slices.ContainsFunc(kept, func(k Kept) bool { return k.holds }) }

// contested reports whether something is disputed: two decide then.
func contested(kept []Kept) bool {
	return slices.ContainsFunc(kept, func(k Kept) bool { return slices.Contains(disputed, retention.Duty(k.Why)) })
}

// unfinished reports whether something is left that goes by itself.
func unfinished(kept []Kept) bool {
	return slices.ContainsFunc(kept, func(k Kept) bool { return k.Ends })
}

// stays is what is kept of somebody for good beside what obliges: by the register, and what others said of them.
func (r *Registrar) stays(ctx context.Context, of access.AccountID, obliged []Kept) (kept []Kept, err error) {
	for _, h := range holdings {
		if h.fate != Keep {
			continue
		}
		var n int64
		if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) { // one for each: a view that reads the record begins with it
			n, err = h.count(ctx, tx, of)
			return err
		}); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(kept, func(k Kept) bool { return k.What == string(h.kind) && k.Why == string(h.why) })
		switch {
		case n == 0:
		case i >= 0:
			kept[i].Count += n
		default:
			kept = append(kept, Kept{What: string(h.kind), Why: string(h.why), Count: n})
		}
	}
	kept = append(kept, Kept{What: whatTold, Why: string(WhyRecord)})
	if slices.ContainsFunc(obliged, func(k Kept) bool { return k.What == whatCase || k.What == whatOthers }) {
		kept = append(kept, Kept{What: whatNamed, Why: string(WhyOthers)})
	}
	return kept, nil
}

func (h holding) count(ctx context.Context, tx *db.Tx, of access.AccountID) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM `+h.table+` WHERE `+h.whose, string(of))
}

// goes counts what an erasure takes, by kind.
func goes(ctx context.Context, tx *db.Tx, of access.AccountID) (map[Kind]int64, error) {
	counts := map[Kind]int64{}
	for _, h := range holdings {
		if h.fate != Erase && h.fate != Blank && h.fate != Pseudonymise {
			continue
		}
		n, err := h.count(ctx, tx, of)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			counts[h.kind] += n
		}
	}
	return counts, nil
}

// clear erases or blanks the rows of a holding.
func (h holding) clear(ctx context.Context, tx *db.Tx, of access.AccountID) error {
	query := `DELETE FROM ` + h.table
	if h.fate == Blank {
		query = `UPDATE ` + h.table + ` SET ` + h.set
	}
	_, err := tx.Exec(ctx, query+` WHERE `+strings.TrimSpace(h.whose), string(of))
	return err
}
