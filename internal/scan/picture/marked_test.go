package picture_test

import (
	"bytes"
	"image/color"
	"image/png"
	"testing"

	"surety/internal/scan/picture"
)

func TestAMarkedCopyCarriesItsMarkOnEveryPart(t *testing.T) {
	plain := shape(600, 400)
	for i := range plain.Pix {
		plain.Pix[i] = 255
	}
	var b bytes.Buffer
	if err := png.Encode(&b, plain); err != nil {
		t.Fatal(err)
	}
	out, kind, err := picture.Marked(t.Context(), "image/png", bytes.NewReader(b.Bytes()), int64(b.Len()), "agent@firm.example  2026-11-22 10:00 UTC")
	if err != nil || kind != "image/png" {
		t.Fatal(kind, err)
	}
	m, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	for part := range 3 {
		marked := false
		for y := part * 400 / 3; y < (part+1)*400/3; y++ {
			for x := range 600 {
				marked = marked || color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA).G < 230
			}
		}
		if !marked {
			t.Errorf("third %d of the picture carries nothing", part)
		}
	}
	if _, _, err := picture.Marked(t.Context(), "text/plain", bytes.NewReader(b.Bytes()), int64(b.Len()), "x"); err == nil {
		t.Error("a text was drawn")
	}
}

func TestAMarkedPDFIsOneOfPictures(t *testing.T) {
	out, kind, err := picture.Marked(t.Context(), "application/pdf", bytes.NewReader([]byte(page)), int64(len(page)), "agent@firm.example")
	if err != nil || kind != "application/pdf" {
		t.Fatal(kind, err)
	}
	if bytes.Contains(out, []byte("OpenAction")) {
		t.Error("something of the original is left")
	}
	for n := 1; n <= 2; n++ {
		if _, err := drawn(t, "application/pdf", out, n); err != nil {
			t.Errorf("page %d of the copy cannot be read: %v", n, err)
		}
	}
	if _, err := drawn(t, "application/pdf", out, 3); err == nil {
		t.Error("the copy has more pages than its original")
	}
}
