package web

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/fault"
)

// What the slices say, in the shapes of the API.

func each[A, B any](all []A, f func(A) B) []B {
	out := make([]B, len(all))
	for i, a := range all {
		out[i] = f(a)
	}
	return out
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func rolesOf(rs []access.Role) []Role { return each(rs, func(r access.Role) Role { return Role(r) }) }

func rolesFrom(rs []Role) []access.Role {
	return each(rs, func(r Role) access.Role { return access.Role(r) })
}

func postsFrom(ps []PostChoice) map[access.DepartmentID]access.Post {
	m := map[access.DepartmentID]access.Post{}
	for _, p := range ps {
		m[access.DepartmentID(p.Department)] = access.Post(p.Post)
	}
	return m
}

// postsOf names the departments in the reader's language, sorted by that.
func postsOf(posts map[access.DepartmentID]access.Post, departments map[access.DepartmentID]account.Department, language string) []Post {
	all := []Post{}
	for id, p := range posts {
		all = append(all, Post{Department: Ref{ID: string(id), Name: departments[id].Name.In(language)}, Post: string(p)})
	}
	slices.SortFunc(all, func(a, b Post) int { return cmp.Compare(a.Department.Name, b.Department.Name) })
	return all
}

func accountOf(p account.Profile, language string) Account {
	a := Account{ID: string(p.ID), Name: p.Name, Email: p.Email, Language: p.Language, Theme: p.Theme, Calendar: p.Calendar, TimeZone: p.TimeZone,
		Roles: rolesOf(p.Roles), Posts: postsOf(p.Posts, p.Departments, language)}
	if p.Organisation != "" {
		a.Organisation = &Ref{ID: string(p.Organisation), Name: p.OrganisationName}
	}
	return a
}

func factorsOf(f account.Factors) *Factors {
	return &Factors{Passkeys: int64(f.Passkeys), TOTP: f.TOTP, RecoveryCodesLeft: int64(f.RecoveryCodesLeft), Password: f.Password}
}

// areasOf are the parts of the app that are of use to the person; what they may do there the rules decide.
func (s *Server) areasOf(p account.Profile) []Area {
	areas := []Area{}
	add := func(a Area, yes bool) {
		if yes {
			areas = append(areas, a)
		}
	}
	has := func(r access.Role) bool { return slices.Contains(p.Roles, r) }
	add("portal", has(access.Client))
	add("desk", len(p.Posts) > 0 || has(access.Specialist))
	add("bank", has(access.Bank) && s.Mode.has("/bank"))
	add("arbiter", has(access.Arbiter) && s.Mode.has("/disputes"))
	add("admin", has(access.Administrator))
	add("record", has(access.Auditor) || has(access.Security))
	return areas
}

// raw passes a passkey's answer on as it came.
func raw(m map[string]any) []byte {
	if len(m) == 0 {
		return nil
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil // it was decoded from JSON
	}
	return b
}

func optionsOf(f account.Flow) (*reply[PasskeyOptions], error) {
	b, err := json.Marshal(f.PublicKey)
	if err != nil {
		return nil, err
	}
	out := &reply[PasskeyOptions]{Body: PasskeyOptions{Flow: f.ID}}
	if err := json.Unmarshal(b, &out.Body.PublicKey); err != nil {
		return nil, err
	}
	if inner, ok := out.Body.PublicKey["publicKey"].(map[string]any); ok {
		out.Body.PublicKey = inner
	}
	return out, nil
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

func tagged[T any](version int64, body T) *versioned[T] {
	return &versioned[T]{ETag: etag(version), Body: body}
}

// versionFrom reads If-Match: a change must say what it changes.
func versionFrom(ifMatch string) (int64, error) {
	if ifMatch == "" {
		return 0, fault.New(fault.Invalid, "version_needed", "send If-Match with the ETag read before")
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(ifMatch, "W/"), `"`), 10, 64)
	if err != nil {
		return 0, fault.ErrStale
	}
	return n, nil
}

// number reads a cursor that is a number; an empty one is 0.
func number(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n < 1 {
		return 0, fault.ErrInvalid.At("cursor")
	}
	return n, nil
}

// when reads an instant of a query; an empty one is the zero time.
func when(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fault.ErrInvalid.At(field)
	}
	return t, nil
}
