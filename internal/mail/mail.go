// Package mail writes letters in the reader's language and hands them to a mail server.
//
// A letter tells that something happened and where to read it. It never carries content of a ticket, in its subject or
// elsewhere; its link always leads to the installation's own address; and what people typed (a name, an organisation)
// enters it cleaned, and not at all when it looks like a link, so that nobody can make Surety write their text to a
// stranger.
//
// All words are in words/, one file per language; the two layouts, in layout/, hold none. Letters are composed when
// they are sent, by a job; retries belong to the job, and [Transport.Send] is given its id so that a retry is the same
// letter to every mailbox.
package mail

import (
	"bytes"
	"context"
	"embed"
	htmltemplate "html/template"
	"net/url"
	"strings"
	texttemplate "text/template"

	"surety/internal/fault"
)

//go:embed layout
var layouts embed.FS

var (
	htmlLayout = htmltemplate.Must(htmltemplate.ParseFS(layouts, "layout/letter.html"))
	textLayout = texttemplate.Must(texttemplate.ParseFS(layouts, "layout/letter.txt"))
)

// Installation is who writes.
type Installation struct{ Name, URL string }

// Letter is what is to be said, to whom.
type Letter struct {
	To       string // address
	Name     string // of the reader, as they gave it; may be empty
	Language string // en, ru, fa, zh; anything else is English
	Calendar string // gregory, persian; anything else is what the language is used to
	TimeZone string // IANA name; empty means UTC
	Code     string // one of Codes
	Data     map[string]string
}

// Message is a composed letter.
type Message struct {
	Name     string `json:"name"` // of the reader, cleaned
	Language string `json:"language"`
	Subject  string `json:"subject"`
	Text     string `json:"text"`
	HTML     string `json:"html"`
}

// Transport carries a letter away, or says why not. The id makes a repeated Send the same letter.
// Faults: mail_refused when repeating is useless, mail_unreachable when it is not.
type Transport interface {
	Send(ctx context.Context, to string, m Message, id string) error
}

var (
	// ErrRefused says that the letter will not be taken, now or later.
	ErrRefused = fault.New(fault.Invalid, "mail_refused", "the mail server does not take this letter")
	// ErrUnreachable says that the mail server cannot take letters at the moment.
	ErrUnreachable = fault.New(fault.Unavailable, "mail_unreachable", "the mail server does not take letters now")
)

// page is what the layouts show.
type page struct {
	Language, Direction     string
	Start                   string // where lines begin: left, right
	Subject, Title          string
	Greeting, Footer        line
	Lines, After            []line
	Details                 []detail
	Link, Button, LinkWords string
	ButtonLine              string // the button's words where there is no button
}

type detail struct {
	Label string
	Value line
}

// Compose writes the letter. Faults: absent for an unknown code, invalid with the field of Data that is missing or
// not of its form.
func Compose(installation Installation, l Letter) (Message, error) {
	k, ok := kinds[l.Code]
	if !ok {
		return Message{}, fault.ErrAbsent.With("code", l.Code)
	}
	base, err := baseURL(installation.URL)
	if err != nil {
		return Message{}, err
	}
	if err := k.check(l.Data); err != nil {
		return Message{}, err
	}
	w := wordsOf(l.Language)
	values := w.values(installation, l)
	p := w.page(l.Code, k, values)
	if k.path != "" {
		p.Link, p.Button, p.LinkWords = base+k.link(l.Data), w.Letters[l.Code].Button, w.Link
		p.ButtonLine = p.Button + strings.TrimSpace(w.Colon)
	}
	return p.write(w, values["name"])
}

func (p page) write(w *words, name string) (Message, error) {
	var text, html bytes.Buffer
	if err := textLayout.Execute(&text, p); err != nil {
		return Message{}, err
	}
	if err := htmlLayout.Execute(&html, p); err != nil {
		return Message{}, err
	}
	return Message{Name: name, Language: w.Language, Subject: p.Subject, Text: text.String(), HTML: html.String()}, nil
}

func baseURL(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", fault.ErrInvalid.At("url")
	}
	return strings.TrimSuffix(u.String(), "/"), nil
}
