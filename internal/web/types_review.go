package web

import (
	"time"

	"surety/internal/review"
)

// What reviews say of themselves is sent as it is.
type (
	Review            = review.Review
	SpecialistProfile = review.Profile
	Standing          = review.Standing
	AboutMe           = review.About
	OpenReview        = review.Unwritten
)

// ReviewPair is what one side sees of a milestone's reviews.
type ReviewPair struct {
	Milestone   string        `json:"milestone"`
	Until       time.Time     `json:"until"`
	PublishedAt *time.Time    `json:"publishedAt,omitempty"`
	Axes        [4]ReviewAxis `json:"axes" doc:"to rate the other on, in the order of the points"`
	Mine        *Review       `json:"mine,omitempty"`
	Other       *Review       `json:"other,omitempty" doc:"absent: not written or not published yet; nobody can tell which"`
	May         bool          `json:"may" doc:"write"`
}

// NewReview rates the other side on each axis.
type NewReview struct {
	Points [4]int `json:"points" doc:"1 to 5 each"`
	Text   string `json:"text" maxLength:"2000"`
}

// ReviewReply answers a review, once.
type ReviewReply struct {
	Text string `json:"text" minLength:"1" maxLength:"2000"`
}

// Removal is a proposal to remove a review that breaks a rule.
type Removal struct {
	ID       string        `json:"id"`
	Review   string        `json:"review"`
	Reason   RemovalReason `json:"reason"`
	Proposer Ref           `json:"proposer"`
	Mine     bool          `json:"mine"`
	State    string        `json:"state" enum:"open,approved,refused"`
	At       time.Time     `json:"at"`
}

// NewRemoval names the rule that is broken.
type NewRemoval struct {
	Reason RemovalReason `json:"reason"`
}
