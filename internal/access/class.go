package access

import (
	"slices"

	"surety/internal/fault"
)

// Class says how confidential something is.
type Class string

const (
	Public       Class = "public"
	Internal     Class = "internal"
	Confidential Class = "confidential"
	Restricted   Class = "restricted"
)

// Classes are all classes, rising.
var Classes = []Class{Public, Internal, Confidential, Restricted}

// Above reports whether c is more confidential than b. What is no class is more so than any.
func (c Class) Above(b Class) bool { return c.rank() > b.rank() }

func (c Class) rank() int {
	if i := slices.Index(Classes, c); i >= 0 {
		return i
	}
	return len(Classes)
}

// Higher is the more confidential of two; none ("") says nothing.
func Higher(a, b Class) Class {
	if b == "" || a != "" && a.Above(b) {
		return a
	}
	return b
}

// ClassRule is what a class allows those of the case with the parts of it that have the class. An action's own rule is asked first: the
// table never widens it.
type ClassRule struct {
	Class    Class
	Open     Relation // who reads it and sees it drawn
	Download Relation // who takes the file itself
	Marked   bool     // what is taken carries who and when, or a reason stands on the record where it cannot; not for Unmarked
	Proof    bool     // a session in doubt has to prove again who sits there
	Token    bool     // an API token may open it
}

// Unmarked are those whose own it is: they get the file as it is.
const Unmarked = ClientSide | Author

// onList are those whom a file's list lets in, whatever its class.
const onList = Listed | Unmarked

// classRules is the whole of what classes mean; docs/design/class.md prints it.
var classRules = []ClassRule{
	{Class: Public, Open: Case, Download: Case, Token: true},
	{Class: Internal, Open: Case, Download: Case, Token: true},
	{Class: Confidential, Open: Case, Download: Case, Marked: true, Proof: true, Token: true},
	{Class: Restricted, Open: ClientSide | CaseSpecialist | DepartmentLead | Assignee | Author, Download: Unmarked, Marked: true, Proof: true},
}

// ClassRules is a copy of the table.
func ClassRules() []ClassRule { return slices.Clone(classRules) }

// RuleOf is a class's row. What is no class is handled as the highest: who forgot to say it closes too much, never too little.
func RuleOf(c Class) ClassRule { return classRules[min(c.rank(), len(classRules)-1)] }

// Use is what an action does with a part of a case.
type Use int

const (
	NoPart Use = iota // it is not asked about parts
	Opens             // shows it
	Takes             // gives the file out
	Keeps             // changes what is known of it, and shows nothing
)

// Part is a message, a file or the sealed room of a case.
type Part struct {
	Kind   string // "message", "file" or "room"
	ID     string
	Class  Class       // its own; empty: the case's
	Author AccountID   // who wrote or brought it
	List   []AccountID // of a file: who else may, whatever the class; empty: as the class says
}

func (t *Thing) isPart() bool { return t.Kind == "message" || t.Kind == "file" || t.Kind == "room" }

// Of is the part as a thing of its own. It is never of a lower class than its case.
func (p Part) Of(t Thing) Thing {
	t.Kind, t.ID, t.Class, t.Owner, t.List = p.Kind, p.ID, Higher(t.Class, p.Class), p.Author, p.List
	return t
}

// Part narrows a grant for a case to a part of it, and asks the rules again, now with its class and list. The vault opens messages and
// files for such a grant only.
func (g Grant) Part(p Part) (Grant, error) {
	if !g.Valid() {
		return Grant{}, fault.ErrDenied
	}
	return g.For(p.Of(*g.thing))
}

// ErrClass refuses what a part's class, or its list, closes to somebody of the case.
var ErrClass = fault.New(fault.Denied, "class_closed", "its class, or its list, closes it to you")

// classed asks the table about a part of a case.
func (r Rule) classed(a *Actor, is Relation, t *Thing) error {
	if !t.isPart() || a.server || r.Part == Keeps {
		return nil
	}
	rule := RuleOf(t.Class)
	who := rule.Open
	if r.Part == Takes {
		who = rule.Download
	}
	if len(t.List) > 0 {
		who = onList
	}
	who |= r.By & Investigator // who looks into a complaint reads what it is about, whatever its class: the rule says what
	switch {
	case r.Part == NoPart:
		return fault.ErrDenied
	case who&is == 0, a.Token && !rule.Token:
		return ErrClass.With("class", string(t.Class))
	case rule.Proof && len(a.Doubts) > 0 && !a.SteppedUp && !a.Token:
		return fault.ErrStepUp.With("doubts", a.Doubts)
	}
	return nil
}

// Marked reports whether what the grant takes out has to carry who and when.
func (g Grant) Marked() bool {
	return RuleOf(g.thing.Class).Marked && relations(g.actor, g.thing)&Unmarked == 0
}
