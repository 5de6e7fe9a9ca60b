package deal

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Diff says what differs between two versions of the terms, field by field, in the order of the paths. A milestone is the
// same one when its id is.
func Diff(previous, next Terms) []Change {
	before, after := flat(previous), flat(next)
	paths := map[string]bool{}
	for p := range before {
		paths[p] = true
	}
	for p := range after {
		paths[p] = true
	}
	changes := []Change{}
	for p := range paths {
		if before[p] != after[p] {
			changes = append(changes, Change{p, before[p], after[p]})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return changes
}

// flat is every value of the terms by its path.
func flat(t Terms) map[string]string {
	all := map[string]string{}
	list := t.Milestones
	t.Milestones = nil
	flatten(all, "", tree(t))
	delete(all, "milestones")
	for i, m := range list {
		key := "milestones." + string(m.ID)
		all[key+".place"] = strconv.Itoa(i + 1)
		flatten(all, key, tree(m))
		delete(all, key+".id")
	}
	return all
}

func tree(v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		return nil // structs of texts and numbers always can be written
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	var out any
	if d.Decode(&out) != nil {
		return nil
	}
	return out
}

func flatten(into map[string]string, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, one := range v {
			flatten(into, join(path, k), one)
		}
	case []any:
		for i, one := range v {
			flatten(into, join(path, strconv.Itoa(i)), one)
		}
	case nil:
	default:
		into[path] = fmt.Sprint(v)
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
