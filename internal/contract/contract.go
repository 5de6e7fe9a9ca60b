// Package contract writes the papers of a deal: the service contract and the confidentiality agreement, in English, Russian,
// Persian and Chinese, in one language or in two side by side. An amendment is the whole paper anew, which names the signed one by its digest and lists, clause by clause, what differs from it.
//
// [Write] turns a [Template] and [Params] into a [document.Document], [Clauses] into what the signing room shows: each clause
// with a stable id, its text, and one plain sentence that says what it means. Both are pure: the same input gives the same text.
//
// It holds that
//
//   - every language has the same clauses and paragraphs in the same order, with the same values in each;
//   - a published text never changes: a correction is a new version, and old versions stay to be written;
//   - totals, and what an amendment changes, are computed, never given, so that a paper cannot contradict itself;
//   - a value stays a value: it opens no paragraph, fills no other place, and turns no text around.
//
// It refuses values that are too long, hold line breaks, controls or marks that reorder text, and periods outside their limits. The
// texts are models: a lawyer of the place has to look at them first (docs/contracts.md says where).
package contract

import (
	"time"

	"surety/internal/document"
	"surety/internal/fault"
)

// ID names a kind of paper.
type ID string

// The papers.
const (
	Service ID = "service"         // contract for remote help
	NDA     ID = "confidentiality" // agreement on what stays secret
)

// Template is one version of a paper. Effective is the day from which new papers are written with it.
type Template struct {
	ID        ID
	Version   int
	Effective time.Time
}

// published are all versions, older ones first. Nothing is ever removed from here.
var published = []Template{
	{Service, 1, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)},
	{NDA, 1, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)},
}

// Faults of this package. At names the parameter in the form of the API ("milestones.0.title").
var (
	ErrTemplate = fault.New(fault.Absent, "contract_template", "there is no such template")
	ErrText     = fault.New(fault.Invalid, "contract_text", "a value is missing, too long, or holds line breaks, controls or marks that reorder text")
	ErrValue    = fault.New(fault.Invalid, "contract_value", "a value is outside its limits")
	errUnfilled = fault.New(fault.Internal, "contract_unfilled", "a place in the template has no value")
)

// Templates lists all versions of all papers.
func Templates() []Template { return append([]Template(nil), published...) }

// Current is the version with which a new paper is written at an instant. What is older than the first version is written with it.
//
// Faults: ErrTemplate.
func Current(id ID, at time.Time) (Template, error) {
	var found Template
	for _, t := range published {
		if t.ID == id && (found.Version == 0 || !t.Effective.After(at)) {
			found = t
		}
	}
	if found.Version == 0 {
		return Template{}, ErrTemplate
	}
	return found, nil
}

// Lookup finds a version of a paper, whether or not it is still used.
//
// Faults: ErrTemplate.
func Lookup(id ID, version int) (Template, error) {
	for _, t := range published {
		if t.ID == id && t.Version == version {
			return t, nil
		}
	}
	return Template{}, ErrTemplate
}

// Write makes the document of a paper. Its places for seals are "client", "specialist" and "platform".
//
// Faults: ErrTemplate, ErrText, ErrValue. A sign that no font of ours can show is found by document.Render.
func Write(t Template, p Params) (document.Document, error) {
	w, err := newWriter(t, p, p.Languages)
	if err != nil {
		return document.Document{}, err
	}
	d := document.Document{Languages: p.Languages, Title: w.word("title"), Subtitle: w.word("subtitle")}
	d.Blocks = append(d.Blocks, document.Paragraph{Text: w.word("notice")})
	if p.Amends != nil && w.sources[0].number(changesID) > 0 {
		d.Blocks = append(d.Blocks, document.Paragraph{Text: w.word("amends")})
	}
	d.Blocks = append(d.Blocks, w.parties())
	for _, c := range w.clauses() {
		d.Blocks = append(d.Blocks, document.Clause{Heading: c.Heading, Body: c.Body})
	}
	d.Blocks = append(d.Blocks, w.signatures())
	return d, w.err
}

// Clause is a clause as the signing room shows it. Texts are in the paper's languages, in their order.
type Clause struct {
	ID      string // the same in every language and, for what means the same, in later versions
	Number  int    // from one, as in the document
	Heading document.Text
	Summary document.Text // what it means, in one plain sentence; not a part of what is signed
	Body    []document.Block
	Text    document.Text // Body as plain text, a line for each paragraph, point or row
}

// Clauses explains a paper clause by clause. Faults: those of Write.
func Clauses(t Template, p Params) ([]Clause, error) {
	w, err := newWriter(t, p, p.Languages)
	if err != nil {
		return nil, err
	}
	all := w.clauses()
	for i := range all {
		all[i].Text = plain(all[i].Body, len(p.Languages))
	}
	return all, w.err
}
