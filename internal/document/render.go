package document

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"surety/internal/fault"
)

// Render makes the PDF: tagged, searchable, with its fonts inside, the canonical text's SHA-256 at the foot of each page, and an
// empty place for each seal. The same document gives the same bytes from the same build; what binds across builds is the hash.
//
// Faults: those of the model.
func Render(d Document) (pdf []byte, err error) {
	defer fault.Wrap(&err, "render document")
	r, rows, err := laid(d)
	if err != nil {
		return nil, err
	}
	return r.write(paginate(rows))
}

// Check says whether Render could make the document, at a part of the price: nothing is painted and no font is cut out.
// Faults: those of the model.
func Check(d Document) (err error) {
	defer fault.Wrap(&err, "check document")
	_, _, err = laid(d)
	return err
}

func laid(d Document) (*rendering, []row, error) {
	d, err := checked(d)
	if err != nil {
		return nil, nil, err
	}
	hash := sha256.Sum256([]byte(canonical(d)))
	l := newLayout(d)
	rows, tree, err := l.document(d)
	return &rendering{Document: d, layout: l, file: newFile(), painter: &painter{}, tree: tree, hash: hex.EncodeToString(hash[:])}, rows, err
}

// rendering holds what the objects of one file share.
type rendering struct {
	Document
	layout  *layout
	file    *file
	painter *painter
	tree    *element
	hash    string

	catalog, list, resources, parents, treeRoot int
	pages                                       []int
}

func (r *rendering) write(pages []page) ([]byte, error) {
	f := r.file
	r.catalog, r.list, r.resources, r.treeRoot, r.parents = f.reserve(), f.reserve(), f.reserve(), f.reserve(), f.reserve()
	info, metadata := f.reserve(), f.reserve()
	for range pages {
		r.pages = append(r.pages, f.reserve())
	}
	fields := make([]int, len(r.fields()))
	for i := range fields {
		fields[i] = f.reserve()
	}
	marks, err := r.contents(pages, fields)
	if err != nil {
		return nil, err
	}
	r.fonts()
	r.structure(marks)
	for i, name := range r.fields() {
		f.object(fields[i], emptyField(name, r.pages[0]))
	}
	f.object(r.list, fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(r.pages), references(r.pages)))
	f.object(info, fmt.Sprintf("<< /Title %s /Producer (Surety) >>", textString(strings.Join(r.Title, " / "))))
	f.raw(metadata, "/Type /Metadata /Subtype /XML", []byte(r.metadata()))
	f.object(r.catalog, r.root(metadata, fields))
	return f.close(r.catalog, info, strings.ToUpper(r.hash[:32])), nil
}

// contents writes the pages and returns, for each, what its marks belong to.
func (r *rendering) contents(pages []page, fields []int) ([][]*element, error) {
	var marks [][]*element
	for i, pg := range pages {
		foot, y, err := r.foot(i+1, len(pages))
		if err != nil {
			return nil, err
		}
		content, on := r.painter.paint(i, pg, foot, y, r.layout.frames)
		marks = append(marks, on)
		stream := r.file.reserve()
		r.file.stream(stream, "", []byte(content))
		notes := ""
		if i == 0 && len(fields) > 0 {
			notes = fmt.Sprintf(" /Annots [%s]", references(fields))
		}
		r.file.object(r.pages[i], fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources %d 0 R /Contents %d 0 R /StructParents %d /Tabs /S%s >>",
			r.list, decimal(pageWidth), decimal(pageHeight), r.resources, stream, i, notes))
	}
	return marks, nil
}

