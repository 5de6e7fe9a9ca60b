// Package escrow is the ledger: who holds which money, in double entry, and how it got there.
//
// Amounts are whole minor units of one currency ([Currency]). A transfer's postings sum to zero in each currency (M1) and
// are never changed or removed: an error is undone by a transfer that reverses it. Transfers stand in one order; the
// hash of each covers its own words and the hash before it. Kept balances are what the postings sum to, and
// [Ledger.Verify] says when they are not.
//
// Every operation runs in the caller's transaction, so that a deal's state, its audit entry and the money change
// together. It needs a grant that is on the record and whose rule may move money; others are refused. The caller's key
// makes it happen once: the same key and the same request give the first result again, another request is refused (M3).
//
// What is held for a milestone goes to its own specialist, to fees and taxes, or back to its own client, and nowhere else
// (M2). While a matter (a dispute, a complaint) is open on it, only [Ledger.Split] in that matter's name moves it, and
// that closes the matter (M4): Release and Refund have no way to say so.
//
// It refuses to overdraw an account that must not be, to pay a guarantee from what is not in the reserve, and to take
// back from a specialist what was released.
package escrow

import (
	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
)

// Ids of the things that money belongs to. They carry 128 random bits and are made by those who own the things.
type (
	DealID      string
	MilestoneID string
	PayoutID    string
	LineID      string // of a bank statement
)

// Settings tell Open where the ledger lies.
type Settings struct {
	DB    *db.DB
	Clock clock.Clock
}

// Ledger is the ledger. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Ledger struct{ Settings }

// Open returns the ledger.
func Open(s Settings) *Ledger { return &Ledger{s} }

// Faults of the ledger.
var (
	ErrFrozen      = fault.New(fault.Conflict, "escrow_frozen", "a dispute or complaint is open on this milestone: only its outcome moves the money")
	ErrMatter      = fault.New(fault.Conflict, "escrow_matter", "this matter is not open on this milestone, or is not the only one")
	ErrShort       = fault.New(fault.Conflict, "escrow_short", "there is not so much money in this account")
	ErrKeyReused   = fault.New(fault.Conflict, "escrow_key_reused", "this key was used for another request")
	ErrUndone      = fault.New(fault.Conflict, "escrow_undone", "this transfer was completed, returned or reversed before")
	ErrFinal       = fault.New(fault.Conflict, "escrow_final", "this kind of transfer is not reversed")
	ErrParties     = fault.New(fault.Conflict, "escrow_parties", "the milestone was opened with other parties or another currency")
	ErrNoMoney     = fault.New(fault.Denied, "escrow_no_grant", "moving money needs a recorded grant whose rule allows it")
	errUnbalanced  = fault.New(fault.Internal, "escrow_unbalanced", "the postings do not sum to zero in each currency")
	errOverflow    = fault.New(fault.Internal, "escrow_overflow", "an account's total does not fit")
	errNoPayout    = fault.ErrAbsent
	errRequestName = fault.New(fault.Invalid, "escrow_name", "keys and references are 1 to 200 letters, digits, or - _ . / #")
)

// mayMove reports whether the grant is one that moves money, and on the record.
func mayMove(g access.Grant) bool {
	if !g.Valid() || !g.Recorded() {
		return false
	}
	rule, ok := access.Lookup(g.Action())
	return ok && rule.Money
}
