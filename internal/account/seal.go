package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"surety/internal/vault"
)

func (a *Accounts) seal(kind, row, field, text string) []byte {
	return a.Vault.SealOwn(vault.Place{Kind: kind, Row: row, Field: field}, []byte(text))
}

func (a *Accounts) open(kind, row, field string, sealed []byte) (string, error) {
	plain, err := a.Vault.OpenOwn(vault.Place{Kind: kind, Row: row, Field: field}, sealed)
	return string(plain), err
}

func (a *Accounts) sealJSON(kind, row, field string, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return a.seal(kind, row, field, string(text)), nil
}

func (a *Accounts) openJSON(kind, row, field string, sealed []byte, v any) error {
	text, err := a.open(kind, row, field, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), v)
}

// newSecret returns 256 random bits as text, and what is stored of them. The bits need no slow hash: they cannot be guessed.
func newSecret() (text string, hash []byte) {
	var b [32]byte
	rand.Read(b[:])
	text = base64.RawURLEncoding.EncodeToString(b[:])
	return text, hashOf(text)
}

func hashOf(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}
