package document

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/go-text/typesetting/font/opentype"
)

// usage is what a document takes of a typeface. A code of the PDF stands for a glyph together with the text it says, so that one
// glyph that says different things (ی and ى, a space and a space that does not break) is still read back rightly.
type usage struct {
	typeface *typeface
	codes    map[spoken]uint16
	spoken   []spoken // by code
	ids      []uint16 // glyphs of the subset by their new number
	renamed  map[uint16]uint16
}

// blank is a glyph of ours that shows nothing and has no width. It carries characters that are not drawn by themselves: a
// joiner, the second letter of لا, a vowel sign. A reader that goes by places on the page then finds them where they are read.
const blank = 0xFFFF

// firstCode leaves out the codes below, because some readers take 32 and 160 for spaces whatever the map says.
const firstCode = 256

type spoken struct {
	glyph uint16
	text  string
}

func newUsage(t *typeface) *usage {
	u := &usage{typeface: t, codes: map[spoken]uint16{}, renamed: map[uint16]uint16{}}
	u.keep(0)
	u.spoken = make([]spoken, firstCode)
	return u
}

// code gives the code for a glyph that says text.
func (u *usage) code(glyph uint16, text string) uint16 {
	key := spoken{glyph, text}
	code, ok := u.codes[key]
	if !ok {
		code = uint16(len(u.spoken))
		u.codes[key] = code
		u.spoken = append(u.spoken, key)
		u.keep(glyph)
	}
	return code
}

// keep takes a glyph into the subset and returns its number there.
func (u *usage) keep(id uint16) uint16 {
	n, ok := u.renamed[id]
	if !ok {
		n = uint16(len(u.ids))
		u.renamed[id] = n
		u.ids = append(u.ids, id)
	}
	return n
}

// program is a TrueType file of the glyphs in use, without hints (the sources have none).
func (u *usage) program() []byte {
	var glyf, loca, hmtx []byte
	for n := 0; n < len(u.ids); n++ { // parts of composites join at the end
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, u.outline(u.ids[n])...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		advance, bearing := u.typeface.metric(u.ids[n])
		hmtx = binary.BigEndian.AppendUint16(hmtx, advance)
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(bearing))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	head, hhea, maxp := slices.Clone(u.typeface.tables["head"]), slices.Clone(u.typeface.tables["hhea"]), slices.Clone(u.typeface.tables["maxp"])
	binary.BigEndian.PutUint16(head[50:], 1)
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(u.ids)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(u.ids)))
	return opentype.WriteTTF([]opentype.Table{
		table("glyf", glyf), table("head", head), table("hhea", hhea), table("hmtx", hmtx), table("loca", loca), table("maxp", maxp),
	})
}

func table(tag string, content []byte) opentype.Table {
	for len(content)%4 != 0 {
		content = append(content, 0)
	}
	return opentype.Table{Tag: opentype.MustNewTag(tag), Content: content}
}

// Flags of a composite glyph's part (OpenType 1.9, glyf).
const (
	wordArguments = 0x0001
	hasScale      = 0x0008
	moreParts     = 0x0020
	hasTwoScales  = 0x0040
	hasMatrix     = 0x0080
)

// outline is a glyph's data, its parts renumbered.
func (u *usage) outline(id uint16) []byte {
	if id == blank {
		return nil
	}
	data := slices.Clone(u.typeface.outline(id))
	if len(data) < 10 || int16(binary.BigEndian.Uint16(data)) >= 0 {
		return data
	}
	for at := 10; ; {
		flags := binary.BigEndian.Uint16(data[at:])
		binary.BigEndian.PutUint16(data[at+2:], u.keep(binary.BigEndian.Uint16(data[at+2:])))
		at += 4 + 2
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&hasScale != 0:
			at += 2
		case flags&hasTwoScales != 0:
			at += 4
		case flags&hasMatrix != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return data
		}
	}
}

// prefix is the six letters that mark a subset (ISO 32000-1, 9.6.4), taken from what is in it.
func prefix(program []byte) string {
	sum := sha256.Sum256(program)
	letters := make([]byte, 6)
	for i := range letters {
		letters[i] = 'A' + sum[i]%26
	}
	return string(letters)
}
