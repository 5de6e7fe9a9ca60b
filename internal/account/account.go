// Package account knows the people: who they are, how they prove it, and what they may be asked to prove again.
//
// It owns accounts with their roles and posts, organisations, departments, credentials, sessions, one-time links, API
// tokens and the installation's settings. Invariants:
//
//   - an account is known by an address that its owner has proved to read: nobody signs in before that;
//   - no answer, its size or the work behind it tells whether an account exists;
//   - of passwords, tokens, links and recovery codes only hashes are stored; names and addresses are sealed;
//   - a link, a code, a passkey ceremony and a proof of work count once, also when handed in twice at the same time;
//   - rights are read from the store at each request, so their removal is felt at the next one (A3);
//   - a change and its entry in the record commit together (R1), and its owner is told of a changed factor.
//
// It refuses to take a factor away without a fresh proof, to leave the installation without an administrator, and to
// let anybody change their own rights.
package account

import (
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/mail"
	"surety/internal/place"
	"surety/internal/vault"
)

// Settings are what the package needs of the world.
type Settings struct {
	DB        *db.DB
	Clock     clock.Clock
	Vault     *vault.Vault
	Log       *audit.Log
	Jobs      *job.Queue
	Live      *live.Hub
	Transport mail.Transport
	Places    *place.Atlas // nil: no sign-in has a country
	Logger    *slog.Logger // nil: silent
	// URL is the installation's configured address; every link starts with it.
	URL string
	// RPID and Origins bind passkeys to the site; empty: derived from URL.
	RPID    string
	Origins []string
	// Demo allows SignInAs. Never set on a normal data directory.
	Demo bool
}

// Accounts is the people of an installation. It is safe for concurrent use, also by several servers on one store.
type Accounts struct {
	Settings
	hasher      *hasher
	webauthn    *webauthn.WebAuthn
	names       nameCache[access.AccountID]
	firms       nameCache[access.OrganisationID]
	departments departmentCache
}

// Client is where a request comes from.
type Client struct {
	Address   netip.Addr
	UserAgent string
	Waiting   bool // an open stream asks whether it may go on: that is not use, and keeps no session alive
}

// Open prepares the package and registers its jobs at the queue; call it before the queue runs.
func Open(s Settings) (*Accounts, error) {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" {
		return nil, errURL.Because(err)
	}
	if s.RPID == "" {
		s.RPID = u.Hostname()
	}
	if len(s.Origins) == 0 {
		s.Origins = []string{u.Scheme + "://" + u.Host}
	}
	s.URL = strings.TrimSuffix(s.URL, "/")
	w, err := newWebAuthn(s)
	if err != nil {
		return nil, err
	}
	a := &Accounts{Settings: s, webauthn: w, hasher: newHasher(s.Clock)}
	s.Jobs.Handle(letterJob, a.sendLetter)
	s.Jobs.HandleTx(tidyJob, a.tidy)
	return a, nil
}

func (a *Accounts) now() time.Time { return a.Clock.Now() }

// thing names an account to the rules.
func thing(id access.AccountID) access.Thing {
	return access.Thing{Kind: "account", ID: string(id), Owner: id}
}
