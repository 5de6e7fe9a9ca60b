package escrow

import "slices"

// order is a transfer that was asked for.
type order struct {
	operation Operation
	phase     Phase
	key       string
	milestone MilestoneID
	reference string
	subject   int64
	matter    Matter // in whose name held money moves
	legs      []Posting
}

// leg moves an amount out of one account into another: debit, then credit.
func legs(from, to Account, amountMinor int64) []Posting {
	return []Posting{{Account: from, AmountMinor: -amountMinor}, {Account: to, AmountMinor: amountMinor}}
}

// check refuses an order that no ledger may hold, whatever its balances.
func (o order) check() error {
	if !isName(o.key) || o.reference != "" && !isName(o.reference) || o.milestone != "" && !isName(string(o.milestone)) {
		return errRequestName
	}
	for i, p := range o.legs {
		if err := p.Account.check(); err != nil {
			return err
		}
		if p.AmountMinor == 0 || p.AmountMinor > MaxMinor || p.AmountMinor < -MaxMinor {
			return ErrAmount
		}
		if p.Account.Kind == Held && p.Account.Owner != string(o.milestone) {
			return errAccount
		}
		if slices.ContainsFunc(o.legs[:i], func(q Posting) bool { return q.Account == p.Account }) {
			return errAccount
		}
	}
	return balanced(o.legs)
}

// maxLegs is how many postings the largest transfer has: a split with fee, tax and refund.
const maxLegs = 5

// balanced is M1.
func balanced(legs []Posting) error {
	if len(legs) < 2 || len(legs) > maxLegs {
		return errUnbalanced
	}
	for _, sum := range (Transfer{Postings: legs}).sums() {
		if sum != 0 {
			return errUnbalanced
		}
	}
	return nil
}

// same reports whether a stored transfer is what the order asks for; who asked and when does not matter.
func (o order) same(t Transfer) bool {
	return o.operation == t.Operation && o.phase == t.Phase && o.milestone == t.Milestone && o.reference == t.Reference && o.subject == t.Subject &&
		slices.EqualFunc(o.legs, t.Postings, func(p, q Posting) bool { return p.Account == q.Account && p.AmountMinor == q.AmountMinor })
}

// takesHeld reports whether held money would leave.
func (o order) takesHeld() bool {
	return o.phase != Void && slices.ContainsFunc(o.legs, func(p Posting) bool { return p.Account.Kind == Held && p.AmountMinor < 0 })
}

// state is what decides about an order, read at one moment under the ledger's lock.
type state struct {
	n      int64 // of the last transfer
	head   Hash
	prior  int64 // the transfer of the same key; 0 for none
	undone bool  // the subject was completed, voided or reversed
	open   []Matter
	kept   map[Account]sums
}

// free refuses what was undone before and what an open matter forbids.
func (o order) free(is *state) error {
	if o.subject != 0 && is.undone {
		return ErrUndone
	}
	if !o.takesHeld() {
		return nil
	}
	return o.allowed(is.open)
}

// allowed is M4: while matters are open, held money moves only in the name of the only one.
func (o order) allowed(open []Matter) error {
	switch {
	case o.matter == (Matter{}) && len(open) == 0:
		return nil
	case o.matter == (Matter{}):
		return ErrFrozen
	case len(open) != 1 || open[0] != o.matter:
		return ErrMatter
	}
	return nil
}

// after is an account's totals after one more posting. Faults: escrow_overflow.
func (s sums) after(phase Phase, amountMinor int64) (sums, error) {
	posted, reserved := &s.credits, &s.creditsPending
	if amountMinor < 0 {
		posted, reserved, amountMinor = &s.debits, &s.debitsPending, -amountMinor
	}
	switch phase {
	case Pending:
		*reserved += amountMinor
	case Complete:
		*reserved -= amountMinor
		*posted += amountMinor
	case Void:
		*reserved -= amountMinor
	default:
		*posted += amountMinor
	}
	s.seq++
	if *posted < 0 || *reserved < 0 {
		return s, errOverflow
	}
	return s, nil
}

// covered refuses to take what is not there. The mirror of the bank or the card provider may go below zero when they take
// money back, for then they have done so; it may not be paid out of.
func (o order) covered(a Account, was, is sums) error {
	if a.Kind.isHouse() && o.operation != PaidOut && o.operation != Collected || o.phase == Complete || o.phase == Void {
		return nil
	}
	b := is.balance(a)
	if b.AvailableMinor < 0 && b.AvailableMinor < was.balance(a).AvailableMinor {
		return ErrShort.With("account", string(a.Kind)).With("availableMinor", was.balance(a).AvailableMinor)
	}
	return nil
}
