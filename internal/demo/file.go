package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"time"
)

// makeFile makes one of the world's files: a photo of a screen, or a log.
func makeFile(kind string, n int) (name string, content []byte, err error) {
	switch kind {
	case "photo":
		content, err = photo()
		return fmt.Sprintf("IMG_20261%03d.png", 117+n), content, err
	case "log":
		return "session.log", log(), nil
	}
	return "", nil, fmt.Errorf("there is no file called %q", kind)
}

// photo draws a dim room with a lit screen that shows an error box.
func photo() ([]byte, error) {
	const w, h = 960, 640
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	screen, box := image.Rect(160, 90, 800, 470), image.Rect(330, 200, 630, 350)
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, shade(image.Pt(x, y), screen, box))
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, m)
	return b.Bytes(), err
}

func shade(p image.Point, screen, box image.Rectangle) color.RGBA {
	grain := uint8((p.X*7 + p.Y*13) % 11)
	switch {
	case p.In(box) && p.Y < box.Min.Y+26:
		return color.RGBA{168, 44 + grain, 44, 255}
	case p.In(box) && (p.Y-box.Min.Y)%30 < 8 && p.Y > box.Min.Y+40 && p.X > box.Min.X+30 && p.X < box.Max.X-40-p.Y%60:
		return color.RGBA{90, 90, 96 + grain, 255}
	case p.In(box):
		return color.RGBA{236 + grain, 236 + grain, 240, 255}
	case p.In(screen):
		return color.RGBA{28 + grain, uint8(70 + p.Y/8), uint8(120 + p.X/12), 255}
	case p.In(screen.Inset(-14)):
		return color.RGBA{18, 18, 20, 255}
	}
	return color.RGBA{uint8(74+p.Y/16) + grain, uint8(60+p.Y/20) + grain, 52, 255}
}

// log writes what a program would when its connection fails again and again.
func log() []byte {
	var b strings.Builder
	at := time.Date(2026, 11, 18, 7, 58, 3, 0, time.UTC)
	for i := range 120 {
		at = at.Add(time.Duration(2+i%7) * time.Second)
		fmt.Fprintf(&b, "%s tunnel[%d]: attempt %d: handshake with gate.example (192.0.2.%d) timed out after 30s\n", at.Format(time.RFC3339), 4100+i%3, i+1, 10+i%4)
	}
	return []byte(b.String())
}
