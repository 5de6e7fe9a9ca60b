package web

import "time"

// Session is what the visitor is: how far signed in, as whom, and what the installation offers.
type Session struct {
	State          string       `json:"state" enum:"anonymous,factor,enrol,signed_in"`
	Installation   Installation `json:"installation"`
	Account        *Account     `json:"account,omitempty"`
	Strength       string       `json:"strength,omitempty" enum:"password,strong"`
	SteppedUpUntil *time.Time   `json:"steppedUpUntil,omitempty"`
	Factors        *Factors     `json:"factors,omitempty"`
	FactorRequired bool         `json:"factorRequired,omitempty"`
	RecoveredUntil *time.Time   `json:"recoveredUntil,omitempty" doc:"access was given back: nothing sensitive opens before"`
	Areas          []Area       `json:"areas,omitempty"`
}

// Installation is what anyone may know of the installation.
type Installation struct {
	Name        string   `json:"name"`
	Languages   []string `json:"languages"`
	SignUp      bool     `json:"signUp"`
	Demo        bool     `json:"demo"`
	SetupNeeded bool     `json:"setupNeeded"`
	Mode        string   `json:"mode" enum:"desk,firm,market"`
}

// Account is a person as they see themselves.
type Account struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Email        string `json:"email"`
	Language     string `json:"language" enum:"en,ru,fa,zh"`
	Theme        string `json:"theme" enum:"auto,light,dark"`
	Calendar     string `json:"calendar" enum:"auto,gregory,persian"`
	TimeZone     string `json:"timeZone"`
	Roles        []Role `json:"roles"`
	Posts        []Post `json:"posts"`
	Organisation *Ref   `json:"organisation,omitempty"`
}

// Post is what an account is in one department.
type Post struct {
	Department Ref    `json:"department"`
	Post       string `json:"post" enum:"agent,lead"`
}

// Factors is what proofs an account has set up.
type Factors struct {
	Passkeys          int64 `json:"passkeys"`
	TOTP              bool  `json:"totp"`
	RecoveryCodesLeft int64 `json:"recoveryCodesLeft"`
	Password          bool  `json:"password"`
}

// PasskeyOptions is what the browser needs for a passkey ceremony; flow names it in the answer.
type PasskeyOptions struct {
	Flow      string         `json:"flow"`
	PublicKey map[string]any `json:"publicKey"`
}

// PasskeyAnswer is what the browser's authenticator answered.
type PasskeyAnswer struct {
	Flow       string         `json:"flow" maxLength:"128"`
	Credential map[string]any `json:"credential"`
}

// PasswordSignIn is the first step of a sign-in by password.
type PasswordSignIn struct {
	Email    string `json:"email" minLength:"3" maxLength:"254"`
	Password string `json:"password" minLength:"1" maxLength:"1024"`
}

// FactorAnswer is the second step: a code of the app, or one of the recovery codes.
type FactorAnswer struct {
	Code         string `json:"code,omitempty" maxLength:"32"`
	RecoveryCode string `json:"recoveryCode,omitempty" maxLength:"64"`
}

// SignUp asks for an account; the answer is always the same.
type SignUp struct {
	Email    string `json:"email" minLength:"3" maxLength:"254"`
	Language string `json:"language" enum:"en,ru,fa,zh"`
	Proof    string `json:"proof,omitempty" maxLength:"4096"`
}

// Challenge is the work to do before a public form is accepted.
type Challenge struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	Maxnumber int64  `json:"maxnumber,omitempty"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
}

// ResetAsked asks for a reset link, with the work done.
type ResetAsked struct {
	Email string `json:"email" minLength:"3" maxLength:"254"`
	Proof string `json:"proof,omitempty" maxLength:"4096"`
}

// EmailMasked hints at the address a link was sent to.
type EmailMasked struct {
	EmailMasked string `json:"emailMasked"`
}

// NewPassword sets a password.
type NewPassword struct {
	Password string `json:"password" minLength:"1" maxLength:"1024"`
}

// Invitation is what the holder of a link is invited to.
type Invitation struct {
	Email          string `json:"email"`
	Kind           string `json:"kind" enum:"invitation,sign_up"`
	Organisation   string `json:"organisation,omitempty"`
	Language       string `json:"language"`
	Installation   string `json:"installation"`
	PasswordMin    int64  `json:"passwordMin"`
	FactorRequired bool   `json:"factorRequired"`
}

// AcceptInvitation makes the account, with a password or a passkey.
type AcceptInvitation struct {
	Name       string         `json:"name" minLength:"1" maxLength:"200"`
	Language   string         `json:"language" enum:"en,ru,fa,zh"`
	TimeZone   string         `json:"timeZone" maxLength:"64"`
	Password   string         `json:"password,omitempty" minLength:"1" maxLength:"1024"`
	Flow       string         `json:"flow,omitempty" maxLength:"128"`
	Credential map[string]any `json:"credential,omitempty"`
}

// Name carries a name.
type Name struct {
	Name string `json:"name" minLength:"1" maxLength:"200"`
}

// NameEmail carries who the first administrator will be.
type NameEmail struct {
	Name  string `json:"name" minLength:"1" maxLength:"200"`
	Email string `json:"email" minLength:"3" maxLength:"254"`
}

// StepUpPassword proves again who is asking.
type StepUpPassword struct {
	Password string `json:"password" minLength:"1" maxLength:"1024"`
	Code     string `json:"code,omitempty" maxLength:"32"`
}

// SteppedUp says how long the proof counts.
type SteppedUp struct {
	SteppedUpUntil time.Time `json:"steppedUpUntil"`
}

// SetupState says whether the setup link is good.
type SetupState struct {
	Valid     bool     `json:"valid"`
	Languages []string `json:"languages"`
}

// Setup is everything the first start needs.
type Setup struct {
	OrganisationName string         `json:"organisationName" minLength:"1" maxLength:"200"`
	Language         string         `json:"language" enum:"en,ru,fa,zh"`
	Languages        []string       `json:"languages" minItems:"1" maxItems:"4"`
	Departments      []Name         `json:"departments" maxItems:"50"`
	Name             string         `json:"name" minLength:"1" maxLength:"200"`
	Email            string         `json:"email" minLength:"3" maxLength:"254"`
	TimeZone         string         `json:"timeZone" maxLength:"64"`
	Password         string         `json:"password,omitempty" minLength:"1" maxLength:"1024"`
	Flow             string         `json:"flow,omitempty" maxLength:"128"`
	Credential       map[string]any `json:"credential,omitempty"`
}

// Persona is one of the demo world's people.
type Persona struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Title    string `json:"title"`
	Language string `json:"language"`
	Roles    []Role `json:"roles"`
}

// Chosen names what was chosen.
type Chosen struct {
	ID string `json:"id" maxLength:"64"`
}

// Empty carries nothing.
type Empty struct {
}
