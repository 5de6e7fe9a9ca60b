package deal

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
)

// MotionKind is what a motion would do.
type MotionKind string

const (
	ToReserve  MotionKind = "reserve" // earned fees go into the guarantee fund
	ToPayment  MotionKind = "payment" // the fund pays a milestone's client
	motionDesk            = "bank.motions"
)

// Reason is why, of a closed list: no words about a case enter the desk.
type Reason string

// MotionReasons are the reasons of each kind.
var MotionReasons = map[MotionKind][]Reason{
	ToReserve: {"offers", "top_up", "owed"},
	ToPayment: {"not_delivered", "defect", "specialist_gone", "award"},
}

// Motion is what one person at the bank desk proposes of the guarantee fund, for another to decide.
type Motion struct {
	ID          string
	Kind        MotionKind
	Currency    escrow.Currency
	AmountMinor int64
	Milestone   MilestoneID // of a payment
	Reference   string      // its printed reference, where it has one
	Reason      Reason
	Proposer    access.AccountID
	At          time.Time
	State       string // open, approved, refused
	Decider     access.AccountID
	DecidedAt   time.Time
}

// Faults of motions.
var (
	ErrMotion = fault.New(fault.Conflict, "motion_settled", "this is decided, or another payment for the milestone waits to be")
	ErrParty  = fault.New(fault.Denied, "motion_party", "who is a side of the contract takes no part in its guarantee")
	// A payment that the contract does not promise, now or at all, and one above what the client may still claim.
	ErrUnpromised = fault.New(fault.Conflict, "guarantee_unpromised", "the contract promises nothing from the guarantee fund for this milestone now")
	ErrClaim      = fault.New(fault.Conflict, "guarantee_exceeded", "the client is not short of so much")
)

// NewMotion is what is proposed. The currency of a payment is its contract's.
type NewMotion struct {
	Kind        MotionKind
	Currency    escrow.Currency // of a reserve
	AmountMinor int64
	Milestone   MilestoneID // of a payment
	Reason      Reason
}

