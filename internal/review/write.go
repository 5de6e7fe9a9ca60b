package review

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/sensitive"
	"surety/internal/vault"
)

// body is what is sealed of a review.
type body struct {
	Points Points `json:"points"`
	Text   string `json:"text"`
}

// stored is a review as it lies in its table.
type stored struct {
	id                          ID
	milestone                   deal.MilestoneID
	side                        deal.Side
	author, subject             access.AccountID
	body, reply                 []byte
	points                      [4]sql.NullInt64
	written                     int64
	published, replied, removed sql.NullInt64
	reason                      Reason
}

const reviewColumns = `id, milestone, side, author, subject, body, reply, first, second, third, fourth, written, published, replied, removed, reason`

func scanReview(s db.Scanner) (v stored, err error) {
	return v, s.Scan(&v.id, &v.milestone, &v.side, &v.author, &v.subject, &v.body, &v.reply, &v.points[0], &v.points[1], &v.points[2], &v.points[3], &v.written,
		&v.published, &v.replied, &v.removed, &v.reason)
}

func bodyPlace(id ID, field string) vault.Place {
	return vault.Place{Kind: "review", Row: string(id), Field: field}
}

// openBody opens the review. Points in the clear that are not those sealed are a row that somebody changed.
func (r *Reviews) openBody(s stored) (b body, err error) {
	plain, err := r.Vault.OpenOwn(bodyPlace(s.id, "body/"+string(s.side)+"/"+string(s.subject)), s.body)
	if err != nil {
		return b, err
	}
	if err := json.Unmarshal(plain, &b); err != nil {
		return b, err
	}
	for i, n := range s.points {
		if n.Valid != s.published.Valid || n.Valid && n.Int64 != int64(b.Points[i]) {
			return b, vault.ErrSealed
		}
	}
	return b, nil
}

// Write says what the actor thinks of the other side of a milestone that is over, once. It is sealed until the other has
// spoken or time is up. That it was written stands on the record, but not in the ticket's part of it, which the other reads.
// Right: review.write. Faults: absent, denied, review_given, review_closed, invalid (points, text), too_large.
func (r *Reviews) Write(ctx context.Context, who access.Actor, m deal.MilestoneID, points Points, text string) (id ID, err error) {
	if err := points.check(); err != nil {
		return "", err
	}
	if text, err = clean(text, true); err != nil {
		return "", err
	}
	return id, r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := r.mayWrite(ctx, tx, who, m)
		if err != nil {
			return err
		}
		id = access.NewID[ID]()
		if err := r.Log.AppendAs(ctx, tx, who, access.ReviewWrite, access.Thing{Kind: "review", ID: string(id)}, nil); err != nil {
			return err
		}
		if err := r.insert(ctx, tx, p, id, who.Account, body{points, text}); err != nil {
			return err
		}
		if err := tx.Made(ctx, string(id)); err != nil {
			return err
		}
		n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM review WHERE milestone = $1`, string(m))
		if err != nil {
			return err
		}
		if n == 2 {
			return r.publish(ctx, tx, p)
		}
		r.tell(tx, p, who.Account)
		return nil
	})
}

func (r *Reviews) mayWrite(ctx context.Context, tx *db.Tx, who access.Actor, m deal.MilestoneID) (pair, error) {
	p, err := pairOf(ctx, tx, m, true)
	if err != nil {
		return p, err
	}
	c, err := r.Deals.CaseOf(ctx, tx, m)
	if err != nil {
		return p, err
	}
	if _, err := access.Check(who, access.ReviewWrite, c.Thing); err != nil {
		return p, err
	}
	if p.published.Valid || db.Micros(r.Clock.Now()) >= p.until {
		return p, ErrOver
	}
	return p, nil
}

func (r *Reviews) insert(ctx context.Context, tx *db.Tx, p pair, id ID, author access.AccountID, b body) error {
	side := p.side(author)
	subject := p.account(side.Other())
	person, err := r.Accounts.Person(ctx, tx, author)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(b)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO review (id, milestone, side, author, subject, voice, body, written, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')
		ON CONFLICT (milestone, side) DO NOTHING`, string(id), string(p.milestone), string(side), string(author), string(subject), string(person.Home()),
		r.Vault.SealOwn(bodyPlace(id, "body/"+string(side)+"/"+string(subject)), plain), db.Micros(r.Clock.Now()))
	if err == nil && n == 0 {
		err = ErrSpoken
	}
	return err
}

// Reply answers, once, what was said of the actor. Right: review.reply, of who is reviewed. Faults: absent, review_answered,
// review_removed, invalid and too_large (text).
func (r *Reviews) Reply(ctx context.Context, who access.Actor, id ID, text string) error {
	text, err := clean(text, false)
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := visible(ctx, tx, who, id)
		if err != nil {
			return err
		}
		g, err := access.Check(who, access.ReviewReply, access.Thing{Kind: "review", ID: string(id), Owner: s.subject})
		if err != nil {
			return err
		}
		switch {
		case !s.published.Valid:
			return fault.ErrAbsent
		case s.removed.Valid:
			return ErrGone
		}
		if err := r.Log.Append(ctx, tx, g, nil); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE review SET reply = $2, replied = $3 WHERE id = $1 AND replied IS NULL AND removed IS NULL`, string(id),
			r.Vault.SealOwn(bodyPlace(id, "reply"), []byte(text)), db.Micros(r.Clock.Now()))
		if err == nil && n == 0 {
			err = ErrReplied
		}
		if err != nil {
			return err
		}
		return tx.Made(ctx, string(id))
	})
}

// visible reads a review that the actor may know of: a published one, or their own.
func visible(ctx context.Context, tx *db.Tx, who access.Actor, id ID) (stored, error) {
	s, err := db.One(ctx, tx, scanReview, `SELECT `+reviewColumns+` FROM review WHERE id = $1 AND (published IS NOT NULL OR author = $2)`, string(id), string(who.Account))
	if err != nil {
		return s, err
	}
	_, err = access.Check(who, access.ReviewRead, access.Thing{Kind: "review", ID: string(id)})
	return s, err
}

// clean normalises a text to NFC, covers for good what a public text should not tell, and refuses what is not text, or is
// longer than is published.
func clean(s string, mayBeEmpty bool) (string, error) {
	if len(s) > 8*TextLimit {
		return "", fault.ErrTooLarge.At("text").With("limit", TextLimit)
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "", fault.ErrInvalid.At("text")
	}
	s = norm.NFC.String(strings.TrimSpace(s))
	if utf8.RuneCountInString(s) > TextLimit {
		return "", fault.ErrTooLarge.At("text").With("limit", TextLimit)
	}
	blank := !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Cc) })
	if blank && (!mayBeEmpty || s != "") {
		return "", fault.ErrInvalid.At("text")
	}
	return sensitive.Covered(s), nil
}