// foot is what stands below the text: page, controlling language, hash.
func (r *rendering) foot(n, of int) ([]cell, []float64, error) {
	const size = 7.0
	var cells []cell
	var ys []float64
	add := func(f frame, text string, y float64) error {
		lines, err := r.layout.set.lines(text, style{f.language, size, false}, f.width)
		cells, ys = append(cells, cell{frame: f, lines: lines, size: size, right: f.rtl()}), append(ys, y)
		return err
	}
	for _, f := range r.layout.frames {
		if err := add(f, f.language.pageOf(n, of)+" · "+notice(f.language, r.Languages), bottom+25); err != nil {
			return nil, nil, err
		}
	}
	whole := r.layout.frames[0]
	for _, f := range r.layout.frames[1:] {
		whole.x, whole.width = min(whole.x, f.x), whole.width+gutter+f.width
	}
	err := add(whole, languages[whole.language].text+": "+Isolate(r.hash), bottom+38)
	return cells, ys, err
}

func (r *rendering) fonts() {
	var b strings.Builder
	ids := make([]int, len(r.painter.fonts))
	for i := range ids {
		ids[i] = r.file.reserve()
		fmt.Fprintf(&b, " /F%d %d 0 R", i, ids[i])
	}
	r.file.object(r.resources, fmt.Sprintf("<< /Font <<%s >> >>", b.String()))
	for i, u := range r.painter.fonts {
		u.write(r.file, ids[i])
	}
}

// structure writes the tree and the way back from marks to it.
func (r *rendering) structure(marks [][]*element) {
	r.tree.prune()
	r.tree.number(r.file)
	r.tree.write(r.file, r.treeRoot, r.pages)
	var b strings.Builder
	for i, on := range marks {
		ids := make([]int, len(on))
		for j, e := range on {
			ids[j] = e.id
		}
		fmt.Fprintf(&b, " %d [%s]", i, references(ids))
	}
	r.file.object(r.parents, fmt.Sprintf("<< /Nums [%s ] >>", b.String()))
	r.file.object(r.treeRoot, fmt.Sprintf("<< /Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d >>", r.tree.id, r.parents, len(marks)))
}

// root is the catalog. SigFlags 3: there are signatures, and the file is only to be added to.
func (r *rendering) root(metadata int, fields []int) string {
	direction := "L2R"
	if r.layout.frames[0].rtl() {
		direction = "R2L"
	}
	return fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang (%s) /MarkInfo << /Marked true >> /StructTreeRoot %d 0 R /Metadata %d 0 R "+
		"/ViewerPreferences << /DisplayDocTitle true /Direction /%s >> /AcroForm << /Fields [%s] /SigFlags 3 >> "+
		"/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 5 >> >> >>",
		r.list, languages[r.Languages[0]].tag, r.treeRoot, metadata, direction, references(fields))
}

// emptyField is a place for a seal that shows nothing on the page: no seal can then cover a word.
func emptyField(name string, page int) string {
	const printAndLocked = 132
	return fmt.Sprintf("<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F %d /Rect [0 0 0 0] /P %d 0 R >>", name, printAndLocked, page)
}

func (r *rendering) metadata() string {
	var title strings.Builder
	for i, l := range r.Languages {
		fmt.Fprintf(&title, `<rdf:li xml:lang="%s">%s</rdf:li>`, languages[l].tag, escaped(r.Title[i]))
	}
	var speech strings.Builder
	for _, l := range r.Languages {
		fmt.Fprintf(&speech, "<rdf:li>%s</rdf:li>", languages[l].tag)
	}
	return `<?xpacket begin="` + "\uFEFF" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">` +
		escaped(r.Title[0]) + `</rdf:li>` + title.String() + `</rdf:Alt></dc:title><dc:language><rdf:Bag>` + speech.String() +
		`</rdf:Bag></dc:language><dc:identifier>sha-256:` + r.hash + `</dc:identifier><pdf:Producer>Surety</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`
}

func escaped(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

func references(ids []int) string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = fmt.Sprintf("%d 0 R", id)
	}
	return strings.Join(all, " ")
}

// prune takes out elements that hold nothing, such as an empty section.
func (e *element) prune() {
	e.kids = slices.DeleteFunc(e.kids, func(k *element) bool {
		k.prune()
		return len(k.kids) == 0 && len(k.parts) == 0 && k.kind != "TD" && k.kind != "TH"
	})
}
