package web

import (
	"slices"
	"time"

	"surety/internal/contract"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/payment"
)

// What deals say, in the shapes of the API.

func (s *Server) dealOf(v deal.View) Deal {
	d := Deal{Summary: v.Summary, Can: append([]string{}, v.Can...), Questions: each(v.Questions, questionOf), Papers: each(v.Papers, paperRowOf),
		Works: each(v.Works, workOf), Clocks: each(v.Clocks, clockOf), Steps: each(v.Steps, stepOf),
		Progress: each(v.Progress, func(p deal.Progress) Progress { return s.progressOf(p, v) })}
	if v.Current.Version > 0 {
		o := offerOf(v.Current)
		d.Current = &o
	}
	if v.InForce != nil {
		o := offerOf(*v.InForce)
		d.InForce = &o
	}
	if v.Like != nil {
		d.Like = &LikeDeals{v.Like.MedianMinor, v.Like.Deals}
	}
	return d
}

func offerOf(o deal.Offer) Offer {
	return Offer{Version: o.Version, Base: o.Base, By: DealSide(o.By), State: OfferState(o.State), Terms: o.Terms, Charges: o.Charges,
		Changes: append([]TermsChange{}, o.Changes...), MadeAt: o.MadeAt, OfferedAt: timeOrNil(o.OfferedAt), DecidedAt: timeOrNil(o.DecidedAt),
		Signatures: each(o.Signatures, func(x deal.Signature) DealSignature { return DealSignature{DealSide(x.Side), x.At} })}
}

func questionOf(q deal.Question) Question {
	return Question{ID: string(q.ID), Version: q.Version, Paper: PaperKind(q.Paper), Clause: q.Clause, By: DealSide(q.By), Text: q.Text, Marks: marksOf(q.Marks), AskedAt: q.AskedAt,
		Answer: q.Answer, AnswerMarks: marksOf(q.Answered),
		AnsweredAt: timeOrNil(q.AnsweredAt), Dropped: q.Dropped, Open: q.Open()}
}

func paperRowOf(p deal.Paper) PaperRow {
	return PaperRow{Version: p.Version, Kind: PaperKind(p.Kind), Digest: p.Digest, SizeBytes: p.Size, Brought: each(p.Brought, func(b deal.Brought) Brought {
		return Brought{ID: b.ID, By: DealSide(b.By), At: b.At, Sound: b.Sound, Findings: append([]string{}, b.Findings...), SizeBytes: b.Size, Check: FileCheck(b.Check)}
	})}
}

func workOf(w deal.Work) Work {
	return Work{ID: string(w.ID), Milestone: string(w.Milestone), Name: w.Name, Type: w.Type, Preview: w.Preview, Marks: marksOf(w.Marks), SizeBytes: w.Size, Digest: w.Digest, At: w.At, Open: w.Open, Check: FileCheck(w.Check)}
}

func clockOf(c deadline.State) Clock {
	return Clock{Kind: string(c.Kind), Of: c.Subject, Turn: Turn(c.Turn), StartedAt: c.Started, Due: timeOrNil(c.Due), RemainingSeconds: int64(c.Remaining / time.Second),
		LengthSeconds: int64(c.Length / time.Second), Percent: c.Percent, Standing: append([]string{}, c.Reasons...)}
}

func stepOf(x deal.Step) Step {
	return Step{N: x.N, At: x.At, Code: StepCode(x.Code), Side: DealSideOrNone(x.Side), Milestone: string(x.Milestone), Version: x.Version, AmountMinor: x.AmountMinor}
}

func (s *Server) progressOf(p deal.Progress, v deal.View) Progress {
	out := Progress{Stage: p.Stage, Title: p.Title, Charge: p.Charge, Before: MilestoneState(p.Before), Canceller: DealSide(p.Canceller), Dispute: p.Matter,
		Accepted: p.Accepted, RoundsUsed: p.RoundsUsed, RoundsLeft: p.RoundsLeft, ReleasedMinor: p.ReleasedMinor, Licence: Licence(p.Licence),
		Submissions: each(p.Submissions, submissionOf), Payouts: each(p.Payouts, payoutOf), Events: each(p.Events, func(e deal.Event) MilestoneDo { return MilestoneDo(e) })}
	if p.Money != nil {
		out.Money = moneyOf(*p.Money)
	}
	if p.Reference != "" {
		out.Reference, out.PayTo, out.ByCard = p.Reference.Printed(), s.payTo(v), p.ByCard
	}
	if p.Card != nil {
		if c, err := s.cardPaymentOf(*p.Card); err == nil { // a link that does not open is no reason to show no deal
			out.Card = &c
		}
	}
	return out
}

func moneyOf(p escrow.Position) *Money {
	return &Money{Currency: string(p.Currency), FundedMinor: p.FundedMinor, HeldMinor: p.HeldMinor, ReleasedMinor: p.ReleasedMinor, FeesMinor: p.FeesMinor,
		TaxesMinor: p.TaxesMinor, RefundedMinor: p.RefundedMinor, GuaranteeMinor: p.GuaranteeMinor, OwedMinor: p.OwedMinor}
}

// payTo are the installation's accounts in the currency of the contract.
func (s *Server) payTo(v deal.View) []OwnAccount {
	in := v.Current
	if v.InForce != nil {
		in = *v.InForce
	}
	own := slices.DeleteFunc(slices.Clone(s.Bank.Accounts), func(o payment.Own) bool { return o.Currency != in.Terms.Currency })
	return each(own, ownAccountOf)
}

func ownAccountOf(o payment.Own) OwnAccount {
	return OwnAccount{Account: o.Account, Currency: string(o.Currency), Holder: o.Holder, BIC: o.BIC}
}

func submissionOf(x deal.Submission) Submission {
	return Submission{Round: x.Round, At: x.At, Text: x.Text, Marks: marksOf(x.Marks), Works: each(x.Works, func(w deal.WorkID) string { return string(w) }), Verdict: MilestoneDo(x.Verdict),
		Reply: x.Reply, ReplyMarks: marksOf(x.Replied), RepliedAt: timeOrNil(x.RepliedAt)}
}

func payoutOf(p deal.Payout) DealPayout {
	return DealPayout{ID: string(p.ID), To: DealSide(p.To), AmountMinor: p.AmountMinor, State: string(p.State), At: p.At, ChangedAt: p.ChangedAt}
}

func clauseOf(c contract.Clause) Clause {
	return Clause{ID: c.ID, Number: c.Number, Heading: textsOf(c.Heading), Summary: textsOf(c.Summary), Text: textsOf(c.Text)}
}

func textsOf(t document.Text) []string { return append([]string{}, t...) }

func ledgerLineOf(l escrow.Line) LedgerLine {
	hash, _ := l.Hash.MarshalText() // hexadecimal digits of an array
	return LedgerLine{N: l.N, At: l.At, Operation: string(l.Operation), Phase: string(l.Phase), Reference: l.Reference, Subject: l.Subject, Hash: string(hash),
		Postings: each(l.Postings, func(p escrow.Posting) LedgerPosting { return LedgerPosting{string(p.Account.Kind), p.AmountMinor} })}
}
