package document

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/json"
	"fmt"
	"math/big"
	"time"

	"surety/internal/fault"
)

// How long certificates hold. A seal is judged at the time of its timestamp, so that its own certificate may end long before;
// the authority of time must outlive the documents it dated.
const (
	rootYears  = 25
	sealYears  = 5
	stampYears = 20
)

// Authority is the installation's own: a root, a certificate to seal with and one to tell the time with. Whoever is to verify a
// document is given the root's certificate.
type Authority struct {
	Root  Identity
	Seal  Identity
	Stamp Identity
}

// NewAuthority makes keys (ECDSA P-256) and certificates in the name of the installation.
func NewAuthority(name string, now time.Time) (*Authority, error) {
	root, err := issue(Identity{}, template(name, "root", now, rootYears, func(c *x509.Certificate) {
		c.IsCA, c.MaxPathLenZero, c.BasicConstraintsValid = true, true, true
		c.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	}))
	if err != nil {
		return nil, err
	}
	a := &Authority{Root: root}
	return a, a.Renew(now)
}

// Renew replaces the keys that seal and stamp by new ones under the same root. Earlier seals stay valid.
func (a *Authority) Renew(now time.Time) (err error) {
	defer fault.Wrap(&err, "renew certificates")
	name := a.Root.Chain[0].Subject.Organization[0]
	seal, err := issue(a.Root, template(name, "seal", now, sealYears, func(c *x509.Certificate) {
		c.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
		c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 36}} // document signing (RFC 9336)
	}))
	if err != nil {
		return err
	}
	stamp, err := issue(a.Root, template(name, "time", now, stampYears, func(c *x509.Certificate) {
		c.KeyUsage = x509.KeyUsageDigitalSignature
		c.ExtraExtensions = []pkix.Extension{onlyTimestamps}
	}))
	if err != nil {
		return err
	}
	a.Seal, a.Stamp = seal, stamp
	return nil
}

// onlyTimestamps is the extended key usage of an authority of time, critical as RFC 3161, 2.3 asks.
var onlyTimestamps = pkix.Extension{Id: oidExtendedUsage, Critical: true, Value: []byte{0x30, 0x0A, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08}}

var oidExtendedUsage = asn1.ObjectIdentifier{2, 5, 29, 37}

func template(name, role string, now time.Time, years int, more func(*x509.Certificate)) *x509.Certificate {
	c := &x509.Certificate{
		Subject:   pkix.Name{CommonName: name + " " + role, Organization: []string{name}},
		NotBefore: now.Add(-time.Hour).UTC().Truncate(time.Second), NotAfter: now.AddDate(years, 0, 0).UTC().Truncate(time.Second),
	}
	more(c)
	return c
}

// issue makes a key and has the parent certify it, or itself where there is no parent.
func issue(parent Identity, c *x509.Certificate) (Identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Identity{}, err
	}
	if c.SerialNumber, err = newSerial(); err != nil {
		return Identity{}, err
	}
	by, signer := c, parent.Key
	if signer == nil {
		signer = key
	} else {
		by = parent.Chain[0]
	}
	der, err := x509.CreateCertificate(rand.Reader, c, by, key.Public(), signer)
	if err != nil {
		return Identity{}, fmt.Errorf("certificate: %w", err)
	}
	own, err := x509.ParseCertificate(der)
	if err != nil {
		return Identity{}, err
	}
	return Identity{key, append([]*x509.Certificate{own}, parent.Chain...)}, nil
}

// newSerial is positive, of 127 random bits: unique without anything being remembered.
func newSerial() (*big.Int, error) {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	return n.Add(n, big.NewInt(1)), nil
}

// Roots are what the installation's own seals and timestamps are judged by.
func (a *Authority) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.Root.Chain[0])
	return pool
}

// kept is the form in which an identity is kept: PKCS #8 and certificates.
type kept struct {
	Key   []byte   `json:"key"`
	Chain [][]byte `json:"chain"`
}

// Marshal gives everything, private keys included: seal it before it is kept.
func (a *Authority) Marshal() ([]byte, error) {
	all := map[string]kept{}
	for name, id := range map[string]Identity{"root": a.Root, "seal": a.Seal, "stamp": a.Stamp} {
		key, err := x509.MarshalPKCS8PrivateKey(id.Key)
		if err != nil {
			return nil, err
		}
		k := kept{Key: key}
		for _, c := range id.Chain {
			k.Chain = append(k.Chain, c.Raw)
		}
		all[name] = k
	}
	return json.Marshal(all)
}

// ParseAuthority reads what Marshal gave.
func ParseAuthority(b []byte) (a *Authority, err error) {
	defer fault.Wrap(&err, "read authority")
	var all map[string]kept
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	a = &Authority{}
	for name, id := range map[string]*Identity{"root": &a.Root, "seal": &a.Seal, "stamp": &a.Stamp} {
		if *id, err = all[name].identity(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return a, nil
}

func (k kept) identity() (Identity, error) {
	key, err := x509.ParsePKCS8PrivateKey(k.Key)
	if err != nil {
		return Identity{}, err
	}
	own, ok := key.(*ecdsa.PrivateKey)
	if !ok || len(k.Chain) == 0 {
		return Identity{}, ErrKey
	}
	id := Identity{Key: own}
	for _, der := range k.Chain {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return Identity{}, err
		}
		id.Chain = append(id.Chain, c)
	}
	if !own.PublicKey.Equal(id.Chain[0].PublicKey) {
		return Identity{}, ErrKey
	}
	return id, nil
}
