package web

import (
	"time"

	"surety/internal/dispute"
	"surety/internal/ticket"
)

// DisputeLimits are those that are published.
type DisputeLimits dispute.Limits

// DisputeRequest is somebody who asks a lead's consent to a dispute.
type DisputeRequest = dispute.Request

// DisputeRow is a dispute in a list: states, dates and decided amounts, no words.
type DisputeRow struct{ dispute.Summary }

// Dispute is a dispute with its file, as a side or an arbiter sees it. Of sealed offers only the viewer's own is ever in it.
type Dispute struct {
	dispute.Summary
	Side      DealSideOrNone `json:"side" doc:"of the viewer; empty: an arbiter"`
	Arbiters  []Ref          `json:"arbiters" doc:"who judged or judges, in their order"`
	Proposal  *DisputeSplit  `json:"proposal,omitempty" doc:"that is open to be accepted"`
	Accepted  DealSideOrNone `json:"accepted" doc:"the side that agrees to it"`
	Award     *DisputeSplit  `json:"award,omitempty"`
	Appellant DealSideOrNone `json:"appellant"`
	Offer     *SealedOffer   `json:"offer,omitempty" doc:"the viewer's own, while it is the time of offers"`
	Words     []DisputeWord  `json:"words"`
	Exhibits  []Exhibit      `json:"exhibits"`
	Clocks    []Clock        `json:"clocks"`
	Can       []DisputeDo    `json:"can" doc:"what the viewer may do now; a step-up may still be asked for"`
}

// DisputeSplit is a way to divide the stake.
type DisputeSplit dispute.Split

// SealedOffer is one's own.
type SealedOffer struct {
	ReleaseMinor *int64 `json:"releaseMinor,omitempty" doc:"absent: none, or taken back"`
	Left         int    `json:"left" doc:"how often it can still be changed"`
}

// DisputeWord is what was said: a statement, or a decision with its reasons.
type DisputeWord struct {
	N           int64          `json:"n"`
	Kind        WordKind       `json:"kind"`
	Author      Ref            `json:"author"`
	Side        DealSideOrNone `json:"side" doc:"empty: an arbiter"`
	AmountMinor int64          `json:"amountMinor"`
	Text        string         `json:"text"`
	Marks       []ticket.Mark  `json:"marks" doc:"the places of the text that are covered"`
	At          time.Time      `json:"at"`
}

// Exhibit is one piece of the file: a copy, which what happens to the original later does not change.
type Exhibit struct {
	N         int64         `json:"n"`
	Side      DealSide      `json:"side" doc:"who put it in"`
	Kind      ExhibitKind   `json:"kind"`
	Ref       string        `json:"ref"`
	By        Turn          `json:"by" doc:"whose words or work it is"`
	Name      string        `json:"name,omitempty"`
	Type      string        `json:"type,omitempty"`
	Text      string        `json:"text,omitempty"`
	Marks     []ticket.Mark `json:"marks" doc:"the places of the text that are covered"`
	SizeBytes int64         `json:"sizeBytes" doc:"0: there are no bytes to fetch"`
	MadeAt    time.Time     `json:"madeAt"`
	AddedAt   time.Time     `json:"addedAt"`
	Check     *FileCheck    `json:"check,omitempty" doc:"of its bytes"`
}

// NewExhibit names what is to be copied into the file: a message's seq, a file's id, a submission's round, a work's id; the
// contract needs no ref.
type NewExhibit struct {
	Kind ExhibitKind `json:"kind"`
	Ref  string      `json:"ref,omitempty" maxLength:"64"`
}

// Release is how much of the stake goes to the specialist.
type Release struct {
	ReleaseMinor int64 `json:"releaseMinor" minimum:"0"`
}

// Ruling divides the stake, with reasons.
type Ruling struct {
	ReleaseMinor int64  `json:"releaseMinor" minimum:"0"`
	Text         string `json:"text" minLength:"1" maxLength:"20000"`
}

// ChosenAccount names an account.
type ChosenAccount struct {
	Account string `json:"account" minLength:"1" maxLength:"64"`
}
