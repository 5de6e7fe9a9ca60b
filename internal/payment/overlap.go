package payment

import (
	"context"
	"slices"
	"time"

	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// ErrOverlap is a statement of days that another one has told of in other words: most likely the same movements in another
// form (camt.053 and MT940 of one day), which must not be credited twice.
var ErrOverlap = fault.New(fault.Conflict, "statement_overlaps", "another statement tells of the same day in other words: its movements would be counted twice").At("file")

// told is a line that an earlier statement of the account told of.
type told struct {
	id               escrow.LineID
	day              int64
	opening, closing int64 // of its statement
	last             int64 // its last day
}

// overlap refuses a statement that may tell of known movements in other words. Each form of a statement writes names,
// numbers and purposes in its own way, so that lines cannot be compared across forms; balances can. Of a day that was told
// of before, a statement either says the same lines (it may say more, or fewer), or it goes on where the other one ended.
func (d *Desk) overlap(ctx context.Context, tx *db.Tx, s Statement, lines []line) error {
	if len(lines) == 0 {
		return nil
	}
	account := d.Vault.Index("payment.own", []byte(s.Account))
	if tx.Engine() == db.Postgres { // two forms of one statement brought in at once
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext($1))`, "payment/"+s.Account+"/"+string(s.Currency)); err != nil {
			return err
		}
	}
	first, last := span(lines)
	known, err := db.All(ctx, tx, func(s db.Scanner) (t told, err error) {
		return t, s.Scan(&t.id, &t.day, &t.opening, &t.closing, &t.last)
	}, `SELECT l.id, l.booked, s.opening_minor, s.closing_minor, s.last_day FROM payment_line l JOIN payment_statement s ON s.id = l.statement
		WHERE s.currency = $1 AND s.account = $2 AND s.last_day >= $3 AND l.booked BETWEEN $3 AND $4`, string(s.Currency), account, first, last)
	if err != nil {
		return err
	}
	for _, day := range doubtful(lines, known) {
		if !goesOn(s, day, first, last, known) {
			return ErrOverlap.With("day", dayOf(day).Format(time.DateOnly))
		}
	}
	return nil
}

// span is the first and the last day of some lines.
func span(lines []line) (first, last int64) {
	byDay := func(a, b line) int { return a.Booked.Compare(b.Booked) }
	return days(slices.MinFunc(lines, byDay).Booked), days(slices.MaxFunc(lines, byDay).Booked)
}

// doubtful are the days of which both sides say something that the other does not.
func doubtful(lines []line, known []told) (all []int64) {
	mine, theirs := map[escrow.LineID]bool{}, map[escrow.LineID]bool{}
	for _, l := range lines {
		mine[l.id] = true
	}
	for _, k := range known {
		theirs[k.id] = true
	}
	missing := map[int64]bool{}
	for _, k := range known {
		missing[k.day] = missing[k.day] || !mine[k.id]
	}
	for _, l := range lines {
		if day := days(l.Booked); !theirs[l.id] && missing[day] && !slices.Contains(all, day) {
			all = append(all, day)
		}
	}
	return all
}

// goesOn reports whether the statement begins that day with the balance with which a known one ended it, or ends it with the
// one with which a known one begins; one with the very balances of a known one is that one again.
func goesOn(s Statement, day, first, last int64, known []told) bool {
	joins := false
	for _, k := range known {
		switch {
		case k.day != day:
		case k.opening == s.OpeningMinor && k.closing == s.ClosingMinor:
			return false
		case day == first && k.last == day && k.closing == s.OpeningMinor, day == last && k.opening == s.ClosingMinor:
			joins = true
		}
	}
	return joins
}
