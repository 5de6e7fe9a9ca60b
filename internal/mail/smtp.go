package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/netip"
	"net/textproto"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"surety/internal/clock"
	"surety/internal/fault"
)

// smtpTimeout bounds a whole conversation with the mail server.
const smtpTimeout = 30 * time.Second

// SMTPSettings say which server takes the letters.
type SMTPSettings struct {
	URL   string         // smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465
	From  string         // Help <help@firm.example>
	Clock clock.Clock    // for the Date header
	Roots *x509.CertPool // nil: those of the machine
}

type smtp struct {
	from    netmail.Address
	domain  string
	host    string
	clock   clock.Clock
	options []gomail.Option
}

// SMTP returns a transport that hands letters to a mail server over TLS: STARTTLS is demanded for smtp:// and TLS from
// the first byte for smtps://. Only to this machine's own loopback smtp:// stays in the clear.
// Faults: invalid at url or from.
func SMTP(s SMTPSettings) (Transport, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, fault.ErrInvalid.At("url")
	}
	from, err := netmail.ParseAddress(s.From)
	if err != nil {
		return nil, fault.ErrInvalid.At("from")
	}
	from.Name = clean(from.Name)
	domain := from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	options, err := dialing(u, s.Roots)
	if err != nil {
		return nil, err
	}
	return &smtp{*from, domain, u.Hostname(), s.Clock, append(options, gomail.WithHELO(domain), gomail.WithTimeout(smtpTimeout))}, nil
}

func dialing(u *url.URL, roots *x509.CertPool) ([]gomail.Option, error) {
	port := map[string]int{"smtp": 587, "smtps": 465}[u.Scheme]
	if p := u.Port(); p != "" {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return nil, fault.ErrInvalid.At("url")
		}
		port = int(n)
	}
	options := []gomail.Option{gomail.WithPort(port),
		gomail.WithTLSConfig(&tls.Config{ServerName: u.Hostname(), RootCAs: roots, MinVersion: tls.VersionTLS12})}
	switch {
	case u.Scheme == "smtps":
		options = append(options, gomail.WithSSL())
	case isLoopback(u.Hostname()):
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithDialContextFunc(dialLoopback))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if password, ok := u.User.Password(); ok {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return options, nil
}

func isLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// dialLoopback refuses a "localhost" that leads elsewhere.
func dialLoopback(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if a, ok := c.RemoteAddr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		return nil, errors.Join(errors.New("mail: not this machine, and not over TLS"), c.Close())
	}
	return c, nil
}

// Send hands the letter over. Its errors never quote an address.
func (s *smtp) Send(ctx context.Context, to string, m Message, id string) error {
	msg, err := s.message(to, m, id)
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, smtpTimeout)
	defer cancel()
	if err := client.DialAndSendWithContext(ctx, msg); err != nil && !msg.IsDelivered() { // once taken, a bad farewell is no failure
		return refusal(err)
	}
	return nil
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)

// message makes the letter's MIME form. Names and subjects are cleaned of line breaks and encoded as RFC 2047 asks.
func (s *smtp) message(to string, m Message, id string) (*gomail.Msg, error) {
	a, err := netmail.ParseAddress(to)
	if err != nil || a.Name != "" || a.Address != to || clean(to) != to || !idForm.MatchString(id) {
		return nil, ErrRefused.At("to")
	}
	encoding := gomail.EncodingQP
	if m.Language != "en" {
		encoding = gomail.EncodingB64 // half the size where most letters are not ASCII
	}
	msg := gomail.NewMsg(gomail.WithEncoding(encoding), gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&s.from)
	msg.ToMailAddress(&netmail.Address{Name: clean(m.Name), Address: to})
	msg.Subject(clean(m.Subject))
	msg.SetMessageIDWithValue(id + "@" + s.domain)
	msg.SetDateWithValue(s.clock.Now())
	// RFC 3834, and Microsoft's own: no mailbox answers this letter with another.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetGenHeader("Content-Language", wordsOf(m.Language).Language)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return msg, nil
}

// refusal says whether repeating may help, without the address that the server's own words may contain.
func refusal(err error) error {
	var sent *gomail.SendError
	if errors.As(err, &sent) && !sent.IsTemp() && sent.ErrorCode() >= 500 && sent.Reason != gomail.ErrSMTPMailFrom {
		return fault.New(ErrRefused.Kind, ErrRefused.Code, fmt.Sprintf("the mail server answered %d", sent.ErrorCode()))
	}
	return ErrUnreachable.Because(nameless(err))
}

// nameless keeps of an error what cannot hold an address: that of the network, of TLS, or a number.
func nameless(err error) error {
	var dial *net.OpError
	var trust *tls.CertificateVerificationError
	var answer *textproto.Error
	var sent *gomail.SendError
	switch {
	case errors.As(err, &dial):
		return dial
	case errors.As(err, &trust):
		return trust
	case errors.As(err, &answer):
		return fmt.Errorf("the server answered %d", answer.Code)
	case errors.As(err, &sent):
		return fmt.Errorf("the server answered %d", sent.ErrorCode())
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	}
	return errors.New("the conversation failed")
}
