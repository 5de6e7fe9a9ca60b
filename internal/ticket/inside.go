package ticket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escape"
	"surety/internal/scan"
	"surety/internal/scan/archive"
	"surety/internal/sensitive"
)

const (
	// insideText is how many bytes of a text are shown; what follows them is read too, so that nothing is cut where a cover would begin.
	insideText, insideMargin = 64 << 10, 4 << 10
	// insideLook is how many bytes an archive may have to be looked into for its names.
	insideLook = 256 << 20
)

// Inside is what a file is, for who may know but not have it.
type Inside struct {
	File
	SHA256   [sha256.Size]byte
	Names    []archive.Entry // in an archive, on one line each and covered
	Left     int             // names beyond those
	Text     string          // of a plain text (UTF-8), covered, without what would act on a reader; empty for any other
	Cut      bool            // the text goes on
	Unlooked bool            // too large to be looked into for names
}

// InquiryInside tells what a file of the case is by its bytes, and gives none of them out but the words of a text, covered. Right: as
// Inquiry. Faults: absent, denied, file_waiting, file_infected, file_refused.
func (d *Desk) InquiryInside(ctx context.Context, g access.Grant, file string) (in Inside, err error) {
	about, b, err := d.inquired(ctx, g, file)
	if err != nil {
		return in, err
	}
	defer b.Close()
	in.File = about
	if in.Text, in.Cut, err = readable(b); err != nil {
		return in, err
	}
	if err := in.sum(b); err != nil || in.Text != "" {
		return in, err
	}
	if in.Unlooked = b.Size() > insideLook; in.Unlooked {
		return in, nil
	}
	report, err := d.Shelf.Look(ctx, b, b.Size())
	for _, n := range report.Names {
		n.Name = sensitive.Covered(escape.Harmless(n.Name))
		in.Names = append(in.Names, n)
	}
	in.Left = report.Left
	return in, err
}

// inquired opens a file of the case that may leave the shelf, with what is told of it.
func (d *Desk) inquired(ctx context.Context, g access.Grant, file string) (about File, b *scan.Bytes, err error) {
	if err := inquires(g); err != nil {
		return about, nil, err
	}
	var f attached
	var part access.Grant
	var cleared scan.Cleared
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := d.OfConversation(ctx, tx, g.Ticket(), file); err != nil {
			return err
		}
		if f, err = fileIn(ctx, tx, g.Ticket(), file); err != nil {
			return err
		}
		if part, err = g.Part(f.part()); err != nil {
			return err
		}
		cleared, err = d.Shelf.Clear(ctx, tx, scan.File, f.id)
		return err
	}); err != nil {
		return about, nil, err
	}
	if about, err = d.openFully(ctx, part, f); err != nil {
		return about, nil, err
	}
	b, err = d.Shelf.Open(ctx, part, cleared)
	return about, b, err
}

func (in *Inside) sum(b io.ReadSeeker) error {
	if _, err := b.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := sha256.New()
	_, err := io.Copy(h, b)
	h.Sum(in.SHA256[:0])
	return err
}

// readable reads a file's beginning as a text and covers it; nothing where it is none. Covers are laid before it is cut.
func readable(b io.ReaderAt) (text string, cut bool, err error) {
	raw := make([]byte, insideText+insideMargin)
	n, err := b.ReadAt(raw, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, err
	}
	cut, raw = n == len(raw), raw[:n]
	for i := 0; cut && i < utf8.UTFMax && !utf8.Valid(raw); i++ {
		raw = raw[:len(raw)-1] // the last character may be half
	}
	if bytes.IndexByte(raw, 0) >= 0 || !utf8.Valid(raw) {
		return "", false, nil
	}
	lines := strings.Split(sensitive.Covered(strings.ReplaceAll(string(raw), "\r\n", "\n")), "\n")
	for i, line := range lines {
		lines[i] = escape.Harmless(strings.ReplaceAll(line, "\t", "    "))
	}
	text = strings.Join(lines, "\n")
	if cut {
		text = strings.ToValidUTF8(text[:max(0, len(text)-insideMargin)], "")
	}
	return text, cut, nil
}
