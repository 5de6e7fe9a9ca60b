package channel

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"sync"
	"time"
)

// Pin is the SHA-256 of a public key (SubjectPublicKeyInfo, RFC 7469). It commits to the key and does not tell it: whoever has only the pin
// learns the key no earlier than in the handshake. The safety words rest on that.
type Pin [sha256.Size]byte

// Key is an end's own key for one session with one other end. It is made here, never leaves the process and is never stored.
type Key struct {
	cert tls.Certificate
	pin  Pin

	mu     sync.Mutex
	peer   Pin
	pinned bool
}

// NewKey makes a key.
func NewKey() (*Key, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	// The certificate is only the form that TLS wants a key in: no name, no authority, no date that anybody looks at.
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "surety"},
		NotBefore:    time.Unix(0, 0),
		NotAfter:     time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), // RFC 5280, 4.1.2.5: no end
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, public, private)
	if err != nil {
		return nil, fmt.Errorf("channel: making a key: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &Key{cert: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private, Leaf: leaf}, pin: pinOf(leaf)}, nil
}

func pinOf(c *x509.Certificate) Pin { return sha256.Sum256(c.RawSubjectPublicKeyInfo) }

// Pin is what the other end is to be told, through the record.
func (k *Key) Pin() Pin { return k.pin }

// With pairs the key with the other end's pin. A key is for one pin, for good: another one is ErrPinned, for whoever may tell
// an end one pin after another may try until the safety words look right. A new other end needs a new key.
func (k *Key) With(peer Pin) (Pair, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pinned && k.peer != peer || peer == k.pin {
		return Pair{}, ErrPinned
	}
	k.peer, k.pinned = peer, true
	return Pair{own: k, peer: peer}, nil
}
