package document

import (
	"crypto/sha256"
	"strings"
)

// CanonicalText returns the plain text that the document stands for, and its SHA-256. It is UTF-8 in NFC with line feeds. The
// first line names the form and the languages; then comes the whole text in each language, the controlling one first.
// Lines of different kinds cannot be confused, because a tab, which no text may hold, parts a line into its cells. It never
// changes for a document that was once rendered: a later form would have another first line.
//
// Faults: those of the model.
func CanonicalText(d Document) ([]byte, [sha256.Size]byte, error) {
	d, err := checked(d)
	if err != nil {
		return nil, [sha256.Size]byte{}, err
	}
	text := []byte(canonical(d))
	return text, sha256.Sum256(text), nil
}

func canonical(d Document) string {
	c := &canon{}
	c.line("surety document 1", joined(d.Languages))
	for i, l := range d.Languages {
		c.in, c.language = i, l
		c.line("", "", "", string(l))
		c.line("title", d.Title[i])
		if d.Subtitle != nil {
			c.line("subtitle", d.Subtitle[i])
		}
		c.blocks(d.Blocks)
	}
	for _, name := range d.Fields {
		c.line("field", "", name)
	}
	return c.out.String()
}

type canon struct {
	out      strings.Builder
	in       int
	language Language
}

// line writes cells with tabs between them.
func (c *canon) line(cells ...string) {
	c.out.WriteString(strings.Join(cells, "\t"))
	c.out.WriteByte('\n')
}

func (c *canon) texts(first string, texts ...Text) {
	cells := []string{first}
	for _, t := range texts {
		cells = append(cells, t[c.in])
	}
	c.line(cells...)
}

func (c *canon) blocks(blocks []Block) {
	number := 0
	for _, b := range blocks {
		if clause, ok := b.(Clause); ok {
			number++
			c.texts(c.language.number(number)+".", clause.Heading)
			c.body(number, clause)
			continue
		}
		c.block("", b)
	}
}

func (c *canon) body(number int, clause Clause) {
	marks := paragraphMarks(c.language, number, clause)
	for i, b := range clause.Body {
		c.block(marks[i], b)
	}
	c.line()
}

func (c *canon) block(mark string, b Block) {
	switch b := b.(type) {
	case Paragraph:
		c.texts(mark, b.Text)
	case List:
		for _, item := range b.Items {
			c.texts("•", item)
		}
	case Table:
		c.table(b)
	case Definitions:
		for _, row := range b.Rows {
			c.texts("=", row.Term, row.Meaning)
		}
	case Signatures:
		for _, by := range b.By {
			c.line("field", by.Role[c.in], by.Name[c.in], by.Field)
		}
	}
}

func (c *canon) table(t Table) {
	cells := []string{"|"}
	for _, col := range t.Columns {
		kind := "text"
		if col.Amount {
			kind = "amount"
		}
		cells = append(cells, kind, col.Heading[c.in])
	}
	c.line(cells...)
	for i, row := range t.Rows {
		mark := "|"
		if t.Total && i == len(t.Rows)-1 {
			mark = "||"
		}
		c.texts(mark, row...)
	}
}

// paragraphMarks numbers the paragraphs of a clause that has more than one: "3.1".
func paragraphMarks(l Language, number int, clause Clause) []string {
	marks, n := make([]string, len(clause.Body)), 0
	for i, b := range clause.Body {
		if _, ok := b.(Paragraph); ok {
			n++
			marks[i] = l.number(number) + "." + l.number(n)
		}
	}
	if n < 2 {
		clear(marks)
	}
	return marks
}

func joined(ls []Language) string {
	var names []string
	for _, l := range ls {
		names = append(names, string(l))
	}
	return strings.Join(names, " ")
}
