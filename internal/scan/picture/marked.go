package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"regexp"
	"strconv"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"surety/internal/scan/cell"
)

// Limits of marked copies.
const (
	MarkedSide  = 2400             // pixels of the longer side
	MarkedPages = 60               // of a PDF
	pageSide    = 1800             // pixels of a page's longer side
	markedLimit = int64(40) << 20  // bytes of one drawn page
	copyLimit   = int64(100) << 20 // of all
	counter     = "pdfinfo"        // of poppler, as the renderer
)

// Marked draws a whole file of the type anew with the mark over every page: a picture as a PNG, a PDF as a PDF of pictures of its pages, so
// that nothing in it is left to take the mark off. It says which it became. Faults: no_preview; an error of r as it is.
func Marked(ctx context.Context, mime string, r io.ReaderAt, size int64, mark string) (b []byte, became string, err error) {
	kind := Kind(mime)
	if kind == "" || size > SizeLimit || mark == "" {
		return nil, "", ErrNone
	}
	done, err := wait(ctx)
	if err != nil {
		return nil, "", err
	}
	defer done()
	o := order{Side: MarkedSide, Mark: mark}
	if kind == "picture" {
		b, err = drawn(ctx, kind, r, size, 1, o, markedLimit)
		return b, "image/png", err
	}
	n, err := pages(ctx, r, size)
	if err != nil || n < 1 || n > MarkedPages {
		return nil, "", ErrNone.Because(err)
	}
	var s stack
	o.Side, o.Page = pageSide, true
	for page := 1; page <= n; page++ {
		one, err := drawn(ctx, kind, r, size, page, o, markedLimit)
		if err != nil {
			return nil, "", err
		}
		if err := s.add(one); err != nil || int64(s.Len()) > copyLimit {
			return nil, "", ErrNone.Because(err)
		}
	}
	return s.close(), pdf, nil
}

var pagesLine = regexp.MustCompile(`(?m)^Pages:\s+(\d{1,6})\s*$`)

func pages(ctx context.Context, r io.ReaderAt, size int64) (int, error) {
	out, err := cell.Tool(ctx, counter, []string{"-"}, io.NewSectionReader(r, 0, size), cell.Limits{})
	if err != nil {
		return 0, err
	}
	m := pagesLine.FindSubmatch(out)
	if m == nil {
		return 0, ErrNone
	}
	return strconv.Atoi(string(m[1]))
}

// stamp writes the mark in rows over the whole picture, light on dark and dark on light. Letters outside of ASCII become a box: a mark
// is an address and a time.
func stamp(m *image.NRGBA, mark string) {
	if mark == "" {
		return
	}
	face := basicfont.Face7x13
	line := image.NewAlpha(image.Rect(0, 0, len(mark)*face.Advance, face.Height+2))
	d := font.Drawer{Dst: line, Src: image.Opaque, Face: face, Dot: fixed.P(0, face.Ascent)}
	d.DrawString(mark)
	width := max(m.Bounds().Dx()*2/3, 1)
	height := max(line.Bounds().Dy()*width/line.Bounds().Dx(), 1)
	big := image.NewAlpha(image.Rect(0, 0, width, height))
	draw.ApproxBiLinear.Scale(big, big.Bounds(), line, line.Bounds(), draw.Src, nil)
	off := max(height/14, 1)
	for row, y := 0, height/2; y < m.Bounds().Dy() || row == 0; row, y = row+1, y+4*height {
		x := (row % 3) * (m.Bounds().Dx() - width) / 2
		at := image.Rect(x, y, x+width, y+height)
		draw.DrawMask(m, at.Add(image.Pt(off, off)), image.NewUniform(color.NRGBA{255, 255, 255, 120}), image.Point{}, big, image.Point{}, draw.Over)
		draw.DrawMask(m, at, image.NewUniform(color.NRGBA{90, 0, 0, 120}), image.Point{}, big, image.Point{}, draw.Over)
	}
}

// onWhite is what a page is printed on: a JPEG has nothing to see through.
func onWhite(m image.Image) image.Image {
	white := image.NewRGBA(m.Bounds())
	draw.Draw(white, white.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(white, white.Bounds(), m, m.Bounds().Min, draw.Over)
	return white
}

// stack writes a PDF of pictures (ISO 32000-1, 7.5): every page one JPEG as large as it is, at 150 pixels an inch.
type stack struct {
	bytes.Buffer
	objects []int // where each stands
}

const perInch = 150

func (s *stack) object(format string, args ...any) {
	if s.Len() == 0 {
		s.WriteString("%PDF-1.4\n")
	}
	s.objects = append(s.objects, s.Len())
	fmt.Fprintf(s, "%d 0 obj\n", len(s.objects)+2) // 1 and 2 are the catalogue and the pages
	fmt.Fprintf(s, format, args...)
	s.WriteString("\nendobj\n")
}

// add takes a JPEG, of which only the head is read here. A page is three objects: the picture, what draws it, the page.
func (s *stack) add(page []byte) error {
	c, err := jpeg.DecodeConfig(bytes.NewReader(page))
	if err != nil || c.Width < 1 || c.Height < 1 || max(c.Width, c.Height) > pageSide {
		return ErrNone.Because(err)
	}
	w, h, first := c.Width, c.Height, len(s.objects)+3
	pw, ph := float64(w)*72/perInch, float64(h)*72/perInch
	s.object("<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length %d>>stream\n%s\nendstream", w, h, len(page), page)
	paint := fmt.Sprintf("%.2f 0 0 %.2f 0 0 cm /P Do", pw, ph)
	s.object("<</Length %d>>stream\n%s\nendstream", len(paint), paint)
	s.object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Resources<</XObject<</P %d 0 R>>>>/Contents %d 0 R>>", pw, ph, first, first+1)
	return nil
}

// close writes what ties the pages together.
func (s *stack) close() []byte {
	kids := ""
	for i := 2; i < len(s.objects); i += 3 {
		kids += fmt.Sprintf("%d 0 R ", i+3)
	}
	at := [2]int{s.Len()}
	fmt.Fprintf(s, "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n")
	at[1] = s.Len()
	fmt.Fprintf(s, "2 0 obj\n<</Type/Pages/Kids[%s]/Count %d>>\nendobj\n", kids, len(s.objects)/3)
	xref := s.Len()
	fmt.Fprintf(s, "xref\n0 %d\n0000000000 65535 f \n", len(s.objects)+3)
	for _, o := range append(at[:], s.objects...) {
		fmt.Fprintf(s, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(s, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(s.objects)+3, xref)
	return s.Bytes()
}
