package review

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/fault"
	"surety/internal/vault"
)

// Profile is what everybody signed in may know of a specialist.
type Profile struct {
	Specialist Person             `json:"specialist"`
	Skills     []string           `json:"skills"`
	Languages  []string           `json:"languages"` // codes of BCP 47
	Listed     bool               `json:"listed"`
	Deals      int                `json:"deals"`    // with something released
	OnTime     Share              `json:"onTime"`   // milestones with a day, handed in by it
	Disputes   dispute.Statistics `json:"disputes"` // apart from the reviews
	Standing   Standing           `json:"standing"`
	Version    int64              `json:"version"` // 0: nothing written yet
}

// Share is so many of so many.
type Share struct {
	Count int `json:"count"`
	Of    int `json:"of"`
}

// About is what specialists say of themselves.
type About struct {
	Skills    []string `json:"skills"`
	Languages []string `json:"languages"`
	Listed    bool     `json:"listed"` // may be found by clients
}

var (
	skillForm    = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N}\x{200c} .+#/-]{0,39}$`)
	languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)
)

func (a *About) clean() error {
	if len(a.Skills) > SkillsLimit || len(a.Languages) > SkillsLimit {
		return fault.ErrTooLarge.With("limit", SkillsLimit)
	}
	for i, s := range a.Skills {
		if a.Skills[i] = fold(s); !skillForm.MatchString(a.Skills[i]) {
			return fault.ErrInvalid.At("skills")
		}
	}
	for _, l := range a.Languages {
		if !languageForm.MatchString(l) {
			return fault.ErrInvalid.At("languages")
		}
	}
	for _, list := range []*[]string{&a.Skills, &a.Languages} {
		slices.Sort(*list)
		if *list = slices.Compact(*list); *list == nil {
			*list = []string{}
		}
	}
	return nil
}

