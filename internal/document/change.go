package document

import (
	"slices"
)

// judge says what a revision did to the file besides signing it. Signing may fill one empty place, or add a place that shows
// nothing; whatever else changes what was there, or makes something appear that was referred to but absent, is found. This is
// what hides, replaces and "hide-and-replace" attacks need (Mainka, Mladenov, Rohlmann: Shadow Attacks, NDSS 2021).
func judge(old, now view, r *revision) []Finding {
	j := &judgement{old: old, now: now, roles: roles(old)}
	if len(r.freed) > 0 || shown(old.trailer["Root"]) != shown(now.trailer["Root"]) || shown(old.trailer["Info"]) != shown(now.trailer["Info"]) {
		j.add(ObjectReplaced)
	}
	awaited := referred(old)
	for id, o := range r.objects {
		before, existed := old.objects[id]
		switch {
		case existed && !j.harmless(before, o):
			j.add(ObjectReplaced)
		case !existed && awaited[id]:
			j.add(ObjectReplaced)
		}
	}
	names := map[string]bool{}
	for _, p := range now.places() {
		if names[p.name] {
			j.add(ObjectReplaced) // a second place of a name stands for the first
		}
		if names[p.name] = true; covers(p.value) {
			j.add(SignatureCovers)
		}
	}
	return j.found
}

type judgement struct {
	old, now view
	roles    map[int]string
	found    []Finding
}

func (j *judgement) add(f Finding) {
	if !slices.Contains(j.found, f) {
		j.found = append(j.found, f)
	}
}

// roles are the objects that signing may touch.
func roles(v view) map[int]string {
	out := map[int]string{}
	for _, id := range v.pages() {
		out[id] = "page"
		page, _ := v.dict(reference{id, v.objects[id].generation})
		if _, at := v.array(page["Annots"]); at > 0 {
			out[at] = "list"
		}
	}
	form, id := v.form()
	out[id], out[inline] = "form", "form"
	if _, at := v.array(form["Fields"]); at > 0 {
		out[at] = "list"
	}
	for _, p := range v.places() {
		out[p.id] = "place"
	}
	if _, id := v.catalog(); id > 0 {
		out[id] = "catalog"
	}
	delete(out, 0)
	return out
}

// inline stands for a form that is no object of its own.
const inline = -1

// changing are the keys that signing may change in an object of a role.
var changing = map[string][]name{
	"page":    {"Annots"},
	"form":    {"Fields", "SigFlags"},
	"place":   {"V", "M", "AP"}, // an appearance is not seen where the place has no area
	"catalog": {"AcroForm"},
}

// harmless compares an object with what it was.
func (j *judgement) harmless(before, after *object) bool {
	role := j.roles[after.id]
	if before.generation != after.generation {
		return false // what refers to the old one would find nothing
	}
	if role == "list" {
		return j.extended(before.value, after.value)
	}
	was, ok := before.value.(dict)
	is, ok2 := after.value.(dict)
	if !ok || !ok2 || before.stream != nil || after.stream != nil || role == "" {
		return shown(before.value) == shown(after.value) && string(before.stream) == string(after.stream)
	}
	for key := range union(was, is) {
		if shown(was[key]) != shown(is[key]) && !(slices.Contains(changing[role], key) && j.changed(key, was[key], is[key])) {
			return false
		}
	}
	return true
}

func union(a, b dict) dict {
	all := dict{}
	for k := range a {
		all[k] = nil
	}
	for k := range b {
		all[k] = nil
	}
	return all
}

// changed judges the change of one key that may change.
func (j *judgement) changed(key name, was, is any) bool {
	switch key {
	case "V":
		_, id := j.now.dict(is)
		return was == nil && id > 0
	case "SigFlags":
		return is == int64(1) || is == int64(3)
	case "AcroForm":
		before, id := j.old.dict(was)
		after, id2 := j.now.dict(is)
		return id == id2 && j.harmless(&object{id: inline, value: before}, &object{id: inline, value: after})
	case "Annots", "Fields":
		before, _ := j.old.array(was)
		after, _ := j.now.array(is)
		return j.extended(before, after)
	}
	return true
}

// extended: all that was listed still is, in its order, and what is new is places for signatures.
func (j *judgement) extended(was, is any) bool {
	before, ok := was.(array)
	after, ok2 := is.(array)
	if !ok2 || !ok && was != nil || len(after) < len(before) {
		return false
	}
	for i, v := range after {
		if i < len(before) {
			if shown(v) != shown(before[i]) {
				return false
			}
			continue
		}
		d, id := j.now.dict(v)
		if id == 0 || d["FT"] != name("Sig") || d["Subtype"] != name("Widget") || !plainPlace(d) {
			return false
		}
	}
	return true
}

// plainPlace: a new place has no actions, which could run a script when the page is shown.
func plainPlace(d dict) bool {
	for key := range d {
		if !slices.Contains([]name{"Type", "Subtype", "FT", "T", "F", "Ff", "Rect", "P", "V", "AP", "AS", "DA", "DR", "MK", "BS", "Border", "M", "NM"}, key) {
			return false
		}
	}
	return true
}

// covers reports a signature that draws on the page: it could write over what others signed.
func covers(place dict) bool {
	rect, ok := place["Rect"].(array)
	_, kids := place["Kids"]
	if !ok || len(rect) != 4 || kids {
		return true
	}
	return shown(rect[0]) != shown(rect[2]) && shown(rect[1]) != shown(rect[3])
}

// referred are the numbers that a view refers to without having them.
func referred(v view) map[int]bool {
	out := map[int]bool{}
	var walk func(x any)
	walk = func(x any) {
		switch x := x.(type) {
		case reference:
			if v.objects[x.id] == nil {
				out[x.id] = true
			}
		case array:
			for _, e := range x {
				walk(e)
			}
		case dict:
			for _, e := range x {
				walk(e)
			}
		}
	}
	for _, o := range v.objects {
		walk(o.value)
	}
	walk(v.trailer)
	return out
}
