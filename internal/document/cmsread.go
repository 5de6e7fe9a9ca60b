package document

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
)

const maxMessageBytes = 1 << 20

var errMessage = errors.New("not a signed message of one signer")

// message is a signed message that was read, not yet believed.
type message struct {
	kind         asn1.ObjectIdentifier
	content      []byte // nil where it lies outside
	certificates []*x509.Certificate
	signer       signerInfo
	signed       []attribute
	unsigned     []attribute
	digest       crypto.Hash
}

// readMessage reads the message of one signer; anything else is refused rather than guessed at. Zeros may follow, as in a PDF.
func readMessage(ber []byte) (*message, error) {
	if len(ber) > maxMessageBytes {
		return nil, errMessage
	}
	der, rest, err := definite(ber, 0)
	if err != nil || len(bytes.Trim(rest, "\x00")) > 0 {
		return nil, errMessage
	}
	var outer contentInfo
	if rest, err = asn1.Unmarshal(der, &outer); err != nil || !outer.Type.Equal(oidSignedData) || len(rest) > 0 {
		return nil, errMessage
	}
	var inner signedData
	if rest, err := asn1.Unmarshal(outer.Content.Bytes, &inner); err != nil || len(rest) > 0 || len(inner.Signers) != 1 {
		return nil, errMessage
	}
	m := &message{kind: inner.Content.Type, signer: inner.Signers[0]}
	m.digest = digests[m.signer.Digest.Algorithm.String()]
	if m.digest == 0 {
		return nil, fmt.Errorf("%w: digest %v", errMessage, m.signer.Digest.Algorithm)
	}
	if len(inner.Content.Content.Bytes) > 0 {
		if rest, err := asn1.Unmarshal(inner.Content.Content.Bytes, &m.content); err != nil || len(rest) > 0 {
			return nil, errMessage
		}
	}
	if m.certificates, err = x509.ParseCertificates(inner.Certificates.Bytes); err != nil {
		return nil, fmt.Errorf("%w: certificates", errMessage)
	}
	m.signed, err = readAttributes(m.signer.Signed)
	if err != nil || len(m.signed) == 0 {
		return nil, errMessage
	}
	m.unsigned, err = readAttributes(m.signer.Unsigned)
	return m, err
}

func readAttributes(set asn1.RawValue) ([]attribute, error) {
	var all []attribute
	for rest := set.Bytes; len(rest) > 0; {
		var a attribute
		var err error
		if rest, err = asn1.Unmarshal(rest, &a); err != nil {
			return nil, errMessage
		}
		for _, other := range all {
			if other.Type.Equal(a.Type) {
				return nil, errMessage // twice the same: which one holds?
			}
		}
		all = append(all, a)
	}
	return all, nil
}

// value is the only value of an attribute.
func value(all []attribute, name asn1.ObjectIdentifier) ([]byte, bool) {
	for _, a := range all {
		if a.Type.Equal(name) && len(a.Values) == 1 {
			return a.Values[0].FullBytes, true
		}
	}
	return nil, false
}

func has(all []attribute, name asn1.ObjectIdentifier) bool {
	for _, a := range all {
		if a.Type.Equal(name) {
			return true
		}
	}
	return false
}

// by is the signer's certificate, found by issuer and serial.
func (m *message) by() *x509.Certificate {
	for _, c := range m.certificates {
		if bytes.Equal(c.RawIssuer, m.signer.Signer.Issuer.FullBytes) && c.SerialNumber.Cmp(m.signer.Signer.Serial) == 0 {
			return c
		}
	}
	return nil
}

