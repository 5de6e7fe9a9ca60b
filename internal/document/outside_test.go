package document

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// outsider signs with a program of others and a certificate of others: poppler's pdfsig, with its keys in an NSS database.
type outsider struct {
	dir   string
	roots *x509.CertPool
}

func newOutsider(t *testing.T) *outsider {
	t.Helper()
	o := &outsider{dir: t.TempDir(), roots: x509.NewCertPool()}
	at := func(name string) string { return filepath.Join(o.dir, name) }
	write(t, o.dir, "usage", []byte("keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=emailProtection\n"))
	run(t, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", at("ca.key"), "-out", at("ca.pem"), "-days", "3650", "-subj", "/CN=Outside CA")
	run(t, "openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", at("own.key"), "-out", at("own.csr"), "-subj", "/CN=Mina Tavana")
	run(t, "openssl", "x509", "-req", "-in", at("own.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-set_serial", "5", "-days", "3650", "-extfile", at("usage"), "-out", at("own.pem"))
	run(t, "openssl", "pkcs12", "-export", "-in", at("own.pem"), "-inkey", at("own.key"), "-certfile", at("ca.pem"), "-name", "mina", "-passout", "pass:", "-out", at("own.p12"))
	run(t, "certutil", "-N", "-d", "sql:"+o.dir, "--empty-password")
	run(t, "pk12util", "-i", at("own.p12"), "-d", "sql:"+o.dir, "-W", "")
	run(t, "certutil", "-M", "-d", "sql:"+o.dir, "-n", "Outside CA", "-t", "CT,C,C")
	root, _ := pem.Decode(must(os.ReadFile(at("ca.pem"))))
	o.roots.AddCert(must(x509.ParseCertificate(root.Bytes)))
	return o
}

func (o *outsider) sign(t *testing.T, pdf []byte, args ...string) []byte {
	t.Helper()
	in, out := write(t, o.dir, "in.pdf", pdf), filepath.Join(o.dir, "out.pdf")
	run(t, "pdfsig", append(append([]string{"-nssdir", "sql:" + o.dir, "-nick", "mina"}, args...), in, out)...)
	return must(os.ReadFile(out))
}

func TestSignedElsewhere(t *testing.T) {
	o := newOutsider(t)
	trust := trusted()
	trust.Original = rendered()
	for _, c := range authority().Root.Chain {
		o.roots.AddCert(c)
	}
	trust.Signers = o.roots
	if made := o.made(t); made.After(trust.Now) {
		trust.Now = made
	}
	signed := o.sign(t, rendered(), "-sign", "client")
	r := verified(t, signed, trust)
	if len(r.Findings) > 0 || len(r.Signatures) != 1 || !slices.Equal(r.Signatures[0].Findings, []Finding{TimestampMissing}) || r.Signatures[0].Name != "Mina Tavana" {
		t.Errorf("signed in its place by another program: %+v", r)
	}
	both := must(Seal(t.Context(), signed, sealing("platform", "Help desk")))
	if r := verified(t, both, trust); len(r.Findings) > 0 || len(r.Signatures) != 2 || len(r.Signatures[1].Findings) > 0 {
		t.Errorf("then sealed by us: %+v", r)
	}
	trust.Original = must(Render(sample(Persian)))
	if r := verified(t, signed, trust); !slices.Contains(r.Findings, OtherOriginal) {
		t.Errorf("another document came back: %+v", r)
	}
	trust.Original = nil
	for at := 0; at < len(rendered()); at += len(rendered()) / 97 {
		r, err := Verify(flipped(signed, at), trust)
		if err == nil && len(r.Signatures) == 1 && slices.Equal(r.Signatures[0].Findings, []Finding{TimestampMissing}) {
			t.Errorf("byte %d was changed unnoticed", at)
		}
	}
}

// made is when the certificate begins to hold: the tools go by the machine's clock.
func (o *outsider) made(t *testing.T) time.Time {
	t.Helper()
	block, _ := pem.Decode(must(os.ReadFile(filepath.Join(o.dir, "own.pem"))))
	return must(x509.ParseCertificate(block.Bytes)).NotBefore
}

func flipped(b []byte, at int) []byte {
	out := bytes.Clone(b)
	out[at] ^= 1
	return out
}
