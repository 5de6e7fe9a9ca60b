package contract

import (
	"surety/internal/document"
)

// blocks are what stands for @name in a template.
var blocks = map[string]func(*writer) []document.Block{
	"milestones": (*writer).milestones,
	"price":      (*writer).price,
	"excluded":   (*writer).excluded,
	"scope":      (*writer).scope,
	"works":      (*writer).works,
	"changes":    func(w *writer) []document.Block { return w.listed },
}

// parties says who they are, before the first clause.
func (w *writer) parties() document.Block {
	var d document.Definitions
	add := func(key string, details string) {
		meaning := key
		if details != "" {
			meaning += "_full"
		}
		d.Rows = append(d.Rows, document.Definition{Term: w.word("role_" + key), Meaning: w.word("who_" + meaning)})
	}
	add("client", w.p.Client.Details)
	add("specialist", w.p.Specialist.Details)
	add("platform", "")
	add("case", "")
	return d
}

// signatures are the places of the parties and of the platform.
func (w *writer) signatures() document.Block {
	return document.Signatures{By: []document.Signatory{
		{Field: "client", Role: w.word("role_client"), Name: w.value(w.p.Client.Name)},
		{Field: "specialist", Role: w.word("role_specialist"), Name: w.value(w.p.Specialist.Name)},
		{Field: "platform", Role: w.word("role_platform"), Name: w.value(w.p.Platform.Name)},
	}}
}

// numbered are the values of a milestone.
func (w *writer) numbered(i int) local {
	m := w.p.Milestones[i]
	return func(l document.Language) map[string]string {
		return map[string]string{"n": written[l].number(i + 1), "title": m.Title, "due": w.moment(l, m.Due), "amount": written[l].amount(m.AmountMinor, w.p.Currency)}
	}
}

func (w *writer) milestones() []document.Block {
	var out []document.Block
	for i, m := range w.p.Milestones {
		out = append(out, document.Paragraph{Text: w.word("milestone", w.numbered(i))})
		for _, line := range m.Description {
			out = point(out, w.value(line))
		}
	}
	return out
}

func (w *writer) amount(minor int64) document.Text {
	return w.each(func(f figures, _ document.Language) string { return f.decimal(minor, w.p.Currency.Exponent) })
}

// price is the table from which both see what is paid, what for, and what arrives.
func (w *writer) price() []document.Block {
	if len(w.p.Milestones) == 0 {
		return nil
	}
	t := document.Table{Total: true, Columns: []document.Column{
		{Heading: w.word("col_item"), Share: 4}, {Heading: w.word("col_client"), Amount: true, Share: 3}, {Heading: w.word("col_specialist"), Amount: true, Share: 3}}}
	for i, m := range w.p.Milestones {
		t.Rows = append(t.Rows, []document.Text{w.word("row_milestone", w.numbered(i)), w.amount(m.AmountMinor), w.amount(m.AmountMinor)})
	}
	for _, c := range w.p.Charges {
		row := []document.Text{w.charge(c), w.amount(c.AmountMinor), w.value(none)}
		if c.By == BySpecialist {
			row[1], row[2] = w.value(none), w.amount(-c.AmountMinor)
		}
		t.Rows = append(t.Rows, row)
	}
	sum := w.p.totals()
	t.Rows = append(t.Rows, []document.Text{w.word("row_total"), w.amount(sum.client), w.amount(sum.specialist)})
	return []document.Block{t}
}

// none stands where a party has nothing to pay or to lose.
const none = "–"

// charge names what a charge is for: its kind, label and rate, as far as there are any.
func (w *writer) charge(c Charge) document.Text {
	key := "charge"
	if c.Label != "" {
		key += "_label"
	}
	if c.RateBasisPoints > 0 {
		key += "_rate"
	}
	return w.word(key, func(l document.Language) map[string]string {
		return map[string]string{"kind": sources[w.t][l].words["kind_"+string(c.Kind)], "label": c.Label, "rate": written[l].rate(c.RateBasisPoints)}
	})
}

func (w *writer) excluded() []document.Block {
	var out []document.Block
	for _, s := range w.p.Excluded {
		out = point(out, w.value(s))
	}
	return out
}

func (w *writer) scope() []document.Block {
	if len(w.p.Scope) == 0 {
		return nil
	}
	t := document.Table{Columns: []document.Column{{Heading: w.word("col_what"), Share: 4}, {Heading: w.word("col_who"), Share: 4}, {Heading: w.word("col_until"), Share: 3}}}
	for _, s := range w.p.Scope {
		until := w.word("until_law")
		if !s.Until.IsZero() {
			until = w.each(func(_ figures, l document.Language) string { return w.moment(l, s.Until) })
		}
		t.Rows = append(t.Rows, []document.Text{w.value(s.What), w.value(s.Who), until})
	}
	return []document.Block{t}
}

func (w *writer) works() []document.Block {
	var out []document.Block
	for _, work := range w.p.Works {
		out = point(out, w.word("work", func(l document.Language) map[string]string {
			return map[string]string{"title": work.Title, "hash": work.SHA256, "at": w.moment(l, work.At)}
		}))
	}
	return out
}
