package document

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/clock"
)

// ctx is for what a test prepares before it runs.
var ctx = context.Background()

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// authority is shared, as keys cost time.
var authority = sync.OnceValue(func() *Authority {
	a, err := NewAuthority("Quiet Orchard Help Desk", now.AddDate(0, -1, 0))
	if err != nil {
		panic(err)
	}
	return a
})

func timeAuthorityOf(a *Authority) *TimeAuthority {
	return &TimeAuthority{Identity: a.Stamp, Clock: clock.NewFake(now), Accuracy: 1500 * time.Millisecond}
}

func sealing(field, name string) Sealing {
	return Sealing{Field: field, Name: name, Reason: "Contract SD-2026-0417", Contact: name + "@orchard.example", At: now, By: authority().Seal, Time: timeAuthorityOf(authority())}
}

func trusted() Trust {
	return Trust{Signers: authority().Roots(), Stamps: authority().Roots(), Now: now.Add(time.Hour)}
}

// rendered is a sample that is rendered once.
var rendered = sync.OnceValue(func() []byte { return must(Render(sample(Persian, English))) })

// parties are who seals the sample, in turn.
var parties = [][2]string{{"client", "مینا توانا"}, {"specialist", "Пётр Лесной"}, {"platform", "静园服务台"}}

// sealedThrice is the sample with three seals, and the file after each of them.
var sealedThrice = sync.OnceValue(func() [][]byte {
	files := [][]byte{rendered()}
	for _, p := range parties {
		files = append(files, must(Seal(ctx, files[len(files)-1], sealing(p[0], p[1]))))
	}
	return files
})

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func verified(t *testing.T, pdf []byte, trust Trust) Report {
	t.Helper()
	r, err := Verify(pdf, trust)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSealsInTurnStayValid(t *testing.T) {
	files := sealedThrice()
	look(t, "sealed", files[3])
	for n, pdf := range files[1:] {
		trust := trusted()
		trust.Original = rendered()
		r := verified(t, pdf, trust)
		if !r.Sound() || len(r.Signatures) != n+1 {
			t.Fatalf("after %d seals: %+v", n+1, r)
		}
		for i, s := range r.Signatures {
			if s.Field != parties[i][0] || s.Name != parties[i][1] || s.Covers != len(files[i+1]) || s.Whole != (i == n) {
				t.Errorf("after %d seals, number %d: %+v", n+1, i+1, s)
			}
			if s.Stamp == nil || !s.Stamp.Time.Equal(now) || s.Stamp.Accuracy != 1500*time.Millisecond || s.Stamp.Policy != DefaultPolicy.String() {
				t.Errorf("timestamp of %s: %+v", s.Field, s.Stamp)
			}
		}
	}
}

func TestSealRefuses(t *testing.T) {
	files := sealedThrice()
	for want, try := range map[error]func() ([]byte, error){
		ErrField:  func() ([]byte, error) { return Seal(ctx, files[0], sealing("judge", "x")) },
		ErrSealed: func() ([]byte, error) { return Seal(ctx, files[1], sealing("client", "x")) },
		ErrAltered: func() ([]byte, error) {
			return Seal(ctx, replaceObject(t, files[1], 1, "<< /Type /Catalog >>"), sealing("specialist", "x"))
		},
		ErrUnreadable: func() ([]byte, error) { return Seal(ctx, files[0][:len(files[0])-20], sealing("client", "x")) },
		errSealText:   func() ([]byte, error) { return Seal(ctx, files[0], sealing("client", "a\u202Eb")) },
	} {
		if _, err := try(); !errors.Is(err, want) {
			t.Errorf("%v, not %v", err, want)
		}
	}
}

func TestSealWithRSA(t *testing.T) {
	key := must(rsa.GenerateKey(rand.Reader, 2048))
	c := &x509.Certificate{SerialNumber: big.NewInt(5), Subject: pkix.Name{CommonName: "RSA"}, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature}
	own := must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, c, authority().Root.Chain[0], key.Public(), authority().Root.Key))))
	s := sealing("client", "Mina")
	s.By = Identity{key, []*x509.Certificate{own, authority().Root.Chain[0]}}
	if r := verified(t, must(Seal(ctx, rendered(), s)), trusted()); !r.Sound() {
		t.Errorf("%+v", r)
	}
	for what, id := range map[string]Identity{
		"nothing":                 {},
		"no certificate":          {Key: key},
		"another's certificate":   {Key: key, Chain: authority().Seal.Chain},
		"a curve that is refused": {Key: must(ecdsa.GenerateKey(elliptic.P224(), rand.Reader)), Chain: authority().Seal.Chain},
	} {
		s.By = id
		if _, err := Seal(ctx, rendered(), s); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// run runs a tool; a machine without it fails, for these are the proof that others accept what we write.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func write(t *testing.T, dir, file string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, file)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOthersAcceptTheSeals(t *testing.T) {
	dir, pdf := t.TempDir(), sealedThrice()[3]
	path := write(t, dir, "sealed.pdf", pdf)
	run(t, "qpdf", "--check", path)
	out := run(t, "pdfsig", "-nocert", path)
	for what, times := range map[string]int{
		"Signature Validation: Signature is Valid.": 3, "Signature Type: ETSI.CAdES.detached": 3, "Signature #3:": 1, "Total document signed": 1,
	} {
		if strings.Count(out, what) != times {
			t.Errorf("pdfsig says %d times %q:\n%s", strings.Count(out, what), what, out)
		}
	}
	for _, p := range parties {
		if !strings.Contains(out, p[0]) {
			t.Errorf("pdfsig does not know %s:\n%s", p[0], out)
		}
	}
	root := write(t, dir, "root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority().Root.Chain[0].Raw}))
	for i, m := range messages(t, pdf) {
		signature := write(t, dir, "cms.der", m.der)
		content := write(t, dir, "content", m.content)
		run(t, "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content", content, "-CAfile", root, "-purpose", "any", "-cades", "-out", os.DevNull)
		token := write(t, dir, "token.der", m.token)
		answer := run(t, "openssl", "ts", "-verify", "-token_in", "-in", token, "-data", write(t, dir, "value", m.value), "-CAfile", root)
		if !strings.Contains(answer, "Verification: OK") {
			t.Errorf("openssl ts on number %d: %s", i+1, answer)
		}
	}
}

// contents finds the seals' values in the file by their outer form.
var contents = regexp.MustCompile(`/ByteRange \[0 (\d+) (\d+) (\d+) *\] /Contents <([0-9A-F]+)>`)

type cutOut struct{ der, content, token, value []byte }

func messages(t *testing.T, pdf []byte) []cutOut {
	t.Helper()
	var all []cutOut
	for _, at := range contents.FindAllSubmatchIndex(pdf, -1) {
		raw := must(hex.DecodeString(string(pdf[at[8]:at[9]])))
		var outer asn1.RawValue
		rest := must(asn1.Unmarshal(raw, &outer))
		m := must(readMessage(raw))
		token, _ := value(m.unsigned, oidStampToken)
		r := revisionAt(t, pdf, at[0])
		all = append(all, cutOut{raw[:len(raw)-len(rest)], append(bytes.Clone(pdf[:at[8]-1]), pdf[at[9]+1:r.to]...), token, m.signer.Signature})
	}
	if len(all) == 0 {
		t.Fatal("no seal found")
	}
	return all
}

func revisionAt(t *testing.T, pdf []byte, at int) *revision {
	t.Helper()
	for _, r := range must(revisions(pdf)) {
		if at >= r.from && at < r.to {
			return r
		}
	}
	t.Fatal("no such revision")
	return nil
}

func TestSealHasNoSigningTime(t *testing.T) {
	for _, c := range messages(t, sealedThrice()[3]) {
		m := must(readMessage(c.der))
		if has(m.signed, oidSigningTime) || !has(m.signed, oidSigningCertificateV2) || m.digest != crypto.SHA256 {
			t.Error("the signed attributes are not those of PAdES B-B")
		}
	}
}
