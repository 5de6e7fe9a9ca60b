package retention

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/contract"
	"surety/internal/db"
	"surety/internal/document"
)

// sealField is the certificate's one place for a seal.
const sealField = "platform"

// certify makes the certificate, puts it on the record, and tells the client: the destruction is over.
func (k *Keeper) certify(ctx context.Context, e end) error {
	paper, f, err := k.paper(ctx, e)
	if err != nil {
		return err
	}
	pdf, err := document.Render(paper)
	if err != nil {
		return err
	}
	if pdf, err = k.Deals.Seal(ctx, pdf, sealField, "surety:destruction"); err != nil {
		return err
	}
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if now, err := endOf(ctx, tx, e.ticket); err != nil || now.step == stepDone {
			return err
		}
		x, err := k.thing(ctx, tx, e.ticket)
		if err != nil {
			return err
		}
		g, err := access.Check(access.Server("retention"), access.RetentionClock, x)
		if err != nil {
			return err
		}
		digest := sha256.Sum256(pdf)
		n, err := k.Log.Numbered(ctx, tx, g, audit.Params{"what": "certified", "certificate": hex.EncodeToString(digest[:]), "begun": strconv.FormatInt(e.entry, 10)})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE retention_end SET step = $2, certificate = $3, certified = $4, done = $5 WHERE ticket = $1`,
			string(e.ticket), stepDone, pdf, n, db.Micros(k.Clock.Now())); err != nil {
			return err
		}
		k.tell(tx, x)
		return k.post(ctx, tx, letter{Ticket: e.ticket, Account: f.requester, Code: letterDone})
	})
}

// paper is the certificate's text, in the client's language and in English. It says what, how much, by which rule and when, and what is
// left; names no person, and holds no word of the case.
func (k *Keeper) paper(ctx context.Context, e end) (document.Document, facts, error) {
	var f facts
	var site account.Installation
	var to account.Contact
	var d account.Department
	err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if f, err = factsOf(ctx, tx, e.ticket); err != nil {
			return err
		}
		if site, err = k.Accounts.Installation(ctx, tx); err != nil {
			return err
		}
		if d, err = k.Accounts.Department(ctx, tx, e.department); err != nil {
			return err
		}
		to, err = k.Accounts.Contact(ctx, tx, f.requester)
		return onlyAbsent(err)
	})
	p := page{languages: []document.Language{document.English}}
	if l := document.Language(to.Language); l != document.English && slices.Contains(document.Languages(), l) {
		p.languages = []document.Language{l, document.English}
	}
	return p.certificate(e, f, site.Name, d.Name, k.KeyBackupDays), f, err
}

// page writes one certificate.
type page struct{ languages []document.Language }

// say is a text of the certificate in its languages.
func (p page) say(key string) (t document.Text) {
	for _, l := range p.languages {
		t = append(t, words[key][l])
	}
	return t
}

func (p page) same(s string) (t document.Text) {
	for range p.languages {
		t = append(t, s)
	}
	return t
}

func (p page) moment(at time.Time) (t document.Text) {
	for _, l := range p.languages {
		t = append(t, contract.Moment(l, at))
	}
	return t
}

func (p page) certificate(e end, f facts, site string, department account.Texts, backupDays int) document.Document {
	var named document.Text
	for _, l := range p.languages {
		named = append(named, department.In(string(l)))
	}
	rule := p.same(e.rule)
	switch e.rule {
	case "":
		rule = p.say("two")
	case forgotten:
		rule = p.say("forgotten")
	case restored:
		rule = p.say("restored")
	}
	about := []document.Definition{{Term: p.say("installation"), Meaning: p.same(site)}, {Term: p.say("case"), Meaning: p.same(strconv.FormatInt(e.number, 10) + " · " + string(e.ticket))},
		{Term: p.say("department"), Meaning: named}, {Term: p.say("class"), Meaning: p.say("class." + e.class)}, {Term: p.say("opened"), Meaning: p.moment(db.Time(f.created))},
		{Term: p.say("closed"), Meaning: p.moment(db.Time(f.closed))}, {Term: p.say("destroyed"), Meaning: p.moment(e.began)}, {Term: p.say("rule"), Meaning: rule},
		{Term: p.say("key"), Meaning: p.same(orDash(e.key))}, {Term: p.say("entry"), Meaning: p.same(strconv.FormatInt(e.entry, 10))},
		{Term: p.say("backups"), Meaning: p.moment(e.began.AddDate(0, 0, backupDays))}}
	blocks := []document.Block{document.Definitions{Rows: about}, document.Clause{Heading: p.say("what"), Body: []document.Block{p.table(e.counts), document.Paragraph{Text: p.say("how")}}}}
	var left []document.Text
	for _, key := range []string{"left.record", "left.ledger", "left.stone", "left.reviews", "left.backups", "left.others"} {
		left = append(left, p.say(key))
	}
	return document.Document{Languages: p.languages, Title: p.say("title"), Subtitle: p.moment(e.began), Fields: []string{sealField},
		Blocks: append(blocks, document.Clause{Heading: p.say("left"), Body: []document.Block{document.List{Items: left}}}, document.Clause{Heading: p.say("check"), Body: []document.Block{document.Paragraph{Text: p.say("checkText")}}})}
}

// countOrder is how a certificate lists what it counts.
var countOrder = []string{"messages", "files", "secrets", "sealed", "recordings", "snapshots", "reports", "offers", "questions", "papers", "works", "statements", "exhibits", "blobs"}

func (p page) table(counts map[string]int64) document.Block {
	t := document.Table{Columns: []document.Column{{Heading: p.say("kind"), Share: 3}, {Heading: p.say("number"), Amount: true}}}
	for _, c := range countOrder {
		if n := counts[c]; n > 0 {
			t.Rows = append(t.Rows, []document.Text{p.say("n." + c), p.same(strconv.FormatInt(n, 10))})
		}
	}
	return t
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// Certificate is the certificate of destruction as a sealed PDF. Right: retention.certificate. Faults: absent (also while the destruction
// is under way).
func (k *Keeper) Certificate(ctx context.Context, who access.Actor, t access.TicketID) (pdf []byte, number int64, err error) {
	err = k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := k.thing(ctx, tx, t)
		if err != nil {
			return err
		}
		if _, err := access.Check(who, access.RetentionCertificate, x); err != nil {
			return err
		}
		return tx.Get(ctx, `SELECT certificate, number FROM retention_end WHERE ticket = $1 AND done IS NOT NULL`, []any{string(t)}, &pdf, &number)
	})
	return pdf, number, err
}
