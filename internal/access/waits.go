package access

// Waits is when an action is sensitive though it asks for no step-up and moves no money.
type Waits int

const (
	Never       Waits = iota
	ByClass           // on what is of class confidential or above
	InEveryCase       //
)

// Sensitive reports whether the action on the thing stays closed for a day after access was given back by two of staff. What asks for a
// fresh proof or may move money always does, so that nobody who adds such an action can forget it.
func (r Rule) Sensitive(t *Thing) bool {
	return r.StepUp || r.Money || r.Waits == InEveryCase || r.Waits == ByClass && t.Class.Above(Internal)
}
