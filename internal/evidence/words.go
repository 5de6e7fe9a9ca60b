package evidence

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"html/template"
	"time"

	"surety/internal/complaint"
	"surety/internal/mail"
)

//go:embed words
var wordFiles embed.FS

// words are those of one language, by code.
type words struct {
	Direction string            `json:"direction"`
	Titles    map[string]string `json:"titles"`   // by the reader
	Outcomes  map[string]string `json:"outcomes"` // what became of it, said plainly
	Labels    map[string]string `json:"labels"`
	Kinds     map[string]string `json:"kinds"`
	Said      map[string]string `json:"said"` // kinds of words
	Roles     map[string]string `json:"roles"`
	Duties    map[string]string `json:"duties"` // remedies, and whom a law wants told
	Actions   map[string]string `json:"actions"`
}

// wordsOf are those of the language, or English.
func wordsOf(language string) (w words, l string, err error) {
	b, err := wordFiles.ReadFile("words/" + language + ".json")
	if err != nil {
		language = "en"
		b, err = wordFiles.ReadFile("words/en.json")
	}
	if err != nil {
		return w, language, err
	}
	return w, language, json.Unmarshal(b, &w)
}

var answerPage = template.Must(template.ParseFS(wordFiles, "words/answer.html"))

const answerPath = "answer.html"

// sheet is what the answer shows.
type sheet struct {
	answered
	Words        words
	Said         []spoken
	Title        string
	Language     string
	Installation string
	For          complaint.Reader
	When         func(time.Time) string
}

// inWords writes the answer to be read by people: it says nothing that complaint.json does not.
func (p *pack) inWords(ctx context.Context, d complaint.Dossier, a answered) error {
	to, err := p.contact(ctx)
	if err != nil {
		return err
	}
	w, language, err := wordsOf(to.Language)
	if err != nil {
		return err
	}
	if err := p.named(ctx); err != nil {
		return err
	}
	title := w.Titles[string(d.For)]
	if d.Filer.ID == p.who.Account {
		title = w.Titles[string(complaint.ForFiler)]
	}
	s := sheet{answered: a, Words: w, Said: a.Words, Title: title, Language: language, Installation: p.manifest.Installation, For: d.For,
		When: func(t time.Time) string { return mail.Instant(language, t, to.Calendar, to.TimeZone) }}
	var b bytes.Buffer
	if err := answerPage.Execute(&b, s); err != nil {
		return err
	}
	return p.add(answerPath, &b)
}
