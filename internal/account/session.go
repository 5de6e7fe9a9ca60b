package account

import (
	"time"

	"surety/internal/access"
)

// Progress is how far a session is signed in.
type Progress string

const (
	FactorPending Progress = "factor"    // the password was right; a second factor is awaited
	EnrolPending  Progress = "enrol"     // a required second factor has yet to be added
	SignedIn      Progress = "signed_in" //
)

// Strength is how well the person proved who they are.
type Strength string

const (
	ByPassword Strength = "password"
	Strong     Strength = "strong" // a passkey, or a password and a second factor
)

// Session is one browser's sign-in.
type Session struct {
	ID       string
	Account  access.AccountID
	Progress Progress
	Strength Strength
	// Token is set when the browser must be given a new cookie: after a sign-in and whenever the proof grew.
	Token          string
	SteppedUpUntil time.Time // zero when not stepped up
	Ends           time.Time // at the latest
}

// Place is what is known of where a session began.
type Place struct {
	Device  string `json:"d"` // desktop, mobile, tablet, bot, or empty
	Browser string `json:"b"`
	OS      string `json:"o"`
	Address string `json:"a"`
	Country string `json:"c,omitempty"` // ISO 3166-1 alpha-2; empty when not known
}

// OpenSession is a session in the owner's list.
type OpenSession struct {
	ID      string
	Current bool
	Place
	Created, Seen time.Time
	Strength      Strength
	Public        bool // on a public network, they say
}

// PastSignIn is a line of the history of sign-ins.
type PastSignIn struct {
	At  time.Time
	How string // password, passkey, totp, recovery_code, invitation, setup, demo …
	OK  bool
	Place
}
