// Package picture makes previews: of pictures, and of pages of a PDF where poppler's pdftoppm is installed. What somebody
// brought is decoded in a cell (see package cell) and drawn anew, smaller, as a PNG without anything that stood beside
// the pixels; the server itself parses none of it and gives none of it out. What is not known or does not fit the limits
// has no preview.
package picture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"slices"
	"strconv"

	_ "image/gif"  // decoded
	_ "image/jpeg" // decoded

	_ "golang.org/x/image/bmp" // decoded
	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff" // decoded
	_ "golang.org/x/image/webp" // decoded

	"surety/internal/fault"
	"surety/internal/scan/cell"
)

// Limits of what is drawn.
const (
	SideLimit   = 1200              // pixels of a preview's longer side
	PixelLimit  = 50_000_000        // of a picture; its header says how many before any is decoded
	SizeLimit   = int64(64) << 20   // bytes of a file
	PageLimit   = 200               // of a PDF
	resultLimit = int64(6) << 20    // bytes of a preview
	atOnce      = 2                 // cells
	renderer    = "pdftoppm"        // of poppler
	pdf         = "application/pdf" //
)

// ErrNone says that a file has no preview.
var ErrNone = fault.New(fault.Absent, "no_preview", "there is no preview of this file")

// pictures are the types of pictures that are decoded.
var pictures = []string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"}

// Kind is a file's type, told by its bytes, as far as previews go: "picture", "pages" or "".
func Kind(mime string) string {
	switch {
	case slices.Contains(pictures, mime):
		return "picture"
	case mime == pdf && cell.Has(renderer):
		return "pages"
	}
	return ""
}

// Work draws; the program's main function gives it to [cell.Enter].
var Work = cell.Work{Name: "picture", Do: func(_ context.Context, r io.ReaderAt, size int64, _ string) ([]byte, error) { return Draw(r, size) }}

// turns bounds how many previews are made at once.
var turns = make(chan struct{}, atOnce)

// Preview draws a file of the type, or the page of it, counted from 1. Faults: no_preview; an error of r as it is.
func Preview(ctx context.Context, mime string, r io.ReaderAt, size int64, page int) ([]byte, error) {
	kind := Kind(mime)
	if kind == "" || size > SizeLimit || page < 1 || page > PageLimit || kind == "picture" && page > 1 {
		return nil, ErrNone
	}
	select {
	case turns <- struct{}{}:
		defer func() { <-turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if kind == "pages" {
		drawn, err := rendered(ctx, io.NewSectionReader(r, 0, size), page)
		if err != nil {
			return nil, none(err)
		}
		r, size = bytes.NewReader(drawn), int64(len(drawn)) // drawn anew: what a page has led astray draws no bytes of its own
	}
	b, err := cell.Run(ctx, Work.Name, r, size, "", cell.Limits{Result: resultLimit})
	return b, none(err)
}

func none(err error) error {
	if errors.Is(err, cell.ErrFailed) || errors.Is(err, cell.ErrNone) {
		return ErrNone.Because(err)
	}
	return err
}

func rendered(ctx context.Context, in io.Reader, page int) ([]byte, error) {
	n := strconv.Itoa(page)
	return cell.Tool(ctx, renderer, []string{"-q", "-png", "-f", n, "-l", n, "-scale-to", strconv.Itoa(SideLimit), "-"}, in, cell.Limits{})
}

// Draw decodes a picture and draws it anew. It is what the cell does.
func Draw(r io.ReaderAt, size int64) ([]byte, error) {
	c, _, err := image.DecodeConfig(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, err
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > PixelLimit || c.Height > PixelLimit || c.Width*c.Height > PixelLimit {
		return nil, ErrNone
	}
	m, _, err := image.Decode(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, err
	}
	small := image.NewNRGBA(fit(m.Bounds().Dx(), m.Bounds().Dy()))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), m, m.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	err = png.Encode(&out, small)
	return out.Bytes(), err
}

// fit keeps the shape, and makes nothing larger.
func fit(w, h int) image.Rectangle {
	if long := max(w, h); long > SideLimit {
		w, h = max(1, w*SideLimit/long), max(1, h*SideLimit/long)
	}
	return image.Rect(0, 0, w, h)
}
