package account

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Passkey is a registered passkey.
type Passkey struct {
	ID            string
	Label         string
	Created, Used time.Time // Used is zero before the first use
	BackedUp      bool      // the provider keeps a copy
}

// Flow is a passkey ceremony begun: what the browser needs, and the name under which its answer is awaited.
type Flow struct {
	ID        string
	PublicKey any // as JSON the argument of navigator.credentials.create or get
}

// flowLasts is how long the answer is awaited.
const flowLasts = 5 * time.Minute

// newWebAuthn prepares passkeys for the site. On an IP address there are none: browsers refuse, so it returns nil.
func newWebAuthn(s Settings) (*webauthn.WebAuthn, error) {
	if protocol.ValidateRPID(s.RPID) != nil {
		return nil, nil
	}
	return webauthn.New(&webauthn.Config{
		RPID: s.RPID, RPDisplayName: "Surety", RPOrigins: s.Origins,
		AttestationPreference:  protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired},
	})
}

// holder is an account as the passkey library sees it.
type holder struct {
	id          access.AccountID
	name, email string
	credentials []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.id) }
func (h holder) WebAuthnName() string                       { return h.email }
func (h holder) WebAuthnDisplayName() string                { return h.name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

// keptFlow is what stays on the server between the two halves of a ceremony.
type keptFlow struct {
	Session webauthn.SessionData
	Account access.AccountID
}

func (a *Accounts) keepFlow(ctx context.Context, purpose string, kept keptFlow) (string, error) {
	id, hash := newSecret()
	sealed, err := a.sealJSON("flow", purpose, "data", kept)
	if err != nil {
		return "", err
	}
	return id, a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO flow (id, purpose, data, expires) VALUES ($1, $2, $3, $4)`, hash, purpose, sealed, db.Micros(a.now().Add(flowLasts)))
		return err
	})
}

// takeFlow takes a ceremony, which is gone then, whatever comes of it. Fault: invalid at flow.
func (a *Accounts) takeFlow(ctx context.Context, purpose, id string) (kept keptFlow, err error) {
	var sealed []byte
	var expires int64
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `DELETE FROM flow WHERE id = $1 AND purpose = $2 RETURNING data, expires`, []any{hashOf(id), purpose}, &sealed, &expires)
	})
	if errors.Is(err, fault.ErrAbsent) || err == nil && !a.now().Before(db.Time(expires)) {
		return kept, invalid("flow", "begin anew")
	}
	if err != nil {
		return kept, err
	}
	return kept, a.openJSON("flow", purpose, "data", sealed, &kept)
}

// beginRegistration asks the browser to make a passkey. Fault: passkeys_unavailable.
func (a *Accounts) beginRegistration(ctx context.Context, purpose string, h holder) (Flow, error) {
	if a.webauthn == nil {
		return Flow{}, ErrPasskeys
	}
	var known []protocol.CredentialDescriptor
	for _, c := range h.credentials {
		known = append(known, c.Descriptor())
	}
	creation, session, err := a.webauthn.BeginRegistration(h, webauthn.WithExclusions(known))
	if err != nil {
		return Flow{}, err
	}
	id, err := a.keepFlow(ctx, purpose, keptFlow{*session, h.id})
	return Flow{id, creation.Response}, err
}

// register checks the browser's answer and returns for whom the passkey was made. Fault: invalid.
func (a *Accounts) register(ctx context.Context, purpose, flow string, answer []byte) (access.AccountID, *webauthn.Credential, error) {
	kept, err := a.takeFlow(ctx, purpose, flow)
	if err != nil {
		return "", nil, err
	}
	answer, err = stripPRF(answer)
	if err != nil {
		return "", nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return "", nil, fault.ErrInvalid.At("credential").Because(err)
	}
	c, err := a.webauthn.CreateCredential(holder{id: kept.Account}, kept.Session, parsed)
	if err != nil {
		return "", nil, fault.ErrInvalid.At("credential").Because(err)
	}
	return kept.Account, c, nil
}

// beginAssertion asks the browser for a proof: by any passkey of the site when id is empty, else by one of the account's.
// Faults: passkeys_unavailable, conflict (the account has none).
func (a *Accounts) beginAssertion(ctx context.Context, purpose string, id access.AccountID) (Flow, error) {
	if a.webauthn == nil {
		return Flow{}, ErrPasskeys
	}
	var allowed []webauthn.LoginOption
	if id != "" {
		h, err := a.holderOf(ctx, id)
		if err != nil {
			return Flow{}, err
		}
		if len(h.credentials) == 0 {
			return Flow{}, fault.ErrConflict
		}
		var list []protocol.CredentialDescriptor
		for _, c := range h.credentials {
			list = append(list, c.Descriptor())
		}
		allowed = append(allowed, webauthn.WithAllowedCredentials(list))
	}
	assertion, session, err := a.webauthn.BeginDiscoverableLogin(allowed...)
	if err != nil {
		return Flow{}, err
	}
	session.UserID, session.AllowedCredentialIDs = nil, nil // the account is compared by the caller
	kept, err := a.keepFlow(ctx, purpose, keptFlow{*session, id})
	return Flow{kept, assertion.Response}, err
}

// usedPasskey is a passkey that has just given a proof.
type usedPasskey struct {
	row     string
	account access.AccountID
	email   []byte // the address's index, whose waiting ends
	uses    int64  // the counter as stored before
	record  webauthn.Credential
	copied  bool // the counter went backwards: there are two of it
}

// assert checks the browser's answer. On a fault, used names the account if it is known. Faults: sign_in_failed and what
// the store says.
func (a *Accounts) assert(ctx context.Context, purpose, flow string, answer []byte) (used usedPasskey, err error) {
	kept, err := a.takeFlow(ctx, purpose, flow)
	if err != nil {
		return used, err
	}
	if answer, err = stripPRF(answer); err != nil {
		return used, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return used, ErrSignIn.Because(err)
	}
	find := func(raw, handle []byte) (webauthn.User, error) {
		used, err = a.passkeyByCredential(ctx, raw)
		return holder{id: used.account, credentials: []webauthn.Credential{used.record}}, err
	}
	_, c, err := a.webauthn.ValidatePasskeyLogin(find, kept.Session, parsed)
	if err != nil {
		return used, ErrSignIn.Because(err)
	}
	used.record, used.copied = *c, c.Authenticator.CloneWarning
	if used.copied {
		return used, ErrSignIn
	}
	return used, nil
}

// stripPRF drops what a passkey derives for the browser alone, should a page have sent it along, and any result that
// is not asked for: nothing of it may be parsed, logged or kept.
func stripPRF(answer []byte) ([]byte, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(answer, &all); err != nil || all == nil {
		return nil, fault.ErrInvalid.At("credential")
	}
	all["clientExtensionResults"] = json.RawMessage("{}")
	return json.Marshal(all)
}
