package web

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/handover"
)

// PublicKey is what secrets for somebody are sealed to.
type PublicKey struct {
	ID          string     `json:"id"`
	Recipient   string     `json:"recipient" doc:"of age: a hybrid public key"`
	Digest      string     `json:"digest" doc:"SHA-256 of the recipient, in hex, as the record names it"`
	Entry       int64      `json:"entry" doc:"of its publication, on the record"`
	PublishedAt time.Time  `json:"publishedAt"`
	EndedAt     *time.Time `json:"endedAt,omitempty"`
}

// SecretKeys are one's own.
type SecretKeys struct {
	Key     *PublicKey   `json:"key,omitempty"`
	Locks   []SecretLock `json:"locks" doc:"what unlocks it"`
	Earlier []PublicKey  `json:"earlier" doc:"newest first"`
}

// NewSecretLock is the identity, sealed in the browser by something that only its owner has.
type NewSecretLock struct {
	Kind       LockKind `json:"kind"`
	Label      string   `json:"label" minLength:"1" maxLength:"100"`
	Credential string   `json:"credential,omitempty" maxLength:"1400" doc:"of the passkey, base64url"`
	Salt       string   `json:"salt,omitempty" maxLength:"43" doc:"that the passkey computes over, base64url"`
	Sealed     []byte   `json:"sealed" doc:"an age file, by a passphrase"`
}

// SecretLock is one that is there.
type SecretLock struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"createdAt"`
	NewSecretLock
}

// NewSecretKey publishes a key.
type NewSecretKey struct {
	Recipient string          `json:"recipient" minLength:"1" maxLength:"2000"`
	Locks     []NewSecretLock `json:"locks" minItems:"1" maxItems:"10"`
}

// SecretReader is somebody to whom a secret can be handed over.
type SecretReader struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Role    ReaderRole  `json:"role"`
	Deal    string      `json:"deal,omitempty" doc:"that one is in with them"`
	Key     *PublicKey  `json:"key,omitempty" doc:"absent: none was made yet"`
	Earlier []PublicKey `json:"earlier" doc:"newest first"`
}

// NewSecret is one as its owner's browser sealed it.
type NewSecret struct {
	Reader string     `json:"reader" minLength:"1" maxLength:"64"`
	Key    string     `json:"key" minLength:"1" maxLength:"64" doc:"the id of the key it is sealed to"`
	Term   SecretTerm `json:"term"`
	Label  string     `json:"label" minLength:"1" maxLength:"200" doc:"what it is for; the server can read it, unlike the secret"`
	Sealed []byte     `json:"sealed" doc:"an age file, to the key"`
}

// HandedSecret is one as its owner or its reader sees it: all but what it says.
type HandedSecret struct {
	ID        string          `json:"id"`
	Ticket    string          `json:"ticket"`
	Number    int64           `json:"number" doc:"of the ticket"`
	Deal      string          `json:"deal,omitempty"`
	Owner     Ref             `json:"owner"`
	Reader    Ref             `json:"reader"`
	Label     string          `json:"label"`
	Term      SecretTerm      `json:"term"`
	State     SecretState     `json:"state"`
	Why       SecretWhy       `json:"why,omitempty" doc:"it ended"`
	Digest    string          `json:"digest" doc:"of the key it is sealed to"`
	Entry     int64           `json:"entry" doc:"of the handing over, on the record"`
	GivenAt   time.Time       `json:"givenAt"`
	EndedAt   *time.Time      `json:"endedAt,omitempty"`
	ChangedAt *time.Time      `json:"changedAt,omitempty"`
	Change    SecretChange    `json:"change" doc:"whether its owner should change what was handed over"`
	Openings  []SecretOpening `json:"openings" doc:"newest first"`
	May       []SecretDo      `json:"may" doc:"what this reader may do now; a step-up may still be asked for"`
}

// SecretOpening is one time that it was opened.
type SecretOpening struct {
	At      time.Time `json:"at"`
	Address string    `json:"address"`
	Country string    `json:"country,omitempty"`
	Entry   int64     `json:"entry"`
}

// OpenedSecret is the ciphertext, for its reader.
type OpenedSecret struct {
	Opening string `json:"opening"`
	Sealed  []byte `json:"sealed"`
}

// The closed vocabularies of secrets.
type (
	LockKind     string
	ReaderRole   string
	SecretTerm   string
	SecretState  string
	SecretWhy    string
	SecretChange string
	SecretDo     string
)

func (LockKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "LockKind", each(handover.Kinds, func(k handover.Kind) any { return string(k) })...)
}

func (ReaderRole) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "ReaderRole", "specialist", "agent", "lead")
}

func (SecretTerm) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "SecretTerm", each(handover.Terms, func(t handover.Term) any { return string(t) })...)
}

func (SecretState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "SecretState", each(handover.States, func(s handover.State) any { return string(s) })...)
}

func (SecretWhy) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "SecretWhy", each(handover.Reasons, func(s string) any { return s })...)
}

func (SecretChange) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "SecretChange", each(handover.Changes, func(c handover.Change) any { return string(c) })...)
}

func (SecretDo) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "SecretDo", each(handover.May, func(s string) any { return s })...)
}
