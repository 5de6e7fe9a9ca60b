package system_test

import (
	"io"
	"log"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// postbox is a mail server on this machine that keeps what it gets.
type postbox struct {
	address string
	mu      sync.Mutex
	got     []posted
}

type posted struct{ to, text string }

func newPostbox(t testing.TB) *postbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &postbox{address: l.Addr().String()}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{box: p}, nil }))
	s.Domain, s.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	var serving sync.WaitGroup
	serving.Go(func() { _ = s.Serve(l) }) // ends with Close
	t.Cleanup(func() {
		_ = s.Close() // nothing is left to lose
		serving.Wait()
	})
	return p
}

func (p *postbox) url() string { return "smtp://" + p.address }

func (p *postbox) letters() []posted {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]posted{}, p.got...)
}

// delivery is one conversation.
type delivery struct {
	box *postbox
	to  string
}

func (d *delivery) Mail(string, *smtp.MailOptions) error      { return nil }
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error { d.to = to; return nil }
func (d *delivery) Reset()                                    {}
func (d *delivery) Logout() error                             { return nil }

func (d *delivery) Data(r io.Reader) error {
	text, err := plainText(r)
	if err != nil {
		return err
	}
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	d.box.got = append(d.box.got, posted{d.to, text})
	return nil
}

// plainText is the letter's first part, readable.
func plainText(r io.Reader) (string, error) {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return "", err
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return "", err
	}
	part, err := multipart.NewReader(m.Body, params["boundary"]).NextPart()
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(part)
	return string(text), err
}
