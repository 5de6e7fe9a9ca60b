package contract

import (
	"slices"
	"strings"

	"surety/internal/document"
)

// changesID is the clause that lists what an amendment changes. It is the last one, and in no first paper, so that all others
// keep their numbers.
const changesID = "changes"

// changes lists what differs from the signed paper, clause by clause and line by line, computed from both texts: what a list left
// out could not be signed unseen.
func (w *writer) changes(now []Clause) []document.Block {
	before, err := w.signed()
	if err != nil {
		w.err = err
		return nil
	}
	var out []document.Block
	for _, c := range now {
		i := slices.IndexFunc(before, func(b Clause) bool { return b.ID == c.ID })
		if i < 0 {
			out = append(out, w.change(c, nil, w.lines(c))...)
			continue
		}
		gone, come := differing(w.lines(before[i]), w.lines(c))
		out = append(out, w.change(c, gone, come)...)
	}
	for _, b := range before {
		if w.sources[0].number(b.ID) == 0 {
			out = append(out, w.change(b, w.lines(b), nil)...)
		}
	}
	if len(out) == 0 {
		return []document.Block{document.Paragraph{Text: w.word("change_none")}}
	}
	return out
}

// signed are the clauses of the paper that is amended, in the languages of this one; which languages it was made in stays said
// in them.
func (w *writer) signed() ([]Clause, error) {
	p := w.p.Amends.Params
	p.Amends = nil
	b, err := newWriter(Template{ID: w.t.ID, Version: w.p.Amends.Template}, p, w.in)
	if err != nil {
		return nil, err
	}
	return b.clauses(), b.err
}

func (w *writer) change(c Clause, gone, come []document.Text) []document.Block {
	if len(gone)+len(come) == 0 {
		return nil
	}
	out := []document.Block{document.Paragraph{Text: w.word("change", func(l document.Language) map[string]string {
		return map[string]string{"n": written[l].number(c.Number), "heading": c.Heading[slices.Index(w.in, l)]}
	})}}
	for _, line := range gone {
		out = point(out, w.headed("change_was", line))
	}
	for _, line := range come {
		out = point(out, w.headed("change_becomes", line))
	}
	return out
}

// headed sets a word of the frame before a line, which is whole and isolated already.
func (w *writer) headed(word string, line document.Text) document.Text {
	out := w.word(word)
	for i := range out {
		if out[i] += line[i]; w.in[i] != document.Chinese {
			out[i] = strings.Replace(out[i], ":", ": ", 1)
		}
	}
	return out
}

// lines are those of a clause, each in all languages.
func (w *writer) lines(c Clause) []document.Text {
	var out []document.Text
	for i, text := range plain(c.Body, len(w.in)) {
		for j, line := range strings.Split(text, "\n") {
			if i == 0 {
				out = append(out, make(document.Text, len(w.in)))
			}
			out[j][i] = line
		}
	}
	return out
}

// differing are the lines of either text that are no part of their longest common sequence.
func differing(a, b []document.Text) (gone, come []document.Text) {
	longest := make([][]int, len(a)+1)
	longest[len(a)] = make([]int, len(b)+1)
	for i := len(a) - 1; i >= 0; i-- {
		longest[i] = make([]int, len(b)+1)
		for j := len(b) - 1; j >= 0; j-- {
			if longest[i][j] = max(longest[i+1][j], longest[i][j+1]); slices.Equal(a[i], b[j]) {
				longest[i][j] = longest[i+1][j+1] + 1
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case slices.Equal(a[i], b[j]):
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			gone, i = append(gone, a[i]), i+1
		default:
			come, j = append(come, b[j]), j+1
		}
	}
	return append(gone, a[i:]...), append(come, b[j:]...)
}
