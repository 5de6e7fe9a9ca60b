package contract

import (
	"strings"
	"time"

	"surety/internal/document"
)

// writer makes one paper. It keeps the first fault; what it returns after one is not used.
type writer struct {
	t       Template
	p       Params
	in      []document.Language // in which it is said: the paper's, or those of the paper that amends it
	zone    *time.Location
	sources []*source // in these languages
	filled  []map[string]string
	holds   map[string]bool
	listed  []document.Block // what an amendment changes
	err     error
}

func newWriter(t Template, p Params, in []document.Language) (*writer, error) {
	t, err := Lookup(t.ID, t.Version)
	if err != nil {
		return nil, err
	}
	if err := p.check(t.ID); err != nil {
		return nil, err
	}
	w := &writer{t: t, p: p, in: in, holds: conditions(&p)}
	if w.zone, err = time.LoadLocation(p.Zone); err != nil {
		return nil, ErrValue.At("zone")
	}
	for _, l := range in {
		w.sources = append(w.sources, sources[t][l])
		w.filled = append(w.filled, w.values(l))
	}
	return w, nil
}

// local are further values for one text, in a language.
type local func(document.Language) map[string]string

// say fills a text, which from picks from each language's source.
func (w *writer) say(from func(*source) string, more ...local) document.Text {
	out := make(document.Text, len(w.sources))
	for i, s := range w.sources {
		l := w.in[i]
		out[i] = place.ReplaceAllStringFunc(from(s), func(name string) string {
			name = strings.Trim(name, "{}")
			if id, ok := strings.CutPrefix(name, "#"); ok {
				n := s.number(id)
				return w.isolated(written[l].number(n), n > 0)
			}
			value := w.filled[i][name]
			for _, m := range more {
				if own, ok := m(l)[name]; ok {
					value = own
				}
			}
			return w.isolated(value, value != "")
		})
	}
	return out
}

// isolated is how every value gets into a text.
func (w *writer) isolated(value string, known bool) string {
	if !known && w.err == nil {
		w.err = errUnfilled
	}
	return document.Isolate(clean(value))
}

func (w *writer) word(key string, more ...local) document.Text {
	return w.say(func(s *source) string { return s.words[key] }, more...)
}

// value is one that stands alone, the same in each language.
func (w *writer) value(s string) document.Text {
	return w.each(func(figures, document.Language) string { return s })
}

func (w *writer) each(write func(figures, document.Language) string) document.Text {
	out := make(document.Text, len(w.in))
	for i, l := range w.in {
		out[i] = document.Isolate(clean(write(written[l], l)))
	}
	return out
}

func (w *writer) clauses() []Clause {
	var all []Clause
	for i, c := range w.sources[0].clauses {
		if c.id == changesID {
			if w.p.Amends == nil {
				continue
			}
			w.listed = w.changes(all)
		}
		all = append(all, Clause{ID: c.id, Number: i + 1, Body: w.body(i),
			Heading: w.say(func(s *source) string { return s.clauses[i].heading }),
			Summary: w.say(func(s *source) string { return s.clauses[i].summary })})
	}
	return all
}

// body puts the parts of a clause together: points that follow one another are one list, definitions one table.
func (w *writer) body(clause int) []document.Block {
	var out []document.Block
	for j, p := range w.sources[0].clauses[clause].parts {
		if p.when != "" && !w.holds[p.when] {
			continue
		}
		text := w.say(func(s *source) string { return s.clauses[clause].parts[j].text })
		switch p.kind {
		case '@':
			out = append(out, blocks[p.text](w)...)
		case '-':
			out = point(out, text)
		case ':':
			out = definition(out, document.Definition{Term: w.say(func(s *source) string { return s.clauses[clause].parts[j].term }), Meaning: text})
		default:
			out = append(out, document.Paragraph{Text: text})
		}
	}
	return out
}

func point(out []document.Block, text document.Text) []document.Block {
	if n := len(out) - 1; n >= 0 {
		if l, ok := out[n].(document.List); ok {
			out[n] = document.List{Items: append(l.Items, text)}
			return out
		}
	}
	return append(out, document.List{Items: []document.Text{text}})
}

func definition(out []document.Block, row document.Definition) []document.Block {
	if n := len(out) - 1; n >= 0 {
		if d, ok := out[n].(document.Definitions); ok {
			out[n] = document.Definitions{Rows: append(d.Rows, row)}
			return out
		}
	}
	return append(out, document.Definitions{Rows: []document.Definition{row}})
}

// plain is what blocks say, a line for each paragraph, point or row.
func plain(blocks []document.Block, languages int) document.Text {
	lines := make([][]string, languages)
	add := func(between string, cells ...document.Text) {
		for i := range lines {
			var row []string
			for _, c := range cells {
				row = append(row, c[i])
			}
			lines[i] = append(lines[i], strings.Join(row, between))
		}
	}
	for _, b := range blocks {
		plainBlock(b, add)
	}
	out := make(document.Text, languages)
	for i := range out {
		out[i] = strings.Join(lines[i], "\n")
	}
	return out
}

func plainBlock(b document.Block, add func(between string, cells ...document.Text)) {
	switch b := b.(type) {
	case document.Paragraph:
		add("", b.Text)
	case document.List:
		for _, item := range b.Items {
			add("", item)
		}
	case document.Definitions:
		for _, row := range b.Rows {
			add(" — ", row.Term, row.Meaning)
		}
	case document.Table:
		var head []document.Text
		for _, c := range b.Columns {
			head = append(head, c.Heading)
		}
		add(" | ", head...)
		for _, row := range b.Rows {
			add(" | ", row...)
		}
	}
}
