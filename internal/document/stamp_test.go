package document

import (
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnswersOthersRequests: openssl asks, the authority built in answers, openssl checks the answer.
func TestAnswersOthersRequests(t *testing.T) {
	dir := t.TempDir()
	data := write(t, dir, "data", []byte("what is to be dated"))
	root := write(t, dir, "root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority().Root.Chain[0].Raw}))
	own := write(t, dir, "own.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority().Stamp.Chain[0].Raw}))
	for _, digest := range []string{"-sha256", "-sha384", "-sha512"} {
		query := filepath.Join(dir, "query")
		run(t, "openssl", "ts", "-query", "-data", data, digest, "-out", query)
		bare := write(t, dir, "bare", timeAuthorityOf(authority()).Answer(must(os.ReadFile(query))))
		run(t, "openssl", "ts", "-verify", "-queryfile", query, "-in", bare, "-CAfile", root, "-untrusted", own)
		run(t, "openssl", "ts", "-query", "-data", data, digest, "-cert", "-out", query)
		reply := write(t, dir, "reply", timeAuthorityOf(authority()).Answer(must(os.ReadFile(query))))
		if out := run(t, "openssl", "ts", "-verify", "-queryfile", query, "-in", reply, "-CAfile", root); !strings.Contains(out, "Verification: OK") {
			t.Errorf("%s: %s", digest, out)
		}
		if out := run(t, "openssl", "ts", "-reply", "-in", reply, "-text"); !strings.Contains(out, "Accuracy: 0x01 seconds, 0x01F4 millis") || !strings.Contains(out, DefaultPolicy.String()) {
			t.Errorf("%s: %s", digest, out)
		}
	}
}

func TestAnswerRefuses(t *testing.T) {
	digest := sha256.Sum256(nil)
	good := stampRequest{Version: 1, Imprint: imprint{withNull, digest[:]}, Nonce: big.NewInt(7)}
	for what, change := range map[string]func(*stampRequest){
		"another version": func(r *stampRequest) { r.Version = 2 },
		"a short digest":  func(r *stampRequest) { r.Imprint.Digest = digest[:20] },
		"SHA-1":           func(r *stampRequest) { r.Imprint.Algorithm.Algorithm = asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26} },
		"another policy":  func(r *stampRequest) { r.Policy = asn1.ObjectIdentifier{1, 2, 3} },
		"an extension": func(r *stampRequest) {
			r.Extensions = asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: []byte{5, 0}}
		},
	} {
		r := good
		change(&r)
		var answer stampResponse
		if _, err := asn1.Unmarshal(timeAuthorityOf(authority()).Answer(must(asn1.Marshal(r))), &answer); err != nil || answer.Status.Status != 2 || len(answer.Token.FullBytes) > 0 {
			t.Errorf("%s: %v %+v", what, err, answer.Status)
		}
	}
}

// outside is a time authority over HTTP that answers as change makes it.
func outside(t *testing.T, change func(w http.ResponseWriter, request, answer []byte)) *RemoteTime {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/timestamp-reply")
		change(w, request, timeAuthorityOf(authority()).Answer(request))
	}))
	t.Cleanup(server.Close)
	return &RemoteTime{URL: server.URL, Roots: authority().Roots(), AllowPrivate: true}
}

func honest(w http.ResponseWriter, _, answer []byte) { w.Write(answer) }

func TestRemoteTime(t *testing.T) {
	digest := sha256.Sum256([]byte("signature"))
	token, err := outside(t, honest).Timestamp(t.Context(), digest)
	if err != nil {
		t.Fatal(err)
	}
	stamp, found := readStamp(token, func(crypto.Hash) []byte { return digest[:] }, nil, authority().Roots())
	if len(found) > 0 || !stamp.Time.Equal(now) {
		t.Errorf("%+v %v", stamp, found)
	}
	s := sealing("client", "Mina")
	s.Time = outside(t, honest)
	if r := verified(t, must(Seal(t.Context(), rendered(), s)), trusted()); !r.Sound() {
		t.Errorf("sealed with time from outside: %+v", r)
	}
}