// fold writes a skill as it is compared: NFKC, small letters, one blank between words.
func fold(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

// tag is a skill or language as a keyed hash, to find by.
func (r *Reviews) tag(kind, word string) []byte {
	return r.Vault.Index("review.tag."+kind, []byte(word))
}

func aboutPlace(a access.AccountID) vault.Place {
	return vault.Place{Kind: "profile", Row: string(a), Field: "about"}
}

func ofProfile(id access.AccountID) access.Thing {
	return access.Thing{Kind: "profile", ID: string(id), Owner: id}
}

// Describe writes the actor's own profile anew; version is the one they had before their eyes, 0 for the first. Right:
// profile.write, of specialists. Faults: denied, version_stale, invalid and too_large (skills, languages).
func (r *Reviews) Describe(ctx context.Context, who access.Actor, version int64, a About) (now int64, err error) {
	if err := a.clean(); err != nil {
		return 0, err
	}
	g, err := access.Check(who, access.ProfileWrite, ofProfile(who.Account))
	if err != nil {
		return 0, err
	}
	if !who.Has(access.Specialist) {
		return 0, fault.ErrDenied
	}
	plain, err := json.Marshal(a)
	if err != nil {
		return 0, err
	}
	return version + 1, r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := r.Log.Append(ctx, tx, g, audit.Params{"skills": fmt.Sprint(len(a.Skills)), "listed": fmt.Sprint(a.Listed)}); err != nil {
			return err
		}
		t, err := tallied(ctx, tx, who.Account, deal.Client)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO review_profile (account, about, listed, bound, version, changed) SELECT $1, $2, $3, $4, 1, $5 WHERE $6 = 0
			OR EXISTS (SELECT 1 FROM review_profile WHERE account = $1)
			ON CONFLICT (account) DO UPDATE SET about = excluded.about, listed = excluded.listed, bound = excluded.bound, version = review_profile.version + 1,
			changed = excluded.changed WHERE review_profile.version = $6`,
			string(who.Account), r.Vault.SealOwn(aboutPlace(who.Account), plain), a.Listed, t.bound(), db.Micros(r.Clock.Now()), version)
		if err == nil && n == 0 {
			err = fault.ErrStale
		}
		if err != nil {
			return err
		}
		return r.retag(ctx, tx, who.Account, a)
	})
}

func (r *Reviews) retag(ctx context.Context, tx *db.Tx, id access.AccountID, a About) error {
	if _, err := tx.Exec(ctx, `DELETE FROM review_tag WHERE account = $1`, string(id)); err != nil {
		return err
	}
	for kind, words := range map[string][]string{"skill": a.Skills, "language": a.Languages} {
		for _, w := range words {
			if _, err := tx.Exec(ctx, `INSERT INTO review_tag (tag, account) VALUES ($1, $2)`, r.tag(kind, w), string(id)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Profile shows a specialist. Right: profile.read, of anyone signed in. Faults: absent (no active specialist).
func (r *Reviews) Profile(ctx context.Context, who access.Actor, id access.AccountID) (p Profile, err error) {
	if _, err := access.Check(who, access.ProfileRead, ofProfile(id)); err != nil {
		return p, err
	}
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err = r.profile(ctx, tx, id)
		return err
	})
	return p, err
}

func (r *Reviews) profile(ctx context.Context, tx *db.Tx, id access.AccountID) (p Profile, err error) {
	person, err := r.Accounts.Person(ctx, tx, id)
	if err != nil {
		return p, err
	}
	if person.State != account.Active || !slices.Contains(person.Roles, access.Specialist) {
		return p, fault.ErrAbsent
	}
	p = Profile{Specialist: Person{id, person.Name}, Skills: []string{}, Languages: []string{}}
	if err := r.readAbout(ctx, tx, id, &p); err != nil {
		return p, err
	}
	if p.Standing, err = standingOf(ctx, tx, id, deal.Client); err != nil {
		return p, err
	}
	if err := tx.Get(ctx, `SELECT count(DISTINCT CASE WHEN worked THEN deal END), count(CASE WHEN has_due AND on_time THEN 1 END), count(CASE WHEN has_due THEN 1 END)
		FROM review_pair WHERE specialist = $1`, []any{string(id)}, &p.Deals, &p.OnTime.Count, &p.OnTime.Of); err != nil {
		return p, err
	}
	p.Disputes, err = r.Disputes.Statistics(ctx, tx, id, deal.Specialist)
	return p, err
}

func (r *Reviews) readAbout(ctx context.Context, tx *db.Tx, id access.AccountID, p *Profile) error {
	var sealed []byte
	err := tx.Get(ctx, `SELECT about, version FROM review_profile WHERE account = $1`, []any{string(id)}, &sealed, &p.Version)
	if err != nil && fault.KindOf(err) == fault.Absent {
		return nil
	}
	if err != nil {
		return err
	}
	plain, err := r.Vault.OpenOwn(aboutPlace(id), sealed)
	if err != nil {
		return err
	}
	var a About
	err = json.Unmarshal(plain, &a)
	p.Skills, p.Languages, p.Listed = a.Skills, a.Languages, a.Listed
	return err
}

// Wish is whom a client looks for; empty fields do not narrow.
type Wish struct{ Skill, Language string }

// Profiles is one page of specialists; Next is empty on the last.
type Profiles struct {
	Items []Profile
	Next  string
}

// Find lists the specialists who may be found, by Wilson's lower bound, best first. Right: profile.find, of clients and staff.
func (r *Reviews) Find(ctx context.Context, who access.Actor, w Wish, at string, limit int) (page Profiles, err error) {
	if _, err := access.Check(who, access.ProfileFind, access.Thing{Kind: "profile"}); err != nil {
		return page, err
	}
	list := fmt.Sprintf("find/%q/%q", fold(w.Skill), w.Language)
	from, err := cursor.Read(r.Vault, "review "+list, who.Account, at)
	if err != nil {
		return page, err
	}
	where, args := `listed = $1 AND (bound, account) < ($2, $3)`, []any{true, from.At, from.ID}
	for kind, word := range map[string]string{"skill": fold(w.Skill), "language": w.Language} {
		if word != "" {
			args = append(args, r.tag(kind, word))
			where += fmt.Sprintf(` AND EXISTS (SELECT 1 FROM review_tag t WHERE t.tag = $%d AND t.account = review_profile.account)`, len(args))
		}
	}
	return r.found(ctx, who, list, where, args, size(limit))
}

// found reads until the page is full: who is no active specialist any more takes no room.
func (r *Reviews) found(ctx context.Context, who access.Actor, list, where string, args []any, limit int) (page Profiles, err error) {
	page.Items = []Profile{}
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for {
			marks, err := db.All(ctx, tx, func(s db.Scanner) (m cursor.Mark, err error) { return m, s.Scan(&m.At, &m.ID) },
				fmt.Sprintf(`SELECT bound, account FROM review_profile WHERE `+where+` ORDER BY bound DESC, account DESC LIMIT %d`, limit+1), args...)
			if err != nil {
				return err
			}
			for _, m := range marks {
				if len(page.Items) == limit {
					page.Next = cursor.Write(r.Vault, "review "+list, who.Account, cursor.Mark{At: args[1].(int64), ID: args[2].(string)})
					return nil
				}
				args[1], args[2] = m.At, m.ID
				p, err := r.profile(ctx, tx, access.AccountID(m.ID))
				if err != nil && fault.KindOf(err) == fault.Absent {
					continue
				}
				if err != nil {
					return err
				}
				page.Items = append(page.Items, p)
			}
			if len(marks) <= limit {
				return nil
			}
		}
	})
	return page, err
}
