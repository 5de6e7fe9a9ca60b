package remote

import (
	"context"
	"encoding/hex"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/wire"
)

// standing is what others know of who asks.
type standing struct{ deals, lost int }

// standing reads what the specialist's profile says; staff has none.
func (d *Desk) standing(ctx context.Context, id string) (s standing, err error) {
	var r row
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = rowOf(ctx, tx, id, false)
		return err
	}); err != nil {
		return s, err
	}
	p, err := d.Reviews.Profile(ctx, access.Actor{Account: r.client}, r.specialist)
	if err != nil && fault.KindOf(err) == fault.Absent {
		return s, nil
	}
	return standing{p.Deals, p.Disputes.Lost}, err
}

// facts makes what the client is to be shown, under the change's own recorded grant, and keeps the digest of what is sent.
func (w *work) facts(ctx context.Context, s standing) ([]byte, error) {
	if err := w.record(ctx); err != nil {
		return nil, err
	}
	until := w.now.Add(time.Duration(w.row.minutes) * time.Minute).Truncate(time.Second)
	f, err := w.gather(ctx, s, until)
	if err != nil {
		return nil, err
	}
	b, digest := f.Encode(), f.Digest()
	sent, err := db.One(ctx, w.tx, db.Value[int64], `SELECT count(*) FROM remote_facts WHERE session = $1`, w.row.id)
	if err != nil || sent >= factsLimit {
		return nil, first(err, ErrState)
	}
	_, err = w.tx.Exec(ctx, `INSERT INTO remote_facts (session, digest, until) VALUES ($1, $2, $3) ON CONFLICT (session, digest) DO NOTHING`,
		w.row.id, digest[:], db.Micros(until))
	return b, err
}

func (w *work) gather(ctx context.Context, s standing, until time.Time) (f wire.Facts, err error) {
	var asked asking
	if err := w.openJSON(ctx, w.grant, w.row.id, "words", w.row.words, &asked); err != nil {
		return f, err
	}
	head, err := w.Tickets.Head(ctx, w.tx, w.row.ticket)
	if err != nil {
		return f, err
	}
	subject, err := w.Tickets.Subject(ctx, w.grant, head)
	if err != nil {
		return f, err
	}
	p, err := w.Accounts.Person(ctx, w.tx, w.row.specialist)
	if err != nil {
		return f, err
	}
	_, isStaff := p.Posts[w.grant.Thing().Department] // the installation's own people are the only ones of whom it knows who they are
	f = wire.Facts{Session: sessionOf(w.row.id), Host: w.Host, Ticket: strconv.FormatInt(head.Number, 10), Subject: cut(subject), Specialist: cut(p.Name), Verified: isStaff,
		Since: p.Created.Unix(), Deals: uint64(s.deals), Disputes: uint64(s.lost), Reason: asked.Reason,
		Powers: split(w.row.asked), Ports: asked.Ports, Until: until.Unix()}
	if w.row.deal != "" {
		f.Currency, f.Price = string(w.row.currency), uint64(w.row.priceMinor)
		title, err := w.Deals.Title(ctx, w.tx, w.grant, w.row.deal)
		if err != nil {
			return f, err
		}
		f.Deal = cut(title)
	}
	return f, nil
}

// sessionOf is the id as the protocol writes it.
func sessionOf(id string) (s wire.Session) {
	b, err := hex.DecodeString(id)
	if err == nil && len(b) == len(s) {
		copy(s[:], b)
	}
	return s
}

// labelLimit is what the protocol takes of a name or a subject, in bytes.
const labelLimit = 400

// cut shortens a name to what the protocol takes, between characters.
func cut(s string) string {
	if len(s) <= labelLimit {
		return s
	}
	s = s[:labelLimit-len("…")]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}

// left are the powers that were granted and not taken back.
func (r row) left() []wire.Purpose {
	taken := split(r.taken)
	return slices.DeleteFunc(split(r.granted), func(p wire.Purpose) bool { return slices.Contains(taken, p) })
}

// mayHelp reports whether the specialist could still be in the session, by the rule of joining it.
func (d *Desk) mayHelp(ctx context.Context, tx *db.Tx, specialist access.AccountID, t access.Thing) bool {
	p, err := d.Accounts.Person(ctx, tx, specialist)
	if err != nil || p.State != account.Active {
		return false
	}
	a := p.Actor()
	a.SteppedUp = true
	return access.Ask(&a, access.RemoteJoin, &t) == nil
}
