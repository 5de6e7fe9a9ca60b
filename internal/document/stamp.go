package document

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"

	"surety/internal/clock"
)

// Timestamper proves that a digest existed at a time (RFC 3161). It returns the token.
type Timestamper interface {
	Timestamp(ctx context.Context, digest [sha256.Size]byte) ([]byte, error)
}

// TimeAuthority is the authority of time built in. It proves no more than that the installation's own clock said so; where a
// court is to believe it, set up a [RemoteTime] instead.
type TimeAuthority struct {
	Identity Identity // with the extended key usage for timestamps alone
	Clock    clock.Clock
	Policy   asn1.ObjectIdentifier // under which it works; DefaultPolicy where there is none of one's own
	Accuracy time.Duration         // how far its clock may be wrong, at least a millisecond
}

// DefaultPolicy is the baseline policy for timestamps of ETSI EN 319 421.
var DefaultPolicy = asn1.ObjectIdentifier{0, 4, 0, 2023, 1, 1}

// stampRequest, stampInfo and stampResponse are RFC 3161, 2.4.
type stampRequest struct {
	Version      int
	Imprint      imprint
	Policy       asn1.ObjectIdentifier `asn1:"optional"`
	Nonce        *big.Int              `asn1:"optional"`
	Certificates bool                  `asn1:"optional"`
	Extensions   asn1.RawValue         `asn1:"optional,tag:0"`
}

type imprint struct {
	Algorithm pkix.AlgorithmIdentifier
	Digest    []byte
}

type stampInfo struct {
	Version    int
	Policy     asn1.ObjectIdentifier
	Imprint    imprint
	Serial     *big.Int
	Time       time.Time     `asn1:"generalized"`
	Accuracy   accuracy      `asn1:"optional"`
	Ordering   bool          `asn1:"optional"`
	Nonce      *big.Int      `asn1:"optional"`
	Authority  asn1.RawValue `asn1:"optional,tag:0"`
	Extensions asn1.RawValue `asn1:"optional,tag:1"`
}

type accuracy struct {
	Seconds int `asn1:"optional"`
	Millis  int `asn1:"optional,tag:0"`
	Micros  int `asn1:"optional,tag:1"`
}

type stampResponse struct {
	Status statusInfo
	Token  asn1.RawValue `asn1:"optional"`
}

type statusInfo struct {
	Status int
	Words  asn1.RawValue  `asn1:"optional"`
	Why    asn1.BitString `asn1:"optional"`
}

// Timestamp makes a token without asking anyone.
func (a *TimeAuthority) Timestamp(_ context.Context, digest [sha256.Size]byte) ([]byte, error) {
	return a.token(stampRequest{Version: 1, Imprint: imprint{withNull, digest[:]}, Certificates: true})
}

// withNull names SHA-256 as requests for timestamps customarily do.
var withNull = pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}

// Answer answers a request in DER. It never fails: what it refuses is a response that says so. Digests other than SHA-256, 384
// and 512, and policies other than its own, are refused.
func (a *TimeAuthority) Answer(request []byte) []byte {
	const badAlgorithm, badRequest, badPolicy, badExtension, systemFailure = 0, 2, 15, 16, 25
	var r stampRequest
	rest, err := asn1.Unmarshal(request, &r)
	hash := digests[r.Imprint.Algorithm.Algorithm.String()]
	switch {
	case err != nil || len(rest) > 0 || r.Version != 1:
		return refusal(badRequest)
	case hash == 0 || len(r.Imprint.Digest) != hash.Size():
		return refusal(badAlgorithm)
	case r.Policy != nil && !r.Policy.Equal(a.policy()):
		return refusal(badPolicy)
	case len(r.Extensions.FullBytes) > 0:
		return refusal(badExtension)
	}
	token, err := a.token(r)
	if err != nil {
		return refusal(systemFailure)
	}
	der, err := asn1.Marshal(stampResponse{Token: asn1.RawValue{FullBytes: token}})
	if err != nil {
		return refusal(systemFailure)
	}
	return der
}

func refusal(why int) []byte {
	bits := make([]byte, why/8+1)
	bits[why/8] = 0x80 >> (why % 8)
	der, _ := asn1.Marshal(struct{ Status statusInfo }{statusInfo{Status: 2, Why: asn1.BitString{Bytes: bits, BitLength: why + 1}}}) // of fixed form
	return der
}

