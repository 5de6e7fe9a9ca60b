package ticket

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// order is how a list is sorted.
type order struct {
	created bool // else by the last change
	rising  bool // else newest first
}

func (o order) direction() (compare, sort string) {
	if o.rising {
		return ">", "ASC"
	}
	return "<", "DESC"
}

// mark is a place in a list: the key and number of the row before it. The zero mark is the beginning.
type mark struct {
	key, number int64
	set         bool
}

func (o order) begin() mark {
	if o.rising {
		return mark{key: -1, number: -1}
	}
	return mark{key: math.MaxInt64, number: math.MaxInt32}
}

// criteria are a query, understood.
type criteria struct {
	order      order
	limit      int
	statuses   []Status // none: all
	department access.DepartmentID
	assignee   *access.AccountID
	requester  access.AccountID
	tag        string
	priority   Priority
	class      Class
	watching   bool
	number     int64
	who        access.Actor
	reach      access.Reach
}

var sorts = map[string]order{"": {}, "-updated": {}, "updated": {rising: true}, "-created": {created: true}, "created": {created: true, rising: true}}

func (q Query) criteria(who access.Actor) (c criteria, err error) {
	if q, err = q.withView(); err != nil {
		return c, err
	}
	o, ok := sorts[q.Sort]
	if !ok {
		return c, invalid("sort", "updated, -updated, created or -created")
	}
	if q.Limit == 0 {
		q.Limit = PageUsual
	}
	if q.Limit < 1 || q.Limit > PageLimit {
		return c, invalid("limit", "1 to 100")
	}
	c = criteria{order: o, limit: q.Limit, department: q.Department, requester: q.Requester, tag: q.Tag, priority: q.Priority, class: q.Class,
		watching: q.Watching, number: q.Number, who: who, reach: access.ReachOf(who, access.TicketSee)}
	if c.statuses, err = statusesOf(q.Status); err != nil {
		return c, err
	}
	c.setAssignee(q.Assignee)
	return c, c.check()
}

// withView spells out the shorthand.
func (q Query) withView() (Query, error) {
	switch q.View {
	case "", "all":
	case "mine":
		q.Assignee, q.Status = "me", append(q.Status, "active")
	case "unassigned":
		q.Assignee, q.Status = "none", append(q.Status, "active")
	case "active", "waiting", "solved", "closed", "new", "open":
		q.Status = append(q.Status, q.View)
	case "watching":
		q.Watching = true
	default:
		return q, invalid("view", "there is no such view")
	}
	return q, nil
}

func statusesOf(words []string) (all []Status, err error) {
	for _, w := range words {
		if w == "active" {
			all = append(all, StatusNew, StatusOpen, StatusWaiting)
			continue
		}
		if err := oneOf("status", Status(w), Statuses); err != nil {
			return nil, err
		}
		all = append(all, Status(w))
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func (c *criteria) setAssignee(word string) {
	id := access.AccountID(word)
	switch word {
	case "":
		return
	case "me":
		id = c.who.Account
	case "none":
		id = ""
	}
	c.assignee = &id
}

func (c criteria) check() error {
	for _, id := range []string{string(c.department), string(c.requester), c.tag, c.assigned()} {
		if len(id) > 4*TagLimit || strings.ContainsRune(id, 0) {
			return fault.ErrInvalid
		}
	}
	if c.priority != "" {
		if err := oneOf("priority", c.priority, Priorities); err != nil {
			return err
		}
	}
	if c.class != "" {
		return oneOf("class", c.class, Classes)
	}
	return nil
}

func (c criteria) assigned() string {
	if c.assignee == nil {
		return ""
	}
	return string(*c.assignee)
}

// text builds a statement whose values are all parameters.
type text struct {
	strings.Builder
	args []any
}

func (t *text) arg(v any) string {
	t.args = append(t.args, v)
	return fmt.Sprintf("$%d", len(t.args))
}

// newText begins with the parameters that all branches use: the mark's key and number, and the actor.
func newText(who access.Actor) *text {
	return &text{args: []any{int64(0), int64(0), string(who.Account)}}
}

// bind sets the mark.
func (c criteria) bind(args []any, from mark) []any {
	if !from.set {
		from = c.order.begin()
	}
	args[0], args[1] = from.key, from.number
	return args
}

// query merges what each place of the actor's reach holds, in order, as far as a page and one row. SQLite walks the
// branches' indexes together and stops there; PostgreSQL would read and sort them whole unless each ends by itself. The
// rows themselves come in any order: to sort them would copy every sealed subject. Empty: the actor reaches nothing of
// what is asked.
func (c criteria) query(e db.Engine) (string, []any) {
	t := newText(c.who)
	branches := c.branches(t, func(b branch) string {
		return `SELECT ` + b.key + ` AS sort_key, ` + b.marks + ` AS place, t.serial FROM ` + b.from
	})
	if len(branches) == 0 {
		return "", nil
	}
	_, sort := c.order.direction()
	by := ` ORDER BY sort_key ` + sort + `, place ` + sort + fmt.Sprintf(` LIMIT %d`, c.limit+1) // SQLite compiles a statement anew when a bound LIMIT is bound again
	if e == db.Postgres && len(branches) > 1 {
		for i, b := range branches {
			branches[i] = `(` + b + by + `)`
		}
	}
	merged := strings.Join(branches, "\nUNION ALL ") + by
	return `SELECT ` + listColumns + `, p.sort_key, p.place, o.read FROM (` + merged + `) p JOIN ticket t ON t.serial = p.serial
		LEFT JOIN ticket_own o ON o.ticket = t.id AND o.account = $3`, t.args
}
