package document

import (
	"regexp"
	"slices"

	"golang.org/x/text/unicode/norm"
)

var fieldName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// checked returns the document with every text in NFC, or a fault that says where it is not acceptable.
func checked(d Document) (Document, error) {
	if !knownLanguages(d.Languages) {
		return d, ErrLanguage.At("languages")
	}
	c := &checker{languages: len(d.Languages)}
	d.Title = c.text("title", d.Title)
	d.Subtitle = c.optional("subtitle", d.Subtitle)
	d.Blocks = c.blocks("blocks", d.Blocks, true)
	names := d.fields()
	for i, name := range names {
		if !fieldName.MatchString(name) || slices.Contains(names[:i], name) || len(names) > maxFields {
			c.fail(ErrShape.At("fields").With("field", i))
		}
	}
	return d, c.err
}

// checker walks a document; it keeps the first fault.
type checker struct {
	languages   int
	runes, rows int
	err         error
}

func (c *checker) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *checker) count() {
	if c.rows++; c.rows > maxBlocks {
		c.fail(ErrLarge.At("blocks"))
	}
}

func (c *checker) blocks(where string, blocks []Block, clauses bool) []Block {
	out := make([]Block, len(blocks))
	for i, b := range blocks {
		c.count()
		out[i] = c.block(at(where, i), b, clauses)
	}
	return out
}

func (c *checker) block(where string, b Block, clauses bool) Block {
	switch b := b.(type) {
	case Clause:
		if !clauses {
			c.fail(ErrShape.At(where))
			return b
		}
		return Clause{Heading: c.text(where+".heading", b.Heading), Body: c.blocks(where+".body", b.Body, false)}
	case Paragraph:
		return Paragraph{c.text(where+".text", b.Text)}
	case List:
		return List{c.texts(where+".items", b.Items)}
	case Table:
		return c.table(where, b)
	case Definitions:
		return c.definitions(where, b)
	case Signatures:
		return c.signatures(where, b)
	}
	c.fail(ErrShape.At(where))
	return b
}

func (c *checker) table(where string, t Table) Table {
	out := Table{Columns: slices.Clone(t.Columns), Rows: make([][]Text, len(t.Rows)), Total: t.Total}
	if len(t.Columns) == 0 || len(t.Columns) > maxColumns || t.Total && len(t.Rows) == 0 {
		c.fail(ErrShape.At(where + ".columns"))
	}
	for i, col := range t.Columns {
		if col.Share < 0 || col.Share > 100 {
			c.fail(ErrShape.At(at(where+".columns", i) + ".share"))
		}
		out.Columns[i].Heading = c.text(at(where+".columns", i)+".heading", col.Heading)
		out.Columns[i].Share = max(1, col.Share)
	}
	for i, row := range t.Rows {
		c.count()
		if len(row) != len(t.Columns) {
			c.fail(ErrShape.At(at(where+".rows", i)))
		}
		for j, cell := range row {
			out.Rows[i] = append(out.Rows[i], c.cell(at(at(where+".rows", i), j), cell))
		}
	}
	return out
}

func (c *checker) definitions(where string, d Definitions) Definitions {
	out := Definitions{make([]Definition, len(d.Rows))}
	for i, row := range d.Rows {
		c.count()
		here := at(where+".rows", i)
		out.Rows[i] = Definition{Term: c.text(here+".term", row.Term), Meaning: c.text(here+".meaning", row.Meaning)}
	}
	return out
}

func (c *checker) signatures(where string, s Signatures) Signatures {
	out := Signatures{make([]Signatory, len(s.By))}
	for i, by := range s.By {
		c.count()
		here := at(where+".by", i)
		out.By[i] = Signatory{Field: by.Field, Role: c.text(here+".role", by.Role), Name: c.text(here+".name", by.Name)}
	}
	return out
}

func (c *checker) texts(where string, texts []Text) []Text {
	out := make([]Text, len(texts))
	for i, t := range texts {
		c.count()
		out[i] = c.text(at(where, i), t)
	}
	return out
}

func (c *checker) optional(where string, t Text) Text {
	if t == nil {
		return nil
	}
	return c.text(where, t)
}

// text wants words in every language; cell takes an empty one.
func (c *checker) text(where string, t Text) Text {
	for _, s := range t {
		if s == "" {
			c.fail(ErrShape.At(where))
		}
	}
	return c.cell(where, t)
}

func (c *checker) cell(where string, t Text) Text {
	if len(t) != c.languages {
		c.fail(ErrShape.At(where))
		return make(Text, c.languages)
	}
	out := make(Text, len(t))
	for i, s := range t {
		out[i] = norm.NFC.String(s)
		n := 0
		for range out[i] {
			n++
		}
		if c.runes += n; n > maxTextRunes || c.runes > maxRunes {
			c.fail(ErrLarge.At(where))
			return out
		}
		if r, ok := unprintable(out[i]); ok {
			c.fail(ErrCharacter.At(at(where, i)).With("character", hexRune(r)))
		}
	}
	return out
}
