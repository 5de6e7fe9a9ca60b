package document

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha256" // for crypto.Hash
	_ "crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"

	"surety/internal/fault"
)

// Names of things in signed messages (RFC 5652, 5035, 3161, 5754).
var (
	oidData                 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidStampInfo            = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidContentType          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidSigningCertificate   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidSigningCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidStampToken           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidRSA                  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidECDSAWithSHA256      = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

var digests = map[string]crypto.Hash{
	"2.16.840.1.101.3.4.2.1": crypto.SHA256,
	"2.16.840.1.101.3.4.2.2": crypto.SHA384,
	"2.16.840.1.101.3.4.2.3": crypto.SHA512,
}

var (
	oidSHA256 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	algSHA256 = pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
	algRSA    = pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue}
	algECDSA  = pkix.AlgorithmIdentifier{Algorithm: oidECDSAWithSHA256}
)

// contentInfo, signedData and signerInfo are RFC 5652, 3, 5.1, 5.3; a signer is named by issuer and serial.
type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"explicit,tag:0"`
}

type signedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Content      encapsulated
	Certificates asn1.RawValue `asn1:"optional,tag:0"`
	Revocations  asn1.RawValue `asn1:"optional,tag:1"`
	Signers      []signerInfo  `asn1:"set"`
}

type encapsulated struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"optional,explicit,tag:0"`
}

type signerInfo struct {
	Version   int
	Signer    issuerAndSerial
	Digest    pkix.AlgorithmIdentifier
	Signed    asn1.RawValue `asn1:"optional,tag:0"`
	Algorithm pkix.AlgorithmIdentifier
	Signature []byte
	Unsigned  asn1.RawValue `asn1:"optional,tag:1"`
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []asn1.RawValue `asn1:"set"`
}

// essCertificate is ESSCertIDv2 (RFC 5035) with the default digest, SHA-256, left out as DER demands.
type essCertificate struct{ Hash []byte }

type signingCertificate struct{ Certificates []essCertificate }

// Identity is a key with its certificates, its own first, the root last.
type Identity struct {
	Key   crypto.Signer // ECDSA on P-256, or RSA of 2048 bits and more
	Chain []*x509.Certificate
}

// ErrKey is an identity that cannot sign: an unsuitable key, or a certificate that is not of the key.
var ErrKey = fault.New(fault.Invalid, "document_key", "a seal is made with ECDSA on P-256 or with RSA of 2048 bits and more, with the certificate of the key")

func (id Identity) algorithm() (pkix.AlgorithmIdentifier, error) {
	if id.Key == nil || len(id.Chain) == 0 {
		return pkix.AlgorithmIdentifier{}, ErrKey
	}
	switch key := id.Key.Public().(type) {
	case *ecdsa.PublicKey:
		if key.Curve.Params().BitSize == 256 && key.Equal(id.Chain[0].PublicKey) {
			return algECDSA, nil
		}
	case *rsa.PublicKey:
		if key.Size() >= 2048/8 && key.Equal(id.Chain[0].PublicKey) {
			return algRSA, nil
		}
	}
	return pkix.AlgorithmIdentifier{}, ErrKey
}

// sign makes a signer's part over a SHA-256 digest of content. There is no signing time among the attributes: PAdES
// (EN 319 142-1, 6.3) forbids it, and a claimed time proves nothing; the timestamp does.
func (id Identity) sign(kind asn1.ObjectIdentifier, digest []byte) (signerInfo, error) {
	algorithm, err := id.algorithm()
	if err != nil {
		return signerInfo{}, err
	}
	own := id.Chain[0]
	hash := sha256Of(own.Raw)
	attributes, err := attributeSet(
		[]any{oidContentType, kind}, []any{oidMessageDigest, digest}, []any{oidSigningCertificateV2, signingCertificate{[]essCertificate{{hash}}}})
	if err != nil {
		return signerInfo{}, err
	}
	signature, err := id.Key.Sign(rand.Reader, sha256Of(attributes), crypto.SHA256)
	if err != nil {
		return signerInfo{}, fmt.Errorf("sign: %w", err)
	}
	return signerInfo{
		Version: 1, Signer: issuerAndSerial{asn1.RawValue{FullBytes: own.RawIssuer}, own.SerialNumber}, Digest: algSHA256,
		Signed: retagged(attributes, 0xA0), Algorithm: algorithm, Signature: signature,
	}, nil
}

// message wraps a signer's part; content is nil where it lies outside.
func (id Identity) message(kind asn1.ObjectIdentifier, content []byte, by signerInfo) ([]byte, error) {
	var certificates []byte
	for _, c := range id.Chain {
		certificates = append(certificates, c.Raw...)
	}
	inner := signedData{Version: 1, Digests: []pkix.AlgorithmIdentifier{algSHA256}, Content: encapsulated{Type: kind}, Signers: []signerInfo{by}}
	if certificates != nil {
		inner.Certificates = asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: certificates}
	}
	if content != nil {
		octets, err := asn1.Marshal(content)
		if err != nil {
			return nil, err
		}
		inner.Version = 3 // RFC 5652, 5.1: content other than data
		inner.Content.Content = asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: octets}
	}
	der, err := asn1.Marshal(inner)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(contentInfo{oidSignedData, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: der}})
}

// attributeSet is the DER of attributes, each a name with one value, sorted as DER sorts a set.
func attributeSet(pairs ...[]any) ([]byte, error) {
	var all [][]byte
	for _, p := range pairs {
		value, err := asn1.Marshal(p[1])
		if err != nil {
			return nil, err
		}
		der, err := asn1.Marshal(attribute{p[0].(asn1.ObjectIdentifier), []asn1.RawValue{{FullBytes: value}}})
		if err != nil {
			return nil, err
		}
		all = append(all, der)
	}
	slices.SortFunc(all, bytes.Compare)
	return asn1.Marshal(asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSet, IsCompound: true, Bytes: bytes.Join(all, nil)})
}

// retagged is the same value under another first byte: a set that is signed stands in the message as [0].
func retagged(der []byte, tag byte) asn1.RawValue {
	out := bytes.Clone(der)
	out[0] = tag
	return asn1.RawValue{FullBytes: out}
}

func sha256Of(b []byte) []byte { return hashOf(crypto.SHA256, b) }

func hashOf(h crypto.Hash, parts ...[]byte) []byte {
	w := h.New()
	for _, b := range parts {
		w.Write(b)
	}
	return w.Sum(nil)
}
