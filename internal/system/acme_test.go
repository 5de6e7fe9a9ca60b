package system_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const domain = "help.surety.example"

// authority is a certificate authority of our own: Pebble, which Let's Encrypt keeps for trying clients of ACME, beside
// a name server by which every name is this machine.
type authority struct {
	t         testing.TB
	said      *transcript
	stop      []func()
	directory string
	rootFile  string // by which its own address is known
	client    *http.Client
	manage    string
}

// newAuthority starts one that proves names at the port of the given address.
func newAuthority(t testing.TB, proves string) *authority {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.Command("go", "-C", "../../tools", "build", "-o", dir+"/", "github.com/letsencrypt/pebble/v2/cmd/pebble", "github.com/letsencrypt/pebble/v2/cmd/pebble-challtestsrv").CombinedOutput()
	if err != nil {
		t.Fatalf("build the authority: %v\n%s", err, out)
	}
	a := &authority{t: t, said: &transcript{}, rootFile: filepath.Join(dir, "cert.pem")}
	pool := ownCertificate(t, dir)
	a.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	listen, manage, names := freeAddress(t), freeAddress(t), freeAddress(t)
	a.directory, a.manage = "https://"+listen+"/dir", "https://"+manage
	settings, err := json.Marshal(m{"pebble": m{"listenAddress": listen, "managementListenAddress": manage, "certificate": a.rootFile,
		"privateKey": filepath.Join(dir, "key.pem"), "httpPort": port(freeAddress(t)), "tlsPort": port(proves)}})
	if err != nil {
		t.Fatal(err)
	}
	keep(t, filepath.Join(dir, "pebble.json"), string(settings))
	a.begin(filepath.Join(dir, "pebble-challtestsrv"), "-dns01", names, "-management", freeAddress(t), "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "",
		"-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", "")
	a.begin(filepath.Join(dir, "pebble"), "-config", filepath.Join(dir, "pebble.json"), "-dnsserver", names, "-strict")
	wait(t, 30*time.Second, "the authority", func() bool { _, err := a.get(a.directory); return err == nil })
	return a
}

func port(address string) int {
	a, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		panic(err)
	}
	return a.Port
}

func (a *authority) begin(program string, args ...string) {
	a.t.Helper()
	c := exec.Command(program, args...)
	c.Env, c.Stdout, c.Stderr = []string{"PEBBLE_VA_NOSLEEP=1"}, a.said, a.said
	if err := c.Start(); err != nil {
		a.t.Fatal(err)
	}
	end := func() { _ = c.Process.Kill(); _ = c.Wait() } // it may be gone already
	a.stop = append(a.stop, end)
	a.t.Cleanup(end)
}

func (a *authority) get(url string) ([]byte, error) {
	res, err := a.client.Get(url)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	return io.ReadAll(res.Body)
}

// roots are by which visitors know what the authority issues.
func (a *authority) roots() *x509.CertPool {
	a.t.Helper()
	text, err := a.get(a.manage + "/roots/0")
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(text) {
		a.t.Fatalf("the authority's root: %v %s", err, text)
	}
	return pool
}

// orders is how many certificates were asked for. The authority refuses one request in twenty for its nonce, to see that it comes again (RFC 8555, 6.5).
func (a *authority) orders() int { return strings.Count(a.said.String(), "Added order ") }

// ownCertificate writes a key and a certificate for this machine's address.
func ownCertificate(t testing.TB, dir string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	is := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, is, is, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	keep(t, filepath.Join(dir, "cert.pem"), text)
	keep(t, filepath.Join(dir, "key.pem"), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(text))
	return pool
}

// greet shakes hands with the server under a name and returns the certificate that it showed.
func greet(address, name string, roots *x509.CertPool) (*x509.Certificate, error) {
	d := &net.Dialer{Timeout: 20 * time.Second}
	c, err := tls.DialWithDialer(d, "tcp", address, &tls.Config{ServerName: name, RootCAs: roots})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.ConnectionState().PeerCertificates[0], nil
}

// open reports whether the server takes connections.
func open(address string) bool {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return false
	}
	return c.Close() == nil
}

// TestCertificateComesByItself has the server get its certificate from a real authority, and keep it.
func TestCertificateComesByItself(t *testing.T) {
	data, address := filepath.Join(t.TempDir(), "data"), freeAddress(t)
	ca := newAuthority(t, address)
	args := []string{"--domain", domain, "--listen", address, "--acme-directory", ca.directory}
	begin := func(more ...string) *server {
		s := start(t, data, append(args, more...)...)
		wait(t, 60*time.Second, "the server", func() bool { return s.gone() || open(address) })
		return s
	}
	roots := ca.roots()
	s := begin() // knows the system's authorities alone
	if _, err := greet(address, domain, roots); err == nil {
		t.Error("a server got a certificate from an authority that it does not know")
	}
	s.stop()
	if said := s.errs.String(); !strings.Contains(said, "no certificate was to be had") || !strings.Contains(said, "x509") {
		t.Errorf("the operator is not told why: %s", said)
	}

	s = begin("--acme-root", ca.rootFile)
	if _, err := greet(address, "other.surety.example", roots); err == nil || ca.orders() != 0 {
		t.Errorf("another name was served (%v), and %d certificates asked for", err, ca.orders())
	}
	first, err := greet(address, domain, roots)
	if err != nil {
		s.stop()
		t.Fatalf("%v\n%s\n%s", err, s.errs.tail(), ca.said.tail())
	}
	visitor := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{ServerName: domain, RootCAs: roots}}}
	old := &tls.Config{ServerName: domain, RootCAs: roots, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11} //nolint:gosec // to be refused
	if c, err := tls.Dial("tcp", address, old); err == nil {
		t.Error("TLS 1.1 was spoken")
		c.Close()
	}
	ready, err := visitor.Get("https://" + address + "/readyz")
	if err != nil || ready.StatusCode != 200 {
		t.Errorf("ready: %v %v", ready, err)
	}
	s.stop()
	keysArePrivate(t, data)
	if n := ca.orders(); n != 1 {
		t.Errorf("%d certificates were asked for, want 1", n)
	}
	for _, end := range ca.stop { // nobody is there to be asked again
		end()
	}
	s = begin("--acme-root", ca.rootFile)
	again, err := greet(address, domain, roots)
	if err != nil || !again.Equal(first) {
		t.Errorf("after a new start: %v, another certificate", err)
	}
	s.stop()
}

// keysArePrivate expects the keys in the data directory, for its owner alone.
func keysArePrivate(t testing.TB, data string) {
	t.Helper()
	keys := 0
	err := filepath.WalkDir(filepath.Join(data, "acme"), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if e.IsDir() {
			return nil
		}
		text, err := os.ReadFile(path)
		keys += strings.Count(string(text), "PRIVATE KEY-----\n")
		return err
	})
	if err != nil || keys < 4 { // two keys, each with its begin and end
		t.Errorf("%d lines of keys: %v", keys, fmt.Sprint(err))
	}
}
