package mail

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"
	gomail "github.com/wneessen/go-mail"

	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/fault"
	"surety/internal/vault"
)

var epoch = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

// server is a mail server that writes down what it was given, on a loopback port.
type server struct {
	mu      sync.Mutex
	got     []received
	refuse  error // the answer to RCPT
	address string
	roots   *x509.CertPool
}

type received struct {
	from, to, user string
	tls            bool
	data           []byte
}

type session struct {
	s    *server
	conn *gosmtp.Conn
	r    received
}

func (s *server) NewSession(c *gosmtp.Conn) (gosmtp.Session, error) {
	return &session{s: s, conn: c}, nil
}
func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "secret" {
			return gosmtp.ErrAuthFailed
		}
		s.r.user = user
		return nil
	}), nil
}
func (s *session) Mail(from string, _ *gosmtp.MailOptions) error { s.r.from = from; return nil }
func (s *session) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	s.r.to = to
	return s.s.refuse
}
func (s *session) Data(r io.Reader) (err error) {
	s.r.data, err = io.ReadAll(r)
	_, s.r.tls = s.conn.TLSConnectionState()
	s.s.mu.Lock()
	defer s.s.mu.Unlock()
	s.s.got = append(s.s.got, s.r)
	return err
}
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// serve starts a mail server; secure is "starttls", "tls" or "none".
func serve(t *testing.T, secure string) *server {
	t.Helper()
	s := &server{}
	cert := certificate(t)
	s.roots = x509.NewCertPool()
	s.roots.AddCert(cert.Leaf)
	srv := gosmtp.NewServer(s)
	srv.Domain, srv.EnableSMTPUTF8 = "mail.firm.example", true
	srv.AllowInsecureAuth = secure == "none"
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	switch secure {
	case "starttls":
		srv.TLSConfig = config
	case "tls":
		l = tls.NewListener(l, config)
	}
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	return s
}

func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		DNSNames: []string{"mail.firm.example"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func transport(t *testing.T, s *server, scheme, login string) *smtp {
	t.Helper()
	tr, err := SMTP(SMTPSettings{URL: scheme + "://" + login + s.address, From: "Помощь <help@firm.example>", Clock: clock.NewFake(epoch), Roots: s.roots})
	if err != nil {
		t.Fatal(err)
	}
	return tr.(*smtp)
}

func header(t *testing.T, data []byte) netmail.Header {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header
}

func TestLettersArriveOverTLSWithTheirHeaders(t *testing.T) {
	for scheme, secure := range map[string]string{"smtps": "tls", "smtp": "starttls"} {
		t.Run(secure, func(t *testing.T) {
			s := serve(t, secure)
			tr := transport(t, s, scheme, "robot:secret@")
			if secure == "starttls" {
				tr = demanding(t, s)
			}
			m := compose(t, Sample("answer", "fa"))
			if err := tr.Send(t.Context(), "reader@firm.example", m, "job1"); err != nil {
				t.Fatal(err)
			}
			got := s.got[0]
			if !got.tls || got.user != "robot" || got.from != "help@firm.example" || got.to != "reader@firm.example" {
				t.Errorf("envelope %+v", got)
			}
			h := header(t, got.data)
			for key, want := range map[string]string{"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "Message-ID": "<job1@firm.example>",
				"Date": "Sun, 22 Nov 2026 08:00:00 +0000", "Content-Language": "fa", "User-Agent": "", "X-Mailer": ""} {
				if h.Get(key) != want {
					t.Errorf("%s: %q, want %q", key, h.Get(key), want)
				}
			}
			if subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject")); err != nil || subject != m.Subject {
				t.Errorf("subject %q (%v), want %q", subject, err, m.Subject)
			}
			if !strings.HasPrefix(h.Get("Content-Type"), "multipart/alternative") {
				t.Errorf("content type %q", h.Get("Content-Type"))
			}
			if to, err := h.AddressList("To"); err != nil || to[0].Name != "سارا نمونه" {
				t.Errorf("to %v, %v", to, err)
			}
		})
	}
}

