package ticket

import (
	"slices"
	"strings"

	"surety/internal/access"
)

// branch is one walk along one index: a place of the actor's reach, narrowed by what the query fixes.
type branch struct {
	from  string // tables, with the ticket as t
	key   string // what it is sorted by
	marks string // the number beside the key, of the same table
	where []string
}

// branches are disjoint and together exactly what the rules of ticket.see let the actor see, narrowed by the criteria.
// The tickets of the actor's departments are seen with their full face, and so sorted by it; the others by the other.
func (c criteria) branches(t *text, head func(branch) string) []string {
	if c.reach.IsEmpty {
		return nil
	}
	var all []string
	add := func(b branch) {
		if c.number != 0 {
			b.where = append(b.where, `t.number = `+t.arg(c.number))
		}
		compare, _ := c.order.direction()
		b.where = append(b.where, `(`+b.key+`, `+b.marks+`) `+compare+` ($1, $2)`)
		all = append(all, head(b)+` WHERE `+strings.Join(b.where, ` AND `))
	}
	for _, dep := range c.reach.Departments {
		if c.department != "" && c.department != dep {
			continue
		}
		c.inDepartment(t, dep, add)
	}
	if c.tag == "" { // tags are for those who read notes
		c.outside(t, add)
	}
	return all
}

// inDepartment walks a department's tickets by tag or watch where these narrow more, else along the ticket's indexes.
func (c criteria) inDepartment(t *text, dep access.DepartmentID, add func(branch)) {
	d := t.arg(string(dep))
	switch {
	case c.watching:
		b := c.watched(c.key("updated"))
		b.where = append(b.where, `t.department = `+d)
		if c.tag != "" {
			b.where = append(b.where, `EXISTS (SELECT 1 FROM ticket_tag g WHERE g.ticket = t.id AND g.tag = `+t.arg(c.tag)+`)`)
		}
		c.narrow(t, b, "", add)
	case c.tag != "":
		b := branch{from: `ticket_tag g JOIN ticket t ON t.number = g.number`, key: `g.` + c.key("updated"), marks: `g.number`,
			where: []string{`g.department = ` + d, `g.tag = ` + t.arg(c.tag)}}
		c.narrow(t, b, "g.active", add)
	default:
		b := branch{from: `ticket t`, key: `t.` + c.key("updated"), marks: `t.number`, where: []string{`t.department = ` + d}}
		c.narrow(t, b, "t.active", add)
	}
}

// outside walks what is not the actor's departments': their own requests, their organisation's, those they were
// called to. Each leaves out what the ones before it hold.
func (c criteria) outside(t *text, add func(branch)) {
	var not []string
	if len(c.reach.Departments) > 0 {
		var ds []string
		for _, dep := range c.reach.Departments {
			ds = append(ds, t.arg(string(dep)))
		}
		not = append(not, `t.department NOT IN (`+strings.Join(ds, `, `)+`)`)
	}
	place := func(column, id, active string) {
		b := branch{from: `ticket t`, key: `t.` + c.key("face_updated"), marks: `t.number`}
		if c.watching {
			b, active = c.watched(c.key("face_updated")), ""
		}
		arg := t.arg(id)
		b.where = append(append(b.where, not...), column+` = `+arg)
		not = append(not, column+` <> `+arg)
		c.elsewhere(t, b, active, add)
	}
	if c.reach.Organisation != "" {
		place(`t.organisation`, string(c.reach.Organisation), "t.active")
	}
	if c.reach.Requester != "" {
		place(`t.requester`, string(c.reach.Requester), "t.active")
	}
	if c.reach.Specialist != "" {
		b := branch{from: `ticket_member s JOIN ticket t ON t.number = s.number`, key: `s.` + c.key("face_updated"), marks: `s.number`,
			where: append([]string{`s.account = $3`, `s.role = 'specialist'`}, not...)}
		if c.watching {
			b.where = append(b.where, `EXISTS (SELECT 1 FROM ticket_member w WHERE w.ticket = t.id AND w.role = 'watcher' AND w.account = $3)`)
		}
		c.elsewhere(t, b, "", add)
	}
}

func (c criteria) elsewhere(t *text, b branch, active string, add func(branch)) {
	if c.department != "" {
		b.where = append(b.where, `t.department = `+t.arg(string(c.department)))
	}
	c.narrow(t, b, active, add)
}

func (c criteria) key(updated string) string {
	if c.order.created {
		return "created"
	}
	return updated
}

func (c criteria) watched(key string) branch {
	return branch{from: `ticket_member w JOIN ticket t ON t.number = w.number`, key: `w.` + key, marks: `w.number`,
		where: []string{`w.account = $3`, `w.role = 'watcher'`}}
}

// Conditions of the indexes that hold only what is unusual, word for word: a planner knows no other way that an index
// will do.
const (
	unusualStatus   = `t.status NOT IN ('open', 'closed')`
	unusualPriority = `t.priority <> 'normal'`
	unusualClass    = `t.class <> 'internal'`
)

// narrow adds the filters. Where active leads an index, it is fixed in each branch, so that the key stays in order.
func (c criteria) narrow(t *text, b branch, active string, add func(branch)) {
	for column, v := range c.equal() {
		b.where = append(b.where, column+` = `+t.arg(v))
	}
	if c.priority != "" && c.priority != Normal {
		b.where = append(b.where, unusualPriority)
	}
	if c.class != "" && c.class != Internal {
		b.where = append(b.where, unusualClass)
	}
	if active == "" {
		if len(c.statuses) > 0 {
			b.where = append(b.where, `t.status IN (`+t.list(c.statuses)+`)`)
		}
		add(b)
		return
	}
	for _, on := range []bool{true, false} {
		some := slices.DeleteFunc(slices.Clone(c.statuses), func(s Status) bool { return s.Active() != on })
		if len(c.statuses) > 0 && len(some) == 0 {
			continue
		}
		half := b
		half.where = append(slices.Clone(b.where), active+` = `+t.arg(on))
		c.byStatus(t, half, on, some, add)
	}
}

// byStatus needs no word on status where active says it all; an unusual status has an index of its own.
func (c criteria) byStatus(t *text, b branch, on bool, some []Status, add func(branch)) {
	if len(some) > 0 && !(on && len(some) == 3) && !(!on && len(some) == 2) {
		if len(some) == 1 {
			b.where = append(b.where, `t.status = `+t.arg(string(some[0])))
			if some[0] != StatusOpen && some[0] != StatusClosed {
				b.where = append(b.where, unusualStatus)
			}
		} else {
			b.where = append(b.where, `t.status IN (`+t.list(some)+`)`)
		}
	}
	add(b)
}

func (t *text) list(ss []Status) string {
	var marks []string
	for _, s := range ss {
		marks = append(marks, t.arg(string(s)))
	}
	return strings.Join(marks, `, `)
}

// equal yields what the query fixes to one value.
func (c criteria) equal() func(func(string, any) bool) {
	return func(yield func(string, any) bool) {
		if c.assignee != nil && !yield(`t.assignee`, string(*c.assignee)) {
			return
		}
		if c.requester != "" && !yield(`t.requester`, string(c.requester)) {
			return
		}
		if c.priority != "" && !yield(`t.priority`, string(c.priority)) {
			return
		}
		if c.class != "" {
			yield(`t.class`, string(c.class))
		}
	}
}
