package picture_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"strings"
	"testing"

	"surety/internal/scan/cell"
	"surety/internal/scan/picture"
)

func TestMain(m *testing.M) {
	cell.Enter(picture.Work)
	os.Exit(m.Run())
}

func drawn(t *testing.T, mime string, b []byte, page int) (image.Image, error) {
	t.Helper()
	out, err := picture.Preview(context.Background(), mime, bytes.NewReader(b), int64(len(b)), page, "")
	if err != nil {
		return nil, err
	}
	m, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal("the preview is no PNG:", err)
	}
	return m, nil
}

func shape(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = 200
	}
	m.Set(0, 0, color.NRGBA{255, 0, 0, 255})
	return m
}

func TestPicturesAreDrawnAnewAndSmaller(t *testing.T) {
	var p, j, g bytes.Buffer
	m := shape(2400, 600)
	if err := errors.Join(png.Encode(&p, m), jpeg.Encode(&j, m, nil), gif.Encode(&g, m, nil)); err != nil {
		t.Fatal(err)
	}
	for mime, b := range map[string][]byte{"image/png": p.Bytes(), "image/jpeg": j.Bytes(), "image/gif": g.Bytes()} {
		got, err := drawn(t, mime, b, 1)
		if err != nil || got.Bounds() != image.Rect(0, 0, 1200, 300) {
			t.Errorf("%s: %v, %v", mime, got, err)
		}
	}
}

// Nothing that stood beside the pixels reaches the preview.
func TestAPreviewCarriesPixelsAlone(t *testing.T) {
	var p bytes.Buffer
	if err := png.Encode(&p, shape(3, 2)); err != nil {
		t.Fatal(err)
	}
	text := []byte("tEXtComment\x00<script>alert(1)</script>")
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)-4))
	chunk = binary.BigEndian.AppendUint32(append(chunk, text...), crc32.ChecksumIEEE(text))
	const afterHeader = 33
	b := append(append(append([]byte{}, p.Bytes()[:afterHeader]...), chunk...), p.Bytes()[afterHeader:]...)
	b = append(b, "PK\x03\x04 and more"...)
	out, err := picture.Preview(t.Context(), "image/png", bytes.NewReader(b), int64(len(b)), 1, "")
	if err != nil || bytes.Contains(out, []byte("script")) || bytes.Contains(out, []byte("PK")) {
		t.Errorf("%q, %v", out, err)
	}
}

// huge is a PNG that says it is a million pixels wide and high.
func huge() []byte {
	head := append([]byte("IHDR"), 0, 15, 66, 64, 0, 15, 66, 64, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func TestWhatIsNoPictureHasNoPreview(t *testing.T) {
	for name, c := range map[string]struct {
		mime, body string
		page       int
	}{
		"a million pixels square": {"image/png", string(huge()), 1},
		"cut off":                 {"image/jpeg", "\xff\xd8\xff\xe0", 1},
		"another thing":           {"image/png", "<svg onload=alert(1)>", 1},
		"a drawing":               {"image/svg+xml", "<svg onload=alert(1)>", 1},
		"a page":                  {"text/html", "<script>alert(1)</script>", 1},
		"no pages":                {"application/pdf", "%PDF-1.7 but not really", 1},
		"page 0":                  {"application/pdf", "%PDF-1.7", 0},
		"a picture's page 2":      {"image/png", "", 2},
	} {
		if _, err := drawn(t, c.mime, []byte(c.body), c.page); !errors.Is(err, picture.ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// page is a PDF of two pages that would reach for a file and an address if its reader let it.
const page = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(http://127.0.0.1:1/)>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 200]>>endobj
trailer<</Root 1 0 R>>
`

func TestPagesAreDrawn(t *testing.T) {
	for n, want := range map[int]image.Rectangle{1: image.Rect(0, 0, 1200, 600), 2: image.Rect(0, 0, 600, 1200)} {
		got, err := drawn(t, "application/pdf", []byte(page), n)
		if err != nil || got.Bounds() != want {
			t.Errorf("page %d: %v", n, err)
		}
	}
	if _, err := drawn(t, "application/pdf", []byte(page), 3); !errors.Is(err, picture.ErrNone) {
		t.Errorf("a page that is not there: %v", err)
	}
}

func FuzzDraw(f *testing.F) {
	var p bytes.Buffer
	if err := png.Encode(&p, shape(3, 2)); err != nil {
		f.Fatal(err)
	}
	f.Add(p.String())
	f.Add(string(huge()))
	f.Add("GIF89a\x01\x00\x01\x00\x00\x00\x00;")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<16 {
			return
		}
		b, err := picture.Draw(strings.NewReader(s), int64(len(s)), "")
		if err == nil {
			if c, err := png.DecodeConfig(bytes.NewReader(b)); err != nil || max(c.Width, c.Height) > picture.SideLimit {
				t.Errorf("drawn as %v, %v", c, err)
			}
		}
	})
}
