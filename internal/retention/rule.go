package retention

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/ticket"
)

// Kind is what a case came to: the last of these that happened.
type Kind string

const (
	Request Kind = "request" // somebody asked for help
	Session Kind = "remote"  // a remote session was consented to
	Deal    Kind = "deal"    // a contract was signed
)

// Kinds are all of them, rising.
var Kinds = []Kind{Request, Session, Deal}

// Rule says how long the cases are kept that it fits. What it leaves empty fits all.
type Rule struct {
	Class      ticket.Class
	Department access.DepartmentID
	Kind       Kind
	Days       int64 // after the ticket was closed; 0: kept
	ChangedAt  time.Time
}

// DaysLimit is the most days a rule can have.
const DaysLimit = 36_500

func (r Rule) fits(class ticket.Class, department access.DepartmentID, kind Kind) bool {
	return (r.Class == "" || r.Class == class) && (r.Department == "" || r.Department == department) && (r.Kind == "" || r.Kind == kind)
}

func (r Rule) names() (n int) {
	for _, s := range []string{string(r.Class), string(r.Department), string(r.Kind)} {
		if s != "" {
			n++
		}
	}
	return n
}

// length orders rules by how long they keep; for ever is longest.
func (r Rule) length() int64 {
	if r.Days == 0 {
		return DaysLimit + 1
	}
	return r.Days
}

// String is the rule as the record and certificates name it.
func (r Rule) String() string {
	all := []string{string(r.Class), string(r.Department), string(r.Kind), strconv.FormatInt(r.Days, 10)}
	for i, s := range all {
		all[i] = cmp.Or(s, "*")
	}
	return strings.Join(all, "/")
}

// Choose is the rule for a case: of those that fit, the one that names most; of two that name as much, the one that keeps longer. Where
// none fits the case is kept: a rule of zero days.
func Choose(rules []Rule, class ticket.Class, department access.DepartmentID, kind Kind) (best Rule) {
	found := false
	for _, r := range rules {
		if r.fits(class, department, kind) && (!found || r.before(best)) {
			best, found = r, true
		}
	}
	return best
}

func (r Rule) before(o Rule) bool {
	return cmp.Or(cmp.Compare(r.names(), o.names()), cmp.Compare(r.length(), o.length()), cmp.Compare(r.String(), o.String())) > 0
}

func (r Rule) check() error {
	switch {
	case r.Class != "" && !slices.Contains(ticket.Classes, r.Class), r.Kind != "" && !slices.Contains(Kinds, r.Kind), r.Days < 0, r.Days > DaysLimit:
		return ErrRule
	}
	return nil
}
