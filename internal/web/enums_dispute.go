package web

import (
	"github.com/danielgtaylor/huma/v2"

	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/review"
)

// The closed vocabularies of disputes and reviews.
type (
	DisputeState   string
	DisputeOutcome string
	DisputeWay     string
	DisputeDo      string
	ExhibitKind    string
	WordKind       string
	RemovalReason  string
	ReviewAxis     string
)

func (DisputeState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DisputeState", each(dispute.States, func(s dispute.State) any { return string(s) })...)
}

func (DisputeOutcome) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DisputeOutcome", "withdrawn", "crossed", "accepted", "awarded", "appealed")
}

func (DisputeWay) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DisputeWay", "party", "silence", "complaint")
}

func (DisputeDo) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DisputeDo", "answer", "offer", "evidence", "withdraw", "accept", "appeal", "judge", "decide", "recuse")
}

func (ExhibitKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ExhibitKind", "message", "file", "contract", "submission", "work")
}

func (WordKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "WordKind", "statement", "reply", "finding", "proposal", "award", "objection", "appeal", "decision")
}

func (RemovalReason) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "RemovalReason", each(review.RemovalReasons, func(x review.Reason) any { return string(x) })...)
}

func (ReviewAxis) Schema(r huma.Registry) *huma.Schema {
	all := []any{}
	seen := map[review.Axis]bool{}
	for _, side := range []deal.Side{deal.Client, deal.Specialist} {
		for _, x := range review.Axes[side] {
			if !seen[x] {
				seen[x] = true
				all = append(all, string(x))
			}
		}
	}
	return enum(r, "ReviewAxis", all...)
}

// disputeVocabularies lets the disputes' and reviews' own types appear as those above.
func disputeVocabularies(r huma.Registry) {
	r.RegisterTypeAlias(typeOf[dispute.Person](), typeOf[Ref]())
	r.RegisterTypeAlias(typeOf[dispute.State](), typeOf[DisputeState]())
	r.RegisterTypeAlias(typeOf[dispute.Outcome](), typeOf[DisputeOutcome]())
	r.RegisterTypeAlias(typeOf[dispute.ExhibitKind](), typeOf[ExhibitKind]())
	r.RegisterTypeAlias(typeOf[dispute.WordKind](), typeOf[WordKind]())
	r.RegisterTypeAlias(typeOf[review.Person](), typeOf[Ref]())
	r.RegisterTypeAlias(typeOf[review.Reason](), typeOf[RemovalReason]())
	r.RegisterTypeAlias(typeOf[review.Axis](), typeOf[ReviewAxis]())
}

// disputeFields describes what the disputes' and reviews' own types are wider than.
func disputeFields(r huma.Registry) {
	narrow[DisputeRow, DealSide](r, "opener")
	narrow[DisputeRow, DisputeWay](r, "way")
	narrow[Dispute, DealSide](r, "opener")
	narrow[Dispute, DisputeWay](r, "way")
	narrow[Review, DealSide](r, "side")
}
