package web

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
)

// names says what people are called; one who is gone keeps an id.
func (s *Server) names(ctx context.Context, ids []access.AccountID) (names map[access.AccountID]string, err error) {
	return names, s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		names, err = s.Accounts.Names(ctx, tx, ids)
		return err
	})
}

func dayText(t time.Time) Day {
	if t.IsZero() {
		return ""
	}
	return Day(t.Format(time.DateOnly))
}

// cursorOf is empty at the end.
func cursorOf(next int64) string {
	if next == 0 {
		return ""
	}
	return strconv.FormatInt(next, 10)
}

// readBank asks the rule itself: what it tells is settings, which no slice guards.
func (s *Server) readBank(ctx context.Context, _ *none) (*reply[BankInfo], error) {
	if _, err := access.Check(actorOf(ctx), access.BankRead, access.Thing{Kind: "bank"}); err != nil {
		return nil, err
	}
	all := each(s.Bank.Accounts, ownAccountOf)
	currencies := []string{}
	for _, o := range all {
		if !slices.Contains(currencies, o.Currency) {
			currencies = append(currencies, o.Currency)
		}
	}
	return &reply[BankInfo]{BankInfo{Accounts: all, RecordOnly: s.Bank.RecordOnly, Currencies: currencies, Cards: s.Cards != nil}}, nil
}

func (s *Server) listStatements(ctx context.Context, in *paged) (*reply[Page[BankStatement]], error) {
	before, err := number(in.Cursor)
	if err != nil {
		return nil, err
	}
	all, next, err := s.Bank.Statements(ctx, actorOf(ctx), before, in.Limit)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, each(all, func(k payment.Kept) access.AccountID { return k.By }))
	items := each(all, func(k payment.Kept) BankStatement {
		return BankStatement{ID: k.ID, Number: k.Number, Account: k.Account, Currency: string(k.Currency), OpeningMinor: k.OpeningMinor, ClosingMinor: k.ClosingMinor,
			LastDay: dayText(k.Last), ImportedAt: k.Imported, By: Ref{ID: string(k.By), Name: names[k.By]}}
	})
	return &reply[Page[BankStatement]]{Page[BankStatement]{Items: items, Next: cursorOf(next)}}, err
}

func filter(in *bankQuery) (payment.Filter, error) {
	after, err := number(in.Cursor)
	return payment.Filter{Currency: escrow.Currency(in.Currency), State: in.State, Open: in.Open, After: after, Limit: in.Limit}, err
}

func (s *Server) listLines(ctx context.Context, in *bankQuery) (*reply[Page[BankLine]], error) {
	f, err := filter(in)
	if err != nil {
		return nil, err
	}
	lines, next, err := s.Bank.Lines(ctx, actorOf(ctx), f)
	if err != nil {
		return nil, err
	}
	var ids []access.AccountID
	for _, l := range lines {
		if l.Proposal != nil {
			ids = append(ids, l.Proposal.Proposer)
		}
	}
	names, err := s.names(ctx, ids)
	me := actorOf(ctx).Account
	return &reply[Page[BankLine]]{Page[BankLine]{Items: each(lines, func(l payment.Line) BankLine { return lineOf(l, names, me) }), Next: cursorOf(next)}}, err
}

func lineOf(l payment.Line, names map[access.AccountID]string, me access.AccountID) BankLine {
	b := BankLine{ID: string(l.ID), Currency: string(l.Currency), AmountMinor: l.AmountMinor, LedgerMinor: l.LedgerMinor, DifferenceMinor: l.DifferenceMinor(),
		Booked: dayText(l.Booked), State: l.State, Milestone: string(l.Milestone), Payout: string(l.Payout), Card: l.Card, Entry: bankEntryOf(l.Entry)}
	if l.Proposal != nil {
		p := proposalOf(*l.Proposal, names, me)
		b.Proposal = &p
	}
	return b
}

