// Package picture makes previews: of pictures, and of pages of a PDF where poppler's pdftoppm is installed. What somebody
// brought is decoded in a cell (see package cell) and drawn anew, smaller, as a PNG without anything that stood beside
// the pixels; the server itself parses none of it and gives none of it out. What is not known or does not fit the limits
// has no preview.
package picture

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strconv"

	_ "image/gif" // decoded

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
var Work = cell.Work{Name: "picture", Do: func(_ context.Context, r io.ReaderAt, size int64, arg string) ([]byte, error) {
	var o order
	if err := json.Unmarshal([]byte(arg), &o); err != nil {
		return nil, err
	}
	return o.draw(r, size)
}}

// order is a cell's argument.
type order struct {
	Side int    `json:"s"`           // pixels of the longer side, at most
	Mark string `json:"m,omitempty"` // what is written all over it
	Page bool   `json:"p,omitempty"` // a JPEG on white, for a page of a PDF; else a PNG
}

func (o order) arg() string {
	b, _ := json.Marshal(o) // a number and a text always can be written
	return string(b)
}

// turns bounds how many previews are made at once.
var turns = make(chan struct{}, atOnce)

// Preview draws a file of the type, or the page of it, counted from 1, with the mark written over it, if there is one. Faults:
// no_preview; an error of r as it is.
func Preview(ctx context.Context, mime string, r io.ReaderAt, size int64, page int, mark string) ([]byte, error) {
	kind := Kind(mime)
	if kind == "" || size > SizeLimit || page < 1 || page > PageLimit || kind == "picture" && page > 1 {
		return nil, ErrNone
	}
	done, err := wait(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	return drawn(ctx, kind, r, size, page, order{Side: SideLimit, Mark: mark}, resultLimit)
}

func wait(ctx context.Context) (done func(), err error) {
	select {
	case turns <- struct{}{}:
		return func() { <-turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func drawn(ctx context.Context, kind string, r io.ReaderAt, size int64, page int, o order, limit int64) ([]byte, error) {
	if kind == "pages" {
		b, err := rendered(ctx, io.NewSectionReader(r, 0, size), page, o.Side)
		if err != nil {
			return nil, none(err)
		}
		r, size = bytes.NewReader(b), int64(len(b)) // drawn anew: what a page has led astray draws no bytes of its own
	}
	b, err := cell.Run(ctx, Work.Name, r, size, o.arg(), cell.Limits{Result: limit})
	return b, none(err)
}

func none(err error) error {
	if errors.Is(err, cell.ErrFailed) || errors.Is(err, cell.ErrNone) {
		return ErrNone.Because(err)
	}
	return err
}

func rendered(ctx context.Context, in io.Reader, page, side int) ([]byte, error) {
	n := strconv.Itoa(page)
	return cell.Tool(ctx, renderer, []string{"-q", "-png", "-f", n, "-l", n, "-scale-to", strconv.Itoa(side), "-"}, in, cell.Limits{})
}

// Draw decodes a picture and draws it anew as a preview, with the mark over it. It is what the cell does.
func Draw(r io.ReaderAt, size int64, mark string) ([]byte, error) {
	return order{Side: SideLimit, Mark: mark}.draw(r, size)
}

func (o order) draw(r io.ReaderAt, size int64) ([]byte, error) {
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
	small := image.NewNRGBA(fit(m.Bounds().Dx(), m.Bounds().Dy(), o.Side))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), m, m.Bounds(), draw.Src, nil)
	stamp(small, o.Mark)
	var out bytes.Buffer
	if o.Page {
		err = jpeg.Encode(&out, onWhite(small), &jpeg.Options{Quality: 85})
		return out.Bytes(), err
	}
	err = png.Encode(&out, small)
	return out.Bytes(), err
}

// fit keeps the shape, and makes nothing larger.
func fit(w, h, side int) image.Rectangle {
	if long := max(w, h); long > side {
		w, h = max(1, w*side/long), max(1, h*side/long)
	}
	return image.Rect(0, 0, w, h)
}