// demanding speaks to the loopback server as to one elsewhere: a name that is not loopback, dialled to it.
func demanding(t *testing.T, s *server) *smtp {
	t.Helper()
	_, port, _ := net.SplitHostPort(s.address)
	tr, err := SMTP(SMTPSettings{URL: "smtp://robot:secret@mail.firm.example:" + port, From: "help@firm.example", Clock: clock.NewFake(epoch), Roots: s.roots})
	if err != nil {
		t.Fatal(err)
	}
	return dialling(tr.(*smtp), s.address)
}

// dialling sends every connection to the address, as a name server would.
func dialling(s *smtp, address string) *smtp {
	c := *s
	c.options = append(c.options[:len(c.options):len(c.options)], gomail.WithDialContextFunc(func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}))
	return &c
}

func TestNothingLeavesThisMachineInTheClear(t *testing.T) {
	s := serve(t, "none")
	m := compose(t, Sample("answer", "en"))
	if err := demanding(t, s).Send(t.Context(), "reader@firm.example", m, "job1"); !errors.Is(err, ErrUnreachable) || len(s.got) != 0 {
		t.Errorf("a server without TLS: %v, %d letters", err, len(s.got))
	}
	if err := transport(t, s, "smtp", "").Send(t.Context(), "reader@firm.example", m, "job1"); err != nil || len(s.got) != 1 {
		t.Errorf("to loopback: %v, %d letters", err, len(s.got))
	}
	if _, err := dialLoopback(t.Context(), "tcp", outside(t)); err == nil {
		t.Error("a localhost that leads elsewhere was dialled")
	}
}

// outside is a listener on an address of this machine that is not loopback.
func outside(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			l, err := net.Listen("tcp", net.JoinHostPort(n.IP.String(), "0"))
			if err != nil {
				continue
			}
			t.Cleanup(func() { l.Close() })
			return l.Addr().String()
		}
	}
	return "192.0.2.1:25" // no other address here: the dial itself fails
}

func TestAnUnknownCertificateIsRefused(t *testing.T) {
	s := serve(t, "tls")
	s.roots = x509.NewCertPool()
	err := transport(t, s, "smtps", "").Send(t.Context(), "reader@firm.example", compose(t, Sample("answer", "en")), "job1")
	var trust *tls.CertificateVerificationError
	if !errors.Is(err, ErrUnreachable) || !errors.As(err, &trust) {
		t.Errorf("%v", err)
	}
}

