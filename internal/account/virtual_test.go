package account

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/descope/virtualwebauthn"
)

// virtualKey is an authenticator with one passkey.
type virtualKey struct {
	rp     virtualwebauthn.RelyingParty
	device virtualwebauthn.Authenticator
	secret virtualwebauthn.Credential
}

func newKey() *virtualKey {
	return &virtualKey{virtualwebauthn.RelyingParty{ID: "help.firm.example", Name: "Surety", Origin: "https://help.firm.example"},
		virtualwebauthn.NewAuthenticator(), newCredential()}
}

// newCredential draws until both coordinates of the public key fill 32 bytes: the library writes shorter ones without the
// leading zeros that RFC 9053 section 7.1.1 asks for, and about one key in 128 would be refused.
func newCredential() virtualwebauthn.Credential {
	for {
		c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
		if len(c.Key.AttestationData()) == cosePublicKeySize {
			return c
		}
	}
}

// cosePublicKeySize is the length of a COSE key of type EC2 on P-256: a map of five, with two strings of 32 bytes.
const cosePublicKeySize = 1 + 2 + 2 + 2 + 2*(1+2+32)

// make answers a registration and remembers whose the key is.
func (k *virtualKey) make(t testing.TB, f Flow) []byte {
	t.Helper()
	text, err := json.Marshal(map[string]any{"publicKey": f.PublicKey})
	must(t, err)
	options, err := virtualwebauthn.ParseAttestationOptions(string(text))
	must(t, err)
	var user struct {
		PublicKey struct {
			User struct {
				ID string `json:"id"`
			} `json:"user"`
		} `json:"publicKey"`
	}
	must(t, json.Unmarshal(text, &user))
	handle, err := base64.RawURLEncoding.DecodeString(user.PublicKey.User.ID)
	must(t, err)
	k.device.Options.UserHandle = handle
	return []byte(virtualwebauthn.CreateAttestationResponse(k.rp, k.device, k.secret, *options))
}

// prove answers an assertion; the counter grows first.
func (k *virtualKey) prove(t testing.TB, f Flow) []byte {
	t.Helper()
	k.secret.Counter++
	text, err := json.Marshal(map[string]any{"publicKey": f.PublicKey})
	must(t, err)
	options, err := virtualwebauthn.ParseAssertionOptions(string(text))
	must(t, err)
	return []byte(virtualwebauthn.CreateAssertionResponse(k.rp, k.device, k.secret, *options))
}

// passkey adds a new passkey to the session's account.
func (w *world) passkey(s Session) (*virtualKey, Passkey, Session) {
	w.t.Helper()
	who, k := w.who(s.Token), newKey()
	f, err := w.AddPasskeyOptions(bg, who)
	must(w.t, err)
	added, renewed, err := w.AddPasskey(bg, who, f.ID, k.make(w.t, f), "my key", laptop)
	must(w.t, err)
	return k, added, renewed
}

func (w *world) byPasskey(k *virtualKey) (Session, error) {
	w.t.Helper()
	f, err := w.PasskeyOptions(bg)
	must(w.t, err)
	return w.SignInPasskey(bg, f.ID, k.prove(w.t, f), "", laptop)
}
