package assurance

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/contract"
	"surety/internal/db"
	"surety/internal/document"
)

// Sealer sets the installation's dated seal into a place of a document.
type Sealer func(ctx context.Context, pdf []byte, field, reason string) ([]byte, error)

const (
	sealField  = "platform"
	sealReason = "surety:status"
	// paperLimit is how many openings stand on paper; of more it says how many there are.
	paperLimit = 500
)

// Paper is a report as a sealed PDF in the language: what others opened in its part of the record, and what is kept as things are now. It
// holds no word of the case. Right: assurance.read. Faults: absent.
func (d *Desk) Paper(ctx context.Context, who access.Actor, id, language string) (pdf []byte, number int64, err error) {
	p := paper{language: document.Language(language), printed: map[string]bool{}}
	if !slices.Contains(document.Languages(), p.language) {
		p.language = document.English
	}
	if p.report, err = d.Read(ctx, who, id); err != nil {
		return nil, 0, err
	}
	if p.held, err = d.Of(ctx, who, p.report.Ticket); err != nil {
		return nil, 0, err
	}
	if p.openings, err = d.first(ctx, who, id); err != nil {
		return nil, 0, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p.site, err = d.Accounts.Installation(ctx, tx)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	p.now = p.moment(d.Clock.Now())
	if pdf, err = document.Render(p.document()); err != nil {
		return nil, 0, err
	}
	pdf, err = d.Seal(ctx, pdf, sealField, sealReason)
	return pdf, p.report.Number, err
}

// first are the newest openings of a report, as many as go on paper.
func (d *Desk) first(ctx context.Context, who access.Actor, id string) (all []Opening, err error) {
	for before := int64(0); len(all) < paperLimit; {
		some, next, err := d.OpeningsOf(ctx, who, id, before, pageLimit)
		all = append(all, some...)
		if before = next; err != nil || next == 0 {
			return all, err
		}
	}
	return all, nil
}

// paper writes one report.
type paper struct {
	language document.Language
	report   Report
	held     Case
	openings []Opening
	site     account.Installation
	now      document.Text
	printed  map[string]bool // whether a name can be
}

func (p paper) say(key string, params ...string) document.Text {
	return document.Text{strings.NewReplacer(params...).Replace(texts[key][p.language])}
}

func (p paper) moment(at time.Time) document.Text {
	return document.Text{contract.Moment(p.language, at.UTC())}
}

func (p paper) number(n int64) document.Text { return document.Text{p.figure(n)} }

func (p paper) figure(n int64) string { return contract.Digits(p.language, strconv.FormatInt(n, 10)) }

// name is somebody's; who has a name that cannot be printed stands under what the record calls them.
func (p paper) name(who Person) document.Text {
	switch {
	case strings.TrimSpace(who.Name) == "":
		return p.say("gone")
	case !p.prints(who.Name):
		return document.Text{string(who.ID)}
	}
	return document.Text{who.Name}
}

func (p paper) prints(text string) bool {
	if _, known := p.printed[text]; !known {
		p.printed[text] = document.Check(document.Document{Languages: []document.Language{p.language}, Title: document.Text{text}}) == nil
	}
	return p.printed[text]
}

func (p paper) document() document.Document {
	r := p.report
	about := document.Definitions{Rows: []document.Definition{{Term: p.say("installation"), Meaning: p.name(Person{ID: "—", Name: p.site.Name})}, {Term: p.say("case"), Meaning: document.Text{strconv.FormatInt(r.Number, 10) + " · " + string(r.Ticket)}},
		{Term: p.say("client"), Meaning: p.name(r.Client)}, {Term: p.say("made"), Meaning: p.moment(r.Made)}, {Term: p.say("asOf"), Meaning: p.now}}}
	since := document.Definitions{Rows: []document.Definition{{Term: p.say("byOthers"), Meaning: p.number(r.Openings)}, {Term: p.say("byPeople"), Meaning: p.number(r.People)},
		{Term: p.say("uncovered"), Meaning: p.number(r.Uncovered)}}}
	span := document.Paragraph{Text: p.say("range", "{from}", p.figure(r.From+1), "{to}", p.figure(r.To))}
	return document.Document{Languages: []document.Language{p.language}, Title: p.say("title"), Subtitle: p.moment(r.Made), Fields: []string{sealField}, Blocks: []document.Block{about,
		document.Clause{Heading: p.say("since"), Body: []document.Block{span, since}},
		document.Clause{Heading: p.say("openings"), Body: p.opened()},
		document.Clause{Heading: p.say("held"), Body: p.kept()},
		document.Clause{Heading: p.say("check"), Body: []document.Block{document.Paragraph{Text: p.say("checkText")}}}}}
}

func (p paper) opened() []document.Block {
	if len(p.openings) == 0 {
		return []document.Block{document.Paragraph{Text: p.say("none")}}
	}
	t := document.Table{Columns: []document.Column{{Heading: p.say("when"), Share: 4}, {Heading: p.say("who"), Share: 4}, {Heading: p.say("what"), Share: 5}, {Heading: p.say("where"), Share: 2}, {Heading: p.say("entry"), Amount: true, Share: 2}}}
	for _, o := range p.openings {
		country := document.Text{"—"}
		if o.Country != "" {
			country = document.Text{o.Country}
		}
		t.Rows = append(t.Rows, []document.Text{p.moment(o.At), p.name(o.Who), p.say(string(o.Action)), country, p.number(o.N)})
	}
	all := []document.Block{t}
	if more := p.report.Openings - int64(len(p.openings)); more > 0 {
		all = append(all, document.Paragraph{Text: p.say("more", "{count}", p.figure(more))})
	}
	return all
}

func (p paper) kept() []document.Block {
	h := p.held
	rows := []document.Definition{{Term: p.say("class"), Meaning: p.say("class." + string(h.Class))}}
	for _, r := range []struct {
		key string
		n   int64
	}{{"messages", h.Messages}, {"files", h.Files}, {"recordings", h.Recordings}, {"snapshots", h.Snapshots}, {"sessions", h.Sessions}, {"secrets", h.Secrets}} {
		rows = append(rows, document.Definition{Term: p.say(r.key), Meaning: p.number(r.n)})
	}
	if h.Kept != nil && !h.Kept.Until.IsZero() {
		rows = append(rows, document.Definition{Term: p.say("until"), Meaning: p.moment(h.Kept.Until)})
	}
	all := []document.Block{document.Definitions{Rows: rows}}
	if h.Facts.Suspended {
		all = append(all, document.Paragraph{Text: p.say("suspended")})
	}
	return all
}