func TestFailuresSayWhetherToRepeatAndQuoteNoAddress(t *testing.T) {
	m := compose(t, Sample("answer", "en"))
	cases := []struct {
		answer error
		want   *fault.Fault
	}{
		{&gosmtp.SMTPError{Code: 550, Message: "no reader@firm.example here"}, ErrRefused},
		{&gosmtp.SMTPError{Code: 451, Message: "reader@firm.example, later"}, ErrUnreachable},
	}
	for _, c := range cases {
		s := serve(t, "none")
		s.refuse = c.answer
		err := transport(t, s, "smtp", "").Send(t.Context(), "reader@firm.example", m, "job1")
		if !errors.Is(err, c.want) || strings.Contains(fmt.Sprint(err), "reader@") {
			t.Errorf("%v, want %s without the address", err, c.want.Code)
		}
	}
	s := serve(t, "none")
	if err := transport(t, s, "smtp", "robot:wrong@").Send(t.Context(), "reader@firm.example", m, "job1"); !errors.Is(err, ErrUnreachable) {
		t.Errorf("a wrong password: %v; it can be mended, so the letter must wait", err)
	}
	gone := &server{address: "127.0.0.1:1"}
	if err := transport(t, gone, "smtp", "").Send(t.Context(), "reader@firm.example", m, "job1"); !errors.Is(err, ErrUnreachable) {
		t.Errorf("no server: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := transport(t, s, "smtp", "").Send(ctx, "reader@firm.example", m, "job1"); !errors.Is(err, ErrUnreachable) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestNoHeaderCanBeInjected(t *testing.T) {
	s := serve(t, "none")
	tr := transport(t, s, "smtp", "")
	names := []string{"Ada\r\nBcc: victim@firm.example\r\n\r\nbody", "Ada\nBcc: v@firm.example", "\"Ada\", <v@firm.example>", "Ада\u2028Bcc: x", "李雷 <v@firm.example>", "علی\r\nX: y", strings.Repeat("名", 300)}
	for i, name := range names {
		m := Message{Name: name, Language: "en", Subject: "About " + name, Text: "text\r\n.\r\nMAIL FROM:<x>", HTML: "<p>"}
		if err := tr.Send(t.Context(), "reader@firm.example", m, fmt.Sprintf("job%d", i)); err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		h := header(t, s.got[i].data)
		to, err := h.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != "reader@firm.example" || to[0].Name != clean(name) {
			t.Errorf("%q: to %v, %v", name, to, err)
		}
		if subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject")); err != nil || subject != clean("About "+name) {
			t.Errorf("%q: subject %q, %v", name, subject, err)
		}
		for key := range h {
			if key == "Bcc" || key == "X" {
				t.Errorf("%q injected %s", name, key)
			}
		}
	}
	for _, to := range []string{"reader@firm.example\r\nRCPT TO:<v@firm.example>", "Ada <reader@firm.example>", "a@b.example, c@d.example", "", "reader"} {
		if err := tr.Send(t.Context(), to, Message{}, "job"); !errors.Is(err, ErrRefused) {
			t.Errorf("to %q: %v", to, err)
		}
	}
	if err := tr.Send(t.Context(), "reader@firm.example", Message{}, "id>\r\nBcc: x"); !errors.Is(err, ErrRefused) {
		t.Errorf("id: %v", err)
	}
	if len(s.got) != len(names) {
		t.Errorf("%d letters, want %d", len(s.got), len(names))
	}
}

func TestSettingsThatCannotBe(t *testing.T) {
	for _, c := range []SMTPSettings{{URL: "http://h", From: "a@b.example"}, {URL: "smtp://", From: "a@b.example"}, {URL: "smtp://h:99999", From: "a@b.example"}, {URL: "smtp://h", From: "nobody"}} {
		if _, err := SMTP(c); fault.As(err) == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func unlock(t *testing.T, c clock.Clock) *vault.Vault {
	t.Helper()
	root := vault.FileRoot(t.TempDir()+"/root", true)
	v, err := vault.Unlock(t.Context(), vault.Settings{Root: root, Keys: dbtest.Open(t, db.SQLite, db.Keys), Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestKeptLettersAreSealedAndRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := clock.NewFake(epoch)
		k := Keep(d, unlock(t, c), c)
		m := compose(t, Sample("invitation", "zh"))
		for i := range 3 {
			if err := k.Send(t.Context(), "reader@firm.example", m, fmt.Sprintf("job%d", i/2)); err != nil {
				t.Fatal(err)
			}
			c.Advance(time.Minute)
		}
		list, err := k.List(t.Context(), 10)
		if err != nil || len(list) != 2 || list[0].ID != "job1" || !list[1].At.Equal(epoch) {
			t.Fatalf("%d kept, %v: a repeated Send must keep one", len(list), err)
		}
		one, err := k.Read(t.Context(), "job0")
		if err != nil || one.To != "reader@firm.example" || one.Message != m {
			t.Errorf("read %+v, %v", one, err)
		}
		if _, err := k.Read(t.Context(), "none"); !errors.Is(err, fault.ErrAbsent) {
			t.Errorf("no such letter: %v", err)
		}
		err = d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			sealed, err := db.All(ctx, tx, db.Value[[]byte], `SELECT sealed FROM mail_kept`)
			for _, s := range sealed {
				if bytes.Contains(s, []byte("reader@")) || bytes.Contains(s, []byte("Surety")) {
					t.Error("a letter is kept in the clear")
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestKeptLettersDoNotPileUp(t *testing.T) {
	d, c := dbtest.Open(t, db.SQLite, db.Data), clock.NewFake(epoch)
	k := Keep(d, unlock(t, c), c)
	for i := range keptMost + 5 {
		if err := k.Send(t.Context(), "reader@firm.example", Message{Subject: "s"}, fmt.Sprintf("job%d", i)); err != nil {
			t.Fatal(err)
		}
		c.Advance(time.Second)
	}
	list, err := k.List(t.Context(), keptMost+5)
	if err != nil || len(list) != keptMost || list[0].ID != fmt.Sprintf("job%d", keptMost+4) {
		t.Errorf("%d kept, %v", len(list), err)
	}
}
