package access

import "slices"

// Lookup returns the rule of an action, for the generated matrix and docs/access.md.
func Lookup(act Action) (Rule, bool) {
	r, ok := rules[act]
	return r, ok
}

// Actions are all actions that have a rule, sorted.
func Actions() []Action {
	var all []Action
	for a := range rules {
		all = append(all, a)
	}
	slices.Sort(all)
	return all
}
