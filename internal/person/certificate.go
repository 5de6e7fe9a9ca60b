package person

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/contract"
	"surety/internal/db"
	"surety/internal/document"
)

// sealField is the certificate's one place for a seal.
const sealField = "platform"

// certify makes the certificate, and puts it on the record: the account is closed, or nothing more is to be done.
func (r *Registrar) certify(ctx context.Context, e Erasure, to State) error {
	paper, err := r.paper(ctx, e)
	if err != nil {
		return err
	}
	pdf, err := document.Render(paper)
	if err != nil {
		return err
	}
	if pdf, err = r.Deals.Seal(ctx, pdf, sealField, "surety:erasure"); err != nil {
		return err
	}
	digest := sha256.Sum256(pdf)
	now := r.Clock.Now()
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		is, err := erasureOf(ctx, tx, e.ID)
		if err != nil || is.State == Done || is.Certified != e.Certified {
			return err
		}
		g, err := access.Check(access.Server("person"), access.PersonClock, thing(e.Account))
		if err != nil {
			return err
		}
		n, err := r.Log.Numbered(ctx, tx, g, audit.Params{"what": "certified", "erasure": e.ID, "certificate": hex.EncodeToString(digest[:])})
		if err != nil {
			return err
		}
		var ended any
		if to == Done {
			ended = micros(now)
		}
		_, err = tx.Exec(ctx, `UPDATE person_erasure SET state = $2, certificate = $3, certified = $4, ended = $5 WHERE id = $1`, e.ID, string(to), pdf, n, ended)
		return err
	})
}

// Certificate is the certificate of erasure as a sealed PDF: numbers and codes, nobody's name. Right: person.list. Faults: absent, denied.
func (r *Registrar) Certificate(ctx context.Context, who access.Actor, id string) (pdf []byte, err error) {
	if _, err := access.Check(who, access.PersonList, access.Thing{Kind: "person"}); err != nil {
		return nil, err
	}
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT certificate FROM person_erasure WHERE id = $1 AND certified > 0`, []any{id}, &pdf)
	})
	return pdf, err
}

// page writes one certificate, in the language of the person and in English.
type page struct{ languages []document.Language }

func (p page) say(key string) (t document.Text) {
	for _, l := range p.languages {
		said, ok := words[key]
		if !ok {
			return p.same(key)
		}
		t = append(t, said[l])
	}
	return t
}

func (p page) same(s string) (t document.Text) {
	for range p.languages {
		t = append(t, s)
	}
	return t
}

func (r *Registrar) paper(ctx context.Context, e Erasure) (document.Document, error) {
	p := page{languages: []document.Language{document.English}}
	var site string
	err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err := r.Accounts.Installation(ctx, tx)
		if err != nil {
			return err
		}
		site = i.Name
		x, err := r.Accounts.Person(ctx, tx, e.Account)
		if l := document.Language(x.Language); l != document.English && slices.Contains(document.Languages(), l) {
			p.languages = []document.Language{l, document.English}
		}
		return onlyAbsent(err)
	})
	return r.certificate(p, e, site), err
}

func (r *Registrar) certificate(p page, e Erasure, site string) document.Document {
	var at document.Text
	for _, l := range p.languages {
		at = append(at, contract.Moment(l, e.Closed))
	}
	rows := []document.Definition{{Term: p.say("installation"), Meaning: p.same(site)}, {Term: p.say("number"), Meaning: p.same(strconv.FormatInt(e.number, 10) + " · " + e.ID)},
		{Term: p.say("erased"), Meaning: at}, {Term: p.say("entry"), Meaning: p.same(strconv.FormatInt(e.Entry, 10))}}
	went := document.Table{Columns: []document.Column{{Heading: p.say("what"), Share: 3}, {Heading: p.say("count"), Amount: true}}}
	for _, k := range Kinds {
		if n := e.Counts[k]; n > 0 {
			went.Rows = append(went.Rows, []document.Text{p.say("kind." + string(k)), p.same(strconv.FormatInt(n, 10))})
		}
	}
	var left []document.Text
	for _, k := range e.Kept {
		left = append(left, p.left(k))
	}
	blocks := []document.Block{document.Definitions{Rows: rows}, document.Clause{Heading: p.say("went"), Body: []document.Block{went, document.Paragraph{Text: p.say("how")}}}}
	if len(left) > 0 {
		blocks = append(blocks, document.Clause{Heading: p.say("left"), Body: []document.Block{document.List{Items: left}}})
	}
	return document.Document{Languages: p.languages, Title: p.say("title"), Subtitle: at, Fields: []string{sealField},
		Blocks: append(blocks, document.Clause{Heading: p.say("check"), Body: []document.Block{document.Paragraph{Text: p.say("checkText")}}})}
}

// left is one line of what is kept: what, why, until when.
func (p page) left(k Kept) (t document.Text) {
	what, why := p.say("kind."+k.What), p.say("why."+k.Why)
	for i, l := range p.languages {
		line := what[i]
		if k.Number > 0 {
			line += " " + strconv.FormatInt(k.Number, 10)
		}
		line += " — " + why[i]
		if !k.Until.IsZero() {
			line += " (" + words["until"][l] + " " + contract.Moment(l, k.Until) + ")"
		}
		t = append(t, line)
	}
	return t
}