// check says what does not hold between the message, what it signs and its certificate: digest, signature, and that the
// certificate is the one that was signed for (else another with the same key could be put in its place).
func (m *message) check(kind asn1.ObjectIdentifier, content ...[]byte) []Finding {
	own := m.by()
	if own == nil {
		return []Finding{CertificateMissing}
	}
	var found []Finding
	if !m.digestHolds(kind, content) {
		found = append(found, DigestDiffers)
	}
	algorithm, ok := m.algorithm(own)
	signed := bytes.Clone(m.signer.Signed.FullBytes)
	signed[0] = 0x31 // signed as a set (RFC 5652, 5.4)
	if !ok {
		found = append(found, AlgorithmRefused)
	} else if own.CheckSignature(algorithm, signed, m.signer.Signature) != nil {
		found = append(found, SignatureWrong)
	}
	if !m.bound(own) {
		found = append(found, CertificateUnbound)
	}
	return found
}

func (m *message) digestHolds(kind asn1.ObjectIdentifier, content [][]byte) bool {
	var digest []byte
	var named asn1.ObjectIdentifier
	d, _ := value(m.signed, oidMessageDigest)
	k, _ := value(m.signed, oidContentType)
	if _, err := asn1.Unmarshal(d, &digest); err != nil {
		return false
	}
	if _, err := asn1.Unmarshal(k, &named); err != nil {
		return false
	}
	return named.Equal(kind) && m.kind.Equal(kind) && bytes.Equal(digest, hashOf(m.digest, content...))
}

// algorithm is that of key and digest together. What is too weak or unknown is refused.
func (m *message) algorithm(own *x509.Certificate) (x509.SignatureAlgorithm, bool) {
	var table map[crypto.Hash]x509.SignatureAlgorithm
	named := m.signer.Algorithm.Algorithm.String()
	switch key := own.PublicKey.(type) {
	case *ecdsa.PublicKey:
		table = map[crypto.Hash]x509.SignatureAlgorithm{crypto.SHA256: x509.ECDSAWithSHA256, crypto.SHA384: x509.ECDSAWithSHA384, crypto.SHA512: x509.ECDSAWithSHA512}
		if want := map[crypto.Hash]string{crypto.SHA256: "1.2.840.10045.4.3.2", crypto.SHA384: "1.2.840.10045.4.3.3", crypto.SHA512: "1.2.840.10045.4.3.4"}[m.digest]; named != want {
			return 0, false
		}
	case *rsa.PublicKey:
		table = map[crypto.Hash]x509.SignatureAlgorithm{crypto.SHA256: x509.SHA256WithRSA, crypto.SHA384: x509.SHA384WithRSA, crypto.SHA512: x509.SHA512WithRSA}
		want := map[crypto.Hash]string{crypto.SHA256: "1.2.840.113549.1.1.11", crypto.SHA384: "1.2.840.113549.1.1.12", crypto.SHA512: "1.2.840.113549.1.1.13"}[m.digest]
		if key.Size() < 2048/8 || named != oidRSA.String() && named != want {
			return 0, false
		}
	}
	algorithm, ok := table[m.digest]
	return algorithm, ok
}

// bound reports whether the certificate is the first that the signer named.
func (m *message) bound(own *x509.Certificate) bool {
	var named struct {
		Certificates []struct {
			Algorithm pkix.AlgorithmIdentifier `asn1:"optional"`
			Hash      []byte
			Issuer    asn1.RawValue `asn1:"optional"`
		}
		Policies asn1.RawValue `asn1:"optional"`
	}
	v2, ok := value(m.signed, oidSigningCertificateV2)
	if rest, err := asn1.Unmarshal(v2, &named); !ok || err != nil || len(rest) > 0 || len(named.Certificates) == 0 {
		return false
	}
	first := named.Certificates[0]
	hash := crypto.SHA256
	if first.Algorithm.Algorithm != nil {
		hash = digests[first.Algorithm.Algorithm.String()]
	}
	return hash != 0 && bytes.Equal(first.Hash, hashOf(hash, own.Raw))
}

// others are the certificates by which a chain may be built.
func (m *message) others() *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range m.certificates {
		pool.AddCert(c)
	}
	return pool
}
