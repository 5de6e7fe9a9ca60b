package document

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// element is a node of the structure tree, by which a reader program knows headings, tables and languages (ISO 32000-1, 14.7).
type element struct {
	kind       string
	language   Language
	attributes string
	actual     string // the text in reading order, where it is drawn in another
	kids       []*element
	parts      []part // its pieces of content, in order
	id         int
}

// part is a marked piece of a page's content.
type part struct{ page, mark int }

func (e *element) child(kind string, l Language) *element {
	c := &element{kind: kind, language: l}
	e.kids = append(e.kids, c)
	return c
}

// say keeps the text if it is not drawn in the order in which it is read.
func (e *element) say(text string, l Language) {
	if languages[l].rtl || strings.ContainsFunc(text, rightToLeft) {
		e.actual = strings.TrimSpace(e.actual + " " + text)
	} else if e.actual != "" {
		e.actual += " " + text
	}
}

func rightToLeft(r rune) bool {
	p, _ := bidi.LookupRune(r)
	return slices.Contains([]bidi.Class{bidi.R, bidi.AL, bidi.AN, bidi.RLI}, p.Class())
}

// number gives every element an object.
func (e *element) number(f *file) {
	e.id = f.reserve()
	for _, k := range e.kids {
		k.number(f)
	}
}

// write writes the elements as objects.
func (e *element) write(f *file, parent int, pages []int) {
	var b strings.Builder
	fmt.Fprintf(&b, "<< /Type /StructElem /S /%s /P %d 0 R", e.kind, parent)
	if e.language != "" {
		fmt.Fprintf(&b, " /Lang (%s)", languages[e.language].tag)
	}
	if e.attributes != "" {
		fmt.Fprintf(&b, " /A << %s >>", e.attributes)
	}
	if e.actual != "" {
		fmt.Fprintf(&b, " /ActualText %s", textString(e.actual))
	}
	b.WriteString(" /K [")
	for _, p := range e.parts {
		fmt.Fprintf(&b, " << /Type /MCR /Pg %d 0 R /MCID %d >>", pages[p.page], p.mark)
	}
	for _, k := range e.kids {
		fmt.Fprintf(&b, " %d 0 R", k.id)
	}
	b.WriteString(" ] >>")
	f.object(e.id, b.String())
	for _, k := range e.kids {
		k.write(f, e.id, pages)
	}
}
