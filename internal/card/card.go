// Package card takes money by card, and pays it out again, through Stripe.
//
// No card number ever reaches Surety: the client pays on Stripe's own page. The charge is Surety's ("separate charges and
// transfers"): what was paid is held like money from the bank, under the ledger's own account of what the provider holds
// ([escrow.Card]). A release becomes a transfer to the specialist's account at Stripe, a refund goes back to the card.
//
// What holds:
//   - nothing is believed because a webhook says it. A signed event only names a thing; the thing is then read from Stripe
//     by its id, and its amount, currency and name must be those that we asked for;
//   - an event moves money once: its id is kept, and ends in the same transaction as the postings. Events may come twice, late,
//     in any order, before our own commit, or not at all: Stripe is asked again by the clock;
//   - Stripe is called by jobs, never inside a transaction, under a key made of our own id, so that a lost answer costs nothing;
//   - money that came but does not fit any more (paid by the bank meanwhile, another amount) goes into suspense and back to
//     the card it came from;
//   - a chargeback is owed to the guarantee fund. What is held then stands still; what was released is the specialist's.
//
// It refuses currencies and amounts that Stripe's form of them cannot say exactly.
package card

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/payment"
	"surety/internal/vault"
)

// Settings are what the desk works with.
type Settings struct {
	DB     *db.DB
	Clock  clock.Clock
	Vault  *vault.Vault
	Log    *audit.Log
	Jobs   *job.Queue
	Ledger *escrow.Ledger
	Bank   *payment.Desk
	Logger *slog.Logger // nil: silent

	URL      string   // of the installation, to come back to
	Provider string   // Stripe's address
	Key      string   // a restricted key
	Secrets  []string // of the webhook endpoints
}

// Desk takes and pays by card. A nil one takes nothing. It is safe for concurrent use.
type Desk struct {
	Settings
	stripe *stripeAPI
}

// Times. Stripe lets a page stand from half an hour to a day.
const (
	pageTime   = 2 * time.Hour
	firstLook  = time.Minute
	longLook   = 30 * time.Minute
	accountFor = 24 * time.Hour  // how long an enrolment is followed
	linkTime   = 4 * time.Minute // Stripe's links to enrol end after five
	keyTime    = 20 * time.Hour  // Stripe forgets an idempotency key after a day at the earliest
	tolerance  = 5 * time.Minute // age of a signature, as Stripe advises
	bodyLimit  = 256 << 10       // bytes of an event
	later      = 24 * time.Hour  // until what has no money now is tried again
)

// Faults.
var (
	ErrOff        = fault.New(fault.Absent, "card_off", "cards are not taken here")
	ErrAmount     = fault.New(fault.Invalid, "card_amount", "this amount cannot be paid by card")
	ErrNotAwaited = fault.New(fault.Conflict, "card_not_awaited", "this milestone does not wait for money now")
	ErrSignature  = fault.New(fault.Denied, "card_signature", "the event is not signed by the provider, or too old")
	ErrEvent      = fault.New(fault.Invalid, "card_event", "this is not an event")
	ErrLater      = fault.New(fault.Conflict, "card_later", "this can be paid out later")
	errProvider   = fault.New(fault.Unavailable, "card_provider", "the card provider did not do it")
	errNotYet     = fault.New(fault.Unavailable, "card_not_yet", "the provider does not know all of it yet")
)

// Jobs of the desk.
const (
	jobSession = "card.session"
	jobCheck   = "card.check"
	jobEvent   = "card.event"
	jobMove    = "card.move"
	jobLook    = "card.look"
	jobFee     = "card.fee"
	jobEnrol   = "card.enrol"
	jobAccount = "card.account"
)

// subject is the payload of a job about one thing.
type subject struct {
	ID  string `json:"id"`
	Try int    `json:"try,omitempty"`
}

// Open returns the desk and registers its jobs; call it before the queue runs.
func Open(s Settings) *Desk {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	d := &Desk{Settings: s, stripe: newStripe(s.Provider, s.Key)}
	for kind, h := range map[string]func(context.Context, subject) error{jobSession: d.makeSession, jobCheck: d.checkPayment, jobEvent: d.handleEvent,
		jobMove: d.makeMove, jobLook: d.lookMove, jobEnrol: d.enrol, jobAccount: d.checkAccount} {
		s.Jobs.Handle(kind, func(ctx context.Context, j job.Job) error {
			var of subject
			if err := json.Unmarshal(j.Payload, &of); err != nil {
				return job.Hopeless(err)
			}
			return h(ctx, of)
		})
	}
	s.Jobs.HandleTx(jobFee, d.bookFee)
	s.Jobs.HandleTx(payment.JobCardBack, d.again)
	return d
}

// off is what a nil desk answers.
func off(d *Desk) error {
	if d == nil {
		return ErrOff
	}
	return nil
}

// grant is the installation's own, on the record: card.settle, which only the server has.
func (d *Desk) grant(ctx context.Context, tx *db.Tx, id string, p audit.Params) (access.Grant, error) {
	g, err := access.Check(access.Server("card"), access.CardSettle, access.Thing{Kind: "card", ID: id})
	if err != nil {
		return g, err
	}
	return g, d.Log.Append(ctx, tx, g, p)
}

// ask adds a job about one thing, to be done after a wait.
func (d *Desk) ask(ctx context.Context, tx *db.Tx, kind string, of subject, wait time.Duration) error {
	return d.Jobs.Add(ctx, tx, kind, of, job.At(d.Clock.Now().Add(wait)), job.Unique(of.ID))
}