func bankEntryOf(e payment.Entry) BankEntry {
	return BankEntry{AmountMinor: e.AmountMinor, Booked: dayText(e.Booked), Valued: dayText(e.Valued), Reference: e.Reference, Remittance: e.Remittance,
		EndToEnd: e.EndToEnd, Name: e.Name, Account: e.Account, BankID: e.BankID, Returned: e.Returned}
}

func proposalOf(p payment.Proposal, names map[access.AccountID]string, me access.AccountID) Proposal {
	return Proposal{ID: p.ID, Kind: string(p.Kind), Milestone: string(p.Milestone), Proposer: Ref{ID: string(p.Proposer), Name: names[p.Proposer]}, Mine: p.Proposer == me}
}

func (s *Server) readExpected(ctx context.Context, in *referenceQuery) (*reply[Expected], error) {
	e, err := s.Bank.Awaited(ctx, actorOf(ctx), in.Reference)
	return &reply[Expected]{Expected{Milestone: string(e.Milestone), Reference: e.Reference.Printed(), Currency: string(e.Currency), AmountMinor: e.AmountMinor, State: e.State}}, err
}

// propose takes the milestone by its id, or by the reference that its payer was given.
func (s *Server) propose(ctx context.Context, in *idBody[NewProposal]) (*reply[Proposal], error) {
	who, b := actorOf(ctx), in.Body
	m := escrow.MilestoneID(b.Milestone)
	if b.Reference != "" {
		e, err := s.Bank.Awaited(ctx, who, b.Reference)
		if err != nil {
			return nil, fault.As(err).At("reference")
		}
		m = e.Milestone
	}
	p, err := s.Bank.Propose(ctx, who, escrow.LineID(in.ID), payment.Kind(b.Kind), m)
	if err != nil {
		return nil, err
	}
	return s.proposed(ctx, p)
}

func (s *Server) proposed(ctx context.Context, p payment.Proposal) (*reply[Proposal], error) {
	names, err := s.names(ctx, []access.AccountID{p.Proposer})
	return &reply[Proposal]{proposalOf(p, names, p.Proposer)}, err
}

func (s *Server) proposedBefore(ctx context.Context, _ *idBody[NewProposal], made string) (*reply[Proposal], error) {
	p, err := s.Bank.Proposed(ctx, actorOf(ctx), made)
	if err != nil {
		return nil, err
	}
	return s.proposed(ctx, p)
}

func (s *Server) approveProposal(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Bank.Approve(ctx, actorOf(ctx), in.ID)
}

func (s *Server) refuseProposal(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Bank.Refuse(ctx, actorOf(ctx), in.ID)
}

func (s *Server) listPayouts(ctx context.Context, in *bankQuery) (*reply[Page[BankPayout]], error) {
	f, err := filter(in)
	if err != nil {
		return nil, err
	}
	all, next, err := s.Bank.Payouts(ctx, actorOf(ctx), f)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, each(all, func(o payment.Outgoing) access.AccountID { return o.Account }))
	items := each(all, func(o payment.Outgoing) BankPayout {
		p := BankPayout{ID: string(o.ID), Line: string(o.Line), Currency: string(o.Currency), AmountMinor: o.AmountMinor, State: o.State, Batch: o.Batch, MadeAt: o.Made, Waits: o.Waits}
		if o.Account != "" {
			p.Account = &Ref{ID: string(o.Account), Name: names[o.Account]}
		}
		return p
	})
	return &reply[Page[BankPayout]]{Page[BankPayout]{Items: items, Next: cursorOf(next)}}, err
}

func (s *Server) orderPayout(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Bank.Order(ctx, actorOf(ctx), escrow.PayoutID(in.ID))
}

func batchOf(b payment.Batch) Batch {
	return Batch{ID: b.ID, Currency: string(b.Currency), Count: b.Count, TotalMinor: b.TotalMinor, MadeAt: b.Made}
}

func (s *Server) makeBatch(ctx context.Context, in *body[NewBatch]) (*reply[Batch], error) {
	b, err := s.Bank.Export(ctx, actorOf(ctx), escrow.Currency(in.Body.Currency))
	return &reply[Batch]{batchOf(b)}, err
}

