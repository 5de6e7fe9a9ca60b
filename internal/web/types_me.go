package web

import "time"

// AccountPatch changes what it names.
type AccountPatch struct {
	Name     *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Language *string `json:"language,omitempty" enum:"en,ru,fa,zh"`
	Theme    *string `json:"theme,omitempty" enum:"auto,light,dark"`
	Calendar *string `json:"calendar,omitempty" enum:"auto,gregory,persian"`
	TimeZone *string `json:"timeZone,omitempty" maxLength:"64"`
}

// SessionRow is one place where the account is signed in.
type SessionRow struct {
	ID        string    `json:"id"`
	Current   bool      `json:"current"`
	Device    string    `json:"device"`
	Browser   string    `json:"browser"`
	OS        string    `json:"os"`
	Address   string    `json:"address"`
	Country   string    `json:"country" doc:"where it began: ISO 3166-1 alpha-2; empty when not known"`
	CreatedAt time.Time `json:"createdAt"`
	SeenAt    time.Time `json:"seenAt"`
	Strength  string    `json:"strength" enum:"password,strong"`

	PublicNetwork bool `json:"publicNetwork" doc:"its owner said that anybody can join the network it is on"`
}

// PublicNetwork says whether anybody can join the network that the session is on.
type PublicNetwork struct {
	On bool `json:"on"`
}

// SignInRow is one sign-in, or attempt, of the past.
type SignInRow struct {
	At      time.Time `json:"at"`
	Device  string    `json:"device"`
	Browser string    `json:"browser"`
	OS      string    `json:"os"`
	Address string    `json:"address"`
	Country string    `json:"country" doc:"ISO 3166-1 alpha-2; empty when not known"`
	How     string    `json:"how"`
	Ok      bool      `json:"ok"`
}

// Passkey is one passkey of the account.
type Passkey struct {
	ID        string     `json:"id"`
	Label     string     `json:"label"`
	CreatedAt time.Time  `json:"createdAt"`
	UsedAt    *time.Time `json:"usedAt,omitempty"`
	BackedUp  bool       `json:"backedUp"`
}

// NewPasskey adds one.
type NewPasskey struct {
	Flow       string         `json:"flow" maxLength:"128"`
	Credential map[string]any `json:"credential"`
	Label      string         `json:"label" minLength:"1" maxLength:"100"`
}

// Label renames.
type Label struct {
	Label string `json:"label" minLength:"1" maxLength:"100"`
}

// Totp is a secret to be set up in an app; it counts once confirmed.
type Totp struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
}

// Code is what the app shows.
type Code struct {
	Code string `json:"code" maxLength:"32"`
}

// RecoveryCodes are shown once.
type RecoveryCodes struct {
	RecoveryCodes []string `json:"recoveryCodes"`
}

// Token is an API token without its secret.
type Token struct {
	ID        string     `json:"id"`
	Label     string     `json:"label"`
	Scopes    []string   `json:"scopes"`
	CreatedAt time.Time  `json:"createdAt"`
	ExpiresAt time.Time  `json:"expiresAt"`
	UsedAt    *time.Time `json:"usedAt,omitempty"`
}

// NewToken asks for one.
type NewToken struct {
	Label         string   `json:"label" minLength:"1" maxLength:"100"`
	Scopes        []string `json:"scopes" minItems:"1" maxItems:"10"`
	ExpiresInDays int64    `json:"expiresInDays" minimum:"1" maximum:"365"`
}

// TokenMade shows the secret once.
type TokenMade struct {
	Token
	Secret string `json:"token"`
}
