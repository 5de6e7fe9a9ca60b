// Package document sets a text as a PDF that is read, searched and sealed.
//
// A [Document] is a small model: a title, numbered clauses, paragraphs, lists, tables of prices, definitions, and places
// for signatures, in one language or in two side by side. [Render] makes a tagged PDF of it, [CanonicalText] the plain text
// that both sides agree on, whose SHA-256 stands at the foot of every page. [Seal] signs a rendered file (PAdES B-T), once for
// each place, so that earlier seals stay valid; [TimeAuthority] or [RemoteTime] dates a seal (RFC 3161), with keys that
// [NewAuthority] makes; [Verify] says what holds and what does not.
//
// It holds that
//
//   - the same document gives the same bytes, and two documents that read differently have different canonical texts;
//   - what is shown is what is said: a character that has no glyph, or that would hide or reorder others, is refused;
//   - a file is what was rendered, followed by nothing but seals: whatever else came after is found by Verify.
//
// It refuses languages it has no words for, texts above the limits below, and, when verifying, files whose structure can be
// read in two ways. It reads no file, runs no script, and reaches the network only through [RemoteTime].
package document

import (
	"fmt"

	"surety/internal/fault"
)

// Limits of a document. They are far above any contract, and keep a hostile one from costing much.
const (
	maxTextRunes = 20_000  // in one text
	maxRunes     = 200_000 // in all texts together, some eighty pages
	maxBlocks    = 5_000   // rows of tables included
	maxColumns   = 8
	maxFields    = 16
)

// Faults of the model. At says which text is meant, With what is wrong in it.
var (
	ErrLanguage  = fault.New(fault.Invalid, "document_language", "a document is in one language or in two different ones of en, ru, fa, zh")
	ErrShape     = fault.New(fault.Invalid, "document_shape", "a part of the document has not the form its kind asks")
	ErrCharacter = fault.New(fault.Invalid, "document_character", "a text holds a character that cannot be printed, or that hides or reorders others")
	ErrLarge     = fault.New(fault.TooLarge, "document_too_large", "the document is larger than the published limit")
)

// Text says the same in each of the document's languages, in their order.
type Text []string

// Document is what is rendered.
type Document struct {
	Languages []Language // one or two; the first controls
	Title     Text
	Subtitle  Text // number and date, say; may be nil
	Blocks    []Block
	Fields    []string // names of further places for seals that no Signatory stands for, such as "platform"
}

// Block is one of [Clause], [Paragraph], [List], [Table], [Definitions], [Signatures].
type Block interface{ block() }

// Clause is numbered from one. If it holds several paragraphs, they are numbered below it. It holds no clause.
type Clause struct {
	Heading Text
	Body    []Block
}

// Paragraph is a text of its own.
type Paragraph struct{ Text Text }

// List is a list of points without order.
type List struct{ Items []Text }

// Table has a heading for each column and as many cells in each row.
type Table struct {
	Columns []Column
	Rows    [][]Text
	Total   bool // the last row sums up those above
}

// Column is a column of a table. Share is its part of the width, compared with the others; zero counts as one.
type Column struct {
	Heading Text
	Amount  bool // figures, aligned at their end
	Share   int
}

// Definitions are pairs: a term and what it stands for, a party and who it is.
type Definitions struct{ Rows []Definition }

// Definition is one of them.
type Definition struct{ Term, Meaning Text }

// Signatures are the places where the parties sign, two in a row.
type Signatures struct{ By []Signatory }

// Signatory is who signs in a place. Field is the place's name in the file, for [Seal]: a–z, digits and hyphens.
type Signatory struct {
	Field string
	Role  Text
	Name  Text
}

func (Clause) block()      {}
func (Paragraph) block()   {}
func (List) block()        {}
func (Table) block()       {}
func (Definitions) block() {}
func (Signatures) block()  {}

// fields names all places for seals, in their order.
func (d *Document) fields() []string {
	var names []string
	eachBlock(d.Blocks, func(b Block) {
		if s, ok := b.(Signatures); ok {
			for _, by := range s.By {
				names = append(names, by.Field)
			}
		}
	})
	return append(names, d.Fields...)
}

func eachBlock(blocks []Block, visit func(Block)) {
	for _, b := range blocks {
		visit(b)
		if c, ok := b.(Clause); ok {
			eachBlock(c.Body, visit)
		}
	}
}

func at(where string, i int) string { return fmt.Sprintf("%s.%d", where, i) }
