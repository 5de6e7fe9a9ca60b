package document

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"
)

// postscript are the names of the typefaces' own files.
var postscript = map[string]string{
	"latin": "NotoSans-Regular", "latin-bold": "NotoSans-Bold", "arabic": "Vazirmatn-Regular", "arabic-bold": "Vazirmatn-Bold", "han": "NotoSansSC-Regular",
}

// write writes a font with the glyphs in use: a composite font whose codes are led to glyphs by a map of their own and to
// text by another (ISO 32000-1, 9.7.4, 9.10.3).
func (u *usage) write(f *file, id int) {
	descendant, descriptor, program, toGlyph, toText := f.reserve(), f.reserve(), f.reserve(), f.reserve(), f.reserve()
	data := u.program()
	name := prefix(data) + "+" + postscript[u.typeface.name]
	f.object(id, fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", name, descendant, toText))
	f.object(descendant, fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /DW 1000 /W [%d [%s]] /CIDToGIDMap %d 0 R >>",
		name, descriptor, firstCode, u.widths(), toGlyph))
	f.object(descriptor, u.descriptor(name, program))
	f.stream(program, fmt.Sprintf("/Length1 %d", len(data)), data)
	f.stream(toGlyph, "", u.toGlyph())
	f.stream(toText, "", []byte(u.toText()))
}

func (u *usage) widths() string {
	var all []string
	for _, s := range u.spoken[firstCode:] {
		advance, _ := u.typeface.metric(s.glyph)
		all = append(all, decimal(u.typeface.em(int(advance))))
	}
	return strings.Join(all, " ")
}

func (u *usage) descriptor(name string, program int) string {
	t := u.typeface
	em := func(table string, at int) string { return decimal(t.em(t.i16(table, at))) }
	const symbolic = 4
	return fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%s %s %s %s] /ItalicAngle 0 /Ascent %s /Descent %s /CapHeight %s /StemV 80 /FontFile2 %d 0 R >>",
		name, symbolic, em("head", 36), em("head", 38), em("head", 40), em("head", 42), em("hhea", 4), em("hhea", 6), em("OS/2", 88), program)
}

func (u *usage) toGlyph() []byte {
	var b []byte
	for _, s := range u.spoken {
		n := u.renamed[s.glyph]
		b = append(b, byte(n>>8), byte(n))
	}
	return b
}

const mapHead = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
`

// toText maps codes to what they say, a hundred at a time as the form demands.
func (u *usage) toText() string {
	var lines []string
	for code, s := range u.spoken {
		if s.text == "" {
			continue
		}
		var units []byte
		for _, unit := range utf16.Encode([]rune(s.text)) {
			units = append(units, byte(unit>>8), byte(unit))
		}
		lines = append(lines, fmt.Sprintf("<%04X> <%s>\n", code, strings.ToUpper(hex.EncodeToString(units))))
	}
	var b strings.Builder
	b.WriteString(mapHead)
	for ; len(lines) > 0; lines = lines[min(100, len(lines)):] {
		some := lines[:min(100, len(lines))]
		fmt.Fprintf(&b, "%d beginbfchar\n%sendbfchar\n", len(some), strings.Join(some, ""))
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.String()
}
