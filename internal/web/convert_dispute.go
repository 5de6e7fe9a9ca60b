package web

import (
	"strings"

	"surety/internal/access"
	"surety/internal/dispute"
)

// What disputes say, in the shapes of the API.

func disputeOf(v dispute.View) Dispute {
	d := Dispute{Summary: v.Summary, Side: DealSideOrNone(v.Side), Arbiters: each(v.Arbiters, refOf), Proposal: (*DisputeSplit)(v.Proposal), Accepted: DealSideOrNone(v.Accepted),
		Award: (*DisputeSplit)(v.Award), Appellant: DealSideOrNone(v.Appellant), Words: each(v.Words, wordOf), Exhibits: each(v.Exhibits, exhibitOf), Clocks: each(v.Clocks, clockOf),
		Can: each(v.Can, func(a access.Action) DisputeDo { return DisputeDo(strings.TrimPrefix(string(a), "dispute.")) })}
	if v.Offer != nil {
		d.Offer = &SealedOffer{ReleaseMinor: v.Offer.ReleaseMinor, Left: v.Offer.Left}
	}
	return d
}

func refOf(p dispute.Person) Ref { return Ref{ID: string(p.ID), Name: p.Name} }

func wordOf(w dispute.Word) DisputeWord {
	return DisputeWord{N: w.N, Kind: WordKind(w.Kind), Author: refOf(w.Author), Side: DealSideOrNone(w.Side), AmountMinor: w.AmountMinor, Text: w.Text,
		Marks: marksOf(w.Marks), At: w.At}
}

func exhibitOf(e dispute.Exhibit) Exhibit {
	x := Exhibit{N: e.N, Side: DealSide(e.Side), Kind: ExhibitKind(e.Kind), Ref: e.Ref, By: Turn(e.By), Name: e.Name, Type: e.Type, Text: e.Text, Marks: marksOf(e.Marks), SizeBytes: e.Size,
		MadeAt: e.MadeAt, AddedAt: e.AddedAt}
	if e.Check.State != "" {
		x.Check = new(FileCheck(e.Check))
	}
	return x
}
