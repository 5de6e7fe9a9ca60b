package document

import "maps"

// view is the file as it stood after a revision.
type view struct {
	objects map[int]*object
	trailer dict
}

// views returns the state after each revision.
func views(all []*revision) []view {
	var out []view
	objects := map[int]*object{}
	for _, r := range all {
		objects = maps.Clone(objects)
		for _, id := range r.freed {
			delete(objects, id)
		}
		maps.Copy(objects, r.objects)
		out = append(out, view{objects, r.trailer})
	}
	return out
}

// follow returns what a value stands for, and the object's number if it was a reference. A reference to nothing is null.
func (v view) follow(x any) (any, int) {
	r, ok := x.(reference)
	if !ok {
		return x, 0
	}
	if o := v.objects[r.id]; o != nil && o.generation == r.generation {
		return o.value, r.id
	}
	return nil, r.id
}

func (v view) dict(x any) (dict, int) {
	value, id := v.follow(x)
	d, _ := value.(dict)
	return d, id
}

func (v view) array(x any) (array, int) {
	value, id := v.follow(x)
	a, _ := value.(array)
	return a, id
}

// catalog is the root of the document.
func (v view) catalog() (dict, int) { return v.dict(v.trailer["Root"]) }

// form is the interactive form, which holds the places for signatures.
func (v view) form() (dict, int) {
	root, _ := v.catalog()
	return v.dict(root["AcroForm"])
}

// place is a field for a signature.
type place struct {
	id    int // of its object
	name  string
	value dict
}

// places are the signature fields of the form. Fields within fields are not looked into: Render makes none, and a signature
// that is not found makes its revision unsealed.
func (v view) places() []place {
	form, _ := v.form()
	fields, _ := v.array(form["Fields"])
	var out []place
	for _, f := range fields {
		d, id := v.dict(f)
		if title, ok := d["T"].(text); ok && d["FT"] == name("Sig") && id > 0 {
			out = append(out, place{id, title.words(), d})
		}
	}
	return out
}

// pages are the numbers of all page objects.
func (v view) pages() []int {
	root, _ := v.catalog()
	var out []int
	seen := map[int]bool{0: true}
	for waiting := (array{root["Pages"]}); len(waiting) > 0; {
		d, id := v.dict(waiting[0])
		waiting = waiting[1:]
		if d == nil || seen[id] {
			continue
		}
		seen[id] = true
		if d["Type"] == name("Page") {
			out = append(out, id)
		}
		kids, _ := v.array(d["Kids"])
		waiting = append(waiting, kids...)
	}
	return out
}
