package remote

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"surety/internal/db"
)

const (
	product      = "/tmp/surety"
	assistBinary = "/tmp/surety-assist"
	certificate  = "/tmp/certificate.pem" // of its own authority
	secret       = "/tmp/key.pem"
	template     = "/tmp/template" // a filled data directory
)

// prepared is what every journey begins with, made once.
var prepared = sync.OnceValues(prepare)

// cast are people of the installation who are signed in, and an API token of the specialist's.
type cast struct {
	client, specialist string // cookies
	department, token  string
}

// prepare fills a data directory and signs people in, as the demo world lets one on its own machine. From then on it is served as any other.
func prepare() (c cast, err error) {
	if err = certify(host, innerHost); err != nil {
		return c, err
	}
	m := &server{data: template, host: host, out: &said{}}
	if err = m.command("demo", "--serve", "--listen", "127.0.0.1:443").Start(); err != nil {
		return c, err
	}
	defer func() {
		_ = m.cmd.Process.Signal(syscall.SIGTERM)
		_ = m.cmd.Wait()
		if err == nil {
			err = os.Remove(filepath.Join(template, "demo.json"))
		}
	}()
	if err = exec.Command("ip", "link", "set", "lo", "up").Run(); err != nil {
		return c, err
	}
	if err = m.ready(func(r *http.Request) (*http.Response, error) { return door(nil).Do(r) }); err != nil {
		return c, fmt.Errorf("%w\n%s", err, m.out)
	}
	return sign(person{host: host, http: door(nil)})
}

// sign signs in a client, and an agent of the department that the client's tickets go to.
func sign(p person) (c cast, err error) {
	var all []struct {
		ID    string
		Roles []string
	}
	if err = p.call("GET", "/demo/personas", nil, &all); err != nil {
		return c, err
	}
	for _, who := range all {
		if p.cookie, err = p.signIn(who.ID); err != nil {
			return c, err
		}
		var session struct {
			Account struct {
				Posts []struct {
					Post       string
					Department struct{ ID string }
				}
			}
		}
		if err = p.call("GET", "/session", nil, &session); err != nil {
			return c, err
		}
		for _, post := range session.Account.Posts {
			if post.Post == "agent" && c.specialist == "" {
				c.specialist, c.department = p.cookie, post.Department.ID
			}
		}
		if slices.Contains(who.Roles, "client") && len(session.Account.Posts) == 0 && c.client == "" {
			c.client = p.cookie
		}
		if c.client != "" && c.specialist != "" {
			break
		}
	}
	p.cookie = c.specialist
	var made struct{ Token string }
	err = p.call("POST", "/me/tokens", map[string]any{"label": "connect", "scopes": []string{"remote:work"}, "expiresInDays": 1}, &made)
	c.token = made.Token
	return c, err
}

// said is what a program wrote.
type said struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(b)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// server is surety serve on its machine.
type server struct {
	data, host string
	at         *machine
	cmd        *exec.Cmd
	out        *said
}

func (s *server) command(name string, more ...string) *exec.Cmd {
	args := append([]string{name, "--data", s.data, "--url", "https://" + s.host, "--tls-cert", certificate, "--tls-key", secret, "--log-level", "info"}, more...)
	s.cmd = exec.Command(product, args...)
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	return s.cmd
}

// serve serves a copy of the filled directory.
func serve(t *testing.T, at *machine, name string) *server {
	t.Helper()
	_, err := prepared()
	must(t, err)
	s := &server{data: t.TempDir() + "/data", host: name, at: at, out: &said{}}
	must(t, exec.Command("cp", "-a", template, s.data).Run())
	s.start(t)
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("the server said:\n%s", s.out)
		}
	})
	return s
}

func (s *server) start(t *testing.T) {
	t.Helper()
	must(t, s.at.start(s.command("serve", "--listen", map[string]string{host: ":443", innerHost: tunnelled + ":443"}[s.host], "--rate-scale", "20")))
	client := door(s.at)
	if err := s.ready(client.Do); err != nil {
		t.Fatalf("%v\n%s", err, s.out)
	}
}

// age makes a server that does not run believe, when it is started, that it was killed so long ago.
func (s *server) age(t *testing.T, by time.Duration) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Settings{URL: filepath.Join(s.data, "surety.db"), Migrations: db.Data})
	must(t, err)
	must(t, d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, ends := tx.Exec(ctx, `UPDATE remote_end SET lost = lost - $1`, by.Microseconds())
		_, nodes := tx.Exec(ctx, `UPDATE remote_node SET until = until - $1`, by.Microseconds())
		return errors.Join(ends, nodes)
	}))
	must(t, d.Close())
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

func (s *server) ready(do func(*http.Request) (*http.Response, error)) error {
	end := time.Now().Add(time.Minute)
	for tick := time.NewTicker(20 * time.Millisecond); ; <-tick.C {
		r, err := http.NewRequest(http.MethodGet, "https://"+s.host+"/readyz", nil)
		if err != nil {
			return err
		}
		answer, err := do(r)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		if time.Now().After(end) {
			return fmt.Errorf("the server does not become ready: %w", err)
		}
	}
}

// door is a way to servers from a machine; nil is where the test itself is, with the server on it.
func door(from *machine) *http.Client {
	pem, _ := os.ReadFile(certificate)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	t := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	if t.DialContext = hereOnly; from != nil {
		t.DialContext = from.dial
	}
	return &http.Client{Transport: t, Timeout: 30 * time.Second}
}

// person is somebody at a browser.
type person struct {
	host, cookie string
	http         *http.Client
}

func (p person) request(method, path string, body any) (*http.Response, error) {
	var b []byte
	if body != nil {
		b, _ = json.Marshal(body)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, "https://"+p.host+"/api/v1"+path, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{"Cookie": p.cookie, "Origin": "https://" + p.host, "X-Surety-Csrf": "1", "Content-Type": "application/json", "Idempotency-Key": rand.Text()} {
		r.Header.Set(name, value)
	}
	return p.http.Do(r)
}

func (p person) call(method, path string, body, into any) error {
	answer, err := p.request(method, path, body)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: %s %s %w", method, path, answer.Status, text, err)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(text, into)
}

func (p person) signIn(id string) (cookie string, err error) {
	p.cookie = ""
	answer, err := p.request("POST", "/demo/sign-in", map[string]string{"id": id})
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("sign in: %s", answer.Status)
	}
	var all []string
	for _, c := range answer.Cookies() {
		all = append(all, c.Name+"="+c.Value)
	}
	return strings.Join(all, "; "), nil
}

// certify makes an authority of its own that vouches for the names by itself.
func certify(names ...string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Journeys"}, DNSNames: names, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(secret, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600); err != nil {
		return err
	}
	return os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600)
}