func (s *Server) madeBatch(ctx context.Context, _ *body[NewBatch], made string) (*reply[Batch], error) {
	b, err := s.Bank.Batch(ctx, actorOf(ctx), made)
	return &reply[Batch]{batchOf(b)}, err
}

func (s *Server) listBatches(ctx context.Context, in *paged) (*reply[Page[Batch]], error) {
	all, next, err := s.Bank.Batches(ctx, actorOf(ctx), in.Cursor, in.Limit)
	return &reply[Page[Batch]]{Page[Batch]{Items: each(all, batchOf), Next: next}}, err
}

func (s *Server) readDifferences(ctx context.Context, in *currencyQuery) (*reply[Differences], error) {
	d, err := s.Bank.Reconcile(ctx, actorOf(ctx), escrow.Currency(in.Currency))
	return &reply[Differences]{Differences{Currency: string(d.Currency), BankMinor: d.BankMinor, LedgerMinor: d.LedgerMinor, UnexplainedMinor: d.UnexplainedMinor,
		OpeningMinor: d.OpeningMinor, SuspenseMinor: d.SuspenseMinor}}, err
}

func (s *Server) listSheets(ctx context.Context, _ *none) (*reply[[]Sheet], error) {
	all, err := s.Bank.Sheets(ctx, actorOf(ctx))
	return &reply[[]Sheet]{each(all, func(x escrow.Sheet) Sheet {
		sheet := Sheet{Currency: string(x.Currency), DiffersMinor: x.Differs(), Rows: []SheetRow{}}
		for _, k := range slices.Sorted(maps.Keys(x.Kinds)) {
			row := SheetRow{Kind: string(k), Side: "owe", Minor: x.Kinds[k]}
			if k.IsAsset() {
				row.Side = "have"
			}
			sheet.Rows = append(sheet.Rows, row)
		}
		return sheet
	})}, err
}

func (s *Server) listBalances(ctx context.Context, in *balanceQuery) (*reply[Page[LedgerAccount]], error) {
	all, next, err := s.Bank.Balances(ctx, actorOf(ctx), escrow.Kind(in.Kind), in.Cursor, in.Limit)
	items := each(all, func(b escrow.Balance) LedgerAccount {
		return LedgerAccount{Account: b.Account.String(), Kind: string(b.Account.Kind), Owner: b.Account.Owner, Currency: string(b.Account.Currency),
			PostedMinor: b.PostedMinor, PendingMinor: b.PendingMinor, AvailableMinor: b.AvailableMinor}
	})
	return &reply[Page[LedgerAccount]]{Page[LedgerAccount]{Items: items, Next: next}}, err
}

// verifyLedger reads all of it, so one at a time does.
func (s *Server) verifyLedger(ctx context.Context, _ *none) (*reply[LedgerReport], error) {
	if !s.verifying.TryLock() {
		return nil, fault.ErrInProgress.After(verifyWait)
	}
	defer s.verifying.Unlock()
	r, err := s.Bank.Verify(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	head, err := r.Head.MarshalText()
	out := LedgerReport{Ok: r.Bad == nil, Transfers: r.Transfers, Head: string(head)}
	if r.Bad != nil {
		out.Bad = &LedgerBad{N: r.Bad.N, Account: r.Bad.Account, What: r.Bad.What}
	}
	return &reply[LedgerReport]{out}, err
}

func (s *Server) readDestination(ctx context.Context, _ *none) (*reply[Destination], error) {
	to, changed, usable, err := s.Bank.Destined(ctx, actorOf(ctx))
	return &reply[Destination]{Destination{Holder: to.Holder, IBAN: to.IBAN.Printed(), BIC: to.BIC, ChangedAt: changed, UsableFrom: usable}}, err
}

func (s *Server) setDestination(ctx context.Context, in *body[NewDestination]) (*done, error) {
	return &done{}, s.Bank.SetDestination(ctx, actorOf(ctx), payment.Destination{Holder: in.Body.Holder, IBAN: payment.IBAN(in.Body.IBAN), BIC: in.Body.BIC})
}
