package account

import (
	"time"

	"surety/internal/access"
)

// State is whether an account can be used.
type State string

const (
	Invited  State = "invited"  // has yet to take up the invitation
	Active   State = "active"   // may sign in
	Disabled State = "disabled" // may not, and has no session
)

// Person is an account as its owner and administrators see it.
type Person struct {
	ID           access.AccountID
	Email        string
	Name         string
	Language     string // en, ru, fa, zh
	Theme        string // auto, light, dark
	Calendar     string // auto, gregory, persian
	TimeZone     string // of the IANA database
	Roles        []access.Role
	Posts        map[access.DepartmentID]access.Post
	Organisation access.OrganisationID // empty: none; see [Person.Home]
	State        State
	// FactorRequired is the account's own switch; see [Person.NeedsFactor].
	FactorRequired bool
	Version        int64
	Created        time.Time
	Recovered      time.Time // until then nothing sensitive opens: two of staff gave access back; zero when it is not so
}

// Home is the organisation under whose key the person's own requests are sealed: theirs, or, of someone who belongs
// to none, a personal one that bears the account's id.
func (p Person) Home() access.OrganisationID { return home(p.ID, p.Organisation) }

func home(id access.AccountID, o access.OrganisationID) access.OrganisationID {
	if o == "" {
		return access.OrganisationID(id)
	}
	return o
}

// Actor is the person as the rules see them, without a session. Use it to ask what a third person may do.
func (p Person) Actor() access.Actor {
	return access.Actor{Account: p.ID, Roles: p.Roles, Posts: p.Posts, Organisation: p.Home(), Recovered: p.Recovered}
}

// onlyClient reports whether the account is nothing but a client.
func onlyClient(roles []access.Role, posts map[access.DepartmentID]access.Post) bool {
	return len(posts) == 0 && len(roles) == 1 && roles[0] == access.Client
}

// NeedsFactor reports whether the person must have a second factor: all but clients do; clients when the
// installation says so; anyone whose account says so.
func (p Person) NeedsFactor(i Installation) bool {
	return p.FactorRequired || i.FactorForClients || !onlyClient(p.Roles, p.Posts)
}

// Contact is how a person is written to.
type Contact struct {
	ID                           access.AccountID
	Name, Email                  string
	Language, Calendar, TimeZone string
	Active                       bool // false: do not write
}

// Factors is what proofs an account has.
type Factors struct {
	Passkeys          int
	TOTP              bool
	RecoveryCodesLeft int
	Password          bool
}

// Second reports whether there is a second factor beside a password.
func (f Factors) Second() bool { return f.Passkeys > 0 || f.TOTP }

// Profile is all that a person's own pages and GET /session show.
type Profile struct {
	Person
	Factors          Factors
	NeedsFactor      bool
	OrganisationName string
	Departments      map[access.DepartmentID]Department // of the posts
}

// Colleague is a member of a department's staff, to assign to or to mention.
type Colleague struct {
	ID         access.AccountID
	Name       string
	Department access.DepartmentID
	Post       access.Post
}

// NewPerson is who is added or invited.
type NewPerson struct {
	Email, Name, Language string
	TimeZone              string // empty: UTC
	Roles                 []access.Role
	Posts                 map[access.DepartmentID]access.Post
	Organisation          access.OrganisationID
	FactorRequired        bool
	CallBack              string // of the demo world and tests: a number of E.164 that counts at once
}

// OwnChange is what a person changes of themselves; nil keeps.
type OwnChange struct {
	Name, Language, Theme, Calendar, TimeZone *string
}

// RightsChange is what an administrator changes of an account; nil keeps.
type RightsChange struct {
	Roles          *[]access.Role
	Posts          *map[access.DepartmentID]access.Post
	Organisation   *access.OrganisationID // points to "" to leave
	FactorRequired *bool
}
