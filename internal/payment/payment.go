// Package payment is the bank desk: how money really comes in and goes out.
//
// The default is the bank transfer. Each milestone has a reference ([Reference], ISO 11649). Statements of the
// installation's own accounts are brought in ([Desk.Import]: camt.053, MT940, CSV), must add up, and count once: the same
// statement or line again changes nothing. What fits exactly, by reference, currency and amount, is held for its
// milestone; everything else waits in suspense until two different people agree what it is. Payouts leave as a pain.001
// file, once, and are paid when a later statement says so.
//
// In record-only mode a licensed partner holds the money and pays it out; the ledger mirrors the partner's statements.
//
// Names, account numbers and the words of a transfer are personal: they lie sealed under the installation's own key and
// are opened for the bank desk only. The desk sees no case.
package payment

import (
	"encoding/json"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/vault"
)

// Own is one of the installation's own accounts at a bank.
type Own struct {
	Account  string // an IBAN, or a national number
	Currency escrow.Currency
	Holder   string // whose it is, as the bank writes it
	BIC      string // may be empty
}

// Settings tell Open what the desk works with.
type Settings struct {
	DB     *db.DB
	Clock  clock.Clock
	Vault  *vault.Vault
	Log    *audit.Log
	Jobs   *job.Queue
	Ledger *escrow.Ledger
	// Accounts are the installation's own: statements of others are refused.
	Accounts []Own
	// RecordOnly says that a licensed partner holds the money and pays it out: no payment files are made.
	RecordOnly bool
}

// Desk is the bank desk. It is safe for concurrent use.
type Desk struct{ Settings }

// Open returns the desk.
func Open(s Settings) *Desk { return &Desk{s} }

// JobReceived is the kind of the job that says that a milestone's money is held; its payload is a [ReceivedJob].
const JobReceived = "payment.received"

// ReceivedJob names the milestone whose money is held now.
type ReceivedJob struct {
	Milestone escrow.MilestoneID `json:"milestone"`
}

// JobPaid is the kind of the job that says what became of a payout; its payload is a [PaidJob].
const JobPaid = "payment.paid"

// PaidJob names a payout that the bank has paid or sent back.
type PaidJob struct {
	Payout   escrow.PayoutID `json:"payout"`
	Returned bool            `json:"returned"`
}

// Faults of the desk.
var (
	ErrNotOurs    = fault.New(fault.Invalid, "account_not_ours", "the statement is not of one of the installation's own accounts").At("file")
	ErrChanged    = fault.New(fault.Conflict, "statement_changed", "another statement with this number was brought in before").At("file")
	ErrSamePerson = fault.New(fault.Denied, "same_person", "who proposed it may not approve it")
	ErrLine       = fault.New(fault.Conflict, "line_settled", "this line is settled, or a proposal on it is open")
	ErrKind       = fault.New(fault.Invalid, "proposal_kind", "this cannot be said of this line")
	ErrNoAccount  = fault.New(fault.Conflict, "no_destination", "there is no account to pay to")
	ErrPartner    = fault.New(fault.Conflict, "partner_pays", "a partner holds the money and pays it out: no files are made here")
	ErrNothing    = fault.New(fault.Conflict, "nothing_to_pay", "nothing can be paid out in this currency now")
)

// thing is what the bank desk's actions are about.
var thing = access.Thing{Kind: "bank"}

func (d *Desk) check(a access.Actor, action access.Action, id string) (access.Grant, error) {
	t := thing
	t.ID = id
	return access.Check(a, action, t)
}

// seal keeps a value that is personal; Place binds it to its row.
func (d *Desk) seal(kind, row string, value any) ([]byte, error) {
	b, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return d.Vault.SealOwn(vault.Place{Kind: kind, Row: row, Field: "sealed"}, b), nil
}

func (d *Desk) open(kind, row string, sealed []byte, value any) error {
	b, err := d.Vault.OpenOwn(vault.Place{Kind: kind, Row: row, Field: "sealed"}, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, value)
}

const (
	lineKind        = "payment.line"
	statementKind   = "payment.statement"
	destinationKind = "payment.destination"
	batchKind       = "payment.batch"
)

// days since 1970 are how a day is stored.
func days(t time.Time) int64 { return t.Unix() / 86_400 }

func dayOf(days int64) time.Time { return time.Unix(days*86_400, 0).UTC() }
