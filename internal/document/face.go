package document

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"

	"surety/internal/fault"
)

// The fonts are compressed, put there by tools/fonts/build. They are the same for every document, so that one is the same
// on every machine.
//
//go:embed all:font
var fonts embed.FS

var errNoFonts = fault.New(fault.Internal, "document_fonts", "this build holds no fonts: run make setup before building")

// typeface is one font file, read once and shared.
type typeface struct {
	name   string
	font   *font.Font
	upem   float64
	tables map[string][]byte
	loca   []uint32
}

// typefaces reads a font when it is first asked for: Chinese is 10 MB unpacked, and many installations never use it.
var typefaces = func() map[string]func() (*typeface, error) {
	all := map[string]func() (*typeface, error){}
	for _, name := range []string{"latin", "latin-bold", "arabic", "arabic-bold", "han"} {
		all[name] = sync.OnceValues(func() (*typeface, error) { return readTypeface(name) })
	}
	return all
}()

func readTypeface(name string) (*typeface, error) {
	file, err := fonts.Open("font/" + name + ".ttf.gz")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoFonts
	} else if err != nil {
		return nil, err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	program, err := io.ReadAll(unpacked)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	return parseTypeface(name, program)
}

func parseTypeface(name string, program []byte) (*typeface, error) {
	loader, err := opentype.NewLoader(bytes.NewReader(program))
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	f, err := font.NewFont(loader)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	t := &typeface{name: name, font: f, upem: float64(f.Upem()), tables: map[string][]byte{}}
	for _, tag := range []string{"head", "hhea", "hmtx", "maxp", "loca", "glyf", "OS/2", "post"} {
		if t.tables[tag], err = loader.RawTable(opentype.MustNewTag(tag)); err != nil {
			return nil, fmt.Errorf("font %s has no %s: %w", name, tag, err)
		}
	}
	t.loca = offsets(t.tables["loca"], binary.BigEndian.Uint16(t.tables["head"][50:]) == 1)
	return t, nil
}

func offsets(loca []byte, long bool) []uint32 {
	var all []uint32
	if long {
		for ; len(loca) >= 4; loca = loca[4:] {
			all = append(all, binary.BigEndian.Uint32(loca))
		}
		return all
	}
	for ; len(loca) >= 2; loca = loca[2:] {
		all = append(all, 2*uint32(binary.BigEndian.Uint16(loca)))
	}
	return all
}

// outline is a glyph's own data.
func (t *typeface) outline(id uint16) []byte { return t.tables["glyf"][t.loca[id]:t.loca[int(id)+1]] }

// metric is a glyph's advance and left side bearing, in units of the font.
func (t *typeface) metric(id uint16) (advance uint16, bearing int16) {
	if id == blank {
		return 0, 0
	}
	hmtx := t.tables["hmtx"]
	long := int(binary.BigEndian.Uint16(t.tables["hhea"][34:]))
	if int(id) < long {
		return binary.BigEndian.Uint16(hmtx[4*int(id):]), int16(binary.BigEndian.Uint16(hmtx[4*int(id)+2:]))
	}
	return binary.BigEndian.Uint16(hmtx[4*(long-1):]), int16(binary.BigEndian.Uint16(hmtx[4*long+2*(int(id)-long):]))
}

// em turns units of the font into thousandths of its size, in which PDF counts.
func (t *typeface) em(units int) float64 { return float64(units) * 1000 / t.upem }

func (t *typeface) i16(table string, at int) int {
	return int(int16(binary.BigEndian.Uint16(t.tables[table][at:])))
}

// face is a typeface in use by one rendering; shaping keeps caches in it.
type face struct {
	*typeface
	bold    bool // there is no bold cut: strokes are thickened
	nominal *font.Face
	shaper  *harfbuzz.Font
	use     *usage
}

// set is all faces of one rendering.
type set map[string]*face

func (s set) face(name string, bold bool) (*face, error) {
	key := name
	if bold {
		key += "-bold"
	}
	if f, ok := s[key]; ok {
		return f, nil
	}
	file := key
	if typefaces[key] == nil {
		file = name
	}
	t, err := typefaces[file]()
	if err != nil {
		return nil, err
	}
	nominal := font.NewFace(t.font)
	f := &face{typeface: t, bold: bold && file == name, nominal: nominal, shaper: harfbuzz.NewFont(nominal)}
	f.use = s.usage(t)
	s[key] = f
	return f, nil
}

// usage is shared by what comes of one file.
func (s set) usage(t *typeface) *usage {
	for _, f := range s {
		if f.typeface == t {
			return f.use
		}
	}
	return newUsage(t)
}
