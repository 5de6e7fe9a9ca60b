package web

import (
	"github.com/danielgtaylor/huma/v2"

	"surety/internal/deal"
	"surety/internal/document"
	"surety/internal/escrow"
)

// The closed vocabularies of deals.
type (
	DealSide       string
	DealSideOrNone string
	Turn           string
	DealState      string
	OfferState     string
	MilestoneState string
	MilestoneDo    string
	StepCode       string
	PaperKind      string
	Licence        string
	PaperLanguage  string
	Currency       string
	ApplicationIs  string
	DealWait       string
	MotionKind     string
	MotionReason   string
)

func (MotionKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "MotionKind", string(deal.ToReserve), string(deal.ToPayment))
}

func (MotionReason) Schema(r huma.Registry) *huma.Schema {
	all := append(deal.MotionReasons[deal.ToReserve][:3:3], deal.MotionReasons[deal.ToPayment]...)
	return enum(r, "MotionReason", each(all, func(x deal.Reason) any { return string(x) })...)
}

func (DealSide) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DealSide", "client", "specialist")
}

func (DealSideOrNone) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DealSideOrNone", "client", "specialist", "")
}

func (Turn) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "Turn", "client", "specialist", "both", "bank", "arbiter", "arbiters", "")
}

func (DealState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DealState", "negotiating", "active", "completed", "ended")
}

func (OfferState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "OfferState", "draft", "offered", "countered", "accepted", "signed", "declined", "withdrawn", "expired")
}

func (MilestoneState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "MilestoneState", "planned", "awaiting_funds", "funded", "in_progress", "submitted", "changes_requested", "cancel_requested", "disputed",
		"released", "settled", "cancelled", "lapsed")
}

func (MilestoneDo) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "MilestoneEvent", "open_funding", "received", "lapse", "start", "submit", "request_changes", "release_part", "approve", "silence",
		"request_cancel", "withdraw_cancel", "refuse_cancel", "agree_cancel", "cancel_silence", "open_dispute", "drop_dispute", "settle", "drop")
}

func (StepCode) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "StepCode", each(deal.StepCodes, func(c string) any { return c })...)
}

func (PaperKind) Schema(r huma.Registry) *huma.Schema { return enum(r, "PaperKind", "contract", "nda") }

func (Licence) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "Licence", "transfer", "exclusive", "non_exclusive", "open_source")
}

func (PaperLanguage) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "PaperLanguage", "en", "ru", "fa", "zh", "")
}

func (DealWait) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "DealWait", each(deal.Waits, func(w deal.Wait) any { return string(w) })...)
}

func (ApplicationIs) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ApplicationState", "applied", "invited", "withdrawn")
}

func (Currency) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, MaxLength: new(3), Description: "a code of ISO 4217"}
	s.PrecomputeMessages()
	return s
}

// dealVocabularies lets the deals' own types appear as those above.
func dealVocabularies(r huma.Registry) {
	r.RegisterTypeAlias(typeOf[deal.Person](), typeOf[Ref]())
	r.RegisterTypeAlias(typeOf[deal.State](), typeOf[DealState]())
	r.RegisterTypeAlias(typeOf[deal.OfferState](), typeOf[OfferState]())
	r.RegisterTypeAlias(typeOf[deal.MilestoneState](), typeOf[MilestoneState]())
	r.RegisterTypeAlias(typeOf[deal.Event](), typeOf[MilestoneDo]())
	r.RegisterTypeAlias(typeOf[deal.Wait](), typeOf[DealWait]())
	r.RegisterTypeAlias(typeOf[deal.Side](), typeOf[Turn]())
	r.RegisterTypeAlias(typeOf[deal.Licence](), typeOf[Licence]())
	r.RegisterTypeAlias(typeOf[document.Language](), typeOf[PaperLanguage]())
	r.RegisterTypeAlias(typeOf[escrow.Currency](), typeOf[Currency]())
}

// dealFields describes what the deals' own types are wider than: a side is of the same type as whose turn it is.
func dealFields(r huma.Registry) {
	narrow[DealRow, DealSideOrNone](r, "side")
	narrow[Deal, DealSideOrNone](r, "side")
	narrow[Call, ApplicationIs](r, "applied")
	narrow[Application, ApplicationIs](r, "state")
}