func (a *TimeAuthority) policy() asn1.ObjectIdentifier {
	if a.Policy == nil {
		return DefaultPolicy
	}
	return a.Policy
}

func (a *TimeAuthority) token(r stampRequest) ([]byte, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	within := max(a.Accuracy, time.Millisecond)
	info, err := asn1.Marshal(stampInfo{
		Version: 1, Policy: a.policy(), Imprint: r.Imprint, Serial: serial, Time: a.Clock.Now().UTC().Truncate(time.Second), Nonce: r.Nonce,
		Accuracy: accuracy{Seconds: int(within / time.Second), Millis: int(within % time.Second / time.Millisecond)},
	})
	if err != nil {
		return nil, err
	}
	by, err := a.Identity.sign(oidStampInfo, sha256Of(info))
	if err != nil {
		return nil, err
	}
	carried := a.Identity
	if !r.Certificates {
		carried.Chain = nil
	}
	return carried.message(oidStampInfo, info, by)
}

// Stamp is what a timestamp says.
type Stamp struct {
	Time      time.Time
	Accuracy  time.Duration
	Serial    string // in hexadecimal
	Policy    string
	Authority *x509.Certificate
}

// readStamp reads a token and says what does not hold of it: it must be of the digest, signed by an authority whose only use is
// time, under a trusted root, at the time that it tells.
func readStamp(token []byte, of func(crypto.Hash) []byte, nonce *big.Int, roots *x509.CertPool) (*Stamp, []Finding) {
	m, err := readMessage(token)
	if err != nil || !m.kind.Equal(oidStampInfo) || m.by() == nil {
		return nil, []Finding{TimestampUnreadable}
	}
	var info stampInfo
	if rest, err := asn1.Unmarshal(m.content, &info); err != nil || len(rest) > 0 || info.Version != 1 || info.Serial == nil {
		return nil, []Finding{TimestampUnreadable}
	}
	s := &Stamp{Time: info.Time.UTC(), Serial: info.Serial.Text(16), Policy: info.Policy.String(), Authority: m.by(),
		Accuracy: time.Duration(info.Accuracy.Seconds)*time.Second + time.Duration(info.Accuracy.Millis)*time.Millisecond + time.Duration(info.Accuracy.Micros)*time.Microsecond}
	var found []Finding
	hash := digests[info.Imprint.Algorithm.Algorithm.String()]
	if hash == 0 || !bytes.Equal(info.Imprint.Digest, of(hash)) || nonce != nil && (info.Nonce == nil || info.Nonce.Cmp(nonce) != 0) {
		found = append(found, TimestampOfOther)
	}
	if !m.stampHolds() {
		found = append(found, TimestampWrong)
	}
	if !timeAuthority(s.Authority) || !chained(m, roots, s.Time) {
		found = append(found, TimestampUntrusted)
	}
	return s, found
}

// stampHolds checks a token. Older authorities bind their certificate by SHA-1 (RFC 2634), which still holds against a second
// preimage; that alone is let pass.
func (m *message) stampHolds() bool {
	found := m.check(oidStampInfo, m.content)
	if len(found) == 1 && found[0] == CertificateUnbound {
		var named struct{ Certificates []struct{ Hash []byte } }
		v1, _ := value(m.signed, oidSigningCertificate)
		_, err := asn1.Unmarshal(v1, &named)
		sum := sha1.Sum(m.by().Raw)
		return !has(m.signed, oidSigningCertificateV2) && err == nil && len(named.Certificates) > 0 && bytes.Equal(named.Certificates[0].Hash, sum[:])
	}
	return len(found) == 0
}

// timeAuthority: timestamps are the certificate's only use, and that is critical (RFC 3161, 2.3).
func timeAuthority(c *x509.Certificate) bool {
	for _, e := range c.Extensions {
		if e.Id.Equal(oidExtendedUsage) {
			return e.Critical && len(c.ExtKeyUsage) == 1 && c.ExtKeyUsage[0] == x509.ExtKeyUsageTimeStamping && len(c.UnknownExtKeyUsage) == 0
		}
	}
	return false
}

func chained(m *message, roots *x509.CertPool, at time.Time) bool {
	if roots == nil {
		return false
	}
	_, err := m.by().Verify(x509.VerifyOptions{Roots: roots, Intermediates: m.others(), CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	return err == nil
}