// Propose asks another person at the bank desk to fill the guarantee fund out of earned fees, or to pay a milestone's client
// from it. Nothing moves. Right: bank.guarantee_propose. Faults: invalid (kind, milestone, reason), currency_unknown,
// amount_invalid, escrow_short, guarantee_unpromised, guarantee_exceeded, motion_party, motion_settled (one waits for this
// milestone), absent.
func (d *Deals) Propose(ctx context.Context, who access.Actor, n NewMotion) (m Motion, err error) {
	defer fault.Wrap(&err, "deal: propose of the guarantee")
	m = Motion{ID: access.NewID[string](), Kind: n.Kind, Currency: n.Currency, AmountMinor: n.AmountMinor, Milestone: n.Milestone, Reason: n.Reason,
		Proposer: who.Account, At: d.Clock.Now(), State: "open"}
	g, err := access.Check(who, access.GuaranteePropose, access.Thing{Kind: "bank", ID: m.ID})
	if err != nil {
		return m, err
	}
	return m, d.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := d.suits(ctx, tx, who, &m); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO deal_motion (`+motionColumns+`) SELECT $1, $2, $3, $4, $5, $6, $7, $8, 'open', '', NULL
			WHERE $5 = '' OR NOT EXISTS (SELECT 1 FROM deal_motion WHERE milestone = $5 AND state = 'open')`,
			m.ID, string(m.Kind), string(m.Currency), m.AmountMinor, string(m.Milestone), string(m.Reason), string(m.Proposer), db.Micros(m.At))
		if err == nil && n == 0 || db.IsUnique(err) {
			err = ErrMotion
		}
		if err != nil {
			return err
		}
		return errors.Join(tx.Made(ctx, m.ID), d.Log.Append(ctx, tx, g, m.params()))
	})
}

func (m *Motion) params() audit.Params {
	return audit.Params{"motion": m.ID, "kind": string(m.Kind), "currency": string(m.Currency), "amountMinor": itoa(m.AmountMinor), "milestone": string(m.Milestone), "reason": string(m.Reason)}
}

// suits refuses what could not be done now, and who has a part in it.
func (d *Deals) suits(ctx context.Context, tx *db.Tx, who access.Actor, m *Motion) error {
	reasons, ok := MotionReasons[m.Kind]
	switch {
	case !ok:
		return fault.ErrInvalid.At("kind")
	case !slices.Contains(reasons, m.Reason):
		return fault.ErrInvalid.At("reason")
	case m.AmountMinor <= 0 || m.AmountMinor > escrow.MaxMinor:
		return escrow.ErrAmount
	case (m.Kind == ToPayment) != (m.Milestone != ""):
		return fault.ErrInvalid.At("milestone")
	case m.Kind == ToReserve && !m.Currency.Known():
		_, err := escrow.ParseCurrency(string(m.Currency))
		return err
	case m.Kind == ToPayment:
		if err := d.suitsPayment(ctx, tx, who, m); err != nil {
			return err
		}
	}
	f, err := d.guaranteeFund(ctx, tx, m.Currency, "")
	if err == nil && (m.Kind == ToReserve && m.AmountMinor > f.FeesMinor || m.Kind == ToPayment && m.AmountMinor > f.BalanceMinor) {
		err = escrow.ErrShort
	}
	return err
}

func (d *Deals) suitsPayment(ctx context.Context, tx *db.Tx, who access.Actor, m *Motion) error {
	of, err := milestone(ctx, tx, m.Milestone)
	if err != nil {
		return err
	}
	s, err := d.load(ctx, tx, of.deal, false)
	if err != nil {
		return err
	}
	if s.side(who.Account) != Nobody {
		return ErrParty
	}
	m.Currency = s.currency
	return d.guaranteed(ctx, tx, of, m.AmountMinor)
}

// Decide approves another's motion, and the money moves with the decision, or refuses it without effect; who proposed it may
// take it back so. Right: bank.guarantee_decide, with step-up. Faults: same_person, motion_party, motion_settled, absent; of
// an approval also what Propose refuses, as things stand now.
func (d *Deals) Decide(ctx context.Context, who access.Actor, id string, approve bool) (err error) {
	defer fault.Wrap(&err, "deal: decide of the guarantee")
	g, err := access.Check(who, access.GuaranteeDecide, access.Thing{Kind: "bank", ID: id})
	if err != nil {
		return err
	}
	state := map[bool]string{true: "approved", false: "refused"}[approve]
	return d.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := motionOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if approve && m.Proposer == who.Account {
			return payment.ErrSamePerson
		}
		n, err := tx.Exec(ctx, `UPDATE deal_motion SET state = $2, decider = $3, decided = $4 WHERE id = $1 AND state = 'open'`, id, state, string(who.Account), db.Micros(d.Clock.Now()))
		if err == nil && n == 0 {
			err = ErrMotion
		}
		if err != nil {
			return err
		}
		params := m.params()
		params["decision"] = state
		if err := d.Log.Append(ctx, tx, g, params); err != nil || !approve {
			return err
		}
		return d.carryOut(ctx, tx, g, m)
	})
}

// carryOut does what two people agreed on.
func (d *Deals) carryOut(ctx context.Context, tx *db.Tx, g access.Grant, m Motion) error {
	if err := d.suits(ctx, tx, g.Actor(), &m); err != nil {
		return err
	}
	if m.Kind == ToPayment {
		return d.PayGuarantee(ctx, tx, g, m.Milestone, m.AmountMinor)
	}
	_, err := d.Ledger.Reserve(ctx, tx, g, "guarantee/"+m.ID, escrow.Account{Kind: escrow.Fees, Currency: m.Currency}, m.AmountMinor, m.ID)
	return err
}

const motionColumns = `id, kind, currency, amount_minor, milestone, reason, proposer, proposed, state, decider, decided`

func scanMotion(s db.Scanner) (m Motion, err error) {
	var at int64
	var decided sql.NullInt64
	err = s.Scan(&m.ID, &m.Kind, &m.Currency, &m.AmountMinor, &m.Milestone, &m.Reason, &m.Proposer, &at, &m.State, &m.Decider, &decided)
	m.At, m.DecidedAt = db.Time(at), db.TimeOrZero(decided)
	return m, err
}

func motionOf(ctx context.Context, tx *db.Tx, id string) (Motion, error) {
	return db.One(ctx, tx, scanMotion, `SELECT `+motionColumns+` FROM deal_motion WHERE id = $1`, id)
}

// named adds the reference that people know the milestone by.
func (d *Deals) named(ctx context.Context, tx *db.Tx, m *Motion) error {
	if m.Milestone == "" {
		return nil
	}
	e, err := d.Bank.Expected(ctx, tx, m.Milestone)
	if isAbsent(err) {
		return nil
	}
	m.Reference = e.Reference.Printed()
	return err
}

// Motion reads one. Right: bank.read. Faults: absent.
func (d *Deals) Motion(ctx context.Context, who access.Actor, id string) (m Motion, err error) {
	if _, err := access.Check(who, access.BankRead, access.Thing{Kind: "bank"}); err != nil {
		return m, err
	}
	return m, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if m, err = motionOf(ctx, tx, id); err != nil {
			return err
		}
		return d.named(ctx, tx, &m)
	})
}

// MotionShow is which motions a list shows; empty for all.
type MotionShow string

const (
	ShowOpen    MotionShow = "open"    // wait for a second person
	ShowDecided MotionShow = "decided" // were approved or refused
)

var motionsShown = map[MotionShow]string{"": "", ShowOpen: ` AND state = 'open'`, ShowDecided: ` AND state <> 'open'`}

// Motions lists them, newest first, all or those asked for. Next is the cursor to go on from, empty at the end. Right:
// bank.read. Faults: invalid (state, cursor).
func (d *Deals) Motions(ctx context.Context, who access.Actor, show MotionShow, at string, limit int) (all []Motion, next string, err error) {
	if _, err := access.Check(who, access.BankRead, access.Thing{Kind: "bank"}); err != nil {
		return nil, "", err
	}
	where, ok := motionsShown[show]
	if !ok {
		return nil, "", fault.ErrInvalid.At("state")
	}
	name := motionDesk + "/" + string(show)
	from, err := cursor.Read(d.Vault, name, who.Account, at)
	if err != nil {
		return nil, "", err
	}
	return all, next, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, scanMotion, `SELECT `+motionColumns+` FROM deal_motion WHERE (proposed < $1 OR proposed = $1 AND id < $2)`+where+
			` ORDER BY proposed DESC, id DESC LIMIT $3`, from.At, from.ID, size(limit)+1)
		if err == nil && len(all) > size(limit) {
			all = all[:size(limit)]
			last := all[len(all)-1]
			next = cursor.Write(d.Vault, name, who.Account, cursor.Mark{At: db.Micros(last.At), ID: last.ID})
		}
		for i := range all {
			err = errors.Join(err, d.named(ctx, tx, &all[i]))
		}
		return err
	})
}