func TestRemoteTimeIsChecked(t *testing.T) {
	stranger := must(NewAuthority("Stranger", now))
	replay := timeAuthorityOf(authority()).Answer(must(asn1.Marshal(stampRequest{Version: 1, Imprint: imprint{withNull, make([]byte, 32)}, Nonce: big.NewInt(1), Certificates: true})))
	for what, test := range map[string]struct {
		answer func(w http.ResponseWriter, request, answer []byte)
		want   error
	}{
		"an answer to another": {func(w http.ResponseWriter, _, _ []byte) { w.Write(replay) }, ErrTimeUntrue},
		"without the nonce": {func(w http.ResponseWriter, request, _ []byte) {
			w.Write(timeAuthorityOf(authority()).Answer(withNonce(request, nil)))
		}, ErrTimeUntrue},
		"another nonce": {func(w http.ResponseWriter, request, _ []byte) {
			w.Write(timeAuthorityOf(authority()).Answer(withNonce(request, big.NewInt(1))))
		}, ErrTimeUntrue},
		"a stranger":  {func(w http.ResponseWriter, request, _ []byte) { w.Write(timeAuthorityOf(stranger).Answer(request)) }, ErrTimeUntrue},
		"a refusal":   {func(w http.ResponseWriter, _, _ []byte) { w.Write(refusal(25)) }, ErrTimeSilent},
		"a page":      {func(w http.ResponseWriter, _, a []byte) { w.Header().Set("Content-Type", "text/html"); w.Write(a) }, ErrTimeSilent},
		"an error":    {func(w http.ResponseWriter, _, a []byte) { w.WriteHeader(http.StatusBadGateway); w.Write(a) }, ErrTimeSilent},
		"without end": {func(w http.ResponseWriter, _, a []byte) { w.Write(append(a, make([]byte, maxTokenBytes)...)) }, ErrTimeSilent},
		"a redirection": {func(w http.ResponseWriter, _, _ []byte) {
			w.Header().Set("Location", "/")
			w.WriteHeader(http.StatusFound)
		}, ErrTimeSilent},
		"bytes after the token": {func(w http.ResponseWriter, _, a []byte) { w.Write(append(a, 5, 0)) }, ErrTimeSilent},
	} {
		if _, err := outside(t, test.answer).Timestamp(t.Context(), sha256.Sum256([]byte("x"))); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func withNonce(request []byte, nonce *big.Int) []byte {
	var r stampRequest
	must(asn1.Unmarshal(request, &r))
	r.Nonce = nonce
	return must(asn1.Marshal(r))
}

func TestRemoteTimeAddress(t *testing.T) {
	near := outside(t, honest)
	near.AllowPrivate = false
	if _, err := near.Timestamp(t.Context(), sha256.Sum256(nil)); !errors.Is(err, ErrTimePrivate) {
		t.Errorf("a local address was asked: %v", err)
	}
	for _, address := range []string{"", "ftp://time.example", "file:///etc/passwd", "https://user:word@time.example/", "://"} {
		if _, err := (&RemoteTime{URL: address}).Timestamp(context.Background(), sha256.Sum256(nil)); !errors.Is(err, ErrTimeAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
	for address, want := range map[string]bool{
		"127.0.0.1": false, "10.1.2.3": false, "192.168.0.1": false, "172.16.0.1": false, "169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false,
		"::1": false, "fe80::1": false, "fd00::1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "::ffff:10.0.0.1": false, "224.0.0.1": false,
		"93.184.215.14": true, "2606:2800:21f:cb07:6820:80da:af6b:8b2c": true,
	} {
		if public(netip.MustParseAddr(address).Unmap()) != want {
			t.Errorf("%s is taken for public: %v", address, !want)
		}
	}
}

func TestAuthorityIsKept(t *testing.T) {
	a := must(ParseAuthority(must(authority().Marshal())))
	if !a.Seal.Chain[0].Equal(authority().Seal.Chain[0]) || !a.Root.Chain[0].Equal(authority().Root.Chain[0]) {
		t.Error("another authority came back")
	}
	old := sealedThrice()[3]
	if err := a.Renew(now.AddDate(4, 0, 0)); err != nil || a.Seal.Chain[0].Equal(authority().Seal.Chain[0]) {
		t.Fatalf("not renewed: %v", err)
	}
	trust := Trust{Signers: a.Roots(), Stamps: a.Roots(), Now: now.AddDate(9, 0, 0)}
	if r := verified(t, old, trust); !r.Sound() {
		t.Errorf("nine years on, the timestamp holds what its seal no longer could: %+v", r)
	}
	for _, bad := range []string{"", "{}", `{"root":{"key":"AA=="}}`} {
		if _, err := ParseAuthority([]byte(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
